"""What the rows of an answer are, so that the next sentence can name them; pure."""

import re
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.templates import fill, paths, pick
from aegis_cli.actions.views import Card, CardRows, Table, listing_of
from aegis_cli.errors import Status
from aegis_cli.planning.row_references import ListedRows
from aegis_cli.planning.stand_ins import Row, Spelling
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
    if not lists:
        return replace(before, is_last_answer=False)
    action, outcome = lists[0]
    is_whole = len(lists) == 1 and outcome.status is StepStatus.DONE
    return ListedRows(_rows(action, outcome.data) if is_whole else ())


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


def _rows(action: Action[Any], data: Any) -> tuple[Row, ...]:
    """Return the rows of an answer; none unless each of its things has a name and a place."""
    view, listing = action.facts.view, listing_of(action.facts.result)
    if isinstance(view, Card) and view.rows is not None:
        return _rows_of_card(view.rows, data)
    things = data
    if not isinstance(view, Table) or listing is None or not _reads_rows(action):
        return ()
    here = action.about(action.model_dump(mode="json")).name
    rows = [row for thing in things if (row := _row(view, listing.one, here, thing)) is not None]
    is_place = listing.one == action.provider.places.noun
    placed = [Row(row.noun, str(row.key)) for row in rows] if is_place else rows
    return tuple(placed) if len(rows) == len(things) and all(row.place for row in placed) else ()


def _rows_of_card(rows: CardRows, data: Any) -> tuple[Row, ...]:
    lists = (pick(data, path) for path in rows.lists)
    things = [each for found in lists if isinstance(found, list) for each in found if each]
    named = [_REFERENCE.fullmatch(fill(rows.named, each, now=None)) for each in things]
    found = [_numbered(rows.noun, each) for each in named if each and each["place"]]
    return tuple(found) if len(found) == len(things) else ()


def _numbered(noun: str, named: re.Match[str], here: str = "") -> Row:
    return Row(noun, named["place"] or here, int(named["number"]), has_number_sign=True)


def _reads_rows(action: Action[Any]) -> bool:
    """Tell whether what stands for a row in a sentence is a place of this provider.

    Elsewhere a number before a row would be one that no sentence can use.
    """
    return action.provider.places.word(Spelling().place(1)) is not None


def _row(view: Table, noun: str, here: str, thing: Any) -> Row | None:
    """Return what a row is: by its first column, or by what `Listing.piped` has first.

    It is `None` for one that has no name, such as an event.

    NOTE: a name is kept as it was sent; what is made visible for the eye names another thing.
    """
    shown, piped = view.columns[0].value, view.piped[0]
    has_number = not isinstance(shown, str) or shown.startswith("#")
    if has_number and (found := _REFERENCE.fullmatch(fill(shown, thing, now=None))):
        return _numbered(noun, found, here)
    named = paths(piped) if isinstance(piped, str) else ()
    key = pick(thing, named[0][0]) if len(named) == 1 == len(named[0]) else None
    is_name = isinstance(key, int | str) and not isinstance(key, bool)
    return Row(noun, here, key) if is_name else None
