"""Pull requests, their reviews and comments, as far as plain rules keep them."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.collection import Collection
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.issues.issue_rows import reactions_of
from aegis_cli.sandbox.github.pulls import pull_shapes
from aegis_cli.sandbox.github.pulls.pull_target import target
from aegis_cli.sandbox.github.world.pull_world import Review, ReviewComment
from aegis_cli.sandbox.github.world.world import Issue, Role

_REPO = "/repos/{owner}/{repo}"


def _refuse_review_comment(sent: Mapping[str, Any]) -> None:
    if not sent["body"].strip():
        raise pull_shapes.invalid_comment("Body cannot be blank")


def _is_of_pull(call: Call, review: Review) -> bool:
    """Return whether a review is of the pull request; a pending one only its author sees."""
    is_seen = review.submitted_at is not None or review.author == call.viewer
    return is_seen and review.pull == call.params["pull_number"]


PULLS = Collection(
    path=f"{_REPO}/pulls",
    kind=Issue,
    store="issues",
    find=lambda call: target(call).issue,
)


REVIEWS = Collection(
    path=f"{PULLS.place}/reviews",
    kind=Review,
    store="reviews",
    parent=PULLS,
    among=_is_of_pull,
    shape=pull_shapes.review,
)


REVIEW_COMMENTS = Collection(
    path=f"{PULLS.place}/comments",
    item=f"{_REPO}/pulls/comments/{{comment_id}}",
    kind=ReviewComment,
    store="review_comments",
    least=Role.READ,
    own=True,
    shape=pull_shapes.review_comment,
    check=_refuse_review_comment,
)


ROWS: tuple[Row, ...] = (
    PULLS,
    REVIEWS,
    REVIEW_COMMENTS,
    reactions_of(REVIEW_COMMENTS),
)
