"""A parent that lies to the child over their real channel gets no token out, and no write of its own.

Each attack is tried on a child with a hole first, where it must work, or what it shows is nothing.
"""

import base64
import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from http.cookiejar import DefaultCookiePolicy
from tempfile import TemporaryFile
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.links import LINK_IN_PLACE, LinkAt
from aegis_cli.actions.provider.derived_token import TokenSide
from aegis_cli.adapters import sender
from aegis_cli.adapters.process.channel import Channel
from aegis_cli.adapters.process.descriptors import send_with
from aegis_cli.adapters.process.json_lines import read_line
from aegis_cli.core import echoes
from aegis_cli.core.given_address import storage_read
from aegis_cli.core.http import Linking, Request
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.executor import seals, token_holder
from aegis_cli.executor.protocol import opening
from aegis_cli.executor.request_messages import request_as_json, request_from
from aegis_cli.executor.seals import UnspentSeals, WriteSeal
from aegis_cli.executor.token_holder import TokenHolder
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers.github import token_side as github_side
from aegis_cli.providers.github.graphql_documents import documents
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.slack import token_side as slack_side
from tests.helpers.forked import start_here
from tests.helpers.support import Heard, server

pytestmark = pytest.mark.enable_socket

TOKENS = {"github": "ghu_0123456789abcdefGHIJ", "slack": "xoxp-9876543210-zyxwvutsrqpo"}
CREATE = CreateIssue(repo="acme/web", title="Crash")
OTHER = CreateIssue(repo="acme/web", title="Another")
PAGE = "https://github.com/acme/web/issues/"
LINKED = Call(
    "s1",
    CreateIssue(repo="acme/web", title=f"See {LINK_IN_PLACE}"),
    links=(LinkAt("title", "s0", PAGE),),
)
OTHER_PAGE = "https://github.com/acme/api/issues/"
TWICE_LINKED = Call(
    "s1",
    CreateIssue(repo="acme/web", title=f"See {LINK_IN_PLACE}", body=f"So {LINK_IN_PLACE}"),
    links=(LinkAt("title", "s0", PAGE), LinkAt("body", "s0", OTHER_PAGE)),
)
FORM = "application/x-www-form-urlencoded"
WORDS = {"title": "It", "argument": "", "renewal": "x"}
BODY = b'{"id": 7}'


