"""What approval itself has to read: who `@me` is, and what a destructive step would destroy.

Each of these is a request like any other, so that the policy judges it before anybody signs in.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed
from aegis_cli.planning.plan import Plan
from aegis_cli.providers.github.nouns.users import GetMe
from aegis_cli.request.ports import Run


def lookups(plan: Plan) -> Iterator[Action[Any]]:
    """Name the actions that approving a plan takes; each only reads."""
    if _uses_me(plan):
        yield GetMe()
    for step in plan.writes:
        target = step.action.target_read()
        if target is not None:
            yield target


def bound(plan: Plan, run: Run) -> Plan:
    """Replace `@me` by the login it stands for, before anybody approves anything."""
    if not _uses_me(plan):
        return plan
    login = _looked_up(GetMe(), run)["login"]
    with suppress(ValueError):
        found = Plan(
            tuple(
                replace(step, action=step.action.bound(login), planned=step.as_planned[0])
                for step in plan.steps
            )
        )
        if not _uses_me(found):
            return found
    raise Failed(
        f"GitHub says that you are {one_line(login)!r}, which is no login.", code=Code.PROTOCOL
    )


def _uses_me(plan: Plan) -> bool:
    return any(step.action.uses_me() for step in plan.steps)


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
            name = one_line(str(stake["full_name"]))
            raise Failed(
                f"{phrase} is now {name}; nothing was sent.",
                code=Code.MOVED,
                hint=f"Ask again with {name}.",
            )
        found[step.id] = stake
    return found


def _looked_up(action: Action[Any], run: Run) -> Any:
    """Read what approval itself needs to know. It names nothing that the plan does not name."""
    (outcome,) = run.read((Call(action.facts.action, action),))
    if outcome.error is not None:
        raise outcome.error
    return outcome.data
