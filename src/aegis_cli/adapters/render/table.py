"""Draws lists for a terminal as `gh` does: tables and threads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.templates import begins_with_words
from aegis_cli.actions.views import Column, Table, Thread
from aegis_cli.adapters.render.ink import (
    Cell,
    Measure,
    Span,
    clip,
    pad,
    paint,
    paint_cell,
    room_of,
    style_cell,
    width_of,
)
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import BAR, wrap

_GAP = "  "
_TITLE = 40
"""Columns of a title that other columns are cut for first."""
_LEAST_FLEXIBLE = 30  # less of a title says little
_LEAST_TITLE = 12
"""Columns of a title; for less of it, the last of the other columns are left out."""
_INNER = 20
_LEAST_INNER = 8
_LEAST = 5
_MOST_SLACK = 12
"""Columns that a table leaves free for letters that some terminals draw wide, such as `é`."""
_NOBODY = "somebody"  # an account that was deleted


def table(view: Table, rows: Sequence[Any], page: Page) -> str:
    """Draw a title, headings and a line for each thing."""
    shown = rows[: page.most]
    whole = [_draw(column, shown, page) for column in view.columns]
    bar = "" if begins_with_words(view.columns[0].value) else BAR
    numbers = _numbers(len(shown), page)
    beside = len(bar) + len(numbers[0])
    room = page.device.columns - beside
    drawn = _drop_columns(whole, room)
    grid = [*zip(*(each.cells for each in drawn), strict=True)]
    widths = _widths(drawn, room)
    excesses = [room_of(_row(cells, widths)) - room for cells in grid]
    slack = max((excess for excess in excesses if excess <= _MOST_SLACK), default=0)
    widths = _widths(drawn, room - max(slack, 0))
    headings: list[Cell] = [
        (Span(each.heading if each is drawn[-1] else each.heading.ljust(width), "header"),)
        for each, width in zip(drawn, widths, strict=True)
    ]
    lines = [
        " " * beside + _line(headings, widths, page, room),
        *(
            bar + paint(number, "grey", page.device) + _line(cells, widths, page, room)
            for number, cells in zip(numbers, grid, strict=True)
        ),
        *more_lines(len(rows), page),
    ]
    notes = _notes([each.heading for each in whole if each not in drawn], page)
    return "\n".join(["", page.title(view.title, len(rows)), "", *lines, *notes])


def _numbers(count: int, page: Page) -> list[str]:
    """Return the number of each row with the gap behind it; "" where rows have none."""
    if not page.is_numbered:
        return [""] * count
    return [f"{number:>{len(str(count))}}{_GAP}" for number in range(1, count + 1)]


def more_lines(count: int, page: Page) -> list[str]:
    """Return the line that says how many of these rows are not drawn; none where all are."""
    left = 0 if page.most is None else count - page.most
    return [paint(f"{BAR}and {left:,} more", "grey", page.device)] if left > 0 else []


def _notes(left_out: Sequence[str], page: Page) -> list[str]:
    if not left_out:
        return []
    lines = wrap(f"A wider terminal also shows {', '.join(left_out)}.", page.device.columns)
    return ["", *(paint(line.rstrip(), "grey", page.device) for line in lines)]


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A column with its cells, and the width that shows them all."""

    heading: str
    flexible: bool
    cells: Sequence[Cell]
    natural: int


def _draw(column: Column, rows: Sequence[Any], page: Page) -> _Drawn:
    cells = [style_cell(page.fill(column.value, row), column.style, row) for row in rows]
    natural = max(len(column.heading), *map(width_of, cells))
    return _Drawn(column.heading, column.flexible, cells, natural)


def _drop_columns(columns: Sequence[_Drawn], room: int) -> list[_Drawn]:
    """Leave out the last columns that are not flexible for as long as a title says too little."""
    shown = [*columns]
    while spare := [each for each in shown[1:] if not each.flexible]:
        widths = zip(shown, _widths(shown, room), strict=True)
        if all(width >= min(each.natural, _LEAST_TITLE) for each, width in widths if each.flexible):
            break
        shown.remove(spare[-1])
    return shown


def _line(cells: Sequence[Cell], widths: Sequence[int], page: Page, room: int) -> str:
    """Write a row aligned, or cut to its widest drawing if some terminal would draw it too wide."""
    row = _row(cells, widths)
    if room_of(row) > room:
        row = _row(cells, widths, room_of)
    return paint_cell(row, page.device).rstrip(" ")


def _row(cells: Sequence[Cell], widths: Sequence[int], size: Measure = width_of) -> Cell:
    spans: list[Span] = []
    for cell, width in zip(cells, widths, strict=True):
        spans += [*pad(clip(cell, width, size), width, size), Span(_GAP)]
    return tuple(spans[:-1])


def _widths(columns: Sequence[_Drawn], room: int) -> list[int]:
    """Narrow the widest column until all fit: titles first, then labels, the last column last.

    The first column is never cut: it names the thing.
    """
    first, *others = columns
    widths = [first.natural, *(min(each.natural, room) for each in others)]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    flexible = [at for at, column in enumerate(columns) if column.flexible]
    inner, all_but_first = range(1, len(widths) - 1), range(1, len(widths))
    for group, least in (
        (flexible, _TITLE),
        ([at for at in inner if at not in flexible], _INNER),
        (flexible, _LEAST_FLEXIBLE),
        (inner, _LEAST_INNER),
        (all_but_first, _LEAST),
    ):
        while group and excess > 0:
            widest = max(group, key=widths.__getitem__)
            if widths[widest] <= least:
                break
            widths[widest] -= 1
            excess -= 1
    return widths


def thread(view: Thread, rows: Sequence[Any], page: Page) -> str:
    """Draw texts that people wrote, each in full."""
    numbers = _numbers(len(rows), page) if view.row is not None else [""] * len(rows)
    texts = [_text(view, row, page, n) for n, row in zip(numbers, rows, strict=True)]
    return "\n\n".join(["\n" + page.title(view.title, len(rows)), *texts])


def _text(view: Thread, row: Any, page: Page, number: str) -> str:
    name = page.fill(view.author, row)
    author = paint(f"@{name}" if name else _NOBODY, "bold", page.device) if view.author else ""
    about = (
        paint_cell(style_cell(page.fill(part, row), style, row), page.device)
        for part, style in view.parts
    )
    moment = paint(page.fill(view.moment, row), "grey", page.device)
    bar = "" if view.author else BAR
    before = paint(number, "grey", page.device) if number else ""
    parts = [bar + before + page.join_parts([author, *about, moment]), page.prose(view.body, row)]
    return "\n\n".join(filter(None, parts))
