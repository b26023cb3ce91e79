"""The prompt, on a terminal: one session in memory, and a memory of what the person said."""

import json
import re
from collections.abc import Iterator

import pytest

from aegis_cli.cli.prompt_lines import strip_command
from aegis_cli.cli.slash_commands import COMMANDS, completions
from aegis_cli.errors import UsageError
from tests.helpers.console import GEMINI, Console, Terminal, plan, says
from tests.helpers.rows import for_each
from tests.helpers.support import until

pytestmark = pytest.mark.enable_socket

PLAIN = {"TERM": "dumb", **GEMINI}
"""A line editor that draws nothing makes a screen that reads like a transcript."""


@pytest.fixture
def prompt(at: Console) -> Iterator[Terminal]:
    with at.terminal(more=PLAIN) as terminal:
        terminal.prompt("aegis> ")
        yield terminal


def test_its_own_commands_work_without_a_sign_in_and_ctrl_d_leaves(
    at: Console, prompt: Terminal
) -> None:
    here = "aegis acme/web> "

    helped = prompt.say("/help")
    listed = prompt.say("/actions")
    prompt.say("/repo acme/web", ready=here)
    wrong = {
        line: prompt.say(line, ready=here)
        for line in (
            "/repo nowhere",
            "/output yaml",
            "/explode",
            "/do issue.list",
            "/do issues.get --issue-number twelve",
            "/do issues.get --issue-number",
            "/do 'issues.get",
        )
    }
    # Pasted, as it takes a line editor seconds to read it key by key.
    prompt.type(f"\x1b[200~{'x' * 10_001}\x1b[201~\r")
    wrong["too long"] = prompt.expect("characters") + prompt.prompt(here)
    plainly = prompt.say("help", ready=here)
    described = prompt.say("/do issues.get --help", ready=here)
    shown = prompt.say("/repo", ready=here)
    cleared = prompt.say("/repo none")
    prompt.type("\x04")
    code = prompt.ended()

    assert [] == [command for command in COMMANDS if command not in helped]
    assert [] == [command for command in COMMANDS if command not in plainly]
    assert "'this repo' is acme/web" in shown
    assert "'this repo' is no repository now" in cleared
    assert "Open an issue in a repository." in listed
    assert [] == [line for line, shown in wrong.items() if "\naegis: " not in shown]
    assert "issues.list" in wrong["/do issue.list"]
    assert "--issue-number" in described
    assert "aegis: " not in described.removesuffix(here)
    assert 0 == code
    assert 0 == at.sign_ins()


def test_one_sign_in_serves_several_requests_and_it_knows_what_it_is(
    at: Console, prompt: Terminal
) -> None:
    prompt.say("list open bugs in acme/web")
    shown = prompt.say("show acme/web#14")
    prompt.type("assign it to me\r")
    prompt.expect("[y/n] ")
    prompt.answer("y")
    prompt.prompt("aegis> ")
    prompt.type("close it\r")
    asked = prompt.expect("[y/n] ")
    reads = at.sign_ins()
    prompt.answer("y")
    closed = prompt.prompt("aegis> ")
    prompt.type("exit\r")
    code = prompt.ended()

    assert "日本語" in shown
    assert "issue_number (from the context): 14" in asked
    assert "repo (from the context): acme/web" in asked
    assert "Closed acme/web#14" in closed
    # One for reading, and one for the writes of ten minutes.
    assert (1 + 1, 2) == (reads, at.sign_ins())
    assert 0 == code
    # The planner knows what the person said and what ran: no result, and nobody's login.
    contexts = [request["context"] for request in at.requests()]
    arguments = {"repo": "acme/web", "issue_number": 14, "assignees": ["@me"]}
    assert ["list open bugs in acme/web", "show acme/web#14"] == contexts[2]["earlier"]
    assert arguments == contexts[3]["last_action"]["arguments"]
    assert "日本語" not in json.dumps(at.asked_gemini(), ensure_ascii=False)


