"""Reads the loops of a plan that a planner emitted: over which list a step goes, and what of that.

A row has no field name: no planner can pick a title. Only a plain write is done for each row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import is_list, kinds_of, place_of
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.results.conditions import Condition, ConditionKind, Test, conditions_of
from aegis_cli.actions.results.views import listing_of
from aegis_cli.planning.plan import EachRow, Invalid, Literal, Origin, Step, Value, Where
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.stand_ins import Spelling
from aegis_cli.planning.wire import WireArgument, WireCondition, WireStep

_ROW = "row"
_SAMPLE = 1
"""The number of the row that stands for each while a step is checked."""


@dataclass(frozen=True, slots=True)
class ReadLoop:
    """A step whose rows are taken out."""

    step: WireStep
    """With a stand-in in each field of a row."""
    over: str = ""
    """The id of the list that it goes over; "" where it is done once."""
    fields: tuple[str, ...] = ()
    """The fields that a row fills."""
    where: tuple[Where, ...] = ()
    """What each thing of its answer must be like."""

    def of(self, step: Step) -> Step:
        """Return a typed step that goes over its list, or is one with conditions."""
        rows: dict[str, Value | tuple[Value, ...]] = dict.fromkeys(self.fields, EachRow())
        return Step(step.id, step.action, {**step.values, **rows}, self.where, self.over)


def read_loop(
    wire: WireStep,
    action: type[Action[Any]],
    before: Mapping[str, Sequence[Step]],
    sentence: Sentence,
) -> ReadLoop | Invalid:
    """Take the rows and the conditions out of a step.

    `before` has the earlier steps, by the planner's ids.
    """
    names = [arg.name for arg in wire.args if arg.source == _ROW]
    said = wire.each.strip()
    if not names and not said:
        where = _conditions(wire, action, sentence)
        return where if isinstance(where, Invalid) else ReadLoop(wire, where=where)
    if not said:
        return Invalid("A row is of an earlier list: say in `each` which step lists them.")
    steps = before.get(said, ())
    if len(steps) != 1:
        is_none = f"There is no earlier step {said} to go over."
        return Invalid(f"Two steps have the id {said}." if steps else is_none)
    problem = _why_no_loop(wire, action, steps[0], names)
    if problem:
        return Invalid(problem)
    place = place_of(action)
    filled = dict.fromkeys((*names, *([place] if place else ())))
    others = [arg for arg in wire.args if arg.name not in filled]
    samples = [WireArgument(name=name, value=_sample(action, name)) for name in filled]
    step = wire.model_copy(update={"args": [*others, *samples], "each": ""})
    return ReadLoop(step, steps[0].id, tuple(filled))


def _why_no_loop(
    wire: WireStep, action: type[Action[Any]], listing: Step, names: Sequence[str]
) -> str:
    """Say why a step cannot be done for each row of a list; "" if it can."""
    reasons = (
        _why_no_list(listing),
        _why_not_for_each(wire, action),
        _why_no_row(action, names),
        _why_elsewhere(wire, action, listing),
    )
    return next(filter(None, reasons), "")


def _why_no_list(listing: Step) -> str:
    facts = listing.action.facts
    if listing.over:
        return "A loop goes over one list, and over no other loop."
    is_list = facts.effect is Effect.READ and listing_of(facts.result) is not None
    return "" if is_list else f"{facts.action} lists nothing that a step could go over."


def _why_not_for_each(wire: WireStep, action: type[Action[Any]]) -> str:
    name, effect = action.facts.action, action.facts.effect
    if effect is not Effect.WRITE:
        why = "it only reads" if effect is Effect.READ else "each is asked about by itself"
        return f"{name} is not done for each row: {why}."
    if wire.where:
        return "Conditions stand at the list, and at no step that goes over it."
    has_link = any(arg.source == "link" for arg in wire.args)
    return "No link stands in a step that is done for each row." if has_link else ""


def _why_no_row(action: type[Action[Any]], names: Sequence[str]) -> str:
    if not names:
        return "A step that goes over a list takes the row as the thing that it is about."
    kinds = kinds_of(action)
    wrong = next((name for name in names if name not in kinds or not _takes_row(action, name)), "")
    if not wrong:
        return ""
    is_none = f"There is no field {wrong}."
    is_text = f"A row names the thing that a step is about, and cannot stand in {wrong}."
    return is_text if wrong in kinds else is_none


def _takes_row(action: type[Action[Any]], name: str) -> bool:
    return kinds_of(action)[name].role is Role.TARGET and not is_list(action.model_fields[name])


def _why_elsewhere(wire: WireStep, action: type[Action[Any]], listing: Step) -> str:
    """Say why a step is in another place than the rows; the place of a row is always its own."""
    place = place_of(action)
    said = next((arg.value for arg in wire.args if arg.name == place and arg.source != _ROW), "")
    there = listing.values.get(place_of(listing.action) or "")
    listed_at = str(there.value) if isinstance(there, Literal) else ""
    if said and said.casefold() != listed_at.casefold():
        return f"A row is in its own place: leave {place} out."
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


_NEAR: Mapping[str, Test] = {
    "older_than": Test.BEFORE,
    "earlier_than": Test.BEFORE,
    "newer_than": Test.AFTER,
    "later_than": Test.AFTER,
    "since": Test.AFTER,
    "fewer_than": Test.LESS,
    "greater_than": Test.MORE,
    "equals": Test.IS,
    "not": Test.IS_NOT,
    "includes": Test.HAS,
    "excludes": Test.HAS_NOT,
    "not_has": Test.HAS_NOT,
    "lacks": Test.HAS_NOT,
}
"""What planners say for a test, where it can mean only that."""

_OF_LISTS: Mapping[Test, Test] = {
    Test.IS: Test.HAS,
    Test.CONTAINS: Test.HAS,
    Test.IS_NOT: Test.HAS_NOT,
}


def _conditions(
    wire: WireStep, action: type[Action[Any]], sentence: Sentence
) -> tuple[Where, ...] | Invalid:
    """Read the conditions of a list; a field that is not declared goes back as a reason."""
    declared = {each.name: each for each in conditions_of(action.facts.result)}
    if not declared:
        return Invalid(f"{action.facts.action} takes no conditions.")
    found: list[Where] = []
    for each in wire.where:
        condition = declared.get(_as_name(each.field, declared))
        if condition is None:
            fields = ", ".join(declared)
            return Invalid(f"There is no condition {each.field!r} here; there are {fields}.")
        try:
            test = _test(each, condition)
            wanted = condition.read(test, each.value)
        except ValueError as problem:
            return Invalid(f"{problem}.")
        is_said = all(map(sentence.holds, each.value.split())) if each.value else True
        found.append(Where(condition, test, wanted, Origin.USER if is_said else Origin.MODEL))
    return tuple(found)


def _as_name(said: str, declared: Mapping[str, Condition]) -> str:
    """Return the name of a condition: planners also say its path, or several of it."""
    name = said.strip().casefold().replace(" ", "_")
    by_path = {each.path.casefold(): each.name for each in declared.values()}
    for way in (name, name.removesuffix("s"), name.removesuffix("_at"), name.removesuffix("_on")):
        if way in declared or way in by_path:
            return by_path.get(way, way)
    return name


def _test(each: WireCondition, condition: Condition) -> Test:
    said = each.test.strip().casefold().replace(" ", "_").replace("-", "_").removeprefix("is_")
    said = each.test if said in {"", "not"} and each.test in {"is", "is_not"} else said
    try:
        test = _NEAR.get(said) or Test(said)
    except ValueError:
        allowed = " or ".join(condition.kind.tests)
        reason = f"{condition.name} is asked with {allowed}, not with {each.test!r}"
        raise ValueError(reason) from None
    return _OF_LISTS.get(test, test) if condition.kind is ConditionKind.LIST else test
