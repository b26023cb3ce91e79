"""Stand-ins for rows of a list in a sentence: a planner sees them, and rows replace them later.

NOTE: whoever opens issues chooses what stands in an answer, so a planner sees "row/3#900000003",
and what that is comes into the plan afterwards (ADR 3).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

from aegis_cli.actions import catalog
from aegis_cli.actions.fields.fields import kinds_of, place_of, thing_of
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.actions.provider.containers import Container
from aegis_cli.actions.provider.names import BARE
from aegis_cli.errors import AegisError, Code, Unclear
from aegis_cli.planning.plan import Link, Literal, Origin, Plan, Step, Value
from aegis_cli.planning.sentence.tokens import normal

_FIRST = 900_000_000
MADE = 0
"""The number of what aegis made last, which is no row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list that the person sees, by what names its thing."""

    noun: str
    """What it is, such as `branch`."""
    place: str
    """The place that it is in, or that it is, such as `acme/web`; "" of what is in none."""
    key: int | str | None = None
    """What names it in its place; `None` where it is the place itself."""
    has_number_sign: bool = False
    """Whether it is named as `acme/web#12`."""
    provider: str = BARE
    """The provider that it is of."""

    @property
    def places(self) -> Container:
        """What the places of its provider are."""
        return catalog.provider_named(self.provider).places

    @property
    def is_whole(self) -> bool:
        """Whether its name alone says which it is, without its place beside it."""
        return not self.place or self.places.place_of(str(self.key)) == self.place


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the stand-ins of one sentence are spelled: as nothing in the sentence is."""

    name: str = "row"
    first: int = _FIRST
    """What the numbers are counted from: far above those that people type."""

    @classmethod
    def for_sentence(cls, text: str) -> "Spelling":
        """Return the first spelling that a text does not hold."""
        typed = normal(text)
        names = (f"row{'x' * more}" for more in count())
        firsts = (_FIRST + more * 1_000_000 for more in range(1_000))
        return cls(
            next(name for name in names if re.search(rf"{name}[/\-0-9]", typed) is None),
            next(first for first in firsts if str(first)[:-3] not in typed),
        )

    def place(self, number: int, row: Row) -> str:
        """Return what stands for the place of a row."""
        return row.places.stand_in(self.name, number)

    def key(self, number: int, row: Row) -> int | str:
        """Return what stands for the key of a row."""
        if isinstance(row.key, int):
            return self.first + number
        if row.noun == "person" and row.places.person_stand_in is not None:
            return row.places.person_stand_in(self.first + number)
        if row.place and row.places.thing_stand_in is not None:
            return row.places.thing_stand_in(self.place(number, row), self.first + number)
        return f"{self.name}-{number}"

    def whole(self, number: int, row: Row) -> str:
        """Return what stands in a sentence for a row."""
        if row.key is None:
            return self.place(number, row)
        key = self.key(number, row)
        if row.has_number_sign:
            return f"{self.place(number, row)}#{key}"
        if row.is_whole:
            return f"{row.noun} {key}" if isinstance(key, int) else key
        if row.places.thing_stand_in is not None:
            return f"{key} in {self.place(number, row)}"  # its shape says what it is
        return f"the {row.noun} {key} of {self.place(number, row)}"

    @property
    def any_part(self) -> str:
        """A pattern of what looks like a part of a stand-in, whatever its row."""
        return rf"(?i:(?<![^\W_]){self.name}[/-]?\d)|{str(self.first)[:-3]}\d\d\d"


class _RowPart(NamedTuple):
    """A part of a stand-in."""

    number: int
    is_key: bool


