"""What somebody may write to make GitHub do what the door takes for a read.

Each attack first gets its write done through a control that looks at a request as a quick filter
does; then it is tried at the door. GitHub is played by the reference implementation of GraphQL,
with each way to read JSON that servers have.
"""

import io
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from graphql import GraphQLError, build_schema, execute, parse

from aegis_cli.providers.github.gh_door.one_request import GhRequest, NotOneRequest, OneRequest
from aegis_cli.providers.github.gh_door.verdict import GhRead, GhWrite, NotHandedOn, judge_request
from aegis_cli.providers.github.query_text import CREDENTIALS, only_reads
from aegis_cli.providers.github.token_side import without_credentials
from tests.helpers.rows import for_each

BASE = "https://api.github.com"
SCHEMA = build_schema(
    "type Query { viewer(note: String): String, mutation: String }"
    " type Mutation { deleteIssue(id: ID): String }"
)
WRITE = 'mutation { deleteIssue(id: "1") }'
MARK = "\ufeff"


def doc(query: str, **more: Any) -> bytes:
    return json.dumps({"query": query, **more}).encode()


DOCUMENTS: dict[str, bytes] = {
    "an alias": doc('mutation { viewer: deleteIssue(id: "1") }'),
    "a name like a query": doc("mutation query { deleteIssue }"),
    "a fragment": doc("fragment query on Mutation { deleteIssue } mutation { ...query }"),
    "an inline fragment": doc("mutation { ... on Mutation { deleteIssue } }"),
    "a directive": doc("mutation { deleteIssue @skip(if: false) }"),
    "an escape": b'{"query": "\\u006dutation { deleteIssue }"}',
    "an escaped name": b'{"\\u0071uery": "mutation { deleteIssue }"}',
    "a byte-order mark": MARK.encode() + doc(WRITE),
    "a byte-order mark in the document": doc(f"{MARK}{WRITE}"),
    "a comment": doc(f"# a query\n{WRITE}"),
    "a comment that ends with a carriage return": doc(f"#\r{WRITE}"),
    "commas": doc(f",,,{WRITE}"),
    "a block string": doc(
        'query A { viewer(note: """ \\""" } """) } mutation B { deleteIssue }', operationName="B"
    ),
    "a second operation": doc("query A { viewer } mutation B { deleteIssue }", operationName="B"),
    "a second operation of the same name": doc("query A { viewer } mutation A { deleteIssue }"),
    "an operation name that is a query": doc("query A { viewer } mutation B { deleteIssue }"),
    "a repeated key": b'{"query": "{ viewer }", "query": "mutation { deleteIssue }"}',
    "a repeated key, the first one": b'{"query": "mutation { deleteIssue }", "query": "{ viewer }"}',
    "a key in capitals": b'{"query": "{ viewer }", "QUERY": "mutation { deleteIssue }"}',
    "an array": b'[{"query": "{ viewer }"}, {"query": "mutation { deleteIssue }"}]',
    "UTF-16": doc(WRITE).decode().encode("utf-16"),
    "a line separator": doc("query A { viewer } #\u2028 mutation B { deleteIssue }\nmutation B {deleteIssue}", operationName="B"),
}  # fmt: skip


def of_last(data: bytes) -> Any:
    return json.loads(data.decode(json.detect_encoding(data)))


def of_first(data: bytes) -> Any:
    def first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return dict(reversed(pairs))

    return json.loads(data.decode(json.detect_encoding(data)), object_pairs_hook=first)


