"""What a session's command gets, what its person is told, and what the person's keys do."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, cast

import pytest

from aegis_cli.adapters.pseudo_terminal.command import Isolation, NotStarted
from aegis_cli.adapters.pseudo_terminal.pin import Pin, PinHash
from aegis_cli.adapters.pseudo_terminal.proxy import PtyProxy
from aegis_cli.adapters.terminal.tty import NoTerminal, Tty, Withdrawn
from aegis_cli.errors import AegisError, Code
from aegis_cli.session import holding, menu
from aegis_cli.session.agent import Agent
from aegis_cli.session.control import Control
from aegis_cli.session.holding import handed_in, hold, safe_path
from aegis_cli.session.line.address import VARIABLE
from aegis_cli.session.requests.grants import Grants
from aegis_cli.session.start import Beginning
from aegis_cli.session.terminal import proxied_command, terminal_turns
from aegis_cli.session.terminal.outer import ProxiedTerminal
from aegis_cli.session.terminal.terminal_turns import Showing
from aegis_cli.settings.known import SECRETS
from aegis_cli.wiring.app import App
from tests.session.agent_here import ACT, AgentHere, agent_here

NOTHING = Grants((), 0)
ADDRESS = "/run/aegis/s"


def test_a_command_gets_all_variables_but_what_opens_something_and_what_aegis_sets_for_itself() -> (
    None
):
    opening = ["GH_TOKEN", "X_TOKEN", "_TOKEN", "GIT_ASKPASS", "SSH_ASKPASS", "GITHUB_PAT"]
    opening += [*SECRETS.values(), "PYDANTIC_DISABLE_PLUGINS"]
    plain = ["PATH", "TOKEN", "GH_TOKENS", "AWS_SECRET_ACCESS_KEY", "AEGIS_GITHUB_API", "gh_token"]
    variables = dict.fromkeys([*opening, *plain], "x")

    assert handed_in(variables, ADDRESS, ()) == {**dict.fromkeys(plain, "x"), VARIABLE: ADDRESS}
    kept = handed_in(variables, ADDRESS, ("GH_TOKEN", "GIT_ASKPASS", "ABSENT"))
    assert kept == {**dict.fromkeys([*plain, "GH_TOKEN", "GIT_ASKPASS"], "x"), VARIABLE: ADDRESS}
    assert handed_in({VARIABLE: "another"}, ADDRESS, (VARIABLE,)) == {VARIABLE: ADDRESS}
    others = handed_in({"A": "x", "B": "y", "C": "z"}, ADDRESS, ("B",), {"A", "B"})
    assert others == {"B": "y", "C": "z", VARIABLE: ADDRESS}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("{0}/own:/usr/bin", "{0}/own:/usr/bin"),
        ("{0}/link:/usr/bin", "{0}/own:/usr/bin"),
        ("{0}:{0}/here:{0}/here/below:/usr/bin", "{0}/here/below:/usr/bin"),
        ("{0}/new:own:.::~/own:/usr/bin", "/usr/bin"),
        ("", os.defpath),
        ("{0}/new", os.defpath),
    ],
    ids="there,a link,around,none,empty,no folder".split(","),
)
def test_a_session_with_an_isolated_command_looks_for_programs_where_that_cannot_put_any(
    tmp_path: Path, path: str, kept: str
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "here" / "below").mkdir(parents=True)
    (tmp_path / "link").symlink_to("own")

    assert safe_path(path.format(tmp_path), tmp_path / "here") == kept.format(tmp_path)


class Held:
    """A session that is held in this process, whose loop is left at once."""

    def __init__(self, here: AgentHere, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here, self.monkeypatch = here, monkeypatch
        self.said: list[str] = []
        self.signals: dict[int, Callable[[], None]] = {}
        self.driven = self.runs = 0
        self.while_held: Callable[[], None] = lambda: None
        set_ = monkeypatch.setattr
        set_(holding, "begin", self._begun)
        set_(holding, "drivers", lambda variables: ("tmux", "screen") if variables else ())
        set_(holding, "descendants", lambda pid: {1, 2} if pid == os.getpid() else {99})
        set_(holding, "_MOMENT", 0.0)
        set_(signal, "signal", lambda number, act: self.signals.update({number: act}))
        set_(here.agent, "run", self._run)
        set_(here.agent, "close", lambda: self.said.append("closed"))

    def _begun(self, _app: App, grants: Grants, *, has_gh: bool) -> Agent:
        assert grants is NOTHING
        assert not has_gh
        return self.here.agent

    def _run(self) -> None:
        self.runs += 1
        self.while_held()

    def hold(self, beginning: Beginning | None = None) -> int:
        return hold(cast("App", None), beginning or Beginning((), NOTHING), self.said.append)

    def arrives(self, number: int) -> None:
        self.signals[number]()
        self.here.settle()


@pytest.fixture
def held(here: AgentHere, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    with monkeypatch.context() as context:
        yield Held(here, context)


def test_a_session_without_a_command_says_who_how_long_and_how_it_ends(held: Held) -> None:
    held.while_held = lambda: held.here.agent.stop("a test")
    assert held.hold() == 0

    first, *rest = held.said
    assert first.startswith("By way of tmux and screen, any program of yours can press keys here")
    start = "You are signed in as Mona Lisa. The session locks after 30 minutes without a request"
    assert rest == [
        f"{start}, and ends after 8 hours.",
        "Before each write you are asked here. Press Ctrl-C twice to end it.",
        "`aegis session log` shows what happened.",
        "closed",
        "The session has ended: a test.",
    ]
    [shown] = held.here.outer.said
    assert f"  export AEGIS_SESSION={held.here.agent.clients.address}\n" in shown
    assert held.here.agent.own_children == {1, 2}
    assert held.here.agent.control == Control(held.here.agent)


def test_the_end_says_what_was_granted_what_lives_on_and_what_still_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with agent_here(monkeypatch, "issues.*@acme/web") as here, monkeypatch.context() as context:
        held = Held(here, context)

        def use() -> None:
            here.agent.grants.reserve("a plan", [ACT])
            here.agent.grants.use("a plan", "s1")
            here.agent.control.panic()  # type: ignore[attr-defined]  # it is a Control
            context.setattr(
                holding, "descendants", lambda pid: {1, 2, 40, 30} if pid == os.getpid() else set()
            )
            context.setattr(holding, "name_of_process", lambda pid: f"sh ({pid})")

        held.while_held = use
        held.hold()
        ended, granted, lives, runs = held.said[-4:]

    assert ended == "The session has ended: panic."
    assert granted == "Granted in advance, and used: issues.create at acme/web."
    assert lives.startswith("What Auth0 cannot revoke")
    assert runs == "Processes of the session that still run: sh (30), sh (40)."


def test_what_ends_with_its_session_is_not_said_to_run(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([{1, 2}, {1, 2, 30}, {1, 2}])
    monkeypatch.setattr(holding, "_MOMENT", 2.0)
    monkeypatch.setattr(holding, "descendants", lambda _pid: next(looks))
    held.hold()

    assert [*looks] == []
    assert "still run" not in held.said[-1]


def test_of_an_isolated_command_it_is_said_that_it_cannot_press_keys(held: Held) -> None:
    held.monkeypatch.setenv("PATH", "/bin")
    held.hold(Beginning((), NOTHING, is_isolated=True))

    assert (
        "other programs of yours can press keys here, and so approve; the command cannot."
        in (held.said[0])
    )


def test_a_session_that_fails_is_closed_all_the_same(held: Held) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    held.while_held = fails
    with pytest.raises(ZeroDivisionError):
        held.hold()
    assert held.said[-1] == "closed"


def test_the_pin_is_chosen_before_anything_is_served_and_locks_when_it_is_typed_wrong(
    held: Held,
) -> None:
    locks: list[Callable[[], None]] = []

    def chosen(person: Any, lock: Callable[[], None]) -> Pin:
        assert isinstance(person, Tty)
        assert held.runs == 0
        locks.append(lock)
        return Pin(PinHash.of("4711"), lock)

    held.monkeypatch.setattr(Pin, "choose", chosen)
    held.hold(Beginning((), NOTHING, asks_pin=True))
    assert held.here.terminal.pin is not None
    assert held.said[0].startswith("You are signed in")  # there is no need to advise a PIN

    locks[0]()
    assert not held.here.agent.is_locked  # a thread of the PIN's says it
    held.here.settle()
    assert held.here.log == ["locked: a wrong PIN was typed three times"]


def test_without_the_pin_that_it_was_to_ask_for_no_session_begins(held: Held) -> None:
    held.monkeypatch.setattr(Pin, "choose", lambda *_: None)
    with pytest.raises(AegisError) as caught:
        held.hold(Beginning((), NOTHING, asks_pin=True))

    assert (caught.value.code, held.runs, held.said) == (Code.BAD_USAGE, 0, ["closed"])


def test_where_nobody_can_press_keys_no_pin_is_advised(held: Held) -> None:
    held.monkeypatch.setattr(holding, "drivers", lambda _variables: ())
    held.hold()

    assert held.said[0].startswith("You are signed in")


def test_two_ctrl_c_soon_after_another_end_a_queue_and_one_ends_its_question(held: Held) -> None:
    here = held.here
    clock = [100.0]
    held.monkeypatch.setattr(
        holding, "time", type("Clock", (), {"monotonic": staticmethod(lambda: clock[0])})
    )
    more = "Press Ctrl-C once more, within 2 seconds, to end the session."

    def press() -> None:
        held.arrives(signal.SIGINT)
        assert here.outer.said[1:] == [more]
        _, fork = here.asked()
        fork.heard()
        held.arrives(signal.SIGINT)
        assert fork.heard() == [{"cancel": True}]
        assert here.agent.ended_because == ""
        fork.tell("exit", code=130)
        here.settle()
        clock[0] += 2.0
        held.arrives(signal.SIGINT)
        assert here.agent.ended_because == ""
        clock[0] += 1.9
        held.arrives(signal.SIGINT)

    held.while_held = press
    held.hold()
    assert here.agent.ended_because == "Ctrl-C was pressed twice"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_session(held: Held, number: int) -> None:
    held.while_held = lambda: held.arrives(number)
    held.hold()

    assert held.here.agent.ended_because == "a signal arrived"


@pytest.mark.parametrize("key", [b"l", b"L"])
def test_the_persons_key_locks_and_another_unlocks(here: AgentHere, key: bytes) -> None:
    menu.press(here.control, key)
    assert here.log == ["locked: the person locked it"]

    here.until_replaced()
    menu.press(here.control, b"u")
    here.settle_until(lambda: not here.agent.is_locked)


class Answers:
    """Screens of a person who types what a test says, and what they were shown."""

    def __init__(self, here: AgentHere, *typed: str) -> None:
        self.shown: list[str] = []
        self._here, self._typed = here, [*typed]

    def __call__(self, descriptor: int, _withdrawn: int, _encoding: str) -> "Answers":
        assert os.fstat(descriptor).st_rdev == os.fstat(self._here.outer.descriptor).st_rdev
        return self

    def write(self, text: str) -> None:
        self.shown.append(text)

    def ask(self, _question: str) -> str:
        return self._typed.pop(0)


def test_each_key_of_the_list_works_on_the_screen_that_lists_them(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[str] = []
    for letter, key in menu.KEYS.items():

        def noted(_control: object, letter: str = letter) -> str:
            pressed.append(letter)
            return ""

        monkeypatch.setitem(menu.KEYS, letter, replace(key, press=noted))
    for letter in menu.KEYS:
        screen = Answers(here, f" {letter.upper()} ")
        monkeypatch.setattr(terminal_turns, "Tty", screen)
        menu.press(here.control, b"w")
        here.settle_until(lambda: here.terminal.owner is None)
        assert all(f"  {each}  " in screen.shown[0] for each in menu.KEYS)

    assert pressed == [*menu.KEYS]


def test_a_letter_that_is_none_is_said_to_be_none_and_the_list_is_shown_again(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Answers(here, "x", "help", "\udcff", "")
    monkeypatch.setattr(terminal_turns, "Tty", screen)
    menu.press(here.control, b"w")
    here.settle_until(lambda: len(screen.shown) == 4 and here.terminal.owner is None)

    _, *again = screen.shown
    assert again == [
        f"{typed} is none of these letters.\n\n{menu.list_keys()}\n"
        for typed in ("'x'", "'help'", r"'\\udcff'")
    ]


def test_a_key_says_what_it_did(here: AgentHere, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Answers(here, *[""] * 4)
    monkeypatch.setattr(terminal_turns, "Tty", screen)

    def told(key: bytes) -> str:
        menu.press(here.control, key)
        here.settle_until(lambda: here.terminal.owner is None)
        return screen.shown[-1]

    assert told(b"u") == "The session is not locked.\n"
    assert told(b"r") == "Nothing was refused or taken back in the last minute.\n"
    here.agent.tell_locked = lambda: menu.tell_locked(here.control)
    menu.press(here.control, b"l")
    here.until_replaced()
    here.settle_until(lambda: here.terminal.owner is None)
    assert screen.shown[-1].startswith("The session is locked, and every token is dropped.")
    assert menu.list_keys() in screen.shown[-1]
    assert told(b"l").startswith("The session is locked already.")


def test_a_key_lifts_the_minute_after_a_refusal_and_sends_nothing(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Answers(here, "")
    monkeypatch.setattr(terminal_turns, "Tty", screen)
    turns = here.terminal.turns
    turns.refused = {"d1": here.now}

    menu.press(here.control, b"r")
    here.settle_until(lambda: here.terminal.owner is None)

    assert screen.shown[0].startswith("Nothing was sent.")
    assert turns.refused == {}
    assert here.log == ["the person wants to be asked again about what was refused"]


@pytest.mark.parametrize("agrees", [True, False])
def test_the_persons_key_ends_it_if_they_agree(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch, *, agrees: bool
) -> None:
    asked: list[str] = []

    class Screen:
        def __init__(self, descriptor: int, _withdrawn: int, _encoding: str) -> None:
            assert os.fstat(descriptor).st_rdev == os.fstat(here.outer.descriptor).st_rdev

        def agrees(self, question: str) -> bool:
            asked.append(question)
            return agrees

    monkeypatch.setattr(terminal_turns, "Tty", Screen)
    menu.press(here.control, b"e")
    here.settle_until(lambda: here.terminal.owner is None)

    assert ["This ends the session, and the command that runs in it.\nEnd it? [y/n] "] == asked
    assert here.agent.ended_because == ("the person ended it" if agrees else "")
    assert not here.agent.is_locked


def test_the_persons_key_panics_at_once(here: AgentHere) -> None:
    menu.press(here.control, b"p")
    assert here.agent.is_locked
    assert here.control.not_revoked


def test_any_other_key_shows_what_happens_until_enter(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    class Screen:
        def __init__(self, descriptor: int, _withdrawn: int, _encoding: str) -> None:
            assert os.fstat(descriptor).st_rdev == os.fstat(here.outer.descriptor).st_rdev

        def write(self, text: str) -> None:
            shown.append(text)

        def ask(self, question: str) -> str:
            shown.append(question)
            return ""

    monkeypatch.setattr(terminal_turns, "Tty", Screen)
    here.asked(1)
    for at in range(12):
        here.agent.note(f"line {at}")
    first, waits = here.agent.clients.requests[0], here.agent.terminal
    about = menu.about(here.control)
    menu.press(here.control, b"w")
    assert (shown, waits.waiting) == ([], 1)  # the question that stands comes first
    first.close()
    here.settle_until(lambda: waits.owner is None)

    text, question = shown
    assert question.endswith("Enter alone goes back: ")
    assert text == f"{about}\n{menu.list_keys()}\n"


def test_the_menu_shows_the_last_ten_lines(here: AgentHere) -> None:
    for at in range(12):
        here.agent.note(f"line {at}")
    lines = menu.about(here.control).splitlines()

    assert lines[:2] == [
        "The session of Mona Lisa is open.",
        "Requests that run: 0. Questions that wait: 0.",
    ]
    assert [line[10:] for line in lines[2:]] == [f"line {at}" for at in range(2, 12)]


def test_with_a_command_the_greeting_tells_of_its_end_and_of_the_key(here: AgentHere) -> None:
    here.agent.lifetime.idle, here.agent.lifetime.longest = 6000.0, 18_000_000.0
    first, second, _ = holding._greeting(here.agent, ("sh",))

    assert "locks after 100 minutes without" in first
    assert first.endswith("ends after 5000 hours or with its command.")
    assert "Press Ctrl-] and then w" in second


@pytest.mark.parametrize("problem", [NoTerminal, Withdrawn, OSError])
def test_a_menu_that_cannot_be_shown_gives_the_terminal_back(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:
    threads: list[threading.Thread] = []

    class Screen:
        def __init__(self, _descriptor: int, _withdrawn: int, _encoding: str) -> None:
            threads.append(threading.current_thread())
            raise problem

    monkeypatch.setattr(terminal_turns, "Tty", Screen)
    menu.press(here.control, b"?")
    assert isinstance(here.terminal.owner, Showing)
    here.settle_until(lambda: here.terminal.owner is None)

    assert threads[0].daemon  # or the agent would wait for a key at its end


class WithCommand:
    """A session's command and the proxy before it, neither of which runs."""

    def __init__(self, held: Held) -> None:
        self.did: list[str] = []
        self.given: dict[str, Any] = {}
        self.proxied: tuple[Any, ...] = ()
        self.exit_code: int | None = 0
        self.is_done = False
        self.command = SimpleNamespace(process=SimpleNamespace(pid=77))
        set_ = held.monkeypatch.setattr
        set_(holding, "adopt_orphans", lambda: self.did.append("orphans are adopted"))
        set_(holding, "OuterTerminal", lambda: SimpleNamespace(descriptor=5))
        set_(holding, "start", self._start)
        set_(proxied_command, "PtyProxy", self._proxy)
        set_(held.here.agent, "run", self._run)
        self.while_it_runs: Callable[[Callable[[], None]], None] = lambda _tick: None

    def _start(self, words: Sequence[str], **given: Any) -> Any:
        self.did.append(" ".join(words))
        self.given = given
        return self.command

    def _proxy(self, *given: Any) -> Any:
        self.proxied = given
        return self

    def __enter__(self) -> Self:
        self.did.append("proxied")
        return self

    def __exit__(self, *_: object) -> None:
        self.did.append("given back")

    def tick(self) -> None:
        self.did.append("a look")

    def pause(self) -> float:
        return 0.5

    def _run(self, tick: Callable[[], None], pause: Callable[[], float | None]) -> None:
        assert pause() == 0.5
        self.while_it_runs(tick)


