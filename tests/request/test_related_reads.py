"""What stands beside a read: only what its class declares, where policy allows it, or null."""

import json
from dataclasses import replace
from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.names import Place
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.plan_request import PlanRequest, read_plan_request
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.judging import judge
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.core.http import Request, Response, Unreachable
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Status
from aegis_cli.executor.messages import call_as_json, call_from
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.providers.github.nouns.repos.repos import GetRepo, ListMyRepos
from aegis_cli.request.execution import Outcome, StepStatus, run
from aegis_cli.request.policy import Layer, Policy
from tests.actions.cases import CASES
from tests.adapters.render.samples import TERMINAL
from tests.helpers.act_factory import BASES, access_to
from tests.helpers.canned import BASE, answer
from tests.helpers.flows import Player
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules, wire

TOKEN = Secret("ghu_secret")
CASE = CASES["pulls.get"]
PULL: dict[str, Any] = dict(CASE.answer)
REVIEWS: list[Any] = CASE.related["reviews"]
CHECKS = {"total_count": 5, "check_runs": CASE.related["checks"]}
BOTH = ("reviews", "checks")
GET = Call("s1", CASE.call, related=BOTH)
SHOW = wire(("pulls.get", CASE.needed))
SHA = PULL["head"]["sha"]
FIRST = "GET /repos/acme/web/pulls/11"
OF_REVIEWS = "GET /repos/acme/web/pulls/11/reviews?per_page=100"
OF_CHECKS = f"GET /repos/acme/web/commits/{SHA}/check-runs?per_page=100"


def performed(
    call: Call, *answers: Response | Unreachable, forever: Response | Unreachable | None = None
) -> tuple[Outcome, list[Request]]:
    player = Player(*answers, forever=forever)
    (outcome,) = player.run(run((call,), access_to(BASE, TOKEN)))
    return outcome, player.requests


def sent(requests: list[Request]) -> list[str]:
    return [f"{each.method} {each.url.removeprefix(BASE)}" for each in requests]


# What is performed


def test_what_stands_beside_is_read_after_the_first_one_with_the_same_token() -> None:
    outcome, requests = performed(GET, answer(PULL), answer(REVIEWS), answer(CHECKS))

    assert (StepStatus.DONE, "") == (outcome.status, outcome.note)
    assert [FIRST, OF_REVIEWS, OF_CHECKS] == sent(requests)
    assert [TOKEN] * 3 == [request.bearer for request in requests]
    assert CASE.data == outcome.data


@for_each(
    ("given", "words"),
    [
        (answer({"message": "Forbidden"}, 403), "The checks are not known: GitHub"),
        (answer({}, 404), "The checks are not known: "),
        (answer({"total_count": 1}), "The checks are not known: "),
        (answer({"check_runs": [{"id": "x"}]}), "The checks are not known: "),
        (Unreachable("it is gone", sent=False), "The checks are not known: "),
        (answer({"total_count": 900, "check_runs": []}), "Of the checks: GitHub counts 900 in all"),
    ],
)
def test_what_goes_wrong_beside_is_told_and_fails_nothing(
    given: Response | Unreachable, words: str
) -> None:
    outcome, _ = performed(GET, answer(PULL), answer(REVIEWS), forever=given)

    assert (StepStatus.DONE, None) == (outcome.status, outcome.error)
    assert outcome.note.startswith(words)
    assert outcome.data["checks"] in (None, [])
    assert CASE.data["reviews"] == outcome.data["reviews"]


def test_a_read_beside_goes_where_its_repository_is_by_now_within_the_api() -> None:
    moved = f"{BASE}/repositories/9/pulls/11/reviews"

    outcome, requests = performed(
        replace(GET, related=("reviews",)),
        answer(PULL),
        answer(None, 301, location=moved),
        answer(REVIEWS),
    )

    assert [FIRST, OF_REVIEWS] == sent(requests)[:2]
    assert "/repositories/9/pulls/11/reviews" == requests[2].path
    assert CASE.data["reviews"] == outcome.data["reviews"]


def test_a_list_beside_that_is_as_long_as_its_limit_may_be_cut() -> None:
    reviews = f"{BASE}/repos/acme/web/pulls/11/reviews?per_page=100"
    links = [f'<{reviews}&page={number}>; rel="next"' for number in (2, 3, 4)]
    pages = [answer(REVIEWS[:1] * 100, link=link) for link in links]

    outcome, requests = performed(replace(GET, related=("reviews",)), answer(PULL), *pages)

    assert 4 == len(requests)
    assert 300 == len(outcome.data["reviews"])
    assert "There may be more reviews: the limit was 300." in outcome.note


def test_where_the_first_read_fails_nothing_is_read_beside_it() -> None:
    outcome, requests = performed(GET, answer({}, 404))

    assert StepStatus.FAILED is outcome.status
    assert [FIRST] == sent(requests)


@pytest.mark.parametrize("related", [(), ("reviews",), ("checks",)])
def test_what_policy_left_out_is_null_and_is_told(related: tuple[str, ...]) -> None:
    answers = {"reviews": answer(REVIEWS), "checks": answer(CHECKS)}

    outcome, requests = performed(
        replace(GET, related=related), answer(PULL), *[answers[name] for name in related]
    )

    left_out = [name for name in BOTH if name not in related]
    assert 1 + len(related) == len(requests)
    assert [None] * len(left_out) == [outcome.data[name] for name in left_out]
    assert " ".join(f"Policy leaves out the {name}." for name in left_out) == outcome.note


def test_a_read_in_place_has_nothing_beside_it() -> None:
    outcome, requests = performed(replace(GET, in_place=True, related=()), answer(PULL))

    assert [FIRST] == sent(requests)
    assert not {*BOTH} & outcome.data.keys()


