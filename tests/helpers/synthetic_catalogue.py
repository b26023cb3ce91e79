"""Catalogues of a size that there is not yet, made of the real one."""

from itertools import count, islice

from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.planning.gemini.signatures import ActionRow

REAL: tuple[ActionRow, ...] = tuple(map(ActionRow.of, ENTRIES.values()))


def catalogue_of(size: int) -> list[ActionRow]:
    """Return as many actions: the real ones, and again as the actions of other nouns."""
    rows = (
        row._replace(signature=f"{'x' * copy}{row.signature}") for copy in count() for row in REAL
    )
    return [*islice(rows, size)]
