"""Catalogues of a size that there is not yet, made of the real one."""

from itertools import count, islice

from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.planning.gemini.signatures import ActionRow

REAL: tuple[ActionRow, ...] = tuple((e.signature, e.effect, e.summary) for e in ENTRIES.values())


def catalogue_of(size: int) -> list[ActionRow]:
    """Return as many actions: the real ones, and again as the actions of other nouns."""
    rows = (
        (f"{'x' * copy}{signature}", effect, summary)
        for copy in count()
        for signature, effect, summary in REAL
    )
    return [*islice(rows, size)]
