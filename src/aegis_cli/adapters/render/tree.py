"""Draws things with their parts below them, each behind a mark of aegis's own."""

from collections.abc import Iterator, Sequence
from typing import Any

from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Tree, TreeLevel
from aegis_cli.adapters.render.ink import paint_cell, state_mark, style_cell
from aegis_cli.adapters.render.page import Page

_GAP = "  "


def tree(view: Tree, things: Sequence[Any], page: Page) -> str:
    """Draw a title, and a line for each thing and each part."""
    return "\n".join(["", page.title(view.title, len(things)), "", *tree_lines(view, things, page)])


def tree_lines(view: Tree, things: Sequence[Any], page: Page) -> Iterator[str]:
    """Yield the lines for a terminal, those of the parts further to the right."""
    for thing in things:
        yield _line(view.whole, thing, page)
        for level, part in _parts(view, thing):
            yield _GAP + _line(level, part, page)


def tree_rows(view: Tree, things: Sequence[Any], page: Page) -> Iterator[str]:
    """Yield the lines for a program: the columns of the whole, and those of it or of its part."""
    for thing in things:
        yield page.row((*view.keys, *view.whole.piped), thing)
        for level, part in _parts(view, thing):
            yield f"{page.row(view.keys, thing)}\t{page.row(level.piped, part)}"


def _parts(view: Tree, thing: Any) -> Iterator[tuple[TreeLevel, Any]]:
    found = pick(thing, view.parts)
    if view.part is not None and isinstance(found, list):
        yield from ((view.part, each) for each in found)


def _line(level: TreeLevel, thing: Any, page: Page) -> str:
    more = (
        paint_cell(style_cell(page.fill(part, thing), style, thing), page.device)
        for part, style in level.more
        if not page.is_blank(part, thing)
    )
    told = (page.fill(level.name, thing), *more)
    return f"{state_mark(level.tone(thing), page.device)} {_GAP.join(filter(None, told))}"
