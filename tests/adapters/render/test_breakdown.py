"""What a card counts: in words, with a mark for what is told by name, and never as aegis's words."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.results.views import Breakdown, Card
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.render.step import render_step
from aegis_cli.providers.github.nouns.pull_requests.reviews import in_force
from tests.adapters.render.samples import COLOUR, HOSTILE, NARROW, PIPE, TERMINAL, controls
from tests.helpers.rows import for_each

CARD = Card(
    heading="Things",
    facts=(),
    breakdowns=(
        Breakdown(
            label="Checks",
            items="checks",
            state=lambda check: str(check["state"]),
            tones=(("passed", "green"), ("failed", "red")),
            named=("failed",),
            name="{name}",
        ),
    ),
)


def drawn(data: Any, device: Device = TERMINAL) -> list[str]:
    return render_step(CARD, data, Page(device, {})).split("\n")[1:]


def check(state: str, name: str = "lint") -> dict[str, str]:
    return {"state": state, "name": name}


@pytest.mark.parametrize(
    ("data", "lines", "pair"),
    [
        ({"checks": None}, ["Checks: not known"], "not known"),
        ({"checks": []}, ["Checks: none"], "none"),
        ({"checks": [check("passed")]}, ["Checks: 1 passed"], "1 passed"),
        (
            {"checks": [check("failed"), check("passed"), check("failed", "docs")]},
            ["Checks: 1 passed • 2 failed", "  ✗ lint", "  ✗ docs"],
            "1 passed, 2 failed (lint, docs)",
        ),
        ({}, [], "not known"),
    ],
)
def test_things_are_counted_and_some_are_named(data: Any, lines: list[str], pair: str) -> None:
    assert lines == drawn(data)
    assert [f"checks:\t{pair}"] == render_step(CARD, data, Page(PIPE, {})).split("\n")


def test_each_state_has_its_colour_and_without_unicode_another_mark() -> None:
    data = {"checks": [check("failed")]}

    head, line = drawn(data, COLOUR)
    assert "\x1b[31m1 failed\x1b[0m" in head
    assert line.startswith("  \x1b[31m✗\x1b[0m lint")
    assert "  x lint" == drawn(data, replace(TERMINAL, unicode=False))[1]


@for_each("name", HOSTILE)
def test_a_name_stands_behind_a_mark_or_a_bar_in_every_row(name: str) -> None:
    text = "\n".join(drawn({"checks": [check("failed", name)]}, NARROW))

    _, *others = rows(text, NARROW).split("\n")

    assert others
    assert all(row.startswith(("  ✗", "| ")) for row in others)
    assert set() == controls(text)


def review(who: str, state: str) -> dict[str, Any]:
    return {"user": {"login": who}, "state": state}


def test_of_each_person_the_last_decision_counts_or_else_the_last_comment() -> None:
    reviews = [
        review("mona", "CHANGES_REQUESTED"),
        review("bob", "COMMENTED"),
        review("mona", "APPROVED"),
        review("mona", "COMMENTED"),
        review("bob", "COMMENTED"),
        review("eve", "DISMISSED"),
    ]

    assert [reviews[2], reviews[4], reviews[5]] == in_force(reviews)
