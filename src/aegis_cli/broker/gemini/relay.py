"""`POST /gemini/v1/models/MODEL:generateContent`: one turn of planning, with the broker's own key.

Verify, count, read strictly, ask, hand on, and note what happened: who, which model and how much,
and never a word of it. The person's token ends here; Gemini gets the broker's key.
"""

import time
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from aegis_cli.actions.action import Effect
from aegis_cli.broker.audit import Audit, ModelEntry
from aegis_cli.broker.gemini.model_answer import Handed, ModelAnswer, handed_on
from aegis_cli.broker.gemini.model_request import rebuilt
from aegis_cli.broker.gemini.upstream import Upstream
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.gate import Gate
from aegis_cli.broker.http.intake import body_of
from aegis_cli.broker.http.limits import Capacity, Limits, Subjects
from aegis_cli.broker.http.problem import Problem, Stranger, insufficient_scope
from aegis_cli.broker.metrics import Metrics
from aegis_cli.broker.whitelist import NEEDED


@dataclass(frozen=True, slots=True)
class Asking:
    """All that a turn of planning needs from the broker."""

    gate: Gate
    upstream: Upstream
    models: tuple[str, ...]
    """The models that may be asked."""
    limits: Limits
    subjects: Subjects
    """Counts turns of planning, and no plans."""
    capacity: Capacity
    audit: Audit
    metrics: Metrics

    async def ask(self, request: Request) -> Response:
        """Answer with the model's JSON; raise `Problem`. One audit line is written either way."""
        noted = _Noted(request.state.correlation_id)
        try:
            handed = noted.handed = await self._asked(request, noted)
        except Problem as problem:
            noted.verdict, noted.reasons = problem.code, (problem.detail,)
            noted.stranger = problem if isinstance(problem, Stranger) else None
            raise
        except BaseException:
            noted.verdict = "internal"
            raise
        else:
            noted.verdict = "allowed"
        finally:
            entry = noted.entry()
            if noted.stranger is None:
                self.metrics.turn(noted.verdict, entry.duration_ms / 1000, entry.total_tokens or 0)
            else:
                self.metrics.stranger(noted.verdict)
            self.audit.note(entry, noted.stranger)
        return Response(handed.body, handed.status, media_type="application/json")

    async def _asked(self, request: Request, noted: "_Noted") -> Handed:
        _token, caller = await self.gate.admit(request)
        noted.caller = caller
        self.subjects.take(caller.subject)
        _check_scope(caller)
        # NOTE: the name that goes on is the one of the list, and none that a caller wrote.
        asked = request.path_params["model"]
        model = noted.model = next((known for known in self.models if known == asked), None)
        if model is None:
            raise Problem(404, "unknown_model", "This model is not offered here.")
        body = rebuilt(await body_of(request, self.limits))
        noted.sent = len(body)
        with self.capacity:
            answered = noted.answered = await self.upstream.generate(model, body)
        return handed_on(answered, self.upstream.key)


def _check_scope(caller: Caller) -> None:
    """Demand what reading needs: whoever may have nothing done here has nothing to plan."""
    scope = NEEDED[Effect.READ]
    is_permitted = caller.permissions is None or scope in caller.permissions
    if scope not in caller.scope or not is_permitted:
        raise insufficient_scope(scope)


@dataclass(slots=True)
class _Noted:
    """What is known of a turn so far."""

    correlation_id: str
    started: float = field(default_factory=time.monotonic)
    verdict: str = "internal"
    reasons: tuple[str, ...] = ()
    caller: Caller | None = None
    stranger: Stranger | None = None
    model: str | None = None
    sent: int = 0
    answered: ModelAnswer | None = None
    handed: Handed | None = None

    def entry(self) -> ModelEntry:
        """Return the line for the audit."""
        caller, answered, handed = self.caller, self.answered, self.handed
        return ModelEntry(
            correlation_id=self.correlation_id,
            verdict=self.verdict,
            subject=caller.subject if caller else None,
            client=caller.client_id if caller else None,
            model=self.model,
            reasons=self.reasons,
            request_bytes=self.sent,
            answer_bytes=len(answered.body) if answered else 0,
            prompt_tokens=handed.prompt_tokens if handed else None,
            total_tokens=handed.total_tokens if handed else None,
            upstream_status=answered.status if answered else None,
            duration_ms=(time.monotonic() - self.started) * 1000,
        )
