"""What each part of a session keeps, in JSON, for another program of its process: all of itself."""

import json
import os
import selectors
import socket
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest

from aegis_cli.adapters.process.inherited import InheritedChild
from aegis_cli.adapters.process.sandbox_process import SandboxProcess
from aegis_cli.adapters.pseudo_terminal.command import Command
from aegis_cli.adapters.pseudo_terminal.modes import Modes
from aegis_cli.adapters.pseudo_terminal.outer_terminal import OuterTerminal
from aegis_cli.adapters.pseudo_terminal.pin import PinHash
from aegis_cli.adapters.pseudo_terminal.proxy import PtyProxy
from aegis_cli.adapters.terminal.listening import ForProgram
from aegis_cli.errors import Code, error_for
from aegis_cli.session.journal import MOST, Journal
from aegis_cli.session.lifetime import Instant, Lifetime
from aegis_cli.session.line import frames
from aegis_cli.session.requests.clients import Clients
from aegis_cli.session.requests.grants import Grants, from_texts
from aegis_cli.session.requests.readings import Readings
from aegis_cli.session.terminal.outer import OwnTerminal
from aegis_cli.session.terminal.proxied_command import ProxiedCommand
from aegis_cli.settings.cli_options import CliOptions
from tests.helpers.rows import for_each
from tests.helpers.support import until
from tests.session.agent_here import ACT, AgentHere

pytestmark = pytest.mark.enable_socket

T = TypeVar("T")


def handed_on(kept: T) -> T:
    """Return what another program reads of this."""
    found: T = json.loads(json.dumps(kept))
    return found


def test_grants_keep_what_is_left_of_them() -> None:
    grants = from_texts(["issues.*@acme/web", "labels.create@acme/*"], 3)
    grants.reserve("a plan", [ACT])
    grants.use("a plan", "s1")

    assert Grants.from_kept(handed_on(grants.kept)) == grants


def test_a_life_goes_on_where_it_was() -> None:
    life = Lifetime(60.0, 600.0, Instant(1.5, 1.0), Instant(2.5, 2.0), Instant(3.5, 3.0))
    again = Lifetime.from_kept(handed_on(life.kept))

    assert again == life
    assert isinstance(again.seen, Instant)


def test_readings_keep_who_read_what() -> None:
    readings = Readings()
    readings.note(os.getpid(), [("acme/web", "public"), ("acme/api", "")], "14:03")
    readings.note(1, [("mona/x", "private")], "14:04")
    again = Readings.from_kept(handed_on(readings.kept))

    assert again == readings
    assert again.of(os.getpid()) == readings.of(os.getpid()) != ""


def test_a_journal_goes_on_and_keeps_no_more_lines_than_before() -> None:
    journal = Journal()
    journal.note("one")
    again = Journal.from_kept(handed_on([*journal.lines]))
    for _ in range(MOST + 1):
        again.note("more")

    assert Journal.from_kept([*journal.lines]) == journal
    assert len(again.lines) == MOST


def test_the_hash_of_a_pin_is_kept_and_the_pin_is_not() -> None:
    pin = "no hex"
    kept = handed_on(PinHash.of(pin).as_json())

    assert pin not in str(kept)
    assert PinHash.from_json(kept).is_of(pin)
    assert not PinHash.from_json(kept).is_of(pin.upper())


def test_the_options_of_a_command_line_are_kept() -> None:
    for options in (
        CliOptions(),
        CliOptions(config=Path("a b.toml"), deny=("issues.*",), sign_in_timeout=1.5, debug=True),
    ):
        assert CliOptions.from_json(handed_on(options.as_json())) == options
    assert CliOptions.from_json(CliOptions(opens=lambda _: None).as_json()) == CliOptions()


def test_what_a_screen_has_not_taken_is_written_by_the_next_program() -> None:
    read, write = os.pipe()
    terminal, again = OwnTerminal(write), OwnTerminal(write)
    terminal._unwritten = "späte Zeile\n".encode()
    again.resume(handed_on(terminal.kept))

    assert os.read(read, 100) == "späte Zeile\n".encode()
    os.close(read)
    os.close(write)


@for_each(
    "written",
    [
        b"",
        b"\x1b[?1049h\x1b[?2004;1006h\x1b[?25l\x1b=",
        b"\x1b[?1000h\x1b[?7l then \x1b[?10",
        b"\xff\x1b[?",
        b"\x1b[?38h then \x1b[?42;",
        b"\x1b[?42h",
    ],
)
def test_modes_of_a_terminal_are_kept(written: bytes) -> None:
    modes = Modes()
    modes.note(written)
    again = Modes(handed_on(modes.kept))
    for each in (modes, again):
        each.note(b"49h")

    assert vars(again) == vars(modes)
    assert (again.leave(), again.encoding) == (modes.leave(), modes.encoding)


