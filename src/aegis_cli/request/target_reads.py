"""Reads the targets of a plan before it is approved: whether they are there, their kind and state.

What approval needs must be read. Any other target is left unread where the policy denies the
read, and where that fails the person is told so, but for what is always asked about or destroys.
What is not there ends the plan before a question; what is so already is not asked about.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from aegis_cli.actions.action import Action, command_of, ids_to_resolve
from aegis_cli.actions.call import pinned_reads, verifications
from aegis_cli.actions.catalog import load
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import resolved_ids
from aegis_cli.actions.new_things import read_of_new
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.replaced_values import replaced_places
from aegis_cli.actions.results.templates import fill, is_blank, pick
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import Made, Target, has_headline, headline_of, is_many, only
from aegis_cli.core.text import excerpt, with_article
from aegis_cli.errors import AegisError, Code, Denied, Failed, error_for
from aegis_cli.planning.expansion import Act, with_bound_pages
from aegis_cli.planning.typed import as_typed
from aegis_cli.request.actors import Actors
from aegis_cli.request.crossing import places_to_read
from aegis_cli.request.near_names import (
    NothingFits,
    names_like,
    said_name,
    stands_already,
    whole_list,
)
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.preflight import (
    Reads,
    pin,
    replace_me,
    require_same,
    resolve_ids,
    unless_absent,
    with_ids,
)
from aegis_cli.request.target_snapshot import (
    TargetSnapshot,
    already_so,
    is_missing,
    is_so_already,
    name_of,
    why_nothing,
    without_changed,
)

_ENDS = frozenset({Code.NOT_FOUND, Code.GONE, Code.MOVED, Code.BAD_CREDENTIALS})
"""What ends a plan where any other failure of such a read is shown: the write would fail too."""
_LONGEST_NAME = 100
"""Characters of the name of an account that a question shows."""


@dataclass(slots=True)
class CollectedReads:
    """What the reads of `TargetReads.collect` leave of a plan, while they are made."""

    acts: list[Act] = field(default_factory=list)
    snapshots: dict[str, tuple[TargetSnapshot, ...]] = field(default_factory=dict)
    """The reads for each act, by its id: its target first, then the things found by name."""
    already: dict[str, str] = field(default_factory=dict)
    """What is said of each act that changes nothing, by its id."""

    def add_already(self, act: Act, target: TargetSnapshot, why: str = "") -> None:
        """Add an act that changes nothing, though nothing leads there from where its target is."""
        self.acts.append(act)
        self.snapshots[act.id] = (target,)
        self.already[act.id] = why or already_so(act, target)


@dataclass(slots=True)
class TargetReads:
    """The reads of the targets of one plan."""

    reads: Reads
    judge: PlanJudge
    preapproved: frozenset[str]
    """The ids of the acts that nobody is asked about."""
    known: dict[Action[Any], TargetSnapshot]
    """What was seen of the plan before, with the same person's session, and need not be read again:
    what is optional, or verified before the write."""
    left_out: frozenset[str] = frozenset()
    """The ids of the acts that the person struck out: they are not looked at, and change nothing
    for the others."""
    _last_writer: dict[Action[Any], str] = field(default_factory=dict, init=False)
    """The id of the last act so far that makes or changes what a read shows."""
    _stamped: set[Action[Any]] = field(default_factory=set, init=False)
    """The reads of things to which something is done for a row already."""
    _made: dict[Action[Any], Action[Any]] = field(default_factory=dict, init=False)
    """What a step makes, as a read shows it, with what that step does."""

    def bind_me(self, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        """Return acts with `@me` replaced; the policy judges again what gets its place by that."""
        bound = zip(acts, replace_me(acts, self.reads), strict=True)
        judged = (
            each if act.action.is_placed else self.judge.allow((each,))[0] for act, each in bound
        )
        return with_bound_pages(tuple(judged))

    def collect(self, acts: tuple[Act, ...]) -> CollectedReads:
        """Read all that a plan is about; raise `Failed` if a thing is not there, or another one."""
        collected = CollectedReads()
        for act in acts:
            if act.id in self.left_out:
                collected.acts.append(act)
            else:
                self._collect(act, collected)
        return collected

    def _collect(self, act: Act, collected: CollectedReads) -> None:
        """Read all that one act is about."""
        if _reads_by_id(act):
            act = self._resolve(act)
        self._require_free(act)
        act, target = self._of_its_kind(act)
        if target is not None and (why := self._why_left(act, target) or why_nothing(act, target)):
            collected.add_already(act, target, why)
            return
        if target is not None:
            act, target = without_changed(act, target)
        try:
            act = self._resolve(act)
        except NothingFits as error:
            thing = only(target.answer) if target is not None else None
            if target is None or not stands_already(act.action, error.field, thing):
                raise
            collected.add_already(act, target)
            return
        snapshots = (*((target,) if target else ()), *self._resolved_snapshots(act, target))
        seen = {each.read: each.answer for each in snapshots if not each.why_not}
        if target is not None and is_so_already(act, target):
            collected.already[act.id] = already_so(act, target)
        else:
            self._note(act)
        collected.acts.append(self._pin(act, target, seen, is_so=act.id in collected.already))
        collected.snapshots[act.id] = snapshots

    def _why_left(self, act: Act, target: TargetSnapshot) -> str:
        """Say why a row stays that has changed since it was listed; "" if it has not.

        NOTE: what it had to be like was judged by the list.
        """
        stamp = act.step.listed.stamp if act.step.listed is not None else ()
        if not stamp or target.read in self._stamped:
            return ""
        if target.why_not:
            why = f"{act.says}: it {target.why_not}, which a write for each of many needs."
            raise Denied(why, code=Code.POLICY, hint="Allow the read of what is changed.")
        thing = only(target.answer)
        if all(pick(thing, path) == value for path, value in stamp):
            return ""
        return f"{name_of(target)} has changed since it was listed, and stays."

    def _pin(
        self,
        act: Act,
        target: TargetSnapshot | None,
        seen: Mapping[Action[Any], Any],
        *,
        is_so: bool,
    ) -> Act:
        """Pin what must not change; of a row all of it, by the first write on its thing.

        NOTE: a later write finds what the first has changed, and so has no use for the stamp.
        """
        is_current = target is None or target.is_current
        is_of_row = target is not None and act.step.row and not is_so
        if target is None or not is_of_row or target.read in self._stamped:
            return pin(act, seen, loosely=is_current)
        self._stamped.add(target.read)
        return pin(act, seen, loosely=is_current, stamped=True)

    def _resolve(self, act: Act) -> Act:
        """Find the ids of an act; where nothing is called as it says, say what there is.

        What a step before it makes is looked for too: there may be one of that name already. If
        there is none, its number is that of the answer to that step.
        """
        links = tuple(each for each in act.links if not each.is_number)
        makers = {each.of for each in act.links if each.is_number}
        try:
            (found,) = resolve_ids((replace(act, links=links),), partial(self._look_up, act))
        except NothingFits as error:
            if error.field not in act.call.made_fields or not makers.isdisjoint(self.left_out):
                raise error.with_names(self._names_near(error)) from None
        else:
            return found
        (found,) = resolve_ids((act,), partial(self._look_up, act))
        return found

    def _names_near(self, error: NothingFits) -> Iterator[str]:
        whole, name = whole_list(error.look_up), said_name(error.look_up)
        if whole is None or not name or self.judge.why_denied(whole):
            return
        with suppress(AegisError):
            yield from names_like(name, whole, self.reads(whole))

    def read_places(
        self,
        acts: tuple[Act, ...],
        snapshots: Mapping[str, tuple[TargetSnapshot, ...]],
        lists: Mapping[str, Action[Any]] = MappingProxyType({}),
    ) -> tuple[TargetSnapshot, ...]:
        """Read the places between which something goes that a person is asked about."""
        asked = frozenset(act.id for act in acts) - self.preapproved - self.left_out
        return tuple(map(self._look, places_to_read(acts, snapshots, asked, lists)))

    def read_beside(
        self, acts: tuple[Act, ...], snapshots: Mapping[str, tuple[TargetSnapshot, ...]]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield what is read for the question alone, of each act that the person is asked about."""
        for act in acts:
            target = act.action.facts.target
            if target is None or not target.beside or act.id in self.preapproved | self.left_out:
                continue
            found = dict(only(snapshots[act.id][0].answer) or {}) if snapshots[act.id] else {}
            for each in target.beside:
                found[each.name] = self._answer_beside(each, act, found)
            yield act.id, {each.name: found[each.name] for each in target.beside}

    def _answer_beside(
        self, each: RelatedRead[Action[Any]], act: Act, found: Mapping[str, Any]
    ) -> Any:
        """Return what a read for the question brings; `None` where that is not known."""
        try:
            read = each.reading(act.action, found)
        except ValueError:
            return None
        if read not in self.known:
            self.known[read] = self._look(read)
        return self.known[read].answer

    def _require_free(self, act: Act) -> None:
        """Raise `Failed` where there is a thing of the name already that an act makes.

        NOTE: where nobody is asked, the provider refuses it, and a read before would be one more.
        """
        read = read_of_new(act.action)
        if read is None or act.id in self.preapproved or read in self._last_writer or is_many(read):
            return
        # NOTE: nothing of it is kept: a step that is struck out makes nothing, whatever was seen.
        found = self._look(read)
        if found.answer:
            message = f"There is a {name_of(found)} already; nothing was sent."
            raise Failed(message, code=Code.INVALID)

    def read_actors(
        self, providers: Iterable[Provider[Any]], known: Actors, subject: str
    ) -> Iterator[tuple[str, str]]:
        """Yield who acts at each provider, which is asked once while the same person is there."""
        for provider in providers:
            name = known.name_of(subject, provider.name)
            if not name:
                seen = self._account_at(provider)
                name = f"an account whose name {seen.why_not or 'was not said'}"
                if not is_blank(provider.acts_as, seen.answer, now=None):
                    name = excerpt(fill(provider.acts_as, seen.answer, now=None), _LONGEST_NAME)
                    known.note(subject, provider.name, name)
            yield provider.title, name

    def _account_at(self, provider: Provider[Any]) -> TargetSnapshot:
        read = provider.bind_me()
        if read not in self.known:
            self.known[read] = self._look(read)
        return self.known[read]

    def _look(self, read: Action[Any]) -> TargetSnapshot:
        """Read what a question only tells; a failure leaves it unknown, and ends nothing."""
        needed = (read, *(mark.reading(read) for mark in ids_to_resolve(read).values()))
        if why := next(filter(None, map(self.judge.why_denied, needed)), ""):
            return TargetSnapshot(read, why_not=f"was not looked at: {why}")
        try:
            answer = self.reads(with_ids(read, self.reads))
        except (Failed, Denied) as error:
            return TargetSnapshot(read, why_not=f"could not be looked at: {error.message}")
        return TargetSnapshot(read, answer)

    def _note(self, act: Act) -> None:
        """Note what a step of the plan makes or changes."""
        target, action = act.action.facts.target, act.action
        if isinstance(target, Made):
            made = read_of_new(action)
            if made is not None:
                self._made[made] = action
                self._last_writer[made] = act.id
        elif target is not None and (
            replaced_places(action) or target.leaves or target.watched or act.effect > Effect.WRITE
        ):
            self._last_writer[target.reading(action)] = act.id

    def _of_its_kind(self, act: Act) -> tuple[Act, TargetSnapshot | None]:
        """Return an act and what its target is; the same act on a thing of another kind, if it is.

        NOTE: a write that nobody is asked about is done to the named thing, or not at all.
        """
        target = act.action.facts.target_read
        if target is None:
            return act, None
        snapshot = self._target(act, target)
        if target.made_by and is_missing(act, snapshot):
            return self._make_instead(act, target.made_by), None
        thing = only(snapshot.answer)
        if not target.kinds or thing is None:
            return act, snapshot
        kind = headline_of(type(snapshot.read)).kind_of(thing)
        if kind == target.kinds[0]:
            return act, snapshot
        other = act.action.provider.other_kind(act.action)
        if other is None and kind in target.kinds:
            return act, snapshot
        instead = None if other is None else on_other(act, other)
        if instead is None or act.id in self.preapproved:
            raise _of_other_kind(snapshot, kind, target.kinds[0], instead)
        self.judge.allow((instead,))
        own = instead.action.facts.target_read
        return instead, None if own is None else self._target(instead, own)

    def _make_instead(self, act: Act, name: str) -> Act:
        """Return the act that makes what another is about; the policy judges it like any other."""
        other = load(name).from_arguments(act.action.sent_arguments())
        (made,) = self.judge.allow((on_other(act, other),))
        return made

    def _target(self, act: Act, target: Target[Any]) -> TargetSnapshot:
        """Read what an act is about; if it is not there, a thing of another kind."""
        read = target.reading(act.action)
        try:
            return self._snapshot(act, target, read)
        except Failed as error:
            if error.code not in _ENDS:
                message = "Nothing was sent, since its target could not be looked at: "
                raise error_for(error.code, message + error.message, hint=error.hint) from None
            other = act.action.provider.other_kind(read)
            is_other = other is not None and headline_of(target.read).is_one_kind()
            if error.code is not Code.NOT_FOUND or other is None or not is_other:
                raise
            if self.judge.why_denied(other) or (answer := self.reads.outcome(other).data) is None:
                raise
        return TargetSnapshot(other, answer)

    def _snapshot(self, act: Act, target: Target[Any], read: Action[Any]) -> TargetSnapshot:
        written_by = self._last_writer.get(read)
        if any(each.is_needed for each in pinned_reads(act.action) if each.first == read):
            make_read = partial(self.reads, seen=self._seen)
            answer = unless_absent(make_read, read, may_be_absent=bool(target.absent))
            return TargetSnapshot(read, require_same(act, answer), written_by=written_by)
        if read in self._made:
            return TargetSnapshot(read, written_by=written_by)  # it is not there yet
        # A failure that a plain write may go on with is the end of any other.
        is_asked = act.effect > Effect.WRITE
        if read not in self.known or (is_asked and self.known[read].why_not):
            self.known[read] = self._optional(act, read)
        return replace(self.known[read], written_by=written_by)

    @property
    def _seen(self) -> dict[Action[Any], Any]:
        """The answers of the reads that were made."""
        return {read: each.answer for read, each in self.known.items() if not each.why_not}

    def _optional(self, act: Act, read: Action[Any]) -> TargetSnapshot:
        why = self.judge.why_denied(read)
        if why:
            return TargetSnapshot(read, why_not=f"was not looked at: {why}")
        try:
            outcome = self.reads.outcome(read, self._seen)
        except Denied as refused:
            if refused.code is not Code.POLICY:
                raise
            return TargetSnapshot(read, why_not=f"was not looked at: {refused.message}")
        error = outcome.error
        if error is None:
            return TargetSnapshot(read, require_same(act, outcome.data))
        is_asked = act.effect > Effect.WRITE or act.undoes is not None
        if is_asked or error.code in _ENDS or not isinstance(error, Failed):
            raise error
        return TargetSnapshot(read, why_not=f"could not be looked at: {error.message}")

    def _look_up(self, act: Act, read: Action[Any]) -> Any:
        """Look for a thing; not again for the same person, if it is verified before the write."""
        if read not in verifications(act.action):
            return self.reads(read)
        if read not in self.known:
            self.known[read] = TargetSnapshot(read, self.reads(read))
        answer = self.known[read].answer
        if answer == [] and read in self._made:
            raise Failed(
                f"{act.action.says()}: an earlier step makes it, and its id is not known before; "
                "nothing was sent.",
                code=Code.PROTOCOL,
                hint=f"`{command_of(self._made[read])}` makes it; ask for the rest after that.",
            )
        return answer

    def _resolved_snapshots(
        self, act: Act, target: TargetSnapshot | None
    ) -> Iterator[TargetSnapshot]:
        """Yield a snapshot of each read that resolves an id of an act."""
        shown = {target.read} if target is not None else set()
        looked_for = ids_to_resolve(act.action)
        for mark in (mark for name, mark in looked_for.items() if name not in act.call.made_fields):
            read = mark.reading(act.action)
            if read not in shown and has_headline(type(read)):
                shown.add(read)
                answer = unless_absent(
                    partial(self._look_up, act), read, may_be_absent=mark.or_absent
                )
                yield TargetSnapshot(read, answer, written_by=self._last_writer.get(read))


