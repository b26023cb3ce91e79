"""Channels and direct messages: how they are written, and what a pattern of them covers; pure.

A direct message has no name: it is a place by its own id, and its view says with whom it is. Any
other place may be written by its id too; it is another place then to a rule, which knows names.
"""

import re
import unicodedata
from typing import Any

from aegis_cli.actions.provider.containers import Container
from aegis_cli.core.text import visible

NAME = r"#\S{1,80}"
"""A channel's name behind its `#`: letters of any script, digits, hyphens and underscores."""
CHANNEL_ID = r"[CDG](?=[A-Z]*[0-9])[A-Z0-9]{8,12}"
"""The id of a channel, a direct message or a group message; a word in capitals is none."""
_IDS = re.compile(CHANNEL_ID)
_PLACE = re.compile(rf"{NAME}|{CHANNEL_ID}")
_ADDRESS = re.compile(
    rf"/archives/(?P<place>{CHANNEL_ID})(?:/p(?P<seconds>[0-9]{{10}})(?P<rest>[0-9]{{6}}))?/?",
    re.ASCII | re.IGNORECASE,
)
"""The path of a permalink: of a place, or of a message in it."""
_MENTION = re.compile(rf"<#({CHANNEL_ID})(?:\|[^<>|]*)?>")
_NUMBER = re.compile(r"#[0-9]+", re.ASCII)
_MESSAGE = re.compile(r"[0-9]{10}\.[0-9]{6}", re.ASCII)


def _check(value: str) -> str:
    place = value.lower() if value.startswith("#") else value  # Slack has no other names
    is_one = _PLACE.fullmatch(place) and not _NUMBER.fullmatch(place)
    if not (is_one and all(map(_is_in_name, place[1:])) and visible(place) == place):
        raise ValueError("a channel is written #NAME, as in #releases, or by its id")
    return place


def _write_name(text: str) -> str:
    """Return a channel's name with its sign, and the id in a mention of one."""
    mention = _MENTION.fullmatch(text)
    return mention[1] if mention else f"#{text}"


def _is_in_name(char: str) -> bool:
    """Tell whether a name may have a character: a letter, what stands on one, a digit, - or _."""
    return char in "-_" or unicodedata.category(char)[0] in "LMN"


def _is_pattern(text: str) -> bool:
    return re.fullmatch(rf"#[^\s#,]{{1,80}}|{CHANNEL_ID}|D\*", text) is not None


def id_in(place: str | None) -> str:
    """Return the id that a place is written by; "" for one that is written by its name."""
    return place if place and _IDS.fullmatch(place) else ""


def place_of(channel: Any) -> str:
    """Return the place that a channel of Slack's is: its name, or the id of a direct message."""
    if channel.get("is_im"):
        return str(channel.get("id"))
    return f"#{channel.get('name')}"


def _tell(answer: Any) -> tuple[str, bool | None] | None:
    """Read a channel off an answer that is one: as the call wrote it, and whether it is private."""
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str):
        return None
    if answer.get("is_im"):
        return place_of(answer), True
    is_private, called = answer.get("is_private"), answer.get("called") or place_of(answer)
    return (str(called), is_private) if isinstance(is_private, bool) else None


def _people(answer: Any) -> int | None:
    """Read off a channel how many people are in it; a direct message does not say so."""
    people = answer.get("num_members")
    return people if isinstance(people, int) else None


_SHARED = ("is_ext_shared", "is_org_shared", "is_pending_ext_shared")
"""With a workspace of another organization, with one of the same, and with whom was asked."""


def _is_shared(answer: Any) -> bool:
    """Tell of a channel whether people of another workspace are in it, or may be."""
    return any(map(answer.get, _SHARED))


def _address(path: str) -> tuple[str, str] | None:
    """Read what a permalink names: a place, and the message in it, if it has one."""
    found = _ADDRESS.fullmatch(path)
    if found is None:
        return None
    return found["place"], f"{found['seconds']}.{found['rest']}" if found["seconds"] else ""


CHANNEL = Container(
    noun="channel",
    form="#NAME",
    examples="slack:#releases or slack:#eng-*",
    check=_check,
    spelled=_write_name,
    is_pattern=_is_pattern,
    is_thing=lambda text: _MESSAGE.fullmatch(text) is not None,
    address=_address,
    stand_in=lambda word, number: f"#{word}-{number}",
    thing_stand_in=lambda _place, number: f"{1_000_000_000 + number}.000000",
    is_alias=lambda name: bool(id_in(name)) and not name.startswith("D"),
    told=_tell,
    people=_people,
    id_field="channel_id",
    shared=_is_shared,
)
"""A channel, public or private, by its name or its id, or a direct message by its id."""
