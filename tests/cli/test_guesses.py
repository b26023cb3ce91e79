"""A sentence that is guessed: on a terminal with a person, at the prompt, and in pipes."""

import os
from pathlib import Path

import pytest

from tests.helpers.console import Console

pytestmark = pytest.mark.enable_socket

HERE = ("-R", "acme/web")
JSON = ("--output", "json")
DUMB = {"TERM": "dumb"}
READS = {
    "lits the open isues": "list open issues in acme/web",
    "gimme the open bugs of acme/api": "list open issues in acme/api labelled bug",
    "which issues were opened this month?": "Search for issues, with repo acme/web, created since ",
}
TYPED = {
    "lits the open isues": "  aegis do issues.list --repo acme/web --state open\n",
    "gimme the open bugs of acme/api": "  aegis do issues.list --repo acme/api --state open --labels bug\n",
    "which issues were opened this month?": "  aegis do issues.search --repo acme/web --created-since ",
}
WRITE = "squash merge 17"
TOLD = "It was guessed from your words, and only a plain order is covered."


# On a terminal


@pytest.mark.parametrize("text", READS)
def test_a_read_runs_at_once_behind_a_line_that_says_how_it_was_read(
    text: str, at: Console
) -> None:
    with at.terminal("ask", *HERE, text) as terminal:
        before_code = terminal.expect("activate?user_code=")
        code = terminal.ended()

    assert 0 == code
    assert f"Read as: {READS[text]}" in before_code
    assert "[y/n]" not in terminal.seen


@pytest.mark.parametrize("yes", [(), ("--yes",)])
def test_a_write_is_asked_about_and_the_sheet_says_how_it_was_read(
    yes: tuple[str, ...], at: Console
) -> None:
    with at.terminal("ask", *HERE, *yes, WRITE) as terminal:
        sheet = terminal.expect("[y/n] ")
        terminal.answer("n")
        code = terminal.ended()

    assert 6 == code
    assert [] == at.writes()
    assert "Guessed. Read as:" in sheet
    assert "acme/web#17" in sheet
    assert (TOLD in sheet.replace("\n   | ", " ")) is bool(yes)


def test_a_write_that_is_approved_is_done(at: Console) -> None:
    with at.terminal("ask", *HERE, "clsoe #12") as terminal:
        sheet = terminal.expect("[y/n] ")
        terminal.answer("y")
        code = terminal.ended()

    assert 0 == code
    assert "Guessed. Read as: close acme/web#12" in sheet
    assert ["PATCH /repos/acme/web/issues/12"] == at.writes()


@pytest.mark.parametrize("away", [0, 1, 2])
def test_a_read_whose_person_may_not_see_it_does_not_run(away: int, at: Console) -> None:
    path = Path(os.devnull) if away == 0 else at.folder / "seen"
    with (
        path.open("rb" if away == 0 else "wb") as file,
        at.terminal("ask", *HERE, "lits the open isues", streams={away: file.fileno()}) as terminal,
    ):
        assert 3 == terminal.ended()

    assert 0 == at.sign_ins()


def test_json_on_a_terminal_is_for_a_program(at: Console) -> None:
    with at.terminal("ask", *HERE, *JSON, "lits the open isues") as terminal:
        assert 3 == terminal.ended()

    assert 0 == at.sign_ins()


# At the prompt


def test_at_the_prompt_a_read_runs_and_a_write_is_asked_about(at: Console) -> None:
    with at.terminal(more=DUMB) as prompt:
        prompt.prompt("aegis> ")
        prompt.say("/repo acme/web", ready="acme/web> ")
        listed = prompt.say("lits the open isues", ready="acme/web> ")
        prompt.type(f"{WRITE}\r")
        sheet = prompt.expect("[y/n] ")
        prompt.answer("n")
        prompt.prompt("acme/web> ")
        prompt.say("/output json", ready="acme/web> ")
        as_json = prompt.say("gimme the open bugs of acme/api", ready="acme/web> ")
        prompt.say("/output text", ready="acme/web> ")
        prompt.say("/engine strict", ready="acme/web> ")
        strict = prompt.say("lits the open isues", ready="acme/web> ")

    read_as, login = "Read as: list open issues in acme/web", "Login page flickers on reload"
    assert 0 <= listed.find(read_as) < listed.find(login)
    assert "Guessed. Read as:" in sheet
    assert '"code": "unclear"' in as_json
    assert "These words were not understood: 'lits', 'isues'." in strict
    assert [] == at.writes()


# In pipes


@pytest.mark.parametrize("options", [(), ("--yes",), JSON], ids=["text", "--yes", "JSON"])
def test_in_a_pipe_a_read_is_not_understood_and_its_action_is_named(
    options: tuple[str, ...], at: Console
) -> None:
    ends = at.run_all({text: ("ask", *HERE, *options, text) for text in READS})

    for text, ended in ends.items():
        told = ended.document["error"] if options == JSON else {}
        assert 3 == ended.code
        assert READS[text] in (told["message"] if told else ended.err)
        assert TYPED[text].strip() in (told["hint"] if told else ended.err)
        assert options == JSON or "" == ended.out
    assert 0 == at.sign_ins()


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_in_a_pipe_no_option_approves_a_write(options: tuple[str, ...], at: Console) -> None:
    ended = at.run("ask", *HERE, *options, *JSON, WRITE)

    assert (6, "needs_approval", "needs_approval") == ended.end
    assert TOLD in ended.document["error"]["hint"]
    assert 0 == at.sign_ins()


def test_a_dry_run_shows_a_guess_and_its_grade(at: Console) -> None:
    dry = ("ask", *HERE, "--dry-run")
    table = {name: (*dry, *JSON, name) for name in (*READS, WRITE, "list the open issues")}
    ends = at.run_all(table)
    text = at.run(*dry, "lits the open isues")

    plans = {name: ended.document["plan"] for name, ended in ends.items()}
    assert {0} == {ended.code for ended in (*ends.values(), text)}
    assert {"digest", "steps"} == plans.pop("list the open issues").keys()
    assert {"guessed"} == {plan["grade"] for plan in plans.values()}
    assert all(plans[name]["read_as"].startswith(read_as) for name, read_as in READS.items())
    assert "Guessed. Read as: list open issues in acme/web\n" in text.out


def test_the_engine_strict_guesses_nothing(at: Console) -> None:
    strict = at.run("ask", *HERE, "--engine", "strict", *JSON, "--dry-run", "lits the open isues")
    variable = at.run(
        "ask", *HERE, *JSON, "--dry-run", "clsoe #12", more={"AEGIS_ENGINE": "strict"}
    )

    assert (3, "unclear", "unclear") == strict.end == variable.end
    assert "aegis ask" in strict.document["error"]["hint"]
