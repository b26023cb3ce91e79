"""What the rows of an answer are, so that the next sentence can name them; pure."""

import re
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.templates import fill, paths, pick
from aegis_cli.actions.views import Table, listing_of
from aegis_cli.planning.row_references import Row
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.result import Result

_REFERENCE = re.compile(r"(?P<place>[^\s#/]+/[^\s#/]+)?#(?P<number>\d{1,19})", re.ASCII)
"""How an issue is named, in its repository or outside it."""


def rows_of(result: Result) -> tuple[Row, ...]:
    """Return the rows of the one table that an answer has; none if it has several, or none."""
    actions = {act.id: act.action for act in result.acts}
    tables = [
        (actions[each.id], each.data)
        for each in result.outcomes
        if each.status is StepStatus.DONE and isinstance(each.data, list) and each.data
    ]
    return _rows(*tables[0]) if len(tables) == 1 else ()


def _rows(action: Action[Any], things: list[Any]) -> tuple[Row, ...]:
    view, listing = action.facts.view, listing_of(action.facts.result)
    if not isinstance(view, Table) or listing is None:
        return ()
    here = action.about(action.model_dump(mode="json")).name
    rows = [row for thing in things if (row := _row(view, listing.one, here, thing)) is not None]
    if len(rows) < len(things):
        return ()
    is_place = listing.one == action.provider.places.noun
    return tuple(Row(row.noun, str(row.key)) for row in rows) if is_place else tuple(rows)


def _row(view: Table, noun: str, here: str, thing: Any) -> Row | None:
    """Return what a row is; `None` for one that has no name, such as an event.

    NOTE: a name is kept as it was sent; what is made visible for the eye names another thing.
    """
    shown, piped = view.columns[0].value, view.piped[0]
    has_number = not isinstance(shown, str) or shown.startswith("#")
    if has_number and (found := _REFERENCE.fullmatch(fill(shown, thing, now=None))):
        return Row(noun, found["place"] or here, int(found["number"]), has_number_sign=True)
    named = paths(piped) if isinstance(piped, str) else ()
    key = pick(thing, named[0][0]) if len(named) == 1 == len(named[0]) else None
    return Row(noun, here, key) if isinstance(key, int | str) else None