def test_a_question_is_the_models_words_and_its_answer_joins_the_sentence(
    at: Console, prompt: Terminal
) -> None:
    at.sandbox.script(says(question="Which \x1b[2J\x1b]0;owned\x07 issue\u202e?"))

    asked = prompt.say("close the issue", ready="answer> ")
    prompt.type("acme/web#16\r")
    preview = prompt.expect("[y/n] ")
    prompt.answer("n")
    declined = prompt.prompt("aegis> ")

    assert r"Which \x1b[2J\x1b]0;owned\x07 issue\u202e?" in asked
    assert "\x1b]0;" not in prompt.raw
    assert "close the issue acme/web#16" == at.requests()[-1]["request"]
    assert "issue_number (your words): 16" in preview
    assert "did not approve" in declined
    assert [] == at.writes()


def test_what_is_typed_ahead_of_a_question_is_for_nobody(at: Console, prompt: Terminal) -> None:
    at.sandbox.script(plan(("issues.close", {"repo": "acme/web", "issue_number": 16})))
    at.sandbox.set(confirm="page")

    prompt.type("close acme/web#16\r")
    shown = prompt.expect("activate?user_code=")
    prompt.type("y\rlist la")
    prompt.expect("list la")  # the echo: it is in the terminal's queue
    at.sandbox.press(code_in(shown), "confirm")
    asked = prompt.expect("Press Enter to end the line that you began")
    prompt.type("bels in acme/web\r")
    prompt.expect("[y/n] ")
    prompt.answer("n")
    declined = prompt.prompt("aegis> ")

    assert "A key was pressed before this could be read; it was not taken." in asked
    assert "did not approve" in declined
    assert 1 == len(at.asked_gemini())
    assert [] == at.writes()


def code_in(shown: str) -> str:
    found = re.search(r"code ([A-Z]{4}-[A-Z]{4})", shown)
    assert found is not None
    return found[1]


def test_ctrl_c_leaves_a_question_unanswered_and_the_next_sentence_stands_alone(
    at: Console, prompt: Terminal
) -> None:
    at.sandbox.script(says(question="Which repository?"))

    asked = prompt.say("list labels", ready="answer> ")
    prompt.type("\x03")
    prompt.prompt("aegis> ")
    listed = prompt.say("list labels in acme/web")

    assert "Ctrl-C" in asked
    assert "list labels in acme/web" == at.requests()[-1]["request"]
    assert "good first issue" in listed


def test_ctrl_c_cancels_a_request_or_a_line_and_the_prompt_goes_on(
    at: Console, prompt: Terminal
) -> None:
    at.sandbox.script(plan(("labels.list", {"repo": "acme/web"})) | {"delay": 60})
    at.sandbox.set(confirm="page")

    prompt.type("list labels in acme/web\r")
    until(at.asked_gemini)
    prompt.type("\x03")
    while_planning = prompt.prompt("aegis> ")
    at.sandbox.drain_script()  # the answer that nobody waits for may not have been taken yet
    prompt.type("delete everything\x03")
    prompt.prompt("aegis> ")
    prompt.type("list labels in acme/web\r")
    prompt.expect("activate?user_code=")
    prompt.type("\x03")
    while_signing_in = prompt.prompt("aegis> ")
    at.sandbox.set(confirm="auto")
    listed = prompt.say("list labels in mona/scratch")

    assert "Interrupted" in while_planning
    assert "Interrupted" in while_signing_in
    assert "good first issue" in listed
    assert "delete everything" not in json.dumps(at.requests())
    assert ["GET /repos/mona/scratch/labels"] == at.sandbox.lines()


def test_it_says_what_it_waits_for_each_time(at: Console, prompt: Terminal) -> None:
    answer = plan(("labels.list", {"repo": "mona/scratch"})) | {"delay": 0.5}
    at.sandbox.script(answer, answer)

    shown = [prompt.say("list labels in mona/scratch") for _ in range(2)]

    assert [True, True] == ["Asking Gemini" in text for text in shown]


def test_a_session_that_auth0_no_longer_accepts_is_followed_by_a_new_sign_in(
    at: Console, prompt: Terminal
) -> None:
    prompt.say("/do labels.list --repo mona/scratch")
    expired = '{"error": "invalid_grant", "error_description": "The subject token is expired."}'
    at.sandbox.fault("auth0", "POST", "/oauth/token", status=401, body=expired)
    prompt.say("/do labels.list --repo mona/scratch")
    listed = prompt.say("/do labels.list --repo mona/scratch")

    assert "good first issue" in listed
    assert 2 == at.sign_ins()


