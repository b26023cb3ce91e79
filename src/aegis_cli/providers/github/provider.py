"""GitHub, as the rest of aegis reaches it; its parts are imported when they are first asked for."""

from typing import TYPE_CHECKING, Any

from aegis_cli.actions.provider import Provider

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action
    from aegis_cli.actions.app_registration import Registration
    from aegis_cli.actions.derived_token import Narrowing
    from aegis_cli.actions.performed import ProviderClient
    from aegis_cli.errors import AegisError


def _client() -> "ProviderClient":
    from aegis_cli.actions.performed import ProviderClient
    from aegis_cli.providers.github.client import performed
    from aegis_cli.providers.github.comparison import compare
    from aegis_cli.providers.github.replaced import changes

    return ProviderClient(performed, compare, changes)


def _me() -> "Action[Any]":
    from aegis_cli.providers.github.nouns.context.users import GetMe

    return GetMe()


def _reachable() -> "Action[Any]":
    from aegis_cli.providers.github.nouns.repos.repos import ListMyRepos

    return ListMyRepos(limit=100)  # as many as a page has


def _absent(action: "Action[Any]") -> "AegisError | None":
    from aegis_cli.providers.github.errors import absent

    return absent(action)


def _other_kind(action: "Action[Any]") -> "Action[Any] | None":
    from aegis_cli.providers.github.other_kind import of_other_kind

    return of_other_kind(action)


def _web_host(base: str) -> str:
    from urllib.parse import urlsplit

    from aegis_cli.core.http import is_loopback

    if is_loopback(base):
        return "github.com"
    return (urlsplit(base).hostname or "").removeprefix("api.")


def _page(action: "Action[Any]", base: str) -> str | None:
    from aegis_cli.core.http import is_loopback
    from aegis_cli.providers.github.pages import path_of

    path = path_of(action)
    return f"https://{_web_host(base)}{path}" if path and not is_loopback(base) else None


def _narrowing() -> "Narrowing":
    from aegis_cli.actions.derived_token import Narrowing
    from aegis_cli.providers.github.derivation import delete, narrow
    from aegis_cli.providers.github.inspection import inspect
    from aegis_cli.providers.github.narrowing import kind_of

    return Narrowing(kind_of, narrow, delete, inspect)


def _registration() -> "Registration":
    from aegis_cli.actions.app_registration import Registration
    from aegis_cli.providers.github import app_manifest
    from aegis_cli.providers.github.app_conversion import convert, find_owner
    from aegis_cli.providers.github.app_permissions import PROFILES

    return Registration(
        profiles=tuple(each.name for each in PROFILES),
        usual="maintainer",
        printed=app_manifest.printed,
        data=app_manifest.data,
        find_owner=find_owner,
        form=app_manifest.form,
        convert=convert,
        differences=app_manifest.differences,
        shown=app_manifest.shown,
        pages=app_manifest.pages,
        by_hand=app_manifest.by_hand,
        gaps=app_manifest.gaps,
        permission_pages=app_manifest.permission_pages,
    )


GITHUB = Provider(
    name="github",
    title="GitHub",
    connection="github",
    base="https://api.github.com",
    install="https://github.com/apps/NAME/installations/new",
    revoke="https://github.com/settings/apps/authorizations",
    web_host=_web_host,
    page=_page,
    client=_client,
    bind_me=_me,
    narrowing=_narrowing,
    registration=_registration,
    reachable=_reachable,
    absent=_absent,
    # An id of the GraphQL API is never given: aegis reads it itself before a write.
    asides=(("node_id",), ("labels", "color"), ("labels", "description")),
    other_kind=_other_kind,
)
