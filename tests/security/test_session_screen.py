"""What the command of a session wrote to the terminal changes nothing of a question that follows.

A command writes each attack before a question about what a program asks for. What an emulator and a
real xterm show of the question then is compared with the same question on a clean one. Each attack
has to succeed first against the question as it was once drawn: on a screen that was erased and no
more, in colours, or in the charset that the program chose.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice

import pyte
import pytest

from aegis_cli.adapters.pseudo_terminal.modes import PLAIN, Modes
from aegis_cli.adapters.render.ink import paint
from tests.adapters.render.samples import COLOUR
from tests.helpers.console import AEGIS, Console, Terminal, console
from tests.helpers.person import PYTHON, Screen, known
from tests.helpers.support import until
from tests.helpers.xterm import SIZE, missing, xterm
from tests.session.held import ASKED, OPEN

pytestmark = pytest.mark.enable_socket

RUNS = 20

_FALSE = b"\x1b[22;1H1. WRITE: Comment on acme/web#12: Thanks!\r\nDo this as you? [y/n] "
_GUARDED = b"\x1bV" + _FALSE
_PROTECTED = b'\x1b[1"q' + _FALSE
_FULL = b"\x1b[?1049h"
_PALETTE = b"".join(b"\x1b]4;%d;#fff\x1b\\" % number for number in range(256))

CELLS = "leaves cells that are not erased"
COLOURS = "makes colours that of the background"
CHARACTERS = "has the terminal read other characters"
MODES = "leaves the terminal in another mode"

ATTACKS: Mapping[str, tuple[bytes, ...]] = {
    CELLS: (
        *(_FULL + _GUARDED, _GUARDED, _FULL + _GUARDED + b"\x1bW", _FULL + _PROTECTED + b"\x1bV"),
        *(b"\x1b[?1046l" + _GUARDED, _FULL + b"\xc2\x96" + _FALSE, b'\x1b[61"p' + _FULL + _GUARDED),
    ),
    COLOURS: (_PALETTE, b"\x1b]10;#fff\x07", b"\x1b]11;#000\x07", b"\x1b]10;#fff\x07\x1b[#P"),
    CHARACTERS: (
        *(b"\x1b%@", b"\x1b(0", b"\x1b)0\x0e", b"\x1b)0\x1b~", b"\x1b*0\x1bn", b"\x1b+0\x1bo", b"\x1b*>\x1bN"),
    ),
    MODES: (
        *(b"\x1b[?5h", b"\x1b[?6h\x1b[10;12r", b"\x1b[?69h\x1b[10;30s", _FALSE + b"\x1b[?2l"),
        _FALSE + b"\x1b[?2l\x1bF",
    ),
}  # fmt: skip
"""What a command writes, by what that does; one kind after the other is tried."""

_STEERING = "Crash {} \u201b2J\u201b12;1H1. WRITE: Comment on acme/web#12: Thanks! \u0412\u203a2J"
"""A title whose bytes steer a terminal where they are taken for, or written in, another charset."""
_CHARSET = "cp1251"
_LOCALE = {"LC_ALL": "ru_RU.CP1251"}

_ERASED = b"\x18\x1b\\\x1b[m\x1b[2J\x1b[H"
"""What once came before a question, where a command was on the alternate screen."""
_ANSWERING = b"\x1b<"
"""Ends a mode in which a terminal says nothing; it changes nothing of what is shown."""
_RESET = Modes().leave() + b"\x1bc"

_PAINTS = """
import json, os, subprocess, sys, time
print("<begun>", flush=True)
parent, asking = os.getppid(), None
while os.getppid() == parent:
    if os.path.exists("paint"):
        with open("paint", "rb") as file:
            sys.stdout.buffer.write(file.read())
        sys.stdout.flush()
        os.unlink("paint")
    if os.path.exists("ask"):
        with open("ask") as file:
            words, more = json.load(file)
        nowhere = subprocess.DEVNULL
        streams = {"stdin": nowhere, "stdout": nowhere, "stderr": nowhere}
        asking = subprocess.Popen(words, env={**os.environ, **more}, **streams)
        os.unlink("ask")
    if os.path.exists("back"):
        asking.kill()
        asking.wait()
        os.unlink("back")
    time.sleep(0.005)
"""


@dataclass(frozen=True, slots=True)
class Painted:
    """What a person's terminal got: an attack, what came before the question, and the question."""

    attack: bytes
    before: bytes
    question: bytes


class Painter:
    """A session whose command paints what it is told to, before a question that it asks."""

    def __init__(self, at: Console, person: Terminal) -> None:
        self._at, self._person = at, person
        self._number = 0

    def painted(self, attack: bytes) -> Painted:
        """Have the command attack, and ask; take the question back."""
        self._number += 1
        begun, mark = len(self._person.raw), f"paint {self._number}."
        self._told("paint", b"\x1bc" + mark.encode() + attack)
        self._person.expect(mark)
        words = [AEGIS, *OPEN, _STEERING.format(self._number)]
        self._told("ask", json.dumps([words, _LOCALE]).encode())
        self._person.expect(f"Crash {self._number} ")
        self._person.expect(ASKED)
        self._told("back", b"")
        before, _, question = self._person.raw[begun:].encode().rpartition(PLAIN)
        return Painted(attack, before + PLAIN, question)

    def _told(self, name: str, content: bytes) -> None:
        """Tell the command something, and wait until it has done it."""
        sign = self._at.folder / name
        sign.with_suffix(".new").write_bytes(content)
        sign.with_suffix(".new").rename(sign)
        until(lambda: not sign.exists())


