"""What a write asked for, compared with what came back."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.performed import PartlyIgnored
from aegis_cli.errors import Code
from aegis_cli.providers.github.client import perform
from aegis_cli.providers.github.nouns.issues.comments import AddComment, ListComments
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees, RemoveAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseIssue,
    CreateIssue,
    ReopenIssue,
    TransferIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.issues.issue_dependencies import ListBlockedBy
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels, RemoveLabel, SetLabels
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.issues.sub_issues import ListSubIssues
from aegis_cli.providers.github.nouns.labels.labels import UpdateLabel
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import UpdatePull
from aegis_cli.providers.github.nouns.pull_requests.pull_reviewers import (
    RemoveReviewers,
    RequestReviewers,
)
from aegis_cli.providers.github.nouns.repos.branch_protection import SetProtection
from aegis_cli.providers.github.nouns.repos.branches import DeleteBranch
from aegis_cli.providers.github.nouns.repos.repo_changes import CreateRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from tests.actions.cases import CASES
from tests.helpers.canned import BASE, Canned, answer
from tests.helpers.marked_actions import PUT_FILE, SetMilestone
from tests.helpers.rows import for_each

ISSUE = {"number": 12, "title": "Crash", "state": "open", "html_url": "https://gh/12"}
REPO = {"id": 1, "name": "web", "full_name": "acme/web", "private": True, "html_url": "https://gh"}
COMMENT = {"id": 1, "html_url": "https://gh/c"}
WRITE = CreateIssue(repo="acme/web", title="Crash")
COMMENTING = AddComment(repo="acme/web", issue_number=12, body="Done")
CLOSED = ISSUE | {"state": "closed"}
CLOSING = CloseIssue(repo="acme/web", issue_number=12)
OF_12 = {
    "url": f"{BASE}/repos/acme/web/issues/comments/1",
    "issue_url": f"{BASE}/repos/acme/web/issues/12",
    "html_url": "https://github.com/acme/web/issues/12#issuecomment-1",
}
PULL_12 = {
    "url": "https://github.example.com/api/v3/repos/acme/web/issues/12",
    "repository_url": "https://github.example.com/api/v3/repos/acme/web",
    "html_url": "https://github.example.com/acme/web/pull/12",
}

PULL = {
    "number": 7,
    "title": "Fix",
    "state": "open",
    "html_url": "https://gh/7",
    "head": {"ref": "fix"},
    "base": {"ref": "main"},
}
OF_PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 7}
CORE = {"slug": "core", "name": "The core team"}
LABELS = [{"name": "Bug"}, {"name": "ui"}]

HELD: list[tuple[Action[Any], Any]] = [
    (CreateIssue(repo="acme/web", title="Crash", labels=("bug", "UI")), ISSUE | {"labels": LABELS}),
    (
        CreateIssue(repo="acme/web", title="Crash", assignees=("OctoCat",)),
        ISSUE | {"assignees": [{"login": "octocat"}]},
    ),
    (WRITE, ISSUE | {"labels": LABELS}),
    (CreateIssue(repo="acme/web", title=" Crash\t", body=""), ISSUE | {"body": None}),
    (CreateIssue(repo="acme/web", title="Crash", body="a\nb\n"), ISSUE | {"body": "a\r\nb"}),
    (CreateIssue(repo="acme/web", title="Crash", body="a\x1b[31mb"), ISSUE | {"body": "a[31mb"}),
    (CreateIssue(repo="acme/web", title="Crash", body="a"), ISSUE),
    (CloseIssue(repo="acme/web", issue_number=12), ISSUE | {"state": "closed"}),
    (
        CloseIssue(repo="acme/web", issue_number=12, state_reason="not_planned"),
        ISSUE | {"state": "closed", "state_reason": "not_planned"},
    ),
    (AddLabels(repo="acme/web", issue_number=12, labels=("bug",)), LABELS),
    (AddLabels(repo="acme/web", issue_number=12, labels=(" bug ",)), LABELS),
    (RemoveLabel(repo="acme/web", issue_number=12, name="gone"), LABELS),
    (RemoveLabel(repo="acme/web", issue_number=12, name="gone"), []),
    (SetLabels(repo="acme/web", issue_number=12, labels=("ui", "bug")), LABELS),
    (
        RemoveAssignees(repo="acme/web", issue_number=12, assignees=("mona",)),
        ISSUE | {"assignees": [{"login": "octocat"}]},
    ),
    (CreateRepo(name="web"), REPO),
    (CreateRepo(name="web"), REPO | {"visibility": "internal"}),
    (CreateRepo(name="web", private=False), REPO | {"private": False, "visibility": "public"}),
    (CreateRepo(name="web", description=""), REPO | {"description": None}),
    (CreateRepo(name="web", auto_init=True), REPO),
    (COMMENTING, COMMENT | {"body": "Done\r\n"}),
    (COMMENTING, COMMENT | {"body": "Done"} | OF_12),
    (UpdateIssue(repo="acme/web", issue_number=12, title="Crash"), ISSUE),
    (CloseIssue(repo="Acme/Web", issue_number=12), CLOSED | PULL_12),
    (CloseIssue(repo="acme/web", issue_number=12), CLOSED | {"url": 12, "html_url": "https://["}),
    (
        UpdateIssue(repo="acme/web", issue_number=12, labels=("ui", "bug")),
        ISSUE | {"labels": LABELS},
    ),
]

IGNORED: list[tuple[str, Action[Any], Any]] = [
    (
        "labels 'bug' still there",
        SetLabels(repo="acme/web", issue_number=12, labels=("ui",)),
        LABELS,
    ),
    (
        "assignees 'mona' still there",
        RemoveAssignees(repo="acme/web", issue_number=12, assignees=("mona", "bob")),
        ISSUE | {"assignees": [{"login": "Mona"}]},
    ),
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
    ("private True", CreateRepo(name="web"), REPO | {"visibility": "public"}),
    (
        "private False",
        CreateRepo(name="web", private=False),
        REPO | {"private": False, "visibility": "private"},
    ),
    ("description", CreateRepo(name="web", description="Ours"), REPO | {"description": None}),
    ("title", WRITE, ISSUE | {"title": "Crash (renamed by a rule)"}),
    ("title", WRITE, ISSUE | {"title": "crash"}),
    ("title", UpdateIssue(repo="acme/web", issue_number=12, title="New"), ISSUE),
    (
        "title, body",
        UpdateIssue(repo="acme/web", issue_number=12, title="New", body="a"),
        ISSUE | {"body": "b"},
    ),
    ("body", UpdateIssue(repo="acme/web", issue_number=12, body=""), ISSUE | {"body": "old"}),
    ("body", COMMENTING, COMMENT | {"body": "done"}),
    ("body", COMMENTING, COMMENT | {"body": None}),
    ("state 'open'", ReopenIssue(repo="acme/web", issue_number=12), CLOSED),
    (
        "state_reason 'duplicate'",
        CloseIssue(repo="acme/web", issue_number=12, state_reason="duplicate"),
        CLOSED | {"state_reason": None},
    ),
    (
        "name 'BUG' still there",
        RemoveLabel(repo="acme/web", issue_number=12, name="BUG"),
        LABELS,
    ),
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


def milestone(**more: Any) -> SetMilestone:
    return SetMilestone.model_validate({"repo": "acme/web", "issue_number": 12} | more)


HELD += [
    (milestone(milestone="@none"), ISSUE | {"milestone": None}),
    (milestone(milestone=3), ISSUE | {"milestone": {"number": 3, "title": "v2"}}),
    (milestone(body="@none"), ISSUE | {"body": None}),
    (milestone(body="@none"), ISSUE | {"body": ""}),
    (milestone(assignees="@none"), ISSUE | {"assignees": []}),
    (PUT_FILE, {"content": {"sha": "abc"}, "path": "other"}),
    (
        CreateIssue.from_arguments(
            {"repo": "acme/web", "title": "Crash", "milestone": "v2", "milestone_number": 3}
        ),
        ISSUE | {"milestone": {"number": 3, "title": "v2"}},
    ),
    (
        SetProtection(repo="acme/web", branch="main", teams=("core",)),
        {"restrictions": {"users": [], "teams": [{"slug": "core", "name": "The core team"}]}},
    ),
    (RequestReviewers(**OF_PULL, team_reviewers=("core",)), PULL | {"requested_teams": [CORE]}),
    (RemoveReviewers(**OF_PULL, reviewers=("mona",)), PULL | {"requested_reviewers": None}),
    (CreateRepo(name="Web"), REPO),
]
IGNORED += [
    (
        "base 'Main'",
        UpdatePull(repo="acme/web", pull_number=11, base="Main"),
        CASES["pulls.update"].data,
    ),
    (
        "new_name 'Bug'",
        UpdateLabel(repo="acme/web", name="bug", new_name="Bug"),
        {"name": "bug", "color": "d73a4a", "description": None},
    ),
    (
        "checks 'CI'",
        SetProtection(repo="acme/web", branch="main", checks=("CI",)),
        {"required_status_checks": {"strict": False, "contexts": ["ci"]}},
    ),
    ("team_reviewers 'core'", RequestReviewers(**OF_PULL, team_reviewers=("core",)), PULL),
    (
        "team_reviewers 'core'",
        RequestReviewers(**OF_PULL, team_reviewers=("core",)),
        PULL | {"requested_teams": None},
    ),
    (
        "reviewers 'mona'",
        RequestReviewers(**OF_PULL, reviewers=("mona",)),
        PULL | {"requested_reviewers": []},
    ),
    (
        "milestone_number 3",
        CreateIssue.from_arguments(
            {"repo": "acme/web", "title": "Crash", "milestone": "v2", "milestone_number": 3}
        ),
        ISSUE | {"milestone": None},
    ),
    (
        "milestone still there",
        milestone(milestone="@none"),
        ISSUE | {"milestone": {"number": 3, "title": "v2"}},
    ),
    (
        "milestone 3",
        milestone(milestone=3),
        ISSUE | {"milestone": {"number": 4, "title": "3"}},
    ),
    ("milestone 3", milestone(milestone=3), ISSUE | {"milestone": None}),
    ("body still there", milestone(body="@none"), ISSUE | {"body": "Old"}),
    (
        "assignees still there",
        milestone(assignees="@none"),
        ISSUE | {"assignees": [{"login": "octocat"}]},
    ),
]


@for_each(("action", "data"), HELD)
def test_a_write_that_did_what_it_was_asked_succeeds(action: Action[Any], data: Any) -> None:
    Canned(answer(data, action.facts.success[0])).run(perform(action, BASE))


def test_an_answer_without_a_body_shows_no_difference() -> None:
    call = DeleteBranch(repo="acme/web", branch="old")

    Canned(answer(status=204)).run(perform(call, BASE))


@for_each(("words", "action", "data"), IGNORED)
def test_what_github_silently_drops_is_reported_with_what_it_did(
    words: str, action: Action[Any], data: Any
) -> None:
    error = Canned(answer(data, action.facts.success[0])).fails(perform(action, BASE))

    assert isinstance(error, PartlyIgnored)
    assert Code.PARTLY_IGNORED is error.code
    assert words in error.message
    assert words.startswith(("labels", "assignees", "milestone_number")) is (
        "push access" in (error.hint or "")
    )
    assert error.data


def test_what_is_told_of_a_difference_ends() -> None:
    labels = [{"name": "x" * 10**6}]
    call = UpdateIssue(repo="acme/web", issue_number=12, labels=("bug",))

    dropped = Canned(answer(ISSUE | {"labels": labels})).fails(perform(call, BASE))
    elsewhere = Canned(answer(ISSUE | at(f"evil/{'x' * 10**6}/issues/12"))).fails(
        perform(call, BASE)
    )

    assert "…" in dropped.message
    assert "…" in elsewhere.message
    assert max(len(dropped.message), len(elsewhere.message)) < 1200


def at(place: str) -> dict[str, str]:
    """Return the links of something at GitHub."""
    api = f"{BASE}/repos/{place}"
    return {"url": api, "html_url": f"https://github.com/{place}"}


OWNED = {"owner": {"login": "mona"}, "full_name": "mona/web"}

ELSEWHERE: list[tuple[str, Action[Any], Any]] = [
    ("#13", CLOSING, CLOSED | {"number": 13}),
    ("acme/web#13", CLOSING, CLOSED | at("acme/web/issues/13")),
    ("evil/web", CLOSING, CLOSED | at("evil/web/issues/12")),
    ("evil/web", CLOSING, CLOSED | {"html_url": "https://github.com/evil/web/pull/12"}),
    ("evil/web", CLOSING, CLOSED | {"repository_url": f"{BASE}/repos/evil/web"}),
    ("evil web/x", CLOSING, CLOSED | {"repository_url": f"{BASE}/repos/evil%20web/x"}),
    ("evil/web", WRITE, ISSUE | at("evil/web/issues/12")),
    ("acme/web#13", WRITE, ISSUE | at("acme/web/issues/13")),
    ("acme/website", WRITE, ISSUE | at("acme/website/issues/12")),
    ("acme/web#13", COMMENTING, COMMENT | OF_12 | {"issue_url": f"{BASE}/repos/acme/web/issues/13"}),
    ("evil/web", AddLabels(repo="acme/web", issue_number=12, labels=("bug",)), [
        LABELS[0] | at("evil/web/labels/bug"),
    ]),
    ("evil/web", CreateRepo(name="web"), REPO | OWNED | at("evil/web")),
    ("mona/other", CreateRepo(name="web"), REPO | OWNED | {"full_name": "mona/other"}),
]  # fmt: skip


@for_each(("place", "action", "data"), ELSEWHERE)
def test_an_answer_about_something_else_is_no_success(
    place: str, action: Action[Any], data: Any
) -> None:
    error = Canned(answer(data, action.facts.success[0])).fails(perform(action, BASE))

    assert isinstance(error, PartlyIgnored)
    assert f"its answer is about {place}" in error.message
    assert error.data


READS: list[tuple[Action[Any], Any]] = [
    (GetIssue(repo="acme/web", issue_number=12), ISSUE | {"number": 13}),
    (GetRepo(repo="acme/web"), REPO | {"full_name": "evil/web"}),
    (ListIssues(repo="acme/web"), [ISSUE | at("acme/web/issues/12"), ISSUE | at("evil/x/issues/12")]),
    (ListComments(repo="acme/web", issue_number=13), [COMMENT | OF_12]),
]  # fmt: skip


@pytest.mark.parametrize(("action", "data"), READS)
def test_what_a_read_brings_of_something_else_is_not_shown(action: Action[Any], data: Any) -> None:
    error = Canned(answer(data)).fails(perform(action, BASE))

    assert Code.PROTOCOL is error.code
    assert "GitHub's answer is about" in error.message


@pytest.mark.parametrize(
    "action",
    [
        ListSubIssues(repo="acme/web", issue_number=12),
        ListBlockedBy(repo="acme/web", issue_number=12),
    ],
)
def test_what_an_issue_has_of_others_is_about_them(action: Action[Any]) -> None:
    data = [ISSUE | {"number": 42} | at("acme/api/issues/42")]

    (found,) = Canned(answer(data)).run(perform(action, BASE))

    assert 42 == found["number"]


@pytest.mark.parametrize(("action", "data"), READS)
def test_a_read_that_github_redirected_brings_what_has_another_name_now(
    action: Action[Any], data: Any
) -> None:
    moved = answer(None, 301, location=f"{BASE}/repositories/9")

    assert Canned(moved, answer(data)).run(perform(action, BASE))


def _transferred(place: str) -> Any:
    issue = {"id": "I_1", "number": 77, "url": "https://gh", "repository": {"nameWithOwner": place}}
    transfer = TransferIssue(repo="acme/web", issue_number=12, new_repo="acme/api").from_arguments(
        {"repo": "acme/web", "issue_number": 12, "new_repo": "acme/api"}
        | {"issue_id": "I_1", "repository_id": "R_1"}
    )
    sender = Canned(answer({"data": {"transferIssue": {"issue": issue}}}))
    return sender.run(perform(transfer, BASE))


def test_what_moves_to_another_repository_is_answered_from_there() -> None:
    assert 77 == _transferred("acme/api")["number"]

    with pytest.raises(PartlyIgnored, match="acme/web"):
        _transferred("acme/web")
