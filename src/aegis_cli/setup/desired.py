"""What an Auth0 tenant needs for aegis, as literal data; the reasons are in docs/auth0.md."""

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aegis_cli.core.http import is_safe_url, split_url
from aegis_cli.errors import Code, UsageError
from aegis_cli.oauth import authorization, connected_accounts, device, exchange, refresh
from aegis_cli.oauth.pkce import CALLBACKS

ME_SCOPES = (connected_accounts.CREATE, connected_accounts.READ, connected_accounts.DELETE)

TOKEN_LIFETIME = 600
"""Seconds; an access token cannot be revoked."""

AUTH_TIME = "https://aegis/auth_time"
"""The claim that the Actions add; Auth0 lets no Action add a plain `auth_time`."""

TRIGGER = "post-login"
ASK, CLAIM = "aegis step-up", "aegis step-up claims"
"""Two Actions, in this order: Auth0 runs the second after the person answered the first."""

_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?")


def text_of(name: str) -> str:
    """Return the text of a file beside this one."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


_TENANT = tomllib.loads(text_of("tenant.toml"))
API_FIELDS: dict[str, Any] = _TENANT["api"]
TENANT_FIELDS: dict[str, Any] = _TENANT["tenant"]
CONNECTED: dict[str, Any] = _TENANT["connection"]
CONNECTED_ONLY: dict[str, Any] = _TENANT["connected_only"]
FACTORS: dict[str, str] = _TENANT["factors"]
"""The values that the Action may ask for, by their names in the Management API."""
NATIVE_FIELDS: dict[str, Any] = _TENANT["native"]
SCOPES: dict[str, str] = _TENANT["scopes"]
LEVELS = {name.removeprefix("aegis:"): tuple(SCOPES)[: at + 1] for at, name in enumerate(SCOPES)}
"""The permissions of a person who may read, write, or administer; each has those before it."""
PERMISSIONS: list[str] = _TENANT["management"]["permissions"]
"""What the Management API token must be allowed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A tenant as it should be."""

    base: str
    """The address, without a trailing slash."""
    audience: str
    """The identifier of the API."""
    connection: str
    """The name of the connection to the provider."""
    code: str
    """The post-login Action."""
    maker: str = "github"
    """What follows `aegis setup` to mean the command that makes the connection."""
    connection_fields: Mapping[str, Any] = field(default_factory=lambda: CONNECTED)
    """What the connection is to have."""
    connection_options: Mapping[str, Any] = field(default_factory=dict)
    """Those of its options that a connection that is there is to have, too."""
    client_id: str = ""
    """The native application, if a setting names one."""
    vault_client_id: str = ""
    """The Custom API Client, if a setting names one."""
    person: str = ""
    """The login of somebody who is to get permissions; "" for nobody."""
    permissions: tuple[str, ...] = ()
    """The permissions that the person is to get."""

    @property
    def me(self) -> str:
        """The identifier of the My Account API."""
        return f"{self.base}/me/"

    @property
    def host(self) -> str:
        """What a person types to name the tenant."""
        return self.base.removeprefix("https://")

    @property
    def typed(self) -> str:
        """What a person types behind `aegis setup …` to mean this tenant and this API."""
        usual = self.audience == usual_audience(self.base)
        return self.host if usual else f"{self.host} --audience {shlex.quote(self.audience)}"


def api(wanted: Wanted) -> dict[str, Any]:
    """Return the API as it is created."""
    return {
        "name": "aegis",
        "identifier": wanted.audience,
        **API_FIELDS,
        "token_lifetime": TOKEN_LIFETIME,
        "token_lifetime_for_web": TOKEN_LIFETIME,
        "scopes": [{"value": name, "description": says} for name, says in SCOPES.items()],
    }


def my_account(wanted: Wanted) -> dict[str, Any]:
    """Return the My Account API as it is created; Auth0 knows the rest of it."""
    return {"name": "Auth0 My Account API", "identifier": wanted.me}


NATIVE_LISTS = {
    # The code grant is for a step-up in the browser, and refresh tokens for long sessions.
    "grant_types": (device.GRANT, authorization.GRANT, refresh.GRANT),
    "callbacks": CALLBACKS,
}


def native() -> dict[str, Any]:
    """Return the native application as it is created."""
    lists = {name: list(values) for name, values in NATIVE_LISTS.items()}
    return {"name": "aegis", **NATIVE_FIELDS, **lists}


def vault(wanted: Wanted) -> dict[str, Any]:
    """Return the Custom API Client as it is created; its type and API cannot be changed later."""
    return {
        "name": "aegis vault",
        "app_type": "resource_server",
        "resource_server_identifier": wanted.audience,
        "grant_types": [exchange.GRANT],
    }


def action(name: str, code: str) -> dict[str, Any]:
    """Return one of the two Actions as it is created."""
    return {
        "name": name,
        "supported_triggers": [{"id": TRIGGER, "version": "v3"}],
        "code": code,
        "runtime": "node22",
    }


def base_of(domain: str) -> str:
    """Return the address of a tenant from its domain or issuer; raise `UsageError`."""
    text = domain.strip().rstrip("/")
    url = text if "://" in text else f"https://{text}"
    parts = split_url(url)
    if not is_safe_url(url) or parts is None or not _HOST.fullmatch(url.partition("://")[2]):
        raise UsageError(
            f"{text!r} is not the domain of a tenant.",
            code=Code.BAD_USAGE,
            hint="Write it as in `aegis setup auth0 acme.eu.auth0.com`.",
        )
    return f"{parts.scheme}://{parts.netloc}"


def usual_audience(base: str) -> str:
    """Return the identifier of the API where nobody names one."""
    return f"https://aegis.{base.partition('://')[2]}"


def wanted_of(base: str, values: Mapping[str, str], audience: str) -> Wanted:
    """Return what a tenant needs; settings count only if their issuer is this tenant."""
    if audience.startswith(f"{base}/"):
        # NOTE: the Management API and the My Account API have such identifiers.
        raise UsageError(
            f"{audience!r} belongs to the tenant itself and cannot identify your API.",
            code=Code.BAD_USAGE,
            hint=f"Leave --audience out, for {usual_audience(base)}, or give a URL of your own.",
        )
    known = values if values.get("issuer", "").rstrip("/") == base else {}
    return Wanted(
        base=base,
        audience=audience or known.get("audience") or usual_audience(base),
        connection=values["connection"],
        code=text_of("post_login.js"),
        client_id=known.get("client_id", ""),
        vault_client_id=known.get("vault_client_id", ""),
    )