def test_output_can_be_one_document_a_request(at: Console) -> None:
    # A terminal so wide that none of its lines is broken.
    with at.terminal(more=PLAIN, size=(50, 300)) as prompt:
        prompt.prompt("aegis> ")
        prompt.say("/output json")
        done = prompt.say("/do labels.list --repo mona/scratch")
        failed = prompt.say("/do labels.list --repo mona/nothing")

    texts = [shown[shown.index("{") : shown.rindex("}") + 1] for shown in (done, failed)]
    assert ["done", "failed"] == [json.loads(text)["status"] for text in texts]
    assert 1 == at.sign_ins()


def test_whoami_tells_the_session_and_clear_forgets_what_was_said(
    at: Console, prompt: Terminal
) -> None:
    who = prompt.say("/whoami")
    prompt.say("show acme/web#14")
    prompt.say("/clear")
    lost = prompt.say("close it")

    assert "Mona Lisa (github|583231)" in who
    assert 1 == at.sign_ins()
    assert "I will" not in lost
    assert [] == at.requests()[-1]["context"]["earlier"]
    assert at.requests()[-1]["context"]["last_action"] is None


def test_tab_completes_commands_and_actions(at: Console) -> None:
    with at.terminal(more={"PROMPT_TOOLKIT_NO_CPR": "1"}) as terminal:
        terminal.prompt("aegis>")
        # The line may be drawn in one piece or in two, so that only what Tab added is sure to be.
        terminal.type("/he\t")
        terminal.expect("lp")
        terminal.type("\r")
        terminal.expect("Leave, and forget the session")
        terminal.prompt("aegis>")
        terminal.type("/do rate\t")
        terminal.expect("limit.get")
        terminal.type(" --help\r")
        terminal.expect("Show this message and exit.")
        terminal.prompt("aegis>")
        terminal.type("\x04")

        assert 0 == terminal.ended()


def test_nothing_of_a_session_is_written_anywhere(at: Console, prompt: Terminal) -> None:
    before = set(at.folder.rglob("*"))

    prompt.say("list labels in mona/scratch")
    prompt.type("\x04")
    prompt.ended()

    assert before == set(at.folder.rglob("*"))


def test_a_prompt_on_a_sandbox_of_its_own_says_so(at: Console) -> None:
    with at.terminal("--sandbox", more=PLAIN) as terminal:
        banner = terminal.prompt("aegis> ")

    assert "nothing here is real" in banner


def test_standard_input_that_is_no_terminal_opens_no_prompt(at: Console) -> None:
    (at.folder / "typed").write_text("/help\n")
    with (
        (at.folder / "typed").open() as typed,
        at.terminal(streams={0: typed.fileno()}) as terminal,
    ):
        code = terminal.ended()

    assert 2 == code
    assert "Usage: aegis" in terminal.seen


@for_each(
    ("expected", "line"),
    [
        ("show acme/web#12", 'aegis ask "show acme/web#12"'),
        ("comment 'a $(b)' on #12", """aegis ask 'comment '"'"'a $(b)'"'"' on #12'"""),
        ("close #12", "aegis ask close #12"),
        ("list my repositories", 'aegis "list my repositories"'),
        ("/do issues.list --repo acme/web", "aegis do issues.list --repo acme/web"),
        ("/actions", "aegis actions"),
        ("/actions runs --effect read", "aegis actions runs --effect read"),
        ("/whoami", "aegis whoami"),
        ("aegis close #12", "aegis close #12"),
        ("aegis ask 'open", "aegis ask 'open"),
        ("aegis ask", "aegis ask"),
        ("/quit", "Exit"),
        ("list my repos", "list my repos"),
    ],
)
def test_a_line_that_is_meant_for_a_shell_is_understood_here(expected: str, line: str) -> None:
    assert expected == strip_command(line)


@pytest.mark.parametrize("line", ["aegis ask 'close #12' --yes", 'aegis "list labels" --json name'])
def test_a_line_for_a_shell_with_options_is_refused_with_what_to_type_here(line: str) -> None:
    with pytest.raises(UsageError) as raised:
        strip_command(line)

    assert "/json" in str(raised.value.hint)


def test_tab_completes_the_engines() -> None:
    assert ["gemini", "offline", "strict"] == [name for name, _ in completions("/engine ")]
    assert [("offline", "of")] == [*completions("/engine of")]
