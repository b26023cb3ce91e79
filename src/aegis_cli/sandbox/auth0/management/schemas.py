"""Which fields a body may have, and of which kind; what else is in it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.sandbox.auth0.management.errors import invalid

Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 2_592_000  # noqa: PLR2004


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


def _one_of(*values: str) -> Check:
    return lambda value: value in values


def _objects(required: frozenset[str], optional: frozenset[str] = frozenset()) -> Check:
    def check(value: Any) -> bool:
        return isinstance(value, list) and all(
            isinstance(item, dict) and required <= item.keys() <= required | optional
            for item in value
        )

    return check


def _is_policy(value: Any) -> bool:
    kinds = {"user": ("allow_all", "deny_all"), "client": ("allow_all", "deny_all")}
    return isinstance(value, dict) and all(
        kind in kinds
        and isinstance(rule, dict)
        and rule.keys() == {"policy"}
        and rule["policy"] in (*kinds[kind], "require_client_grant")
        for kind, rule in value.items()
    )


def _is_active(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"active"} and _is_flag(value["active"])


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of one kind of body."""

    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    """Fields that can be given when it is created, and never changed."""

    def created(self, body: Any) -> dict[str, Any]:
        """Check what would be created."""
        checked = self._checked(body, self.fields)
        for name in self.required:
            if name not in checked:
                raise invalid(f"Missing required property: {name}")
        return checked

    def changed(self, body: Any) -> dict[str, Any]:
        """Check a change."""
        allowed = {name: check for name, check in self.fields.items() if name not in self.once}
        return self._checked(body, allowed)

    def _checked(self, body: Any, allowed: Mapping[str, Check]) -> dict[str, Any]:
        if not isinstance(body, dict):
            raise invalid("Expected type object")
        for name, value in body.items():
            if name not in allowed:
                raise invalid(f"Additional properties not allowed: {name}")
            if not allowed[name](value):
                raise invalid(f"Invalid value on property {name}")
        return dict(body)


SERVER = Schema(
    {
        "name": _is_text,
        "identifier": _is_text,
        "signing_alg": _one_of("RS256", "HS256", "PS256"),
        "token_lifetime": _is_seconds,
        "token_lifetime_for_web": _is_seconds,
        "enforce_policies": _is_flag,
        "allow_offline_access": _is_flag,
        "token_dialect": _one_of(
            "access_token",
            "access_token_authz",
            "rfc9068_profile",
            "rfc9068_profile_authz",
        ),
        "subject_type_authorization": _is_policy,
        "scopes": _objects(frozenset({"value"}), frozenset({"description"})),
    },
    required=("identifier",),
    once=("identifier",),
)
CLIENT = Schema(
    {
        "name": _is_text,
        "app_type": _one_of("native", "spa", "regular_web", "non_interactive", "resource_server"),
        "resource_server_identifier": _is_text,
        "token_endpoint_auth_method": _one_of("none", "client_secret_post", "client_secret_basic"),
        "oidc_conformant": _is_flag,
        "is_first_party": _is_flag,
        "grant_types": _is_texts,
        "callbacks": _is_texts,
    },
    required=("name",),
    once=("resource_server_identifier",),
)
GRANT = Schema(
    {
        "client_id": _is_text,
        "audience": _is_text,
        "scope": _is_texts,
        "subject_type": _one_of("client", "user"),
    },
    required=("client_id", "audience"),
    once=("client_id", "audience", "subject_type"),
)
CONNECTION = Schema(
    {"name": _is_text, "strategy": _is_text, "connected_accounts": _is_active},
    required=("name", "strategy"),
    once=("name", "strategy"),
)
ACTION = Schema(
    {
        "name": _is_text,
        "supported_triggers": _objects(frozenset({"id", "version"})),
        "code": _is_text,
        "runtime": _one_of("node18", "node22"),
    },
    required=("name", "supported_triggers"),
)


def enabled_clients(body: Any) -> list[tuple[str, bool]]:
    """Check for which clients a connection is switched on or off."""
    if not _objects(frozenset({"client_id", "status"}))(body) or not body:
        raise invalid("Expected an array of client_id and status")
    return [(item["client_id"], item["status"]) for item in body]


def bindings(body: Any) -> list[tuple[str, str]]:
    """Check what a trigger shall run: ids of Actions with their display names."""
    listed = body.get("bindings") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not all(map(_is_binding, listed)):
        raise invalid("Expected bindings with a ref and a display_name")
    return [(item["ref"]["value"], item["display_name"]) for item in listed]


def _is_binding(item: Any) -> bool:
    if not isinstance(item, dict) or item.keys() != {"ref", "display_name"}:
        return False
    ref = item["ref"]
    return isinstance(ref, dict) and ref.keys() == {"type", "value"} and ref["type"] == "action_id"
