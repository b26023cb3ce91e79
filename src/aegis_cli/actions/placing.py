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
    cleared: list[tuple[str, str]] = []
    for name, value in values.items():
        place = place_of_value(name, fields[name])
        if is_cleared(fields[name], value):
            body.setdefault(place.partition(".")[0], None)
            cleared.append((name, place))
        elif mark_of(fields[name], Unsent) is not None:
            continue
        else:
            _put(body, place, _as_sent(fields[name], value))
    objects = {name for name, value in body.items() if value is not None}
    for name, place in cleared:
        at = mark_of(fields[name], At)
        if at is not None and at.beside is not None and place.partition(".")[0] in objects:
            _put(body, place, at.beside)
    return body


def _put(body: dict[str, Any], place: str, value: Any) -> None:
    *outside, last = place.split(".")
    reduce(_object_in, outside, body)[last] = value


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
