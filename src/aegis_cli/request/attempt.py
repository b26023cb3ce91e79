"""Performs one plan: sign in, read for the approval, ask, write, and remedy failures.

Where a session that reads is held already, the person is asked first and signs in for more after
their yes. Everything that the approval depends on is read again with the new session; if it
differs, or somebody else signed in, the person is asked again.

Where the cause of a failure can be removed, the plan is tried again with the same approval.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, TypeVar

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.errors import (
    Code,
    Denied,
    Failed,
    NotSignedIn,
    UsageError,
)
from aegis_cli.planning.expansion import Act
from aegis_cli.request.approval import (
    Approved,
    approve,
    remaining_acts,
)
from aegis_cli.request.consent import acts_to_ask, why_not_preapproved
from aegis_cli.request.did_you_mean import DidYouMean
from aegis_cli.request.edits import Edits, with_edits
from aegis_cli.request.execution import (
    Outcome,
    changed_error,
    outcome_unknown,
)
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.plan_preview import preview, with_beside
from aegis_cli.request.plan_state import PlanSnapshot, PlanState, ReadBefore, is_same_person
from aegis_cli.request.portions import Portions
from aegis_cli.request.ports import RequestSessions, Run, Services, Session
from aegis_cli.request.preflight import Reads
from aegis_cli.request.remedies import (
    REMEDIES,
    REMEDIES_OF_READING,
    SOMEBODY_ELSE,
    Remedy,
    apply_remedy,
    step_up,
)
from aegis_cli.request.result import Result, finished_result
from aegis_cli.request.scopes import needs_proof, scopes_of
from aegis_cli.request.shown_kind import ShownKind
from aegis_cli.request.target_reads import TargetReads
from aegis_cli.request.target_snapshot import TargetSnapshot
from aegis_cli.request.told_outcomes import told_outcomes

T = TypeVar("T")

_RESTED_ON = "What you left out would have changed what a later step is about."


@dataclass(slots=True)
class Attempt:
    """One plan on its way through the executor; `state` alone changes, by its own transitions."""

    request: str
    services: Services
    sessions: RequestSessions
    state: PlanState
    hosts: tuple[tuple[str, str], ...]
    judge: PlanJudge
    keep_going: bool = False
    before: ReadBefore = field(default_factory=ReadBefore)
    """What was read before the acts were known."""

    def perform(self) -> Result:
        """Have the plan approved and carried out."""
        left, reader = self.state.acts, self._reader()
        if reader is None:
            self._prepare()
        else:
            self.state = self.state.signed_in(reader)
            seen = self._with_remedies(partial(self._ask, None), REMEDIES_OF_READING)
            left = remaining_acts(seen.left, self.state.reply)
            if not left:
                return self._finish(seen)
        self._sign_in(remaining_acts(left, self.state.reply), is_asked=reader is not None)
        return self._with_remedies(self._write, REMEDIES)

    def _prepare(self) -> None:
        self.services.executor.prepare()

    # Sign in

    def _reader(self) -> Session | None:
        """Return a session for reading, if there is no stronger one and a question will follow."""
        is_asked = bool(acts_to_ask(self.state.acts, self.state.consent))
        if not is_asked or self.sessions.available(scopes_of(self.state.acts)) is not None:
            return None
        return self.sessions.available(self.state.scope)

    def _sign_in(self, left: tuple[Act, ...], *, is_asked: bool) -> None:
        """Sign in for the acts that are left; for approved typed ones it is the fresh proof too."""
        state, scope = self.state, scopes_of(left)
        if is_asked and needs_proof(left):
            state, session = state.applying(step_up), self.sessions.step_up(scope)
        else:
            session = self.sessions.session(scope)
        self.state = replace(state, scope=scope).signed_in(session)

    # Read what the plan is about

    def _read_targets(self, run: Callable[[], Run]) -> PlanSnapshot:
        acts, to_ask = self.state.acts, acts_to_ask(self.state.acts, self.state.consent)
        asked = {act.id for act in to_ask}
        preapproved, known = frozenset(act.id for act in acts) - asked, dict(self.state.known)
        self.services.executor.require_fits(tuple(act.call for act in acts))
        # NOTE: before anything is exchanged or looked up for a write that nobody may do.
        is_placed = {act.id: act.action.is_placed for act in acts}
        self._judge_ahead(act for act in acts if is_placed[act.id])
        reading = self._target_reads(run, preapproved, known)
        acts = reading.bind_me(acts)
        self._judge_ahead(act for act in acts if not is_placed[act.id])
        try:
            collected = reading.collect(acts)
        except Failed as error:
            raise self._suggestion(run).add_to_error(error, *(act.action for act in acts)) from None
        seen = PlanSnapshot(
            tuple(collected.acts),
            collected.snapshots,
            collected.already,
            preapproved,
            lists=self.before.lists,
        )
        places = reading.read_places(seen.left, seen.snapshots, seen.lists)
        beside: Mapping[str, Mapping[str, Any]] = {}
        if self.state.approved is None:
            beside = dict(reading.read_beside(seen.left, seen.snapshots))
        actors = self._read_actors(seen.left, reading)
        self.state = replace(self.state, known=known)
        return replace(seen, places=places, beside=beside, actors=actors)

    def _judge_ahead(self, acts: Iterable[Act]) -> None:
        """Have the executor say whether it would carry out writes, before the person is asked."""
        calls = tuple(Call(act.id, act.action) for act in acts if act.needs_approval)
        if calls and self.state.approved is None:
            self.services.executor.judge(self.state.current, calls)

    def _read_actors(
        self, left: tuple[Act, ...], reading: TargetReads
    ) -> tuple[tuple[str, str], ...]:
        """Return who acts where a question shows a write: after an edit it is about all of them."""
        shown = remaining_acts(left, self.state.reply)
        if self.services.actors is None or not acts_to_ask(shown, self.state.consent):
            return ()
        providers = dict.fromkeys(act.action.provider for act in shown if act.needs_approval)
        subject = self.state.current.subject
        return tuple(reading.read_actors(providers, self.services.actors, subject))

    def _target_reads(
        self,
        run: Callable[[], Run],
        preapproved: frozenset[str],
        known: dict[Action[Any], TargetSnapshot],
    ) -> TargetReads:
        return TargetReads(Reads(run), self.judge, preapproved, known, self.state.left_out)

    def _read_places_again(self, seen: PlanSnapshot, run: Run) -> PlanSnapshot:
        """Read anew who can see what goes from one place to another: an answer takes its time."""
        reading = self._target_reads(lambda: run, seen.preapproved, {})
        return replace(seen, places=reading.read_places(seen.left, seen.snapshots, seen.lists))

    def _suggestion(self, run: Callable[[], Run]) -> DidYouMean:
        return DidYouMean(run, lambda action: not self.judge.why_denied(action))

    # Ask

    def _look(self, run: Run | None) -> PlanSnapshot:
        """Read the targets in a run, or in one of their own with a session that only reads.

        That one has ended when the question appears, and the executor starts again while it is
        asked.
        """
        if run is not None:
            return self._read_targets(lambda: run)
        with ExitStack() as ended:
            reader, executor = self.state.current, self.services.executor
            seen = self._read_targets(cache(lambda: ended.enter_context(executor.open(reader))))
        if remaining_acts(seen.left, self.state.reply):
            self._prepare()
        return seen

    def _ask(self, run: Run | None) -> PlanSnapshot:
        """Have a plan approved, and asked about anew each time the person edits it.

        `run` is the one that will write; without it, all is read again before that.
        If the person strikes out what another request depends on, the target of that one is read
        again, so that everything that is approved was shown. If no request is left, nothing is
        approved.
        """
        seen, rested_on = self._look(run), ""
        while remaining_acts(seen.left, self.state.reply):
            before = self.state.reply
            found = self._approve(seen, rested_on)
            if isinstance(found, Edits):
                seen = self._take_edits(seen, found)
            elif not seen.rests_on(self.state.left_out):
                self.state, shown = self.state.with_approval(found, seen), seen
                if run is not None and self.state.reply is not before:
                    seen = self._read_places_again(seen, run)
                if seen.crossings == shown.crossings:
                    return seen
            else:
                self.state = self.state.reopen(Edits({}), seen)
            rested_on = _RESTED_ON if seen.rests_on(self.state.left_out) else ""
            if rested_on:
                seen = self._look(run)
        self.state = replace(self.state, approved=None)  # nothing of it is left
        return seen

    def _approve(self, seen: PlanSnapshot, rested_on: str) -> Approved | Edits:
        """Have the plan approved, unless it is approved and nothing has changed since."""
        state = self.state
        left, why = remaining_acts(seen.left, state.reply), state.why_again(seen)
        to_ask = tuple(act for act in acts_to_ask(seen.left, state.consent) if act in left)
        if why and not to_ask:
            raise changed_error(f"{why} Nothing was sent.")
        if to_ask and (why or state.approved is None):
            shown = preview(
                left,
                hosts=self.hosts,
                identity=state.current.identity,
                snapshots=seen.snapshots,
                crossing=seen.crossings,
            )
            shown = replace(
                with_beside(shown, seen.beside),
                why_asked=why_not_preapproved(to_ask, state.consent),
                again=why or rested_on,
                notice=state.notice,
                actors=seen.actors,
                guessed_as=state.consent.guessed_as,
                told=self.before.told,
            )
            reply = self.services.terminal.ask(shown, to_ask)
            if isinstance(reply, Edits):
                return reply
            self.state = state.with_reply(reply, seen)
        return approve(seen.left, self.state.reply, consent=state.consent)

    def _take_edits(self, seen: PlanSnapshot, edits: Edits) -> PlanSnapshot:
        """Return the plan that the person wants instead; the policy judges it as it did the first.

        Nothing is read again, because no edited text is an argument of a read.
        """
        self.state = self.state.reopen(edits, seen).ask_about_all()
        try:
            acts = with_edits(seen.acts, edits)
        except UsageError as error:
            self.state = replace(self.state, notice=error.message)
            return seen
        self.judge.allow(acts)
        self.state = self.state.with_edited_plan(edits)
        return replace(seen, acts=acts)

    # Write

    def _write(self) -> Result:
        """Read what approval needs, have the plan approved, and send it.

        NOTE: a Ctrl-C undoes nothing. After the child has ended, everything that was done is known;
        before that, nobody knows whether a write arrived.
        """
        result = portions = None
        try:
            session, executor = self.state.current, self.services.executor
            with executor.open(session, keep_going=self.keep_going) as run:
                seen, approved = self._ask(run), self.state.approved
                if approved is None:
                    return self._finish(seen)
                portions = Portions(approved, executor, self.keep_going)
                done = portions.begin(run)
                result = self._finish(seen, approved.digest, done)  # no Ctrl-C takes it back
                if not portions.has_more:  # else a Ctrl-C in between would be taken by a look-up
                    seen, done = self._look_further(seen, done, run)
                    result = self._finish(seen, approved.digest, done)
                result = replace(result, tokens=dict(run.tokens))
        except KeyboardInterrupt:
            if result is not None:
                return result
            if portions is not None and portions.approved.writes:
                calls = portions.approved.calls
                raise outcome_unknown("Interrupted during a write", calls) from None
            raise
        if not portions.has_more:
            return result
        done = portions.go_on(
            lambda: self._session_of_same(self.sessions.session),
            lambda: self._session_of_same(self.sessions.step_up),
        )
        return replace(self._finish(seen, approved.digest, done), tokens=portions.tokens)

    def _session_of_same(self, sign_in: Callable[[tuple[str, ...]], Session]) -> Session:
        """Return a session for what is left; raise `Denied` where it is of somebody else."""
        session = sign_in(self.state.scope)
        if not is_same_person(session, self.state.current):
            raise Denied(f"{SOMEBODY_ELSE} What is left was not sent.", code=Code.STEP_UP)
        self.state = self.state.signed_in(session)
        return session

    def _look_further(
        self, seen: PlanSnapshot, done: tuple[Outcome, ...], run: Run
    ) -> tuple[PlanSnapshot, tuple[Outcome, ...]]:
        """Read things of another kind as such, and suggest names for those that are not there."""
        acts, done = ShownKind(run, self.judge).read_other_kind(seen.acts, done)
        near, actions = self._suggestion(lambda: run), {act.id: act.action for act in acts}
        meant = tuple(near.add_to_outcome(each, actions[each.id]) for each in done)
        return replace(seen, acts=acts), meant

    def _finish(
        self, seen: PlanSnapshot, plan_digest: str = "", outcomes: tuple[Outcome, ...] = ()
    ) -> Result:
        """Return how the plan ended, with the acts left out and the changes of each write."""
        approved = self.state.approved
        sent = frozenset(call.id for call in approved.calls) if approved else frozenset()
        ended = {outcome.id: outcome for outcome in outcomes}
        told = tuple(told_outcomes(seen, sent, ended, self.state.edited))
        return finished_result(self.request, seen.acts, plan_digest, told)

    # Remedy

    def _with_remedies(self, step: Callable[[], T], remedies: Mapping[Code, Remedy]) -> T:
        """Do a part of the plan; after an error with a remedy, apply the remedy and try again."""
        while True:
            try:
                return step()
            except (NotSignedIn, Denied) as problem:
                state = apply_remedy(problem, remedies, self.services, self.sessions, self.state)
                if state is None:
                    raise
                self.state = state
