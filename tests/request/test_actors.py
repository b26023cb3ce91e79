"""The question names who acts at each provider: read once, and for the question about a write."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, Status, error_for
from aegis_cli.planning.wire import WirePlan
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.jira.nouns.issue_changes import AssignIssue, EditIssue
from aegis_cli.providers.jira.nouns.sprints import CloseSprint
from aegis_cli.providers.slack.nouns.channel_reads import ListChannels
from aegis_cli.providers.slack.nouns.message_writes import SendMessage
from aegis_cli.providers.slack.nouns.slack_identity import WhoAmIAtSlack
from aegis_cli.request.actors import Actors
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.plan_preview import Preview
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.ports import Session
from tests.helpers.acting import acts_of
from tests.helpers.direct_jira import JiraStage
from tests.helpers.direct_slack import SlackStage
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules, wire
from tests.request.test_question_first import CREATE, CREATING, LIST, LISTING, READER

SEND = SendMessage(channel="#releases", text="Hi")
WHO = "POST /auth.test"
TWO = wire(
    ("issues.create", {"repo": "acme/web", "title": "Crash on start"}),
    ("issues.create", {"repo": "acme/web", "title": "And on stop"}),
)
ME = {"login": "mona-lisa", "id": 1}


def asked(stage: Stage) -> Preview:
    return stage.previews[-1]


def github(plan: WirePlan = CREATE, **more: Any) -> Stage:
    answers = {"users.get_me": ME, "repos.get": {"id": 7, "full_name": "acme/web"}}
    return Stage(plan, **{"actors": Actors(), "answers": answers, **more})


@for_each(
    ("make", "write", "who", "read"),
    [
        (SlackStage, SEND, ("Slack", "@ada"), WHO),
        (
            JiraStage,
            EditIssue(issue="WEB-3", summary="New"),
            ("Jira", "Ada Lovelace"),
            "GET /rest/api/3/myself",
        ),
    ],
)
def test_the_question_names_who_acts_as_the_provider_calls_them(
    make: Any, write: Action[Any], who: tuple[str, str], read: str
) -> None:
    stage = make(actors=Actors())

    result = stage.does(write)

    assert Status.DONE is result.status, result
    assert (who,) == asked(stage).actors
    assert "Mona Lisa" == asked(stage).identity
    assert 1 == stage.log.count(read) == stage.log[: stage.log.index("ask")].count(read)


def test_a_session_reads_it_once_for_each_provider_and_person() -> None:
    stage = SlackStage(actors=Actors())

    for _ in range(3):
        stage.does(SEND)

    assert 1 == stage.log.count(WHO)
    assert [(("Slack", "@ada"),)] * 3 == [each.actors for each in stage.previews if each.actors]

    other = replace(READER, subject="auth0|2")
    assert "" == stage.actors.name_of(other.subject, "slack")  # type: ignore[union-attr]  # as above


def test_a_read_and_what_nobody_is_asked_about_read_it_not_at_all() -> None:
    stage = SlackStage(actors=Actors())

    stage.does(ListChannels())
    carry_out("do it", acts_of(SEND), rules(yes=True), stage.services(), wanted=None)

    assert WHO not in stage.log
    assert Status.DONE is github(LIST).hears(LISTING).status


def test_it_is_the_read_that_says_who_me_is_and_no_other() -> None:
    stage = JiraStage(actors=Actors())

    stage.does(AssignIssue(issue="WEB-4", assignee="@me"))

    before = stage.log[: stage.log.index("ask")]
    assert 1 == sum(line.endswith("/myself") for line in before)


def test_it_is_not_read_again_after_the_stronger_sign_in_of_the_same_person() -> None:
    stage = github(holds={"aegis:read": READER})

    result = stage.hears(CREATING)

    assert Status.DONE is result.status
    assert (("GitHub", "mona-lisa"),) == asked(stage).actors
    assert 1 == [each.facts.action for each in stage.looked_up].count("users.get_me")


@dataclass
class Changing(Stage):
    """Another person signs in after the question."""

    def session(self, scope: tuple[str, ...]) -> Session:
        """Sign in as somebody else, who is called otherwise at GitHub."""
        self.happens(f"sign in for {scope[-1]}", None)
        self.answers = {**self.answers, "users.get_me": {"login": "hubot", "id": 2}}
        return Session(Secret("other-token"), frozenset(scope), "Hubot", "auth0|2", 900.0)


def test_another_person_who_signs_in_is_asked_under_their_own_account() -> None:
    stage = Changing(CREATE, actors=Actors(), holds={"aegis:read": READER})

    stage.hears(CREATING)

    assert [(("GitHub", "mona"),), (("GitHub", "hubot"),)] == [
        each.actors for each in stage.previews if each.actors
    ]


def test_several_writes_at_one_provider_name_it_once() -> None:
    stage = github(TWO)

    stage.hears(f"{CREATING} and one titled 'And on stop'")

    assert (("GitHub", "mona-lisa"),) == asked(stage).actors


def test_a_question_names_who_acts_for_the_writes_too_that_nobody_is_asked_about() -> None:
    stage = github(
        answers={
            "users.get_me": ME,
            "repos.get": {"id": 7, "full_name": "acme/web"},
            "jira.users.get_me": {"displayName": "Ada Lovelace"},
            "jira.sprints.get": {"id": 2, "name": "Two", "state": "active"},
        }
    )
    acts = acts_of(CreateIssue(repo="acme/web", title="Crash"), CloseSprint(sprint=2))

    carry_out("do it", acts, rules(yes=True), stage.services(), wanted=None)

    assert ["jira.sprints.close"] == [act.action.facts.action for act in stage.asked]
    assert (("GitHub", "mona-lisa"), ("Jira", "Ada Lovelace")) == asked(stage).actors


DENIES = Policy((Layer("the options", deny=("users.get_me",)),))


@pytest.mark.parametrize(
    ("policy", "answers", "says"),
    [
        (DENIES, {}, "was not looked at: the options denies users.get_me"),
        (
            Policy(),
            {"users.get_me": error_for(Code.PROVIDER, "GitHub failed.")},
            "could not be looked at: GitHub failed.",
        ),
    ],
)
def test_a_name_that_cannot_be_read_ends_nothing_and_is_said_to_be_unknown(
    policy: Policy, answers: dict[str, Any], says: str
) -> None:
    stage = github(answers={"users.get_me": ME, **answers})

    result = stage.hears(CREATING, rules(policy))

    assert Status.DONE is result.status
    assert (("GitHub", f"an account whose name {says}"),) == asked(stage).actors
    assert [] == [*stage.actors.rows()]  # type: ignore[union-attr]  # as above


def test_no_sign_alone_is_a_name() -> None:
    stage = SlackStage(actors=Actors())
    deny = Policy((Layer("the options", deny=(WhoAmIAtSlack.facts.action,)),))

    stage.does(SEND, policy=deny)

    ((_, name),) = asked(stage).actors
    assert name.startswith("an account whose name was not looked at: the options denies")
    assert [] == [*stage.actors.rows()]  # type: ignore[union-attr]  # as above


def test_a_name_that_cannot_be_read_is_asked_for_once() -> None:
    answers = {"users.get_me": error_for(Code.PROVIDER, "GitHub failed.")}
    stage = github(answers=answers, holds={"aegis:read": READER})

    assert Status.DONE is stage.hears(CREATING).status
    assert 1 == [each.facts.action for each in stage.looked_up].count("users.get_me")


def test_an_account_that_is_connected_is_read_anew() -> None:
    actors = Actors()
    actors.note("auth0|1", "github", "old-name")
    stage = github(actors=actors, connects=1, read_fails=error_for(Code.NOT_CONNECTED, "None is."))

    stage.holds = {"aegis:read": READER}
    stage.proposed = wire(("issues.close", {"repo": "acme/web", "issue_number": 12}))
    stage.hears("close acme/web#12")

    assert (("GitHub", "mona-lisa"),) == asked(stage).actors


def test_names_are_kept_for_whoever_has_a_subject_and_go_over_a_line_as_rows() -> None:
    actors, there = Actors(), Actors()
    for subject, provider, name in [
        ("", "slack", "@ada"),
        ("auth0|1", "slack", "@ada"),
        ("auth0|1", "github", "mona"),
    ]:
        actors.note(subject, provider, name)

    there.add(actors.rows())

    assert ["@ada", "", "mona"] == [
        there.name_of("auth0|1", each) for each in ("slack", "jira", "github")
    ]
    there.forget("slack")
    assert [("auth0|1", "github", "mona")] == [*there.rows()]
