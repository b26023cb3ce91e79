"""Which model comes next where one is retired."""

from collections.abc import Sequence

import pytest

from aegis_cli.planning.gemini.model_names import CHEAP_MODEL, DEFAULT_MODEL, next_model, retirement
from tests.helpers.rows import for_each

OFFERED = (
    "gemini-3.8-flash",
    "gemini-3.10-flash",
    "gemini-5-flash-preview",
    "gemini-9-flash-latest",
    "gemini-3.5-flash-lite",
    "gemini-4-flash-lite",
    "gemini-4-argon",
)


@for_each(
    ("model", "offers", "expected"),
    [
        ("gemini-2.0-flash", (), DEFAULT_MODEL),
        ("gemini-2.0-flash-lite-001", (), CHEAP_MODEL),
        ("gemini-2.5-pro", (), DEFAULT_MODEL),
        ("something-else", (), DEFAULT_MODEL),
        ("gemini-2.0-flash", OFFERED, DEFAULT_MODEL),
        ("gemini-2.0-flash-lite", OFFERED, CHEAP_MODEL),
        (DEFAULT_MODEL, OFFERED, "gemini-3.10-flash"),
        (CHEAP_MODEL, OFFERED, "gemini-4-flash-lite"),
        ("gemini-2.0-flash", ("gemini-3.6-flash", "gemini-4-flash"), "gemini-4-flash"),
        ("gemini-2.5-pro", ("gemini-4-pro", "gemini-4-flash"), "gemini-4-pro"),
        ("gemini-2.0-flash", ("gemini-4-argon", "\x1b[2J", ""), ""),
        (DEFAULT_MODEL, (DEFAULT_MODEL,), ""),
        (DEFAULT_MODEL, (), ""),
    ],
)
def test_the_next_model_is_the_usual_one_or_the_newest_of_its_kind(
    model: str, offers: Sequence[str], expected: str
) -> None:
    assert expected == next_model(model, offers)


@pytest.mark.parametrize("stage", ["LEGACY", "DEPRECATED", "RETIRED"])
def test_a_model_that_is_going_is_said_with_the_next(stage: str) -> None:
    assert (
        f"Gemini has gemini-3.6-flash only as {stage.lower()}, until 2027-01-01; "
        "take gemini-3.8-flash with --model or AEGIS_MODEL."
    ) == retirement("gemini-3.6-flash", stage, "2027-01-01")


@pytest.mark.parametrize("stage", ["STABLE", "PREVIEW", "", "\x1b[2J"])
def test_a_model_that_stays_is_no_news(stage: str) -> None:
    assert "" == retirement("gemini-3.6-flash", stage, "")


def test_where_no_next_model_is_known_none_is_named() -> None:
    assert f"Gemini has {DEFAULT_MODEL} only as legacy." == retirement(DEFAULT_MODEL, "LEGACY", "")
