"""What is watched, as it stands: a picture that fits on a screen, or a line for each change.

Where a screen is too small for all of it, what is at its end is left out first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Card, Tree
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.page import Page, page_of
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.render.step import render_step
from aegis_cli.adapters.render.tree import tree_lines

_UNDER_WAY, _BROKEN = "yellow", "red"
"""The tones of what is not at its end, and of what ended badly."""
_PART = 3
"""One row of so many may be of the heading."""
_ROOMY = 12
"""Rows from which on there is room for a blank one."""


def picture(action: Action[Any], data: Any, device: Device, height: int) -> list[str]:
    """Draw what was found last, in at most so many rows of a terminal."""
    view, page = action.facts.view, page_of(action, device)
    head = [_one_row(line, device) for line in _head(view, data, page)]
    if not isinstance(view, Card) or view.tree is None:
        return head[:height]
    head = head[: height // _PART]
    gap = [""] if head and height > _ROOMY else []
    room = height - len(head) - len(gap)
    return [*head, *gap, *_fit(view.tree, _things(view, data), page, room)]


def lines(action: Action[Any], data: Any, device: Device) -> list[str]:
    """Return a line for each part of what is watched, such as the jobs of a run."""
    view, page = action.facts.view, page_of(action, device)
    if not isinstance(view, Card) or view.tree is None:
        return _head(view, data, page)
    return [*tree_lines(replace(view.tree, part=None), _things(view, data), page)]


def _head(view: Any, data: Any, page: Page) -> list[str]:
    if not isinstance(view, Card):
        return render_step(view, data, page).split("\n")
    terminal = replace(page, device=replace(page.device, is_terminal=True))
    bare = replace(view, facts=(), body="", breakdowns=(), lists=(), tree=None, footer="")
    return render_step(bare, data, terminal).split("\n")


def _things(view: Card, data: Any) -> Sequence[Any]:
    found = pick(data, view.tree.items) if view.tree is not None else None
    return found if isinstance(found, list) else []


def _fit(tree: Tree, things: Sequence[Any], page: Page, room: int) -> list[str]:
    """Draw as much as there is room for, in whole rows."""
    drawn: list[str] = []
    for shown in _shorter(tree, things, page):
        drawn = [_one_row(line, page.device) for line in shown]
        if len(drawn) <= room:
            return drawn
    left_out = len(drawn) - max(0, room - 1)
    return [*drawn[: max(0, room - 1)], f"... and {left_out} more"][:room]


def _shorter(tree: Tree, things: Sequence[Any], page: Page) -> Iterator[list[str]]:
    """Yield the lines of a tree, each time with less: at last what goes on, and what is broken."""
    bare, tone = replace(tree, part=None), tree.whole.tone
    yield [*tree_lines(tree, things, page)]
    yield [
        line
        for each in things
        for line in tree_lines(tree if tone(each) == _UNDER_WAY else bare, [each], page)
    ]
    yield [*tree_lines(bare, things, page)]
    matters = [each for each in things if tone(each) in {_UNDER_WAY, _BROKEN}]
    yield [*tree_lines(bare, matters, page), *_count(len(things) - len(matters))]


def _count(left_out: int) -> list[str]:
    return [f"... and {left_out} more"] if left_out else []


def _one_row(line: str, device: Device) -> str:
    """Cut a line to the first row that it takes on a terminal."""
    return rows(line, device).split("\n", 1)[0]
