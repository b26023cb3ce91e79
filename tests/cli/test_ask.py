"""`aegis ask`, all the way: on a terminal with a person, and in pipes without one."""

import json
import shlex
import signal
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.helpers.console import GEMINI, Console, Terminal, plan
from tests.helpers.patience import NEVER
from tests.helpers.support import is_pending, until

pytestmark = pytest.mark.enable_socket

OPEN = "open an issue in acme/web titled 'Crash on start'"
DELETE = "delete the repository mona/scratch"
POST = "POST /repos/acme/web/issues"
JSON = ("--output", "json")


# On a terminal


def test_a_person_sees_the_plan_then_the_code_then_the_question_and_yes_sends_it_once(
    at: Console,
) -> None:
    with at.terminal("ask", OPEN, more=GEMINI) as terminal:
        before_code = terminal.expect("activate?user_code=")
        before_answer = terminal.expect("[y/n] ")
        nothing_yet = at.writes()
        terminal.answer("y")
        code = terminal.ended()
    listing = at.run("ask", "list the newest 3 issues in acme/web")

    assert 'Open issue "Crash on start" in acme/web' in before_code
    assert "[y/n]" not in before_code
    assert "POST /repos/acme/web/issues" in before_answer
    assert "title (your words): Crash on start" in before_answer
    # `aegis sandbox` has said where its services are.
    assert at.sandbox.environment["AEGIS_GITHUB_API"] not in terminal.seen
    assert "You act at GitHub as: mona" in before_answer
    assert "You are signed in as: Mona Lisa" in before_answer
    assert [] == nothing_yet
    assert 0 == code
    assert [POST] == at.writes()
    assert "Opened acme/web#" in terminal.seen
    assert "\tOPEN\tCrash on start\t" in listing.out


def test_whatever_is_not_a_clear_yes_sends_nothing(at: Console) -> None:
    # What is typed when the code is shown, and what each time that the question listens.
    answers = {
        "Enter, twice": ("", ("\r", "\r"), 6),
        "a no": ("", ("no",), 6),
        "other words": ("", ("yep", "yes please", "ja"), 6),
        "Ctrl-D": ("", ("\x04",), 6),
        "Ctrl-C": ("", ("\x03",), 130),
        "a yes before the question": ("y\r", ("n",), 6),
        "a paste": ("", ("y\r", "n"), 6),
    }
    codes = {}

    with ExitStack() as stack:
        terminals = {name: stack.enter_context(at.terminal("ask", OPEN)) for name in answers}
        for name, terminal in terminals.items():
            terminal.expect("activate?user_code=")
            terminal.type(answers[name][0])
        for name, terminal in terminals.items():
            for answer in answers[name][1]:
                terminal.expect("[y/n] ")
                if answer.isalpha() or " " in answer:
                    terminal.answer(answer)
                else:
                    terminal.type(answer)
        for name, terminal in terminals.items():
            codes[name] = terminal.ended()

    assert {name: code for name, (_, _, code) in answers.items()} == codes
    assert [] == at.writes()


def test_what_destroys_is_shown_and_only_its_full_name_approves_it(at: Console) -> None:
    wrong = ("mona/scratc", "y", "")
    codes = []

    with ExitStack() as stack:
        terminals = [stack.enter_context(at.terminal("ask", DELETE)) for _ in wrong]
        for answer, terminal in zip(wrong, terminals, strict=True):
            shown = terminal.expect("to confirm: ")
            terminal.answer(answer)
            terminal.expect("to confirm: ")
            terminal.answer(answer)
            codes.append(terminal.ended())
    nothing = at.writes()
    at.sandbox.reset()
    with at.terminal("ask", DELETE) as terminal:
        terminal.expect("to confirm: ")
        terminal.answer("mona/scratch")
        code = terminal.ended()

    assert [6] * len(wrong) == codes
    assert [] == nothing
    assert "DESTROYS" in shown
    assert 'target: repository mona/scratch: "' in shown
    assert '", private\n' in shown
    assert 0 == code
    read = "GET /repos/mona/scratch"
    assert [read, "GET /user", read, "DELETE /repos/mona/scratch"] == at.sandbox.lines()


