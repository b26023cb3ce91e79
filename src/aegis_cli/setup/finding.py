"""What a check found: of a request's needs, or of one piece of a tenant with its repair; pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aegis_cli.core.http import Method
from aegis_cli.errors import Code

NATIVE_ID, VAULT_ID = "$AEGIS_CLIENT_ID", "$AEGIS_VAULT_CLIENT_ID"
ASK_ID, CLAIM_ID = "$ASK_ACTION_ID", "$CLAIM_ACTION_ID"
PLACEHOLDER = re.compile(
    "|".join(re.escape(name) for name in (NATIVE_ID, VAULT_ID, ASK_ID, CLAIM_ID))
)
"""A placeholder stands for an id that Auth0 gives out only when it creates the piece."""


class State(StrEnum):
    """How a check ended, or how a piece of a tenant is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"
    MISSING = "missing"
    """The tenant does not have the piece."""
    WRONG = "wrong"
    """The tenant has the piece, with other values."""


@dataclass(frozen=True, slots=True)
class Change:
    """One request to the Management API, without the token."""

    method: Method
    path: str
    """Below `/api/v2`."""
    body: Any = None
    captures: str = ""
    """The placeholder whose id the response contains."""
    if_refused: "tuple[Change, ...] | None" = None
    """What is sent where Auth0 refuses this one; `None`: its refusal is an error."""

    @property
    def is_ready(self) -> bool:
        """Whether every id in it is known."""
        return not (PLACEHOLDER.search(self.path) or _holds_placeholder(self.body))


def _holds_placeholder(body: Any) -> bool:
    if isinstance(body, dict):
        return any(_holds_placeholder(value) for value in body.values())
    if isinstance(body, list):
        return any(_holds_placeholder(value) for value in body)
    return isinstance(body, str) and PLACEHOLDER.fullmatch(body) is not None


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check, and its mend."""

    name: str
    """A stable name for scripts: the check, or the piece of the tenant."""
    state: State
    message: str
    """One line; it may contain text from the tenant."""
    hint: str | None = None
    """What a person has to do."""
    code: Code | None = None
    """The error with which the command has to end, if any."""
    changes: tuple[Change, ...] = ()
    """The requests that repair the piece, in order; empty if only a person can repair it."""
    after: frozenset[str] = frozenset()
    """The pieces that have to be as they should be before this one is repaired."""
    is_settling: bool = False
    """Whether Auth0 is still working on the piece, so that it is worth waiting."""
