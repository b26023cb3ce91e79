"""Calls, outcomes and errors as JSON: the same for the child's channel and the broker's HTTP."""

from dataclasses import asdict, replace
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action, adapter_of
from aegis_cli.actions.call import Call, Precondition
from aegis_cli.actions.links import LinkAt
from aegis_cli.executor.error_messages import error_as_json, error_from
from aegis_cli.request.execution import Outcome, StepStatus


def call_as_json(call: Call) -> dict[str, Any]:
    """Write a call."""
    return {
        "id": call.id,
        "action": call.action.facts.action,
        "arguments": call.action.sent_arguments(),
        "seal": call.seal,
        "in_place": call.in_place,
        "beside": list(call.related),
        **({"links": [asdict(each) for each in call.links]} if call.links else {}),
        "preconditions": [
            {
                "action": each.read.facts.action,
                "arguments": each.read.sent_arguments(),
                "pins": dict(each.pins),
            }
            for each in call.preconditions
        ],
    }


def call_from(data: dict[str, Any]) -> Call:
    """Read a call; raise `KeyError` for an unknown action, `ValueError` for invalid arguments."""
    preconditions = tuple(
        Precondition(_action(each), tuple(sorted(each["pins"].items())))
        for each in data["preconditions"]
    )
    action, related = _action(data), tuple(data["beside"])
    links = tuple(LinkAt(**each) for each in data.get("links", ()))
    return Call(data["id"], action, data["seal"], preconditions, data["in_place"], related, links)


def _action(data: dict[str, Any]) -> Action[Any]:
    return catalog.load(data["action"]).from_arguments(data["arguments"])


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome."""
    return {
        "id": outcome.id,
        "status": outcome.status.value,
        "data": outcome.data,
        "error": error_as_json(outcome.error) if outcome.error else None,
        "already": outcome.already,
        **({"note": outcome.note} if outcome.note else {}),
        **({"is_example": True} if outcome.is_example else {}),
    }


def outcome_from(data: dict[str, Any]) -> Outcome:
    """Read an outcome; raise `ValueError` for an unknown status or code."""
    error = error_from(data["error"]) if data["error"] else None
    # A broker of an earlier version does not send `already`.
    already = data.get("already") is True
    outcome = Outcome(data["id"], StepStatus(data["status"]), data["data"], error, already)
    note = data.get("note", "")
    if not isinstance(note, str):
        raise TypeError("a note is a text")
    return replace(outcome, note=note, is_example=data.get("is_example") is True)


def result_from(call: Call, data: Any) -> Any:
    """Read a result by the types of the action and of its related reads.

    Raises `ValueError` for one of another form, `TypeError` or `AttributeError` for no object.
    """
    if data is None or call.action.facts.result is None:
        return None
    result = _read_result(type(call.action), data)
    if call.in_place or not call.action.facts.related:
        return result
    related = {each.name: (data.get(each.name), each.read) for each in call.action.facts.related}
    return result | {
        name: None if found is None else _read_result(read, found)
        for name, (found, read) in related.items()
    }


def _read_result(action: type[Action[Any]], data: Any) -> Any:
    adapter = adapter_of(action)
    return adapter.dump_python(adapter.validate_python(data), mode="json")
