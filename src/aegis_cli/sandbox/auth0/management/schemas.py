"""The kinds of resources, which `kinds.json` describes, and the checks of what is sent for one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.auth0.management.errors import invalid
from aegis_cli.sandbox.engine.schemas import Schemas

_DATA = json.loads(Path(__file__).with_name("kinds.json").read_text(encoding="utf-8"))
_SCHEMAS = Schemas(lambda name: _DATA[name])


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """One kind of resource: where it is, what a body may have, and what a new one has."""

    name: str
    """Where `TenantSettings` keeps them."""
    path: str
    key: str
    """What scopes and pages call them."""
    fields: Mapping[str, Any]
    """The schemas of what a body may have."""
    required: Sequence[str]
    once: Sequence[str] = ()
    """Fields that are set when a resource is created, and cannot be changed."""
    id: str = "id"
    """The field that holds its id."""
    filters: Sequence[str] = ()
    """The fields that a list can be filtered by."""
    unique: Sequence[str] = ()
    """The fields that no two of them share; none where two may be alike."""
    taken: str = ""
    """What is said about a new one that shares them."""
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def check_creation(self, body: Any) -> dict[str, Any]:
        """Check the body of a new resource."""
        checked = self._check(body, self.fields)
        for name in self.required:
            if name not in checked:
                raise invalid(f"Missing required property: {name}")
        return checked

    def check_change(self, body: Any) -> dict[str, Any]:
        """Check the body of a change."""
        allowed = {name: schema for name, schema in self.fields.items() if name not in self.once}
        return self._check(body, allowed)

    def _check(self, body: Any, allowed: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(body, dict):
            raise invalid("Expected type object")
        for name, value in body.items():
            if name not in allowed:
                raise invalid(f"Additional properties not allowed: {name}")
            if not _fits(value, allowed[name]):
                raise invalid(f"Invalid value on property {name}")
        return dict(body)


KINDS = {name: ResourceKind(name, **facts) for name, facts in _DATA["kinds"].items()}
SERVER, CLIENT, GRANT, CONNECTION, ACTION = KINDS.values()


def list_in(name: str, body: Any) -> list[dict[str, Any]]:
    """Return the list that a body is, or has under a name, if it fits the schema of that name."""
    if not _fits(body, _DATA[name]):
        raise invalid(f"Expected {name.replace('_', ' ')}")
    items: list[dict[str, Any]] = body if isinstance(body, list) else body[name]
    return items


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    return not any(_SCHEMAS.problems(schema, value))
