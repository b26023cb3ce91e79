"""Asks GitHub where the App of a token is installed, and whether the token can be narrowed."""

from aegis_cli.actions.derived_token import Inspection
from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.providers.github.client import HEADERS
from aegis_cli.providers.github.derivation import belongs_to
from aegis_cli.providers.github.errors import body_of
from aegis_cli.providers.github.narrowing import wrong_kind

NOT_GIVEN = "AEGIS_GITHUB_APP_CLIENT_ID and AEGIS_GITHUB_APP_CLIENT_SECRET are not set."


def inspect(app: ProviderApp | None, base: str, token: Secret) -> Flow[Inspection]:
    """Ask GitHub about a token."""
    installations = yield from _installations(base, token)
    hindrance = yield from _hindrance(app, base, token)
    return Inspection(installations, hindrance)


def _installations(base: str, token: Secret) -> Flow[int | None]:
    """Source: docs.github.com/rest/apps/installations, "List app installations accessible"."""
    request = Request(
        "GET",
        base,
        "/user/installations",
        query=(("per_page", "1"),),
        bearer=token,
        headers=HEADERS,
    )
    answer = yield request
    if not isinstance(answer, Response) or not answer.ok:
        return None
    count = body_of(answer).get("total_count")
    return count if type(count) is int and count >= 0 else None


def _hindrance(app: ProviderApp | None, base: str, token: Secret) -> Flow[str | None]:
    hindrance = wrong_kind(token)
    if hindrance is not None or app is None:
        return hindrance or NOT_GIVEN
    try:
        is_ours = yield from belongs_to(app, base, token)
    except AegisError as error:
        return error.message
    return None if is_ours else "GitHub does not know the token as one of this GitHub App."
