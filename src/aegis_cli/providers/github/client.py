"""GitHub's REST API without I/O: turns an action into requests, and the answers into data.

Whether an action reads or writes, its effect says, and never the method of its request.
Source: docs.github.com/rest (using the REST API: best practices, pagination, rate limits).
"""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.core.flow import Flow, Wait, again
from aegis_cli.core.http import Request, Response, Unreachable, split_url
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.api import ATTEMPTS, ListPage
from aegis_cli.providers.github.errors import GITHUB_API, failure, write_failure
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.graphql import after, as_rest, did_a_part, next_cursor
from aegis_cli.providers.github.rest import HEADERS, VERSION, body_of
from aegis_cli.providers.github.storage import is_lost, storage_request
from aegis_cli.providers.github.success import ReadAnswer, items, read, write_result
from aegis_cli.providers.uploads import require_whole

_COMPUTING = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 5.0)
"""Seconds between the questions whether GitHub has computed a result."""
_FOUND = 302
_REDIRECTS = frozenset({301, 302, 307, 308})
_LOST = frozenset({502, 504})
"""A gateway answered: GitHub itself may have done the write."""
_MOST_HOPS = 3  # requests of one read, redirects included
_ACCEPTED = 202
_LEFT = (
    "GitHub may keep an empty asset in its place, in the state starter; list the assets of the "
    "release, and delete it before you try again."
)
"""Source: docs.github.com/rest, "Upload a release asset"."""
_ENCODED = re.compile(r"[\x21-\x7e]+")
_NEXT = re.compile(r'<([^<>]*)>\s*;[^,<]*\brel="?next"?')


def perform(action: Action[Any], base: str) -> Flow[Any]:
    """Perform an action and return its result as JSON."""
    return (yield from perform_action(action, base)).data


def perform_action(action: Action[Any], base: str, *, in_place: bool = False) -> Flow[Performed]:
    """Perform an action; return its result, and whether a write changed nothing.

    A list is read page by page up to `limit`; a result that GitHub computes is waited for. With
    `in_place`, a read follows no redirect either.
    Raises `Failed` if GitHub refuses, and `OutcomeUnknown` for a write without an answer.
    """
    if action.facts.converses:
        return (yield from _serve_program(action, base))
    media = action.media if isinstance(action, GitHubAction) else GitHubAction.media
    request = replace(action.request(base), headers=(("accept", media), VERSION))
    if action.facts.effect > Effect.READ:
        return write_result(action, (yield from _write(action, request)))
    if action.facts.downloads:
        return (yield from _download(action, request, in_place=in_place))
    if action.facts.computed:
        return _as_performed(
            action, (yield from _poll_statistics(action, request, in_place=in_place))
        )
    if action.most is not None:
        return (yield from _list_pages(action, request, in_place=in_place))
    return _as_performed(action, (yield from _read(action, request, in_place=in_place)))


def _serve_program(action: Action[Any], base: str) -> Flow[Performed]:
    from aegis_cli.providers.github import (  # noqa: PLC0415  # of doors
        gh_reads,
        git_pushes,
        git_reads,
    )

    if isinstance(action, git_pushes.GitPush):
        return (yield from git_pushes.push(action, base))
    if isinstance(action, gh_reads.ReadByGh):
        return (yield from gh_reads.serve(action, base))
    assert isinstance(action, git_reads.ReadByGit)
    return (yield from git_reads.serve(action, base))


def _as_performed(action: Action[Any], answer: ReadAnswer) -> Performed:
    """Return the result of a read that has no pages; of a list, what the action keeps."""
    data = read(action, answer)
    kept = [*filter(action.keeps, data)] if isinstance(data, list) else data
    is_cut = bool(action.facts.envelope) and body_of(answer.response).get("truncated") is True
    return Performed(kept, note=_TRUNCATED if is_cut else "", is_example=answer.is_example)


