"""Carries out a plan that goes over a list: reads that first, and asks about each request it makes.

    plan ─► lists, and a made-up row of each ─policy─► allowed ─► lists read, whole
      ─► rows that fit ─► acts, all of a row together ─► carried out as any plan

What was unrolled stays so: who is asked, and signs in for more, is asked about these requests.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import place_of
from aegis_cli.actions.results.views import listing_of
from aegis_cli.errors import AegisError, Code, Status, UsageError
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands
from aegis_cli.planning.plan import Literal, Plan, Step, Where
from aegis_cli.planning.stand_ins import Row
from aegis_cli.planning.unrolling import MOST_READ, lists_of, sample_rows, unroll
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.listed_rows import rows_in
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.ports import RequestSessions, Services, Session
from aegis_cli.request.result import Result, failed_result, planned_result
from aegis_cli.request.scopes import scopes_of

if TYPE_CHECKING:
    from aegis_cli.request.pipeline import RequestOptions

MOST_WRITES = 50
"""Writes that one sentence may come to, unless the person says another number."""

CarryOut = Callable[..., Result]


@dataclass(frozen=True, slots=True)
class _OneSignIn:
    """The sessions of one request, for each part of it: the first one signs in for the whole."""

    sessions: RequestSessions
    scope: tuple[str, ...]

    @contextmanager
    def request(self) -> Iterator[RequestSessions]:
        """Go on with the same sessions."""
        yield self

    def available(self, scope: tuple[str, ...]) -> Session | None:
        """Return a session that needs no person."""
        return self.sessions.available(scope)

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session that is there, or sign in for the whole request."""
        return self.sessions.available(scope) or self.sessions.session(
            scope if len(scope) > len(self.scope) else self.scope
        )

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in again: a proof of presence."""
        return self.sessions.step_up(scope)


@dataclass(frozen=True, slots=True)
class Loops:
    """A plan that goes over lists, on its way."""

    request: str
    plan: Plan
    options: "RequestOptions"
    services: Services
    carry_out: CarryOut
    """Carries out acts, as the pipeline does with those of any plan."""
    stdin: str = ""

    def perform(self, wanted: ExplicitCommands) -> Result:
        """Read the lists, and carry out what becomes of them; return how it ended."""
        try:
            lists, samples = self._expand(Plan(lists_of(self.plan))), self._samples()
            PlanJudge(self.options.policy).allow((*lists, *self._placed(samples)))
        except AegisError as error:
            return failed_result(self.request, error)
        if self.options.dry_run:
            return self._planned(lists, samples)
        with self.services.sign_in.request() as sessions:
            sign_in = _OneSignIn(sessions, scopes_of((*lists, *samples)))
            services = replace(self.services, sign_in=sign_in)
            read = self.carry_out(self.request, lists, self.options, services, wanted=wanted)
            if read.status is not Status.DONE:
                return read
            try:
                found = {each.id: self._fitting(each, lists) for each in read.outcomes}
                if not samples:
                    return replace(read, outcomes=tuple(each.outcome for each in found.values()))
                acts = self._unrolled({name: each.rows for name, each in found.items()})
            except AegisError as error:
                return failed_result(self.request, error, read.acts)
            if not acts:
                return self._nothing(read, found)
            return self.carry_out(self.request, acts, self.options, services, wanted=wanted)

    def _expand(self, plan: Plan) -> tuple[Act, ...]:
        return expand(plan, self.options.bases, self.stdin, self.options.sites)

    def _samples(self) -> tuple[Act, ...]:
        """Return each looped step, on a made-up row."""
        return self._expand(unroll(self.plan, sample_rows(self.plan)))

    def _placed(self, samples: tuple[Act, ...]) -> tuple[Act, ...]:
        """Return those whose place is known: what is found everywhere is judged where it is."""
        lists = {step.id: step for step in self.plan.steps}
        over = {step.id: lists[step.over] for step in self.plan.steps if step.over}
        return tuple(
            act for act in samples if act.step.loop not in over or _has_place(over[act.step.loop])
        )
