"""What the things of each list may be asked for: a value that they have, of a kind that fits."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from aegis_cli.actions.catalog import load_all
from aegis_cli.actions.results.conditions import (
    Age,
    Comparand,
    Condition,
    ConditionKind,
    conditions_of,
    stamp_of_things,
)
from aegis_cli.actions.results.conditions import (
    Test as How,
)
from tests.helpers.rows import for_each

_TYPES: dict[ConditionKind, tuple[Any, ...]] = {
    ConditionKind.LIST: (list,),
    ConditionKind.CHOICE: (str, bool, int),
    ConditionKind.COUNT: (int,),
    ConditionKind.DAY: (str,),
    ConditionKind.TEXT: (str,),
}
_WORDS = {
    "body": "text",
    "created_at": "created",
    "updated_at": "updated",
    "user.login": "author",
    "author.login": "author",
}
"""What is called the same wherever it is, by its path."""


def _declared() -> Iterator[tuple[type[BaseModel], Condition]]:
    results = {next(iter(get_args(a.facts.result)), None) for a in load_all()}
    for thing in sorted(filter(None, results), key=str):
        yield from ((thing, each) for each in getattr(thing, "conditions", ()))


DECLARED = tuple(_declared())


def _name(thing: type[BaseModel], condition: Condition) -> str:
    return f"{thing.__name__}.{condition.name}"


def _type_at(thing: Any, path: str) -> Any:
    """Return the type of what is at a path: `list` where it goes through one."""
    through_list = False
    for part in path.split("."):
        assert issubclass(thing, BaseModel), f"nothing is below {thing}"
        assert part in thing.model_fields, f"{thing.__name__} has no {part}"
        thing = _without_none(thing.model_fields[part].annotation)
        if get_origin(thing) is list:
            through_list, (thing,) = True, get_args(thing)
    return list if through_list else thing


def _without_none(found: Any) -> Any:
    if get_origin(found) not in {Union, UnionType}:
        return found
    (one,) = (each for each in get_args(found) if each is not type(None))
    return one


@for_each(("thing", "condition"), DECLARED, ids=_name)
def test_a_condition_is_about_a_value_of_its_kind(
    thing: type[BaseModel], condition: Condition
) -> None:
    assert _type_at(thing, condition.path) in _TYPES[condition.kind]


def test_a_condition_is_one_word() -> None:
    names = {condition.name for _, condition in DECLARED}
    assert set() == {name for name in names if not (name.isalpha() and name.islower())}


def test_one_idea_has_one_word_everywhere() -> None:
    said = {(each.path, each.name) for _, each in DECLARED if each.path in _WORDS}
    assert set(_WORDS.items()) == said


def test_a_note_is_a_sentence() -> None:
    notes = {condition.note for _, condition in DECLARED if condition.note}
    assert set() == {note for note in notes if not (note[0].isupper() and note[-1] == ".")}


def test_no_thing_has_a_condition_twice() -> None:
    names = [(thing, condition.name) for thing, condition in DECLARED]
    assert len(names) == len(set(names))


NOW = datetime(2026, 12, 2, 12, tzinfo=timezone(timedelta(hours=1)))
LABEL = Condition("label", "labels.name", ConditionKind.LIST)
STATE = Condition("state", "state", ConditionKind.CHOICE)
COUNT = Condition("comments", "comments", ConditionKind.COUNT)
CREATED = Condition("created", "created_at", ConditionKind.DAY)
TITLE = Condition("title", "title", ConditionKind.TEXT)
AUTHOR = Condition("author", "user.login", ConditionKind.CHOICE)
JUNE, MONTH = date(2026, 6, 1), Age(1, "month")
STALE: dict[str, Any] = {"labels": [{"name": "Stale"}, {"name": "bug"}]}
MONTH_AGO = "2026-11-02T12:00:00+01:00"


@for_each(
    ("condition", "test", "wanted", "thing", "fits"),
    [
        (LABEL, How.HAS, "stale", STALE, True),
        (LABEL, How.HAS, "sta", STALE, False),
        (LABEL, How.HAS_NOT, "stale", STALE, False),
        (LABEL, How.HAS_NOT, "keep", STALE, True),
        (LABEL, How.HAS, "", STALE, True),
        (LABEL, How.HAS, "", {"labels": []}, False),
        (LABEL, How.HAS_NOT, "", {"labels": []}, True),
        (STATE, How.HAS, "open", {"state": "Open"}, True),
        (STATE, How.IS, "OPEN", {"state": "Open"}, True),
        (STATE, How.IS, "closed", {"state": "open"}, False),
        (STATE, How.IS_NOT, "closed", {"state": "open"}, True),
        (STATE, How.IS_NOT, "open", {"state": "Open"}, False),
        (STATE, How.IS, "true", {"state": True}, True),
        (COUNT, How.MORE, 3, {"comments": 4}, True),
        (COUNT, How.MORE, 3, {"comments": 3}, False),
        (COUNT, How.LESS, 3, {"comments": 2}, True),
        (COUNT, How.LESS, 3, {"comments": 3}, False),
        (COUNT, How.LESS, 3, {"comments": 4}, False),
        (COUNT, How.MORE, 3, {"comments": "4"}, False),
        (COUNT, How.MORE, "3", {"comments": 4}, False),
        (TITLE, How.CONTAINS, "CRASH", {"title": "It crashes"}, True),
        (TITLE, How.CONTAINS, "none", {"title": "It crashes"}, False),
        (CREATED, How.BEFORE, MONTH, {"created_at": "2026-11-02T11:59:59+01:00"}, True),
        (CREATED, How.BEFORE, MONTH, {"created_at": MONTH_AGO}, False),
        (CREATED, How.AFTER, MONTH, {"created_at": MONTH_AGO}, False),
        (CREATED, How.AFTER, MONTH, {"created_at": "2026-11-02T12:00:01+01:00"}, True),
        # A day is one of the zone in which it is asked, and so is a time without one.
        (CREATED, How.BEFORE, JUNE, {"created_at": "2026-05-31T22:59:59Z"}, True),
        (CREATED, How.BEFORE, JUNE, {"created_at": "2026-05-31T23:00:00Z"}, False),
        (CREATED, How.AFTER, JUNE, {"created_at": "2026-06-01T22:59:59Z"}, False),
        (CREATED, How.AFTER, JUNE, {"created_at": "2026-06-01T23:00:00Z"}, True),
        (CREATED, How.BEFORE, JUNE, {"created_at": "2026-05-31T23:59:59"}, True),
        (CREATED, How.BEFORE, JUNE, {"created_at": "2026-06-01T00:00:00"}, False),
        (CREATED, How.AFTER, JUNE, {"created_at": "2026-06-02"}, True),
        (CREATED, How.AFTER, JUNE, {"created_at": "soon"}, False),
        (CREATED, How.BEFORE, "soon", {"created_at": "2026-06-02"}, False),
    ],
)
def test_a_thing_fits_or_does_not(
    condition: Condition, test: How, wanted: Comparand, thing: Any, *, fits: bool
) -> None:
    assert fits is condition.fits(thing, test, wanted, NOW)


@for_each("test", [*How])
def test_what_a_thing_does_not_say_fits_nothing(test: How) -> None:
    assert not Condition("x", "x", ConditionKind.TEXT).fits({"x": None}, test, "", NOW)


@for_each(
    ("condition", "test", "said", "wanted"),
    [
        (COUNT, How.MORE, " 3 ", 3),
        (AUTHOR, How.IS, "@octo", "octo"),
        (STATE, How.IS, "@octo", "@octo"),
        (LABEL, How.HAS, "", ""),
        (CREATED, How.BEFORE, "100 years", Age(100, "year")),
        (CREATED, How.BEFORE, "2 Weeks ago", Age(2, "week")),
        (CREATED, How.BEFORE, "2026-06-01", JUNE),
    ],
)
def test_what_is_wanted_is_read_from_its_text(
    condition: Condition, test: How, said: str, wanted: Comparand
) -> None:
    assert wanted == condition.read(test, said)


@for_each(
    ("condition", "test", "said"),
    [
        (COUNT, How.MORE, "\u0663"),
        (COUNT, How.MORE, "1234567890"),
        (COUNT, How.IS, "3"),
        (STATE, How.IS, " "),
        (CREATED, How.BEFORE, "101 years"),
        (CREATED, How.BEFORE, "1969-12-31"),
    ],
)
def test_any_other_text_is_refused(condition: Condition, test: How, said: str) -> None:
    with pytest.raises(ValueError, match=condition.name):
        condition.read(test, said)


@for_each(("test", "words"), [(How.HAS, "with any label"), (How.HAS_NOT, "without any label")])
def test_a_list_that_has_any_is_said_so(test: How, words: str) -> None:
    assert words == LABEL.words(test, "")


@for_each("result", [None, str, list[str]])
def test_what_lists_no_things_with_conditions_has_none(result: Any) -> None:
    assert ((), ()) == (conditions_of(result), stamp_of_things(result))
