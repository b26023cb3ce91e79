"""What people add to an issue: comments, time that they spent, and themselves as watchers."""

import re
from datetime import datetime
from typing import Any

from aegis_cli.sandbox.jira.adf import is_document
from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem, of_fields
from aegis_cli.sandbox.jira.parts import Parts
from aegis_cli.sandbox.jira.shapes import Shapes
from aegis_cli.sandbox.jira.world import Comment, Worklog

_SPENT = re.compile(r"(\d+(?:\.\d+)?)([wdhm])")
_SECONDS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}
_STARTED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")
_LONGEST = 32_767
_SHORTEST = 60
_NOT_A_DOCUMENT = "Comment body is not valid!"


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


def _comment_in(call: Call) -> dict[str, Any]:
    body = call.body
    if not is_document(body.get("body")) or not body["body"]["content"]:
        raise of_fields({"comment": _NOT_A_DOCUMENT})
    if len(str(body["body"])) > _LONGEST:
        raise Problem(413, "The comment is too long.")
    return {name: body[name] for name in ("body", "visibility") if name in body}


def _worklog_in(call: Call) -> dict[str, Any]:
    body = call.body
    comment = body.get("comment")
    if comment is not None and not is_document(comment):
        raise of_fields({"comment": "Worklog comment is not a valid document"})
    started = {"started": _start_of(body["started"])} if "started" in body else {}
    return {"time_spent_seconds": _seconds(body), "comment": comment, **started}


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


COMMENTS = Parts(
    path="comment",
    member="comments",
    kind=Comment,
    write=Shapes.comment,
    read=_comment_in,
    missing="Can not find a comment for the id: {}.",
    not_own={
        "PUT": (400, "You do not have the permission for this comment."),
        "DELETE": (405, "You do not have the permission to delete this comment."),
    },
)
WORKLOGS = Parts(
    path="worklog", member="worklogs", kind=Worklog, write=Shapes.worklog, read=_worklog_in
)
answers.add([*COMMENTS.answers(), *WORKLOGS.answers()])