def test_the_question_goes_through_the_terminal_and_not_through_standard_input_or_output(
    at: Console,
) -> None:
    sentence = f"{OPEN} with standard input as the body"
    line = (
        f"printf 'y\\ny\\n' | \"$AEGIS\" ask {shlex.quote(sentence)} -o json > out.json 2> err.txt"
    )

    with at.terminal(line=line) as terminal:
        asked = terminal.expect("[y/n] ")
        nothing_yet = at.writes()
        terminal.answer("y")
        code = terminal.ended()
    document = json.loads((at.folder / "out.json").read_text())

    assert "body (standard input):" in asked
    assert [] == nothing_yet
    assert 0 == code
    assert "y\ny" == document["results"][0]["data"]["body"]
    assert [POST] == at.writes()


def test_a_long_plan_is_paged_and_never_cut_and_q_declines_it(at: Console) -> None:
    titles = [f"Number {number}" for number in range(12)]
    steps = [("issues.create", {"repo": "acme/web", "title": title}) for title in titles]
    at.sandbox.script(plan(*steps), plan(*steps))
    shown = ""

    with (
        at.terminal("ask", "open the issues in acme/web", size=(24, 80), more=GEMINI) as reader,
        at.terminal("ask", "open the issues in acme/web", size=(24, 80), more=GEMINI) as leaver,
    ):
        reader.expect("activate?user_code=")
        leaver.expect("q stops -- ")
        leaver.answer("q")
        while "[y/n] " not in shown:
            shown += reader.expect(" -- ", "[y/n] ")
            reader.answer("n" if "[y/n] " in shown else "")
        codes = [reader.ended(), leaver.ended()]

    assert [6, 6] == codes
    assert titles == [title for title in titles if f"(made up by the model): {title}\n" in shown]
    assert [] == at.writes()


def test_with_yes_on_a_terminal_the_plan_is_shown_in_full_and_nobody_is_asked(at: Console) -> None:
    with at.terminal("ask", OPEN, "--yes") as terminal:
        before_code = terminal.expect("activate?user_code=")
        code = terminal.ended()

    assert "title (your words): Crash on start" in before_code
    assert "[y/n]" not in terminal.seen
    assert 0 == code
    assert [POST] == at.writes()


def test_ctrl_c_waits_for_a_write_in_flight_and_a_second_one_leaves_it_unknown(
    at: Console,
) -> None:
    codes = []

    for keys in ("\x03", "\x03\x03"):
        before = len(at.writes())
        at.sandbox.fault("github", "POST", "/repos/acme/web/issues", delay=NEVER)
        with at.terminal("ask", OPEN, more=GEMINI) as terminal:
            terminal.expect("[y/n] ")
            terminal.answer("y")
            until(partial(_has_more_writes, at, before))
            for key in keys:
                terminal.type(key)
                terminal.expect("^C")
                until(partial(_has_taken_it, terminal))
            if keys == "\x03":
                at.sandbox.release()
            codes.append(terminal.ended())

    assert [0, 8] == codes
    assert "whether GitHub did it is not known" in terminal.seen


def _has_taken_it(terminal: Terminal) -> bool:
    return not is_pending(terminal.process.pid, signal.SIGINT)


def _has_more_writes(at: Console, before: int) -> bool:
    return len(at.writes()) > before


def test_an_expired_code_offers_a_new_one_on_a_terminal(at: Console) -> None:
    at.sandbox.set(confirm="page")

    with at.terminal("do", "labels.list", "-R", "acme/web") as terminal:
        terminal.expect("activate?user_code=")
        at.sandbox.expire_codes()
        terminal.expect("new one? [Y/n] ")
        at.sandbox.set(confirm="auto")
        terminal.type("\r")
        terminal.expect("activate?user_code=")
        code = terminal.ended()

    assert 0 == code
    assert 2 == at.sign_ins()


