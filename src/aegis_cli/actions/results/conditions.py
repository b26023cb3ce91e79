"""What may be asked of each thing of a list that the provider's list cannot be asked for; pure.

A resource declares it (`conditions`), with the path of the value; aegis looks at the typed answer.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, TypeAlias, get_args

from aegis_cli.actions.results.templates import pick


class Test(StrEnum):
    """How a value is looked at."""

    HAS = "has"
    HAS_NOT = "has_not"
    IS = "is"
    IS_NOT = "is_not"
    MORE = "more_than"
    LESS = "less_than"
    BEFORE = "before"
    AFTER = "after"
    CONTAINS = "contains"


class ConditionKind(StrEnum):
    """What kind of value a thing is asked for."""

    LIST = "list"
    CHOICE = "choice"
    COUNT = "count"
    DAY = "day"
    TEXT = "text"

    @property
    def tests(self) -> tuple[Test, ...]:
        """How such a value may be looked at."""
        return _TESTS[self]


_TESTS: Mapping[ConditionKind, tuple[Test, ...]] = {
    ConditionKind.LIST: (Test.HAS, Test.HAS_NOT),
    ConditionKind.CHOICE: (Test.IS, Test.IS_NOT),
    ConditionKind.COUNT: (Test.MORE, Test.LESS),
    ConditionKind.DAY: (Test.BEFORE, Test.AFTER),
    ConditionKind.TEXT: (Test.CONTAINS,),
}


@dataclass(frozen=True, slots=True)
class Age:
    """So long before now, as a person says it."""

    count: int
    unit: str
    """`day`, `week`, `month` or `year`."""

    def __str__(self) -> str:
        """Write it as `90 days`."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def span(self) -> timedelta:
        """The same as days: a month has 30, and a year 365."""
        return timedelta(days=self.count * _DAYS[self.unit])


_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_AGE = re.compile(r"(\d{1,4}) ?(day|week|month|year)s?(?: ago)?", re.ASCII | re.IGNORECASE)

_LONGEST = timedelta(days=36_500)
_YEARS = range(1970, 3000)

Comparand: TypeAlias = str | int | date | Age
"""The value with which that of a thing is compared."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One value of a thing that it may be asked for."""

    name: str
    """What people call it, such as `label`."""
    path: str
    """Where it is in the answer, such as `labels.name`."""
    kind: ConditionKind
    note: str = ""
    """What a person may not expect of it, for the question."""

    def read(self, test: Test, said: str) -> Comparand:
        """Return what is wanted, from its text; raise `ValueError` with the reason for none."""
        if test not in self.kind.tests:
            allowed = " or ".join(self.kind.tests)
            raise ValueError(f"{self.name} is asked with {allowed}, not with {test}")
        text = said.strip()
        if self.kind is ConditionKind.COUNT:
            if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
                raise ValueError(f"{self.name} is compared with a number, such as 3")
            return int(text)
        if self.kind is ConditionKind.DAY:
            return self._read_day(text)
        if not text and self.kind is not ConditionKind.LIST:
            raise ValueError(f"{self.name} is compared with a text, which is empty")
        return text.removeprefix("@") if self.path.endswith("login") else text

    def _read_day(self, text: str) -> date | Age:
        age = _AGE.fullmatch(text)
        if age and (said := Age(int(age[1]), age[2].lower())).span <= _LONGEST:
            return said
        with suppress(ValueError):
            day = date.fromisoformat(text)
            if day.year in _YEARS:
                return day
        example = "such as 2026-01-31, or with an age, such as 90 days"
        raise ValueError(f"{self.name} is compared with a day, {example}")

    def fits(self, thing: Any, test: Test, wanted: Comparand, now: datetime) -> bool:
        """Tell whether a thing is as wanted; what it does not say fits nothing."""
        value = pick(thing, self.path)
        if value is None:
            return False
        match test:
            case Test.HAS | Test.HAS_NOT:
                return _has(value, str(wanted)) is (test is Test.HAS)
            case Test.IS | Test.IS_NOT:
                return (_fold(value) == _fold(wanted)) is (test is Test.IS)
            case Test.MORE | Test.LESS:
                return _is_more(value, wanted, test)
            case Test.CONTAINS:
                return _fold(wanted) in _fold(value)
            case Test.BEFORE | Test.AFTER:
                return _is_on_side(value, test, wanted, now)

    def words(self, test: Test, wanted: Comparand, now: datetime | None = None) -> str:
        """Say in words of aegis what is wanted; of an age, the day that it comes to."""
        if self.kind is ConditionKind.LIST and wanted == "":
            return f"{'with any' if test is Test.HAS else 'without any'} {self.name}"
        shown = str(wanted)
        if isinstance(wanted, Age):
            day = (now - wanted.span).date().isoformat() if now else ""
            shown = f"{day} ({wanted} ago)" if day else f"{wanted} ago"
        return f"{self.name} {_SAID[test]} {shown}"


_SAID: Mapping[Test, str] = {
    Test.HAS: "is",
    Test.HAS_NOT: "is not",
    Test.IS: "is",
    Test.IS_NOT: "is not",
    Test.MORE: "more than",
    Test.LESS: "less than",
    Test.BEFORE: "before",
    Test.AFTER: "after",
    Test.CONTAINS: "contains",
}


def conditions_of(result: Any) -> tuple[Condition, ...]:
    """Return what the things of a list may be asked for, from its type; none if it is no list."""
    return getattr(next(iter(get_args(result)), None), "conditions", ())


def stamp_of_things(result: Any) -> tuple[str, ...]:
    """Return the same for the things of a list, from its type."""
    return stamp_of(next(iter(get_args(result)), None))


def stamp_of(result: Any) -> tuple[str, ...]:
    """Return the paths that change with whatever is changed of a thing; none if none is known."""
    return getattr(result, "stamp", ())


def _fold(value: Any) -> str:
    return str(value).casefold()


def _has(value: Any, wanted: str) -> bool:
    """Tell whether a list has a value, or any at all."""
    items = [_fold(item) for item in value] if isinstance(value, list) else [_fold(value)]
    return _fold(wanted) in items if wanted else bool(items)


def _is_more(value: Any, wanted: Comparand, test: Test) -> bool:
    if not isinstance(value, int) or not isinstance(wanted, int):
        return False
    return value > wanted if test is Test.MORE else value < wanted


def _is_on_side(value: Any, test: Test, wanted: Comparand, now: datetime) -> bool:
    """Tell whether a time of an answer is before a day or after it, in the zone of `now`."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return False
    at = at if at.tzinfo is not None else at.replace(tzinfo=now.tzinfo)
    if isinstance(wanted, Age):
        return at < now - wanted.span if test is Test.BEFORE else at > now - wanted.span
    if not isinstance(wanted, date):
        return False
    if test is Test.BEFORE:
        return at < _midnight(wanted, now.tzinfo)
    return at >= _midnight(wanted + timedelta(days=1), now.tzinfo)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(), zone)
