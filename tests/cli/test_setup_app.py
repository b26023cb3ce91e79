"""`aegis setup github`: an App by GitHub's manifest, and the connection, each after a yes."""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from aegis_cli.doctor.residue.proc import scan
from aegis_cli.sandbox.auth0.management.service import token_with
from tests.helpers.app_pages import Browser, hidden
from tests.helpers.console import Console, Terminal, console
from tests.helpers.support import LOOPBACK, children, named

pytestmark = pytest.mark.enable_socket

TOKEN = "sandbox-management"
HIDDEN = "(it is not shown): "
OWNER = "or an organization: "
MAKE = "in your browser? [y/n] "
CONNECT = "with it? [y/n] "
AGAIN = "again? [y/n] "
PAGE = "paste that page's address here: "
_PAGE = re.compile(r"http://127\.0\.0\.1:\d+/(?=\s)")
HERE = {"AEGIS_ISSUER": ""}


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Console:
    """A tenant that was set up but for the connection, at a GitHub with one App."""
    shared.begin()
    for thing in api(shared, "GET", "/connections"):
        api(shared, "DELETE", f"/connections/{thing['id']}")
    shared.sandbox.reset()
    return shared


def api(at: Console, method: str, path: str, body: Any = None) -> Any:
    base = at.sandbox.environment["AEGIS_ISSUER"]
    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = httpx.request(method, f"{base}api/v2{path}", json=body, headers=headers, **LOOPBACK)
    return answer.raise_for_status().json() if answer.content else None


def connections(at: Console) -> list[Any]:
    found: list[Any] = api(at, "GET", "/connections")
    return found


def changes(at: Console) -> list[str]:
    return [line for line in at.sandbox.lines("auth0") if not line.startswith("GET ")]


class Person:
    """Somebody at the terminal, with a browser."""

    def __init__(self, at: Console, terminal: Terminal) -> None:
        self.terminal = terminal
        self.browser = Browser(at.sandbox.environment["AEGIS_GITHUB_API"])
        self.said = ""

    def answers(self, question: str, answer: str) -> None:
        self.said += self.terminal.expect(question)
        if question == HIDDEN:
            self.terminal.paste(answer)
        else:
            self.terminal.answer(answer)

    def page(self) -> str:
        """Wait for the page of ours, and open it."""
        self.said += self.terminal.expect(PAGE)
        (url,) = _PAGE.findall(self.said)
        return httpx.get(url, **LOOPBACK).text

    def creates(self, name: str) -> str:
        """Press what the pages have, up to *Create GitHub App*; return where that leads."""
        return self.browser.created(self.browser.submitted(self.page()).text, name)

    def follows(self, location: str) -> httpx.Response:
        return httpx.get(location, **LOOPBACK)

    def ended(self) -> tuple[int, str]:
        code = self.terminal.ended()
        return code, self.terminal.seen


@contextmanager
def person(at: Console, *words: str, more: Mapping[str, str] = HERE) -> Iterator[Person]:
    domain = at.sandbox.environment["AEGIS_ISSUER"].rstrip("/")
    typed = ("setup", "github", domain, *words)
    with at.terminal(*typed, size=(80, 200), more=more) as terminal:
        yield Person(at, terminal)


def begin(it: Person, *, owner: str = "mona", token: str = TOKEN) -> None:
    it.answers(HIDDEN, token)
    it.answers(OWNER, owner)
    it.answers(MAKE, "y")


def test_from_a_yes_to_a_connection_with_the_app_that_github_made(at: Console) -> None:
    with person(at, "--name", "Aegis one") as it:
        begin(it)
        back = it.follows(it.creates("Aegis one"))
        it.answers(CONNECT, "y")
        code, seen = it.ended()

    (connection,) = connections(at)
    issued = at.sandbox.issued()
    secret, keys = issued["app_secret"][-1], issued["app_key"][-2:]
    assert 0 == code  # though the rest of the tenant is not set up
    assert seen.rstrip().endswith(
        f"aegis setup auth0 {at.sandbox.environment['AEGIS_ISSUER'][:-1]}"
    )
    assert "go back to the terminal" in back.text
    assert ("github", {"active": True}) == (connection["name"], connection["connected_accounts"])
    assert secret == connection["options"]["client_secret"]
    assert connection["options"]["client_id"] in seen
    for part in ("owner        mona", "Contents (Read and write)", "/settings/apps/aegis-one"):
        assert part in seen
    assert "Generate a private key" in seen
    assert "/apps/aegis-one/installations/new" in seen
    assert not [each for each in (secret, *keys) if each in it.terminal.raw]


