"""GitHub's REST API without I/O: how one action becomes requests, and answers become data.

Reads are tried again on faults; a write is never sent twice once bytes may have left.
Source: docs.github.com/rest (using the REST API: best practices, pagination, rate limits).
"""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from aegis_cli.actions.action import Action
from aegis_cli.core.flow import Flow, Wait
from aegis_cli.core.http import Malformed, Request, Response, Unreachable, split_url
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.errors import failure, is_rate_limit, retry_after
from aegis_cli.providers.github.success import (
    Performed,
    ReadAnswer,
    items,
    read,
    unknown,
    validated,
    written,
)

HEADERS = (
    ("accept", "application/vnd.github+json"),
    ("x-github-api-version", "2022-11-28"),
)

ATTEMPTS = 3
LONGEST_WAIT = 15.0
"""Seconds that a read waits by itself for a rate limit or a fault to pass."""

_COMPUTING = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 5.0)
_REDIRECTS = frozenset({301, 302, 307, 308})
_FAULTS = frozenset({500, 502, 503, 504})
_LOST = frozenset({502, 504})  # a gateway's words: what GitHub itself did is not known
_MOST_HOPS = 3  # requests of one read, redirects included
_MOST_PAGES = 100
_ACCEPTED = 202
_ENCODED = re.compile(r"[\x21-\x7e]+")
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,<]*\brel="?next"?')


def perform(action: Action[Any], base: str) -> Flow[Any]:
    """Do what one action says, and return what came back as JSON of its result type.

    Lists are read page by page up to `limit`; a result that GitHub computes is waited for.
    Raises `Failed` for what GitHub refuses, `OutcomeUnknown` for a write without an answer.
    """
    return (yield from performed(action, base)).data


def performed(action: Action[Any], base: str) -> Flow[Performed]:
    """Do what one action says, and tell besides whether it was so before."""
    request = replace(action.request(base), headers=HEADERS)
    if not request.is_read:
        return written(action, (yield from _write(action, request)))
    if action.facts.computed:
        return Performed(read(action, (yield from _computed(action, request))))
    if "limit" in type(action).model_fields:
        return Performed((yield from _listed(action, request)))
    return Performed(read(action, (yield from _read(action, request))))


def _read(action: Action[Any], request: Request) -> Flow[ReadAnswer]:
    """Send a read: faults and short rate limits are waited out, redirects stay in the API."""
    for hop in range(_MOST_HOPS):
        response = yield from _patiently(request)
        if response.status not in _REDIRECTS:
            if response.ok:
                return ReadAnswer(response, has_moved=hop > 0)
            raise failure(action, response)
        request = _within(request, response.headers.get("location", ""))
    raise Failed("GitHub redirected in a circle.", code=Code.PROTOCOL)


def _patiently(request: Request) -> Flow[Response]:
    answer: Response | Unreachable = yield request
    attempt = 1
    while attempt < ATTEMPTS and (pause := _pause(answer, attempt)) is not None:
        yield Wait(pause, "GitHub did not answer; trying again")
        answer = yield request
        attempt += 1
    if isinstance(answer, Unreachable):
        raise _unreachable(answer)
    return answer


def _pause(answer: Response | Unreachable, attempt: int) -> float | None:
    """Return how long to wait before a read is tried again; `None` if it should not be."""
    backoff = 0.5 * 2.0 ** (attempt - 1)
    if isinstance(answer, Unreachable):
        return backoff
    if is_rate_limit(answer):
        wait = retry_after(answer)
        return wait if wait is not None and wait <= LONGEST_WAIT else None
    if answer.status in _FAULTS:
        wait = retry_after(answer) or backoff
        # Asked to wait longer than a person would: better to say so than to come back early.
        return wait if wait <= LONGEST_WAIT else None
    return None


def _write(action: Action[Any], request: Request) -> Flow[Response]:
    """Send a write, and judge its answer."""
    answer = yield from _once(action, request)
    if answer.status in _LOST:
        raise unknown(action, f"A gateway answered {answer.status} to {_line(request)}")
    if answer.status in _REDIRECTS:
        raise (yield from _moved(action, request, answer))
    if not answer.ok:
        raise failure(action, answer)
    return answer


