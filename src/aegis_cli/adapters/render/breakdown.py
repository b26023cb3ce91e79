"""Draws what a card counts: a line of numbers, and a line for each thing that is told by name."""

from collections.abc import Iterator
from typing import Any

from aegis_cli.actions.results.views import Breakdown
from aegis_cli.adapters.render.ink import paint, state_mark
from aegis_cli.adapters.render.page import Page

_UNKNOWN = "not known"
_NONE = "none"


def breakdown_lines(breakdown: Breakdown, data: Any, page: Page) -> Iterator[str]:
    """Yield the lines for a terminal; each begins with words or a mark of aegis's own.

    A result that was read without what is counted gets none.
    """
    if not breakdown.is_read(data):
        return
    things = breakdown.things(data)
    counts = breakdown.counts(things or ())
    told = page.join_parts(
        paint(f"{number:,} {state}", tone, page.device) for state, tone, number in counts
    )
    label = paint(f"{breakdown.label}:", "bold", page.device)
    yield f"{label} {_UNKNOWN if things is None else told or _NONE}"
    for state, tone, _ in counts:
        mark = state_mark(tone, page.device)
        for thing in _select(breakdown, things, state):
            more = page.fill(breakdown.more, thing)
            yield f"  {mark} {page.fill(breakdown.name, thing)}" + (f": {more}" if more else "")


def breakdown_pair(breakdown: Breakdown, data: Any, page: Page) -> str:
    """Return the line of a breakdown for a program: `checks:`, tab, `2 passed, 1 failed (lint)`."""
    things = breakdown.things(data)
    parts = []
    for state, _, number in breakdown.counts(things or ()):
        names = ", ".join(
            page.fill(breakdown.name, each) for each in _select(breakdown, things, state)
        )
        parts.append(f"{number} {state}" + (f" ({names})" if names else ""))
    told = _UNKNOWN if things is None else ", ".join(parts) or _NONE
    return f"{breakdown.label.lower()}:\t{told}"


def _select(breakdown: Breakdown, things: Any, state: str) -> Iterator[Any]:
    return (each for each in things if state in breakdown.named and breakdown.state(each) == state)