@dataclass
class Origin:
    """A server, what it heard, and what it answers."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    body: bytes = BODY
    status: str = "200 OK"
    location: str = ""
    said: str = ""
    """A header that it answers with."""

    def talk(self, heard: Heard, connection: socket.socket) -> None:
        """Take note of a request, and answer it."""
        self.heard.append(heard)
        body = self.body
        if heard.target == "/oauth/token":
            name = "slack" if b"sign-in-with-slack" in heard.body else "github"
            body = json.dumps({"access_token": TOKENS[name]}).encode()
        elsewhere = f"location: {self.location}\r\n" if self.location else ""
        said = f"{self.said}\r\n" if self.said else ""
        head = f"HTTP/1.1 {self.status}\r\ncontent-length: {len(body)}\r\n{elsewhere}{said}"
        connection.sendall(f"{head}connection: close\r\n\r\n".encode() + body)

    @property
    def writes(self) -> list[bytes]:
        """The bodies of what was not read."""
        return [each.body for each in self.heard if each.method != "GET"]


class Parent:
    """A parent that says what it likes to a real child, and the servers around both."""

    def __init__(self, servers: ExitStack) -> None:
        self.channel: Channel = start_here(
            "aegis_cli.executor.child", environment=os.environ, stderr="drop"
        )
        self.vault, self.github, self.slack, self.evil = (Origin() for _ in range(4))
        for each in (self.vault, self.github, self.slack, self.evil):
            each.url = servers.enter_context(server(each.talk)).url
        servers.callback(self._end)
        self.channel.open()
        self._to, self._from = self.channel.file("wb"), self.channel.file("rb")
        connections = {
            "github": VaultConnection("github", self.github.url),
            "slack": VaultConnection("sign-in-with-slack", self.slack.url),
        }
        vault = Vault(f"{self.vault.url}/oauth/token", "v", Secret("vault-secret"), connections)
        self.say(json.dumps({"open": opening(vault, Secret("session-token"))}))
        self.heard: list[dict[str, Any]] = []

    def _end(self) -> None:
        self.channel.end()
        self.channel.close()

    def say(self, line: str) -> None:
        """Send a line as it is."""
        self._to.write(line.encode() + b"\n")
        self._to.flush()

    def asks(self, do: str, **message: Any) -> Any:
        """Have the child do something; return its answer, `None` if it refuses or has ended."""
        return self.asks_in(json.dumps({"do": do, **message}))

    def asks_in(self, line: str) -> Any:
        """Do so in a line of one's own making."""
        with suppress(OSError):  # it has ended
            self.say(line)
            return self._answer()
        return None

    def _answer(self) -> Any:
        with suppress(OSError, ValueError):
            while said := read_line(self._from):
                self.heard.append(said)
                if "reply" in said or "refused" in said:
                    return said.get("reply")
        return None

    def begins(self, *calls: Call, file: int | None = None) -> None:
        """Tell it what a person approved, and where a download goes."""
        approvals = {}
        for call in calls:
            request = call.request(self.github.url)
            seal = WriteSeal(call.fingerprint(request), request if call.links else None)
            approvals[call.id] = seal.as_json()
        if file is None:
            self.asks("begin", approvals=approvals, beside=[])
            return
        beside = [{"step": "s1", "kind": "download", "sealing": None, "said": ""}]
        message = {"do": "begin", "approvals": approvals, "beside": beside}
        send_with(self.channel.line, message, [file])
        self._answer()

    def token(self, provider: str = "github") -> int:
        """Return the number of a token."""
        number = self.asks("token", provider=provider, words=WORDS, reach=None)
        assert isinstance(number, int)
        return number

    def sends(self, request: Request | None = None, **more: Any) -> Any:
        """Have a request sent, whatever is said of it."""
        at = {"provider": "github", "step": "s1", "address": None}
        given = {key: more.pop(key) for key in ("provider", "token", "address") if key in more}
        told = request_as_json(request or self.reading("/user")) | more
        number = given["token"] if "token" in given else self.token()
        return self.asks("send", **(at | given | {"request": told, "token": number}))

    def reading(self, path: str) -> Request:
        """Return a read of GitHub's."""
        return Request("GET", self.github.url, path)

    def create(self, call: Call) -> Request:
        """Return the request of a write."""
        return call.request(self.github.url)


@pytest.fixture
def make_parent() -> Iterator[Callable[[], Parent]]:
    """Return what makes a parent whose child has the holes of this process."""
    with ExitStack() as servers:
        yield lambda: Parent(servers)


Hole = Callable[[pytest.MonkeyPatch], None]
Attack = Callable[[Parent], bool]

APPROVED = Call("s1", CREATE)


# What any request may be


def any_request(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Request, "__post_init__", lambda _self: None)


def goes_to_another_host(parent: Parent) -> bool:
    parent.sends(path=f"@{parent.evil.url.removeprefix('http://')}/x")
    return any("authorization" in each.headers for each in parent.evil.heard)


def posts_behind_a_question_mark(parent: Parent) -> bool:
    parent.sends(method="POST", path="/repos/acme/web?/releases/generate-notes", body={})
    return bool(parent.github.writes)


def posts_before_a_fragment(parent: Parent) -> bool:
    parent.sends(method="POST", path="/repos/acme/web#/releases/generate-notes", body={})
    return bool(parent.github.writes)


def posts_with_two_dots(parent: Parent) -> bool:
    parent.sends(method="POST", path="/repos/acme/%2E%2e/releases/generate-notes", body={})
    return bool(parent.github.writes)


def reads_with_a_body(parent: Parent) -> bool:
    parent.sends(body={"delete": True})
    return any(each.body for each in parent.github.heard)


def any_header(patch: pytest.MonkeyPatch) -> None:
    usual = github_side.token_side()
    more = usual.headers | {("x-http-method-override", "DELETE")}
    patch.setattr(github_side, "token_side", lambda: replace(usual, headers=more))


def overrides_the_method(parent: Parent) -> bool:
    parent.sends(headers=[["x-http-method-override", "DELETE"]])
    return any("x-http-method-override" in each.headers for each in parent.github.heard)


