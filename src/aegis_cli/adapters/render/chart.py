"""Draws numbers: bars for the parts of a whole, and columns for a value of each week or day."""

import sys
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from aegis_cli.actions.results.templates import fill, number_of, pick
from aegis_cli.actions.results.views import Chart
from aegis_cli.adapters.render.hourly import DAYS, HOURS, hourly
from aegis_cli.adapters.render.ink import Span, clip, pad, paint, paint_cell, room_of, width_of
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import BAR, drawn_with
from aegis_cli.adapters.render.scale import marks_of
from aegis_cli.adapters.render.table import more_lines
from aegis_cli.adapters.render.weekly import Series, daily, weekly

_LONGEST_BAR = 50
_SHORTEST_BAR = 5
_EIGHTHS = (" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█")
_GAP = "  "
_UNKNOWN = "(unknown)"


def chart(view: Chart, data: Any, page: Page) -> str:
    """Draw a chart for a terminal, with the numbers beside it."""
    title = page.title(view.title, len(as_list(data)))
    draw = {"bars": _bars, "days": _days, "diff": _diff, "hours": _hours, "weeks": _weeks}
    footer = fill(view.footer, data, now=None)
    totals = [paint(footer, "grey", page.device)] if footer else []
    body = _to_read(view, data) if page.device.is_plain else draw[view.marks](view, data, page)
    return "\n".join(["", title, "", *body, *totals])


def _to_read(view: Chart, data: Any) -> list[str]:
    """Write the numbers of a chart for a screen reader, which would spell each mark out."""
    named = ["\t".join(("from", *(name for name, _ in view.series)))] if view.series else []
    lines = [*named, *numbers(view, data).split("\n")]
    return [BAR + line.replace("\t", ", ") for line in lines]


def numbers(view: Chart, data: Any) -> str:
    """Write the numbers of a chart for a program, tab-separated."""
    if view.marks == "bars":
        return "\n".join(f"{name}\t{value}" for name, value in _pairs(view, data))
    if view.marks == "diff":
        return "\n".join(f"{more}\t{less}\t{name}" for name, more, less in _changes(view, data))
    if view.marks == "hours":
        found = _numbers_of_hours(view, data).items()
        return "\n".join(f"{DAYS[day]}\t{hour}\t{value}" for (day, hour), value in found)
    starts = _starts(view, data)
    weeks = zip_longest(*(series for _, series in _series(view, data)), fillvalue="")
    return "\n".join(
        "\t".join([starts[at] if at < len(starts) else str(at + 1), *map(str, week)])
        for at, week in enumerate(weeks)
    )


def has_nothing(view: Chart, data: Any) -> bool:
    """Tell whether there is nothing to draw."""
    if view.marks == "diff":
        return not as_list(data)
    values = [value for _, value in _pairs(view, data)] if view.marks == "bars" else []
    values += _numbers_of_hours(view, data).values() if view.marks == "hours" else []
    return not any([*values, *(sum(series) for _, series in _series(view, data))])


def _pairs(view: Chart, data: Any) -> list[tuple[str, int]]:
    """Return each row's name and number, the largest first."""
    if isinstance(data, Mapping):
        pairs = [
            (fill("{name}", {"name": name}, now=None), _number(value))
            for name, value in data.items()
        ]
    else:
        template = f"{{{view.label}}}"
        pairs = [
            (fill(template, row, now=None), _number(pick(row, view.value))) for row in as_list(data)
        ]
    return sorted(pairs, key=lambda pair: -pair[1])


def _series(view: Chart, data: Any) -> list[tuple[str, list[int]]]:
    return [(name, [_number(n) for n in as_list(pick(data, path))]) for name, path in view.series]


def _starts(view: Chart, data: Any) -> list[str]:
    """Return the day on which each week starts, if the result says so."""
    if not view.start:
        return []
    moments = as_list(pick(data, view.start))
    return [fill("{moment:time}", {"moment": each}, now=None)[:10] for each in moments]


def as_list(value: Any) -> list[Any]:
    """Return a list as it is; an empty one for anything else."""
    return value if isinstance(value, list) else []


def _number(value: Any) -> int:
    """Return a count between zero and the largest 64-bit number; zero for anything else."""
    return min(max(value, 0), sys.maxsize) if isinstance(value, int) else 0


