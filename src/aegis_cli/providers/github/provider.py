"""GitHub, as the rest of aegis reaches it; its parts are imported when they are first asked for."""

from typing import Any

from aegis_cli.actions.provider.provider import Provider, parts_of
from aegis_cli.core.http import is_loopback, split_url
from aegis_cli.providers.github.repositories import REPOSITORY

PER_PAGE = 100
"""The items of the largest page that a list can ask for."""


def web_host(base: str) -> str:
    """Return the host of the web pages, by the root of the API."""
    if is_loopback(base):
        return "github.com"
    parts = split_url(base)
    return ((parts.hostname if parts else "") or "").removeprefix("api.")


def uploads_base(base: str) -> str:
    """Return where files are uploaded to, by the root of the API: the one other origin of a token.

    NOTE: never what an answer says (`upload_url`): whoever could change one would get the token.
    Source: docs.github.com, "Upload a release asset", of github.com and data residency.
    """
    scheme, _, host = base.partition("://")
    if host.startswith("api."):
        return f"{scheme}://uploads.{host.removeprefix('api.')}"
    return f"{base}/api/uploads"


def refused_base(base: str) -> str:
    """Say that a root of the API is that of a GitHub Enterprise Server; "" of any other."""
    if not base.rstrip("/").endswith("/api/v3"):
        return ""
    return (
        "a GitHub Enterprise Server, for which aegis is not made; it works with github.com and "
        "with GitHub Enterprise Cloud (https://api.SUBDOMAIN.ghe.com)"
    )


_part = parts_of("aegis_cli.providers.github")


GITHUB: Provider[Any] = Provider(
    name="github",
    title="GitHub",
    connection="github",
    base="https://api.github.com",
    install="https://github.com/apps/NAME/installations/new",
    renewal="use a GitHub App with expiring user tokens",
    renewal_steps=(
        ", not an OAuth App: in the App's settings at GitHub, under Optional features, opt in to "
        '"User-to-server token expiration"'
    ),
    revoke="https://github.com/settings/apps/authorizations",
    places=REPOSITORY,
    web_host=web_host,
    refused_base=refused_base,
    page=_part("page"),
    is_page=_part("is_page"),
    client=_part("client"),
    bind_me=_part("bind_me"),
    token_side=parts_of("aegis_cli.providers.github", "token_side")("token_side"),
    uploads=uploads_base,
    reach=_part("reach"),
    wider_reach=_part("wider_reach"),
    paging=("per_page", PER_PAGE),
    show_place=_part("show_place"),
    registration=_part("registration"),
    door_program=parts_of("aegis_cli.providers.github.gh_door", "gh_folder")("door_program"),
    push_sheet=parts_of("aegis_cli.providers.github", "push_sheet")("sheet_of"),
    reachable=_part("reachable"),
    absent=_part("absent"),
    # An id of the GraphQL API is never given: aegis reads it itself before a write.
    asides=(("node_id",), ("labels", "color"), ("labels", "description")),
    other_kind=_part("other_kind"),
)

PROVIDER = GITHUB
"""What the catalogue finds here, as in the package of every provider."""
