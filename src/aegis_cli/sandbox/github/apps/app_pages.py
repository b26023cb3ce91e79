"""GitHub's pages for Apps, as far as setting up aegis needs them: make one, change it, install it.

Mona is logged in in the browser. The addresses are GitHub's; those of the forms are of here.
Sources: docs.github.com, "Registering a GitHub App from a manifest", "Modifying a GitHub App
registration", "Managing private keys for GitHub Apps", "Installing your own GitHub App".
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aegis_cli.sandbox.auth0.answers import PageError, callback_url, read_answer, send_back
from aegis_cli.sandbox.auth0.pages import page
from aegis_cli.sandbox.auth0.wire import read_parameters
from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.apps.app_manifest import (
    InvalidManifest,
    checked_manifest,
    register,
    slug_of,
    with_new_key,
)
from aegis_cli.sandbox.github.description.described import (
    LEVELS,
    levels_by_permission,
    permissions_of_all,
)
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.registered_apps import App
from aegis_cli.sandbox.github.world.world import World
from aegis_cli.sandbox.state import Issued, State

_NOT_THERE = "This is not the web page you are looking for."
_CHANGES = {"secret": "secret", "key": "key", "delete": "delete"}


@dataclass(frozen=True, slots=True)
class AppDesk:
    """What the pages show and change."""

    state: State
    world: World

    def owner(self, login: str) -> Person:
        """Return the account that is to own an App; one that is not the person's is not there."""
        person = self.world.person(login)
        if person is None or not self._is_of(person):
            raise not_there()
        return person

    def app(self, slug: str) -> App:
        """Return an App by its name in addresses."""
        found = [each for each in self.state.apps.values() if each.slug == slug]
        if not found:
            raise not_there()
        return found[0]

    def own_app(self, slug: str) -> App:
        """Return an App of the person's, or of an organization of theirs."""
        app = self.app(slug)
        self.owner(app.owner)
        return app

    def _is_of(self, account: Person) -> bool:
        return account == self.world.me or self.world.is_member(self.world.me, account)


def not_there() -> PageError:
    """Return the page for what does not exist."""
    return PageError(_NOT_THERE, HTTPStatus.NOT_FOUND, title="404")


def routes(desk: AppDesk) -> list[Route]:
    """Return the routes of the pages."""
    return [
        Route(path, partial(handler, desk), methods=[method])
        for method, path, handler in (
            ("GET", "/settings/apps/new", _unwritten),
            ("POST", "/settings/apps/new", _offer),
            ("POST", "/organizations/{org}/settings/apps/new", _offer),
            ("POST", "/settings/apps", _create),
            ("GET", "/settings/apps/{slug}/permissions", _permissions),
            ("POST", "/settings/apps/{slug}/permissions", _permit),
            ("GET", "/organizations/{org}/settings/apps/{slug}/permissions", _permissions),
            ("GET", "/settings/apps/{slug}", _settings),
            ("POST", "/settings/apps/{slug}", _change),
            ("GET", "/organizations/{org}/settings/apps/{slug}", _settings),
            ("GET", "/apps/{slug}/installations/new", _offer_installation),
            ("POST", "/apps/{slug}/installations/new", _install),
            ("POST", "/settings/installations/{number}", _accept),
        )
    ]