def test_each_step_waits_for_a_yes(at: Console) -> None:
    with person(at, "--owner", "mona") as it:
        it.answers(HIDDEN, TOKEN)
        it.answers(MAKE, "n")
        early = it.ended()
    with person(at, "--name", "Aegis two") as it:
        begin(it)
        it.follows(it.creates("Aegis two"))
        it.answers(CONNECT, "n")
        late = it.ended()

    assert (6, 6) == (early[0], late[0])
    assert "/settings/apps/aegis-two" in late[1].rpartition(CONNECT)[2]
    assert [] == connections(at)
    assert [] == changes(at)


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        ({}, "/organizations/acme/settings/apps/new", "its owner is acme, not mona"),
        ({"default_permissions": {"issues": "write"}}, "/settings/apps/new", "it lacks"),
        (
            {"default_permissions": {"administration": "write"}},
            "/settings/apps/new",
            "it has more: Administration (Read and write)",
        ),
    ],
    ids=["owner", "less", "more"],
)
def test_the_app_of_another_program_of_this_machine_is_refused(
    change: dict[str, Any], path: str, said: str, at: Console
) -> None:
    """Any program can fetch the page with its state, and send the code of an App of its own."""
    with person(at) as it:
        begin(it)
        manifest, state = stolen(it.page())
        name = f"Evil {len(str(change))} {len(path)}"
        code = it.browser.app_made({**manifest, **change, "name": name}, path)
        it.follows(f"{manifest['redirect_url']}?code={code}&state={state}")
        ended, seen = it.ended()

    told = words(seen)
    assert 7 == ended
    assert "is not the one that was asked for" in told
    assert said in told
    its_page = (
        f"{path.removesuffix('new')}{name.lower().replace(' ', '-')}, and run the command again"
    )
    assert f"delete it at {at.sandbox.environment['AEGIS_GITHUB_API']}{its_page}" in told
    assert left_open(at) in told
    assert [] == connections(at)


def words(seen: str) -> str:
    """Return what was written, without the breaks of the terminal."""
    return " ".join(seen.replace("\n| ", "\n").split())


def left_open(at: Console, of: str = "") -> str:
    return (
        "Do not press Create on a page of GitHub that is still open; an App that was made just now "
        f"can be deleted at {at.sandbox.environment['AEGIS_GITHUB_API']}{of}/settings/apps"
    )


def stolen(page: str) -> tuple[dict[str, Any], str]:
    """Return what any program can read on the page: the manifest, and the state of its form."""
    (state,) = re.findall(r"state=(\w+)", page)
    return json.loads(hidden(page)["manifest"]), state


def test_an_answer_without_the_state_is_not_taken(at: Console) -> None:
    with person(at, "--name", "Aegis three") as it:
        begin(it)
        location = it.creates("Aegis three")
        wrong = it.follows(re.sub("state=.*", "state=other", location))
        it.follows(location)
        it.answers(CONNECT, "n")
        it.ended()

    assert 400 == wrong.status_code


def test_a_code_that_somebody_converted_before_makes_nothing(at: Console) -> None:
    with person(at, "--name", "Aegis four") as it:
        begin(it)
        location = it.creates("Aegis four")
        it.browser.converted(re.findall("code=([0-9a-f]+)", location)[0])
        it.follows(location)
        ended, seen = it.ended()

    assert 7 == ended
    assert "a code holds once, and for an hour" in words(seen)
    assert words(seen).endswith(f"hint: Run the command again. {left_open(at)}")
    assert [] == connections(at)


