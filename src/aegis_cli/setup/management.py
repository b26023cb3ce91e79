"""Auth0's Management API v2 without I/O: one call, a list page by page, and what refusals mean.

Reads are tried again on faults; a write only where Auth0 says that it did not happen (429).
Source: auth0.com/docs/api/management/v2, and "Rate limit use".
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.core.echoes import redacted
from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Malformed, Method, Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, Failed, OutcomeUnknown, error_for

ATTEMPTS = 4
LONGEST_WAIT = 30.0
PER_PAGE = 50
MOST_PAGES = 200

Thing = dict[str, Any]

_BUSY, _LOST = 429, frozenset({502, 504})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308, 404, 405})
"""What a web server that is no tenant answers with; Auth0 says in JSON what it does not know."""


@dataclass(frozen=True, slots=True)
class ManagementApi:
    """A tenant's Management API, and the token that opens it."""

    base: str
    token: Secret
    now: Callable[[], float]
    """Seconds since 1970: a rate limit says when it ends."""


def call(
    api: ManagementApi,
    method: Method,
    path: str,
    *,
    query: tuple[tuple[str, str], ...] = (),
    body: Any = None,
) -> Flow[Any]:
    """Send one request below `/api/v2` and return the JSON that came back; `None` for no body.

    Raises `Failed` for what Auth0 refuses, `OutcomeUnknown` for a write without an answer.
    """
    sent = None if body is None else json.dumps(body, separators=(",", ":")).encode()
    headers = (("accept", "application/json"),)
    request = Request(
        method,
        api.base,
        f"/api/v2{path}",
        query=query,
        body=sent,
        bearer=api.token,
        headers=headers,
    )
    answer: Response | Unreachable = yield request
    attempt = 1
    while attempt < ATTEMPTS and (pause := _pause(api, request, answer, attempt)) is not None:
        yield Wait(pause, "Auth0 has too many requests, or did not answer; trying again")
        answer = yield request
        attempt += 1
    if isinstance(answer, Unreachable):
        raise _unanswered(api, request, answer)
    if not answer.ok:
        raise refusal(api, request, answer)
    if not answer.body:
        return None
    return _json(request, answer)


def _json(request: Request, answer: Response) -> Any:
    try:
        return answer.json()
    except Malformed:
        pass
    raise _unlike(request)


def _pause(
    api: ManagementApi, request: Request, answer: Response | Unreachable, attempt: int
) -> float | None:
    """Return how long to wait before the same is sent again; `None` if it should not be."""
    if isinstance(answer, Response) and answer.status == _BUSY:
        return _until_reset(api, answer)
    if isinstance(answer, Unreachable):
        return float(attempt) if request.is_read or not answer.sent else None
    return float(attempt) if request.is_read and answer.status >= 500 else None  # noqa: PLR2004


def _until_reset(api: ManagementApi, answer: Response) -> float | None:
    text = answer.headers.get("x-ratelimit-reset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):  # noqa: PLR2004
        return 1.0
    wait = float(text) - api.now()
    return max(1.0, wait) if wait <= LONGEST_WAIT else None


def listed(
    api: ManagementApi,
    path: str,
    key: str,
    *,
    query: tuple[tuple[str, str], ...] = (),
    totals: bool = True,
) -> Flow[tuple[Thing, ...]]:
    """Read a list to its end, by `page` and `per_page`.

    Actions count their list without being asked, and refuse `include_totals`.
    """
    found: list[Thing] = []
    asked = (("include_totals", "true"),) if totals else ()
    for page in range(MOST_PAGES):
        paging = (("page", str(page)), ("per_page", str(PER_PAGE)), *asked)
        data = yield from call(api, "GET", path, query=(*query, *paging))
        items = _items(path, data, key)
        found += items
        if len(items) < PER_PAGE:
            return tuple(found)
    raise Failed(f"The list at {path} does not end.", code=Code.PROTOCOL)


def followed(api: ManagementApi, path: str, key: str) -> Flow[tuple[Thing, ...]]:
    """Read a list to its end, by `take` and `from`."""
    found: list[Thing] = []
    start: tuple[tuple[str, str], ...] = ()
    for _ in range(MOST_PAGES):
        data = yield from call(api, "GET", path, query=(("take", str(PER_PAGE)), *start))
        found += _items(path, data, key)
        following = data.get("next")
        if not isinstance(following, str) or not following:
            return tuple(found)
        start = (("from", following),)
    raise Failed(f"The list at {path} does not end.", code=Code.PROTOCOL)


def _items(path: str, data: Any, key: str) -> list[Thing]:
    items = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Failed(f"Auth0's answer to GET {path} is not a list of {key}.", code=Code.PROTOCOL)
    return items


def _unlike(request: Request) -> Failed:
    return Failed(
        f"Auth0's answer to {_line(request)} is not JSON.",
        code=Code.PROTOCOL,
        hint="Check the domain: is it the tenant's own, as in acme.eu.auth0.com?",
    )


def _unanswered(api: ManagementApi, request: Request, answer: Unreachable) -> AegisError:
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


def refusal(api: ManagementApi, request: Request, answer: Response) -> AegisError:
    """Explain a refused request: what it means, and the way out. The token is taken out of it."""
    if answer.status in _LOST and not request.is_read:
        return _unknown(request, f"a gateway answered {answer.status}")
    if answer.status in _ELSEWHERE and request.is_read and not _is_object(answer):
        return _unlike(request)
    words = one_line(redacted(_words(answer), api.token))[:300]
    code, message, hint = _KNOWN.get(answer.status, _OTHER)
    return error_for(
        code,
        message.format(line=_line(request), status=answer.status, words=words or "no reason given"),
        hint=hint,
    )


def _words(answer: Response) -> str:
    """Return Auth0's own words; those of a 403 name the scopes that are needed."""
    try:
        message = answer.json_object().get("message")
    except Malformed:
        return ""
    return message if isinstance(message, str) else ""


def _is_object(answer: Response) -> bool:
    try:
        answer.json_object()
    except Malformed:
        return False
    return True


def _line(request: Request) -> str:
    return f"{request.method} {request.path}"


_KNOWN: dict[int, tuple[Code, str, str]] = {
    400: (
        Code.INVALID,
        "Auth0 rejects {line}: {words}.",
        "Compare the tenant with docs/auth0.md, or set this piece up there by hand.",
    ),
    401: (
        Code.ACCESS_DENIED,
        "Auth0 does not accept the Management API token ({words}).",
        (
            "Such a token lives for a day or less: get a new one under Applications, APIs, "
            "Auth0 Management API, API Explorer. It must be of this tenant's own domain."
        ),
    ),
    403: (
        Code.ACCESS_DENIED,
        "The Management API token may not do {line} ({words}).",
        "Give the application that the token is for the scopes named, and get a new token.",
    ),
    404: (
        Code.NOT_FOUND,
        "Auth0 knows nothing at {line} ({words}).",
        "Somebody may have removed it meanwhile: run the command again.",
    ),
    409: (
        Code.CONFLICT,
        "Auth0 has this already, or it stands in the way of {line} ({words}).",
        "Run the command again: it looks at what there is first.",
    ),
    429: (
        Code.RATE_LIMITED,
        "The Management API's rate limit is used up.",
        "Run the command again in a minute: it goes on where it stopped.",
    ),
}
_OTHER = (
    Code.MISCONFIGURED,
    "Auth0 answered {line} with {status} ({words}).",
    "Try again later; running the command again does nothing twice.",
)
