"""May this caller have this plan carried out? Judged as a whole, before anything runs. Pure."""

import hashlib
import json

from aegis_cli.actions.action import Effect
from aegis_cli.actions.call import Call
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.plan_request import PlanRequest
from aegis_cli.broker.http.problem import Problem, insufficient_scope, step_up
from aegis_cli.broker.whitelist import NEEDED, Whitelist, missing

FRESH = 300
"""Seconds that a proof of presence lasts for what cannot be undone."""


def judge(
    order: PlanRequest, caller: Caller, whitelist: Whitelist, *, base: str, now: float
) -> None:
    """Raise `Problem` unless all of a plan may run; `now` in seconds since 1970.

    What the person approved is checked here first, and once more by whoever sends the requests.
    """
    for call in order.calls:
        _check_shape(call)
    actions = tuple(call.action for call in order.calls)
    if any(action.facts.effect is Effect.DESTRUCTIVE for action in actions):
        _check_presence(caller, now)
    lacking = missing(caller, actions)
    if lacking:
        raise insufficient_scope(" ".join(lacking))
    reasons = whitelist.judge(caller, actions)
    if reasons:
        raise _forbidden("policy", f"It is not allowed here: {'; '.join(reasons)}."[:1000])
    _check_approval(order, base)


def _check_shape(call: Call) -> None:
    effect = call.action.facts.effect
    if effect is Effect.READ and call.seal is not None:
        raise Problem(400, "bad_request", "A step that reads has a seal.")
    if (effect is Effect.DESTRUCTIVE) != (call.target_id is not None) and call.seal is not None:
        raise Problem(400, "bad_request", "What destroys names its target's id; nothing else does.")


def _check_presence(caller: Caller, now: float) -> None:
    """Demand what RFC 9470 calls step-up, whatever the client thinks of its session."""
    scope = NEEDED[Effect.DESTRUCTIVE]
    is_fresh = caller.auth_time is not None and now - caller.auth_time <= FRESH
    if scope not in caller.scope or not is_fresh:
        raise step_up(scope, FRESH)


def _check_approval(order: PlanRequest, base: str) -> None:
    """Demand that each write, and the plan as a whole, is the one that was approved."""
    prints = []
    for call in order.calls:
        request = call.action.request(base)
        prints.append(request.fingerprint(call.target_id))
        if call.action.facts.effect is Effect.READ and request.is_read:
            continue
        if call.seal is None:
            raise _forbidden("not_approved", "A step that writes was not approved.")
        if call.seal != prints[-1]:
            raise _forbidden("changed", "A step is not the one that was approved.")
    if order.digest is not None:
        found = hashlib.sha256(json.dumps(prints).encode()).hexdigest()
        if found != order.digest:
            raise _forbidden("changed", "The plan is not the one that was approved.")


def _forbidden(code: str, detail: str) -> Problem:
    return Problem(403, code, detail, {"WWW-Authenticate": "Bearer"})
