"""One plan's turn in the executor: signed in for, read for, approved and performed.

It is taken once more, with the same approval, where only the account was missing and is connected
now, or where the executor wants a fresh proof of who is there.
"""

from dataclasses import dataclass, replace

from aegis_cli.actions.action import Effect
from aegis_cli.errors import Code, NotSignedIn, OutcomeUnknown, StepUpRequired
from aegis_cli.planning.plan import Plan
from aegis_cli.request.approval import (
    Approved,
    Consent,
    Reply,
    approve,
    sheet,
    uncovered,
    why_uncovered,
)
from aegis_cli.request.execution import Outcome, changed
from aegis_cli.request.ports import Run, Services, Session, SignIn
from aegis_cli.request.preflight import bound, stakes
from aegis_cli.request.result import Result, finished
from aegis_cli.request.scopes import SCOPES

_WITHOUT_ACCOUNT = frozenset({Code.NOT_CONNECTED, Code.RECONNECT})


def taken(turn: "Attempt") -> Result:
    """Take a turn, and once more where only the account was missing and is connected now.

    The vault says so in the exchange, before anything can have been sent.
    """
    try:
        return _proved(turn)
    except NotSignedIn as problem:
        if problem.code not in _WITHOUT_ACCOUNT or not turn.world.connect():
            raise
    return _proved(turn)


def _proved(turn: "Attempt") -> Result:
    """Take a turn, and once more under a fresh proof if the executor asks for one (RFC 9470).

    NOTE: it gets one only for what cannot be undone, and once; an executor must not be able to
    talk anybody into a stronger token than the plan needs.
    """
    sign_in, effect = turn.world.sign_in, turn.plan.effect
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
class Attempt:
    """One plan's way through the executor. What was approved once is not asked again."""

    request: str
    plan: Plan
    consent: Consent
    world: Services
    base: str
    """The root of the GitHub API."""
    hosts: tuple[tuple[str, str], ...]
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
        if asked and self.approved is None:
            shown = sheet(
                plan,
                self.base,
                hosts=self.hosts,
                identity=session.identity,
                stakes=found,
            )
            shown = replace(shown, uncovered=why_uncovered(asked, self.consent))
            self.reply = self.world.terminal.ask(shown, asked)
        targets = {step: stake["id"] for step, stake in found.items()}
        approved = approve(plan, self.base, self.reply, consent=self.consent, targets=targets)
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
