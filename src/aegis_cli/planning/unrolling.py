"""Makes the plan for the rows of a list out of a plan for each of them; pure.

What others wrote fills the target of a write, and nothing else: a row is its place and its key
together, as a row that a sentence names (`stand_ins`).
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import kinds_of, place_of
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.results.views import Thread, listing_of
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.plan import EachRow, ListedThing, Literal, Origin, Plan, Step, Value
from aegis_cli.planning.stand_ins import Row, Spelling, StandIns

MOST_ROWS = 200
MOST_READ = 1_000
"""Things of a list that are read: one that may have more is no list of all."""

_SPELLING = Spelling()
_WITH_NUMBER_SIGN = ("issue", "pull request")


def lists_of(plan: Plan) -> tuple[Step, ...]:
    """Return the steps that a later one goes over or links to, or that have conditions.

    Each is read whole.
    """
    used = {step.over for step in plan.steps} | linked_lists(plan)
    return tuple(_whole(step) for step in plan.steps if step.id in used or step.where)


def linked_lists(plan: Plan) -> AbstractSet[str]:
    """Return the ids of the lists whose addresses a text ends with."""
    return {of for step in plan.steps for of in step.linked_lists}


def _whole(step: Step) -> Step:
    """Return a list with no bound but that of all lists, and one that the person said."""
    said = {*step.fields_from(Origin.USER), *step.fields_from(Origin.SAID)}
    bounds = (name for name, kind in kinds_of(step.action).items() if kind.role is Role.BOUND)
    whole = {name: Literal(MOST_READ, Origin.DEFAULT) for name in bounds if name not in said}
    return replace(step, values={**step.values, **whole})


Listed: TypeAlias = Mapping[Row, ListedThing]
"""What a list says of each row (`Step.listed`)."""


Addresses: TypeAlias = Mapping[str, Sequence[str]]
"""The addresses of the rows of each list, by the id of its step."""


def unroll(
    plan: Plan,
    rows: Mapping[str, Sequence[Row]],
    listed: Listed = MappingProxyType({}),
    addresses: Addresses = MappingProxyType({}),
) -> Plan:
    """Return a plan with each looped step once for each row of its list, all of a row together.

    `rows` are those of each list that was read, by the id of its step; these steps are left out.
    Raises `Unclear` where a row does not fit a step, and `UsageError` for too many.
    """
    numbered: dict[int, Row] = {}
    steps: list[Step] = []
    for over, group in groupby(plan.steps, key=lambda step: step.over):
        looped = [*group]
        if not over:
            steps += (step for step in looped if step.id not in rows)
            continue
        if len(rows[over]) > MOST_ROWS:
            raise UsageError(
                f"The list has {len(rows[over]):,} that fit; one sentence changes "
                f"{MOST_ROWS} at most.",
                code=Code.BAD_INPUT,
                hint="Say more of them, such as a label or how old they are.",
            )
        for row in rows[over]:
            number = len(numbered) + 1
            numbered[number] = row
            thing = listed.get(row)
            steps += (replace(_for_row(step, number, row), listed=thing) for step in looped)
    filled = StandIns(numbered, _SPELLING).fill(replace(plan, steps=tuple(steps)))
    return replace(filled, steps=tuple(_with_addresses(step, addresses) for step in filled.steps))


def _with_addresses(step: Step, addresses: Addresses) -> Step:
    """Return a step with the addresses of each list in the place of its link, one to a line."""
    links = step.links_of_lists
    if not links:
        return step
    texts = {
        name: Literal("\n".join((*filter(None, [link.text]), *addresses[link.of])), Origin.RESULT)
        for name, link in links.items()
    }
    of = dict.fromkeys(link.of for link in links.values())
    return replace(step, values={**step.values, **texts}, linked=tuple(of))


def _for_row(step: Step, number: int, row: Row) -> Step:
    return replace(
        step,
        id=f"{step.id}.{number}",
        over="",
        loop=step.id,
        row=number,
        values=dict(_values(step, number, row)),
    )


def _values(step: Step, number: int, row: Row) -> Iterator[tuple[str, Value | tuple[Value, ...]]]:
    kinds = kinds_of(step.action)
    for name, value in step.values.items():
        if not isinstance(value, EachRow):
            yield name, value
        elif kinds[name].container is not None:
            yield name, Literal(_SPELLING.place(number, row), Origin.RESULT)
        else:
            yield name, Literal(_SPELLING.key(number, row), Origin.RESULT)


def sample_rows(plan: Plan) -> Mapping[str, tuple[Row, ...]]:
    """Return one made-up row of each list, in the place of that where it has one.

    With it each looped step is judged, and shown, before anything is read.
    """
    steps = {step.id: step for step in plan.steps}
    looped = {step.over: step for step in plan.steps if step.over}
    samples = {step.id: () for step in lists_of(plan)}
    return samples | {over: (_sample(steps[over], step),) for over, step in looped.items()}


LINKS_IN_PLACE = "<links>"
"""What stands in a text in the place of addresses before their list is read."""


def sample_addresses(plan: Plan) -> Addresses:
    """Return what stands in the place of the addresses of each list, to be judged before."""
    return dict.fromkeys(linked_lists(plan), (LINKS_IN_PLACE,))


def noun_of_rows(action: type[Action[Any]]) -> str:
    """Return what the rows of a list are called; "" of what lists nothing that has a name."""
    view, listing = action.facts.view, listing_of(action.facts.result)
    if isinstance(view, Thread):
        return view.row.noun if view.row else ""
    if listing is None:
        return ""
    return listing.row.noun if listing.row else listing.one


def _sample(listing: Step, looped: Step) -> Row:
    provider, place = listing.action.provider, listing.values.get(place_of(listing.action) or "")
    noun = noun_of_rows(listing.action)
    if noun == provider.places.noun:
        return Row(noun, provider.places.stand_in("row", 1), provider=provider.name)
    kinds, fields = kinds_of(looped.action), looped.action.model_fields
    keys = [name for name in looped.row_fields if kinds[name].container is None]
    has_sign = noun.endswith(_WITH_NUMBER_SIGN) and provider.places.thing_stand_in is None
    is_number = has_sign or any(fields[name].annotation is int for name in keys)
    where = str(place.value) if isinstance(place, Literal) else provider.places.stand_in("row", 1)
    key: int | str = _SPELLING.first if is_number else f"{_SPELLING.name}-0"
    if not is_number and provider.places.thing_stand_in is not None:
        key = provider.places.thing_stand_in(where, _SPELLING.first)
    has_place = isinstance(place, Literal) or len(keys) < len(looped.row_fields)
    return Row(noun, where if has_place or is_number else "", key, has_sign, provider.name)
