"""Every action class agrees with its row in the table of GitHub's operations."""

import csv
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load_all
from aegis_cli.core.http import variables

CATALOGUE = tuple(load_all())
TABLE = Path(__file__).parent.parent / "data" / "operations.tsv"


def rows() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["action_name"]: row for row in csv.DictReader(lines, delimiter="\t")}


ROWS = rows()


def parameters(row: dict[str, str]) -> set[str]:
    """Return the names of a row's key parameters; those that are required keep their `*`."""
    return {name.strip() for name in row["key_params"].split(",") if name.strip()}


def test_every_action_of_the_catalogue_has_its_row() -> None:
    assert {cls.facts.action for cls in CATALOGUE} <= set(ROWS)


@pytest.mark.parametrize("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_the_facts_of_an_action_are_those_of_the_operation(cls: type[Action[Any]]) -> None:
    row, facts = ROWS[cls.facts.action], cls.facts

    path = row["path"].replace("{owner}/{repo}", "{repo}")
    assert (row["method"], path) == (facts.method, facts.path)
    assert row["effect"] == str(facts.effect)
    assert row["fine_grained_permission"] == str(facts.needs)


@pytest.mark.parametrize("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_every_field_is_a_parameter_of_the_operation(cls: type[Action[Any]]) -> None:
    known = {name.rstrip("*") for name in parameters(ROWS[cls.facts.action])}
    in_path = set(variables(cls.facts.path))
    is_list = {"limit"} if "per_page" in known else set()

    assert set(cls.model_fields) <= known | in_path | is_list
    assert ("per_page" in known) == ("limit" in cls.model_fields)


@pytest.mark.parametrize("cls", CATALOGUE, ids=lambda cls: cls.facts.action)
def test_what_the_operation_requires_is_always_sent(cls: type[Action[Any]]) -> None:
    required = {name.rstrip("*") for name in parameters(ROWS[cls.facts.action]) if "*" in name}

    for name in required | set(variables(cls.facts.path)):
        info = cls.model_fields[name]
        assert info.is_required() or info.default is not None
