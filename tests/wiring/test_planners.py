"""What asks a model is imported early where one is to be asked, and nowhere else."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from aegis_cli.wiring.planners import Planners

KEY, BROKER = object(), "https://broker.example"


@pytest.mark.parametrize(
    ("asks_model", "key", "broker", "imports"),
    [
        (True, KEY, None, True),
        (True, None, BROKER, True),
        (True, None, None, False),
        (False, KEY, BROKER, False),
    ],
)
def test_a_planner_is_warmed_up_where_a_model_may_be_asked(
    monkeypatch: pytest.MonkeyPatch, *, asks_model: bool, key: Any, broker: Any, imports: bool
) -> None:
    environment: Any = SimpleNamespace(
        settings=SimpleNamespace(asks_model=asks_model, gemini_key=key, broker=broker)
    )
    sign_ins: Any = None
    # NOTE: whoever imports it now finds that it is not there.
    monkeypatch.setitem(sys.modules, "aegis_cli.adapters.gemini.planner", None)
    planners = Planners(environment, sign_ins)

    if imports:
        with pytest.raises(ModuleNotFoundError):
            planners.warm_up()
    else:
        planners.warm_up()
