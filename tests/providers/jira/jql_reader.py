"""Reads JQL back, apart from what writes it: the judge of whether a value stayed a value.

It is strict: what its lexer does not know is an error, and so is anything behind the order. Quoted
texts are decoded as Atlassian's lexer documents: `\\t \\n \\r \\" \\' \\\\ \\ ` and `\\uXXXX`.
"""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]"""
    r"""|\\[tnr"'\\ ]|\\u[0-9a-fA-F]{4})*")|(?P<call>[A-Za-z]+\(\))|(?P<word>[A-Za-z]+)"""
    r"""|(?P<operator>!=|>=|=|~)|(?P<open>\()|(?P<close>\)))"""
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_DECODED = {"t": "\t", "n": "\n", "r": "\r"}
OPERATORS = {"=", "!=", "~", ">=", "in", "is"}


class Read(NamedTuple):
    """A query: groups of which each holds, where one of its clauses does; and its order."""

    groups: list[list[tuple[str, str, str, str]]]
    """Field, operator, what the value is, and the value."""
    order: list[str]


def read(text: str) -> Read:
    """Read a query; raise `ValueError` for what is none."""
    tokens = list(_tokens(text))
    order: list[str] = []
    words = [token for token in tokens if token[0] == "word"]
    if ("word", "ORDER") in words:
        at = tokens.index(("word", "ORDER"))
        order = [value for _, value in tokens[at + 2 :]]
        if tokens[at + 1] != ("word", "BY") or not 1 <= len(order) <= 2:
            raise ValueError("the order")
        tokens = tokens[:at]
    groups: list[list[tuple[str, str, str, str]]] = []
    while tokens:
        group, tokens = _group(tokens)
        groups.append(group)
        if tokens:
            if tokens[0] != ("word", "AND") or len(tokens) == 1:
                raise ValueError("what joins the groups")
            tokens = tokens[1:]
    return Read(groups, order)


def _group(
    tokens: list[tuple[str, str]],
) -> tuple[list[tuple[str, str, str, str]], list[tuple[str, str]]]:
    if tokens[0][0] != "open":
        clause, rest = _clause(tokens)
        return [clause], rest
    found = []
    rest = [("word", "OR"), *tokens[1:]]
    while rest and rest[0] == ("word", "OR"):
        clause, rest = _clause(rest[1:])
        found.append(clause)
    if not rest or rest[0][0] != "close":
        raise ValueError("a group that is not closed")
    return found, rest[1:]


def _clause(
    tokens: list[tuple[str, str]],
) -> tuple[tuple[str, str, str, str], list[tuple[str, str]]]:
    (field_kind, field), (_, operator), (kind, value) = tokens[:3]
    if field_kind != "word" or operator not in OPERATORS or kind not in {"quoted", "call", "word"}:
        raise ValueError("a clause")
    return (field, operator, kind, value), tokens[3:]


def _tokens(text: str) -> "list[tuple[str, str]]":
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"no token at {at}")
        kind = str(match.lastgroup)
        value = match[kind]
        found.append((kind, _decode(value[1:-1]) if kind == "quoted" else value))
        at = match.end()
    return found


def _decode(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _DECODED.get(m[2], m[2]), text)