def test_a_browser_opens_on_a_terminal_and_only_there(at: Console, tmp_path: Path) -> None:
    words = ("do", "labels.list", "-R", "acme/web")
    ways = {way: tmp_path / way for way in ("terminal", "no-browser", "pipes")}
    for path in ways.values():
        path.write_text('#!/bin/sh\necho "$1" > "$0.part"\nmv "$0.part" "$0.opened"\n')
        path.chmod(0o755)
    browsers = {way: {"BROWSER": f"{path} %s"} for way, path in ways.items()}

    running = at.start(*words, more=browsers["pipes"])
    with (
        at.terminal(*words, "--no-browser", more=browsers["no-browser"]) as without,
        at.terminal(*words, more=browsers["terminal"]) as terminal,
    ):
        terminal.expect("  http://")
        url = terminal.expect("\r\n").strip()
        codes = [terminal.ended(), without.ended(), running.ended().code]
    until((tmp_path / "terminal.opened").exists)

    assert [0, 0, 0] == codes
    assert ["terminal.opened"] == [path.name for path in tmp_path.glob("*.opened")]
    assert f"http://{url}" == (tmp_path / "terminal.opened").read_text().strip()


def test_a_dry_run_shows_everything_and_never_signs_in(at: Console) -> None:
    with at.terminal("ask", DELETE, "--dry-run") as terminal:
        code = terminal.ended()
    piped = at.run("ask", OPEN, "--dry-run", *JSON)

    assert 0 == code
    assert "DELETE /repos/mona/scratch" in terminal.seen
    assert (0, "planned", None) == piped.end
    assert 0 == at.sign_ins()


def test_what_a_model_would_get_is_shown_and_nothing_is_sent(at: Console) -> None:
    shown = at.run("ask", "--show-request", "label 12 bug")

    *_, request = shown.out.splitlines()
    assert "label 12 bug" == json.loads(request)["request"]
    assert shown.out.startswith("You turn one request of a person into calls of actions")
    assert 0 == at.sign_ins()


# Without a terminal


def test_where_nobody_can_be_asked_nothing_is_signed_in_and_the_plan_is_told(at: Console) -> None:
    table = {
        "a write without an option": ("ask", OPEN, *JSON),
        "--yes on what destroys": ("ask", DELETE, "--yes", *JSON),
        "--confirm on what --yes is for": ("ask", OPEN, "--confirm", "acme/web", *JSON),
        "do, without an option": ("do", "issues.create", "-R", "a/b", "--title", "x", *JSON),
        "do, --yes on what destroys": ("do", "repos.delete", "-R", "a/b", "-y", *JSON),
        "do, another name": ("do", "repos.delete", "-R", "a/b", "--confirm", "a/bb", *JSON),
        "do, a pattern": ("do", "repos.delete", "-R", "a/b", "-y", "--confirm", "a/*", *JSON),
    }

    ends = at.run_all(table)

    wanted = (6, "needs_approval", "needs_approval")
    assert dict.fromkeys(table, wanted) == {name: ended.end for name, ended in ends.items()}
    assert all(ended.document["plan"]["steps"] for ended in ends.values())
    assert all(ended.document["results"] == [] for ended in ends.values())
    assert 0 == at.sign_ins()
    assert [] == at.sandbox.lines()


def test_keep_going_does_what_follows_a_step_that_failed(at: Console) -> None:
    both = "show acme/web#99999 and show acme/web#12"
    table = {"stops": ("ask", both, *JSON), "goes": ("ask", both, "-k", *JSON)}

    ends = at.run_all(table)

    wanted = {"stops": ["failed", "skipped"], "goes": ["failed", "done"]}
    found = {
        name: [each["status"] for each in ended.document["results"]] for name, ended in ends.items()
    }
    assert wanted == found
    assert ends["stops"].end == ends["goes"].end


