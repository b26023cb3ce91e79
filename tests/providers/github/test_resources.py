"""What GitHub returns is read as far as it is shown, in both API versions."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from aegis_cli.providers.github.resources import (
    Comment,
    CommitActivity,
    ContributorActivity,
    Issue,
    LabelResource,
    Languages,
    Me,
    Participation,
    PullRequest,
    RateLimits,
    Repository,
)
from tests.helpers.rows import for_each

ISSUE: dict[str, Any] = {
    "number": 12,
    "title": "Crash",
    "state": "open",
    "html_url": "https://github.com/acme/web/issues/12",
}

SMALLEST: list[tuple[type[BaseModel], Any]] = [
    (Issue, ISSUE),
    (Me, {"login": "octocat", "id": 1, "html_url": "https://github.com/octocat"}),
    (LabelResource, {"name": "bug"}),
    (Comment, {"id": 1}),
    (
        Repository,
        {
            "id": 1,
            "name": "web",
            "full_name": "acme/web",
            "private": True,
            "html_url": "https://github.com/acme/web",
        },
    ),
    (PullRequest, ISSUE | {"head": {"ref": "fix"}, "base": {"ref": "main"}}),
    (RateLimits, {"resources": {"core": {"limit": 5000, "remaining": 4999, "reset": 1}}}),
    (Languages, {"Python": 10, "C": 1}),
    (ContributorActivity, {"total": 3, "weeks": [{"w": 1, "a": 2, "d": 3, "c": 4}, {}]}),
    (CommitActivity, {"week": 1, "total": 3, "days": [0, 1, 2, 0, 0, 0, 0]}),
    (Participation, {"all": [1, 2], "owner": [0, 1]}),
]


@for_each(("cls", "data"), SMALLEST, ids=lambda cls, _: cls.__name__)
def test_a_resource_with_only_what_is_always_there_is_read(cls: type[BaseModel], data: Any) -> None:
    dumped = cls.model_validate(data).model_dump(mode="json")

    for name, value in data.items():
        if not isinstance(value, dict | list):
            assert value == dumped[name]


@for_each(("cls", "data"), SMALLEST[:-4], ids=lambda cls, _: cls.__name__)
def test_what_nobody_reads_is_ignored(cls: type[BaseModel], data: Any) -> None:
    assert cls.model_validate(data) == cls.model_validate(data | {"etag": "x", "_links": {}})


@for_each(("cls", "data"), SMALLEST[:-4], ids=lambda cls, _: cls.__name__)
def test_a_resource_without_one_of_its_parts_is_refused(cls: type[BaseModel], data: Any) -> None:
    for name in data:
        part = {other: value for other, value in data.items() if other != name}
        with pytest.raises(ValidationError, match=name):
            cls.model_validate(part)


@pytest.mark.parametrize(
    "older",
    [
        {"assignee": {"login": "octocat"}},
        {"assignee": None, "assignees": None},
        {"user": None, "milestone": None, "body": None, "closed_at": None, "state_reason": None},
    ],
)
def test_an_issue_is_read_in_both_api_versions(older: dict[str, Any]) -> None:
    issue = Issue.model_validate(ISSUE | older)

    assert [] == issue.assignees
    assert None is issue.milestone


def test_the_labels_of_an_issue_are_names_or_objects() -> None:
    issue = Issue.model_validate(ISSUE | {"labels": ["bug", {"name": "ui", "color": "fff"}]})

    assert [("bug", ""), ("ui", "fff")] == [(label.name, label.color) for label in issue.labels]


def test_a_label_without_a_color_is_read() -> None:
    issue = Issue.model_validate(ISSUE | {"labels": [{"name": "bug", "color": None}]})

    assert "bug" == issue.labels[0].name


def test_a_ghost_has_no_account_and_breaks_nothing() -> None:
    activity = ContributorActivity.model_validate({"author": None, "total": 3, "weeks": []})

    assert None is activity.author


@for_each(
    "wrong",
    [
        {"labels": "bug"},
        {"labels": {"name": "bug"}},
        {"labels": [1]},
        {"labels": None},
        {"assignees": "octocat"},
        {"user": "octocat"},
        {"number": "twelve"},
        {"number": 1.5},
        {"title": None},
        {"state": {"state": "open"}},
    ],
    ids=str,
)
def test_an_issue_of_the_wrong_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Issue.model_validate(ISSUE | wrong)


@pytest.mark.parametrize("wrong", [[], {"Python": "much"}, {"Python": None}, None])
def test_languages_of_the_wrong_form_are_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Languages.model_validate(wrong)


def test_a_resource_cannot_be_changed() -> None:
    issue = Issue.model_validate(ISSUE)

    with pytest.raises(ValidationError, match="frozen"):
        issue.title = "Other"  # type: ignore[misc]  # that is the claim
