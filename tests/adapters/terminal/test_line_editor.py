"""The prompt: editing and completion, with a history that lives in memory only."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyte
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from aegis_cli.adapters.terminal.line_editor import LineEditor

UP, TAB, ENTER, CTRL_C, CTRL_D = "\x1b[A", "\t", "\r", "\x03", "\x04"


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    """Press keys on a keyboard of this test."""
    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        yield pressed


def commands(text: str) -> Iterable[tuple[str, str]]:
    """Complete commands, and action names behind one."""
    word = text.rpartition(" ")[2]
    known = ("/help", "/quit") if text == word else ("issues.create",)
    return [(full, word) for full in known if full.startswith(word)]


def test_a_line_is_read_as_it_was_typed(keys: PipeInput) -> None:
    keys.send_text("close #12 in acme/web, s'il vous plaît" + ENTER)

    assert "close #12 in acme/web, s'il vous plaît" == LineEditor(commands).read("> ")


def test_ctrl_c_right_behind_a_line_cancels_it(keys: PipeInput) -> None:
    editor = LineEditor(commands)

    keys.send_text(f"close #12{ENTER}{CTRL_C}")
    with pytest.raises(KeyboardInterrupt):
        editor.read("> ")
    keys.send_text(f"close #13{ENTER}")

    assert "close #13" == editor.read("> ")


def test_what_is_typed_ahead_is_the_next_line(keys: PipeInput) -> None:
    editor = LineEditor(commands)

    keys.send_text(f"close #12{ENTER}close #13{ENTER}")

    assert ["close #12", "close #13"] == [editor.read("> "), editor.read("> ")]


def test_what_is_pasted_goes_on_behind_a_bar() -> None:
    written = io.StringIO()
    output = Vt100_Output(written, lambda: Size(rows=20, columns=30), enable_cpr=False)

    with create_pipe_input() as keys, create_app_session(keys, output):
        keys.send_text("close " + "Sign in at Z " * 6 + ENTER)
        LineEditor(commands).read("answer> ")

    screen = pyte.Screen(30, 20)
    pyte.Stream(screen).feed(written.getvalue())
    first, *rest = [row for row in screen.display if row.strip()]
    assert first.startswith("answer> close ")
    assert ["| "] * 3 == [row[:2] for row in rest]


@pytest.mark.parametrize(
    ("typed", "line"),
    [("/q", "/quit"), ("/do iss", "/do issues.create"), ("/", "/"), ("open", "open")],
)
def test_tab_completes_the_last_word_where_only_one_fits(
    typed: str, line: str, keys: PipeInput
) -> None:
    editor = LineEditor(commands)

    def enter_when_complete(buffer: Buffer) -> None:
        if buffer.text == line:
            keys.send_text(ENTER)

    editor._session.default_buffer.on_text_changed += enter_when_complete
    keys.send_text(typed + TAB)

    assert line == editor.read("> ")


@pytest.mark.parametrize(
    ("key", "ends"), [(CTRL_D, EOFError), (f"half{CTRL_C}", KeyboardInterrupt)]
)
def test_ctrl_d_leaves_and_ctrl_c_cancels(
    key: str, ends: type[BaseException], keys: PipeInput
) -> None:
    keys.send_text(key)

    with pytest.raises(ends):
        LineEditor(commands).read("> ")


def test_earlier_lines_come_back_and_no_file_is_written(
    keys: PipeInput, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    editor = LineEditor(commands)

    keys.send_text("first" + ENTER)
    editor.read("> ")
    keys.send_text("second" + ENTER)
    editor.read("> ")
    keys.send_text(UP + UP + ENTER)

    assert "first" == editor.read("> ")
    assert [] == list(tmp_path.iterdir())


def test_an_editor_knows_nothing_of_the_one_before(keys: PipeInput) -> None:
    keys.send_text("first" + ENTER)
    LineEditor(commands).read("> ")
    keys.send_text(UP + ENTER)

    assert "" == LineEditor(commands).read("> ")
