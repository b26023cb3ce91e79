"""The broker as a process, over real HTTP, against a sandbox: what it does, and what it refuses."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.broker.http.envelope import ROUTES
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from tests.broker.running import METADATA, PLANS, Broker, body, broker, sealed, token_of
from tests.helpers.act_factory import act_of, pin
from tests.helpers.confirmed_actions import pins_of_repo
from tests.helpers.rows import for_each
from tests.helpers.support import Sandbox, approved, reads, until

pytestmark = pytest.mark.enable_socket

CRASH = CreateIssue(repo="acme/web", title="Crash on start", body="It crashes.\n\n\U0001f4a5")
COMMENT = AddComment(repo="acme/web", issue_number=1, body="Me too")
DELETE = DeleteRepo(repo="acme/web")
READ = "openid aegis:read"
WRITE = "openid aegis:read aegis:write"


@pytest.fixture(scope="module")
def served(running: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    folder = tmp_path_factory.mktemp("broker")
    with broker(running.environment, folder, "--metrics", "--per-minute", "10000") as found:
        yield found


def percent_encoded(route: str) -> list[str]:
    """Write a route in ways that are the same path once they are decoded."""
    path = route.replace("{model}", "gemini-3.8-flash")
    places = {1, len(path) - 1, *(at for at, char in enumerate(path) if char in "/:" and at)}
    return [f"{path[:at]}%{ord(path[at]):02x}{path[at + 1 :]}" for at in sorted(places)]


def asked_for(served: Broker, method: str, path: str) -> tuple[int, HTTPMessage, bytes]:
    """Ask for a path in just these bytes, which no client's library tidies up."""
    connection = HTTPConnection(served.url.removeprefix("http://"), timeout=30)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def deletion(tenant: Sandbox, target: int) -> Approved:
    """Approve a deletion as a person who types the name."""
    plan = pin(
        (act_of("s1", DELETE, {}, base=tenant.github),), {"s1": pins_of_repo(DELETE, target)}
    )
    reply = Reply(typed={"s1": "acme/web"})
    consent = Consent(Preapproval(), None)
    return approve(plan, reply, consent=consent)


# What it does


def test_reads_bring_data(tenant: Sandbox, served: Broker) -> None:
    calls = reads(GetMe(), ListIssues(repo="acme/web", limit=2))

    answer = served.plan(token_of(tenant, READ), body(*calls))

    me, issues = answer.json()["outcomes"]
    assert (200, "mona", 2) == (answer.status_code, me["data"]["login"], len(issues["data"]))
    assert ["GET /user", "GET /repos/acme/web/issues"] == tenant.lines()
    assert "no-store" == answer.headers["cache-control"]


def test_an_approved_write_is_sent_once_as_it_was_approved(tenant: Sandbox, served: Broker) -> None:
    answer = served.plan(token_of(tenant, WRITE), sealed(approved(tenant.github, CRASH)))

    (outcome,) = answer.json()["outcomes"]
    (seen,) = tenant.seen("github")
    assert ("done", "Crash on start") == (outcome["status"], outcome["data"]["title"])
    assert {"title": "Crash on start", "body": CRASH.body} == seen["body"]


def test_the_same_body_with_the_same_token_writes_again_as_security_md_says(
    tenant: Sandbox, served: Broker
) -> None:
    token, plan = token_of(tenant, WRITE), sealed(approved(tenant.github, COMMENT))

    statuses = [served.plan(token, plan).json()["outcomes"][0]["status"] for _ in range(2)]

    assert ["done", "done"] == statuses
    assert 2 == sum(line.startswith("POST ") for line in tenant.lines())


def test_a_plan_stops_at_the_first_step_that_fails(tenant: Sandbox, served: Broker) -> None:
    missing = AddComment(repo="acme/web", issue_number=99999, body="hello")
    plan = sealed(approved(tenant.github, COMMENT, missing, CRASH))

    outcomes = served.plan(token_of(tenant), plan).json()["outcomes"]

    assert ["done", "failed", "skipped"] == [outcome["status"] for outcome in outcomes]
    assert "not_found" == outcomes[1]["error"]["code"]


def test_the_fork_has_ended_when_the_answer_is_there(tenant: Sandbox, served: Broker) -> None:
    served.plan(token_of(tenant), body(*reads(GetMe())))

    assert until(lambda: not served.forks())


# What is judged before anything runs


