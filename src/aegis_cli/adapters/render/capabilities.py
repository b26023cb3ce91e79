"""The device that text goes to: whether it is a terminal, its width, and what it can show."""

import codecs
import locale
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TextIO, TypeAlias

from aegis_cli.adapters.render import links

Palette: TypeAlias = Literal["16", "256", "rgb"]

Encoding: TypeAlias = Literal["utf-8", "ascii"]
"""What a question is written in."""

NARROWEST = 20
"""The fewest columns that anything is laid out for; a narrower terminal wraps by itself.

NOTE: a terminal of unknown width counts as this narrow: a wider layout could wrap, and text from
outside would continue at the left margin.
"""
_USUAL = 80
_NUMBER = re.compile("[0-9]{1,6}")
"""A number that a variable may hold: Python refuses to read one of thousands of digits."""


@dataclass(frozen=True, slots=True)
class Device:
    """A terminal, a file or a pipe, as far as text is concerned."""

    is_terminal: bool
    width: int
    colour: bool
    now: datetime
    """The moment that "about 2 days ago" is counted from."""
    palette: Palette = "256"
    unicode: bool = True
    """Whether it can show more than ASCII."""
    encoding: str = "utf-8"
    is_plain: bool = False
    """Whether each line is written once, from top to bottom, with no escape sequence."""
    shows_links: bool = False
    """Whether it is known to show links (OSC 8)."""
    linked: frozenset[str] = frozenset()
    """The hosts whose addresses are links in a text, if it shows links."""

    @property
    def columns(self) -> int:
        """The width to lay out for."""
        return max(self.width, NARROWEST)


def terminal_encoding() -> Encoding:
    """Return the encoding of the terminal that this process was started in, by its locale.

    NOTE: ASCII alone where that is not UTF-8: on a terminal with another encoding, what text there
    is in UTF-8 holds control characters, and so does what is in another encoding on one with UTF-8.
    """
    try:
        return "utf-8" if codecs.lookup(locale.getencoding()).name == "utf-8" else "ascii"
    except LookupError:
        return "ascii"


def device_of(stream: TextIO, environment: Mapping[str, str], now: datetime) -> Device:
    """Find out what a stream can show, and what the environment variables ask for."""
    is_terminal = stream.isatty()
    encoding = stream.encoding or "ascii"
    return Device(
        is_terminal=is_terminal,
        width=_width(stream, environment, NARROWEST if is_terminal else _USUAL),
        colour=_has_colour(environment, is_terminal=is_terminal),
        now=now,
        palette=_palette(environment),
        unicode=encoding.lower().startswith("utf"),
        encoding=encoding,
        is_plain=is_plain(environment),
        shows_links=is_terminal and links.are_shown(environment),
    )


def is_plain(environment: Mapping[str, str]) -> bool:
    """Tell whether nothing may be drawn over: for a screen reader, or where all is only printed.

    `ACCESSIBLE` is what other programs take for a screen reader
    (<https://github.com/charmbracelet/huh#accessibility>).
    """
    if environment.get("AEGIS_PLAIN", "0") not in {"", "0"}:
        return True
    if environment.get("NO_COLOR") and environment.get("ACCESSIBLE"):
        return True
    return environment.get("TERM", "").lower() in {"dumb", "unknown"}


def _has_colour(environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Decide by the rules of no-color.org and bixense.com/clicolors."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    wanted = environment.get("CLICOLOR") != "0" and not is_plain(environment)
    return is_terminal and wanted


def _palette(environment: Mapping[str, str]) -> Palette:
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return "rgb"
    return "256" if "256" in environment.get("TERM", "") else "16"


def _width(stream: TextIO, environment: Mapping[str, str], unknown: int) -> int:
    """Return the smaller of the terminal's width and `COLUMNS`; `unknown` if there is neither."""
    variable = environment.get("COLUMNS", "")
    wanted = int(variable) if _NUMBER.fullmatch(variable) else 0
    try:
        real = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        real = 0  # a file, a pipe, or a stream in memory
    return min(filter(None, (wanted, real)), default=unknown)