@pytest.mark.parametrize("isolated", [True, False])
def test_a_command_gets_a_terminal_like_the_persons_and_its_folder(
    held: Held, *, isolated: bool
) -> None:
    run = WithCommand(held)
    held.monkeypatch.setenv("PATH", "relative:/bin")
    held.monkeypatch.setenv("GH_TOKEN", "x")
    held.monkeypatch.setenv("NPM_TOKEN", "y")
    held.hold(Beginning(("sh", "it"), NOTHING, is_isolated=isolated, kept=("NPM_TOKEN",)))

    # Or a peer would not be known as a descendant.
    assert run.did == ["orphans are adopted", "sh it", "proxied", "given back"]
    address, environment = Path(held.here.agent.clients.address), run.given["environment"]
    assert (run.given["directory"], run.given["like"]) == (Path.cwd(), 5)
    assert run.given["isolation"] == (Isolation((address.parent,)) if isolated else None)
    assert environment[VARIABLE] == str(address)
    assert (environment.get("NPM_TOKEN"), environment.get("GH_TOKEN")) == ("y", None)
    assert environment["PATH"] == "relative:/bin"
    assert ("relative" in os.environ["PATH"]) is not isolated  # for what the session starts


def test_a_start_names_the_variables_that_the_command_does_not_get(held: Held) -> None:
    WithCommand(held)
    opening = ["X_TOKEN", "GH_TOKEN", "GEMINI_API_KEY", "A\x1b_TOKEN", "PYDANTIC_DISABLE_PLUGINS"]
    for name in (*opening, "NPM_TOKEN", "PLAIN"):
        held.monkeypatch.setenv(name, "secret")
    beginning = Beginning(("sh",), NOTHING, kept=("NPM_TOKEN",))
    held.hold(beginning)
    (line,) = [line for line in held.said if line.startswith("Held back")]
    held.said.clear()
    for name in opening[:4]:
        held.monkeypatch.delenv(name)
    held.hold(beginning)

    names = "A\\x1b_TOKEN, GEMINI_API_KEY, GH_TOKEN, X_TOKEN"
    assert line == f"Held back from the command: {names} (--pass NAME gives one)."
    assert not any("Held back" in line for line in held.said)


