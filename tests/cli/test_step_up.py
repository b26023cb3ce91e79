"""`--step-up browser`: where it is said, what it leads to, and that what it gives is dropped."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.adapters.auth0.callback import callback_ports
from tests.helpers.console import Console, Terminal, console
from tests.helpers.support import LOOPBACK

pytestmark = pytest.mark.enable_socket

KEPT = "mona/dotfiles"
DELETE = ("do", "repos.delete", "--repo", KEPT)
QUESTION = "paste that page's address here: "
WIDE = (50, 500)
_PAGE = re.compile(r"http://\S+/authorize\?\S+")


@pytest.fixture(scope="module")
def shared() -> Iterator[Console]:
    with console() as found:
        yield found


@pytest.fixture
def at(shared: Console) -> Iterator[Console]:
    shared.begin()
    shared.sandbox.set(auth_age=3600)
    with callback_ports():
        yield shared


def page_shown(terminal: Terminal) -> str:
    """Wait for the question, and return the address of the page to log in at."""
    page = _PAGE.search(terminal.expect(QUESTION))
    assert page is not None
    return page[0]


def redirect_from(page: str) -> str:
    """Return where a browser is sent that goes to the page; the sandbox confirms by itself."""
    location: str = httpx.get(page, **LOOPBACK).headers["location"]
    return location


def logins(at: Console) -> int:
    return at.sandbox.lines("auth0").count("GET /authorize")


@pytest.mark.parametrize(
    ("options", "more"),
    [
        (("--step-up", "browser"), {}),
        ((), {"AEGIS_STEP_UP": "browser"}),
    ],
    ids=["option", "environment"],
)
def test_without_a_browser_here_the_address_is_pasted_and_nobody_is_asked_again(
    at: Console, options: tuple[str, ...], more: dict[str, str]
) -> None:
    repo = "mona/scratch" if options else "mona/empty"
    words = ("do", "repos.delete", "--repo", repo, *options, "--no-browser")

    with at.terminal(*words, size=WIDE, more=more) as terminal:
        terminal.expect("to confirm: ")
        terminal.answer(repo)
        back = redirect_from(page_shown(terminal))
        terminal.type(f"{re.sub('state=[^&]+', 'state=forged', back)}\r")
        terminal.expect("does not belong to this request")
        terminal.expect(QUESTION)
        terminal.type(f"{back}\r")
        code = terminal.ended()

    assert 0 == code
    assert "cannot be undone" in terminal.seen
    assert 1 == terminal.seen.count("to confirm: ")
    assert (1, 1) == (at.sign_ins(), logins(at))
    assert [f"DELETE /repos/{repo}"] == at.writes()
    assert [] == list(at.folder.rglob("*"))


def test_in_the_prompt_each_request_proves_itself_and_the_reading_session_stays(
    at: Console,
) -> None:
    words = ("--step-up", "browser")
    with at.terminal(*words, size=WIDE, more={"TERM": "dumb"}) as terminal:
        terminal.prompt("aegis> ")
        for repo in ("acme/legacy", "acme/infra"):
            terminal.type(f"delete the repository {repo}\r")
            terminal.expect("to confirm: ")
            terminal.answer(repo)
            page = page_shown(terminal)
            httpx.get(redirect_from(page), **LOOPBACK)
            terminal.prompt("aegis> ")
        who = terminal.say("/whoami")
        terminal.type("\x04")

        assert 0 == terminal.ended()

    assert 2 == logins(at)
    assert 2 == len(at.writes())
    assert "aegis:admin" not in who


@pytest.mark.parametrize("told", [True, False])
def test_a_denial_in_the_browser_is_denied_and_nothing_is_written(
    at: Console, *, told: bool
) -> None:
    """Also where no token tells of the login: the code that was just confirmed is none."""
    at.sandbox.set(tells_auth_time=told)
    with at.terminal(*DELETE, "--step-up", "browser", "--no-browser", size=WIDE) as terminal:
        terminal.expect("to confirm: ")
        terminal.answer(KEPT)
        page = httpx.URL(page_shown(terminal))
        asked = page.params
        denied = {"error": "access_denied", "state": asked["state"]}
        httpx.get(asked["redirect_uri"], params=denied, **LOOPBACK)

        assert 5 == terminal.ended()

    assert "refused in the browser" in terminal.seen
    assert [] == at.writes()


def test_without_a_terminal_it_is_an_error_that_says_what_to_do(at: Console) -> None:
    words = (*DELETE, "--confirm", KEPT, "--step-up", "browser", "-o", "json")

    ended = at.run(*words)

    assert (2, "usage", "no_terminal") == ended.end
    assert "--step-up device" in ended.document["error"]["hint"]
    assert ([], 0) == (at.writes(), logins(at))


def test_another_word_is_refused_before_anything(at: Console) -> None:
    typed = at.run(*DELETE, "--step-up", "phone", "-o", "json")
    said = at.run(*DELETE, "-o", "json", more={"AEGIS_STEP_UP": "phone"})

    assert [(2, "usage"), (2, "usage")] == [typed.end[:2], said.end[:2]]
    assert "device or browser" in said.document["error"]["message"]
    assert 0 == at.sign_ins()
