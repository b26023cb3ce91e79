"""One call of a method, with what its function needs: arguments, workspace, scopes and time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aegis_cli.sandbox.engine.answers import Answers
from aegis_cli.sandbox.engine.cursors import cursor, place
from aegis_cli.sandbox.slack.described import Method
from aegis_cli.sandbox.slack.errors import Problem, invalid_arguments, missing_scope
from aegis_cli.sandbox.slack.mentions import rings
from aegis_cli.sandbox.slack.world import (
    SCOPE_PREFIX,
    Channel,
    Message,
    Person,
    World,
)

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
    rung: list[dict[str, Any]]
    """Whom each message rang, in order."""
    warnings: list[str] = field(default_factory=list)

    def channel(self, *, name: str = "channel") -> Channel:
        """Return the conversation that is asked for; what is not visible is not there."""
        found = self.world.channels.get(self.args.get(name, ""))
        if found is None or not self.world.sees(found):
            raise Problem("channel_not_found")
        self.require_scope(found.kind)
        return found

    def require_scope(self, kind: str) -> None:
        """Refuse a kind of conversations for which the person granted nothing."""
        enough = self.method.scopes_for(SCOPE_PREFIX[kind])
        if enough and not set(enough) & set(self.scopes):
            raise missing_scope(enough, self.scopes)
        if self.method.scopes and not enough:
            raise Problem("method_not_supported_for_channel_type")

    def message(self, channel: Channel, *, name: str) -> Message:
        """Return the message of a conversation that is asked for."""
        found = channel.message(self.args[name])
        if found is None:
            raise Problem("message_not_found")
        return found

    def person(self, user: str) -> Person:
        """Return somebody by id."""
        found = self.world.people.get(user)
        if found is None:
            raise Problem("user_not_found")
        return found

    def page(
        self, things: list[Any], *, default: int, most: int = _MOST
    ) -> tuple[list[Any], dict[str, Any]]:
        """Return a page, and what an answer says of the next."""
        limit = self.args.get("limit", default)
        if not 1 <= limit <= most or limit != int(limit):
            if "invalid_limit" in self.method.errors:
                raise Problem("invalid_limit")
            raise invalid_arguments(f"limit must be 1 to {most} [json-pointer:/limit]")
        first = self._place()
        last = first + min(int(limit), self.world.page_length)
        # It ends in `=`, as Slack's own do, so that nobody forgets to encode it.
        following = cursor(_NEXT, last) if last < len(things) else ""
        return things[first:last], {"response_metadata": {"next_cursor": following}}

    def _place(self) -> int:
        try:
            return place(_NEXT, said) if (said := self.args.get("cursor")) else 0
        except ValueError:
            raise Problem("invalid_cursor") from None


Function: TypeAlias = Callable[[Call], dict[str, Any]]

answers: Answers[Function] = Answers()
"""By the name of the method."""


def note_rings(
    rung: list[dict[str, Any]],
    world: World,
    channel: Channel,
    message: Message,
    *,
    resolves_names: bool,
) -> None:
    """Note whom a message rings that was posted or changed."""
    names = {each.name: each.id for each in world.people.values()} if resolves_names else None
    who = rings(message.text, names=names) + rings(message.blocks)
    rung.append({"channel": channel.id, "ts": message.ts, "text": message.text, "rings": who})
