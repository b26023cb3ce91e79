"""JQL as careful clients write it: conditions with quoted values, all of which must hold.

`field operator value`, joined by AND, some of them as alternatives in brackets, and one order.
All else that JQL has answers 501: what nobody wrote must not be guessed at.
Source: support.atlassian.com, "Use advanced search with JQL", and npm @atlaskit/jql-ast.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from aegis_cli.sandbox.jira.errors import Problem, not_written
from aegis_cli.sandbox.jira.jql_fields import FIELDS, ORDERS, TIMES, Field, text_of
from aegis_cli.sandbox.jira.world import Issue, World

_Test: TypeAlias = Callable[[Issue], bool]

_QUOTED = r'"(?:[^"\\\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|\\(?:["\\nrt]|u[0-9A-Fa-f]{4}))*"'
_CLAUSE = rf"\w+ (?:!=|=|~|>=|in|is) (?:{_QUOTED}|\w+\(\)|EMPTY)"
_CONDITION = rf"(?:{_CLAUSE}|\({_CLAUSE}(?: OR {_CLAUSE})*\))"
_QUERY = re.compile(
    rf"(?P<conditions>{_CONDITION}(?: AND {_CONDITION})*)"
    r"(?: ORDER BY (?P<order>\w+) (?P<direction>ASC|DESC))?"
)
_EACH_CONDITION = re.compile(_CONDITION)
_EACH_CLAUSE = re.compile(rf"(\w+) (!=|=|~|>=|in|is) ({_QUOTED}|\w+\(\)|EMPTY)")
_PLAIN = re.compile(r"""(?!.*\b(?:AND|OR|NOT|TO)\b)[^+\-&|!(){}\[\]^~*?\\:"'/\x00-\x1f]+""")
"""A search for words, without the operators of the language that stands within `~`."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def search(world: World, text: str) -> list[Issue]:
    """Return the visible issues that a query finds, the newest first unless it says otherwise."""
    query = _QUERY.fullmatch(text)
    if query is None or (query["order"] or "created") not in ORDERS:
        raise not_written(f"the query {text}")
    conditions = _EACH_CONDITION.findall(query["conditions"])
    tests = [_condition(world, each) for each in conditions]
    found = [issue for issue in world.visible() if all(test(issue) for test in tests)]
    found.sort(key=lambda issue: int(issue.id), reverse=True)
    if query["order"]:
        found.sort(key=ORDERS[query["order"]], reverse=query["direction"] == "DESC")
    return found


def _condition(world: World, text: str) -> _Test:
    """Return the test of a clause, or of alternatives in brackets."""
    tests = [_clause(world, *each) for each in _EACH_CLAUSE.findall(text)]
    return lambda issue: any(test(issue) for test in tests)


def _clause(world: World, name: str, operator: str, operand: str) -> _Test:
    value = json.loads(operand) if operand.startswith('"') else None
    if operator == "~" and name == "text" and value and _PLAIN.fullmatch(value):
        return _of_words(re.findall(r"\w+", value.casefold()))
    if operator == ">=" and name in TIMES and value and _DAY.fullmatch(value):
        since, time = datetime.fromisoformat(value).replace(tzinfo=UTC), TIMES[name]
        return lambda issue: time(issue) >= since
    field = FIELDS.get(name)
    if field is not None and operator == "is" and operand == "EMPTY":
        return lambda issue: not field.held(issue)
    if field is None or operator not in (("in",) if operand in _SPRINTS else ("=", "!=")):
        raise not_written(f"the clause {name} {operator} {operand}")
    wanted = _ids_of(world, field, name, operand if value is None else value)
    if operator == "!=":  # what is empty is not found by it
        return lambda issue: bool(held := field.held(issue)) and not wanted & {*held}
    return lambda issue: bool(wanted & {*field.held(issue)})


def _of_words(wanted: list[str]) -> _Test:
    """Match issues that have all these words, in whichever of their texts."""
    return lambda issue: {*wanted} <= {*re.findall(r"\w+", text_of(issue).casefold())}


def _ids_of(world: World, field: Field, name: str, said: str) -> set[str]:
    """Return the ids that a value means, or those that a function does."""
    if said == "currentUser()" and name in ("assignee", "reporter"):
        return {world.me.account_id}
    if said in _SPRINTS and name == "sprint":
        state = _SPRINTS[said]
        return {str(each.id) for each in world.sprints.values() if each.state == state}
    if field.known is None:
        return {said.casefold()}
    known = field.known(world)
    found = {number for number, *names in known if said.casefold() in map(str.casefold, names)}
    if not found:
        raise Problem(400, f"The value '{said}' does not exist for the field '{name}'.")
    return found


_SPRINTS: Mapping[str, str] = {"openSprints()": "active", "closedSprints()": "closed"}
"""Functions, with the state of the sprints that each means."""
