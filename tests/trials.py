"""Five actions that the catalogue does not have, each as one class; no row of words beside them."""

from typing import Literal

from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.facts import Approval, Effect, Stake
from aegis_cli.actions.kinds import (
    Branch,
    Description,
    Label,
    OwnerName,
    PullNumber,
    RepoName,
    TeamSlug,
)
from aegis_cli.actions.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.resources import LabelResource


class CreateLabel(
    GitHubAction[LabelResource],
    op="issues/create-label",
    action="trials.create_label",
    effect=Effect.WRITE,
    needs="issues:write",
    says="Define the label {name!r} in {repo}",
    asks=("create|define|make the label|labels {name} [with the description {description}]",),
    view=Line("Defined the label {name!r} in {@repo}"),
):
    """Define a label in a repository."""

    repo: RepoName
    """Repository to define it in, as OWNER/NAME."""
    name: Label
    """Name of the new label."""
    description: Description | None = None
    """What it is for."""


class DeleteLabel(
    GitHubAction[None],
    op="issues/delete-label",
    action="trials.delete_label",
    effect=Effect.DESTRUCTIVE,
    needs="issues:write",
    says="Delete the label {name!r} of {repo}",
    asks=("delete the label|labels {name}",),
    view=Line("Deleted the label {@name!r} of {@repo}"),
    approval=Approval.STRICT,
    stake=Stake(phrase="{name}"),
):
    """Delete a label of a repository."""

    repo: RepoName
    """Repository that defines it, as OWNER/NAME."""
    name: Label
    """Label to delete."""


class MergePull(
    GitHubAction[None],
    op="pulls/merge",
    action="trials.merge_pull",
    effect=Effect.WRITE,
    needs="contents:write",
    says="Merge {repo}#{pull_number}",
    asks=("merge {pull_number} [by|with|using {merge_method}]",),
    view=Line("Merged {@repo}#{@pull_number}"),
    approval=Approval.STRICT,
    stake=Stake(phrase="{repo}#{pull_number}"),
    statuses=(200,),
):
    """Merge a pull request."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    pull_number: PullNumber
    """Number of the pull request."""
    merge_method: Literal["merge", "squash", "rebase"] | None = None
    """How."""


class DeleteBranch(
    GitHubAction[None],
    op="git/delete-ref",
    action="trials.delete_branch",
    effect=Effect.DESTRUCTIVE,
    needs="contents:write",
    says="Delete the branch {ref} of {repo}",
    asks=("delete|remove the branch {ref}",),
    view=Line("Deleted the branch {@ref} of {@repo}"),
    approval=Approval.STRICT,
    stake=Stake(phrase="{ref}"),
):
    """Delete a branch."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    ref: Branch
    """Branch to delete."""


class AddRepoToTeam(
    GitHubAction[None],
    op="teams/add-or-update-repo-permissions-in-org",
    action="trials.add_repo_to_team",
    effect=Effect.WRITE,
    needs="administration:write",
    says="Give the team {team_slug} of {org} access to {repo}",
    asks=("add {repo} to the team {team_slug} of|in {org}",),
    view=Line("Added {@repo} to the team {@team_slug}"),
):
    """Give a team access to a repository: two containers."""

    org: OwnerName
    """Organisation that the team is in."""
    team_slug: TeamSlug
    """Team, as its address has it."""
    repo: RepoName
    """Repository, as OWNER/NAME."""


CLASSES = (CreateLabel, DeleteLabel, MergePull, DeleteBranch, AddRepoToTeam)
ENTRIES = {
    cls.facts.action: CatalogEntry(
        cls.facts.action,
        __name__,
        cls.__name__,
        str(cls.facts.effect),
        cls.facts.action,
        cls.facts.says,
    )
    for cls in CLASSES
}
"""Their entries in a catalogue."""
