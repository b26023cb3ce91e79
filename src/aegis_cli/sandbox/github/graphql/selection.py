"""What a document selects: from the state, or else an example of the type that GitHub says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    value_from_ast_untyped,
)

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.graphql import public_schema
from aegis_cli.sandbox.github.graphql.connections import Fields

_TYPES = {403: "FORBIDDEN", 404: "NOT_FOUND", 422: "UNPROCESSABLE"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Takes what is selected from an object."""

    variables: dict[str, Any]
    fragments: Mapping[str, FragmentDefinitionNode]
    errors: list[dict[str, Any]] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    """The fields whose values the state does not have."""

    def of(
        self, selected: SelectionSetNode | None, value: Any, path: list[Any], kind: str = ""
    ) -> Any:
        """Return the selected part of a value of a type; each error says where it is."""
        if isinstance(value, list):
            return [self.of(selected, one, [*path, at], kind) for at, one in enumerate(value)]
        if value is None or (selected is None and not isinstance(value, dict)):
            return value
        if selected is None or not isinstance(value, dict):
            where = ".".join(map(str, path))
            raise errors.Refusal(501, f"{where}: Nobody wrote this selection for the sandbox.")
        kind = public_schema.object_type(kind, value.get("__typename", ""))
        data: dict[str, Any] = {}
        for one in self._fields(selected, kind):
            key = (one.alias or one.name).value
            part = self._field(one, value, [*path, key], kind)
            is_again = isinstance(part, dict) and isinstance(data.get(key), dict)
            data[key] = data[key] | part if is_again else part
        return data

    def _fields(self, selected: SelectionSetNode, kind: str) -> Iterator[FieldNode]:
        """Yield the fields, with those of the fragments that are on an object of a type."""
        for one in selected.selections:
            if isinstance(one, FieldNode):
                yield one
                continue
            part = self.fragments[one.name.value] if isinstance(one, FragmentSpreadNode) else one
            assert isinstance(part, FragmentDefinitionNode | InlineFragmentNode)
            condition = part.type_condition
            if condition is None or public_schema.is_of(kind, condition.name.value):
                yield from self._fields(part.selection_set, kind)

    def _field(self, node: FieldNode, parent: Fields, path: list[Any], kind: str) -> Any:
        name, text = node.name.value, public_schema.type_of(kind, node.name.value)
        if name == "__typename":
            return kind
        if name not in parent and not text:
            message = f"{parent['__typename']}.{name}: Nobody wrote this field for the sandbox."
            raise errors.Refusal(501, message)
        value = public_schema.in_words(text, parent.get(name))
        if name not in parent or not public_schema.fits(text, value):
            self.examples.append(f"{kind}.{name}")
            value = public_schema.example(text, name)
        given = {
            one.name.value: value_from_ast_untyped(one.value, self.variables)
            for one in node.arguments or ()
        }
        given = {key: each for key, each in given.items() if each is not None}
        if _counts_alone(node) and public_schema.name_in(text).endswith("Connection"):
            given = {"first": 0} | given  # only what is shown has to have a size
        if callable(value) and not _takes(value, given):
            message = f"{parent['__typename']}.{name}: Nobody wrote all arguments for the sandbox."
            raise errors.Refusal(501, message)
        try:
            found = value(**given) if callable(value) else value
            return self.of(node.selection_set, found, path, text)
        except errors.Refusal as refusal:
            if refusal.status not in _TYPES:
                raise
            told = refusal.more.get("type", _TYPES[refusal.status])
            self.errors.append({"type": told, "path": path, "message": refusal.message})
            return None


def _counts_alone(node: FieldNode) -> bool:
    """Return whether of a list only its length is asked for."""
    asked = node.selection_set.selections if node.selection_set else ()
    names = [each.name.value for each in asked if isinstance(each, FieldNode)]
    return names == ["totalCount"] and len(asked) == 1


def _takes(function: Callable[..., Any], given: Mapping[str, Any]) -> bool:
    try:
        signature(function).bind(**given)
    except TypeError:
        return False
    return True
