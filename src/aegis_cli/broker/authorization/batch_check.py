"""Asks the store in one request, and reads its verdicts; nothing but a plain yes allows.

Source: openfga.dev, "Batch Check" of the API; auth0.com/docs, Auth0 FGA. Its errors stand in a 200
too, and an error is neither a denial nor a permission.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from aegis_cli.broker.authorization.questions import Asker, RuleQuestion
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.strict_json import read_json
from aegis_cli.errors import Failed
from aegis_cli.oauth.answers import form
from aegis_cli.oauth.sign_in_tokens import read_tokens

MOST_QUESTIONS = 50
"""Checks of one request, as the service has it."""
MOST_TUPLES = 100
"""Tuples that a question may bring, as the service has it."""
LONGEST_USER = 512
LONGEST_OBJECT = 256
"""Bytes of an id of a person, and of any other id."""

_OK = 200
_UNAUTHORIZED, _TOO_MANY, _THROTTLED, _FAULT = 401, 429, 422, 500


class Misconfigured(Exception):
    """The store did not answer the question: it, or what the broker knows of it, is wrong."""


class Unavailable(Exception):
    """The store gave no answer, or none in time."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store, and the model by which it decides."""

    url: str
    """The root of the API, without a trailing slash."""
    store_id: str
    model_id: str
    """The one model that is asked: another one could mean something else by the same words."""


@dataclass(frozen=True, slots=True)
class StoreClient:
    """What the broker gets a token for the store with (RFC 6749, section 4.4)."""

    token_endpoint: str
    audience: str
    client_id: str
    client_secret: Secret


StoreAccess: TypeAlias = StoreClient | Secret | None
"""What the store asks for: a token, a key that is none, or nothing, on this machine alone."""


@dataclass(frozen=True, slots=True)
class StoreToken:
    """A token for the store, and for how many seconds it is valid; `None` if nobody says."""

    token: Secret
    expires_in: float | None


def token_for_store(credentials: StoreClient) -> Flow[StoreToken]:
    """Get a token for the store; raise `Misconfigured` or `Unavailable`."""
    answer = yield from send(
        form(
            credentials.token_endpoint,
            ("grant_type", "client_credentials"),
            ("client_id", credentials.client_id),
            ("client_secret", credentials.client_secret),
            ("audience", credentials.audience),
        )
    )
    if not answer.ok:
        raise Misconfigured(f"its token endpoint answers {answer.status}")
    try:
        tokens = read_tokens(answer)
    except Failed:
        tokens = None
    if tokens is None:
        raise Misconfigured("its token endpoint gives no token")
    return StoreToken(tokens.access_token, tokens.expires_in)


def verdicts_of(
    store: Store,
    asker: Asker,
    questions: Sequence[RuleQuestion],
    *,
    token: Secret | None,
    now: str,
) -> Flow[tuple[bool, ...] | None]:
    """Ask all questions at once, and return the verdict of each; `None` if the token is refused.

    `now` is the time in UTC (RFC 3339). Raises `Misconfigured` or `Unavailable`.
    """
    checks = [_check(number, asker, each, now) for number, each in enumerate(questions)]
    body = {
        "authorization_model_id": store.model_id,
        "consistency": "HIGHER_CONSISTENCY",
        "checks": checks,
    }
    answer = yield from send(
        Request(
            "POST",
            store.url,
            f"/stores/{store.store_id}/batch-check",
            body=json.dumps(body).encode(),
            bearer=token,
            headers=(("accept", "application/json"),),
        )
    )
    if answer.status == _UNAUTHORIZED:
        return None
    if answer.status != _OK:
        raise Misconfigured(f"it answers {answer.status}")
    return tuple(_verdict(each) for each in _results(answer, len(questions)))


def send(request: Request) -> Flow[Response]:
    """Send a request, once more if nothing left; raise `Unavailable` if there is no answer."""
    answer: Response | Unreachable = yield request
    if isinstance(answer, Unreachable) and not answer.sent and not answer.timed_out:
        answer = yield request
    if isinstance(answer, Unreachable):
        raise Unavailable(answer.reason)
    if answer.status in {_TOO_MANY, _THROTTLED} or answer.status >= _FAULT:
        raise Unavailable(f"it answers {answer.status}")
    return answer


def _check(number: int, asker: Asker, question: RuleQuestion, now: str) -> dict[str, Any]:
    given = [each.as_json() for each in (*question.given, *asker.roles)]
    ids = [question.object, *(text for each in question.given for text in (each.user, each.object))]
    if len(asker.user) > LONGEST_USER or max(map(len, ids)) > LONGEST_OBJECT:
        raise Misconfigured("a name is too long for it")
    if len(given) > MOST_TUPLES:
        raise Misconfigured("the token has more roles than it takes")
    return {
        "correlation_id": str(number),
        "tuple_key": {"user": asker.user, "relation": question.relation, "object": question.object},
        "contextual_tuples": {"tuple_keys": given},
        # NOTE: without the time, a check is an error as soon as any grant of anybody has an end.
        "context": {"current_time": now},
    }


def _results(answer: Response, count: int) -> list[Any]:
    try:
        read = read_json(answer.body)
        results = read.get("result") if isinstance(read, dict) else None
    except ValueError:
        results = None
    wanted = [str(number) for number in range(count)]
    if not isinstance(results, dict) or results.keys() != set(wanted):
        raise Misconfigured("its answer is not one verdict for each question")
    return [results[number] for number in wanted]


def _verdict(result: Any) -> bool:
    allowed = result.get("allowed") if isinstance(result, dict) and "error" not in result else None
    if not isinstance(allowed, bool):
        raise Misconfigured("it answers a question with an error")
    return allowed
