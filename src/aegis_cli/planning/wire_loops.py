"""Reads the loops of a plan that a planner emitted: over which list a step goes, and what of that.

A row has no field name: no planner can pick a title. Only a plain write is done for each row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import is_list, kinds_of, place_of, thing_of
from aegis_cli.actions.fields.kinds import ME, Role
from aegis_cli.actions.provider.names import BARE
from aegis_cli.actions.results.conditions import Condition, conditions_of
from aegis_cli.actions.targets.target import Made
from aegis_cli.errors import Unclear
from aegis_cli.planning.condition_origins import origin_of_condition
from aegis_cli.planning.near_loops import comparand_in, condition_named, is_row, row_in, test_meant
from aegis_cli.planning.plan import EachRow, Invalid, Literal, Plan, Step, Value, Where
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.stand_ins import Spelling
from aegis_cli.planning.unrolling import noun_of_rows, sample_rows, unroll
from aegis_cli.planning.wire import WireArgument, WireCondition, WireStep

_ROW = "row"
_ME_WORDS = frozenset({"me", ME})
_NAMES_OF_ROWS = frozenset("row item id key number name owner".split())
"""What planners call the place or the key of a row where no field is called so."""
_SAMPLE = 1
"""The number of the row that stands for each while a step is checked."""


@dataclass(frozen=True, slots=True)
class ReadLoop:
    """A step whose rows are taken out."""

    step: WireStep
    """With a stand-in in each field of a row."""
    listing: Step | None = None
    """The list that it goes over; `None` where it is done once."""
    fields: tuple[str, ...] = ()
    """The fields that a row fills."""
    where: tuple[Where, ...] = ()
    """What each thing of its answer must be like."""

    def of(self, step: Step) -> Step | Invalid:
        """Return a typed step that goes over its list, or is one with conditions."""
        if self.listing is None:
            return replace(step, where=self.where)
        rows: dict[str, Value | tuple[Value, ...]] = dict.fromkeys(self.fields, EachRow())
        looped = replace(step, values={**step.values, **rows}, over=self.listing.id)
        plan = Plan((self.listing, looped))
        try:
            unroll(plan, sample_rows(plan))
        except Unclear:
            listing, name = self.listing.action.facts.action, step.action.facts.action
            return Invalid(f"A row of {listing} names nothing that {name} could be done to.")
        return looped


def read_loop(
    wire: WireStep,
    action: type[Action[Any]],
    before: Mapping[str, Sequence[Step]],
    sentence: Sentence,
) -> ReadLoop | Invalid:
    """Take the rows and the conditions out of a step.

    `before` has the earlier steps, by the planner's ids.
    """
    said = wire.each.strip()
    if not said:
        has_row = any(arg.source == _ROW for arg in wire.args)
        if has_row:
            return Invalid("A row is of an earlier list: say in `each` which step lists them.")
        where = _conditions(wire, action, sentence)
        return where if isinstance(where, Invalid) else ReadLoop(wire, where=where)
    steps = before.get(said, ())
    if len(steps) != 1:
        is_none = f"There is no earlier step {said} to go over."
        return Invalid(f"Two steps have the id {said}." if steps else is_none)
    return _loop(_Looped(wire, action, steps[0], sentence))


@dataclass(frozen=True)
class _Looped:
    """A step that is to be done for each row of a list."""

    wire: WireStep
    action: type[Action[Any]]
    listing: Step
    sentence: Sentence

    @cached_property
    def place(self) -> str:
        """The field of the place that a row has, or is; "" if the action is about none."""
        return place_of(self.action) or ""

    @cached_property
    def key(self) -> str:
        """The field of what names a row in its place; "" where the row is the place itself."""
        is_place = noun_of_rows(self.listing.action) == self.action.provider.places.noun
        if is_place or isinstance(self.action.facts.target, Made):
            return ""
        return thing_of(self.action) or next(self._named, "")

    @property
    def _named(self) -> Iterator[str]:
        kinds = kinds_of(self.action)
        for name, info in self.action.model_fields.items():
            is_one = kinds[name].role is Role.TARGET and kinds[name].container is None
            if is_one and info.is_required() and not is_list(info):
                yield name

    @property
    def filled(self) -> tuple[str, ...]:
        """The fields that the row fills, whichever of them the planner names."""
        return tuple(filter(None, (self.place, self.key)))

    def is_row(self, arg: WireArgument) -> bool:
        """Tell whether an argument stands for the row."""
        is_its = arg.source == "link" and arg.value.strip() == self.wire.each.strip()
        is_text = arg.source == "literal" and is_row(arg.value, self.wire.each)
        return arg.source == _ROW or (arg.name in self.filled and (is_its or is_text))

    @cached_property
    def others(self) -> tuple[WireArgument, ...]:
        """The arguments that stand for no row."""
        return tuple(arg for arg in self.wire.args if not self.is_row(arg))


def _loop(looped: _Looped) -> ReadLoop | Invalid:
    problem = next(filter(None, _problems(looped)), "")
    if problem:
        return Invalid(problem)
    others = [arg for arg in looped.others if arg.name not in looped.filled]
    samples = [
        WireArgument(name=name, value=_sample(looped.action, name)) for name in looped.filled
    ]
    step = looped.wire.model_copy(update={"args": [*others, *samples], "each": ""})
    return ReadLoop(step, looped.listing, looped.filled)


def _problems(looped: _Looped) -> Iterator[str]:
    """Yield why a step cannot be done for each row of its list; "" for what is no reason."""
    yield _why_no_list(looped.listing)
    yield _why_not_for_each(looped)
    yield _why_no_row(looped)
    yield _why_another_thing(looped)
    yield _why_no_text(looped)
    yield _why_elsewhere(looped)


def _why_no_list(listing: Step) -> str:
    facts = listing.action.facts
    if listing.over:
        return "A loop goes over one list, and over no other loop."
    is_list = facts.effect is Effect.READ and noun_of_rows(listing.action)
    return "" if is_list else f"{facts.action} lists nothing that a step could go over."


def _why_not_for_each(looped: _Looped) -> str:
    name, effect = looped.action.facts.action, looped.action.facts.effect
    if effect is not Effect.WRITE:
        why = "it only reads" if effect is Effect.READ else "each is asked about by itself"
        return f"{name} is not done for each row: {why}."
    has_link = any(arg.source == "link" for arg in looped.others)
    return "No link stands in a step that is done for each row." if has_link else ""


def _why_no_row(looped: _Looped) -> str:
    """Say where a row stands that names nothing there."""
    kinds, fields = kinds_of(looped.action), looped.filled
    if not fields:
        return f"A row names the thing that a step is about; {looped.action.facts.action} has none."
    known = {*fields, *(_NAMES_OF_ROWS - kinds.keys())}
    rows = (arg.name for arg in looped.wire.args if looped.is_row(arg))
    wrong = next((name for name in rows if name not in known), "")
    if not wrong:
        return ""
    if wrong not in kinds:
        return f"There is no field {wrong}."
    there = " and ".join(fields)
    return f"A row names the thing that a step is about: it stands in {there}, not in {wrong}."


def _why_another_thing(looped: _Looped) -> str:
    """Say where a row is no thing of the kind that a step is about: others chose its name."""
    if not looped.key or looped.action.provider.name != BARE:
        return ""
    kind, noun = kinds_of(looped.action)[looped.key], noun_of_rows(looped.listing.action)
    if kind.noun == noun or kind.reads == "issues":
        return ""
    listed = looped.listing.action.facts.action
    return f"A row of {listed} names nothing that {looped.action.facts.action} could be done to."


def _why_no_text(looped: _Looped) -> str:
    """Say which text has a part of a row; what the person wrote so is a text."""
    for arg in looped.others:
        part = row_in(arg.value, looped.wire.each) if arg.source == "literal" else ""
        if part and part not in looped.sentence.text:
            return f"No text has a part of a row: {part} cannot stand in {arg.name}."
    return ""


def _why_elsewhere(looped: _Looped) -> str:
    """Say why a step is about another thing than its row; the place of a row is always its own."""
    said = {arg.name: arg.value.strip() for arg in looped.others}
    if said.get(looped.key):
        return f"{looped.key} is that of the row: give it the source row, and no value."
    there = looped.listing.values.get(place_of(looped.listing.action) or "")
    listed_at = str(there.value) if isinstance(there, Literal) else ""
    place = said.get(looped.place, "")
    if place and place.casefold() != listed_at.casefold():
        return f"A row is in its own place: leave {looped.place} out."
    return ""


def _sample(action: type[Action[Any]], name: str) -> str:
    """Return what stands for a row while a step is checked."""
    spelling, places = Spelling(), action.provider.places
    place = places.stand_in(spelling.name, _SAMPLE)
    if kinds_of(action)[name].container is not None:
        return place
    if action.model_fields[name].annotation is int:
        return str(spelling.first + _SAMPLE)
    if places.thing_stand_in is not None:
        return places.thing_stand_in(place, spelling.first + _SAMPLE)
    return f"{spelling.name}-{_SAMPLE}"


def _conditions(
    wire: WireStep, action: type[Action[Any]], sentence: Sentence
) -> tuple[Where, ...] | Invalid:
    """Read the conditions of a list; a field that is not declared goes back as a reason."""
    declared = conditions_of(action.facts.result) if action.facts.effect is Effect.READ else ()
    if not declared:
        return Invalid(f"{action.facts.action} takes no conditions.")
    found: list[Where] = []
    for each in wire.where:
        condition = condition_named(each.field, declared)
        if condition is None:
            fields = ", ".join(known.name for known in declared)
            return Invalid(f"There is no condition {each.field!r} here; there are {fields}.")
        try:
            value = _value(each, condition)
            test = test_meant(each.test, value, condition)
            wanted = condition.read(test, value)
        except ValueError as problem:
            return Invalid(f"{problem}.")
        origin = origin_of_condition(sentence, condition, test, wanted)
        found.append(Where(condition, test, wanted, origin))
    return tuple(dict.fromkeys(found))


def _value(each: WireCondition, condition: Condition) -> str:
    """Return what is compared; raise `ValueError` for the person, whom no answer has a word for."""
    value = comparand_in(each.value, condition)
    if condition.path.endswith("login") and value.casefold() in _ME_WORDS:
        raise ValueError(f"{condition.name} is compared with a login: @me is an argument of a list")
    return value
