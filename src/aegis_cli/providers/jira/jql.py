"""Queries in JQL, made of typed clauses; nobody writes JQL, and nothing of a value is any; pure.

Fields, operators and functions are of enums, and each value stands in quotation marks.
Source: Atlassian's own parser, @atlaskit/jql-ast, and its pages on searching by text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a clause is about."""

    ASSIGNEE = "assignee"
    CATEGORY = "statusCategory"
    CREATED = "created"
    LABEL = "labels"
    PRIORITY = "priority"
    PROJECT = "project"
    REPORTER = "reporter"
    SPRINT = "sprint"
    STATUS = "status"
    TEXT = "text"
    TYPE = "issuetype"
    UPDATED = "updated"


class Operator(StrEnum):
    """How a value is compared."""

    IS = "="
    IS_NOT = "!="
    HAS = "~"
    SINCE = ">="
    IN = "in"
    IS_NOTHING = "is"
    EQUALS_NOTHING = "is"


class Function(StrEnum):
    """What stands in the place of a value, and is no text."""

    ME = "currentUser()"
    CLOSED_SPRINTS = "closedSprints()"
    OPEN_SPRINTS = "openSprints()"
    NOTHING = "EMPTY"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INVALID = re.compile('[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\\\\"]')
"""What the lexer takes within quotation marks in no other form than that of an escape."""
_NO_WORD = re.compile(r"""[+\-&|!(){}\[\]^~*?\\:"'/\x00-\x1f\x7f-\x9f]+""")
"""What the parser of texts to search for takes for an operator; its index has none of it."""
_OPERATORS = frozenset({"AND", "OR", "NOT", "TO"})
"""Words that this parser takes for operators, where they are in capitals."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition."""

    field: Field
    operator: Operator
    value: str | Function

    def __str__(self) -> str:
        value = self.value if isinstance(self.value, Function) else quote(self.value)
        return f"{self.field} {self.operator} {value}"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Conditions of which one must hold."""

    clauses: tuple[Clause, ...]

    def __str__(self) -> str:
        text = " OR ".join(map(str, self.clauses))
        return f"({text})" if len(self.clauses) > 1 else text


def quote(value: str) -> str:
    """Return a value in quotation marks, as one text of the lexer."""
    return f'"{_INVALID.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04x}"


def search_words(text: str) -> str:
    """Return the words of a text to search for; raise `ValueError` if it has none."""
    words = _NO_WORD.sub(" ", text).split()
    if not words:
        raise ValueError("what to search for has no words")
    return " ".join(word.lower() if word in _OPERATORS else word for word in words)


def query(
    clauses: Iterable[Clause | AnyOf], order: Field | None = None, *, falling: bool = True
) -> str:
    """Return the query in which all of these hold; raise `ValueError` if there is none of them.

    Jira refuses a query without any, which would be all that it has.
    """
    every = " AND ".join(map(str, clauses))
    if not every:
        raise ValueError("say what to search for")
    return every if order is None else f"{every} ORDER BY {order} {'DESC' if falling else 'ASC'}"
