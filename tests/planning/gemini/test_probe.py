"""What a probe of Gemini says of the answer."""

from typing import Any

import pytest

from aegis_cli.planning.gemini.dialogue import Answer, FunctionCall, Usage
from aegis_cli.planning.gemini.probe import Probe
from aegis_cli.planning.gemini.request_forms import Way
from tests.helpers.rows import for_each

PLAN: dict[str, Any] = {"steps": [{"action": "repos.list"}]}
CALL = FunctionCall("submit_plan", PLAN)


@for_each(
    ("calls", "expected"),
    [
        ((CALL,), True),
        ((FunctionCall("submit_plan", {"question": "Which?"}),), True),
        ((), False),
        ((CALL, CALL), False),
        ((FunctionCall("run_shell", PLAN),), False),
        ((FunctionCall("submit_plan", {"steps": "all"}),), False),
        ((FunctionCall("submit_plan", None),), False),
    ],
)
def test_a_plan_is_one_call_of_its_form(calls: tuple[FunctionCall, ...], *, expected: bool) -> None:
    assert expected is Probe(Way("v1"), 0.5, Answer("STOP", calls)).has_plan


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        (Usage(), "tokens not told"),
        (Usage(9000, None, None), "tokens: 9000 in (0 cached), 0 out"),
        (Usage(9000, 8192, 70), "tokens: 9000 in (8192 cached), 70 out"),
    ],
)
def test_it_says_form_time_and_tokens(usage: Usage, told: str) -> None:
    probe = Probe(Way("v1"), 1.26, Answer("STOP", (CALL,), usage=usage))

    assert f"usual form, v1, 1.3 s, {told}" == str(probe)
