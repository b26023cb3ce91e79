"""What the child sends for a parent that says anything: reads, and writes exactly as approved."""

import base64
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import respx

from aegis_cli.actions import catalog
from aegis_cli.actions.call import Call, Precondition
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.links import LINK_IN_PLACE, LinkAt, linkable_fields, longest
from aegis_cli.core.http import Linking, Request, Response
from aegis_cli.core.secret import Secret
from aegis_cli.core.vault_connection import VaultConnection
from aegis_cli.executor.plan_run import PlanRun, RunEnded
from aegis_cli.executor.protocol import opening
from aegis_cli.executor.request_messages import answer_from, request_as_json, request_from
from aegis_cli.executor.seals import WriteSeal
from aegis_cli.executor.token_holder import token_side_of
from aegis_cli.oauth.exchange import Vault
from aegis_cli.providers import PACKAGES
from aegis_cli.providers.github.graphql_documents import documents
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue, UpdateIssue
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from tests.actions.cases import CASES
from tests.executor.carrying import ThreadLine, vault_of
from tests.executor.test_child import OPEN, TOKEN, TOKEN_URL
from tests.helpers.canned import BASE
from tests.helpers.rows import for_each

PAGE = "https://github.com/acme/web/issues/"
CREATE = CreateIssue(repo="acme/web", title="Crash")
PINS = (Precondition(GetRepo(repo="acme/web"), (("id", 7),)),)
CALL = Call("s1", CREATE, preconditions=PINS)
SENT = CREATE.request(BASE)
WORDS = {"title": "GitHub", "argument": "", "renewal": "x"}


def approval(call: Call = CALL) -> WriteSeal:
    """Return what is approved of a call, as its parent tells it."""
    request = call.request(BASE)
    return WriteSeal(call.fingerprint(request), request if call.links else None, call.pinned)


def as_json(given: WriteSeal) -> dict[str, Any]:
    """Return what comes over the channel of it."""
    told: dict[str, Any] = json.loads(json.dumps(given.as_json()))
    return told


class Parent:
    """A parent that says what it likes."""

    def __init__(self, approvals: dict[str, Any]) -> None:
        self.line = ThreadLine()
        self.line.say({"open": opening(vault_of(OPEN, []), Secret("session-token"))}, [])
        self.asked("begin", approvals=approvals, beside=[])
        self.token = self.asked("token", provider="github", words=WORDS, reach=None)["reply"]

    def asked(self, do: str, **message: Any) -> dict[str, Any]:
        """Return the child's answer."""
        self.line.say({"do": do, **message}, [])
        while True:
            said = self.line.next()
            if "reply" in said or "refused" in said:
                return said

    def sent(self, request: Request, *, step: str = "s1", **more: Any) -> dict[str, Any]:
        """Have a request sent."""
        told: dict[str, Any] = {"provider": "github", "step": step, "token": self.token}
        told |= {"address": None} | more
        return self.asked("send", request=request_as_json(request), **told)


@pytest.fixture
def github() -> Iterator[respx.Route]:
    """Answer the exchange, and everything else."""
    with respx.mock:
        respx.post(TOKEN_URL).respond(json={"access_token": "ghu_0123456789abcdef"})
        yield respx.route().respond(json={"id": 7})


def test_an_approved_write_is_sent_once(github: respx.Route) -> None:
    parent = Parent({"s1": as_json(approval())})

    first, again = parent.sent(SENT), parent.sent(SENT)

    assert 200 == first["reply"]["answer"]["status"]
    assert "not_approved" == again["refused"]["code"]
    assert 1 == github.call_count


def test_each_step_has_a_seal_of_its_own(github: respx.Route) -> None:
    parent = Parent({"s1": as_json(approval()), "s2": as_json(approval())})

    told = [parent.sent(SENT, step=step) for step in ("s1", "s2", "s3", "s1")]

    assert ["reply", "reply", "refused", "refused"] == [next(iter(each)) for each in told]
    assert 2 == github.call_count


