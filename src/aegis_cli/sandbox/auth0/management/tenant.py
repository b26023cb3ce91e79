"""What the tenant is set up to be: apart from the tenant that signs people in, which is ready.

It starts as one where only that is done which a person has to do: a connection to GitHub, and
the My Account API, which is active.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from aegis_cli.sandbox.auth0.management.errors import Refused, invalid

Thing = dict[str, Any]

BUILDING = {"status": "building", "all_changes_deployed": False}
"""An Action whose code is new."""

_ME = ("create", "read", "delete")


@dataclass(slots=True)
class Settings:
    """The things of a tenant, by kind and id."""

    issuer: str
    servers: dict[str, Thing] = field(default_factory=dict)
    clients: dict[str, Thing] = field(default_factory=dict)
    grants: dict[str, Thing] = field(default_factory=dict)
    connections: dict[str, Thing] = field(default_factory=dict)
    enabled: dict[str, list[str]] = field(default_factory=dict)
    """Client ids for each connection."""
    actions: dict[str, Thing] = field(default_factory=dict)
    bound: list[tuple[str, str]] = field(default_factory=list)
    """Ids and display names of the Actions that run after a login."""
    has_quirk: bool = True
    """Whether the quirk is still to come, for a token that asks for it."""

    def __post_init__(self) -> None:
        """Do what only a person can do."""
        scopes = [{"value": f"{verb}:me:connected_accounts"} for verb in _ME]
        self.add_server(
            {"name": "Auth0 My Account API", "identifier": f"{self.issuer}me/", "scopes": scopes}
        )
        self.add_connection({"name": "github", "strategy": "github"})

    def add_server(self, body: Thing) -> Thing:
        """Create an API."""
        if any(one["identifier"] == body["identifier"] for one in self.servers.values()):
            said = f"A resource server with identifier {body['identifier']} already exists."
            raise Refused(409, said, "resource_server_conflict")
        lives = {"token_lifetime": 86_400, "token_lifetime_for_web": 7_200}
        defaults = {"signing_alg": "RS256", "enforce_policies": False, "scopes": [], **lives}
        self.check_lifetimes({**defaults, **body})
        return self._kept(self.servers, "id", {**defaults, **body})

    def check_lifetimes(self, server: Thing) -> None:
        """Refuse tokens for pages that outlive the others."""
        if server["token_lifetime_for_web"] > server["token_lifetime"]:
            raise invalid("token_lifetime_for_web cannot be greater than token_lifetime")

    def add_client(self, body: Thing) -> Thing:
        """Create an application; one for an API has to be linked to one that exists."""
        linked = body.get("resource_server_identifier")
        if (linked is not None) != (body.get("app_type") == "resource_server"):
            raise invalid("resource_server_identifier belongs to app_type resource_server")
        if linked is not None and not self.has_audience(linked):
            raise Refused(404, f"No resource server: {linked}", "inexistent_resource_server")
        defaults = {
            "token_endpoint_auth_method": "client_secret_post",
            "oidc_conformant": True,
            "is_first_party": True,
            "grant_types": [],
            "callbacks": [],
        }
        secret = secrets.token_urlsafe(48)
        return self._kept(self.clients, "client_id", {**defaults, **body, "client_secret": secret})

    def add_grant(self, body: Thing, *, quirk: bool) -> Thing:
        """Create a client grant; with the quirk, the first is stored as another kind."""
        if body["client_id"] not in self.clients:
            raise Refused(404, "The client does not exist", "inexistent_client")
        if not self.has_audience(body["audience"]):
            said = f"No resource server was found with the audience {body['audience']}"
            raise Refused(404, said, "inexistent_resource_server")
        grant = {"subject_type": "client", "scope": [], **body}
        key = ("client_id", "audience", "subject_type")
        if any(all(one[name] == grant[name] for name in key) for one in self.grants.values()):
            raise Refused(409, "A client grant already exists for it.", "client_grant_conflict")
        if quirk and self.has_quirk:
            self.has_quirk = False
            grant["subject_type"] = "client"
        return self._kept(self.grants, "id", grant)

    def add_connection(self, body: Thing) -> Thing:
        """Create a connection."""
        if any(one["name"] == body["name"] for one in self.connections.values()):
            raise Refused(409, "A connection with this name already exists", "connection_conflict")
        return self._kept(self.connections, "id", body)

    def add_action(self, body: Thing) -> Thing:
        """Create an Action, which is not yet deployed."""
        if any(one["name"] == body["name"] for one in self.actions.values()):
            raise Refused(409, "An action with this name already exists", "action_conflict")
        return self._kept(self.actions, "id", {**body, **BUILDING})

    def built(self, action: Thing) -> Thing:
        """Show an Action as it is, and have it built by the next look."""
        shown = dict(action)
        if action["status"] == "building":
            action["status"] = "built"
        return shown

    def has_audience(self, identifier: str) -> bool:
        """Tell whether there is such an API."""
        return any(one["identifier"] == identifier for one in self.servers.values())

    def _kept(self, shelf: dict[str, Thing], name: str, thing: Thing) -> Thing:
        thing_id = secrets.token_hex(12)
        shelf[thing_id] = {name: thing_id, **thing}
        return shelf[thing_id]
