"""What aegis prints as text: results, notes and errors, whatever is in them."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.results.views import Diff, Line
from aegis_cli.actions.words.weights import WEIGHTS
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.adapters.render.rows import rows
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.cli.output import render_error, render_notes, render_result
from aegis_cli.errors import Code, Failed, Status, error_for
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.plan_preview import preview
from aegis_cli.request.result import Result, failed_result, planned_result, to_json
from tests.actions.cases import CASES
from tests.adapters.render.samples import (
    COLOUR,
    HOSTILE,
    NARROW,
    PIPE,
    TERMINAL,
    UNHURRIED,
    action_of,
    controls,
    data_of,
    golden,
    result_of,
    step_of,
    uncoloured,
)
from tests.helpers.rows import for_each

DONE, FAILED, SKIPPED = StepStatus.DONE, StepStatus.FAILED, StepStatus.SKIPPED
UNKNOWN = StepStatus.OUTCOME_UNKNOWN

ASCII = replace(TERMINAL, unicode=False)
DEVICES = {
    "on a terminal of 100 columns": TERMINAL,
    "on a terminal of 60 columns": NARROW,
    "on a terminal of 60 columns without Unicode": replace(NARROW, unicode=False),
    "in a pipe": PIPE,
}


def done(name: str, data: Any = None) -> tuple[Action[Any], StepStatus, Any]:
    return action_of(name), DONE, data_of(name) if data is None else data


@for_each("name", CASES)
def test_a_result_looks_as_it_always_did(name: str) -> None:
    text = "".join(
        f"--- {where} ---\n{rows(render_result(result_of(done(name)), device), device)}"
        for where, device in DEVICES.items()
    )

    assert golden(f"render/{name}.txt", text) == text


@pytest.mark.parametrize(
    ("text", "name", "device"),
    [
        ("\x1b[32m✓\x1b[0m Closed acme/web#12: ", "issues.close", COLOUR),
        ("\x1b[31m✓\x1b[0m Deleted repository acme/old\n", "repos.delete", COLOUR),
        ("* Closed acme/web#12: ", "issues.close", ASCII),
        ("acme/old\n", "repos.delete", PIPE),
    ],
)
def test_a_write_that_is_done_has_a_tick_on_a_terminal(
    text: str, name: str, device: Device
) -> None:
    assert render_result(result_of(done(name)), device).startswith(text)


@pytest.mark.parametrize(
    ("text", "device"),
    [
        ("\x1b[33m!\x1b[0m https://github.com/acme/web/issues/12\n", COLOUR),
        ("https://github.com/acme/web/issues/12\n", PIPE),
    ],
)
def test_a_write_that_was_done_in_part_is_shown_without_a_tick_and_claims_nothing(
    text: str, device: Device
) -> None:
    partly = (action_of("issues.create"), FAILED, data_of("issues.create"))

    assert text == render_result(result_of(partly), device)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("issues.close", "* acme/web#12 was already closed: "),
        ("issues.reopen", "* acme/web#12 was already open: "),
        ("issues.update", "* acme/web#12 was already so: "),
        ("issues.add_assignees", "* acme/web#12 is now assigned to "),
    ],
)
def test_what_was_so_before_is_not_claimed(name: str, text: str) -> None:
    result = result_of(done(name))
    already = tuple(replace(outcome, already=True) for outcome in result.outcomes)

    assert render_result(replace(result, outcomes=already), ASCII).startswith(text)
    assert render_result(replace(result, outcomes=already), PIPE).startswith("https://")


def test_whatever_may_have_been_so_before_says_it() -> None:
    for name in catalog.ENTRIES:
        facts = catalog.load(name).facts
        if facts.method == "PATCH":
            assert isinstance(facts.view, Line)
            assert facts.view.already, f"write already= in the Line of {name}: it may be so"


SEVERAL = (
    done("users.get_me"),
    done("issues.list", []),
    done("repos.delete", None),
    (action_of("issues.create"), FAILED, None),
    (action_of("issues.close"), UNKNOWN, None),
    (action_of("issues.reopen"), SKIPPED, None),
)


def test_several_steps_have_headings_on_a_terminal() -> None:
    lines = render_result(result_of(*SEVERAL), COLOUR).split("\n")

    assert "\x1b[1m1. Show the signed-in GitHub user\x1b[0m" == lines[0]
    assert ["", f"\x1b[1m3. {action_of('repos.delete').says()}\x1b[0m"] == lines[-4:-2]


def test_several_steps_are_separated_by_an_empty_line_in_a_pipe() -> None:
    found = render_result(result_of(done("repos.create"), done("repos.delete")), PIPE)

    assert "https://github.com/acme/notes\n\nacme/old\n" == found


def test_what_is_empty_or_was_not_done_is_noted_for_a_person() -> None:
    expected = (
        "found no issues in acme/web\n"
        'Step 4 failed: Open issue "Crash on start" in acme/web.\n'
        "Step 5 may have happened or not: Close issue acme/web#12.\n"
        "Step 6 was not tried: Reopen issue acme/web#12.\n"
    )

    assert expected == render_notes(result_of(*SEVERAL), TERMINAL)


def test_where_several_steps_failed_each_note_has_its_reason() -> None:
    result = result_of(*SEVERAL)
    errors = {
        StepStatus.FAILED: error_for(Code.INVALID, "GitHub refused it:\nno title."),
        StepStatus.OUTCOME_UNKNOWN: error_for(Code.OUTCOME_UNKNOWN, "GitHub did not answer."),
    }

    def notes(*told: StepStatus) -> list[str]:
        outcomes = tuple(
            replace(each, error=errors[each.status]) if each.status in told else each
            for each in result.outcomes
        )
        return render_notes(replace(result, outcomes=outcomes), PIPE).splitlines()

    assert [
        'Step 4 failed: Open issue "Crash on start" in acme/web. GitHub refused it: no title.',
        "Step 5 may have happened or not: Close issue acme/web#12. GitHub did not answer.",
        "Step 6 was not tried: Reopen issue acme/web#12.",
    ] == notes(*errors)
    assert notes() == notes(StepStatus.FAILED)  # one is told as the error of all


def test_only_a_list_that_leaves_things_out_was_searched() -> None:
    searched = ListIssues(repo="acme/web", labels=("bug",))
    result = result_of((searched, DONE, []))

    assert "no issues match your search in acme/web\n" == render_notes(result, TERMINAL)


def test_a_log_is_told_what_was_not_done_and_not_what_is_empty() -> None:
    notes = render_notes(result_of(*SEVERAL), PIPE).splitlines()

    assert ["Step 4", "Step 5", "Step 6"] == [line[:6] for line in notes]


def test_the_failure_of_the_only_step_is_left_to_the_error() -> None:
    assert "" == render_notes(result_of((action_of("issues.create"), FAILED, None)), TERMINAL)


@pytest.mark.parametrize(("note", "limit"), [("", 5), ("There may be more: the limit was 4.\n", 4)])
def test_a_list_that_is_as_long_as_it_may_be_may_be_cut(note: str, limit: int) -> None:
    action = action_of("issues.list").model_copy(update={"limit": limit})

    assert note == render_notes(result_of((action, DONE, data_of("issues.list"))), TERMINAL)


@pytest.mark.parametrize("device", [TERMINAL, PIPE])
def test_what_a_list_leaves_out_is_told_everywhere(device: Device) -> None:
    result = result_of((action_of("issues.list"), DONE, data_of("issues.list")))
    noted = replace(result, outcomes=(replace(result.outcomes[0], note="There is\nmore."),))

    assert render_notes(noted, device).endswith("more.\n")
    assert 1 == render_notes(noted, device).count("\n")
    assert "There is\nmore." == to_json(noted)["results"][0]["note"]


def test_only_a_person_is_told_that_a_sandbox_shows_an_example() -> None:
    result = result_of((action_of("issues.list"), DONE, data_of("issues.list")))
    noted = replace(result, outcomes=(replace(result.outcomes[0], is_example=True),))

    line = "The sandbox has no state for this: it shows GitHub's documented example.\n"
    assert (line, "") == (uncoloured(render_notes(noted, TERMINAL)), render_notes(noted, PIPE))
    assert to_json(result) == to_json(noted)


def test_a_list_that_is_empty_prints_nothing() -> None:
    for device in DEVICES.values():
        assert "" == render_result(result_of(done("issues.list", [])), device)


PLAN = (step_of(action_of("issues.list")), step_of(action_of("repos.delete"), 2))


def test_a_plan_that_was_not_performed_is_told_in_full_in_a_pipe() -> None:
    result = planned_result("a request", PLAN)
    plan = to_json(result)["plan"]

    told = render_result(result, PIPE)

    assert render_preview(preview(PLAN), PIPE) in told
    assert f"Digest: {plan['digest']}\n" in told
    for step in plan["steps"]:
        assert step["action"] in told
        assert WEIGHTS[step["effect"]].word.upper() in told
        for name, value in step["arguments"].items():
            assert re.search(rf"{name} \(.*\): {re.escape(str(value).lower())}", told.lower())


def test_a_plan_that_was_not_performed_was_shown_to_the_person_before() -> None:
    assert "" == render_result(planned_result("a request", PLAN), TERMINAL)


def test_where_there_is_no_plan_there_is_nothing_to_show() -> None:
    result = failed_result("a request", Failed("No.", code=Code.NETWORK))

    assert "" == render_result(result, PIPE) + render_notes(result, TERMINAL)


def test_a_plan_that_could_not_be_performed_is_no_result() -> None:
    result = failed_result("a request", Failed("No.", code=Code.NETWORK), PLAN)

    assert "" == render_result(result, PIPE) + render_notes(result, TERMINAL)


def test_a_step_that_has_not_ended_is_left_out() -> None:
    result = Result(Status.DONE, "a request", PLAN, "digest", (Outcome("s2", DONE),))

    assert "acme/old\n" == render_result(result, PIPE)


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        (None, ""),
        (TokenFacts("ghu_"), ""),
        (TokenFacts("ghu_", narrowed=True), ""),
        (
            TokenFacts("ghu_", reason="It is \x1b."),
            "The token was not limited to this plan: It is \\x1b.\n",
        ),
        (TokenFacts("ghu_", narrowed=True, reason="Late."), "A token was left behind. Late.\n"),
    ],
)
def test_a_token_is_spoken_of_where_it_is_not_as_it_should_be(
    facts: TokenFacts | None, note: str
) -> None:
    result = result_of((action_of("issues.create"), DONE, data_of("issues.create")))

    assert note == render_notes(replace(result, tokens={"github": facts} if facts else {}), PIPE)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("aegis: It failed.\n", "It failed.", None),
        ("aegis: It failed.\n  hint: Try again.\n", "It failed.", "Try again."),
        ("aegis: It\n| failed.\n  hint: This\n        or that.\n", "It\nfailed.", "This\nor that."),
        ("aegis: \\x1b[2J\n  hint: \\u202e\n", "\x1b[2J", "\u202e"),
    ],
)
def test_an_error_is_its_message_and_the_way_out(text: str, message: str, hint: str | None) -> None:
    error = Failed(message, code=Code.GITHUB, hint=hint)

    assert text == render_error(error, TERMINAL)


def test_an_error_has_colours() -> None:
    error = Failed("No.", code=Code.GITHUB, hint="Yes.")

    assert ("\x1b[31maegis:\x1b[0m No.\n\x1b[38;5;242m  hint: \x1b[0mYes.\n") == render_error(
        error, COLOUR
    )


hostile = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.sampled_from(HOSTILE)
)
anything = st.recursive(
    hostile,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def spoiled(draw: st.DrawFn, data: Any) -> Any:
    """Put hostile values in the place of some values of a result, at any depth."""
    if draw(st.integers(0, 9)) == 0:
        return draw(anything)
    match data:
        case dict():
            return {name: spoiled(draw, value) for name, value in data.items()}
        case list():
            return [spoiled(draw, value) for value in data[:4]]
        case str():
            return data if draw(st.integers(0, 5)) == 0 else draw(hostile)
        case _:
            return None if draw(st.booleans()) else data


@st.composite
def hostile_results(draw: st.DrawFn) -> Result:
    """Make a result of two steps whose data is not what anybody would expect."""
    names = draw(st.lists(st.sampled_from(list(CASES)), min_size=1, max_size=2))
    status = draw(st.sampled_from([DONE, FAILED]))
    return result_of(*((action_of(name), status, spoiled(draw, data_of(name))) for name in names))


@UNHURRIED
@given(hostile_results())
def test_no_result_can_control_the_terminal_or_stop_the_program(result: Result) -> None:
    # What a program gets of a diff is the diff itself, which `git apply` takes.
    has_diff = any(isinstance(act.action.facts.view, Diff) for act in result.acts)
    for device in DEVICES.values():
        if has_diff and not device.is_terminal:
            continue
        shown = rows(render_result(result, device) + render_notes(result, device), device)
        assert set() == controls(shown)


@UNHURRIED
@given(hostile_results())
def test_the_only_escapes_are_the_colours_of_aegis(result: Result) -> None:
    assert render_result(result, TERMINAL) == uncoloured(render_result(result, COLOUR))


@UNHURRIED
@given(st.one_of(st.text(), st.sampled_from(HOSTILE)), st.text())
def test_no_error_can_control_the_terminal(message: str, hint: str) -> None:
    error = Failed(message, code=Code.GITHUB, hint=hint)

    assert set() == controls(rows(render_error(error, TERMINAL), TERMINAL))
    assert render_error(error, TERMINAL) == uncoloured(render_error(error, COLOUR))
