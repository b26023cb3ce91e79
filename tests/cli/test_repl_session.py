"""The prompt's session: for reading it lasts and is renewed, for writing it lasts for a window."""

import json
import re
import signal
from collections.abc import Callable, Iterator

import pytest

from tests.helpers.console import Console, Terminal
from tests.helpers.patience import NEVER
from tests.helpers.support import until

pytestmark = pytest.mark.enable_socket

PLAIN = {"TERM": "dumb"}
LIST = "list labels in mona/scratch"
DELETE = "delete the repository mona/scratch"
OPEN = "open an issue in acme/web titled 'One'"

ANOTHER = {
    "status": 200,
    "headers": {"content-type": "application/json"},
    "body": json.dumps(
        {
            "id": 987654321,
            "full_name": "mona/scratch",
            "name": "scratch",
            "private": True,
            "html_url": "https://github.com/mona/scratch",
        }
    ),
}
"""The answer about another repository that has the name by now."""


@pytest.fixture
def prompt(at: Console) -> Iterator[Terminal]:
    with at.terminal(more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        yield terminal


def revocations(at: Console) -> int:
    return at.sandbox.lines("auth0").count("POST /oauth/revoke")


def answered(prompt: Terminal, line: str, question: str, reply: str) -> str:
    prompt.type(f"{line}\r")
    prompt.expect(question)
    prompt.answer(reply)
    return prompt.prompt("aegis> ")


def test_ten_reads_and_five_writes_take_one_code_to_read_and_one_to_write(
    at: Console, prompt: Terminal
) -> None:
    codes = []
    for _ in range(5):
        prompt.say(LIST)
        declined = answered(prompt, OPEN, "[y/n] ", "n")
        codes.append(at.sign_ins())
        opened = answered(prompt, OPEN, "[y/n] ", "y")
        codes.append(at.sign_ins())
        who = prompt.say("/whoami")
        prompt.say(LIST)

    assert "did not approve" in declined
    assert "Opened acme/web#" in opened
    # What reads is done with the session that only reads.
    assert "aegis:read" in who
    assert "aegis:write" not in who
    assert [1, *[2] * 9] == codes
    assert ["POST /repos/acme/web/issues"] * 5 == at.writes()


def test_without_a_window_each_write_signs_in_after_its_question(at: Console) -> None:
    with at.terminal(more=PLAIN | {"AEGIS_SESSION_WRITE_MINUTES": "0"}) as prompt:
        prompt.prompt("aegis> ")
        prompt.say(LIST)
        answered(prompt, OPEN, "[y/n] ", "n")
        declined = at.sign_ins()
        answered(prompt, OPEN, "[y/n] ", "y")
        first = at.sign_ins()
        answered(prompt, OPEN, "[y/n] ", "y")

    assert (1, 2, 3) == (declined, first, at.sign_ins())


def test_what_destroys_is_asked_about_first_and_proved_each_time(
    at: Console, prompt: Terminal
) -> None:
    prompt.say(LIST)
    answered(prompt, OPEN, "[y/n] ", "y")
    prompt.type(f"{DELETE}\r")
    prompt.expect("to confirm: ")
    prompt.answer("mona/other")
    prompt.expect("to confirm: ")
    prompt.answer("n")
    declined = prompt.prompt("aegis> ")
    codes = at.sign_ins()
    # The sandbox is shared, so it only says that it deleted.
    at.sandbox.fault("github", "DELETE", "/repos/mona/scratch", status=204)
    deleted = answered(prompt, DELETE, "to confirm: ", "mona/scratch")

    assert "nothing was sent" in declined
    assert "cannot be undone" in deleted
    assert "Deleted repository" in deleted
    assert (2, 3) == (codes, at.sign_ins())


def test_a_merge_is_asked_about_and_takes_the_session_of_the_write_window(
    at: Console, prompt: Terminal
) -> None:
    answered(prompt, OPEN, "[y/n] ", "y")
    codes = at.sign_ins()
    prompt.type("merge acme/web#11\r")
    shown = prompt.expect("[y/n] ")
    prompt.answer("y")
    merged = prompt.prompt("aegis> ")

    assert "WRITE (always asked about): Merge acme/web#11" in shown
    assert "Merged acme/web#11" in merged
    assert codes == at.sign_ins()


def test_a_target_that_changes_while_the_person_signs_in_is_asked_about_again(
    at: Console, prompt: Terminal
) -> None:
    prompt.say(LIST)
    prompt.type(f"{DELETE}\r")
    prompt.expect("to confirm: ")
    at.sandbox.fault("github", "GET", "/repos/mona/scratch", **ANOTHER)
    prompt.answer("mona/scratch")
    asked = prompt.expect("to confirm: ")
    prompt.answer("no")
    refused = prompt.prompt("aegis> ")

    assert "You are asked again: What you approved has changed since." in asked
    assert "nothing was sent" in refused
    assert [] == at.writes()


def leave(prompt: Terminal) -> None:
    prompt.type("\x04")


def terminate(prompt: Terminal) -> None:
    prompt.process.send_signal(signal.SIGTERM)


def hang_up(prompt: Terminal) -> None:
    prompt.process.send_signal(signal.SIGHUP)


def terminate_during_a_request(prompt: Terminal) -> None:
    prompt.type(f"{OPEN}\r")
    prompt.expect("[y/n] ")
    prompt.process.send_signal(signal.SIGTERM)


def cancel_a_request_and_leave(prompt: Terminal) -> None:
    prompt.type(f"{OPEN}\r")
    prompt.expect("[y/n] ")
    prompt.type("\x03")
    prompt.prompt("aegis> ")
    prompt.type("/quit\r")


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (leave, 0),
        (terminate, -signal.SIGTERM),
        (hang_up, -signal.SIGHUP),
        (terminate_during_a_request, -signal.SIGTERM),
        (cancel_a_request_and_leave, 0),
    ],
)
def test_a_session_is_renewed_without_a_sign_in_and_revoked_once_when_it_ends(
    at: Console, prompt: Terminal, ends: Callable[[Terminal], None], code: int
) -> None:
    at.sandbox.set(access_life=20)

    listed = [prompt.say(LIST) for _ in range(2)]
    sign_ins, early = at.sign_ins(), revocations(at)
    ends(prompt)
    ended = prompt.ended()

    assert [True, True] == ["good first issue" in text for text in listed]
    assert (1, 0) == (sign_ins, early)
    assert (code, 1) == (ended, revocations(at))


