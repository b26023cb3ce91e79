"""A session that asks for a PIN: a yes without it approves nothing, and none begins without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aegis_cli.adapters.terminal.listening import Untaken
from aegis_cli.session.line.address import folders, is_private, prefix
from tests.helpers.console import Console, Terminal
from tests.session.held import ASKED, CLOSE, LIST, Held, address_in

pytestmark = pytest.mark.enable_socket

CHOOSE, AGAIN, PIN = "Choose a PIN of 4 or more characters: ", "The same PIN again: ", "PIN: "
APPROVED, WRONG = "approved: ", "This is not the PIN."
"""What is shown once a PIN was taken."""


def typed(terminal: Terminal, question: str, text: str, *then: str) -> None:
    """Answer a hidden question, and again while it takes the keys for a paste; wait for `then`.

    Nothing shows when the asking program has read a hidden key, so that on a busy machine two
    reach it at once, which is what tells a paste from a person.
    """
    while True:
        terminal.prompt(question)
        terminal.answer(text, shows=False)
        if not then or terminal.expect(*then, *Untaken).endswith(then):
            return


@contextmanager
def with_pin(at: Console, pin: str) -> Iterator[Held]:
    with at.terminal("session", "--pin") as terminal:
        typed(terminal, CHOOSE, pin)
        typed(terminal, AGAIN, pin)
        yield Held(at, terminal, address_in(terminal.expect("/s\r\n")))


def test_a_yes_with_the_pin_approves_and_the_pin_is_never_shown(at: Console) -> None:
    with with_pin(at, "4711x") as session:
        running = session.start(*CLOSE)
        session.terminal.expect(ASKED)
        session.terminal.answer("y")
        typed(session.terminal, PIN, "4711x", APPROVED)
        ended = running.ended()

        assert ended.code == 0
        assert "4711x" not in session.terminal.seen
    assert at.writes() == ["PATCH /repos/acme/web/issues/12"]


def test_three_wrong_pins_approve_nothing_and_lock(at: Console) -> None:
    with with_pin(at, "4711x") as session:
        running = session.start(*CLOSE)
        session.terminal.expect(ASKED)
        session.terminal.answer("y")
        for wrong in ("4711", "y", "4711xx"):
            typed(session.terminal, PIN, wrong, WRONG)
        ended = running.ended()
        session.terminal.expect("locked")
        after = session.run(*LIST, "--output", "json")

    assert ended.code in {4, 6, 130}
    assert after.end == (4, "not_signed_in", "session_locked")
    assert at.writes() == []


def test_an_unlock_says_that_it_takes_no_pin_and_where_the_pin_is_asked(at: Console) -> None:
    with with_pin(at, "4711x") as session:
        session.run("session", "lock")
        told = session.run("session", "unlock").out

    assert "This takes no PIN. Yours stays, and is asked there at each approval." in told


@pytest.mark.parametrize("key", ["\r", "\x03"], ids=["nothing", "Ctrl-C"])
def test_a_session_that_was_to_ask_for_a_pin_does_not_begin_without_one(
    at: Console, key: str
) -> None:
    with at.terminal("session", "--pin", more={"TMPDIR": str(at.folder)}) as terminal:
        terminal.prompt(CHOOSE)
        terminal.type(key)
        code = terminal.ended()

    assert code in {2, 130}
    assert "AEGIS_SESSION" not in terminal.seen
    assert left_behind(at) == []


def test_a_sign_in_that_fails_leaves_no_session_behind(at: Console) -> None:
    more = {"TMPDIR": str(at.folder), "AEGIS_CLIENT_ID": "wrong"}
    with at.terminal("session", more=more) as terminal:
        code = terminal.ended()

    assert code == 7
    assert left_behind(at) == []


def left_behind(at: Console) -> list[Path]:
    """Return the folders of agents that are still there, where the tests have them to themselves."""
    where = Path(folders()[0]) if is_private(folders()[0]) else at.folder
    return [] if where != at.folder else [*where.glob(f"{prefix()}*")]


def test_a_client_that_goes_while_the_pin_is_typed_takes_the_question_back(at: Console) -> None:
    with with_pin(at, "4711x") as session:
        gone = session.start(*CLOSE)
        session.terminal.expect(ASKED)
        session.terminal.answer("y")
        session.terminal.prompt(PIN)
        session.terminal.type("47")
        gone.process.kill()
        gone.ended()
        session.terminal.expect("its program has gone")

        # What was half typed belongs to no later question, and nobody else reads the terminal.
        running = session.start("ask", "close #13 in acme/web")
        session.terminal.expect(ASKED)
        session.terminal.answer("y")
        typed(session.terminal, PIN, "4711x", APPROVED)
        assert running.ended().code == 0
    assert at.writes() == ["PATCH /repos/acme/web/issues/13"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            (),
            "By way of tmux, any program of yours can press keys here, and so approve. With --pin",
        ),
        (
            ("--isolate",),
            (
                "By way of tmux, other programs of yours can press keys here, and so "
                "approve; the command cannot. With --pin"
            ),
        ),
        (("--pin",), ""),
    ],
    ids=["plain", "isolated", "with a PIN"],
)
def test_who_can_press_keys_is_named_at_the_start(
    at: Console, options: tuple[str, ...], said: str
) -> None:
    more = {"TMUX": "/nowhere,1,0"}
    with at.terminal("session", *options, "--", "/bin/true", more=more) as terminal:
        if "--pin" in options:
            typed(terminal, CHOOSE, "4711x")
            typed(terminal, AGAIN, "4711x")
        terminal.ended()
        shown = " ".join(terminal.seen.replace("| ", "").split())

    assert said in shown
    assert ("tmux" in shown) is bool(said)
