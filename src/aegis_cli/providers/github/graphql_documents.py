"""The documents that aegis sends to GitHub's GraphQL API, each by its name."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

GRAPHQL = "/graphql"

_DOCUMENT = re.compile(r"^(?:query|mutation) (\w+).*?^}$", re.MULTILINE | re.DOTALL)


@cache
def documents() -> Mapping[str, str]:
    """Return every document of `documents.graphql` by its name."""
    text = Path(__file__).with_name("documents.graphql").read_text(encoding="utf-8")
    return {match[1]: match[0] for match in _DOCUMENT.finditer(text)}
