"""A broker that asks a store for the rules: real processes, and a store that fails in every way."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from aegis_cli.broker.authorization import models
from aegis_cli.broker.http.envelope import VERDICTS
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from tests.broker.running import PLANS, Broker, body, broker, sealed, token_of
from tests.helpers.patience import NEVER
from tests.helpers.support import LOOPBACK, Sandbox, approved, reads, sandbox, until

pytestmark = pytest.mark.enable_socket

CRASH = CreateIssue(repo="acme/web", title="Crash on start")
READ = body(*reads(GetIssue(repo="ACME/web", issue_number=12)))
MONA = "user:github|583231"
READER = {"user": MONA, "relation": "reader", "object": "container:github/acme"}
READS = {"user": MONA, "relation": "granted", "object": "action:github/effect/read"}
WRITER = READER | {"relation": "writer"}
WRITES = READS | {"object": "action:github/effect/write"}
SUSPENDED = {"user": MONA, "relation": "suspended", "object": "container:github/acme/web"}


class Store:
    """The sandbox's store, as an administrator writes into it."""

    def __init__(self, tenant: Sandbox, http: httpx.Client) -> None:
        variables = tenant.environment
        self._http, self._store = http, f"/stores/{variables['AEGIS_FGA_STORE']}"
        form = {
            "grant_type": "client_credentials",
            "client_id": variables["AEGIS_FGA_CLIENT_ID"],
            "client_secret": variables["AEGIS_FGA_CLIENT_SECRET"],
        }
        token = http.post("/oauth/token", data=form).json()["access_token"]
        http.headers["authorization"] = f"Bearer {token}"
        written = self._post("authorization-models", models.definition())
        self.model: str = written["authorization_model_id"]
        self._tuples: tuple[dict[str, Any], ...] = ()

    def write(self, *tuples: dict[str, Any]) -> None:
        """Have these be so, beside what is."""
        self._post("write", {"writes": {"tuple_keys": list(tuples)}})
        self._tuples += tuples

    def clear(self) -> None:
        """Have nothing be so."""
        if self._tuples:
            self._post("write", {"deletes": {"tuple_keys": list(self._tuples)}})
        self._tuples = ()

    def _post(self, path: str, sent: Any) -> Any:
        answer = self._http.post(f"{self._store}/{path}", json=sent)
        assert answer.is_success, answer.text
        return answer.json()


@dataclass(frozen=True)
class Ruled:
    """A broker, the store that it asks, and Mona, who has signed in."""

    tenant: Sandbox
    store: Store
    broker: Broker
    token: str

    def plan(self, sent: Any, path: str = PLANS) -> httpx.Response:
        """Send a plan as Mona."""
        headers = {"authorization": f"Bearer {self.token}"}
        return self.broker.http.post(path, json=sent, headers=headers)

    def acted(self) -> list[str]:
        """Return the exchanges and the requests to GitHub."""
        exchanges = [line for line in self.tenant.lines("auth0") if line == "POST /oauth/token"]
        return exchanges + self.tenant.lines()


@pytest.fixture(scope="module")
def running_with_rules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ruled]:
    """Run a sandbox that names its store, and a broker that asks it."""
    folder = tmp_path_factory.mktemp("rules")
    options = ("--per-minute", "100000")
    with (
        sandbox("--fga") as tenant,
        httpx.Client(base_url=tenant.environment["AEGIS_FGA_URL"], **LOOPBACK) as http,
    ):
        store = Store(tenant, http)
        tenant.reset(access_life=3600)
        model = {"AEGIS_FGA_MODEL": store.model}
        with broker(tenant.environment, folder, *options, **model) as found:
            yield Ruled(tenant, store, found, token_of(tenant))


@pytest.fixture
def ruled(running_with_rules: Ruled) -> Iterator[Ruled]:
    """Have nothing be so, and nothing seen."""
    running_with_rules.tenant.reset()
    yield running_with_rules
    running_with_rules.tenant.release()
    running_with_rules.store.clear()


def test_who_has_no_rule_may_nothing(ruled: Ruled) -> None:
    answer = ruled.plan(READ)

    assert (403, "policy") == (answer.status_code, answer.json()["code"])
    assert (
        "Your organisation's rules do not allow you to use issues.get; read in ACME/web."
        == answer.json()["detail"]
    )
    assert [] == ruled.acted()


def test_a_rule_lets_read_and_not_write(ruled: Ruled) -> None:
    ruled.store.write(READER, READS)

    assert "done" == ruled.plan(READ).json()["outcomes"][0]["status"]
    refused = ruled.plan(sealed(approved(ruled.tenant.github, CRASH)))
    assert 403 == refused.status_code, refused.text
    assert "use issues.create; write in acme/web" in refused.json()["detail"]


