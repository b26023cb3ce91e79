"""The reads that approval needs: who `@me` is, and what a destructive step would destroy.

Each of them is a request like any other, and the policy judges it before the sign-in.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider import Provider
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed
from aegis_cli.planning.plan import Plan
from aegis_cli.request.ports import Run


def lookups(plan: Plan) -> Iterator[Action[Any]]:
    """Yield the reads that are needed before a plan can be approved."""
    if _uses_me(plan):
        yield _provider(plan).bind_me()
    for step in plan.writes:
        target = step.action.target_read()
        if target is not None:
            yield target


def bound(plan: Plan, run: Run) -> Plan:
    """Replace `@me` by the login it stands for, before anybody approves anything."""
    if not _uses_me(plan):
        return plan
    login = _looked_up(_provider(plan).bind_me(), run)["login"]
    with suppress(ValueError):
        steps = (
            replace(step, action=step.action.bound(login), planned=step.as_planned[0])
            for step in plan.steps
        )
        bound_plan = Plan(tuple(steps))
        if not _uses_me(bound_plan):
            return bound_plan
    raise Failed(
        f"{_provider(plan).title} says that you are {one_line(login)!r}, which is no login.",
        code=Code.PROTOCOL,
    )


def _provider(plan: Plan) -> Provider:
    """Return the provider of a plan's steps."""
    return plan.steps[0].action.provider


def _uses_me(plan: Plan) -> bool:
    return any(step.action.uses_me() for step in plan.steps)


def stakes(plan: Plan, run: Run) -> dict[str, Mapping[str, Any]]:
    """Read what each destructive step would destroy; return it by step id."""
    targets: dict[str, Mapping[str, Any]] = {}
    for step in plan.writes:
        target = step.action.target_read()
        if target is None:
            continue
        stake = _looked_up(target, run)
        phrase = step.action.phrase() or ""
        # NOTE: a renamed repository redirects. The name that the person types must be its name now.
        if str(stake["full_name"]).casefold() != phrase.casefold():
            name = one_line(str(stake["full_name"]))
            raise Failed(
                f"{phrase} is now {name}; nothing was sent.",
                code=Code.MOVED,
                hint=f"Ask again with {name}.",
            )
        targets[step.id] = stake
    return targets


def _looked_up(action: Action[Any], run: Run) -> Any:
    """Perform a read for the approval and return its data; raise its error."""
    (outcome,) = run.read((Call(action.facts.action, action),))
    if outcome.error is not None:
        raise outcome.error
    return outcome.data
