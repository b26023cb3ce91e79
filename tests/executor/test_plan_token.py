"""A token for one plan, with a real child: what it is used for, and that it is deleted."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import httpx
import pytest
import respx

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, preconditions_of
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.adapters.sender import Sender
from aegis_cli.core.flow import Wait
from aegis_cli.core.provider_app import ProviderApp
from aegis_cli.core.secret import Secret
from aegis_cli.errors import AegisError, Code
from aegis_cli.executor import embedded as executor_module
from aegis_cli.executor import plan_token as plan_token_module
from aegis_cli.executor.child_run import ChildRun
from aegis_cli.executor.embedded import EmbeddedExecutor
from aegis_cli.executor.plan_token import PlanToken
from aegis_cli.oauth.exchange import Granted
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.issues.comments import AddComment
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, ListIssues
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import UpdateBranch
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.providers.github.nouns.repos.repos import GetRepo, ListMyRepos
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.execution import Outcome
from tests.helpers import forked
from tests.helpers.act_factory import act_of
from tests.helpers.canned import BASE
from tests.helpers.patience import NEVER, PATIENCE
from tests.helpers.support import (
    LOOPBACK,
    Heard,
    Parent,
    Sandbox,
    answering,
    approved,
    executor_for,
    parent,
    reads,
    sandbox,
    server,
    session,
    signed_in,
    until,
)

pytestmark = pytest.mark.enable_socket

ISSUES = "/repos/acme/web/issues"
CRASH = CreateIssue(repo="acme/web", title="Crash on start")
ISSUE = GetIssue(repo="acme/web", issue_number=1)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with sandbox("--github-app") as started:
        yield started


@pytest.fixture(autouse=True)
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork the children, for tests that are not about how a child starts."""
    monkeypatch.setattr(executor_module, "start", forked.start)


@pytest.fixture
def executor(tenant: Sandbox) -> Iterator[EmbeddedExecutor]:
    made = executor_for(tenant.environment)
    yield made
    made.close()


@pytest.fixture
def before(tenant: Sandbox) -> set[str]:
    """The tokens of the tests before."""
    return set(tenant.tokens())


def reach_of(calls: tuple[Call, ...]) -> dict[str, Any]:
    """Return what a token for calls must reach, as the parent says it."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(GITHUB.reach(calls))))
    return told


def app_path(tenant: Sandbox, what: str) -> str:
    return f"/applications/{tenant.environment['AEGIS_GITHUB_APP_CLIENT_ID']}/{what}"


def steps(tenant: Sandbox) -> list[tuple[str, str, str]]:
    """Return method, path and kind of token of each request; the App's own are named short."""
    return [
        (seen["method"], re.sub(r"^/applications/[^/]+/", "app: ", seen["path"]), seen["token"])
        for seen in tenant.seen("github")
    ]


DERIVE, DELETE = ("POST", "app: token/scoped", ""), ("DELETE", "app: token", "")


def is_alone_and_alive(tenant: Sandbox, before: set[str]) -> bool:
    """Tell whether one token is left of a plan, the vault's own, and GitHub still accepts it."""
    left = [token for token in tenant.tokens() if token not in before]
    url, headers = f"{tenant.github}/user", {"authorization": f"Bearer {left[0]}"}
    return len(left) == 1 and httpx.get(url, headers=headers, **LOOPBACK).is_success


# What it is used for