async def _offer(desk: AppDesk, request: Request) -> Response:
    """Show what a manifest would make, and ask for its name."""
    owner = desk.owner(request.path_params.get("org", desk.world.me.login))
    sent = await read_parameters(request)
    try:
        manifest = checked_manifest(sent.get("manifest", ""))
    except InvalidManifest as problem:
        message = f"Invalid GitHub App configuration: this is no valid manifest. {problem}"
        raise PageError(message, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    return page(
        "new_app",
        leads_to=manifest.get("redirect_url", ""),
        owner=owner.login,
        app=manifest.get("name", ""),
        asked=_permission_list(manifest.get("default_permissions", {})),
        manifest=json.dumps(manifest),
        state=request.query_params.get("state", ""),
    )


async def _unwritten(_desk: AppDesk, _request: Request) -> Response:
    message = "Nobody wrote the form for an App without a manifest for the sandbox."
    raise PageError(message, HTTPStatus.NOT_IMPLEMENTED)


async def _create(desk: AppDesk, request: Request) -> Response:
    """Make the App, and send the browser back with the code of its manifest."""
    form, _ = await read_answer(request, {"create": True})
    manifest = checked_manifest(form["manifest"])
    owner, name = desk.owner(form["owner"]), form.get("name", "")
    taken = {each.slug for each in desk.state.apps.values()}
    if not slug_of(name) or slug_of(name) in taken:
        message = f"The name {name!r} is already taken."
        raise PageError(message, HTTPStatus.UNPROCESSABLE_ENTITY)
    code = register(desk.state, manifest, name=name, owner=owner.login)
    return send_back(callback_url(manifest["redirect_url"], {"code": code}, form.get("state", "")))


async def _settings(desk: AppDesk, request: Request) -> Response:
    return _page(desk.own_app(request.path_params["slug"]))


def _page(app: App, news: str = "") -> Response:
    return page(
        "app_settings",
        slug=app.slug,
        app=app.name,
        owner=app.owner,
        client_id=app.client_id,
        callbacks=", ".join(app.callback_urls),
        keys=", ".join(app.keys),
        news=news,
    )


async def _change(desk: AppDesk, request: Request) -> Response:
    """Make a client secret or a private key, or delete a key; an App keeps one at least."""
    form, what = await read_answer(request, _CHANGES)
    app = desk.own_app(request.path_params["slug"])
    if what == "key":
        return _page(with_new_key(desk.state, app.client_id), "The key was downloaded.")
    if what == "secret":
        added = desk.state.hand_out(Issued.APP_SECRET, secrets.token_hex(20))
        desk.state.register(replace(app, more_secrets=(*app.more_secrets, added)))
        return _page(app, f"Make sure to copy your new client secret now: {added}")
    left = tuple(key for key in app.keys if key != form.get("key"))
    if not left:
        message = "You cannot delete your only private key. Generate a new one first."
        raise PageError(message, HTTPStatus.UNPROCESSABLE_ENTITY)
    desk.state.register(replace(app, keys=left))
    return _page(desk.own_app(app.slug), "The key was deleted.")


async def _permissions(desk: AppDesk, request: Request) -> Response:
    app = desk.own_app(request.path_params["slug"])
    return page("app_permissions", slug=app.slug, held=_permission_list(app.permissions))


async def _permit(desk: AppDesk, request: Request) -> Response:
    """Change what an App asks for; where it is installed, somebody has to accept that."""
    form, _ = await read_answer(request, {"save": True})
    app = desk.own_app(request.path_params["slug"])
    changed = {name: level for name, level in form.items() if name != "action"}
    # The page has some that no manifest can name: they are read or written, and no more.
    levels = dict.fromkeys(permissions_of_all(), LEVELS[:2]) | levels_by_permission()
    if not all(level in levels.get(name, ()) for name, level in changed.items()):
        raise PageError("There is no such permission.", HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = {**app.permissions, **changed}
    desk.state.register(replace(app, permissions=wanted))
    return page("app_permissions", slug=app.slug, held=_permission_list(wanted))


async def _offer_installation(desk: AppDesk, request: Request) -> Response:
    app = desk.app(request.path_params["slug"])
    return page("install_app", slug=app.slug, app=app.name, asked=_permission_list(app.permissions))


async def _install(desk: AppDesk, request: Request) -> Response:
    """Install an App on all repositories of an account; a private App only on that of its owner."""
    form, _ = await read_answer(request, {"install": True})
    app = desk.app(request.path_params["slug"])
    account = desk.owner(form.get("account", app.owner)).login
    if not app.is_public and account != app.owner:
        raise not_there()
    return _complete_install(desk, app, account)


def _complete_install(desk: AppDesk, app: App, account: str) -> Response:
    installations = {**app.installations, account: dict(app.permissions)}
    desk.state.register(replace(app, installations=installations))
    return page("installed_app", app=app.name, account=account)


async def _accept(desk: AppDesk, request: Request) -> Response:
    """Accept what an App asks for by now, where it is installed."""
    await read_answer(request, {"accept": True})
    for app in desk.state.apps.values():
        for login in app.installations:
            person = errors.present(desk.world.person(login))
            if str(person.id + app.id) == request.path_params["number"]:
                return _complete_install(desk, app, desk.owner(login).login)
    raise not_there()


def _permission_list(permissions: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {level}" for name, level in permissions.items()) or "nothing"
