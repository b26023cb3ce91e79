"""Kinds of things that nobody wrote a class for: one has the fields of its schema."""

from collections.abc import Mapping
from dataclasses import make_dataclass
from functools import cache
from keyword import iskeyword
from typing import Any

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.shapes import WEB
from aegis_cli.sandbox.github.description.described import SCHEMAS, describe, operations_at
from aegis_cli.sandbox.github.description.objects import as_object, properties_of

MAKERS = ("author", "creator", "owner", "uploader", "user")
"""The fields that hold who made a thing, as an account."""


@cache
def kind_at(*paths: str) -> type:
    """Return a class with the fields of the fullest schema that is answered at some paths."""
    operations = (describe(name) for path in paths for name in operations_at(path))
    schemas = {schema_name(each.schema, each.envelope) for each in operations} - {""}
    fullest = max(sorted(schemas), key=lambda name: len(properties_of(name)))
    fields = [
        name
        for name, schema in properties_of(fullest).items()
        if name.isidentifier()
        and not iskeyword(name)
        and (name not in MAKERS or "object" in SCHEMAS.kinds(schema))
    ]
    title = "".join(map(str.title, fullest.split("-")))
    return make_dataclass(title, [(name, Any, None) for name in fields], frozen=True, slots=True)


def schema_name(schema: Mapping[str, Any] | None, envelope: str = "") -> str:
    """Return the name of the schema of one thing in an answer; "" where it has none."""
    while schema and "$ref" not in schema:
        forms = (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ()))
        within = schema.get("properties", {}).get(envelope)
        schema = within or schema.get("items") or next(iter(forms), None)
    return str(schema["$ref"]) if schema else ""


def show(call: Call, schema: str, thing: Any, path: str) -> dict[str, Any]:
    """Return a thing as a schema has it, with the links to the path where it is."""
    links = {"url": f"{call.base}{path}", "html_url": f"{WEB}{path.removeprefix('/repos')}"}
    # What is not known is left to the schema: it may say that null is no value of it.
    kept = {name: getattr(thing, name, None) for name in properties_of(schema)}
    known = {name: value for name, value in kept.items() if value is not None}
    return as_object(schema, **{name: links[name] for name in links if name in kept} | known)
