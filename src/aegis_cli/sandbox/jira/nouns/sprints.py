"""Boards and sprints, and the issues in a sprint."""

from datetime import datetime
from typing import Any

from aegis_cli.sandbox.jira.call import Call, Reply, answers, shows
from aegis_cli.sandbox.jira.errors import Problem, not_written, of_fields
from aegis_cli.sandbox.jira.fields import past_sprints
from aegis_cli.sandbox.jira.history import change
from aegis_cli.sandbox.jira.shapes import Shapes
from aegis_cli.sandbox.jira.world import Board, Sprint

_MOST_MOVED = 50
_STATES = ("future", "active", "closed")


@answers("getAllBoards")
def list_boards(call: Call) -> Reply:
    """List the boards of the projects that the person may browse."""
    query, world = call.query, call.world
    asked, name = query.get("projectKeyOrId"), query.get("name", "").casefold()
    project = world.project(asked) if asked is not None else None
    if asked is not None and project is None:
        raise Problem(400, f"No project could be found with key or id '{asked}'.")
    kinds = query.get("type", "scrum,kanban,simple").split(",")
    found = [
        each
        for each in world.boards.values()
        if each.project.is_visible
        and project in (None, each.project)
        and name in each.name.casefold()
        and each.type in kinds
    ]
    return Reply(call.page(found, call.shapes.board))


@answers("getAllSprints")
def list_sprints(call: Call) -> Reply:
    """List the sprints of a board."""
    board = _board(call)
    if board.type != "scrum":
        raise Problem(400, "The board does not support sprints")
    states = call.query.get("state", ",".join(_STATES)).split(",")
    if not set(states) <= set(_STATES):
        raise of_fields({"state": f"expected some of {', '.join(_STATES)}"})
    found = [
        each
        for each in call.world.sprints.values()
        if each.origin_board_id == board.id and each.state in states
    ]
    return Reply(call.page(found, call.shapes.write))


@answers("getIssuesForSprint")
def list_issues(call: Call) -> Reply:
    """List the issues in a sprint."""
    sprint = _sprint(call)
    if "jql" in call.query:
        raise not_written("a query for the issues in a sprint")
    found = [each for each in call.world.visible() if sprint in each.sprints]
    fields = call.query.get("fields") or ["*navigable"]
    page = call.page(found, lambda each: call.shapes.issue(each, fields), "issues")
    return Reply({"expand": "schema,names", **page})


@answers("moveIssuesToSprintAndRank")
def move_issues(call: Call) -> Reply:
    """Put issues into a sprint that is not closed."""
    sprint, asked, world = _sprint(call), call.body.get("issues", []), call.world
    if not asked or len(asked) > _MOST_MOVED:
        raise of_fields({"issues": f"expected 1 to {_MOST_MOVED} issues"})
    if sprint.state == "closed":
        raise Problem(400, "Issue can be moved only to an active or future sprint.")
    issues = [world.issue(each) for each in asked]
    unknown = [one for one, issue in zip(asked, issues, strict=True) if issue is None]
    if unknown:
        message = f"Issue '{unknown[0]}' does not exist or you do not have permission to see it."
        raise Problem(400, message)
    found = [each for each in issues if each is not None]
    if any(each.issuetype.hierarchy_level for each in found):
        raise Problem(400, "An epic or a subtask is in no sprint of its own.")
    for each in found:
        call.require_writable(each.project)
    for each in found:
        change(world, each, {"sprints": [*past_sprints(each), sprint]}, call.now)
    return Reply()


@answers("partiallyUpdateSprint")
def update_sprint(call: Call) -> Reply:
    """Change a sprint, start it, or close it; then what is open in it falls out."""
    sprint, body = _sprint(call), call.body
    if sprint.state == "closed":
        raise Problem(400, "A completed sprint cannot be changed.")
    name = body.get("name", sprint.name)
    if not name.strip():
        raise of_fields({"name": "Sprint name is required."})
    start = _time(body, "startDate", sprint.start_date)
    end = _time(body, "endDate", sprint.end_date)
    state = body.get("state", sprint.state)
    _check_state(sprint, state, start, end)
    sprint.name, sprint.goal = name, body.get("goal", sprint.goal)
    sprint.start_date, sprint.end_date = start, end
    if state == "closed":
        sprint.complete_date = call.at
        _let_fall(call, sprint)
    sprint.state = state
    return Reply(call.shapes.write(sprint))


def _check_state(sprint: Sprint, state: Any, start: datetime | None, end: datetime | None) -> None:
    """Refuse a state that a sprint cannot have next."""
    if state not in _STATES or _STATES.index(state) - _STATES.index(sprint.state) not in (0, 1):
        raise of_fields({"state": f"A sprint that is {sprint.state} cannot become {state}."})
    if state != "future" and (start is None or end is None):
        raise of_fields({"state": "A sprint needs its start and its end before it is started."})
    if start and end and start >= end:
        raise of_fields({"endDate": "The end date must be after the start date."})


def _let_fall(call: Call, sprint: Sprint) -> None:
    """Take what is not done out of a sprint: it is in the backlog then."""
    for each in call.world.issues.values():
        if sprint in each.sprints and each.status.status_category.key != "done":
            left = [one for one in each.sprints if one is not sprint]
            change(call.world, each, {"sprints": left}, call.now)


def _time(body: dict[str, Any], name: str, before: datetime | None) -> datetime | None:
    if name not in body:
        return before
    wrong = of_fields({name: "expected a time with its zone"})
    try:
        at = datetime.fromisoformat(body[name])
    except ValueError:
        raise wrong from None
    if at.tzinfo is None:
        raise wrong
    return at


def _board(call: Call) -> Board:
    number = call.path["boardId"]
    board = call.world.boards.get(int(number)) if number.isdecimal() else None
    if board is None or not board.project.is_visible:
        raise Problem(404, f"No board exists with ID {number}, or you cannot see it.")
    return board


def _sprint(call: Call) -> Sprint:
    number, world = call.path["sprintId"], call.world
    sprint = world.sprints.get(int(number)) if number.isdecimal() else None
    if sprint is None or not world.boards[sprint.origin_board_id].project.is_visible:
        raise Problem(404, "Sprint does not exist or you do not have permission to view it.")
    return sprint


answers.add([("getBoard", shows(_board, Shapes.board)), ("getSprint", shows(_sprint))])
