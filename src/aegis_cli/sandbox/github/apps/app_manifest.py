"""Apps that are made from a manifest: its checks, the App of it, and its one conversion.

Source: docs.github.com, "Registering a GitHub App from a manifest" and "Create a GitHub App from a
manifest". A webhook has to have a URL, switched on or not; without one there is none.
"""

import base64
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import problems
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import simple_user
from aegis_cli.sandbox.github.description.described import APP_PERMISSIONS, schema_named
from aegis_cli.sandbox.github.world.registered_apps import App, ManifestCode
from aegis_cli.sandbox.state import Issued, State

_LIFE = 3600
_LONGEST_NAME = 34
_MOST_CALLBACKS = 10
_TEXTS = ("name", "url", "redirect_url", "setup_url", "description")
_FLAGS = ("public", "request_oauth_on_install", "setup_on_update")
_OTHERS = ("hook_attributes", "callback_urls", "default_permissions", "default_events")


class InvalidManifest(ValueError):
    """A text that is no manifest; its message says why."""


def checked_manifest(text: str) -> dict[str, Any]:
    """Return a manifest; raise `InvalidManifest` for anything else."""
    try:
        manifest = json.loads(text)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise InvalidManifest("it is no JSON object.")
    for problem in _problems(manifest):
        raise InvalidManifest(problem)
    return manifest


def _problems(manifest: Mapping[str, Any]) -> Iterator[str]:
    hook = manifest.get("hook_attributes", {"url": ""})
    if "url" not in manifest or "url" not in hook:
        yield 'Error: "url" wasn\'t supplied.'
    for name, value in manifest.items():
        kind = str if name in _TEXTS else bool if name in _FLAGS else object
        if name not in (*_TEXTS, *_FLAGS, *_OTHERS) or not isinstance(value, kind):
            yield f"{name} is not permitted."
    for url in (manifest.get("redirect_url", "http://x"), *manifest.get("callback_urls", ())):
        if urlsplit(url).scheme not in {"http", "https"}:
            yield f"redirect_url and callback_urls must be URLs, and {url} is none."
    if len(manifest.get("name", "")) > _LONGEST_NAME:
        yield f"name is too long (maximum is {_LONGEST_NAME} characters)."
    if len(manifest.get("callback_urls", ())) > _MOST_CALLBACKS:
        yield f"callback_urls can be {_MOST_CALLBACKS} at most."
    wanted = manifest.get("default_permissions", {})
    yield from map(str, problems(schema_named(APP_PERMISSIONS), wanted, "default_permissions"))


def register(state: State, manifest: Mapping[str, Any], *, name: str, owner: str) -> str:
    """Make the App that a manifest describes, and return the code for its conversion."""
    app = App(
        client_id=f"Iv23li{secrets.token_hex(7)}",
        id=4711 + len(state.apps),
        slug=slug_of(name),
        name=name,
        owner=owner,
        url=manifest["url"],
        permissions=dict(manifest.get("default_permissions", {})),
        callback_urls=(*manifest.get("callback_urls", ()),),
        is_public=manifest.get("public", False),
        installations={},
    )
    state.register(app)
    code = secrets.token_hex(20)
    state.manifest_codes[code] = ManifestCode(app.client_id, state.now() + _LIFE)
    return code


def slug_of(name: str) -> str:
    """Return the name of an App as it stands in addresses."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def convert(call: Call) -> Reply:
    """Answer with an App and its secrets; a code is used up, and ends after an hour."""
    code = call.state.manifest_codes.pop(call.params["code"], None)
    if code is None or code.ends <= call.state.now():
        raise errors.not_found()
    app = with_new_key(call.state, code.client_id)
    owner = errors.present(call.world.person(app.owner))
    return Reply(
        {
            "id": app.id,
            "slug": app.slug,
            "node_id": f"A_{app.id}",
            "client_id": app.client_id,
            "owner": simple_user(call.base, owner),
            "name": app.name,
            "description": None,
            "external_url": app.url,
            "html_url": f"https://github.com/apps/{app.slug}",
            "created_at": call.now,
            "updated_at": call.now,
            "permissions": dict(app.permissions),
            "events": [],
            "client_secret": call.state.hand_out(Issued.APP_SECRET, app.client_secret),
            "webhook_secret": call.state.hand_out(Issued.APP_KEY, secrets.token_hex(20)),
            "pem": call.state.hand_out(Issued.APP_KEY, _pem()),
        },
        201,
    )


def with_new_key(state: State, client_id: str) -> App:
    """Give an App one more private key, and return it."""
    app = state.apps[client_id]
    app = replace(app, keys=(*app.keys, f"SHA256:{secrets.token_urlsafe(32)}"))
    state.register(app)
    return app


def _pem() -> str:
    """Return what looks like a private key: a real one would take a second to make."""
    data = base64.b64encode(secrets.token_bytes(1190)).decode()
    lines = "\n".join(data[at : at + 64] for at in range(0, len(data), 64))
    return f"-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----\n"