def test_where_the_secret_never_came_it_names_the_apps_of_the_owner(at: Console) -> None:
    at.sandbox.fault("github", "POST", "/app-manifests/.*", status=500)
    with person(at, "--name", "Aegis eleven") as it:
        begin(it, owner="acme")
        it.follows(it.creates("Aegis eleven"))
        ended, seen = it.ended()

    assert 8 == ended
    assert words(seen).endswith(left_open(at, "/organizations/acme"))
    assert [] == connections(at)


def test_where_there_is_a_connection_no_app_is_made(at: Console) -> None:
    api(at, "POST", "/connections", {"name": "github", "strategy": "github"})
    before = at.sandbox.lines("github")

    with person(at) as it:
        it.answers(HIDDEN, TOKEN)
        code, seen = it.ended()

    assert 7 == code
    assert "a connection 'github' already" in " ".join(seen.split())
    assert before == at.sandbox.lines("github")


@pytest.mark.parametrize(
    ("token", "code", "said"),
    [
        (token_with("read:connections", "update:connections"), 5, "lacks create:connections"),
        (f"{TOKEN}-expired", 5, "Expired token"),
    ],
    ids=["scope", "expired"],
)
def test_a_tenant_in_which_nothing_could_be_made_ends_it_before_there_is_an_app(
    token: str, code: int, said: str, at: Console
) -> None:
    with person(at) as it:
        it.answers(HIDDEN, token)
        ended, seen = it.ended()

    assert code == ended
    assert said in " ".join(seen.split())
    assert [] == at.sandbox.lines("github")


def test_if_auth0_refuses_the_secret_is_kept_for_another_try_with_another_token(
    at: Console,
) -> None:
    with person(at, "--name", "Aegis five") as it:
        begin(it, token=f"{TOKEN}-reader")
        it.follows(it.creates("Aegis five"))
        it.answers(CONNECT, "y")
        it.answers(AGAIN, "y")
        it.answers(HIDDEN, TOKEN)
        it.ended()

    (connection,) = connections(at)
    assert at.sandbox.issued()["app_secret"][-1] == connection["options"]["client_secret"]
    assert 1 == len([line for line in at.sandbox.lines() if "conversions" in line])


def test_after_the_last_try_it_names_the_page_where_a_new_secret_is_made(at: Console) -> None:
    with person(at, "--name", "Aegis six") as it:
        begin(it, token=f"{TOKEN}-reader")
        it.follows(it.creates("Aegis six"))
        it.answers(CONNECT, "y")
        it.answers(AGAIN, "n")
        code, seen = it.ended()

    end = " ".join(seen.rpartition(AGAIN)[2].split())
    assert 7 == code
    assert "Make a new client secret at" in end
    assert "/settings/apps/aegis-six" in end
    assert end.endswith(f"aegis setup auth0 {at.sandbox.environment['AEGIS_ISSUER'][:-1]}")
    assert [] == connections(at)


@pytest.mark.parametrize("question", [HIDDEN, OWNER, MAKE, PAGE])
def test_ctrl_c_before_there_is_an_app_leaves_everything_as_it_was(
    question: str, at: Console
) -> None:
    answers = {HIDDEN: TOKEN, OWNER: "mona", MAKE: "y"}
    with person(at) as it:
        for asked, answer in answers.items():
            if asked == question:
                break
            it.answers(asked, answer)
        it.terminal.expect(question)
        it.terminal.type("\x03")
        code, seen = it.ended()

    assert 130 == code
    assert "Interrupted" in seen
    assert (left_open(at) in words(seen)) is (question == PAGE)
    assert [] == changes(at)
    assert not [line for line in at.sandbox.lines("github") if "conversions" in line]


def test_nobody_owns_it_who_was_not_named(at: Console) -> None:
    with person(at) as it:
        it.answers(HIDDEN, TOKEN)
        it.answers(OWNER, "")
        code, seen = it.ended()

    assert 2 == code
    assert "Nobody was named who shall own the App." in seen
    assert [] == at.sandbox.lines("github")


