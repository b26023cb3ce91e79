"""The configuration that the Management API manages.

It is separate from the tenant that signs people in, which needs no set-up. It starts with what a
person has to create by hand: a connection to GitHub, and the active My Account API.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.sandbox.auth0.management.errors import ManagementRefusal, invalid

Resource = dict[str, Any]

BUILDING = {"status": "building", "all_changes_deployed": False}
"""An Action whose code is new."""

_ME = ("create", "read", "delete")


@dataclass(slots=True)
class TenantSettings:
    """The resources of a tenant, by kind and id."""

    issuer: str
    servers: dict[str, Resource] = field(default_factory=dict)
    clients: dict[str, Resource] = field(default_factory=dict)
    grants: dict[str, Resource] = field(default_factory=dict)
    connections: dict[str, Resource] = field(default_factory=dict)
    enabled: dict[str, list[str]] = field(default_factory=dict)
    """Client ids for each connection."""
    actions: dict[str, Resource] = field(default_factory=dict)
    bound: list[tuple[str, str]] = field(default_factory=list)
    """Ids and display names of the Actions that run after a login."""
    has_quirk: bool = True
    """Whether the next client grant of a quirk token is stored as another kind."""

    def __post_init__(self) -> None:
        """Create what only a person can create."""
        scopes = [{"value": f"{verb}:me:connected_accounts"} for verb in _ME]
        self.add_server(
            {"name": "Auth0 My Account API", "identifier": f"{self.issuer}me/", "scopes": scopes}
        )
        self.add_connection({"name": "github", "strategy": "github"})

    def add_server(self, body: Resource) -> Resource:
        """Create an API."""
        if any(server["identifier"] == body["identifier"] for server in self.servers.values()):
            message = f"A resource server with identifier {body['identifier']} already exists."
            raise ManagementRefusal(409, message, "resource_server_conflict")
        lives = {"token_lifetime": 86_400, "token_lifetime_for_web": 7_200}
        defaults = {"signing_alg": "RS256", "enforce_policies": False, "scopes": [], **lives}
        self.check_lifetimes({**defaults, **body})
        return self._stored(self.servers, "id", {**defaults, **body})

    def check_lifetimes(self, server: Resource) -> None:
        """Refuse tokens for web pages that live longer than other tokens."""
        if server["token_lifetime_for_web"] > server["token_lifetime"]:
            raise invalid("token_lifetime_for_web cannot be greater than token_lifetime")

    def add_client(self, body: Resource) -> Resource:
        """Create an application; one of type `resource_server` needs an API that exists."""
        linked = body.get("resource_server_identifier")
        if (linked is not None) != (body.get("app_type") == "resource_server"):
            raise invalid("resource_server_identifier belongs to app_type resource_server")
        if linked is not None and not self.has_audience(linked):
            raise ManagementRefusal(
                404, f"No resource server: {linked}", "inexistent_resource_server"
            )
        defaults = {
            "token_endpoint_auth_method": "client_secret_post",
            "oidc_conformant": True,
            "is_first_party": True,
            "grant_types": [],
            "callbacks": [],
        }
        secret = secrets.token_urlsafe(48)
        return self._stored(
            self.clients, "client_id", {**defaults, **body, "client_secret": secret}
        )

    def add_grant(self, body: Resource, *, quirk: bool) -> Resource:
        """Create a client grant; with the quirk, the first is stored as another kind."""
        if body["client_id"] not in self.clients:
            raise ManagementRefusal(404, "The client does not exist", "inexistent_client")
        if not self.has_audience(body["audience"]):
            message = f"No resource server was found with the audience {body['audience']}"
            raise ManagementRefusal(404, message, "inexistent_resource_server")
        grant = {"subject_type": "client", "scope": [], **body}
        key = ("client_id", "audience", "subject_type")
        if any(all(other[name] == grant[name] for name in key) for other in self.grants.values()):
            raise ManagementRefusal(
                409, "A client grant already exists for it.", "client_grant_conflict"
            )
        if quirk and self.has_quirk:
            self.has_quirk = False
            grant["subject_type"] = "client"
        return self._stored(self.grants, "id", grant)

    def add_connection(self, body: Resource) -> Resource:
        """Create a connection."""
        if any(other["name"] == body["name"] for other in self.connections.values()):
            raise ManagementRefusal(
                409, "A connection with this name already exists", "connection_conflict"
            )
        return self._stored(self.connections, "id", body)

    def add_action(self, body: Resource) -> Resource:
        """Create an Action, which is not yet deployed."""
        if any(other["name"] == body["name"] for other in self.actions.values()):
            raise ManagementRefusal(
                409, "An action with this name already exists", "action_conflict"
            )
        return self._stored(self.actions, "id", {**body, **BUILDING})

    def built(self, action: Resource) -> Resource:
        """Return an Action as it is, and mark it as built for the next request."""
        shown = dict(action)
        if action["status"] == "building":
            action["status"] = "built"
        return shown

    def has_audience(self, identifier: str) -> bool:
        """Return whether the API exists."""
        return any(server["identifier"] == identifier for server in self.servers.values())

    def _stored(self, store: dict[str, Resource], name: str, resource: Resource) -> Resource:
        resource_id = secrets.token_hex(12)
        store[resource_id] = {name: resource_id, **resource}
        return store[resource_id]
