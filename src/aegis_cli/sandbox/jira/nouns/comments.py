"""What people add to an issue: comments, time that they spent, and themselves as watchers."""

import re
from datetime import datetime
from functools import partial
from typing import Any

from aegis_cli.sandbox.jira.adf import is_document
from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem, of_fields
from aegis_cli.sandbox.jira.world import Comment, Issue, Worklog

_SPENT = re.compile(r"(\d+(?:\.\d+)?)([wdhm])")
_SECONDS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}
_STARTED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
_LONGEST = 32_767
_SHORTEST = 60
_NOT_A_DOCUMENT = "Comment body is not valid!"


@answers("getComments")
def list_comments(call: Call) -> Reply:
    """List the comments on an issue, the oldest first unless it is said otherwise."""
    issue = call.issue()
    goes_down = call.query.get("orderBy", "").startswith("-")
    comments = issue.comments[::-1] if goes_down else issue.comments
    return Reply(call.page(comments, partial(call.shapes.comment, issue), "comments"))


@answers("addComment")
def add_comment(call: Call) -> Reply:
    """Comment on an issue."""
    issue = call.issue(writes=True)
    comment = new_comment(call, _require_text(call.body))
    issue.comments.append(comment)
    call.world.touch(issue, call.now)
    return Reply(call.shapes.comment(issue, comment))


@answers("updateComment")
def update_comment(call: Call) -> Reply:
    """Change a comment of the person's own."""
    refusal = Problem(400, "You do not have the permission for this comment.")
    issue, comment = _own_comment(call, refusal)
    body = _require_text(call.body)
    comment.body = body["body"]
    comment.visibility = body.get("visibility", comment.visibility)
    comment.updated = call.world.touch(issue, call.now)
    return Reply(call.shapes.comment(issue, comment))


@answers("deleteComment")
def delete_comment(call: Call) -> Reply:
    """Delete a comment of the person's own."""
    refusal = Problem(405, "You do not have the permission to delete this comment.")
    issue, comment = _own_comment(call, refusal)
    issue.comments.remove(comment)
    call.world.touch(issue, call.now)
    return Reply()


@answers("addWorklog")
def add_worklog(call: Call) -> Reply:
    """Note time that the person spent on an issue."""
    issue, body = call.issue(writes=True), call.body
    comment = body.get("comment")
    if comment is not None and not is_document(comment):
        raise of_fields({"comment": "Worklog comment is not a valid document"})
    made = Worklog(
        id=call.world.new_id(),
        author=call.world.me,
        time_spent_seconds=_seconds(body),
        started=_start_of(body["started"]) if "started" in body else call.at,
        created=call.at,
        comment=comment,
    )
    issue.worklogs.append(made)
    call.world.touch(issue, call.now)
    return Reply(call.shapes.worklog(issue, made))


@answers("addWatcher")
def add_watcher(call: Call) -> Reply:
    """Let somebody be told of an issue; the person, where nobody is named."""
    issue = call.issue(writes=True)
    me, people = call.world.me, call.world.people
    person = me if call.body is None else people.get(call.body)
    if person is None or not person.active:
        message = f'The user "{call.body}" does not have permission to view this issue.'
        raise Problem(400, f"{message} This user will not be added to the watch list.")
    if person not in issue.watchers:
        issue.watchers.append(person)
    return Reply()


def new_comment(call: Call, body: dict[str, Any]) -> Comment:
    """Make a comment of the person's."""
    me, at = call.world.me, call.at
    visibility = body.get("visibility")
    return Comment(call.world.new_id(), me, body["body"], at, at, visibility)


def added_comments(update: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the comments that an `update` adds, and what else it has."""
    added = []
    for operation in update.get("comment", ()):
        if operation.keys() != {"add"}:
            raise of_fields({"comment": _NOT_A_DOCUMENT})
        added.append(text_alone(operation["add"]))
    return added, {name: value for name, value in update.items() if name != "comment"}


def text_alone(comment: Any) -> dict[str, Any]:
    """Return a comment that comes with another change, if it holds a document alone."""
    is_one = isinstance(comment, dict) and comment.keys() == {"body"}
    if not is_one or not is_document(comment["body"]):
        raise of_fields({"comment": _NOT_A_DOCUMENT})
    return dict(comment)


def _require_text(body: dict[str, Any]) -> dict[str, Any]:
    if not is_document(body.get("body")) or not body["body"]["content"]:
        raise of_fields({"comment": _NOT_A_DOCUMENT})
    if len(str(body["body"])) > _LONGEST:
        raise Problem(413, "The comment is too long.")
    return body


def _own_comment(call: Call, refusal: Problem) -> tuple[Issue, Comment]:
    """Return the issue and the comment of a change; one of somebody else's is refused."""
    issue, asked = call.issue(writes=True), call.path["id"]
    found = next((each for each in issue.comments if each.id == asked), None)
    if found is None:
        raise Problem(404, f"Can not find a comment for the id: {asked}.")
    if found.author is not call.world.me:
        raise refusal
    return issue, found


def _seconds(body: dict[str, Any]) -> int:
    if ("timeSpent" in body) == ("timeSpentSeconds" in body):
        raise of_fields({"timeLogged": "You must indicate the time spent working."})
    seconds: int = body.get("timeSpentSeconds", 0)
    if "timeSpent" in body:
        parts = [_SPENT.fullmatch(part) for part in body["timeSpent"].split()]
        if not parts or None in parts:
            raise of_fields({"timeLogged": "Invalid time duration entered"})
        seconds = int(sum(float(part[1]) * _SECONDS[part[2]] for part in parts if part))
    if seconds < _SHORTEST:
        raise of_fields({"timeLogged": "Worklog must not be shorter than a minute."})
    return seconds


def _start_of(text: str) -> datetime:
    wrong = of_fields({"started": "expected a time such as 2026-11-25T10:14:29.000+0000"})
    if not _STARTED.fullmatch(text):
        raise wrong
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise wrong from None
