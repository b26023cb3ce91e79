"""Reads JSON, and refuses a document that another reader could read differently. Pure.

Refused: a name twice in one object, at any depth; NaN, Infinity and floats beyond the largest;
nesting beyond 200; half of a surrogate pair; anything but UTF-8 without a byte-order mark.
Source: RFC 8259, sections 4 to 8, and RFC 8725, section 2.4.
"""

import json
import math
from typing import Any

from pydantic_core import from_json


def read_json(data: bytes) -> Any:
    """Return a document; raise `ValueError`, which holds no part of it."""
    try:
        # NOTE: two readers. The first refuses UTF-16, byte-order marks and half surrogate pairs,
        # and limits the depth; Python's own does not. Only the second can refuse a repeated name.
        from_json(data, allow_inf_nan=False)
        return json.loads(
            data.decode(),
            object_pairs_hook=_without_repeats,
            parse_constant=_finite,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        pass  # raised outside the handler, whose context holds what was sent
    raise ValueError("this is not JSON that every reader reads alike")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a repeated name: of its values, one reader takes the first and another the last."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name is repeated")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number