def test_a_write_whose_address_was_not_found_may_be_sent_again(github: respx.Route) -> None:
    github.mock(side_effect=[httpx.ConnectError("no"), httpx.ReadError("no"), httpx.Response(200)])
    parent = Parent({"s1": as_json(approval())})

    told = [parent.sent(SENT) for _ in range(3)]

    assert [False, True] == [each["reply"]["answer"]["sent"] for each in told[:2]]
    assert "not_approved" == told[2]["refused"]["code"]


def changed_seal(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"seal": "0" * 64}


def other_pins(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"pinned": [[*told["pinned"][0][:2], [["id", 8]]]]}


def no_pins(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"pinned": []}


def with_template(told: dict[str, Any]) -> dict[str, Any]:
    """Say of another write that it is the approved one with a link filled in."""
    return told | {"template": request_as_json(SENT)}


@for_each(
    ("tell", "request"),
    [
        (changed_seal, SENT),
        (other_pins, SENT),
        (no_pins, SENT),
        (with_template, replace(SENT, body=b'{"title": "Other"}')),
        (dict, replace(SENT, body=b'{"title": "Crash!"}')),
        (dict, replace(SENT, path="/repos/acme/api/issues")),
        (dict, replace(SENT, query=(("a", "b"),))),
        (dict, replace(SENT, method="PUT")),
        (dict, replace(SENT, method="DELETE", body=None)),
        (dict, replace(SENT, base="https://api.github.com.evil.example")),
        (dict, replace(SENT, method="GET", body=None, base="https://evil.example")),
        (dict, replace(SENT, method="GET", body=None, base="http://api.github.com")),
        (dict, replace(SENT, path="/graphql", body=b'{"query": "mutation m { a }"}')),
        (dict, replace(SENT, path="/graphql", body=b'{"query": "query q { a }"}')),
        (dict, replace(SENT, method="GET", body=None, headers=(("time-zone", "UTC"),))),
        (dict, replace(SENT, path="/graphql", body=b'{"query": ["query q { a }"]}')),
        (dict, replace(SENT, path="/graphql", body=b"[]")),
        (dict, replace(SENT, path="/repos/a/b/releases/generate-notes/x")),
    ],
)
def test_no_other_request_is_sent(
    tell: Callable[[dict[str, Any]], dict[str, Any]], request: Request, github: respx.Route
) -> None:
    parent = Parent({"s1": tell(as_json(approval()))})

    assert "not_approved" == parent.sent(request)["refused"]["code"]
    assert not github.called


@for_each(
    "request",
    [
        replace(SENT, method="GET", body=None),
        replace(SENT, method="GET", body=None, path="/repositories/1/issues"),
        replace(SENT, path="/repos/a/b/releases/generate-notes"),
        replace(
            SENT,
            path="/graphql",
            body=json.dumps({"query": documents()["files_blame"]}).encode(),
        ),
        replace(SENT, method="HEAD", body=None),
    ],
)
def test_what_reads_needs_no_approval(request: Request, github: respx.Route) -> None:
    assert 200 == Parent({}).sent(request)["reply"]["answer"]["status"]
    assert github.called


def test_what_is_no_order_ends_the_child(github: respx.Route) -> None:
    parent = Parent({})

    parent.line.say({"do": "send"}, [])  # what is no order ends the child
    with pytest.raises(RunEnded):
        parent.line.next()
    assert parent.line.has_ended
    assert not github.called


def test_what_others_could_sign_in_with_stays_in_the_child() -> None:
    body = (
        b'{"temp_clone_token": "ABC", "download_url": "https://raw/x?token=DEF", "a": "?token=G"}'
    )
    with respx.mock:
        respx.post(TOKEN_URL).respond(json={"access_token": "ghu_0123456789abcdef"})
        respx.route().respond(content=body)

        told = Parent({}).sent(replace(SENT, method="GET", body=None))["reply"]["answer"]["body"]

    assert {"temp_clone_token": None, "download_url": "https://raw/x", "a": "?token=G"} == (
        json.loads(told)
    )


