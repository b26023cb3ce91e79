"""The GraphQL endpoint: any document is parsed, and its selection is taken from the state.

What it may ask for stands in `graphql_objects.py` and `graphql_writes.py`. Errors are as GitHub's:
status 200, `errors` with type, path and message, and null where the value would be.
"""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    TypeNode,
    get_operation_ast,
    parse,
    print_ast,
    value_from_ast_untyped,
)

from aegis_cli.sandbox.engine.examples import IS_EXAMPLE
from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import problems
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.description.described import graphql_type
from aegis_cli.sandbox.github.graphql import public_schema
from aegis_cli.sandbox.github.graphql.connections import Fields
from aegis_cli.sandbox.github.graphql.graphql_objects import query
from aegis_cli.sandbox.github.graphql.graphql_writes import COMMIT, MUTATIONS, write
from aegis_cli.sandbox.github.graphql.selection import Selection

_SCALARS = {"Int": "integer", "Float": "number", "Boolean": "boolean"}


def answer(call: Call) -> Reply:
    """Answer a document with variables."""
    if call.viewer is None:
        message = "This endpoint requires you to be authenticated."
        raise errors.Refusal(401, message, docs=f"{errors.DOCS}/graphql")
    sent = call.body if isinstance(call.body, dict) else {}
    try:
        operation, fragments = _operation(sent)
        variables = _variables(operation, sent.get("variables") or {})
    except GraphQLError as fault:
        return Reply({"errors": [fault.formatted]})
    is_write = operation.operation.value == "mutation"
    names = (*MUTATIONS, COMMIT) if is_write else ()
    root: Fields = {name: partial(write, call, name) for name in names} or query(call)
    run = Selection(variables, fragments)
    kind = "mutation" if is_write else "Query"
    data = run.of(operation.selection_set, {"__typename": kind} | root, [], kind)
    marks = IS_EXAMPLE if run.examples else {}
    return Reply({"data": data, **({"errors": run.errors} if run.errors else {})}, headers=marks)


def _operation(
    sent: Mapping[str, Any],
) -> tuple[OperationDefinitionNode, dict[str, FragmentDefinitionNode]]:
    """Return what a document asks for, and its fragments by name."""
    text, name = sent.get("query"), sent.get("operationName")
    if not isinstance(text, str):
        raise GraphQLError("A query attribute must be specified and must be a string.")
    document = parse(text)
    operation = get_operation_ast(document, name)
    if operation is None:
        raise GraphQLError(f'No operation named "{name}"')
    found = (each for each in document.definitions if isinstance(each, FragmentDefinitionNode))
    return operation, {each.name.value: each for each in found}


def _variables(operation: OperationDefinitionNode, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables of a document, or refuse those of a wrong type."""
    values = {}
    for one in operation.variable_definitions or ():
        name = one.variable.name.value
        default = value_from_ast_untyped(one.default_value) if one.default_value else None
        value = values[name] = sent.get(name, default)
        if any(problems(_schema(one.type), value, name)):
            kind = print_ast(one.type)
            told = f"Could not coerce value {json.dumps(value)} to {kind.rstrip('!')}"
            told = "Expected value to not be null" if value is None else told
            raise GraphQLError(
                f"Variable ${name} of type {kind} was provided invalid value",
                one,
                extensions={"value": value, "problems": [{"path": [], "explanation": told}]},
            )
    return values


def _schema(kind: TypeNode) -> dict[str, Any]:
    """Return a type as JSON Schema; a scalar of GitHub's own is a text."""
    if isinstance(kind, NonNullTypeNode):
        return _schema(kind.type) | {"nullable": False}
    if isinstance(kind, ListTypeNode):
        return {"type": "array", "items": _schema(kind.type), "nullable": True}
    assert isinstance(kind, NamedTypeNode)
    name = kind.name.value
    known = graphql_type(name) or public_schema.input_type(name)
    known = known or {"type": _SCALARS.get(name, "string")}
    return {**known, "nullable": True}
