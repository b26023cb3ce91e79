"""Coloured text in terminal cells: how wide it is, where it is cut, and what it is written with.

The only escape sequences that aegis prints are made here, around text that is already visible.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from unicodedata import east_asian_width

from rich.cells import cell_len
from rich.color import Color, ColorSystem

from aegis_cli.adapters.render.device import Device
from aegis_cli.core.text import one_line
from aegis_cli.core.views import Style, pick, state_of

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
_INKS = {"bold": "bold", "branch": "cyan", "dim": "grey"}
_GREY = {"16": "90", "256": "38;5;242", "rgb": "38;5;242"}  # what `gh` takes for grey
_RGB = re.compile(r"#[0-9a-fA-F]{6}")

_ELLIPSIS = "..."
_NARROWEST_WITH_ELLIPSIS = 5
_FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters of which two are a flag, in some terminals."""
_WORDS = re.compile(r" +|[^ ]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with one ink: a name, `#rrggbb`, or none."""

    text: str
    ink: str = ""


Cell: TypeAlias = tuple[Span, ...]


def paint(text: str, ink: str, device: Device) -> str:
    """Return text in an ink, where the device has colour."""
    sgr = _sgr(ink, device) if device.colour and text else ""
    return f"\x1b[{sgr}m{text}\x1b[0m" if sgr else text


def painted(cell: Cell, device: Device) -> str:
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


def styled(text: str, style: Style, thing: Any) -> Cell:
    """Give a text the ink that its style means for a thing."""
    match style:
        case "labels":
            return _labels(text, thing)
        case "state":
            return (Span(text, _state_ink(thing)),)
        case "visibility":
            return (Span(text, "yellow" if "private" in text else "grey"),)
        case _:
            return (Span(text, _INKS.get(style, "")),)


def _labels(text: str, thing: Any) -> Cell:
    labels = pick(thing, "labels")
    if not isinstance(labels, list):
        return (Span(text),)
    spans: list[Span] = []
    for label in labels:
        colour = f"#{pick(label, 'color')}"
        name = one_line(str(pick(label, "name") or ""))
        spans += [Span(", "), Span(name, colour if _RGB.fullmatch(colour) else "")]
    return tuple(spans[1:])


def _state_ink(thing: Any) -> str:
    """Choose as `gh` does: only a pull request is red when it is closed unmerged."""
    match state_of(thing):
        case "OPEN":
            return "green"
        case "MERGED":
            return "magenta"
        case "CLOSED" if pick(thing, "head"):
            return "red"
        case "CLOSED" if pick(thing, "state_reason") not in ("not_planned", "duplicate"):
            return "magenta"
        case _:
            return "grey"


def width_of(cell: Cell) -> int:
    """Return how many columns a cell takes."""
    return sum(cell_len(span.text) for span in cell)


def padded(cell: Cell, width: int) -> Cell:
    """Fill a cell up to a width."""
    return (*cell, Span(" " * (width - width_of(cell))))


def clipped(cell: Cell, width: int) -> Cell:
    """Cut a cell to a width, as `gh` does: with three dots where there is room for them."""
    if width_of(cell) <= width:
        return cell
    tail = _ELLIPSIS if width >= _NARROWEST_WITH_ELLIPSIS else ""
    left = width - len(tail)
    kept: list[Span] = []
    for span in cell:
        text = _start(span.text, left)
        kept.append(replace(span, text=text))
        left = left - cell_len(text) if text == span.text else 0
    return (*kept, Span(tail))


def _start(text: str, width: int) -> str:
    """Return as much of a text as surely fits."""
    for at, char in enumerate(text):
        width -= widest(char)
        if width < 0:
            return text[:at]
    return text


def widest(text: str) -> int:
    """Return the most columns that a terminal may give a text.

    NOTE: terminals disagree: about joined emoji, which `cell_len` counts once, about flags, about
    marks that some do not put upon the letter before, and about what is wide where people write
    Chinese, Japanese or Korean. A line that is wider than was thought would run on at the left
    margin, where only aegis's own words stand.
    """
    return sum(2 if _may_be_wide(char) else 1 for char in text)


def _may_be_wide(char: str) -> bool:
    if char <= "\x7f" or not cell_len(char):
        return False
    return cell_len(char) > 1 or char in _FLAGS or east_asian_width(char) == "A"


def wrapped(text: str, width: int) -> list[str]:
    """Break one line into lines that surely fit; joined, they are the text again."""
    lines = [""]
    left = width - 1  # a space may hang at the end of a line
    for word in _WORDS.findall(text):
        size = widest(word)
        if size > left and word != " ":
            if word.isspace() or size >= width:
                left = _broken(word, lines, left, width)
                continue
            lines.append("")
            left = width - 1
        lines[-1] += word
        left -= size
    return lines


def _broken(word: str, lines: list[str], left: int, width: int) -> int:
    """Add a word that fits in no line, a character at a time; return what is left of the last."""
    for char in word:
        if widest(char) > left:
            lines.append("")
            left = width - 1
        lines[-1] += char
        left -= widest(char)
    return left
