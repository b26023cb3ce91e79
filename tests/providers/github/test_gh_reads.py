"""What gh reads: one request as gh made it, and the answer as GitHub gave it."""

import json
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.core.flow import drive
from aegis_cli.core.http import Request, Response, Stored, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.providers.github.client import perform_action
from aegis_cli.providers.github.gh_door.verdict import GhRead
from aegis_cli.providers.github.gh_reads import ReadByGh
from aegis_cli.request.policy import Allow, Deny, Layer, Policy, judge
from tests.helpers.rows import for_each

API = "https://api.github.com"
FILE = "https://store.example/file?sig=1"


def performed(asked: GhRead, *answers: Response | Unreachable) -> tuple[list[bytes], list[Request]]:
    """Perform a read for a gh; return what gh was told, and what was sent."""
    left, sent, told = [*answers], list[Request](), list[bytes]()

    def send(request: Request) -> Response | Unreachable:
        sent.append(request)
        return left.pop(0)

    def converse(said: bytes) -> bytes:
        told.append(said)
        return asked.as_json()

    drive(perform_action(ReadByGh(), API), send, wait=lambda _: None, converse=converse)
    return told, sent


def head(told: bytes) -> Any:
    return json.loads(told.partition(b"\n")[0])


@for_each("status", [200, 204, 304, 404, 422])
def test_gh_gets_every_answer_as_it_came(status: int) -> None:
    asked = GhRead("GET", "/user", query=(("a", "b"),), headers=(("accept", "x/y"),))

    told, sent = performed(asked, Response(status, {"etag": '"1"', "odd": "é"}, b"a\nb"))

    (request,) = sent
    assert Request("GET", API, "/user", (("a", "b"),), headers=(("accept", "x/y"),)) == request
    assert [b""] == told[:1]
    assert {"status": status, "headers": [["etag", '"1"']], "size": None} == head(told[1])
    assert b"a\nb" == told[1].partition(b"\n")[2]


def test_a_document_is_sent_as_it_was_written_anew() -> None:
    _, (request,) = performed(GhRead("POST", "/graphql", body=b'{"query": "{ a }"}'), _ok())

    assert ("POST", b'{"query": "{ a }"}') == (request.method, request.body)


def _ok() -> Response:
    return Response(200, body=b"{}")


def test_a_file_at_a_storage_host_is_fetched_without_gh_learning_where() -> None:
    first, again = Response(302), Response(302, elsewhere=Secret(FILE))
    told, sent = performed(
        GhRead("GET", "/repos/a/b/releases/assets/1"),
        first,
        again,
        Response(200, stored=Stored(9, "x")),
    )

    assert [False, True, True] == [each.streamed for each in sent]
    assert FILE == (sent[2].address or Secret("")).reveal()
    assert 9 == head(told[1])["size"]
    assert "store.example" not in str(told)


def test_a_redirect_within_the_api_is_gh_s_to_follow() -> None:
    told, sent = performed(GhRead("GET", "/x"), Response(301, {"location": f"{API}/y"}))

    assert 1 == len(sent)
    assert [["location", f"{API}/y"]] == head(told[1])["headers"]


def test_of_what_is_elsewhere_no_head_is_asked_for() -> None:
    told, sent = performed(GhRead("HEAD", "/x"), Response(302))

    assert 1 == len(sent)
    assert 302 == head(told[1])["status"]


def test_a_storage_host_that_gives_nothing_ends_the_read() -> None:
    again = Response(302, elsewhere=Secret(FILE))
    with pytest.raises(AegisError) as raised:
        performed(GhRead("GET", "/x"), Response(302), again, Response(404))

    assert Code.NETWORK is raised.value.code


@for_each(
    ("act", "decision"),
    [
        (ReadByGh(repository="acme/web"), Allow),
        (ReadByGh(repository="acme/other"), Allow),
        (ReadByGh(repository="mona/web"), Deny),
        (ReadByGh(owner="acme"), Allow),
        (ReadByGh(owner="mona"), Deny),
        (ReadByGh(), Deny),
    ],
)
def test_it_is_judged_by_its_place_and_what_names_none_is_outside_of_all(
    act: ReadByGh, decision: type
) -> None:
    policy = Policy((Layer("the options", places=("acme/*",)),))

    assert decision is type(judge(act, policy))
    assert Allow() == judge(act, Policy())


def test_it_makes_a_post_of_documents_and_no_other() -> None:
    made = Request("POST", API, "/graphql", body=b"{}")

    assert ReadByGh().makes(made, API)
    for path in ("/repos/a/b/issues", "/graphql/x"):
        assert not ReadByGh().makes(Request("POST", API, path, body=b"{}"), API)


def test_it_is_in_no_list_that_a_planner_or_a_person_makes_a_call_from() -> None:
    assert "gh.read" not in catalog.ENTRIES
    assert "gh.read" not in GRAMMAR.entries
    entry = catalog.of_doors()["gh.read"]
    assert (ReadByGh, "read") == (catalog.load_of_door("gh.read"), entry.effect)
