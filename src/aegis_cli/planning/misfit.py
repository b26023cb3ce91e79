"""Says in plain sentences why values do not fit the fields of an action, or of a plan."""

from collections.abc import Callable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeAlias

from pydantic import ValidationError

from aegis_cli.actions.fields.kinds import Kind
from aegis_cli.core.text import one_line

_LONGEST = 600
"""The most characters of all reasons together."""

_Detail: TypeAlias = Mapping[str, Any]

_WHOLE = "it is not a whole number"
_SAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "it is required",
    "extra_forbidden": lambda _: "there is no such field",
    "string_type": lambda _: "it is not a text",
    "tuple_type": lambda _: "it is not a list",
    "list_type": lambda _: "it is not a list",
    "model_type": lambda _: "it is not an object",
    "bool_type": lambda _: "it is neither true nor false",
    "bool_parsing": lambda _: "it is neither true nor false",
    "int_type": lambda _: _WHOLE,
    "int_parsing": lambda _: _WHOLE,
    "int_from_float": lambda _: _WHOLE,
    "literal_error": lambda limits: f"it is none of {_any_of(limits)}",
    "enum": lambda limits: f"it is not {_any_of(limits)}",
    "greater_than_equal": lambda limits: f"the least is {limits['ge']:,}",
    "less_than_equal": lambda limits: f"the most is {limits['le']:,}",
    "string_too_short": lambda _: "it is empty",
    "string_too_long": lambda limits: f"the most is {limits['max_length']:,} characters",
    "string_pattern_mismatch": lambda limits: _form_of(**limits),
    "too_short": lambda _: "at least one is needed",
    "too_long": lambda limits: f"the most is {limits['max_length']:,} {_unit_of(limits)}",
    "value_error": lambda limits: str(limits["error"]),
}
"""What to say by pydantic's type of an error, from the limits that it names."""

_TYPES = frozenset({"bool", "float", "int", "str"})
"""Types of a union that pydantic names as it names fields."""

_OF_A_UNION = frozenset({"int_type", "int_parsing", "enum", "literal_error"})
"""Errors of one branch of a union; ignored if another branch gives a better reason."""


def explain(
    error: ValidationError, *, where: str = "", kinds: Mapping[str, Kind] = MappingProxyType({})
) -> str:
    """Say why values do not fit, field by field, without the values: one may be standard input.

    `kinds` are the kinds of an action's fields, by name: their examples show how one is written,
    and the items of a list are counted from one. Without, a place is that in the JSON of a plan.
    """
    details = error.errors(include_input=False, include_url=False)

    def name(detail: _Detail) -> str:
        return _field(detail["loc"], counts_from=1 if kinds else 0)

    reasons = (
        f"{field}: {reason}"
        for field, of_field in groupby(details, key=name)
        for reason in dict.fromkeys(_reason(one, kinds) for one in _telling(list(of_field)))
    )
    return one_line(where + "; ".join(reasons))[:_LONGEST]


def _field(place: tuple[int | str, ...], *, counts_from: int) -> str:
    """Name a field, and an item of a list by its number.

    NOTE: pydantic puts the names of types there too, as in `str-enum[Clear]`.
    """
    parts = [
        str(part + counts_from) if isinstance(part, int) else part
        for at, part in enumerate(place)
        if not at or isinstance(part, int) or (part.isidentifier() and part not in _TYPES)
    ]
    return (" " if counts_from else ".").join(parts) or "arguments"


def _telling(details: list[Any]) -> list[_Detail]:
    """Return the errors of one field that say most, where it takes one of several types."""
    return [each for each in details if each["type"] not in _OF_A_UNION] or details


def _reason(detail: _Detail, kinds: Mapping[str, Kind]) -> str:
    say = _SAYS.get(detail["type"])
    if say is None:
        return str(detail["msg"])
    kind = kinds.get(detail["loc"][0]) if detail["loc"] else None
    return say({**detail.get("ctx", {}), "example": kind.example if kind else ""})


def _form_of(*, pattern: str, example: str) -> str:
    """Say how a text is written that has other characters than it can have."""
    if pattern == r"\S":
        return "it is blank"
    return (
        f"it is written as in {example}" if example else "it has a character that cannot be there"
    )


def _any_of(limits: Mapping[str, Any]) -> str:
    return str(limits["expected"]).replace("'", "")


def _unit_of(limits: Mapping[str, Any]) -> str:
    """Name what is counted: pydantic calls a text that a function returned a value."""
    return "characters" if limits.get("field_type") == "Value" else "of them"
