"""The checks that GitHub makes for every request: API version, token, size of the body."""

from typing import Any

from starlette.requests import Request

from aegis_cli.sandbox.engine.request_body import read_json
from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.github.world.world import World
from aegis_cli.sandbox.state import DerivedToken, State

VERSION = "2022-11-28"
_LARGEST_BODY = 1024 * 1024


def require_version(request: Request) -> None:
    """Refuse a version of the API that does not exist."""
    version = request.headers.get("X-GitHub-Api-Version", VERSION)
    if version != VERSION:
        message = (
            f'The version you specified in the "X-GitHub-API-Version" request header, "{version}", '
            "is not a supported version. The following versions are currently supported: "
            f'"{VERSION}" (most recent).'
        )
        raise errors.Refusal(400, message, docs=f"{errors.DOCS}/rest")


def viewer(request: Request, state: State, world: World) -> Person | None:
    """Return the person whose token was sent; `None` without a token."""
    authorization = request.headers.get("Authorization")
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.casefold() not in {"bearer", "token"} or state.ends(token.strip()) is None:
        raise errors.bad_credentials()
    return world.me


def derived_token(request: Request, state: State) -> DerivedToken | None:
    """Return the limits of a derived token; `None` for any other token."""
    _, _, token = request.headers.get("Authorization", "").partition(" ")
    return state.derived_tokens.get(token.strip())


def app(request: Request, state: State) -> App | None:
    """Return the App that a token is of; `None` without one."""
    _, _, token = request.headers.get("Authorization", "").partition(" ")
    return state.app_of(token.strip())


async def body(request: Request) -> Any:
    """Read and parse the body."""
    too_large = errors.Refusal(413, "Request Entity Too Large")
    invalid = errors.Refusal(400, "Problems parsing JSON")
    return await read_json(request, limit=_LARGEST_BODY, too_large=too_large, invalid=invalid)
