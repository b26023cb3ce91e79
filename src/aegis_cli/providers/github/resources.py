"""What GitHub returns, as far as aegis reads it. Field names are GitHub's own.

Only what is shown or compared is listed; everything else is ignored, so that both API versions
(2022-11-28 and 2026-03-10) parse. Source: docs.github.com/rest, response schemas.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, RootModel, field_validator

from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.views import Column, Listing, OwnColours
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.github.states import (
    branch_of,
    kind_of_issue,
    own_name_of_issue,
    standing_of,
    state_of,
    state_tone,
    visibility_of,
    visibility_tone,
)

LABEL_COLOURS = OwnColours("labels", name="name", colour="color")
"""The style of a thing's labels."""


class Resource(BaseModel):
    """Something that GitHub returned."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class User(Resource):
    """A `simple-user`: somebody named in another resource."""

    login: str


class AccountResource(User):
    """A person, a bot or an organization, as lists show it."""

    listing: ClassVar = Listing(
        "account|accounts",
        columns=(
            Column("LOGIN", "{login}", style="bold"),
            Column("TYPE", "{type}"),
            Column("PAGE", "{html_url}", style="grey", flexible=True),
        ),
        piped=("{login}", "{type}", "{html_url}"),
    )

    id: int
    type: str | None = None
    html_url: str | None = None


class TeamName(Resource):
    """A team, by the name in its address."""

    slug: str


class Me(Resource):
    """The signed-in user."""

    login: str
    id: int
    name: str | None = None
    company: str | None = None
    location: str | None = None
    public_repos: int | None = None
    followers: int | None = None
    html_url: str
    created_at: str | None = None


class LabelResource(Resource):
    """A label of a repository."""

    headline: ClassVar = Headline(
        kind="label", name="{name!r} of {@repo}", title="{description}", state="#{color}"
    )

    listing: ClassVar = Listing(
        "label|labels",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("DESCRIPTION", "{description}", flexible=True),
            Column("COLOR", "#{color}", style="grey"),
        ),
        piped=("{name}", "{description}", "#{color}"),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("description", "description", ConditionKind.TEXT),
        Condition("color", "color", ConditionKind.CHOICE),
    )

    name: str
    color: str | None = ""
    description: str | None = None


class Milestone(Resource):
    """A milestone that an issue belongs to."""

    number: int
    title: str


class License(Resource):
    """The license of a repository, as far as GitHub could tell."""

    name: str
    spdx_id: str | None = None


class Repository(Resource):
    """A repository, in the short or the full form."""

    headline: ClassVar = Headline(
        kind="repository",
        name="{full_name}",
        title="{description}",
        state=visibility_of,
        identity=("id",),
    )

    listing: ClassVar = Listing(
        "repository|repositories",
        columns=(
            Column("NAME", "{full_name}", style="bold"),
            Column("DESCRIPTION", "{description}", flexible=True),
            Column("INFO", visibility_of, style=visibility_tone),
            Column("UPDATED", "{pushed_at:age}", style="grey"),
        ),
        piped=("{full_name}", "{description}", visibility_of, "{pushed_at}"),
    )

    conditions: ClassVar = (
        Condition("name", "name", ConditionKind.TEXT),
        Condition("description", "description", ConditionKind.TEXT),
        Condition("language", "language", ConditionKind.CHOICE),
        Condition("topic", "topics", ConditionKind.LIST),
        Condition("private", "private", ConditionKind.CHOICE),
        Condition("archived", "archived", ConditionKind.CHOICE),
        Condition("fork", "fork", ConditionKind.CHOICE),
        Condition("stars", "stargazers_count", ConditionKind.COUNT),
        Condition("forks", "forks_count", ConditionKind.COUNT),
        Condition(
            "issues",
            "open_issues_count",
            ConditionKind.COUNT,
            "Open pull requests count, too.",
        ),
        Condition("created", "created_at", ConditionKind.DAY),
        Condition("updated", "updated_at", ConditionKind.DAY),
        Condition("pushed", "pushed_at", ConditionKind.DAY),
    )

    id: int
    node_id: str | None = None
    full_name: str
    name: str
    private: bool
    visibility: str | None = None
    fork: bool = False
    archived: bool | None = None
    description: str | None = None
    homepage: str | None = None
    topics: list[str] | None = None
    html_url: str
    default_branch: str | None = None
    language: str | None = None
    license: License | None = None
    stargazers_count: int | None = None
    forks_count: int | None = None
    open_issues_count: int | None = None
    has_issues: bool | None = None
    pushed_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


_OF_THREADS = (
    Condition("number", "number", ConditionKind.CHOICE),
    Condition("state", "state", ConditionKind.CHOICE),
    Condition("title", "title", ConditionKind.TEXT),
    Condition("author", "user.login", ConditionKind.CHOICE),
    Condition("label", "labels.name", ConditionKind.LIST),
    Condition("assignee", "assignees.login", ConditionKind.LIST),
    Condition("milestone", "milestone.title", ConditionKind.CHOICE),
    Condition("created", "created_at", ConditionKind.DAY),
    Condition("updated", "updated_at", ConditionKind.DAY, "A label, too, is an update."),
)
"""What issues and pull requests may be asked for."""


class Issue(Resource):
    """An issue."""

    listing: ClassVar = Listing(
        "issue|issues",
        columns=(
            Column("ID", "#{number}", style=state_tone),
            Column("TITLE", "{title}", flexible=True),
            Column("LABELS", "{labels.name}", style=LABEL_COLOURS, share=3),
            Column("UPDATED", "{updated_at:age}", style="grey"),
            Column("AUTHOR", "{user.login}", is_extra=True),
            Column("ASSIGNEES", "{assignees.login}", is_extra=True),
        ),
        piped=("{number}", state_of, "{title}", "{labels.name}", "{updated_at}"),
        page="/{place}/issues/{number}",
    )
    conditions: ClassVar[tuple[Condition, ...]] = (
        *_OF_THREADS,
        Condition("comments", "comments", ConditionKind.COUNT),
        Condition("closed", "closed_at", ConditionKind.DAY),
    )
    stamp: ClassVar = ("updated_at",)

    id: int | None = None
    node_id: str | None = None
    number: int
    title: str
    state: str
    state_reason: str | None = None
    html_url: str
    user: User | None = None
    labels: list[LabelResource] = []
    assignees: list[User] | None = []
    milestone: Milestone | None = None
    comments: int | None = None
    body: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    closed_at: str | None = None

    @field_validator("labels", mode="before")
    @classmethod
    def _accept_bare_names(cls, labels: Any) -> Any:
        """Accept a label written as its bare name, or without one, which the schema allows."""
        if not isinstance(labels, list):
            return labels
        named = ({"name": item} if isinstance(item, str) else item for item in labels)
        return [{"name": ""} | item if isinstance(item, dict) else item for item in named]

    @field_validator("assignees", mode="before")
    @classmethod
    def _never_null(cls, assignees: Any) -> Any:
        return [] if assignees is None else assignees


class PullOfIssue(Resource):
    """What an issue that is a pull request says of that."""

    merged_at: str | None = None


class IssueOrPull(Issue):
    """An issue or a pull request, which GitHub's issues API has under one number."""

    headline: ClassVar = Headline(
        kind=kind_of_issue,
        name="{@repo}#{number}",
        title="{title}",
        state=standing_of,
        own_name=own_name_of_issue,
        identity=("id",),
    )

    draft: bool | None = None
    locked: bool | None = None
    active_lock_reason: str | None = None
    pull_request: PullOfIssue | None = None
    """What tells a pull request from an issue."""


