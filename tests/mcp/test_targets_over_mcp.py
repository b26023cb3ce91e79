"""What a program learns of the targets of its proposals, on real processes: no text of others."""

from typing import Any

import pytest

from tests.helpers.console import Console
from tests.mcp.wire import Wire
from tests.session.held import ASKED, Held

pytestmark = pytest.mark.enable_socket

TITLE = "Login page flickers on reload"


def step(action: str, number: int, **fields: Any) -> dict[str, Any]:
    return {"action": action, "fields": {"repo": "acme/web", "issue_number": number, **fields}}


@pytest.mark.parametrize(
    ("proposed", "told"),
    [
        (step("issues.close", 99), ("failed", "There is no acme/web#99")),
        (step("issues.reopen", 12), ("already", "Reopen issue acme/web#12: it is so already.")),
        (step("issues.pin", 11), ("failed", "acme/web#11 is a pull request, and not an issue")),
    ],
)
def test_what_cannot_or_need_not_be_done_ends_without_a_question(
    proposed: dict[str, Any], told: tuple[str, str], at: Console, session: Held, wire: Wire
) -> None:
    document = wire.ended(wire.begin("propose_writes", steps=[proposed]))

    status, words = told
    assert document["status"] == status
    assert words in str(document)
    assert TITLE not in str(document)
    assert ASKED not in session.terminal.seen
    assert at.writes() == []


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (12, f'target: issue acme/web#12: "{TITLE}", open'),
        (11, "It is a pull request; issues.close was asked for."),
    ],
)
def test_the_person_sees_the_target_and_a_program_that_was_refused_does_not(
    number: int, shown: str, at: Console, session: Held, wire: Wire
) -> None:
    waiting = wire.call("propose_writes", steps=[step("issues.close", number)])
    session.terminal.expect(ASKED)
    session.terminal.answer("n")
    document = wire.call("outcome", id=waiting["id"])

    assert shown in session.terminal.seen
    assert document["status"] == "declined"
    assert [each["action"] for each in document["plan"]["steps"]] == ["issues.close"]
    told = f"{waiting}{document}"
    assert [text for text in (TITLE, "Keep the session") if text in told] == []
    assert at.writes() == []


def test_before_and_after_are_in_the_log_and_not_in_the_document(
    at: Console, session: Held, wire: Wire
) -> None:
    waiting = wire.call("propose_writes", steps=[step("issues.update", 12, title="New")])
    session.terminal.expect(ASKED)
    session.terminal.answer("y")
    document = wire.call("outcome", id=waiting["id"])
    log = at.run("session", "log", more={"AEGIS_SESSION": session.address}).out

    assert document["status"] == "done"
    assert TITLE not in f"{waiting}{document}"
    assert f'changed: Change issue acme/web#12 (title: "{TITLE}" → New)' in log
