"""GitHub's answers of success, read: what is not the documented answer is no success.

Source: docs.github.com/rest, the statuses and schemas of each operation.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from aegis_cli.actions.action import Action, adapter_of
from aegis_cli.core.http import Malformed, Response
from aegis_cli.errors import Code, Failed, OutcomeUnknown
from aegis_cli.providers.github.already import was_so_before
from aegis_cli.providers.github.comparison import compare
from aegis_cli.providers.github.subject import elsewhere

_OK, _CREATED, _NO_CONTENT = 200, 201, 204


@dataclass(frozen=True, slots=True)
class Performed:
    """What came of one action."""

    data: Any
    """The result as JSON of its type."""
    already: bool = False
    """Whether the answer shows that it was so before, so that this changed nothing."""


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """The answer to a read."""

    response: Response
    has_moved: bool = False
    """Whether GitHub redirected, so that what it brings has another name now."""


def read(action: Action[Any], found: ReadAnswer) -> Any:
    """Read the answer to a read; where GitHub computes, it may be that there is nothing."""
    if found.response.status == _NO_CONTENT and action.facts.computed:
        return [] if str(action.facts.result).startswith("list[") else None
    return validated(action, _said(action, found))


def items(action: Action[Any], found: ReadAnswer) -> list[dict[str, Any]]:
    """Read one page of a list, as it came."""
    said = _said(action, found)
    if not isinstance(said, list) or not all(isinstance(item, dict) for item in said):
        raise _unexpected()
    return said


def _said(action: Action[Any], found: ReadAnswer) -> Any:
    """Return the JSON of an answer that is about what was asked for.

    NOTE: an empty object or list under another status would be shown as "there is nothing".
    """
    if found.response.status != _OK:
        raise _unexpected()
    said = _json(found.response)
    place = None if found.has_moved else elsewhere(action, said)
    if place is not None:
        raise Failed(f"GitHub's answer is about {place}.", code=Code.PROTOCOL)
    return said


def written(action: Action[Any], response: Response) -> Performed:
    """Read the answer to a write; where it cannot be read, what happened is not known.

    NOTE: an answer without what was made, or with anything where GitHub documents nothing, is some
    gateway's and no success.
    """
    said, data = _documented(action, response)
    compare(action, said, data)
    return Performed(data, already=was_so_before(action, said, response))


def _documented(action: Action[Any], response: Response) -> tuple[Any, Any]:
    """Return the JSON of an answer, and what is read of it."""
    if action.facts.result is None:
        if response.status == _NO_CONTENT and not response.body:
            return None, None
    elif response.status in {_OK, _CREATED}:
        with suppress(Failed):
            said = _json(response)
            return said, validated(action, said)
    raise unknown(action, f"GitHub answered {response.status}, in a form that cannot be read")


def validated(action: Action[Any], data: Any) -> Any:
    """Return what came back in the form that the action's result has."""
    adapter = adapter_of(type(action))
    try:
        return adapter.dump_python(adapter.validate_python(data), mode="json")
    except (ValidationError, RecursionError):
        pass  # NOTE: raised outside, so that no context holds what GitHub sent
    raise _unexpected()


def unknown(action: Action[Any], what: str) -> OutcomeUnknown:
    """Say that nobody knows what became of a write."""
    return OutcomeUnknown(
        f"{what}; whether GitHub did it is not known.",
        code=Code.OUTCOME_UNKNOWN,
        hint=f"Look whether it happened before you try again ({action.says()}).",
    )


def _json(response: Response) -> Any:
    try:
        return response.json()
    except Malformed:
        pass
    raise _unexpected()


def _unexpected() -> Failed:
    return Failed("GitHub's answer does not have the documented form.", code=Code.PROTOCOL)
