"""Reads days that people say in words: "yesterday", "monday", "november 20", "3 days ago"; pure."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import TypeAlias

from aegis_cli.planning.grammar.patterns import Phrase
from aegis_cli.planning.sentence.tokens import COUNTS

DayWords: TypeAlias = Mapping[str, Mapping[Phrase, int]]
"""The words of a language for days, by their kind: `day` (from today), `weekday`, `month`, `unit`
(in days), `this` (in days), `last` and `ago`."""

_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.|º|°|日)?")
_YEAR = re.compile(r"20\d\d")
_BETWEEN = frozenset({"de", "of", "di", "."})
_LONGEST = 3
_WEEK, _MONTH = 7, 30
_ONE = frozenset({"a", "an"})
_SPANS = frozenset({("than",), ("for",), ("over",)})
"""Words behind which a number of days goes back from today: "older than 2 weeks"."""
_DUE = frozenset({"due", "deadline"})
"""Words behind which a day is yet to come; any other day was."""
_BEEN = frozenset("since after updated created opened closed merged".split())
"""Words behind which a day was, though something is said to be due before them."""
_NONE: Mapping[Phrase, int] = {}


def day_at(words: Phrase, at: int, days: DayWords, today: date) -> tuple[int, str] | None:
    """Return the end of what says a day at a position, and that day as `2026-11-29`.

    Of days without a year it is the last one, or the next one that something is due. A day that
    was, such as "last friday", is what it is: see `is_due_at`.
    """
    is_due = is_due_at(words, at)
    for end in range(min(at + _LONGEST, len(words)), at, -1):
        phrase = words[at:end]
        if (offset := days.get("day", _NONE).get(phrase)) is not None:
            return end, (today + timedelta(offset)).isoformat()
        if (weekday := days.get("weekday", _NONE).get(phrase)) is not None:
            ahead = (weekday - today.weekday()) % _WEEK or _WEEK
            is_next = is_due and phrase[:1] not in days.get("last", _NONE)
            since = ahead if is_next else ahead - _WEEK or -_WEEK
            return end, (today + timedelta(since)).isoformat()
        if is_due:
            continue
        if (length := days.get("this", _NONE).get(phrase)) is not None:
            return end, _start_of(length, today).isoformat()
    return _ago(words, at, days, today) or _in_month(words, at, days, today, is_due=is_due)


def is_due_at(words: Phrase, at: int) -> bool:
    """Tell whether a day at a position is said of what is due."""
    said = [word for word in words[:at] if word in _DUE | _BEEN]
    return bool(said) and said[-1] in _DUE


def _start_of(length: int, today: date) -> date:
    if length == _WEEK:
        return today - timedelta(today.weekday())
    return today.replace(day=1) if length == _MONTH else today.replace(month=1, day=1)


def _ago(words: Phrase, at: int, days: DayWords, today: date) -> tuple[int, str] | None:
    """Read "3 days ago", "last 3 days"."""
    last = days.get("last", _NONE)
    start = next((end for end in range(at + _LONGEST, at, -1) if words[at:end] in last), at)
    number, unit = words[start : start + 1], words[start + 1 : start + 2]
    length = days.get("unit", _NONE).get(unit)
    count = _count(number[0]) if number else 0
    if length is None or not count:
        return None
    end = start + 2
    if start == at and words[at - 1 : at] not in _SPANS:
        if words[end : end + 1] not in days.get("ago", _NONE):
            return None
        end += 1
    return end, (today - timedelta(count * length)).isoformat()


def _count(word: str) -> int:
    return int(word[:4]) if word.isdecimal() else COUNTS.get(word, int(word in _ONE))


def _in_month(
    words: Phrase, at: int, days: DayWords, today: date, *, is_due: bool
) -> tuple[int, str] | None:
    """Read "november 20", "20 november 2026", "15 de enero de 2027"."""
    months = days.get("month", _NONE)
    places = [place for place in range(at, min(at + 5, len(words))) if words[place] not in _BETWEEN]
    if places[:1] != [at] or len(places) < 2:  # noqa: PLR2004 - a month and a day
        return None
    first, second = words[places[0]], words[places[1]]
    month = months.get((first,)) or months.get((second,))
    number = _NUMBER.fullmatch(second if (first,) in months else first)
    if month is None or number is None:
        return None
    has_year = len(places) > 2 and _YEAR.fullmatch(words[places[2]])  # noqa: PLR2004
    year = int(words[places[2]]) if has_year else today.year
    with suppress(ValueError):
        day = date(year, month, int(number[1]))
        if not has_year and is_due and day < today:
            day = day.replace(year=year + 1)
        elif not has_year and not is_due and day > today:
            day = day.replace(year=year - 1)
        return places[1 + bool(has_year)] + 1, day.isoformat()
    return None
