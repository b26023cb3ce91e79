"""Lets a sentence name rows of the last answer: with stand-ins before planning, values after it.

"close row 3" is planned as "close row/3#900000003". NOTE: whoever opens issues chooses what stands
in an answer, so no planner, no earlier line and no last action ever has it (ADR 3).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aegis_cli.errors import AegisError, Code, Unclear
from aegis_cli.planning.plan import MOST_STEPS, Literal, Origin, Plan, Step, Value
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import COUNTS, quotes_in

_FIRST_NUMBER = 900_000_000
"""What the number of a stand-in is counted from: far above those that people type."""
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_BETWEEN = r"\s*(?:,\s*and\b|,|and\b|&|-|to\b)\s*"
_ROWS = re.compile(
    rf"\brows?\s+(?P<numbers>\d{{1,3}}(?:{_BETWEEN}\d{{1,3}}\b)*)(?![/#.-]?\w)", re.IGNORECASE
)
_RANGE = re.compile(r"(\d+)(?:\s*(?:-|to)\s*(\d+))?", re.IGNORECASE)
_ONE = re.compile(rf"\bthe\s+({'|'.join(_ORDINALS)}|last)\s+(?:one|row)\b", re.IGNORECASE)
_SOME = re.compile(
    rf"\bthe\s+(first|last)\s+(\d{{1,2}}|{'|'.join(COUNTS)})\s+(?:ones|rows)\b", re.IGNORECASE
)
_ALL = re.compile(
    r"\b(?:all\s+of\s+)?(?:them|these|those)\b(?:\s+all\b)?|\b(?:all|every)\s+(?:the\s+)?rows?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list that the person sees, by what names its thing."""

    noun: str
    """What it is, such as `branch`."""
    place: str
    """The place that it is in, or that it is, such as `acme/web`."""
    key: int | str | None = None
    """What names it in its place; `None` where it is the place itself."""
    has_number_sign: bool = False
    """Whether it is named as `acme/web#12`."""


@dataclass(frozen=True, slots=True)
class Named:
    """A sentence in which stand-ins are in the place of rows."""

    text: str
    phrases: Mapping[str, str] = field(default_factory=dict)
    """What the person sees in place of each part of a stand-in: `row 3`."""
    values: Mapping[int | str, int | str] = field(default_factory=dict)
    """The value of each part of a stand-in."""

    def fill(self, plan: Plan) -> Plan:
        """Return the plan with what the rows hold. Raises `Unclear` where a text has a stand-in."""
        if not self.values:
            return plan
        steps = tuple(replace(step, values=dict(self._filled(step))) for step in plan.steps)
        return replace(plan, steps=steps, read_as=self.restore(plan.read_as))

    def _filled(self, step: Step) -> Iterator[tuple[str, Value | tuple[Value, ...]]]:
        for name, value in step.values.items():
            if isinstance(value, tuple):
                yield name, tuple(map(self._value, value))
            else:
                yield name, self._value(value)

    def _value(self, value: Value) -> Value:
        if not isinstance(value, Literal):
            return value
        if isinstance(value.value, int | str) and value.value in self.values:
            return Literal(self.values[value.value], Origin.RESULT)
        if self._is_within(value.value):
            raise _unclear(
                "A row stands for a thing of the last answer, and for no part of a text.",
                "Put texts into quotation marks, and write there what you mean.",
            )
        return value

    def _is_within(self, value: Any) -> bool:
        return any(re.search(rf"\b{re.escape(str(part))}\b", str(value)) for part in self.values)

    def restore(self, text: str) -> str:
        """Return a text of a planner in the person's words, with `row 3` for each stand-in."""
        for stand_in, phrase in self.phrases.items():
            text = text.replace(stand_in, phrase)
        return text

    def restore_error(self, error: AegisError) -> AegisError:
        """Return what a planner answers in place of a plan, in the person's words."""
        if not (self.phrases and isinstance(error, Unclear)):
            return error
        return Unclear(
            self.restore(error.message),
            code=error.code,
            hint=None if error.hint is None else self.restore(error.hint),
            sentences=tuple(map(self.restore, error.sentences)),
        )


