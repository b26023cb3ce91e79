"""Performs calls with their providers' tokens, as flows, in a process that ends with the plan.

A write is sent only if the person approved its fingerprint, which is computed again from the
request that is about to be sent. The class of an action says whether it is a write.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, Precondition
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import (
    FieldChange,
    LacksPermission,
    PartlyIgnored,
    Performed,
)
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.core.flow import Flow, Show
from aegis_cli.core.http import Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, OutcomeUnknown, Status
from aegis_cli.request.linking import are_of_earlier, fill_links, needs_of
from aegis_cli.request.plan_memory import PlanMemory
from aegis_cli.request.watching import watch

T = TypeVar("T")


class StepStatus(StrEnum):
    """How one step ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    OUTCOME_UNKNOWN = "outcome_unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step ended, and its result."""

    id: str
    status: StepStatus
    data: Any = None
    """The result as JSON, also if the provider performed a write only in part."""
    error: AegisError | None = None
    already: bool = False
    """Whether the provider's response shows that this step changed nothing."""
    reason: str = ""
    """Why it was skipped on purpose, in a sentence; "" for any other outcome."""
    note: str = ""
    """What a list that was read leaves out, in whole sentences; "" if nothing is known of that."""
    changes: tuple[FieldChange, ...] = ()
    """What it changed of its target, as that was before the approval."""
    is_example: bool = False
    """Whether a sandbox says that it only showed the provider's documented example."""

    @property
    def explanation(self) -> str:
        """Why it was not done: the message of its error, or the reason; "" if neither is there."""
        return self.error.message if self.error is not None else self.reason


def outcome_per_call(
    calls: tuple[Call, ...],
    outcomes: Mapping[str, Outcome],
    in_flight: str | None,
    error: AegisError | None,
) -> tuple[Outcome, ...]:
    """Return an outcome for each call; the first call without one gets the error, if there is one.

    `in_flight` is the step whose write was sent and has no response.
    """
    complete = []
    for call in calls:
        outcome = outcomes.get(call.id)
        if outcome is None:
            unknown = call.id == in_flight
            status = StepStatus.OUTCOME_UNKNOWN if unknown else StepStatus.SKIPPED
            outcome, error = Outcome(call.id, status, error=error), None
        complete.append(outcome)
    return tuple(complete)


