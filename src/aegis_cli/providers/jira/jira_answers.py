"""Reads Jira's successful answers; any other than the documented answer is an error."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.actions.results.templates import pick
from aegis_cli.core.http import Malformed, Request, Response
from aegis_cli.core.text import excerpt
from aegis_cli.core.uri_template import variables
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.api import ListPage
from aegis_cli.providers.jira.field_changes import compare
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.pages import page_of
from aegis_cli.providers.jira.refusals import JIRA_API

_NAMED = ("issue", "project")
"""What a path names by its key."""


def result(action: JiraAction[Any], response: Response) -> Any:
    """Return the result of a read that has no pages."""
    body = json_of(action, response)
    if _last_named(action):
        require_key(action, body)
    return JIRA_API.validate(action, action.shape(JIRA_API.content(action, body)))


def page_in(action: Action[Any], request: Request, response: Response) -> ListPage:
    """Return one page of a list."""
    body = json_of(action, response)
    items = JIRA_API.content(action, body)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise JIRA_API.protocol_error()
    return page_of(request, items, body)


def json_of(action: Action[Any], response: Response) -> Any:
    """Return the JSON of the answer to a read; raise `Failed` if it has none.

    NOTE: an empty object under another status would be shown as "there is nothing".
    """
    if response.status in action.facts.success:
        with suppress(Malformed):
            return response.json()
    raise JIRA_API.protocol_error()


def hides_key(action: Action[Any]) -> bool:
    """Tell whether a read is about something in an issue, whose answer does not say the key."""
    return "issue" in variables(action.facts.path) and not _last_named(action)


def _last_named(action: Action[Any]) -> str:
    """Return what the path ends with, if that is an issue or a project; "" for anything else."""
    return next((name for name in _NAMED if action.facts.path.endswith(f"{{{name}}}")), "")


def require_key(action: Action[Any], answer: Any) -> None:
    """Raise `Failed` if an answer is about another issue or project than was asked for.

    NOTE: Jira answers for an issue that moved with what it became, and says nothing of it; what was
    judged and approved is the key that was named.
    """
    named = next((name for name in _NAMED if name in variables(action.facts.path)), "")
    key = answer.get("key") if named and isinstance(answer, Mapping) else None
    if not isinstance(key, str) or key == action.sent_arguments()[named]:
        return
    asked, there = action.sent_arguments()[named], excerpt(key, 40)
    raise Failed(
        f"{there} is where {asked} went; nothing was sent.",
        code=Code.MOVED,
        hint=f"Ask again with {there}.",
    )


def require_board_in(action: Action[Any], board: Any, project: str) -> None:
    """Raise `Failed` if a board is not in the project that was named."""
    told = pick(board, "location.projectKey")
    if told == project:
        return
    there = excerpt(told, 20) if isinstance(told, str) else ""
    named = f"sprint {action.sent_arguments()['sprint']}"
    raise Failed(
        f"{action.says()}: it is of a board in {there or 'no project'}, and not in {project}; "
        "nothing was sent.",
        code=Code.MOVED,
        hint=f"Name the project of its board, as in '{named} of {there}'."
        if there
        else f"Show and close it without a project, as in 'show {named}'; put tickets into it at "
        "Jira itself.",
    )


def write_result(action: Action[Any], response: Response) -> Performed:
    """Return the result of a write; raise `OutcomeUnknown` if the answer cannot be read.

    NOTE: an answer without the created thing, or with a body where Jira documents none, comes from
    some gateway and is no success.
    """
    if response.status in action.facts.success:
        if action.facts.result is None:
            if not response.body.strip():
                return Performed(None)
        else:
            data = None
            with suppress(Failed):
                data = JIRA_API.validate(
                    action, JIRA_API.content(action, json_of(action, response))
                )
            if data is not None:
                compare(action, None, data)
                return Performed(data)
    raise JIRA_API.unknown(
        action, f"Jira answered {response.status}, in a form that cannot be read"
    )
