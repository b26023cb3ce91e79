"""The functions of GitHub's provider, above all other modules; each imports its own needs.

`provider` names these functions, and imports this module when one of them is called first.
"""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.app_registration import Registration
from aegis_cli.actions.provider.derived_token import NotNarrowed
from aegis_cli.actions.provider.performed import ProviderClient
from aegis_cli.core.http import is_loopback
from aegis_cli.errors import AegisError
from aegis_cli.providers.github.provider import web_host
from aegis_cli.providers.github.token_reach import PlanReach, TokenReach


def client() -> ProviderClient:
    """Return what performs actions."""
    from aegis_cli.providers.github.client import perform_action
    from aegis_cli.providers.github.comparison import compare
    from aegis_cli.providers.github.pauses import pause
    from aegis_cli.providers.github.replaced import changes

    return ProviderClient(perform_action, compare, changes, pause)


def bind_me() -> Action[Any]:
    """Make the read that says who `@me` is."""
    from aegis_cli.providers.github.nouns.context.users import GetMe

    return GetMe()


def show_place(name: str) -> Action[Any]:
    """Make the read that shows a repository."""
    from aegis_cli.providers.github.nouns.repos.repos import GetRepo

    return GetRepo(repo=name)


def reachable() -> Action[Any]:
    """Make the read that lists what the person can reach."""
    from aegis_cli.providers.github.nouns.repos.repos import ListMyRepos

    return ListMyRepos(limit=100)  # as many as a page has


def absent(action: Action[Any]) -> AegisError | None:
    """Make the error of what is not there in a repository that the person can reach."""
    from aegis_cli.providers.github.errors import absent as absent_from

    return absent_from(action)


def other_kind(action: Action[Any]) -> Action[Any] | None:
    """Return the same action on an issue in place of a pull request, or the other way round."""
    from aegis_cli.providers.github.other_kind import of_other_kind

    return of_other_kind(action)


def page(action: Action[Any], base: str) -> str | None:
    """Return the web page of what a call is about; `None` if there is none."""
    from aegis_cli.providers.github.pages import path_of

    path = path_of(action)
    return f"https://{web_host(base)}{path}" if path and not is_loopback(base) else None


def is_page(action: Action[Any], path: str) -> bool:
    """Tell whether a path is that of a page of what a call is about."""
    from aegis_cli.providers.github.pages import has_shape_of_page

    return has_shape_of_page(action, path)


def reach(calls: tuple[Call, ...]) -> PlanReach | NotNarrowed:
    """Return what the token of a plan must reach, or why no derived token would do."""
    from aegis_cli.providers.github.narrowing import plan_reach

    return plan_reach(calls)


def wider_reach(call: Call, permission: str) -> TokenReach | None:
    """Return what a token for one call must reach with one permission more."""
    from aegis_cli.providers.github.narrowing import wider_reach

    return wider_reach(call, permission)


def registration() -> Registration:
    """Return what makes an App."""
    from aegis_cli.providers.github import app_manifest
    from aegis_cli.providers.github.app_conversion import convert, find_owner
    from aegis_cli.providers.github.app_permissions import PROFILES

    return Registration(
        profiles=tuple(each.name for each in PROFILES),
        usual="maintainer",
        printed=app_manifest.instructions,
        data=app_manifest.data,
        find_owner=find_owner,
        form=app_manifest.form,
        convert=convert,
        differences=app_manifest.differences,
        shown=app_manifest.describe_app,
        pages=app_manifest.pages,
        apps_page=app_manifest.apps_page,
        by_hand=app_manifest.by_hand,
        gaps=app_manifest.gaps,
        permission_pages=app_manifest.permission_pages,
    )
