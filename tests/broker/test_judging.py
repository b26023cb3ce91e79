"""The judgement of a whole plan: presence, scope, policy, and what was approved."""

from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, Precondition, digest_of
from aegis_cli.actions.links import LinkAt
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.plan_request import PlanRequest
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.judging import judge, judge_links
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.providers.github.nouns.actions.log_downloads import GetJobLogs
from aegis_cli.providers.github.nouns.actions.secrets import SetSecret
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from tests.actions.cases import CASES
from tests.helpers.act_factory import BASES
from tests.helpers.canned import BASE
from tests.helpers.confirmed_actions import BURN, GIST, MERGE, PULL, SIGN, pins_of, pins_of_repo
from tests.helpers.declared import GENERATE, VISIT
from tests.helpers.rows import for_each
from tests.helpers.support import approved

NOW = 1000.0
READ = Call("s1", GetIssue(repo="acme/web", issue_number=7))
DELETE = DeleteRepo(repo="acme/web")
NINE = pins_of_repo(DELETE, 9)


def sealed(action: Action[Any], *preconditions: Precondition) -> Call:
    """Seal a call as an approval does."""
    call = Call("s1", action, preconditions=preconditions)
    return replace(call, seal=call.fingerprint(action.request(BASE)))


GONE = sealed(DELETE, *NINE)
CREATE = approved(BASE, CreateIssue(repo="acme/web", title="Crash"))
ALL = "aegis:read aegis:write aegis:admin"


def whole(*calls: Call) -> PlanRequest:
    """Make the plan of calls that were approved together."""
    prints = (call.fingerprint(call.action.request(BASE)) for call in calls)
    return PlanRequest(calls, digest_of(prints))


def caller(scope: str = ALL, auth_time: float | None = NOW - 300) -> Caller:
    """Return somebody with a scope, who was there so many seconds ago."""
    return Caller("github|1", "cli", frozenset(scope.split()), None, auth_time, NOW + 600)


def refusal_of(order: PlanRequest, by: Caller, policy: str = "") -> tuple[int, str] | None:
    """Return status and code of the refusal, if there is one."""
    try:
        judge(order, by, Whitelist.load(policy, "policy.toml"), bases=BASES, now=NOW)
    except Problem as problem:
        return problem.status, problem.code
    return None


@for_each(
    "order",
    [
        PlanRequest((READ,), None),
        PlanRequest(CREATE.calls, CREATE.digest),
        whole(GONE),
        whole(sealed(MERGE, *pins_of(MERGE, PULL))),
        whole(sealed(BURN, *pins_of(BURN, GIST))),
        whole(sealed(SIGN)),
    ],
)
def test_what_was_approved_may_run(order: PlanRequest) -> None:
    assert refusal_of(order, caller()) is None


@for_each(
    ("scope", "auth_time"),
    [(ALL, None), (ALL, NOW - 300.1), ("aegis:read aegis:write", NOW)],
)
@for_each("call", [GONE, sealed(BURN, *pins_of(BURN, GIST)), sealed(SIGN)])
def test_what_is_typed_needs_presence(scope: str, auth_time: float | None, call: Call) -> None:
    found = refusal_of(PlanRequest((call,), None), caller(scope, auth_time))

    assert (401, "insufficient_user_authentication") == found


RUNG = '[scope."aegis:write"]\nmax_effect = "asked"'


def test_what_is_always_asked_about_needs_the_scopes_of_its_rung_and_no_presence() -> None:
    order = whole(sealed(MERGE, *pins_of(MERGE, PULL)))

    assert refusal_of(order, caller(ALL, None)) is None
    assert refusal_of(order, caller("aegis:read aegis:write", None), RUNG) is None
    assert (403, "insufficient_scope") == refusal_of(order, caller("aegis:read aegis:write", NOW))
    assert (403, "insufficient_scope") == refusal_of(order, caller("aegis:read", NOW), RUNG)


@for_each(
    ("call", "code"),
    [
        (Call("s1", READ.action, seal="a" * 64), (400, "bad_request")),
        (Call("s1", CREATE.calls[0].action), (403, "not_approved")),
        (Call("s1", CREATE.calls[0].action, seal="a" * 64), (403, "changed")),
        (
            Call("s1", CREATE.calls[0].action, seal=CREATE.calls[0].seal, preconditions=NINE),
            (400, "bad_request"),
        ),
        (Call("s1", DELETE), (403, "not_approved")),
        (Call("s1", DELETE, seal=GONE.seal), (400, "bad_request")),
        (replace(GONE, preconditions=pins_of_repo(DELETE, 10)), (403, "changed")),
        (replace(GONE, preconditions=NINE * 2), (400, "bad_request")),
        (replace(GONE, seal=None), (403, "not_approved")),
        (Call("s1", READ.action, preconditions=NINE), (400, "bad_request")),
        (sealed(DELETE, *pins_of_repo(DeleteRepo(repo="acme/api"), 9)), (400, "bad_request")),
        (sealed(DELETE, Precondition(GetRepo(repo="acme/web"), ())), (400, "bad_request")),
        (
            sealed(DELETE, Precondition(GetRepo(repo="acme/web"), (("private", True),))),
            (400, "bad_request"),
        ),
        (sealed(MERGE, *pins_of(MERGE, PULL)[:0]), (400, "bad_request")),
    ],
)
def test_what_was_not_approved_may_not_run(call: Call, code: tuple[int, str]) -> None:
    assert code == refusal_of(PlanRequest((call,), None), caller())


def test_a_file_is_not_handed_on() -> None:
    download = Call("s1", GetJobLogs(repo="acme/web", job_id=7))

    assert (400, "bad_request") == refusal_of(PlanRequest((download,), None), caller())


