"""The operations on reviews of a pull request, and on the comments that are part of them."""

from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.pulls import pull_shapes
from aegis_cli.sandbox.github.pulls.pull_target import Target, target
from aegis_cli.sandbox.github.world.pull_world import Review, ReviewComment
from aegis_cli.sandbox.github.world.world import Role

_STATES = {"APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED", "COMMENT": "COMMENTED"}
_DECIDES = {"APPROVE": "approve", "REQUEST_CHANGES": "request changes on"}
_PLACE = ("path", "line", "side", "start_line", "start_side", "subject_type")


def create(call: Call) -> Reply:
    """Review a pull request; without an event the review is pending."""
    at = target(call, least=Role.READ)
    body = check_body(call)
    comments = body.get("comments", [])
    for each in comments:
        require_place(at, each, errors.unprocessable)
    review = begin(at, body)
    if "event" in body:
        review = _submit(at, review, body["event"], has_comments=bool(comments))
    for each in comments:
        add_comment(at, review, each)
    return _keep(at, review)


def submit(call: Call) -> Reply:
    """Submit a pending review."""
    at, review = _to_write(call, Role.READ, "submit", {"PENDING"})
    body = check_body(call)
    has_comments = any(each.review == review.id for each in at.repo.review_comments.values())
    review = replace(review, body=body.get("body", review.body))
    return _keep(at, _submit(at, review, body["event"], has_comments=has_comments))


def delete_pending(call: Call) -> Reply:
    """Delete a pending review with its comments."""
    at, review = _to_write(call, Role.READ, "delete", {"PENDING"})
    del at.repo.reviews[review.id]
    comments = at.repo.review_comments.items()
    at.repo.review_comments = {key: each for key, each in comments if each.review != review.id}
    return Reply(pull_shapes.review(call, at.repo, review))


def dismiss(call: Call) -> Reply:
    """Let a decision of a reviewer count no longer."""
    at, review = _to_write(call, Role.WRITE, "dismiss", {"APPROVED", "CHANGES_REQUESTED"})
    check_body(call)
    return _keep(at, replace(review, state="DISMISSED"))


def list_comments(call: Call) -> Reply:
    """List the comments of all reviews that were submitted."""
    at = target(call)
    field = f"{queries.choice(call, 'sort', resource='PullRequestReviewComment')}_at"
    is_descending = call.query.get("direction") == "desc"
    shown = [
        each
        for each in at.repo.review_comments.values()
        if each.pull == at.number and at.repo.reviews[each.review].submitted_at
    ]
    shown.sort(key=attrgetter(field), reverse=is_descending)
    return queries.list_page(call, shown, pull_shapes.review_comment)


def create_comment(call: Call) -> Reply:
    """Comment on a file of a pull request, as a review of its own."""
    at = target(call, least=Role.READ)
    body = check_body(call)
    require_place(at, body, pull_shapes.invalid_comment)
    if body["commit_id"] not in at.pull.commits:
        raise pull_shapes.invalid_comment("commit_id is not part of the pull request")
    return _commented_alone(at, body)


def reply(call: Call) -> Reply:
    """Reply to a comment, which begins the thread."""
    at = target(call, least=Role.READ)
    first = at.repo.review_comments.get(call.params["comment_id"])
    if first is None or first.pull != at.number or first.thread:
        raise errors.not_found()
    body = {key: getattr(first, key) for key in _PLACE} | {"body": check_body(call)["body"]}
    require_place(at, body, pull_shapes.invalid_comment)
    return _commented_alone(at, body, first.id)


def begin(at: Target, body: dict[str, Any]) -> Review:
    """Make a pending review; a person can have one of them only."""
    wanted = (at.number, at.call.viewer, "PENDING")
    if wanted in [(each.pull, each.author, each.state) for each in at.repo.reviews.values()]:
        raise errors.unprocessable("User can only have one pending review per pull request")
    commit, text = body.get("commit_id", at.pull.head_sha), body.get("body", "")
    return Review(next(at.call.world.ids), at.number, at.call.me, commit, text)


def require_place(
    at: Target, body: dict[str, Any], refusal: Callable[[str], errors.Refusal]
) -> None:
    """Refuse a comment that is blank, or on what the pull request does not change."""
    if not body["body"].strip():
        raise refusal("Body cannot be blank")
    file = next((each for each in at.pull.files if each.filename == body["path"]), None)
    if file is None:
        raise refusal("Path could not be resolved")
    is_of_file = body.get("subject_type") == "file"
    if not is_of_file and body.get("line") not in file.lines(body.get("side", "RIGHT")):
        raise refusal("Line could not be resolved")


def add_comment(at: Target, review: Review, body: dict[str, Any], thread: int = 0) -> ReviewComment:
    """Add a comment to a review, in a thread of its own or of the comment `thread`."""
    comment = ReviewComment(
        id=next(at.call.world.ids),
        pull=at.number,
        review=review.id,
        author=review.author,
        body=body["body"],
        created_at=at.call.now,
        updated_at=at.call.now,
        commit_id=review.commit_id,
        thread=thread,
        **{key: body[key] for key in _PLACE if body.get(key) is not None},
    )
    at.repo.review_comments[comment.id] = comment
    return comment


def _submit(at: Target, review: Review, event: str, *, has_comments: bool) -> Review:
    """Submit a review with its decision; nobody decides on their own pull request."""
    if event in _DECIDES and at.issue.author == at.call.viewer:
        raise errors.unprocessable(f"Can not {_DECIDES[event]} your own pull request")
    if event != "APPROVE" and not review.body and not (event == "COMMENT" and has_comments):
        raise errors.unprocessable("You need to leave a comment")
    return replace(review, state=_STATES[event], submitted_at=at.call.now)


def _keep(at: Target, review: Review) -> Reply:
    """Keep a review; who has submitted one is asked for it no longer."""
    at.repo.reviews[review.id] = review
    if review.submitted_at:
        at.change(reviewers=tuple(each for each in at.pull.reviewers if each != review.author))
    return Reply(pull_shapes.review(at.call, at.repo, review))


def _to_write(call: Call, least: Role, verb: str, states: set[str]) -> tuple[Target, Review]:
    at = target(call, least=least)
    review = at.repo.reviews.get(call.params["review_id"])
    if review is None or review.pull != at.number:
        raise errors.not_found()
    if review.state not in states:
        raise errors.unprocessable(f"Can not {verb} a {review.state.lower()} pull request review")
    return at, review


def _commented_alone(at: Target, body: dict[str, Any], thread: int = 0) -> Reply:
    commit = {"commit_id": body.get("commit_id", at.pull.head_sha)}
    review = replace(begin(at, commit), state="COMMENTED", submitted_at=at.call.now)
    _keep(at, review)
    comment = add_comment(at, review, body, thread)
    return creation(pull_shapes.review_comment(at.call, at.repo, comment))
