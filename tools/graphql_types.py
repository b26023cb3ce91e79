"""The types of GitHub's GraphQL schema, for the sandbox: names of fields with their types.

An object or interface has `fields`, and in `is` what it implements; an input `input`, an enum
`enum`, a union `of`. Mutations have no type here, and neither have the logs of organizations and
what only enterprises have. Facts only: no sentence of GitHub's is copied. Used by
`python -m tools.operations`.
"""

import json
from collections.abc import Iterator
from typing import Any

from graphql import (
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)

_LEFT_OUT = ("AuditEntry", "AuditEntryData", "Payload", "Input", "Mutation")
_OF_ENTERPRISES = "Enterprise"


def types(schema: str) -> str:
    """Return the text of the file: one type in a line."""
    found = _types(schema)
    lines = [f'"{name}":{json.dumps(facts, separators=(",", ":"))}' for name, facts in found]
    return "{" + ",\n".join(lines) + "}\n"


def _types(schema: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in parse(schema, no_location=True).definitions:
        name = getattr(one, "name", None)
        text = name.value if name else ""
        if text.endswith(_LEFT_OUT) or text.startswith(_OF_ENTERPRISES):
            continue
        match one:
            case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                above = [each.name.value for each in one.interfaces or ()]
                yield text, {"fields": _fields(one), **({"is": above} if above else {})}
            case InputObjectTypeDefinitionNode():
                yield text, {"input": _fields(one)}
            case EnumTypeDefinitionNode():
                yield text, {"enum": [each.name.value for each in one.values or ()]}
            case UnionTypeDefinitionNode():
                yield text, {"of": [each.name.value for each in one.types or ()]}


def _fields(one: Any) -> dict[str, str]:
    return {each.name.value: print_ast(each.type) for each in one.fields or ()}
