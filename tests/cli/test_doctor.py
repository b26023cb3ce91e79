"""`aegis doctor`: each fault is found by the check that it belongs to, with what to do."""

import re
import sys
from typing import Any

import pytest

from aegis_cli.cli.doctor import line, summary
from aegis_cli.errors import Code
from aegis_cli.setup.finding import Finding, State
from tests.helpers.app_pages import Browser
from tests.helpers.console import GEMINI, Console, Ended

pytestmark = pytest.mark.enable_socket

OPAQUE = {
    "status": 400,
    "body": {
        "error": {
            "code": 400,
            "message": "Request contains an invalid argument.",
            "status": "INVALID_ARGUMENT",
        }
    },
}
JSON = ("--output", "json")
ORDER = [
    "settings",
    *(("ptrace",) if sys.platform == "linux" else ()),
    "gemini",
    "broker",
    "credentials",
    "tenant",
    "issuer",
    "clock",
    "sign-in",
    "scopes",
    "exchange",
    "github token",
    "github app",
    "rate limit",
]


def states(ended: Ended) -> dict[str, str]:
    (result,) = ended.document["results"]
    return {finding["check"]: finding["state"] for finding in result["data"]}


def test_if_all_is_well_every_check_is_ok_and_nothing_is_written(at: Console) -> None:
    ended = at.run("doctor", *JSON, more=GEMINI)

    assert (0, "done", None) == ended.end
    assert dict.fromkeys(ORDER, "ok") | {"tenant": "skipped"} == states(ended)
    assert [] == at.writes()
    assert 1 == at.sign_ins()


def told_of_gemini(ended: Ended) -> tuple[str, str]:
    (result,) = ended.document["results"]
    (found,) = (each for each in result["data"] if each["check"] == "gemini")
    return found["state"], found["message"]


@pytest.mark.parametrize(("script", "form"), [((), "usual"), ((OPAQUE,), "plainest")])
def test_it_asks_gemini_as_ask_does_and_says_form_time_and_tokens(
    at: Console, script: tuple[Any, ...], form: str
) -> None:
    at.sandbox.script(*script)

    state, message = told_of_gemini(at.run("doctor", *JSON, more=GEMINI))

    assert "ok" == state
    assert re.fullmatch(
        rf"asked directly, gemini-3\.8-flash answers with a plan: {form} form, v1, "
        r"\d+\.\d s, tokens: \d{4,} in \(\d+ cached\), \d+ out",
        message,
    )
    assert len(script) + 1 == len(at.asked_gemini())


def test_a_model_that_answers_with_no_plan_is_a_warning(at: Console) -> None:
    at.sandbox.script({"parts": [{"text": "Hello!"}]})

    state, message = told_of_gemini(at.run("doctor", *JSON, more=GEMINI))

    assert ("warning", True) == (state, "answers, but with no plan" in message)


