"""Actions on what happened to an issue or a pull request, oldest first."""

from typing import Any, ClassVar, TypeAlias

from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.results.templates import fill, text_at
from aegis_cli.actions.results.views import Column, Listing
from aegis_cli.providers.github.resources import Resource, User
from aegis_cli.providers.github.targets import EitherAction

_Object: TypeAlias = dict[str, Any] | None

_SAID = {
    "labeled": "added the label {label.name!r}",
    "unlabeled": "removed the label {label.name!r}",
    "assigned": "assigned {assignee.login}",
    "unassigned": "unassigned {assignee.login}",
    "milestoned": "set the milestone {milestone.title!r}",
    "demilestoned": "took away the milestone {milestone.title!r}",
    "renamed": "changed the title from {rename.from!r} to {rename.to!r}",
    "review_requested": "asked {requested_reviewer.login} for a review",
    "commented": "commented: {body}",
    "reviewed": "reviewed: {state} {body}",
    "committed": "committed {sha}: {message}",
    "cross-referenced": "mentioned it in {source.issue.html_url}",
    "closed": "closed it {state_reason}",
}
"""What to say of an event beside its name."""


def _what_happened(event: Any) -> str:
    """Say what happened, in the words of GitHub where there are no better ones."""
    name = text_at(event, "event")
    return fill(_SAID.get(name, name.replace("_", " ")), event, now=None).strip()


_MOMENT = "created_at|submitted_at|author.date"
_WHO = "{actor.login|user.login|author.name}"
"""An event of an issue, a review and a commit name these differently."""


class IssueEvent(Resource):
    """Something that happened to an issue; which fields it has depends on what."""

    listing: ClassVar = Listing(
        "event|events",
        columns=(
            Column("WHEN", f"{{{_MOMENT}:age}}", style="grey"),
            Column("WHO", _WHO, style="bold"),
            Column("WHAT", _what_happened, flexible=True),
        ),
        piped=(f"{{{_MOMENT}}}", _WHO, "{event}", _what_happened),
    )

    event: str
    actor: User | None = None
    created_at: str | None = None
    label: _Object = None
    assignee: User | None = None
    milestone: _Object = None
    rename: _Object = None
    requested_reviewer: User | None = None


class TimelineEvent(IssueEvent):
    """Something that happened to an issue or was said there."""

    event: str = ""
    user: User | None = None
    author: _Object = None
    submitted_at: str | None = None
    source: _Object = None
    state: str | None = None
    state_reason: str | None = None
    sha: str | None = None
    message: str | None = None
    body: str | None = None


class ListTimeline(
    EitherAction[list[TimelineEvent]],
    op="issues/list-events-for-timeline",
    action="issues.list_timeline",
    says="List what happened and was said on {repo}#{issue_number}",
    verbs=("list", "show"),
    utterances=(
        "SHOW? the [first|top {limit} events of] timeline|history of|on|for {issue_number}",
        "what happened to|on|in {issue_number}",
    ),
):
    """List the changes and the comments of an issue or a pull request in one row, oldest first."""

    limit: Limit = 100


class ListEvents(
    EitherAction[list[IssueEvent]],
    op="issues/list-events",
    action="issues.list_events",
    says="List what happened to {repo}#{issue_number}",
    utterances=("SHOW? the [first|top {limit}] events of|on|for|in {issue_number}",),
):
    """List the changes of an issue or a pull request, such as its labels, without the comments."""

    limit: Limit = 30