def test_the_end_names_a_few_of_the_programs_that_were_not_served(held: Held) -> None:
    WithCommand(held)
    strangers = held.here.agent.audience.strangers
    strangers[40] = "codex, in /home"
    held.hold(Beginning(("sh",), NOTHING))
    one = held.said[-1]
    strangers.update(dict.fromkeys(range(4), "aegis"))
    held.hold(Beginning(("sh",), NOTHING))

    told = "Not served, since the session's command did not start them"
    assert one == f"{told}: codex, in /home."
    assert held.said[-1] == f"{told}: codex, in /home; aegis; aegis; 2 more."


@pytest.mark.parametrize(("code", "ends"), [(3, 3), (0, 0), (None, 129)])
def test_the_end_of_its_command_is_the_end_of_a_session(
    held: Held, *, code: int | None, ends: int
) -> None:
    here, run = held.here, WithCommand(held)
    run.exit_code = code

    def runs(tick: Callable[[], None]) -> None:
        tick()
        assert (run.did[-1], here.agent.ended_because) == ("a look", "")
        assert here.terminal.outer == ProxiedTerminal(cast("PtyProxy", run))
        run.proxied[3](b"l")
        run.is_done = True
        tick()
        held.arrives(signal.SIGTERM)

    run.while_it_runs = runs
    assert held.hold(Beginning(("sh",), NOTHING)) == ends
    assert run.proxied[0] is run.command
    assert "or with its command" in held.said[1]
    assert run.proxied[1].descriptor == 5
    assert run.proxied[2] is here.agent.loop.selector
    assert here.agent.own_children == {1, 2, 77}
    assert here.log == ["locked: the person locked it"]
    assert here.agent.ended_because == "its command has ended"
    assert signal.SIGINT not in held.signals  # it is a key of the command's


