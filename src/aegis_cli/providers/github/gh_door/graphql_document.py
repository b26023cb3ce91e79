"""Which GraphQL requests of gh only read: their document is parsed, and written anew; pure.

A document with a mutation anywhere is a write, whatever is chosen of it. Nothing is validated: the
public schema lacks members that gh asks for. What is sent of a read is made of what was read here:
of the bytes of gh, GitHub's own reader might read something else.
Source: spec.graphql.org/October2021, section 2; graphql.github.io/graphql-over-http.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from aegis_cli.core.strict_json import read_json
from aegis_cli.providers.github.query_text import CREDENTIALS, only_reads

LARGEST = 1024 * 1024
"""Bytes of a request that is parsed; none of gh has a hundredth."""
TOKENS = 5_000
_MEMBERS = frozenset({"query", "variables", "operationName"})
_BYTE_ORDER_MARK = "\ufeff"
_D = TypeVar("_D", bound=DefinitionNode)


class NoDocument(ValueError):
    """A request that is neither handed on nor a known write: the sentence that gh is told."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A request that reads: what is sent for it."""

    body: bytes


@dataclass(frozen=True, slots=True)
class WriteDocument:
    """A request that writes."""

    names: tuple[str, ...]
    """Its mutations, as in `createIssue`, each once; a name stands here whatever its alias is."""


def read_document(data: bytes) -> ReadDocument | WriteDocument:
    """Tell what a body asks for; raise `NoDocument`."""
    members = _members(data)
    document = _document(members["query"])
    operations = _of_type(document, OperationDefinitionNode)
    if any(each.operation is OperationType.MUTATION for each in operations):
        return WriteDocument(tuple(_mutations(operations, document)))
    if [each.operation for each in operations] != [OperationType.QUERY]:
        raise NoDocument("A document has one operation, and it is a query or a mutation.")
    if len(document.definitions) != 1 + len(_of_type(document, FragmentDefinitionNode)):
        raise NoDocument("A document has an operation and its fragments.")
    text = print_ast(visit(document, _Plain()))
    if not only_reads(text):
        # NOTE: whoever holds the token has no parser, and looks at the text in its own way.
        raise NoDocument(
            "No name in a query is that of a write or of a token, and nothing is described."
        )
    # Without comments, and written by one who writes each member once.
    return ReadDocument(json.dumps({**members, "query": text}).encode())


def _members(data: bytes) -> Mapping[str, Any]:
    if len(data) > LARGEST:
        raise NoDocument(f"A GraphQL request has at most {LARGEST:,} bytes.")
    try:
        members = read_json(data)
    except ValueError:
        members = None
    if not isinstance(members, dict) or not members.keys() <= _MEMBERS:
        # NOTE: an array is a batch, of which each is a request; `extensions` may name a document
        # that GitHub has kept; of a name that comes twice, its reader may take the other one.
        raise NoDocument("A GraphQL request is one object with query, variables and operationName.")
    known = {"query": (str,), "variables": (dict, type(None)), "operationName": (str, type(None))}
    if "query" not in members or not all(
        isinstance(value, known[name]) for name, value in members.items()
    ):
        raise NoDocument(
            "The query is a text, variables are an object, and operationName is a text."
        )
    return members


def _of_type(document: DocumentNode, kind: type[_D]) -> list[_D]:
    return [each for each in document.definitions if isinstance(each, kind)]


def _document(text: str) -> DocumentNode:
    if _BYTE_ORDER_MARK in text:
        raise NoDocument("A GraphQL document has no byte-order mark.")
    try:
        return parse(text, no_location=True, max_tokens=TOKENS)
    except (GraphQLError, RecursionError):
        pass  # raised outside the handler, whose context holds the document
    raise NoDocument(f"This is no GraphQL document, or one of more than {TOKENS:,} tokens.")


class _Plain(Visitor):
    """Asks for no token, and writes no text as a block, whose end others may see elsewhere."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Raise `NoDocument` for a field that is a token, whatever its alias is."""
        if node.name.value in CREDENTIALS:
            raise NoDocument(f"{node.name.value} is a token, or has one, which gh does not get.")

    def enter_string_value(self, node: StringValueNode, *_: object) -> StringValueNode:
        """Return the text in the form that JSON has too."""
        return StringValueNode(value=node.value, block=False)


def _mutations(operations: Iterable[OperationDefinitionNode], document: DocumentNode) -> list[str]:
    """Return the fields at the top of mutations, also those that fragments put there, each once."""
    fragments = {
        each.name.value: each.selection_set for each in _of_type(document, FragmentDefinitionNode)
    }
    todo = [each.selection_set for each in operations if each.operation is OperationType.MUTATION]
    names: list[str] = []
    while todo:
        for each in todo.pop().selections:
            if isinstance(each, FieldNode):
                names.append(each.name.value)
            elif isinstance(each, InlineFragmentNode):
                todo.append(each.selection_set)
            elif isinstance(each, FragmentSpreadNode) and each.name.value in fragments:
                todo.append(fragments.pop(each.name.value))  # once, or a circle had no end
    return list(dict.fromkeys(names))
