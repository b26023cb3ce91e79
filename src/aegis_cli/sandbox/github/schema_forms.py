"""The part of JSON Schema that GitHub's description uses: types, branches and references."""

from collections.abc import Mapping
from typing import Any

from aegis_cli.sandbox.github.described import schema_named

_KINDS: dict[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}


def resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that a reference leads to, with all of `allOf` in one."""
    if "$ref" in schema:
        return resolved({**schema_named(schema["$ref"]), **_without(schema, "$ref")})
    if "allOf" in schema:
        parts = [resolved(part) for part in (*schema["allOf"], _without(schema, "allOf"))]
        properties = {k: v for part in parts for k, v in part.get("properties", {}).items()}
        required = [name for part in parts for name in part.get("required", ())]
        together = {key: value for part in parts for key, value in part.items()}
        return {
            **_without(together, "properties"),
            **({"properties": properties} if properties else {}),
            **({"required": required} if required else {}),
        }
    return schema


def branches(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the forms of which a value has one; none where there is one form only."""
    return [resolved(form) for form in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]


def kinds(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the JSON types that a value may have; none where it may have any."""
    own = (schema["type"],) if "type" in schema else ()
    each = own or tuple(kind for form in branches(schema) for kind in kinds(form))
    null = ("null",) if schema.get("nullable") else ()
    return tuple(dict.fromkeys((*each, *null))) if each else ()


def fits(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether a value has one of the forms, by its type and the keys of an object."""
    if value is None and schema.get("nullable"):
        return True
    forms = branches(schema)
    if forms and not any(fits(form, value) for form in forms):
        return False
    kind, wanted = _KINDS[type(value)], kinds(schema)
    has_kind = not wanted or kind in wanted or (kind == "integer" and "number" in wanted)
    return has_kind and (not forms or not isinstance(value, dict) or _has_keys(forms, value))


def chosen(schema: Mapping[str, Any], form: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with one of its forms as the only one."""
    base = {key: value for key, value in schema.items() if key not in {"oneOf", "anyOf"}}
    return resolved({"allOf": [base, form]}) if base else form


def _has_keys(forms: list[Mapping[str, Any]], value: Mapping[str, Any]) -> bool:
    return any(
        set(form.get("required", ())) <= value.keys()
        and all(
            fits(resolved(each), value[name])
            for name, each in form.get("properties", {}).items()
            if name in value
        )
        for form in forms
        if "object" in kinds(form)
    )


def _without(schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != key}
