"""Requests and answers as JSON, for the channel to the process that holds the tokens.

No secret is in them: a token and the address of a file have numbers, which mean something there.
"""

import base64
import json
import re
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from aegis_cli.core.http import (
    JSON_MEDIA,
    Commitment,
    HeldBack,
    Linking,
    Request,
    Response,
    Sealing,
    Stored,
    Unreachable,
)

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""A character that JSON writes as six."""


def request_as_json(request: Request) -> dict[str, Any]:
    """Write a request of a plan, without its token.

    NOTE: a body of JSON is written as a value, which has each member once. Of a text that had one
    twice, the provider might read another one than the child. Any other body is its bytes.
    """
    return {
        "method": request.method,
        "base": request.base,
        "path": request.path,
        "query": request.query,
        "headers": request.headers,
        "media": request.media,
        "body": _value_of(request),
        "streamed": request.streamed,
        "upload": asdict(request.upload) if request.upload else None,
        "sealing": asdict(request.sealing) if request.sealing else None,
        "linking": [asdict(each) for each in request.linking],
    }


def request_from(data: dict[str, Any]) -> Request:
    """Read a request; raise `KeyError`, `TypeError` or `ValueError` for anything else."""
    upload, sealing, body = data["upload"], data["sealing"], data["body"]
    return Request(
        data["method"],
        data["base"],
        data["path"],
        query=tuple((name, value) for name, value in data["query"]),
        headers=tuple((name, value) for name, value in data["headers"]),
        media=data["media"],
        body=_bytes_of(body, is_json=data["media"] == JSON_MEDIA),
        streamed=data["streamed"],
        upload=Commitment(**upload) if upload else None,
        sealing=Sealing(**sealing) if sealing else None,
        linking=tuple(Linking(**each) for each in data["linking"]),
    )


def _value_of(request: Request) -> Any:
    if request.body is None:
        return None
    return json.loads(request.body) if request.is_json else base64.b64encode(request.body).decode()


def _bytes_of(body: Any, *, is_json: bool) -> bytes | None:
    if body is None:
        return None
    return json.dumps(body, ensure_ascii=False).encode() if is_json else base64.b64decode(body)


def answer_as_json(answer: Response | Unreachable) -> dict[str, Any]:
    """Write an answer, without the address that it may have given."""
    if isinstance(answer, Unreachable):
        held_back = answer.held_back.name if answer.held_back else None
        return {
            "reason": answer.reason,
            "sent": answer.sent,
            "timed_out": answer.timed_out,
            "held_back": held_back,
        }
    return {
        "status": answer.status,
        "headers": dict(answer.headers),
        "took": answer.took,
        "stored": asdict(answer.stored) if answer.stored else None,
        **_body_as_json(answer.body),
    }


def answer_from(data: dict[str, Any]) -> Response | Unreachable:
    """Read an answer; raise `KeyError`, `TypeError` or `ValueError` for anything else."""
    if "reason" in data:
        held_back = HeldBack[data["held_back"]] if data["held_back"] else None
        return Unreachable(data["reason"], data["sent"], data["timed_out"], held_back)
    body = base64.b64decode(data["base64"]) if "base64" in data else data["body"].encode()
    stored = Stored(**data["stored"]) if data["stored"] else None
    return Response(
        int(data["status"]), dict(data["headers"]), body, took=data["took"], stored=stored
    )


def _body_as_json(body: bytes) -> dict[str, str]:
    if not _CONTROL.search(body):
        with suppress(UnicodeDecodeError):
            return {"body": body.decode()}
    return {"base64": base64.b64encode(body).decode()}
