"""The way of one sentence, told once.

    sentence ─planner─► plan ─policy─► allowed ─► can it be approved here? ─► shown
      ─► signed in, with the least scope ─► targets read ─► approved ─► done ─► result

The order is part of the safety: nobody signs in for a plan that could not run (a planner at a
broker alone has the session for reading before), and no write is sent before a person, or the
options that they typed, approved it. Where the executor wants a fresh proof of who is there, the
way from the sign-in on is gone once more, with the same approval.
"""

from dataclasses import dataclass

from aegis_cli.errors import AegisError, Code, Denied, Interrupted
from aegis_cli.planning.grammar.orders import Orders, orders_in
from aegis_cli.planning.plan import Context, Plan
from aegis_cli.planning.read import Planner
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.request.approval import Consent, Options, needs_approval, sheet, uncovered
from aegis_cli.request.attempt import Attempt, taken
from aegis_cli.request.policy import Deny, Policy, judge
from aegis_cli.request.ports import Services
from aegis_cli.request.preflight import lookups
from aegis_cli.request.proposal import propose
from aegis_cli.request.result import Result, failed, planned


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """How a request may go: the rules, the options, and where it would go to."""

    policy: Policy
    options: Options
    base: str
    """The root of the GitHub API."""
    hosts: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False


def ask(
    text: str, context: Context, planner: Planner, ways: RequestOptions, world: Services
) -> Result:
    """Do what a sentence asks for; whatever happens, say how it ended."""
    sentence = Sentence(text, context.host)
    try:
        plan = propose(sentence, context, planner, world.stdin, world.load)
    except (AegisError, KeyboardInterrupt) as problem:
        world.sign_in.end_request()  # a planner at a broker has signed in
        return failed(text, problem if isinstance(problem, AegisError) else _interrupted())
    # Without --yes the person is asked in any case, whatever the grammar reads.
    wanted = orders_in(sentence, context, world.load) if ways.options.yes else Orders()
    return carry_out(text, plan, ways, world, wanted=wanted)


def carry_out(
    request: str, plan: Plan, ways: RequestOptions, world: Services, *, wanted: Orders | None
) -> Result:
    """Judge, show, sign in, approve and perform a plan; whatever happens, say how it ended.

    `wanted` is what the person's sentence asks for; `None` where they typed the action itself.
    """
    try:
        _judge(plan, ways.policy)
        consent = Consent(ways.options, wanted)
        open_steps = uncovered(plan, consent)
        if ways.dry_run:
            world.terminal.show(sheet(plan, ways.base, hosts=ways.hosts), in_full=True)
            return planned(request, plan, ways.base)
        if open_steps and not world.terminal.can_ask():
            raise needs_approval(open_steps, consent)
        return _perform(request, plan, ways, world, consent)
    except AegisError as error:
        return failed(request, error, plan, ways.base)
    except KeyboardInterrupt:
        return failed(request, _interrupted(), plan, ways.base)
    finally:
        world.sign_in.end_request()


def _interrupted() -> Interrupted:
    return Interrupted("Interrupted; nothing was sent.", code=Code.INTERRUPTED)


def _judge(plan: Plan, policy: Policy) -> None:
    """Stop the whole plan if the policy denies one step of it, or what approving it must read.

    NOTE: a broker is sent the look-ups as requests of their own, and judges them just so.
    """
    verdicts = [
        *((judge(step.action, policy), "") for step in plan.steps),
        *((judge(action, policy), " (read before it is approved)") for action in lookups(plan)),
    ]
    reasons = [
        reason + why
        for verdict, why in verdicts
        if isinstance(verdict, Deny)
        for reason in verdict.reasons
    ]
    if reasons:
        raise Denied(
            f"The policy does not allow this: {'; '.join(dict.fromkeys(reasons))}.",
            code=Code.POLICY,
            hint="Change [policy] in the configuration, or the options.",
        )


def _perform(
    request: str, plan: Plan, ways: RequestOptions, world: Services, consent: Consent
) -> Result:
    first = sheet(plan, ways.base, hosts=ways.hosts)
    world.terminal.show(first, in_full=bool(plan.to_approve) and not uncovered(plan, consent))
    return taken(Attempt(request, plan, consent, world, base=ways.base, hosts=ways.hosts))
