"""`aegis setup auth0`: from an empty tenant to one that works, with nothing of the token left."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.helpers.console import Console, Ended, console
from tests.helpers.patience import PATIENCE
from tests.helpers.support import LOOPBACK, until

pytestmark = pytest.mark.enable_socket

TOKEN = "sandbox-management"
QUIRK = f"{TOKEN}-quirk"
PIECES = 14

needs_a_shell = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="no curl or no jq"
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    """A console on the one sandbox of this module."""
    with console() as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Iterator[Console]:
    """A console whose tenant is empty before the test, and after it."""
    shared.begin()
    yield shared
    emptied(shared)


def emptied(at: Console) -> None:
    """Take out of the tenant what setting up has made, and make its connection anew."""
    at.sandbox.reset()
    for path, key in (
        ("/client-grants", "id"),
        ("/clients", "client_id"),
        ("/resource-servers", "id"),
        ("/connections", "id"),
    ):
        for thing in api(at, "GET", path):
            if not thing.get("identifier", "").endswith("/me/"):
                api(at, "DELETE", f"{path}/{thing[key]}")
    for action in api(at, "GET", "/actions/actions")["actions"]:
        api(at, "DELETE", f"/actions/actions/{action['id']}")
    for user in api(at, "GET", "/users"):
        api(at, "DELETE", f"/users/{user['user_id']}")
    api(at, "POST", "/connections", {"name": "github", "strategy": "github"})
    api(at, "PATCH", "/tenants/settings", {"customize_mfa_in_postlogin_action": False})


def setup(at: Console, *words: str, token: str = TOKEN, more: Any = None) -> Ended:
    ended = at.run(
        "setup", "auth0", "--token-stdin", *words, stdin=f"{token}\n".encode(), more=more or {}
    )
    assert not token or token not in ended.out + ended.err
    return ended


def api(at: Console, method: str, path: str, body: Any = None) -> Any:
    answer = httpx.request(
        method,
        f"{at.sandbox.environment['AEGIS_ISSUER']}api/v2{path}",
        json=body,
        headers={"authorization": f"Bearer {TOKEN}"},
        **LOOPBACK,
    )
    return answer.raise_for_status().json() if answer.content else None


def writes(at: Console) -> list[str]:
    return [line for line in at.sandbox.lines("auth0") if not line.startswith("GET ")]


def states(ended: Ended) -> list[str]:
    (result,) = ended.document["results"]
    return [finding["state"] for finding in result["data"]["findings"]]


def test_from_an_empty_tenant_to_one_that_is_ready_and_the_second_run_only_reads(
    at: Console,
) -> None:
    first = setup(at, "--yes", token=QUIRK)
    at.sandbox.reset()
    second = setup(at, "--yes")
    after = writes(at)
    checked = setup(at, "--check")

    assert [0, 0, 0] == [first.code, second.code, checked.code]
    assert [] == after
    assert PIECES == len(checked.out.splitlines())
    assert {"ok"} == {line.split()[0] for line in checked.out.splitlines()}
    assert first.out == second.out
    assert [] == list(at.folder.rglob("*"))


def test_it_ends_with_settings_that_the_shell_takes_and_the_steps_of_a_person(
    at: Console,
) -> None:
    ended = setup(at, "--yes")

    lines = ended.out.splitlines()
    names = [line.split()[1].partition("=")[0] for line in lines if line.startswith("export ")]
    assert [
        "AEGIS_ISSUER",
        "AEGIS_CLIENT_ID",
        "AEGIS_AUDIENCE",
        "AEGIS_VAULT_CLIENT_ID",
        "AEGIS_CONNECTION",
        "AEGIS_AUTH_TIME_CLAIM",
    ] == names
    assert lines[-1].startswith("# AEGIS_VAULT_CLIENT_SECRET is in the dashboard")
    assert "/login/callback" in ended.err
    assert "8. " in ended.err


def test_the_secret_of_a_new_client_is_written_only_when_asked_for(at: Console) -> None:
    made = setup(at, "--yes", "-o", "json").document["results"][0]["data"]
    (vault,) = [c for c in api(at, "GET", "/clients") if c["app_type"] == "resource_server"]
    asked = setup(at, "--yes", "--show-secret")

    assert "AEGIS_VAULT_CLIENT_SECRET" not in made["settings"]
    assert vault["client_secret"] not in str(made)
    assert f"export AEGIS_VAULT_CLIENT_SECRET={vault['client_secret']}\n" in asked.out
    assert "secret manager" in asked.err


def test_check_names_each_piece_that_is_off_with_a_way_out_and_changes_nothing(
    shared: Console,
) -> None:
    shared.begin()

    text = setup(shared, "--check")
    json_ = setup(shared, "--check", "-o", "json")

    assert [] == writes(shared)
    assert (7, "failed", "misconfigured") == json_.end
    assert 12 == len([state for state in states(json_) if state != "ok"])
    assert 7 == text.code
    assert 12 == len([line for line in text.out.splitlines() if "mends it." in line])
    assert "12 of its 14 pieces are missing or wrong" in text.err


def test_check_finds_one_piece_that_went_missing(at: Console) -> None:
    setup(at, "--yes")
    (grant, *_) = api(at, "GET", "/client-grants")
    api(at, "DELETE", f"/client-grants/{grant['id']}")

    broken = setup(at, "--check", "-o", "json")
    mended = setup(at, "--yes", "-o", "json")

    assert ("missing", PIECES - 1) == (min(states(broken)), states(broken).count("ok"))
    assert 0 == mended.code
    assert ["POST /api/v2/client-grants"] == mended.document["results"][0]["data"]["sent"]


def test_setup_fails_if_nothing_is_left_that_a_request_can_repair(at: Console) -> None:
    (connection,) = api(at, "GET", "/connections")
    api(at, "DELETE", f"/connections/{connection['id']}")

    ended = setup(at, "--yes")
    again = setup(at, "--yes", "-o", "json")

    assert (0, 7) == (ended.code, again.code)
    assert "3 of its 14 pieces are missing or wrong. Type next: aegis setup github" in ended.err
    assert "export AEGIS_CLIENT_ID=" in ended.out


def test_setup_fails_if_auth0_keeps_nothing_of_what_was_sent(at: Console) -> None:
    setup(at, "--yes")
    api(at, "PATCH", "/tenants/settings", {"customize_mfa_in_postlogin_action": False})
    at.sandbox.fault("auth0", "PATCH", "/api/v2/tenants/settings", status=200, body="{}", times=9)

    text = setup(at, "--yes")
    json_ = setup(at, "--yes", "-o", "json")

    assert (7, 7) == (text.code, json_.code)
    assert "Type next: aegis setup auth0" in text.err


def test_print_writes_commands_and_sends_nothing(shared: Console) -> None:
    shared.begin()

    text = setup(shared, "--print")
    json_ = setup(shared, "--print", "-o", "json")

    assert [] == writes(shared)
    assert (0, 0) == (text.code, json_.code)
    assert text.out.startswith("#!/bin/sh\n")
    assert text.out == json_.document["results"][0]["data"]["script"]


def test_without_a_yes_and_without_a_terminal_nothing_is_sent(shared: Console) -> None:
    shared.begin()

    ended = setup(shared, "-o", "json")

    assert (6, "needs_approval", "needs_approval") == ended.end
    assert [] == writes(shared)


@pytest.mark.parametrize(
    ("token", "end", "said"),
    [
        (f"{TOKEN}-expired", (5, "denied", "access_denied"), "Expired token"),
        (f"{TOKEN}-reader", (5, "denied", "access_denied"), "create:resource_servers"),
        ("two words", (2, "usage", "bad_input"), "copied whole"),
    ],
)
def test_a_token_that_is_refused_is_an_error_with_a_reason(
    shared: Console, token: str, end: tuple[int, str, str], said: str
) -> None:
    ended = setup(shared, "--yes", "-o", "json", token=token)

    assert end == ended.end
    assert said in ended.document["error"]["message"]


def test_without_a_domain_or_a_token_it_says_what_is_missing(shared: Console) -> None:
    ends = {
        "domain": setup(shared, "-o", "json", more={"AEGIS_ISSUER": ""}),
        "bad": setup(shared, "http://acme.example", "-o", "json"),
        "token": shared.run("setup", "auth0", "-o", "json"),
        "piped": setup(shared, "-o", "json", token=""),
        "both": shared.run("--sandbox", "setup", "auth0", "acme.eu.auth0.com", "-o", "json"),
    }

    assert {
        "domain": (2, "usage", "bad_usage"),
        "bad": (2, "usage", "bad_usage"),
        "token": (2, "usage", "bad_input"),
        "piped": (2, "usage", "bad_input"),
        "both": (2, "usage", "bad_usage"),
    } == {name: ended.end for name, ended in ends.items()}


def test_on_a_terminal_it_asks_for_a_long_token_unseen_and_a_no_changes_nothing(
    shared: Console,
) -> None:
    shared.begin()
    with shared.terminal("setup", "auth0", size=(60, 140)) as person:
        person.expect("read:resource_servers", "Management API token")
        person.expect("(it is not shown): ")
        person.type(f"typo\x15x\x7f{TOKEN}\r")
        person.expect("[y/n] ")
        person.answer("n")
        code = person.ended()

    assert 6 == code
    assert TOKEN not in person.raw
    assert "Nothing was changed." in person.seen
    assert [] == writes(shared)


def test_a_token_longer_than_a_line_of_the_terminal_arrives_whole(shared: Console) -> None:
    with shared.terminal("setup", "auth0") as person:
        person.expect("(it is not shown): ")
        for _ in range(10):
            person.type("x" * 900)
        person.type("\r")
        code = person.ended()

    assert 5 == code
    assert "Invalid token" in person.seen


def test_on_a_terminal_a_yes_sends_it_and_the_new_secret_is_shown_once(at: Console) -> None:
    with at.terminal("setup", "auth0", size=(80, 200)) as person:
        person.expect("(it is not shown): ")
        person.type(f"{TOKEN}\r")
        person.expect("[y/n] ")
        person.answer("y")
        code = person.ended()
    with at.terminal("setup", "auth0", size=(80, 200)) as later:
        later.expect("(it is not shown): ")
        later.type(f"{TOKEN}\r")
        again = later.ended()

    assert (0, 0) == (code, again)
    assert "export AEGIS_VAULT_CLIENT_SECRET=" in person.seen
    assert "export AEGIS_VAULT_CLIENT_SECRET=" not in later.seen
    assert TOKEN not in person.raw + later.raw


def test_the_token_is_in_no_argument_and_in_no_environment(at: Console) -> None:
    at.sandbox.fault("auth0", "GET", "/api/v2/clients", delay=0.3)
    running = at.start("setup", "auth0", "--token-stdin", "--check")
    pid = running.process.pid
    assert running.process.stdin is not None
    running.process.stdin.write(f"{TOKEN}\n".encode())
    running.process.stdin.flush()
    shown = b""
    for name in ("cmdline", "environ"):
        # Without /proc there is nothing to look at; and its environment it shows to root alone.
        with suppress(FileNotFoundError, PermissionError):
            shown += Path(f"/proc/{pid}/{name}").read_bytes()
    ended = running.ended()

    assert 7 == ended.code
    assert TOKEN.encode() not in shown
    assert TOKEN not in os.environ.values()


def test_ctrl_c_in_the_middle_says_that_something_may_have_been_done(at: Console) -> None:
    at.sandbox.fault("auth0", "POST", "/api/v2/clients", delay=20.0)
    running = at.start("setup", "auth0", "--token-stdin", "--yes")
    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(running.ended, f"{TOKEN}\n".encode())
        until(lambda: "POST /api/v2/clients" in at.sandbox.lines("auth0"))
        os.kill(running.process.pid, signal.SIGINT)
        ended = ending.result()

    assert 130 == ended.code
    assert "some of the changes may have been made" in ended.err
    assert "--check" in ended.err


def test_with_the_sandbox_option_the_token_is_shown(at: Console) -> None:
    with at.terminal("--sandbox", "setup", "auth0", "--check") as person:
        person.expect("Its token is sandbox-management.")
        person.expect("(it is not shown): ")
        person.type(f"{TOKEN}\r")
        code = person.ended()

    assert 7 == code
    assert "12 of its 14 pieces" in person.seen


def shell(printed: str) -> "subprocess.CompletedProcess[str]":
    """Run printed commands as a person does."""
    return subprocess.run(
        ["/bin/sh"],
        input=printed,
        env={"PATH": os.environ["PATH"], "TOKEN": TOKEN, "no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@needs_a_shell
def test_the_printed_commands_set_an_empty_tenant_up(at: Console) -> None:
    ended = shell(setup(at, "--print").out)

    assert (0, "") == (ended.returncode, ended.stderr)
    assert 0 == setup(at, "--check").code


@needs_a_shell
def test_commands_printed_without_a_token_set_an_empty_tenant_up_and_leave_others_alone(
    at: Console,
) -> None:
    printed = at.run("setup", "auth0", "--print")

    first = shell(printed.out)
    before = at.sandbox.lines("auth0")
    again = shell(printed.out)

    assert (0, 0) == (printed.code, first.returncode)
    assert "it is there already" in first.stderr
    assert "it was not looked at" in printed.err
    assert 11 == setup(at, "--check", "-o", "json").out.count('"ok"')
    assert 1 == again.returncode
    assert "Actions run after a login already" in again.stderr
    assert [] == [line for line in at.sandbox.lines("auth0")[len(before) :] if "POST" in line]


def test_print_without_a_token_sends_nothing_at_all(shared: Console) -> None:
    shared.begin()

    ended = shared.run("setup", "auth0", "--print", "--person", "github|583231", "-o", "json")

    data = ended.document["results"][0]["data"]
    assert 0 == ended.code
    assert data["was_read"] is False
    assert "/users/github%7C583231/permissions" in data["script"]
    assert [] == shared.sandbox.lines("auth0")


def test_a_person_is_given_what_was_asked_for_and_only_after_a_yes(at: Console) -> None:
    setup(at, "--yes")
    at.run("whoami")
    at.sandbox.reset()

    asked = setup(at, "--person", "mona", "-o", "json")
    given = setup(at, "--person", "mona@example.com", "--may", "read", "--yes")

    sent = [line for line in at.sandbox.lines("auth0") if line.startswith("POST /api/v2/users")]
    assert (6, "needs_approval", "needs_approval") == asked.end
    assert 0 == given.code
    assert "has aegis:read.\n" in given.err
    assert ["POST /api/v2/users/github|583231/permissions"] == [*map(unquote, sent)]


@pytest.mark.parametrize(
    "words",
    [
        ("--may", "read"),
        ("--person", "two words"),
        ("--print", "--person", "mona"),
        ("--yes", "--person", "mona"),
    ],
    ids=" ".join,
)
def test_options_of_a_person_that_do_not_fit_are_refused(
    shared: Console, words: tuple[str, ...]
) -> None:
    assert (2, "usage", "bad_usage") == shared.run("setup", "auth0", *words, "-o", "json").end


def undo(at: Console, *words: str) -> Ended:
    return at.run("setup", "undo", "--token-stdin", *words, stdin=f"{TOKEN}\n".encode())


def test_what_setting_up_made_is_listed_and_taken_away_after_a_yes(at: Console) -> None:
    setup(at, "--yes")
    at.sandbox.reset()

    listed = undo(at, "--check")
    asked = undo(at)
    sent_before = writes(at)
    done = undo(at, "--yes")
    again = undo(at, "--yes")

    assert (0, 5, listed.out) == (listed.code, listed.out.count("\n"), asked.out)
    assert asked.code == 6
    assert [] == sent_before
    assert (0, listed.out) == (done.code, done.out)
    assert "What stays" in done.err
    assert (0, "") == (again.code, again.out)
    assert "Nothing that aegis made is in" in again.err
    assert {f"{at.sandbox.environment['AEGIS_ISSUER']}me/"} == {
        each["identifier"] for each in api(at, "GET", "/resource-servers")
    }


def test_a_no_takes_nothing_away(at: Console) -> None:
    setup(at, "--yes")
    at.sandbox.reset()
    with at.terminal("setup", "undo", size=(80, 200)) as person:
        person.expect("(it is not shown): ")
        person.type(f"{TOKEN}\r")
        person.expect("[y/n] ")
        person.answer("n")
        person.ended()

    assert "Nothing was changed" in person.seen
    assert [] == writes(at)