def test_a_rule_lets_write(ruled: Ruled) -> None:
    ruled.store.write(WRITER, WRITES)
    answer = ruled.plan(sealed(approved(ruled.tenant.github, CRASH)))
    assert "done" == answer.json()["outcomes"][0]["status"]


def test_no_spelling_escapes_a_suspension(ruled: Ruled) -> None:
    ruled.store.write(READER, READS, SUSPENDED)

    for name in ("acme/web", "ACME/WEB", "Acme/Web", "acme/web.git", "acme/web.GIT.git"):
        assert 403 == ruled.plan(body(*reads(GetRepo(repo=name)))).status_code, name


def test_who_is_suspended_at_a_provider_does_nothing_with_their_own_account_either(
    ruled: Ruled,
) -> None:
    me = body(*reads(GetMe()))
    ruled.store.write(READS)
    assert "read with your own account at GitHub" in ruled.plan(me).json()["detail"]

    ruled.store.write({"user": "user:*", "relation": "reader", "object": "container:github/@me"})
    assert "done" == ruled.plan(me).json()["outcomes"][0]["status"]

    ruled.store.write(SUSPENDED | {"object": "container:github"})
    assert 403 == ruled.plan(me).status_code


def test_a_rule_that_goes_is_gone_at_once(ruled: Ruled) -> None:
    ruled.store.write(READER, READS)
    assert 200 == ruled.plan(READ).status_code
    ruled.store.clear()
    assert 403 == ruled.plan(READ).status_code


def test_a_verdict_is_heard_without_an_approval_and_nothing_is_done(ruled: Ruled) -> None:
    write = body(*reads(CRASH))  # without a seal

    refused = ruled.plan(write, VERDICTS)
    ruled.store.write(WRITER, WRITES)
    allowed = ruled.plan(write, VERDICTS)

    assert (403, 200) == (refused.status_code, allowed.status_code)
    assert "write in acme/web" in refused.json()["detail"]
    assert allowed.json()["allowed"] is True
    assert [] == ruled.acted()
    line = ruled.broker.audit()[-1]
    assert (True, ruled.store.model) == (line["ahead"], line["rules_model"])


def test_a_renamed_repository_is_asked_for_by_its_own_name(ruled: Ruled) -> None:
    ruled.store.write(READER, READS)
    there = {"location": f"{ruled.tenant.github}/repos/acme/web"}
    ruled.tenant.fault("github", "GET", "/repos/acme/old", status=301, headers=there)

    (outcome,) = ruled.plan(body(*reads(GetRepo(repo="acme/old")))).json()["outcomes"]

    assert ("failed", "moved") == (outcome["status"], outcome["error"]["code"])


SILENT = "authorization_unavailable"


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ({"status": 500}, SILENT),
        ({"status": 503}, SILENT),
        ({"status": 429, "headers": {"retry-after": "1"}}, SILENT),
        ({"delay": NEVER}, SILENT),
        ({"drop": True}, SILENT),
        ({"status": 200, "body": "<html>proxy</html>"}, "misconfigured"),
        ({"status": 200, "body": "{}"}, "misconfigured"),
        ({"status": 200, "body": '{"result": {}}'}, "misconfigured"),
        ({"status": 200, "body": '{"result": {"0": {"allowed": true}}}'}, "misconfigured"),
        ({"status": 400, "body": '{"code": "authorization_model_not_found"}'}, "misconfigured"),
        ({"status": 404}, "misconfigured"),
        ({"status": 401}, "misconfigured"),
    ],
)
def test_a_store_that_fails_lets_nothing_through(
    ruled: Ruled, trouble: dict[str, Any], code: str
) -> None:
    ruled.store.write(READER, READS)
    ruled.tenant.fault("auth0", "POST", "/fga/stores/.*/batch-check", times=50, **trouble)
    before = len(ruled.broker.audit())

    answer = ruled.plan(READ)

    status = 503 if code == SILENT else 502
    assert (status, code) == (answer.status_code, answer.json()["code"])
    assert [] == ruled.acted()
    until(lambda: len(ruled.broker.audit()) > before)  # it is written beside the answer
    assert code == ruled.broker.audit()[-1]["verdict"]


def test_a_token_of_the_store_that_is_refused_is_renewed_once(ruled: Ruled) -> None:
    ruled.store.write(READER, READS)
    ruled.tenant.fault("auth0", "POST", "/fga/stores/.*/batch-check", times=1, status=401)

    assert 200 == ruled.plan(READ).status_code


def test_another_model_than_the_one_that_is_set_is_never_asked(
    ruled: Ruled, tmp_path: Path
) -> None:
    ruled.store.write(READER, READS)
    unknown = {"AEGIS_FGA_MODEL": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
    with broker(ruled.tenant.environment, tmp_path, **unknown) as it:
        answer = it.plan(ruled.token, READ)

    assert (502, "misconfigured") == (answer.status_code, answer.json()["code"])
    assert [] == ruled.acted()
