"""The part of JSON Schema that vendors' descriptions use: types, forms, references, limits.

What is wrong with a value comes as `Wrong`, which each service says in its vendor's words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import ge, le
from typing import Any

_KINDS: dict[type, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    dict: "object",
    type(None): "null",
}


def is_iso(kind: type[date], text: str) -> bool:
    """Return whether a text is a day, or a time, as ISO 8601 writes them."""
    try:
        return bool(kind.fromisoformat(text))
    except ValueError:
        return False


def _is_of_format(name: str, text: str) -> bool:
    return name != "date-time" or is_iso(datetime, text)


_LIMITS: Mapping[str, tuple[Any, Callable[[Any, Any], object]]] = {
    "minimum": (int | float, le),
    "maximum": (int | float, ge),
    "minLength": (str, lambda limit, text: limit <= len(text)),
    "maxLength": (str, lambda limit, text: limit >= len(text)),
    "pattern": (str, re.search),
    "format": (str, _is_of_format),
    "maxItems": (list, lambda limit, items: limit >= len(items)),
    "minItems": (list, lambda limit, items: limit <= len(items)),
    "uniqueItems": (list, lambda _, items: all(items.count(each) == 1 for each in items)),
    "maxProperties": (dict, lambda limit, value: limit >= len(value)),
}
"""For each keyword the type that it limits, and what holds of limit and value."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is wrong with a value."""

    where: tuple[str | int, ...]
    """Its place, by names and numbers."""
    rule: str
    """The keyword that it breaks: `type`, `enum`, `required`, `additionalProperties`, a limit."""
    value: Any = None
    limit: Any = None
    """What the keyword says; of `type` all kinds that the value may have."""


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of one description, which refer to each other by name."""

    named: Callable[[str], Mapping[str, Any]]

    def resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the schema that a reference leads to, with all of `allOf` in one."""
        if "$ref" in schema:
            return self.resolve({**self.named(schema["$ref"]), **_without(schema, "$ref")})
        if "allOf" in schema:
            each = (*schema["allOf"], _without(schema, "allOf"))
            parts = [self.resolve(part) for part in each]
            properties = {k: v for part in parts for k, v in part.get("properties", {}).items()}
            required = [name for part in parts for name in part.get("required", ())]
            together = {key: value for part in parts for key, value in part.items()}
            return {
                **_without(together, "properties"),
                **({"properties": properties} if properties else {}),
                **({"required": required} if required else {}),
            }
        return schema

    def branches(self, schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the forms of which a value has one; none where there is one form only."""
        return [self.resolve(form) for form in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))]

    def kinds(self, schema: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the JSON types that a value may have; none where it may have any."""
        said = schema.get("type", ())
        own = (said,) if isinstance(said, str) else tuple(said)
        each = own or tuple(kind for form in self.branches(schema) for kind in self.kinds(form))
        null = ("null",) if schema.get("nullable") else ()
        return tuple(dict.fromkeys((*each, *null))) if each else ()

    def fits(self, schema: Mapping[str, Any], value: Any, *, by_keys: bool = False) -> bool:
        """Return whether a value has the type of a schema, or of one of its forms.

        Of a form, an object has the keys too (`by_keys`), since several forms may be objects.
        """
        if value is None and schema.get("nullable"):
            return True
        forms, kind, wanted = self.branches(schema), _KINDS[type(value)], self.kinds(schema)
        if wanted and kind not in wanted and (kind != "integer" or "number" not in wanted):
            return False
        if forms:
            return any(self.fits(form, value, by_keys=True) for form in forms)
        if not by_keys or not isinstance(value, dict):
            return True
        properties = schema.get("properties", {}).items()
        return set(schema.get("required", ())) <= value.keys() and all(
            self.fits(self.resolve(each), value[name]) for name, each in properties if name in value
        )

    def with_one_form(self, schema: Mapping[str, Any], form: Mapping[str, Any]) -> Any:
        """Return a schema with one of its forms as the only one."""
        base = {key: value for key, value in schema.items() if key not in {"oneOf", "anyOf"}}
        return self.resolve({"allOf": [base, form]}) if base else form

    def problems(
        self, schema: Mapping[str, Any], value: Any, where: tuple[str | int, ...] = ()
    ) -> Iterator[Wrong]:
        """Yield what is wrong with a value."""
        schema = self.resolve(schema)
        if not self.fits(schema, value):
            yield Wrong(where, "type", value, self.kinds(schema))
        elif value is None:
            return
        elif self.branches(schema):
            fitting = [form for form in self.branches(schema) if self.fits(form, value)]
            meant = [form for form in fitting if _says_its_words(form, value)] or fitting
            yield from min((list(self.problems(each, value, where)) for each in meant), key=len)
        elif not _is_allowed(schema, value):
            yield Wrong(where, "enum", value, schema["enum"])
        else:
            yield from _over_limits(schema, value, where)
            if isinstance(value, dict):
                yield from self.problems_in_object(schema, value, where)
            for at, item in enumerate(value if isinstance(value, list) else ()):
                yield from self.problems(schema.get("items", {}), item, (*where, at))

    def problems_in_object(
        self,
        schema: Mapping[str, Any],
        value: Mapping[str, Any],
        where: tuple[str | int, ...] = (),
    ) -> Iterator[Wrong]:
        """Yield what is wrong with the properties of an object."""
        known, needed = schema.get("properties", {}), schema.get("required", ())
        others = schema.get("additionalProperties", {})
        for name in dict.fromkeys((*known, *needed)):
            if name in value:
                yield from self.problems(known.get(name, {}), value[name], (*where, name))
            elif name in needed:
                yield Wrong((*where, name), "required")
        for name in value:
            if name not in known and others is False:
                yield Wrong((*where, name), "additionalProperties")
            elif name not in known and isinstance(others, dict) and value[name] is not None:
                # A null in a map takes a member away, as a file of a gist.
                yield from self.problems(others, value[name], (*where, name))


def _is_allowed(schema: Mapping[str, Any], value: Any) -> bool:
    """Return whether a value is one of those that a schema lists; true is not 1."""
    listed = schema.get("enum", [value])
    return any(
        value == each and isinstance(value, bool) == isinstance(each, bool) for each in listed
    )


def _says_its_words(form: Mapping[str, Any], value: Any) -> bool:
    """Return whether an object has the words that a form prescribes, as its `type` may be one."""
    said = form.get("properties", {}).items() if isinstance(value, dict) else ()
    return all(_is_allowed(each, value[name]) for name, each in said if name in value)


def _over_limits(
    schema: Mapping[str, Any], value: Any, where: tuple[str | int, ...]
) -> Iterator[Wrong]:
    for keyword, (kind, holds) in _LIMITS.items():
        limit = schema.get(keyword)
        if limit is not None and isinstance(value, kind) and not holds(limit, value):
            yield Wrong(where, keyword, value, limit)


def _without(schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != key}