def _once(action: Action[Any], request: Request) -> Flow[Response]:
    """Send a request once. Only one of which nothing left may be sent again."""
    attempt = 1
    while True:
        answer = yield request
        if isinstance(answer, Response):
            return answer
        if answer.sent:
            raise unknown(action, f"The answer to {_line(request)} never came ({answer.reason})")
        if attempt == ATTEMPTS:
            raise _unreachable(answer)
        yield Wait(0.5 * attempt, "GitHub could not be reached; trying again")
        attempt += 1


def _line(request: Request) -> str:
    return f"{request.method} {request.path}"


def _moved(action: Action[Any], request: Request, response: Response) -> Flow[Failed]:
    """Say what the repository of a redirected write is called now. Nothing is sent to it.

    NOTE: following would write to a repository whose name nobody approved.
    """
    old = getattr(action, "repo", "The target")
    target = _within(request, response.headers.get("location", ""))
    found = re.match(r".*?/repositories/\d+", target.path)
    new = None
    if found:
        answer = yield replace(target, path=found.group(0), query=())
        new = _full_name(answer)
    if new is None:
        return Failed(f"{old} has moved, and GitHub did not say where.", code=Code.MOVED)
    return Failed(
        f"{old} is now {new}; nothing was sent to the new name.",
        code=Code.MOVED,
        hint=f"Ask again with {new}.",
    )


def _full_name(answer: Response | Unreachable) -> str | None:
    if isinstance(answer, Unreachable) or not answer.ok:
        return None
    try:
        name = answer.json_object().get("full_name")
    except Malformed:
        return None
    return one_line(name) if isinstance(name, str) else None


def _within(request: Request, location: str) -> Request:
    """Turn a link that GitHub gave into a read, refusing one that leaves the API's origin.

    NOTE: the token would go wherever the link points.
    """
    url = _joined(request.url, location) if _ENCODED.fullmatch(location) else None
    origin = urlsplit(request.base)
    if url is None or (url.scheme, url.netloc) != (origin.scheme, origin.netloc):
        raise Failed(
            "GitHub pointed to another host; nothing was sent there.",
            code=Code.PROTOCOL,
        )
    return Request(
        "GET",
        f"{origin.scheme}://{origin.netloc}",
        url.path or "/",
        query=tuple(parse_qsl(url.query, keep_blank_values=True)),
        headers=HEADERS,
    )


def _joined(base: str, location: str) -> SplitResult | None:
    try:
        return split_url(urljoin(base, location))
    except ValueError:
        return None


def _listed(action: Action[Any], request: Request) -> Flow[list[Any]]:
    """Read pages until `limit` items are kept or there is no next page."""
    limit: int = action.limit  # type: ignore[attr-defined]  # a list action has it
    kept: list[Any] = []
    has_moved = False
    for _ in range(_MOST_PAGES):
        found = yield from _read(action, request)
        has_moved = has_moved or found.has_moved
        kept += [
            item
            for item in items(action, replace(found, has_moved=has_moved))
            if action.keeps(item)
        ]
        next_page = _NEXT.search(found.response.headers.get("link", ""))
        if len(kept) >= limit or not next_page:
            break
        request = _within(request, next_page.group(1))
    return validated(action, kept[:limit])  # type: ignore[no-any-return]  # it is a list


def _computed(action: Action[Any], request: Request) -> Flow[ReadAnswer]:
    """Ask until GitHub has computed the statistics, for about twenty seconds."""
    for pause in (*_COMPUTING, None):
        found = yield from _read(action, request)
        if found.response.status != _ACCEPTED:
            return found
        if pause is not None:
            yield Wait(pause, "GitHub is computing the statistics")
    raise Failed(
        "GitHub is still computing these statistics.",
        code=Code.NOT_READY,
        hint="Ask again in a minute.",
    )


def _unreachable(answer: Unreachable) -> Failed:
    return Failed(
        f"GitHub could not be reached: {answer.reason}.",
        code=Code.NETWORK,
        hint="Check the connection, and https://www.githubstatus.com.",
    )
