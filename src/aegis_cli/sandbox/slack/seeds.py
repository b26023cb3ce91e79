"""The workspace of a new sandbox: always the same.

In `world.json` a message has a fixed `ts`, or the minutes that it lies before the start.
"""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.engine.reading import Reader
from aegis_cli.sandbox.engine.worlds import read_world
from aegis_cli.sandbox.slack.world import World

_FILE = Path(__file__).with_name("world.json")
_FIRST = 1000
"""The first number that a new thing gets."""


def seed_world(now: float, rung: list[dict[str, Any]]) -> World:
    """Build a workspace that shares nothing with another; it notes in `rung` whom it rings."""
    data, counter = read_world(_FILE), count(_FIRST)
    for channel in data["channels"]:
        for at, each in enumerate(channel.get("messages", ()), 1):
            if "minutes_ago" in each:
                each["ts"] = f"{int(now - each['minutes_ago'] * 60)}.{at * 100:06d}"
    for each in data["scheduled"]:
        each |= {"post_at": int(now) + 60 * each["minutes_ahead"], "created": int(now)}
    reader = Reader(now=datetime.fromtimestamp(now, UTC), ids=counter)
    world: World = reader.make(World, {**data, "counter": counter})
    world.rung = rung
    return world
