"""Actions that the catalogue does not have, each as one class: no row of words stands beside them."""

from typing import Annotated, Literal

from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.fields.marks import At, InPlace, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import (
    Branch,
    Description,
    IssueNumber,
    Label,
    OwnerName,
    PullNumber,
    RepoName,
    TeamSlug,
)
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import LabelResource

Colour = Annotated[str, Kind(role=Role.PAYLOAD, reads="colour", example="d73a4a")]


class CreateLabel(
    GitHubAction[LabelResource],
    op="issues/create-label",
    action="trials.create_label",
    effect=Effect.WRITE,
    target=Made(),
    needs="issues:write",
    says="Define the label {name!r} in {repo}",
    utterances=(
        (
            "create|define|make the label|labels {name} [in|with the color|colour {color}]"
            " [with the description {description}]"
        ),
    ),
    view=Line("Defined the label {name!r} in {@repo}"),
):
    """Define a label in a repository."""

    repo: RepoName
    """Repository to define it in, as OWNER/NAME."""
    name: Label
    """Name of the new label."""
    color: Colour | None = None
    """How it looks."""
    description: Description | None = None
    """What it is for."""


class DeleteLabel(
    GitHubAction[None],
    op="issues/delete-label",
    action="trials.delete_label",
    effect=Effect.DESTRUCTIVE,
    target=Made(),
    needs="issues:write",
    says="Delete the label {name!r} of {repo}",
    utterances=("delete the label|labels {name}",),
    view=Line("Deleted the label {@name!r} of {@repo}"),
    confirmation=Confirmation(phrase="{name}"),
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
    effect=Effect.ASKED,
    target=Made(),
    needs="contents:write",
    says="Merge {repo}#{pull_number}",
    utterances=("merge {pull_number} [by|with|using {merge_method}]",),
    view=Line("Merged {@repo}#{@pull_number}"),
    confirmation=Confirmation(phrase="{repo}#{pull_number}"),
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
    target=Made(),
    needs="contents:write",
    says="Delete the branch {branch} of {repo}",
    utterances=("delete|remove the branch {branch}",),
    view=Line("Deleted the branch {@branch} of {@repo}"),
    confirmation=Confirmation(phrase="{branch}"),
):
    """Delete a branch."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    branch: Annotated[Branch, At("ref", "heads/{}")]
    """Branch to delete."""


class AddRepoToTeam(
    GitHubAction[None],
    op="teams/add-or-update-repo-permissions-in-org",
    action="trials.add_repo_to_team",
    effect=Effect.WRITE,
    target=Made(),
    needs="administration:write",
    says="Give the team {team_slug} of {org} access to {repo}",
    utterances=("add {repo} to the team {team_slug} of|in {org}",),
    view=Line("Added {@repo} to the team {@team_slug}"),
):
    """Give a team access to a repository: two containers."""

    org: OwnerName
    """Organisation that the team is in."""
    team_slug: TeamSlug
    """Team, as its address has it."""
    repo: RepoName
    """Repository, as OWNER/NAME."""


MilestoneNumber = Annotated[
    int, Kind(role=Role.TARGET, reads="number", example="3", inside=REPOSITORY)
]


class DeleteMilestone(
    GitHubAction[None],
    op="issues/delete-milestone",
    action="trials.delete_milestone",
    effect=Effect.DESTRUCTIVE,
    target=Made(),
    says="Delete the milestone {milestone_number} of {repo}",
    utterances=("delete|drop the milestone {milestone_number}",),
    view=Line("Deleted the milestone {@milestone_number}"),
    confirmation=Confirmation(phrase="{milestone_number}"),
):
    """Delete a milestone, whose number is no issue's."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    milestone_number: MilestoneNumber
    """Number of the milestone."""


class AddSubIssue(
    GitHubAction[None],
    op="issues/add-sub-issue",
    action="trials.add_sub_issue",
    effect=Effect.WRITE,
    target=Made(),
    says="Put {repo}#{sub_issue_id} under {repo}#{issue_number}",
    utterances=("add {sub_issue_id} as a sub-issue of {issue_number}",),
    view=Line("Added"),
):
    """Put one issue under another: two things in one place."""

    repo: RepoName
    """Repository that both are in, as OWNER/NAME."""
    issue_number: IssueNumber
    """Number of the issue above."""
    sub_issue_id: IssueNumber
    """Number of the issue below."""


class BlockIssue(
    GitHubAction[None],
    op="issues/add-blocked-by-dependency",
    action="trials.block_issue",
    effect=Effect.WRITE,
    target=Made(),
    says="Let {repo}#{issue_number} wait for {its_repo}#{issue_id}",
    utterances=("block {issue_number} by|on {issue_id}",),
    view=Line("Blocked"),
):
    """Let one issue wait for another: two things, which may be in two places."""

    repo: RepoName
    """Repository of the issue that waits, as OWNER/NAME."""
    issue_number: IssueNumber
    """Number of the issue that waits."""
    issue_id: Annotated[IssueNumber, InPlace("its_repo")]
    """Number of the issue that it waits for."""
    its_repo: Annotated[RepoName | None, Unsent()] = None
    """Repository of the issue that it waits for, if that is another one."""


CLASSES = (
    CreateLabel,
    DeleteLabel,
    MergePull,
    DeleteBranch,
    AddRepoToTeam,
    DeleteMilestone,
    AddSubIssue,
    BlockIssue,
)
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
