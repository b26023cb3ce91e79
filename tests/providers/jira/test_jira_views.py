"""What a person sees of Jira, in golden files; AEGIS_UPDATE_GOLDEN=1 rewrites them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from aegis_cli.adapters.render.changes import in_brief
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.cli.output import render_result
from aegis_cli.cli.streams import write_err, write_out
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan
from aegis_cli.request.execution import StepStatus
from tests.actions.case import Case
from tests.adapters.render.samples import COLOUR, NARROW, PIPE, TERMINAL, golden, result_of
from tests.helpers.direct_jira import JiraStage
from tests.helpers.hostile_text import Attacker, on_a_screen, seen
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each
from tests.providers.jira.jira_cases import CASES

pytestmark = pytest.mark.usefixtures("jira")

DEVICES = {
    "on a terminal of 100 columns": TERMINAL,
    "on a terminal of 60 columns": NARROW,
    "in a pipe": PIPE,
}
WRITES = [case for case in CASES if case.is_write]
TEXTS = 150


def by_noun(texts: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in texts.items():
        noun = name.split(".")[1]
        found[noun] = found.get(noun, "") + text
    return found


def looks(case: Case) -> str:
    result = result_of((case.call, StepStatus.DONE, case.data))
    parts = (
        f"--- {case.name} {where} ---\n{rows(render_result(result, device), device)}"
        for where, device in DEVICES.items()
    )
    return "".join(parts)


def test_a_result_looks_as_it_always_did() -> None:
    texts = by_noun({case.name: looks(case) for case in CASES})

    assert {noun: golden(f"jira/render/{noun}.txt", text) for noun, text in texts.items()} == texts


def asked(case: Case) -> JiraStage:
    """Have a write asked about at the sandbox's site, by its sentence."""
    said = case.in_world(case.said)
    plan = parse(said, Context())
    assert isinstance(plan, WirePlan)
    stage = JiraStage(plan)
    stage.hears(said)
    return stage


def told(case: Case) -> Iterator[str]:
    (item,) = asked(case).previews[-1].items
    yield f"{case.name}\n"
    yield from (f"  {label}: {words}\n" for label, words in item.things)
    yield from (f"    {in_brief(change)}\n" for change in item.changes)


def test_what_each_write_shows_before_the_question_is_in_the_table() -> None:
    text = "".join(line for case in WRITES for line in told(case))

    assert golden("jira/targets.txt", text) == text


@for_each("case", CASES, ids=[case.name for case in CASES])
def test_no_row_of_a_result_at_the_margin_comes_from_outside(case: Case) -> None:
    if not case.data:
        return

    def surface(by: Attacker, columns: int) -> str:
        result = result_of((case.call, StepStatus.DONE, by.spoiled(case.data)))
        with on_a_screen(columns) as screen:
            write_out(render_result(result, replace(COLOUR, width=columns)))
        return screen.getvalue()

    found = seen(surface, TEXTS, emulated=0.05)
    assert () == found.outside


def test_no_row_of_a_question_at_the_margin_comes_from_outside() -> None:
    previews = [asked(case).previews[-1] for case in WRITES[:6]]

    def surface(by: Attacker, columns: int) -> str:
        shown = by.random.choice(previews)
        (item,) = shown.items
        things = tuple((label, by.text()) for label, _ in item.things)
        spoiled = replace(shown, items=(replace(item, things=things, path=f"/{by.text()}"),))
        with on_a_screen(columns) as screen:
            write_err(render_preview(spoiled, replace(COLOUR, width=columns)))
        return screen.getvalue()

    assert () == seen(surface, TEXTS, emulated=0.05).outside
