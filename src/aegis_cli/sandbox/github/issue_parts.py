"""The operations on the comments of an issue, and on the lock of its conversation."""

from dataclasses import replace
from functools import partial

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import Call, Reply, created
from aegis_cli.sandbox.github.comments import Comments
from aegis_cli.sandbox.github.issue_fields import LONGEST_BODY
from aegis_cli.sandbox.github.world import Comment, Repo, Role


def list_comments(call: Call) -> Reply:
    """List the comments of an issue or pull request, oldest first."""
    return queries.listed(call, call.issue.comments, shapes.comment)


def create_comment(call: Call) -> Reply:
    """Comment on an issue or pull request."""
    repo, issue = call.issue_to_write(Role.READ)
    if issue.locked and repo.role_of(call.viewer) < Role.WRITE:
        raise errors.Refusal(403, "Unable to create comment because issue is locked.")
    text = _comment_text(checked(call)["body"])
    comment = Comment(next(call.world.ids), call.me, text, call.now, call.now)
    call.keep(repo, issue, comments=(*issue.comments, comment))
    return created(shapes.comment(call, repo, comment))


def lock(call: Call, *, is_locked: bool = True) -> Reply:
    """Lock the conversation of an issue or pull request, with a reason if one was sent."""
    repo, issue = call.issue_to_write(Role.WRITE)
    call.keep(repo, issue, locked=is_locked, lock_reason=checked(call).get("lock_reason"))
    return Reply(status=204)


unlock = partial(lock, is_locked=False)


def _find(call: Call) -> Comment:
    wanted = call.params["comment_id"]
    each = (one for issue in call.repo.issues.values() for one in issue.comments)
    return errors.present(next((one for one in each if one.id == wanted), None))


def _store(repo: Repo, comment: Comment, after: Comment | None) -> None:
    issue = shapes.issue_with(repo, comment)
    each = (after if one == comment else one for one in issue.comments)
    comments = tuple(one for one in each if one is not None)
    repo.issues[issue.number] = replace(issue, comments=comments)


def _comment_text(text: str) -> str:
    if not text.strip():
        message = "Body cannot be blank"
    elif len(text) > LONGEST_BODY:
        message = f"Body is too long (maximum is {LONGEST_BODY} characters)"
    else:
        return text
    raise errors.invalid_field("IssueComment", "data", "unprocessable", message=message)


COMMENTS = Comments(_find, _store, shapes.comment, _comment_text)
"""The comments of issues and pull requests."""
