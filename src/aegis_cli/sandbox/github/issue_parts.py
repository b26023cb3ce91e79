"""The operations on the comments of an issue, and on the lock of its conversation."""

from dataclasses import replace
from functools import partial

from aegis_cli.sandbox.github import errors, queries, shapes
from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import (
    Call,
    Reply,
    created,
    issue_of,
    issue_to_write,
    repo_of,
    require_own,
    thing_to_write,
    viewer_of,
)
from aegis_cli.sandbox.github.issue_fields import LONGEST_BODY
from aegis_cli.sandbox.github.world import Comment, Issue, Repo, Role


def list_comments(call: Call) -> Reply:
    """List the comments of an issue or pull request, oldest first."""
    repo = repo_of(call)
    issue = issue_of(call, repo)
    return queries.paged(call, issue.comments, partial(shapes.comment, call, repo, issue.number))


def create_comment(call: Call) -> Reply:
    """Comment on an issue or pull request."""
    repo, issue = issue_to_write(call, least=Role.READ)
    if issue.locked and repo.role_of(call.viewer) < Role.WRITE:
        raise errors.Refusal(403, "Unable to create comment because issue is locked.")
    text = _comment_text(checked(call)["body"])
    comment = Comment(next(call.world.ids), viewer_of(call), text, call.now, call.now)
    call.keep(repo, issue, comments=(*issue.comments, comment))
    return created(shapes.comment(call, repo, issue.number, comment))


def get_comment(call: Call) -> Reply:
    """Return one comment."""
    repo = repo_of(call)
    issue, comment = comment_of(call, repo)
    return Reply(shapes.comment(call, repo, issue.number, comment))


def update_comment(call: Call) -> Reply:
    """Change a comment; a person without push access can change only their own."""
    repo, (issue, before) = _to_write(call)
    text = _comment_text(checked(call)["body"])
    after = replace(before, body=text, updated_at=call.now)
    store_comment(repo, issue, before, after)
    return Reply(shapes.comment(call, repo, issue.number, after))


def delete_comment(call: Call) -> Reply:
    """Delete a comment; a person without push access can delete only their own."""
    repo, (issue, comment) = _to_write(call)
    store_comment(repo, issue, comment, None)
    return Reply(status=204)


def lock(call: Call) -> Reply:
    """Lock the conversation of an issue or pull request, with a reason if one was sent."""
    repo, issue = issue_to_write(call, least=Role.WRITE)
    reason = checked(call).get("lock_reason")
    call.keep(repo, issue, locked=True, lock_reason=reason)
    return Reply(status=204)


def unlock(call: Call) -> Reply:
    """Unlock the conversation of an issue or pull request."""
    repo, issue = issue_to_write(call, least=Role.WRITE)
    call.keep(repo, issue, locked=False, lock_reason=None)
    return Reply(status=204)


def comment_of(call: Call, repo: Repo) -> tuple[Issue, Comment]:
    """Return the comment of a call, and its issue."""
    wanted = call.params["comment_id"]
    pairs = ((issue, each) for issue in repo.issues.values() for each in issue.comments)
    return errors.present(next((pair for pair in pairs if pair[1].id == wanted), None))


def store_comment(repo: Repo, issue: Issue, comment: Comment, after: Comment | None) -> None:
    """Put a changed comment in its place, or nothing."""
    each = (after if one == comment else one for one in issue.comments)
    comments = tuple(one for one in each if one is not None)
    repo.issues[issue.number] = replace(issue, comments=comments)


def _to_write(call: Call) -> tuple[Repo, tuple[Issue, Comment]]:
    repo, found = thing_to_write(call, comment_of, least=Role.READ)
    require_own(call, repo, found[1])
    return repo, found


def _comment_text(text: str) -> str:
    if not text.strip():
        message = "Body cannot be blank"
    elif len(text) > LONGEST_BODY:
        message = f"Body is too long (maximum is {LONGEST_BODY} characters)"
    else:
        return text
    problem = errors.error("IssueComment", "data", "unprocessable", message=message)
    raise errors.invalid(problem)
