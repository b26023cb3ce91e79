"""Transitions: the ways from one status to another, whose ids differ from issue to issue."""

from dataclasses import dataclass
from typing import Any

from aegis_cli.sandbox.jira.call import Call, Reply, answers
from aegis_cli.sandbox.jira.errors import Problem, of_fields
from aegis_cli.sandbox.jira.fields import field_of, find_named
from aegis_cli.sandbox.jira.history import change
from aegis_cli.sandbox.jira.nouns.comments import added_comments, new_comment
from aegis_cli.sandbox.jira.world import Issue, Resolution, Status

_KINDS = 7
"""How many sets of ids there are: a workflow of this site has one of these by the issue."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One way."""

    number: int
    name: str
    source: str
    target: str
    """Categories of statuses, of which this site has one each."""


_WAYS = (
    Transition(11, "Start work", "new", "indeterminate"),
    Transition(21, "Finish", "indeterminate", "done"),
    Transition(31, "Stop work", "indeterminate", "new"),
    Transition(41, "Reopen", "done", "new"),
)


@answers("getTransitions")
def list_transitions(call: Call) -> Reply:
    """List the ways out of the status of an issue."""
    shown = shown_transitions(call, call.issue())
    asked = call.query.get("transitionId")
    found = [each for each in shown if asked in (None, each["id"])]
    return Reply({"expand": "transitions", "transitions": found})


def shown_transitions(call: Call, issue: Issue) -> list[dict[str, Any]]:
    """Write the ways out of the status of an issue."""
    return [
        {
            "id": _id(issue, each),
            "name": each.name,
            "to": call.shapes.write(_target(call, each)),
            "hasScreen": each.target == "done",
            "isGlobal": False,
            "isInitial": False,
            "isAvailable": True,
            "isConditional": False,
        }
        for each in _from(issue)
    ]


@answers("doTransition")
def do_transition(call: Call) -> Reply:
    """Go one of these ways."""
    issue, body = call.issue(writes=True), call.body
    asked = body.get("transition", {}).get("id")
    if not isinstance(asked, str):
        raise Problem(400, "Missing 'transition' identifier")
    comments, others = added_comments(body.get("update", {}))
    if others:
        raise Problem(400, f"Field '{min(others)}' cannot be updated by a transition.")
    way = next((each for each in _from(issue) if _id(issue, each) == asked), None)
    if way is None:
        raise Problem(400, f"Transition id '{asked}' is not valid for this issue.")
    resolution = _resolution(call, way)
    change(call.world, issue, {"status": _target(call, way), "resolution": resolution}, call.now)
    issue.resolutiondate = call.at if resolution else None
    issue.comments += [new_comment(call, each) for each in comments]
    return Reply()


def _resolution(call: Call, way: Transition) -> Resolution | None:
    """Return how an issue is resolved, which the screen of a way to what is done asks for."""
    fields, known = call.body.get("fields", {}), call.world.resolutions.values()
    strange = fields.keys() - ({"resolution"} if way.target == "done" else set())
    if strange:
        name = min(strange)
        message = f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
        raise of_fields({name: message})
    if way.target != "done":
        return None
    asked = fields.get("resolution", {"name": "Done"})
    with field_of("resolution"):
        return find_named(known, asked, "Resolution name '{}' is not valid")


def _from(issue: Issue) -> list[Transition]:
    return [each for each in _WAYS if each.source == issue.status.status_category.key]


def _id(issue: Issue, way: Transition) -> str:
    return str(100 * (int(issue.id) % _KINDS + 1) + way.number)


def _target(call: Call, way: Transition) -> Status:
    return next(
        each for each in call.world.statuses.values() if each.status_category.key == way.target
    )
