"""What the sandbox does for an operation.

Where an operation stands, what it takes and which permission it needs, `operations.json` says.
`behaviours.tsv` of each folder has the id of each that somebody wrote, its page below
`docs.github.com/rest/`, and the function that does it, whose module is imported when it is first
asked for; without one it is done as a row says, or else answered as it is documented.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path

from aegis_cli.sandbox.engine.behaviours import Written, read_behaviours
from aegis_cli.sandbox.github.api import documented
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.collection import Answering, Collection
from aegis_cli.sandbox.github.api.errors import DOCS
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.description.described import Described
from aegis_cli.sandbox.github.rows import ROWS


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the sandbox does for one operation."""

    id: str
    docs: str
    """The `documentation_url` of its errors."""
    run: Answering
    """Answers a call."""
    is_example: bool = False
    """Whether it is answered as it is documented, and not from any state."""

    @property
    def is_free(self) -> bool:
        """Whether it does not count against the rate limit."""
        return self.by_app or self.id in {"graphql", "rate-limit/get"}

    @property
    def by_app(self) -> bool:
        """Whether the App authenticates with its client id and secret, without a person."""
        return self.id in {"apps/scope-token", "apps/check-token", "apps/delete-token"}


BEHAVIOURS = read_behaviours(Path(__file__).parent.glob("*/behaviours.tsv"))
"""The operations that somebody wrote something of, by name."""


def behaviour_of(operation: Described, rows: Iterable[Row] = ROWS) -> Behaviour | None:
    """Return what the sandbox does for an operation; `None` where it does nothing.

    A read that nobody wrote is answered as it is documented; a write that nobody wrote is not.
    """
    category = operation.id.partition("/")[0]
    written = BEHAVIOURS.get(operation.id) or Written(operation.id, category)
    docs = f"{DOCS}/rest/{written.page}"
    if written.function:
        return Behaviour(operation.id, docs, written.resolve(__package__))
    answers = (row.answer_to(operation) for row in rows)
    if answer := next(filter(None, answers), None):
        return Behaviour(operation.id, docs, answer)
    if operation.method != "GET" or operation.status == HTTPStatus.FOUND:
        return None
    return Behaviour(operation.id, docs, partial(_answer_documented, rows), is_example=True)


def _answer_documented(rows: Iterable[Row], call: Call) -> Reply:
    """Answer as it is documented; what the path is below has to exist."""
    for row in rows:
        if isinstance(row, Collection) and row.has_below(call.operation):
            _ = row.require_thing(call)
    return documented.read(call)
