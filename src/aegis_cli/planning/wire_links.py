"""Reads the links of a plan that a planner emitted: which text ends with one, and of which step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.links import linkable_fields, with_stand_in
from aegis_cli.actions.row_pages import fields_with_lines, page_of_rows, place_field_of_list
from aegis_cli.planning.plan import Invalid, Link, Literal, Step
from aegis_cli.planning.wire import WireArgument, WireStep

_LINK = "link"


@dataclass(frozen=True, slots=True)
class ReadLinks:
    """A step whose links are taken out."""

    step: WireStep
    """With a stand-in in each text that ends with a link."""
    links: Mapping[str, Link] = field(default_factory=dict)
    """The links by the names of their arguments, as if the model had made them up."""


def read_links(
    wire: WireStep, action: type[Action[Any]], before: Mapping[str, Sequence[Step]]
) -> ReadLinks | Invalid:
    """Take the links out of a step; `before` has the earlier steps, by the planner's ids."""
    names = {arg.name: None for arg in wire.args if arg.source == _LINK}
    if not names:
        return ReadLinks(wire)
    links: dict[str, Link] = {}
    for name in names:
        link = _link(name, [arg for arg in wire.args if arg.name == name], action, before)
        if isinstance(link, str):
            return Invalid(link)
        links[name] = link
    others = [arg for arg in wire.args if arg.name not in links]
    texts = [WireArgument(name=n, value=with_stand_in(link.text)) for n, link in links.items()]
    return ReadLinks(wire.model_copy(update={"args": [*others, *texts]}), links)


def _link(
    name: str,
    args: list[WireArgument],
    action: type[Action[Any]],
    before: Mapping[str, Sequence[Step]],
) -> Link | str:
    """Return the link that one argument ends with, or why it has none."""
    allowed = linkable_fields(action)
    if name not in allowed:
        return f"A link cannot stand in {name}: {_stands_in(allowed)}."
    if [each.source for each in args] not in ([_LINK], ["literal", _LINK]):
        return f"A link stands alone in {name}, or behind one literal text."
    *texts, last = args
    said = last.value.strip()
    steps = before.get(said, ())
    if len(steps) != 1:
        is_none = "The value of a link is the id of an earlier step."
        return f"Two steps have the id {said}." if steps else is_none
    (of,) = steps
    is_of_list = bool(page_of_rows(of.action))
    if is_of_list and name not in (lines := fields_with_lines(action)):
        return f"The links of a list are several lines, and {name} is one: {_stands_in(lines)}."
    why = _why_no_list(of) if is_of_list else _why_no_page(of, said)
    text = "".join(each.value for each in texts).rstrip()
    return why or Link(of.id, text, is_of_list=is_of_list)


def _stands_in(fields: tuple[str, ...]) -> str:
    return f"it stands in {' or '.join(fields)}" if fields else "this action takes none"


def _why_no_page(of: Step, said: str) -> str:
    """Say why there is no link of what a step makes; "" for no reason."""
    facts = of.action.facts
    if facts.page is None:
        return f"There is no link of the step {said}: {facts.action} makes nothing with a page."
    is_alone = len(catalog.providers()) == 1
    return "No action here takes the link of what is made, but of a list alone." if is_alone else ""


def _why_no_list(listing: Step) -> str:
    """Say why no address is made of the rows of a list; "" for no reason.

    NOTE: where a list names no place, whoever answers would choose it.
    """
    name = listing.action.facts.action
    place = listing.values.get(place_field_of_list(listing.action))
    if isinstance(place, Literal):
        return ""
    noun = listing.action.provider.places.noun
    return f"The links of {name} are of one {noun} alone, which it names."
