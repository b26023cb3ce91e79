"""Actions on the comments of tickets."""

from dataclasses import replace
from typing import Annotated, Any

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.marks import At, OfTarget, Unsent
from aegis_cli.actions.results.views import Line, Thread
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import CommentId, IssueKey, LongText
from aegis_cli.providers.jira.nouns.issue_changes import IssueWrite
from aegis_cli.providers.jira.nouns.issues import ADDED_TO
from aegis_cli.providers.jira.resources import Comment


class ListComments(
    JiraAction[list[Comment]],
    op="getComments",
    action="jira.comments.list",
    envelope="comments",
    says="List the comments on {issue}",
    view=Thread(
        title="Showing {count:comment|comments} on {issue}",
        author="{author.displayName}",
        moment="{created:ago}",
        body="{body}",
        piped=("{id}", "{author.displayName}", "{body}", "{created}"),
        empty="there are no comments on {issue}",
    ),
    verbs=("list", "show", "read"),
    utterances=(f"SHOW the comments on|to|in|for|of {phrases.TICKET}? {{issue}}",),
):
    """List the comments on a ticket."""

    issue: IssueKey
    """Ticket, as PROJ-12."""
    comment: Annotated[CommentId | None, Unsent()] = None
    """Only that of this id."""
    limit: Limit = 50
    """How many comments to show at most."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a comment is the one that is looked for."""
        return self.comment is None or item.get("id") == str(self.comment)


class AddComment(
    IssueWrite[Comment],
    op="addComment",
    action="jira.comments.add",
    effect=Effect.WRITE,
    undo=Undo(action="jira.comments.delete", answered={"comment": "id"}),
    target=ADDED_TO,
    says="Comment on {issue}",
    view=Line("Commented on {@issue}", piped="{id}"),
    verbs=(
        *("comment", "reply", "say", "write", "post"),
        *("add a comment", "leave a comment", "put a comment"),
    ),
    utterances=(
        Form(
            ("comment|reply|say|write|post",),
            phrases=(*phrases.ON, *phrases.SAYING),
            example="comment {body} on {issue}",
        ),
        Form(("write|post|add|leave|put",), ("as? comment|reply",), (*phrases.ON, *phrases.SAYING)),
    ),
):
    """Comment on a ticket."""

    body: LongText
    """What to say."""


_COMMENT: Target[Any] = Target(
    read=ListComments, by={"limit": ""}, pins=("id", "updated"), kinds=("comment",)
)


class EditComment(
    IssueWrite[Comment],
    op="updateComment",
    action="jira.comments.edit",
    effect=Effect.ASKED,
    because="a text replaces the whole comment, and pictures, mentions and tables in it go",
    target=replace(_COMMENT, shows=(("would be gone", "{beside_text:or_none}"),)),
    confirmation=Confirmation(
        phrase="edit comment {comment} on {issue}",
        same="edit comment {id} on {@issue}",
        heading="The new text replaces all of the old comment:",
    ),
    says="Change comment {comment} on {issue}",
    view=Line("Changed comment {id} on {@issue}", piped="{id}"),
    utterances=(
        f"CHANGE the comment {{comment}} on|of {phrases.TICKET}? {{issue}} to|with {{body}}",
    ),
):
    """Replace a comment by a text, with all that the old one holds."""

    comment: Annotated[CommentId, At("id")]
    """Comment, by its id in the list."""
    body: Annotated[LongText, OfTarget("body")]
    """What it says from now on."""


class DeleteComment(
    IssueWrite[None],
    op="deleteComment",
    action="jira.comments.delete",
    effect=Effect.ASKED,
    undo=Lasting("What is destroyed does not come back."),
    because="it takes away one text, and Jira tells those who watch the ticket",
    target=_COMMENT,
    says="Delete comment {comment} on {issue}",
    view=Line("Deleted comment {@comment} on {@issue}", piped="{@comment}"),
    confirmation=Confirmation(
        phrase="delete comment {comment} on {issue}",
        same="delete comment {id} on {@issue}",
        heading="This would be lost for good:",
    ),
    utterances=(f"delete|remove the comment {{comment}} on|of|from {phrases.TICKET}? {{issue}}",),
):
    """Delete a comment for good."""

    comment: Annotated[CommentId, At("id")]
    """Comment, by its id in the list."""
