"""Tells which readings are of things as they are: a run has no reviewer, nor a ticket a base."""

from collections.abc import Mapping

from aegis_cli.planning.lenient.rows.parsing import RowReading, SaidPart

_OF_BOTH = frozenset({"issue", "pull"})
_OF_THREE = _OF_BOTH | {"ticket"}
_RUN, _PULL, _TICKET = (frozenset({each}) for each in ("run", "pull", "ticket"))
_SAID_OF: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("run", "run_branch", "branch", "workflow", "event", "actor"), _RUN),
    **dict.fromkeys(("draft", "reviewer", "review", "base", "merged"), _PULL),
    **dict.fromkeys(("status is failure", "status is success"), _PULL),
    **dict.fromkeys(
        ("status", "priority", "type", "reporter", "resolved", "project", "sprint"), _TICKET
    ),
    "milestone": _OF_BOTH,
    "issues": frozenset({"milestone"}),
    "comments": _OF_BOTH | {"chat message"},
    **dict.fromkeys(("label", "assignee"), _OF_THREE),
    **dict.fromkeys(("locked", "unlocked"), _OF_BOTH),
    **dict.fromkeys(("due", "overdue"), frozenset({"ticket", "milestone"})),
    "author": _OF_THREE | {"run", "release", "chat message"},
    **dict.fromkeys(("text", "reaction"), frozenset({"chat message"})),
    "owned": _OF_THREE | {"run", "chat message"},
}
"""Of which things each condition is, by its beginning."""
_ORDERS_OF: Mapping[str, frozenset[str]] = {
    "add the label {v} to {it}": _OF_THREE,
    "move {it} to {v}": _TICKET,
    "move {it} to sprint {v}": _TICKET,
    "start {it}": _TICKET,
    "set the priority of {it} to {v}": _TICKET,
    "log {v} on {it}": _TICKET,
    "watch {it}": _TICKET,
    "close {it} with resolution {v}": _TICKET,
    "set the fix version of {it} to {v}": _TICKET,
    "set the milestone of {it} to {v}": _OF_BOTH,
    "remove the milestone of {it}": _OF_BOTH,
    "convert {it} to draft": _PULL,
    "mark {it} as ready for review": _PULL,
    "approve {it}": _PULL,
    "request a review from {v} on {it}": _PULL,
    "request a review from team {v} on {it}": _PULL,
    "remove {v} as reviewer from {it}": _PULL,
    "change the base of {it} to {v}": _PULL,
    "update the branch of {it}": _PULL,
    "rerun {it}": _RUN,
    "rerun the failed jobs of {it}": _RUN,
}
"""Of which things an order is, where it is not of all."""

SHORT = "short"
"""Stands behind an order whose quoted value is a name, and no longer text."""
_OF_PEOPLE = ("assignee", "reviewer", "author", "owned")


def is_typed(reading: RowReading) -> bool:
    """Tell whether all that is said and ordered is of such things, and of such a place."""
    is_jira = reading.noun == "ticket"
    return (
        bool(reading.project) == is_jira
        and not (is_jira and reading.place)
        and reading.place.startswith("#") == (reading.noun == "chat message")
        and all(_is_said_of(each.says, reading.noun) for each in reading.says)
        and all(_is_ordered_of(each, reading) for each in reading.orders)
    )


def _is_said_of(says: str, noun: str) -> bool:
    field = says.partition(" ")[0]
    return noun in _SAID_OF.get(says, _SAID_OF.get(field, {noun}))


_ONLY_NAMED = frozenset({"label"})
"""What must be said of the things by the very name that an order has."""


def _is_ordered_of(order: SaidPart, reading: RowReading) -> bool:
    for one in order.says.split("|"):
        says, _, only = one.partition("/")
        is_said = any(each.says.startswith((only, "theirs")) for each in reading.says)
        if only == "no person":
            is_said = not any(each.says.startswith(_OF_PEOPLE) for each in reading.says)
        if only == "no ticket":
            is_said = reading.noun != "ticket"
        if only == SHORT:
            is_said = True
        if only in _ONLY_NAMED:
            is_said = _has_label(dict(order.values).get("v", ""), reading)
        if reading.noun not in _ORDERS_OF.get(says, {reading.noun}) or (only and not is_said):
            return False
    return True


def labels_of(reading: RowReading) -> list[str]:
    """Return the labels that things are said to have, by name."""
    named = [dict(each.values).get("v", "") for each in reading.says if each.says == "label has"]
    return named + ["bug"] * any(each.says == "label has bug" for each in reading.says)


def _has_label(name: str, reading: RowReading) -> bool:
    """Tell whether things are said to have a label, so that the bare name of it is no person's."""
    return name in labels_of(reading)
