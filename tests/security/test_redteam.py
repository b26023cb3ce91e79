"""A hijacked model's loops: nothing is sent that was not on the screen, in its row's own place."""

import random
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.results.conditions import Condition
from aegis_cli.planning.stand_ins import StandIns
from aegis_cli.request import attempt, looping, plan_state, target_reads
from aegis_cli.request.plan_preview import preview
from aegis_cli.request.preflight import pin
from tests.helpers.redteam import Breach, RedTeam

SEED = 45


def breaches(count: int) -> tuple[RedTeam, list[Breach]]:
    """Try so many plans."""
    team = RedTeam(random.Random(SEED))  # noqa: S311  # dice
    return team, [each for _ in range(count) for each in team.try_one()]


def test_a_hijacked_model_with_loops_gets_nothing_past_a_person_who_says_yes() -> None:
    team, found = breaches(300)

    assert [] == found
    assert team.written > 300  # most plans come to something
    assert team.unplanned < 270


def test_without_the_conditions_a_thing_that_does_not_fit_gets_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Condition, "fits", lambda *_: True)

    _, found = breaches(300)

    assert "about a thing that does not fit" in {each.what for each in found}


def test_where_the_screen_leaves_a_row_out_it_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:

    def first_only(acts: Any, **more: Any) -> Any:
        return preview(acts[:1], **more)

    monkeypatch.setattr(attempt, "preview", first_only)

    _, found = breaches(100)

    assert "not on the screen" in {each.what for each in found}


def test_where_rows_are_not_filled_by_their_rules_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill = StandIns.fill

    def elsewhere(self: StandIns, plan: Any) -> Any:
        moved = {n: replace(row, place="evil/web") for n, row in self.rows.items()}
        return fill(StandIns(moved, self.spelling), plan)

    monkeypatch.setattr(StandIns, "fill", elsewhere)

    _, found = breaches(100)

    assert "in another place" in {each.what for each in found}


def test_where_addresses_are_those_of_the_answer_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        looping, "address_of_row", lambda *_: "https://github.com/evil/web/issues/1"
    )

    _, found = breaches(100)

    assert "a link of a list in another place than the row's" in {each.what for each in found}


def test_where_nobody_is_told_of_a_private_list_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plan_state, "crossings", lambda *_: {})

    _, found = breaches(100)

    assert "a private list linked to a public place untold" in {each.what for each in found}


def test_where_nothing_holds_what_the_list_said_it_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    def without_stamp(act: Any, seen: Any, **how: Any) -> Any:
        return pin(act, seen, loosely=how["loosely"])

    monkeypatch.setattr(target_reads, "pin", without_stamp)

    _, found = breaches(100)

    assert "without the stamp of the list" in {each.what for each in found}
