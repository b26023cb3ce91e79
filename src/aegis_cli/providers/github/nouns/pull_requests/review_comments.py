"""Actions on the comments of reviews, each of which is about a place in a pull request."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.field_types import Direction, Limit
from aegis_cli.actions.fields.marks import ResolvedId
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Card, Line, Thread, line_with_link
from aegis_cli.actions.targets.target import Headline, Target
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.core.text import quote
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import CommentBody, RepoName
from aegis_cli.providers.github.nouns.issues.comments import (
    LOST,
    Emoji,
    Reaction,
    StoredComment,
    deletion_target,
    reacting,
)
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull, PullWrite
from aegis_cli.providers.github.nouns.pull_requests.review_changes import LineNumber, Side
from aegis_cli.providers.github.nouns.pull_requests.review_threads import (
    ReviewCommentId,
    line_of,
    where,
)
from aegis_cli.providers.github.nouns.repos.files import FilePath
from aegis_cli.providers.github.resources import Comment
from aegis_cli.providers.github.targets import PullAction


class ReviewComment(Comment):
    """A comment on a place in a pull request."""

    path: str
    line: int | None = None


class StoredReviewComment(ReviewComment, StoredComment):
    """A review comment with what tells it from itself before it was edited."""

    headline: ClassVar = Headline(
        kind="review comment",
        name="{id} of {@repo}",
        title="{body}",
        state=lambda comment: (
            f"on {quote(text_at(comment, 'path'))}{line_of(comment)} "
            f"by {text_at(comment, 'user.login') or 'nobody'}"
        ),
        identity=("node_id",),
    )


class _ReviewCommentAction(GitHubAction[R]):
    """An action on one review comment."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    comment_id: ReviewCommentId


class GetReviewComment(
    _ReviewCommentAction[StoredReviewComment],
    op="pulls/get-review-comment",
    action="review_comments.get",
    says="Show review comment {comment_id} of {repo}",
    view=Card(
        heading="Review comment {id} of {@repo}",
        summary=(("{user.login}", "bold"), (where, "plain"), ("{created_at:ago}", "grey")),
        facts=(),
        body="{body}",
        footer="View this comment on GitHub: {html_url}",
        piped=(("author", "{user.login}"), ("place", where), ("url", "{html_url}")),
    ),
    verbs=("show", "get", "view", "read"),
    utterances=("SHOW the review comment {comment_id}",),
):
    """Show one comment of a review."""


REVIEW_COMMENT = Target(read=GetReviewComment)


class ListReviewComments(
    PullAction[list[ReviewComment]],
    op="pulls/list-review-comments",
    action="review_comments.list",
    says="List the review comments on {repo}#{pull_number}",
    view=Thread(
        title="Showing {count:review comment|review comments} on {repo}#{pull_number}",
        author="{user.login}",
        parts=((where, "bold"), ("comment {id}", "grey")),
        moment="{created_at:ago}",
        body="{body}",
        piped=("{id}", "{user.login}", where, "{body}", "{created_at}"),
        empty="there are no review comments on {repo}#{pull_number}",
    ),
    verbs=("list", "show", "read"),
    utterances=(
        (
            "SHOW? the [first {limit}] review|line|inline comments on|of|in|for {pull_number}"
            " [sorted by {sort}] [{direction} first]"
        ),
    ),
):
    """List the comments on the code of a pull request one by one, without their threads."""

    sort: Literal["created", "updated"] | None = None
    """What to sort by; GitHub sorts by creation unless told otherwise."""

    direction: Direction | None = None

    limit: Limit = 30
    """How many comments to show at most."""


class CreateReviewComment(
    PullWrite[ReviewComment],
    op="pulls/create-review-comment",
    action="review_comments.create",
    effect=Effect.WRITE,
    undo=Undo(action="review_comments.delete", answered={"comment_id": "id"}),
    says="Comment on {path!r} in {repo}#{pull_number}",
    view=line_with_link("Commented on {path} in {@repo}#{@pull_number}", piped="{id}\t{html_url}"),
    utterances=(
        "comment|say|write {body} on|to|at line {line} of|in {path} in|of {pull_number}",
        "comment|say|write {body} on|to|at {path} line {line} in|of {pull_number}",
    ),
):
    """Comment on a line of a pull request, or on one of its files."""

    path: FilePath
    """File, from the root of the repository."""

    body: CommentBody

    line: LineNumber | None = None
    """Line in that file, the last of several."""

    side: Side | None = None

    start_line: LineNumber | None = None
    """First of several lines."""

    start_side: Side | None = None
    """Side of the first line."""

    subject_type: Literal["line", "file"] | None = None
    """What it is about, if it is about the whole file."""

    commit_id: Annotated[str | None, ResolvedId(read=GetPull, path="head.sha")] = None
    """The last commit that you saw."""

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if self.line is None and self.subject_type != "file":
            raise ValueError("say which line, or that it is about the file")
        return self


class ReplyToReviewComment(
    PullWrite[ReviewComment],
    op="pulls/create-reply-for-review-comment",
    action="review_comments.reply",
    effect=Effect.WRITE,
    also=("review_comments.create",),
    undo=Undo(action="review_comments.delete", answered={"comment_id": "id"}),
    target=REVIEW_COMMENT,
    says="Reply to review comment {comment_id} on {repo}#{pull_number}",
    view=line_with_link(
        "Replied to comment {@comment_id} on {@repo}#{@pull_number}", piped="{id}\t{html_url}"
    ),
    utterances=("reply|answer {body} to the review comment {comment_id} on|of|in {pull_number}",),
):
    """Reply to the first comment of a thread of a review."""

    comment_id: ReviewCommentId

    body: CommentBody


class UpdateReviewComment(
    _ReviewCommentAction[ReviewComment],
    op="pulls/update-review-comment",
    action="review_comments.update",
    effect=Effect.WRITE,
    target=REVIEW_COMMENT,
    says="Change review comment {comment_id} in {repo}",
    view=line_with_link(
        "Changed review comment {id} in {@repo}",
        already="Review comment {id} in {@repo} already said so",
    ),
    utterances=("change|edit|update|set the review comment {comment_id} to {body}",),
):
    """Replace the text of a review comment."""

    body: CommentBody
    """What it says from now on, in Markdown."""


class DeleteReviewComment(
    _ReviewCommentAction[None],
    op="pulls/delete-review-comment",
    action="review_comments.delete",
    effect=Effect.DESTRUCTIVE,
    because="what somebody wrote is gone for good, and GitHub shows nothing in its place",
    target=deletion_target(REVIEW_COMMENT),
    says="Delete review comment {comment_id} of {repo}",
    view=Line("Deleted review comment {@comment_id} of {@repo}", piped="{@comment_id}"),
    confirmation=Confirmation(
        phrase="delete review comment {comment_id} of {repo}",
        same="delete review comment {id} of {@repo}",
        heading=LOST,
    ),
    utterances=("delete|remove the review comment {comment_id}",),
):
    """Delete a review comment."""


class ReactToReviewComment(
    _ReviewCommentAction[Reaction],
    op="reactions/create-for-pull-request-review-comment",
    action="review_comments.react",
    effect=Effect.WRITE,
    undo=Lasting("No action takes a reaction back."),
    target=REVIEW_COMMENT,
    says="React to review comment {comment_id} of {repo} with {content}",
    view=Line("Reacted to review comment {@comment_id} of {@repo} with {content}", piped="{id}"),
    utterances=reacting("the review comment {comment_id}"),
):
    """React to a review comment."""

    content: Emoji
