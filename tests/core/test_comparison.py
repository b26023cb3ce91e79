"""What a write asked for, compared with what came back."""

from typing import Any

import pytest

from aegis_cli.actions.issues import (
    AddAssignees,
    AddComment,
    AddLabels,
    CloseIssue,
    CreateIssue,
    RemoveLabel,
    UpdateIssue,
)
from aegis_cli.actions.repos import CreateRepo
from aegis_cli.core.action import Action
from aegis_cli.core.comparison import PartlyIgnored
from aegis_cli.core.github import perform
from aegis_cli.errors import Code
from tests.canned import BASE, Canned, answer

ISSUE = {"number": 12, "title": "Crash", "state": "open", "html_url": "https://gh/12"}
REPO = {"id": 1, "name": "web", "full_name": "acme/web", "private": True, "html_url": "https://gh"}
COMMENT = {"id": 1, "html_url": "https://gh/c"}
WRITE = CreateIssue(repo="acme/web", title="Crash")

LABELS = [{"name": "Bug"}, {"name": "ui"}]

HELD: list[tuple[Action[Any], Any]] = [
    (CreateIssue(repo="acme/web", title="Crash", labels=("bug", "UI")), ISSUE | {"labels": LABELS}),
    (
        CreateIssue(repo="acme/web", title="Crash", assignees=("OctoCat",)),
        ISSUE | {"assignees": [{"login": "octocat"}]},
    ),
    (WRITE, ISSUE | {"title": "Crash (renamed by a rule)", "labels": LABELS}),
    (CloseIssue(repo="acme/web", issue_number=12), ISSUE | {"state": "closed"}),
    (
        CloseIssue(repo="acme/web", issue_number=12, state_reason="not_planned"),
        ISSUE | {"state": "closed", "state_reason": "not_planned"},
    ),
    (AddLabels(repo="acme/web", issue_number=12, labels=("bug",)), LABELS),
    (RemoveLabel(repo="acme/web", issue_number=12, name="gone"), LABELS),
    (CreateRepo(name="web"), REPO),
    (AddComment(repo="acme/web", issue_number=12, body="Done"), COMMENT | {"body": "done"}),
    (
        UpdateIssue(repo="acme/web", issue_number=12, labels=("ui", "bug")),
        ISSUE | {"labels": LABELS},
    ),
]

IGNORED: list[tuple[str, Action[Any], Any]] = [
    ("labels 'bug'", CreateIssue(repo="acme/web", title="Crash", labels=("bug",)), ISSUE),
    (
        "assignees 'hubot'",
        AddAssignees(repo="acme/web", issue_number=12, assignees=("octocat", "hubot")),
        ISSUE | {"assignees": [{"login": "octocat"}]},
    ),
    ("state 'closed'", CloseIssue(repo="acme/web", issue_number=12), ISSUE),
    (
        "state_reason 'duplicate'",
        CloseIssue(repo="acme/web", issue_number=12, state_reason="duplicate"),
        ISSUE | {"state": "closed", "state_reason": "completed"},
    ),
    ("labels 'p1'", AddLabels(repo="acme/web", issue_number=12, labels=("bug", "p1")), LABELS),
    ("private True", CreateRepo(name="web"), REPO | {"private": False}),
    ("name 'web'", CreateRepo(name="web"), REPO | {"name": "web-1"}),
    (
        "labels",
        UpdateIssue(repo="acme/web", issue_number=12, labels=("bug",)),
        ISSUE | {"labels": LABELS},
    ),
    (
        "labels",
        UpdateIssue(repo="acme/web", issue_number=12, labels=()),
        ISSUE | {"labels": LABELS},
    ),
    (
        "labels",
        UpdateIssue(repo="acme/web", issue_number=12, labels=()),
        ISSUE | {"labels": [{"name": ""}, {"name": "ui"}]},
    ),
    (
        "assignees",
        UpdateIssue(repo="acme/web", issue_number=12, assignees=()),
        ISSUE | {"assignees": [{"login": "octocat"}]},
    ),
]


@pytest.mark.parametrize(("action", "data"), HELD)
def test_a_write_that_did_what_it_was_asked_succeeds(action: Action[Any], data: Any) -> None:
    Canned(answer(data, 201)).run(perform(action, BASE))


@pytest.mark.parametrize(("words", "action", "data"), IGNORED)
def test_what_github_silently_drops_is_reported_with_what_it_did(
    words: str, action: Action[Any], data: Any
) -> None:
    error = Canned(answer(data, 201)).fails(perform(action, BASE))

    assert isinstance(error, PartlyIgnored)
    assert Code.PARTLY_IGNORED is error.code
    assert words in error.message
    assert words.startswith(("labels", "assignees")) is ("push access" in (error.hint or ""))
    assert error.data
