"""Slack's kinds of tokens and their facts, for the process that holds one: no action.

Source: docs.slack.dev/apis/web-api, and its page on rate limits.
"""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from aegis_cli.actions.provider.derived_token import REFUSALS, TokenSide
from aegis_cli.core.flow import Flow
from aegis_cli.core.given_address import storage_read
from aegis_cli.core.http import Malformed, Request, Response, Unreachable
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

_TICKET = "/files.getUploadURLExternal"

_OK, _FIRST_FAULT, _TOO_MANY = 200, 500, 429
_LIMITED = frozenset({"ratelimited", "rate_limited"})


def token_side() -> TokenSide:
    """Return what tells Slack's tokens, of which none can be derived from another."""
    return TokenSide(
        _kind_of,
        is_read=is_read,
        headers=frozenset({JSON}),
        did_nothing=_did_nothing,
        upload=send_file,
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


def send_file(request: Request) -> Flow[Response | Unreachable]:
    """Have a file stored where Slack says, and then share it by the request that was approved.

    That has the name in its query, and gets the file's id with it into its body. The host that
    stores the file gets no token, and nobody sees a file that is not shared: until then nothing is
    done. Source: docs.slack.dev/messaging/working-with-files, "Uploading files".
    """
    said, commitment = dict(request.query), request.upload
    assert commitment is not None  # what else would be sent
    asked = (("filename", said["title"]), ("length", str(commitment.size)))
    ticket: Response | Unreachable = yield replace(
        request, path=_TICKET, query=(), upload=None, form=asked
    )
    if isinstance(ticket, Unreachable):
        return replace(ticket, sent=False)
    body = body_of(ticket)
    address, file = body.get("upload_url"), body.get("file_id")
    if body.get("ok") is not True:
        return ticket
    is_named = isinstance(file, str) and isinstance(address, str) and address != ""
    there = storage_read(Secret(str(address)), request.base) if is_named else None
    if there is None:
        return Unreachable("it names no place for the file", sent=False)
    stored: Response | Unreachable = yield replace(
        there, method="POST", streamed=False, upload=commitment
    )
    if isinstance(stored, Unreachable):
        return stored if stored.held_back else replace(stored, sent=False)
    if stored.status != _OK:
        return Unreachable(f"its storage answered {stored.status}", sent=False)
    shared = {"files": [{"id": file, "title": said.pop("title")}]} | said
    written = json.dumps(shared, ensure_ascii=False).encode()
    answer: Response | Unreachable
    answer = yield replace(request, query=(), upload=None, body=written, headers=(JSON,))
    return answer


def body_of(answer: Response) -> dict[str, Any]:
    """Return the JSON object of an answer; an empty one for anything else."""
    with suppress(Malformed):
        return answer.json_object()
    return {}


def error_of(body: dict[str, Any]) -> str:
    """Return the error that an answer says; "" for none."""
    error = body.get("error") if body.get("ok") is False else None
    return error if isinstance(error, str) else ""
