"""Carries out a plan that goes over lists: reads them first, and asks about each request it makes.

    plan ─► the lists, and each step on a row that stands for all ─policy─► allowed
      ─► lists read, whole ─► rows that fit ─► acts, all of a row together ─► as any plan

What was unrolled stays so: whoever is asked, and signs in for more, is asked about these requests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import place_of
from aegis_cli.actions.results.templates import holes
from aegis_cli.actions.row_pages import (
    MOST_LINKS,
    address_of_row,
    page_of_rows,
    place_field_of_list,
)
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, NotApproved, Status, UsageError
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands
from aegis_cli.planning.plan import ListedThing, Literal, Origin, Plan, Where
from aegis_cli.planning.stand_ins import Row
from aegis_cli.planning.unrolling import (
    MOST_READ,
    Listed,
    linked_lists,
    lists_of,
    sample_addresses,
    sample_rows,
    unroll,
)
from aegis_cli.request.approval import with_needing
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.execution import Outcome
from aegis_cli.request.listed_rows import rows_in
from aegis_cli.request.listed_targets import known_by_lists
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.plan_preview import preview
from aegis_cli.request.plan_state import ReadBefore
from aegis_cli.request.ports import RequestSessions, Services, Session
from aegis_cli.request.request_options import RequestOptions
from aegis_cli.request.result import Result, failed_result, planned_result
from aegis_cli.request.scopes import scopes_of
from aegis_cli.request.unused_words import unused_words


@dataclass(frozen=True, slots=True)
class _Found:
    """What the reading of a list brought."""

    outcome: Outcome
    """With the things that fit."""
    rows: tuple[Row, ...]
    told: str
    """How many were read, and how many of them fit what."""
    listed: Listed
    """What the list says of each row."""
    addresses: tuple[str, ...] = ()
    """The addresses of the rows, where a text gets them."""


@dataclass(frozen=True, slots=True)
class Loops:
    """A plan that goes over lists, on its way."""

    request: str
    plan: Plan
    options: RequestOptions
    services: Services
    stdin: str = ""

    def perform(self) -> Result:
        """Read the lists, and carry out what becomes of the plan; return how it ended."""
        try:
            lists, samples = self._expand(Plan(lists_of(self.plan))), self._samples()
            PlanJudge(self.options.policy).allow((*lists, *filter(self._is_placed, samples)))
            if self.options.dry_run:
                self.services.terminal.show(preview((*lists, *samples)), in_full=True)
                return planned_result(self.request, (*lists, *samples))
            if samples and not self.services.terminal.can_ask():
                raise _nobody_to_ask(self.plan)
        except AegisError as error:
            return failed_result(self.request, error)
        with self.services.sign_in.request() as sessions:
            sign_in = _OneSignIn(sessions, scopes_of((*lists, *samples)))
            return self._with(sign_in, lists, samples)

    def _with(
        self, sign_in: "_OneSignIn", lists: tuple[Act, ...], samples: tuple[Act, ...]
    ) -> Result:
        services = replace(self.services, sign_in=sign_in)
        wanted = self._wanted if not samples else ExplicitCommands()
        read = carry_out(self.request, lists, self.options, services, wanted=wanted)
        if read.status is not Status.DONE:
            return read
        try:
            found = tuple(map(self._fit, read.acts, read.outcomes))
            read = replace(read, outcomes=tuple(each.outcome for each in found))
            acts = self._unroll(found)
        except AegisError as error:
            return failed_result(self.request, error, read.acts)
        if not acts:
            return read
        told = (*(each.told for each in found), *self._name_unused())
        known = known_by_lists(acts, PlanJudge(self.options.policy))
        read_before = {act.id: act.action for act in read.acts}
        before = ReadBefore(told, sign_in.latest, known, read_before)
        options = replace(self.options, before=before)
        done = carry_out(self.request, acts, options, services, wanted=self._wanted)
        return self._with_lists(read, done)

    def _with_lists(self, read: Result, done: Result) -> Result:
        """Return how it ended with the lists that were asked for themselves."""
        shown = {act.id for act in read.acts if not self._is_looped(act)}
        acts = tuple(act for act in read.acts if act.id in shown)
        outcomes = tuple(each for each in read.outcomes if each.id in shown)
        if not done.outcomes:
            return done
        return replace(done, acts=(*acts, *done.acts), outcomes=(*outcomes, *done.outcomes))

    def _name_unused(self) -> tuple[str, ...]:
        """Name what the sentence says that is nowhere in the plan: a condition may be missing."""
        words = unused_words(self.request, self.plan)
        return (f"Said by you, and not in this plan: {', '.join(words)}.",) if words else ()

    @property
    def _wanted(self) -> ExplicitCommands:
        """What of the plan is ordered so that something could cover it: nothing."""
        read_as = self.plan.read_as
        return ExplicitCommands.none_in_guess(read_as) if read_as else ExplicitCommands()

    def _expand(self, plan: Plan) -> tuple[Act, ...]:
        return expand(plan, self.options.bases, self.stdin, self.options.sites)

    def _samples(self) -> tuple[Act, ...]:
        """Return the steps beside the lists, the looped ones on a row that stands for all."""
        planned = {step.id: step for step in self.plan.steps}
        rows, addresses = sample_rows(self.plan), sample_addresses(self.plan)
        acts = self._expand(unroll(self.plan, rows, addresses=addresses))
        return tuple(replace(act, step=planned[act.step.loop or act.id]) for act in acts)

    def _is_placed(self, sample: Act) -> bool:
        """Tell whether a step is in a known place: what is found everywhere is judged there."""
        listing = next((each for each in self.plan.steps if each.id == sample.step.over), None)
        if listing is None:
            return True
        return isinstance(listing.values.get(place_of(listing.action) or ""), Literal)

    def _fit(self, act: Act, outcome: Outcome) -> _Found:
        """Return the rows of a list that fit; raise `UsageError` where not all of it is known."""
        things = outcome.data if isinstance(outcome.data, list) else []
        if len(things) >= MOST_READ or outcome.note:
            raise UsageError(
                f"{act.action.says()}: there may be more than the {len(things):,} that were read.",
                code=Code.BAD_INPUT,
                hint="Say more of them, so that fewer are listed.",
            )
        now = self.options.now()
        fit = [thing for thing in things if all(each.fits(thing, now) for each in act.step.where)]
        rows = rows_in(act.action, fit)
        is_linked = act.id in linked_lists(self.plan)
        if is_linked or self._is_looped(act):
            _require_rows(act, rows, fit)
        listed = {
            row: ListedThing(thing, act.action) for row, thing in zip(rows, fit, strict=False)
        }
        told = _words_of_fit(act, len(things), len(fit), now)
        note = told if act.step.where or not fit else ""
        note = f"{note} {_NO_LINKS}" if is_linked and not fit else note
        # NOTE: a list may have a thing twice, as where one is added while its pages are read.
        once: dict[tuple[str, Any], Row] = {}
        for row in rows:
            once.setdefault((row.place.casefold(), row.key), row)
        kept = tuple(once.values())
        addresses = self._addresses(act, kept) if is_linked else ()
        return _Found(replace(outcome, data=fit, note=note), kept, told, listed, addresses)

    def _addresses(self, act: Act, rows: tuple[Row, ...]) -> tuple[str, ...]:
        """Return the addresses of rows, each of the place that was approved and of a number.

        Raises `UsageError` for too many, and where one has none.
        """
        if len(rows) > MOST_LINKS:
            raise UsageError(
                f"{act.action.says()}: that is {len(rows):,} links; a text gets {MOST_LINKS} "
                "at most.",
                code=Code.BAD_INPUT,
                hint="Say more of them, so that fewer are listed.",
            )
        provider, page = act.action.provider, page_of_rows(type(act.action))
        host = provider.host_of_pages(act.base, self.options.sites.get(provider.name, ""))
        found = [address_of_row(page, host, _place_of_list(act), row.key) for row in rows]
        addresses = tuple(filter(None, found))
        if len(addresses) == len(rows):
            return addresses
        raise UsageError(
            f"{act.action.says()}: not each of them has an address at {provider.title}.",
            code=Code.BAD_INPUT,
        )

    def _is_looped(self, act: Act) -> bool:
        return any(step.over == act.id for step in self.plan.steps)

    def _unroll(self, found: tuple[_Found, ...]) -> tuple[Act, ...]:
        """Return the acts beside the lists; raise `UsageError` for more writes than are allowed."""
        rows = {each.outcome.id: each.rows for each in found}
        listed = {row: thing for each in found for row, thing in each.listed.items()}
        addresses = {each.outcome.id: each.addresses for each in found if each.addresses}
        in_place = {**sample_addresses(self.plan), **addresses}
        acts = self._expand(unroll(self.plan, rows, listed, in_place))
        lacking = {act.id for act in acts if not addresses.keys() >= {*act.step.linked}}
        left_out = with_needing(acts, lacking)
        acts = tuple(act for act in acts if act.id not in left_out)
        writes = sum(act.effect > Effect.READ for act in acts)
        most = self.options.policy.most_writes(self.options.max_writes)
        if writes <= most:
            return acts
        raise UsageError(
            f"That is {writes:,} writes; one sentence makes {most:,} at most here.",
            code=Code.BAD_INPUT,
            hint=f"Say more of them, so that fewer fit, or add --max-writes {writes}.",
        )


def _place_of_list(act: Act) -> str:
    """Return the place that a list is of, with the owner whose @me it is; "" for no one place."""
    value = act.action.sent_arguments().get(place_field_of_list(act.step.action), "")
    return str(value)


def _require_rows(act: Act, rows: tuple[Row, ...], fit: list[Any]) -> None:
    """Raise `UsageError` unless each thing that fits has a name, in the place of its list."""
    why = "" if len(rows) == len(fit) else "not each of them has a name that could be used"
    here = _place_of_list(act).casefold()
    if here and any(row.place and row.place.casefold() != here for row in rows):
        why = "some of them are in another place"
    if why:
        raise UsageError(f"{act.action.says()}: {why}.", code=Code.BAD_INPUT)


def _words_of_fit(act: Act, read: int, fit: int, now: datetime) -> str:
    """Say how many things of a list were read, how many fit, and what they had to fit."""
    said: tuple[Where, ...] = act.step.where
    listed = ", ".join((act.action.says(), *_words_of_arguments(act)))
    if not said:
        return f"{listed}: {read:,} read."
    conditions = ", ".join(each.words(now) + _made_up(each.origin) for each in said)
    notes = " ".join(dict.fromkeys(each.condition.note for each in said if each.condition.note))
    return f"{listed}: {fit:,} of {read:,} fit: {conditions}. {notes}".rstrip()


def _words_of_arguments(act: Act) -> Iterator[str]:
    """Yield what a list was asked for beside its sentence, and what of that a model made up."""
    named = {*holes(act.action.facts.says)}
    for name, value in act.told_arguments.items():
        origin = act.provenance[name]
        origins = {*origin} if isinstance(origin, tuple) else {origin}
        if name not in named and not origins <= {Origin.DEFAULT, Origin.RESOLVED}:
            items = value if isinstance(value, list) else [value]
            text = one_line(", ".join(map(str, items)))
            yield f"{name.replace('_', ' ')} {text}{_made_up(*origins)}"


def _made_up(*origins: Origin) -> str:
    return " (made up by the model)" if Origin.MODEL in origins else ""


_NO_LINKS = "So there are no links of them, and what they were for is left out."


def _nobody_to_ask(plan: Plan) -> NotApproved:
    is_looped = any(step.over for step in plan.steps)
    what = "What is done for each row of a list" if is_looped else "What is done with a list"
    return NotApproved(
        f"{what} is always asked about, and nobody can be asked here.",
        code=Code.NEEDS_APPROVAL,
        hint="Run it on a terminal, or list them, and say what is to be done with which.",
    )


@dataclass(slots=True)
class _OneSignIn:
    """The sessions of one request, for each of its parts: the first one signs in for the whole."""

    sessions: RequestSessions
    scope: tuple[str, ...]
    latest: Session | None = None
    """The session that was given out last."""

    @contextmanager
    def request(self) -> Iterator[RequestSessions]:
        """Go on with the same sessions."""
        yield self

    def available(self, scope: tuple[str, ...]) -> Session | None:
        """Return a session that needs no person."""
        return self.sessions.available(scope)

    def session(self, scope: tuple[str, ...]) -> Session:
        """Return a session that is there, or sign in for the whole request."""
        widest = max(scope, self.scope, key=len)
        self.latest = self.sessions.available(scope) or self.sessions.session(widest)
        return self.latest

    def step_up(self, scope: tuple[str, ...]) -> Session:
        """Sign in again: a proof of presence."""
        self.latest = self.sessions.step_up(scope)
        return self.latest
