"""How far a plan may go by the rules of an organisation."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.broker.authorization.permit import OwnRules
from aegis_cli.broker.authorization.questions import RuleQuestion
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.problem import Problem
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.providers.slack.nouns.channel_reads import GetChannel

ALICE = Caller("auth0|alice", "cli", frozenset(), None, None, 0.0)


class Store:
    """A store that denies some objects."""

    model = "01MODEL"

    def __init__(self, *denied: str) -> None:
        self.denied = denied
        self.asked = 0

    async def verdicts(
        self, _caller: Caller, questions: Sequence[RuleQuestion]
    ) -> Mapping[RuleQuestion, bool]:
        self.asked += 1
        return {each: each.object not in self.denied for each in questions}


def permitted(store: Store, *calls: Call) -> tuple[Call, ...]:
    """Return the calls as they may run."""
    return asyncio.run(OwnRules(store).permit(calls, ALICE))


def test_a_read_beside_another_that_is_denied_is_left_out() -> None:
    pull = Call("s1", GetPull(repo="acme/web", pull_number=11), related=("reviews",))

    (whole,) = permitted(Store(), pull)
    (without,) = permitted(Store("action:github/reviews.list"), pull)

    assert (("reviews",), ()) == (whole.related, without.related)


def test_a_plan_of_which_one_call_is_denied_does_nothing() -> None:
    calls = [
        Call(f"s{at}", GetIssue(repo=repo, issue_number=1))
        for at, repo in enumerate(("acme/web", "acme/secret"))
    ]
    with pytest.raises(Problem) as refused:
        permitted(Store("container:github/acme/secret"), *calls)
    assert (403, "policy") == (refused.value.status, refused.value.code)
    assert "acme/secret" in refused.value.detail
    assert "acme/web" not in refused.value.detail


def test_a_plan_about_which_there_is_too_much_to_ask_is_not_asked_about() -> None:
    store = Store()
    calls = [Call(f"s{at}", GetIssue(repo=f"acme/r{at}", issue_number=1)) for at in range(60)]
    with pytest.raises(Problem) as refused:
        permitted(store, *calls)
    assert (400, "bad_request", 0) == (refused.value.status, refused.value.code, store.asked)


def test_a_channel_by_its_id_is_denied_where_rules_know_names() -> None:
    store = Store("container:slack/=23secret-plans")
    with pytest.raises(Problem) as refused:
        permitted(store, Call("s1", GetChannel(channel="C0SECRET01")))
    assert (403, "policy", 0) == (refused.value.status, refused.value.code, store.asked)
    assert "slack:C0SECRET01" in refused.value.detail


def test_a_direct_message_has_no_other_name_than_its_id() -> None:
    store = Store()

    permitted(store, Call("s1", GetChannel(channel="D0BOB00001")))

    assert 1 == store.asked
