"""Actions of forms that the catalogue does not have yet; each is like one that GitHub documents."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.providers.github.github_types import Body, Branch, IssueNumber, RepoName
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.provider import GITHUB


def entries_of(classes: Iterable[type[Action[Any]]]) -> dict[str, CatalogEntry]:
    """Return what the catalogue would say of actions of tests."""
    return {
        cls.facts.action: CatalogEntry(
            cls.facts.action,
            cls.__module__,
            cls.__name__,
            str(cls.facts.effect),
            cls.facts.action,
            cls.facts.says,
        )
        for cls in classes
    }


def catalogue(monkeypatch: pytest.MonkeyPatch, *classes: type[Action[Any]]) -> None:
    """Put actions of tests, whose nouns have no files, into the catalogue for a test."""
    rows, entries = entries_of(classes), catalog._entries

    def with_rows(noun: str) -> Mapping[str, CatalogEntry]:
        return {name: row for name, row in rows.items() if row.noun == noun} or entries(noun)

    monkeypatch.setattr(catalog, "_entries", with_rows)


class Notes(BaseModel):
    """The notes of a release."""

    name: str
    body: str


class Workflow(BaseModel):
    """One run of a workflow."""

    id: int
    name: str | None = None


class GenerateNotes(
    Action[Notes],
    action="tests.generate_notes",
    effect=Effect.READ,
    because="the notes are written and stored nowhere",
    needs="contents:write",
    endpoint="POST /repos/{repo}/releases/generate-notes",
    says="Write notes for {tag_name!r} in {repo}",
    view=Line("{body}"),
    verbs=("draft",),
):
    """Read by POST: repos/generate-release-notes."""

    provider = GITHUB

    repo: RepoName
    """Where."""
    tag_name: Branch
    """For which tag."""


class Render(
    Action[dict[str, Any]],
    action="tests.render",
    effect=Effect.READ,
    because="a text is turned into another",
    endpoint="POST /markdown",
    says="Render a text",
    view=Line("{html}"),
    verbs=("render",),
):
    """Read by POST what names no target."""

    provider = GITHUB

    text: Body
    """What."""


class ListRuns(
    Action[list[Workflow]],
    action="tests.list_runs",
    effect=Effect.READ,
    needs="actions:read",
    endpoint="GET /repos/{repo}/actions/runs",
    envelope="workflow_runs",
    says="List the runs of {repo}",
    view=Line("{id}"),
    verbs=("list",),
):
    """Read a list in an envelope: actions/list-workflow-runs-for-repo."""

    provider = GITHUB

    repo: RepoName
    """Where."""
    limit: Limit = 30
    """How many."""


class ListTopics(
    Action[list[str]],
    action="tests.list_topics",
    effect=Effect.READ,
    needs="metadata:read",
    endpoint="GET /repos/{repo}/topics",
    envelope="names",
    says="List the topics of {repo}",
    view=Line("{}"),
    verbs=("list",),
):
    """Read a list in an envelope, without pages: repos/get-all-topics."""

    provider = GITHUB

    repo: RepoName
    """Where."""


class ReplaceTopics(
    Action[list[str]],
    action="tests.replace_topics",
    effect=Effect.WRITE,
    target=Made(),
    needs="administration:write",
    endpoint="PUT /repos/{repo}/topics",
    envelope="names",
    says="Replace the topics of {repo}",
    view=Line("{}"),
    verbs=("set",),
):
    """Write what is answered in an envelope: repos/replace-all-topics."""

    provider = GITHUB

    repo: RepoName
    """Where."""
    names: tuple[Branch, ...]
    """Which."""


class RerunWorkflow(
    Action[None],
    action="tests.rerun",
    effect=Effect.WRITE,
    target=Made(),
    needs="actions:write",
    endpoint="POST /repos/{repo}/actions/runs/{run_id}/rerun",
    statuses=(201,),
    says="Run {run_id} of {repo} again",
    view=Line("It runs again"),
    verbs=("rerun",),
):
    """Write what is answered with 201 and nothing: actions/re-run-workflow."""

    provider = GITHUB

    repo: RepoName
    """Where."""
    run_id: IssueNumber
    """Which."""


class Visit(
    Action[Notes],
    action="tests.visit",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="GET /repos/{repo}/visit",
    says="Visit {repo}",
    view=Line("Visited"),
    verbs=("visit",),
):
    """Write by GET, as no good interface has it."""

    provider = GITHUB

    repo: RepoName
    """Where."""


class Vanish(
    Action[Notes],
    action="tests.vanish",
    effect=Effect.DESTRUCTIVE,
    endpoint="GET /repos/{repo}/vanish",
    says="Make {repo} vanish",
    view=Line("Vanished"),
    verbs=("vanish",),
    target=Target(read=GetRepo, pins=("id",)),
    confirmation=Confirmation(phrase="{repo}", same="{full_name}"),
):
    """Destroy by GET, as no good interface has it."""

    provider = GITHUB

    repo: RepoName
    """Which."""


NOTES = {"name": "v2", "body": "What is new"}
GENERATE = GenerateNotes(repo="acme/web", tag_name="v2")
RERUN = RerunWorkflow(repo="acme/web", run_id=12)
VISIT = Visit(repo="acme/web")
VANISH = Vanish(repo="acme/web")
