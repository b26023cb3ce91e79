"""The lines of the prompt: what plans them, how they are written, picked, kept and suspended."""

import re
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.console import GEMINI, Console, Terminal, says

pytestmark = pytest.mark.enable_socket

PLAIN = {"TERM": "dumb"}
KEYLESS = {**PLAIN, "GEMINI_API_KEY": "", "AEGIS_ENGINE": ""}
LIST = "list labels in mona/scratch"


@pytest.fixture
def prompt(at: Console) -> Iterator[Terminal]:
    with at.terminal(more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        yield terminal


# What plans


def test_without_a_key_the_offline_engine_reads_which_is_said_once(at: Console) -> None:
    with at.terminal(more=KEYLESS) as terminal:
        banner = terminal.prompt("aegis> ")
        asked = terminal.say("/engine")
        listed = terminal.say(LIST)
        chosen = terminal.say("/engine gemini")
        refused = terminal.say(LIST)

    assert "No Gemini key is set, so the offline engine reads" in " ".join(banner.split())
    assert "planned by: offline, since no Gemini key is set" in asked
    assert "good first issue" in listed
    assert "No Gemini key is set" not in listed
    assert "planned by: gemini" in chosen
    assert "/engine offline understands plain sentences" in refused
    assert "export GEMINI_API_KEY" not in refused
    assert [] == at.asked_gemini()


def test_the_engine_and_the_model_can_change_between_two_lines(at: Console) -> None:
    with at.terminal(more=PLAIN) as terminal:
        banner = terminal.prompt("aegis> ")
        terminal.say(LIST)
        unused = terminal.say("/model gemini-3.8-pro")
        terminal.say("/engine gemini")
        terminal.say(LIST)
        terminal.say("/model gemini-4.0-flash")
        terminal.say(LIST)
        shown = terminal.say("/model")
        wrong = terminal.say("/engine magic"), terminal.say("/model Not A Model")

    paths = [seen["path"] for seen in at.asked_gemini()]
    assert "Gemini" not in banner
    assert "gemini-3.8-pro (not now: /engine is offline)" in unused
    # The sandbox has neither, and so each is asked for in both versions.
    assert [
        f"/{version}/models/{model}:generateContent"
        for model in ("gemini-3.8-pro", "gemini-4.0-flash")
        for version in ("v1", "v1beta")
    ] == paths
    assert "The Gemini model is gemini-4.0-flash" in shown
    assert "aegis: Write /engine gemini or /engine offline or /engine strict." in wrong[0]
    assert "aegis: AEGIS_MODEL" in wrong[1]


def test_a_sandbox_says_once_what_plans_there_and_what_a_key_would_add(at: Console) -> None:
    told = "The sandbox's stand-in for Gemini is the offline reader"
    with at.terminal("--sandbox", more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        first = terminal.say("gimme the open bugs of acme/web")
        model = terminal.say("/model")
        terminal.say("/engine offline")
        terminal.say("/engine gemini")
        later = terminal.say(LIST)
    piped = at.run("--sandbox", "ask", "--dry-run", LIST)

    assert told in first
    assert "GEMINI_API_KEY" in first
    assert "Sandbox: Asking the sandbox's stand-in for Gemini (the offline reader)" in first
    assert "The Gemini model is the sandbox's stand-in for gemini" in model
    assert "Login page flickers on reload" in first
    assert "Read as:" not in first
    assert told not in later + piped.err


def test_an_action_that_nearly_exists_is_suggested(prompt: Terminal) -> None:
    assert "Did you mean issues.create?" in prompt.say("/do issue.create")
    assert "Did you mean issues.get or " in prompt.say("/do issues.show")
    assert "Name an action, as in /do" in prompt.say("/do xyz")
    assert "Usage: /do issues.create" in prompt.say("/do issues.create --help")
    assert "There is no option --titles. Did you mean --title?" in prompt.say(
        "/do issues.create --titles x"
    )


def test_the_prompt_takes_the_options_that_plan_and_deny(at: Console) -> None:
    options = ("--engine", "offline", "--read-only", "--deny", "labels.*", "--repos", "acme/*")
    with at.terminal(*options, more=KEYLESS) as terminal:
        banner = terminal.prompt("aegis> ")
        refused = [
            terminal.say("close acme/web#12"),
            terminal.say("list labels in acme/web"),
            terminal.say("show mona/scratch#1"),
        ]

    assert "Gemini" not in banner
    assert ["The policy does not allow this"] * 3 == [
        "The policy does not allow this" * ("aegis: The policy does not allow this" in text)
        for text in refused
    ]
    assert 0 == at.sign_ins()


@pytest.mark.parametrize("option", [("--read-only",), ("--deny", "repos.*")])
def test_a_rule_of_the_policy_before_a_command_is_refused_and_not_lost(
    option: tuple[str, ...], at: Console
) -> None:
    ended = at.run(*option, "ask", "close acme/web#12", "--yes")

    assert 2 == ended.code
    assert f"`aegis ask … {option[0]}`" in ended.err
    assert [] == at.writes()


def test_the_engine_may_stand_before_the_command(at: Console) -> None:
    words = ("ask", "--dry-run", "close acme/web#12")

    ended = at.run("--engine", "offline", *words, more={**GEMINI, "GEMINI_API_KEY": "x"})

    assert 0 == ended.code
    assert "Gemini" not in ended.err


# The current repository


def test_repo_alone_shows_and_none_clears(at: Console) -> None:
    with at.terminal(more={**PLAIN, "GH_REPO": "mona/scratch"}) as terminal:
        terminal.prompt("aegis> ")
        inherited = terminal.say("/repo")
        terminal.say("/repo acme/web", ready="aegis acme/web> ")
        kept = terminal.say("/repo", ready="aegis acme/web> ")
        cleared = terminal.say("/repo none")

    assert "'this repo' is mona/scratch" in inherited
    assert "'this repo' is acme/web" in kept
    assert "'this repo' is mona/scratch" in cleared


# Answers and suggestions


def test_a_whole_sentence_is_no_answer_and_starts_over(at: Console) -> None:
    at.sandbox.script(says(question="Which issue?"))
    with at.terminal(more={**PLAIN, **GEMINI}) as terminal:
        terminal.prompt("aegis> ")
        terminal.say("close the issue", ready="answer> ")
        listed = terminal.say(LIST)

    assert "good first issue" in listed
    assert LIST == at.requests()[-1]["request"]


@pytest.mark.parametrize("kind", ["dumb", "xterm-256color"])
def test_a_suggestion_has_a_number_which_fills_it_in_and_enter_is_the_persons(
    kind: str, at: Console
) -> None:
    meant = "list the labels of mona/scratch"
    with at.terminal(more={**PLAIN, "TERM": kind, "PROMPT_TOOLKIT_NO_CPR": "1"}) as terminal:
        terminal.prompt("aegis>")
        terminal.type("/engine strict\r")
        terminal.expect("planned by: strict")
        terminal.type("list labls in mona/scratch\r")
        offered = terminal.expect(f"1  {meant}")
        terminal.expect("aegis>")
        terminal.type("1\r")
        filled = terminal.expect(meant)
        terminal.type("\r")
        terminal.expect("good first issue")

    assert "Did you mean this?" in offered
    assert "aegis ask" not in offered
    assert "good first issue" not in filled


def test_a_digit_that_picks_nothing_is_a_line_like_others(prompt: Terminal) -> None:
    prompt.say("/engine strict")
    prompt.say("list labls in mona/scratch")

    assert "good first issue" not in prompt.say("9")


# Several lines, an editor, and what was said before


@pytest.mark.parametrize("keys", ["\\\r", "\x1b\r"], ids=["backslash", "Alt-Enter"])
@pytest.mark.parametrize("terminal", ["dumb", "xterm-256color"])
def test_a_line_can_have_several_lines(keys: str, terminal: str, at: Console) -> None:
    with at.terminal(more={"TERM": terminal, "PROMPT_TOOLKIT_NO_CPR": "1"}) as prompt:
        prompt.prompt("aegis>")
        prompt.type(f"comment on acme/web#12: 'one{keys}two'\r")
        asked = prompt.expect("[y/n] ")
        prompt.answer("n")
        prompt.prompt("aegis>")

    assert "| one\n   | two\n" in asked


def editor(folder: Path, line: str) -> str:
    program = folder / "editor"
    program.write_text(f"#!/bin/sh\n{line}\n")
    program.chmod(0o755)
    return str(program)


def test_edit_does_what_was_written_in_the_editor_and_leaves_no_file(at: Console) -> None:
    seen = at.folder / "seen"
    program = editor(at.folder, f"cp $1 {seen}; echo $1 > {seen}.path; echo '{LIST}' > $1")
    with at.terminal(more={**PLAIN, "VISUAL": program}) as terminal:
        terminal.prompt("aegis> ")
        listed = terminal.say("/edit list issues")
        told = terminal.say("/history")

    assert "list issues\n" == seen.read_text()
    assert not Path(Path(f"{seen}.path").read_text().strip()).parent.exists()
    assert f"| {LIST}\n" in listed
    assert "good first issue" in listed
    assert f"  /edit list issues\n  {LIST}\n  /history\n" in told


def test_what_an_editor_leaves_as_it_was_is_not_done(at: Console) -> None:
    with at.terminal(more={**PLAIN, "EDITOR": "true"}) as terminal:
        terminal.prompt("aegis> ")
        empty = terminal.say("/edit")
        same = terminal.say("/edit close acme/web#12")

    assert ["nothing is done"] * 2 == [
        "nothing is done" * ("Nothing was written, so nothing is done" in t) for t in (empty, same)
    ]


def test_an_editor_that_leaves_the_prompt_leaves_it(at: Console) -> None:
    program = editor(at.folder, "echo /quit > $1")
    with at.terminal(more={**PLAIN, "EDITOR": program}) as terminal:
        terminal.prompt("aegis> ")
        terminal.type("/edit\r")

        assert 0 == terminal.ended()


def history(at: Console) -> Path:
    return at.folder / ".local/state/aegis/history"


def test_lines_are_kept_in_a_private_file_only_where_the_settings_say_so(at: Console) -> None:
    kept = {**PLAIN, "AEGIS_PROMPT_HISTORY": "true"}
    shutil.rmtree(history(at).parent, ignore_errors=True)
    banners = []
    for more in (PLAIN, kept, kept):
        with at.terminal(more=more) as terminal:
            banners.append(terminal.prompt("aegis> "))
            terminal.say("/repo")
            told = terminal.say("/history")
            terminal.type("\x04")
            terminal.ended()

    assert "Your lines are kept" not in banners[0]
    assert f"Your lines are kept in {history(at)}"[:70] in banners[1].replace("\n| ", "")
    assert "  /repo\n  /history\n  /repo\n  /history\n" in told
    assert "600" == f"{stat.S_IMODE(history(at).stat().st_mode):o}"
    assert "700" == f"{stat.S_IMODE(history(at).parent.stat().st_mode):o}"


def test_a_history_that_others_could_read_is_closed_and_a_link_is_refused(at: Console) -> None:
    history(at).parent.mkdir(parents=True, exist_ok=True)
    history(at).unlink(missing_ok=True)
    history(at).touch(mode=0o644)
    kept = {**PLAIN, "AEGIS_PROMPT_HISTORY": "true"}
    with at.terminal(more=kept) as terminal:
        terminal.prompt("aegis> ")
        mode = stat.S_IMODE(history(at).stat().st_mode)
    history(at).unlink()
    elsewhere = at.folder / "elsewhere"
    history(at).symlink_to(elsewhere)
    with at.terminal(more=kept) as terminal:
        refused = terminal.prompt("aegis> ")
        terminal.say("/repo")

    assert "600" == f"{mode:o}"
    assert "so no line is kept" in refused
    assert not elsewhere.exists()


# Stopping and going on


@pytest.mark.parametrize("terminal", ["dumb", "xterm-256color"])
def test_the_prompt_is_drawn_again_after_ctrl_z(terminal: str, at: Console) -> None:
    more = {"TERM": terminal, "PROMPT_TOOLKIT_NO_CPR": "1"}
    with at.terminal(line='set -m; "$AEGIS"; echo stopped; fg', more=more) as prompt:
        prompt.prompt("aegis>")
        prompt.type("list la")
        prompt.expect("list la")
        prompt.type("\x1a")
        prompt.expect("stopped")
        prompt.prompt("aegis>")
        prompt.expect("list la")
        prompt.type("bels in mona/scratch\r")
        prompt.expect("good first issue")


def test_a_question_is_asked_again_after_ctrl_z_and_nothing_was_answered(at: Console) -> None:
    line = "set -m; \"$AEGIS\" ask 'close acme/web#12'; echo stopped; fg"
    with at.terminal(line=line, more=PLAIN) as terminal:
        terminal.expect("Do this as Mona Lisa? [y/n] ")
        terminal.type("y\x1a")
        terminal.expect("stopped")
        terminal.expect("Do this as Mona Lisa? [y/n] ")
        terminal.answer("n")
        terminal.ended()

    assert "did not approve" in terminal.seen
    assert [] == at.writes()


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ((), PLAIN),
        (("--plain",), {}),
        ((), {"AEGIS_PLAIN": "1"}),
        ((), {"NO_COLOR": "1", "ACCESSIBLE": "1"}),
    ],
    ids=str,
)
def test_a_screen_reader_gets_every_line_once_and_no_escape_sequence(
    at: Console, words: tuple[str, ...], more: dict[str, str]
) -> None:
    with at.terminal(*words, more={**more, **GEMINI}) as terminal:
        terminal.prompt("aegis> ")
        listed = terminal.say(LIST)
        terminal.say("/clear")
        terminal.type("close acme/web#12\r")
        terminal.expect("[y/n] ")
        terminal.answer("n")
        terminal.prompt("aegis> ")

    assert "\x1b" not in terminal.raw
    assert "\r" not in re.sub(r"\r+\n", "", terminal.raw)
    assert 1 == listed.count("Asking Gemini")
