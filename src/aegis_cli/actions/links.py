"""The link of a call: at the end of one of its texts, the page of what an earlier call makes.

It is a position in the request and no spelling in a text. What is approved is a template: which
text, of which call, and the whole address but for its number. Who has the answer to that call, and
nobody else, puts the number there. So is the number alone, where the request needs that of a thing
that people call otherwise, as they do a milestone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from aegis_cli.actions.action import Action, in_path
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import (
    choices_of,
    is_list,
    is_sent,
    kinds_of,
    mark_of,
    never_given,
    place_of_value,
    query_fields,
    resolved_ids,
)
from aegis_cli.actions.fields.kinds import TEXTS, Role
from aegis_cli.actions.fields.marks import FileContent
from aegis_cli.actions.results.new_page import LONGEST_NUMBER
from aegis_cli.actions.results.templates import holes
from aegis_cli.core.http import Linking
from aegis_cli.core.uri_template import expand, variables

LINK_IN_PLACE = "<link>"
"""What a text of a template has at its end. It is never looked for: a call says which of its texts
has a link."""


@dataclass(frozen=True, slots=True)
class LinkAt:
    """A link of a call, or the number alone of what an earlier call makes."""

    field: str
    """The text that ends with it; of a number alone, the field that it is."""
    of: str
    """The id of the call that makes what it is the link of."""
    page: str = ""
    """The address of that up to its number; "" for the number alone."""

    @property
    def is_number(self) -> bool:
        """Whether it is the number alone."""
        return not self.page


def with_stand_in(text: str) -> str:
    """Return a text with the stand-in of a link behind it and one space, or the stand-in alone."""
    return f"{text.rstrip()} {LINK_IN_PLACE}".lstrip()


def text_before(text: str) -> str:
    """Return what a text has before the stand-in at its end."""
    return text.removesuffix(LINK_IN_PLACE).rstrip()


@cache
def linkable_fields(action: type[Action[Any]]) -> tuple[str, ...]:
    """Return the fields that may end with a link: texts in a body that people will read.

    What a file holds is none of these.
    NOTE: what names the target to whoever approves it is what they approve, so it is whole then.
    """
    facts, kinds = action.facts, kinds_of(action)
    if facts.effect is Effect.READ or facts.takes:
        return ()
    confirmation = facts.confirmation
    named = {*(holes(confirmation.phrase) if confirmation else ()), *never_given(action)}
    return tuple(
        name
        for name, info in action.model_fields.items()
        if kinds[name].role is Role.PAYLOAD
        and kinds[name].reads in TEXTS
        and name not in named | in_path(action) | {*query_fields(action)}
        and is_sent(info)
        and mark_of(info, FileContent) is None
        and not (is_list(info) or choices_of(info))
    )


@cache
def numbered_fields(action: type[Action[Any]]) -> Mapping[str, str]:
    """Return the fields that may be the number of what an earlier call makes, with what names it.

    Each is an integer of its own in the body of a write, which a look-up finds by another field.
    """
    if action.facts.effect is Effect.READ:
        return {}
    fields, placed = action.model_fields, in_path(action) | {*query_fields(action)}
    return {
        name: mark.when
        for name, mark in resolved_ids(action).items()
        if mark.when
        and int in get_args(fields[name].annotation)
        and name not in placed
        and is_sent(fields[name])
        and "." not in place_of_value(name, fields[name])
    }


def page_before_number(action: Action[Any], host: str) -> str | None:
    """Return the address of what a call makes, up to its number; `None` where it makes no page."""
    page = action.facts.page
    if page is None or not host:
        return None
    values = {**page.otherwise, **action.sent_arguments()}
    try:
        parts = {name: _segments(str(values[name])) for name in variables(page.path)}
    except ValueError:
        return None
    return f"https://{host}{page.path.format_map(parts)}"


def _segments(value: str) -> str:
    """Return a value as a part of a path; `ValueError` where it would name another page."""
    return "/".join(expand("{segment}", {"segment": each}) for each in value.split("/"))


def linkings(action: Action[Any], links: tuple[LinkAt, ...]) -> tuple[Linking, ...]:
    """Return what a template says of the links of a call."""
    fields = type(action).model_fields
    return tuple(
        Linking(place_of_value(each.field, fields[each.field]), each.of, each.page)
        for each in links
    )


def fill(
    action: Action[Any], links: tuple[LinkAt, ...], numbers: Mapping[LinkAt, str]
) -> Action[Any]:
    """Return a call with its links, by the number of each.

    Nothing changes but the end of each text that has one, and each number alone. Raises
    `ValueError` where a text has no stand-in at its end, or gets too long.
    """
    sent = action.sent_arguments()
    for each in links:
        if each.is_number:
            sent[each.field] = int(numbers[each])
            continue
        text = sent.get(each.field)
        if not isinstance(text, str) or not text.endswith(LINK_IN_PLACE):
            raise ValueError(f"{each.field} has no place for a link")
        sent[each.field] = text.removesuffix(LINK_IN_PLACE) + each.page + numbers[each]
    return action.from_arguments(sent)


def longest(action: Action[Any], links: tuple[LinkAt, ...]) -> Action[Any]:
    """Return a call with the longest links that it may get; `ValueError` if it is too long."""
    return fill(action, links, dict.fromkeys(links, LONGEST_NUMBER))


def are_allowed(action: Action[Any], links: tuple[LinkAt, ...]) -> bool:
    """Tell whether each link of a call is at the end of a text that may have one, once.

    A number alone is in a field that may be one, and has no value yet.
    """
    cls, sent = type(action), action.sent_arguments()
    return len({each.field for each in links}) == len(links) and all(
        each.field in numbered_fields(cls) and each.field not in sent
        if each.is_number
        else each.field in linkable_fields(cls)
        and str(sent.get(each.field)).endswith(LINK_IN_PLACE)
        for each in links
    )
