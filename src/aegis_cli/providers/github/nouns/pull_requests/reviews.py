"""Actions that show the reviews of a pull request, as everybody gave them."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from aegis_cli.actions.fields.field_types import IdNumber, Limit
from aegis_cli.actions.fields.kinds import numbered_kind
from aegis_cli.actions.fields.marks import Unsent
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Card, Thread, Tone
from aegis_cli.actions.targets.target import Headline
from aegis_cli.providers.github.resources import Resource, User
from aegis_cli.providers.github.targets import PullAction

ReviewState: TypeAlias = Literal[
    "APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"
]


REVIEW_STATES: tuple[tuple[str, Tone], ...] = (
    ("approved", "green"),
    ("changes requested", "red"),
    ("pending", "yellow"),
    ("commented", "grey"),
    ("dismissed", "grey"),
)
"""The states that `words_of` returns, with their colours."""

_DECISIONS = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})


def _state_tone(review: Any) -> Tone:
    return dict(REVIEW_STATES).get(words_of(review), "grey")


def words_of(review: Any) -> str:
    """Return the state of a review in words: `changes requested`."""
    return text_at(review, "state").lower().replace("_", " ")


def in_force(reviews: Sequence[Any]) -> list[Any]:
    """Return the review of each person that counts: their last decision, else their last comment.

    `reviews` are in GitHub's order, the oldest first.
    """
    last: dict[str, Any] = {}
    for review in reviews:
        who = text_at(review, "user.login")
        is_decision = text_at(review, "state") in _DECISIONS
        if is_decision or text_at(last.get(who), "state") not in _DECISIONS:
            last[who] = review
    return [*last.values()]


class Review(Resource):
    """A review of a pull request."""

    headline: ClassVar = Headline(
        kind="review",
        name="{id} of {@repo}#{@pull_number}",
        title="{body}",
        state=lambda review: f"{words_of(review)} by {text_at(review, 'user.login') or 'nobody'}",
        identity=("node_id",),
    )

    id: int
    node_id: str
    user: User | None = None
    body: str
    state: str
    html_url: str
    commit_id: str | None = None
    submitted_at: str | None = None


class ListReviews(
    PullAction[list[Review]],
    op="pulls/list-reviews",
    action="reviews.list",
    says="List the reviews of {repo}#{pull_number}",
    view=Thread(
        title="Showing {count:review|reviews} of {repo}#{pull_number}",
        author="{user.login}",
        parts=(("{state:words}", _state_tone), ("review {id}", "grey")),
        moment="{submitted_at:ago}",
        body="{body}",
        piped=("{id}", "{user.login}", "{state}", "{submitted_at}", "{body}"),
        empty="there are no such reviews of {repo}#{pull_number}",
    ),
    verbs=("list", "show", "who"),
    utterances=(
        "SHOW? the [{state}] reviews of|on|for {pull_number}",
        "who reviewed {pull_number}",
    ),
):
    """List the reviews of a pull request: what everybody decided, and why."""

    state: Annotated[ReviewState | None, Unsent()] = None
    """Only those in this state; a pending one only its author sees."""

    limit: Limit = 30
    """How many reviews to show at most."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Keep the reviews in the state that is asked for."""
        return self.state in {None, item.get("state")}


ReviewId: TypeAlias = Annotated[
    IdNumber,
    numbered_kind("review", "31400004", also=(r"(?:https?://\S+)?#pullrequestreview-([0-9]+)",)),
]


class GetReview(
    PullAction[Review],
    op="pulls/get-review",
    action="reviews.get",
    says="Show review {review_id} of {repo}#{pull_number}",
    view=Card(
        heading="Review {id} of {@repo}#{@pull_number}",
        summary=(("{user.login}", "bold"), (words_of, "plain"), ("{submitted_at:ago}", "grey")),
        facts=(),
        body="{body}",
        footer="View this review on GitHub: {html_url}",
        piped=(("author", "{user.login}"), ("state", "{state}"), ("url", "{html_url}")),
    ),
    verbs=("show", "get", "view", "read"),
    utterances=("SHOW the review {review_id} of|on|from {pull_number}",),
):
    """Show one review of a pull request."""

    review_id: ReviewId
    """Id of the review."""
