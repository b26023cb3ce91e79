"""Decides whether words without quotation marks are the text that somebody is to be told."""

import re
from collections.abc import Collection

from aegis_cli.planning.lenient.plain_shapes import NO_TEXT

VERBS = frozenset(
    "put ping undraft stick slap give drop tell let invite get bring kick throw take have make run"
    " restart rerun push pull bump call ask notify release protect label apply cut"
    " swap hand pass grab message thank reassign retitle unlabel relabel".split()
)
"""Verbs with which an order begins that stand for one of the grammar's."""
_MARKS = (" that", " saying")
_JOINED = re.compile(
    r"(?:,|;|(?<!\d)\.|&|\band|\bthen) +(?:please |then |also |and )*([a-z][\w-]*)", re.IGNORECASE
)
"""A word with which a further order may begin."""


def is_text(text: str, before: str, verbs: Collection[str], *, is_sent: bool) -> bool:
    """Tell whether words are a text, by what is before them: no further order is in them.

    "tell #dev who closed #12" asks for a name, and "tell #dev that bob closed it" for nothing. What
    is sent to people stands behind "that", "saying" or a colon: "tell #dev a joke" is no text.
    """
    before = before.rstrip().casefold()
    is_marked = before.endswith((":", *_MARKS))
    behind = (found[1].casefold() for found in _JOINED.finditer(text))
    is_order = any(word in verbs for word in behind)
    return not is_order and (is_marked or not (is_sent or NO_TEXT.search(text.strip())))