def test_a_write_without_its_seal_is_refused(tenant: Sandbox, served: Broker) -> None:
    plan = sealed(approved(tenant.github, COMMENT, CRASH))
    plan["calls"][1]["seal"] = None

    answer = served.plan(token_of(tenant), plan)

    assert (403, "not_approved") == (answer.status_code, answer.json()["code"])
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert [] == tenant.lines()


@pytest.mark.parametrize("digest", ["kept", "removed"])
def test_an_argument_that_changed_after_the_approval_sends_nothing(
    digest: str, tenant: Sandbox, served: Broker
) -> None:
    plan = sealed(approved(tenant.github, COMMENT, CRASH))
    plan["calls"][1]["arguments"]["title"] = "Something else"
    plan["digest"] = plan["digest"] if digest == "kept" else None

    answer = served.plan(token_of(tenant), plan)

    assert (403, "changed") == (answer.status_code, answer.json()["code"])
    assert [] == tenant.lines()


def test_a_step_that_was_taken_out_after_the_approval_sends_nothing(
    tenant: Sandbox, served: Broker
) -> None:
    plan = sealed(approved(tenant.github, COMMENT, CRASH))
    del plan["calls"][0]

    answer = served.plan(token_of(tenant), plan)

    assert (403, "changed") == (answer.status_code, answer.json()["code"])
    assert [] == tenant.lines()


def test_a_scope_that_is_missing_is_named(tenant: Sandbox, served: Broker) -> None:
    answer = served.plan(token_of(tenant, READ), sealed(approved(tenant.github, CRASH)))

    challenge = answer.headers["www-authenticate"]
    assert (403, "insufficient_scope") == (answer.status_code, answer.json()["code"])
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="aegis:write"' in challenge
    assert [] == tenant.lines()


@pytest.mark.parametrize(("scope", "age"), [(WRITE, 0), (WRITE + " aegis:admin", 400)])
def test_what_destroys_needs_the_scope_and_a_fresh_sign_in(
    scope: str, age: int, tenant: Sandbox, served: Broker
) -> None:
    tenant.set(auth_age=age)
    token = token_of(tenant, scope)
    tenant.set(auth_age=0)

    answer = served.plan(token, sealed(deletion(tenant, 1)))

    challenge = answer.headers["www-authenticate"]
    assert (401, "insufficient_user_authentication") == (
        answer.status_code,
        answer.json()["code"],
    )
    assert 'max_age="300"' in challenge
    assert 'scope="aegis:admin"' in challenge
    assert [] == tenant.lines()


def test_what_destroys_something_else_than_was_approved_sends_nothing(
    tenant: Sandbox, served: Broker
) -> None:
    (outcome,) = served.plan(token_of(tenant), sealed(deletion(tenant, 1))).json()["outcomes"]

    assert "changed" == outcome["error"]["code"]
    assert ["GET /repos/acme/web"] == tenant.lines()


# Who asks


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (None, "missing_token"),
        ("opaque-token", "invalid_token"),
        ("eyJhbGciOiJub25lIn0.e30.AAAA", "invalid_token"),
    ],
)
def test_without_a_token_that_holds_nothing_happens(
    token: str | None, code: str, tenant: Sandbox, served: Broker
) -> None:
    answer = served.plan(token, body(*reads(GetMe())))

    assert (401, code) == (answer.status_code, answer.json()["code"])
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "application/problem+json" == answer.headers["content-type"]
    assert "POST /oauth/token" not in tenant.lines("auth0")


def test_a_client_that_is_not_allowed_is_refused(tenant: Sandbox, tmp_path: Path) -> None:
    with broker(tenant.environment, tmp_path, AEGIS_ALLOWED_CLIENTS="other, another") as narrow:
        answer = narrow.plan(token_of(tenant), body(*reads(GetMe())))

    assert (401, "invalid_token") == (answer.status_code, answer.json()["code"])


def test_without_a_connected_account_the_code_says_so(tenant: Sandbox, served: Broker) -> None:
    tenant.set(connected=False)

    answer = served.plan(token_of(tenant), body(*reads(GetMe())))

    assert (409, "not_connected") == (answer.status_code, answer.json()["code"])