def any_base(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TokenHolder, "_request_at", lambda _self, _provider, _step, request: request)


def sends_a_body_as_a_form(parent: Parent) -> bool:
    parent.begins(APPROVED)
    parent.sends(parent.create(APPROVED), headers=[["content-type", FORM]])
    return any(each.headers.get("content-type") == FORM for each in parent.github.heard)


def reads_at_another_host(parent: Parent) -> bool:
    parent.sends(base=parent.evil.url)
    return any("authorization" in each.headers for each in parent.evil.heard)


def reads_beside_the_root(parent: Parent) -> bool:
    parent.sends(base=f"{parent.github.url}/of/somebody/else")
    return bool(parent.github.heard)


# Whose token


def any_token(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TokenHolder, "_token_of", lambda self, _provider, at: self._tokens[at][1])


def gives_one_provider_the_token_of_another(parent: Parent) -> bool:
    number = parent.token("github")
    parent.token("slack")
    read = Request("GET", parent.slack.url, "/users.list")
    parent.sends(read, provider="slack", token=number)
    sent = [each.headers.get("authorization", "") for each in parent.slack.heard]
    return any(TOKENS["github"] in each for each in sent)


def addresses_for_ever(patch: pytest.MonkeyPatch) -> None:
    def read(self: TokenHolder, _provider: str, number: int) -> Request | None:
        address = self._addresses[number][1]
        return storage_read(address, "http://127.0.0.1") if address else None

    patch.setattr(TokenHolder, "_storage_read", read)


def uses_an_address_twice(parent: Parent) -> bool:
    parent.github.status, parent.github.location = "302 Found", f"{parent.evil.url}/file"
    with TemporaryFile() as file:
        parent.begins(file=file.fileno())
        found = parent.sends(replace(parent.reading("/file"), streamed=True))
        for _ in range(2):
            parent.sends(token=None, address=found["elsewhere"]["number"])
    return len(parent.evil.heard) > 1


def addresses_are_answered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sender, "_take_elsewhere", lambda _headers, _request: None)


def is_told_an_address(parent: Parent) -> bool:
    parent.github.status, parent.github.location = "302 Found", f"{parent.evil.url}/file?sig=abc"
    parent.sends(parent.reading("/file"))
    return "sig=abc" in json.dumps(parent.heard)


def storage_repeats_it(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(token_holder, "_of_storage", lambda answer: answer)


def is_told_it_by_the_storage_host(parent: Parent) -> bool:
    parent.github.status, parent.github.location = "302 Found", f"{parent.evil.url}/file"
    parent.evil.status, parent.evil.body = "403 No", b"sig=abc"
    with TemporaryFile() as file:
        parent.begins(file=file.fileno())
        found = parent.sends(replace(parent.reading("/file"), streamed=True))
        parent.sends(token=None, address=found["elsewhere"]["number"])
    return bool(parent.evil.heard) and "sig=abc" in json.dumps(parent.heard)


def cookies_are_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sender, "DefaultCookiePolicy", lambda **_: DefaultCookiePolicy())


def carries_a_cookie(parent: Parent) -> bool:
    parent.github.said = "set-cookie: who=mallory; Path=/"
    for _ in range(2):
        parent.sends()
    return any("cookie" in each.headers for each in parent.github.heard)


# What an answer brings out


def no_line_breaks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(echoes, "_BREAK", re.compile("(?!)"))


def body_is_not_searched(patch: pytest.MonkeyPatch) -> None:
    no_line_breaks(patch)
    patch.setattr(TokenHolder, "_end_on_echo", lambda _self, _text: None)


def is_told_it(parent: Parent) -> bool:
    """Tell whether the token came to the parent, but for what is between its letters."""
    told = "".join(json.dumps(parent.heard, ensure_ascii=False).split())
    for each in re.findall('"base64":"([^"]+)"', told):
        told += base64.b64decode(each).replace(b"\0", b"").replace(b"\xff", b"").decode()
    for escape in (r"\\\\n", r"\\\\t", r"\\n", r"\n", r"\t", "\\"):
        told = told.replace(escape, "")
    return TOKENS["github"] in told


