"""What the headers of a request say: whose token it has, and of which type its body is."""

import binascii
from base64 import b64decode

from starlette.requests import Request


def bearer_token(request: Request) -> str:
    """Return the token of a request; "" without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def basic(authorization: str) -> tuple[str, str]:
    """Return the name and the password that Basic says; both "" where it says none."""
    scheme, _, sent = authorization.partition(" ")
    try:
        name, _, password = b64decode(sent, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, password) if scheme.lower() == "basic" else ("", "")


def sent_token(authorization: str) -> str:
    """Return the token that a header holds, in whichever form; "" without one."""
    return basic(authorization)[1] or authorization.partition(" ")[2]


def media_type(request: Request) -> str:
    """Return the type of a body, without its parameters; "" if it is not said."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
