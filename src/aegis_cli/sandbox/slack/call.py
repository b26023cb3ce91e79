"""One call of a method, with what its function needs: arguments, workspace, scopes and time."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from aegis_cli.sandbox.engine.answers import Answers
from aegis_cli.sandbox.engine.cursors import cursor, place
from aegis_cli.sandbox.slack.described import Method
from aegis_cli.sandbox.slack.errors import Problem, invalid_arguments, missing_scope, refuse
from aegis_cli.sandbox.slack.shapes import Shapes
from aegis_cli.sandbox.slack.world import SCOPE_PREFIX, Channel, Message, Person, World, exact

_TS = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?")
_NEVER = "9999999999"
_NEXT = "next"
_MOST = 999
"""The most things of a page, where a method says nothing else."""


@dataclass(slots=True)
class Call:
    """One call."""

    method: Method
    args: dict[str, Any]
    world: World
    now: float
    scopes: tuple[str, ...]
    """What the person granted."""
    warnings: list[str] = field(default_factory=list)
    origin: str = ""
    """Where this service is."""

    @property
    def shapes(self) -> Shapes:
        """How the workspace writes its things."""
        return Shapes(self.world, shows_addresses="users:read.email" in self.scopes)

    def channel(self) -> Channel:
        """Return the conversation that is asked for; what is not visible is not there."""
        found = self.world.channels.get(self.args.get("channel", ""))
        if found is None or not self.world.sees(found):
            raise Problem("channel_not_found")
        self.require_scope(found.kind)
        return found

    def own_channel(self, *others: str) -> Channel:
        """Return a conversation that the person is in; the method is not for `others`."""
        channel = self.channel()
        refuse(
            method_not_supported_for_channel_type=channel.kind in others,
            not_in_channel=self.world.me not in channel.members,
        )
        return channel

    def require_scope(self, kind: str) -> None:
        """Refuse a kind of conversations for which the person granted nothing."""
        enough = self.method.scopes_for(SCOPE_PREFIX[kind])
        if enough and not set(enough) & set(self.scopes):
            raise missing_scope(enough, self.scopes)
        refuse(method_not_supported_for_channel_type=self.method.scopes and not enough)

    def message(self, channel: Channel, *, name: str = "ts") -> Message:
        """Return the message of a conversation that is asked for."""
        found = channel.message(self.args[name])
        if found is None:
            raise Problem("message_not_found")
        return found

    def person(self, user: str = "") -> Person:
        """Return somebody by id, or who is asked for."""
        found = self.world.people.get(user or self.args["user"])
        if found is None:
            raise Problem("user_not_found")
        return found

    def span(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the times between which things are asked for."""
        for name in ("oldest", "latest"):
            if self.args.get(name) and not _TS.fullmatch(self.args[name]):
                code = f"invalid_ts_{name}"
                raise Problem(code if code in self.method.errors else "invalid_arguments")
        return exact(self.args.get("oldest") or "0"), exact(self.args.get("latest") or _NEVER)

    def page(
        self,
        name: str,
        things: Sequence[Any],
        write: Callable[[Any], Any],
        *,
        default: int = 100,
        most: int = _MOST,
    ) -> dict[str, Any]:
        """Return a page of things under a name, with the cursor of the next; "" after the last."""
        limit = self.args.get("limit", default)
        if not 1 <= limit <= most or limit != int(limit):
            refuse(invalid_limit="invalid_limit" in self.method.errors)
            raise invalid_arguments(f"limit must be 1 to {most} [json-pointer:/limit]")
        first = self._place()
        last = first + min(int(limit), self.world.page_length)
        # It ends in `=`, as Slack's own do, so that nobody forgets to encode it.
        following = cursor(_NEXT, last) if last < len(things) else ""
        shown = [write(each) for each in things[first:last]]
        return {name: shown, "response_metadata": {"next_cursor": following}}

    def _place(self) -> int:
        try:
            return place(_NEXT, said) if (said := self.args.get("cursor")) else 0
        except ValueError:
            raise Problem("invalid_cursor") from None


Function: TypeAlias = Callable[[Call], dict[str, Any]]

answers: Answers[Function] = Answers()
"""By the name of the method."""


def shows(name: str, find: Callable[[Call], Any], write: Callable[[Shapes, Any], Any]) -> Function:
    """Return what answers with one thing under a name, or refuses it."""
    return lambda call: {name: write(call.shapes, find(call))}


def lists(
    name: str,
    find: Callable[[Call], Sequence[Any]],
    write: Callable[[Shapes, Any], Any] = lambda _, thing: thing,
) -> Function:
    """Return what answers with a page of things under a name."""
    return lambda call: call.page(name, find(call), partial(write, call.shapes))
