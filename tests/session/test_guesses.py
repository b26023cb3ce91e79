"""A sentence of a program that is guessed: no read of it runs, and its writes are asked about."""

import pytest

from tests.helpers.console import Console
from tests.session.held import ASKED, Held, held

pytestmark = pytest.mark.enable_socket

READ = ("ask", "-R", "acme/web", "lits the open isues")
WRITE = ("ask", "-R", "acme/web", "clsoe #12")
TYPED = "  aegis do issues.list --repo acme/web --state open\n"


def test_a_read_is_not_understood_on_whatever_terminal_a_program_makes(
    at: Console, session: Held
) -> None:
    piped = session.run(*READ)
    dry = session.run(*READ, "--dry-run", "--output", "json")
    with at.terminal(*READ, more={"AEGIS_SESSION": session.address}) as terminal:
        code = terminal.ended()

    assert (3, 3) == (piped.code, code)
    assert TYPED in piped.err
    assert TYPED in terminal.seen
    assert "guessed" == dry.document["plan"]["grade"]


def test_a_write_is_asked_about_and_no_grant_covers_it(at: Console) -> None:
    grants = ("--grant", "issues.close@acme/web", "--grant-writes", "2")
    with held(at, *grants) as session:
        guessed = session.start(*WRITE, "--yes")
        shown = session.terminal.expect(ASKED)
        session.terminal.answer("n")
        refused = guessed.ended()
        plain = session.run("ask", "close acme/web#12")

    assert "Guessed. Read as: close acme/web#12" in shown
    assert (6, 0) == (refused.code, plain.code)
    assert ["PATCH /repos/acme/web/issues/12"] == at.writes()
