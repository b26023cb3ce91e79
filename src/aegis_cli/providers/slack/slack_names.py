"""The names of the people whom an answer has by their ids: looked up beside it, and put into it.

At most thirty are looked up for one answer; whoever is not found keeps the id.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Malformed, Request, Response
from aegis_cli.providers.slack.slack_action import SlackAction
from aegis_cli.providers.slack.slack_text import mentions_in, plain_text, text_of

_ID = re.compile(r"[UW][A-Z0-9]{2,20}", re.ASCII)
MOST = 30
"""How many people are looked up for one answer."""


def ask_names(action: SlackAction[Any], items: Iterable[Any], base: str) -> Flow[Mapping[str, str]]:
    """Return the names of the people of an answer, by their ids; a failure leaves one out."""
    things = [*items]
    authors = (each for thing in things for each in _ids(action, thing))
    others = (each for thing in things for each in mentions_in(text_of(thing)))
    names: dict[str, str] = {}
    for person in [*dict.fromkeys((*authors, *others))][:MOST]:
        answer = yield Request("GET", base, "/users.info", query=(("user", person),))
        name = _name_in(answer)
        if name:
            names[person] = name
    return names


def with_names(action: SlackAction[Any], item: Any, names: Mapping[str, str]) -> Any:
    """Return an item with the names of its people, and its text as people read it."""
    if not isinstance(item, dict):
        return item
    found = {f"{at}_name": names.get(str(item.get(at))) for at in action.people}
    text = text_of(item)
    return {**item, **found, "plain": plain_text(text, names)} if text else {**item, **found}


def name_of(person: Mapping[str, Any]) -> str:
    """Return what people call a person: the name that they chose, or their handle."""
    profile = person.get("profile")
    told = profile if isinstance(profile, dict) else {}
    names = (told.get("display_name"), told.get("real_name"), person.get("name"))
    return next((name for name in names if isinstance(name, str) and name), "")


def _ids(action: SlackAction[Any], thing: Any) -> Iterator[str]:
    for at in action.people if isinstance(thing, dict) else ():
        person = thing.get(at)
        if isinstance(person, str) and _ID.fullmatch(person):
            yield person


def _name_in(answer: Any) -> str:
    if not isinstance(answer, Response) or not answer.ok:
        return ""
    try:
        body = answer.json_object()
    except Malformed:
        return ""
    person = body.get("user") if body.get("ok") is True else None
    return name_of(person) if isinstance(person, dict) else ""
