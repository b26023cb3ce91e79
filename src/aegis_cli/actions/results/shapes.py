"""Whether a class's declarations have their shape, and an answer the values of its templates."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel, RootModel

from aegis_cli.actions.results.templates import paths

Problems: TypeAlias = dict[str, object]
"""A possible fault with its mend, and whether it is there."""


def join_names(names: Iterable[str]) -> str:
    """Write names in one order, for a message."""
    return ", ".join(sorted(names))


def in_braces(names: Iterable[str]) -> str:
    """Write names as a template has them."""
    return join_names(f"{{{name}}}" for name in names)


def misshapen(declared: object) -> Iterator[str]:
    """Say which fields of a dataclass are no tuples, or hold what is no tuple of their length.

    Without its comma a tuple of one is what stands in it: `(("State", "{state}"))`.
    """
    kind: Any = type(declared)
    for name, size in _tuples_in(kind):
        value = getattr(declared, name)
        wrong = [each for each in value if size and not _is_tuple(each, size)]
        if wrong or not isinstance(value, tuple):
            each = f"({', '.join('…' * size)})" if size else "…"
            is_now = repr(wrong[0] if wrong else value)
            yield f"has {is_now} in {name}=: write {name}=({each},), with the last comma"


@cache
def _tuples_in(declared: Any) -> tuple[tuple[str, int], ...]:
    """Return the fields that hold tuples, and how long each of the tuples in them is; 0 if none."""
    kinds = {field.name: get_args(field.type) for field in fields(declared)}
    inner = {name: args[0] for name, args in kinds.items() if args[1:] == (...,)}
    return tuple(
        (name, len(get_args(kind)) if get_origin(kind) is tuple else 0)
        for name, kind in inner.items()
    )


def _is_tuple(value: Any, size: int) -> bool:
    return isinstance(value, tuple) and len(value) == size


def unfilled_paths(
    result: Any, templates: Any, own: Iterable[str] = (), *, below: str = ""
) -> frozenset[str]:
    """Return the paths of templates, at any depth, that lead to no field of a result's type.

    `own` are more paths, which stand there without braces; the templates are of what is `below` a
    path of the result. An argument of the call is in no result.
    """
    ways = [way for text in _texts(templates) for way in paths(text)]
    ways += [(path,) for path in (*own, *getattr(templates, "paths", ()))]
    return frozenset(
        "|".join(way)
        for way in ways
        if not any(_reaches(result, f"{below}.{path}".strip(".")) for path in way)
    )


def _texts(declared: Any) -> Iterator[str]:
    if isinstance(declared, str):
        yield declared
    elif isinstance(declared, tuple):
        for each in declared:
            yield from _texts(each)
    elif is_dataclass(declared):
        for field in fields(declared):
            yield from _texts(getattr(declared, field.name))


def _reaches(annotation: Any, path: str) -> bool:
    """Tell whether a dotted path leads to a field of a result's type; a mapping may have any."""
    part, _, rest = path.partition(".")
    if get_origin(annotation) is list or NoneType in get_args(annotation):
        return any(_reaches(inner, path) for inner in get_args(annotation))
    if not path.strip(".") or annotation is Any or get_origin(annotation) is dict:
        return True
    if not isinstance(annotation, type) or not issubclass(annotation, BaseModel):
        return False
    if issubclass(annotation, RootModel):
        return False
    return part in annotation.model_fields and _reaches(
        annotation.model_fields[part].annotation, rest
    )
