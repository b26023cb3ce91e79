"""Which requests of a plan may be sent: reads, and each write as it was approved. Pure.

NOTE: whether a request only reads is known here, of its method and of the few that read by a POST,
and is in no message.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.core.http import Linking, Request
from aegis_cli.errors import Code, Failed
from aegis_cli.executor.request_messages import request_as_json, request_from

_STAND_IN = re.compile(r"(?:<|&lt;)link(?:>|&gt;)\Z")
"""What a text of a template has at its end in the place of a link, as a provider's form has it."""
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)


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


def is_allowed(
    request: Request, approval: WriteSeal | None, is_read: Callable[[Request], bool]
) -> bool:
    """Tell whether a request may be sent: a read, or the write that this approval covers."""
    if not _is_plain(request):
        return False
    if request.is_read or is_read(request):
        return request.upload is None and not request.is_template and (
            request.body is None if request.is_read else not request.query
        )
    return approval is not None and approval.covers(request)


_PATH = re.compile(r"/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*", re.ASCII)
_DOTS = frozenset({".", ".."})
_HEADERS = frozenset({"accept", "content-type", "if-none-match", "x-github-api-version"})


def _is_plain(request: Request) -> bool:
    """Tell whether a URL is at its base, as it is written, and has no header that changes more."""
    segments = request.path.lower().replace("%2e", ".").split("/")
    return (
        _PATH.fullmatch(request.path) is not None
        and _DOTS.isdisjoint(segments)
        and all(name in _HEADERS for name, _ in request.headers)
    )


def not_approved() -> Failed:
    """Return the error for a request that may not be sent."""
    message = "The request is not the one that was approved; nothing was sent."
    return Failed(message, code=Code.CHANGED, hint="Look at it again, then ask again.")


def _is_filled(template: Request, request: Request) -> bool:
    """Tell whether a request differs from a template in its links alone."""
    if replace(request, body=None, headers=()) != replace(
        template, body=None, headers=(), linking=()
    ):
        return False
    return _are_alike(
        json.loads(template.body or b"null"), json.loads(request.body or b"null"), template.linking
    )


def _are_alike(before: Any, after: Any, links: tuple[Linking, ...]) -> bool:
    """Compare two bodies member by member: a text may have a link in the place of the stand-in."""
    if type(before) is not type(after):
        return False
    match before:
        case dict():
            return before.keys() == after.keys() and all(
                _are_alike(value, after[name], links) for name, value in before.items()
            )
        case list():
            return len(before) == len(after) and all(
                _are_alike(one, other, links) for one, other in zip(before, after, strict=True)
            )
        case str():
            return before == after or any(_has_link(before, after, each.page) for each in links)
        case _:
            return bool(before == after)


def _has_link(before: str, after: str, page: str) -> bool:
    """Tell whether a text is another one with a page in the place of the stand-in at its end."""
    stand_in = _STAND_IN.search(before)
    if stand_in is None:
        return False
    beginning = before[: stand_in.start()] + page
    return after.startswith(beginning) and bool(_NUMBER.fullmatch(after[len(beginning) :]))
