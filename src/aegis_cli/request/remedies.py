"""What removes the cause of an error of a plan, so that the same approval is tried once more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from aegis_cli.actions.facts import Effect
from aegis_cli.errors import AegisError, Code, Denied, NotSignedIn, StepUpRequired
from aegis_cli.request.approval import remaining_acts
from aegis_cli.request.plan_state import PlanState
from aegis_cli.request.ports import RequestSessions, Services
from aegis_cli.request.scopes import SCOPES, needs_proof

Remedy: TypeAlias = Callable[[Services, RequestSessions, PlanState, str], PlanState | None]
"""Removes the cause of an error, which may be about one provider; returns how the plan goes on, or
`None` where it does not."""

SOMEBODY_ELSE = "Somebody else signed in than the person who asked."


def apply_remedy(
    problem: AegisError,
    remedies: Mapping[Code, Remedy],
    services: Services,
    sessions: RequestSessions,
    state: PlanState,
) -> PlanState | None:
    """Return how a plan goes on after an error; `None` where it does not.

    NOTE: each remedy is applied once at most for each provider.
    """
    remedy = remedies.get(problem.code)
    provider = _provider_of(problem, state) if remedy is _connect else ""
    if remedy is None or (remedy, provider) in state.applied:
        return None
    return remedy(services, sessions, state.applying(remedy, provider), provider)


def _provider_of(problem: AegisError, state: PlanState) -> str:
    """Return the provider of the plan that an error is about; "" where that is not clear.

    NOTE: an executor is not trusted: it could name another one each time, or one that is not in
    the plan.
    """
    providers = {act.action.provider.name for act in state.acts}
    if problem.provider in providers:
        return problem.provider
    return min(providers) if len(providers) == 1 else ""


def _connect(
    services: Services, sessions: RequestSessions, state: PlanState, provider: str
) -> PlanState | None:
    """Offer to connect the account; the vault says in the exchange that it is missing."""
    if not services.connect(provider):
        return None
    if services.actors is not None:
        services.actors.forget(provider)
    return state.signed_in(sessions.session(state.scope))


def step_up(
    _services: Services, sessions: RequestSessions, state: PlanState, _provider: str
) -> PlanState | None:
    """Get a fresh proof of who is there, as RFC 9470 describes, if a step is typed.

    NOTE: an executor must not be able to get a stronger token than the plan needs.
    """
    if not needs_proof(remaining_acts(state.acts, state.reply)):
        return None
    try:
        session = sessions.step_up(state.scope)
    except NotSignedIn as problem:
        reason = problem.message
    else:
        if state.knows(session):
            return state.signed_in(session)
        reason = SOMEBODY_ELSE
    raise StepUpRequired(
        f"{reason} Without a fresh sign-in of yours, nothing was sent.",
        hint="Ask again, and confirm the second sign-in too.",
    )


def _admit(
    _services: Services, sessions: RequestSessions, state: PlanState, _provider: str
) -> PlanState | None:
    """Sign in with the scope of destructive actions, if a broker wants it for an asked write.

    NOTE: this happens only after the approval, and the executor does not choose the scope: it is
    the one that a broker always wanted for such a write.
    """
    scope = SCOPES[Effect.DESTRUCTIVE]
    left = remaining_acts(state.acts, state.reply)
    if state.approved is None or max(act.effect for act in left) is not Effect.ASKED:
        return None
    try:
        session = sessions.session(scope)
    except (NotSignedIn, Denied) as problem:
        reason = problem.message
    else:
        if state.knows(session):
            return replace(state, scope=scope).signed_in(session)
        reason = SOMEBODY_ELSE
    raise Denied(
        f"{reason} The broker asks for {scope[-1]} here; nothing was sent.",
        code=Code.SCOPE,
        hint=f"Ask who runs the broker for {scope[-1]}, or for a section of its policy "
        'for you that says max_effect = "asked".',
    )


REMEDIES: Mapping[Code, Remedy] = {
    Code.NOT_CONNECTED: _connect,
    Code.RECONNECT: _connect,
    Code.STEP_UP: step_up,
    Code.SCOPE: _admit,
}
"""What to do before a plan is tried again, by the error that ended the try before."""

REMEDIES_OF_READING: Mapping[Code, Remedy] = {
    Code.NOT_CONNECTED: _connect,
    Code.RECONNECT: _connect,
}
"""The same before the question. NOTE: no error there gets an executor a stronger session."""
