"""What holds for every action holds for Slack's: the same tests, over the cases of Slack."""

import inspect
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

import tests.test_every_action as every
from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.planning.wire import schema
from tests.actions import cases
from tests.helpers.rows import for_each
from tests.providers.slack.slack_cases import CASES

ALL = {case.name: case for case in CASES}
WRITES = {name: case for name, case in ALL.items() if case.is_write}
OF_EACH: dict[str, dict[str, Any]] = {
    "case": ALL,
    "call": {name: call for case in CASES for name, call in case.calls.items()},
}
TESTS = {name: test for name, test in vars(every).items() if hasattr(test, "rows")}


@pytest.fixture(autouse=True)
def _with_slack(slack: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  # it exists
    """Let the cases of Slack stand beside those of GitHub in the tests of all actions."""
    monkeypatch.setattr(every, "CASES", {**cases.CASES, **ALL})
    monkeypatch.setattr(every, "WRITES", {**cases.WRITES, **WRITES})
    monkeypatch.setattr(every, "SUBMIT", Draft202012Validator(schema()))


def test_every_action_of_slack_has_a_case_and_every_case_an_action() -> None:
    assert {name for name in ENTRIES if name.startswith("slack.")} == ALL.keys()
    assert len(CASES) == len(ALL)


@for_each("name", TESTS)
def test_what_holds_for_every_action_holds_for_slacks(name: str) -> None:
    test: Any = TESTS[name].__wrapped__
    (of,) = {"case", "call"} & inspect.signature(test).parameters.keys()
    rows: dict[str, Any] = (
        WRITES if "a_write_that" in name or "a_write_without" in name else OF_EACH[of]
    )

    for_each(of, rows.values(), ids=rows)(test)()
