"""Exchange, act, forget: what happens where the GitHub token is, as flows.

Runs in a process that ends with the plan. A write leaves only if its fingerprint is one that the
person approved, computed again from the very request that is about to be sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from aegis_cli.actions.call import Call
from aegis_cli.core.flow import Flow, Show
from aegis_cli.core.http import Request
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, OutcomeUnknown, Status
from aegis_cli.providers.github.client import perform, performed
from aegis_cli.providers.github.comparison import PartlyIgnored
from aegis_cli.providers.github.success import Performed

T = TypeVar("T")


class StepStatus(StrEnum):
    """How one step ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    OUTCOME_UNKNOWN = "outcome_unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step."""

    id: str
    status: StepStatus
    data: Any = None
    """The result as JSON; also of a write that GitHub did only in part."""
    error: AegisError | None = None
    already: bool = False
    """Whether GitHub's answer shows that it was so before, so that this step changed nothing."""


def accounted(
    calls: tuple[Call, ...],
    outcomes: Mapping[str, Outcome],
    in_flight: str | None,
    error: AegisError | None,
) -> tuple[Outcome, ...]:
    """Return an outcome for each call; the first that has none carries the error, if there is one.

    `in_flight` is the step whose write was let go and not answered.
    """
    found = []
    for call in calls:
        outcome = outcomes.get(call.id)
        if outcome is None:
            unknown = call.id == in_flight
            status = StepStatus.OUTCOME_UNKNOWN if unknown else StepStatus.SKIPPED
            outcome, error = Outcome(call.id, status, error=error), None
        found.append(outcome)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What may be told of the token that a run acted with: never more of it than its prefix."""

    kind: str
    """How it begins: `ghu_`."""
    expires_in: float | None = None
    """Seconds it had left when it was handed out; `None` where nobody says."""
    narrowed: bool = False
    """Whether it reached no more than the plan."""
    reason: str | None = None
    """Why it was wider although it should not be, or why it lives on; `None` if all is well."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A write is about to leave; whoever runs the flow may still stop it."""

    step: str


def run(calls: tuple[Call, ...], base: str, token: Secret) -> Flow[tuple[Outcome, ...]]:
    """Do the calls in order, and stop at the first that fails; the rest are skipped."""
    outcomes: list[Outcome] = []
    for call in calls:
        if any(outcome.status is not StepStatus.DONE for outcome in outcomes):
            outcomes.append(Outcome(call.id, StepStatus.SKIPPED))
            continue
        outcome = yield from _one(call, base, token)
        outcomes.append(outcome)
        yield Show(outcome)
    return tuple(outcomes)


def _one(call: Call, base: str, token: Secret) -> Flow[Outcome]:
    try:
        done = yield from _guarded(_act(call, base), call, token)
    except PartlyIgnored as partly:
        return Outcome(call.id, StepStatus.FAILED, data=partly.data, error=partly)
    except AegisError as error:
        unknown = error.status is Status.OUTCOME_UNKNOWN
        status = StepStatus.OUTCOME_UNKNOWN if unknown else StepStatus.FAILED
        return Outcome(call.id, status, error=error)
    return Outcome(call.id, StepStatus.DONE, data=done.data, already=done.already)


def _act(call: Call, base: str) -> Flow[Performed]:
    """Perform one call; a destructive one only on the very target that was approved."""
    target = call.action.target_read()
    if target is not None:
        found = yield from perform(target, base)
        if found["id"] != call.target_id:
            raise changed(f"{call.action.phrase()} is no longer the one that was approved.")
    return (yield from performed(call.action, base))


def _guarded(flow: Flow[T], call: Call, token: Secret) -> Flow[T]:
    """Add the token to each request, and let a write pass only if it is the approved one.

    NOTE: whatever changed a step between approval and here (a bug, another process, a hostile
    model) changes the fingerprint, and nothing is sent.
    """
    answer: Any = None
    while True:
        try:
            need = flow.send(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # typed by the flow's own T
        if isinstance(need, Request):
            if not need.is_read:
                _check(need, call)
                yield Show(Sending(call.id))
            need = replace(need, bearer=token)
        answer = yield need


def _check(request: Request, call: Call) -> None:
    if call.seal is None or request.fingerprint(call.target_id) != call.seal:
        raise changed("The request is not the one that was approved; nothing was sent.")


def changed(message: str) -> Failed:
    """Say that what would be done is not what the person approved."""
    return Failed(message, code=Code.CHANGED, hint="Look at it again, then ask again.")


def outcome_unknown(why: str) -> OutcomeUnknown:
    """Return the error of a write whose answer is missing."""
    return OutcomeUnknown(
        f"{why}; whether GitHub did it is not known.",
        code=Code.OUTCOME_UNKNOWN,
        hint="Look whether it happened before you try again.",
    )