@dataclass(frozen=True, slots=True)
class Sending:
    """A write is about to be sent; the caller that runs the flow may still stop it."""

    step: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The client of a provider took the last answer for an error, whatever its status is."""


def stops(outcome: Outcome, *, keep_going: bool) -> bool:
    """Tell whether the calls after an outcome are skipped.

    NOTE: nothing follows a write that may have happened, or that is not the one approved.
    """
    if keep_going and outcome.status is StepStatus.SKIPPED:
        return False  # it needs one that failed, which alone decides
    if keep_going and outcome.status is StepStatus.FAILED:
        return outcome.error is None or outcome.error.code in {Code.CHANGED, Code.NOT_APPROVED}
    return outcome.status is not StepStatus.DONE


def rows_that_changed(calls: Sequence[Call], outcomes: Iterable[Outcome]) -> frozenset[int]:
    """Return the rows of a list whose thing has changed since the question: they alone end."""
    rows = {call.id: call.row for call in calls if call.row}
    return frozenset(
        rows[each.id]
        for each in outcomes
        if each.id in rows and each.error is not None and each.error.code is Code.CHANGED
    )


def is_over(calls: Sequence[Call], outcomes: Collection[Outcome], *, keep_going: bool) -> bool:
    """Tell whether the calls that have no outcome are skipped, for what became of the others."""
    lost, rows = rows_that_changed(calls, outcomes), {call.id: call.row for call in calls}
    rest = (each for each in outcomes if rows.get(each.id, 0) not in lost)
    return any(stops(each, keep_going=keep_going) for each in rest)


@dataclass(slots=True)
class ProviderAccess:
    """Where the calls of one provider go, and the token that they carry."""

    base: str
    token: Secret
    """It is replaced where the provider refuses it and a further exchange brings another one."""
    in_place: bool = False
    """Whether no redirect is followed, since only the names that were sent are allowed."""
    site: str = ""
    """The host of the web pages, where the settings say it."""
    more: Callable[[Call, str], Secret | None] = lambda _call, _permission: None
    """Returns a token for one call with one permission more; `None` where there is none."""
    renew: Callable[[], Secret | None] = lambda: None
    """Returns another token in the place of a refused one; `None` where there is none."""


def answers_of(outcomes: Iterable[Outcome]) -> Mapping[str, Any]:
    """Return the results of what was done, by the ids of the calls."""
    return {each.id: each.data for each in outcomes if each.status is StepStatus.DONE}


def run(
    calls: tuple[Call, ...],
    access: Callable[[Provider[Any]], ProviderAccess],
    *,
    keep_going: bool = False,
    memory: PlanMemory | None = None,
) -> Flow[tuple[Outcome, ...]]:
    """Perform the calls in order; after one that stops the run, the rest are skipped.

    `access` is asked once for each provider, before the first call; what it raises ends the run,
    of which nothing was done then. A call that needs one that was not done is skipped.
    `memory` has what the look-ups of the plan found in the runs before, in this process.
    """
    outcomes: list[Outcome] = []
    memory = memory or PlanMemory()
    if any(call.seal is not None for call in calls):
        memory.forget()  # a question may have stood for minutes since then
    held = {each: access(each) for each in dict.fromkeys(call.action.provider for call in calls)}
    hosts = {each: each.host_of_pages(at.base, at.site) for each, at in held.items()}
    if not are_of_earlier(calls, lambda call: hosts[call.action.provider]):
        raise _not_approved()
    needs = needs_of(calls)
    for call in calls:
        if is_over(calls, outcomes, keep_going=keep_going):
            outcomes.append(Outcome(call.id, StepStatus.SKIPPED))
            continue
        answers = answers_of(outcomes)
        made, at = [each.action for each in calls[: len(outcomes)]], held[call.action.provider]
        pause = call.action.provider.client().pause(call.action, made, at.base)
        if not needs[call.id] <= answers.keys() or call.row in rows_that_changed(calls, outcomes):
            outcome = Outcome(call.id, StepStatus.SKIPPED)
        else:
            if pause is not None:
                yield pause
            linked = partial(fill_links, call, calls, answers)
            outcome = yield from _one(call.id, linked, at, memory)
        outcomes.append(outcome)
        yield Show(outcome)
    return tuple(outcomes)


def _one(
    step: str, linked: Callable[[], Call], access: ProviderAccess, memory: PlanMemory
) -> Flow[Outcome]:
    try:
        result = yield from _act(linked(), access, memory)
    except PartlyIgnored as error:
        return Outcome(step, StepStatus.FAILED, data=error.data, error=error)
    except AegisError as error:
        unknown = error.status is Status.OUTCOME_UNKNOWN
        status = StepStatus.OUTCOME_UNKNOWN if unknown else StepStatus.FAILED
        return Outcome(step, status, error=error)
    return Outcome(
        step,
        StepStatus.DONE,
        data=result.data,
        already=result.already,
        note=result.note,
        is_example=result.is_example,
    )


def _act(call: Call, access: ProviderAccess, memory: PlanMemory) -> Flow[Performed]:
    """Perform one call unless a pinned value changed.

    NOTE: refused here too: a call without the preconditions that its action requires, with a
    related read that its action does not declare, or without the commitment to what it takes.
    """
    if not (call.is_pinned and call.is_declared and call.action.is_committed):
        raise _not_approved()
    performed = call.action.provider.client().performed
    for precondition in memory.unmet(call):
        reading = Call(call.id, precondition.read)
        again = performed(precondition.read, access.base, in_place=True)
        flow = _guard(again, reading, access)
        if not precondition.holds((yield from _current(precondition, flow))):
            raise changed_error(_no_longer(call))
    if call.action.facts.watches is not None and not call.in_place:
        return (yield from watch(call.id, call.action, lambda: _perform(call, access)))
    result = yield from memory.recall(call, _perform(call, access))
    memory.keep(call, result.data)
    return result


def _perform(call: Call, access: ProviderAccess) -> Flow[Performed]:
    """Perform one call with its related reads."""
    try:
        first = yield from _perform_alone(call, access)
    except LacksPermission as refusal:
        # NOTE: what was refused is not done, so nothing is done twice; it is the approved request.
        token = access.more(call, refusal.permission)
        if token is None:
            raise
        first = yield from _perform_alone(call, replace(access, token=token))
    if call.in_place or not call.action.facts.related:
        return first
    return (yield from _with_related(first, call, access))


def _perform_alone(call: Call, access: ProviderAccess) -> Flow[Performed]:
    """Perform one call itself."""
    performed = call.action.provider.client().performed
    action = call.sends or call.action
    flow = performed(action, access.base, in_place=call.in_place or access.in_place)
    return (yield from _guard(flow, call, access))


def _with_related(first: Performed, call: Call, access: ProviderAccess) -> Flow[Performed]:
    """Add the related reads to a result, null where one is not known, and say why.

    NOTE: only what the class declares is read, and what the answer of the first read has goes into
    a field of that read: it chooses no action, no container and no host.
    """
    data, notes = dict(first.data), [first.note]
    for each in call.action.facts.related:
        answer = Performed(None, note=f"Policy leaves out the {each.name}.")
        if each in call.related_reads:
            answer = yield from _perform_related(each, first.data, call, access)
        data[each.name] = answer.data
        notes.append(answer.note)
    return replace(first, data=data, note=" ".join(filter(None, notes)))


def _perform_related(
    each: RelatedRead[Action[Any]], answer: Any, call: Call, access: ProviderAccess
) -> Flow[Performed]:
    """Perform a related read; what goes wrong in it is no error of the first read."""
    try:
        read = each.reading(call.action, answer)
    except ValueError:
        return Performed(None, note=f"The {each.name} are not known: {_UNNAMED}")
    flow = read.provider.client().performed(read, access.base, in_place=access.in_place)
    try:
        found = yield from _guard(flow, Call(call.id, read), access)
    except AegisError as error:
        return Performed(None, note=f"The {each.name} are not known: {error.message}")
    note = f"Of the {each.name}: {found.note}" if found.note else ""
    limit = each.fixed.get("limit")
    if limit is not None and len(found.data) >= limit:
        note = note or f"There may be more {each.name}: the limit was {limit}."
    return replace(found, note=note)


def _current(precondition: Precondition, flow: Flow[Performed]) -> Flow[Any]:
    """Return what the read of a precondition finds; `None` for nothing, where that is pinned."""
    try:
        return (yield from flow).data
    except Failed as error:
        if precondition.is_absence and error.code is Code.NOT_FOUND:
            return None
        raise


def _guard(flow: Flow[T], call: Call, access: ProviderAccess) -> Flow[T]:
    """Add the token to each request, and let a write pass only if it is the approved one.

    NOTE: if a bug, another process or a hostile model changed a step after the approval, the
    fingerprint is another one, and nothing is sent.
    """
    response: Any = None
    while True:
        try:
            event = flow.send(response)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # typed by the flow's own T
        except AegisError:
            yield Show(Rejected())
            raise
        if isinstance(event, Request):
            if _changes(event, call, access.base):
                _check(event, call, access.base)
                yield Show(Sending(call.id))
            response = yield from _send(event, call, access)
        else:
            response = yield event


def _send(request: Request, call: Call, access: ProviderAccess) -> Flow[Any]:
    """Send a request with the token, and once more with another one if that is refused.

    NOTE: a provider that refuses a token has done nothing, so the very request that was approved
    is sent again, and never a third time.
    """
    if request.address:
        # NOTE: a storage host gets no token, and no other address than the one just given.
        return (yield request)
    answer = yield replace(request, bearer=access.token)
    refuses = call.action.provider.client().refuses_token
    is_refused = isinstance(answer, Response) and refuses(answer)
    token = access.renew() if is_refused else None
    if token is None:
        return answer
    access.token = token
    return (yield replace(request, bearer=token))


def _changes(request: Request, call: Call, base: str) -> bool:
    """Tell whether a request may change something, so that it needs the seal of its call.

    NOTE: the effect is asked of the class, which no message and no copy of an action can bring
    along. A read may be a POST, but only the very one that its class makes: no link and no
    redirect leads to another. During a write action, other GETs are look-ups and need no seal,
    unless the action's own method is GET.
    """
    facts = type(call.action).facts
    writes = facts.effect > Effect.READ
    if request.is_read:
        return writes and facts.method == "GET"
    return writes or request.method != facts.method or not call.action.makes(request, base)


def _check(request: Request, call: Call, base: str) -> None:
    """Raise `Failed` unless a request is the approved one.

    NOTE: with links, what was approved is a template. The request is that of the same action, in
    which they alone are filled in, so that it differs from the template in their texts alone.
    """
    if call.links:
        is_filled = call.sends is not None and call.sends.makes(request, base)
        request = call.request(base) if is_filled else request
    if call.seal is None or call.fingerprint(request) != call.seal:
        raise _not_approved()


def _no_longer(call: Call) -> str:
    phrase = call.action.phrase()
    if phrase:
        return f"{phrase} is no longer the one that was approved."
    return f"{call.action.says()}: what was shown of it has changed since; nothing was sent."


_UNNAMED = "the answer beside them does not say which they are."

_OTHER = "The request is not the one that was approved; nothing was sent."


def changed_error(message: str) -> Failed:
    """Return the error for an action that is not the one that the person approved."""
    return Failed(message, code=Code.CHANGED, hint="Look at it again, then ask again.")


def _not_approved() -> Failed:
    hint = "Look at it again, then ask again."
    return Failed(_OTHER, code=Code.NOT_APPROVED, hint=hint)


def outcome_unknown(why: str, calls: Iterable[Call]) -> OutcomeUnknown:
    """Return the error where the answer to a write of these calls is missing."""
    titles = dict.fromkeys(call.action.provider.title for call in calls if call.seal is not None)
    return OutcomeUnknown(
        f"{why}; whether {' or '.join(titles)} did it is not known.",
        code=Code.OUTCOME_UNKNOWN,
        hint="Look whether it happened before you try again.",
    )
