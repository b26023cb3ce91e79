"""What plans and turns of planning have in common: who may ask, how often, and the audit line."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.requests import Request

from aegis_cli.broker.audit import Audit, AuditEntry
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.gate import Gate
from aegis_cli.broker.http.limits import Capacity, Limits, RateLimiter
from aegis_cli.broker.http.problem import Problem, Stranger
from aegis_cli.broker.metrics import Metrics
from aegis_cli.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Admission:
    """Admits requests of one kind within their limits, and records each of them."""

    gate: Gate
    limits: Limits
    rate_limiter: RateLimiter
    capacity: Capacity
    audit: Audit
    metrics: Metrics

    async def admit(self, request: Request, entry: AuditEntry) -> tuple[Secret, Caller]:
        """Return the token and its caller, whom the entry names from now on; raise `Problem`."""
        token, caller = await self.gate.admit(request)
        entry.subject, entry.client = caller.subject, caller.client_id
        self.rate_limiter.take(caller.subject)
        return token, caller

    @contextmanager
    def record(self, entry: AuditEntry, count: Callable[[str, float], None]) -> Iterator[None]:
        """Write one audit line when a request has ended, however it ended, and count it."""
        started = time.monotonic()
        stranger = None
        try:
            yield
        except Problem as problem:
            entry.verdict, entry.reasons = problem.code, (*entry.reasons, problem.detail)
            stranger = problem if isinstance(problem, Stranger) else None
            raise
        else:
            entry.verdict = "allowed"
        finally:
            seconds = time.monotonic() - started
            entry.duration_ms = seconds * 1000
            if stranger is None:
                count(entry.verdict, seconds)
            else:
                self.metrics.stranger(entry.verdict)
            self.audit.note(entry, stranger)
