"""`--json`, `--jq` and `--web`, as `gh` has them: on a sandbox, and in a session of one."""

import io
import json
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.cli.selected import Selected, prepare
from aegis_cli.cli.streams import write_value
from aegis_cli.errors import Code, UsageError
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import finished_result
from aegis_cli.request.selection import Selection
from aegis_cli.settings.cli_options import CliOptions
from aegis_cli.wiring.app import App
from aegis_cli.wiring.speaker import Speaker
from tests.helpers.act_factory import act_of
from tests.helpers.console import Console
from tests.session.held import held

pytestmark = pytest.mark.enable_socket

ISSUES = ("do", "issues.list", "-R", "acme/web", "--limit", "2")
ISSUE = ("do", "issues.get", "-R", "acme/web", "--issue-number", "12")
TITLES = ["Add keyboard shortcuts to the search box", "Checkout total ignores the discount code"]
LISTED = (
    "Specify one or more comma-separated fields for `--json`:\n  active_lock_reason\n  assignees\n"
)


def test_the_fields_that_were_named_are_one_line_of_json_in_a_pipe(at: Console) -> None:
    ended = at.run(*ISSUES, "--json", "title,number")

    assert 0 == ended.code
    assert [{"number": 19, "title": TITLES[0]}, {"number": 18, "title": TITLES[1]}] == json.loads(
        ended.out
    )
    assert ended.out.startswith('[{"number":19,"title":"Add')
    assert 1 == ended.out.count("\n")
    assert "aegis:" not in ended.err


def test_a_sentence_takes_them_as_well(at: Console) -> None:
    ended = at.run("ask", "show issue 12 in acme/web", "--json", "state,number", "-q", ".state")

    assert (0, "open\n") == (ended.code, ended.out)


def test_json_alone_lists_the_fields_before_anybody_signs_in(at: Console) -> None:
    for words in (
        ("do", "issues.list", "--json"),
        ("ask", "list the issues in acme/web", "--json"),
        ("do", "issues.list", "--json", ""),
    ):
        ended = at.run(*words)

        assert (2, "") == (ended.code, ended.out)
        assert ended.err.startswith(f"aegis: {LISTED}")
    assert [] == at.sandbox.seen("github") + at.sandbox.seen("auth0")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("do", "issues.list", "--json", "titles"), 'Unknown JSON field: "titles"\n  Available fi'),
        ((*ISSUES, "--jq", "."), "Cannot use `--jq` without specifying `--json`."),
        ((*ISSUES, "--web", "--json", "title"), "Cannot use `--web` with `--json`."),
        ((*ISSUES, "--json", "title", "-ojson"), "Cannot use `--json` with `--output json`."),
        ((*ISSUES, "--web", "--dry-run"), "Cannot use `--web` with `--dry-run`."),
        ((*ISSUES, "--json", "title", "--jq", ".["), "The jq expression cannot be read: "),
        (("do", "issues.close", "--json", "title"), "--json is for what only reads, and issues.cl"),
        (("do", "issues.close", "--web"), "--web is for what only reads, and issues.close change"),
        (("ask", "close #12 in acme/web", "--json", "title"), "--json is for what only reads"),
        (("ask", "close #12 in acme/web", "--web", "--yes"), "--web is for what only reads"),
    ],
    ids=str,
)
def test_what_does_not_go_together_is_refused_before_anything_runs(
    at: Console, words: tuple[str, ...], told: str
) -> None:
    ended = at.run(*words)

    assert 2 == ended.code
    assert told in ended.err + ended.out  # which has the document where it is asked for
    assert "Sign in" not in ended.err
    assert [] == at.sandbox.seen("github") + at.sandbox.seen("auth0")


def test_the_options_are_in_the_help_of_a_read_alone(at: Console) -> None:
    assert "--jq EXPR" in at.run("do", "issues.list", "--help").out
    assert "--jq" not in at.run("do", "issues.close", "--help").out


def test_an_error_is_told_as_without_them(at: Console) -> None:
    ended = at.run(*ISSUE[:-1], "9999", "--json", "title")

    assert (7, "") == (ended.code, ended.out)
    assert "9999" in ended.err


def test_a_jq_expression_makes_lines_of_texts_and_json_of_the_rest(at: Console) -> None:
    words = (*ISSUES, "--json", "title,number,milestone", "--jq")

    assert f"{TITLES[0]}\n{TITLES[1]}\n" == at.run(*words, ".[].title").out
    assert (
        '{"n":19}\n\n[18,true]\n'
        == at.run(*words, "{n: .[0].number}, .[0].milestone, [.[1].number, true]").out
    )


def test_what_a_terminal_would_obey_is_spelled_out_on_one_and_left_in_a_pipe(at: Console) -> None:
    words = (*ISSUE, "--json", "title", "--jq", '"\\u001b]0;pwned\\u0007" + .title, [.title]')
    raw = "\x1b]0;pwned\x07Login page flickers on reload"

    with at.terminal(*words) as terminal:
        assert 0 == terminal.ended()

    assert f"{raw}\n" in at.run(*words).out
    assert "\x1b]0;" not in terminal.raw
    assert "\\x1b]0;pwned\\x07Login page" in terminal.seen
    assert '[\n  "Login page flickers on reload"\n]' in terminal.seen


def test_a_person_reads_json_in_rows(at: Console) -> None:
    with at.terminal(*ISSUE, "--json", "number,user") as terminal:
        assert 0 == terminal.ended()

    assert '{\n  "number": 12,\n  "user": {\n    "login": "mona"\n  }\n}' in terminal.seen


