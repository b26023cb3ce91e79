"""The fields that the body of a resource may have, and their types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from aegis_cli.sandbox.auth0.management.errors import invalid

_Text = Annotated[str, Field(min_length=1)]
_Seconds = Annotated[int, Field(ge=0, le=2_592_000)]


class _Object(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Scope(_Object):
    value: str
    description: str = ""


class _Trigger(_Object):
    id: str
    version: str


class _Rule(_Object):
    policy: Literal["allow_all", "deny_all", "require_client_grant"]


class _ConnectedAccounts(_Object):
    active: bool


class _EnabledClient(_Object):
    client_id: str
    status: bool


class _Ref(_Object):
    type: Literal["action_id"]
    value: str


class _Binding(_Object):
    ref: _Ref
    display_name: str


class _Bindings(BaseModel):
    bindings: list[_Binding]


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of one kind of body."""

    fields: Mapping[str, Any]
    required: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    """Fields that are set when a resource is created, and cannot be changed."""

    def created(self, body: Any) -> dict[str, Any]:
        """Check the body of a new resource."""
        checked = self._checked(body, self.fields)
        for name in self.required:
            if name not in checked:
                raise invalid(f"Missing required property: {name}")
        return checked

    def changed(self, body: Any) -> dict[str, Any]:
        """Check the body of a change."""
        allowed = {name: kind for name, kind in self.fields.items() if name not in self.once}
        return self._checked(body, allowed)

    def _checked(self, body: Any, allowed: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(body, dict):
            raise invalid("Expected type object")
        for name, value in body.items():
            if name not in allowed:
                raise invalid(f"Additional properties not allowed: {name}")
            if not _fits(value, allowed[name]):
                raise invalid(f"Invalid value on property {name}")
        return dict(body)


SERVER = Schema(
    {
        "name": _Text,
        "identifier": _Text,
        "signing_alg": Literal["RS256", "HS256", "PS256"],
        "token_lifetime": _Seconds,
        "token_lifetime_for_web": _Seconds,
        "enforce_policies": bool,
        "allow_offline_access": bool,
        "token_dialect": Literal[
            "access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"
        ],
        "subject_type_authorization": dict[Literal["user", "client"], _Rule],
        "scopes": list[_Scope],
    },
    required=("identifier",),
    once=("identifier",),
)
CLIENT = Schema(
    {
        "name": _Text,
        "app_type": Literal["native", "spa", "regular_web", "non_interactive", "resource_server"],
        "resource_server_identifier": _Text,
        "token_endpoint_auth_method": Literal["none", "client_secret_post", "client_secret_basic"],
        "oidc_conformant": bool,
        "is_first_party": bool,
        "grant_types": list[_Text],
        "callbacks": list[_Text],
    },
    required=("name",),
    once=("resource_server_identifier",),
)
GRANT = Schema(
    {
        "client_id": _Text,
        "audience": _Text,
        "scope": list[_Text],
        "subject_type": Literal["client", "user"],
    },
    required=("client_id", "audience"),
    once=("client_id", "audience", "subject_type"),
)
CONNECTION = Schema(
    {"name": _Text, "strategy": _Text, "connected_accounts": _ConnectedAccounts},
    required=("name", "strategy"),
    once=("name", "strategy"),
)
ACTION = Schema(
    {
        "name": _Text,
        "supported_triggers": list[_Trigger],
        "code": _Text,
        "runtime": Literal["node18", "node22"],
    },
    required=("name", "supported_triggers"),
)


def enabled_clients(body: Any) -> list[tuple[str, bool]]:
    """Return the clients for which a connection is switched on or off."""
    if not body or not _fits(body, list[_EnabledClient]):
        raise invalid("Expected an array of client_id and status")
    return [(item["client_id"], item["status"]) for item in body]


def bindings(body: Any) -> list[tuple[str, str]]:
    """Return the ids and display names of the Actions that a trigger is to run."""
    if not _fits(body, _Bindings):
        raise invalid("Expected bindings with a ref and a display_name")
    return [(item["ref"]["value"], item["display_name"]) for item in body["bindings"]]


def _fits(value: Any, kind: Any) -> bool:
    try:
        TypeAdapter(kind).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True
