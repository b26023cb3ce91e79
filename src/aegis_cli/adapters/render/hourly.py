"""Draws a number for each hour of the week: a row for each day, and in words where most is.

NOTE: nothing stands behind the marks of a row: some terminals draw them two columns wide.
"""

from collections.abc import Mapping
from typing import TypeAlias

from aegis_cli.actions.results.templates import number_of
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.ink import paint
from aegis_cli.adapters.render.rows import BAR, drawn_with
from aegis_cli.adapters.render.scale import HEIGHTS, marks_of

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
"""The days as GitHub counts them, from 0."""
HOURS = 24
_PLAIN = " .:-=+*#@"
_SCALE = 6
"""Hours between two numbers of the scale."""
Hours: TypeAlias = Mapping[tuple[int, int], int]
"""The number of each day and hour."""


def hourly(hours: Hours, unit: str, device: Device) -> list[str]:
    """Draw a row of marks for each day, each mark as high as its number is large."""
    totals = [sum(hours.get((day, hour), 0) for hour in range(HOURS)) for day in range(len(DAYS))]
    written = [f"{total:,}" for total in totals]
    gutter = f"{BAR}{' ' * (len('Sun  ') + max(map(len, written)))}  "
    step = 2 if len(gutter) + 2 * HOURS <= device.columns else 1
    largest = max(hours.values())
    lines = []
    for day, (name, total) in enumerate(zip(DAYS, written, strict=True)):
        marks = [_mark(hours.get((day, hour), 0), largest, device) for hour in range(HOURS)]
        row = "".join(mark.ljust(step) for mark in marks).rstrip()
        head = f"{BAR}{name[:3]}  {total.rjust(max(map(len, written)))}"
        lines.append(f"{head}  {paint(row, 'green', device)}" if row else head)
    scale = "".join(str(hour).ljust(step * _SCALE) for hour in range(0, HOURS, _SCALE)).rstrip()
    (day, hour), most = max(hours.items(), key=lambda each: each[1])
    told = f"{number_of(sum(totals), unit)} in all, most on {DAYS[day]} from {hour}:00 ({most:,})"
    return [*lines, f"{gutter}{paint(scale, 'grey', device)}", "", paint(told, "grey", device)]


def _mark(number: int, largest: int, device: Device) -> str:
    """Return the mark of a number; any number above zero has one that is seen."""
    marks = HEIGHTS if device.unicode else _PLAIN
    return drawn_with(marks[marks_of(number, largest, len(marks) - 1)])
