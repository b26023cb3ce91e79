"""The reads that approval needs: who `@me` is, and what a step puts at stake.

Each of them is a request like any other, and the policy judges it before the sign-in.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action, found_in
from aegis_cli.actions.call import Call, Pinned, Precondition, preconditions_of, value_in
from aegis_cli.actions.marks import Found
from aegis_cli.actions.provider import Provider
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed
from aegis_cli.planning.plan import Origin, Plan, Step
from aegis_cli.request.ports import Run


def lookups(plan: Plan) -> Iterator[Action[Any]]:
    """Yield the reads that are needed before a plan can be approved."""
    if _uses_me(plan):
        yield _provider(plan).bind_me()
    for step in plan.steps:
        target = step.action.target_read()
        if target is not None:
            yield target
        yield from (each.reading(step.action) for each in found_in(type(step.action)).values())


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


def resolved(plan: Plan, run: Run) -> Plan:
    """Find by reads what is found before anybody approves anything, such as an issue's id."""
    return Plan(tuple(_resolved(step, run) for step in plan.steps))


def _resolved(step: Step, run: Run) -> Step:
    marks = found_in(type(step.action))
    if not marks:
        return step
    values = {name: _found(step.action, mark, run) for name, mark in marks.items()}
    with suppress(ValueError):
        return replace(
            step,
            action=step.action.received(step.action.sent() | values),
            planned=step.as_planned[0],
            provenance={**step.provenance, **dict.fromkeys(marks, Origin.FOUND)},
        )
    raise _lacking(step.action, " and ".join(marks))


def _found(action: Action[Any], mark: Found, run: Run) -> Pinned:
    """Return what a read finds; `None` if there is nothing, where that may be."""
    try:
        return value_in(_looked_up(mark.reading(action), run), mark.path)
    except ValueError as missing:
        path = str(missing)
    except Failed as error:
        if mark.or_absent and error.code is Code.NOT_FOUND:
            return None
        raise
    raise _lacking(action, path)


def stakes(plan: Plan, run: Run) -> dict[str, Mapping[str, Any]]:
    """Read what each step puts at stake; return it by step id."""
    found: dict[str, Mapping[str, Any]] = {}
    for step in plan.writes:
        target = step.action.target_read()
        if target is None:
            continue
        answer = found[step.id] = _looked_up(target, run)
        name = step.action.name_in(answer)
        # NOTE: what was renamed redirects. The name that the person approves must be its name now.
        if name is not None and not step.action.is_target(name):
            raise Failed(
                f"{step.action.phrase()} is now {name or 'something else'}; nothing was sent.",
                code=Code.MOVED,
                hint=f"Ask again with {name or 'its name'}.",
            )
    return found


def preconditions(
    plan: Plan, found: Mapping[str, Mapping[str, Any]]
) -> dict[str, tuple[Precondition, ...]]:
    """Pin what must not change of what is at stake; return it by step id."""
    pinned: dict[str, tuple[Precondition, ...]] = {}
    for step in plan.steps:
        try:
            pinned[step.id] = preconditions_of(step.action, found.get(step.id))
        except ValueError as missing:
            raise _lacking(step.action, str(missing)) from None
    return pinned


def _lacking(action: Action[Any], path: str) -> Failed:
    return Failed(
        f"{action.says()}: the answer about it lacks {path}; nothing was sent.", code=Code.PROTOCOL
    )


def _looked_up(action: Action[Any], run: Run) -> Any:
    """Perform a read for the approval and return its data; raise its error."""
    (outcome,) = run.read((Call(action.facts.action, action),))
    if outcome.error is not None:
        raise outcome.error
    return outcome.data
