"""What a comparison says of one piece of a tenant, and the requests that would mend it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aegis_cli.core.http import Method

NATIVE_ID, VAULT_ID = "$AEGIS_CLIENT_ID", "$AEGIS_VAULT_CLIENT_ID"
ASK_ID, CLAIM_ID = "$ASK_ACTION_ID", "$CLAIM_ACTION_ID"
PLACEHOLDER = re.compile(
    "|".join(re.escape(name) for name in (NATIVE_ID, VAULT_ID, ASK_ID, CLAIM_ID))
)
"""Stands for an id that Auth0 will give out only once the piece exists."""


class State(StrEnum):
    """How a piece is."""

    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Change:
    """One request to the Management API, without the token."""

    method: Method
    path: str
    """Below `/api/v2`."""
    body: Any = None
    captures: str = ""
    """The placeholder that its answer brings the id for."""

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
    """One piece: how it is, and what would mend it."""

    piece: str
    """A stable name, for scripts."""
    state: State
    says: str
    """One sentence without its full stop; it may hold words of the tenant."""
    changes: tuple[Change, ...] = ()
    """In order; empty where there is nothing to do, or only a person can do it."""
    hint: str = ""
    """The way out, where no request is one."""
    is_settling: bool = False
    """Whether Auth0 is still at work on it, and it is worth waiting."""
