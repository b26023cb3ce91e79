"""Actions that change an issue itself: what it says, and whether it is open."""

from dataclasses import replace
from typing import Annotated, Literal

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import Body, Label, Login, Title
from aegis_cli.actions.forms import Form
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.marks import Clear, Unsent
from aegis_cli.actions.views import linked
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.nouns.issues import ISSUE, IssueWrite, ItsMilestone
from aegis_cli.providers.github.nouns.milestones import MilestoneName
from aegis_cli.providers.github.resources import Issue


class UpdateIssue(
    IssueWrite[Issue],
    op="issues/update",
    action="issues.update",
    effect=Effect.WRITE,
    # Labels, people and milestones of pull requests are changed as those of issues are.
    target=replace(ISSUE, kinds=("issue", "pull request")),
    says="Change issue {repo}#{issue_number}",
    view=linked("Changed {@repo}#{number} ({@changes})", already="{@repo}#{number} was already so"),
    asks=(
        "CHANGE the title OF? {issue_number} to {title} [{title:quote}]",
        "rename|retitle {issue_number} [OF {issue_number:issues}] to|as {title} [{title:quote}]",
        (
            "CHANGE the BODY OF? {issue_number} to|with {body}"
            " [{body:quote}] [to|with|from {body:stdin}]"
        ),
        Form(("update|change|edit",), phrases.CHANGES, phrases.OF),
        "set|change the labels OF? {issue_number} to {labels}",
        "replace the labels OF? {issue_number} with|by {labels}",
        "set|replace|change the assignees|assignee OF? {issue_number} to|with|by {assignees}",
        "set|change the milestone OF? {issue_number} to {milestone}",
        "move|put|add {issue_number} to|into|in|under|on milestone {milestone}",
        Form(
            ("remove|take|drop",),
            ("{milestone:cleared}",),
            phrases.FROM,
            needs=("milestone",),
            example="remove the milestone from {issue_number}",
        ),
    ),
):
    """Change an issue: title, description, milestone, or all its labels or assignees."""

    title: Title | None = None
    """The new title."""

    body: Body | None = None
    """The new description, in Markdown; it replaces the old one."""

    labels: tuple[Label, ...] | None = None
    """The labels it has from now on; they replace those it had."""

    assignees: tuple[Login, ...] | None = None
    """The people it is assigned to from now on; they replace those before."""

    milestone: Annotated[MilestoneName | Clear | None, Unsent()] = None
    """Title or number of the milestone it is in from now on."""

    milestone_number: ItsMilestone = None


class CloseIssue(
    IssueWrite[Issue],
    op="issues/update",
    action="issues.close",
    effect=Effect.WRITE,
    says="Close issue {repo}#{issue_number}",
    view=linked("Closed {@repo}#{number}", already="{@repo}#{number} was already closed"),
    asks=(
        (
            "close|resolve|finish bug|bugs? {issue_number} [again]"
            " [as|because_it_is|because_it's|since_it_is {state_reason}]"
        ),
    ),
):
    """Close an issue."""

    state: Literal["closed"] = "closed"
    """The state that closing means."""

    state_reason: (
        Annotated[
            Literal["completed", "not_planned", "duplicate"],
            Synonyms(
                completed=("done", "fixed", "resolved"),
                not_planned=("not planned", "wontfix", "won't fix"),
            ),
        ]
        | None
    ) = None
    """Why it is closed; GitHub takes it as completed unless told otherwise."""


class ReopenIssue(
    IssueWrite[Issue],
    op="issues/update",
    action="issues.reopen",
    effect=Effect.WRITE,
    says="Reopen issue {repo}#{issue_number}",
    view=linked("Reopened {@repo}#{number}", already="{@repo}#{number} was already open"),
    asks=("reopen|re-open bug|bugs? {issue_number} [again]",),
):
    """Open a closed issue again."""

    state: Literal["open"] = "open"
    """The state that reopening means."""
