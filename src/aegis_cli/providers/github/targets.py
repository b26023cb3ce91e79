"""The bases of actions on one issue, pull request or run, which its repository and number name."""

from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.action import R
from aegis_cli.actions.fields.marks import Doc, Unsent
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import IssueNumber, PullNumber, RepoName, RunId

ListedRepo: TypeAlias = Annotated[
    RepoName, Doc("Repository whose {things} to list, as OWNER/NAME.")
]
NodeId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_=-]+$")]
"""The id by which GraphQL knows a thing."""


class IssueAction(GitHubAction[R]):
    """An action on one issue."""

    repo: RepoName
    """Repository that the issue is in, as OWNER/NAME."""
    issue_number: IssueNumber
    """Number of the issue."""


class EitherAction(GitHubAction[R]):
    """An action on one issue or pull request, which GitHub's issues API has under one number."""

    repo: RepoName
    """Repository that the issue is in, as OWNER/NAME."""
    issue_number: IssueNumber
    """Number of the issue or pull request."""


class PullAction(GitHubAction[R]):
    """An action on one pull request."""

    repo: RepoName
    """Repository that the pull request is in, as OWNER/NAME."""
    pull_number: PullNumber
    """Number of the pull request."""


class RunAction(GitHubAction[R]):
    """An action on one run of a workflow."""

    repo: RepoName
    """Repository that the run is in, as OWNER/NAME."""
    run_id: RunId
    """The run, by its id."""


class IssueNodeAction(IssueAction[R]):
    """An action on one issue that GraphQL knows by an id, for which a read finds it."""

    repo: Annotated[RepoName, Unsent()]
    issue_number: Annotated[IssueNumber, Unsent()]


class PullNodeAction(PullAction[R]):
    """An action on one pull request that GraphQL knows by an id, for which a read finds it."""

    repo: Annotated[RepoName, Unsent()]
    pull_number: Annotated[PullNumber, Unsent()]
