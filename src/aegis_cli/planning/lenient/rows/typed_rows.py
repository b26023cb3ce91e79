"""Tells which readings are of things as they are: a run has no reviewer, and no draft is started."""

from collections.abc import Mapping

from aegis_cli.planning.lenient.rows.parsing import RowReading, SaidPart

_OF_BOTH = {"issue", "pull"}
_SAID_OF: Mapping[str, set[str]] = {
    **dict.fromkeys(("run", "run_branch", "branch", "workflow", "event", "actor"), {"run"}),
    **dict.fromkeys(("draft", "reviewer", "review", "base", "merged"), {"pull"}),
    **dict.fromkeys(("status is failure", "status is success"), {"pull"}),
    **dict.fromkeys(("status", "priority", "type", "reporter", "resolved", "project"), {"ticket"}),
    **dict.fromkeys(("milestone", "comments"), _OF_BOTH),
    **dict.fromkeys(("label", "assignee"), {*_OF_BOTH, "ticket"}),
    **dict.fromkeys(("locked", "unlocked"), _OF_BOTH),
    **dict.fromkeys(("due", "overdue"), {"ticket", "milestone"}),
    "author": {*_OF_BOTH, "run", "release"},
    "owned": {*_OF_BOTH, "ticket", "run"},
}
"""Of which things each condition is, by its beginning."""
_ORDERS_OF: Mapping[str, set[str]] = {
    "move {it} to {v}": {"ticket"},
    "move {it} to sprint {v}": {"ticket"},
    "start {it}": {"ticket"},
    "set the priority of {it} to {v}": {"ticket"},
    "log {v} on {it}": {"ticket"},
    "watch {it}": {"ticket"},
    "close {it} with resolution {v}": {"ticket"},
    "set the fix version of {it} to {v}": {"ticket"},
    "set the milestone of {it} to {v}": _OF_BOTH,
    "remove the milestone of {it}": _OF_BOTH,
    "convert {it} to draft": {"pull"},
    "mark {it} as ready for review": {"pull"},
    "approve {it}": {"pull"},
    "request a review from {v} on {it}": {"pull"},
    "remove {v} as reviewer from {it}": {"pull"},
    "change the base of {it} to {v}": {"pull"},
    "update the branch of {it}": {"pull"},
    "rerun {it}": {"run"},
    "rerun the failed jobs of {it}": {"run"},
}
"""Of which things an order is, where it is not of all."""


def is_typed(reading: RowReading) -> bool:
    """Tell whether all that is said and ordered is of such things, and of such a place."""
    is_jira = reading.noun == "ticket"
    return (
        bool(reading.project) == is_jira
        and not (is_jira and reading.place)
        and all(_is_said_of(each.says, reading.noun) for each in reading.says)
        and all(_is_ordered_of(each, reading) for each in reading.orders)
    )


def _is_said_of(says: str, noun: str) -> bool:
    field = says.partition(" ")[0]
    return noun in _SAID_OF.get(says, _SAID_OF.get(field, {noun}))


def _is_ordered_of(order: SaidPart, reading: RowReading) -> bool:
    for one in order.says.split("|"):
        says, _, only = one.partition("/")
        is_said = any(each.says.startswith((only, "theirs")) for each in reading.says)
        if reading.noun not in _ORDERS_OF.get(says, {reading.noun}) or (only and not is_said):
            return False
    return True
