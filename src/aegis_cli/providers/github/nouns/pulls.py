"""Actions on pull requests."""

from typing import Annotated, Literal

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.forms import NOUN, Form
from aegis_cli.actions.kinds import Branch, Direction, Limit, RepoName, Synonyms
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import PullRequest


class ListPulls(
    GitHubAction[list[PullRequest]],
    op="pulls/list",
    action="pulls.list",
    effect=Effect.READ,
    needs="pull_requests:read",
    says="List pull requests in {repo}",
    verbs=("list", "show"),
    asks=(
        Form(
            NOUN,
            ("PULLS",),
            (*phrases.LISTED, "from branch? {head}", "into|against|targeting branch? {base}"),
            phrases.WHICH,
            example="list [{limit}] [{state}] pull requests in {repo} "
            "[from branch {head}] [into {base}] [sorted by {sort}] [{direction} first]",
        ),
    ),
):
    """List the pull requests of a repository."""

    repo: RepoName
    """Repository whose pull requests to list, as OWNER/NAME."""

    state: (
        Annotated[
            Literal["open", "closed", "all"],
            Synonyms(closed=("merged",), all=("every", "any")),
        ]
        | None
    ) = None
    """Only those in this state; GitHub shows open ones unless told otherwise."""

    head: Branch | None = None
    """Only those that come from this branch, as OWNER:BRANCH."""

    base: Branch | None = None
    """Only those that go into this branch."""

    sort: Literal["created", "updated", "popularity", "long-running"] | None = None
    """What to sort by; GitHub sorts by creation unless told otherwise."""

    direction: Direction | None = None
    """Which end comes first."""

    limit: Limit = 30
    """How many pull requests to show at most."""
