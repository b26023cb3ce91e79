"""Where text goes: what the environment and the stream say about it."""

import io
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from typing import TextIO

import pytest

from aegis_cli.adapters.render.capabilities import (
    NARROWEST,
    Device,
    device_of,
    terminal_encoding,
)
from tests.adapters.render.samples import NOW
from tests.helpers.rows import for_each
from tests.helpers.support import ROOT


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "UTF-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """Open a terminal of 132 columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 132))
    with os.fdopen(theirs, "w", encoding="utf-8") as stream:
        yield stream
    os.close(ours)


@for_each(
    ("colour", "environment"),
    [
        (True, {}),
        (True, {"NO_COLOR": ""}),
        (False, {"NO_COLOR": "1"}),
        (False, {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}),
        (False, {"CLICOLOR": "0"}),
        (True, {"CLICOLOR": "1"}),
        (False, {"TERM": "dumb"}),
        (True, {"TERM": "dumb", "CLICOLOR_FORCE": "1"}),
        (True, {"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}),
        (True, {"CLICOLOR_FORCE": "0"}),
    ],
)
def test_the_environment_decides_about_colour_on_a_terminal(
    environment: dict[str, str], *, colour: bool
) -> None:
    assert colour == device_of(Screen(), environment, NOW).colour


@pytest.mark.parametrize(
    ("colour", "environment"),
    [(False, {}), (True, {"CLICOLOR_FORCE": "1"}), (False, {"CLICOLOR_FORCE": ""})],
)
def test_a_pipe_has_no_colour_unless_it_is_forced(
    environment: dict[str, str], *, colour: bool
) -> None:
    assert colour == device_of(io.StringIO(), environment, NOW).colour


@pytest.mark.parametrize(
    ("palette", "environment"),
    [
        ("16", {}),
        ("16", {"TERM": "xterm"}),
        ("256", {"TERM": "xterm-256color"}),
        ("rgb", {"TERM": "xterm-256color", "COLORTERM": "truecolor"}),
        ("rgb", {"COLORTERM": "24bit"}),
    ],
)
def test_the_environment_says_how_many_colours_there_are(
    palette: str, environment: dict[str, str]
) -> None:
    assert palette == device_of(Screen(), environment, NOW).palette


def test_the_width_is_the_terminals(terminal: TextIO) -> None:
    assert 132 == device_of(terminal, {}, NOW).width


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        *((50, "50"), (132, "200"), (132, "0"), (132, "wide"), (132, "-5"), (132, "²"), (132, "")),
        *((132, "9" * 5_000), (132, "0" * 5_000 + "50")),
    ],
    ids=str,
)
def test_a_number_of_columns_in_the_environment_makes_it_narrower_and_never_wider(
    terminal: TextIO, width: int, columns: str
) -> None:
    assert width == device_of(terminal, {"COLUMNS": columns}, NOW).width


def test_what_has_no_width_is_taken_for_80_columns() -> None:
    assert 80 == device_of(io.StringIO(), {}, NOW).width


def test_a_terminal_that_does_not_know_its_width_is_taken_for_the_narrowest(
    terminal: TextIO,
) -> None:
    termios.tcsetwinsize(terminal, (0, 0))

    assert NARROWEST == device_of(terminal, {}, NOW).width
    assert 90 == device_of(terminal, {"COLUMNS": "90"}, NOW).width


@pytest.mark.parametrize(
    ("can", "encoding"), [(True, "utf-8"), (True, "UTF8"), (False, "iso8859-1"), (False, "ascii")]
)
def test_only_a_unicode_encoding_shows_more_than_ascii(encoding: str, *, can: bool) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)

    assert can == device_of(stream, {}, NOW).unicode


def test_a_stream_in_memory_is_no_terminal() -> None:
    device = device_of(io.StringIO(), {}, NOW)

    assert not device.is_terminal
    assert not device.unicode
    assert NOW == device.now


def test_nothing_is_laid_out_for_less_than_the_narrowest_width() -> None:
    device = Device(is_terminal=True, width=3, colour=False, now=NOW)

    assert NARROWEST == device.columns


def test_standard_output_can_be_described() -> None:
    assert device_of(sys.__stdout__ or io.StringIO(), {}, NOW).columns


@for_each(
    ("encoding", "variables"),
    [
        ("utf-8", {"LC_ALL": "C.UTF-8"}),
        ("utf-8", {"LANG": "C.UTF-8"}),
        ("utf-8", {"LANG": "C.UTF-8", "PYTHONIOENCODING": "cp1251"}),
        ("ascii", {"LC_ALL": "C"}),
        ("ascii", {"LC_ALL": "POSIX", "PYTHONIOENCODING": "utf-8"}),
        ("ascii", {"LC_ALL": "no_SUCH.UTF-8", "LANG": "C.UTF-8"}),
    ],
)
def test_a_question_is_in_ascii_but_where_the_locale_of_the_process_says_utf8(
    encoding: str, variables: dict[str, str]
) -> None:
    code = f"from {terminal_encoding.__module__} import *; print(terminal_encoding())"
    said = subprocess.check_output([sys.executable, "-c", code], env=variables, cwd=ROOT, text=True)

    assert said.strip() == encoding
