"""Actions that give, submit, discard and dismiss the reviews of a pull request."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Kind, Role, Synonyms
from aegis_cli.actions.fields.marks import Answered, CountsAs, Doc, ListItem, ResolvedId, Unsent
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Line, line_with_link
from aegis_cli.actions.targets.target import Target
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_types import Body, CommentBody
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull, PullWrite
from aegis_cli.providers.github.nouns.pull_requests.reviews import (
    GetReview,
    ListReviews,
    Review,
    ReviewId,
)

_DECIDED = {
    "APPROVED": "APPROVE",
    "CHANGES_REQUESTED": "REQUEST_CHANGES",
    "COMMENTED": "COMMENT",
    "DISMISSED": "DISMISS",
}


def _decision(review: Any) -> str:
    """Return what was decided, which left a review in its state."""
    state = text_at(review, "state")
    return _DECIDED.get(state, state)


ReviewEvent: TypeAlias = Annotated[
    Literal["APPROVE", "REQUEST_CHANGES", "COMMENT"],
    Kind(role=Role.CHOICE, question="Say what you decide: approve, request changes or comment."),
    Synonyms(APPROVE=("approval",), COMMENT=("review",)),
    Answered(_decision),
]
Pending: TypeAlias = Annotated[Literal["PENDING"], Unsent()]

LineNumber: TypeAlias = Annotated[
    int,
    Kind(role=Role.TARGET, reads="number", noun="line", example="13"),
    Field(ge=1, le=2_147_483_647),
]
Side: TypeAlias = Annotated[
    Literal["LEFT", "RIGHT"],
    Doc("LEFT is the file before the change, RIGHT after it; GitHub takes RIGHT unless told."),
]

_AS_COMMENT = CountsAs(("issues.add_comment",))
"""What a review says of the whole stands among the comments of the pull request."""
_DOES = {
    None: "Begin a review of",
    "APPROVE": "Approve",
    "REQUEST_CHANGES": "Request changes on",
    "COMMENT": "Review",
}
PendingReviewId: TypeAlias = Annotated[
    ReviewId | None,
    ResolvedId(read=ListReviews, path="id"),
    Field(description="Your pending review, of which there is one at most."),
]


class LineComment(ListItem):
    """A comment on lines of a pull request's changes."""

    path: Annotated[str, StringConstraints(min_length=1)]
    """File, from the root of the repository."""

    line: Annotated[int, Field(ge=1)]
    """Line in that file, the last of several."""

    body: CommentBody
    """What to say, in Markdown."""

    side: Side | None = None
    """LEFT is the file before the change, RIGHT after it; GitHub takes RIGHT unless told."""

    start_line: Annotated[int, Field(ge=1)] | None = None
    """First of several lines."""

    start_side: Side | None = None
    """Side of the first line."""


class CreateReview(
    PullWrite[Review],
    op="pulls/create-review",
    action="reviews.create",
    effect=Effect.WRITE,
    page=NewPage(noun="review", path="/{repo}/pull/{pull_number}#pullrequestreview-", number="id"),
    undo=Lasting("A review stays; whoever may can dismiss it."),
    says="Review {repo}#{pull_number}",
    view=line_with_link(
        "Reviewed {@repo}#{@pull_number} ({state:words})", piped="{id}\t{html_url}"
    ),
    verbs=("approve", "request", "review", "start", "begin"),
    utterances=(
        Form(
            ("{event:choice}",),
            phrases=(*phrases.ON_PULL, *phrases.SAYING, "with comment {body}"),
            needs=("event",),
            example="{event=approve} {pull_number} [saying {body}]",
        ),
        "start|begin a review of {pull_number}",
    ),
):
    """Review a pull request: approve it, request changes, or comment on its lines."""

    event: Annotated[ReviewEvent | None, CountsAs(("reviews.submit",))] = None
    """What you decide; without it the review is pending, and only you see it."""

    body: Annotated[Body | None, _AS_COMMENT] = None
    """What to say of the whole, in Markdown; needed unless you approve."""

    comments: Annotated[
        tuple[LineComment, ...] | None,
        Kind(role=Role.PAYLOAD),
        CountsAs(("review_comments.create",)),
    ] = None
    """What to say of single lines."""

    commit_id: Annotated[str | None, ResolvedId(read=GetPull, path="head.sha")] = None
    """The last commit that you saw; GitHub marks the review as outdated when there are others."""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.event in {"REQUEST_CHANGES", "COMMENT"} and not self.body:
            raise ValueError("say what you think of it: saying 'Please add a test'")
        return self

    def says(self) -> str:
        """Say what is decided, too."""
        return f"{_DOES[self.event]} {self.repo}#{self.pull_number}"


class SubmitReview(
    PullWrite[Review],
    op="pulls/submit-review",
    action="reviews.submit",
    effect=Effect.WRITE,
    undo=Lasting("A review stays; whoever may can dismiss it."),
    says="Submit your pending review of {repo}#{pull_number}: {event:words}",
    view=line_with_link(
        "Reviewed {@repo}#{@pull_number} ({state:words})", piped="{id}\t{html_url}"
    ),
    utterances=(
        "submit|finish my? pending? review of|on|for {pull_number} as|with {event} [saying {body}]",
    ),
):
    """Submit your pending review, with what you decide."""

    event: ReviewEvent
    """What you decide."""

    body: Annotated[CommentBody | None, _AS_COMMENT] = None
    """What to say of the whole, in Markdown; needed unless you approve or began with it."""

    state: Pending = "PENDING"
    """The state of the review that is submitted."""

    review_id: PendingReviewId = None


class DeletePendingReview(
    PullWrite[Review],
    op="pulls/delete-pending-review",
    action="reviews.delete_pending",
    effect=Effect.ASKED,
    undo=Lasting("What is destroyed does not come back."),
    because="it is one's own draft, which nobody else has seen",
    says="Delete your pending review of {repo}#{pull_number}, with its comments",
    view=Line("Deleted your pending review of {@repo}#{@pull_number}", piped="{id}"),
    confirmation=Confirmation(phrase="delete review of {repo}#{pull_number}"),
    utterances=("delete|discard|drop my? pending review of|on|for {pull_number}",),
):
    """Delete your pending review and all its comments, before anybody saw them."""

    state: Pending = "PENDING"
    """The state of the review that is deleted."""

    review_id: PendingReviewId = None


class DismissReview(
    PullWrite[Review],
    op="pulls/dismiss-review",
    action="reviews.dismiss",
    effect=Effect.ASKED,
    because="the review stays visible, with who dismissed it and why",
    undo=Lasting("Its author can review it again."),
    target=Target(read=GetReview, leaves=(("state", "state", "DISMISSED"),)),
    says="Dismiss review {review_id} of {repo}#{pull_number}",
    view=Line(
        "Dismissed the review of {user.login:or_none} on {@repo}#{@pull_number}", piped="{id}"
    ),
    confirmation=Confirmation(phrase="dismiss review {review_id} of {repo}#{pull_number}"),
    utterances=(
        "dismiss the review {review_id} of|on|from {pull_number} saying|with message? {message}",
    ),
):
    """Let an approval, or a request for changes, count no longer."""

    review_id: ReviewId
    """Id of the review."""

    message: CommentBody
    """Why, which everybody can read."""

    event: Annotated[Literal["DISMISS"], Answered(_decision)] = "DISMISS"
    """What happens to it."""
