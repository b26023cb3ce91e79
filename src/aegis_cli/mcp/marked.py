"""Marks in a result what came from GitHub, and bounds it; pure.

Whoever reads a result here is a model, to which text of others may read like an order. So what
was read stands in one object beside `"untrusted": true`, with where it is from and who can see it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from aegis_cli.core.text import visible
from aegis_cli.errors import Status
from aegis_cli.request.result import Result, to_json
from aegis_cli.request.sources import source_of

LARGEST = 60_000
"""Characters of a document, as compact JSON."""
_TEXTS = (16_000, 4_000, 1_000, 200)
"""Characters of one text, tried one after another until all fits."""


def compact(document: Mapping[str, Any]) -> str:
    """Return the compact JSON of a document."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def mark(result: Result, known: Mapping[str, str]) -> dict[str, Any]:
    """Return the document of a result for a program; `known` are visibilities of places."""
    document = {
        key: _make_visible(value, _TEXTS[0], set()) for key, value in to_json(result).items()
    }
    if document["error"] and result.status in {Status.FAILED, Status.OUTCOME_UNKNOWN}:
        document["error"]["untrusted"] = True  # its message may quote the provider
    acts = {act.id: act for act in result.acts}
    for outcome, entry in zip(result.outcomes, document["results"], strict=True):
        if outcome.data is not None:
            action = acts[outcome.id].action
            source = source_of(acts[outcome.id], outcome.data, known)
            entry["data"] = {
                "untrusted": True,
                "from": source.place,
                "visibility": source.visibility,
                "value": _without(outcome.data, action.provider.asides),
            }
    return _cut_data(document)


def _without(value: Any, asides: Iterable[tuple[str, ...]], path: tuple[str, ...] = ()) -> Any:
    """Return a value without what its provider names as of no use to a model."""
    match value:
        case Mapping():
            return {
                key: _without(item, asides, (*path, key))
                for key, item in value.items()
                if not any((*path, key)[-len(aside) :] == aside for aside in asides)
            }
        case list() | tuple():
            return [_without(item, asides, path) for item in value]
        case _:
            return value


def _cut_data(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with its data cut so that it is not too large; it says what was cut."""
    held = [entry for entry in document["results"] if entry["data"] is not None]
    values = [entry["data"]["value"] for entry in held]
    items = max((len(value) for value in values if isinstance(value, list)), default=0)
    limit = 0
    while True:
        for entry, value in zip(held, values, strict=True):
            _cut(entry["data"], value, _TEXTS[limit], items)
        if len(compact(document)) <= LARGEST:
            return document
        if limit < len(_TEXTS) - 1:
            limit += 1
        elif items > 1:
            items //= 2
        else:
            return _without_data(document, held)


def _cut(data: dict[str, Any], value: Any, longest: int, items: int) -> None:
    notes: set[str] = set()
    shown = value
    if isinstance(value, list) and len(value) > items:
        shown = value[:items]
        notes.add(f"{items} of {len(value)} items are here")
    data["value"] = _make_visible(shown, longest, notes)
    if notes:
        data["cut"] = sorted(notes)


def _without_data(document: dict[str, Any], held: list[dict[str, Any]]) -> dict[str, Any]:
    for entry in held:
        entry["data"]["value"] = None
        entry["data"]["cut"] = ["all of it was left out: it is too large"]
    return document


def _make_visible(value: Any, longest: int, notes: set[str]) -> Any:
    """Return a value with every text visible and cut, and numbers as JavaScript writes them."""
    match value:
        case str():
            if len(value) > longest:
                notes.add(f"texts end after {longest} characters, with […]")
                value = value[:longest] + "[…]"
            return visible(value)
        case Mapping():
            return {
                visible(key): _make_visible(item, longest, notes) for key, item in value.items()
            }
        case list() | tuple():
            return [_make_visible(item, longest, notes) for item in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value
