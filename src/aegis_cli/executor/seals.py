"""Which requests of a plan may be sent: reads, and each write as it was approved. Pure.

NOTE: whether a request only reads is known here, of its provider's `token_side`, and is in no
message. Each write that was approved is counted here too.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.actions.provider.derived_token import TokenSide
from aegis_cli.core.http import Linking, Request
from aegis_cli.errors import Code, Failed
from aegis_cli.executor.request_messages import request_as_json, request_from

_STAND_IN = re.compile(r"(?:<|&lt;)link(?:>|&gt;)\Z")
"""What a text of a template has at its end in the place of a link, as a provider's form has it."""
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
_BEYOND = 10**10
"""The first number that has more digits."""


@dataclass(frozen=True, slots=True)
class WriteSeal:
    """What was approved of one write."""

    seal: str
    """The fingerprint of the request, with what must hold when it is sent."""
    template: Request | None = None
    """What was approved where it has links, which are filled in when it is sent."""
    pinned: Sequence[Any] = ()
    """The reads before it, with the values that their answers must still have, as the seal covers
    them."""

    def as_json(self) -> dict[str, Any]:
        """Write it, for the process that sends."""
        return {
            "seal": self.seal,
            "template": request_as_json(self.template) if self.template else None,
            "pinned": self.pinned,
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "WriteSeal":
        """Read what `as_json` wrote."""
        template = request_from(data["template"]) if data["template"] else None
        return cls(data["seal"], template, data["pinned"])

    def covers(self, request: Request) -> bool:
        """Tell whether a request is the one that was approved, with its links filled in."""
        approved = request if self.template is None else self.template
        if approved.fingerprint(self.pinned) != self.seal:
            return False
        return self.template is None or _is_filled(self.template, request)


class UnspentSeals:
    """The writes that a person approved, by the ids of their calls: each is sent once."""

    def __init__(self) -> None:
        self._left: dict[str, WriteSeal] | None = None
        """What may still be sent; `None` before it is told."""

    def learn(self, seals: Mapping[str, WriteSeal]) -> None:
        """Take what was approved, once in the life of the process; raise `Failed` after that.

        NOTE: whoever makes up a seal later, of what a provider answered, would have a write sent
        that nobody saw, or once more one that was sent.
        """
        if self._left is not None:
            raise not_approved()
        self._left = dict(seals)

    def spend(self, step: str, request: Request) -> WriteSeal:
        """Take the seal of a write; raise `Failed` for any other, and for one that was sent.

        NOTE: it is gone before the request is. Nobody may have the same write sent again, unless
        the answer says that nothing was done.
        """
        left = self._left or {}
        if step not in left or not left[step].covers(request):
            raise not_approved()
        return left.pop(step)

    def give_back(self, step: str, seal: WriteSeal) -> None:
        """Let a write be sent again, of which nothing was done."""
        assert self._left is not None  # it was spent
        self._left[step] = seal


def is_plain_read(request: Request, token_side: TokenSide, *, of_program: bool = False) -> bool:
    """Tell whether a request only reads, and sends nothing that comes from beside it.

    `of_program` is for one that a program asks for, through a door of a session.
    """
    if request.address is not None:
        return True
    if request.upload is not None or request.is_template:
        return False
    reads = token_side.is_read(request) or (of_program and token_side.is_program_read(request))
    return reads and (request.is_read or not request.query)


def not_approved() -> Failed:
    """Return the error for a request that may not be sent."""
    message = "The request is not the one that was approved; nothing was sent."
    return Failed(message, code=Code.NOT_APPROVED, hint="Look at it again, then ask again.")


def _is_filled(template: Request, request: Request) -> bool:
    """Tell whether a request differs from a template in its links alone."""
    if replace(request, body=None, headers=()) != replace(
        template, body=None, headers=(), linking=()
    ):
        return False
    left = [each for each in template.linking if each.page]
    before, after = (json.loads(each.body or b"{}") for each in (template, request))
    if type(before) is not dict or type(after) is not dict:
        return False
    for each in template.linking:
        if not each.page and not _is_number(after.pop(each.place, None)):
            return False
    return _are_alike(before, after, "", left) and not left


def _is_number(value: Any) -> bool:
    """Tell whether a value is an integer of one to ten digits, above zero."""
    return type(value) is int and 0 < value < _BEYOND


def _are_alike(before: Any, after: Any, at: str, left: list[Linking]) -> bool:
    """Compare two bodies member by member, and take the links that are filled in off those left.

    A text may have the link of its own place in the place of the stand-in.
    """
    if type(before) is not type(after):
        return False
    match before:
        case dict():
            return before.keys() == after.keys() and all(
                _are_alike(value, after[name], f"{at}.{name}", left)
                for name, value in before.items()
            )
        case list():
            return len(before) == len(after) and all(
                _are_alike(one, other, at, left) for one, other in zip(before, after, strict=True)
            )
        case str():
            return before == after or _has_link_of(before, after, at, left)
        case _:
            return bool(before == after)


def _has_link_of(before: str, after: str, at: str, left: list[Linking]) -> bool:
    """Tell whether a text has one of the links that are left, at its own place; take it off."""
    for each in left:
        is_there = f".{each.place}." in f"{at}."
        if is_there and _has_link(before, after, each.page):
            left.remove(each)
            return True
    return False


def _has_link(before: str, after: str, page: str) -> bool:
    """Tell whether a text is another one with a page in the place of the stand-in at its end."""
    stand_in = _STAND_IN.search(before)
    if stand_in is None:
        return False
    beginning = before[: stand_in.start()] + page
    return after.startswith(beginning) and bool(_NUMBER.fullmatch(after[len(beginning) :]))
