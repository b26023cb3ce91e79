"""Puts the values of a call where they stand in its request."""

from base64 import b64encode
from collections.abc import Mapping
from functools import reduce
from typing import Any

from pydantic.fields import FieldInfo

from aegis_cli.actions.fields import mark_of, may_be_cleared
from aegis_cli.actions.marks import CLEAR, At, FileContent, Unsent


def placed(fields: Mapping[str, FieldInfo], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is sent of a call's arguments, each at its place and in its form."""
    body: dict[str, Any] = {}
    for name, value in values.items():
        info = fields[name]
        *outside, last = place_of_value(name, info).split(".")
        if mark_of(info, Unsent) is not None:
            continue
        if is_cleared(info, value):
            body.setdefault([*outside, last][0], None)
        else:
            reduce(_object_in, outside, body)[last] = _as_sent(info, value)
    return body


def place_of_value(name: str, info: FieldInfo) -> str:
    """Return where a field's value stands in a request, as dotted names."""
    at = mark_of(info, At)
    return at.place if at else name


def is_cleared(info: FieldInfo, value: Any) -> bool:
    """Tell whether an argument takes away what its field holds."""
    return bool(value == CLEAR) and may_be_cleared(info)


def _object_in(outer: dict[str, Any], name: str) -> Any:
    """Return the object under a name; a cleared value beside it does not make it a null."""
    if outer.get(name) is None:
        outer[name] = {}
    return outer[name]


def _as_sent(info: FieldInfo, value: Any) -> Any:
    if mark_of(info, FileContent) is not None:
        return b64encode(value.encode()).decode()
    at = mark_of(info, At)
    return value if at is None or at.written == "{}" else at.written.replace("{}", value)
