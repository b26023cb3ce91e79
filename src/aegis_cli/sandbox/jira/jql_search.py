"""Which issues a query finds, in which order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import ge, gt, le, lt
from typing import Any as Anything
from typing import TypeAlias

from aegis_cli.sandbox.jira import jql
from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.jql_fields import FIELDS, OTHER_NAMES, TEXTS, TIMES, Field
from aegis_cli.sandbox.jira.jql_text import matcher
from aegis_cli.sandbox.jira.jql_times import time_of_function, time_of_value
from aegis_cli.sandbox.jira.world import Issue, World

Test: TypeAlias = Callable[[Issue], bool]

_COMPARED: Mapping[str, Callable[[Anything, Anything], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def search(world: World, text: str, now: float) -> list[Issue]:
    """Return the visible issues that a query finds, the newest first unless it says otherwise."""
    query = jql.read(text)
    if query.condition is None:
        message = (
            "Unbounded JQL queries are not allowed here. "
            "Please add a search restriction to your query."
        )
        raise Problem(400, message)
    test = _Asked(world, datetime.fromtimestamp(now, UTC)).condition(query.condition)
    found = [issue for issue in world.visible() if test(issue)]
    found.sort(key=lambda issue: int(issue.id), reverse=True)
    for field, goes_down in reversed(query.order):
        found.sort(key=_sort_key(world, field), reverse=goes_down)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query that is asked of a site at a time."""

    world: World
    now: datetime

    def condition(self, condition: jql.Condition) -> Test:
        """Return what a condition asks of an issue, or refuse it."""
        match condition:
            case jql.Every(parts):
                tests = [self.condition(each) for each in parts]
                return lambda issue: all(test(issue) for test in tests)
            case jql.Any(parts):
                tests = [self.condition(each) for each in parts]
                return lambda issue: any(test(issue) for test in tests)
            case jql.Not(part):
                test = self.condition(part)
                return lambda issue: not test(issue)
            case clause:
                return self._clause(clause)

    def _clause(self, clause: jql.Clause) -> Test:
        name = OTHER_NAMES.get(clause.field, clause.field)
        if name in TEXTS or name == "text":
            return self._of_text(clause, name)
        if name in TIMES:
            return self._of_time(clause, TIMES[name])
        if name == "points":
            return self._of_points(clause)
        if name in FIELDS:
            return self._of_field(clause, FIELDS[name])
        raise _no_field(clause.field)

    def _of_text(self, clause: jql.Clause, name: str) -> Test:
        fields = [TEXTS[name]] if name in TEXTS else [*TEXTS.values()]
        (operand, *_) = clause.operands
        if clause.operator in ("is", "is not"):
            return _if(
                clause.operator == "is not",
                lambda issue: any(any(each(issue)) for each in fields),
            )
        if clause.operator not in ("~", "!~") or not isinstance(operand, jql.Value):
            raise _not_supported(clause)
        matches = matcher(operand.text, clause.field)
        return _if(
            clause.operator == "~",
            # All words of `text` may stand in different fields.
            lambda issue: matches("\n".join(text for each in fields for text in each(issue))),
        )

    def _of_time(self, clause: jql.Clause, value: Callable[[Issue], datetime | None]) -> Test:
        (operand, *_) = clause.operands
        if clause.operator in ("is", "is not") or isinstance(operand, jql.Empty):
            if clause.operator not in ("is", "is not", "=", "!="):
                raise _not_supported(clause)
            return _if(clause.operator in ("is not", "!="), lambda issue: value(issue) is not None)
        if clause.operator in ("~", "!~"):
            raise _not_supported(clause)
        times = [self._time(clause, each) for each in clause.operands]
        if clause.operator in _COMPARED:
            compare = _COMPARED[clause.operator]
            return lambda issue: (at := value(issue)) is not None and compare(at, times[0])
        return _if(clause.operator in ("=", "in"), lambda issue: value(issue) in times)

    def _time(self, clause: jql.Clause, operand: jql.Operand) -> datetime:
        match operand:
            case jql.Value():
                return time_of_value(operand, self.now, clause.field)
            case jql.Function():
                found = time_of_function(operand, self.now)
                if found is not None:
                    return found
                raise _no_function(operand)
            case _:
                raise _not_supported(clause)

    def _of_points(self, clause: jql.Clause) -> Test:
        (operand, *_) = clause.operands
        if isinstance(operand, jql.Empty):
            return _if(clause.operator in ("is not", "!="), lambda issue: issue.points is not None)
        try:
            number = float(operand.text) if isinstance(operand, jql.Value) else None
        except ValueError:
            number = None
        if number is None or clause.operator not in ("=", "!=", *_COMPARED):
            raise _not_supported(clause)
        compare = _COMPARED.get(clause.operator)
        if compare:
            return lambda issue: issue.points is not None and compare(issue.points, number)
        return _if(clause.operator == "=", lambda issue: issue.points == number)

    def _of_field(self, clause: jql.Clause, field: Field) -> Test:
        if clause.operator in ("~", "!~"):
            raise _not_supported(clause)
        if clause.operator in _COMPARED:
            return self._by_order(clause, field)
        wanted: set[str] = set()
        takes_empty = False
        for operand in clause.operands:
            if isinstance(operand, jql.Empty):
                takes_empty = True
            else:
                wanted |= self._ids(clause, field, operand)

        def has_one(issue: Issue) -> bool:
            ids = field.ids(self.world, issue)
            return bool(wanted & set(ids)) or (takes_empty and not ids)

        if clause.operator in ("=", "in", "is"):
            return has_one
        # What is empty is not found by `!=`, unless EMPTY is what is excluded.
        return lambda issue: bool(field.ids(self.world, issue)) and not has_one(issue)

    def _by_order(self, clause: jql.Clause, field: Field) -> Test:
        (operand, *_) = clause.operands
        if not field.has_order or isinstance(operand, jql.Empty):
            raise _not_supported(clause)
        (limit,) = self._ids(clause, field, operand)
        compare = _COMPARED[clause.operator]
        sign = -1 if clause.field == "priority" else 1

        def test(issue: Issue) -> bool:
            return any(
                compare(sign * int(each), sign * int(limit))
                for each in field.ids(self.world, issue)
            )

        return test

    def _ids(self, clause: jql.Clause, field: Field, operand: jql.Value | jql.Function) -> set[str]:
        if isinstance(operand, jql.Function):
            return self._of_function(clause, operand)
        if field.known is None:
            return {operand.text.casefold()}
        asked = operand.text.casefold()
        found = {
            number
            for number, name in field.known(self.world)
            if asked in (number.casefold(), name.casefold())
        }
        if not found:
            message = f"The value '{operand.text}' does not exist for the field '{clause.field}'."
            raise Problem(400, message)
        return found

    def _of_function(self, clause: jql.Clause, function: jql.Function) -> set[str]:
        is_person = clause.field in ("assignee", "reporter", "creator", "watcher")
        if function.name == "currentuser" and is_person and not function.arguments:
            return {self.world.me}
        states = {"opensprints": "active", "futuresprints": "future", "closedsprints": "closed"}
        is_sprint = OTHER_NAMES.get(clause.field, clause.field) == "sprint"
        if function.name in states and is_sprint and not function.arguments:
            wanted = states[function.name]
            return {str(each.id) for each in self.world.sprints.values() if each.state == wanted}
        raise _no_function(function)


