"""Auth0's Management API v2 without I/O: one call, a list page by page, and what errors mean.

Reads are retried after faults; a write is retried only if Auth0 did not carry it out (429).
Source: auth0.com/docs/api/management/v2, and "Rate limit use".
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from aegis_cli.core.echoes import show
from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Malformed, Method, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code, Failed, OutcomeUnknown
from aegis_cli.oauth.answers import secrets_of
from aegis_cli.oauth.service_refusals import refusal

ATTEMPTS = 4
LONGEST_WAIT = 30.0
PER_PAGE = 50
MOST_PAGES = 200

JsonObject = dict[str, Any]

_BUSY, _LOST = 429, frozenset({502, 504})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308, 404, 405})
"""Statuses of a web server that is no tenant; the errors of Auth0 are JSON objects."""


@dataclass(frozen=True, slots=True)
class ManagementApi:
    """A tenant's Management API, and a token for it."""

    base: str
    token: Secret
    now: Callable[[], float]
    """Seconds since 1970, to compare with the end of a rate limit."""


def call(
    api: ManagementApi,
    method: Method,
    path: str,
    *,
    query: tuple[tuple[str, str], ...] = (),
    body: Any = None,
) -> Flow[Any]:
    """Send one request below `/api/v2` and return the JSON of the response; `None` for no body.

    A body of pairs is an object that may hold a `Secret`. Raises `Failed` if Auth0 refuses,
    `OutcomeUnknown` if the response to a write never came.
    """
    fields = body if isinstance(body, tuple) else None
    is_plain = body is not None and fields is None
    content = json.dumps(body, separators=(",", ":")).encode() if is_plain else None
    headers = (("accept", "application/json"),)
    request = Request(
        method,
        api.base,
        f"/api/v2{path}",
        query,
        content,
        fields=fields,
        bearer=api.token,
        headers=headers,
    )
    reason = "Auth0 has too many requests, or did not answer"
    pause = partial(_pause, api, request)
    response = yield from with_retries(request, pause, reason, attempts=ATTEMPTS)
    if isinstance(response, Unreachable):
        raise _no_answer(api, request, response)
    if not response.ok:
        raise _refusal(request, response)
    try:
        return response.json() if response.body else None
    except Malformed:
        pass
    raise _not_json(request)


def _pause(
    api: ManagementApi, request: Request, response: Response | Unreachable, attempt: int
) -> float | None:
    """Return the seconds to wait before a retry; `None` if there is to be none."""
    if isinstance(response, Response) and response.status == _BUSY:
        return _until_reset(api, response)
    if isinstance(response, Unreachable):
        return float(attempt) if request.is_read or not response.sent else None
    return float(attempt) if request.is_read and response.status >= 500 else None  # noqa: PLR2004


def _until_reset(api: ManagementApi, response: Response) -> float | None:
    text = response.headers.get("x-ratelimit-reset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):  # noqa: PLR2004
        return 1.0
    wait = float(text) - api.now()
    return max(1.0, wait) if wait <= LONGEST_WAIT else None


def read_by_page(
    api: ManagementApi,
    path: str,
    key: str,
    *,
    query: tuple[tuple[str, str], ...] = (),
    totals: bool = True,
) -> Flow[tuple[JsonObject, ...]]:
    """Read a whole list, by `page` and `per_page`.

    Lists of Actions refuse `include_totals`, and contain totals without it.
    """
    things: list[JsonObject] = []
    asked = (("include_totals", "true"),) if totals else ()
    for page in range(MOST_PAGES):
        paging = (("page", str(page)), ("per_page", str(PER_PAGE)), *asked)
        data = yield from call(api, "GET", path, query=(*query, *paging))
        items = _items(path, data, key)
        things += items
        if len(items) < PER_PAGE:
            return tuple(things)
    raise _endless(path)


def read_by_cursor(api: ManagementApi, path: str, key: str) -> Flow[tuple[JsonObject, ...]]:
    """Read a whole list, by `take` and `from`."""
    things: list[JsonObject] = []
    start: tuple[tuple[str, str], ...] = ()
    for _ in range(MOST_PAGES):
        data = yield from call(api, "GET", path, query=(("take", str(PER_PAGE)), *start))
        things += _items(path, data, key)
        following = data.get("next")
        if not isinstance(following, str) or not following:
            return tuple(things)
        start = (("from", following),)
    raise _endless(path)


def read_list(api: ManagementApi, path: str) -> Flow[tuple[JsonObject, ...]]:
    """Read a list that has no pages."""
    data = yield from call(api, "GET", path)
    return tuple(_items(path, {"objects": data}, "objects"))


def read_object(api: ManagementApi, path: str) -> Flow[JsonObject]:
    """Read one object."""
    data = yield from call(api, "GET", path)
    if isinstance(data, dict):
        return data
    raise Failed(f"Auth0's answer to GET {path} is not an object.", code=Code.PROTOCOL)


def _items(path: str, data: Any, key: str) -> list[JsonObject]:
    items = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Failed(f"Auth0's answer to GET {path} is not a list of {key}.", code=Code.PROTOCOL)
    return items


def _endless(path: str) -> Failed:
    return Failed(f"The list at {path} does not end.", code=Code.PROTOCOL)


def _not_json(request: Request) -> Failed:
    return Failed(
        f"Auth0's answer to {_line(request)} is not JSON.",
        code=Code.PROTOCOL,
        hint="Check the domain: is it the tenant's own, as in acme.eu.auth0.com?",
    )


def _no_answer(api: ManagementApi, request: Request, answer: Unreachable) -> AegisError:
    if request.is_read or not answer.sent:
        return Failed(
            f"{api.base} could not be reached: {answer.reason}.",
            code=Code.NETWORK,
            hint="Check the domain and the connection.",
        )
    return _unknown(request, answer.reason)


def _unknown(request: Request, why: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"The answer to {_line(request)} never came ({why}).",
        code=Code.OUTCOME_UNKNOWN,
        hint="`aegis setup auth0 --check` shows what there is; a second run repeats nothing.",
    )


def _refusal(request: Request, response: Response) -> AegisError:
    """Return the error for a refused request, with Auth0's reason but without any secret."""
    if response.status in _LOST and not request.is_read:
        return _unknown(request, f"a gateway answered {response.status}")
    try:
        reason = response.json_object().get("message")
    except Malformed:
        if response.status in _ELSEWHERE and request.is_read:
            return _not_json(request)
        reason = None
    secrets = secrets_of(request)
    words = show(reason, secrets, most=300) if isinstance(reason, str) else ""
    status = str(response.status)
    return refusal(
        "management", status, line=_line(request), status=status, words=words or "no reason given"
    )


def _line(request: Request) -> str:
    return f"{request.method} {request.path}"