def breaks_it(between: str) -> Attack:
    def attack(parent: Parent) -> bool:
        pieces = (TOKENS["github"][at : at + 6] for at in range(0, 30, 6))
        parent.github.body = between.join(pieces).encode("utf-8", "surrogateescape")
        parent.sends()
        return is_told_it(parent)

    return attack


def is_in_a_header(parent: Parent) -> bool:
    parent.github.said = f"x-github-request-id: {TOKENS['github']}"
    parent.sends()
    return is_told_it(parent)


# Which writes


def nothing_is_spent(patch: pytest.MonkeyPatch) -> None:
    def spend(self: UnspentSeals, step: str, _request: Request) -> WriteSeal:
        assert self._left is not None
        return self._left[step]

    patch.setattr(UnspentSeals, "spend", spend)


def sends_it_twice(parent: Parent) -> bool:
    parent.begins(APPROVED)
    for _ in range(3):
        parent.sends(parent.create(APPROVED))
    return len(parent.github.writes) > 1


def every_write_may_go_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(token_holder, "_is_undone", lambda _answer, _narrowing: True)


def sends_it_again_after_a_fault(parent: Parent) -> bool:
    parent.github.status = "502 Bad Gateway"
    return sends_it_twice(parent)


def learns_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(UnspentSeals, "learn", lambda self, seals: setattr(self, "_left", dict(seals)))


def makes_up_a_seal_later(parent: Parent) -> bool:
    parent.begins(APPROVED)
    parent.sends(parent.create(APPROVED))
    made_up = Call("s1", OTHER)
    parent.begins(made_up)
    parent.sends(parent.create(made_up))
    return any(b"Another" in each for each in parent.github.writes)


def asks_for_the_same_again(parent: Parent) -> bool:
    for _ in range(2):
        parent.begins(APPROVED)
        parent.sends(parent.create(APPROVED))
    return len(parent.github.writes) > 1


def whatever_is_filled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seals, "_is_filled", lambda _template, _request: True)


def sends_it_unfilled(parent: Parent) -> bool:
    parent.begins(LINKED)
    template = LINKED.request(parent.github.url)
    parent.sends(replace(template, linking=()))
    return bool(parent.github.writes)


def any_page_anywhere(patch: pytest.MonkeyPatch) -> None:
    def has(before: str, after: str, _at: str, left: list[Linking]) -> bool:
        return any(seals._has_link(before, after, each.page) for each in left) and bool(left.pop())

    patch.setattr(seals, "_has_link_of", has)


def swaps_the_links(parent: Parent) -> bool:
    parent.begins(TWICE_LINKED)
    template = TWICE_LINKED.request(parent.github.url)
    body = {"title": f"See {OTHER_PAGE}7", "body": f"So {PAGE}9"}
    parent.sends(replace(template, linking=(), body=json.dumps(body).encode()))
    return bool(parent.github.writes)


def every_get_reads(patch: pytest.MonkeyPatch) -> None:
    usual = slack_side.token_side()
    made: TokenSide = replace(usual, is_read=lambda request: request.is_read)
    patch.setattr(slack_side, "token_side", lambda: made)


def writes_by_a_get(parent: Parent) -> bool:
    said = (("channel", "C0GENERAL1"), ("text", "hello"))
    write = Request("GET", parent.slack.url, "/chat.postMessage", query=said)
    parent.sends(write, provider="slack", token=parent.token("slack"))
    return bool(parent.slack.heard)


def bodies_are_texts(patch: pytest.MonkeyPatch) -> None:
    def read(data: dict[str, Any]) -> Request:
        raw = data.pop("raw", None)
        made = request_from(data)
        return made if raw is None else replace(made, body=raw.encode())

    patch.setattr(token_holder, "request_from", read)


def twice(first: str, last: str, *, of: str) -> Attack:
    """Return an attack whose body has a member twice."""

    def attack(parent: Parent) -> bool:
        parent.begins(LINKED)
        path = "/graphql" if of == "query" else "/repos/acme/web/issues"
        body = f'{{"{of}": {json.dumps(first)}, "{of}": {json.dumps(last)}}}'
        told = request_as_json(Request("POST", parent.github.url, path)) | {"raw": body}
        at = {"provider": "github", "step": "s1", "address": None, "token": parent.token()}
        line = json.dumps({"do": "send", "request": told, **at})
        parent.asks_in(line.replace('"body": null', f'"body": {body}'))
        return any(first.encode() in each for each in parent.github.writes)

    return attack


