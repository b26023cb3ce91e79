"""`POST /v1/plans`: verify, judge the whole plan, carry it out, forget, and note what happened."""

import asyncio
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from starlette.requests import Request

from aegis_cli.adapters.executor.messages import outcome_as_json
from aegis_cli.adapters.executor.protocol import ParentProtocol
from aegis_cli.broker.audit import Audit, AuditEntry
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.gate import Gate
from aegis_cli.broker.http.intake import body_of
from aegis_cli.broker.http.limits import Capacity, Limits, Subjects
from aegis_cli.broker.http.plan_request import PlanRequest, read_order
from aegis_cli.broker.http.problem import Problem, Stranger
from aegis_cli.broker.http.refusals import problem_of
from aegis_cli.broker.judging import judge
from aegis_cli.broker.metrics import Metrics
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.broker.workers.executing import Executing
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.request.execution import Outcome, StepStatus


@dataclass(frozen=True, slots=True)
class Plans:
    """All that a plan needs from the broker."""

    gate: Gate
    whitelist: Whitelist
    executing: Executing
    limits: Limits
    subjects: Subjects
    capacity: Capacity
    audit: Audit
    metrics: Metrics

    async def carry_out(self, request: Request) -> dict[str, Any]:
        """Return the answer's document; raise `Problem`. One audit line is written either way."""
        noted = _Noted(request.state.correlation_id)
        try:
            outcomes = await self._carried_out(request, noted)
        except Problem as problem:
            noted.verdict, noted.reasons = problem.code, (*noted.reasons, problem.detail)
            noted.stranger = problem if isinstance(problem, Stranger) else None
            raise
        except BaseException:
            noted.verdict = "internal"
            raise
        else:
            noted.verdict, noted.reasons = "allowed", _faults(outcomes)
        finally:
            if noted.stranger is None:
                self.metrics.plan(noted.verdict, time.monotonic() - noted.started)
            else:
                self.metrics.stranger(noted.verdict)
            self.audit.note(noted.entry(), noted.stranger)
        return {
            "outcomes": [outcome_as_json(outcome) for outcome in outcomes],
            "token": asdict(noted.run.token) if noted.run and noted.run.token else None,
            "correlation_id": noted.correlation_id,
        }

    async def _carried_out(self, request: Request, noted: "_Noted") -> tuple[Outcome, ...]:
        token, caller = await self.gate.admit(request)
        noted.caller = caller
        self.subjects.take(caller.subject)
        order = noted.order = read_order(await body_of(request, self.limits))
        judge(order, caller, self.whitelist, base=self.executing.base, now=time.time())
        with self.capacity:
            try:
                return await self._run(request, token, order, noted)
            except AegisError as error:
                noted.reasons = (error.message,)
                raise problem_of(error) from None

    async def _run(
        self, request: Request, token: Secret, order: PlanRequest, noted: "_Noted"
    ) -> tuple[Outcome, ...]:
        vault = await self.gate.tenant.vault()
        # The body has been read, so the next thing to arrive is the caller's departure.
        leaving = asyncio.ensure_future(request.receive())
        run = noted.run = ParentProtocol(order.calls, may_go=lambda: not leaving.done())
        try:
            return await self.executing.run(run, vault, token)
        finally:
            leaving.cancel()


@dataclass(slots=True)
class _Noted:
    """What is known of a request so far."""

    correlation_id: str
    started: float = field(default_factory=time.monotonic)
    verdict: str = "internal"
    reasons: tuple[str, ...] = ()
    caller: Caller | None = None
    stranger: Stranger | None = None
    order: PlanRequest | None = None
    run: ParentProtocol | None = None

    def entry(self) -> AuditEntry:
        """Return the line for the audit."""
        caller, order, run = self.caller, self.order, self.run
        return AuditEntry(
            correlation_id=self.correlation_id,
            verdict=self.verdict,
            subject=caller.subject if caller else None,
            client=caller.client_id if caller else None,
            actions=tuple(call.action for call in order.calls) if order else (),
            reasons=self.reasons,
            digest=order.digest if order else None,
            upstream_status=run.upstream_status if run else None,
            duration_ms=(time.monotonic() - self.started) * 1000,
            token_sha256=run.thumbprint if run else None,
        )


def _faults(outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    """Name each step that was not done, by id and code; GitHub's words may be anybody's."""
    return tuple(
        f"{outcome.id}: {outcome.error.code.value if outcome.error else outcome.status.value}"
        for outcome in outcomes
        if outcome.status is not StepStatus.DONE
    )
