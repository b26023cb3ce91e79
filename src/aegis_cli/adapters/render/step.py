"""One step's result, by its action's view: for a person on a terminal, for a program in a pipe."""

from typing import Any

from aegis_cli.actions.views import (
    Card,
    Chart,
    Line,
    Table,
    Template,
    Thread,
    View,
    begins_with_words,
)
from aegis_cli.adapters.render.chart import chart, has_nothing, numbers
from aegis_cli.adapters.render.ink import paint, painted, styled
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import BAR
from aegis_cli.adapters.render.table import lines, table, thread


def shown(view: View, data: Any, page: Page, *, mark: str = "") -> str:
    """Return what standard output gets, without a last line end; nothing if there is nothing.

    `mark` stands before a sentence on a terminal and says how it went.
    """
    is_terminal = page.device.is_terminal
    match view:
        case Line():
            return mark + page.fill(view.text, data) if is_terminal else _bare(view, data, page)
        case Card():
            return _card(view, data, page) if is_terminal else _pairs(view, data, page)
        case Table() | Thread():
            return _list(view, _rows(data), page)
        case _:
            return _chart(view, data, page)


def nothing(view: View, data: Any, page: Page) -> str:
    """Return what a person is told where there is nothing to show; empty where there is."""
    match view:
        case Table() | Thread():
            return "" if _rows(data) else page.title(view.empty)
        case Chart():
            return page.title(view.empty) if has_nothing(view, data) else ""
        case _:
            return ""


def _rows(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def _list(view: Table | Thread, rows: list[Any], page: Page) -> str:
    if not rows:
        return ""
    if not page.device.is_terminal:
        return lines(view, rows, page)
    if isinstance(view, Table):
        return table(view, rows, page)
    return thread(view, rows, page)


def _chart(view: Chart, data: Any, page: Page) -> str:
    if not page.device.is_terminal:
        return numbers(view, data)
    return "" if has_nothing(view, data) else chart(view, data, page)


def _bare(view: Line, data: Any, page: Page) -> str:
    return page.fill(view.piped or view.text, data)


def _pairs(view: Card, data: Any, page: Page) -> str:
    """Write a card as `gh` does in a pipe: `key:`, tab, value, and the text below `--`."""
    piped = view.piped or tuple((label.lower(), value) for label, value in view.facts)
    lines = [f"{key}:\t{page.fill(value, data)}" for key, value in piped]
    if view.body:
        lines += ["--", page.prose(view.body, data)]
    return "\n".join(lines)


def _card(view: Card, data: Any, page: Page) -> str:
    heading = paint(page.fill(view.heading, data), "bold", page.device)
    title = f"{heading} {page.fill(view.reference, data)}".strip()
    bar = "" if begins_with_words(view.heading) else BAR
    head = [f"{bar}{line}" for line in (title, page.bulleted(_summary(view, data, page))) if line]
    head += [
        f"{paint(f'{label}:', 'bold', page.device)} {page.fill(value, data)}"
        for label, value in _facts(view, data, page)
    ]
    footer = "" if page.is_blank(view.footer, data) else page.fill(view.footer, data)
    parts = [
        "\n".join(filter(None, head)),
        page.prose(view.body, data),
        paint(footer, "grey", page.device),
    ]
    return "\n\n".join(filter(None, parts))


def _summary(view: Card, data: Any, page: Page) -> list[str]:
    return [
        painted(styled(page.fill(part, data), style, data), page.device)
        for part, style in view.summary
        if not page.is_blank(part, data)
    ]


def _facts(view: Card, data: Any, page: Page) -> list[tuple[str, Template]]:
    return [(label, value) for label, value in view.facts if not page.is_blank(value, data)]
