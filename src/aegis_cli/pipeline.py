"""The way of one sentence, told once.

    sentence ─planner─► plan ─policy─► allowed ─► can it be approved here? ─► shown
      ─► signed in, with the least scope ─► targets read ─► approved ─► done ─► result

The order is part of the safety: nobody signs in for a plan that could not run (a planner at a
broker alone has the session for reading before), and no write is sent before a person, or the
options that they typed, approved it. Where the executor wants a fresh proof of who is there, the
way from the sign-in on is gone once more, with the same approval.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from aegis_cli.approval import (
    Approved,
    Consent,
    Options,
    Reply,
    approve,
    needs_approval,
    sheet,
    uncovered,
)
from aegis_cli.core.action import Effect
from aegis_cli.errors import (
    AegisError,
    Code,
    Denied,
    Interrupted,
    NotSignedIn,
    OutcomeUnknown,
    StepUpRequired,
    Unclear,
)
from aegis_cli.execution import Outcome, changed
from aegis_cli.lookup import bound, lookups, stakes
from aegis_cli.planning.plan import (
    Context,
    Invalid,
    Plan,
    Question,
    Reading,
    Suggestions,
    Unsupported,
)
from aegis_cli.planning.read import Load, read
from aegis_cli.planning.wire import WirePlan
from aegis_cli.planning.words import Sentence
from aegis_cli.policy import Deny, Policy, judge
from aegis_cli.ports import Executor, Input, Planner, Run, Session, SignIn, Terminal
from aegis_cli.result import Result, failed, finished, planned

_WITHOUT_ACCOUNT = frozenset({Code.NOT_CONNECTED, Code.RECONNECT})

SCOPES = {
    Effect.READ: ("openid", "profile", "aegis:read"),
    Effect.WRITE: ("openid", "profile", "aegis:read", "aegis:write"),
    Effect.DESTRUCTIVE: (
        "openid",
        "profile",
        "aegis:read",
        "aegis:write",
        "aegis:admin",
    ),
}
"""What to sign in for, by the strongest effect of a plan."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How a request may go: the rules, the options, and where it would go to."""

    policy: Policy
    options: Options
    base: str
    """The root of the GitHub API."""
    hosts: tuple[tuple[str, str], ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """The outside world, as far as a plan needs it."""

    sign_in: SignIn
    executor: Executor
    terminal: Terminal
    stdin: Input
    load: Load
    """Finds an action's class by its name; `KeyError` if there is none."""
    connect: Callable[[], bool]
    """Offers the person to connect their account now; tells whether it is connected then."""


def ask(text: str, context: Context, planner: Planner, ways: Ways, world: World) -> Result:
    """Do what a sentence asks for; whatever happens, say how it ended."""
    sentence = Sentence(text)
    try:
        plan = propose(sentence, context, planner, world.stdin, world.load)
    except AegisError as error:
        return failed(text, error)
    except KeyboardInterrupt:
        return failed(text, _interrupted())
    return carry_out(text, plan, ways, world, sentence=sentence)


def propose(
    sentence: Sentence, context: Context, planner: Planner, stdin: Input, load: Load
) -> Plan:
    """Turn a sentence into a plan; raise `Unclear` with the question, the no or the suggestions.

    Standard input is read only if a step takes it, and no planner ever sees it.
    """
    emitted: list[WirePlan] = []

    def understand(wire: WirePlan) -> Reading | Invalid:
        emitted.append(wire)
        return read(wire, sentence, context, load)

    reading = planner.propose(sentence, context, understand)
    if isinstance(reading, Plan) and emitted[-1].uses_stdin:
        whole = read(emitted[-1], sentence, context, load, stdin=stdin.read())
        if isinstance(whole, Invalid):
            raise Unclear(f"The plan does not hold: {whole.reason}", code=Code.UNCLEAR)
        reading = whole
    return _plan(reading)


def _plan(reading: Reading) -> Plan:
    match reading:
        case Plan():
            return reading
        case Question(text):
            raise Unclear(f"The planner asks: {text}", code=Code.QUESTION, hint=_SAY_MORE)
        case Unsupported(text):
            hint = "`aegis actions` lists what can be done."
            raise Unclear(f"Not supported: {text}", code=Code.UNSUPPORTED, hint=hint)
        case Suggestions(sentences, missing):
            lines = "\n".join(f'  aegis ask "{line}"' for line in sentences)
            hint = f"Did you mean one of these?\n{lines}" if lines else _SAY_MORE
            raise Unclear(
                missing or "The sentence was not understood.",
                code=Code.UNCLEAR,
                hint=hint,
            )
        case _:
            assert_never(reading)


_SAY_MORE = "Say it again with what is missing."


def carry_out(
    request: str, plan: Plan, ways: Ways, world: World, *, sentence: Sentence | None
) -> Result:
    """Judge, show, sign in, approve and perform a plan; whatever happens, say how it ended.

    `sentence` is what the person said; `None` where they typed the action itself.
    """
    try:
        _judge(plan, ways.policy)
        consent = Consent(ways.options, sentence)
        asked = uncovered(plan, consent)
        if ways.dry_run:
            world.terminal.show(sheet(plan, ways.base, hosts=ways.hosts), in_full=True)
            return planned(request, plan, ways.base)
        if asked and not world.terminal.can_ask():
            raise needs_approval(asked)
        return _perform(request, plan, ways, world, consent)
    except AegisError as error:
        return failed(request, error, plan, ways.base)
    except KeyboardInterrupt:
        return failed(request, _interrupted(), plan, ways.base)


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


def _perform(request: str, plan: Plan, ways: Ways, world: World, consent: Consent) -> Result:
    first = sheet(plan, ways.base, hosts=ways.hosts)
    world.terminal.show(first, in_full=bool(plan.writes) and not uncovered(plan, consent))
    turn = _Turn(request, plan, ways, world, consent)
    try:
        return _connected(turn, world, plan.effect)
    finally:
        world.sign_in.end_request()


def _connected(turn: "_Turn", world: World, effect: Effect) -> Result:
    """Take a turn, and once more where only the account was missing and is connected now.

    The vault says so in the exchange, before anything can have been sent.
    """
    try:
        return _proved(turn, world.sign_in, effect)
    except NotSignedIn as problem:
        if problem.code not in _WITHOUT_ACCOUNT or not world.connect():
            raise
    return _proved(turn, world.sign_in, effect)


def _proved(turn: "_Turn", sign_in: SignIn, effect: Effect) -> Result:
    """Take a turn, and once more under a fresh proof if the executor asks for one (RFC 9470).

    NOTE: it gets one only for what cannot be undone, and once; an executor must not be able to
    talk anybody into a stronger token than the plan needs.
    """
    session = sign_in.session(SCOPES[effect])
    try:
        return turn.take(session)
    except StepUpRequired:
        if effect is not Effect.DESTRUCTIVE:
            raise
    return turn.take(_stepped_up(sign_in, session))


def _stepped_up(sign_in: SignIn, before: Session) -> Session:
    try:
        session = sign_in.step_up(SCOPES[Effect.DESTRUCTIVE])
    except NotSignedIn as problem:
        reason = problem.message
    else:
        # NOTE: where neither sign-in says whose it is, nobody can tell that it is the same person.
        if session.subject and session.subject == before.subject:
            return session
        reason = "Somebody else signed in than the person who asked."
    raise StepUpRequired(
        f"{reason} Without a fresh sign-in of yours, nothing was sent.",
        hint="Ask again, and confirm the second sign-in too.",
    )


@dataclass(slots=True)
class _Turn:
    """One plan's way through the executor. What was approved once is not asked again."""

    request: str
    plan: Plan
    ways: Ways
    world: World
    consent: Consent
    reply: Reply | None = None
    approved: Approved | None = None

    def take(self, session: Session) -> Result:
        """Read what approval needs, have the plan approved, and perform it."""
        result = None
        try:
            with self.world.executor.open(session) as run:
                plan = bound(self.plan, run)
                approved = self._approve(plan, run, session)
                outcomes = _written(approved, run) if plan.writes else run.read(approved.calls)
                result = finished(self.request, plan, approved.digest, outcomes)
                result = replace(result, token=run.token)
        except KeyboardInterrupt:
            # A Ctrl-C while the child is ended does not undo what was done.
            if result is None:
                raise
        return result

    def _approve(self, plan: Plan, run: Run, session: Session) -> Approved:
        found = stakes(plan, run)
        asked = uncovered(plan, self.consent)
        base, hosts = self.ways.base, self.ways.hosts
        if asked and self.approved is None:
            shown = sheet(plan, base, hosts=hosts, identity=session.identity, stakes=found)
            self.reply = self.world.terminal.ask(shown, asked)
        targets = {step: stake["id"] for step, stake in found.items()}
        approved = approve(plan, base, self.reply, consent=self.consent, targets=targets)
        # NOTE: the digest covers every request and the numeric id of every target, so that an
        # approval is good for nothing that has become another thing since.
        if self.approved is not None and self.approved.digest != approved.digest:
            raise changed("What you approved has changed since; nothing was sent.")
        self.approved = approved
        return approved


def _written(approved: Approved, run: Run) -> tuple[Outcome, ...]:
    """Perform an approved plan. NOTE: a Ctrl-C that breaks out of it says nothing of its end."""
    try:
        return run.write(approved)
    except KeyboardInterrupt:
        pass
    raise OutcomeUnknown(
        "Interrupted during a write; whether GitHub did it is not known.",
        code=Code.OUTCOME_UNKNOWN,
        hint="Look whether it happened before you try again.",
    )
