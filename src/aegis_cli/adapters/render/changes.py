"""A value before and after a write, as text: side by side, or as a short diff; pure.

All of it is from the provider, or from whoever asked: nothing in it begins a line of aegis, and
nothing is longer than a person reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from itertools import groupby, islice
from typing import Any

from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.core.text import quote

_PLAIN = re.compile(r"[A-Za-z0-9@#][A-Za-z0-9_./:@#+-]*")
"""What needs no quotation marks: nothing in it separates values."""
_LONGEST = 60
"""Characters of a text that stands beside another in one line."""
_MOST_ITEMS = 20
_MOST_LINES, _WIDEST, _BEFORE = 24, 200, 40
"""Lines of a diff that are shown, characters of each, and those of them before a difference."""
_OTHER_SIDE = {"-": "+", "+": "-"}
_COMPARED = 400
"""Lines that are compared one by one: what differs in more is told by its size.

NOTE: comparing takes the square of that, and anybody may have written the text.
"""


def is_text(change: FieldChange) -> bool:
    """Tell whether a change is of a text that is shown as a diff."""
    texts = [value for value in (change.before, change.after) if isinstance(value, str)]
    others = [value for value in (change.before, change.after) if not isinstance(value, str | None)]
    is_long = any("\n" in text or len(text) > _LONGEST for text in texts)
    return bool(texts) and not others and is_long


def value_of(value: Any) -> str:
    """Write a value in one line."""
    match value:
        case None | [] | "":
            return "(none)"
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return f"{value.get('bytes') or 0:,} bytes that are no text"
        case list():
            more = len(value) - _MOST_ITEMS
            shown = [value_of(item) for item in value[:_MOST_ITEMS]]
            return ", ".join([*shown, *([f"and {more} more"] if more > 0 else [])])
        case _:
            text = str(value)
            if _PLAIN.fullmatch(text) and len(text) <= _LONGEST:
                return text
            return quote(text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…")


def in_brief(change: FieldChange) -> str:
    """Write a change as a part of a line; of long texts, how long they are."""
    if is_text(change):
        before, after = len(change.before or ""), len(change.after or "")
        return f"{change.field}: {before:,} → {after:,} characters"
    return f"{change.field}: {value_of(change.before)} → {value_of(change.after)}"


def lines_of(change: FieldChange) -> Iterator[str]:
    """Yield the lines of a diff: what goes and what comes, with a line of each side around it."""
    before, after = _lines(change.before), _lines(change.after)
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    gone, new = before[start : len(before) - end], after[start : len(after) - end]
    if max(len(gone), len(new)) > _COMPARED:
        lines = [*(f"-{line}" for line in gone), *(f"+{line}" for line in new)]
    else:
        near = before[max(start - 1, 0) : start], before[len(before) - end :][:1]
        diff = [*unified_diff([*near[0], *gone, *near[1]], [*near[0], *new, *near[1]], n=1)]
        # NOTE: two lines name the sides; a line of a text that looks like one of them is shown.
        lines = [line for line in diff[2:] if not line.startswith("@@")]
    if not lines:
        yield "only line ends change"
    yield from islice(map(_cut, lines, _facing(lines)), _MOST_LINES)
    if rest := lines[_MOST_LINES:]:
        going, coming = (sum(line.startswith(sign) for line in rest) for sign in "-+")
        yield f"… {len(rest):,} more lines: {going:,} go, {coming:,} come"


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items two sequences begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _facing(lines: Sequence[str]) -> Iterator[str]:
    """Yield what each line of a diff becomes, or was; "" where nothing stands on the other side."""
    blocks = [[*block] for _, block in groupby(lines, key=lambda line: line[0])]
    none = [""]
    for before, block, after in zip([none, *blocks], blocks, [*blocks[1:], none], strict=False):
        sign = _OTHER_SIDE.get(block[0][0], "none")
        others = next((each for each in (before, after) if each[0].startswith(sign)), [])
        yield from (others[at] if at < len(others) else "" for at in range(len(block)))


def _cut(line: str, facing: str) -> str:
    """Return a line of a diff that a person can read: a long one from where it differs."""
    if len(line) <= _WIDEST:
        return line
    same = _alike(line[1:], facing[1:])
    start = max(min(same - _BEFORE, len(line) - _WIDEST), 0) + 1
    end = start + _WIDEST - 1
    return f"{line[0]}{'…' if start > 1 else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def _lines(text: str | None) -> list[str]:
    return (text or "").replace("\r\n", "\n").split("\n") if text else []