def test_a_command_that_cannot_be_started_is_told_and_the_session_ends(held: Held) -> None:
    def start(*_: Any, **__: Any) -> Any:
        raise NotStarted("There is no such program.", 127)

    set_ = held.monkeypatch.setattr
    set_(holding, "adopt_orphans", lambda: None)
    set_(holding, "OuterTerminal", lambda: SimpleNamespace(descriptor=5))
    set_(holding, "start", start)
    with pytest.raises(AegisError, match=r"There is no such program\.") as caught:
        held.hold(Beginning(("sh",), NOTHING))

    assert caught.value.code is Code.BAD_USAGE
    assert held.said[-1] == "closed"


@pytest.mark.parametrize("name", ["no-such-program", "/no/such/program", "readable", "./readable"])
def test_a_command_that_is_not_there_is_told_before_anybody_signs_in(
    held: Held, tmp_path: Path, name: str
) -> None:
    (tmp_path / "readable").touch(mode=0o600)
    held.monkeypatch.chdir(tmp_path)
    held.monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    held.monkeypatch.setattr(holding, "begin", lambda *_: pytest.fail("somebody signed in"))
    why = "permission denied" if "readable" in name else "no such file or directory"
    with pytest.raises(AegisError, match=f"{name} cannot be run: {why}.") as caught:
        held.hold(Beginning((name,), NOTHING))

    assert caught.value.code is Code.BAD_USAGE