@pytest.fixture
def person() -> Iterator[tuple[int, str]]:
    """Make a terminal: the person's end, and its device."""
    master, slave = os.openpty()
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_terminal_gets_the_modes_back_that_it_had_at_first(person: tuple[int, str]) -> None:
    master, device = person
    before = termios.tcgetattr(master)
    before[3] &= ~termios.ECHO
    before[6][termios.VEOL] = b"\x07"
    termios.tcsetattr(master, termios.TCSANOW, before)
    first = OuterTerminal(device)
    first.become_raw()
    second = OuterTerminal(device, handed_on(first.before))
    assert second.before == first.before
    second.be_silent(b"\x1d")
    second.become_raw()
    second.restore()

    assert termios.tcgetattr(master) == before
    for terminal in (first, second):
        os.close(terminal.descriptor)


class Sitting:
    """A command behind a proxy, which two programs of one process have one after the other."""

    def __init__(self, device: str) -> None:
        self.master, self.slave = os.openpty()
        self.process = subprocess.Popen(["sleep", "60"])
        self.device = device

    def run(self, kept: dict[str, Any] | None = None) -> ProxiedCommand:
        if kept is not None:
            master = os.dup(self.master)
            os.set_inheritable(master, True)  # noqa: FBT003  # as it is kept
            run = ProxiedCommand.from_kept(kept | {"master": master})
            assert not os.get_inheritable(master)
            return run
        command = Command(InheritedChild(self.process.pid), os.dup(self.master))
        return ProxiedCommand(command, OuterTerminal(self.device))

    def close(self) -> None:
        self.process.kill()
        self.process.returncode = 0
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def sitting(person: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Sitting]:
    device = person[1]
    opens = OuterTerminal.__init__
    # The controlling terminal of the tests, if there is one, is left alone.
    monkeypatch.setattr(
        OuterTerminal, "__init__", lambda self, _=0, before=None: opens(self, device, before)
    )
    # NOTE: nobody is on the command's terminal here, and group 0 would be that of the tests.
    monkeypatch.setattr(Command, "hang_up", lambda _: None)
    found = Sitting(device)
    yield found
    found.close()


def test_a_proxy_goes_on_with_every_byte_and_discards_no_key(
    person: tuple[int, str], sitting: Sitting
) -> None:
    master, keys = person[0], list[bytes]()
    kept = left_off(sitting)
    os.write(master, b"wtyped meanwhile")
    with selectors.DefaultSelector() as selector:
        run = sitting.run(kept)
        with run.proxy(selector, keys.append) as proxy:
            assert proxy.is_within_line
            assert handed_on(proxy.kept) == kept["proxy"]
            heard, shown = passed(proxy, selector, sitting.slave, master)

    assert heard == b"held keys,typed meanwhile"
    assert shown == b"aside,\xffheld output,\x1b[?25l"
    assert keys == [b"w"]


def left_off(sitting: Sitting) -> dict[str, Any]:
    """Return what a proxy keeps that has something in each direction."""
    with selectors.DefaultSelector() as selector:
        run = sitting.run()
        proxy = run.proxy(selector, lambda _key: None)
        run.outer.become_raw()
        termios.tcsetattr(sitting.slave, termios.TCSANOW, termios.tcgetattr(run.outer.descriptor))
        proxy._to_command += b"held keys,"
        proxy._to_person += b"\xffheld output,\x1b[?25l"
        proxy._aside = b"aside,"
        proxy._chord.is_begun = True
        proxy._modes.note(b"\x1b[?2004h\x1b[?38h")
        proxy._typed = ForProgram(3, time.monotonic())
        kept = handed_on(run.state_to_keep(proxy))
    os.close(run.outer.descriptor)
    os.close(run.command.master)
    return kept


def passed(
    proxy: PtyProxy, selector: selectors.BaseSelector, slave: int, master: int
) -> tuple[bytes, bytes]:
    """Have a proxy pass on what there is; return what its command heard, and what was shown."""
    heard, shown = bytearray(), bytearray()
    for number in (slave, master):
        os.set_blocking(number, False)

    def look() -> bool:
        for key, events in selector.select(0):
            key.data(events)
        proxy.tick()
        for number, data in ((slave, heard), (master, shown)):
            with suppress(BlockingIOError):
                data.extend(os.read(number, 100))
        return heard.endswith(b"meanwhile") and shown.endswith(b"\x1b[?25l")

    until(look)
    return bytes(heard), bytes(shown)


