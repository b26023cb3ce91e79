"""The child in this process: which messages it sends to its parent, and which never."""

import base64
import io
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NoReturn
from urllib.parse import quote

import httpx
import pytest
import respx
from nacl.public import PrivateKey, SealedBox

from aegis_cli.actions.call import Call, Precondition
from aegis_cli.adapters.value_line import value_line
from aegis_cli.core.secret import Secret
from aegis_cli.core.value_commitment import commitment_to, new_key
from aegis_cli.executor.child import _listen
from aegis_cli.executor.messages import call_as_json
from aegis_cli.providers.github.nouns.actions.secrets import GetSecret, GetSecretsKey, SetSecret
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.request.approval import Approved
from tests.executor.carrying import Ended, said
from tests.helpers.canned import BASE
from tests.helpers.support import approved
from tests.other_providers.board.notes import GetRoom, ListNotes, PostNote

TOKEN_URL = "https://tenant.example/oauth/token"
TOKEN = "ghu_0123456789abcdef"
ISSUES = "/repos/acme/web/issues"
CREATE = CreateIssue(repo="acme/web", title="Crash")
ISSUE = {"number": 7, "title": "Crash", "state": "open", "html_url": "https://github.com/7"}
OPEN: dict[str, Any] = {
    "token_endpoint": TOKEN_URL,
    "vault_client_id": "vault",
    "vault_client_secret": "vault-secret",
    "connections": {
        "github": {"name": "github", "base": BASE, "site": ""},
        "board": {"name": "notice-board", "base": "https://board.acme.example", "site": ""},
    },
    "session": "session-token",
}
REPEATED = [
    {
        "refused": {
            "code": "protocol",
            "message": "The answer holds a secret, so nobody gets it.",
            "hint": None,
        }
    }
]
"""What is said in the place of an answer to a read."""

READ: dict[str, Any] = {
    "id": "s1",
    "action": "issues.get",
    "arguments": {"repo": "acme/web", "issue_number": 7},
    "seal": None,
    "in_place": False,
    "beside": [],
    "preconditions": [],
}


@pytest.fixture
def vault() -> Iterator[respx.Route]:
    """Answer the exchange with a token."""
    with respx.mock:
        yield respx.post(TOKEN_URL).respond(json={"access_token": TOKEN})


def calls(approval: Approved) -> list[dict[str, Any]]:
    """Write the calls of an approval as the parent does."""
    return [call_as_json(call) for call in approval.calls]


@pytest.mark.usefixtures("vault")
def test_reads_are_announced_by_their_outcomes() -> None:
    respx.get(f"{BASE}{ISSUES}/7").respond(json=ISSUE)

    outcome, token, end = said({"open": OPEN}, {"run": [READ]})

    assert ("s1", "done", "Crash") == (
        outcome["outcome"]["id"],
        outcome["outcome"]["status"],
        outcome["outcome"]["data"]["title"],
    )
    assert {"kind": "ghu_", "expires_in": None, "narrowed": False, "reason": None} == token[
        "tokens"
    ]["github"]
    assert {"end": True} == end


def test_the_session_is_exchanged_once_and_only_when_something_runs(vault: respx.Route) -> None:
    github = respx.get(f"{BASE}{ISSUES}/7").respond(json=ISSUE)

    said({"open": OPEN})
    before = vault.call_count
    said({"open": OPEN}, {"run": [READ]}, {"run": [READ]})

    assert (0, 1, 2) == (before, vault.call_count, github.call_count)
    assert b"subject_token=session-token" in vault.calls.last.request.content
    assert f"Bearer {TOKEN}" == github.calls.last.request.headers["authorization"]


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(("keep_going", "ends"), [(True, ["s1", "s2"]), (False, ["s1"])])
def test_the_child_keeps_going_if_it_is_told_to(*, keep_going: bool, ends: list[str]) -> None:
    respx.get(f"{BASE}{ISSUES}/7").mock(
        side_effect=[httpx.Response(404, json={}), httpx.Response(200, json=ISSUE)]
    )

    lines = said({"open": OPEN}, {"run": [READ, READ | {"id": "s2"}], "keep_going": keep_going})

    assert ends == [line["outcome"]["id"] for line in lines if "outcome" in line]