def test_no_file_is_taken() -> None:
    case = CASES["releases.upload_asset"]
    upload = Call("s1", case.ready(case.call))

    assert (400, "bad_request") == refusal_of(PlanRequest((upload,), None), caller())


def test_the_value_of_a_secret_is_not_taken() -> None:
    setting = Call("s1", SetSecret(repo="acme/web", secret_name="API_KEY"))

    assert (400, "bad_request") == refusal_of(PlanRequest((setting,), None), caller())


def test_the_effect_and_not_the_method_decides_what_needs_an_approval() -> None:
    reading = PlanRequest((Call("s1", GENERATE),), None)
    sealed = Call("s1", GENERATE, seal=GENERATE.request(BASE).fingerprint())
    visiting = PlanRequest((Call("s1", VISIT),), None)

    assert refusal_of(reading, caller("aegis:read")) is None
    assert (400, "bad_request") == refusal_of(PlanRequest((sealed,), None), caller())
    assert (403, "insufficient_scope") == refusal_of(visiting, caller("aegis:read"))
    assert (403, "not_approved") == refusal_of(visiting, caller())


def test_a_plan_that_writes_has_its_digest() -> None:
    assert (403, "not_approved") == refusal_of(PlanRequest(CREATE.calls, None), caller())


MORE = replace(sealed(CreateIssue(repo="acme/web", title="Another")), id="s2")


@for_each("digest", [CREATE.digest, None])
@for_each("more", [MORE, replace(READ, id="s2"), replace(GONE, id="s2")])
def test_a_call_more_than_was_approved_refuses_the_plan(more: Call, digest: str | None) -> None:
    found = refusal_of(PlanRequest((*CREATE.calls, more), digest), caller())

    assert (403, "changed" if digest else "not_approved") == found


@pytest.mark.parametrize("calls", [(READ, *CREATE.calls), ()])
def test_a_plan_with_another_digest_may_not_run(calls: tuple[Call, ...]) -> None:
    assert (403, "changed") == refusal_of(PlanRequest(calls, CREATE.digest), caller())


def test_a_scope_that_is_missing_comes_before_the_policy() -> None:
    order = PlanRequest(CREATE.calls, CREATE.digest)

    assert (403, "insufficient_scope") == refusal_of(order, caller("aegis:read"))


def test_one_step_that_the_policy_refuses_refuses_the_plan() -> None:
    order = PlanRequest((READ, Call("s2", GetIssue(repo="other/web", issue_number=1))), None)

    found = refusal_of(order, caller(), '[everyone]\nrepos = ["acme/*"]')

    assert (403, "policy") == found


# What is looked at beside what approval needs

CLOSE = CloseIssue(repo="acme/web", issue_number=7)
ISSUE = {"id": 1, "number": 7, "title": "Crash", "state": "open"}
ONLY = '[scope."aegis:write"]\nallow = ["issues.close"]\n'
BOTH = '[scope."aegis:write"]\nallow = ["issues.close", "issues.get"]\n'


@pytest.mark.parametrize(
    ("call", "policy", "refusal"),
    [
        (sealed(CLOSE), ONLY, None),
        (sealed(CLOSE), "", None),
        (sealed(CLOSE, *pins_of(CLOSE, ISSUE)), BOTH, None),
        (sealed(CLOSE, *pins_of(CLOSE, ISSUE)), "", None),
        (sealed(CLOSE, *pins_of(CLOSE, ISSUE)), ONLY, (403, "policy")),
    ],
)
def test_a_target_is_compared_only_where_the_caller_may_read_it(
    call: Call, policy: str, refusal: tuple[int, str] | None
) -> None:
    assert refusal == refusal_of(whole(call), caller(), policy)


def test_nobody_chooses_what_of_a_target_is_compared() -> None:
    (held,) = pins_of(CLOSE, ISSUE)
    body = replace(held, pins=(("body.", "a" * 64), *held.pins))

    assert (400, "bad_request") == refusal_of(whole(sealed(CLOSE, body)), caller())


def test_what_was_approved_with_a_link_may_run_and_with_another_not() -> None:
    page = "https://github.com/acme/web/issues/"
    links = (LinkAt("title", "s1", page),)
    other = (LinkAt("title", "s1", "https://github.com/acme/api/issues/"),)
    opened = sealed(CreateIssue(repo="acme/web", title="Crash"))
    call = Call("s2", CreateIssue(repo="acme/api", title="<link>"), links=links)
    linked = replace(call, seal=call.fingerprint(call.request(BASE)))
    digest = digest_of([opened.seal or "", linked.seal or ""])

    found = [
        refusal_of(PlanRequest((opened, each), digest), caller())
        for each in (linked, replace(linked, links=other), replace(linked, links=()))
    ]

    assert [None, (403, "changed"), (403, "changed")] == found


@pytest.mark.parametrize(
    ("host", "expected"),
    [("github.com", None), ("ghe.example", (400, "bad_request"))],
)
def test_the_page_of_a_link_is_at_the_site_of_the_settings(
    host: str, expected: tuple[int, str] | None
) -> None:
    links = (LinkAt("title", "s1", "https://github.com/acme/web/issues/"),)
    opened = Call("s1", CreateIssue(repo="acme/web", title="Crash"))
    linked = Call("s2", CreateIssue(repo="acme/api", title="<link>"), links=links)
    found = None

    try:
        judge_links(PlanRequest((opened, linked), None), BASES, {"github": host})
    except Problem as problem:
        found = problem.status, problem.code

    assert expected == found
