"""Actions on the types that an organization gives its issues."""

from typing import Annotated, ClassVar

from pydantic import Field

from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import OwnerName, RepoName
from aegis_cli.providers.github.resources import Resource

ITS_ORG = Field(description="Organization whose members see them.")


class IssueType(Resource):
    """A type of issues, such as Bug."""

    listing: ClassVar = Listing(
        "issue type|issue types",
        columns=(
            Column("NAME", "{name}", style="bold"),
            Column("DESCRIPTION", "{description}", flexible=True),
            Column("COLOR", "{color}", style="grey"),
        ),
        piped=("{name}", "{description}", "{color}", "{id}"),
    )

    id: int
    name: str
    description: str | None = None
    color: str | None = None


class ListTypes(
    GitHubAction[list[IssueType]],
    op="orgs/list-issue-types",
    action="issues.list_types",
    says="List the issue types of {org}",
    utterances=("SHOW? the issue types of|in {org}",),
):
    """List the types that the issues of an organization may have."""

    org: Annotated[OwnerName, ITS_ORG]


class ListRepoTypes(
    GitHubAction[list[IssueType]],
    op="repos/list-issue-types",
    action="issues.list_repo_types",
    says="List the issue types of {repo}",
    utterances=("SHOW? the issue types",),
):
    """List the types that the issues of a repository may have."""

    repo: RepoName
    """Repository, as OWNER/NAME."""
