"""Every action: the request it builds, the sentence it says, and what it refuses."""

import json
import re
from dataclasses import astuple
from types import NoneType
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, RootModel, ValidationError

from aegis_cli.actions.action import Action, Effect, Stake
from aegis_cli.actions.catalog import load_all
from aegis_cli.actions.views import Chart
from aegis_cli.providers.github.nouns.issues import (
    AddAssignees,
    AddComment,
    AddLabels,
    CloseIssue,
    CreateIssue,
    GetIssue,
    ListComments,
    ListIssues,
    RemoveLabel,
    ReopenIssue,
    UpdateIssue,
)
from aegis_cli.providers.github.nouns.labels import ListLabels
from aegis_cli.providers.github.nouns.pulls import ListPulls
from aegis_cli.providers.github.nouns.rate_limit import GetRateLimit
from aegis_cli.providers.github.nouns.repos import (
    CreateRepo,
    DeleteRepo,
    GetRepo,
    ListLanguages,
    ListMyRepos,
)
from aegis_cli.providers.github.nouns.stats import (
    GetCommitActivity,
    GetContributors,
    GetParticipation,
)
from aegis_cli.providers.github.nouns.users import GetMe
from tests.canned import BASE

CATALOGUE = tuple(load_all())
ISSUE: dict[str, Any] = {"repo": "acme/web", "issue_number": 12}

# What a call becomes: the path and the query of a GET, and below the line and body of a write.
READS: list[tuple[Action[Any], str, str]] = [
    (GetMe(), "/user", ""),
    (GetRateLimit(), "/rate_limit", ""),
    (ListMyRepos(), "/user/repos", "per_page=30"),
    (
        ListMyRepos(visibility="private", sort="pushed", direction="desc", limit=250),
        "/user/repos",
        "visibility=private&sort=pushed&direction=desc&per_page=100",
    ),
    (GetRepo(repo="acme/web"), "/repos/acme/web", ""),
    (ListLanguages(repo="acme/web"), "/repos/acme/web/languages", ""),
    (ListIssues(repo="acme/web"), "/repos/acme/web/issues", "per_page=30"),
    (
        ListIssues(
            repo="acme/web",
            state="all",
            labels=("bug", "help wanted"),
            assignee="@octocat",
            creator="hubot",
            mentioned="dependabot[bot]",
            sort="comments",
            direction="asc",
            limit=5,
        ),
        "/repos/acme/web/issues",
        (
            "state=all&labels=bug%2Chelp+wanted&assignee=octocat&creator=hubot"
            "&mentioned=dependabot%5Bbot%5D&sort=comments&direction=asc&per_page=5"
        ),
    ),
    (GetIssue(**ISSUE), "/repos/acme/web/issues/12", ""),
    (ListComments(**ISSUE, limit=7), "/repos/acme/web/issues/12/comments", "per_page=7"),
    (ListLabels(repo="acme/web"), "/repos/acme/web/labels", "per_page=30"),
    (
        ListPulls(
            repo="acme/web",
            state="closed",
            head="octocat:fix/it",
            base="main",
            sort="long-running",
            direction="desc",
        ),
        "/repos/acme/web/pulls",
        "state=closed&head=octocat%3Afix%2Fit&base=main&sort=long-running&direction=desc&per_page=30",
    ),
    (GetContributors(repo="acme/web"), "/repos/acme/web/stats/contributors", ""),
    (GetCommitActivity(repo="acme/web"), "/repos/acme/web/stats/commit_activity", ""),
    (GetParticipation(repo="acme/web"), "/repos/acme/web/stats/participation", ""),
]

WRITES: list[tuple[Action[Any], str, dict[str, Any] | None]] = [
    (CreateRepo(name="web"), "POST /user/repos", {"name": "web", "private": True}),
    (
        CreateRepo(name="web", description="A site", private=False, auto_init=True),
        "POST /user/repos",
        {"name": "web", "description": "A site", "private": False, "auto_init": True},
    ),
    (DeleteRepo(repo="acme/web"), "DELETE /repos/acme/web", None),
    (
        CreateIssue(repo="acme/web", title="Crash"),
        "POST /repos/acme/web/issues",
        {"title": "Crash"},
    ),
    (
        CreateIssue(repo="acme/web", title="Crash", body="", labels=["bug"], assignees=["@me"]),
        "POST /repos/acme/web/issues",
        {"title": "Crash", "body": "", "labels": ["bug"], "assignees": ["@me"]},
    ),
    (
        UpdateIssue(**ISSUE, title="New", body="Text", labels=["a", "b"], assignees=["octocat"]),
        "PATCH /repos/acme/web/issues/12",
        {"title": "New", "body": "Text", "labels": ["a", "b"], "assignees": ["octocat"]},
    ),
    (
        UpdateIssue(**ISSUE, labels=[]),
        "PATCH /repos/acme/web/issues/12",
        {"labels": []},
    ),
    (CloseIssue(**ISSUE), "PATCH /repos/acme/web/issues/12", {"state": "closed"}),
    (
        CloseIssue(**ISSUE, state_reason="not_planned"),
        "PATCH /repos/acme/web/issues/12",
        {"state": "closed", "state_reason": "not_planned"},
    ),
    (ReopenIssue(**ISSUE), "PATCH /repos/acme/web/issues/12", {"state": "open"}),
    (
        AddComment(**ISSUE, body="Grüße\n"),
        "POST /repos/acme/web/issues/12/comments",
        {"body": "Grüße\n"},
    ),
    (
        AddLabels(**ISSUE, labels=["bug", "kind/ui"]),
        "POST /repos/acme/web/issues/12/labels",
        {"labels": ["bug", "kind/ui"]},
    ),
    (
        RemoveLabel(**ISSUE, name="kind/bug 100%?"),
        "DELETE /repos/acme/web/issues/12/labels/kind%2Fbug%20100%25%3F",
        None,
    ),
    (
        AddAssignees(**ISSUE, assignees=["octocat"]),
        "POST /repos/acme/web/issues/12/assignees",
        {"assignees": ["octocat"]},
    ),
]


