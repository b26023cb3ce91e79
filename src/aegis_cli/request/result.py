"""How a request ended, as one value for the screen, the JSON document and the exit code."""

from dataclasses import asdict, dataclass
from typing import Any

from aegis_cli.errors import AegisError, Bug, Code, OutcomeUnknown, Status
from aegis_cli.planning.plan import Origin, Plan
from aegis_cli.request.approval import digest
from aegis_cli.request.execution import Outcome, StepStatus, TokenFacts

SCHEMA = "aegis.result/1"


@dataclass(frozen=True, slots=True)
class Result:
    """The end of one request."""

    status: Status
    request: str
    """What the person asked for, in their words."""
    plan: Plan | None = None
    digest: str | None = None
    outcomes: tuple[Outcome, ...] = ()
    error: AegisError | None = None
    token: TokenFacts | None = None
    """Facts about the token that was used."""


def planned(request: str, plan: Plan, base: str) -> Result:
    """Return the result of a dry run."""
    return Result(Status.PLANNED, request, plan, digest(plan, base))


def failed(request: str, error: AegisError, plan: Plan | None = None, base: str = "") -> Result:
    """Return the result of a request that ended with an error before anything ran."""
    return Result(error.status, request, plan, digest(plan, base) if plan else None, error=error)


def finished(request: str, plan: Plan, plan_digest: str, outcomes: tuple[Outcome, ...]) -> Result:
    """Return the result of a plan that ran; its status is that of the worst outcome."""
    error = _worst(plan, outcomes)
    status = error.status if error else Status.DONE
    return Result(status, request, plan, plan_digest, outcomes, error)


def _worst(plan: Plan, outcomes: tuple[Outcome, ...]) -> AegisError | None:
    """Return the error of the worst outcome; `None` only if every step is done."""
    unknown = [each for each in outcomes if each.status is StepStatus.OUTCOME_UNKNOWN]
    if unknown:
        return unknown[0].error or OutcomeUnknown(
            "The answer to a write never came.", code=Code.OUTCOME_UNKNOWN
        )
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    done = {outcome.id for outcome in outcomes if outcome.status is StepStatus.DONE}
    if not errors and {step.id for step in plan.steps} != done:
        return Bug("A step ended without a word.", code=Code.INTERNAL)
    return errors[0] if errors else None


def to_json(result: Result) -> dict[str, Any]:
    """Return the document of `--output json`."""
    actions = (
        {step.id: step.action.facts.action for step in result.plan.steps} if result.plan else {}
    )
    return {
        "schema": SCHEMA,
        "status": result.status.value,
        "exit_code": result.status.exit_code,
        "request": result.request,
        "plan": _plan(result.plan, result.digest) if result.plan else None,
        "results": [
            {
                "id": outcome.id,
                "action": actions[outcome.id],
                "status": outcome.status.value,
                "already": outcome.already,
                "data": outcome.data,
            }
            for outcome in result.outcomes
        ],
        "error": _error(result.error) if result.error else None,
        "token": asdict(result.token) if result.token else None,
    }


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


def _plan(plan: Plan, plan_digest: str | None) -> dict[str, Any]:
    return {
        "digest": plan_digest,
        "steps": [
            {
                "id": step.id,
                "action": step.action.facts.action,
                "effect": str(step.effect),
                "arguments": step.action.sent(),
                "provenance": {name: _origin(value) for name, value in step.provenance.items()},
            }
            for step in plan.steps
        ],
    }


def _origin(origin: Origin | tuple[Origin, ...]) -> str | list[str]:
    return [item.value for item in origin] if isinstance(origin, tuple) else origin.value


def _error(error: AegisError) -> dict[str, str | None]:
    return {"code": error.code.value, "message": error.message, "hint": error.hint}
