"""Slack's kinds of tokens and their facts, for the process that holds one: no action.

Source: docs.slack.dev/apis/web-api, and its page on rate limits.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from aegis_cli.actions.provider.derived_token import REFUSALS, TokenSide
from aegis_cli.core.http import Malformed, Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.oauth.service_refusals import row_of, rows_in

_KINDS = ("xoxe.xoxp-", "xoxe.xoxb-", "xoxp-", "xoxb-", "xoxe-", "xapp-")

_READS = frozenset(
    "/auth.test /chat.getPermalink /chat.scheduledMessages.list /conversations.history"
    " /conversations.info /conversations.list /conversations.members /conversations.replies"
    " /pins.list /search.messages /team.info /usergroups.list /users.conversations /users.info"
    " /users.list /users.lookupByEmail".split()
)
"""The paths of the methods that only read. NOTE: Slack takes any method by a GET too."""

JSON = ("content-type", "application/json; charset=utf-8")
"""Of a request with a body: Slack warns of one without a charset, and takes others for a form."""

_OK, _FIRST_FAULT, _TOO_MANY = 200, 500, 429
_LIMITED = frozenset({"ratelimited", "rate_limited"})


def token_side() -> TokenSide:
    """Return what tells Slack's tokens, of which none can be derived from another."""
    return TokenSide(
        _kind_of,
        is_read=is_read,
        headers=frozenset({JSON}),
        did_nothing=_did_nothing,
    )


def _kind_of(token: Secret) -> str:
    return token.prefix_among(_KINDS) or "unknown"


def is_read(request: Request) -> bool:
    """Tell whether a request only reads."""
    return request.method in {"GET", "POST"} and request.path in _READS


def _did_nothing(answer: Response) -> bool:
    return answer.status in REFUSALS or is_limited(answer) or refuses_token(answer)


def is_limited(answer: Response) -> bool:
    """Tell whether Slack did nothing, since too much was asked of it."""
    is_refusal = answer.status == _OK and error_of(body_of(answer)) in _LIMITED
    return answer.status == _TOO_MANY or is_refusal


def refuses_token(answer: Response) -> bool:
    """Tell whether Slack refused the token, as one that has expired.

    NOTE: a fault says nothing, whatever is in it: it may have been done.
    """
    rows = rows_in(Path(__file__).with_name("refusals.toml"))["answer"]
    row = row_of(rows, error_of(body_of(answer)))
    return answer.status < _FIRST_FAULT and bool(row["code"] == Code.BAD_CREDENTIALS.value)


def body_of(answer: Response) -> dict[str, Any]:
    """Return the JSON object of an answer; an empty one for anything else."""
    with suppress(Malformed):
        return answer.json_object()
    return {}


def error_of(body: dict[str, Any]) -> str:
    """Return the error that an answer says; "" for none."""
    error = body.get("error") if body.get("ok") is False else None
    return error if isinstance(error, str) else ""
