"""Coloured text in terminal cells: its width, where it is cut, and its escape sequences.

No module but this and `links` makes escape sequences for results; the text between them has passed
`visible`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rich.cells import cell_len
from rich.color import Color, ColorSystem

from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import OwnColours, Style, Tone
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import dots, start, widest
from aegis_cli.core.text import one_line

_SGR = {
    "bold": "1",
    "green": "32",
    "yellow": "33",
    "red": "31",
    "magenta": "35",
    "cyan": "36",
    "bold red": "1;31",
    "bold yellow": "1;33",
    "bold magenta": "1;35",
    "header": "2;4;37",
}
_MARKS: dict[Tone, tuple[str, str]] = {"green": ("✓", "+"), "red": ("✗", "x"), "yellow": ("•", "o")}
_OTHER = ("-", "-")
_GREY = {"16": "90", "256": "38;5;242", "rgb": "38;5;242"}  # as `gh`
_RGB = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with one ink: a name, `#rrggbb`, or none."""

    text: str
    ink: str = ""


Cell: TypeAlias = tuple[Span, ...]


def paint(text: str, ink: str, device: Device) -> str:
    """Return text in an ink, if the device has colour."""
    sgr = _sgr(ink, device) if device.colour and text else ""
    return f"\x1b[{sgr}m{text}\x1b[0m" if sgr else text


def state_mark(tone: Tone, device: Device) -> str:
    """Return the mark of a state: done, broken, under way, or none of these."""
    return paint(_MARKS.get(tone, _OTHER)[not device.unicode], tone, device)


def paint_cell(cell: Cell, device: Device) -> str:
    """Return a cell as it is written."""
    return "".join(paint(span.text, span.ink, device) for span in cell)


def _sgr(ink: str, device: Device) -> str:
    if ink == "grey":
        return _GREY[device.palette]
    if not ink.startswith("#"):
        return _SGR.get(ink, "")
    if device.palette == "16":
        return ""  # as `gh`: the nearest of sixteen is another colour
    system = ColorSystem.TRUECOLOR if device.palette == "rgb" else ColorSystem.EIGHT_BIT
    return ";".join(Color.parse(ink).downgrade(system).get_ansi_codes())


def style_cell(text: str, style: Style, thing: Any) -> Cell:
    """Return a text in the ink that its style gives it."""
    if isinstance(style, OwnColours):
        return _coloured_items(text, style, thing)
    return (Span(text, style(thing) if callable(style) else style),)


def _coloured_items(text: str, style: OwnColours, thing: Any) -> Cell:
    items = pick(thing, style.items)
    if not isinstance(items, list):
        return (Span(text),)
    spans: list[Span] = []
    for item in items:
        colour = f"#{pick(item, style.colour)}"
        name = one_line(text_at(item, style.name))
        spans += [Span(", "), Span(name, colour if _RGB.fullmatch(colour) else "")]
    return tuple(spans[1:])


Measure: TypeAlias = Callable[[Cell], int]


def width_of(cell: Cell) -> int:
    """Return the columns that a cell takes on a terminal that follows Unicode."""
    return sum(cell_len(span.text) for span in cell)


def room_of(cell: Cell) -> int:
    """Return the most columns that any terminal gives a cell."""
    return widest("".join(span.text for span in cell).rstrip(" "))


def pad(cell: Cell, width: int, size: Measure = width_of) -> Cell:
    """Fill a cell with spaces up to a width."""
    return (*cell, Span(" " * (width - size(cell))))


def clip(cell: Cell, width: int, size: Measure = width_of) -> Cell:
    """Cut a cell to a width, as `gh` does: with three dots if there is room for them."""
    if size(cell) <= width:
        return cell
    left = width - len(dots(width))
    kept: list[Span] = []
    for span in cell:
        text = start(span.text, left)
        kept.append(replace(span, text=text))
        left = left - size((span,)) if text == span.text else 0
    return (*kept, Span(dots(width)))
