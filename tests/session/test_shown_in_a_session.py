"""What a person of a session is shown besides the question: each thing once, and as without one."""

import pytest

from tests.cli.console import Console
from tests.session.held import held

pytestmark = pytest.mark.enable_socket


def test_the_hosts_that_the_start_named_are_not_named_again_before_a_granted_write(
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
    assert "GitHub API" in shown
    assert "Hosts that are not the default" not in client.seen


def test_who_strikes_out_every_step_is_told_so_in_a_session_too(at: Console) -> None:
    words = ("ask", "close #12 in acme/web and comment 'Done'")
    with held(at) as session:
        ended = session.answered(*words, reply="s 1 2")

    assert ended.code == 6
    assert "You left out everything; nothing was sent." in ended.err
    assert at.writes() == []