ATTACKS: dict[str, tuple[Attack, Hole]] = {
    "a path that goes to another host": (goes_to_another_host, any_request),
    "a POST with a question mark": (posts_behind_a_question_mark, any_request),
    "a POST with a fragment": (posts_before_a_fragment, any_request),
    "a POST with dots": (posts_with_two_dots, any_request),
    "a GET with a body": (reads_with_a_body, any_request),
    "a header that changes the method": (overrides_the_method, any_header),
    "a body as a form": (sends_a_body_as_a_form, any_base),
    "a base at another host": (reads_at_another_host, any_base),
    "a base beside the root": (reads_beside_the_root, any_base),
    "the token of another provider": (gives_one_provider_the_token_of_another, any_token),
    "an address that was used": (uses_an_address_twice, addresses_for_ever),
    "the address of a file": (is_told_an_address, addresses_are_answered),
    "an address that a storage host repeats": (is_told_it_by_the_storage_host, storage_repeats_it),
    "a cookie": (carries_a_cookie, cookies_are_kept),
    "a token in lines": (breaks_it("\n"), body_is_not_searched),
    "a token in lines, in JSON": (breaks_it("\\n"), no_line_breaks),
    "a token with tabs, in JSON in JSON": (breaks_it("\\\\t"), no_line_breaks),
    "a token between zero bytes": (breaks_it("\0"), body_is_not_searched),
    "a token in bytes that are no text": (breaks_it("\0\udcff"), body_is_not_searched),
    "a token in a header": (is_in_a_header, body_is_not_searched),
    "a write twice": (sends_it_twice, nothing_is_spent),
    "a write again after a fault": (sends_it_again_after_a_fault, every_write_may_go_again),
    "a seal that was made up later": (makes_up_a_seal_later, learns_for_ever),
    "an approval once more": (asks_for_the_same_again, learns_for_ever),
    "a template that is not filled": (sends_it_unfilled, whatever_is_filled),
    "the link of another text": (swaps_the_links, any_page_anywhere),
    "a write by a GET": (writes_by_a_get, every_get_reads),
    "a title twice": (twice("Another", f"See {PAGE}12", of="title"), bodies_are_texts),
    "a query twice": (
        twice("mutation { a }", documents()["files_blame"], of="query"),
        bodies_are_texts,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_works_where_there_is_a_hole(
    name: str, make_parent: Callable[[], Parent], monkeypatch: pytest.MonkeyPatch
) -> None:
    attack, hole = ATTACKS[name]
    hole(monkeypatch)

    assert attack(make_parent())


@pytest.mark.parametrize("name", ATTACKS)
def test_the_child_lets_no_attack_through(name: str, make_parent: Callable[[], Parent]) -> None:
    attack, _ = ATTACKS[name]

    assert not attack(make_parent())


def test_an_honest_parent_gets_its_read_and_its_write(make_parent: Callable[[], Parent]) -> None:
    parent = make_parent()
    parent.begins(APPROVED)

    told = [parent.sends(), parent.sends(parent.create(APPROVED))]

    assert [200, 200] == [each["answer"]["status"] for each in told]
    sent = {each.headers["authorization"] for each in parent.github.heard}
    assert {f"Bearer {TOKENS['github']}"} == sent


@pytest.mark.parametrize("status", ["401 No", "403 No", "429 Wait"])
def test_a_write_of_which_the_provider_did_nothing_may_be_sent_again(
    status: str, make_parent: Callable[[], Parent]
) -> None:
    parent = make_parent()
    parent.begins(APPROVED)
    parent.github.status = status
    parent.sends(parent.create(APPROVED))
    parent.github.status = "201 Made"

    for _ in range(2):
        parent.sends(parent.create(APPROVED))

    assert 2 == len(parent.github.writes)


@pytest.mark.parametrize("line", ['{"stop": []}', '{"do": "end", "descriptors": "x"}', "[]", "7"])
def test_a_line_of_any_form_ends_the_child_at_most(
    line: str, make_parent: Callable[[], Parent]
) -> None:
    parent = make_parent()

    parent.say(line)

    assert read_line(parent._from) is None
