"""One step's result, by its action's view: for a person on a terminal, for a program in a pipe."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from aegis_cli.actions.results.templates import begins_with_words, pick
from aegis_cli.actions.results.views import (
    Card,
    CardList,
    Chart,
    Diff,
    Line,
    Table,
    Thread,
    Tree,
    View,
)
from aegis_cli.adapters.render.breakdown import breakdown_lines, breakdown_pair
from aegis_cli.adapters.render.chart import as_list, chart, has_nothing, numbers, progress
from aegis_cli.adapters.render.ink import Cell, paint, paint_cell, style_cell
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import BAR
from aegis_cli.adapters.render.table import table, thread
from aegis_cli.adapters.render.tree import tree, tree_lines, tree_rows

_MOST_IN_CARD = 20
"""The rows of a list that a card shows."""


def render_step(view: View, data: Any, page: Page, *, mark: str = "") -> str:
    """Return what standard output gets, without a last line end; "" if there is nothing to show.

    `mark` stands before a sentence on a terminal and says how the step ended.
    """
    if not page.device.is_terminal:
        return _draw_piped(view, data, page)
    return "" if _is_empty(view, data) else _draw(view, data, page, mark)


def nothing(view: View, data: Any, page: Page) -> str:
    """Return the sentence for an empty result; "" if there is something to show."""
    if isinstance(view, Line | Card) or not _is_empty(view, data):
        return ""
    if isinstance(view, Table) and any(page.call.get(name) is not None for name in view.filters):
        return page.title(view.unmatched)
    return page.title(view.empty)


def _is_empty(view: View, data: Any) -> bool:
    match view:
        case Table() | Thread() | Tree():
            return not as_list(data)
        case Chart():
            return has_nothing(view, data)
        case Diff():
            return not data
        case _:
            return False


def _draw(view: View, data: Any, page: Page, mark: str) -> str:
    match view:
        case Line():
            return mark + page.fill(view.text, data)
        case Card():
            return _card(view, data, page)
        case Table() | Thread() | Tree():
            return _draw_list(view, data, page)
        case Diff():
            return _diff(data, page)
        case _:
            return chart(view, data, page)


def _draw_list(view: Table | Thread | Tree, data: Any, page: Page) -> str:
    match view:
        case Table():
            return table(view, data, page)
        case Thread():
            return thread(view, data, page)
        case Tree():
            return tree(view, data, page)


def _draw_piped(view: View, data: Any, page: Page) -> str:
    match view:
        case Line():
            return page.fill(view.piped or view.text, data)
        case Card():
            return _pairs(view, data, page)
        case Table() | Thread():
            return "\n".join(page.row(view.piped, row) for row in as_list(data))
        case Tree():
            return "\n".join(tree_rows(view, as_list(data), page))
        case Diff():
            return str(data or "").removesuffix("\n")
        case _:
            return numbers(view, data)


def _diff(text: str, page: Page) -> str:
    """Draw a diff behind a bar, each line in the colour that `git` gives it."""
    lines = page.prose("{text}", {"text": text}).split("\n")
    return "\n".join(paint(line, _ink(line.removeprefix(BAR)), page.device) for line in lines)


def _ink(line: str) -> str:
    if line.startswith(("diff ", "index ", "--- ", "+++ ")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")


def _pairs(view: Card, data: Any, page: Page) -> str:
    """Write a card as `gh` does in a pipe: `key:`, tab, value, and the text below `--`."""
    piped = view.piped or tuple((label.lower(), value) for label, value in view.facts)
    lines = [f"{key}:\t{page.fill(value, data)}" for key, value in piped]
    lines += [breakdown_pair(breakdown, data, page) for breakdown in view.breakdowns]
    if view.tree is not None:
        rows = tree_rows(view.tree, _things_below(view.tree, data), page)
        lines += [f"{view.tree.label.lower()}:\t{row}" for row in rows]
    if view.body:
        lines += ["--", page.prose(view.body, data)]
    return "\n".join(lines)


def _things_below(view: Tree, data: Any) -> list[Any]:
    """Return the things of a tree below a card; none if they are not known."""
    found = pick(data, view.items)
    return found if isinstance(found, list) else []


def _facts(view: Card, data: Any, page: Page) -> Iterator[tuple[str, Cell]]:
    styles = dict(view.styles)
    for label, value in view.facts:
        if not page.is_blank(value, data):
            yield label, style_cell(page.fill(value, data), styles.get(label, "plain"), data)


def _card(view: Card, data: Any, page: Page) -> str:
    heading = paint(page.fill(view.heading, data), "bold", page.device)
    title = f"{heading} {page.fill(view.reference, data)}".strip()
    summary = page.join_parts(
        paint_cell(style_cell(page.fill(part, data), style, data), page.device)
        for part, style in view.summary
        if not page.is_blank(part, data)
    )
    begun = (view.heading, *(part for part, _ in view.summary))
    bar = "" if all(map(begins_with_words, begun)) else BAR
    head = [f"{bar}{line}" for line in (title, summary) if line]
    if view.progress is not None:
        head += progress(view.progress, data, page)
    head += [
        f"{paint(f'{label}:', 'bold', page.device)} {paint_cell(value, page.device)}"
        for label, value in _facts(view, data, page)
    ]
    for breakdown in view.breakdowns:
        head += breakdown_lines(breakdown, data, page)
    footer = "" if page.is_blank(view.footer, data) else page.fill(view.footer, data)
    body = page.prose(view.rows.body if view.rows and page.is_numbered else view.body, data)
    drawn = (_list_within(inner, data, page) for inner in view.lists)
    below = (
        "\n".join(tree_lines(view.tree, _things_below(view.tree, data), page)) if view.tree else ""
    )
    parts = ["\n".join(head), body, below, *drawn, paint(footer, "grey", page.device)]
    return "\n\n".join(filter(None, parts))


def _list_within(inner: CardList, data: Any, page: Page) -> str:
    """Draw the first rows of a list within a card; "" where it is empty."""
    things = as_list(pick(data, inner.items))
    short = replace(page, is_numbered=False, most=_MOST_IN_CARD)
    return render_step(inner.view, things, short).strip("\n")
