"""What the rows of an answer are, so that the next sentence can name them; pure."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.names import BARE
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.templates import fill, paths, pick
from aegis_cli.actions.results.views import Card, CardRows, NamedBy, Table, Thread, listing_of
from aegis_cli.errors import Status
from aegis_cli.planning.row_references import ListedRows
from aegis_cli.planning.stand_ins import Row
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.result import Result

_REFERENCE = re.compile(r"(?P<place>[^\s#/]+/[^\s#/]+)?#(?P<number>\d{1,19})", re.ASCII)
"""How an issue is named, in its repository or outside it."""


def rows_after(result: Result, before: ListedRows) -> ListedRows:
    """Return the rows that a sentence may name after an answer.

    They stay until another list is shown: then they are the rows of that list, if it is the only
    one, complete, and of things that have names. Where nobody is signed in any more there are none,
    since whoever signs in next may be somebody else.
    """
    if result.status is Status.NOT_SIGNED_IN:
        return ListedRows()
    if not result.outcomes:
        return before
    actions = {act.id: act.action for act in result.acts}
    lists = [
        (actions[each.id], each)
        for each in result.outcomes
        if _has_rows(actions[each.id], each.data)
    ]
    made = _made_by(result)
    if not lists:
        return replace(before, is_last_answer=False, made=made)
    action, outcome = lists[0]
    is_whole = len(lists) == 1 and outcome.status is StepStatus.DONE
    return ListedRows(rows_in(action, outcome.data) if is_whole else (), made=made)


def _made_by(result: Result) -> Row | None:
    """Return what an answer made, if that is one thing which a sentence can name."""
    actions = {act.id: act.action for act in result.acts}
    writes = [
        (actions[each.id], each.data)
        for each in result.outcomes
        if each.status is StepStatus.DONE and actions[each.id].facts.effect > Effect.READ
    ]
    return _made_of(*writes[0]) if len(writes) == 1 else None


def _made_of(action: Action[Any], data: Any) -> Row | None:
    facts, here = action.facts, action.about(action.sent_arguments()).name
    by = getattr(facts.result, "made", None)
    if isinstance(by, NamedBy):
        return _row_by(action.provider, by, here, data)
    number = facts.page.number_in(data, action.sent_arguments()) if facts.page else None
    if not number or facts.page is None or facts.page.is_part or not here:
        return None
    is_issue = facts.page.noun in _WITH_NUMBER_SIGN
    return Row(facts.page.noun, here, int(number), has_number_sign=is_issue)


_WITH_NUMBER_SIGN = frozenset({"issue", "pull request"})


def answer_after(result: Result, before: Result | None) -> Result | None:
    """Return the answer that can be shown again; whoever signs in next is not shown this one."""
    if result.status is Status.NOT_SIGNED_IN:
        return None
    return result if result.outcomes else before


def _has_rows(action: Action[Any], data: Any) -> bool:
    """Tell whether an answer shows several things: a list, or a card with lists below it.

    NOTE: it ends the list before it, also where none of its own things can be named by a row.
    """
    view = action.facts.view
    below = isinstance(view, Card) and bool(view.lists or view.tree or view.rows)
    return isinstance(data, list) or (data is not None and below)


def rows_in(action: Action[Any], data: Any) -> tuple[Row, ...]:
    """Return the rows of an answer; none unless each of its things has a name and a place."""
    view = action.facts.view
    if isinstance(view, Card) and view.rows is not None:
        return _rows_of_card(view.rows, data)
    if not isinstance(data, list):
        return ()
    named = _row_namer(action)
    rows = [row for thing in data if named and (row := named(thing)) is not None]
    return tuple(rows) if len(rows) == len(data) else ()


def _row_namer(action: Action[Any]) -> Callable[[Any], Row | None] | None:
    """Return what names the things of a list; `None` where no sentence can name one."""
    view, listing = action.facts.view, listing_of(action.facts.result)
    here = action.about(action.model_dump(mode="json")).name
    by = view.row if isinstance(view, Thread) else listing.row if listing else None
    if by is not None:
        return partial(_row_by, action.provider, by, here)
    if not isinstance(view, Table) or listing is None:
        return None
    if listing.one == action.provider.places.noun:
        return partial(_place_row, action.provider.name, view, listing.one)
    # Elsewhere a number before a row would be one that no sentence can use.
    return partial(_placed_row, view, listing.one, here) if action.provider.name == BARE else None


def _row_by(provider: Provider[Any], by: NamedBy, here: str, thing: Any) -> Row | None:
    """Return the thing of a row by the path of its name; `None` without a name or a place."""
    key = pick(thing, by.key)
    if not isinstance(key, int | str) or isinstance(key, bool) or key == "":
        return None
    place = ""
    if by.has_place:
        place = provider.places.place_of(str(key)) or here or fill(by.place, thing, now=None)
    is_named = bool(place) or not by.has_place
    return Row(by.noun, place, key, provider=provider.name) if is_named else None


def _place_row(provider: str, view: Table, noun: str, thing: Any) -> Row | None:
    row = _row(view, noun, "", thing)
    return Row(noun, str(row.key), provider=provider) if row and row.key else None


def _placed_row(view: Table, noun: str, here: str, thing: Any) -> Row | None:
    row = _row(view, noun, here, thing)
    return row if row is not None and row.place else None


def _rows_of_card(rows: CardRows, data: Any) -> tuple[Row, ...]:
    lists = (pick(data, path) for path in rows.lists)
    things = [each for found in lists if isinstance(found, list) for each in found if each]
    named = [_REFERENCE.fullmatch(fill(rows.named, each, now=None)) for each in things]
    found = [_row_with_number(rows.noun, each) for each in named if each and each["place"]]
    return tuple(found) if len(found) == len(things) else ()


def _row_with_number(noun: str, named: re.Match[str], here: str = "") -> Row:
    return Row(noun, named["place"] or here, int(named["number"]), has_number_sign=True)


def _row(view: Table, noun: str, here: str, thing: Any) -> Row | None:
    """Return the thing of a row, by its first column or by the first of `Listing.piped`.

    It is `None` for one that has no name, such as an event.

    NOTE: a name is kept as it was sent; what is made visible for the eye names another thing.
    """
    shown, piped = view.columns[0].value, view.piped[0]
    has_number = not isinstance(shown, str) or shown.startswith("#")
    if has_number and (found := _REFERENCE.fullmatch(fill(shown, thing, now=None))):
        return _row_with_number(noun, found, here)
    named = paths(piped) if isinstance(piped, str) else ()
    key = pick(thing, named[0][0]) if len(named) == 1 == len(named[0]) else None
    is_name = isinstance(key, int | str) and not isinstance(key, bool)
    return Row(noun, here, key) if is_name else None
