"""Things with their parts: a mark before each, and plain columns for a program."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.results.views import Card, Tone, Tree, TreeLevel, View
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.page import Page
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.render.step import nothing, render_step
from tests.adapters.render.samples import COLOUR, HOSTILE, NARROW, PIPE, TERMINAL, controls
from tests.helpers.rows import for_each


def tone_of(thing: Any) -> Tone:
    tones: dict[str, Tone] = {"passed": "green", "failed": "red", "running": "yellow"}
    return tones.get(thing["state"], "grey")


LEVEL = TreeLevel("{name}", tone_of, (("{took}", "grey"),), piped=("", "{state}"))
TREE = Tree(
    "Showing {count:job|jobs} of {run}",
    whole=LEVEL,
    empty="{run} has no jobs",
    keys=("{id}",),
    parts="steps",
    part=replace(LEVEL, piped=("{name}", "{state}")),
    label="Jobs",
    items="jobs",
)
CARD = Card("A run", facts=(("State", "{state}"),), tree=TREE, footer="That is all")


def job(name: str, state: str, *steps: dict[str, Any], took: str = "") -> dict[str, Any]:
    return {"id": 7, "name": name, "state": state, "took": took, "steps": [*steps]}


JOBS = [
    job("lint", "passed", {"name": "Set up", "state": "passed", "took": "3s"}, took="1m"),
    job("test", "failed", {"name": "Report", "state": "skipped"}),
    job("deploy", "running"),
]
LINES = ["✓ lint  1m", "  ✓ Set up  3s", "✗ test", "  - Report", "• deploy"]
PIPED = ["7\t\tpassed", "7\tSet up\tpassed", "7\t\tfailed", "7\tReport\tskipped", "7\t\trunning"]


def drawn(view: View, data: Any, device: Device = TERMINAL) -> list[str]:
    return render_step(view, data, Page(device, {"run": "run 4"})).split("\n")


def test_each_thing_stands_over_its_parts() -> None:
    assert ["", "Showing 3 jobs of run 4", "", *LINES] == drawn(TREE, JOBS)
    assert PIPED == drawn(TREE, JOBS, PIPE)


def test_a_tree_stands_below_the_facts_of_a_card() -> None:
    data = {"state": "failed", "jobs": JOBS}

    assert ["A run", "State: failed", "", *LINES, "", "That is all"] == drawn(CARD, data)
    assert ["state:\tfailed", *(f"jobs:\t{row}" for row in PIPED)] == drawn(CARD, data, PIPE)


@pytest.mark.parametrize("data", [{"state": "failed", "jobs": None}, {"state": "failed"}])
def test_what_is_not_known_has_no_line(data: Any) -> None:
    assert ["A run", "State: failed", "", "That is all"] == drawn(CARD, data)
    assert ["state:\tfailed"] == drawn(CARD, data, PIPE)


def test_where_there_is_nothing_it_is_said() -> None:
    page = Page(TERMINAL, {"run": "run 4"})

    assert ("", "run 4 has no jobs") == (render_step(TREE, [], page), nothing(TREE, [], page))


def test_a_thing_may_have_no_parts_to_show() -> None:
    alone = replace(TREE, parts="", part=None)

    assert ["✓ lint  1m", "✗ test", "• deploy"] == drawn(alone, JOBS)[3:]
    assert ["7\t\tpassed", "7\t\tfailed", "7\t\trunning"] == drawn(alone, JOBS, PIPE)


def test_a_mark_has_its_colour_and_another_form_without_unicode() -> None:
    assert drawn(TREE, JOBS, COLOUR)[3].startswith("\x1b[32m✓\x1b[0m lint  \x1b[")
    plain = drawn(TREE, JOBS, replace(TERMINAL, unicode=False))
    assert ["+ lint  1m", "  + Set up  3s", "x test", "  - Report", "o deploy"] == plain[3:]


@for_each("name", HOSTILE)
def test_a_name_stands_behind_a_mark_or_a_bar_in_every_row(name: str) -> None:
    jobs = [job(name, "failed", {"name": name, "state": "running", "took": name})]
    text = "\n".join(drawn(TREE, jobs, NARROW)[3:])

    assert all(row.startswith(("✗ ", "  • ", "| ")) for row in rows(text, NARROW).split("\n"))
    assert set() == controls(text)