@for_each("piece", [b"\0", b"\\n", b"\n", b"\xff", b"\x1b", "\u4f60".encode()])
def test_a_large_answer_is_searched_once_and_its_message_is_not_much_larger(piece: bytes) -> None:
    body = piece * (2_000_000 // len(piece))
    with respx.mock:
        respx.post(TOKEN_URL).respond(json={"access_token": "ghu_0123456789abcdef"})
        respx.route().respond(content=body)
        parent = Parent({})
        began = time.process_time()

        told = parent.sent(replace(SENT, method="GET", body=None))["reply"]["answer"]

    assert time.process_time() - began < 1.0
    assert body == answer_from(told).body  # type: ignore[union-attr]
    assert len(json.dumps(told, ensure_ascii=False).encode()) < 2.1 * len(body)


def linked(title: str = f"See {LINK_IN_PLACE}") -> Call:
    action = CreateIssue(repo="acme/api", title=title, body="As it is")
    return Call("s2", action, links=(LinkAt("title", "s1", PAGE),))


def filled(title: str, **more: Any) -> Request:
    body = {"title": title, "body": "As it is"} | more
    return replace(linked().request(BASE), body=json.dumps(body).encode(), linking=())


def test_a_template_is_filled_with_a_number_alone() -> None:
    assert approval(linked()).covers(filled(f"See {PAGE}12"))


@for_each(
    "request",
    [
        filled(f"See {PAGE}"),
        filled(f"See {PAGE}12345678901"),
        filled(f"See {PAGE}12 and more"),
        filled(f"See {PAGE}12?x"),
        filled(f"See {PAGE}\u0661"),
        filled("See https://evil.example/12"),
        filled(f"Saw {PAGE}12"),
        filled(f"See {PAGE}12", body="Another text"),
        filled(f"See {PAGE}12", body=f"{PAGE}12"),
        filled(f"See {PAGE}12", labels=["bug"]),
        replace(filled(f"See {PAGE}12"), path="/repos/acme/web/issues"),
        replace(filled(f"See {PAGE}12"), method="PATCH"),
    ],
)
def test_a_template_is_filled_with_nothing_else(request: Request) -> None:
    assert not approval(linked()).covers(request)


def numbered(title: str | None = None) -> Call:
    action = UpdateIssue(repo="acme/web", issue_number=12, milestone="v3", title=title)
    return Call("s2", action, links=(LinkAt("milestone_number", "s1"),))


def with_body(body: Any, call: Call | None = None, **more: Any) -> Request:
    written = None if body is None else json.dumps(body).encode()
    return replace((call or numbered()).request(BASE), body=written, linking=(), **more)


def test_a_template_gets_the_number_of_what_was_made_as_a_member_of_its_own() -> None:
    assert approval(numbered()).covers(with_body({"milestone": 7}))
    titled = numbered("Newer")
    assert approval(titled).covers(
        with_body({"title": "Newer", "milestone": 9_999_999_999}, titled)
    )


@for_each(
    "request",
    [
        with_body(None),
        with_body({}),
        with_body([]),
        with_body([7]),
        with_body(7),
        with_body({"milestone": None}),
        with_body({"milestone": "7"}),
        with_body({"milestone": 7.0}),
        with_body({"milestone": True}),
        with_body({"milestone": 0}),
        with_body({"milestone": -7}),
        with_body({"milestone": 10_000_000_000}),
        with_body({"milestone": 10**400}),
        with_body({"milestone": [7]}),
        with_body({"milestone": {"number": 7}}),
        with_body({"milestone": 7, "title": "Newer"}),
        with_body({"Milestone": 7}),
        with_body({"assignees": [7]}),
        with_body({"milestone": 7}, path="/repos/acme/web/issues/13"),
        with_body({"milestone": 7}, method="POST"),
        with_body({"milestone": 7}, query=(("a", "b"),)),
    ],
)
def test_a_template_gets_no_other_number_and_nothing_else_with_it(request: Request) -> None:
    assert not approval(numbered()).covers(request)


def test_a_number_goes_nowhere_else_than_its_template_says() -> None:
    taken = replace(numbered("Newer").request(BASE), linking=(Linking("title", "s1", ""),))
    call = numbered("Newer")

    seal = WriteSeal(taken.fingerprint(call.pinned), taken, call.pinned)

    assert not seal.covers(with_body({"title": 7}, call))


def test_every_text_that_may_have_a_link_is_covered_with_it() -> None:
    catalog.enable_providers(["slack", "jira"])
    count = 0
    for case in CASES.values():
        action = case.ready(case.call)
        for field in linkable_fields(type(action)):
            text = f"See {LINK_IN_PLACE}"
            try:
                there = action.from_arguments(action.sent_arguments() | {field: text})
            except ValueError:
                continue  # of these, another one is needed
            call = Call("s2", there, links=(LinkAt(field, "s1", PAGE),))
            whole = longest(there, call.links)
            assert approval(call).covers(whole.request(BASE)), (action.facts.action, field)
            count += 1
    catalog.enable_providers([])
    assert count > 40


def test_the_child_takes_those_requests_for_reads_that_actions_read_by() -> None:
    catalog.enable_providers(["slack", "jira"])
    for case in CASES.values():
        action = case.ready(case.call)
        request, facts = action.request(BASE), type(action).facts
        is_read = token_side_of(action.provider.name).is_read(request)
        assert is_read is (facts.effect is Effect.READ), facts.action
    catalog.enable_providers([])


def test_every_action_acts_below_a_root_to_which_the_child_sends() -> None:
    catalog.enable_providers(["slack", "jira"])
    for case in CASES.values():
        action = case.ready(case.call)
        token_side, base = token_side_of(action.provider.name), f"{BASE}/ex/jira/1f2e"
        request = action.request(base)
        root = token_side.root_of(base, request.path)
        expected = root if request.upload is None else action.provider.uploads(base)
        assert expected == request.base, action.facts.action
    catalog.enable_providers([])


def test_every_write_is_covered_by_what_its_parent_says_of_it() -> None:
    catalog.enable_providers(["slack", "jira"])
    bases = {name: VaultConnection(name, BASE) for name in ("github", "slack", "jira")}
    run = PlanRun(())
    run._vault = Vault("", "", Secret("s"), bases)
    for case in CASES.values():
        action = case.ready(case.call)
        request = action.request(BASE)
        call = Call("s1", action, preconditions=PINS)
        told = json.loads(json.dumps(run._approval(call, call.fingerprint(request)).as_json()))
        sent = request_from(json.loads(json.dumps(request_as_json(request))))
        assert WriteSeal.read(told).covers(sent), action.facts.action
    catalog.enable_providers([])


def saying(status: int, **body: Any) -> Response:
    return Response(status, body=json.dumps(body).encode())


@for_each(
    ("provider", "answer", "did_nothing"),
    [
        *((name, Response(status), True) for name in PACKAGES for status in (401, 403, 429)),
        *((name, Response(status), False) for name in PACKAGES for status in (200, 201, 302)),
        *((name, Response(status), False) for name in PACKAGES for status in (404, 409, 500, 503)),
        ("slack", saying(200, ok=False, error="ratelimited"), True),
        ("slack", saying(200, ok=False, error="token_expired"), True),
        ("slack", saying(200, ok=False, error="fatal_error"), False),
        ("slack", saying(200, ok=False, error="channel_not_found"), False),
        ("slack", saying(200, ok=True, error="ratelimited"), False),
        ("slack", saying(503, ok=False, error="token_expired"), False),
        ("github", saying(200, ok=False, error="token_expired"), False),
    ],
)
def test_a_provider_says_that_it_did_nothing(
    provider: str, answer: Response, *, did_nothing: bool
) -> None:
    assert did_nothing is token_side_of(provider).did_nothing(answer)


FETCH = Request(
    "POST",
    "https://github.com",
    "/acme/web.git/git-upload-pack",
    body=b"0012command=fetch\n0000\xff",
    media="application/x-git-upload-pack-request",
    headers=(("git-protocol", "version=2"),),
)
REFERENCES = replace(
    FETCH,
    method="GET",
    path="/acme/web.git/info/refs",
    query=(("service", "git-upload-pack"),),
    body=None,
    media="application/json",
)


def test_what_git_asks_crosses_the_channel_as_it_is() -> None:
    told = json.loads(json.dumps(request_as_json(FETCH)))

    assert FETCH == request_from(told)


def test_a_fetch_of_git_has_the_token_as_a_password_at_the_host_of_the_pages(
    github: respx.Route,
) -> None:
    parent = Parent({})

    told = [parent.sent(each) for each in (REFERENCES, FETCH)]

    assert [200, 200] == [each["reply"]["answer"]["status"] for each in told]
    basic = base64.b64encode(b"x-access-token:ghu_0123456789abcdef").decode()
    for call in github.calls:
        assert f"Basic {basic}" == call.request.headers["authorization"]
        assert "version=2" == call.request.headers["git-protocol"]
    assert FETCH.media == github.calls[-1].request.headers["content-type"]
    assert FETCH.body == github.calls[-1].request.content


OF_GIT = {
    "a push": replace(FETCH, path="/acme/web.git/git-receive-pack"),
    "a fetch at the API": replace(FETCH, base=BASE),
    "the references of a push": replace(REFERENCES, query=(("service", "git-receive-pack"),)),
    "a fetch of another kind": replace(FETCH, media="text/plain"),
    "a write of the API as a fetch": replace(SENT, media=FETCH.media),
    "a read of the API at the host of the pages": replace(
        REFERENCES, path="/repos/acme/web", query=()
    ),
    "another header": replace(FETCH, headers=(("git-protocol", "version=1"),)),
}


@for_each("request_", OF_GIT.values(), ids=OF_GIT)
def test_nothing_else_is_sent_of_git(request_: Request, github: respx.Route) -> None:
    told = Parent({}).sent(request_)

    assert "not_approved" == told["refused"]["code"]
    assert 0 == github.call_count


def test_a_write_that_was_approved_as_json_is_sent_with_no_other_media_type(
    github: respx.Route,
) -> None:
    told = Parent({"s1": as_json(approval())}).sent(replace(SENT, media="text/plain"))

    assert "not_approved" == told["refused"]["code"]
    assert 0 == github.call_count


class InPieces(httpx.SyncByteStream):
    """The body of an answer, which may break off."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece


CHUNKED = {"transfer-encoding": "chunked"}


@pytest.fixture(name="pipe")
def a_pipe() -> Iterator[tuple[int, int]]:
    """Return the ends of a pipe: where it is read, and where the child writes."""
    reads, writes = os.pipe()
    yield reads, writes
    os.close(reads)


def with_pipe(pipe: tuple[int, int]) -> Parent:
    """Return a parent whose run has the pipe of a program beside it."""
    parent = Parent({})
    beside = [{"step": "s1", "kind": "pipe", "sealing": None, "said": ""}]
    parent.line.say({"do": "begin", "approvals": {}, "beside": beside}, [pipe[1]])
    assert "reply" in parent.line.next()
    return parent


def document(body: bytes, **more: Any) -> Request:
    return replace(SENT, path="/graphql", body=body, **more)


@for_each(
    "request",
    [
        document(b'{"query": "query q { a }", "operationName": "q", "variables": {"b": 1}}'),
        document(b'{"query": "{ a }"}', headers=(("graphql-features", "x"),)),
        replace(SENT, method="GET", body=None, headers=(("time-zone", "UTC"),)),
    ],
)
def test_what_a_program_reads_is_sent_for_it_alone(
    request: Request, github: respx.Route, pipe: tuple[int, int]
) -> None:
    parent, before = with_pipe(pipe), github.call_count

    assert "not_approved" == parent.sent(request, step="s2")["refused"]["code"]
    assert before == github.call_count
    assert 200 == parent.sent(request)["reply"]["answer"]["status"]


@for_each(
    "request",
    [
        SENT,
        replace(SENT, method="DELETE", body=None),
        document(b'{"query": "mutation m { a }"}'),
        document(b'{"query": "{ a } mutation m { b }"}'),
        document(b'{"query": "{ a } # mutation m { b }"}'),
        document(b'{"query": "{ a }", "extensions": {}}'),
        document(b'{"query": ["query q { a }"]}'),
        document(b'{"variables": {}}'),
        document(b"[]"),
        document(b'{"query": "{ a }"}', method="PUT"),
        document(b'{"query": "{ a }"}', query=(("a", "b"),)),
        document(b'{"query": "{ a }"}', media="text/plain"),
        document(b'{"query": "{ a }"}', headers=(("x-http-method-override", "PUT"),)),
        replace(SENT, path="/graphql/x", body=b'{"query": "{ a }"}'),
        replace(SENT, headers=(("time-zone", "UTC"),)),
        replace(SENT, method="GET", body=None, headers=(("x-http-method", "PUT"),)),
        replace(SENT, method="GET", body=None, headers=(("authorization", "Bearer x"),)),
    ],
)
def test_a_program_has_nothing_else_sent(
    request: Request, github: respx.Route, pipe: tuple[int, int]
) -> None:
    assert "not_approved" == with_pipe(pipe).sent(request)["refused"]["code"]
    assert not github.called


def test_answers_go_into_the_pipe_one_behind_the_other_and_not_to_the_parent(
    github: respx.Route, pipe: tuple[int, int]
) -> None:
    github.mock(
        side_effect=[
            httpx.Response(200, headers=CHUNKED, stream=InPieces(b"0000")),
            httpx.Response(200, content=b"PACK"),
        ]
    )
    parent = with_pipe(pipe)

    told = [parent.sent(replace(FETCH, streamed=True)) for _ in range(2)]

    assert [4, 4] == [each["reply"]["answer"]["stored"]["size"] for each in told]
    assert ["", ""] == [each["reply"]["answer"]["body"] for each in told]
    assert b"0000PACK" == os.read(pipe[0], 100)


def test_an_answer_that_breaks_off_in_the_pipe_is_an_error_and_nothing_before_it_is(
    github: respx.Route, pipe: tuple[int, int]
) -> None:
    lost = httpx.ReadError("gone")
    github.mock(
        side_effect=[
            httpx.Response(200, headers=CHUNKED, stream=InPieces(lost)),
            httpx.Response(503, content=b"busy"),
            httpx.Response(200, headers=CHUNKED, stream=InPieces(b"000eversion", lost)),
        ]
    )
    parent = with_pipe(pipe)

    before, busy, broken = (parent.sent(replace(FETCH, streamed=True)) for _ in range(3))

    assert before["reply"]["answer"]["sent"] is True
    assert 503 == busy["reply"]["answer"]["status"]
    assert "output" == broken["refused"]["code"]
    assert b"000eversion" == os.read(pipe[0], 100)


def test_a_token_in_an_answer_ends_the_child_before_a_program_gets_it(
    github: respx.Route, pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(_code: int) -> None:
        raise SystemExit

    monkeypatch.setattr(os, "_exit", end)
    halves = InPieces(b"0123" + TOKEN[:9].encode(), TOKEN[9:].encode())
    github.mock(return_value=httpx.Response(200, headers=CHUNKED, stream=halves))
    parent = with_pipe(pipe)

    told = parent.sent(replace(FETCH, streamed=True))

    assert "output" == told["refused"]["code"]
    assert TOKEN.encode() not in os.read(pipe[0], 100)


def test_no_write_is_streamed_into_a_pipe(github: respx.Route, pipe: tuple[int, int]) -> None:
    told = with_pipe(pipe).sent(replace(SENT, streamed=True))

    assert "not_approved" == told["refused"]["code"]
    assert 0 == github.call_count
