"""Actions on the comments of issues and pull requests."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms, numbered_kind
from aegis_cli.actions.fields.marks import At, ResolvedId, Unsent
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import Card, Line, Thread, line_with_link
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import CommentBody, RepoName
from aegis_cli.providers.github.nouns.issues.issues import EitherWrite
from aegis_cli.providers.github.repositories import REPOSITORY
from aegis_cli.providers.github.resources import Comment, Resource
from aegis_cli.providers.github.targets import EitherAction, NodeId


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
    utterances=(
        (
            "SHOW? the [first|top {limit} of?] [{limit:number} of?] comments|replies"
            " on|to|in|for|of|from|off? {issue_number} [limit|at_most|up_to {limit:number}]"
        ),
    ),
):
    """List the comments on an issue or a pull request."""

    limit: Limit = 30
    """How many comments to show at most."""


class AddComment(
    EitherWrite[Comment],
    op="issues/create-comment",
    action="issues.add_comment",
    effect=Effect.WRITE,
    page=NewPage(noun="comment", path="/{repo}/issues/{issue_number}#issuecomment-", number="id"),
    undo=Undo(action="issues.delete_comment", answered={"comment_id": "id"}),
    says="Comment on {repo}#{issue_number}",
    view=line_with_link("Commented on {@repo}#{@issue_number}"),
    verbs=(
        *("comment", "reply", "say", "write", "post"),
        *("add a comment", "add the comment", "leave a comment", "put a comment"),
    ),
    utterances=(
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


IssueCommentId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind(
        "comment",
        "1234",
        "Say which comment by its id: the address of comment 1234 ends with #issuecomment-1234.",
        inside=REPOSITORY,
        also=(r"(?:https?://\S+)?#issuecomment-([0-9]+)",),
    ),
]


class _CommentAction(GitHubAction[R]):
    """An action on one comment."""

    repo: RepoName
    """Repository that the comment is in, as OWNER/NAME."""
    comment_id: IssueCommentId
    """The comment, by the id that its address ends with."""


class StoredComment(Comment):
    """A comment with what tells it from every other, and from itself before it was edited."""

    headline: ClassVar = Headline(
        kind="comment",
        name="{id} of {@repo}",
        title="{body}",
        state="by {user.login:or_none}",
        identity=("node_id",),
    )

    node_id: str
    updated_at: str


class GetComment(
    _CommentAction[StoredComment],
    op="issues/get-comment",
    action="issues.get_comment",
    says="Show comment {comment_id} of {repo}",
    view=Card(
        heading="Comment {id} of {@repo}",
        summary=(("{user.login}", "bold"), ("{created_at:ago}", "grey")),
        facts=(),
        body="{body}",
        footer="View this comment on GitHub: {html_url}",
        piped=(("author", "{user.login}"), ("created", "{created_at}"), ("url", "{html_url}")),
    ),
    verbs=("show", "get", "view", "read"),
    utterances=("SHOW? the comment {comment_id}",),
):
    """Show one comment on an issue or a pull request."""


COMMENT = Target(read=GetComment)


def deletion_target(comment: Target[Any]) -> Target[Any]:
    """Return the target of a deletion: it shows what is lost, and is the comment that was read."""
    return replace(
        comment,
        pins=("node_id", "updated_at"),
        shows=(
            ("written", "{created_at:ago}"),
            ("text", "{body}"),
            ("address", "{html_url}"),
        ),
    )


LOST = "This would be lost for good:"


class UpdateComment(
    _CommentAction[Comment],
    op="issues/update-comment",
    action="issues.update_comment",
    effect=Effect.WRITE,
    target=COMMENT,
    says="Replace the text of comment {comment_id} of {repo}",
    view=line_with_link(
        "Changed comment {id} in {@repo}", already="Comment {id} in {@repo} already said so"
    ),
    utterances=(
        (
            "edit|change|update|replace the comment {comment_id} to|with {body} [{body:quote}]"
            " [to|with|from {body:stdin}]"
        ),
        (
            "set|edit|change|update|replace the BODY of the comment {comment_id} to|with {body}"
            " [to|with|from {body:stdin}]"
        ),
    ),
):
    """Replace the text of a comment on an issue or a pull request."""

    body: CommentBody
    """What it says from now on, in Markdown."""


class DeleteComment(
    _CommentAction[None],
    op="issues/delete-comment",
    action="issues.delete_comment",
    effect=Effect.DESTRUCTIVE,
    because="what somebody wrote is gone for good, and GitHub shows nothing in its place",
    says="Delete comment {comment_id} of {repo}",
    view=Line("Deleted comment {@comment_id} of {@repo}", piped="{@comment_id}"),
    target=deletion_target(COMMENT),
    confirmation=Confirmation(
        phrase="delete comment {comment_id} of {repo}",
        same="delete comment {id} of {@repo}",
        heading=LOST,
    ),
    utterances=("delete|remove the comment {comment_id}",),
):
    """Delete a comment on an issue or a pull request for good."""


class _CommentNodeAction(_CommentAction[R]):
    """An action on one comment that GraphQL knows by an id, for which a read finds it."""

    target = COMMENT

    repo: Annotated[RepoName, Unsent()]
    comment_id: Annotated[IssueCommentId, Unsent()]
    subject_id: Annotated[
        NodeId | None, At("subjectId"), ResolvedId(read=GetComment, path="node_id")
    ] = None
    """Its node id."""


class ShownOrHidden(Resource):
    """Whether a comment is hidden."""

    isMinimized: bool  # noqa: N815  # GitHub's name


class HiddenComment(ShownOrHidden):
    """Whether a comment is hidden, and why."""

    minimizedReason: str | None = None  # noqa: N815  # GitHub's name


class MinimizeComment(
    _CommentNodeAction[HiddenComment],
    op="graphql:comments_minimize",
    action="comments.minimize",
    effect=Effect.WRITE,
    undo=Lasting("Whether it was hidden before is not known; comments.unminimize shows it."),
    says="Hide comment {comment_id} of {repo}",
    view=Line("Comment {@comment_id} of {@repo} is hidden as {minimizedReason}"),
    utterances=("hide|minimize|collapse the comment {comment_id} as|because_it_is {classifier}",),
):
    """Hide a comment for a reason; everybody can still open it."""

    classifier: Annotated[
        Literal["ABUSE", "DUPLICATE", "OFF_TOPIC", "OUTDATED", "RESOLVED", "SPAM"],
        Kind(role=Role.CHOICE, example="spam", question="Say why, as in spam."),
        Synonyms(OFF_TOPIC=("off-topic",), ABUSE=("abusive",), DUPLICATE=("a duplicate",)),
    ]
    """Why."""

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Compare the reason, which GitHub answers in small letters."""
        reason = str(data["minimizedReason"]).upper().replace("-", "_")
        return {"classifier": reason if data["isMinimized"] else ""}


