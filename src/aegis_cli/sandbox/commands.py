"""What the control door is told, parsed strictly: unknown names and wrong types are errors."""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from aegis_cli.sandbox.state import Confirm, Door, Fault

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_HEADER_NAME = re.compile("[!#$%&'*+.^_`|~0-9a-z-]+")

_Reader = Callable[[str, Any], Any]


class Malformed(ValueError):
    """What was sent is not what the control door takes."""


def read_json(body: bytes) -> Any:
    """Parse JSON as RFC 8259 has it: no `NaN`, no name twice."""
    try:
        return json.loads(body, object_pairs_hook=_unique, parse_constant=_no_constant)
    except Malformed:
        raise
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON.") from None


def read_faults(sent: Any) -> list[Fault]:
    """Read a list of faults."""
    if not isinstance(sent, list):
        raise Malformed("A list of faults is needed.")
    return [_fault(item) for item in sent]


def read_settings(sent: Any) -> dict[str, Any]:
    """Read a part of the settings."""
    return _read(sent, _SETTINGS)


def _fault(sent: Any) -> Fault:
    values = _read(sent, _FAULT)
    missing = {"door", "method", "path"} - values.keys()
    if missing:
        raise Malformed(f"A fault needs {', '.join(sorted(missing))}.")
    fault = Fault(**values)
    answers = fault.status is not None
    if fault.drop and answers:
        raise Malformed("A fault either drops the connection or answers.")
    if not (fault.drop or answers or fault.delay):
        raise Malformed("A fault has to do something: status, drop or delay.")
    if not answers and (fault.body or fault.headers):
        raise Malformed("A fault without a status sends no body and no headers.")
    return fault


def _read(sent: Any, readers: Mapping[str, _Reader]) -> dict[str, Any]:
    if not isinstance(sent, dict):
        raise Malformed("An object is needed.")
    unknown = sent.keys() - readers.keys()
    if unknown:
        raise Malformed(f"There is no {', '.join(sorted(unknown))}.")
    return {name: readers[name](name, value) for name, value in sent.items()}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise Malformed("A name occurs twice in one object.")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise Malformed(f"{name} is not JSON.")


def _boolean(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Malformed(f"{name} must be true or false.")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed(f"{name} must be a string.")
    return value


def _whole_number(*, least: int, most: int) -> _Reader:
    def read(name: str, value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Malformed(f"{name} must be a whole number from {least} to {most}.")
        return value

    return read


def _seconds(name: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < math.inf:
        raise Malformed(f"{name} must be a number of seconds.")
    return float(value)


def _one_of(allowed: type[Confirm | Door]) -> _Reader:
    def read(name: str, value: Any) -> Confirm | Door:
        if value not in list(allowed):
            raise Malformed(f"{name} must be one of {', '.join(allowed)}.")
        return allowed(value)

    return read


def _method(name: str, value: Any) -> str:
    if value not in _METHODS:
        raise Malformed(f"{name} must be one of {', '.join(_METHODS)}.")
    return str(value)


def _pattern(name: str, value: Any) -> str:
    pattern = _text(name, value)
    try:
        re.compile(pattern)
    except re.error as exc:
        raise Malformed(f"{name} must be a regular expression: {exc}.") from None
    return pattern


def _headers(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Malformed(f"{name} must be an object.")
    headers = {key.lower(): _text(f"{name}.{key}", text) for key, text in value.items()}
    for key, text in headers.items():
        if not _HEADER_NAME.fullmatch(key) or not (text.isascii() and text.isprintable()):
            raise Malformed(f"{name} must be names and printable ASCII values.")
    return headers


def _latency(name: str, value: Any) -> dict[Door, float]:
    if not isinstance(value, dict):
        raise Malformed(f"{name} must be an object.")
    read_door = _one_of(Door)
    return {
        read_door(f"{name}.{key}", key): _seconds(key, seconds) for key, seconds in value.items()
    }


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Malformed(f"{name} must be a list.")
    return tuple(_text(name, item) for item in value)


def _public_key(name: str, value: Any) -> str:
    pem = _text(name, value)
    try:
        is_private = bool(pem) and RSAKey.import_key(pem).is_private
    except (JoseError, ValueError):
        is_private = True
    if is_private:
        raise Malformed(f"{name} must be a public RSA key as PEM, or empty.")
    return pem


_FAULT: Mapping[str, _Reader] = {
    "door": _one_of(Door),
    "method": _method,
    "path": _pattern,
    "times": _whole_number(least=1, most=1_000_000),
    "delay": _seconds,
    "status": _whole_number(least=200, most=599),
    "headers": _headers,
    "body": _text,
    "drop": _boolean,
    "after": _boolean,
}

_SETTINGS: Mapping[str, _Reader] = {
    "access_life": _whole_number(least=1, most=86_400),
    "auth_age": _seconds,
    "confirm": _one_of(Confirm),
    "confirm_after": _seconds,
    "connected": _boolean,
    "expiring_tokens": _boolean,
    "fresh_tokens": _boolean,
    "installations": _texts,
    "interval": _seconds,
    "latency": _latency,
    "offline_access": _boolean,
    "permissions": _texts,
    "tells_auth_time": _boolean,
    "vault_public_key": _public_key,
}
