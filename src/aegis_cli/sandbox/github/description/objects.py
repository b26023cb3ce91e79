"""A full object of GitHub's JSON: all that its schema requires, and the known values."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aegis_cli.sandbox.github.description.described import SCHEMAS, schema_named

_PREFIXES = {
    "simple-user": "U",
    "label": "LA",
    "milestone": "MI",
    "issue": "I",
    "issue-comment": "IC",
    "repository": "R",
    "reaction": "REA",
    "issue-type": "IT",
    "workflow-run": "WFR",
    "team": "T",
    "organization-full": "O",
    "organization-simple": "O",
    "team-organization": "O",
    "workflow": "W",
    "check-run": "CR",
    "pull-request-review": "PRR",
    "pull-request-review-comment": "PRRC",
}
"""How the node ids of a kind of thing begin."""
_PLAIN = {"boolean": False, "integer": 0, "number": 0, "string": "", "array": []}


def as_object(schema: str, thing: Any = None, /, **values: Any) -> dict[str, Any]:
    """Return an object of the schema: the fields of `thing` that it names, and `values` over them.

    What is required and not known is null, empty, or a link below the object's own `url`.
    """
    properties, required = _object(schema)
    fields = getattr(thing, "__dataclass_fields__", {}).keys() & properties.keys()
    known = {key: getattr(thing, key) for key in fields - values.keys()} | values
    if "id" in known and "node_id" in properties:
        known.setdefault("node_id", node_id(_PREFIXES.get(schema, "X"), known["id"]))
    missing = (key for key in required if key not in known)
    return {**{key: _least(properties[key], key, known) for key in missing}, **known}


def moment(when: datetime) -> str:
    """Write a time as GitHub does."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def node_id(prefix: str, number: int | str) -> str:
    """Return the opaque identifier that GraphQL would use."""
    if isinstance(number, str):
        return f"{prefix}_{number}"
    return f"{prefix}_{urlsafe_b64encode(number.to_bytes(8, 'big')).decode().rstrip('=')}"


def properties_of(schema: str) -> Mapping[str, Any]:
    """Return the schemas of all that an object of the schema may have, by name."""
    return _object(schema)[0]


@cache
def _object(name: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    schema = SCHEMAS.resolve(schema_named(name))
    properties = {key: SCHEMAS.resolve(each) for key, each in schema.get("properties", {}).items()}
    return properties, tuple(schema.get("required", ()))


def _least(schema: Mapping[str, Any], key: str, known: Mapping[str, Any]) -> Any:
    if key.endswith("_url"):
        return f"{known.get('url', '')}/{key.removesuffix('_url')}"
    if schema.get("nullable"):
        return None
    if "enum" in schema:
        return schema["enum"][0]
    schema = next(iter(SCHEMAS.branches(schema)), schema)
    if "object" not in SCHEMAS.kinds(schema):
        return _PLAIN[SCHEMAS.kinds(schema)[0]]
    within = schema.get("properties", {})
    needed = schema.get("required", ())
    return {each: _least(SCHEMAS.resolve(within[each]), each, known) for each in needed}