def test_ctrl_c_after_a_refusal_of_auth0_names_the_way_on(at: Console) -> None:
    with person(at, "--name", "Aegis ten") as it:
        begin(it, token=f"{TOKEN}-reader")
        it.follows(it.creates("Aegis ten"))
        it.answers(CONNECT, "y")
        it.terminal.expect(AGAIN)
        it.terminal.type("\x03")
        code, seen = it.ended()

    assert 130 == code
    assert "Make a new client secret at" in seen.rpartition(AGAIN)[2]
    assert [] == connections(at)


def test_ctrl_c_behind_the_app_names_its_page(at: Console) -> None:
    with person(at, "--name", "Aegis nine") as it:
        begin(it)
        it.follows(it.creates("Aegis nine"))
        it.said += it.terminal.expect(CONNECT)
        it.terminal.type("\x03")
        code, seen = it.ended()

    assert 130 == code
    assert "/settings/apps/aegis-nine" in seen.rpartition(CONNECT)[2]
    assert [] == connections(at)


def test_an_organization_owns_it_if_it_is_named(at: Console) -> None:
    with person(at, "--name", "Aegis seven", "--profile", "everything") as it:
        begin(it, owner="ACME")
        it.follows(it.creates("Aegis seven"))
        it.answers(CONNECT, "y")
        _, seen = it.ended()

    assert "Make this App for the organization acme" in seen
    assert "/organizations/acme/settings/apps/aegis-seven" in seen
    _, _, by_hand = " ".join(seen.split()).partition("no manifest can name them: ")
    assert "Gists (" in by_hand[:80]
    assert "Issue fields (" in by_hand[:200]


def test_without_a_terminal_nothing_is_begun(at: Console) -> None:
    ended = at.run("setup", "github", "--token-stdin", "-o", "json", stdin=f"{TOKEN}\n".encode())
    whole = at.run("setup", "--token-stdin", stdin=f"{TOKEN}\n".encode())

    assert (2, "usage", "no_terminal") == ended.end
    assert 2 == whole.code
    hint = ended.document["error"]["hint"]
    assert hint in " ".join(whole.err.split())
    for line in re.findall("`aegis ([^`]+)`", hint):
        assert 0 == at.run(*line.split(), more=HERE | {"AEGIS_ISSUER": "https://a.example/"}).code
    assert [] == at.sandbox.lines("auth0") + at.sandbox.lines("github")


def test_print_needs_nothing_and_is_the_same_as_json(at: Console) -> None:
    domain = "acme.eu.auth0.com"
    text = at.run("setup", "github", domain, "--print", "--profile", "issues")
    json_ = at.run("setup", "github", domain, "--print", "--profile", "issues", "-o", "json")
    wrong = at.run("setup", "github", domain, "--print", "--profile", "all", "-o", "json")

    data = json_.document["results"][0]["data"]
    assert (0, 0, 2) == (text.code, json_.code, wrong.code)
    assert "  Pull requests    Read-only\n" in text.out
    assert data["manifest"]["default_permissions"] == {
        each["key"]: each["level"] for each in data["permissions"]
    }
    bare = at.run("setup", "github", "--print", more=HERE)
    assert 0 == bare.code
    assert "https://YOUR-TENANT.eu.auth0.com/login/callback" in bare.out
    assert "read-only, issues, maintainer, everything" in wrong.document["error"]["hint"]
    assert [] == at.sandbox.lines("auth0") + at.sandbox.lines("github")


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root can read another process's memory, on Linux",
)
def test_while_it_asks_it_holds_the_client_secret_and_none_of_the_keys(at: Console) -> None:
    with person(at, "--name", "Aegis eight") as it:
        begin(it)
        it.follows(it.creates("Aegis eight"))
        it.said += it.terminal.expect(CONNECT)
        issued = at.sandbox.issued()
        pid = it.terminal.process.pid
        # A PEM begins as every other one does; a line of its own tells it from them.
        of_its_own = [each.splitlines()[:3][-1] for each in issued["app_key"]]
        keys = scan(pid, named(*of_its_own)).found
        secret = scan(pid, named(issued["app_secret"][-1])).found
        left = children(pid)
        it.terminal.answer("n")
        it.ended()

    assert {} == keys
    assert secret["0"]["utf-8"] >= 1  # so a key would have been found
    assert [] == left