class Comment(Resource):
    """A comment on an issue or a pull request."""

    conditions: ClassVar = (
        Condition("author", "user.login", ConditionKind.CHOICE),
        Condition("text", "body", ConditionKind.TEXT),
        Condition("created", "created_at", ConditionKind.DAY),
    )

    id: int
    html_url: str | None = None
    user: User | None = None
    body: str | None = None
    created_at: str | None = None


class BranchRef(Resource):
    """One side of a pull request."""

    ref: str
    label: str | None = None


def _state(pull: Any) -> str:
    return state_of(pull).lower()


class PullRequest(Resource):
    """A pull request, as lists show it."""

    listing: ClassVar = Listing(
        "pull request|pull requests",
        columns=(
            Column("ID", "#{number}", style=state_tone),
            Column("TITLE", "{title}", flexible=True),
            Column("BRANCH", branch_of, style="cyan", keeps_end=True),
            Column("STATE", _state, style=state_tone),
            Column("AGE", "{created_at:age}", style="grey"),
            Column("AUTHOR", "{user.login}", is_extra=True),
            Column("ASKED TO REVIEW", "{requested_reviewers.login}", is_extra=True),
        ),
        piped=("{number}", "{title}", branch_of, state_of, "{created_at}"),
        page="/{place}/pull/{number}",
    )
    conditions: ClassVar = (
        *_OF_THREADS,
        Condition("reviewer", "requested_reviewers.login", ConditionKind.LIST),
        Condition("draft", "draft", ConditionKind.CHOICE),
        Condition("branch", "head.ref", ConditionKind.CHOICE),
        Condition("base", "base.ref", ConditionKind.CHOICE),
    )
    stamp: ClassVar = ("updated_at",)

    number: int
    title: str
    state: str
    draft: bool | None = None
    merged_at: str | None = None
    html_url: str
    user: User | None = None
    requested_reviewers: list[User] | None = None
    labels: list[LabelResource] | None = None
    assignees: list[User] | None = None
    milestone: Milestone | None = None
    head: BranchRef
    base: BranchRef
    created_at: str | None = None
    updated_at: str | None = None


class Quota(Resource):
    """One rate limit."""

    limit: int
    remaining: int
    used: int | None = None
    reset: int
    """When it is full again, in Unix seconds."""


class Quotas(Resource):
    """The rate limits of the APIs that people use."""

    core: Quota
    search: Quota | None = None
    graphql: Quota | None = None


class RateLimits(Resource):
    """The state of all rate limits."""

    resources: Quotas


class Languages(RootModel[dict[str, int]]):
    """Bytes of code per language."""


class ContributorWeek(Resource):
    """One week of one person: week (Unix seconds), additions, deletions, commits."""

    w: int | None = None
    a: int | None = None
    d: int | None = None
    c: int | None = None


class ContributorActivity(Resource):
    """All that one person committed."""

    author: User | None = None
    total: int
    weeks: list[ContributorWeek] = []


class CommitActivity(Resource):
    """One week of a repository."""

    week: int
    """When the week starts, in Unix seconds."""
    total: int
    days: list[int] = []


class Participation(Resource):
    """Commits per week of the last year: by everyone, and by the owner."""

    all: list[int]
    owner: list[int]
