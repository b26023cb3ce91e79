"""Plans the inverse of a plan that was done, from the reads before it and its answers; pure.

What is put back was read at a provider, so that others may have chosen it: it has the origin
*result*, with which nothing is approved in advance, and no planner sees it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pydantic import ValidationError

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import (
    choices_of,
    is_constant,
    is_list,
    may_be_cleared,
    never_given,
)
from aegis_cli.actions.fields.marks import CLEAR
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.replaced_values import held_by, replaced_places
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.undoing import Lasting, Undo, Undoing
from aegis_cli.errors import Status
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import MOST_STEPS, Origin, Step
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import Result

_Value: TypeAlias = tuple[Any, Origin | tuple[Origin, ...]]
"""The value of a field, and its origin; of a list, that of each of its items."""

_APPROVED = frozenset({Origin.USER, Origin.DEFAULT})
"""The origins whose values are in an undo those of the last approved action; any other is kept."""
UNREAD = "What was there before is not known."
_SO_BEFORE = "It was in that state before, and what else was changed stays."
_DESTROYED = "What is destroyed does not come back."


class Stays(Exception):  # no error: it is the answer to a question
    """What an act did stays, for a reason in a whole sentence."""


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """The acts that take back what a plan did, the last one first."""

    acts: tuple[Act, ...]
    stays: tuple[str, ...] = ()
    """What stays of the plan, and why, in whole sentences."""


def written_after(result: Result, before: Result | None) -> Result | None:
    """Return the last answer of a plan that changed something; whoever signs in next has none."""
    if result.status is Status.NOT_SIGNED_IN:
        return None
    return result if any(_writes(result)) else before


def undo_plan(result: Result) -> UndoPlan:
    """Return what takes back all that a request changed."""
    acts: list[Act] = []
    stays: list[str] = []
    for act, outcome in reversed([*_writes(result)]):
        try:
            acts += _acts_back(act, outcome)
        except Stays as why:
            stays.append(f"{act.action.says()}: {why}")
        else:
            stays += [f"{act.action.says()}: {each}" for each in _what_stays(act)]
    numbered = (
        replace(act, step=replace(act.step, id=f"s{number}"))
        for number, act in enumerate(acts[:MOST_STEPS], start=1)
    )
    stays += [f"{act.action.says()}: one plan has {MOST_STEPS} steps." for act in acts[MOST_STEPS:]]
    return UndoPlan(tuple(numbered), tuple(stays))


def as_json(plan: UndoPlan) -> list[dict[str, Any]]:
    """Return the acts of an undo as JSON, as the agent of a session keeps them."""
    return [
        {
            "action": act.action.facts.action,
            "arguments": act.action.sent_arguments(),
            "origins": act.step.provenance,
            "undoes": act.undoes.sent_arguments() if act.undoes is not None else None,
            "left": [[*each] for each in act.left],
        }
        for act in plan.acts
    ]


def from_json(acts: Iterable[Mapping[str, Any]]) -> tuple[Act, ...]:
    """Make the acts of an undo of their JSON."""
    return tuple(_from_json(f"s{at}", each) for at, each in enumerate(acts, start=1))


def _from_json(step_id: str, said: Mapping[str, Any]) -> Act:
    cls = catalog.load(said["action"])
    action = cls.model_validate(said["arguments"])
    origins = {
        name: tuple(map(Origin, each)) if isinstance(each, list) else Origin(each)
        for name, each in said["origins"].items()
    }
    undoes = cls.from_arguments(said["undoes"]) if said["undoes"] is not None else None
    left = tuple((path, value) for path, value in said["left"])
    step = Step.of(step_id, action, origins)
    return Act(step, action, cls.provider.base, undoes=undoes, left=left)


def undoing_of(cls: type[Action[Any]]) -> Undoing:
    """Return how what an action did is taken back."""
    facts = cls.facts
    if facts.undo is not None:
        return facts.undo
    if any(held_by(cls, name) for name in cls.model_fields):
        return Undo()
    return Lasting(_DESTROYED if facts.effect is Effect.DESTRUCTIVE else UNREAD)


def _writes(result: Result) -> Iterator[tuple[Act, Outcome]]:
    """Yield each act that changed something, with its outcome."""
    acts = {act.id: act for act in result.acts}
    for outcome in result.outcomes:
        act, is_done = acts[outcome.id], outcome.status is StepStatus.DONE
        if is_done and not outcome.already and act.effect > Effect.READ:
            yield act, outcome


def _acts_back(act: Act, outcome: Outcome) -> list[Act]:
    """Return the acts that take one back: one for each item, where they take one alone."""
    undo = undoing_of(type(act.action))
    if isinstance(undo, Lasting):
        raise Stays(undo.why)
    changes = {change.field: change for change in outcome.changes}
    if undo.changed and undo.changed not in changes:
        raise Stays(_SO_BEFORE if changes else UNREAD)
    if undo.made and changes and all(change.before is None for change in outcome.changes):
        undo = Undo(action=undo.made, without=undo.without | {"message"}, left=undo.left)
    cls = catalog.load(undo.action or act.action.facts.action)
    values = dict(_values(cls, undo, act, outcome))
    back = replace(
        act,
        undoes=None if undo.action else act.action,
        left=tuple(_left_by(undo, act, outcome)) if undo.action else (),
    )
    single = next((n for n, (v, _) in values.items() if _is_several(cls, n, v)), "")
    if not single:
        return [_act(cls, values, back)]
    items, origins = values[single]
    back, each_of = replace(back, undoes=None), _of_each(items, origins)
    return [
        _act(cls, values | {single: (item, origin)}, back)
        for item, origin in zip(items, each_of, strict=True)
    ]


def _what_stays(act: Act) -> Iterator[str]:
    """Yield a sentence for what a call gave beside, and what takes it back leaves."""
    undo = undoing_of(type(act.action))
    without = undo.without if isinstance(undo, Undo) else frozenset()
    names = [n.replace("_", " ") for n in act.action.sent_arguments() if n in without]
    if names:
        yield f"The {' and the '.join(names)} {'stays' if len(names) == 1 else 'stay'}."


def _left_by(undo: Undo, act: Act, outcome: Outcome) -> Iterator[tuple[str, Any]]:
    """Yield each path at which the target of an undo must be as the write left it, and how."""
    for path, where in undo.left.items():
        own = where.removeprefix("@")
        is_said = own != where
        yield path, act.action.sent_arguments().get(own) if is_said else pick(outcome.data, where)


def _is_several(cls: type[Action[Any]], name: str, value: Any) -> bool:
    return isinstance(value, list) and not is_list(cls.model_fields[name])


def _values(
    cls: type[Action[Any]], undo: Undo, act: Act, outcome: Outcome
) -> Iterator[tuple[str, _Value]]:
    """Yield the value of each field of the action that takes an act back, and its origin."""
    changes = {change.field: change for change in outcome.changes}
    is_same = not undo.action
    # What the write must have changed was read, and so was all that is beside it.
    is_read = undo.changed or {*undo.before.values()} <= changes.keys()
    if not is_read or (is_same and not changes):
        raise Stays(UNREAD)
    for name, info in cls.model_fields.items():
        if name in never_given(cls) | undo.without or is_constant(info):
            continue
        if name in undo.answered:
            yield name, (_value_in(outcome.data, undo.answered[name]), Origin.RESULT)
            continue
        label = undo.before.get(name) or (_label(cls, name) if is_same else "")
        if label in changes:
            yield name, (_before(cls, name, changes[label]), Origin.RESULT)
        elif not label or info.is_required():
            yield from _from_call(cls, name, undo.by.get(name, name), act, changes)


def _label(cls: type[Action[Any]], name: str) -> str:
    """Return what a field replaces is called; "" where it replaces nothing."""
    held = held_by(cls, name)
    return held.label if held is not None else ""


def _value_in(data: Any, path: str) -> Any:
    value = pick(data, path)
    if value is None:
        raise Stays("The answer does not say what was made.")
    return value


def _before(cls: type[Action[Any]], name: str, change: FieldChange) -> Any:
    """Return what was there, as a field takes it."""
    info, before = cls.model_fields[name], change.before
    if isinstance(before, Mapping):
        raise Stays(f"The {change.field} before is no text.")
    if before not in (None, "", []):
        said = {each.casefold(): each for each in choices_of(info)}
        return said.get(before.casefold(), before) if isinstance(before, str) else before
    if may_be_cleared(info):
        return CLEAR.value
    return [] if is_list(info) else ""


def _from_call(
    cls: type[Action[Any]], name: str, own: str, act: Act, changes: Mapping[str, FieldChange]
) -> Iterator[tuple[str, _Value]]:
    """Yield the value of a field from the call; of a list, the items that the call changed."""
    sent = act.action.sent_arguments()
    own = own if own in sent else name
    if own not in sent:
        return
    value, origin, place = sent[own], act.provenance[own], replaced_places(act.action).get(own)
    change = changes.get(place.label) if place is not None else None
    if change is not None and isinstance(change.before, list):
        items = _as_list(value)
        moved = [
            (item, one)
            for item, one in zip(items, _of_each(items, origin), strict=True)
            if _is_moved(item, change)
        ]
        if not moved:
            return
        value, origin = [item for item, _ in moved], tuple(one for _, one in moved)
    elif is_list(cls.model_fields[name]):
        value = _as_list(value)
    yield name, (value, _in_undo(origin))


def _in_undo(origin: Origin | tuple[Origin, ...]) -> Origin | tuple[Origin, ...]:
    """Return the origin in an undo of a value from the call."""
    if isinstance(origin, tuple):
        return tuple(Origin.CONTEXT if one in _APPROVED else one for one in origin)
    return Origin.CONTEXT if origin in _APPROVED else origin


def _of_each(items: list[Any], origin: Origin | tuple[Origin, ...]) -> tuple[Origin, ...]:
    """Return the origin of each item of a list."""
    return origin if isinstance(origin, tuple) else (origin,) * len(items)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_moved(item: Any, change: FieldChange) -> bool:
    """Tell whether an item was in a list before or is there after, and not both."""
    one, other = (
        {str(each).casefold() for each in side or ()} for side in (change.before, change.after)
    )
    return (str(item).casefold() in one) != (str(item).casefold() in other)


def _act(cls: type[Action[Any]], values: Mapping[str, _Value], back: Act) -> Act:
    """Return the act of these values; the rest is as in `back`."""
    try:
        action = cls.model_validate({name: value for name, (value, _) in values.items()})
    except ValidationError:
        raise Stays(f"{cls.facts.action} cannot put back what was there before.") from None
    sent = action.sent_arguments()
    provenance = {
        name: _of_each(sent[name], origin) if isinstance(sent[name], list) else origin
        for name, (_, origin) in values.items()
        if name in sent
    }
    provenance |= dict.fromkeys(sent.keys() - provenance.keys(), Origin.DEFAULT)
    step = Step.of(back.id, action, provenance)
    return Act(step, action, back.base, undoes=back.undoes, left=back.left)
