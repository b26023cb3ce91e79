"""What a person of a session is shown: each thing once, as without one, and as no program chooses."""

import re
from collections.abc import Mapping

import pytest

from aegis_cli.session.client.thin_client import DISPLAY
from tests.helpers.console import NOTHING, Console
from tests.helpers.rows import some_of
from tests.session.held import ASKED, LIST, OPEN, Held, held

pytestmark = pytest.mark.enable_socket


def test_the_hosts_of_a_sandbox_are_named_neither_at_the_start_nor_before_a_granted_write(
    at: Console,
) -> None:
    words = ("do", "issues.create", "-R", "acme/web", "--title", "Crash")
    grant = ("--grant", "issues.create@acme/web", "--grant-writes", "1")
    with (
        held(at, *grant) as session,
        at.terminal(*words, more={"AEGIS_SESSION": session.address}) as client,
    ):
        assert client.ended() == 0
        shown = session.terminal.seen

    assert "1. WRITE: Open issue" in client.seen
    assert "GitHub API" not in shown
    assert "Hosts that are not the default" not in client.seen


def test_who_strikes_out_every_step_is_told_so_in_a_session_too(at: Console) -> None:
    words = ("ask", "close #12 in acme/web and comment 'Done'")
    with held(at) as session:
        ended = session.answered(*words, reply="s 1 2")

    assert ended.code == 6
    assert "You left out everything; nothing was sent." in ended.err
    assert at.writes() == []


_STEERING = "\x1b[2J\u0412\u203a"
_MANY_DIGITS = "9" * 5_000
_ODD = ("xx", _STEERING, _MANY_DIGITS)
ODD: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(DISPLAY, _ODD),
    **dict.fromkeys(
        ("LC_ALL", "LC_CTYPE", "LANG"), (*_ODD, "C", "ru_RU.CP1251", "xx.UTF-99", "../../x")
    ),
    **dict.fromkeys(("COLUMNS", "VTE_VERSION"), (*_ODD, "-1", "0", "\u0663")),
    "TZ": (*_ODD, ":/dev/zero"),
    "GH_REPO": (),  # it says which repository is meant
}
"""What a client may have in its environment of how it shows text."""


def test_no_variable_of_a_client_ends_a_request(at: Console) -> None:
    with held(at) as session:
        usual = session.run(*LIST)
        told = {
            (name, value[:20]): (ended.code, ended.err)
            for name, value in some_of([(n, v) for n, each in ODD.items() for v in each], one_in=5)
            for ended in [session.run(*LIST, more={name: value})]
        }

    assert usual.code == 0
    assert {key: end for key, end in told.items() if end != (0, usual.err)} == {}


def test_no_variable_of_a_client_changes_a_question(at: Console) -> None:
    def question(session: Held, number: int, more: Mapping[str, str]) -> str:
        begun = len(session.terminal.raw)
        running = session.start(*OPEN, f"{_STEERING} {number}", more=more)
        session.terminal.expect(ASKED)
        running.process.kill()
        running.ended()
        _, lead, shown = session.terminal.raw[begun:].partition("1. WRITE: ")
        return lead + re.sub("[0-9]+", "N", shown)

    with held(at) as session:
        usual = question(session, 0, NOTHING)
        odd = [
            question(
                session, number, {name: each[number - 1] for name, each in ODD.items() if each}
            )
            for number in range(1, len(_ODD) + 1)
        ]

    assert usual.startswith("1. WRITE: Open issue")
    assert "A program of this session asks:" in usual
    assert odd == [usual] * len(_ODD)
