"""What the things of each list may be asked for: a value that they have, of a kind that fits."""

from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from aegis_cli.actions.catalog import load_all
from aegis_cli.actions.results.conditions import Condition, ConditionKind
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
