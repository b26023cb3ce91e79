"""Compares what the step-up needs: that Actions may choose factors, a factor, and both Actions.

The Actions are present, built, deployed, and bound in order.
"""

from collections.abc import Iterator
from typing import Any

from aegis_cli.setup import desired, differ
from aegis_cli.setup.desired import ASK, CLAIM, TRIGGER, Wanted
from aegis_cli.setup.finding import ASK_ID, CLAIM_ID, Change, Finding, State
from aegis_cli.setup.management import JsonObject
from aegis_cli.setup.pieces import TenantPieces, path_of

_OURS = (("action-ask", ASK, ASK_ID), ("action-claim", CLAIM, CLAIM_ID))
ACTIONS = frozenset(piece for piece, _, _ in _OURS)
"""The pieces that must be as they should be before the Actions are bound."""


_BUILDING = ("pending", "building", "packaged", "retrying")
"""The statuses that go over; no set, since a status may be no text."""
_FAILED = (
    "At Auth0: Actions, Library, that Action; it shows the reason, and Deploy builds it again."
)


def step_up_findings(wanted: Wanted, pieces: TenantPieces) -> Iterator[Finding]:
    """Return a finding for the setting, the factors, each Action, and the order of both."""
    yield _chosen_by_actions(pieces)
    yield _factor(pieces)
    for piece, name, placeholder in _OURS:
        body = desired.action(name, wanted.code)
        yield _action(piece, body, pieces.actions.get(name), placeholder)
    yield _binding(pieces)


def _chosen_by_actions(pieces: TenantPieces) -> Finding:
    """Compare the setting without which Auth0 ends each sign-in in which an Action asks."""
    changed = differ.fields(desired.TENANT_FIELDS, pieces.flags)
    if not changed:
        return Finding("mfa-by-actions", State.OK, "Actions may choose second factors")
    patch = Change("PATCH", "/tenants/settings", changed)
    message = "Actions may not choose second factors, so nobody can sign in for aegis:admin"
    return Finding("mfa-by-actions", State.MISSING, message, changes=(patch,))


def _factor(pieces: TenantPieces) -> Finding:
    """Tell whether one of the factors is on for which the Action asks."""
    if pieces.factors & {*desired.FACTORS.values()}:
        return Finding("factor", State.OK, "A second factor is switched on")
    message = "No second factor is switched on that the Action asks for"
    hint = "Switch One-time Password on at Auth0: Security, Multi-factor Auth."
    return Finding("factor", State.MISSING, message, hint)


def _action(
    piece: str, body: dict[str, Any], action: JsonObject | None, placeholder: str
) -> Finding:
    what = f"The Action {body['name']!r}"
    if action is None:
        changes = (Change("POST", "/actions/actions", body, placeholder), _deploy(placeholder))
        return Finding(piece, State.MISSING, f"{what} is missing", changes=changes)
    action_id = str(action.get("id"))
    if action.get("code") != body["code"]:
        path = path_of("/actions/actions/{id}", action)
        changes = (Change("PATCH", path, {"code": body["code"]}), _deploy(action_id))
        return Finding(piece, State.WRONG, f"{what} has other code", changes=changes)
    if action.get("status") in _BUILDING:
        message = f"{what} is still being built by Auth0"
        return Finding(piece, State.WRONG, message, "Wait a minute.", is_settling=True)
    if action.get("status") == "failed":
        return Finding(piece, State.WRONG, f"{what} could not be built by Auth0", _FAILED)
    if action.get("all_changes_deployed") is not True:
        return Finding(piece, State.WRONG, f"{what} is not deployed", changes=(_deploy(action_id),))
    return Finding(piece, State.OK, f"{what} is deployed")


def _deploy(action_id: str) -> Change:
    return Change("POST", path_of("/actions/actions/{id}/deploy", {"id": action_id}))


def _binding(pieces: TenantPieces) -> Finding:
    """Compare what runs after a login: both of our Actions, the one that asks first."""
    actions = pieces.actions
    wanted = [str(actions[n].get("id")) if n in actions else p for _, n, p in _OURS]
    running = [_action_id(binding) for binding in pieces.bindings]
    if [action_id for action_id in running if action_id in wanted] == wanted:
        return Finding("binding", State.OK, "Both Actions run after a login, in their order")
    ours = [_reference(known, name) for known, (_, name, _) in zip(wanted, _OURS, strict=True)]
    patch = _order_of(*_others(pieces, wanted), *ours)
    state = State.WRONG if {*wanted} & {*running} else State.MISSING
    message = "The two Actions do not run after a login in their order"
    return Finding("binding", state, message, changes=(patch,), after=ACTIONS)


def bindings_without_ours(pieces: TenantPieces) -> Change | None:
    """Return what has neither of our Actions run after a login; `None` where neither does."""
    ours = [str(action.get("id")) for action in pieces.actions.values()]
    others = _others(pieces, ours)
    return None if len(others) == len(pieces.bindings) else _order_of(*others)


def _others(pieces: TenantPieces, ours: list[str]) -> list[dict[str, Any]]:
    """Return the tenant's other Actions, in order: a PATCH replaces the whole list."""
    return [
        _reference(_action_id(binding), str(binding.get("display_name") or "Action"))
        for binding in pieces.bindings
        if _action_id(binding) not in ours
    ]


def _order_of(*references: dict[str, Any]) -> Change:
    body = {"bindings": [*references]}
    return Change("PATCH", f"/actions/triggers/{TRIGGER}/bindings", body)


def _action_id(binding: JsonObject) -> str:
    action = binding.get("action")
    return str(action.get("id")) if isinstance(action, dict) else ""


def _reference(action_id: str, name: str) -> dict[str, Any]:
    return {"ref": {"type": "action_id", "value": action_id}, "display_name": name}
