"""Answers made of a schema and its documented example, for operations that nobody wrote.

An example has its values emptied, so it says which keys there are; the schema says what they hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aegis_cli.sandbox.engine.schemas import Schemas

NO_EXAMPLE: Any = ...
IS_EXAMPLE = {"X-Aegis-Sandbox": "example"}
"""The header of what is made of an example."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Makes values that a schema allows, with the keys of an example."""

    schemas: Schemas
    here: Mapping[str, str]
    """Texts by the key that holds them, and by their format."""
    whole: bool = False
    """Whether a thing without an example has all that its schema names, a list one thing."""

    def value(self, schema: Mapping[str, Any], example: Any, name: str) -> Any:
        """Make a value; without an example an object has only the keys that it must have."""
        schema = self.schemas.resolve(schema)
        if self.schemas.branches(schema):
            # the form of the example, or else the first
            forms, is_shown = self.schemas.branches(schema), example is not NO_EXAMPLE
            form = next(
                (each for each in forms if is_shown and self.schemas.fits(each, example)), forms[0]
            )
            return self.value(self.schemas.with_one_form(schema, form), example, name)
        if example is None and schema.get("nullable"):
            return None
        if "enum" in schema:
            return next(member for member in schema["enum"] if member is not None)
        return self._of_kind(schema, example, name)

    def _of_kind(self, schema: Mapping[str, Any], example: Any, name: str) -> Any:
        by_type = {dict: "object", list: "array", str: "string", bool: "boolean"}
        kind = next(iter(self.schemas.kinds(schema)), by_type.get(type(example), "integer"))
        match kind:
            case "object":
                return self._object(schema, example if isinstance(example, dict) else {})
            case "array":
                none = [NO_EXAMPLE] * schema.get("minItems", int(self.whole))
                shown = example if isinstance(example, list) else none
                return [self.value(schema.get("items", {}), each, name) for each in shown]
            case "string":
                text = self.here.get(name) or self.here.get(schema.get("format", ""))
                return (text or name.replace("_", " ") or "text")[: schema.get("maxLength")]
            case "boolean":
                return False
            case _:
                return schema.get("minimum", 1)

    def _object(self, schema: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
        known, more = schema.get("properties", {}), schema.get("additionalProperties", {})
        keys = [key for key in shown if key in known or more is not False]
        other = more if isinstance(more, dict) else {}
        if self.whole:
            keys = [key for key in known if self._is_plain(known[key])]
        return {
            key: self.value(known.get(key, other), shown.get(key, NO_EXAMPLE), key)
            for key in dict.fromkeys((*keys, *schema.get("required", ())))
        }

    def _is_plain(self, schema: Mapping[str, Any]) -> bool:
        """Return whether a value is no object that may hold another of its kind."""
        schema = self.schemas.resolve(schema)
        items = self.schemas.resolve(schema.get("items", {}))
        return not {"object", "array"} & {*self.schemas.kinds(items)} and (
            "object" not in self.schemas.kinds(schema)
        )
