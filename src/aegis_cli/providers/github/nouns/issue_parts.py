"""Actions on what an issue or a pull request has: comments, labels and assignees."""

from typing import Annotated

from pydantic import Field

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.field_types import CommentBody, Label, Limit, Login
from aegis_cli.actions.forms import Form
from aegis_cli.actions.marks import Answered, OfTarget
from aegis_cli.actions.views import Line, Thread, linked
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.nouns.issues import EitherWrite
from aegis_cli.providers.github.resources import Comment, Issue, LabelResource
from aegis_cli.providers.github.targets import EitherAction


class AddComment(
    EitherWrite[Comment],
    op="issues/create-comment",
    action="issues.add_comment",
    effect=Effect.WRITE,
    says="Comment on {repo}#{issue_number}",
    view=linked("Commented on {@repo}#{@issue_number}"),
    verbs=(
        *("comment", "reply", "say", "write", "post"),
        *("add a comment", "add the comment", "leave a comment", "put a comment"),
    ),
    asks=(
        Form(
            ("comment|reply|say|write|post",),
            phrases=(*phrases.COMMENT, "with|from|using? {body:stdin} as BODY|comment"),
            example="comment {body} on {issue_number}",
        ),
        Form(("write|post|add|leave|put",), ("as? comment|reply",), phrases.COMMENT),
    ),
):
    """Comment on an issue or a pull request."""

    body: CommentBody


class ListComments(
    EitherAction[list[Comment]],
    op="issues/list-comments",
    action="issues.list_comments",
    says="List the comments on {repo}#{issue_number}",
    view=Thread(
        title="Showing {count:comment|comments} on {repo}#{issue_number}",
        author="{user.login}",
        moment="{created_at:ago}",
        body="{body}",
        piped=("{id}", "{user.login}", "{body}", "{created_at}"),
        empty="there are no comments on {repo}#{issue_number}",
    ),
    verbs=("list", "show", "read"),
    asks=(
        (
            "SHOW? the [first|top {limit} of?] [{limit:number} of?] comments|replies"
            " on|to|in|for|of|from|off? {issue_number} [limit|at_most|up_to {limit:number}]"
        ),
    ),
):
    """List the comments on an issue or a pull request."""

    limit: Limit = 30
    """How many comments to show at most."""


class AddLabels(
    EitherWrite[list[LabelResource]],
    op="issues/add-labels",
    action="issues.add_labels",
    effect=Effect.WRITE,
    says="Add labels to {repo}#{issue_number}",
    view=Line(
        "Labelled {@repo}#{@issue_number} with {@labels}; its labels are now: {name:or_none}",
        piped="{name}",
    ),
    asks=(
        Form(
            ("label|tag ON? {issue_number}",),
            phrases=(*phrases.TO_REPO, "as|with? LABELS? {labels}", *phrases.FILLER_PHRASES),
            example="label {issue_number} {labels}",
        ),
        Form(
            ("mark {issue_number}",),
            phrases=(*phrases.TO_REPO, "as {labels:bug}", "as {labels:quote}"),
            needs=("labels",),
        ),
        Form(
            ("give {issue_number}",),
            phrases=(
                *phrases.TO_REPO,
                "LABELS {labels}",
                "{labels} label",
                "{labels:several} labels",
            ),
            needs=("labels",),
        ),
        Form(
            ("add|put|mark",),
            ("with? LABELS {labels}", "{labels} label", "{labels:several} labels"),
            phrases.TO,
        ),
    ),
):
    """Add labels to an issue or a pull request, beside those it has."""

    labels: Annotated[tuple[Label, ...], Field(min_length=1), Answered(""), OfTarget("labels")]
    """Labels to add."""


class RemoveLabel(
    EitherWrite[list[LabelResource]],
    op="issues/remove-label",
    action="issues.remove_label",
    effect=Effect.WRITE,
    because="the label stays in the repository and can be added again",
    says="Remove the label {name!r} from {repo}#{issue_number}",
    view=Line(
        "Took {@name!r} off {@repo}#{@issue_number}; its labels are now: {name:or_none}",
        piped="{name}",
    ),
    verbs=("remove", "unlabel", "untag", "take", "drop", "delete the label"),
    asks=(
        Form(
            ("remove|take|drop|delete",),
            ("LABELS {name:labels}", "{name:labels} label", "{name:several} labels"),
            phrases.FROM,
            example="remove the label {name} from {issue_number}",
        ),
        Form(("unlabel|untag",), phrases=(*phrases.FROM, "{name:labels}")),
    ),
):
    """Take a label off an issue or a pull request."""

    name: Annotated[Label, OfTarget("labels", called="labels")]
    """Label to take off."""


class AddAssignees(
    EitherWrite[Issue],
    op="issues/add-assignees",
    action="issues.add_assignees",
    effect=Effect.WRITE,
    says="Assign {repo}#{issue_number} to {assignees}",
    view=linked("{@repo}#{number} is now assigned to {assignees.login:or_none}"),
    asks=(
        Form(
            ("assign", "assign {assignees}"),
            phrases=(*phrases.TO, "to {assignees}", "again"),
            example="assign {assignees} to {issue_number}",
        ),
        Form(
            ("give",),
            phrases=(
                "{issue_number}",
                "{repo} {issue_number}",
                *phrases.TO_REPO,
                "to {assignees}",
                "{assignees:handles} {issue_number}",
            ),
        ),
        Form(
            ("add|assign",),
            ("assignees|assignee {assignees}", "{assignees} as assignees|assignee"),
            phrases.TO,
        ),
    ),
):
    """Assign people to an issue or a pull request, beside those it has."""

    assignees: Annotated[tuple[Login, ...], Field(min_length=1, max_length=10)]
    """People to assign; @me is you."""
