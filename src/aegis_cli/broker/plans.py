"""`POST /v2/plans`: verify the caller, judge the whole plan, carry it out, and record it.

`POST /v2/verdicts` judges one in the same way and carries nothing out, so that a person hears that
it is not allowed before they are asked to approve it.
"""

import asyncio
import time
from dataclasses import asdict, dataclass, replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aegis_cli.broker.admission import Admission
from aegis_cli.broker.audit import PlanEntry
from aegis_cli.broker.authorization.permit import OwnRules
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.intake import body_of
from aegis_cli.broker.http.plan_request import PlanRequest, read_plan_request
from aegis_cli.broker.http.problem import problem_of
from aegis_cli.broker.judging import judge, judge_ahead, judge_links
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.broker.workers.executing import Executing
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.executor.messages import outcome_as_json
from aegis_cli.executor.plan_run import PlanRun
from aegis_cli.request.execution import Outcome, StepStatus


@dataclass(frozen=True, slots=True)
class Plans:
    """All that a plan needs from the broker."""

    admission: Admission
    whitelist: Whitelist
    executing: Executing
    authorization: OwnRules | None = None
    """The rules of the organisation; `None` where the policy file alone decides."""

    async def answer(self, request: Request) -> Response:
        """Answer with the outcome of each step; raise `Problem`."""
        admission, entry = self.admission, PlanEntry(request.state.correlation_id)
        with admission.record(entry, admission.metrics.plan):
            token, caller = await admission.admit(request, entry)
            plan = read_plan_request(await body_of(request, admission.limits))
            entry.actions, entry.digest = tuple(call.action for call in plan.calls), plan.digest
            judge_links(plan, self.executing.bases, self.executing.sites)
            plan = judge(plan, caller, self.whitelist, bases=self.executing.bases, now=time.time())
            plan = await self._permit(plan, caller, entry)
            entry.related = tuple(each for call in plan.calls for each in call.related_reads)
            with admission.capacity:
                run, outcomes = await self._carry_out(request, token, plan, entry)
            entry.reasons = _faults(outcomes)
        return JSONResponse(
            {
                "outcomes": [outcome_as_json(outcome) for outcome in outcomes],
                "tokens": {name: asdict(facts) for name, facts in run.tokens.items()},
                "correlation_id": entry.correlation_id,
            }
        )

    async def foretell(self, request: Request) -> Response:
        """Answer whether the rules would allow a plan, whatever is approved; raise `Problem`."""
        admission, entry = self.admission, PlanEntry(request.state.correlation_id, is_ahead=True)
        with admission.record(entry, admission.metrics.plan):
            _, caller = await admission.admit(request, entry)
            plan = read_plan_request(await body_of(request, admission.limits))
            entry.actions = tuple(call.action for call in plan.calls)
            judge_links(plan, self.executing.bases, self.executing.sites)
            judge_ahead(plan, caller, self.whitelist)
            await self._permit(plan, caller, entry)
        return JSONResponse({"allowed": True, "correlation_id": entry.correlation_id})

    async def _permit(self, plan: PlanRequest, caller: Caller, entry: PlanEntry) -> PlanRequest:
        """Return a plan as the rules of the organisation allow it; raise `Problem`."""
        if self.authorization is None:
            return plan
        entry.rules_model = self.authorization.store.model
        return replace(plan, calls=await self.authorization.permit(plan.calls, caller))

    async def _carry_out(
        self, request: Request, token: Secret, plan: PlanRequest, entry: PlanEntry
    ) -> tuple[PlanRun, tuple[Outcome, ...]]:
        # The body has been read, so the next message of the connection is that it has ended.
        leaving = asyncio.ensure_future(request.receive())
        run = PlanRun(plan.calls, plan.keep_going, may_go=lambda: not leaving.done())
        try:
            vault = await self.admission.gate.callers.vault()
            return run, await self.executing.run(run, vault, token)
        except AegisError as error:
            entry.reasons = (error.message,)
            raise problem_of(error) from None
        finally:
            leaving.cancel()
            entry.upstream_status, entry.token_sha256 = run.upstream_status, run.thumbprints


def _faults(outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    """Name each step that was not done, by id and code; GitHub's words may be anybody's."""
    return tuple(
        f"{outcome.id}: {outcome.error.code.value if outcome.error else outcome.status.value}"
        for outcome in outcomes
        if outcome.status is not StepStatus.DONE
    )
