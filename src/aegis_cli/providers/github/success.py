"""Reads GitHub's successful answers; any other than the documented answer is an error.

Source: docs.github.com/rest, the statuses and schemas of each operation.
"""

from contextlib import suppress
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.core.http import Malformed, Response
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.already import was_so_before
from aegis_cli.providers.github.comparison import compare
from aegis_cli.providers.github.errors import GITHUB_API
from aegis_cli.providers.github.subject import elsewhere

_NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """The answer to a read."""

    response: Response
    has_moved: bool = False
    """Whether GitHub redirected, so that the answer names another repository than the request."""

    @property
    def is_example(self) -> bool:
        """Whether it came from a sandbox that has no state for it; nothing is decided by that."""
        return self.response.headers.get("x-aegis-sandbox") == "example"


def read(action: Action[Any], answer: ReadAnswer) -> Any:
    """Return the result of a read; statistics that GitHub computes may be empty."""
    if answer.response.status == _NO_CONTENT and action.facts.computed:
        return [] if str(action.facts.result).startswith("list[") else None
    return GITHUB_API.validate(action, _json_of_read(action, answer))


def items(action: Action[Any], answer: ReadAnswer) -> list[dict[str, Any]]:
    """Return one page of a list, as it came in its envelope; a documented 204 is an empty one."""
    if answer.response.status == _NO_CONTENT and _NO_CONTENT in action.facts.success:
        return []
    body = _json_of_read(action, answer)
    if not isinstance(body, list) or not all(isinstance(item, dict) for item in body):
        raise GITHUB_API.protocol_error()
    return body


def _json_of_read(action: Action[Any], answer: ReadAnswer) -> Any:
    """Return the JSON of an answer; raise `Failed` if it is about something else.

    NOTE: an empty object or list under another status would be shown as "there is nothing".
    """
    if answer.response.status not in action.facts.success:
        raise GITHUB_API.protocol_error()
    body = content(action, answer.response)
    place = None if answer.has_moved else elsewhere(action, body)
    if place is not None:
        raise Failed(f"GitHub's answer is about {place}.", code=Code.PROTOCOL)
    return body


def write_result(action: Action[Any], response: Response) -> Performed:
    """Return the result of a write; raise `OutcomeUnknown` if the answer cannot be read.

    NOTE: an answer without the created thing, or with a body where GitHub documents none, comes
    from some gateway and is no success.
    """
    body, data = _read_result(action, response)
    if data is None and action.facts.result is not None:
        return Performed(None, already=True)
    compare(action, body, data)
    return Performed(data, already=was_so_before(action, body, response))


def _read_result(action: Action[Any], response: Response) -> tuple[Any, Any]:
    """Return the JSON of an answer, and the result in it; a documented 204 says there is none."""
    is_nothing = response.status == _NO_CONTENT and not response.body
    if is_nothing and _NO_CONTENT in action.facts.success and _may_be_none(action):
        return None, None
    if response.status in action.facts.success:
        with suppress(Failed):
            body = content(action, response)
            data = GITHUB_API.validate(action, body)
            # NOTE: a null where there is something to say comes from some gateway.
            if data is not None or action.facts.result is None:
                return body, data
    raise GITHUB_API.unknown(
        action, f"GitHub answered {response.status}, in a form that cannot be read"
    )


def _may_be_none(action: Action[Any]) -> bool:
    """Tell whether a write may find that there is nothing to do, as a merge of what is merged."""
    return NoneType in get_args(action.facts.result)


def content(action: Action[Any], response: Response) -> Any:
    """Return the JSON of an answer, out of its envelope; raise `Failed` if it is not there.

    Where there is no result, GitHub sends nothing, or an empty object: then this is `None`, and so
    it is where there need be none, as for somebody who is a collaborator already. Where the result
    is a text, such as a diff, it is the answer itself.
    """
    if response.status == _NO_CONTENT and not response.body:
        return None
    if action.facts.result is None:
        if response.body and _json(response) != {}:
            raise GITHUB_API.protocol_error()
        return None
    if action.facts.result is str:
        return response.body.decode("utf-8", errors="replace")
    return GITHUB_API.content(action, _json(response))


def _json(response: Response) -> Any:
    with suppress(Malformed):
        return response.json()
    raise GITHUB_API.protocol_error()
