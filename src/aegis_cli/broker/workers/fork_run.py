"""One plan's turn in a fork, as far as it has come: what to answer it, and how it ended. Pure.

A write that was let go and did not answer is *outcome unknown*, whatever ended the turn.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.actions.call import Call
from aegis_cli.adapters.executor.ledger import Ledger
from aegis_cli.adapters.executor.messages import error_from, outcome_from
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.request.execution import Outcome

_ANSWERED = re.compile(r": ([1-5][0-9][0-9]), [0-9]+ ms\Z", re.ASCII)


@dataclass(slots=True)
class ForkRun:
    """What a fork was told to do, and what it said."""

    calls: tuple[Call, ...]
    may_go: Callable[[], bool] = lambda: True
    """Whether another write may leave: nobody lets one go for a caller who has left."""
    ledger: Ledger = field(init=False)
    refused: AegisError | None = None
    is_over: bool = False
    token: dict[str, Any] | None = None
    """What may be told of the token that it acted with."""
    thumbprint: str | None = None
    """SHA-256 of the provider token."""
    upstream_status: int | None = None
    """Of the last answer that came to the fork."""

    def __post_init__(self) -> None:
        """Open the account of its calls."""
        self.ledger = Ledger(self.calls)

    def heard(self, message: Any) -> dict[str, Any] | None:
        """Take note of a message; return what to answer, or `None`.

        The answer `{"assertion": None}` asks the caller to make one. Raises `ValueError`,
        `KeyError` or `TypeError` for what no executor says.
        """
        if not isinstance(message, dict):
            raise TypeError("a message is an object")
        if "observed" in message:
            found = _ANSWERED.search(message["observed"])
            self.upstream_status = int(found[1]) if found else None
        if "outcome" in message:
            self.ledger.take(outcome_from(message["outcome"]))
        if "refused" in message:
            self.refused = error_from(message["refused"])
        self.token = message.get("token", self.token)
        self.thumbprint = message.get("thumbprint", self.thumbprint)
        if "end" in message:
            self.ledger.end()
        self.is_over = self.is_over or "end" in message or "refused" in message
        return self._answer(message)

    def _answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        if "asking" in message:
            return {"assertion": None}
        if "sending" not in message:
            return None
        if not self.may_go():
            self.is_over = True
            return None
        return {"go": self.ledger.let_go(message["sending"])}

    def ended(self, *, late: bool = False) -> tuple[Outcome, ...]:
        """Return an outcome for each call; the first that did not run carries the reason.

        Raises the refusal where nothing was begun at all.
        """
        has_begun = bool(self.ledger.outcomes) or self.ledger.in_flight is not None
        if self.refused is not None and not has_begun:
            raise self.refused
        return self.ledger.ended(self._why(late=late))

    def _why(self, *, late: bool) -> AegisError | None:
        if self.ledger.in_flight is not None:
            return error_for(
                Code.OUTCOME_UNKNOWN,
                "The answer to what was sent did not come; whether GitHub did it is not known.",
                hint="Look whether it happened before you try again.",
            )
        if self.refused is not None:
            return self.refused
        if late:
            return error_for(Code.NETWORK, "The executor did not answer in time.")
        if not self.is_over:
            return error_for(Code.INTERNAL, "The executor ended without an answer.")
        return None