@dataclass(frozen=True)
class StandIns:
    """The rows that one sentence names, by their numbers, and how they are spelled in it."""

    rows: Mapping[int, Row] = field(default_factory=dict)
    spelling: Spelling = field(default_factory=Spelling)

    def fill(self, plan: Plan) -> Plan:
        """Return the plan with what the rows hold, each thing in its own place.

        Raises `Unclear` where a stand-in is anywhere but in a target, or parted from its place.
        """
        if not self.rows:
            return plan
        for step in plan.steps:
            self._require_whole(step)
        steps = tuple(replace(step, values=dict(self._fill_values(step))) for step in plan.steps)
        return replace(plan, steps=steps, read_as=self.restore(plan.read_as))

    @cached_property
    def _parts(self) -> Mapping[int | str, _RowPart]:
        placed = {n: row for n, row in self.rows.items() if row.place}
        keyed = {n: row for n, row in self.rows.items() if row.key is not None}
        places = {
            self.spelling.place(n, row).casefold(): _RowPart(n, is_key=False)
            for n, row in placed.items()
        }
        return places | {
            key.casefold() if isinstance(key, str) else key: _RowPart(n, is_key=True)
            for n, row in keyed.items()
            for key in (self.spelling.key(n, row),)
        }

    def _part(self, value: Value | tuple[Value, ...] | None) -> _RowPart | None:
        """Return the part of a stand-in that a value is, as a whole; `None` if it is none."""
        said = value.value if isinstance(value, Literal) else None
        if isinstance(said, bool) or not isinstance(said, int | str):
            return None
        return self._parts.get(said.casefold() if isinstance(said, str) else said)

    def _fill_values(self, step: Step) -> Iterator[tuple[str, Value | tuple[Value, ...]]]:
        kinds, provider = kinds_of(step.action), step.action.provider.name
        for name, value in step.values.items():
            if isinstance(value, tuple):
                yield name, tuple(self._value(provider, kinds[name], item) for item in value)
            else:
                yield name, self._value(provider, kinds[name], value)

    def _value(self, provider: str, kind: Kind, value: Value) -> Value:
        part = self._part(value)
        is_there = part is not None and self.rows[part.number].provider == provider
        if part is not None and is_there and self._fits(part, kind):
            row = self.rows[part.number]
            return Literal(row.key if part.is_key else row.place, Origin.RESULT)
        text = value.text if isinstance(value, Link) else ""
        if self._is_in(value.value if isinstance(value, Literal) else text):
            raise _unclear(
                "A row stands for a thing of the list, and for no part of a text.",
                "Put texts into quotation marks, and write there what you mean.",
            )
        return value

    def _fits(self, part: _RowPart, kind: Kind) -> bool:
        """Tell whether a part of a row may be in a field: in a target alone, and in its like.

        NOTE: the number of an issue is no run's, and in a text it would be sent to others.
        """
        row = self.rows[part.number]
        is_place = kind.container is not None
        if kind.role is not Role.TARGET or part.is_key == is_place:
            return False
        if not part.is_key:
            return True
        if row.has_number_sign:
            return kind.reads == "issues"
        if row.provider != BARE:
            return kind.noun == row.noun or (bool(row.place) and kind.inside is not None)
        return (
            kind.reads not in {"code", "text"}
            if isinstance(row.key, str)
            else kind.noun == row.noun
        )

    def _is_in(self, value: Any) -> bool:
        return re.search(self.spelling.any_part, str(value)) is not None

    def _require_whole(self, step: Step) -> None:
        """Raise `Unclear` unless the things of a step that are rows are in their own place.

        NOTE: a planner puts both into fields of their own. Parted they name another thing:
        acme/web#5 where the person said "close #5 and row 1", or the number of one repository in
        another.
        """
        found = [self._part(item) for value in step.values.values() for item in _items(value)]
        keyed = {
            part.number
            for part in found
            if part and part.is_key and not self.rows[part.number].is_whole
        }
        at = self._part(step.values.get(place_of(step.action) or ""))
        home = at.number if at and not at.is_key and self.rows[at.number].key is not None else None
        if home is None and not keyed:
            return
        # A second row, as in "a duplicate of row 2", is in the place of the first.
        parts = [self.rows[part.number] for part in found if part]
        places = {row.place.casefold() for row in parts if not row.is_whole}
        if home not in keyed or len(places) > 1 or not self._is_about(step, home):
            raise _unclear(
                "The plan parts a row from its place, so it may name another thing.",
                "Name rows alone in one sentence, as in 'close row 3', and the others in another.",
            )

    def _is_about(self, step: Step, home: int | None) -> bool:
        """Tell whether a step is about this row, and names no thing that is none beside it."""
        kinds, thing = kinds_of(step.action), thing_of(step.action)
        parts = {
            name: self._part(value)
            for name, value in step.values.items()
            if kinds[name].inside is not None
        }
        about = parts.get(thing) if thing in parts else _RowPart(home or 0, is_key=True)
        return all(parts.values()) and about == (home, True)

    @cached_property
    def _phrases(self) -> Mapping[str, str]:
        """What the person sees in place of each part of a stand-in, the longest first."""
        phrases: dict[str, str] = {}
        for number, row in self.rows.items():
            key = self.spelling.key(number, row)
            whole = self.spelling.whole(number, row)
            place = [self.spelling.place(number, row)] if row.place else []
            for each in (whole, f"{row.noun} {key}", f"#{key}", str(key), *place):
                phrases[each.casefold()] = f"row {number}" if number else f"that {row.noun}"
        return dict(sorted(phrases.items(), key=lambda pair: -len(pair[0])))

    def restore(self, text: str) -> str:
        """Return a text of a planner in the person's words, with `row 3` for each stand-in."""
        if not self.rows:
            return text
        any_phrase = "|".join(map(re.escape, self._phrases))
        return re.sub(
            rf"(?<![\w/#-])(?:{any_phrase})(?![\w/#-]|\.\w)",
            lambda found: self._phrases[found.group().casefold()],
            text,
            flags=re.IGNORECASE,
        )

    def restore_error(self, error: AegisError) -> AegisError:
        """Return what a planner answers in place of a plan, in the person's words.

        A suggestion that still has a part of a stand-in is left out.
        """
        if not (self.rows and isinstance(error, Unclear)):
            return error
        lines = self._clean((error.hint or "").split("\n"))
        sentences = self._clean(error.sentences)
        has_lost_all = error.sentences and not sentences
        return Unclear(
            self.restore(error.message),
            code=error.code,
            hint=None if error.hint is None or has_lost_all else "\n".join(lines),
            sentences=tuple(sentences),
        )

    def _clean(self, texts: "list[str] | tuple[str, ...]") -> list[str]:
        return [text for text in map(self.restore, texts) if not self._is_in(text)]


def _items(value: Value | tuple[Value, ...]) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _unclear(message: str, hint: str) -> Unclear:
    return Unclear(message, code=Code.UNCLEAR, hint=hint)
