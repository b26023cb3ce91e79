"""Jira's REST API without I/O: turns an action into requests, and the answers into data.

A read is sent again after a fault. A write is sent again only if nothing of it left this machine,
or Jira says by a 429 that it did nothing. No redirect is followed.
Source: Atlassian's descriptions of its platform and of Jira Software, and its page on rate limits.
"""

from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.performed import Performed
from aegis_cli.core.flow import Flow, with_retries
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.jira import jira_answers as answers
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.pages import page_after
from aegis_cli.providers.jira.refusals import TOO_MANY, failure, is_quota, retry_after

HEADERS = (("accept", "application/json"),)
ATTEMPTS = 3
LONGEST_WAIT = 15.0
"""Seconds that aegis waits for a burst of requests or a fault to pass."""
_FAULTS = range(500, 600)
_MOST_PAGES = 100


def perform_action(
    action: JiraAction[Any],
    base: str,
    *,
    in_place: bool = False,  # noqa: ARG001  # Jira never says of an issue that it moved
) -> Flow[Performed]:
    """Perform an action and return its result; a list is read page by page up to `limit`.

    What is in an issue is read only if that still has the key that was named.
    Raises `Failed` if Jira refuses, and `OutcomeUnknown` for a write without an answer.
    """
    request = replace(action.request(base), headers=HEADERS)
    if action.facts.effect > Effect.READ:
        return answers.write_result(action, (yield from _write(action, request)))
    if answers.hides_key(action):
        yield from _require_key(action, base)
    if action.most is not None:
        return (yield from _list_pages(action, request))
    data = answers.result(action, (yield from _read(action, request)))
    board = action.board_of(data)
    if board is not None:
        yield from _require_board_in(action, base, *board)
    if not isinstance(data, list):
        return Performed(data)
    return Performed([*action.settle([*filter(action.keeps, data)])])


def _require_key(action: Action[Any], base: str) -> Flow[None]:
    """Raise `Failed` if the issue of a read has another key, which the answer would not say.

    NOTE: the policy judged the key that was named; its comments may be in another project by now.
    """
    path = f"/rest/api/3/issue/{action.sent_arguments()['issue']}"
    request = Request("GET", base, path, query=(("fields", "updated"),), headers=HEADERS)
    found = answers.json_of(action, (yield from _read(action, request)))
    answers.require_key(action, found)


def _require_board_in(
    action: Action[Any], base: str, board: int | None, project: str
) -> Flow[None]:
    """Raise `Failed` if the board of what a read shows is not in the project that was named.

    NOTE: the policy judged that project, and a sprint says its board alone.
    """
    found = None
    if board is not None:
        request = Request("GET", base, f"/rest/agile/1.0/board/{board}", headers=HEADERS)
        found = answers.json_of(action, (yield from _read(action, request)))
    answers.require_board_in(action, found, project)


def _read(action: Action[Any], request: Request) -> Flow[Response]:
    """Send a read and return its answer, if that is a success."""
    reason = "Jira did not answer"
    answer = yield from with_retries(request, _read_pause, reason, attempts=ATTEMPTS)
    if isinstance(answer, Unreachable):
        raise _unreachable(answer)
    if not answer.ok:
        raise failure(action, answer)
    return answer


def _read_pause(answer: Response | Unreachable, attempt: int) -> float | None:
    """Return the seconds until a read is sent again; `None` if its answer is final."""
    backoff = 0.5 * 2.0 ** (attempt - 1)
    if isinstance(answer, Unreachable):
        return backoff
    if answer.status in _FAULTS:
        return _short(retry_after(answer), backoff)
    return _burst_pause(answer, backoff)


def _burst_pause(answer: Response, backoff: float) -> float | None:
    """Return the seconds until a burst is over; `None` for any other answer.

    The quota of an hour is nothing that anybody waits for.
    """
    if answer.status != TOO_MANY or is_quota(answer):
        return None
    return _short(retry_after(answer), backoff)


def _short(asked: float | None, backoff: float) -> float | None:
    wait = backoff if asked is None else asked
    return wait if wait <= LONGEST_WAIT else None


def _write(action: Action[Any], request: Request) -> Flow[Response]:
    """Send a write and return its answer, if that is a success."""
    reason = "Jira did not take it"
    answer = yield from with_retries(request, _write_pause, reason, attempts=ATTEMPTS)
    line = f"{request.method} {action.facts.path}"
    if isinstance(answer, Unreachable):
        if answer.sent:
            raise answers.unknown(action, f"The answer to {line} never came ({answer.reason})")
        raise _unreachable(answer)
    if answer.status in _FAULTS:
        raise answers.unknown(action, f"Jira answered {answer.status} to {line}")
    if not answer.ok:
        raise failure(action, answer)
    return answer


def _write_pause(answer: Response | Unreachable, attempt: int) -> float | None:
    """Return the seconds until a write is sent again; `None` if any of it may have been done."""
    if isinstance(answer, Unreachable):
        return None if answer.sent else 0.5 * attempt
    return _burst_pause(answer, 0.5 * attempt)


def _list_pages(action: JiraAction[Any], request: Request) -> Flow[Performed]:
    """Read pages until `limit` items are kept, or there is no next page."""
    limit = action.most or 0
    kept: list[Any] = []
    at, seen = 0, frozenset[str]()
    for _ in range(_MOST_PAGES):
        page = answers.page_in(action, (yield from _read(action, request)))
        kept += filter(action.keeps, page.items)
        at += len(page.items)
        following = page_after(request, page, at, seen) if len(kept) < limit else None
        if following is None:
            break
        seen |= {page.token}
        request = following
    total = page.total
    note = f"Jira counts {total:,} in all." if total is not None and total > at else ""
    return Performed(answers.validate(action, [*action.settle(kept[:limit])]), note=note)


def _unreachable(answer: Unreachable) -> Failed:
    return Failed(
        f"Jira could not be reached: {answer.reason}.",
        code=Code.NETWORK,
        hint="Check the connection, and https://status.atlassian.com.",
    )
