"""Keys that somebody types for a program approve and refuse nothing, whenever a question comes.

Each attack succeeds first at a question that listens at once, such as one for a field of a form.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.helpers import typist
from tests.helpers.console import TYPING, Console
from tests.helpers.on_one_sandbox import at, served
from tests.helpers.person import Proxied, Run, proxies
from tests.helpers.rows import for_each
from tests.helpers.support import until
from tests.session.held import CLOSE, Held, held

__all__ = ["at", "served"]

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="the attacks were written for Linux"),
]

EARLY = "A key was pressed before this could be read; it was not taken."
FIRST = "Read it first; you can answer after a second without a key."
UNFINISHED = "Press Enter to end the line that you began; then you can answer."
DELAYS = (0.0, 0.05, 0.15, 0.3)
RUNS = 5
"""Tries with each delay."""


@pytest.fixture
def run() -> Iterator[Run]:
    with proxies() as started:
        yield started


# Behind the proxy


def quiet(run: Run) -> Proxied:
    at = run("/bin/cat")
    at.tell("ask Ready? ")
    at.expect("Ready? ")
    at.type("\r")
    at.noted("answers")
    at.expect("\x1b[?1049l")
    return at


def typed_by_hand(at: Proxied, keys: str, every: float = TYPING) -> None:
    for key in keys:
        at.type(key)
        time.sleep(every)


@pytest.mark.parametrize("after", DELAYS)
def test_a_yes_that_comes_too_early_approves_nothing_and_is_shown_as_not_taken(
    run: Run, after: float
) -> None:
    at = quiet(run)
    at.tell("ask Do this? [y/n] ")
    at.expect("Do this? [y/n] ")
    time.sleep(after)
    typed_by_hand(at, "y\r")
    assert ["'y'"] == at.noted("answers", 2)[1:]  # the control

    for number in range(RUNS):
        at.tell(f"decide Question {number}|Do this? [y/n] ")
        at.expect(FIRST)
        time.sleep(after)
        typed_by_hand(at, "y\r")
        at.expect(EARLY)
        assert "y" not in at.expect("Do this? [y/n] ").removesuffix("Do this? [y/n] ")
        at.terminal.answer("n")
        at.noted("answers", 3 + number)

    assert ["'n'"] * RUNS == at.noted("answers")[2:]


def test_what_is_typed_at_a_question_goes_neither_to_it_nor_to_the_program(run: Run) -> None:
    at = quiet(run)
    at.tell("decide Boom|Do this? [y/n] ")
    at.expect(FIRST)

    typed_by_hand(at, "no, please look at this first\r", every=0.1)
    at.expect(EARLY)
    at.expect("Do this? [y/n] ")
    at.terminal.answer("y")

    assert ["'y'"] == at.noted("answers", 2)[1:]
    at.expect("\x1b[?1049l")
    at.type("for the command\r")
    at.expect("for the command\r\nfor the command")
    assert "please" not in at.terminal.seen


@pytest.mark.parametrize("rest", ["y", "no", ""])
def test_a_sentence_that_was_begun_for_the_program_is_no_answer_however_long_it_pauses(
    run: Run, rest: str
) -> None:
    at = quiet(run)
    typed_by_hand(at, "shall we")
    at.expect("shall we")
    at.tell("decide Boom|Do this? [y/n] ")

    at.expect(FIRST)
    at.expect(UNFINISHED)  # it has stood for a second, in which no key was pressed
    typed_by_hand(at, f"{rest}\r")
    assert EARLY not in at.expect("Do this? [y/n] ")
    at.terminal.answer("n")

    assert ["'n'"] == at.noted("answers", 2)[1:]


def test_a_single_key_for_a_program_is_that_of_a_menu(run: Run) -> None:
    at = quiet(run)
    at.type("1")
    at.expect("1")
    at.tell("decide Boom|Do this? [y/n] ")

    assert UNFINISHED not in at.expect("Do this? [y/n] ")
    at.terminal.answer("y")

    assert ["'y'"] == at.noted("answers", 2)[1:]


@pytest.mark.parametrize("key", ["\x03", "\x1d"], ids=["Ctrl-C", "Ctrl-]"])
@pytest.mark.parametrize("when", [FIRST, "[y/n] "], ids=["before it listens", "when it listens"])
def test_ctrl_c_and_the_prefix_key_are_a_no_at_any_moment(run: Run, key: str, when: str) -> None:
    at = quiet(run)
    at.tell("decide Boom|Do this? [y/n] ")
    at.expect(when)

    at.type(key)

    assert ["None"] == at.noted("answers", 2)[1:]


def test_a_prefix_key_from_before_a_question_makes_no_key_after_it_aegiss(run: Run) -> None:
    at = quiet(run)
    at.type("\x1d")
    at.terminal.until_read()
    at.tell("decide Boom|Do this? [y/n] ")
    at.expect("Do this? [y/n] ")
    at.terminal.answer("n")
    at.noted("answers", 2)
    at.expect("\x1b[?1049l")

    at.type("e\r")

    at.expect("e\r\ne")
    assert not (at.folder / "keys").exists()


# A whole session


def refused(session: Held, said: str) -> None:
    """Have a program ask, type too early what would be an answer, and say no then."""
    running = session.start(*CLOSE)
    session.terminal.expect(FIRST)
    for key in said:
        session.terminal.type(key)
        time.sleep(TYPING)
    session.terminal.expect(EARLY)
    session.terminal.expect("[y/n] ")
    session.terminal.answer("n")
    assert 6 == running.ended().code


def test_in_the_queue_of_a_session_no_early_key_writes(at: Console) -> None:
    with held(at, from_nothing=True) as session:
        refused(session, "y\r")

    assert [] == at.writes()


def test_a_line_that_is_typed_for_the_command_of_a_session_writes_nothing(at: Console) -> None:
    sign, code = at.folder / "ask", at.folder / "code"
    asks = f'until [ -e ask ]; do sleep 0.05; done; "$AEGIS" {CLOSE[0]} "{CLOSE[1]}" </dev/null'
    command = f'({asks} >/dev/null 2>&1; echo $? >code) & echo begun; read line; echo "got $line"'
    with at.terminal(line=f"exec \"$AEGIS\" session -- sh -c '{command}'") as terminal:
        terminal.expect("begun\r\n")
        for key in "I think ":
            terminal.type(key)
            time.sleep(TYPING)
        terminal.expect("I think ")
        sign.touch()
        terminal.expect(UNFINISHED)
        for key in "yes\r":
            terminal.type(key)
            time.sleep(TYPING)
        terminal.expect("[y/n] ")
        nothing_yet = at.writes()
        terminal.answer("y")
        until(lambda: code.exists() and code.read_text() == "0\n")
        terminal.expect("\x1b[?1049l")
        terminal.type("so\r")
        terminal.expect("got I think so")
        assert 0 == terminal.ended()

    assert [] == nothing_yet
    assert 1 == len(at.writes())


# Whatever is typed, and whenever a question comes: with a clock that stands


@for_each("every", [0.06, 0.1, 0.2])
@for_each("pauses", [(), (0.6,), (0.4, 0.6, 0.9)], ids=["", "pauses", "many"])
def test_sixty_words_approve_and_refuse_nothing(every: float, pauses: tuple[float, ...]) -> None:
    control = [came.said for came in typist.trials(20, every, pauses, typist.asked_at_once)]
    found = Counter(came.said for came in typist.trials(20, every, pauses))

    assert control.count("no") > 3
    assert {"": 20} == found


@pytest.mark.parametrize("every", [0.06, 0.1, 0.2])
def test_a_sentence_that_is_cut_by_a_pause_of_any_length_approves_and_refuses_nothing(
    every: float,
) -> None:
    pauses = (0.6, 1.2, 2.0, 3.0, 8.0)
    control = [*typist.trials(40, every, pauses, typist.asked_at_once)]
    found = [*typist.trials(40, every, pauses)]

    assert sum(came.is_sentence for came in control) > 3
    assert [] == [came for came in found if came.is_sentence]