def test_it_is_one_line_a_check_and_names_the_next_step(at: Console) -> None:
    at.sandbox.set(connected=False)

    ended = at.run("doctor")

    lines = ended.out.splitlines()
    assert 4 == ended.code
    assert lines[0].startswith("✓ ok      settings: AEGIS_")
    assert any(line.startswith("✗ failed  exchange: No usable GitHub account") for line in lines)
    assert "- skipped rate limit: not looked at, because exchange failed" == lines[-2]
    assert f"Not well: begin with exchange ({len(ORDER) - 5} ok, 1 failed, 4 skipped)." == lines[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this value")
def test_it_says_what_the_system_lets_a_process_read_of_another(at: Console) -> None:
    [line] = [line for line in at.run("doctor").out.splitlines() if " ptrace: " in line]

    assert line.startswith("✓ ok      ptrace: ")
    assert "kernel.yama.ptrace_scope" in line


def test_a_warning_has_a_sign_and_a_word_and_the_command_ends_well(at: Console) -> None:
    at.sandbox.set(installations=[])

    ended = at.run("doctor")

    at.sandbox.set(installations=["mona", "acme", "octo-org"])
    assert 0 == ended.code
    assert "\n! warning github token: the GitHub App is installed nowhere" in ended.out
    assert ended.out.endswith(f"\nAll is well ({len(ORDER) - 2} ok, 1 warning, 1 skipped).\n")


def test_each_state_has_a_sign_and_a_word_without_unicode_too() -> None:
    states = (State.OK, State.WARNING, State.FAILED, State.SKIPPED)
    found = [Finding("clock", state, "said", "Do.\nThen this.") for state in states]

    plain = [line(finding, has_unicode=False).splitlines() for finding in found]
    signs = [line(finding, has_unicode=True)[0] for finding in found]

    assert ["* ok      ", "! warning ", "x failed  ", "- skipped "] == [p[0][:10] for p in plain]
    assert ["clock: said", "Do.", "Then this."] == [row[10:] for row in plain[0]]
    assert ["✓", "!", "✗", "-"] == signs


def test_what_could_not_be_seen_is_not_called_well() -> None:
    unseen = Finding("tenant", State.SKIPPED, "not looked at", "Do.", Code.UNSEEN)

    assert "Not well: begin with tenant (1 skipped).\n" == summary([unseen])


def test_with_a_management_token_each_piece_of_the_tenant_that_is_off_is_a_line(
    at: Console,
) -> None:
    ended = at.run("doctor", "--token-stdin", *JSON, stdin=b"sandbox-management\n")

    off = [name for name, state in states(ended).items() if state == "failed"]
    assert (7, "failed", "misconfigured") == ended.end
    assert 12 == len(off)
    assert {"tenant"} == {name.partition(":")[0] for name in off}
    assert "sandbox-management" not in ended.out + ended.err
    assert "ok" == states(ended)["rate limit"]


def test_residue_and_tenant_cannot_be_combined(at: Console) -> None:
    ended = at.run("doctor", "--residue", "--tenant", *JSON)

    assert (2, "usage", "bad_usage") == ended.end


def test_an_app_that_is_installed_nowhere_deserves_a_look_and_fails_nothing(at: Console) -> None:
    at.sandbox.set(installations=[])

    ended = at.run("doctor", *JSON)

    at.sandbox.set(installations=["mona", "acme", "octo-org"])
    assert (0, "done", None) == ended.end
    assert {"github token"} == {name for name, state in states(ended).items() if state == "warning"}


@pytest.mark.parametrize(
    ("variables", "check", "code"),
    [
        ({"AEGIS_GITHUB_API": "http://api.example"}, "settings", "bad_settings"),
        ({"AEGIS_VAULT_CLIENT_ID": ""}, "credentials", "bad_settings"),
        ({"AEGIS_ISSUER": "http://127.0.0.1:9/"}, "issuer", "network"),
        ({"AEGIS_CLIENT_ID": "wrong"}, "sign-in", "misconfigured"),
        ({"AEGIS_AUDIENCE": "https://wrong.example"}, "sign-in", "misconfigured"),
        ({"AEGIS_VAULT_CLIENT_SECRET": "wrong"}, "exchange", "misconfigured"),
        ({"AEGIS_CONNECTION": "gitlab"}, "exchange", "misconfigured"),
        ({"AEGIS_GITHUB_API": "http://127.0.0.1:9"}, "exchange", "network"),
        ({"AEGIS_BROKER": "http://127.0.0.1:9"}, "broker", "network"),
        (GEMINI | {"GEMINI_API_KEY": "wrong"}, "gemini", "planner_key"),
        (GEMINI | {"AEGIS_MODEL": "gemini-0.1"}, "gemini", "planner_model"),
    ],
    ids=str,
)
def test_each_fault_is_found_where_it_is(
    at: Console, variables: dict[str, str], check: str, code: str
) -> None:
    ended = at.run("doctor", *JSON, more=variables)

    found = states(ended)
    failed = [name for name, state in found.items() if state == "failed"]
    assert [check] == failed
    assert code == ended.end[2]
    assert ended.document["error"]["hint"]
    assert ORDER == list(found)


def test_what_the_app_lacks_is_named_with_what_it_is_for_and_where_to_add_it(at: Console) -> None:
    browser = Browser(at.sandbox.environment["AEGIS_GITHUB_API"])
    browser.press("/settings/apps/aegis-sandbox/permissions", "save", contents="read")
    browser.press("/settings/installations/766167", "accept")  # acme

    text = at.run("doctor")

    browser.press("/settings/apps/aegis-sandbox/permissions", "save", contents="write")
    browser.press("/settings/installations/766167", "accept")
    assert 0 == text.code
    (lines,) = re.findall("! warning github app: (.*?)(?=✓)", text.out, re.DOTALL)
    told = " ".join(lines.split())
    assert "aegis-sandbox is for the profile everything on acme, and lacks Contents" in told
    assert re.search(
        r"Contents \(Read and write\), for \d+ actions on branches, files, pulls, ", told
    )
    assert "/settings/apps/aegis-sandbox/permissions" in told
    assert "/settings/installations/766167" in told
    assert "ok      github app: aegis-sandbox has all of the profile everything on mona" in text.out
