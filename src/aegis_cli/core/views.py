"""What to show of a result, as data. How it looks is the renderer's business.

A template is text with dotted paths in braces, filled from a result's JSON:

    "#{number}"            a field
    "{labels.name}"        one field of each item of a list, joined by ", "
    "{user.login}"         a field of a field; nothing where a part of the path is null
    "{updated_at:ago}"     a conversion: ago, day, upper, count
    "{title!r}"            in double quotes

Every value is made safe to show (`text.visible`) on its way in.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from aegis_cli.core.text import one_line, quoted, visible

_HOLE = re.compile(r"\{([A-Za-z_@.]*)(!r)?(?::(\w+))?\}")

_MINUTE, _HOUR, _DAY, _MONTH, _YEAR = 60, 3_600, 86_400, 30 * 86_400, 365 * 86_400


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence on a terminal; one bare value where a program reads it."""

    text: str
    piped: str = ""
    """What a pipe gets; the sentence itself where this is empty."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing: a heading, facts under it, and perhaps a text that people wrote."""

    heading: str
    facts: tuple[tuple[str, str], ...]
    """Label and template; a fact whose value is empty is left out on a terminal."""
    body: str = ""
    footer: str = ""


Style: TypeAlias = Literal["plain", "bold", "dim", "state", "labels", "branch", "visibility"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table on a terminal."""

    heading: str
    value: str
    style: Style = "plain"
    flexible: bool = False
    """Whether it gives way where the terminal is narrow."""


@dataclass(frozen=True, slots=True)
class Table:
    """Many things of one kind, as `gh` shows them."""

    title: str
    """May use the action's own fields, and `{count}`."""
    columns: tuple[Column, ...]
    piped: tuple[str, ...]
    """The tab-separated columns that a program gets."""
    empty: str
    """What a person is told where there is nothing to show."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers as a picture on a terminal, and as tab-separated numbers in a pipe."""

    title: str
    marks: Literal["bars", "sparkline"]
    label: str = ""
    """For bars: the path of each row's name; empty where the result maps names to numbers."""
    value: str = ""
    """For bars: the path of each row's number."""
    series: tuple[tuple[str, str], ...] = ()
    """For sparklines: name and path of each list of numbers."""
    unit: str = ""
    empty: str = "There is nothing to count yet."


View: TypeAlias = Line | Card | Table | Chart


def pick(data: Any, path: str) -> Any:
    """Follow a dotted path through mappings, mapping over lists; `None` where a part is missing."""
    for part in filter(None, path.split(".")):
        if isinstance(data, list):
            data = [pick(item, part) for item in data]
        elif isinstance(data, Mapping):
            data = data.get(part)
        else:
            return None
    return data


def fill(template: str, data: Any, *, now: datetime | None = None) -> str:
    """Fill a template from a result's JSON, every value made visible and in one line."""
    return _fill(template, data, now, one_line)


def fill_text(template: str, data: Any) -> str:
    """Fill a template for a text of several lines, every value made visible."""
    return _fill(template, data, None, visible)


def _fill(template: str, data: Any, now: datetime | None, shown: Callable[[str], str]) -> str:
    def value(match: re.Match[str]) -> str:
        path, in_quotes, conversion = match.groups()
        text = _text(pick(data, path))
        if conversion:
            text = _converted(pick(data, path), conversion, now)
        return quoted(text) if in_quotes else shown(text)

    return _HOLE.sub(value, template)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_text(item) for item in value)
        case _:
            return str(value)


def _converted(value: Any, conversion: str, now: datetime | None) -> str:
    match conversion:
        case "ago":
            return ago(value, now or datetime.now(UTC)) if isinstance(value, str) else ""
        case "day":
            return _text(value)[:10]
        case "upper":
            return _text(value).upper()
        case "count":
            return str(len(value)) if isinstance(value, list) else _text(value)
        case _:
            raise ValueError(f"there is no conversion {conversion!r}")


def ago(moment: str, now: datetime) -> str:
    """Say how long ago an RFC 3339 time was, in the words of `gh`."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    seconds = int((now - then).total_seconds())
    if seconds < _MINUTE:
        return "less than a minute ago"
    units = (
        (_HOUR, _MINUTE, "minute"),
        (_DAY, _HOUR, "hour"),
        (_MONTH, _DAY, "day"),
        (_YEAR, _MONTH, "month"),
    )
    size, name = next(
        ((size, name) for below, size, name in units if seconds < below),
        (_YEAR, "year"),
    )
    count = seconds // size
    return f"about {count} {name}{'' if count == 1 else 's'} ago"