def test_one_command_asks_for_no_refresh_token_unless_it_is_told_to(at: Console) -> None:
    at.run("ask", LIST)
    plain = revocations(at)
    told = at.start("ask", LIST, more={"AEGIS_SESSION_REFRESH": "true"})
    ended = told.ended()

    assert 0 == ended.code
    assert (0, 1) == (plain, revocations(at))


def test_a_command_that_is_interrupted_gives_its_refresh_token_back(at: Console) -> None:
    at.sandbox.fault("github", "GET", "/repos/mona/scratch/labels", delay=NEVER)

    running = at.start("ask", LIST, more={"AEGIS_SESSION_REFRESH": "true"})
    until(at.sandbox.lines)
    running.process.send_signal(signal.SIGINT)

    assert 130 == running.ended().code
    assert 1 == revocations(at)


def test_a_prompt_that_is_told_not_to_asks_for_no_refresh_token(at: Console) -> None:
    with at.terminal(more=PLAIN | {"AEGIS_SESSION_REFRESH": "false"}) as prompt:
        prompt.prompt("aegis> ")
        prompt.say(LIST)
        prompt.type("\x04")
        prompt.ended()

    assert 0 == revocations(at)


def test_a_sign_in_that_reuses_an_old_one_is_followed_by_one_step_up_and_not_by_two(
    at: Console, prompt: Terminal
) -> None:
    at.sandbox.set(auth_age=3600)

    refused = answered(prompt, DELETE, "to confirm: ", "mona/scratch")
    steps, writes = at.sign_ins(), at.writes()
    prompt.type(f"{DELETE}\r")
    prompt.expect("to confirm: ")
    at.sandbox.set(auth_age=0)
    prompt.answer("mona/scratch")
    deleted = prompt.prompt("aegis> ")

    assert "too old" in refused
    assert (2, []) == (steps, writes)
    assert "cannot be undone" in deleted
    assert "Deleted repository" in deleted
    assert (4, ["DELETE /repos/mona/scratch"]) == (at.sign_ins(), at.writes())


def test_a_step_up_that_is_refused_ends_in_denied_and_nothing_is_written(at: Console) -> None:
    at.sandbox.set(auth_age=3600)

    with at.terminal("do", "repos.delete", "--repo", "acme/legacy", more=PLAIN) as terminal:
        terminal.expect("to confirm: ")
        at.sandbox.set(confirm="page")
        terminal.answer("acme/legacy")
        shown = terminal.expect("activate?user_code=")
        code = re.search(r"code ([A-Z]{4}-[A-Z]{4})", shown)
        assert code is not None
        at.sandbox.press(code[1], "deny")
        ended = terminal.ended()

    assert 5 == ended
    assert "denied" in terminal.seen
    assert [] == at.writes()
