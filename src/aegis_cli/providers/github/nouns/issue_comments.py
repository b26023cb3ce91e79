"""Actions on one comment of an issue or a pull request."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect, Stake
from aegis_cli.actions.field_types import CommentBody, IdNumber, RepoName
from aegis_cli.actions.kinds import Kind, Role, Synonyms, numbered
from aegis_cli.actions.marks import At, Found, Unsent
from aegis_cli.actions.target import Glance, Target
from aegis_cli.actions.views import Card, Line, linked
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.issues import EitherWrite
from aegis_cli.providers.github.resources import Comment, Resource
from aegis_cli.providers.github.targets import NodeId

IssueCommentId: TypeAlias = Annotated[
    IdNumber,
    numbered(
        "comment",
        "1234",
        "Say which comment by its id: the address of comment 1234 ends with #issuecomment-1234.",
        in_container=True,
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

    glance: ClassVar = Glance(
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
    asks=("SHOW? the comment {comment_id}",),
):
    """Show one comment on an issue or a pull request."""


COMMENT = Target(read=GetComment)


class UpdateComment(
    _CommentAction[Comment],
    op="issues/update-comment",
    action="issues.update_comment",
    effect=Effect.WRITE,
    target=COMMENT,
    says="Replace the text of comment {comment_id} of {repo}",
    view=linked("Changed the comment", already="The comment already said so"),
    asks=(
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
    says="Delete comment {comment_id} of {repo}",
    view=Line("Deleted comment {@comment_id} of {@repo}", piped="{@comment_id}"),
    target=replace(
        COMMENT,
        pins=("node_id", "updated_at"),
        shows=(
            ("written", "{created_at:ago}"),
            ("text", "{body}"),
            ("address", "{html_url}"),
        ),
    ),
    stake=Stake(
        phrase="delete comment {comment_id} of {repo}",
        same="delete comment {id} of {@repo}",
        heading="This would be lost for good:",
    ),
    asks=("delete|remove the comment {comment_id}",),
):
    """Delete a comment on an issue or a pull request for good."""


class _CommentNodeAction(_CommentAction[R]):
    """An action on one comment that GraphQL knows by an id, for which a read finds it."""

    target = COMMENT

    repo: Annotated[RepoName, Unsent()]
    comment_id: Annotated[IssueCommentId, Unsent()]
    subject_id: Annotated[
        NodeId | None, At("subjectId"), Found(read=GetComment, path="node_id")
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
    says="Hide comment {comment_id} of {repo}",
    view=Line("Comment {@comment_id} of {@repo} is hidden as {minimizedReason}"),
    asks=("hide|minimize|collapse the comment {comment_id} as|because_it_is {classifier}",),
):
    """Hide a comment for a reason; everybody can still open it."""

    classifier: Annotated[
        Literal["ABUSE", "DUPLICATE", "OFF_TOPIC", "OUTDATED", "RESOLVED", "SPAM"],
        Kind(role=Role.CHOICE, example="spam", question="Say why, as in spam."),
        Synonyms(OFF_TOPIC=("off-topic",), ABUSE=("abusive",), DUPLICATE=("a duplicate",)),
    ]
    """Why."""

    def answered(self, data: Any) -> dict[str, Any]:
        """Compare the reason, which GitHub answers in small letters."""
        reason = str(data["minimizedReason"]).upper().replace("-", "_")
        return {"classifier": reason if data["isMinimized"] else ""}


class UnminimizeComment(
    _CommentNodeAction[ShownOrHidden],
    op="graphql:comments_unminimize",
    action="comments.unminimize",
    effect=Effect.WRITE,
    says="Show comment {comment_id} of {repo} to everybody again",
    view=Line("Comment {@comment_id} of {@repo} is no longer hidden", piped="{@comment_id}"),
    asks=("unhide|unminimize|expand the comment {comment_id} [again]",),
):
    """Show a hidden comment again."""

    def answered(self, data: Any) -> dict[str, Any]:
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


class ReactToIssue(
    EitherWrite[Reaction],
    op="reactions/create-for-issue",
    action="issues.react",
    effect=Effect.WRITE,
    statuses=(200, 201),
    says="React to {repo}#{issue_number} with {content}",
    view=Line("Reacted to {@repo}#{@issue_number} with {content}", piped="{id}"),
    asks=reacting("{issue_number}"),
):
    """React to an issue or a pull request."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    content: Emoji


class ReactToComment(
    _CommentAction[Reaction],
    op="reactions/create-for-issue-comment",
    action="issues.react_to_comment",
    effect=Effect.WRITE,
    target=COMMENT,
    statuses=(200, 201),
    says="React to comment {comment_id} of {repo} with {content}",
    view=Line("Reacted to comment {@comment_id} of {@repo} with {content}", piped="{id}"),
    asks=reacting("the comment {comment_id}"),
):
    """React to a comment on an issue or a pull request."""

    content: Emoji
