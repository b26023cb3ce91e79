"""Lists, as `gh` shows them: tables and threads on a terminal, tab-separated lines in a pipe."""

from collections.abc import Sequence
from typing import Any

from aegis_cli.adapters.render.ink import (
    Cell,
    Span,
    clipped,
    padded,
    paint,
    painted,
    styled,
    width_of,
)
from aegis_cli.adapters.render.page import Page
from aegis_cli.core.views import Column, Table, Thread

_GAP = "  "
_LEAST_FLEXIBLE = 30  # a title of which less is left says little
_LEAST_INNER = 8
_LEAST = 5


def table(view: Table, rows: Sequence[Any], page: Page) -> str:
    """Draw a table for a terminal: a title, headings and a line for each thing."""
    grid = [[_cell(column, row, page) for column in view.columns] for row in rows]
    natural = [
        max(len(column.heading), *(width_of(cells[at]) for cells in grid))
        for at, column in enumerate(view.columns)
    ]
    widths = _widths(natural, view.columns, page.device.columns)
    last = view.columns[-1]
    headings: list[Cell] = [
        (Span(column.heading if column is last else column.heading.ljust(width), "header"),)
        for column, width in zip(view.columns, widths, strict=True)
    ]
    lines = [_line(cells, widths, page) for cells in (headings, *grid)]
    return "\n".join(["", page.title(view.title, len(rows)), "", *lines])


def _cell(column: Column, row: Any, page: Page) -> Cell:
    return styled(page.fill(column.value, row), column.style, row)


def _line(cells: Sequence[Cell], widths: Sequence[int], page: Page) -> str:
    shown = [
        painted(padded(clipped(cell, width), width), page.device)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return _GAP.join(shown).rstrip(" ")


def _widths(natural: Sequence[int], columns: Sequence[Column], room: int) -> list[int]:
    """Take from the widest column until all fit: the flexible ones first, the last one last.

    The first column says which thing it is, and is never cut.
    """
    widths = [natural[0], *(min(width, room) for width in natural[1:])]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    flexible = [at for at, column in enumerate(columns) if column.flexible]
    inner, all_but_first = range(1, len(widths) - 1), range(1, len(widths))
    for group, least in (
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
    """Draw what people wrote for a terminal, each text in full."""
    texts = [_text(view, row, page) for row in rows]
    return "\n\n".join(["\n" + page.title(view.title, len(rows)), *texts])


def _text(view: Thread, row: Any, page: Page) -> str:
    author = paint(page.fill(view.author, row), "bold", page.device)
    moment = paint(page.fill(view.moment, row), "grey", page.device)
    parts = [page.bulleted([author, moment]), page.prose(view.body, row)]
    return "\n\n".join(filter(None, parts))


def lines(view: Table | Thread, rows: Sequence[Any], page: Page) -> str:
    """Write a list for a program: a line for each thing, tab-separated and in full."""
    return "\n".join(page.row(view.piped, row) for row in rows)
