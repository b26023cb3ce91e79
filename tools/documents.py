"""The facts of the GraphQL documents in `documents.graphql`, held to GitHub's schema.

Each document becomes its kind, its variables and the shape of its `data`, as JSON Schema; enums and
input objects are kept under their names. Used by `python -m tools.operations`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    build_schema,
    parse,
    type_from_ast,
    validate,
)

Json: TypeAlias = Mapping[str, Any]

_SCALARS = {"Int": "integer", "Float": "number", "Boolean": "boolean"}
"""Every other scalar of GitHub's is a text."""


class Documents:
    """The documents of one file under one schema."""

    def __init__(self, documents: Path, schema: Path, actions: Iterable[str]) -> None:
        """Take the names of the actions that have a document."""
        self._actions = {action.replace(".", "_"): action for action in actions}
        # NOTE: the published schema defines two fields twice, so it is not checked itself.
        self._schema = build_schema(
            schema.read_text(encoding="utf-8"), assume_valid=True, assume_valid_sdl=True
        )
        self._document = parse(documents.read_text(encoding="utf-8"), no_location=True)
        self.schemas: dict[str, Json] = {}
        """The enums and input objects that variables name."""

    def faults(self) -> list[str]:
        """Return what the schema does not allow, a sentence each."""
        return [error.message for error in validate(self._schema, self._document)]

    def facts(self) -> dict[str, Json]:
        """Return the facts of each document, by the name of its action.

        Raises `KeyError` for a document of no action.
        """
        operations = (
            one for one in self._document.definitions if isinstance(one, OperationDefinitionNode)
        )
        return dict(map(self._facts, operations))

    def _facts(self, operation: OperationDefinitionNode) -> tuple[str, Json]:
        assert operation.name is not None  # the file names each
        root = self._schema.get_root_type(operation.operation)
        variables = {
            one.variable.name.value: self._input(type_from_ast(self._schema, one.type))
            for one in operation.variable_definitions or ()
        }
        facts = {
            "kind": operation.operation.value,
            "variables": variables,
            "data": self._object(root, operation.selection_set),
        }
        return self._actions[operation.name.value], facts

    def _input(self, kind: Any) -> Json:
        """Return the schema of a variable; one that may be left out is nullable."""
        if not isinstance(kind, GraphQLNonNull):
            return {**self._input_of(kind), "nullable": True}
        return self._input_of(kind.of_type)

    def _input_of(self, kind: Any) -> Json:
        match kind:
            case GraphQLList():
                return {"type": "array", "items": self._input(kind.of_type)}
            case GraphQLEnumType():
                self.schemas[kind.name] = {"type": "string", "enum": sorted(kind.values)}
                return {"$ref": kind.name}
            case GraphQLInputObjectType():
                self._keep(kind)
                return {"$ref": kind.name}
        return {"type": _SCALARS.get(kind.name, "string")}

    def _keep(self, kind: GraphQLInputObjectType) -> None:
        if kind.name in self.schemas:
            return
        self.schemas[kind.name] = {}  # it may contain itself
        self.schemas[kind.name] = {
            "type": "object",
            "required": sorted(
                name for name, one in kind.fields.items() if isinstance(one.type, GraphQLNonNull)
            ),
            "properties": {name: self._input(one.type) for name, one in kind.fields.items()},
        }

    def _output(self, kind: Any, selected: SelectionSetNode | None) -> Json:
        if not isinstance(kind, GraphQLNonNull):
            return {**self._output_of(kind, selected), "nullable": True}
        return self._output_of(kind.of_type, selected)

    def _output_of(self, kind: Any, selected: SelectionSetNode | None) -> Json:
        if isinstance(kind, GraphQLList):
            return {"type": "array", "items": self._output(kind.of_type, selected)}
        if selected is not None:
            return self._object(kind, selected)
        if isinstance(kind, GraphQLEnumType):
            return {"type": "string", "enum": sorted(kind.values)}
        return {"type": _SCALARS.get(kind.name, "string")}

    def _object(self, kind: Any, selected: SelectionSetNode) -> Json:
        properties: dict[str, Json] = {}
        optional: set[str] = set()
        for name, schema, is_of_fragment in self._fields(kind, selected.selections):
            properties[name] = schema
            if is_of_fragment:
                optional.add(name)
        required = [name for name in properties if name not in optional]
        return {"type": "object", "required": required, "properties": properties}

    def _fields(self, kind: Any, selections: Iterable[Any]) -> Iterator[tuple[str, Json, bool]]:
        """Yield name, schema, and whether it is there for one type of several only."""
        for one in selections:
            match one:
                case FieldNode():
                    field = kind.fields[one.name.value]
                    yield (
                        (one.alias or one.name).value,
                        self._output(field.type, one.selection_set),
                        False,
                    )
                case InlineFragmentNode(type_condition=condition) if condition is not None:
                    inner = self._schema.type_map[condition.name.value]
                    for name, schema, _ in self._fields(inner, one.selection_set.selections):
                        yield name, schema, True
                case FragmentSpreadNode():
                    raise ValueError("A document is whole: it names no fragment.")
