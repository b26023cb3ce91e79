"""A call carries what must hold when it runs, and its fingerprint covers that."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.call import Call, Precondition, value_in
from aegis_cli.actions.targets.target import WHOLE
from tests.helpers.canned import BASE
from tests.helpers.confirmed_actions import (
    BURN,
    GIST,
    MERGE,
    PULL,
    PUT,
    SIGN,
    ShowPull,
    pins_of,
    read_of,
)
from tests.helpers.rows import for_each

READ = ShowPull(repo="acme/web", pull_number=12)
(HELD,) = pins_of(MERGE, PULL)


def test_pins_are_in_the_order_of_their_paths() -> None:
    assert (("head.sha", "a1" * 20), ("id", 70)) == HELD.pins
    assert READ == HELD.read


@for_each(
    ("path", "answer"),
    [
        ("id", {}),
        ("id", {"id": None}),
        ("head.sha", {"id": 1, "head": None}),
        ("id", {"id": 1.5}),
        ("id", {"id": [1]}),
        ("id", {"id": {"of": 1}}),
        ("head.sha", {"head": [{"sha": "a"}]}),
        ("id", []),
    ],
)
def test_what_an_answer_does_not_hold_is_not_pinned(path: str, answer: Any) -> None:
    with pytest.raises(ValueError, match=path):
        value_in(answer, path)


@for_each(
    ("holds", "change"),
    [
        (True, {}),
        (True, {"title": "Other"}),
        (False, {"id": 71}),
        (False, {"id": "70"}),
        (False, {"id": 70.0}),
        (False, {"id": None}),
        (False, {"head": {"sha": "A1" * 20}}),
        (False, {"head": {}}),
        (False, {"head": None}),
    ],
)
def test_each_pin_must_hold_by_value_and_type(change: dict[str, Any], *, holds: bool) -> None:
    assert holds is HELD.holds(PULL | change)


def test_one_is_not_true() -> None:
    assert not Precondition(READ, (("id", 1),)).holds({"id": True})
    assert Precondition(READ, (("id", True),)).holds({"id": True})


@pytest.mark.parametrize(
    ("answer", "holds"),
    [(None, True), ({}, False), ({"id": None}, False), ({"id": 70}, False), ([], False)],
)
def test_where_there_was_nothing_there_must_be_nothing_at_all(answer: Any, *, holds: bool) -> None:
    assert holds is Precondition(READ, (("id", None),)).holds(answer)
    assert not HELD.holds(None)


def test_the_whole_of_an_answer_is_the_same_in_any_order_and_with_no_other_value() -> None:
    whole = value_in({"a": 1, "b": {"c": 2, "d": 3}}, WHOLE)
    pinned = Precondition(READ, ((WHOLE, whole),))

    assert pinned.holds({"b": {"d": 3, "c": 2}, "a": 1})
    assert pinned.holds([{"b": {"d": 3, "c": 2}, "a": 1}])
    assert not pinned.holds({"a": 1, "b": {"c": 2, "d": 4}})
    assert not pinned.holds({"a": 1, "b": {"c": 2, "d": 3}, "e": None})


@for_each(
    ("is_pinned", "call"),
    [
        (True, Call("s1", MERGE, preconditions=(HELD,))),
        (True, Call("s1", BURN, preconditions=pins_of(BURN, GIST))),
        (True, Call("s1", PUT, preconditions=pins_of(PUT, GIST))),
        (True, Call("s1", SIGN)),
        (True, Call("s1", READ)),
        (False, Call("s1", MERGE)),
        (False, Call("s1", MERGE, preconditions=(HELD, HELD))),
        (False, Call("s1", MERGE, preconditions=(replace(HELD, pins=HELD.pins[:1]),))),
        (False, Call("s1", MERGE, preconditions=(replace(HELD, pins=HELD.pins[::-1]),))),
        (False, Call("s1", MERGE, preconditions=(replace(HELD, read=read_of(BURN) or READ),))),
        (
            False,
            Call(
                "s1",
                MERGE,
                preconditions=(replace(HELD, read=ShowPull(repo="acme/web", pull_number=13)),),
            ),
        ),
        (False, Call("s1", SIGN, preconditions=(HELD,))),
        (False, Call("s1", READ, preconditions=(HELD,))),
    ],
)
def test_a_call_is_pinned_by_exactly_what_its_action_names(call: Call, *, is_pinned: bool) -> None:
    assert is_pinned is call.is_pinned


def print_of(*preconditions: Precondition, base: str = BASE) -> str:
    return Call("s1", MERGE, preconditions=preconditions).fingerprint(MERGE.request(base))


def test_the_fingerprint_changes_with_the_read_and_with_every_pin() -> None:
    sha, number = HELD.pins
    others = (
        (),
        (HELD, HELD),
        (replace(HELD, pins=(sha,)),),
        (replace(HELD, pins=(number,)),),
        (replace(HELD, pins=(sha, ("id", 71))),),
        (replace(HELD, pins=(sha, ("id", "70"))),),
        (replace(HELD, pins=(("head.sha", "a2" * 20), number)),),
        (replace(HELD, pins=(("base.sha", sha[1]), number)),),
        (replace(HELD, read=ShowPull(repo="acme/web", pull_number=13)),),
    )

    assert 1 + len(others) == len({print_of(HELD), *(print_of(*other) for other in others)})
    assert print_of(HELD) != print_of(HELD, base="https://ghe.example")


def test_without_preconditions_it_is_the_fingerprint_of_the_request() -> None:
    assert MERGE.request(BASE).fingerprint() == print_of()