def test_a_plan_acts_with_a_token_of_its_own_that_is_deleted_afterwards(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    with executor.open(signed_in(tenant)) as run:
        (outcome,) = run.write(approved(tenant.github, CRASH))

    facts = run.tokens.get("github")
    assert "done" == outcome.status.value
    assert [DERIVE, ("POST", ISSUES, "derived"), DELETE] == steps(tenant)
    assert {
        "target": "acme",
        "repositories": ["web"],
        "permissions": {"issues": "write", "metadata": "read"},
    } == tenant.seen("github")[0]["body"]
    assert facts is not None
    assert ("ghu_", True, None) == (facts.kind, facts.narrowed, facts.reason)
    assert 28_700 < (facts.expires_in or 0) < 28_810  # the clock of HTTP has whole seconds
    assert is_alone_and_alive(tenant, before)


def test_it_reaches_what_is_read_beside_a_call_too(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    call = Call("s1", GetPull(repo="acme/web", pull_number=11), related=("reviews", "checks"))
    with executor.open(signed_in(tenant)) as run:
        (outcome,) = run.read((call,))

    assert (3, 2) == (len(outcome.data["reviews"]), len(outcome.data["checks"]))
    derive, *reads, delete = steps(tenant)
    assert [DERIVE, DELETE] == [derive, delete]
    assert ["derived"] * 3 == [token for _, _, token in reads]
    assert {"checks": "read", "metadata": "read", "pull_requests": "read"} == (
        tenant.seen("github")[0]["body"]["permissions"]
    )
    assert is_alone_and_alive(tenant, before)


def test_each_run_of_a_plan_gets_its_own_so_that_none_lives_while_a_person_is_asked(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    with executor.open(signed_in(tenant)) as run:
        run.read(reads(GetRepo(repo="acme/web")))
        while_asking = steps(tenant)
        run.write(approved(tenant.github, CRASH))

    assert [DERIVE, ("GET", "/repos/acme/web", "derived"), DELETE] == while_asking
    assert 2 == steps(tenant).count(DERIVE) == steps(tenant).count(DELETE)
    assert is_alone_and_alive(tenant, before)


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ([GetMe()], "No repository is named."),
        ([ListMyRepos()], "repos.list_mine names no repository."),
        ([GetRepo(repo="acme/web"), GetRepo(repo="mona/dotfiles")], "several owners"),
    ],
)
def test_what_cannot_be_narrowed_acts_with_the_vaults_token_and_says_so(
    actions: list[Any], words: str, tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    with executor.open(signed_in(tenant)) as run:
        run.read(reads(*actions))

    assert {"wide"} == {token for _, _, token in steps(tenant)}
    assert run.tokens
    assert run.tokens["github"].narrowed is False
    assert words in (run.tokens["github"].reason or "")


def test_without_an_app_nothing_is_derived_and_nothing_is_missing(tenant: Sandbox) -> None:
    known = {name: value for name, value in tenant.environment.items() if "GITHUB_APP" not in name}
    made = executor_for(known)

    with made.open(signed_in(tenant)) as run:
        run.read(reads(ISSUE))

    assert [("GET", f"{ISSUES}/1", "wide")] == steps(tenant)
    assert run.tokens
    assert (False, None) == (run.tokens["github"].narrowed, run.tokens["github"].reason)
    assert 28_700 < (run.tokens["github"].expires_in or 0) <= 28_800


def test_a_token_of_another_kind_is_used_as_it_is_and_says_so(tenant: Sandbox) -> None:
    def vault(heard: Heard, connection: Any) -> None:
        token = '{"access_token": "gho_0123456789", "expires_in": 60}'
        answering(token if "/oauth/token" in heard.target else "[]")(heard, connection)

    with server(vault) as found:
        more = {"AEGIS_ISSUER": f"{found.url}/", "AEGIS_GITHUB_API": found.url}
        made = executor_for({**tenant.environment, **more})
        with made.open(session("session-token")) as run:
            run.read(reads(ListIssues(repo="acme/web")))

    reason = "Only the token of a GitHub App (ghu_) can be limited to one plan; this is gho_."
    assert TokenFacts("gho_", 60.0, narrowed=False, reason=reason) == run.tokens["github"]
    assert [] == [heard for heard in found.heard if "/applications/" in heard.target]


# A merge that brings a workflow

PULL = "/repos/acme/web/pulls/11"
MERGED = f"{PULL}/update-branch"
BARRED = (
    "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` "
    "without `workflows` permission"
)


def refused_merge(tenant: Sandbox, *later: dict[str, Any]) -> Approved:
    """Approve an update of a branch, which GitHub refuses first; it answers `later` after that."""
    head = "982e9afe225210d3e0699f91c3419dd06c7695bb"
    action = UpdateBranch.from_arguments(
        {"repo": "acme/web", "pull_number": 11, "expected_head_sha": head}
    )
    look: dict[Action[Any], Any] = {
        GetPull(repo="acme/web", pull_number=11): {"head": {"sha": head}}
    }
    pins = preconditions_of(action, look, loosely=False)
    act = replace(act_of("s1", action, {}, base=tenant.github), preconditions=pins)
    for answer in ({"status": 403, "body": json.dumps({"message": BARRED})}, *later):
        tenant.fault("github", "PUT", MERGED, **answer)
    return approve((act,), Reply(yes=True), consent=Consent(Preapproval(), None))


def test_a_merge_that_brings_a_workflow_is_tried_once_more_with_a_token_that_may(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    done = {"status": 202, "body": '{"message": "Updating", "url": "https://github.com"}'}
    approved = refused_merge(tenant, done)

    with executor.open(signed_in(tenant)) as run:
        (outcome,) = run.write(approved)

    assert "done" == outcome.status.value
    look, put = ("GET", PULL, "derived"), ("PUT", MERGED, "derived")
    assert [DERIVE, look, put, DERIVE, put, DELETE, DELETE] == steps(tenant)
    first, second = (one["body"] for one in tenant.seen("github") if "scoped" in one["path"])
    assert "workflows" not in first["permissions"]
    assert first["permissions"] | {"workflows": "write"} == second["permissions"]
    assert ["web"] == second["repositories"]
    assert is_alone_and_alive(tenant, before)


def test_it_is_tried_only_once_more(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    again = {"status": 403, "body": json.dumps({"message": BARRED})}
    approved = refused_merge(tenant, again)

    with executor.open(signed_in(tenant)) as run:
        (outcome,) = run.write(approved)

    assert outcome.error is not None
    assert BARRED in outcome.error.message
    assert 2 == steps(tenant).count(("PUT", MERGED, "derived"))
    assert is_alone_and_alive(tenant, before)


def test_where_no_such_token_is_given_the_refusal_stands(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    approved = refused_merge(tenant)
    with executor.open(signed_in(tenant)) as run:
        for refused in ({"delay": 0.001}, {"status": 422, "body": "{}"}):  # the first passes
            tenant.fault("github", "POST", app_path(tenant, "token/scoped"), **refused)
        (outcome,) = run.write(approved)

    assert outcome.error is not None
    assert BARRED in outcome.error.message
    assert 1 == steps(tenant).count(("PUT", MERGED, "derived"))
    assert is_alone_and_alive(tenant, before)


# When something goes wrong


def test_it_is_deleted_after_a_failure(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    missing = AddComment(repo="acme/web", issue_number=99999, body="hello")

    with executor.open(signed_in(tenant)) as run:
        failed, skipped = run.write(approved(tenant.github, missing, CRASH))

    assert ("failed", "skipped") == (failed.status.value, skipped.status.value)
    assert [DERIVE, DELETE] == [steps(tenant)[0], steps(tenant)[-1]]
    assert is_alone_and_alive(tenant, before)


def test_it_is_deleted_when_a_server_echoes_a_secret(
    tenant: Sandbox, executor: EmbeddedExecutor, before: set[str]
) -> None:
    secret = tenant.environment["AEGIS_GITHUB_APP_CLIENT_SECRET"]
    tenant.fault("github", "GET", f"{ISSUES}/1", status=422, body=f'{{"message": "{secret}"}}')

    with executor.open(signed_in(tenant)) as run, pytest.raises(AegisError) as told:
        run.read(reads(ISSUE))

    assert Code.PROTOCOL is told.value.code
    assert secret not in told.value.message
    assert [DERIVE, ("GET", f"{ISSUES}/1", "derived"), DELETE] == steps(tenant)
    assert is_alone_and_alive(tenant, before)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, Code.MISCONFIGURED), (403, Code.FORBIDDEN), (404, Code.MISCONFIGURED)],
)
def test_a_refused_derivation_ends_the_plan_before_anything_is_sent(
    status: int, code: Code, tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    tenant.fault("github", "POST", app_path(tenant, "token/scoped"), status=status, body="{}")

    with executor.open(signed_in(tenant)) as run, pytest.raises(AegisError) as caught:
        run.write(approved(tenant.github, CRASH))

    assert code is caught.value.code
    assert [DERIVE] == steps(tenant)


def test_where_the_app_is_not_installed_what_is_public_is_read_and_nothing_is_written(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    tenant.set(installations=["mona"])

    with executor.open(signed_in(tenant)) as run:
        (outcome,) = run.read(reads(ISSUE))
        facts = run.tokens.get("github")
        with pytest.raises(AegisError) as caught:
            run.write(approved(tenant.github, CRASH))

    assert "done" == outcome.status.value
    assert facts is not None
    assert "acme/web with issues:read, metadata:read (422)" in (facts.reason or "")
    assert Code.FORBIDDEN is caught.value.code
    assert [DERIVE, ("GET", f"{ISSUES}/1", "wide"), DERIVE] == steps(tenant)


def test_a_token_that_cannot_be_deleted_is_reported(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    tenant.fault("github", "DELETE", app_path(tenant, "token"), status=403, body="{}")

    with executor.open(signed_in(tenant)) as run:
        (outcome,) = run.read(reads(ISSUE))

    assert "done" == outcome.status.value
    assert run.tokens
    assert run.tokens["github"].narrowed is True
    assert "could not be deleted" in (run.tokens["github"].reason or "")


# When somebody stops it


@pytest.fixture
def person(tenant: Sandbox) -> Iterator[Parent]:
    with signed_in_parent(tenant) as started:
        yield started


@contextmanager
def signed_in_parent(tenant: Sandbox, *, forks: bool = False) -> Iterator[Parent]:
    with parent(forks=forks) as started:
        token = signed_in(tenant).access_token.reveal()
        started.asked(session=token, environment=tenant.environment)
        yield started


CREATE = ["issues.create", {"repo": "acme/web", "title": "Crash on start"}]
GET = ["issues.get", {"repo": "acme/web", "issue_number": 1}]


def test_ctrl_c_during_a_read_deletes_it(tenant: Sandbox, person: Parent, before: set[str]) -> None:
    tenant.fault("github", "GET", f"{ISSUES}/1", delay=NEVER)

    person.tell(plan=[GET])
    until(lambda: f"GET {ISSUES}/1" in tenant.lines())
    person.interrupt()

    assert [("skipped", "interrupted")] == [
        (each["status"], each["code"]) for each in person.said()["outcomes"]
    ]
    assert DELETE == steps(tenant)[-1]
    assert is_alone_and_alive(tenant, before)


def test_a_second_ctrl_c_during_a_write_deletes_it(
    tenant: Sandbox, person: Parent, before: set[str]
) -> None:
    tenant.fault("github", "POST", ISSUES, delay=NEVER, after=True)

    person.tell(plan=[CREATE])
    until(lambda: f"POST {ISSUES}" in tenant.lines())
    person.interrupt()
    person.interrupt()

    assert ["outcome_unknown"] == [each["status"] for each in person.said()["outcomes"]]
    assert DELETE == steps(tenant)[-1]
    assert is_alone_and_alive(tenant, before)


def test_ctrl_c_during_the_derivation_deletes_what_came_of_it(
    tenant: Sandbox, person: Parent, before: set[str]
) -> None:
    path = app_path(tenant, "token/scoped")
    tenant.fault("github", "POST", path, delay=NEVER, after=True)

    person.tell(plan=[GET])
    until(lambda: f"POST {path}" in tenant.lines())
    person.interrupt()
    tenant.release()

    person.said()
    assert (DERIVE, True) == (steps(tenant)[0], DELETE in steps(tenant))
    assert is_alone_and_alive(tenant, before)


def test_the_child_of_a_killed_parent_deletes_it_before_it_ends(
    tenant: Sandbox,
) -> None:
    tenant.fault("github", "GET", f"{ISSUES}/1", delay=NEVER)

    with signed_in_parent(tenant, forks=True) as person:
        person.tell(plan=[GET])
        until(lambda: f"GET {ISSUES}/1" in tenant.lines())
        person.kill()

    assert until(lambda: DELETE in steps(tenant))


# What can be told of it


def inspected(run: ChildRun) -> tuple[Outcome, Any]:
    return run.inspect(Call("me", GetMe()))


def test_an_inspection_tells_whose_it_is_and_that_it_narrows(
    tenant: Sandbox, executor: EmbeddedExecutor
) -> None:
    with executor.open(signed_in(tenant)) as run:
        outcome, found = inspected(run)

    assert ("mona", 2, None) == (outcome.data["login"], found.installations, found.hindrance)
    assert [
        ("GET", "/user", "wide"),
        ("GET", "/user/installations", "wide"),
        ("POST", "app: token", ""),
    ] == steps(tenant)


def test_an_inspection_with_a_wrong_secret_says_so(tenant: Sandbox) -> None:
    wrong = {"AEGIS_GITHUB_APP_CLIENT_SECRET": "wrong"}
    tenant.set(installations=[])

    with executor_for({**tenant.environment, **wrong}).open(signed_in(tenant)) as run:
        _, found = inspected(run)

    assert 0 == found.installations
    assert "does not accept the GitHub App's client id and secret" in found.hindrance


# The same in this process, where the parent's and GitHub's part are canned

APP = ProviderApp("Iv1.app", Secret("app-secret"))
GRANTED = Granted(Secret("ghu_wide"), 60.0)
TOKEN_URL = f"{BASE}/applications/Iv1.app/token"


@pytest.fixture
def github() -> Iterator[respx.Route]:
    """Derive one token; return the route that deletes it."""
    with respx.mock(assert_all_called=False) as router:
        router.post(f"{TOKEN_URL}/scoped").respond(json={"token": "ghu_derived"})
        yield router.delete(TOKEN_URL).respond(204)


def plan_token(app: ProviderApp | None = APP) -> PlanToken:
    return PlanToken(GITHUB.token_side(), app, BASE, Sender(), lambda _wait: None)


def test_a_derived_token_is_deleted_once_by_the_first_thread(github: respx.Route) -> None:
    made = plan_token()
    token = made.begin(GRANTED, reach_of(reads(ISSUE)))

    made.forget()
    facts = made.end()

    assert Secret("ghu_derived") == token
    assert 1 == github.call_count
    assert TokenFacts("ghu_", None, narrowed=True) == facts


@pytest.mark.parametrize(("app", "action"), [(None, ISSUE), (APP, GetMe())])
def test_the_vaults_own_token_is_never_deleted(
    app: ProviderApp | None, action: Any, github: respx.Route
) -> None:
    made = plan_token(app)

    token = made.begin(GRANTED, reach_of(reads(action)))
    made.end()
    made.forget()

    assert GRANTED.token == token
    assert not github.called


def test_a_failed_deletion_is_reported_but_not_at_the_end_of_the_process(
    github: respx.Route,
) -> None:
    github.respond(403)
    told, silent = plan_token(), plan_token()
    for each in (told, silent):
        each.begin(GRANTED, reach_of(reads(ISSUE)))

    facts = told.end()
    silent.forget()

    assert facts is not None
    assert "could not be deleted" in (facts.reason or "")
    assert 2 == github.call_count


def test_an_interrupted_deletion_is_repeated_at_the_end(github: respx.Route) -> None:
    def gone(_wait: Wait) -> None:
        raise BrokenPipeError

    github.side_effect = [httpx.Response(502), httpx.Response(204)]
    made = PlanToken(GITHUB.token_side(), APP, BASE, Sender(), gone)
    made.begin(GRANTED, reach_of(reads(ISSUE)))

    with pytest.raises(BrokenPipeError):
        made.end()
    made.forget()
    made.forget()

    assert 2 == github.call_count


def test_the_end_of_the_process_tries_again_at_once_but_not_for_ever(
    github: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    github.respond(502)
    again, late = plan_token(), plan_token()
    for each in (again, late):
        each.begin(GRANTED, reach_of(reads(ISSUE)))

    again.forget()
    patient = github.call_count
    monkeypatch.setattr(plan_token_module, "GRACE", 0.0)
    late.forget()

    assert (3, 4) == (patient, github.call_count)


def test_a_read_without_a_derived_token_acts_with_the_vaults_token_and_a_write_does_not() -> None:
    with respx.mock as router:
        router.post(f"{TOKEN_URL}/scoped").respond(422, json={"message": "No such installation."})
        reading, writing = plan_token(), plan_token()

        token = reading.begin(GRANTED, reach_of(reads(ISSUE)))
        facts = reading.end()
        with pytest.raises(AegisError) as caught:
            writing.begin(GRANTED, reach_of(approved(BASE, CRASH).calls))

    assert GRANTED.token == token
    assert facts is not None
    assert (False, 60.0) == (facts.narrowed, facts.expires_in)
    assert "issues:read, metadata:read (422): No such installation." in (facts.reason or "")
    assert Code.FORBIDDEN is caught.value.code


def test_the_end_of_the_process_waits_for_a_derivation_only_so_long(
    github: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_token_module, "GRACE", 0.05)
    made = plan_token()
    made.begin(GRANTED, reach_of(reads(ISSUE)))

    with made.lock:
        other = threading.Thread(target=made.forget)
        other.start()
        other.join(PATIENCE)

    assert not other.is_alive()
    assert not github.called


def test_a_run_that_never_began_has_no_facts() -> None:
    assert plan_token().end() is None