def test_credentials_of_its_own_that_fail_are_a_bad_gateway(
    tenant: Sandbox, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[everyone]\ndeny = ["issues.*"]\n')
    wrong = {"AEGIS_VAULT_CLIENT_SECRET": "wrong"}

    with broker(tenant.environment, tmp_path, "--policy", str(policy), **wrong) as broken:
        token = token_of(tenant)
        refused = broken.plan(token, body(*reads(ListIssues(repo="acme/web"))))
        answer = broken.plan(token, body(*reads(GetMe())))

    assert (403, "policy") == (refused.status_code, refused.json()["code"])
    assert (502, "misconfigured") == (answer.status_code, answer.json()["code"])
    assert "www-authenticate" not in answer.headers


# What it is sent

STEP: dict[str, Any] = {
    "id": "s1",
    "action": "issues.get",
    "arguments": {"repo": "acme/web", "issue_number": 7},
    "seal": None,
    "preconditions": [],
}
MARK = "MARK-0123"
HELD: dict[str, Any] = {
    "action": "repos.get",
    "arguments": {"repo": "acme/web"},
    "pins": {"id": 7},
}
WHOLE = json.dumps({"calls": [STEP], "digest": None}).encode()
JSON = "application/json"


@for_each(
    ("sent", "code"),
    [
        ({"calls": [STEP | {"action": MARK}]}, "unknown_action"),
        ({"calls": [STEP | {"arguments": {MARK: 1}}]}, "bad_request"),
        ({"calls": [STEP | {"arguments": {"repo": MARK, "issue_number": 7}}]}, "bad_request"),
        ({"calls": [STEP | {"seal": MARK}]}, "bad_request"),
        ({"calls": [STEP | {"seal": "a" * 64}]}, "bad_request"),
        ({"calls": [STEP | {MARK: 1}]}, "bad_request"),
        ({"calls": [STEP | {"target_id": 7}]}, "bad_request"),
        ({"calls": [STEP | {"preconditions": [HELD]}]}, "bad_request"),
        ({"calls": [STEP | {"preconditions": [HELD] * 13}]}, "bad_request"),
        ({"calls": [STEP | {"preconditions": [HELD | {"action": MARK}]}]}, "unknown_action"),
        ({"calls": [STEP | {"preconditions": [HELD | {"arguments": {MARK: 1}}]}]}, "bad_request"),
        *(
            ({"calls": [STEP | {"preconditions": [HELD | {"pins": pins}]}]}, "bad_request")
            for pins in ({}, {"id": None}, {"id": 1.5}, {"id": [7]}, {f"{MARK} x": 7}, {"": 7})
        ),
        ({"calls": [STEP, STEP]}, "bad_request"),
        ({"calls": []}, "bad_request"),
        ({"calls": [STEP | {"id": f"s{at}"} for at in range(13)]}, "bad_request"),
        ({"calls": [STEP], "digest": MARK}, "bad_request"),
        ({"calls": [STEP], MARK: MARK}, "bad_request"),
        ([MARK], "bad_request"),
        (MARK, "bad_request"),
    ],
)
def test_what_is_no_plan_is_refused_without_being_repeated(
    sent: Any, code: str, tenant: Sandbox, served: Broker
) -> None:
    answer = served.plan(token_of(tenant), sent)

    assert (400, code) == (answer.status_code, answer.json()["code"])
    assert MARK not in answer.text
    assert [] == tenant.lines()


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b'{"calls": [', JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (WHOLE[:-1] + b', "digest": null}', JSON, 400),
        (WHOLE.replace(b'"issue_number": 7', b'"issue_number": 8, "issue_number": 7'), JSON, 400),
        (WHOLE.replace(b"7", b"NaN"), JSON, 400),
        (WHOLE.decode().encode("utf-16"), JSON, 400),
        (b"\xef\xbb\xbf" + WHOLE, JSON, 400),
        (b'{"calls": []}', "text/plain", 415),
        (b" " * (256 * 1024 + 1), JSON, 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    content: bytes, kind: str, status: int, tenant: Sandbox, served: Broker
) -> None:
    headers = {"authorization": f"Bearer {token_of(tenant)}", "content-type": kind}

    answer = served.http.post(PLANS, content=content, headers=headers)

    assert status == answer.status_code
    assert "application/problem+json" == answer.headers["content-type"]


def test_a_body_that_comes_in_too_many_pieces_is_cut_off(tenant: Sandbox, served: Broker) -> None:
    headers = {"authorization": f"Bearer {token_of(tenant)}", "content-type": "application/json"}

    answer = served.http.post(PLANS, content=(b" " * 65536 for _ in range(6)), headers=headers)

    assert (413, "too_large") == (answer.status_code, answer.json()["code"])


# What it says of itself


def test_the_metadata_is_all_that_a_client_needs(tenant: Sandbox, served: Broker) -> None:
    environment = tenant.environment

    assert {
        "aegis_protocols": [2],
        "resource": environment["AEGIS_AUDIENCE"],
        "authorization_servers": [environment["AEGIS_ISSUER"]],
        "scopes_supported": ["aegis:read", "aegis:write", "aegis:admin"],
        "bearer_methods_supported": ["header"],
        "aegis_client_id": environment["AEGIS_CLIENT_ID"],
        "aegis_github_api": environment["AEGIS_GITHUB_API"],
        "aegis_connection": "github",
    } == served.get(METADATA).json()


def test_health_and_readiness_are_answered_without_a_token(served: Broker) -> None:
    assert [200, 200] == [served.get(path).status_code for path in ("/healthz", "/readyz")]


def test_metrics_count_and_name_nobody(tenant: Sandbox, served: Broker) -> None:
    served.plan(token_of(tenant), body(*reads(GetMe())))
    served.get(f"/{MARK}")

    text = served.get("/metrics").text

    assert 'aegis_plans_total{verdict="allowed"}' in text
    assert 'aegis_http_requests_total{route="other",status="404"}' in text
    assert "aegis_plans_running 0.0\n" in text
    assert MARK not in text
    assert "github|" not in text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/", "/v2/plans/"])
def test_there_is_nothing_else(path: str, served: Broker) -> None:
    answer = served.get(path)

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])
    assert "no-store" == answer.headers["cache-control"]


