"""What a session's command gets, what its person is told, and what the person's keys do."""

import signal
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from aegis_cli.adapters.pseudo_terminal.pin import Pin
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code
from aegis_cli.session import holding
from aegis_cli.session.address import VARIABLE
from aegis_cli.session.agent import Agent
from aegis_cli.session.control import Control
from aegis_cli.session.grants import Grants
from aegis_cli.session.holding import handed_in, hold
from aegis_cli.session.start import Beginning
from aegis_cli.settings.known import SECRETS
from aegis_cli.wiring.app import App
from tests.session.agent_here import ACT, AgentHere, agent_here

NOTHING = Grants((), 0)
ADDRESS = "/run/aegis/s"


def test_a_command_gets_all_variables_but_what_opens_something() -> None:
    opening = ["GH_TOKEN", "X_TOKEN", "_TOKEN", "GIT_ASKPASS", "SSH_ASKPASS", "GITHUB_PAT"]
    opening += SECRETS.values()
    plain = ["PATH", "TOKEN", "GH_TOKENS", "AWS_SECRET_ACCESS_KEY", "AEGIS_GITHUB_API", "gh_token"]
    variables = dict.fromkeys([*opening, *plain], "x")

    assert handed_in(variables, ADDRESS, ()) == {**dict.fromkeys(plain, "x"), VARIABLE: ADDRESS}
    kept = handed_in(variables, ADDRESS, ("GH_TOKEN", "GIT_ASKPASS", "ABSENT"))
    assert kept == {**dict.fromkeys([*plain, "GH_TOKEN", "GIT_ASKPASS"], "x"), VARIABLE: ADDRESS}
    assert handed_in({VARIABLE: "another"}, ADDRESS, (VARIABLE,)) == {VARIABLE: ADDRESS}


class Held:
    """A session that is held in this process, whose loop is left at once."""

    def __init__(self, here: AgentHere, monkeypatch: pytest.MonkeyPatch) -> None:
        self.here, self.monkeypatch = here, monkeypatch
        self.said: list[str] = []
        self.signals: dict[int, Callable[[], None]] = {}
        self.driven = self.runs = 0
        self.while_held: Callable[[], None] = lambda: None
        set_ = monkeypatch.setattr
        set_(holding, "begun", self._begun)
        set_(holding, "drivers", lambda _variables: ("tmux", "screen"))
        set_(holding, "descendants", lambda _pid: {1, 2})
        set_(signal, "signal", lambda number, act: self.signals.update({number: act}))
        set_(here.agent, "run", self._run)
        set_(here.agent, "close", lambda: self.said.append("closed"))

    def _begun(self, _app: App, grants: Grants) -> Agent:
        assert grants is NOTHING
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
            here.agent.grants.used_for([ACT])
            here.agent.control.panic()  # type: ignore[attr-defined]  # it is a Control
            context.setattr(holding, "descendants", lambda _pid: {1, 2, 40, 30})
            context.setattr(holding, "called", lambda pid: f"sh ({pid})")

        held.while_held = use
        held.hold()
        ended, granted, lives, runs = held.said[-4:]

    assert ended == "The session has ended: panic."
    assert granted == "Granted in advance, and used: issues.create at acme/web."
    assert lives.startswith("What Auth0 cannot revoke")
    assert runs == "Processes of the session that still run: sh (30), sh (40)."


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

    def chosen(_person: Any, lock: Callable[[], None]) -> Pin:
        assert held.runs == 0
        locks.append(lock)
        return Pin(Secret("4711"), lock)

    held.monkeypatch.setattr(Pin, "chosen", chosen)
    held.hold(Beginning((), NOTHING, asks_pin=True))
    assert held.here.terminal.pin is not None
    assert held.said[0].startswith("You are signed in")  # there is no need to advise a PIN

    locks[0]()
    assert not held.here.agent.is_locked  # a thread of the PIN's says it
    held.here.settle()
    assert held.here.log == ["locked: a wrong PIN was typed three times"]


def test_without_the_pin_that_it_was_to_ask_for_no_session_begins(held: Held) -> None:
    held.monkeypatch.setattr(Pin, "chosen", lambda *_: None)
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
    more = "Press Ctrl-C once more to end the session."

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
    holding._menu(here.control, key)
    assert here.log == ["locked: the person locked it"]

    holding._menu(here.control, b"u")
    here.settle_until(lambda: not here.agent.is_locked)


def test_the_persons_key_ends_and_another_panics(here: AgentHere) -> None:
    holding._menu(here.control, b"e")
    assert (here.agent.ended_because, here.agent.is_locked) == ("the person ended it", False)

    holding._menu(here.control, b"p")
    assert here.agent.is_locked
    assert here.control.not_revoked


def test_any_other_key_shows_what_happens_until_enter(
    here: AgentHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    class Screen:
        def __init__(self, descriptor: int) -> None:
            assert descriptor == here.outer.descriptor

        def write(self, text: str) -> None:
            shown.append(text)

        def ask(self, question: str) -> str:
            shown.append(question)
            return ""

    monkeypatch.setattr(holding, "Tty", Screen)
    here.asked(1)
    for at in range(12):
        here.agent.note(f"line {at}")
    first, waits = here.agent.clients.requests[0], here.agent.terminal
    about = holding._about(here.control)
    holding._menu(here.control, b"w")
    assert (shown, waits.waiting) == ([], 1)  # the question that stands comes first
    first.close()
    here.settle_until(lambda: waits.owner is None)

    text, question = shown
    assert question == "Enter goes back: "
    assert text == f"{about}\n{holding._KEYS}\n"


def test_the_menu_shows_the_last_ten_lines(here: AgentHere) -> None:
    for at in range(12):
        here.agent.note(f"line {at}")
    lines = holding._about(here.control).splitlines()

    assert lines[:2] == [
        "The session of Mona Lisa is open.",
        "Requests that run: 0. Questions that wait: 0.",
    ]
    assert [line[10:] for line in lines[2:]] == [f"line {at}" for at in range(2, 12)]


def test_with_a_command_the_greeting_tells_of_its_end_and_of_the_key(here: AgentHere) -> None:
    first, second, _ = holding._greeting(here.agent, ("sh",))

    assert first.endswith("ends after 8 hours or with its command.")
    assert "Press Ctrl-] and then w" in second
