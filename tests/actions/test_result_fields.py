"""The fields of a result: those that its class declares, and its related reads."""

from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.result_fields import pick_fields, result_fields
from tests.helpers.rows import for_each


def test_each_read_has_fields_but_those_whose_result_is_no_object() -> None:
    reads = {each.facts.action for each in catalog.load_all() if each.facts.effect is Effect.READ}

    without = {name for name in reads if not result_fields(catalog.load(name))}

    assert {"pulls.get_diff", "repos.list_languages"} == without


@for_each(
    ("name", "expected"),
    [
        ("labels.list", {"color", "description", "name"}),
        ("labels.get", {"color", "description", "name"}),
        ("pulls.get", {"title", "reviews", "checks"}),
    ],
)
def test_the_fields_of_a_list_are_those_of_its_items_and_a_related_read_is_one(
    name: str, expected: set[str]
) -> None:
    fields = result_fields(catalog.load(name))

    assert expected <= {*fields}
    assert name == "pulls.get" or expected == {*fields}
    assert sorted({*fields}) == [*fields]


@pytest.mark.parametrize(
    ("data", "fields", "expected"),
    [
        ({"b": 1, "a": [2], "c": 3}, ("b", "a"), {"a": [2], "b": 1}),
        ([{"a": 1, "b": 2}, {"a": None}], ("a",), [{"a": 1}, {"a": None}]),
        ([], ("a",), []),
        ({"a": 1}, ("reviews",), {"reviews": None}),
    ],
    ids=str,
)
def test_what_is_picked_is_in_alphabetical_order_and_null_where_it_was_not_read(
    data: Any, fields: tuple[str, ...], expected: Any
) -> None:
    found = pick_fields(data, fields)

    assert expected == found
    assert isinstance(found, list) or [*expected] == [*found]
