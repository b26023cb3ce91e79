"""Whether a write changed anything, as its answer tells by its own times."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.core.http import Response
from aegis_cli.errors import Code
from aegis_cli.providers.github.client import perform_action
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseIssue,
    ReopenIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.repos.merge_branches import MergeBranch
from tests.helpers.canned import BASE, Canned, answer
from tests.helpers.rows import for_each

NOW = "Wed, 25 Nov 2026 12:00:30 GMT"
JUST, LATELY, LONG_AGO = "2026-11-25T12:00:29Z", "2026-11-25T12:00:21Z", "2026-11-25T12:00:19Z"

CLOSE = CloseIssue(repo="acme/web", issue_number=12)
REOPEN = ReopenIssue(repo="acme/web", issue_number=12)
RENAME = UpdateIssue(repo="acme/web", issue_number=12, title="Crash")
OPEN = {"number": 12, "title": "Crash", "state": "open", "html_url": "https://gh/12"}
CLOSED = OPEN | {"state": "closed"}
COMMENT = {"id": 1, "html_url": "https://gh/c", "body": "Done", "updated_at": JUST}

CHANGED: list[tuple[Action[Any], Any]] = [
    (CLOSE, CLOSED),
    (CLOSE, CLOSED | {"closed_at": JUST, "updated_at": JUST}),
    (CLOSE, CLOSED | {"closed_at": LATELY, "updated_at": LATELY}),
    (CLOSE, CLOSED | {"closed_at": None, "updated_at": None}),
    (CLOSE, CLOSED | {"updated_at": "soon"}),
    (CLOSE, CLOSED | {"state_reason": None, "updated_at": JUST}),
    (REOPEN, OPEN | {"updated_at": JUST, "closed_at": LONG_AGO}),
    (REOPEN, OPEN | {"updated_at": JUST, "state_reason": "reopened"}),
    (REOPEN, OPEN | {"updated_at": JUST, "state_reason": None, "pull_request": {}}),
    (RENAME, OPEN | {"updated_at": JUST, "state_reason": None}),
    (RENAME, CLOSED | {"updated_at": JUST, "closed_at": LONG_AGO}),
    (AddComment(repo="acme/web", issue_number=12, body="Done"), COMMENT),
    (AddLabels(repo="acme/web", issue_number=12, labels=("bug",)), [{"name": "bug"}]),
]
UNCHANGED: list[tuple[Action[Any], Any]] = [
    (CLOSE, CLOSED | {"closed_at": LONG_AGO, "updated_at": JUST}),
    (CLOSE, CLOSED | {"closed_at": LONG_AGO, "updated_at": LONG_AGO}),
    (REOPEN, OPEN | {"updated_at": JUST, "state_reason": None}),
    (REOPEN, OPEN | {"updated_at": LONG_AGO, "state_reason": "reopened"}),
    (REOPEN, OPEN | {"updated_at": LONG_AGO, "pull_request": {}}),
    (RENAME, OPEN | {"updated_at": LONG_AGO}),
]


@for_each(("action", "data"), CHANGED)
def test_what_may_have_changed_just_now_is_not_called_so_before(
    action: Action[Any], data: Any
) -> None:
    done = Canned(answer(data, action.facts.success[0], date=NOW)).run(perform_action(action, BASE))

    assert not done.already


@for_each(("action", "data"), UNCHANGED)
def test_what_is_older_than_a_request_can_take_was_so_before(
    action: Action[Any], data: Any
) -> None:
    done = Canned(answer(data, date=NOW)).run(perform_action(action, BASE))

    assert done.already


@pytest.mark.parametrize(
    ("took", "moment", "already"),
    [
        (0.2, "2026-11-25T12:00:28Z", True),
        (0.2, "2026-11-25T12:00:29Z", False),
        (1.5, "2026-11-25T12:00:28Z", False),
        (1.5, "2026-11-25T12:00:27Z", True),
        (12.0, LONG_AGO, False),
    ],
)
def test_a_request_that_was_measured_tells_more(took: float, moment: str, *, already: bool) -> None:
    said = replace(answer(CLOSED | {"closed_at": moment}, date=NOW), took=took)

    assert already is Canned(said).run(perform_action(CLOSE, BASE)).already


@pytest.mark.parametrize("date", ["", "yesterday", "Wed, 99 Nov 2026 12:00:30 GMT"])
def test_without_the_servers_time_nothing_is_told(date: str) -> None:
    long_ago = CLOSED | {"closed_at": LONG_AGO, "updated_at": LONG_AGO}

    assert not Canned(answer(long_ago, date=date)).run(perform_action(CLOSE, BASE)).already


MERGE = MergeBranch(repo="acme/web", base="main", head="release/1.x")


def test_a_documented_204_says_that_there_was_nothing_to_do() -> None:
    done = Canned(answer(None, 204)).run(perform_action(MERGE, BASE))

    assert (None, True) == (done.data, done.already)


@pytest.mark.parametrize("said", [Response(201, body=b"null"), answer({"message": "ok"}, 204)])
def test_a_null_or_a_204_that_says_something_is_no_such_answer(said: Response) -> None:
    error = Canned(said).fails(perform_action(MERGE, BASE))

    assert Code.OUTCOME_UNKNOWN is error.code
