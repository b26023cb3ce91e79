"""What approval itself has to read: who `@me` is, and what a destructive step would destroy."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aegis_cli.actions.users import GetMe
from aegis_cli.core.action import Action
from aegis_cli.core.call import Call
from aegis_cli.errors import Code, Failed
from aegis_cli.planning.plan import Plan
from aegis_cli.ports import Run


def bound(plan: Plan, run: Run) -> Plan:
    """Replace `@me` by the login it stands for, before anybody approves anything."""
    if not any(step.action.uses_me() for step in plan.steps):
        return plan
    login = _looked_up(GetMe(), run)["login"]
    return Plan(
        tuple(
            replace(step, action=step.action.bound(login), planned=step.action)
            for step in plan.steps
        )
    )


def stakes(plan: Plan, run: Run) -> dict[str, Mapping[str, Any]]:
    """Read what each destructive step would destroy."""
    found: dict[str, Mapping[str, Any]] = {}
    for step in plan.writes:
        target = step.action.target_read()
        if target is None:
            continue
        stake = _looked_up(target, run)
        phrase = step.action.phrase() or ""
        # NOTE: the name may lead elsewhere by now; what would be typed must name what it destroys.
        if str(stake["full_name"]).casefold() != phrase.casefold():
            raise Failed(
                f"{phrase} is now {stake['full_name']}; nothing was sent.",
                code=Code.MOVED,
                hint=f"Ask again with {stake['full_name']}.",
            )
        found[step.id] = stake
    return found


def _looked_up(action: Action[Any], run: Run) -> Any:
    """Read what approval itself needs to know. It names nothing that the plan does not name."""
    (outcome,) = run.read((Call(action.facts.action, action),))
    if outcome.error is not None:
        raise outcome.error
    return outcome.data