@pytest.mark.parametrize(("call", "path", "query"), READS)
def test_every_read_is_one_get(call: Action[Any], path: str, query: str) -> None:
    request = call.request(BASE)

    assert f"{BASE}{path}" + (f"?{query}" if query else "") == request.url
    assert ("GET", None, None) == (request.method, request.body, request.form)
    assert Effect.READ is call.facts.effect


@pytest.mark.parametrize(("call", "line", "body"), WRITES)
def test_every_write_is_one_request_with_a_json_body(
    call: Action[Any], line: str, body: dict[str, Any] | None
) -> None:
    request = call.request(BASE)

    assert line == f"{request.method} {request.path}"
    assert body == (None if request.body is None else json.loads(request.body))
    assert () == request.query
    assert Effect.READ < call.facts.effect


def test_the_tables_cover_every_action() -> None:
    covered = {type(row[0]) for row in [*READS, *WRITES]}

    assert set(CATALOGUE) == covered


@pytest.mark.parametrize("call", [row[0] for row in [*READS, *WRITES]])
def test_every_call_says_what_it_does_without_a_hole(call: Action[Any]) -> None:
    sentence = call.says()

    assert sentence
    assert not {"{", "}"} & set(sentence)
    assert "  " not in sentence
    if "repo" in type(call).model_fields:
        assert "acme/web" in sentence


@pytest.mark.parametrize("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_every_action_has_a_verb_and_a_description_for_people(cls: type[Action[Any]]) -> None:
    assert cls.facts.verbs
    assert (cls.__doc__ or "").rstrip().endswith(".")
    for info in cls.model_fields.values():
        assert (info.description or "").endswith(".")


def holes(view: Any) -> set[str]:
    """Return the paths that the templates of a view, at any depth, are filled from."""
    if isinstance(view, str):
        return set(re.findall(r"\{([a-z_.@]+)(?:!r)?(?::[a-z_| ]+)?\}", view))
    return {path for part in view for path in holes(part)} if isinstance(view, tuple) else set()


def reaches(annotation: Any, path: str) -> bool:
    """Tell whether a dotted path leads to a field of a result's type."""
    part, _, rest = path.partition(".")
    if get_origin(annotation) is list or NoneType in get_args(annotation):
        return any(reaches(inner, path) for inner in get_args(annotation))
    if not path or not isinstance(annotation, type) or not issubclass(annotation, BaseModel):
        return not path
    if issubclass(annotation, RootModel):
        return False
    return part in annotation.model_fields and reaches(
        annotation.model_fields[part].annotation, rest
    )


@pytest.mark.parametrize("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_a_view_is_filled_from_fields_that_exist(cls: type[Action[Any]]) -> None:
    arguments = {"count"} | cls.model_fields.keys() | {f"@{name}" for name in cls.model_fields}

    for path in holes(astuple(cls.facts.view)):
        assert path in arguments or reaches(cls.facts.result, path), path


@pytest.mark.parametrize("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_a_chart_is_drawn_from_numbers_that_exist(cls: type[Action[Any]]) -> None:
    view = cls.facts.view
    if not isinstance(view, Chart):
        return

    for path in (view.label, view.value, view.start, *(path for _, path in view.series)):
        assert not path or reaches(cls.facts.result, path), path


@pytest.mark.parametrize(
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
    ],
)
def test_a_call_that_github_would_refuse_or_ignore_is_refused(
    cls: type[Action[Any]], arguments: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        cls.model_validate(arguments)


@pytest.mark.parametrize("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_what_is_at_stake_is_named_shown_and_pinned_by_fields_that_exist(
    cls: type[Action[Any]],
) -> None:
    stake = cls.facts.stake or Stake()
    read = stake.read.facts.result if stake.read else None
    shown = (stake.same, *(template for _, template in stake.shows))
    paths = {path for path in holes(shown) if not path.startswith("@")}

    for path in {*stake.pins, *paths}:
        assert reaches(read, path), path


def test_a_deletion_shows_the_repository_and_wants_its_full_name() -> None:
    call = DeleteRepo(repo="acme/web")

    assert GetRepo(repo="acme/web") == call.target_read()
    assert "acme/web" == call.phrase()


def test_a_list_of_issues_keeps_issues_and_drops_pull_requests() -> None:
    assert ListIssues.keeps({"number": 1})
    assert not ListIssues.keeps({"number": 2, "pull_request": {"url": "u"}})


def test_added_labels_are_compared_with_all_labels_that_came_back() -> None:
    call = AddLabels(**ISSUE, labels=["bug"])

    assert {"labels": [{"name": "bug"}]} == call.answered([{"name": "bug"}])


def test_exactly_the_statistics_are_computed_while_one_waits() -> None:
    computed = {cls for cls in CATALOGUE if cls.facts.computed}

    assert {GetContributors, GetCommitActivity, GetParticipation} == computed