def _bars(view: Chart, data: Any, page: Page) -> list[str]:
    pairs = _pairs(view, data)
    total, largest = sum(value for _, value in pairs), pairs[0][1]
    most = page.device.columns // 3
    names = [clip((Span(name or _UNKNOWN),), most, room_of) for name, _ in pairs]
    values = [f"{value:,}" for _, value in pairs]
    parts = [_percentage(value, total) for _, value in pairs]
    wide = [max(map(width_of, names)), max(map(len, values)), max(map(len, parts))]
    room = min(page.device.columns - sum(wide) - 3 * len(_GAP) - len(BAR), _LONGEST_BAR)
    lines = []
    for name, (_, number), value, part in zip(names, pairs, values, parts, strict=True):
        cells = [paint_cell(pad(name, wide[0]), page.device)]
        if room >= _SHORTEST_BAR:
            bar = _bar(number, largest, room, page)
            cells.append(paint_cell(pad((Span(bar, "green"),), room), page.device))
        cells += [value.rjust(wide[1]), part.rjust(wide[2])]
        lines.append(BAR + _GAP.join(cells))
    return [*lines, "", paint(f"{number_of(total, view.unit)} in all", "grey", page.device)]


def _changes(view: Chart, data: Any) -> list[tuple[str, int, int]]:
    """Return each row's name, added lines and removed lines, in the order of the data."""
    return [
        (
            fill(f"{{{view.label}}}", row, now=None),
            _number(pick(row, view.value)),
            _number(pick(row, view.less)),
        )
        for row in as_list(data)
    ]


def _diff(view: Chart, data: Any, page: Page) -> list[str]:
    """Draw what was added in green and, behind it, what was removed in red, as `git` does."""
    rows = _changes(view, data)
    shown = rows[: page.most]
    names = [clip((Span(name),), page.device.columns // 2, room_of) for name, _, _ in shown]
    counts = [(f"+{more:,}", f"-{less:,}") for _, more, less in shown]
    wide = [max(map(width_of, names)), *(max(map(len, each)) for each in zip(*counts, strict=True))]
    room = min(page.device.columns - sum(wide) - 3 * len(_GAP) - len(BAR), _LONGEST_BAR)
    largest = max(more + less for _, more, less in shown)
    most = min(room, largest) if room >= _SHORTEST_BAR else 0
    lines = []
    for name, count, (_, more, less) in zip(names, counts, shown, strict=True):
        plus, minus = count[0].rjust(wide[1]), count[1].rjust(wide[2])
        cells = [pad(name, wide[0]), (Span(plus, "green"),), (Span(minus, "red"),)]
        if most:
            bars = ("+" * marks_of(more, largest, most), "-" * marks_of(less, largest, most))
            cells.append((Span(bars[0], "green"), Span(bars[1], "red")))
        lines.append(BAR + _GAP.join(paint_cell(cell, page.device) for cell in cells).rstrip())
    added, removed = (sum(each) for each in list(zip(*rows, strict=True))[1:])
    lines += more_lines(len(rows), page)
    return [*lines, "", paint(f"{added:,} added, {removed:,} removed in all", "grey", page.device)]


def progress(paths: tuple[str, str], data: Any, page: Page) -> list[str]:
    """Draw a progress bar from what is done and what is left; draw nothing if both are 0."""
    done, left = (_number(pick(data, path)) for path in paths)
    total = done + left
    room = min(page.device.columns - len(BAR) - 30, _LONGEST_BAR)
    if not total or room < _SHORTEST_BAR:
        return []
    told = f"{_percentage(done, total)}{_GAP}{done:,} of {total:,}"
    if page.device.is_plain:
        return [f"{BAR}{told}"]
    bar = paint_cell(pad((Span(_bar(done, total, room, page), "green"),), room), page.device)
    return [f"{BAR}{bar}{_GAP}{told}"]


def _percentage(value: int, total: int) -> str:
    tenths = (value * 1000 + total // 2) // total
    return "<0.1%" if value and not tenths else f"{tenths // 10}.{tenths % 10}%"


def _bar(value: int, largest: int, room: int, page: Page) -> str:
    """Draw a bar; any value above zero gets at least one mark."""
    if not page.device.unicode:
        return "#" * marks_of(value, largest, room)
    full, rest = divmod(marks_of(value, largest, room * 8), 8)
    return drawn_with(_EIGHTHS[8] * full + (_EIGHTHS[rest] if rest else ""))


def _weeks(view: Chart, data: Any, page: Page) -> list[str]:
    series = [Series(name, numbers) for name, numbers in _series(view, data)]
    return weekly(series, _starts(view, data), view.unit, page.device)


def _days(view: Chart, data: Any, page: Page) -> list[str]:
    series = [Series(name, numbers) for name, numbers in _series(view, data)]
    return daily(series, _starts(view, data), page.device)


def _hours(view: Chart, data: Any, page: Page) -> list[str]:
    return hourly(_numbers_of_hours(view, data), view.unit, page.device)


def _numbers_of_hours(view: Chart, data: Any) -> dict[tuple[int, int], int]:
    """Return the number of each hour of the week; what is no such hour is left out."""
    paths = (view.label, view.start, view.value)
    found = ([pick(row, path) for path in paths] for row in as_list(data))
    days, hours = range(len(DAYS)), range(HOURS)
    return {
        (day, hour): _number(value) for day, hour, value in found if day in days and hour in hours
    }
