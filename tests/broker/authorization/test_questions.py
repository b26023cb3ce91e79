"""What the store is asked about each action, and what the broker says is so."""

from dataclasses import replace
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, pinned_reads, preconditions_of
from aegis_cli.broker.authorization.batch_check import MOST_TUPLES
from aegis_cli.broker.authorization.questions import (
    Asker,
    RuleQuestion,
    Tuple,
    needs_of,
    questions_of,
)
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.providers.github.nouns.context.users import GetMe
from aegis_cli.providers.github.nouns.gists.gist_changes import DeleteGist
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import SearchIssues
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.providers.github.nouns.repos.commits import CompareCommits
from aegis_cli.providers.github.nouns.repos.repo_changes import DeleteRepo
from aegis_cli.providers.github.nouns.repos.repo_forks import ForkRepo
from tests.actions.cases import READY
from tests.helpers.confirmed_actions import MERGE, PULL
from tests.helpers.rows import for_each

CLOSE = CloseIssue(repo="Acme/Web", issue_number=12)
ALICE = Caller("auth0|alice", "cli", frozenset(), None, None, 0.0, frozenset({"B", "a"}))


def asks(questions: tuple[RuleQuestion, ...]) -> list[tuple[str, str]]:
    """Return relation and object of each question."""
    return [question.asks for question in questions]


def test_a_write_needs_its_action_and_its_container() -> None:
    action, place = questions_of(CLOSE)

    assert ("can_use", "action:github/issues.close") == action.asks
    assert ("can_write", "container:github/acme/web") == place.asks
    assert ("use issues.close", "write in Acme/Web") == (action.says, place.says)
    assert (
        Tuple("container:@all", "parent", "container:github"),
        Tuple("container:github", "parent", "container:github/acme"),
        Tuple("container:github/acme", "parent", "container:github/acme/web"),
    ) == place.given
    assert Tuple("action:github/issues", "group", "action:github/issues.close") in action.given
    assert Tuple("action:github", "group", "action:github/effect/write") in action.given


def test_a_call_needs_each_action_that_it_counts_as() -> None:
    labelled = CreateIssue(repo="acme/web", title="Crash", labels=("bug",))

    own, also, place = questions_of(labelled)

    assert ("can_use", "action:github/issues.create") == own.asks
    assert ("can_use", "action:github/issues.add_labels") == also.asks
    assert ("use issues.add_labels", "can_write") == (also.says, place.relation)


def test_what_destroys_needs_the_right_to_destroy() -> None:
    assert ("can_destroy", "container:github/acme/web") in asks(
        questions_of(DeleteRepo(repo="acme/web"))
    )


def test_a_call_about_no_container_is_done_with_the_persons_own_account() -> None:
    _, read = questions_of(GetMe())

    assert ("can_read", "container:github/@me") == read.asks
    assert (
        Tuple("container:@all", "parent", "container:github"),
        Tuple("container:github", "parent", "container:github/@me"),
    ) == read.given
    assert "read with your own account at GitHub" == read.says
    assert ("can_destroy", "container:github/@me") in asks(questions_of(DeleteGist(gist_id="a1")))


def test_a_fork_without_an_organization_is_made_with_the_persons_own_account() -> None:
    _, made, web, own = questions_of(ForkRepo(repo="acme/web"))
    *_, acme = questions_of(ForkRepo(repo="acme/web", organization="acme"))

    assert ("can_use", "action:github/repos.create") == made.asks
    assert ("container:github/acme/web", "container:github/@me") == (web.object, own.object)
    assert "write with your own account at GitHub" == own.says
    assert "container:github/acme" == acme.object


@for_each("action", READY.values(), READY)
def test_each_action_is_asked_about_at_its_provider(action: Action[Any]) -> None:
    """So that who is suspended at a provider, or everywhere, does nothing there."""
    places = [each for each in questions_of(action) if each.relation != "can_use"]

    assert places
    for each in ("container:github", "container:@all"):
        assert all(each in {q.object, *(t.user for t in q.given)} for q in places)


