"""What the annotated type of one field says of it: its role, its choices, its shape."""

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from aegis_cli.actions.kinds import Role, Symbolic, Synonyms


def role_of(info: FieldInfo) -> Role:
    """Return a field's role: declared on its type, or a choice where the type has few values."""
    for found in _metadata(info):
        if isinstance(found, Role):
            return found
    if choices_of(info):
        return Role.CHOICE
    raise TypeError(f"the type {info.annotation!r} has no role")


def choices_of(info: FieldInfo) -> tuple[str, ...]:
    """Return the words that a choice field takes; nothing for any other field."""
    for part in _parts(info.annotation):
        if part is bool:
            return ("true", "false")
        if get_origin(part) is Literal:
            return tuple(str(value) for value in get_args(part))
    return ()


def synonyms_of(info: FieldInfo) -> dict[str, tuple[str, ...]]:
    """Return the declared words for each value of a choice."""
    for found in _metadata(info):
        if isinstance(found, Synonyms):
            return dict(found.words)
    return {}


def is_list(info: FieldInfo) -> bool:
    """Tell whether a field holds several values."""
    return any(get_origin(part) in {tuple, list} for part in _parts(info.annotation))


def is_constant(info: FieldInfo) -> bool:
    """Tell whether a field has one possible value, which is always sent."""
    return len(choices_of(info)) == 1


def holds_people(info: FieldInfo) -> bool:
    """Tell whether a field holds logins, and so may hold `@me`."""
    return any(isinstance(found, Symbolic) for found in _metadata(info))


def _parts(annotation: Any) -> list[Any]:
    """Return a type without its `Annotated` and `None` wrappings, each member of a union alone."""
    if hasattr(annotation, "__metadata__"):
        return _parts(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [part for arg in get_args(annotation) for part in _parts(arg)]
    return [] if annotation is NoneType else [annotation]


def _metadata(info: FieldInfo) -> list[Any]:
    """Return everything that `Annotated` says of a field's type, at any depth."""

    def inside(annotation: Any) -> list[Any]:
        found = list(getattr(annotation, "__metadata__", ()))
        return found + [item for arg in get_args(annotation) for item in inside(arg)]

    return [*info.metadata, *inside(info.annotation)]