class UnminimizeComment(
    _CommentNodeAction[ShownOrHidden],
    op="graphql:comments_unminimize",
    action="comments.unminimize",
    effect=Effect.WRITE,
    undo=Lasting("Why it was hidden is not known."),
    says="Show comment {comment_id} of {repo} to everybody again",
    view=Line("Comment {@comment_id} of {@repo} is no longer hidden", piped="{@comment_id}"),
    utterances=("unhide|unminimize|expand the comment {comment_id} [again]",),
):
    """Show a hidden comment again."""

    def answer_values(self, data: Any) -> dict[str, Any]:
        """Compare whether the comment is still hidden."""
        return {"subject_id": "hidden" if data["isMinimized"] else self.subject_id}


Emoji: TypeAlias = Annotated[
    Literal["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"],
    Kind(role=Role.CHOICE, example="heart", question="Say with what, as in heart."),
    Synonyms(
        **{"+1": ("thumbs up", "thumbs-up", "👍"), "-1": ("thumbs down", "thumbs-down", "👎")},
        laugh=("laughter", "😄"),
        confused=("confusion", "😕"),
        heart=("love", "❤️"),
        hooray=("tada", "🎉"),
        rocket=("🚀",),
        eyes=("👀",),
    ),
    Field(description="With what."),
]


class Reaction(Resource):
    """What somebody put under a text."""

    id: int
    content: str


def reacting(thing: str) -> tuple[str, ...]:
    """Return how people ask for a reaction to a thing, such as `the comment {comment_id}`."""
    return (
        f"react to|on {thing} with a {{content}}",
        f"add|put|leave a {{content}} reaction? to|on|under {thing}",
        f"give {thing} a {{content}}",
    )


class ReactToComment(
    _CommentAction[Reaction],
    op="reactions/create-for-issue-comment",
    action="issues.react_to_comment",
    effect=Effect.WRITE,
    undo=Lasting("No action takes a reaction back."),
    target=COMMENT,
    says="React to comment {comment_id} of {repo} with {content}",
    view=Line("Reacted to comment {@comment_id} of {@repo} with {content}", piped="{id}"),
    utterances=reacting("the comment {comment_id}"),
):
    """React to a comment on an issue or a pull request."""

    content: Emoji
