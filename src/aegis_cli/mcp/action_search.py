"""Finds actions by words, in what the catalogue says of them; pure."""

import re
from functools import cache
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.mcp.action_schemas import fields_schema

_MOST, _MOST_WITH_SCHEMA = 10, 3
_NAME_OF_CLASS = re.compile(r"\b[A-Z]+\b")
"""Such as `VERB` in `VERB me?`: it stands for many words, and is not a word itself."""
_WORD = re.compile(r"[a-z0-9]+")
_IN_NAME, _IN_TEXT = 3, 1
_OF_GIT = frozenset("checkout clone fetch push rebase stash".split())
_SHORTEST_START = 4
"""Letters with which one word may begin another, as in `repo` and `repositories`."""
_WITHOUT_MEANING = frozenset(
    "a an all and at by for from i in it me my of on or the this to with".split()
)


def found_actions(words: str, *, detail: bool) -> list[dict[str, Any]]:
    """Return the actions that fit best, the best first; with `detail`, their JSON Schema too."""
    wanted = _stems(words) - _WITHOUT_MEANING
    ranked = sorted((*_score(name, wanted), name) for name in catalog.ENTRIES)
    names = [name for score, _, name in ranked if score]
    return [_entry(name, detail=detail) for name in names[: _MOST_WITH_SCHEMA if detail else _MOST]]


def not_served(words: str) -> str:
    """Say which of these words name what git does and GitHub's API does not; "" for none."""
    verbs = [word for word in _WORD.findall(words.casefold()) if word in _OF_GIT]
    return (
        f"To {' or '.join(verbs)}, use git yourself: aegis has no action for it." if verbs else ""
    )


def _score(name: str, wanted: set[str]) -> tuple[int, int]:
    """Return how well an action fits, and what of its name nobody asked for; less is better."""
    own, said = _stems(name), _words_of(name)
    met = {part for part in own if any(_is_one(word, part) for word in wanted)}
    return -_IN_NAME * len(met) - _IN_TEXT * len(wanted & said), len(own - met)


@cache
def _words_of(name: str) -> set[str]:
    """Return the words with which people ask for an action, as its forms say them."""
    own = catalog.words_of(name)
    parts = (part for form in own.forms for part in (*form.leads, *form.objects))
    words = _NAME_OF_CLASS.sub(" ", " ".join(parts))
    return _stems(" ".join((catalog.ENTRIES[name].summary, *own.verbs, words)))


def _is_one(word: str, part: str) -> bool:
    return word == part or (len(part) >= _SHORTEST_START and word.startswith(part))


def _entry(name: str, *, detail: bool) -> dict[str, Any]:
    entry = catalog.ENTRIES[name]
    listed: dict[str, Any] = {
        "signature": entry.signature,
        "summary": entry.summary,
        "tool": "read_action" if entry.effect == "read" else "propose_writes",
    }
    if detail:
        properties, required = fields_schema(catalog.load(name))
        listed["fields"] = {"properties": properties, "required": list(required)}
    return listed


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(text.casefold())}


def _stem(word: str) -> str:
    """Return a word without the ending that makes it plural."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
