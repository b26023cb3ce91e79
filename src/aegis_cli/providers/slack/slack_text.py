"""Slack's text: how a person's text is sent as text, and how Slack's is read back; pure.

Three characters are all that its markup needs: escaped, no text of a person mentions anybody.
Source: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_MARKUP = re.compile(r"<([^<>]*)>")
_PERSON = re.compile(r"@([UW][A-Z0-9]{2,20})(?:\|.*)?")
_BROADCASTS = frozenset({"channel", "everyone", "here"})


def escape(text: str) -> str:
    """Return a text as Slack takes it, in which nothing is markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention_of(person: str) -> str:
    """Return the markup that mentions a person, by their id, before a text."""
    return f"<@{person}> "


def broadcast_to(to: str) -> str:
    """Return the markup that notifies everybody who is `here`, in the `channel`, or `everyone`."""
    if to not in _BROADCASTS:
        raise ValueError(f"{to!r} notifies nobody")
    return f"<!{to}> "


def plain_text(text: str, names: Mapping[str, str]) -> str:
    """Return a text of Slack's as people read it; `names` are those of people, by their ids."""
    return _unescape(_MARKUP.sub(lambda found: _as_read(found[1], names), text))


def mentions_in(text: str) -> Iterator[str]:
    """Yield the ids of the people whom a text of Slack's mentions."""
    for found in _MARKUP.finditer(text):
        person = _PERSON.fullmatch(found[1])
        if person is not None:
            yield person[1]


def text_of(thing: Any) -> str:
    """Return the text that something has for people, by its names; "" if it has none."""
    text = thing.get("text") if isinstance(thing, dict) else None
    return text if isinstance(text, str) else ""


def _as_read(markup: str, names: Mapping[str, str]) -> str:
    target, _, label = markup.partition("|")
    person = _PERSON.fullmatch(target)
    if person is not None:
        return f"@{names.get(person[1]) or label or person[1]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].rpartition('^')[2]}"
    return f"{label} ({target})" if label and label != target else target


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
