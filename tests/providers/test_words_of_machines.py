"""What is said of a refusal has no word of a machine in it, but in what can be typed."""

import re
import tomllib
from pathlib import Path

from aegis_cli.providers.github.app_permissions import accepted_in_words
from tests.helpers.rows import for_each

PROVIDERS = Path("src/aegis_cli/providers")
TYPED = re.compile(r"`[^`]*`|\{[^}]*\}|https?://\S+|\([a-z_]+\)")
"""What can be typed, opened or looked up at the provider, and what is filled in."""
OF_MACHINES = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|[a-z]+=[a-z]+")


def texts(path: Path) -> list[str]:
    found = tomllib.loads(path.read_text("utf-8"))
    rows = [row for table in found.values() if isinstance(table, list) for row in table]
    return [str(row[key]) for row in rows for key in ("says", "hint") if key in row]


FILES = {path.parent.name: path for path in sorted(PROVIDERS.glob("*/refusals.toml"))}


@for_each("name", FILES, ids=FILES)
def test_a_refusal_is_said_in_words_of_people(name: str) -> None:
    said = texts(FILES[name])

    assert said
    assert [] == [text for text in said if OF_MACHINES.search(TYPED.sub("", text))]


@for_each(
    ("header", "words"),
    [
        ("allows_permissionless_access=true", ""),
        ("issues=write; pull_requests=write", "issues:write or pull_requests:write"),
        ("contents=write,workflows=write", "contents:write+workflows:write"),
        ("contents=write,allows_permissionless_access=true", ""),
        ("issues=everything", ""),
        ("", ""),
    ],
)
def test_a_permission_is_one_that_an_app_can_have(header: str, words: str) -> None:
    assert words == accepted_in_words(header)
