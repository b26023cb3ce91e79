"""The GraphQL endpoint: any document is parsed, and its selection is taken from the state.

What it may ask for stands in `graphql_objects.py` and `graphql_writes.py`. Errors are as GitHub's:
status 200, `errors` with type, path and message, and null where the value would be.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from inspect import signature
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    InlineFragmentNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeNode,
    get_operation_ast,
    parse,
    print_ast,
    value_from_ast_untyped,
)

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import problems
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.description.described import graphql_type
from aegis_cli.sandbox.github.graphql.graphql_objects import Fields, query
from aegis_cli.sandbox.github.graphql.graphql_writes import COMMIT, MUTATIONS, write

_SCALARS = {"Int": "integer", "Float": "number", "Boolean": "boolean"}
_TYPES = {403: "FORBIDDEN", 404: "NOT_FOUND", 422: "UNPROCESSABLE"}


def answer(call: Call) -> Reply:
    """Answer a document with variables."""
    if call.viewer is None:
        message = "This endpoint requires you to be authenticated."
        raise errors.Refusal(401, message, docs=f"{errors.DOCS}/graphql")
    sent = call.body if isinstance(call.body, dict) else {}
    try:
        operation = _operation(sent)
        variables = _variables(operation, sent.get("variables") or {})
    except GraphQLError as fault:
        return Reply({"errors": [fault.formatted]})
    names = (*MUTATIONS, COMMIT) if operation.operation.value == "mutation" else ()
    root: Fields = {name: partial(write, call, name) for name in names} or query(call)
    run = _Selection(variables)
    data = run.of(operation.selection_set, {"__typename": operation.operation.value} | root, [])
    return Reply({"data": data, **({"errors": run.errors} if run.errors else {})})


def _operation(sent: Mapping[str, Any]) -> OperationDefinitionNode:
    text, name = sent.get("query"), sent.get("operationName")
    if not isinstance(text, str):
        raise GraphQLError("A query attribute must be specified and must be a string.")
    operation = get_operation_ast(parse(text), name)
    if operation is None:
        raise GraphQLError(f'No operation named "{name}"')
    return operation


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
    known = graphql_type(name) or {"type": _SCALARS.get(name, "string")}
    return {**known, "nullable": True}


@dataclass(frozen=True, slots=True)
class _Selection:
    """Takes what is selected from an object."""

    variables: dict[str, Any]
    errors: list[dict[str, Any]] = field(default_factory=list)

    def of(self, selected: SelectionSetNode | None, value: Any, path: list[Any]) -> Any:
        """Return the selected part of a value; each error says where it is."""
        if isinstance(value, list):
            return [self.of(selected, one, [*path, at]) for at, one in enumerate(value)]
        if value is None or (selected is None and not isinstance(value, dict)):
            return value
        if selected is None or not isinstance(value, dict):
            where = ".".join(map(str, path))
            raise errors.Refusal(501, f"{where}: Nobody wrote this selection for the sandbox.")
        data: dict[str, Any] = {}
        for one in selected.selections:
            if isinstance(one, InlineFragmentNode):
                condition = one.type_condition
                if condition is None or condition.name.value == value["__typename"]:
                    data |= self.of(one.selection_set, value, path)
            elif isinstance(one, FieldNode):
                key = (one.alias or one.name).value
                data[key] = self._field(one, value, [*path, key])
        return data

    def _field(self, node: FieldNode, parent: Fields, path: list[Any]) -> Any:
        name = node.name.value
        if name not in parent:
            message = f"{parent['__typename']}.{name}: Nobody wrote this field for the sandbox."
            raise errors.Refusal(501, message)
        value, sent = parent[name], self.variables
        given = {
            one.name.value: value_from_ast_untyped(one.value, sent) for one in node.arguments or ()
        }
        if callable(value) and not _takes(value, given):
            message = f"{parent['__typename']}.{name}: Nobody wrote all arguments for the sandbox."
            raise errors.Refusal(501, message)
        try:
            return self.of(node.selection_set, value(**given) if callable(value) else value, path)
        except errors.Refusal as refusal:
            if refusal.status not in _TYPES:
                raise
            kind = refusal.more.get("type", _TYPES[refusal.status])
            self.errors.append({"type": kind, "path": path, "message": refusal.message})
            return None


def _takes(function: Callable[..., Any], given: Mapping[str, Any]) -> bool:
    try:
        signature(function).bind(**given)
    except TypeError:
        return False
    return True
