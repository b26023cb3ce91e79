"""Paths with variables, such as `/repos/{repo}/issues`. Pure."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from urllib.parse import quote

from aegis_cli.core.http import DOTS

_TWO = re.compile(r"[^/]+/[^/]+")
_VARIABLE = re.compile(r"\{([a-z_]+)\}")


def expand(
    template: str, values: Mapping[str, str], *, slashed: AbstractSet[str] = frozenset()
) -> str:
    """Fill a path template such as `/repos/{repo}/issues`, percent-encoding every value.

    Only those of `slashed` keep their slash: each is two segments, as in `OWNER/NAME`. Any other
    slash, as in a branch, becomes `%2F`. A variable without a value stays as it is.
    Raises `ValueError` for a value that is empty, or that has "." or ".." between slashes: it would
    name another resource.
    """

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            return match.group()
        value, segments = values[name], values[name].split("/")
        is_whole = _TWO.fullmatch(value) if name in slashed else value.strip("/")
        if not is_whole or not DOTS.isdisjoint(segments):
            raise ValueError(f"{value!r} cannot stand in a path")
        return quote(value, safe="/" if name in slashed else "")

    return _VARIABLE.sub(fill, template)


def variables(template: str) -> tuple[str, ...]:
    """Return the names of a template's variables, in order."""
    return tuple(_VARIABLE.findall(template))
