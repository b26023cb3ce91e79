"""How a request ended, as one value for the screen, the JSON document and the exit code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.errors import AegisError, Bug, Code, OutcomeUnknown, Status
from aegis_cli.planning.expansion import Act, digest
from aegis_cli.planning.plan import Origin, Where
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.target_snapshot import so_already

SCHEMA = "aegis.result/1"


@dataclass(frozen=True, slots=True)
class Result:
    """The end of one request."""

    status: Status
    request: str
    """What the person asked for, in their words."""
    acts: tuple[Act, ...] = ()
    digest: str | None = None
    outcomes: tuple[Outcome, ...] = ()
    error: AegisError | None = None
    tokens: Mapping[str, TokenFacts] = field(default_factory=dict)
    """Facts about the tokens that were used, by the provider's name."""
    guessed_as: str = ""
    """How the plan was read, where it is a guess; "" where it is none."""
    is_untold: bool = False
    """Whether it is for a program, which is told nothing that was read before the approval."""


def planned_result(request: str, acts: tuple[Act, ...]) -> Result:
    """Return the result of a dry run."""
    return Result(Status.PLANNED, request, acts, digest(acts))


def failed_result(request: str, error: AegisError, acts: tuple[Act, ...] = ()) -> Result:
    """Return the result of a request that ended with an error before anything ran."""
    return Result(error.status, request, acts, digest(acts) if acts else None, error=error)


def finished_result(
    request: str, acts: tuple[Act, ...], plan_digest: str, outcomes: tuple[Outcome, ...]
) -> Result:
    """Return the result of acts that ran; its status is that of the worst outcome."""
    error = _worst(acts, outcomes)
    is_already = any(each.already and each.status is StepStatus.SKIPPED for each in outcomes)
    is_done = any(each.status is StepStatus.DONE for each in outcomes)
    status = Status.ALREADY if is_already and not is_done else Status.DONE
    status = error.status if error else status
    return Result(status, request, acts, plan_digest, outcomes, error)


def _worst(acts: tuple[Act, ...], outcomes: tuple[Outcome, ...]) -> AegisError | None:
    """Return the error of the worst outcome; `None` only if all is done but what was left out."""
    unknown = [each for each in outcomes if each.status is StepStatus.OUTCOME_UNKNOWN]
    if unknown:
        return unknown[0].error or OutcomeUnknown(
            "The answer to a write never came.", code=Code.OUTCOME_UNKNOWN
        )
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    meant = {
        outcome.id for outcome in outcomes if outcome.status is StepStatus.DONE or outcome.reason
    }
    if not errors and {act.id for act in acts} != meant:
        return Bug("A step ended without a word.", code=Code.INTERNAL)
    return errors[0] if errors else None


def done_parts(result: Result) -> tuple[Result, ...]:
    """Return each step that was done, as a result of its own."""
    acts = {act.id: act for act in result.acts}
    return tuple(
        replace(result, acts=(acts[each.id],), outcomes=(each,))
        for each in result.outcomes
        if each.status is StepStatus.DONE
    )


def to_json(result: Result) -> dict[str, Any]:
    """Return the document of `--output json`."""
    actions = {act.id: act.action.facts.action for act in result.acts}
    return {
        "schema": SCHEMA,
        "status": result.status.value,
        "exit_code": result.status.exit_code,
        "request": result.request,
        "plan": _plan(result) if result.acts else None,
        "results": [
            {
                "id": outcome.id,
                "action": actions[outcome.id],
                "status": outcome.status.value,
                "already": outcome.already,
                "data": outcome.data,
            }
            | ({"reason": outcome.explanation} if outcome.explanation else {})
            | ({"note": outcome.note} if outcome.note else {})
            | ({"changes": [*map(_change, outcome.changes)]} if outcome.changes else {})
            for outcome in result.outcomes
        ],
        "error": _error(result.error) if result.error else None,
        "tokens": {name: asdict(facts) for name, facts in result.tokens.items()},
    }


def untold(result: Result) -> Result:
    """Return a result for a program: without what was read before the person approved it.

    NOTE: texts of others may tell a program what to do, and the person approved no reading of them.
    """
    actions = {act.id: act.action for act in result.acts}
    outcomes = tuple(_untold(each, actions[each.id]) for each in result.outcomes)
    return replace(result, outcomes=outcomes, is_untold=True)


def _untold(outcome: Outcome, action: Action[Any]) -> Outcome:
    if outcome.already and outcome.status is StepStatus.SKIPPED:
        return replace(outcome, reason=so_already(action))
    if action.facts.effect is Effect.READ:
        return outcome
    return replace(outcome, changes=(), note="")


def _change(change: FieldChange) -> dict[str, Any]:
    return {"field": change.field, "before": change.before, "after": change.after}


def local_json(
    request: str, action: str, data: Any, error: AegisError | None = None
) -> dict[str, Any]:
    """Return the same document for a command that sends nothing to GitHub."""
    status = error.status if error else Status.DONE
    return to_json(Result(status, request, error=error)) | {
        "results": [
            {
                "id": "s1",
                "action": action,
                "status": StepStatus.DONE.value,
                "already": False,
                "data": data,
            }
        ]
    }


def _plan(result: Result) -> dict[str, Any]:
    guess = {"grade": "guessed", "read_as": result.guessed_as} if result.guessed_as else {}
    return {
        "digest": result.digest,
        **guess,
        "steps": [
            {
                "id": act.id,
                "action": act.action.facts.action,
                "effect": str(act.effect),
                "arguments": (told := _told_arguments(act, is_untold=result.is_untold)),
                "provenance": {name: _origin(act.provenance[name]) for name in told},
            }
            | ({"where": [*map(_where, act.step.where)]} if act.step.where else {})
            | ({"each": act.step.over} if act.step.over else {})
            for act in result.acts
        ],
    }


def _where(where: Where) -> dict[str, str]:
    """Return a condition in the words of a plan."""
    return {"field": where.condition.name, "test": where.test.value, "value": str(where.wanted)}


def _told_arguments(act: Act, *, is_untold: bool) -> dict[str, Any]:
    """Return the arguments of an act, of an undo for a program without what was read."""
    hidden = act.step.fields_from(Origin.RESULT) if is_untold else ()
    return {name: value for name, value in act.told_arguments.items() if name not in hidden}


def _origin(origin: Origin | tuple[Origin, ...]) -> str | list[str]:
    return [item.value for item in origin] if isinstance(origin, tuple) else origin.value


def _error(error: AegisError) -> dict[str, str | None]:
    return {"code": error.code.value, "message": error.message, "hint": error.hint}
