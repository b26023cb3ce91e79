"""Where text goes: whether a person watches, how wide it is, and what it can show."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TextIO, TypeAlias

Palette: TypeAlias = Literal["16", "256", "rgb"]

NARROWEST = 20
"""Columns below which nothing is laid out; a narrower terminal wraps by itself."""
_USUAL = 80


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

    @property
    def columns(self) -> int:
        """The width to lay out for."""
        return max(self.width, NARROWEST)


def device_of(stream: TextIO, environment: Mapping[str, str], now: datetime) -> Device:
    """Find out what a stream can show, and what the person's environment wants of it."""
    is_terminal = stream.isatty()
    return Device(
        is_terminal=is_terminal,
        width=_width(stream, environment),
        colour=_has_colour(environment, is_terminal=is_terminal),
        now=now,
        palette=_palette(environment),
        unicode=(stream.encoding or "").lower().startswith("utf"),
    )


def _has_colour(environment: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Decide as no-color.org and bixense.com/clicolors say."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    wanted = environment.get("CLICOLOR") != "0" and environment.get("TERM") != "dumb"
    return is_terminal and wanted


def _palette(environment: Mapping[str, str]) -> Palette:
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return "rgb"
    return "256" if "256" in environment.get("TERM", "") else "16"


def _width(stream: TextIO, environment: Mapping[str, str]) -> int:
    wanted = environment.get("COLUMNS", "")
    if wanted.isascii() and wanted.isdigit() and int(wanted):
        return int(wanted)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL  # a file, a pipe, or a stream in memory
