"""The configuration that the Management API manages.

The sandbox's own applications and API are not in it: they need no setting up. What is created here
signs people in as well, as far as it was set up (`registered.py`). It starts with what a person
has to create by hand: a connection to GitHub, the active My Account API, and one second factor.
"""

import secrets
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.sandbox.auth0.management.errors import ManagementRefusal, invalid
from aegis_cli.sandbox.auth0.management.schemas import (
    CLIENT,
    CONNECTION,
    GRANT,
    SERVER,
    ResourceKind,
)
from aegis_cli.sandbox.github.world.registered_apps import App

Resource = dict[str, Any]

_ME = ("create", "read", "delete")
_FACTORS = (
    "sms",
    "push-notification",
    "otp",
    "email",
    "duo",
    "webauthn-roaming",
    "webauthn-platform",
    "recovery-code",
)


@dataclass(slots=True)
class TenantSettings:
    """The resources of a tenant, by kind and id."""

    issuer: str
    app: App = field(default_factory=App)
    """The GitHub App behind the connection that is there from the start."""
    servers: dict[str, Resource] = field(default_factory=dict)
    clients: dict[str, Resource] = field(default_factory=dict)
    grants: dict[str, Resource] = field(default_factory=dict)
    connections: dict[str, Resource] = field(default_factory=dict)
    enabled: dict[str, list[str]] = field(default_factory=dict)
    """Client ids for each connection."""
    actions: dict[str, Resource] = field(default_factory=dict)
    bound: list[tuple[str, str]] = field(default_factory=list)
    """Ids and display names of the Actions that run after a login."""
    users: dict[str, Resource] = field(default_factory=dict)
    """The people who have signed in, by their ids."""
    permissions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What each of them was given: the identifier of an API, and a permission of it."""
    flags: Resource = field(default_factory=lambda: {"customize_mfa_in_postlogin_action": False})
    """The settings of the whole tenant."""
    factors: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(_FACTORS, False))
    """The second factors, by Auth0's names, and whether each is switched on."""
    now: Callable[[], float] = time.monotonic
    builds_for: float = 0.0
    """Seconds that Auth0 takes at least to build an Action."""
    begun: dict[str, float] = field(default_factory=dict)
    """When the build of each Action began."""
    unknown_fields: frozenset[str] = frozenset()
    """Fields of an API that this tenant refuses, since no schema has them."""
    makes_system_apis: bool = True
    """Whether a request can make the My Account API."""
    has_quirk: bool = True
    """Whether the next client grant of a quirk token is stored as another kind."""

    def __post_init__(self) -> None:
        """Create what only a person can create."""
        self.add(SERVER, {"identifier": f"{self.issuer}me/"})
        self.factors["otp"] = True
        options = {"client_id": self.app.client_id, "client_secret": self.app.client_secret}
        self.add(CONNECTION, {"name": "github", "strategy": "github", "options": options})

    def add(self, kind: ResourceKind, body: Resource, *, quirk: bool = False) -> Resource:
        """Create a resource; with the quirk, the first client grant is stored as another kind."""
        is_me = kind is SERVER and body["identifier"] == f"{self.issuer}me/"
        system = self._my_account() if is_me else {}
        resource = {**deepcopy(dict(kind.defaults)), **system, **body}
        for name in self.unknown_fields & resource.keys():
            del resource[name]
        self.check(kind, resource)
        others = self.all(kind).values()
        if kind.unique and any(all(o[n] == resource[n] for n in kind.unique) for o in others):
            code = f"{kind.key.removesuffix('s')}_conflict"
            raise ManagementRefusal(409, kind.taken.format_map(resource), code)
        if kind is CLIENT:
            resource["client_secret"] = secrets.token_urlsafe(48)
        if kind is GRANT and quirk and self.has_quirk:
            self.has_quirk = False
            resource["subject_type"] = "client"
        resource_id = secrets.token_hex(12)
        self.all(kind)[resource_id] = {kind.id: resource_id, **resource}
        return self.all(kind)[resource_id]

    def _my_account(self) -> Resource:
        """Return what Auth0 gives the My Account API, whoever makes it."""
        if not self.makes_system_apis:
            raise ManagementRefusal(400, "System APIs cannot be created", "invalid_body")
        scopes = [{"value": f"{verb}:me:connected_accounts"} for verb in _ME]
        return {"name": "Auth0 My Account API", "is_system": True, "scopes": scopes}

    def all(self, kind: ResourceKind) -> dict[str, Resource]:
        """Return all resources of a kind, by their ids."""
        resources: dict[str, Resource] = getattr(self, kind.name)
        return resources

    def check(self, kind: ResourceKind, resource: Resource) -> None:
        """Refuse a resource that does not go with itself or with another one."""
        knows_web = kind is SERVER and "token_lifetime_for_web" not in self.unknown_fields
        if knows_web and resource["token_lifetime_for_web"] > resource["token_lifetime"]:
            raise invalid("token_lifetime_for_web cannot be greater than token_lifetime")
        linked = resource.get("resource_server_identifier") if kind is CLIENT else None
        if kind is CLIENT and (linked is None) == (resource.get("app_type") == "resource_server"):
            raise invalid("resource_server_identifier belongs to app_type resource_server")
        if kind is GRANT and resource["client_id"] not in self.clients:
            raise ManagementRefusal(404, "The client does not exist", "inexistent_client")
        audience = resource["audience"] if kind is GRANT else linked
        if audience is not None and not self.has_audience(audience):
            message = f"No resource server was found with the audience {audience}"
            raise ManagementRefusal(404, message, "inexistent_resource_server")

    def has_audience(self, identifier: str) -> bool:
        """Return whether the API exists."""
        return self.server(identifier) is not None

    def server(self, identifier: str) -> Resource | None:
        """Return the API with this identifier, if it exists."""
        servers = self.servers.values()
        return next((server for server in servers if server["identifier"] == identifier), None)

    def connection(self, name: str) -> Resource | None:
        """Return the connection with this name, if it exists."""
        return next((each for each in self.connections.values() if each["name"] == name), None)

    def signed_in(self, person: Resource, connection: str) -> None:
        """Store a person who signs in for the first time, as Auth0 does."""
        user_id = person["sub"]
        provider, _, own_id = user_id.partition("|")
        identity = {"connection": connection, "provider": provider, "user_id": own_id}
        profile = {name: value for name, value in person.items() if name != "sub"}
        user = {"user_id": user_id, **profile, "identities": [{**identity, "isSocial": True}]}
        self.users.setdefault(user_id, user)
