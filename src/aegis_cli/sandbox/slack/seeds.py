"""The workspace of a new sandbox: always the same.

In `world.json` a message has a fixed `ts`, or the minutes that it lies before the start.
"""

from itertools import count
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.engine.worlds import read_world
from aegis_cli.sandbox.slack.world import (
    Channel,
    Group,
    Message,
    Person,
    Pin,
    Scheduled,
    Topic,
    World,
)

_FILE = Path(__file__).with_name("world.json")
_FIRST = 1000
"""The first number that a new thing gets."""


def seed_world(now: float) -> World:
    """Build a workspace that shares nothing with another."""
    data, counter = read_world(_FILE), count(_FIRST)
    people = [Person(**each) for each in data["people"]]
    channels = [_channel(each, now) for each in data["channels"]]
    scheduled = [_waiting(each, now) for each in data["scheduled"]]
    return World(
        team_id=data["team_id"],
        domain=data["domain"],
        title=data["title"],
        me=data["me"],
        people={each.id: each for each in people},
        channels={each.id: each for each in channels},
        emoji=frozenset(data["emoji"]),
        counter=counter,
        groups=[Group(**each) for each in data["groups"]],
        scheduled={each.id: each for each in scheduled},
    )


def _channel(data: dict[str, Any], now: float) -> Channel:
    messages = [_message(each, now, at) for at, each in enumerate(data.pop("messages", ()), 1)]
    pins = [Pin(**each) for each in data.pop("pins", ())]
    topic, purpose = (Topic(**data.pop(name, {})) for name in ("topic", "purpose"))
    return Channel(**data, topic=topic, purpose=purpose, messages=messages, pins=pins)


def _message(data: dict[str, Any], now: float, at: int) -> Message:
    ago = data.pop("minutes_ago", None)
    if ago is not None:
        data["ts"] = f"{int(now - ago * 60)}.{at * 100:06d}"
    return Message(**data)


def _waiting(data: dict[str, Any], now: float) -> Scheduled:
    post_at = int(now) + 60 * data.pop("minutes_ahead")
    return Scheduled(**data, post_at=post_at, created=int(now))