HOSTILE = (
    "../../../../user/repos",
    "..",
    ".",
    "a/../../../evil/web/commits/b",
    "x?per_page=1#y",
    "https://evil.example/x",
    "//evil.example",
    "%2e%2e%2f",
    "a\nb",
    "",
    "x" * 300,
    7,
    True,
    ["a"],
    {"a": "b"},
)


@for_each("sha", HOSTILE, ids=lambda sha: repr(sha)[:20])
def test_a_hostile_value_in_the_first_answer_leads_nowhere_else(sha: Any) -> None:
    pull = PULL | {"head": PULL["head"] | {"sha": sha}}

    outcome, requests = performed(
        replace(GET, related=("checks",)), answer(pull), forever=answer(CHECKS)
    )

    for request in requests[1:]:
        assert BASE == request.base
        place = request.path.removeprefix("/repos/acme/web/commits/").split("/")
        assert 2 == len(place)
        assert "check-runs" == place[1]
        assert place[0] not in {"", ".", ".."}
    assert len(requests) <= 2
    assert outcome.status in {StepStatus.DONE, StepStatus.FAILED}


@pytest.mark.parametrize("sha", ["..", "", "x" * 300])
def test_a_value_that_names_no_commit_leaves_the_checks_unknown(sha: str) -> None:
    pull = PULL | {"head": PULL["head"] | {"sha": sha}}

    outcome, requests = performed(replace(GET, related=("checks",)), answer(pull))

    assert [FIRST] == sent(requests)
    assert outcome.data["checks"] is None
    assert "The checks are not known: the answer beside them does not say which" in outcome.note


# What nobody can add


@pytest.mark.parametrize(
    "call",
    [
        replace(GET, related=("issues",)),
        replace(GET, related=("reviews", "reviews")),
        replace(GET, related=("issues.delete",)),
        replace(GET, in_place=True),
        Call("s1", GetRepo(repo="acme/web"), related=("reviews",)),
    ],
)
def test_the_child_and_the_broker_refuse_what_a_class_does_not_declare(call: Call) -> None:
    received = call_from(json.loads(json.dumps(call_as_json(call))))

    outcome, requests = performed(received)

    assert call == received
    assert [] == requests
    assert outcome.error is not None
    assert Code.NOT_APPROVED is outcome.error.code
    with pytest.raises(Problem) as refusal:
        judged(call)
    assert (400, "bad_request") == (refusal.value.status, refusal.value.code)


@for_each("related", [["a/b"], [""], [7], "reviews", None, ["x"] * 13])
def test_a_broker_takes_names_alone(related: Any) -> None:
    body = {"calls": [call_as_json(GET) | {"beside": related}], "digest": None}

    with pytest.raises(Problem) as refusal:
        read_plan_request(json.dumps(body).encode())

    assert (400, "bad_request") == (refusal.value.status, refusal.value.code)


# What is judged


@pytest.mark.parametrize(
    ("layer", "related"),
    [
        (Layer("the options"), BOTH),
        (Layer("the options", deny=("reviews.*",)), ("checks",)),
        (Layer("the options", deny=("commits.list_check_runs",)), ("reviews",)),
        (Layer("the options", allow=("pulls.*",)), ()),
        (Layer("the options", allow=("pulls.*", "reviews.*"), places=("acme/*",)), ("reviews",)),
    ],
)
def test_what_policy_denies_beside_a_read_is_left_out_and_the_rest_goes_on(
    layer: Layer, related: tuple[str, ...]
) -> None:
    stage = Stage(SHOW, answers={"pulls.get": PULL})

    result = stage.hears(CASE.said, rules(Policy((layer,))))

    assert Status.DONE is result.status
    assert [related] == [act.call.related for act in result.acts]


def test_the_preview_names_what_is_read_beside() -> None:
    stage = Stage(SHOW)
    stage.hears(CASE.said, rules(Policy((Layer("here", deny=("reviews.*",)),)), dry_run=True))

    text = render_preview(stage.previews[0], TERMINAL)

    assert "   read beside it: commits.list_check_runs\n" in text


CALLER = Caller("github|1", "cli", frozenset({"aegis:read"}), None, None, 9e9)


def judged(call: Call, policy: str = "") -> PlanRequest:
    plan = PlanRequest((call,), None)
    return judge(plan, CALLER, Whitelist.load(policy, "policy.toml"), bases=BASES, now=0.0)


@pytest.mark.parametrize(
    ("policy", "related"),
    [
        ("", BOTH),
        ('[everyone]\ndeny = ["reviews.*"]', ("checks",)),
        ('[scope."aegis:read"]\nallow = ["pulls.*", "reviews.list"]', ("reviews",)),
        ('[scope."aegis:read"]\nallow = ["pulls.*"]\nrepos = ["acme/*"]', ()),
    ],
)
def test_a_broker_leaves_out_what_its_policy_denies_beside_a_read(
    policy: str, related: tuple[str, ...]
) -> None:
    plan = judged(GET, policy)

    assert [related] == [call.related for call in plan.calls]


def test_a_broker_adds_nothing_beside_a_read_that_the_caller_left_out() -> None:
    assert [("checks",)] == [
        each.related for each in judged(replace(GET, related=("checks",))).calls
    ]


def test_what_only_plans_a_read_has_its_containers_and_no_value_that_is_still_to_be_found() -> None:
    _, checks = GetPull.facts.related

    planned = checks.before_answer(CASE.call)

    assert (("repo", Place(name="acme/web")),) == planned.containers()
    assert {"repo": "acme/web", "limit": 300} == planned.sent_arguments()
    assert ListMyRepos.facts.related == ()