def _read(action: Action[Any], request: Request, *, in_place: bool) -> Flow[ReadAnswer]:
    """Send a read: wait out faults and short rate limits, and follow redirects within the API.

    NOTE: only a GET is redirected. A POST goes nowhere but where its class says: at another path
    it could be a write.
    """
    for hop in range(_MOST_HOPS):
        answer = yield from _answer(action, request)
        response = GITHUB_API.require_answer(action, request, answer)
        if response.ok or response.elsewhere is not None:
            return ReadAnswer(response, has_moved=hop > 0)
        if response.status not in _REDIRECTS:
            raise failure(action, response)
        if in_place or not request.is_read:
            raise (yield from _explain_redirect(action, request, response))
        there = _same_origin_read(request, response.headers.get("location", ""))
        request = replace(there, headers=request.headers, streamed=request.streamed)
    raise Failed("GitHub redirected in a circle.", code=Code.PROTOCOL)


def _download(action: Action[Any], request: Request, *, in_place: bool) -> Flow[Performed]:
    """Get a file into its place: GitHub sends it, or says for a minute where it is kept.

    NOTE: an address is used once, for one request without a token, and nothing is followed from
    there; each further attempt begins with GitHub.
    """
    for attempt in range(1, ATTEMPTS + 1):
        first = yield from _read(action, replace(request, streamed=True), in_place=in_place)
        if first.response.elsewhere is None:
            return GITHUB_API.download_result(action, first.response, request.base)
        if first.response.status != _FOUND:
            raise failure(action, first.response)
        there = storage_request(first.response.elsewhere, request.base)
        answer: Response | Unreachable = yield there
        if attempt == ATTEMPTS or not is_lost(answer):
            break
        yield again(attempt + 1, 0.5 * 2.0 ** (attempt - 1), "the file did not come whole")
    return GITHUB_API.download_result(action, answer, there.base)


def _answer(action: Action[Any], request: Request) -> Flow[Response | Unreachable]:
    """Send a request until its answer is final; errors of GraphQL come as those of REST do."""
    if not _has_document(action):
        return (yield from GITHUB_API.send(action, request))
    answer = yield from GITHUB_API.send(action, request, as_rest)
    if isinstance(answer, Response) and action.facts.effect > Effect.READ and did_a_part(answer):
        raise GITHUB_API.unknown(action, "GitHub answered with a result and with errors")
    return as_rest(answer)


def _has_document(action: Action[Any]) -> bool:
    return isinstance(action, GitHubAction) and bool(action.document)


def _write(action: Action[Any], request: Request) -> Flow[Response]:
    """Send a write and return its answer, if that is a success."""
    sent = yield from _answer(action, request)
    require_whole("GitHub", sent, left=_LEFT)
    answer = GITHUB_API.require_answer(action, request, sent)
    if GITHUB_API.is_fault(answer):
        who = "A gateway" if answer.status in _LOST else "GitHub"
        line = f"{request.method} {request.path}"
        raise GITHUB_API.unknown(action, f"{who} answered {answer.status} to {line}")
    if answer.status in _REDIRECTS:
        raise (yield from _explain_redirect(action, request, answer))
    if not answer.ok:
        raise write_failure(action, answer)
    return answer


def _explain_redirect(action: Action[Any], request: Request, response: Response) -> Flow[Failed]:
    """Return the error for a redirect that is not followed, with the new name of its repository.

    NOTE: following the redirect would write to a repository whose name nobody approved.
    """
    old = getattr(action, "repo", "The target")
    target = _same_origin_read(request, response.headers.get("location", ""))
    path = re.match(r".*?/repositories/\d+", target.path)
    new = None
    if path:
        answer = yield replace(target, path=path[0], query=())
        new = _full_name(answer)
    if new is None:
        return Failed(f"{old} has moved, and GitHub did not say where.", code=Code.MOVED)
    if path and not request.path.endswith(target.path[path.end() :]):
        return Failed(
            f"What you named in {old} is now in {new}; nothing was sent there.",
            code=Code.MOVED,
            hint=f"Look at it in {new}, then ask again.",
        )
    return Failed(
        f"{old} is now {new}; nothing was sent to the new name.",
        code=Code.MOVED,
        hint=f"Ask again with {new}.",
    )


def _full_name(answer: Response | Unreachable) -> str | None:
    if isinstance(answer, Unreachable) or not answer.ok:
        return None
    name = body_of(answer).get("full_name")
    return excerpt(name) if isinstance(name, str) else None


