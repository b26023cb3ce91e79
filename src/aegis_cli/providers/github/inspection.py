"""Asks GitHub where the App of a token is installed, and whether the token can be narrowed."""

from dataclasses import dataclass

from aegis_cli.core.flow import Flow
from aegis_cli.core.http import Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError
from aegis_cli.oauth.exchange import ProviderApp
from aegis_cli.providers.github.client import HEADERS
from aegis_cli.providers.github.derivation import belongs_to
from aegis_cli.providers.github.errors import body_of
from aegis_cli.providers.github.narrowing import APPS_USER_TOKEN, kind_of

NOT_GIVEN = "AEGIS_GITHUB_APP_CLIENT_ID and AEGIS_GITHUB_APP_CLIENT_SECRET are not set."


@dataclass(frozen=True, slots=True)
class Inspection:
    """What GitHub says of a token."""

    installations: int | None
    """How many installations of the App the person can reach; `None` if GitHub did not say."""
    hindrance: str | None
    """Why no token for one plan can be derived from this one; `None` if one can."""


def inspect(app: ProviderApp | None, base: str, token: Secret) -> Flow[Inspection]:
    """Ask GitHub about a token."""
    installations = yield from _installations(base, token)
    hindrance = yield from _hindrance(app, base, token)
    return Inspection(installations, hindrance)


def wrong_kind(token: Secret) -> str | None:
    """Say why no token can be derived from a token of this kind; `None` if one can."""
    kind = kind_of(token)
    if kind == APPS_USER_TOKEN:
        return None
    return f"Only the token of a GitHub App ({APPS_USER_TOKEN}) can be narrowed; this is {kind}."


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
