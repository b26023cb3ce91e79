"""Channels and direct messages: how they are written, and what a pattern of them covers; pure.

A direct message has no name: it is a place by its own id, and its view says with whom it is.
"""

import re
import unicodedata
from typing import Any

from aegis_cli.actions.containers import Container
from aegis_cli.core.text import visible

NAME = r"#\S{1,80}"
"""A channel's name behind its `#`: letters of any script, digits, hyphens and underscores."""
DIRECT = r"D[A-Z0-9]{8,12}"
"""The id of a direct message."""
_PLACE = re.compile(rf"{NAME}|{DIRECT}")
_NUMBER = re.compile(r"#[0-9]+", re.ASCII)
_MESSAGE = re.compile(r"[0-9]{10}\.[0-9]{6}", re.ASCII)


def _check(value: str) -> str:
    place = value.lower() if value.startswith("#") else value  # Slack has no other names
    is_one = _PLACE.fullmatch(place) and not _NUMBER.fullmatch(place)
    if not (is_one and all(map(_is_in_name, place[1:])) and visible(place) == place):
        raise ValueError("a channel is written #NAME, as in #releases")
    return place


def _is_in_name(char: str) -> bool:
    """Tell whether a name may have a character: a letter, what stands on one, a digit, - or _."""
    return char in "-_" or unicodedata.category(char)[0] in "LMN"


def _is_pattern(text: str) -> bool:
    return re.fullmatch(rf"#[^\s#,]{{1,80}}|{DIRECT}|D\*", text) is not None


def place_of(channel: Any) -> str:
    """Return the place that a channel of Slack's is: its name, or the id of a direct message."""
    if channel.get("is_im"):
        return str(channel.get("id"))
    return f"#{channel.get('name')}"


def _tell(answer: Any) -> tuple[str, bool | None] | None:
    """Read a channel off an answer that is one: its place, and whether it is private."""
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str):
        return None
    if answer.get("is_im"):
        return place_of(answer), True
    is_private = answer.get("is_private")
    return (place_of(answer), is_private) if isinstance(is_private, bool) else None


def _people(answer: Any) -> int | None:
    """Read off a channel how many people are in it; a direct message does not say so."""
    people = answer.get("num_members")
    return people if isinstance(people, int) else None


def _is_shared(answer: Any) -> bool:
    """Tell of a channel whether people of another workspace are in it, or may be."""
    return bool(answer.get("is_ext_shared") or answer.get("is_pending_ext_shared"))


CHANNEL = Container(
    noun="channel",
    form="#NAME",
    examples="slack:#releases or slack:#eng-*",
    check=_check,
    is_pattern=_is_pattern,
    is_thing=lambda text: _MESSAGE.fullmatch(text) is not None,
    told=_tell,
    people=_people,
    id_field="channel_id",
    shared=_is_shared,
)
"""A channel, public or private, or a direct message by its id."""