def _same_origin_read(request: Request, location: str) -> Request:
    """Turn a link of GitHub's into a read; raise `Failed` if it leaves the API.

    NOTE: the token would be sent to wherever the link points.
    """
    url = _join(request.url, location) if _ENCODED.fullmatch(location) else None
    whole = f"{url.scheme}://{url.netloc}{url.path}" if url else ""
    if url is None or not f"{whole}/".startswith(f"{request.base}/"):
        raise Failed("GitHub pointed to another host; nothing was sent there.", code=Code.PROTOCOL)
    query = tuple(parse_qsl(url.query, keep_blank_values=True))
    with suppress(ValueError):
        path = whole.removeprefix(request.base)
        return Request("GET", request.base, path, query=query, headers=HEADERS)
    raise Failed("GitHub pointed to what is no address.", code=Code.PROTOCOL)


def _join(base: str, location: str) -> SplitResult | None:
    try:
        return split_url(urljoin(base, location))
    except ValueError:
        return None


def _list_pages(action: Action[Any], request: Request, *, in_place: bool) -> Flow[Performed]:
    """Read pages until `limit` items are kept or there is no next page."""
    read_so_far: list[ReadAnswer] = []

    def read_page(asked: Request) -> Flow[ListPage]:
        answer = yield from _read(action, asked, in_place=in_place)
        has_moved = answer.has_moved or any(each.has_moved for each in read_so_far)
        read_so_far.append(replace(answer, has_moved=has_moved))
        beside = body_of(answer.response) if action.facts.envelope else {}
        total = beside.get("total_count")
        return ListPage(
            items(action, read_so_far[-1]),
            _following(action, asked, answer.response),
            total if isinstance(total, int) else None,
            _CUT if beside.get("incomplete_results") is True else "",
        )

    found = yield from GITHUB_API.read_pages(action, request, read_page, enough=action.most)
    data = GITHUB_API.validate(action, found.kept)
    return Performed(data, note=found.note, is_example=read_so_far[-1].is_example)


_TRUNCATED = "GitHub left out a part: this is too large for one answer. Ask for a part of it."
_CUT = "GitHub ran out of time and did not search everything: there may be more."


def _following(action: Action[Any], request: Request, response: Response) -> Request | None:
    """Return the request for the page after this one; `None` if it was the last."""
    if _has_document(action):
        cursor = next_cursor(action, response)
        return None if cursor is None else after(request, cursor)
    link = _NEXT.search(response.headers.get("link", ""))
    if link is None:
        return None
    following = _same_origin_read(request, link[1])
    if not _is_path_of_list(following.path, request.path):
        raise Failed("GitHub pointed to another list for its next page.", code=Code.PROTOCOL)
    return replace(following, headers=request.headers)


_BY_ID = tuple(
    (re.compile(named), re.compile(numbered, re.ASCII))
    for named, numbered in (
        (r"/repos/[^/]+/[^/]+", r"/repositories/\d+"),
        (r"/orgs/[^/]+/teams/[^/]+", r"/organizations/\d+/team/\d+"),
        (r"/orgs/[^/]+", r"/organizations/\d+"),
        (r"/users/[^/]+", r"/user/\d+"),
    )
)
"""How the path of a list begins, and how that of its next page may begin in its place."""


def _is_path_of_list(path: str, first: str) -> bool:
    """Tell whether a path is that of a list, or the same with an id in the place of a name.

    NOTE: the answer says where the next page is, and the policy judged what was asked for.
    """
    path, first = unquote(path), unquote(first)
    ends = (
        (path[numbered.end() :], first[named.end() :])
        for name, number in _BY_ID
        if (named := name.match(first)) and (numbered := number.match(path))
    )
    return path == first or any(end == of_first for end, of_first in ends)


def _poll_statistics(action: Action[Any], request: Request, *, in_place: bool) -> Flow[ReadAnswer]:
    """Ask until GitHub has computed the statistics, for about twenty seconds."""
    for pause in (*_COMPUTING, None):
        answer = yield from _read(action, request, in_place=in_place)
        if answer.response.status != _ACCEPTED:
            return answer
        if pause is not None:
            yield Wait(pause, "GitHub is computing the statistics")
    raise Failed(
        "GitHub is still computing these statistics.",
        code=Code.NOT_READY,
        hint="Ask again in a minute.",
    )
