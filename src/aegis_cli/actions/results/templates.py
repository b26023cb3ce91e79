"""Templates: texts that are filled with what a result holds.

A template is text with dotted paths in braces, filled from a result's JSON:

    "#{number}"            a field
    "{labels.name}"        one field of each item of a list, joined by ", "
    "{user.login}"         a field of a field; nothing where a part of the path is null
    "{user.login|author.name}"  the first of several paths that has a value
    "{@repo}"              an argument of the call, which the result does not hold
    "{@changes}"           the names of the arguments that the call did not need
    "{updated_at:ago}"     a conversion: ago, age, until, day, time, upper, words, count, or_none
    "{comments:note|notes}"  a number with its noun
    "{title!r}"            in double quotes

A function of the thing may stand for a template, where a provider has words of its own.
Every value passes `text.visible`, which makes it safe to show.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from aegis_cli.core.text import one_line, quote, visible

_HOLE = re.compile(r"\{([A-Za-z_@.|]*)(!r)?(?::([\w |]+))?\}")

_DAY = 86_400
_UNITS = (
    ("year", "y", 365 * _DAY),
    ("month", "mo", 30 * _DAY),
    ("day", "d", _DAY),
    ("hour", "h", 3_600),
    ("minute", "m", 60),
)
"""Names, short names and seconds, as `gh` counts them."""

Template: TypeAlias = str | Callable[[Any], str]
"""Text with paths in braces, or a function of the thing that is shown."""


def pick(data: Any, path: str) -> Any:
    """Follow a dotted path through mappings and over lists; `None` where a part is missing."""
    for part in filter(None, path.split(".")):
        if isinstance(data, list):
            data = [pick(item, part) for item in data]
        elif isinstance(data, Mapping):
            data = data.get(part)
        else:
            return None
    return data


def text_at(data: Any, path: str) -> str:
    """Return what is at a path as text, not yet safe to show."""
    return _text(pick(data, path))


def paths(template: str) -> tuple[tuple[str, ...], ...]:
    """Return the paths in each hole of a template."""
    return tuple(tuple(match.group(1).split("|")) for match in _HOLE.finditer(template))


def holes(template: str) -> tuple[str, ...]:
    """Return the first part of each path in a template."""
    return tuple(path.split(".")[0] for hole in paths(template) for path in hole)


def begins_with_words(template: Template) -> bool:
    """Tell whether a template begins with words of aegis, not with a value from outside."""
    return isinstance(template, str) and not template.startswith("{")


def fill(
    template: Template,
    data: Any,
    *,
    now: datetime | None,
    call: Mapping[str, Any] | None = None,
) -> str:
    """Fill a template from a result's JSON, with every value visible and in one line.

    `now` is what `ago` and `until` count from; `None` says that the template has neither.
    `call` are the arguments of the call, for paths that start with `@`.
    """
    if not isinstance(template, str):
        return one_line(_lines(template(data)))

    def value(match: re.Match[str]) -> str:
        text = _value(match, data, call or {}, now)
        return quote(text) if match.group(2) else one_line(_lines(text))

    return _HOLE.sub(value, template)


def fill_text(template: Template, data: Any) -> str:
    """Fill a template with texts of several lines, each made visible."""
    if not isinstance(template, str):
        return visible(_lines(template(data)))
    return _HOLE.sub(lambda match: visible(_lines(_value(match, data, {}, None))), template)


def is_blank(
    template: Template,
    data: Any,
    *,
    now: datetime | None,
    call: Mapping[str, Any] | None = None,
) -> bool:
    """Tell whether a template has holes, and no value for any of them."""
    if not isinstance(template, str):
        return not template(data)
    values = [_value(match, data, call or {}, now) for match in _HOLE.finditer(template)]
    return bool(values) and not any(values)


def _value(match: re.Match[str], data: Any, call: Mapping[str, Any], now: datetime | None) -> str:
    paths, _, conversion = match.groups()
    if paths.startswith("@"):
        value = pick(call, paths[1:])
    else:
        values = (pick(data, path) for path in paths.split("|"))
        value = next((each for each in values if each is not None), None)
    return _convert(value, conversion, now) if conversion else _text(value)


def _lines(text: str) -> str:
    """Replace the line ends of web forms (CRLF), which texts of people may have."""
    return text.replace("\r\n", "\n")


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


def _convert(value: Any, conversion: str, now: datetime | None) -> str:
    if "|" in conversion:
        return number_of(value, conversion) if isinstance(value, int) else ""
    if conversion not in _CLOCKED and conversion not in _CONVERSIONS:
        raise ValueError(f"there is no conversion {conversion!r}")
    if conversion in _CLOCKED:
        if now is None:
            raise ValueError(
                f"the conversion {conversion!r} counts from a time, and none was given"
            )
        return _CLOCKED[conversion](value, now)
    return _CONVERSIONS[conversion](value)


def number_of(number: int, noun: str) -> str:
    """Return a number with its noun, which is given for one and for many: `issue|issues`."""
    one, _, many = noun.partition("|")
    return f"{number:,} {one if number == 1 else many}"


def ago(moment: str, now: datetime) -> str:
    """Say how long ago an RFC 3339 time was, as `gh` does."""
    seconds = _since(moment, now)
    return moment if seconds is None else f"{_about(seconds)} ago"


def _age(moment: str, now: datetime) -> str:
    """Say the same in a table: `2d`, `3mo`, `now`."""
    seconds = _since(moment, now)
    if seconds is None:
        return moment
    return next((f"{seconds // size}{unit}" for _, unit, size in _UNITS if seconds >= size), "now")


def _since(moment: str, now: datetime) -> int | None:
    """Return the seconds since an RFC 3339 time; `None` for what is none."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return int((now - then).total_seconds())


def _until(moment: Any, now: datetime) -> str:
    return f"in {_about(moment - int(now.timestamp()))}" if isinstance(moment, int) else ""


def _about(seconds: int) -> str:
    for name, _, size in _UNITS:
        if seconds >= size:
            count = seconds // size
            return f"about {count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"


def _time(seconds: Any) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, OverflowError, OSError):
        return _text(seconds)


_CLOCKED: Mapping[str, Callable[[Any, datetime], str]] = {
    "ago": lambda value, now: ago(value, now) if isinstance(value, str) else "",
    "age": lambda value, now: _age(value, now) if isinstance(value, str) else "",
    "until": _until,
}
"""The conversions that count from a time."""

_CONVERSIONS: Mapping[str, Callable[[Any], str]] = {
    "day": lambda value: _text(value)[:10],
    "time": _time,
    "upper": lambda value: _text(value).upper(),
    "words": lambda value: _text(value).lower().replace("_", " "),
    "count": lambda value: str(len(value)) if isinstance(value, list) else _text(value),
    "or_none": lambda value: _text(value) or "none",
}