@pytest.mark.usefixtures("vault")
def test_what_is_watched_is_told_at_each_change_and_ends_with_one_outcome(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    run = {
        "id": 5,
        "display_title": "Pay",
        "status": "in_progress",
        "event": "push",
        "html_url": "https://github.com/acme/web/actions/runs/5",
        "created_at": "2026-11-24T11:00:00Z",
    }
    known = {"etag": '"a"'}
    route = respx.get(f"{BASE}/repos/acme/web/actions/runs/5").mock(
        side_effect=[
            httpx.Response(200, json=run, headers=known),
            httpx.Response(304),
            httpx.Response(200, json=run | {"status": "completed"}),
        ]
    )
    watch = READ | {"action": "runs.watch", "arguments": {"repo": "acme/web", "run_id": 5}}

    lines = said({"open": OPEN}, {"run": [watch]})

    told = [each for line in lines for each in line if each in {"interim", "outcome", "waiting"}]
    assert ["interim", "waiting", "waiting", "outcome"] == told
    assert ("s1", "in_progress") == (
        lines[0]["interim"]["id"],
        lines[0]["interim"]["data"]["status"],
    )
    assert [3.0, 3.0] == waits
    assert '"a"' == route.calls[1].request.headers["if-none-match"]


@pytest.mark.usefixtures("vault")
def test_a_write_is_noted_before_it_is_sent_and_one_that_may_not_go_is_neither() -> None:
    github = respx.post(f"{BASE}{ISSUES}").respond(201, json=ISSUE)
    run = {"run": calls(approved(BASE, CREATE))}

    held = said({"open": OPEN}, run | {"may_go": False})
    sent_before = github.call_count
    sending, outcome, _, end = said({"open": OPEN}, run)

    assert [] == [line for line in held if "sending" in line or "outcome" in line]
    assert (0, 1) == (sent_before, github.call_count)
    assert {"sending": "s1"} == sending
    assert "done" == outcome["outcome"]["status"]
    assert {"end": True} == end


MONA = {"login": "mona", "id": 1, "html_url": "https://github.com/mona"}


def with_app(secret: str) -> dict[str, Any]:
    """Return what opens a child that may derive tokens at GitHub."""
    app = {"app_client_id": "Iv1.app", "app_client_secret": secret}
    return {"connections": {"github": {"name": "github", "base": BASE, "site": ""} | app}}


APP = with_app("app-s3cret")
DERIVED = {"token": "ghu_derived", "expires_at": "2026-11-24T18:30:00Z"}
APPLICATION = f"{BASE}/applications/Iv1.app/token"


@pytest.mark.parametrize("may_go", [True, False])
@pytest.mark.usefixtures("vault")
def test_a_derived_token_is_deleted_whether_the_write_may_go_or_not(*, may_go: bool) -> None:
    derive = respx.post(f"{APPLICATION}/scoped").respond(json=DERIVED)
    delete = respx.delete(APPLICATION).respond(204)
    github = respx.post(f"{BASE}{ISSUES}").respond(201, json=ISSUE)

    said({"open": OPEN | APP}, {"run": calls(approved(BASE, CREATE)), "may_go": may_go})

    assert (1, 1, may_go) == (derive.call_count, delete.call_count, github.called)
    basic = base64.b64encode(b"Iv1.app:app-s3cret").decode()
    assert f"Basic {basic}" == derive.calls.last.request.headers["authorization"]
    assert TOKEN == json.loads(derive.calls.last.request.content)["access_token"]
    assert {"access_token": "ghu_derived"} == json.loads(delete.calls.last.request.content)


@pytest.mark.parametrize("secret", ["ghu_derived", "app-s3cret"])
@pytest.mark.usefixtures("vault")
def test_an_echo_of_the_derived_token_ends_the_child_after_it_was_deleted(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    respx.post(f"{APPLICATION}/scoped").respond(json=DERIVED)
    delete = respx.delete(APPLICATION).respond(204)
    respx.get(f"{BASE}{ISSUES}/7").respond(json=ISSUE | {"body": secret})
    monkeypatch.setattr(os, "_exit", ending(codes))

    lines = said({"open": OPEN | APP}, {"run": [READ]})

    assert (REPEATED, [4], 1) == (lines, codes, delete.call_count)


@pytest.mark.usefixtures("board")
def test_a_derived_token_is_deleted_where_another_provider_gives_none() -> None:
    note = PostNote.from_arguments({"room": "#lobby", "text": "Lunch", "room_id": "r1"})
    verify = GetRoom.from_arguments({"room": "#lobby", "room_id": "r1"})
    held = (Precondition(verify, (("id", "r1"), ("name", "#lobby"))),)
    connections = OPEN["connections"] | APP["connections"]
    refused = {"error": "federated_connection_refresh_token_not_found"}
    answers = [httpx.Response(200, json={"access_token": TOKEN}), httpx.Response(400, json=refused)]
    with respx.mock:
        respx.post(TOKEN_URL).mock(side_effect=answers)
        derive = respx.post(f"{APPLICATION}/scoped").respond(json=DERIVED)
        delete = respx.delete(APPLICATION).respond(204)
        plan = [*calls(approved(BASE, CREATE)), call_as_json(Call("s2", note, None, held))]

        lines = said({"open": OPEN | {"connections": connections}}, {"run": plan})

    assert (1, 1) == (derive.call_count, delete.call_count)
    assert not [line for line in lines if "outcome" in line]
    assert "Board" in lines[-1]["refused"]["message"]


@pytest.mark.usefixtures("vault")
def test_an_inspection_comes_before_the_end_and_needs_no_derived_token() -> None:
    respx.get(f"{BASE}/user").respond(json=MONA)
    respx.get(f"{BASE}/user/installations").respond(json={"total_count": 3})
    me: dict[str, Any] = {
        "id": "me",
        "action": "users.get_me",
        "arguments": {},
        "seal": None,
        "in_place": False,
        "beside": [],
        "preconditions": [],
    }

    outcome, _, inspected, end = said({"open": OPEN}, {"run": [me], "inspect": True})

    assert "mona" == outcome["outcome"]["data"]["login"]
    assert 3 == inspected["inspected"]["installations"]
    assert "are not set" in inspected["inspected"]["hindrance"]
    assert {"end": True} == end


def test_a_refused_exchange_is_reported_with_its_hint_and_can_be_retried() -> None:
    with respx.mock:
        refusal = httpx.Response(401, json={"error": "invalid_client"})
        granted = httpx.Response(200, json={"access_token": TOKEN})
        respx.post(TOKEN_URL).mock(side_effect=[refusal, granted])
        respx.get(f"{BASE}{ISSUES}/7").respond(json=ISSUE)

        refused, outcome, _, _ = said({"open": OPEN}, {"run": [READ]}, {"run": [READ]})

    assert ("misconfigured", True) == (
        refused["refused"]["code"],
        "AEGIS_VAULT_CLIENT_SECRET" in refused["refused"]["hint"],
    )
    assert "done" == outcome["outcome"]["status"]


@pytest.mark.usefixtures("vault")
def test_a_wait_is_reported_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    broken, good = httpx.Response(502), httpx.Response(200, json=ISSUE)
    respx.get(f"{BASE}{ISSUES}/7").mock(side_effect=[broken, good])

    waiting, outcome, _, _ = said({"open": OPEN}, {"run": [READ]})

    assert "2nd attempt, since GitHub did not answer" == waiting["waiting"]
    assert 1 == len(slept)
    assert "done" == outcome["outcome"]["status"]


@pytest.mark.usefixtures("vault")
def test_each_request_is_reported_in_one_line() -> None:
    respx.get(f"{BASE}{ISSUES}/7").respond(404)

    exchange, read = said({"open": OPEN}, {"run": [READ]}, observed=True)

    assert exchange["observed"].startswith("POST tenant.example/oauth/token: 200, ")
    assert read["observed"].startswith(f"GET api.github.com{ISSUES}/7: 404, ")


@pytest.mark.parametrize("secret", [TOKEN, "session-token", "vault-secret"])
@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.usefixtures("vault")
def test_an_echoed_secret_ends_the_child_before_it_reports_it(
    secret: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    echo = ISSUE | {"body": f"authorization: Bearer {secret}", "message": secret}
    respx.get(f"{BASE}{ISSUES}/7").respond(status, json=echo)
    monkeypatch.setattr(os, "_exit", ending(codes))

    lines = said({"open": OPEN}, {"run": [READ]})

    assert (REPEATED, [4]) == (lines, codes)


@pytest.mark.usefixtures("vault")
def test_of_a_write_whose_answer_holds_a_secret_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []
    respx.post(f"{BASE}{ISSUES}").respond(201, json=ISSUE | {"body": TOKEN})
    monkeypatch.setattr(os, "_exit", ending(codes))

    lines = said({"open": OPEN}, {"run": calls(approved(BASE, CREATE))})

    assert [4] == codes
    assert not [line for line in lines if "refused" in line or "reply" in line]


def spaced(text: str) -> str:
    return "\u200b".join(text)


def in_basic(text: str) -> str:
    return base64.b64encode(f"Iv1.app:{text}".encode()).decode()


def in_hex(text: str) -> str:
    return text.encode().hex(" ").upper()


def in_percents(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


LONG = {
    "session": "a-session-of-Auth0-as-long-as-they-are",
    "vault_client_secret": "Vq3xR8tZ1mN5pL7kJ2hG4fD6sA9wE0yU",
    "app_client_secret": "0f9e8d7c6b5a49382716f5e4d3c2b1a00f9e8d7c",
}


@pytest.mark.parametrize("spelled", [spaced, in_basic, in_hex, in_percents])
@pytest.mark.parametrize("name", ["session", "vault_client_secret", "app_client_secret", "token"])
@pytest.mark.parametrize("where", ["result", "refusal", "observed"])
@pytest.mark.usefixtures("vault")
def test_an_echo_in_any_encoding_ends_the_child_before_it_reports_it(
    where: str, name: str, spelled: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    echo = spelled(LONG.get(name, TOKEN))
    respx.post(f"{APPLICATION}/scoped").respond(json=DERIVED)
    respx.delete(APPLICATION).respond(204)
    first = respx.get(f"{BASE}{ISSUES}/7")
    if where == "observed":
        first.respond(301, headers={"location": f"{BASE}/{quote(echo)}"})
        respx.get(url__startswith=f"{BASE}/").respond(404)
    elif where == "refusal":
        first.respond(422, json={"message": "no", "errors": [{"at": "." * 400 + echo}]})
    else:
        first.respond(json=ISSUE | {"body": f"You sent {echo}."})
    monkeypatch.setattr(os, "_exit", ending(codes))

    lines = said({"open": OPEN | LONG | with_app(LONG["app_client_secret"])}, {"run": [READ]})

    assert (REPEATED, [4]) == (lines, codes)


@pytest.mark.usefixtures("vault")
def test_an_echo_that_is_cut_in_the_middle_of_a_token_ends_the_child_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []
    refusal = {"message": "." * (301 - len(TOKEN)) + TOKEN}
    respx.get(f"{BASE}{ISSUES}/7").respond(403, json=refusal)
    monkeypatch.setattr(os, "_exit", ending(codes))

    lines = said({"open": OPEN}, {"run": [READ]})

    assert (REPEATED, [4]) == (lines, codes)


@pytest.mark.usefixtures("vault", "board")
def test_an_echo_in_an_error_that_has_the_status_of_a_success_ends_the_child_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []
    refusal = {"ok": False, "error": "." * (41 - len(TOKEN)) + TOKEN}
    respx.get("https://board.acme.example/notes.list").respond(200, json=refusal)
    monkeypatch.setattr(os, "_exit", ending(codes))
    read = call_as_json(Call("s1", ListNotes(room="#lobby")))

    lines = said({"open": OPEN}, {"run": [read]})

    assert (REPEATED, [4]) == (lines, codes)


def test_without_a_client_secret_the_parent_is_asked_for_an_assertion(vault: respx.Route) -> None:
    respx.get(f"{BASE}{ISSUES}/7").respond(json=ISSUE)
    opened = {name: value for name, value in OPEN.items() if name != "vault_client_secret"}

    lines = said({"open": opened}, {"run": [READ]}, {"assertion": "made-by-the-parent"})

    assert {"asking": "assertion"} == lines[0]
    form = dict(httpx.QueryParams(vault.calls.last.request.content.decode()))
    assert "made-by-the-parent" == form["client_assertion"]
    assert "client_secret" not in form


def ending(codes: list[int]) -> Callable[[int], NoReturn]:
    """Return a replacement for `os._exit` that does not end this process."""

    def end(code: int) -> NoReturn:
        codes.append(code)
        raise Ended

    return end


def test_each_message_of_the_parent_is_passed_on_until_the_pipe_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []
    forgotten: list[bool] = []
    monkeypatch.setattr(os, "_exit", ending(codes))

    for last in (b"", b"not JSON\n"):
        inbox: SimpleQueue[dict[str, Any]] = SimpleQueue()
        with pytest.raises(Ended):
            _listen(io.BytesIO(b'{"go": "s1"}\n' + last), inbox, lambda: forgotten.append(True))

        assert {"go": "s1"} == inbox.get_nowait()

    assert ([0, 0], [True, True]) == (codes, forgotten)


@pytest.mark.usefixtures("vault")
def test_a_download_without_a_place_is_refused_before_anything_is_asked_for() -> None:
    download = {**READ, "action": "jobs.get_logs", "arguments": {"repo": "acme/web", "job_id": 7}}

    refused = said({"open": OPEN}, {"run": [download]})

    assert ["bad_usage"] == [line["refused"]["code"] for line in refused if "refused" in line]
    assert 1 == len(respx.calls)  # the exchange


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("where", ["the answer", "the address"])
def test_a_token_in_a_download_ends_the_child(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(code: int) -> None:
        assert code == 4
        raise Ended

    monkeypatch.setattr(os, "_exit", end)
    logs = respx.get(f"{BASE}/repos/acme/web/actions/jobs/7/logs")
    if where == "the answer":
        logs.respond(content=f"log {TOKEN} log".encode())
    else:
        logs.respond(302, headers={"location": f"https://store.example/?sig={TOKEN}"})
    download = {**READ, "action": "jobs.get_logs", "arguments": {"repo": "acme/web", "job_id": 7}}
    file = os.open(tmp_path / "log", os.O_WRONLY | os.O_CREAT)

    assert REPEATED == said({"open": OPEN}, {"run": [download], "descriptors": [file]})
    assert b"" == (tmp_path / "log").read_bytes()
    assert 2 == len(respx.calls)


VALUE = "kR7#pL2vQ9xZ-hunter2-W4mT8"
PRIVATE = PrivateKey.generate()
PUBLIC = {"key_id": "17", "key": base64.b64encode(bytes(PRIVATE.public_key)).decode()}
SECRETS = f"{BASE}/repos/acme/web/actions/secrets"


def approved_value(value: str = VALUE) -> tuple[dict[str, Any], Secret]:
    """Return the call that sets an approved value, as the parent sends it, and the key of it."""
    key = new_key()
    made = commitment_to(Secret(value), key)
    arguments: dict[str, Any] = {"repo": "acme/web", "secret_name": "API_KEY", **PUBLIC}
    arguments |= {"length": made.length, "hmac": made.hmac}
    action = SetSecret.from_arguments(arguments)
    pins = tuple(sorted(PUBLIC.items()))
    absent = Precondition(
        GetSecret(repo="acme/web", secret_name="API_KEY"), (("updated_at", None),)
    )
    pinned = (absent, Precondition(GetSecretsKey(repo="acme/web"), pins))
    call = Call("s1", action, preconditions=pinned)
    seal = call.fingerprint(action.request(BASE))
    return call_as_json(replace(call, seal=seal)), key


@pytest.fixture
def put() -> respx.Route:
    """Answer what is asked right before the write, and the write."""
    respx.get(f"{SECRETS}/API_KEY").respond(404, json={"message": "Not Found"})
    respx.get(f"{SECRETS}/public-key").respond(json=PUBLIC)
    return respx.put(f"{SECRETS}/API_KEY").respond(201, json={})


def ends(messages: list[dict[str, Any]]) -> list[str]:
    """Return how a run ended: the code of its error, or the status of its outcome."""
    told = [each["refused"] if "refused" in each else each.get("outcome") for each in messages]
    return [each.get("code") or each["status"] for each in told if each]


@pytest.mark.usefixtures("vault")
@pytest.mark.enable_socket
def test_a_value_is_sealed_at_the_last_step_and_in_no_message(put: respx.Route) -> None:
    call, key = approved_value()
    order = {"run": [call], "descriptors": [value_line(key, Secret(VALUE))]}

    told = said({"open": OPEN}, order)

    assert ["done"] == ends(told)
    body = json.loads(put.calls[0].request.content)
    box = base64.b64decode(body.pop("encrypted_value"))
    assert ({"key_id": "17"}, VALUE) == (body, SealedBox(PRIVATE).decrypt(box).decode())
    assert "hunter2" not in json.dumps(told)


@pytest.mark.usefixtures("vault")
@pytest.mark.enable_socket
@pytest.mark.parametrize("handed", ["another value", "another key", "no line", "nothing", "a tail"])
def test_any_other_value_than_the_approved_one_is_not_sent(handed: str, put: respx.Route) -> None:
    call, key = approved_value()
    lines: dict[str, Callable[[], list[int]]] = {
        "another value": lambda: [value_line(key, Secret("hunter3"))],
        "another key": lambda: [value_line(new_key(), Secret(VALUE))],
        "no line": lambda: [os.open(os.devnull, os.O_RDONLY)],
        "nothing": list[int],
        "a tail": lambda: [value_line(key, Secret(f"{VALUE}\n"))],
    }

    told = said({"open": OPEN}, {"run": [call], "descriptors": lines[handed]()})

    assert ["bad_usage" if handed == "nothing" else "changed"] == ends(told)
    assert not put.called


@pytest.mark.usefixtures("vault")
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "changed",
    [
        {"key": base64.b64encode(bytes(PrivateKey.generate().public_key)).decode()},
        {"key_id": "18"},
        {"length": 7},
        {"hmac": "5e" * 32},
        {"secret_name": "OTHER"},
    ],
    ids=["key", "key_id", "length", "hmac", "name"],
)
def test_a_template_that_was_changed_after_the_approval_is_not_sent(
    changed: dict[str, Any], put: respx.Route
) -> None:
    call, key = approved_value()
    call["arguments"] |= changed
    if "key" in changed or "key_id" in changed:  # and what is pinned along with it
        call["preconditions"][1]["pins"] |= changed
        respx.get(f"{SECRETS}/public-key").respond(json=PUBLIC | changed)
    if "secret_name" in changed:
        call["preconditions"][0]["arguments"] |= changed
        respx.get(f"{SECRETS}/OTHER").respond(404, json={})

    order = {"run": [call], "descriptors": [value_line(key, Secret(VALUE))]}
    told = said({"open": OPEN}, order)

    assert ["failed"] == ends(told)
    assert not put.called


@pytest.mark.usefixtures("vault", "put")
@pytest.mark.enable_socket
def test_a_call_that_lost_its_commitment_is_refused() -> None:
    call, key = approved_value()
    del call["arguments"]["hmac"]

    order = {"run": [call], "descriptors": [value_line(key, Secret(VALUE))]}
    told = said({"open": OPEN}, order)

    assert ["failed"] == ends(told)


@pytest.mark.usefixtures("vault")
@pytest.mark.enable_socket
def test_a_server_that_echoes_the_value_ends_the_child(
    put: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", ending(codes))
    put.respond(422, json={"message": f"no: {VALUE}"})
    call, key = approved_value()

    order = {"run": [call], "descriptors": [value_line(key, Secret(VALUE))]}
    told = said({"open": OPEN}, order)

    assert ([4], []) == (codes, ends(told))


@pytest.mark.usefixtures("vault")
@pytest.mark.enable_socket
def test_a_write_that_did_not_leave_is_sent_again_with_the_same_box(put: respx.Route) -> None:
    put.side_effect = [httpx.ConnectError("refused"), httpx.Response(204)]
    call, key = approved_value()

    order = {"run": [call], "descriptors": [value_line(key, Secret(VALUE))]}
    told = said({"open": OPEN}, order)

    assert ["done"] == ends(told)
    one, other = (each.request.content for each in put.calls)
    assert one == other
