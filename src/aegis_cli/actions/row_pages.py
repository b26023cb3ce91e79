"""The addresses of the rows of a list, each of its place and its number alone; pure.

NOTE: whoever answers chooses nothing of an address but the digits of one integer.
"""

import re
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import is_list, kinds_of
from aegis_cli.actions.links import linkable_fields
from aegis_cli.actions.results.views import listing_of
from aegis_cli.core.uri_template import expand

MOST_LINKS = 50
"""Addresses that one text may get."""

_NUMBER = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)


def page_of_rows(action: type[Action[Any]]) -> str:
    """Return the path of the page of each thing of a list; "" where a list has no such pages."""
    listing = listing_of(action.facts.result)
    is_read = action.facts.effect is Effect.READ
    return listing.page if listing is not None and is_read else ""


def place_field_of_list(action: type[Action[Any]]) -> str:
    """Return the field that says in which place a list is; "" where it is in none, or in any."""
    kinds = kinds_of(action)
    places = action.provider.places
    fields = action.model_fields.items()
    own = (name for name, info in fields if kinds[name].container is places and not is_list(info))
    return next(own, "")


def fields_with_lines(action: type[Action[Any]]) -> tuple[str, ...]:
    """Return the fields that may end with the addresses of a list: texts that have lines.

    A title, a topic and the description of a label are one line.
    """
    kinds = kinds_of(action)
    return tuple(
        name
        for name in linkable_fields(action)
        if kinds[name].reads == "text" and kinds[name].takes_file
    )


def address_of_row(page: str, host: str, place: str, key: Any) -> str | None:
    """Return the address of a row; `None` where its place or its key makes none.

    `place` is the one that was approved. A key is a number, or a text that has one behind the
    place, as PROJ-12 has it.
    """
    number = _number_in(key, place)
    if not (page and host and place and number):
        return None
    try:
        parts = "/".join(expand("{segment}", {"segment": each}) for each in place.split("/"))
    except ValueError:
        return None
    return f"https://{host}{page.format_map({'place': parts, 'number': number})}"


def _number_in(key: Any, place: str) -> str:
    """Return the digits of a key; "" for anything else."""
    before = f"{place}-".casefold()
    if isinstance(key, str) and key.casefold().startswith(before):
        digits = key[len(before) :]
    else:
        digits = str(key) if type(key) is int and key < 10**19 else ""
    return digits if _NUMBER.fullmatch(digits) else ""
