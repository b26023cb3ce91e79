"""Jira's REST API without I/O: turns an action into requests, and the answers into data.

No redirect is followed. What is sent again, `providers/api.py` says.
Source: Atlassian's descriptions of its platform and of Jira Software, and its page on rate limits.
"""

from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.providers.api import ListPage
from aegis_cli.providers.jira import jira_answers as answers
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.refusals import JIRA_API, failure

HEADERS = (("accept", "application/json"),)


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
    if action.facts.downloads:
        return (yield from _download(action, request))
    if action.most is not None:
        return (yield from _list_pages(action, request))
    data = answers.result(action, (yield from _read(action, request)))
    board = action.board_of(data)
    if board is not None:
        yield from _require_board_in(action, base, *board)
    if not isinstance(data, list):
        return Performed(data)
    return Performed([*action.settle([*filter(action.keeps, data)])])


def _download(action: Action[Any], request: Request) -> Flow[Performed]:
    """Get a file into its place; Jira sends it itself where no redirect is asked for."""
    of_any_type = replace(request, headers=(("accept", "*/*"),), streamed=True)
    answer = yield from _read(action, of_any_type)
    return JIRA_API.download_result(action, answer, request.base)


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
    sent = yield from JIRA_API.send(action, request)
    answer = JIRA_API.require_answer(action, request, sent)
    if not answer.ok:
        raise failure(action, answer)
    return answer


def _write(action: Action[Any], request: Request) -> Flow[Response]:
    """Send a write and return its answer, if that is a success."""
    sent = yield from JIRA_API.send(action, request)
    answer = JIRA_API.require_answer(action, request, sent)
    if JIRA_API.is_fault(answer):
        line = f"{request.method} {action.facts.path}"
        raise JIRA_API.unknown(action, f"Jira answered {answer.status} to {line}")
    if not answer.ok:
        raise failure(action, answer)
    return answer


def _list_pages(action: JiraAction[Any], request: Request) -> Flow[Performed]:
    """Read pages until `limit` items are kept, or there is no next page."""

    def read(asked: Request) -> Flow[ListPage]:
        return answers.page_in(action, asked, (yield from _read(action, asked)))

    found = yield from JIRA_API.read_pages(action, request, read, enough=action.most)
    return Performed(JIRA_API.validate(action, [*action.settle(found.kept)]), note=found.note)
