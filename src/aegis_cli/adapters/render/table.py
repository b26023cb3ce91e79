"""Draws lists for a terminal as `gh` does: tables and threads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.actions.results.views import Column, Table, Thread
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
from aegis_cli.adapters.render.rows import BAR, shorten_middle, widest, wrap

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
    columns = (*view.columns, *_ids(view, page))
    whole = [_draw(column, shown, page) for column in columns]
    numbers = _numbers(len(shown), page)
    beside = len(BAR) + len(numbers[0])
    room = page.device.columns - beside
    drawn = _drop_columns(whole, room)
    grid = [*zip(*(each.cells for each in drawn), strict=True)]
    widths = _widths(drawn, room)
    excesses = [room_of(_row(cells, widths)) - room for cells in grid]
    slack = max((excess for excess in excesses if excess <= _MOST_SLACK), default=0)
    widths = _widths(drawn, room - max(slack, 0))
    fitting = (_fit(each, width) for each, width in zip(drawn, widths, strict=True))
    grid = [*zip(*fitting, strict=True)]
    headings: list[Cell] = [
        (
            Span(
                each.heading if each is drawn[-1] else each.heading.ljust(width),
                "header",
            ),
        )
        for each, width in zip(drawn, widths, strict=True)
    ]
    lines = [
        " " * beside + _line(headings, widths, page, room),
        *(
            BAR + paint(number, "grey", page.device) + _line(cells, widths, page, room)
            for number, cells in zip(numbers, grid, strict=True)
        ),
        *more_lines(len(rows), page),
    ]
    left_out = [each for each in whole if each not in drawn]
    notes = _notes([each.heading for each in left_out if not each.is_extra], page)
    return "\n".join(["", page.title(view.title, len(rows)), "", *lines, *notes])


def _ids(view: Table, page: Page) -> list[Column]:
    """Return the column of the ids by which rows are named, if it is asked for and not there."""
    if not page.shows_ids or view.row is None:
        return []
    name = f"{{{view.row.key}}}"
    is_there = any(name in str(column.value) for column in view.columns)
    return [] if is_there else [Column("ID", name, style="grey")]


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

    column: Column
    cells: Sequence[Cell]
    natural: int

    @property
    def heading(self) -> str:
        """What stands over it."""
        return self.column.heading

    @property
    def is_flexible(self) -> bool:
        """Whether it is cut first."""
        return self.column.flexible

    @property
    def is_extra(self) -> bool:
        """Whether nothing is cut for it."""
        return self.column.is_extra


def _draw(column: Column, rows: Sequence[Any], page: Page) -> _Drawn:
    cells = [style_cell(page.fill(column.value, row), column.style, row) for row in rows]
    natural = max(len(column.heading), *map(width_of, cells))
    if column.share > 1:
        natural = min(natural, max(page.device.columns // column.share, len(column.heading)))
    return _Drawn(column, cells, natural)


def _fit(drawn: _Drawn, width: int) -> Sequence[Cell]:
    """Return the cells of a column, with their middle cut out where it is cut there."""
    if not drawn.column.keeps_end:
        return drawn.cells
    return [tuple(replace(e, text=shorten_middle(e.text, width)) for e in c) for c in drawn.cells]


def _without_extras(columns: Sequence[_Drawn], room: int) -> list[_Drawn]:
    """Leave out the last extra columns for as long as a title or a label is cut for them."""
    shown = [*columns]
    while (extras := [each for each in shown if each.is_extra]) and _least_whole(shown) > room:
        shown.remove(extras[-1])
    return shown


def _least_whole(columns: Sequence[_Drawn]) -> int:
    """Return the width in which all is whole but what can do without its middle."""
    widths = (min(e.natural, _INNER) if e.column.keeps_end else e.natural for e in columns)
    return sum(widths) + len(_GAP) * (len(columns) - 1)


def _drop_columns(columns: Sequence[_Drawn], room: int) -> list[_Drawn]:
    """Leave out the last columns that are not flexible for as long as a title says too little."""
    shown = _without_extras(columns, room)
    while spare := [each for each in shown[1:] if not each.is_flexible]:
        widths = zip(shown, _widths(shown, room), strict=True)
        if all(
            width >= min(each.natural, _LEAST_TITLE) for each, width in widths if each.is_flexible
        ):
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

    Before that, what can do without its middle. The first column is never cut: it names the thing.
    """
    first, *others = columns
    widths = [first.natural, *(min(each.natural, room) for each in others)]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    flexible = [at for at, column in enumerate(columns) if column.is_flexible]
    inner, all_but_first = range(1, len(widths) - 1), range(1, len(widths))
    middles = [at for at in inner if columns[at].column.keeps_end]
    for group, least in (
        (middles, _INNER),
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
    title = "\n" + page.title(view.title, len(rows))
    return "\n\n".join([title, "\n".join(texts)] if view.is_brief else [title, *texts])


def _text(view: Thread, row: Any, page: Page, number: str) -> str:
    bar = "" if view.author and not view.is_brief else BAR
    cells = [*_about(view, row, page)]
    parts = page.join_parts(paint_cell(cell, page.device) for cell in cells)
    head = f"{bar}{paint(number, 'grey', page.device)}{parts}"
    body = page.prose(view.body, row)
    if not view.is_brief:
        return "\n\n".join(filter(None, [head, body]))
    plain = page.join_parts(span.text for cell in cells for span in cell)
    beside = f"{bar}{number}{plain}{_GAP}{body.removeprefix(BAR)}"
    is_short = "\n" not in body and widest(beside) <= page.device.columns
    below = f"\n{body}" if body else ""
    return f"{head}{_GAP}{body.removeprefix(BAR)}".rstrip() if is_short else head + below


def _about(view: Thread, row: Any, page: Page) -> Iterator[Cell]:
    """Yield the parts of the line over a text: who wrote it, what else there is, and when."""
    if view.author:
        name = page.fill(view.author, row)
        yield (Span(f"@{name}" if name else _NOBODY, "bold"),)
    for part, style in view.parts:
        yield style_cell(page.fill(part, row), style, row)
    yield (Span(page.fill(view.moment, row), "grey"),)
    if page.shows_ids and view.row is not None:
        yield (Span(page.fill(f"{{{view.row.key}}}", row), "grey"),)
