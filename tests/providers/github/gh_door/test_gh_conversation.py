"""A gh at a door asks once, and hears GitHub's answer, or a refusal as GitHub has them."""

import json
from tempfile import TemporaryFile
from typing import Any

import h11
import pytest

from aegis_cli.actions.provider.door_program import ProgramRead, ProgramRefusal
from aegis_cli.providers.github.gh_door.gh_conversation import GhConversation
from aegis_cli.providers.github.gh_door.gh_folder import door_program
from tests.helpers.rows import for_each

BASE = "https://api.github.com"


class Gh:
    """A gh that says some bytes, and keeps what it hears."""

    def __init__(self, said: bytes) -> None:
        self.left, self.heard = [said], b""
        self.talk = GhConversation(self._receive, self._send)

    def _receive(self, _most: int) -> bytes:
        return self.left.pop() if self.left else b""

    def _send(self, data: bytes) -> None:
        self.heard += data

    def answer(self, method: bytes = b"GET") -> tuple[int, dict[bytes, bytes], bytes]:
        """Return status, headers and body of what it heard, as a client reads it."""
        line = h11.Connection(h11.CLIENT)
        line.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
        line.send(h11.EndOfMessage())
        line.receive_data(self.heard)
        line.receive_data(b"")
        head, body = line.next_event(), b""
        assert isinstance(head, h11.Response)
        while isinstance(event := line.next_event(), h11.Data):
            body += event.data
        return head.status_code, dict(head.headers), body


def get(path: str, method: str = "GET", **headers: str) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {path} HTTP/1.1\r\nHost: api.github.com\r\n{more}\r\n".encode()


def post(path: str, body: Any) -> bytes:
    data = json.dumps(body).encode()
    head = get(
        path, "POST", **{"Content-Type": "application/json", "Content-Length": str(len(data))}
    )
    return head + data


@for_each(
    ("path", "values"),
    [
        ("/repos/acme/web/issues?per_page=1", {"repository": "acme/web"}),
        ("/orgs/acme/repos", {"owner": "acme"}),
        ("/user", {}),
    ],
)
def test_a_read_is_named_by_its_place_and_nothing_else_of_gh_is_sent(
    path: str, values: dict[str, str]
) -> None:
    asked = Gh(get(path, Authorization="token held-by-aegis", Accept="x/y")).talk.read(BASE)

    assert isinstance(asked, ProgramRead)
    assert values == asked.values
    assert f"GET {path.partition('?')[0]}" == asked.said
    assert b"held-by-aegis" not in asked.asked
    assert [["accept", "x/y"]] == json.loads(asked.asked)["headers"]


def test_a_write_is_refused_as_the_rest_api_refuses() -> None:
    gh = Gh(post("/repos/acme/web/issues", {"title": "x"}))
    asked = gh.talk.read(BASE)

    assert isinstance(asked, ProgramRefusal)
    assert "POST /repos/acme/web/issues" == asked.said
    gh.talk.refuse(asked.told)
    status, headers, body = gh.answer(b"POST")
    assert (403, b"application/json; charset=utf-8") == (status, headers[b"content-type"])
    assert "`aegis do issues.create …`" in json.loads(body)["message"]


def test_a_mutation_is_refused_as_the_graphql_api_refuses() -> None:
    gh = Gh(post("/graphql", {"query": "mutation{a:createIssue(input:{}){clientMutationId}}"}))
    asked = gh.talk.read(BASE)

    assert isinstance(asked, ProgramRefusal)
    assert "createIssue" == asked.said
    gh.talk.refuse(asked.told)
    status, _, body = gh.answer(b"POST")
    assert 200 == status
    assert "`aegis do issues.create …`" in json.loads(body)["errors"][0]["message"]


def test_a_query_that_a_rule_forbids_is_refused_in_that_form_too() -> None:
    gh = Gh(post("/graphql", {"query": "{viewer{login}}"}))

    assert isinstance(gh.talk.read(BASE), ProgramRead)
    gh.talk.refuse("aegis: no")
    assert "aegis: no" == json.loads(gh.answer(b"POST")[2])["errors"][0]["message"]


@for_each(
    ("said", "status"),
    [
        (b"GET /user HTTP/1.1\r\nHost: api.github.com\r\n", 400),
        (b"GET http://api.github.com/user HTTP/1.1\r\nHost: api.github.com\r\n\r\n", 400),
        (b"GET /user HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
        (b"GET /user HTTP/1.1\r\nHost: api.github.com\r\nContent-Length: 1\r\n\r\nx", 400),
        (post("/graphql", [{"query": "{a}"}]), 400),
        (b"GET /" + b"a" * 70_000, 400),
    ],
)
def test_what_is_not_handed_on_has_the_status_that_says_so(said: bytes, status: int) -> None:
    gh = Gh(said)
    asked = gh.talk.read(BASE)

    assert isinstance(asked, ProgramRefusal)
    gh.talk.refuse(asked.told)
    assert status == gh.answer()[0]


def told(size: int | None) -> bytes:
    headers = [["etag", "1"], ["set-cookie", "a"], ["connection", "keep-alive"]]
    return json.dumps({"status": 404, "headers": headers, "size": size}).encode() + b"\n"


@pytest.mark.parametrize("in_file", [False, True])
def test_gh_hears_the_answer_from_memory_or_from_the_file_from_its_beginning(
    in_file: bool,  # noqa: FBT001  # a parameter of pytest
) -> None:
    body = b"a\nb" * 50_000
    gh = Gh(get("/user"))
    gh.talk.read(BASE)
    with TemporaryFile() as file:
        file.write(body if in_file else b"")
        gh.talk.answer(told(len(body)) if in_file else told(None) + body, file)

    status, headers, heard = gh.answer()
    assert (404, body) == (status, heard)
    assert (b"1", b"close") == (headers[b"etag"], headers[b"connection"])
    assert b"set-cookie" not in headers


def test_of_a_head_no_body_is_told() -> None:
    gh = Gh(get("/user", "HEAD"))
    gh.talk.read(BASE)
    with TemporaryFile() as file:
        gh.talk.answer(told(None), file)

    assert gh.heard.endswith(b"\r\n\r\n")


def test_the_session_has_all_of_it_from_the_provider() -> None:
    program = door_program()
    talk = program.conversation(lambda _most: get("/zen"), lambda _data: None)

    assert isinstance(talk, GhConversation)
    assert "GH_CONFIG_DIR" in program.folder("/a", "/b", "c").variables