@contextmanager
def painter(at: Console) -> Iterator[Painter]:
    """Hold such a session."""
    at.begin()
    with at.terminal("session", "--", PYTHON, "-c", _PAINTS, size=SIZE) as person:
        person.expect("<begun>")
        yield Painter(at, person)


Shown = Callable[[bytes], object]
"""Returns what a terminal shows once this, too, was written to it."""


@contextmanager
def emulator() -> Iterator[Shown]:
    """Show with pyte: the rows, and the colours that anything has."""
    screen = Screen(SIZE[1], SIZE[0])
    stream = pyte.Stream(screen)

    def shown(written: bytes) -> tuple[list[str], set[tuple[str, str, bool]]]:
        stream.feed(known(written.decode()))
        cells = [cell for row in screen.buffer.values() for cell in row.values()]
        coloured = {(cell.fg, cell.bg, cell.reverse) for cell in cells} - {_UNCOLOURED}
        return [row.rstrip() for row in screen.display], coloured

    yield shown


_UNCOLOURED = ("default", "default", False)


@contextmanager
def real(*options: str) -> Iterator[Shown]:
    """Show with xterm."""
    with xterm(*options) as found:

        def shown(written: bytes) -> bytes:
            found.write(written)
            return found.picture()

        yield shown


@contextmanager
def two(name: str, *options: str) -> Iterator[tuple[Shown, Shown]]:
    """Show what was attacked, and what was not; on a terminal that is known not to be plain yet."""
    with ExitStack() as stack:
        shown = [
            stack.enter_context(emulator() if name == "pyte" else real(*options)) for _ in range(2)
        ]
        for one in shown:
            one(_RESET)
        yield shown[0], shown[1]


def changed(shown: tuple[Shown, Shown], written: bytes, wanted: bytes) -> bool:
    """Tell whether a terminal shows something else than a clean one."""
    return shown[0](written) != shown[1](_RESET + wanted)


def require_unchanged(shown: tuple[Shown, Shown], done: Painted) -> None:
    """Fail if a terminal shows a question behind an attack otherwise than a clean one."""
    changed(shown, done.before + done.question, done.question)
    until(lambda: shown[0](b"") == shown[1](b""))


def once(kind: str, name: str, question: bytes) -> tuple[bytes, bytes]:
    """Return a question as it was once drawn behind an attack, and as it has to look."""
    if kind == CELLS and name == "pyte":
        return b"\x1b[H" + question, question  # pyte guards no cells, so that any are left
    if kind == COLOURS:
        drawn = question.replace(b"WRITE", paint("WRITE", "bold yellow", COLOUR).encode(), 1)
        return _ERASED + drawn, question if name == "pyte" else drawn
    if kind == CHARACTERS and name == "pyte":  # it draws no lines where it reads UTF-8
        return _ERASED + question.decode().encode(_CHARSET, "backslashreplace"), question
    return _ERASED + question + _ANSWERING, question


@pytest.fixture
def command() -> Iterator[Painter]:
    with console() as at, painter(at) as found:
        yield found


@pytest.fixture(scope="module")
def painted() -> Callable[[str], list[Painted]]:
    """Make each attack so often in one session of its kind, once for all terminals.

    A session goes on with what was set in its terminal, which a new terminal does not have.
    """

    @cache
    def attacked(kind: str) -> list[Painted]:
        with console() as at, painter(at) as command:
            return [command.painted(attack) for attack in islice(cycle(ATTACKS[kind]), RUNS)]

    return attacked


needs_xterm = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.mark.parametrize("name", ["pyte", pytest.param("xterm", marks=needs_xterm)])
@pytest.mark.parametrize("kind", ATTACKS)
def test_what_a_command_wrote_changes_nothing_of_a_question(
    painted: Callable[[str], list[Painted]], kind: str, name: str
) -> None:
    tries = painted(kind)
    with two(name) as shown:
        effective = [
            changed(shown, _RESET + done.attack + before, wanted)
            for done in tries[: len(ATTACKS[kind])]
            for before, wanted in [once(kind, name, done.question)]
        ]
    assert any(effective) if name == "pyte" else all(effective)

    with two(name) as shown:
        for done in tries:
            require_unchanged(shown, done)
    assert len(tries) == RUNS


@needs_xterm
@pytest.mark.parametrize("then", [b"", b"\x1b\x03", b"\x1b\x03\x1bc"])
def test_the_second_window_of_xterm_shows_nothing_beside_a_question(
    command: Painter, then: bytes
) -> None:
    opened = b"\x1b[?38h"
    done = command.painted(opened + _FALSE + then)

    with two("xterm") as shown:
        shown[1](opened + b"\x1b\x0c\x1b\x03")
        assert changed(shown, _RESET + done.attack + b"\x1b\x03" + done.question, done.question)
        require_unchanged(shown, done)


@needs_xterm
def test_a_question_is_in_ascii_on_an_xterm_that_reads_no_utf8_any_more() -> None:
    with console() as at, painter(at) as command:
        before, done = command.painted(b""), command.painted(b"\x1b[?42h\x1bc")

    assert not before.question.isascii()
    assert done.question.isascii()
    with two("xterm", "-u8") as shown:
        require_unchanged(shown, before)
        assert changed(shown, done.before + before.question, before.question)
        require_unchanged(shown, done)
