"""Performs the actions of the board: an error is a 200 whose body says so."""

import json
from dataclasses import replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.performed import Performed
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Unreachable
from aegis_cli.core.text import excerpt
from aegis_cli.errors import Code, Failed, OutcomeUnknown

_REFUSALS = {"not_in_room": Code.FORBIDDEN, "no_such_room": Code.NOT_FOUND}


def performed(action: Action[Any], base: str, *, in_place: bool) -> Flow[Performed]:  # noqa: ARG001
    """Send the request of an action; raise what the board's answer means."""
    request = action.request(base)
    body = yield from _answered(request, is_write=action.facts.effect is not Effect.READ)
    result = body["result"]
    while "next" in body:
        page = replace(request, query=(*request.query, ("cursor", body["next"])))
        body = yield from _answered(page, is_write=False)
        result += body["result"]
    if isinstance(result, list):
        result = [item for item in result if action.keeps(item)]
    return Performed(result)


def _answered(request: Request, *, is_write: bool) -> Flow[dict[str, Any]]:
    """Return what the board says where it did what it was asked for."""
    answer = yield request
    if isinstance(answer, Unreachable):
        raise _unknown(is_write and answer.sent)
    try:
        body: dict[str, Any] = json.loads(answer.body)
        done = body["ok"]
    except (ValueError, TypeError, KeyError):
        raise _unknown(is_write) from None
    if answer.status != 200 or done is not True:
        said = str(body.get("error"))
        code = _REFUSALS.get(said, Code.INVALID)
        raise Failed(f"The board refused it: {excerpt(said, 40)}.", code=code)
    return body


def _unknown(is_write: bool) -> Failed | OutcomeUnknown:  # noqa: FBT001
    if is_write:
        return OutcomeUnknown("The board did not answer.", code=Code.OUTCOME_UNKNOWN)
    return Failed("The board did not answer.", code=Code.NETWORK)