def test_the_reason_of_each_step_that_failed_is_told(at: Console) -> None:
    both = "show acme/web#99999 and show the repository acme/none"
    ends = at.run_all({"text": ("ask", both, "-k"), "json": ("ask", both, "-k", *JSON)})

    reasons = [each["reason"] for each in ends["json"].document["results"]]
    assert ends["json"].document["error"]["message"] == reasons[0]
    assert 2 == len({*reasons})
    for number, reason in enumerate(reasons, start=1):
        (told,) = (
            line for line in ends["text"].err.splitlines() if line.startswith(f"Step {number} ")
        )
        assert told.endswith(reason)


def test_yes_and_the_exact_name_approve_what_the_person_named(at: Console) -> None:
    table = {
        "yes": ("ask", "close acme/web#12 as not planned", "--yes", *JSON),
        "name": ("do", "repos.delete", "-R", "mona/empty", "--confirm", "mona/empty", *JSON),
    }

    ends = at.run_all(table)

    assert dict.fromkeys(table, (0, "done", None)) == {n: e.end for n, e in ends.items()}
    assert ["DELETE /repos/mona/empty", "PATCH /repos/acme/web/issues/12"] == sorted(at.writes())
    assert "closed" == ends["yes"].document["results"][0]["data"]["state"]
    assert ends["name"].document["results"][0]["data"] is None


def test_yes_does_not_cover_a_target_that_the_model_made_up(at: Console) -> None:
    at.sandbox.script(plan(("issues.create", {"repo": "acme/web", "title": "Crash"})))

    ended = at.run("ask", "open an issue titled 'Crash'", "--yes", *JSON, more=GEMINI)

    assert (6, "needs_approval", "needs_approval") == ended.end
    (step,) = ended.document["plan"]["steps"]
    assert {"repo": "model", "title": "user"} == step["provenance"]
    assert 0 == at.sign_ins()


NO_ENGINE = {"AEGIS_ENGINE": ""}


def test_under_yes_gemini_is_asked_only_about_what_the_grammar_does_not_read(at: Console) -> None:
    at.sandbox.script(plan(("issues.close", {"repo": "acme/web", "issue_number": 13})))

    read = at.run("ask", "close acme/web#12", "--yes", *JSON, more=NO_ENGINE)
    asked_for_it = len(at.asked_gemini())
    unread = at.run("ask", "close acme/web#12 unless it rains", "--yes", *JSON, more=NO_ENGINE)

    assert (0, "done", None) == read.end
    assert 0 == asked_for_it
    assert (6, "needs_approval", "needs_approval") == unread.end
    assert 1 == len(at.asked_gemini())
    assert ["PATCH /repos/acme/web/issues/12"] == at.writes()


def test_in_the_sandbox_too_the_grammar_reads_first_under_yes(at: Console) -> None:
    ended = at.run("--sandbox", "--debug", "ask", "close acme/web#12", "--yes", more=NO_ENGINE)

    assert 0 == ended.code
    assert "stand-in for Gemini" not in ended.err


def test_an_engine_that_was_named_is_obeyed_under_yes_too(at: Console) -> None:
    at.sandbox.script(plan(("issues.close", {"repo": "acme/web", "issue_number": 13})))

    ended = at.run("ask", "close acme/web#12", "--yes", "--engine", "gemini", *JSON)

    assert (6, "needs_approval", "needs_approval") == ended.end
    assert "not word for word what your sentence orders" in ended.document["error"]["hint"]
    assert (
        "aegis do issues.close --repo acme/web --issue-number 13"
        in (ended.document["error"]["hint"])
    )
    assert [] == at.writes()


def test_on_a_terminal_the_preview_says_why_yes_does_not_cover_it(at: Console) -> None:
    with at.terminal("ask", "can you close acme/web#12", "--yes") as terminal:
        before_answer = terminal.expect("[y/n] ")
        terminal.answer("n")
        code = terminal.ended()

    assert "--yes does not cover this:" in before_answer
    assert "It asks or wishes" in before_answer
    assert "'can'," in before_answer
    assert (6, []) == (code, at.writes())
