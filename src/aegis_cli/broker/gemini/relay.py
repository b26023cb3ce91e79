"""`POST /gemini/v1/models/MODEL:generateContent`: one turn of planning, with the broker's own key.

Verify the caller, read the request strictly, ask Gemini, hand on its answer, and record who asked
which model and how much, but no word of it. The person's token is not sent on; Gemini gets the
broker's key.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from aegis_cli.actions.facts import Effect
from aegis_cli.broker.admission import Admission
from aegis_cli.broker.audit import ModelEntry
from aegis_cli.broker.gemini.model_answer import read_answer
from aegis_cli.broker.gemini.model_request import rebuilt
from aegis_cli.broker.gemini.upstream import Upstream
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.intake import body_of
from aegis_cli.broker.http.problem import Problem, insufficient_scope
from aegis_cli.broker.whitelist import NEEDED


@dataclass(frozen=True, slots=True)
class ModelRelay:
    """All that a turn of planning needs from the broker."""

    admission: Admission
    upstream: Upstream
    models: tuple[str, ...]
    """The models that may be asked."""

    async def answer(self, request: Request) -> Response:
        """Answer with the model's JSON; raise `Problem`."""
        admission, entry = self.admission, ModelEntry(request.state.correlation_id)
        with admission.record(entry, admission.metrics.turn):
            _token, caller = await admission.admit(request, entry)
            _check_scope(caller)
            model = entry.model = self._model(request.path_params["model"])
            body = rebuilt(await body_of(request, admission.limits))
            entry.request_bytes = len(body)
            with admission.capacity:
                answer = await self.upstream.generate(model, body)
            entry.answer_bytes, entry.upstream_status = len(answer.body), answer.status
            entry.api_version = answer.api_version
            handed = read_answer(answer, self.upstream.key)
            entry.prompt_tokens, entry.total_tokens = handed.prompt_tokens, handed.total_tokens
            admission.metrics.tokens(handed.total_tokens or 0)
        return Response(handed.body, handed.status, media_type="application/json")

    def _model(self, name: str) -> str:
        # NOTE: the text that is sent on is the one of the list, and not the caller's.
        for model in self.models:
            if model == name:
                return model
        raise Problem(404, "unknown_model", "This model is not offered here.")


def _check_scope(caller: Caller) -> None:
    """Raise `Problem` unless the caller may read, which is the least that a plan needs."""
    scope = NEEDED[Effect.READ]
    is_permitted = caller.permissions is None or scope in caller.permissions
    if scope not in caller.scope or not is_permitted:
        raise insufficient_scope(scope)
