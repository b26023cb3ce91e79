"""The web page of what a write makes: its address, of approved values and at most one integer.

NOTE: whoever answers chooses nothing of an address but the digits of that integer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.results.templates import fill, pick

_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)

LONGEST_NUMBER = "9" * 10
"""The longest number that an address may end with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """Where the page is of what an action makes; a class says it as `page=`."""

    noun: str
    """What is made, such as "issue"."""
    path: str
    """Its path up to the number, which alone follows: `/{repo}/issues/`. In braces are fields of
    the action, each a target that every call names."""
    number: str = "number"
    """Where the answer has the number, as dotted names; "" where the path is all of it."""
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """What stands for a field of the path that a call may leave out: `HEAD` for the branch."""
    key: str = ""
    """What stands there before the number, where the answer has a text: `{project}-`; "" where it
    has the number alone."""

    @property
    def is_part(self) -> bool:
        """Whether it is a place in the page of something else, as a comment is."""
        return "#" in self.path

    def number_in(self, answer: Any, arguments: dict[str, Any]) -> str | None:
        """Return the digits of the number that an answer to a call with these arguments has.

        "" where the address has none. `None` for anything else: another place, a text in place of
        a number, one that is too large.
        """
        if not self.number:
            return ""
        value = pick(answer, self.number)
        if self.key:
            before = fill(self.key, arguments, now=None)
            is_here = isinstance(value, str) and value.casefold().startswith(before.casefold())
            value = value[len(before) :] if is_here else None
        else:
            return digits_of(value)
        return value if value is not None and _NUMBER.fullmatch(value) else None


def digits_of(value: Any) -> str | None:
    """Return the digits of a whole number above zero; `None` for anything else, and for a huge one.

    NOTE: what an answer has may have more digits than Python writes.
    """
    return str(value) if type(value) is int and 0 < value <= int(LONGEST_NUMBER) else None
