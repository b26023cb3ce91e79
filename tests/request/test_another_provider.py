"""What carries requests out goes by the provider of the action, whichever that is."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

import httpx
import pytest
import respx

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.actions.provider.performed import PartlyIgnored, Performed, ProviderClient
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.plan_request import PlanRequest
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.judging import judge
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.core.flow import Flow
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Failed, NotSignedIn
from aegis_cli.executor.messages import call_as_json, outcome_as_json
from aegis_cli.executor.remote import carried_out
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.plan import Origin, Plan, Step
from aegis_cli.providers import PACKAGES
from aegis_cli.providers.github.github_types import Login, RepoName
from aegis_cli.providers.github.nouns.issues.issue_assignees import AddAssignees
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.request.approval import Approved, Reply, approve
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.consent import Consent, Preapproval
from aegis_cli.request.execution import Outcome, ProviderAccess, StepStatus, outcome_unknown, run
from aegis_cli.request.preflight import Reads, lookups, replace_me
from tests.executor.carrying import said
from tests.executor.test_child import OPEN, TOKEN_URL
from tests.helpers.act_factory import BASES, access_to, act_of
from tests.helpers.canned import BASE, answer
from tests.helpers.declared import catalogue
from tests.helpers.flows import Player
from tests.helpers.world import Stage, rules
from tests.other_providers.board.notes import ListNotes


def _performed(action: Action[Any], base: str, *, in_place: bool) -> Flow[Performed]:
    yield action.request(base)
    assert not in_place or action.facts.action == Who.facts.action
    return Performed({"done": f"{action.facts.action} at {base}"})


def _compare(_action: Action[Any], _body: Any, data: Any) -> None:
    raise PartlyIgnored("Elsewhere ignored it.", data)


ELSEWHERE = replace(
    GITHUB,
    name="elsewhere",
    title="Elsewhere",
    connection="rooms",
    base="https://rooms.example",
    client=lambda: ProviderClient(_performed, _compare),
    bind_me=lambda: Who(repo="acme/web"),
)
WITH_ELSEWHERE = OPEN | {
    "connections": {
        "github": {"name": "github", "base": BASE, "site": ""},
        "elsewhere": {"name": "rooms", "base": ELSEWHERE.base, "site": ""},
    }
}


class Greet(
    Action[dict[str, Any]],
    action="tests.greet",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /rooms/{repo}",
    says="Greet",
    view=Line("Greeted"),
    verbs=("greet",),
):
    """Greet somebody."""

    provider = ELSEWHERE

    repo: RepoName
    """Where."""
    assignee: Login
    """Whom."""


class Who(
    Action[dict[str, Any]],
    action="tests.who",
    effect=Effect.READ,
    endpoint="GET /rooms/{repo}/me",
    says="Ask who it is",
    view=Line("Asked"),
    verbs=("ask",),
):
    """Ask who it is."""

    provider = ELSEWHERE

    repo: RepoName
    """Where."""


GREET = Greet(repo="acme/web", assignee="@me")
PLAN = (act_of("s1", GREET, dict.fromkeys(GREET.sent_arguments(), Origin.USER)),)


def acts_of(*actions: Action[Any]) -> tuple[Act, ...]:
    """Make the acts of a plan that the person said, at the bases of their providers."""
    steps = (
        Step.of(f"s{at}", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
        for at, action in enumerate(actions, start=1)
    )
    return expand(Plan(tuple(steps)), BASES)


def sealed(*actions: Action[Any]) -> Approved:
    return approve(acts_of(*actions), Reply(yes=True), consent=Consent(Preapproval(yes=True), None))


def test_who_me_is_stands_where_the_provider_says_it() -> None:
    notes = ListNotes(room="#lobby", author="@me")

    (act,) = replace_me(acts_of(notes), lambda _read: {"handle": "mona", "login": "other"})

    assert "mona" == act.action.sent_arguments()["author"]


@dataclass
class Reader:
    """A run that answers each read with one login."""

    login: str
    tokens: dict[str, TokenFacts] = field(default_factory=dict)

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        assert [Who(repo="acme/web")] == [call.action for call in calls]
        return (Outcome("me", StepStatus.DONE, {"login": self.login}),)

    def write(self, approved: Any) -> tuple[Outcome, ...]:
        raise AssertionError(approved)


def test_an_action_is_performed_by_the_client_of_its_provider() -> None:
    (call,) = sealed(GREET).calls
    flow = run((call,), access_to(ELSEWHERE.base, Secret("xoxp-1")))
    (outcome,) = Player(answer({})).run(flow)

    assert {"done": f"tests.greet at {ELSEWHERE.base}"} == outcome.data


def test_me_is_whom_the_actions_provider_says() -> None:
    (step,) = replace_me(PLAN, Reads(lambda: Reader("ada")))

    assert [Who(repo="acme/web")] == list(lookups(PLAN))
    assert {"repo": "acme/web", "assignee": "ada"} == step.action.sent_arguments()


def test_an_impossible_login_is_told_of_the_actions_provider() -> None:
    with pytest.raises(Failed, match=r"^Elsewhere says that you are 'no login', which"):
        replace_me(PLAN, Reads(lambda: Reader("no login")))


def test_a_brokers_result_is_compared_as_the_actions_provider_does() -> None:
    call = Call("s1", GREET, seal="seal")
    done = outcome_as_json(Outcome("s1", StepStatus.DONE, {"ok": True}))

    flow = carried_out("https://broker.example", Secret("session"), (call,), digest="digest")
    (outcome,) = Player(answer({"outcomes": [done]})).run(flow).outcomes

    assert StepStatus.FAILED is outcome.status
    assert "Elsewhere ignored it." == str(outcome.error)


# One plan at two providers

CLOSE = CloseIssue(repo="acme/web", issue_number=12)
ASSIGN = AddAssignees(repo="acme/web", issue_number=12, assignees=("@me",))
ISSUE = {"number": 12, "title": "Crash", "state": "closed", "html_url": "https://gh/12"}
HELLO = Greet(repo="acme/web", assignee="ada")


def test_each_act_goes_to_the_base_of_its_own_provider() -> None:
    close, hello = acts_of(CLOSE, HELLO)

    assert (BASE, ELSEWHERE.base) == (close.base, hello.base)
    assert hello.call.fingerprint(HELLO.request(BASE)) != hello.fingerprint


def test_a_run_holds_one_token_for_each_provider_and_asks_for_it_before_the_first_call() -> None:
    log: list[str] = []

    def access(provider: Provider[Any]) -> ProviderAccess:
        log.append(f"exchange for {provider.name}")
        base = provider.base_in(BASES)
        return ProviderAccess(base, Secret(f"token of {provider.name}"))

    player = Player(*[answer(ISSUE), answer({}), answer(ISSUE), answer({})])
    player.log = cast("list[object]", log)
    calls = sealed(CLOSE, HELLO, CLOSE, HELLO).calls

    outcomes = player.run(run(calls, access))

    assert [StepStatus.DONE] * 4 == [outcome.status for outcome in outcomes]
    assert ["exchange for github", "exchange for elsewhere"] == log[:2]
    assert not [each for each in log[2:] if str(each).startswith("exchange")]
    assert [
        (BASE, "token of github"),
        (ELSEWHERE.base, "token of elsewhere"),
    ] * 2 == [(each.base, each.bearer.reveal()) for each in player.requests if each.bearer]


def test_nothing_is_done_at_any_provider_where_one_gives_no_token() -> None:
    def access(provider: Provider[Any]) -> ProviderAccess:
        if provider is ELSEWHERE:
            raise NotSignedIn("No Elsewhere account is connected.", code=Code.NOT_CONNECTED)
        return ProviderAccess(provider.base_in(BASES), Secret("ghu_1"))

    error = Player().fails(run(sealed(CLOSE, HELLO).calls, access))

    assert Code.NOT_CONNECTED is error.code


@pytest.mark.parametrize("first", [ASSIGN, GREET])
def test_me_is_at_each_provider_whom_that_one_says(first: Action[Any]) -> None:
    acts = acts_of(first, GREET if first is ASSIGN else ASSIGN)
    stage = Stage(answers={"users.get_me": {"login": "mona"}, "tests.who": {"login": "ada"}})

    result = carry_out("do it", acts, rules(), stage.services(), wanted=None)

    assert "done" == result.status.value
    assert {"issues.add_assignees": ["mona"], "tests.greet": "ada"} == {
        act.action.facts.action: act.action.sent_arguments().get(
            "assignees", act.action.sent_arguments().get("assignee")
        )
        for act in stage.asked
    }
    reads = [event for event in stage.events if event.startswith("read")]
    assert {"read users.get_me", "read tests.who", "read issues.get"} == {*reads} - {
        "read repos.get"
    }
    assert ["ask s1, s2", "read repos.get", "write", "close"] == stage.events[-4:]


def test_a_lost_answer_names_the_providers_that_may_have_done_it() -> None:
    both, one = sealed(CLOSE, HELLO).calls, sealed(HELLO).calls

    unknown = outcome_unknown("Lost", both)
    assert "Lost; whether GitHub or Elsewhere did it is not known." == unknown.message
    assert "Look whether it happened before you try again." == unknown.hint
    assert "whether Elsewhere did it is" in str(outcome_unknown("Lost", one))


def test_the_broker_computes_a_fingerprint_at_the_providers_own_base() -> None:
    approved = sealed(CLOSE, HELLO)
    mona = Caller("github|1", "cli", frozenset({"aegis:read", "aegis:write"}), None, None, 0.0)

    judge(PlanRequest(approved.calls, approved.digest), mona, Whitelist(), bases=BASES, now=0)
    with pytest.raises(Problem, match="not the one"):
        judge(
            PlanRequest(approved.calls, approved.digest),
            mona,
            Whitelist(),
            bases={**BASES, "elsewhere": BASE},
            now=0,
        )


TOKENS = {b"connection=github": "ghu_of_github", b"connection=rooms": "xoxp-of-elsewhere"}


def exchanged(request: httpx.Request) -> httpx.Response:
    """Answer an exchange with the token of the connection that it names."""
    (token,) = (token for name, token in TOKENS.items() if name in request.content)
    return httpx.Response(200, json={"access_token": token})


@respx.mock
def test_the_child_exchanges_once_for_each_provider_and_tells_of_each_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue(monkeypatch, Greet)
    monkeypatch.setitem(PACKAGES, "elsewhere", PACKAGES["board"])  # whose tokens are as its own
    vault = respx.post(TOKEN_URL).mock(side_effect=exchanged)
    github = respx.patch(f"{BASE}/repos/acme/web/issues/12").respond(json=ISSUE)
    rooms = respx.post(f"{ELSEWHERE.base}/rooms/acme%2Fweb").respond(json={})
    calls = [call_as_json(call) for call in sealed(CLOSE, HELLO, HELLO).calls]

    lines = said({"open": WITH_ELSEWHERE}, {"run": calls})

    assert ["s1", "s2", "s3"] == [line["outcome"]["id"] for line in lines if "outcome" in line]
    assert (2, 1, 2) == (vault.call_count, github.call_count, rooms.call_count)
    assert "Bearer ghu_of_github" == github.calls.last.request.headers["authorization"]
    assert "Bearer xoxp-of-elsewhere" == rooms.calls.last.request.headers["authorization"]
    (tokens,) = (line["tokens"] for line in lines if "tokens" in line)
    assert {"github", "elsewhere"} == tokens.keys()


@respx.mock
def test_an_exchange_that_one_provider_is_refused_ends_the_run_before_the_first_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue(monkeypatch, Greet)
    monkeypatch.setitem(PACKAGES, "elsewhere", PACKAGES["board"])  # whose tokens are as its own
    respx.post(TOKEN_URL).mock(
        side_effect=[httpx.Response(200, json={"access_token": "ghu_1"}), httpx.Response(400)]
    )
    github = respx.patch(f"{BASE}/repos/acme/web/issues/12").respond(json=ISSUE)
    approved = sealed(CLOSE, HELLO)
    calls = [call_as_json(call) for call in approved.calls]

    *_, refused = said({"open": WITH_ELSEWHERE}, {"run": calls})

    assert "gave no Elsewhere token" in refused["refused"]["message"]
    assert not github.called
