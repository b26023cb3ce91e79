"""What the headers of a request say: whose token it has, and of which type its body is."""

from starlette.requests import Request


def bearer_token(request: Request) -> str:
    """Return the token of a request; "" without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def media_type(request: Request) -> str:
    """Return the type of a body, without its parameters; "" if it is not said."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
