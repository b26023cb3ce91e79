"""Decides whether a caller may have a plan carried out: all of it, before anything runs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aegis_cli.actions.call import Call, digest_of
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.plan_request import PlanRequest
from aegis_cli.broker.http.problem import Problem, insufficient_scope, step_up
from aegis_cli.broker.whitelist import KNOWN_SCOPES, NEEDED, Whitelist
from aegis_cli.request.linking import are_of_earlier

FRESH = 300
"""Seconds for which a sign-in is fresh enough for a call whose phrase is typed."""


def judge(
    plan: PlanRequest, caller: Caller, whitelist: Whitelist, *, bases: Mapping[str, str], now: float
) -> PlanRequest:
    """Return a plan as it may run; raise `Problem` unless all its calls may.

    `now` is in seconds since 1970. A related read that is not allowed to the caller is
    left out. The approval is checked here first, and again by the executor that sends the requests.
    """
    for call in plan.calls:
        _check_shape(call)
    actions = tuple(call.action for call in plan.calls)
    if any(action.facts.approval is Approval.TYPED for action in actions):
        _check_presence(caller, now)
    lacking = whitelist.missing(caller, actions)
    if lacking:
        raise insufficient_scope(" ".join(lacking))
    # NOTE: whether a pin holds tells a caller what an answer has. What approval needs is read
    # with the action; any other read of a target is judged like one of the caller's own.
    reads = tuple(read for call in plan.calls for read in call.optional_reads)
    reasons = whitelist.judge(caller, (*actions, *reads))
    if reasons:
        raise _denial(reasons)
    _check_approval(plan, bases)
    return replace(
        plan, calls=tuple(_drop_denied_reads(call, caller, whitelist) for call in plan.calls)
    )


def judge_links(plan: PlanRequest, bases: Mapping[str, str], sites: Mapping[str, str]) -> None:
    """Raise `Problem` unless each link of a plan is of what an earlier call makes, at its own page.

    `sites` has the hosts of web pages that the settings name, by the provider's name.
    """

    def page_host(call: Call) -> str:
        provider = call.action.provider
        return provider.host_of_pages(provider.base_in(bases), sites.get(provider.name, ""))

    if not are_of_earlier(plan.calls, page_host):
        raise Problem(400, "bad_request", "A call has a link of nothing that one before it makes.")


def judge_ahead(plan: PlanRequest, caller: Caller, whitelist: Whitelist) -> None:
    """Raise `Problem` if the policy denies a plan, before anybody is asked to approve it.

    The scopes that it needs are taken for granted: people sign in for them after their yes. The
    plan is judged again when it comes.
    """
    for call in plan.calls:
        _check_shape(call)
    whole = replace(caller, scope=frozenset(KNOWN_SCOPES))
    reasons = whitelist.judge(whole, tuple(call.action for call in plan.calls))
    if reasons:
        raise _denial(reasons)


def _drop_denied_reads(call: Call, caller: Caller, whitelist: Whitelist) -> Call:
    reads = {each.name: each.before_answer(call.action) for each in call.related_reads}
    kept = (name for name, read in reads.items() if not whitelist.judge(caller, (read,)))
    return replace(call, related=tuple(kept))


def _check_shape(call: Call) -> None:
    if call.action.facts.effect is Effect.READ and call.seal is not None:
        raise Problem(400, "bad_request", "A call that reads has a seal.")
    if call.action.facts.downloads:
        raise Problem(400, "bad_request", "A call downloads a file, and a broker hands on none.")
    if call.action.facts.takes:
        raise Problem(400, "bad_request", "A call takes what is not in it, and a broker gets none.")
    if call.action.facts.watches:
        raise Problem(400, "bad_request", "A call watches something, and a broker answers once.")
    if not call.is_declared:
        raise Problem(400, "bad_request", "A call has a read beside it that its action has not.")
    # NOTE: a caller who could choose the read would learn of any answer what it holds.
    if not call.is_pinned and (call.seal is not None or call.preconditions):
        raise Problem(
            400, "bad_request", "A call has other preconditions than those that its action names."
        )


def _check_presence(caller: Caller, now: float) -> None:
    """Raise `Problem` unless the sign-in is fresh, whatever the client says (RFC 9470, step-up)."""
    scope = NEEDED[Effect.DESTRUCTIVE]
    is_fresh = caller.auth_time is not None and now - caller.auth_time <= FRESH
    if scope not in caller.scope or not is_fresh:
        raise step_up(scope, FRESH)


def _check_approval(plan: PlanRequest, bases: Mapping[str, str]) -> None:
    """Raise `Problem` unless each write, and the plan as a whole, is as it was approved."""
    fingerprints = []
    for call in plan.calls:
        base = call.action.provider.base_in(bases)
        fingerprints.append(call.fingerprint(call.request(base)))
        if call.action.facts.effect is Effect.READ:
            continue
        if call.seal is None:
            raise _forbidden("not_approved", "A call that writes was not approved.")
        if call.seal != fingerprints[-1]:
            raise _forbidden("changed", "A call is not the one that was approved.")
    # NOTE: the seals alone would let calls be added to those that were approved together.
    if plan.digest is None and any(call.seal is not None for call in plan.calls):
        raise _forbidden("not_approved", "The plan as a whole was not approved.")
    if plan.digest is not None and plan.digest != digest_of(fingerprints):
        raise _forbidden("changed", "The plan is not the one that was approved.")


def _denial(reasons: Sequence[str]) -> Problem:
    return _forbidden("policy", f"It is not allowed here: {'; '.join(reasons)}."[:1000])


def _forbidden(code: str, detail: str) -> Problem:
    return Problem(403, code, detail, {"WWW-Authenticate": "Bearer"})