def _if(is_wanted: bool, test: Test) -> Test:  # noqa: FBT001 - reads as the sentence it is
    return test if is_wanted else lambda issue: not test(issue)


def _sort_key(world: World, field: str) -> Callable[[Issue], Anything]:
    name = OTHER_NAMES.get(field, field)
    if name in _SORT_KEYS:
        return _SORT_KEYS[name]
    if name in TIMES:
        value = TIMES[name]
        return lambda issue: value(issue) or datetime.min.replace(tzinfo=UTC)
    if name in FIELDS:
        return lambda issue: FIELDS[name].ids(world, issue)
    raise Problem(400, f"Not able to sort using field '{field}'.")


_SORT_KEYS: Mapping[str, Callable[[Issue], Anything]] = {
    "key": lambda issue: (issue.project, issue.number),
    "rank": lambda issue: int(issue.id),  # nobody changes it here
    "priority": lambda issue: -int(issue.priority),
    "summary": lambda issue: issue.summary.casefold(),
    "points": lambda issue: (issue.points is not None, issue.points or 0),
}


def _no_field(name: str) -> Problem:
    message = f"Field '{name}' does not exist or you do not have permission to view it."
    return Problem(400, message)


def _no_function(function: jql.Function) -> Problem:
    return Problem(400, f"Unable to find JQL function '{function.name}' for this field.")


def _not_supported(clause: jql.Clause) -> Problem:
    message = f"The operator '{clause.operator}' is not supported by the '{clause.field}' field."
    return Problem(400, message)
