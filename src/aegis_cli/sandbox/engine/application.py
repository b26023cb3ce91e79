"""The frame of a service: routes that serve one subject, refusals, and the answer of no route."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

Handler = Callable[[Any, Request], Awaitable[Response]]
"""A function from a subject, such as a tenant, and a request to the answer."""


class Refused(Exception):
    """A request that is refused with an answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


async def refusal_response(_: Request, error: Exception) -> Response:
    """Answer a request that is refused."""
    assert isinstance(error, Refused)
    return error.response


def application(
    subject: Any,
    routes: Iterable[tuple[str, str, Handler]],
    *,
    not_implemented: Callable[[str], Response],
    mounts: Sequence[BaseRoute] = (),
    middleware: Sequence[Middleware] = (),
) -> Starlette:
    """Serve methods and paths; `not_implemented` answers what is asked in vain, as `GET /path`."""

    async def missing(request: Request, _: Exception) -> Response:
        return not_implemented(f"{request.method} {request.url.path}")

    served = [
        Route(path, partial(endpoint, subject), methods=[method])
        for method, path, endpoint in routes
    ]
    return Starlette(
        routes=[*served, *mounts],
        middleware=middleware,
        exception_handlers={Refused: refusal_response, 404: missing, 405: missing},
    )