def test_a_search_that_looks_everywhere_needs_all_of_the_provider() -> None:
    assert ("can_read", "container:github") in asks(questions_of(SearchIssues(words=("crash",))))
    assert ("can_read", "container:github/acme/web") in asks(
        questions_of(SearchIssues(words=("crash",), repo="acme/web"))
    )


def test_a_comparison_with_a_fork_needs_the_fork_too() -> None:
    def places(base: str, head: str) -> list[str]:
        found = questions_of(CompareCommits(repo="acme/web", base=base, head=head))
        return [question.object.removeprefix("container:github/") for question in found[1:]]

    assert ["acme/web"] == places("main", "feature/x")
    assert ["acme/web", "finance"] == places("main", "Finance:main")
    assert ["acme/web", "finance/payroll", "other"] == places("finance:payroll:main", "other:main")
    assert ["acme/web", "finance"] == places("main", "x...finance:main")


def test_a_read_that_approval_needs_is_asked_about_too_and_says_so() -> None:
    (read,) = (each.read for each in pinned_reads(MERGE))
    call = Call("s1", MERGE, preconditions=preconditions_of(MERGE, {read: PULL}, loosely=False))

    found = {question.asks: question.says for question in needs_of([call]).needed}

    name = read.facts.action
    assert f"use {name} for {MERGE.facts.action}" == found["can_use", f"action:github/{name}"]
    assert ("can_read", "container:github/acme/web") in found


def test_a_read_beside_another_is_no_condition_of_it() -> None:
    pull = GetPull(repo="acme/web", pull_number=11)
    call = replace(Call("s1", pull), related=("reviews",))

    needs = needs_of([call])

    assert ("can_use", "action:github/reviews.list") not in asks(needs.needed)
    assert ("can_use", "action:github/reviews.list") in asks(needs.all)


def test_the_roles_of_a_token_are_given_with_each_question() -> None:
    assert (
        Tuple("user:auth0|alice", "assignee", "role:B"),
        Tuple("user:auth0|alice", "assignee", "role:a"),
    ) == Asker.of(ALICE).roles


def test_a_question_is_asked_once_whatever_it_is_asked_for() -> None:
    calls = [Call("s1", CLOSE), Call("s2", CloseIssue(repo="ACME/web", issue_number=13))]
    assert asks(needs_of(calls).all) == asks(questions_of(CLOSE))


@for_each("action", READY.values(), READY)
def test_each_action_is_asked_about(action: Action[Any]) -> None:
    first, *others = questions_of(action)

    assert first.asks == ("can_use", f"action:github/{action.facts.action}")
    assert len(others) >= len({place.name.casefold() for _, place in action.containers()})
    assert all(len(set(each.given)) == len(each.given) < MOST_TUPLES for each in (first, *others))


def test_a_rule_about_a_channels_id_holds_whatever_the_channel_is_called() -> None:
    catalog.enable_providers(["slack"])
    try:
        cls = catalog.load("slack.messages.send")
        calls = [
            cls.from_arguments({"channel": name, "channel_id": "C0RELEASE1", "text": "Hi"})
            for name in ("#releases", "#renamed")
        ]
        unknown = cls.model_validate({"channel": "#releases", "text": "Hi"})
        places = [questions_of(call)[1] for call in (*calls, unknown)]
    finally:
        catalog.enable_providers(())

    kept = ("can_write", "container:slack/c0release1")
    assert [kept, kept, ("can_write", "container:slack/=23releases")] == [q.asks for q in places]
    assert Tuple("container:slack/=23renamed", "parent", kept[1]) in places[1].given
    assert Tuple("container:slack", "parent", "container:slack/=23renamed") in places[1].given


def test_what_goes_to_a_person_needs_all_around_it_and_the_conversation_that_was_found() -> None:
    catalog.enable_providers(["slack"])
    try:
        cls = catalog.load("slack.messages.dm")
        found = {"person_id": "U0BOB0001", "channel_id": "D0BOB00001"}
        calls = [cls.from_arguments({"person": "bob", "text": "Hi"} | ids) for ids in ({}, found)]
        ahead, sent = (asks(questions_of(call)[2:]) for call in calls)
    finally:
        catalog.enable_providers(())

    assert [("can_write", "container:slack")] == ahead
    assert [*ahead, ("can_write", "container:slack/d0bob00001")] == sent