def _reads_by_id(act: Act) -> bool:
    """Tell whether the read of its target needs an id that is found for the act."""
    target = act.action.facts.target_read
    return target is not None and bool(resolved_ids(target.read))


def on_other(act: Act, other: Action[Any]) -> Act:
    """Return an act with the same action on another kind of thing; each value keeps its origin."""
    values, wanted = act.step.values, other.sent_arguments()
    old = [name for name in values if name not in wanted]
    new = [name for name in wanted if name not in values]
    names = dict(zip(old, new, strict=True))
    renamed = {names.get(name, name): value for name, value in values.items()}
    step = replace(act.step, action=type(other), values=renamed)
    links = tuple(replace(each, field=names.get(each.field, each.field)) for each in act.links)
    return replace(act, step=step, action=other, planned=act.step, links=links)


def _of_other_kind(snapshot: TargetSnapshot, kind: str, wanted: str, instead: Act | None) -> Failed:
    line = as_typed(instead) if instead is not None else None
    name = name_of(snapshot).removeprefix(f"{kind} ")
    return Failed(
        f"{name} is {with_article(kind)}, and not {with_article(wanted)}; nothing was sent.",
        code=Code.OTHER_KIND,
        hint=f"For {with_article(kind)}: `{line}`" if line else None,
    )
