"""GitHub's public schema of GraphQL, as far as reads need it.

`types.json` has one type in a line, which is parsed when somebody asks for it; it is written by
`python -m tools.operations`.
"""

import json
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("types.json")
_EXAMPLES: Mapping[str, Any] = {
    "Int": 0,
    "Float": 0.0,
    "Boolean": False,
    "DateTime": "2026-01-01T00:00:00Z",
    "URI": "https://github.com",
    "GitObjectID": "0" * 40,
}
"""Values of scalars; any other one is a text."""


@cache
def _lines() -> dict[str, str]:
    lines = _FILE.read_text(encoding="utf-8").strip("{}\n").split(",\n")
    return {line[1 : line.index('":')]: line[line.index(":") + 1 :] for line in lines}


@cache
def facts(kind: str) -> Mapping[str, Any]:
    """Return what is known of a type; nothing for a scalar, and for what is left out."""
    found: Mapping[str, Any] = json.loads(_lines().get(kind, "{}"))
    return found


def type_of(kind: str, field: str) -> str:
    """Return the type of a field, as `[Label!]!`; "" where that is not known."""
    text: str = facts(kind).get("fields", {}).get(field, "")
    return text


def name_in(text: str) -> str:
    """Return the name in a type, as `Label`."""
    return text.strip("[]!")


def is_of(kind: str, other: str) -> bool:
    """Return whether an object of a type is one of another, which may be abstract."""
    return kind == other or other in facts(kind).get("is", ()) or kind in facts(other).get("of", ())


def object_type(text: str, told: str) -> str:
    """Return the type of an object, where its field says `text` and the object `told`."""
    kind = name_in(text)
    is_abstract = "of" in facts(kind) or _is_interface(kind)
    if kind and not is_abstract:
        return kind
    return told if "fields" in facts(told) or not kind else _first_of(kind)


def fits(text: str, value: Any) -> bool:
    """Return whether a value has the form of a type; any has that of an unknown one."""
    if value is None:
        return not text.endswith("!")
    known = facts(name_in(text))
    if not text:
        return True
    if text.startswith("["):
        return isinstance(value, list | tuple)
    if "enum" in known:
        return value in known["enum"]
    is_object = isinstance(value, dict) or callable(value)
    return is_object == bool(known) and not isinstance(value, list | tuple)


def in_words(text: str, value: Any) -> Any:
    """Return a word of REST as the enum of a type has it, and any other value as it is."""
    words = facts(name_in(text)).get("enum", ())
    told = value.upper() if isinstance(value, str) else value
    return told if told in words else value


def example(text: str, name: str) -> Any:
    """Make a value of a type: nothing where that may be, and an object with nothing in it yet."""
    kind = name_in(text)
    if text.startswith("["):
        return []
    if not text.endswith("!"):
        return None
    known = facts(kind)
    if "enum" in known:
        return known["enum"][0]
    if known:
        return {"__typename": object_type(text, "")}
    return _EXAMPLES.get(kind, name)


def input_type(kind: str) -> dict[str, Any] | None:
    """Return an enum or an input as JSON Schema; `None` for any other type."""
    known = facts(kind)
    if "enum" in known:
        return {"type": "string", "enum": known["enum"]}
    if "input" in known:
        required = [key for key, text in known["input"].items() if text.endswith("!")]
        return {
            "type": "object",
            "required": required,
            "properties": {key: {} for key in known["input"]},
        }
    return None


def introspect(name: str) -> dict[str, Any] | None:
    """Return what `__type` says of a type: the names of its fields and values."""
    known = facts(name)
    if not known:
        return None

    def names(key: str, **_given: bool) -> list[dict[str, str]] | None:
        found = known.get(key)
        return found and [{"__typename": "__Field", "name": each} for each in found]

    keys = {"fields": "fields", "inputFields": "input", "enumValues": "enum"}
    shown = {field: partial(names, key) for field, key in keys.items()}
    return {"__typename": "__Type", "name": name, **shown}


@cache
def _is_interface(kind: str) -> bool:
    return any(f'"{kind}"' in line.partition('"is":')[2] for line in _lines().values())


@cache
def _first_of(kind: str) -> str:
    of = facts(kind).get("of") or [name for name in _lines() if is_of(name, kind) and name != kind]
    return str(next(iter(of), kind))