def of_any_case(data: bytes) -> Any:
    def folded(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {("operationName" if n == "operationName" else n.lower()): v for n, v in pairs}

    return json.loads(data.decode(json.detect_encoding(data)), object_pairs_hook=folded)


READERS: tuple[Callable[[bytes], Any], ...] = (of_last, of_first, of_any_case)


class PlayedGitHub:
    """Does what a body asks for, as one of several readers understands it."""

    def __init__(self, reader: Callable[[bytes], Any]) -> None:
        self.reader, self.deleted = reader, 0

    def take(self, body: bytes) -> None:
        asked = self.reader(body)
        for each in asked if isinstance(asked, list) else [asked]:
            names = [each.get("operationName")]
            # Of an operation that is not named, some servers take the last one.
            names += ["A", "B"] if "operationName" not in each else []
            for name in names:
                self._do(each["query"], name)

    def _do(self, text: str, name: str | None) -> None:
        """Do it without a look at the rules, of which servers know more or less."""
        with suppress(GraphQLError):
            execute(SCHEMA, parse(text), {"deleteIssue": self._delete}, operation_name=name)

    def _delete(self, *_: Any, **__: Any) -> str:
        self.deleted += 1
        return "done"


def writes(reader: Callable[[bytes], Any], body: bytes) -> int:
    played = PlayedGitHub(reader)
    played.take(body)
    return played.deleted


def passes_the_control(body: bytes) -> bool:
    """Look at a body as a filter of one line does."""
    return not body.startswith(b'{"query": "mutation {"') and not body.startswith(
        b'{"query":"mutation {'
    )


def at_door(body: bytes, **headers: str) -> Any:
    sent = {"content-type": "application/json", **headers}
    return judge_request(GhRequest("POST", "api.github.com", "/graphql", headers=sent), body, BASE)


@for_each("attack", DOCUMENTS)
def test_a_document_that_writes_gets_through_the_control_and_not_through_the_door(
    attack: str,
) -> None:
    body = DOCUMENTS[attack]

    assert passes_the_control(body) or attack.startswith(("a directive", "an alias", "an inline"))
    assert any(writes(each, body) for each in READERS)

    verdict = at_door(body)

    assert isinstance(verdict, GhWrite | NotHandedOn)


@for_each(
    "query",
    [
        '{ viewer(note: "mutation { deleteIssue }") }',
        '{ viewer(note: """ mutation { deleteIssue } """) }',
        "query A { mutation }",
        "{ viewer # } mutation { deleteIssue }\n }",
        "{ viewer # \u2028 } mutation { deleteIssue }\n }",
        'query A($n: String = "}mutation{deleteIssue}") { viewer(note: $n) }',
        "fragment F on Mutation { deleteIssue } query { ...G } fragment G on Query { viewer }",
    ],
)
def test_what_goes_on_of_a_query_writes_nothing_whoever_reads_it(query: str) -> None:
    verdict = at_door(doc(query))

    assert isinstance(verdict, GhRead)
    assert verdict.body is not None
    assert [0, 0, 0] == [writes(each, verdict.body) for each in READERS]
    assert b"#" not in verdict.body
    assert b'\\"\\"\\"' not in verdict.body


ROADS: dict[str, GhRequest] = {
    "a query string": GhRequest("POST", "api.github.com", "/graphql", "query=mutation{deleteIssue}"),
    "a GET": GhRequest("GET", "api.github.com", "/graphql", "query=mutation{deleteIssue}"),
    "a slash at the end": GhRequest("POST", "api.github.com", "/graphql/"),
    "two slashes": GhRequest("POST", "api.github.com", "//graphql"),
    "capitals": GhRequest("POST", "api.github.com", "/GraphQL"),
    "an encoded letter": GhRequest("GET", "api.github.com", "/graph%71l", "query=mutation{x}"),
    "a way back": GhRequest("GET", "api.github.com", "/repos/acme/web/../../graphql"),
    "an encoded way back": GhRequest("GET", "api.github.com", "/repos/acme/web/%2e%2e/%2E%2e/x"),
    "a way back that is encoded whole": GhRequest("GET", "api.github.com", "/repos/acme/web/..%2f..%2fx"),
    "another host": GhRequest("GET", "evil.example", "/user"),
    "another port": GhRequest("GET", "api.github.com:8443", "/user"),
    "a host with a name before it": GhRequest("GET", "api.github.com@evil.example", "/user"),
    "a host that ends with a dot": GhRequest("GET", "api.github.com.", "/user"),
    "a host below": GhRequest("GET", "api.github.com.evil.example", "/user"),
    "a read of the host of uploads": GhRequest("GET", "uploads.github.com", "/user"),
    "a method in small letters": GhRequest("get", "api.github.com", "/user"),
}  # fmt: skip


@for_each("road", ROADS)
def test_nothing_comes_on_another_road(road: str) -> None:
    asked = ROADS[road]
    headers: Mapping[str, str] = {"content-type": "application/json"}
    request = GhRequest(asked.method, asked.host, asked.path, asked.query, headers)

    assert not isinstance(judge_request(request, doc("{ viewer }"), BASE), GhRead)


@for_each("field", CREDENTIALS)
def test_no_document_asks_for_a_token_by_whatever_name(field: str) -> None:
    asks = f"{{ a: node(id: 1) {{ ...b }} }} fragment b on Repository {{ name: {field} }}"

    assert b'{"data": {"a": {"name": "ABC"}}}' == without_credentials(
        b'{"data": {"a": {"name": "ABC"}}}'
    )
    verdict = at_door(doc(asks))

    assert isinstance(verdict, NotHandedOn)
    assert f"{field} is a token" in verdict.told
    assert not only_reads(asks)
    assert isinstance(at_door(doc(f'{{ search(query: "{field}") {{ id }} }}')), GhRead)


def test_a_body_that_is_packed_or_no_json_goes_nowhere() -> None:
    packed = at_door(doc("{ viewer }"), **{"content-encoding": "gzip"})
    form = at_door(doc("{ viewer }"), **{"content-type": "application/x-www-form-urlencoded"})

    assert isinstance(packed, NotHandedOn)
    assert isinstance(form, NotHandedOn)


HIDDEN = b"DELETE /repos/acme/web HTTP/1.1\r\nHost: api.github.com\r\n\r\n"
GET = b"GET /user HTTP/1.1\r\nHost: api.github.com\r\n"
POST = b"POST /graphql HTTP/1.1\r\nHost: api.github.com\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(HIDDEN)

SMUGGLED: dict[str, bytes] = {
    "two lengths": POST + b"Content-Length: 0\r\n" + LENGTH + b"\r\n" + HIDDEN,
    "a length and an encoding": POST + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "an encoding in another form": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + HIDDEN,
    "a folded line": GET + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "a NUL": GET + b"X: a\0\r\n\r\n" + HIDDEN,
    "a line feed alone": GET + b"X: a\n\n" + HIDDEN,
    "a space before the colon": POST + b"Content-Length : 5\r\n\r\n" + HIDDEN,
    "a second request": GET + b"\r\n" + HIDDEN,
    "a body beside a GET": GET + LENGTH + b"\r\n" + HIDDEN,
    "a URL of another host": b"GET http://evil.example/user HTTP/1.1\r\nHost: api.github.com\r\n\r\n",
    "a URL of the same host": b"GET https://api.github.com/user HTTP/1.1\r\nHost: api.github.com\r\n\r\n",
    "a tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    "two hosts": GET + b"Host: evil.example\r\n\r\n",
    "no host": b"GET /user HTTP/1.1\r\n\r\n",
    "HTTP/1.0": b"GET /user HTTP/1.0\r\nHost: api.github.com\r\n\r\n",
    "another protocol": GET + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    "trailers that are announced": POST + b"Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "trailers": POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
    "trailers that are wanted": GET + b"TE: trailers\r\n\r\n",
    "another expectation": POST + b"Expect: 200-ok\r\nContent-Length: 0\r\n\r\n",
    "a head that is too large": GET + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
    "no end": POST + LENGTH + b"\r\n" + HIDDEN[:-5],
    "nothing": b"",
}  # fmt: skip


def reads_of_the_control(data: bytes) -> str:
    """Read a request as a program of ten lines does: by its first line, host and length."""
    head, _, _ = data.partition(b"\r\n\r\n")
    return head.split(b"\r\n")[0].decode("latin-1")


@for_each("attack", SMUGGLED)
def test_a_request_with_another_one_in_it_passes_the_control_and_is_none_at_the_door(
    attack: str,
) -> None:
    data = SMUGGLED[attack]
    sent: list[bytes] = []
    one = OneRequest(io.BytesIO(data).read, sent.append)

    assert not reads_of_the_control(data).startswith("DELETE")

    with pytest.raises(NotOneRequest) as refused:
        one.read(1024)
    one.refuse(refused.value.told, refused.value.status)

    assert attack == "nothing" or re.match(rb"HTTP/1.1 [45]\d\d ", b"".join(sent))