def test_a_proxy_whose_command_has_ended_waits_for_nothing_but_its_output(
    sitting: Sitting,
) -> None:
    with selectors.DefaultSelector() as selector:
        run = sitting.run()
        first = run.proxy(selector, lambda _key: None)
        first.exit_code = 3
        kept = handed_on(run.state_to_keep(first))
    with selectors.DefaultSelector() as selector:
        again = sitting.run(kept)
        with again.proxy(selector, lambda _key: None) as second:
            assert (second.is_done, second.exit_code, second._end) == (True, 3, None)
            assert second.pause() is None
    os.close(run.outer.descriptor)
    os.close(run.command.master)


def test_a_sandbox_that_runs_is_taken_over() -> None:
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(["cat"], stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
    theirs.close()
    kept: dict[str, Any] = {"pid": process.pid, "line": ours.detach()}
    kept |= {"environment": {"A": "b"}, "control": "url"}
    found = SandboxProcess({}, kept=handed_on(kept))
    was = (found.kept, found.is_running(), os.get_inheritable(kept["line"]))
    found.close()
    process.returncode = 0

    assert was == (kept, True, False)
    assert not found.is_running()


class Caller:
    """A client that connects as any does."""

    def __init__(self, address: str) -> None:
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(address)
        self.line.settimeout(20)

    def frames(self, count: int) -> list[list[bytes]]:
        """Wait for so many frames, and return them."""
        buffer, found = bytearray(), list[list[bytes]]()
        while len(found) < count:
            while (frame := frames.take_frame(buffer)) is None:
                data = self.line.recv(65536)
                assert data
                buffer += data
            found.append(frame)
        return found

    def told(self) -> list[bytes]:
        return self.frames(1)[0]


def test_clients_stay_connected_and_who_waits_is_answered(here: AgentHere) -> None:
    before = here.agent.clients
    silent, waits, half, gone = callers = [Caller(before.address) for _ in range(4)]
    waits.line.sendall(frames.pack(frames.CONTROL, b"lock"))
    half.line.sendall(frames.pack(frames.CONTROL, b"status")[:5])
    here.settle_until(
        lambda: [each.waits + 2 * each.has_begun for each in before.requests] == [0, 1, 2, 0]
    )
    before.requests[0].notice = "said before all else"
    kept = in_another_program(before)
    gone.line.close()
    again = here.agent.clients = Clients(
        here.agent, here.agent.loop, socket.socket(fileno=kept["listens"])
    )
    again.resume(kept)
    assert [each.notice for each in again.requests] == ["said before all else", "", ""]
    numbers = [kept["listens"], *(number for number, _, _ in kept["lines"])]
    assert not any(map(os.get_inheritable, numbers))
    here.agent._lock_in_progress = None
    again.tell_waiting()
    silent.line.sendall(frames.pack(frames.CONTROL, b"status"))
    here.settle()

    assert half.told()[:2] == [frames.ERROR, b"session_locked"]
    assert again.address == before.address
    [begun, told] = waits.frames(2)
    assert (begun, told[0]) == ([frames.BEGUN], frames.TOLD)
    assert json.loads(told[1])["state"] == "locked"
    assert silent.told()[0] == frames.TOLD
    for caller in callers:
        caller.line.close()


def in_another_program(clients: Clients) -> dict[str, Any]:
    """Return what clients keep, with descriptors that stay open when they are closed."""
    kept = handed_on(clients.state_to_keep(error_for(Code.LOCKED, "It is locked.")))
    listens = kept["listens"]
    lines = [(os.dup(number), *said) for number, *said in kept["lines"]]
    again = {"listens": os.dup(listens), "lines": lines}
    for number in (again["listens"], *(number for number, *_ in lines)):
        os.set_inheritable(number, True)  # noqa: FBT003  # as it is kept
    for each in [*clients.requests]:
        each.close()
    clients._loop.forget(listens)
    clients._listener._socket.close()
    return again


def test_a_connection_whose_process_has_ended_is_not_taken_over(here: AgentHere) -> None:
    code = "import socket, sys; line = socket.socket(socket.AF_UNIX); line.connect(sys.argv[1]); "
    words = [sys.executable, "-I", "-c", f"{code}sys.stdin.read()", here.agent.clients.address]
    caller = subprocess.Popen(words, stdin=subprocess.PIPE)  # it ends when the test says so
    here.settle_until(lambda: here.agent.clients.requests)
    [request] = here.agent.clients.requests
    number = os.dup(request.fileno())
    caller.communicate()
    request.close()
    here.connect()
    here.agent.clients.resume({"lines": [(number, "", True)]})

    assert [each.waits for each in here.agent.clients.requests] == [False]