@for_each("path", ["/v1/plans", "/v3/plans", "/v10/verdicts"])
def test_a_plan_of_another_protocol_is_told_which_one_is_spoken(path: str, served: Broker) -> None:
    said = served.get(path).json()

    assert (404, "not_found") == (said["status"], said["code"])
    assert "This broker speaks protocol 2 of aegis, whose plans go to /v2/plans." == said["detail"]


@for_each("method", ["GET", "POST"])
@for_each("path", [path for route in sorted(ROUTES) for path in percent_encoded(route)])
def test_a_path_that_is_a_routes_only_after_decoding_is_none(
    method: str, path: str, served: Broker
) -> None:
    status, headers, document = asked_for(served, method, path)

    assert (404, "not_found") == (status, json.loads(document)["code"])
    assert ("application/problem+json", "no-store") == (
        headers["content-type"],
        headers["cache-control"],
    )


def test_a_path_that_is_a_routes_only_after_decoding_is_counted_as_another(served: Broker) -> None:
    def counted() -> dict[str, str]:
        named = (line.rpartition(" ") for line in served.get("/metrics").text.splitlines())
        return {name: count for name, _, count in named if 'route="/healthz"' in name}

    served.get("/healthz")
    before = counted()
    asked_for(served, "GET", "/%68ealthz")

    assert before
    assert before == counted()


def test_another_method_is_refused_with_those_there_are(served: Broker) -> None:
    answer = served.get(PLANS)

    assert (405, "POST") == (answer.status_code, answer.headers["allow"])


@pytest.mark.parametrize(("given", "kept"), [("abc-1.X_", True), ("a" * 65, False), ("a b", False)])
def test_a_plain_correlation_id_is_kept(given: str, *, kept: bool, served: Broker) -> None:
    answer = served.get("/healthz", **{"x-request-id": given})

    assert kept is (given == answer.headers["x-request-id"])
    assert 0 < len(answer.headers["x-request-id"]) <= 64


# What is noted


def test_one_line_is_noted_of_each_plan_and_no_token_title_or_body(
    tenant: Sandbox, tmp_path: Path
) -> None:
    with broker(tenant.environment, tmp_path) as noting:
        token = token_of(tenant)
        plan = sealed(approved(tenant.github, CRASH))
        answer = noting.plan(token, plan, **{"x-request-id": "here"})
        noting.plan(token + "x", plan)
        first, second = until(lambda: found if len(found := noting.audit()) == 2 else None)
        errors = noting.process
        noting.stop()
        said = (errors.stderr.read() if errors.stderr else b"").decode()

    assert ("here", "here") == (first["correlation_id"], answer.json()["correlation_id"])
    assert ("allowed", ["issues.create"], 201) == (
        first["verdict"],
        first["actions"],
        first["upstream_status"],
    )
    assert plan["digest"] == first["digest"]
    assert 64 == len(first["token_sha256"])
    assert "invalid_token" == second["verdict"]
    everything = noting.written("out") + said + answer.text
    for secret in (token, *tenant.tokens(), tenant.environment["AEGIS_VAULT_CLIENT_SECRET"]):
        assert secret not in everything
    assert "Crash on start" not in noting.written("out")