def test_the_page_of_what_is_read_is_written_in_a_pipe_and_for_a_sandbox(at: Console) -> None:
    with at.terminal(*ISSUE, "--web", more={"BROWSER": "false"}) as terminal:
        assert 0 == terminal.ended()

    assert "https://github.com/acme/web/issues/12" in terminal.seen
    assert "Opening" not in terminal.seen
    assert "https://github.com/acme/web/issues/12\n" == at.run(*ISSUE, "-w").out
    assert "https://github.com/acme/web/issues\n" == at.run(*ISSUES, "-w").out


def test_in_a_session_they_are_the_same(at: Console) -> None:
    words = ("do", "labels.list", "-R", "acme/web", "--limit", "2", "--json", "name")
    with held(at) as session:
        plain = session.run(*words)
        sifted = session.run(*words, "--jq", 'map(.name) | join("+"), ($ENV | length)')
        wrong = session.run(*words, "--jq", ".[")
        page = session.run(*ISSUE, "--web")
        refused = session.run("do", "issues.close", "-R", "acme/web", "--web")

    names = [each["name"] for each in json.loads(plain.out)]
    assert (0, 2) == (plain.code, len(names))
    assert (0, f"{'+'.join(names)}\n0\n") == (sifted.code, sifted.out)
    assert (2, True) == (wrong.code, "The jq expression cannot be read" in wrong.err)
    assert (0, "https://github.com/acme/web/issues/12\n") == (page.code, page.out)
    assert 2 == refused.code


GH = Path(__file__).parents[1] / "golden" / "gh" / "issue_list.json.piped.txt"


def test_json_has_the_bytes_that_gh_writes(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    recorded = GH.read_bytes()

    write_value(json.loads(recorded))

    assert recorded == capfdbinary.readouterr().out


class Screen(io.StringIO):
    """A stream that may be a terminal."""

    def isatty(self) -> bool:
        return True


NOTHING_SAID = SimpleNamespace(options=CliOptions())
PAGE = "https://github.com/acme/web/issues/12"


def shown(
    monkeypatch: pytest.MonkeyPatch, *, base: str, opens: bool, may_open: bool = True
) -> tuple[list[str], str, str]:
    """Return the pages that a person's browser is given, and what their terminal shows."""
    pages: list[str] = []
    out, err = Screen(), Screen()
    act = act_of("s1", GetIssue(repo="acme/web", issue_number=12), {}, base=base)
    done = Outcome("s1", StepStatus.DONE, data={"html_url": PAGE})

    def open_page(url: str) -> bool:
        pages.append(url)
        return opens

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    selection = Selection(is_page=True)

    speaker = cast("Speaker", SimpleNamespace(open_page=open_page))
    Selected(selection, speaker, opens_browser=may_open).write(
        finished_result("it", (act,), "", (done,))
    )

    return pages, out.getvalue(), err.getvalue()


def test_a_page_is_opened_for_a_person_who_has_a_browser_and_else_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = "https://api.github.com"
    told = "Opening github.com/acme/web/issues/12 in your browser.\n"

    assert ([PAGE], "", told) == shown(monkeypatch, base=real, opens=True)
    assert ([PAGE], f"{PAGE}\n", "") == shown(monkeypatch, base=real, opens=False)
    assert ([], f"{PAGE}\n", "") == shown(monkeypatch, base="http://127.0.0.1:1", opens=True)
    assert ([], f"{PAGE}\n", "") == shown(monkeypatch, base=real, opens=True, may_open=False)


def test_what_was_not_done_is_not_written(capfd: pytest.CaptureFixture[str]) -> None:
    act = act_of("s1", GetIssue(repo="acme/web", issue_number=12), {})
    left = Outcome("s1", StepStatus.FAILED, data=None)
    nobody: Any = None

    Selected(Selection(("title",)), nobody).write(finished_result("it", (act,), "", (left,)))

    assert ("", "") == capfd.readouterr()


def test_a_result_of_jq_that_is_too_deep_for_rows_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deep: Any = []
    for _ in range(200_000):  # from 3.12 on, what is written in C may be deeper than Python's own
        deep = [deep]
    monkeypatch.setattr(sys, "stdout", Screen())
    act = act_of("s1", GetIssue(repo="acme/web", issue_number=12), {})
    done = Outcome("s1", StepStatus.DONE, data={"title": "Crash"})
    jq: Any = SimpleNamespace(results=lambda _document: [deep])
    nobody: Any = None

    with pytest.raises(UsageError, match="too many levels"):
        Selected(Selection(("title",)), nobody, jq).write(
            finished_result("it", (act,), "", (done,))
        )

    assert "" == cast("Screen", sys.stdout).getvalue()


def test_without_the_package_it_is_told_how_to_get_it() -> None:
    ours, theirs = socket.socketpair()
    theirs.sendall(b'{"fault": null}\n')
    requests = SimpleNamespace(speaker=SimpleNamespace(start_jq=lambda: ours))
    aegis = cast("App", SimpleNamespace(requests=requests, environment=NOTHING_SAID))

    with (
        theirs,
        pytest.raises(UsageError) as raised,
        prepare(Selection(("title",)), ".", aegis),
    ):
        pass

    assert Code.BAD_SETTINGS is raised.value.code
    assert "[jq]" in str(raised.value.hint)
