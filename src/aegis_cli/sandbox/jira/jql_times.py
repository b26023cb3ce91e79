"""Times in JQL: fixed days, spans from now, and the functions for the beginning and end of each."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.jql import Function, Value

_SPAN = re.compile(r"([+-]?)(\d+)([mhdwMy]?)")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?")
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "M": timedelta(days=30),
    "y": timedelta(days=365),
}
_Begins: TypeAlias = Callable[[datetime], datetime]


def _month_after(day: datetime) -> datetime:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _of_day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _of_week(now: datetime) -> datetime:
    # A week of Jira begins on Sunday, unless the site says otherwise.
    return _of_day(now) - timedelta(days=(now.weekday() + 1) % 7)


def _of_month(now: datetime) -> datetime:
    return _of_day(now).replace(day=1)


def _of_year(now: datetime) -> datetime:
    return _of_month(now).replace(month=1)


_STARTS: dict[str, tuple[_Begins, _Begins, str]] = {
    "day": (_of_day, lambda start: start + timedelta(days=1), "d"),
    "week": (_of_week, lambda start: start + timedelta(weeks=1), "w"),
    "month": (_of_month, _month_after, "M"),
    "year": (_of_year, lambda start: start.replace(year=start.year + 1), "y"),
}


def time_of_value(value: Value, now: datetime, field: str) -> datetime:
    """Return the time that a literal means, or refuse it."""
    text = value.text.strip()
    day = _DAY.fullmatch(text)
    try:
        if day:
            return datetime(*(int(part) for part in day.groups() if part), tzinfo=UTC)  # type: ignore[misc,arg-type]
        return now + _span(text, "")
    except ValueError:
        message = (
            f"Date value '{text}' for field '{field}' is invalid. Valid formats include: "
            "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period "
            "format e.g. '-5d', '4w 2d'."
        )
        raise Problem(400, message) from None


def time_of_function(function: Function, now: datetime) -> datetime | None:
    """Return the time that a function means; `None` for a function of something else."""
    name = function.name
    if name == "now" and not function.arguments:
        return now
    kind = next((each for each in ("startof", "endof") if name.startswith(each)), "")
    unit = _STARTS.get(name.removeprefix(kind)) if kind else None
    if unit is None:
        return None
    begins, following, letter = unit
    if len(function.arguments) > 1:
        raise Problem(400, f"Function '{name}' expected 0 or 1 arguments.")
    try:
        moved = now + _span(function.arguments[0], letter) if function.arguments else now
    except ValueError:
        message = f"Function '{name}' cannot read '{function.arguments[0]}', as in '-1d'."
        raise Problem(400, message) from None
    start = begins(moved)
    return start if kind == "startof" else following(start) - timedelta(milliseconds=1)


def _span(text: str, letter: str) -> timedelta:
    """Return a span such as `-7d` or `4w 2d`; `letter` is the unit of a bare number."""
    total = timedelta()
    parts = text.split()
    for part in parts:
        match = _SPAN.fullmatch(part)
        unit = (match[3] or letter) if match else ""
        if not match or not unit:
            raise ValueError(text)
        total += _UNITS[unit] * int(match[2]) * (-1 if match[1] == "-" else 1)
    if not parts:
        raise ValueError(text)
    return total
