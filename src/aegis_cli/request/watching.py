"""Makes a read again and again until its thing is at its end, and shows each change before that.

What has not changed is not sent again: GitHub answers 304 to a request that names what is here
already (RFC 9110, section 13.1.2), and does not count it against the rate limit.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.actions.action import Action, command_of
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.watch import ReadUntil
from aegis_cli.core.flow import Flow, Show, Wait
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.errors import AegisError, Code, Failed, Interrupted, UsageError, error_for

_ETAG = re.compile(r'(?:W/)?"[!#-~]{1,200}"')
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Interim:
    """What a look found of a thing that is not at its end yet: no outcome."""

    step: str
    data: Any
    """The result as JSON."""


def watch(step: str, action: Action[Any], look: Callable[[], Flow[Performed]]) -> Flow[Performed]:
    """Look until the thing is at its end, and return what the last look found.

    Raises `Failed` where it takes too long. An error after the first look says that the thing does
    not depend on being watched.
    """
    how = action.facts.watches
    assert how is not None
    looks, seconds, shown = _Looks(), getattr(action, how.interval), None
    while True:
        try:
            found = yield from looks.make(look())
        except AegisError as error:
            raise error if shown is None else _later(error, action, how) from None
        if pick(found.data, how.path) == how.end:
            return found
        if found.data != shown:
            shown = found.data
            yield Show(Interim(step, shown))
        if looks.seconds + seconds > how.longest:
            raise _too_long(action, how)
        looks.seconds += seconds
        yield Wait(seconds)


def require_watchable(actions: tuple[Action[Any], ...], *, answers_once: bool) -> None:
    """Raise `UsageError` for a plan that watches something, beside others or where nothing can.

    NOTE: a write that waits behind a watch would be sent long after it was approved.
    """
    for action in actions:
        how = action.facts.watches
        if how is not None and answers_once:
            raise UsageError(
                f"A broker answers once, and this watches: {action.says()}.",
                code=Code.BAD_USAGE,
                hint=f"`{command_of(action, how.once)}` looks once.",
            )
        if how is not None and len(actions) > 1:
            raise UsageError(
                f"This watches, so it is a request of its own: {action.says()}.",
                code=Code.BAD_USAGE,
                hint=f"Ask for it alone: `{command_of(action)}`.",
            )


def interruption(action: Action[Any]) -> Interrupted | None:
    """Return the error of a Ctrl-C while something is watched; `None` where nothing is."""
    how = action.facts.watches
    if how is None:
        return None
    said = f"You stopped watching; {how.thing} goes on."
    return Interrupted(said, code=Code.INTERRUPTED, hint=_again(action))


def _too_long(action: Action[Any], how: ReadUntil) -> Failed:
    minutes = f"{how.longest / 60:g} minutes"
    return Failed(
        f"After {minutes} of watching, {how.thing} is not at its end; it goes on.",
        code=Code.NOT_READY,
        hint=_again(action),
    )


def _later(error: AegisError, action: Action[Any], how: ReadUntil) -> AegisError:
    """Return an error that came while something was watched, with what is true of the thing."""
    if error.code is Code.NOT_FOUND:
        gone = f"{how.thing} was there, and is not any more: somebody deleted it."
        return Failed(f"{gone[0].upper()}{gone[1:]}", code=Code.GONE)
    apart = f"{how.thing} does not depend on being watched. {_again(action)}"
    hint = " ".join(filter(None, (error.hint, f"{apart[0].upper()}{apart[1:]}")))
    return error_for(error.code, error.message, hint=hint, provider=error.provider)


def _again(action: Action[Any]) -> str:
    return f"`{command_of(action)}` watches it again."


@dataclass(slots=True)
class _Looks:
    """The answers of the last look, and how long all looks took."""

    kept: dict[str, Response] = field(default_factory=dict)
    """By the address of the request, as far as the answer can be named."""
    seconds: float = 0.0

    def make(self, flow: Flow[Performed]) -> Flow[Performed]:
        """Make one look, each of whose reads names the answer that is here already.

        NOTE: this adds a header to a request, and nothing else, so that what was checked of it
        stays true.
        """
        answer: Any = None
        while True:
            try:
                need = flow.send(answer)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # typed by the flow's own T
            if isinstance(need, Request) and need.is_read:
                answer = yield from self._send(need)
            else:
                self.seconds += need.seconds if isinstance(need, Wait) else 0.0
                answer = yield need

    def _send(self, request: Request) -> Flow[Response | Unreachable]:
        known = self.kept.get(request.url)
        if known is not None:
            etag = ("if-none-match", known.headers["etag"])
            request = replace(request, headers=(*request.headers, etag))
        answer: Response | Unreachable = yield request
        if isinstance(answer, Unreachable):
            return answer
        self.seconds += answer.took or 0.0
        if known is not None and answer.status == _NOT_MODIFIED:
            return known
        if answer.ok and _ETAG.fullmatch(answer.headers.get("etag", "")):
            self.kept[request.url] = answer
        return answer
