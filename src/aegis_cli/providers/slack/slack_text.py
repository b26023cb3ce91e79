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


def mention_of_group(group: str) -> str:
    """Return the markup that mentions a group of people, by its id, before a text."""
    return f"<!subteam^{group}> "


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


def told_marks(text: str) -> tuple[tuple[str, str], ...]:
    """Say how Slack shows a text that it formats, with what is formatted; nothing if that is it.

    What is escaped is none of its marks: `<@U…>` and `&lt;` are shown as they were typed.
    """
    marked: list[tuple[str, str]] = []
    shown = _without_marks(text, marked)
    return (("shown by Slack as", shown), *marked) if marked else ()


def _without_marks(text: str, marked: list[tuple[str, str]]) -> str:
    """Return a text without its marks, and note what stands between them."""

    def note(found: re.Match[str]) -> str:
        kind, inner = next((kind, inner) for kind, inner in found.groupdict().items() if inner)
        own: list[tuple[str, str]] = []
        plain = inner if _KINDS[kind] == "as code" else _without_marks(inner, own)
        marked.extend([(_KINDS[kind], plain), *own])
        return plain

    return _MARKS.sub(note, text)


def _between(kind: str, mark: str) -> str:
    """Return the pattern of what stands between two marks, which touch it and no word."""
    mark = re.escape(mark)
    text = rf"(?![\s{mark}])[^{mark}\n]*[^\s{mark}]"
    return rf"(?<![\w{mark}]){mark}(?P<{kind}>{text}){mark}(?![\w{mark}])"


_KINDS = {
    "block": "as code",
    "code": "as code",
    "bold": "bold",
    "italic": "italic",
    "struck": "struck through",
    "quoted": "quoted",
}
_MARKS = re.compile(
    "|".join(
        (
            r"```(?P<block>[^`]+)```",
            r"`(?P<code>[^`\n]+)`",
            r"(?m:^)>[> ]*(?P<quoted>[^>\s][^\n]*)",
            _between("bold", "*"),
            _between("italic", "_"),
            _between("struck", "~"),
        )
    )
)
"""The marks that Slack documents for a text, but for those that are escaped."""


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
