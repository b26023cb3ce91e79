"""What asks a model is imported early where one is to be asked, and nowhere else."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from aegis_cli.settings.cli_options import CliOptions
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


@pytest.mark.parametrize(
    ("given", "stays"),
    [({"engine": "offline"}, True), ({"engine": "gemini"}, True), ({"model": "gemini-4"}, False)],
)
def test_what_gemini_has_taken_is_remembered_until_another_model_is_asked(
    given: dict[str, str], *, stays: bool
) -> None:
    settings: Any = SimpleNamespace(with_values=lambda _given: settings)
    environment: Any = SimpleNamespace(settings=settings, options=CliOptions())
    sign_ins: Any = None
    planners = Planners(environment, sign_ins)
    planners.__dict__["gemini"] = planner = object()

    planners.choose(**given)

    assert stays is (planners.__dict__.get("gemini") is planner)
