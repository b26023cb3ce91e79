"""Compares the two post-login Actions of the step-up: there, built, deployed, bound in order."""

from collections.abc import Iterator
from typing import Any

from aegis_cli.setup import desired
from aegis_cli.setup.desired import ASK, CLAIM, TRIGGER, Wanted
from aegis_cli.setup.finding import ASK_ID, CLAIM_ID, Change, Finding, State
from aegis_cli.setup.found import TenantPieces, below
from aegis_cli.setup.management import Thing

_OURS = (("action-ask", ASK, ASK_ID), ("action-claim", CLAIM, CLAIM_ID))
ACTIONS = frozenset(piece for piece, _, _ in _OURS)
"""The pieces that have to be as they should be before the Actions are bound."""


def action_findings(wanted: Wanted, found: TenantPieces) -> Iterator[Finding]:
    """Return a finding for each Action, and one for the order in which they run."""
    actions = dict(found.actions)
    for piece, name, placeholder in _OURS:
        yield _action(piece, desired.action(name, wanted.code), actions.get(name), placeholder)
    yield _bound(found, actions)


def _action(piece: str, body: dict[str, Any], found: Thing | None, placeholder: str) -> Finding:
    what = f"The Action {body['name']!r}"
    if found is None:
        create = Change("POST", "/actions/actions", body, placeholder)
        return Finding(piece, State.MISSING, f"{what} is missing", (create, _deploy(placeholder)))
    action_id = str(found.get("id"))
    if found.get("code") != body["code"]:
        path = below("/actions/actions/{id}", found)
        patch = Change("PATCH", path, {"code": body["code"]})
        return Finding(piece, State.WRONG, f"{what} has other code", (patch, _deploy(action_id)))
    if found.get("status") in ("pending", "building", "packaged"):  # of any type, so no set
        says = f"{what} is still being built by Auth0"
        return Finding(piece, State.WRONG, says, hint="Wait a minute.", is_settling=True)
    if found.get("all_changes_deployed") is not True:
        return Finding(piece, State.WRONG, f"{what} is not deployed", (_deploy(action_id),))
    return Finding(piece, State.OK, f"{what} is deployed")


def _deploy(action_id: str) -> Change:
    return Change("POST", below("/actions/actions/{id}/deploy", {"id": action_id}))


def _bound(found: TenantPieces, actions: dict[str, Thing]) -> Finding:
    """Compare what runs after a login: ours, the one that asks first."""
    wanted = [str(actions[n].get("id")) if n in actions else p for _, n, p in _OURS]
    running = [_action_id(binding) for binding in found.bindings]
    if [one for one in running if one in wanted] == wanted:
        return Finding("binding", State.OK, "Both Actions run after a login, in their order")
    # NOTE: a PATCH replaces the whole list, so everybody else's Actions are sent again, in place.
    others = [
        _reference(_action_id(binding), str(binding.get("display_name") or "Action"))
        for binding in found.bindings
        if _action_id(binding) not in wanted
    ]
    ours = [_reference(one, name) for one, (_, name, _) in zip(wanted, _OURS, strict=True)]
    patch = Change("PATCH", f"/actions/triggers/{TRIGGER}/bindings", {"bindings": [*others, *ours]})
    is_partly = any(one in running for one in wanted)
    says = "The Actions do not run after a login, one behind the other"
    return Finding("binding", State.WRONG if is_partly else State.MISSING, says, (patch,))


def _action_id(binding: Thing) -> str:
    action = binding.get("action")
    return str(action.get("id")) if isinstance(action, dict) else ""


def _reference(action_id: str, name: str) -> dict[str, Any]:
    return {"ref": {"type": "action_id", "value": action_id}, "display_name": name}
