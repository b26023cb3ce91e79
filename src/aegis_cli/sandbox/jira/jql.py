"""JQL read into clauses: AND binds tighter than OR, NOT tightest; ORDER BY stands at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from aegis_cli.sandbox.jira.errors import Problem
from aegis_cli.sandbox.jira.jql_words import KEYWORDS, RESERVED, Kind, Word, words, wrong

_MOST_ORDERS = 7
_DEEPEST = 50
_OPERATORS = ("=", "!=", "~", "!~", "<", ">", "<=", ">=")


@dataclass(frozen=True, slots=True)
class Value:
    """A literal, as it is meant."""

    text: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function with its arguments, such as `startOfDay("-1d")`."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """No value at all."""


Operand: TypeAlias = Value | Function | Empty


@dataclass(frozen=True, slots=True)
class Clause:
    """A field, an operator in lower case, and its operands."""

    field: str
    operator: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """All of these."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    part: "Condition"


Condition: TypeAlias = Clause | Every | Any | Not


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and in which order."""

    condition: Condition | None
    order: tuple[tuple[str, bool], ...]
    """Each field, and whether it goes down; `None` as condition is a query without a bound."""


def read(text: str) -> Query:
    """Return what a query means, or refuse it."""
    return _Parser([*words(text)]).query()


class _Parser:
    def __init__(self, found: Sequence[Word]) -> None:
        self._words = found
        self._at = 0
        self._depth = 0

    def query(self) -> Query:
        condition = None
        if self._word is not None and not self._word.is_keyword("order"):
            condition = self._or()
        order = self._order() if self._takes_keyword("order") else ()
        if self._word is not None:
            raise self._unlike("either 'OR' or 'AND'")
        return Query(condition, order)

    @property
    def _word(self) -> Word | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _or(self) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise wrong("The query is too deep.")
        parts = [self._and()]
        while self._takes_keyword("or") or self._takes_sign("|", "||"):
            parts.append(self._and())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _and(self) -> Condition:
        parts = [self._not()]
        while self._takes_keyword("and") or self._takes_sign("&", "&&"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _not(self) -> Condition:
        if self._takes_keyword("not") or self._takes_sign("!"):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise wrong("The query is too deep.")
            inner = self._not()
            self._depth -= 1
            return Not(inner)
        if self._takes_sign("("):
            inner = self._or()
            self._need_sign(")")
            return inner
        return self._clause()

    def _clause(self) -> Clause:
        field, operator = self._field(), self._operator()
        if operator.endswith("in"):
            return Clause(field, operator, self._list())
        operand = self._operand()
        if operator.startswith("is") and not isinstance(operand, Empty):
            raise wrong(f"The operator '{operator}' is for EMPTY and NULL alone.")
        return Clause(field, operator, (operand,))

    def _field(self) -> str:
        word = self._take("a field name")
        if word.is_keyword("cf"):
            self._need_sign("[")
            number = self._take("the number of a field")
            if not number.text.isdecimal():
                raise self._unlike("the number of a field", at=number)
            self._need_sign("]")
            return f"cf[{number.text}]"
        if word.kind is Kind.SIGN or word.is_keyword(*RESERVED):
            raise self._unlike("a field name", at=word)
        return word.text.lower()

    def _operator(self) -> str:
        word = self._take("an operator")
        if word.is_sign(*_OPERATORS):
            return word.text
        if word.is_keyword("in"):
            return "in"
        if word.is_keyword("not") and self._takes_keyword("in"):
            return "not in"
        if word.is_keyword("is"):
            return "is not" if self._takes_keyword("not") else "is"
        raise self._unlike("an operator such as '=', '~' or 'in'", at=word)

    def _list(self) -> tuple[Operand, ...]:
        if not self._takes_sign("("):
            operand = self._operand()
            if not isinstance(operand, Function):
                raise self._unlike("'('")
            return (operand,)
        found = [self._operand()]
        while self._takes_sign(","):
            found.append(self._operand())
        self._need_sign(")")
        return tuple(found)

    def _operand(self) -> Operand:
        word = self._take("a value, a list or a function")
        if word.kind is Kind.SIGN:
            raise self._unlike("a value, a list or a function", at=word)
        if word.is_keyword("empty", "null"):
            return Empty()
        if self._takes_sign("("):
            return Function(word.text.lower(), self._arguments())
        if word.is_keyword(*RESERVED):
            raise wrong(
                f"'{word.text}' is a reserved JQL word. You must surround it in quotation marks "
                f"to use it in a query. (line 1, character {word.at + 1})"
            )
        return Value(word.text)

    def _arguments(self) -> tuple[str, ...]:
        if self._takes_sign(")"):
            return ()
        found = [self._take("an argument").text]
        while self._takes_sign(","):
            found.append(self._take("an argument").text)
        self._need_sign(")")
        return tuple(found)

    def _order(self) -> tuple[tuple[str, bool], ...]:
        if not self._takes_keyword("by"):
            raise self._unlike("'BY'")
        found = [self._order_field()]
        while self._takes_sign(","):
            found.append(self._order_field())
        if len(found) > _MOST_ORDERS:
            raise wrong(f"At most {_MOST_ORDERS} fields to order by are allowed.")
        return tuple(found)

    def _order_field(self) -> tuple[str, bool]:
        field = self._field()
        if self._takes_keyword("desc"):
            return field, True
        self._takes_keyword("asc")
        return field, False

    def _take(self, what: str) -> Word:
        word = self._word
        if word is None:
            raise self._unlike(what)
        self._at += 1
        return word

    def _takes_keyword(self, name: str) -> bool:
        assert name in KEYWORDS
        return self._takes(self._word is not None and self._word.is_keyword(name))

    def _takes_sign(self, *signs: str) -> bool:
        return self._takes(self._word is not None and self._word.is_sign(*signs))

    def _takes(self, is_it: bool) -> bool:  # noqa: FBT001 - of the two above
        self._at += is_it
        return is_it

    def _need_sign(self, sign: str) -> None:
        if not self._takes_sign(sign):
            raise self._unlike(f"'{sign}'")

    def _unlike(self, wanted: str, *, at: Word | None = None) -> Problem:
        word = at or self._word
        if word is None:
            return wrong(f"Expecting {wanted} before the end of the query.")
        return wrong(f"Expecting {wanted} but got '{word.text}'. (line 1, character {word.at + 1})")
