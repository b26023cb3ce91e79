"""What holds for the class of every action, and what single actions send and refuse.

What every action sends, says and means stands in `tests/test_every_action.py`.
"""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load_all
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import (
    CloseIssue,
    CreateIssue,
    ReopenIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.issues.milestones import UpdateMilestone
from aegis_cli.providers.github.nouns.labels.labels import UpdateLabel
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import UpdatePull
from aegis_cli.providers.github.nouns.pull_requests.pull_reviewers import (
    RemoveReviewers,
    RequestReviewers,
)
from aegis_cli.providers.github.nouns.pull_requests.pulls import ListPulls
from aegis_cli.providers.github.nouns.pull_requests.review_changes import CreateReview
from aegis_cli.providers.github.nouns.pull_requests.review_comments import CreateReviewComment
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo, ListMyRepos
from aegis_cli.providers.github.nouns.repos.stats import GetContributors
from tests.helpers.canned import BASE
from tests.helpers.confirmed_actions import read_of
from tests.helpers.rows import for_each

CATALOGUE = tuple(load_all())
ISSUE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}
PULL: dict[str, Any] = {"repo": "acme/web", "pull_number": 13}


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (CreateIssue(repo="acme/web", title="Crash", body=""), {"title": "Crash", "body": ""}),
        (UpdateIssue(**ISSUE, labels=[]), {"labels": []}),
        (AddComment(**ISSUE, body="Grüße\n"), {"body": "Grüße\n"}),
    ],
)
def test_what_is_empty_or_no_ascii_is_sent_as_it_is(
    call: Action[Any], body: dict[str, Any]
) -> None:
    assert body == json.loads(call.request(BASE).body or b"")


@pytest.mark.parametrize(("size", "limit"), [(5, 5), (100, 100), (100, 250)])
def test_a_page_has_as_many_as_are_wanted_and_at_most_100(size: int, limit: int) -> None:
    request = ListMyRepos(limit=limit).request(BASE)

    assert (("per_page", str(size)),) == request.query


@for_each("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_every_action_has_a_verb_and_a_description_for_people(cls: type[Action[Any]]) -> None:
    assert cls.facts.verbs
    assert (cls.__doc__ or "").rstrip().endswith(".")
    for info in cls.model_fields.values():
        assert (info.description or "").endswith(".")


@for_each(
    ("cls", "arguments"),
    [
        (UpdateIssue, ISSUE),
        (AddLabels, ISSUE | {"labels": []}),
        (AddAssignees, ISSUE | {"assignees": []}),
        (AddAssignees, ISSUE | {"assignees": [f"user{n}" for n in range(11)]}),
        (AddComment, ISSUE | {"body": " \n"}),
        (CreateIssue, {"repo": "acme/web", "title": " "}),
        (CloseIssue, ISSUE | {"state": "open"}),
        (ReopenIssue, ISSUE | {"state": "closed"}),
        (CloseIssue, ISSUE | {"state_reason": "reopened"}),
        (ListPulls, {"repo": "acme/web", "state": "merged"}),
        (ListIssues, {"repo": "acme/web", "page": 2}),
        (GetMe, {"login": "octocat"}),
        (UpdateLabel, {"repo": "acme/web", "name": "bug"}),
        (UpdateMilestone, {"repo": "acme/web", "milestone": "1.0"}),
        (UpdatePull, PULL),
        (RequestReviewers, PULL),
        (RequestReviewers, PULL | {"reviewers": [], "team_reviewers": []}),
        (RemoveReviewers, PULL),
        (RemoveReviewers, PULL | {"reviewers": [], "team_reviewers": []}),
        (CreateReview, PULL | {"event": "REQUEST_CHANGES"}),
        (CreateReview, PULL | {"event": "COMMENT"}),
        (CreateReview, PULL | {"event": "REQUEST_CHANGES", "body": ""}),
        (CreateReviewComment, PULL | {"path": "a.py", "body": "Why?"}),
        (CreateReviewComment, PULL | {"path": "a.py", "body": "Why?", "subject_type": "line"}),
    ],
)
def test_a_call_that_github_would_refuse_or_ignore_is_refused(
    cls: type[Action[Any]], arguments: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        cls.model_validate(arguments)


@for_each(
    ("cls", "arguments"),
    [
        (UpdateLabel, {"repo": "acme/web", "name": "bug", "description": ""}),
        (UpdateMilestone, {"repo": "acme/web", "milestone": "1.0", "description": ""}),
        (UpdatePull, PULL | {"body": ""}),
        (RequestReviewers, PULL | {"team_reviewers": ["core"]}),
        (RemoveReviewers, PULL | {"team_reviewers": ["core"]}),
        (CreateReview, PULL | {"event": "APPROVE"}),
        (CreateReview, PULL),
        (CreateReviewComment, PULL | {"path": "a.py", "body": "Why?", "subject_type": "file"}),
    ],
)
def test_the_least_that_github_takes_is_taken(
    cls: type[Action[Any]], arguments: dict[str, Any]
) -> None:
    assert arguments.keys() == cls.model_validate(arguments).model_fields_set


def test_a_deletion_shows_the_repository_and_wants_its_full_name() -> None:
    call = DeleteRepo(repo="acme/web")

    assert GetRepo(repo="acme/web") == read_of(call)
    assert "acme/web" == call.phrase()


def test_a_list_of_issues_keeps_issues_and_drops_pull_requests() -> None:
    listing = ListIssues(repo="acme/web")
    assert listing.keeps({"number": 1})
    assert not listing.keeps({"number": 2, "pull_request": {"url": "u"}})


def test_added_labels_are_compared_with_all_labels_that_came_back() -> None:
    call = AddLabels(**ISSUE, labels=["bug"])

    assert {"labels": [{"name": "bug"}]} == call.answer_values([{"name": "bug"}])


def test_exactly_the_statistics_are_computed_while_one_waits() -> None:
    statistics = {cls for cls in CATALOGUE if "/stats/" in cls.facts.path}

    assert statistics == {cls for cls in CATALOGUE if cls.facts.computed}
    assert GetContributors in statistics
