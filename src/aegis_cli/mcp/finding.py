"""Finds actions by words, in what the catalogue says of them; pure."""

import re
from collections.abc import Iterable
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.mcp.action_schemas import fields_schema

_MOST, _MOST_WITH_SCHEMA = 10, 3
_WORD = re.compile(r"[a-z0-9]+")
_IN_NAME, _IN_TEXT = 3, 1


def found_actions(words: str, *, detail: bool) -> list[dict[str, Any]]:
    """Return the actions that fit best, the best first; with `detail`, their JSON Schema too."""
    wanted = {_stem(word) for word in _words(words)}
    ranked = sorted((-_score(name, wanted), name) for name in catalog.ENTRIES)
    names = [name for score, name in ranked if score]
    return [
        _listed(name, detail=detail) for name in names[: _MOST_WITH_SCHEMA if detail else _MOST]
    ]


def _score(name: str, wanted: set[str]) -> int:
    entry = catalog.ENTRIES[name]
    in_name, said = _stems(name), _stems(f"{entry.summary} {' '.join(catalog.asked(name).verbs)}")
    return sum(_IN_NAME * (word in in_name) + _IN_TEXT * (word in said) for word in wanted)


def _listed(name: str, *, detail: bool) -> dict[str, Any]:
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


def _words(text: str) -> Iterable[str]:
    return _WORD.findall(text.casefold())


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in _words(text)}


def _stem(word: str) -> str:
    """Return a word without the ending that makes it plural."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
