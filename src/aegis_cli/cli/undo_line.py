"""Says how what was just changed is taken back, or why it is not."""

import re
import shlex
from collections.abc import Iterator

from aegis_cli.core.text import one_line
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.grammar.ordered import order_of
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.typed import as_command
from aegis_cli.request.result import Result
from aegis_cli.request.undo_plan import UNREAD, undo_plan

_OF_SESSION = "aegis undo"
_LONGEST = 200
"""Characters of a line that a person still copies."""
_PLAIN = re.compile(r"(?:[\w@%+=:,./-][\w@%+=:,./#-]*(?: |\Z))+", re.ASCII)
"""Words of which a shell takes none for something else: `#` begins a comment at the start alone."""
_SAFE_INSIDE = re.compile(r"[^\"$`\\!]+")
"""What double quotation marks keep as it is."""
_TOO_LONG = (
    "Undo: what was there before fits in no line; at the prompt of `aegis`, /undo puts it back."
)


def undo_lines(result: Result, command: str) -> Iterator[str]:
    """Yield a line for each act that takes something back, and for each that stays.

    `command` is what takes back all of it where it was asked for, such as `/undo`.
    """
    plan = undo_plan(result)
    # A session keeps what was there before, of which its programs are told nothing.
    kept = [each for each in plan.stays if each.endswith(UNREAD)] if command == _OF_SESSION else []
    if command and (plan.acts or kept):
        yield f"Undo: {command}"
    elif plan.acts:
        yield from dict.fromkeys(_line(act) for act in plan.acts)
    yield from (f"No undo: {one_line(each)}" for each in plan.stays if each not in kept)


def _line(act: Act) -> str:
    """Write the line for a shell. NOTE: a sentence may go to a model, which sees nothing read."""
    has_read = act.step.fields_from(Origin.RESULT)
    order = None if has_read else order_of(act.action)
    line = as_command(act) if order is None else _as_sentence(order)
    # What is typed later is not compared with what the write left, as an undo of aegis is.
    how = "Undo, if nobody changed it since" if act.left else "Undo"
    return f"{how}: {line}" if line and len(line) <= _LONGEST else _TOO_LONG


def _as_sentence(order: str) -> str:
    """Write a sentence for a shell, with no more quotation marks than it needs."""
    if _PLAIN.fullmatch(order):
        return f"aegis {order}"
    return f'aegis "{order}"' if _SAFE_INSIDE.fullmatch(order) else f"aegis {shlex.quote(order)}"
