"""A second provider by the command line: its settings, its connection, one plan with GitHub."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.broker.running import broker
from tests.helpers.console import GEMINI, Console, LinkOf, plan
from tests.helpers.on_one_sandbox import at, served
from tests.helpers.support import Heard, server
from tests.other_providers.board.service import Board
from tests.session.held import held

__all__ = ["at", "served"]

pytestmark = pytest.mark.enable_socket

JSON = ("--output", "json")
POST = ("do", "board.notes.post", "--room", "#lobby", "--text", "Hello")
BOTH = plan(
    ("issues.create", {"repo": "acme/web", "title": "Crash"}),
    ("board.notes.post", {"room": "#lobby", "text": "Crash"}),
)
LINKED = plan(
    ("issues.create", {"repo": "acme/web", "title": "Crash"}),
    ("board.notes.post", {"room": "#lobby", "text": LinkOf("s1", "Opened:")}),
)
LINK = "open an issue in acme/web titled 'Crash' and post 'Opened:' and its link in #lobby"
SENTENCE = "open an issue in acme/web titled 'Crash', and post 'Crash' in #lobby"


@dataclass
class Notices:
    """A board that is served, the variables that lead to it, and the tokens that it was shown."""

    board: Board = field(default_factory=lambda: Board({"r1": "#lobby", "r2": "#eng"}))
    tokens: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)

    def talk(self, heard: Heard, connection: socket.socket) -> None:
        """Answer one request."""
        self.tokens.add(heard.headers["authorization"].removeprefix("Bearer "))
        body = self.board.answer(heard.method, heard.target, heard.body)
        head = f"HTTP/1.1 200 Said\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        connection.sendall(head.encode() + body)


@contextmanager
def noticed(at: Console) -> Iterator[Notices]:
    """Serve a board to which the sandbox's vault has a connection."""
    notices = Notices()
    with server(notices.talk) as running:
        notices.variables = {"AEGIS_BOARD_API": running.url}
        at.sandbox.set(others={"notice-board": "board"})
        yield notices


@pytest.fixture
def notices(at: Console) -> Iterator[Notices]:
    with noticed(at) as found:
        yield found


def test_a_provider_that_is_not_configured_is_said_to_be_so(at: Console) -> None:
    done, listed = at.run(*POST, *JSON), at.run("actions", "board.notes.post", *JSON)

    for ended in (done, listed):
        assert (2, "usage", "bad_usage") == ended.end
        assert "board is not configured: there is no action" in ended.document["error"]["message"]
        assert "[providers.board]" in ended.document["error"]["hint"]
    assert "board" not in at.run("actions").out


def test_where_it_is_configured_its_actions_are_there_and_do_what_they_say(
    at: Console, notices: Notices
) -> None:
    listed = at.run("actions", more=notices.variables)
    ended = at.run(*POST, "--yes", *JSON, more=notices.variables)

    assert "board.notes.post" in listed.out
    assert (0, "done", None) == ended.end
    assert [("r1", "Hello")] == notices.board.notes
    assert {"board": "board"} == {
        name: token["kind"] for name, token in ended.document["tokens"].items()
    }
    assert [] == at.sandbox.lines()


def test_a_file_configures_it_as_well(at: Console, notices: Notices) -> None:
    file = at.folder / "aegis.toml"
    file.write_text(f'[providers.board]\napi = "{notices.variables["AEGIS_BOARD_API"]}"\n')

    ended = at.run("--config", str(file), *POST, "--yes", *JSON)
    denied = at.run("--config", str(file), *POST, "--yes", "--repos", "acme/*", *JSON)

    assert (0, "done", None) == ended.end
    assert (5, "denied", "policy") == denied.end
    assert [("r1", "Hello")] == notices.board.notes


def test_one_plan_at_both_is_asked_about_once_and_each_gets_its_own_token(
    at: Console, notices: Notices
) -> None:
    at.sandbox.script(BOTH)
    with at.terminal("ask", SENTENCE, more={**GEMINI, **notices.variables}) as terminal:
        asked = terminal.expect("[y/")
        terminal.answer("y")
        code, shown = terminal.ended(), terminal.seen

    assert 0 == code, shown
    assert "#lobby" in asked
    assert "acme/web" in asked
    assert ["POST /repos/acme/web/issues"] == at.writes()
    assert [("r1", "Crash")] == notices.board.notes
    assert all(token.startswith("board-") for token in notices.tokens)
    assert not notices.tokens & {*at.sandbox.issued()["github"]}


def test_where_one_gives_no_token_nothing_is_done_at_the_other(
    at: Console, notices: Notices
) -> None:
    at.sandbox.script(BOTH)
    at.sandbox.set(others={})
    with at.terminal("ask", SENTENCE, more={**GEMINI, **notices.variables}) as terminal:
        code, shown = terminal.ended(), terminal.seen

    assert 7 == code
    assert "Board tokens, is not enabled" in shown
    assert "[y/" not in shown
    assert ([], []) == (at.writes(), notices.board.notes)


