"""What a call has of earlier ones, in the process that has the answers to them; pure.

It is a link, the number of what is made, or the very name that was given to that.

NOTE: a link goes to people elsewhere. All of it but the digits of one integer was approved, so that
whoever answers can put no words, no mention and no other address there.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.fields.fields import resolved_ids
from aegis_cli.actions.links import LinkAt, numbered_fields, page_before_number
from aegis_cli.actions.new_things import is_number_of_new, names_of_new, read_of_new
from aegis_cli.actions.results.new_page import digits_of
from aegis_cli.actions.results.templates import pick
from aegis_cli.errors import Code, Failed


class Linked(Protocol):
    """A call, or what becomes one."""

    @property
    def id(self) -> str:
        """What names it in a plan."""

    @property
    def action(self) -> Action[Any]:
        """What it does."""

    @property
    def links(self) -> tuple[LinkAt, ...]:
        """The links that its texts end with, and the numbers of what earlier ones make."""


def names_given_before(calls: Iterable[Linked]) -> Mapping[str, Mapping[tuple[str, Any], str]]:
    """Return which names of each call an earlier one gives, by the ids of the calls.

    A name is a field and the value that it has; with it stands the id of the call that gives it.
    """
    new: dict[str, Action[Any]] = {}
    found: dict[str, Mapping[tuple[str, Any], str]] = {}
    for call in calls:
        pairs = ((of, names_of_new(call.action, read)) for of, read in new.items())
        names = {name: of for of, named in pairs for name in named}
        fields = numbered_fields(type(call.action))
        numbers = {fields[each.field]: each.of for each in call.links if each.is_number}
        names |= {(name, getattr(call.action, name)): of for name, of in numbers.items()}
        found[call.id] = names
        read = read_of_new(call.action)
        if read is not None:
            new[call.id] = read
    return found


def needs_of(calls: Iterable[Linked]) -> Mapping[str, frozenset[str]]:
    """Return the ids of the earlier calls without which each of these is not done, by its id."""
    calls = tuple(calls)
    made = names_given_before(calls)
    return {
        call.id: frozenset((*made[call.id].values(), *(each.of for each in call.links)))
        for call in calls
    }


def are_of_earlier(calls: Iterable[Call], page_host: Callable[[Call], str]) -> bool:
    """Tell whether each link of a run is of what an earlier call of it makes, at its own page.

    `page_host` returns the host of the web pages of a call's provider.
    """
    before: dict[str, Call] = {}
    for call in calls:
        for link in call.links:
            of = before.get(link.of)
            if of is None or not _is_of(link, call, of, page_host):
                return False
        if not call.is_linked:
            return False
        before[call.id] = call
    return True


def _is_of(link: LinkAt, call: Call, of: Call, page_host: Callable[[Call], str]) -> bool:
    if link.is_number:
        return is_number_of_new(call.action, link.field, of.action)
    return link.page == page_before_number(of.action, page_host(of))


def fill_links(call: Call, calls: Iterable[Call], answers: Mapping[str, Any]) -> Call:
    """Return a call with what is sent of it, by the answers to those before it, by their ids.

    Raises `Failed` where an answer has no number, or the text gets too long with it.
    """
    if not call.links:
        return call
    before = {each.id: each.action for each in calls}
    numbers: dict[LinkAt, str] = {}
    for link in call.links:
        number = _number_for(link, call, before[link.of], answers[link.of])
        if number is None:
            lacks = "which this needs" if link.is_number else "so that it has no link"
            raise _failure(f"the answer to step {link.of} has no number, {lacks}")
        numbers[link] = number
    with suppress(ValueError):
        return replace(call, sends=call.with_links(numbers))
    # NOTE: raised outside the handler, whose context holds what was to be sent.
    raise _failure("with the link, the text is too long")


def _number_for(link: LinkAt, call: Call, of: Action[Any], answer: Any) -> str | None:
    """Return the digits that an answer has for a link: where its page, or the look-up, has them."""
    if link.is_number:
        return digits_of(pick(answer, resolved_ids(type(call.action))[link.field].path))
    page = of.facts.page
    return page.number_in(answer, of.sent_arguments()) if page else None


def _failure(why: str) -> Failed:
    return Failed(f"{why[0].upper()}{why[1:]}; nothing was sent.", code=Code.PROTOCOL)
