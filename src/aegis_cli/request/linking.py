"""Makes the links of a call, in the process that has the answers they are of; pure.

NOTE: a link goes to people elsewhere. All of it but the digits of one integer was approved, so that
whoever answers can put no words, no mention and no other address there.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aegis_cli.actions.call import Call
from aegis_cli.actions.links import page_before_number
from aegis_cli.errors import Code, Failed

NOT_DONE = "The step whose link it has was not done."
"""Why a call is skipped whose link is of one that was not done."""


def are_of_earlier(calls: Iterable[Call], page_host: Callable[[Call], str]) -> bool:
    """Tell whether each link of a run is of what an earlier call of it makes, at its own page.

    `page_host` returns the host of the web pages of a call's provider.
    """
    before: dict[str, Call] = {}
    for call in calls:
        for link in call.links:
            of = before.get(link.of)
            if of is None or link.page != page_before_number(of.action, page_host(of)):
                return False
        if not call.is_linked:
            return False
        before[call.id] = call
    return True


def is_broken(call: Call, answers: Mapping[str, Any]) -> bool:
    """Tell whether a link of a call is of one that was not done; `answers` has those that were."""
    return any(link.of not in answers for link in call.links)


def fill_links(call: Call, calls: Iterable[Call], answers: Mapping[str, Any]) -> Call:
    """Return a call with what is sent of it, by the answers to those before it, by their ids.

    Raises `Failed` where an answer has no number, or the text gets too long with it.
    """
    if not call.links:
        return call
    before = {each.id: each.action for each in calls}
    numbers: dict[str, str] = {}
    for link in call.links:
        of = before[link.of]
        page = of.facts.page
        number = page.number_in(answers[link.of], of.sent_arguments()) if page else None
        if number is None:
            raise _failure(f"the answer to step {link.of} has no number, so that it has no link")
        numbers[link.of] = number
    with suppress(ValueError):
        return replace(call, sends=call.with_links(numbers))
    # NOTE: raised outside the handler, whose context holds what was to be sent.
    raise _failure("with the link, the text is too long")


def _failure(why: str) -> Failed:
    return Failed(f"{why[0].upper()}{why[1:]}; nothing was sent.", code=Code.PROTOCOL)