def name_rows(text: str, rows: tuple[Row, ...]) -> Named:
    """Replace what names rows outside quotation marks. A bare number never does.

    Raises `Unclear` for a row that is not there, and for more of them than a plan has steps.
    """
    if not rows:
        return Named(text)
    naming = _Naming(text, rows)
    pieces, at = [], 0
    for quote in quotes_in(text):
        pieces += [naming.outside_quotes(text[at : quote.start]), text[quote.start : quote.end]]
        at = quote.end
    return naming.named("".join([*pieces, naming.outside_quotes(text[at:])]))


class _Naming:
    """Collects the rows that one sentence names."""

    def __init__(self, text: str, rows: tuple[Row, ...]) -> None:
        self._rows = rows
        self._used: dict[int, Row] = {}
        self._says_which = bool(_ROWS.search(text) or _ONE.search(text) or _SOME.search(text))
        self._refers = self._says_which or bool(Sentence(text).numbers)

    def outside_quotes(self, text: str) -> str:
        text = _ROWS.sub(lambda found: self._listed(_numbers(found["numbers"])), text)
        text = _ONE.sub(lambda found: self._listed([self._ordinal(found[1])]), text)
        text = _SOME.sub(lambda found: self._listed(self._some(found[1], found[2])), text)
        # "close #12, and tell them why": "them" is who reads it.
        return text if self._refers else _ALL.sub(lambda _: self._listed(self._every), text, 1)

    @property
    def _every(self) -> range:
        return range(1, len(self._rows) + 1)

    def _ordinal(self, word: str) -> int:
        return len(self._rows) if word.lower() == "last" else _ORDINALS.index(word.lower()) + 1

    def _some(self, end: str, count: str) -> range:
        wanted = int(count) if count.isdigit() else COUNTS[count.lower()]
        if wanted > len(self._rows):
            raise self._no_row(wanted)
        return self._every[:wanted] if end.lower() == "first" else self._every[-wanted:]

    def _listed(self, numbers: Iterable[int]) -> str:
        for number in numbers:
            if number not in self._every:
                raise self._no_row(number)
            self._used[number] = self._rows[number - 1]
            if len(self._used) > MOST_STEPS:
                raise _unclear(
                    f"A plan has at most {MOST_STEPS} steps, and these are more rows.",
                    f"Name some of them, as in 'rows 1-{MOST_STEPS}'.",
                )
        *first, last = [_stand_in(number, self._rows[number - 1]) for number in numbers]
        return f"{', '.join(first)} and {last}" if first else last

    def _no_row(self, number: int) -> Unclear:
        have = "1 row" if len(self._rows) == 1 else f"{len(self._rows)} rows"
        return _unclear(f"The last answer has {have}; there is no row {number}.", None)

    def named(self, text: str) -> Named:
        phrases: dict[str, str] = {}
        values: dict[int | str, int | str] = {}
        for number, row in self._used.items():
            key = _key(number, row)
            for each in (_stand_in(number, row), f"{row.noun} {key}", str(key), _place(number)):
                phrases[each] = f"row {number}"
            values[_place(number)] = row.place
            if row.key is not None:
                values[key] = row.key
        longest_first = dict(sorted(phrases.items(), key=lambda pair: -len(pair[0])))
        return Named(text, longest_first, values)


def _numbers(text: str) -> list[int]:
    """Return the numbers of "2, 4-6 and 9", each once and in their order."""
    found = [(int(low), int(high or low)) for low, high in _RANGE.findall(text)]
    return [*dict.fromkeys(n for low, high in found for n in range(low, high + 1))]


def _place(number: int) -> str:
    return f"row/{number}"


def _key(number: int, row: Row) -> int | str:
    return _FIRST_NUMBER + number if isinstance(row.key, int) else f"row-{number}"


def _stand_in(number: int, row: Row) -> str:
    if row.key is None:
        return _place(number)
    if row.has_number_sign:
        return f"{_place(number)}#{_key(number, row)}"
    return f"the {row.noun} {_key(number, row)} of {_place(number)}"


def _unclear(message: str, hint: str | None) -> Unclear:
    return Unclear(message, code=Code.UNCLEAR, hint=hint)
