"""Asks GitHub where the App of a token is installed, and whether the token can be narrowed."""

from collections.abc import Iterator, Mapping
from typing import Any

from aegis_cli.actions.provider.derived_token import AppGrant, Inspection
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.providers.github.derivation import belongs_to
from aegis_cli.providers.github.rest import HEADERS, body_of
from aegis_cli.providers.github.token_reach import wrong_kind

_MOST = 100
"""Installations on one page; nobody has so many that this matters."""

NOT_GIVEN = "AEGIS_GITHUB_APP_CLIENT_ID and AEGIS_GITHUB_APP_CLIENT_SECRET are not set."


def inspect(app: ProviderApp | None, base: str, token: Secret) -> Flow[Inspection]:
    """Ask GitHub about a token."""
    told = yield from _installations(base, token)
    hindrance = yield from _hindrance(app, base, token)
    count = told.get("total_count")
    is_count = type(count) is int and count >= 0
    return Inspection(count if is_count else None, hindrance, (*_grants(told),))


def _grants(told: Mapping[str, Any]) -> Iterator[AppGrant]:
    """Yield each installation that is described as a whole."""
    listed = told.get("installations")
    for each in listed if isinstance(listed, list) else ():
        match each:
            case {
                "account": {"login": str(login)},
                "app_slug": str(slug),
                "permissions": {**permissions},
            } if all(isinstance(level, str) for level in permissions.values()):
                held = {str(key): str(level) for key, level in permissions.items()}
                page = str(each.get("html_url") or "")
                yield AppGrant(login, slug, page, tuple(sorted(held.items())))


def _installations(base: str, token: Secret) -> Flow[Mapping[str, Any]]:
    """Source: docs.github.com/rest/apps/installations, "List app installations accessible"."""
    request = Request(
        "GET",
        base,
        "/user/installations",
        query=(("per_page", str(_MOST)),),
        bearer=token,
        headers=HEADERS,
    )
    answer = yield request
    return body_of(answer) if isinstance(answer, Response) and answer.ok else {}


def _hindrance(app: ProviderApp | None, base: str, token: Secret) -> Flow[str | None]:
    hindrance = wrong_kind(token)
    if hindrance is not None or app is None:
        return hindrance or NOT_GIVEN
    try:
        is_ours = yield from belongs_to(app, base, token)
    except AegisError as error:
        return error.message
    return None if is_ours else "GitHub does not know the token as one of this GitHub App."
