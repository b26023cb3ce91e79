"""What becomes of a request of gh, and what goes on of one that reads."""

from http import HTTPStatus

import pytest

from aegis_cli.actions.provider.names import Place
from aegis_cli.providers.github.gh_door.one_request import GhRequest
from aegis_cli.providers.github.gh_door.verdict import GhRead, GhWrite, NotHandedOn, judge_request

BASE = "https://api.github.com"
HEADERS = {
    "accept": "a",
    "authorization": "token x",
    "content-type": "application/json; charset=utf-8",
    "cookie": "a",
    "user-agent": "GitHub CLI",
    "x-github-api-version": "2022-11-28",
    "x-http-method-override": "DELETE",
}
KEPT = (("accept", "a"), ("x-github-api-version", "2022-11-28"))


def asked(method: str, path: str, query: str = "", host: str = "api.github.com") -> GhRequest:
    return GhRequest(method, host, path, query, HEADERS)


def test_of_a_read_only_what_is_known_goes_on() -> None:
    request = asked("GET", "/repos/acme/web/issues", "q=a+b&x=")

    assert GhRead(
        "GET", "/repos/acme/web/issues", (("q", "a b"), ("x", "")), KEPT, place=Place(name="acme/web")
    ) == judge_request(request, b"", BASE)  # fmt: skip


def test_a_query_is_written_anew() -> None:
    body = (
        b'{"query": "{viewer{login}} # me", "variables": {"a": [1, null]}, "operationName": null}'
    )
    made = b'{"query": "{\\n  viewer {\\n    login\\n  }\\n}", "variables": {"a": [1, null]}, "operationName": null}'  # fmt: skip

    assert GhRead("POST", "/graphql", headers=KEPT, body=made) == judge_request(
        asked("POST", "/graphql"), body, BASE
    )


def test_a_write_names_the_actions_that_do_it() -> None:
    write = judge_request(asked("PATCH", "/repos/acme/web"), b"{}", BASE)

    assert isinstance(write, GhWrite)
    assert write.told == (
        "aegis lets gh read and not write. `aegis do repos.update …` or `aegis do "
        "repos.set_visibility …` or `aegis do repos.rename …` does this, and asks you first."
    )
    assert not write.is_document


def test_a_write_that_no_action_does_says_so() -> None:
    body = b'{"query": "mutation { createLinkedBranch { x } }"}'
    write = judge_request(asked("POST", "/graphql"), body, BASE)

    assert isinstance(write, GhWrite)
    assert (
        write.told == "aegis lets gh read and not write, and has no action for createLinkedBranch."
    )
    assert write.is_document


def test_an_upload_is_a_write() -> None:
    path = "/repos/acme/web/releases/1/assets"
    write = judge_request(asked("POST", path, "name=a", "uploads.github.com"), b"x", BASE)

    assert isinstance(write, GhWrite)


def test_a_sandbox_is_a_host_by_its_own_name() -> None:
    request = asked("GET", "/repos/acme/web", host="127.0.0.1:8123")

    assert isinstance(judge_request(request, b"", "http://127.0.0.1:8123"), GhRead)
    assert isinstance(judge_request(request, b"", BASE), NotHandedOn)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"1", b"[]", b'{"query": 1}', b'{"query": "{a}", "variables": []}',
        b'{"query": "{a}", "operationName": 1}', b'{"query": "{a}", "extensions": {}}',
        b'{"query": "{"}', b'{"query": "subscription { a }"}', b'{"query": "type A { a: Int }"}',
        b'{"query": "{a} type A { a: Int }"}', b'{"query": "fragment F on A { a }"}',
        b'{"query": "{a} query B {b}"}', b'{"query": "query mutation {a}"}', b'{"query": "' + b"{a " * 3_000 + b'"}',
        b'{"query": "{' + b"a " * 5_000 + b'}"}', b'{"query": "{a}' + b" " * 1024 * 1024 + b'"}',
        b'{"query": "' + b"{a" * 2_000 + b"}" * 2_000 + b'"}',
        b'{"query": "{a(x: \\"\\\\uD800\\")}"}',
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_without_being_repeated(body: bytes) -> None:
    verdict = judge_request(asked("POST", "/graphql"), body, BASE)

    assert isinstance(verdict, NotHandedOn)
    assert verdict.status == HTTPStatus.BAD_REQUEST


def test_a_circle_of_fragments_ends() -> None:
    text = "mutation { ...F } fragment F on M { a ...F ...G } fragment G on M { ... { b ...F } }"
    write = judge_request(asked("POST", "/graphql"), b'{"query": "%s"}' % text.encode(), BASE)

    assert isinstance(write, GhWrite)
    assert write.said == "a, b"


def test_a_mutation_without_a_field_is_a_write_that_is_told_as_one() -> None:
    body = b'{"query": "mutation {...Lost}"}'

    write = judge_request(asked("POST", "/graphql"), body, BASE)

    assert isinstance(write, GhWrite)
    assert write.told.endswith("has no action for this mutation.")
