"""The open pull requests of a repository, with their checks and reviews: one query asks for all."""

from typing import Annotated, Any, ClassVar

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import Doc
from aegis_cli.actions.results.conditions import Condition, ConditionKind
from aegis_cli.actions.results.templates import pick, text_at
from aegis_cli.actions.results.views import Column, Listing, Tone
from aegis_cli.actions.words.forms import NOUN, Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import RepoName
from aegis_cli.providers.github.resources import Resource, User

_CHECKS = {
    "SUCCESS": "pass",
    "FAILURE": "fail",
    "ERROR": "fail",
    "PENDING": "pending",
    "EXPECTED": "pending",
}
"""What is said of the last commit's checks and statuses together."""
_REVIEWS = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes requested",
    "REVIEW_REQUIRED": "required",
}
_TONES: dict[str, Tone] = {
    "pass": "green",
    "fail": "red",
    "pending": "yellow",
    "approved": "green",
    "changes requested": "red",
    "required": "yellow",
}


def _checks_of(pull: Any) -> str:
    states = pick(pull, "commits.nodes.commit.statusCheckRollup.state") or [""]
    return _CHECKS.get(str(states[-1]), "")


def _review_of(pull: Any) -> str:
    return _REVIEWS.get(text_at(pull, "reviewDecision"), "")


def _state_of(pull: Any) -> str:
    return "draft" if pick(pull, "isDraft") is True else text_at(pull, "state").lower()


def _tone_of_state(pull: Any) -> Tone:
    return "grey" if pick(pull, "isDraft") is True else "green"


def _tone_of_checks(pull: Any) -> Tone:
    return _TONES.get(_checks_of(pull), "plain")


def _tone_of_review(pull: Any) -> Tone:
    return _TONES.get(_review_of(pull), "plain")


class Rollup(Resource):
    """The checks and statuses of a commit, as one state."""

    state: str


class CheckedCommit(Resource):
    """A commit with the state of its checks and statuses.

    It has none where nothing checks it, or the token may read neither checks nor statuses.
    """

    statusCheckRollup: Rollup | None = None  # noqa: N815  # GitHub's name


class LastCommit(Resource):
    """The last commit of a pull request."""

    commit: CheckedCommit


class LastCommits(Resource):
    """It, as a list."""

    nodes: tuple[LastCommit, ...] = ()


class StandingPull(Resource):
    """An open pull request, with how it stands; the names are those of GraphQL."""

    listing: ClassVar = Listing(
        "open pull request|open pull requests",
        columns=(
            Column("ID", "#{number}", style=_tone_of_state),
            Column("TITLE", "{title}", flexible=True),
            Column("STATE", _state_of, style=_tone_of_state),
            Column("CHECKS", _checks_of, style=_tone_of_checks),
            Column("REVIEW", _review_of, style=_tone_of_review),
            Column("AGE", "{createdAt:age}", style="grey"),
            Column("AUTHOR", "{author.login}", is_extra=True),
            Column("BRANCH", "{headRefName}", style="cyan", keeps_end=True, is_extra=True),
        ),
        piped=(
            *("{number}", "{title}", "{headRefName}", _state_of, _checks_of, _review_of),
            *("{author.login}", "{createdAt}"),
        ),
    )

    conditions: ClassVar = (
        Condition("title", "title", ConditionKind.TEXT),
        Condition("author", "author.login", ConditionKind.CHOICE),
        Condition("draft", "isDraft", ConditionKind.CHOICE),
        Condition("branch", "headRefName", ConditionKind.CHOICE),
        Condition("created", "createdAt", ConditionKind.DAY),
    )

    number: int
    title: str
    url: str
    state: str
    isDraft: bool = False  # noqa: N815  # GitHub's name, as those below
    createdAt: str | None = None  # noqa: N815
    headRefName: str = ""  # noqa: N815
    author: User | None = None
    reviewDecision: str | None = None  # noqa: N815
    commits: LastCommits = LastCommits()


class ListStanding(
    GitHubAction[list[StandingPull]],
    op="graphql:pulls_list_standing",
    action="pulls.list_standing",
    because="a query changes nothing",
    envelope="data.repository.pullRequests.nodes",
    says="List how the open pull requests of {repo} stand",
    utterances=(
        Form(
            NOUN,
            ("open? PULLS with|and their? checks|reviews|review_state and? checks|reviews?",),
            (phrases.IN_REPO,),
            example="show the pull requests with their checks and reviews in {repo}",
        ),
        Form(
            ("how_do|how_are",),
            ("open? PULLS",),
            (phrases.IN_REPO, "stand|standing|doing"),
        ),
    ),
):
    """List the open pull requests, each with its state, checks and reviews."""

    repo: Annotated[RepoName, Doc("Repository that they are in, as OWNER/NAME.")]

    limit: Limit = 30
