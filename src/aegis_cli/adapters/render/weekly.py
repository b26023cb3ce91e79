"""Draws numbers of weeks or days as columns, with a scale, the months below, and in words.

NOTE: nothing stands behind the marks of a row: some terminals draw them two columns wide.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from aegis_cli.actions.results.templates import number_of
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.ink import paint
from aegis_cli.adapters.render.rows import drawn_with
from aegis_cli.adapters.render.scale import HEIGHTS, marks_of

_HEIGHT = 6
"""Rows of one series; several share about twice as many."""
_LEAST_HEIGHT = 3
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LABEL = 4
"""Columns of a month's name, with the space behind it."""
_WIDE, _GAP = 2, 1
"""Columns of the mark of one day, and behind it."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WEEK = timedelta(days=7)
_MOST_WEEKS = 52 * 100


@dataclass(frozen=True, slots=True)
class Series:
    """One number a week, the oldest first."""

    name: str
    weeks: Sequence[int]


class _Frame(NamedTuple):
    """Where the marks of a series stand."""

    top: int
    """The largest mark."""
    height: int
    gutter: int
    """The columns of the scale before the marks."""
    step: int = 1
    """The columns of one mark, with what is behind it."""


def weekly(
    all_series: Sequence[Series], starts: Sequence[str], unit: str, device: Device
) -> list[str]:
    """Draw each series on one scale; `starts` are the days on which weeks start, if known.

    Without them the last week is taken for the present one. `unit` is the noun of what is counted,
    for one and for many.
    """
    weeks = max(len(series.weeks) for series in all_series)
    days = _days(starts, weeks, device)
    per_mark, top, gutter = _scale(all_series, device.columns)
    frame = _Frame(top, _HEIGHT if len(all_series) == 1 else _LEAST_HEIGHT, gutter)
    lines: list[str] = []
    for series in all_series:
        lines += [series.name] if len(all_series) > 1 else []
        lines += _columns(_sum_weeks(series.weeks, per_mark), frame, device)
        lines.append(paint(_axis(days[::per_mark], gutter), "grey", device))
        lines.append(paint(_in_words(series.weeks, days if starts else (), unit), "grey", device))
    if per_mark > 1:
        lines.append(paint(f"Each mark is {per_mark} weeks.", "grey", device))
    return lines


def daily(all_series: Sequence[Series], starts: Sequence[str], device: Device) -> list[str]:
    """Draw each series on one scale, with each day of the month below; of weeks, the first day.

    What has no room is left out, the oldest first.
    """
    top = max(max(each.weeks, default=0) for each in all_series)
    gutter = _gutter(top, device.columns)
    step = _WIDE + _GAP
    most = max((device.columns - gutter) // step, 1)
    days = _days(starts, max(len(each.weeks) for each in all_series), device)[-most:]
    numbers = [f"{day.day:>{_WIDE}}" for day in days]
    frame = _Frame(top, _HEIGHT if len(all_series) == 1 else _LEAST_HEIGHT, gutter, step)
    lines: list[str] = []
    for series in all_series:
        marks = series.weeks[-most:]
        lines += [series.name] if len(all_series) > 1 else []
        lines += _columns(marks, frame, device)
        axes = (" " * gutter + (" " * _GAP).join(numbers), _axis(days, gutter, step))
        below = (*axes, _best_in_words(marks, days))
        lines += [paint(line, "grey", device) for line in below]
    return lines


def _best_in_words(marks: Sequence[int], days: Sequence[date]) -> str:
    is_weekly = len(days) > 1 and days[1] - days[0] >= _WEEK
    noun, on = ("week", "in") if is_weekly else ("day", "on")
    best = max(marks, default=0)
    when = f" ({_sentence(days[list(marks).index(best)])})" if best and days else ""
    last = f", {marks[-1]:,} {on} the last" if marks else ""
    return f"{best:,} {on} the best {noun}{when}{last}"


def _scale(all_series: Sequence[Series], room: int) -> tuple[int, int, int]:
    """Return the weeks for a mark, the largest mark, and the columns of the scale before them.

    A scale that would take more than half of the room is left out.
    """
    weeks = max(len(series.weeks) for series in all_series)
    per_mark = gutter = top = 0
    while per_mark == 0 or weeks > per_mark * (room - gutter):
        per_mark += 1
        top = max(max(_sum_weeks(each.weeks, per_mark), default=0) for each in all_series)
        gutter = _gutter(top, room)
    return per_mark, top, gutter


def _gutter(top: int, room: int) -> int:
    wanted = len(f"{top:,} |")
    return wanted if wanted * 2 <= room else 0


def _days(starts: Sequence[str], weeks: int, device: Device) -> list[date]:
    """Return the day on which each week starts; none of more weeks than anybody keeps."""
    if weeks > _MOST_WEEKS:
        return []
    known = [date.fromisoformat(day) for day in starts if _is_day(day)]
    if len(known) == weeks:
        return known
    today = device.now.date()
    return [today - _WEEK * (weeks - 1 - at) for at in range(weeks)]


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _sum_weeks(weeks: Sequence[int], per_mark: int) -> list[int]:
    """Add up the weeks that share a mark, since the terminal has fewer columns than weeks."""
    return [sum(weeks[at : at + per_mark]) for at in range(0, len(weeks), per_mark)]


def _columns(marks: Sequence[int], frame: _Frame, device: Device) -> Iterator[str]:
    """Draw the rows of one series, the highest first; the scale stands before the marks."""
    top, height, gutter, step = frame
    eighths = [marks_of(mark, top, height * 8) for mark in marks]
    for row in reversed(range(height)):
        value = f"{top:,}" if row == height - 1 else "0" if row == 0 else ""
        cells = [min(max(each - row * 8, 0), 8) for each in eighths]
        drawn = _row(cells, device, step).rstrip()
        scale = paint(f"{value:>{gutter - 2}} |" if gutter else "", "grey", device)
        yield scale + paint(drawn, "green", device)


def _row(cells: Sequence[int], device: Device, step: int) -> str:
    gap = _GAP if step > 1 else 0
    wide = [(cell, step - gap) for cell in cells]
    if not device.unicode:
        marks = (("#" if cell > 4 else "." if cell else " ", each) for cell, each in wide)  # noqa: PLR2004  # half
        return "".join(mark * each + " " * gap for mark, each in marks)
    return drawn_with("".join(HEIGHTS[cell] * each + " " * gap for cell, each in wide))


def _axis(days: Sequence[date], gutter: int, step: int = 1) -> str:
    """Write each month under the first mark of it, where it has room."""
    begins = [at for at, day in enumerate(days) if not at or day.month != days[at - 1].month]
    if len(begins) > 1 and begins[1] * step < _LABEL:
        del begins[0]  # of a whole month there is more to see
    line, free = "", 0
    for at in begins:
        if free <= at * step <= len(days) * step - len(_MONTHS[0]):
            line = line.ljust(at * step) + _MONTHS[days[at].month - 1]
            free = at * step + _LABEL
    return " " * gutter + line


def _in_words(weeks: Sequence[int], days: Sequence[date], unit: str) -> str:
    best = max(weeks, default=0)
    when = f" (of {_sentence(days[list(weeks).index(best)])})" if best and days else ""
    last = f", {weeks[-1]:,} in the last" if weeks else ""
    return f"{number_of(sum(weeks), unit)}, {best:,} in the best week{when}{last}"


def _sentence(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
