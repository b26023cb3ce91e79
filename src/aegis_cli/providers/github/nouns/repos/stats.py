"""Statistics that GitHub computes: it answers 202 at first, and is asked again."""

from typing import Any

from pydantic import model_validator

from aegis_cli.actions.results.views import Chart
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.resources import (
    CommitActivity,
    ContributorActivity,
    Participation,
    Resource,
)


class GetContributors(
    GitHubAction[list[ContributorActivity]],
    op="repos/get-contributors-stats",
    action="stats.contributors",
    says="Show who contributed to {repo}",
    view=Chart(
        title="Commits per contributor in {repo}",
        marks="bars",
        label="author.login",
        value="total",
        unit="commit|commits",
        empty="nobody has committed to {repo} yet",
    ),
    verbs=("show", "list", "view", "get"),
    computed=True,
    utterances=(
        Form(
            (*NOUN, "who are?"),
            ("contributors|committers|contributions|contributor_stats|contributor_statistics",),
            (phrases.IN_REPO, "most"),
            ("top|main|biggest",),
            example="show the contributors of {repo}",
        ),
        Form(
            ("who",),
            ("contributes|contributed|commits|committed|contribute|works|worked",),
            (phrases.IN_REPO, "most"),
            example="who contributes to {repo}",
        ),
    ),
):
    """Show who committed to a repository, and how much."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""


class GetCommitActivity(
    GitHubAction[list[CommitActivity]],
    op="repos/get-commit-activity-stats",
    action="stats.commit_activity",
    says="Show the commit activity of {repo}",
    view=Chart(
        title="Commits per week in {repo}, over the last year",
        marks="weeks",
        series=(("commits", "total"),),
        start="week",
        unit="commit|commits",
        empty="there were no commits in {repo} in the last year",
    ),
    verbs=("show", "view", "get"),
    computed=True,
    utterances=(
        Form(
            (*NOUN, "how many?"),
            (
                "commit? activity",
                "stats|statistics|active|busy",
                "weekly_commits|commits_per_week|commit_history",
            ),
            (
                phrases.IN_REPO,
                "has {repo} been",
                "lately|recently",
                "over|in|for|of last|past|this year",
            ),
            example="show the commit activity of {repo}",
        ),
    ),
):
    """Show how many commits a repository had in each week of the last year."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""


class GetParticipation(
    GitHubAction[Participation],
    op="repos/get-participation-stats",
    action="stats.participation",
    says="Show who takes part in {repo}",
    view=Chart(
        title="Commits per week in {repo}, by everyone and by its owner",
        marks="weeks",
        series=(("everyone", "all"), ("owner", "owner")),
        unit="commit|commits",
        empty="there were no commits in {repo} in the last year",
    ),
    verbs=("show", "view", "get"),
    computed=True,
    utterances=("SHOW?|who the participation|takes_part|participates [stats] in {repo}",),
):
    """Compare the weekly commits of everyone with those of the owner."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""


class _Numbers(Resource):
    """What GitHub writes as a list of numbers, one for each field."""

    @model_validator(mode="before")
    @classmethod
    def _from_numbers(cls, data: Any) -> Any:
        if not isinstance(data, list) or not all(isinstance(each, int) for each in data):
            return data
        numbers = map(abs, (*data, 0, 0, 0))
        return dict(zip(cls.model_fields, numbers, strict=False))

    @classmethod
    def __get_pydantic_json_schema__(cls, *_: object) -> dict[str, Any]:
        """Say what is read: the numbers, as GitHub has them."""
        return {"type": "array", "items": {"type": "integer"}}


class CodeFrequency(_Numbers):
    """One week of a repository, which GitHub writes as three numbers: `[week, 12, -3]`."""

    week: int
    """When the week starts, in Unix seconds."""
    additions: int
    deletions: int
    """How many lines were removed, as a number above zero."""


class GetCodeFrequency(
    GitHubAction[list[CodeFrequency]],
    op="repos/get-code-frequency-stats",
    action="stats.code_frequency",
    says="Show how many lines were added to {repo} and removed",
    view=Chart(
        title="Lines per week in {repo}",
        marks="weeks",
        series=(("added", "additions"), ("removed", "deletions")),
        start="week",
        unit="line|lines",
        empty="nothing was added to {repo}, or removed",
    ),
    verbs=("show", "view", "get"),
    computed=True,
    utterances=(
        "SHOW the code_frequency|code_churn|churn|additions_and_deletions of|in|for {repo}",
        "how_many lines were? added|changed|removed|deleted in {repo}",
    ),
):
    """Show how many lines were added to a repository and removed in each week."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""


class HourOfWeek(_Numbers):
    """One hour of the week, which GitHub writes as three numbers: `[2, 14, 25]`."""

    day: int
    """The day, Sunday being 0."""
    hour: int
    """When the hour begins, from 0 to 23, where the commits were made."""
    commits: int


class GetPunchCard(
    GitHubAction[list[HourOfWeek]],
    op="repos/get-punch-card-stats",
    action="stats.punch_card",
    says="Show at which hours of the week people commit to {repo}",
    view=Chart(
        title="Commits of {repo} in each hour of the week",
        marks="hours",
        label="day",
        start="hour",
        value="commits",
        unit="commit|commits",
        empty="nobody has committed to {repo} yet",
    ),
    verbs=("show", "view", "get"),
    computed=True,
    utterances=(
        "SHOW the punch_card|punchcard|hourly_commits|commits_per_hour of|in|for {repo}",
        "when|at_what_time do? people commit|work to|on|in {repo}",
        "at? which|what hours|hour|time|days|weekdays do? people commit|work to|on|in {repo}",
    ),
):
    """Show how many commits a repository has in each hour of the week."""

    repo: RepoName
    """Repository to look at, as OWNER/NAME."""
