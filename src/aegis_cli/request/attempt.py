"""Performs one plan: signs in, reads what approval needs, has it approved, and sends it.

Where the cause of a failure can be removed, the plan is tried again with the same approval.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from aegis_cli.errors import Code, NotSignedIn, StepUpRequired, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.consent import Consent, Preapproval, uncovered, why_uncovered
from aegis_cli.request.edits import Edits, with_edits
from aegis_cli.request.execution import Outcome, StepStatus, changed, outcome_unknown
from aegis_cli.request.plan_sheet import sheet
from aegis_cli.request.ports import Run, Services, Session
from aegis_cli.request.preflight import Look, bound, looks, pinned, resolved, stakes
from aegis_cli.request.result import Result, finished
from aegis_cli.request.scopes import needs_proof, scopes_of


@dataclass(slots=True)
class Attempt:
    """One plan on its way through the executor. The person is asked for approval only once."""

    request: str
    acts: tuple[Act, ...]
    consent: Consent
    services: Services
    hosts: tuple[tuple[str, str], ...]
    judge: Callable[[tuple[Act, ...]], None]
    """Raises `Denied` for a plan that the policy denies."""
    keep_going: bool = False
    reply: Reply | None = None
    approved: Approved | None = None
    left_out: frozenset[str] = frozenset()
    """The ids of the acts that the person had struck out when they edited the plan."""
    notice: str = ""
    """Why their edit changed nothing."""

    def perform(self) -> Result:
        """Try the plan; after an error that `_REMEDIES` names, apply its remedy and try again.

        NOTE: each remedy is applied once at most. Each of these errors comes before anything of
        the plan was sent.
        """
        session = self.sign_in()
        applied: list[Remedy] = []
        while True:
            try:
                return self._try(session)
            except (NotSignedIn, StepUpRequired) as problem:
                remedy = _REMEDIES.get(problem.code)
                if remedy is None or remedy in applied:
                    raise
                applied.append(remedy)
                new_session = remedy(self, session)
                if new_session is None:
                    raise
                session = new_session

    def sign_in(self) -> Session:
        """Return a session with no more scope than the plan needs."""
        return self.services.sign_in.session(scopes_of(self.acts))

    def _try(self, session: Session) -> Result:
        """Read what approval needs, have the plan approved, and send it."""
        result = None
        try:
            with self.services.executor.open(session, keep_going=self.keep_going) as run:
                look = looks(run)
                acts, approved = self._settled(look, session)
                outcomes = _complete(acts, approved, _done(approved, run))
                result = finished(self.request, acts, approved.digest, tuple(outcomes))
                result = replace(result, tokens=run.tokens)
        except KeyboardInterrupt:
            # A Ctrl-C while the child is ended does not undo what was done.
            if result is None:
                raise
        return result

    def _settled(self, look: Look, session: Session) -> tuple[tuple[Act, ...], Approved]:
        """Have the plan approved, and asked about anew each time the person edits it."""
        while True:
            acts = resolved(bound(self.acts, look), look)
            approved = self._approve(acts, look, session)
            if approved is not None:
                return acts, approved

    def _approve(self, acts: tuple[Act, ...], look: Look, session: Session) -> Approved | None:
        """Have a plan approved; `None` if the person edited it, so that there is another now."""
        found = stakes(acts, look)
        acts = tuple(pinned(act, found) for act in acts)
        to_ask = uncovered(acts, self.consent)
        if to_ask and self.approved is None:
            shown = sheet(acts, hosts=self.hosts, identity=session.identity, stakes=found)
            shown = replace(shown, uncovered=why_uncovered(to_ask, self.consent))
            shown = replace(shown, left_out=self.left_out, notice=self.notice)
            answer = self.services.terminal.ask(shown, to_ask)
            if isinstance(answer, Edits):
                self._edit(answer)
                return None
            self.reply = answer
        approved = approve(acts, self.reply, consent=self.consent)
        # NOTE: the digest covers every request and all that is pinned, so that an approval is not
        # valid for a target that has changed since.
        if self.approved is not None and self.approved.digest != approved.digest:
            raise changed("What you approved has changed since; nothing was sent.")
        self.approved = approved
        return approved

    def _edit(self, edits: Edits) -> None:
        """Make the plan that the person wants instead; the policy judges it as it did the first.

        NOTE: the options approved another plan, so the person is asked about all of this one.
        """
        self.left_out, self.notice = edits.left_out, ""
        try:
            acts = with_edits(self.acts, edits)
        except UsageError as error:
            self.notice = error.message
            return
        self.judge(acts)
        self.acts, self.consent = acts, replace(self.consent, preapproval=Preapproval())


def _done(approved: Approved, run: Run) -> tuple[Outcome, ...]:
    """Perform what was approved. NOTE: after a Ctrl-C nobody knows whether a write arrived."""
    if all(call.seal is None for call in approved.calls):
        return run.read(approved.calls)
    try:
        return run.write(approved)
    except KeyboardInterrupt:
        pass
    raise outcome_unknown("Interrupted during a write", approved.calls)


def _complete(
    acts: tuple[Act, ...], approved: Approved, outcomes: tuple[Outcome, ...]
) -> Iterator[Outcome]:
    """Yield the outcomes in the order of the plan, those of the acts that were left out too."""
    ended = {outcome.id: outcome for outcome in outcomes}
    sent = {call.id for call in approved.calls}
    for act in acts:
        if act.id not in sent:
            yield Outcome(act.id, StepStatus.SKIPPED, reason="You left it out.")
        elif act.id in ended:
            yield ended[act.id]


def _connect(attempt: Attempt, _before: Session) -> Session | None:
    """Offer to connect the account; the vault says in the exchange that it is missing."""
    return attempt.sign_in() if attempt.services.connect() else None


def _step_up(attempt: Attempt, before: Session) -> Session | None:
    """Get a fresh proof of who is there, as RFC 9470 describes, if a step is typed.

    NOTE: an executor must not be able to talk anybody into a stronger token than the plan needs.
    """
    if not needs_proof(attempt.acts):
        return None
    try:
        session = attempt.services.sign_in.step_up(scopes_of(attempt.acts))
    except NotSignedIn as problem:
        reason = problem.message
    else:
        # NOTE: if neither session has a subject, nobody can tell that it is the same person.
        if session.subject and session.subject == before.subject:
            return session
        reason = "Somebody else signed in than the person who asked."
    raise StepUpRequired(
        f"{reason} Without a fresh sign-in of yours, nothing was sent.",
        hint="Ask again, and confirm the second sign-in too.",
    )


Remedy: TypeAlias = Callable[[Attempt, Session], Session | None]
"""Removes the cause of an error; returns the session for the next try, or `None` for no try."""

_REMEDIES: Mapping[Code, Remedy] = {
    Code.NOT_CONNECTED: _connect,
    Code.RECONNECT: _connect,
    Code.STEP_UP: _step_up,
}
"""What to do before a plan is tried again, by the error that ended the try before."""