def test_whoami_and_the_doctor_know_its_account(at: Console, notices: Notices) -> None:
    who = at.run("whoami", "--provider", "board", *JSON, more=notices.variables)
    told = at.run("whoami", "--provider", "board", more=notices.variables)
    looked = at.run("doctor", *JSON, more=notices.variables)

    assert 0 == who.code, who
    (account,) = [result["data"]["board"] for result in who.document["results"]]
    assert ("ada", "board") == (account["login"], account["token"])
    assert "at Board: ada" in told.out
    assert "App" not in told.out
    (result,) = looked.document["results"]
    found = {finding["check"]: finding for finding in result["data"]}
    assert "Board knows it as ada" in json.dumps(found["board token"])


def test_what_there_is_for_github_alone_says_so_of_another_provider(
    at: Console, notices: Notices
) -> None:
    ended = at.run("setup", "board", more=notices.variables)
    unknown = at.run("setup", "board")
    connected = at.run("connect", "board", *JSON)

    assert (2, "aegis: aegis makes no App at Board.") == (ended.code, ended.err.splitlines()[0])
    assert "aegis connect board" in ended.err
    assert (2, False) == (unknown.code, "App at Board" in unknown.err)
    assert "board is not configured." == connected.document["error"]["message"]


def test_in_a_session_the_settings_of_its_agent_say_which_providers_exist(
    at: Console, notices: Notices
) -> None:
    with held(at, more=notices.variables) as session:
        ended = session.answered(*POST, *JSON)
    with held(at) as session:
        unknown = session.run(*POST, *JSON, more=notices.variables)

    assert (0, "done", None) == ended.end
    assert [("r1", "Hello")] == notices.board.notes
    assert (2, "usage", "bad_usage") == unknown.end
    assert "board is not configured" in unknown.document["error"]["message"]


HERE = ("ISSUER", "CLIENT_ID", "AUDIENCE", "VAULT_CLIENT_ID", "VAULT_CLIENT_SECRET", "GITHUB_API")


@pytest.mark.parametrize("is_at_broker", [True, False])
def test_a_broker_says_at_which_providers_it_acts(
    at: Console, notices: Notices, tmp_path: Path, *, is_at_broker: bool
) -> None:
    known = {f"AEGIS_{name}": "" for name in HERE}
    there = notices.variables if is_at_broker else {}
    with broker(at.sandbox.environment, tmp_path, **there) as running:
        ended = at.run(*POST, "--yes", *JSON, more={**known, "AEGIS_BROKER": running.url})
        audit = running.audit()

    if is_at_broker:
        assert (0, "done", None) == ended.end
        assert [("r1", "Hello")] == notices.board.notes
        assert ["board"] == audit[-1]["providers"]
    else:
        assert (2, "usage", "bad_settings") == ended.end
        assert "The broker does not act at Board." == ended.document["error"]["message"]
        assert [] == notices.board.lines


def test_the_link_of_an_issue_is_shown_in_words_and_posted_once_the_issue_is_there(
    at: Console, notices: Notices
) -> None:
    at.sandbox.script(LINKED)
    with at.terminal("ask", LINK, more={**GEMINI, **notices.variables}) as terminal:
        asked = terminal.expect("[y/")
        assert [] == notices.board.notes
        terminal.answer("y")
        code, shown = terminal.ended(), terminal.seen

    assert 0 == code, shown
    assert "text (your words): Opened: <link of the issue that step 1 makes in acme/web>" in asked
    (link,) = re.findall(r"https://github.com/acme/web/issues/[0-9]+", shown.rpartition("[y/")[2])
    assert [("r1", f"Opened: {link}")] == notices.board.notes


def test_at_a_broker_the_link_is_made_there(at: Console, notices: Notices, tmp_path: Path) -> None:
    known = {f"AEGIS_{name}": "" for name in HERE}
    at.sandbox.script(LINKED)
    with broker(at.sandbox.environment, tmp_path, **notices.variables) as running:
        here = {**GEMINI, **known, "AEGIS_BROKER": running.url}
        with at.terminal("ask", LINK, *JSON, more=here) as terminal:
            terminal.expect("[y/")
            terminal.answer("y")
            code, shown = terminal.ended(), terminal.seen

    assert 0 == code, shown
    ((room, text),) = notices.board.notes
    assert "r1" == room
    assert re.fullmatch(r"Opened: https://github.com/acme/web/issues/[0-9]+", text)
    told = json.loads(shown[shown.rindex('{\n  "schema"') :])
    assert {"text": "Opened:", "link_of": "s1"} == told["plan"]["steps"][1]["arguments"]["text"]
