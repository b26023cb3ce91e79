"""What goes from one place to another, between three providers, is said with who can see it."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Self

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.provider.derived_token import TokenFacts
from aegis_cli.providers.github.nouns.issues.issue_changes import CreateIssue
from aegis_cli.providers.github.nouns.issues.issues import ListIssues
from aegis_cli.providers.slack.channels import CHANNEL
from aegis_cli.providers.slack.slack_resources import SlackChannel
from aegis_cli.request.approval import Approved, Reply
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.crossing import crossings
from aegis_cli.request.execution import Outcome
from aegis_cli.request.ports import Session
from aegis_cli.request.target_snapshot import TargetSnapshot
from tests.actions.cases import CASES
from tests.helpers.acting import acts_of
from tests.helpers.direct_github import DirectStage
from tests.helpers.direct_jira import JiraStage
from tests.helpers.direct_slack import SlackStage
from tests.helpers.world import Stage, rules

PLACES = {
    "acme/web": "public",
    "acme/infra": "private",
    "slack:#releases": "public",
    "slack:#sales-ada": "private",
    "jira:WEB": "public",
    "jira:OPS": "private",
}
"""Places of the sandbox, and who can see them there."""
FLOWS = tuple(itertools.permutations(PLACES, 2))


@pytest.fixture(autouse=True)
def _providers() -> Iterator[None]:
    catalog.enable_providers(["jira", "slack"])
    yield
    catalog.enable_providers(())


@dataclass
class ThreeStages(Stage):
    """A person who declines, and the sandbox's services of all three providers."""

    services_of: dict[str, Any] = field(
        default_factory=lambda: {
            "github": DirectStage(),
            "slack": SlackStage(),
            "jira": JiraStage(),
        }
    )

    def open(self, session: Session, *, keep_going: bool = False) -> Any:
        """Begin a plan's turn at each provider."""
        return _Turn(self, session)


@dataclass
class _Turn:
    stage: ThreeStages
    session: Session
    tokens: dict[str, TokenFacts] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End with nothing to do."""

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        """Perform the reads where they belong."""
        (call,) = calls
        stage = self.stage.services_of[call.action.provider.name]
        with stage.open(self.session) as run:
            found: tuple[Outcome, ...] = run.read(calls)
        return found

    def write(self, approved: Approved) -> tuple[Outcome, ...]:
        """Refuse: nobody approved anything."""
        raise AssertionError(approved)


def reading(place: str) -> Action[Any]:
    provider, _, name = place.rpartition(":")
    match provider:
        case "slack":
            return catalog.load("slack.messages.list").model_validate({"channel": name})
        case "jira":
            return catalog.load("jira.issues.search").model_validate({"project": name})
        case _:
            return ListIssues(repo=name)


def writing(place: str) -> Action[Any]:
    provider, _, name = place.rpartition(":")
    match provider:
        case "slack":
            cls = catalog.load("slack.messages.send")
            return cls.model_validate({"channel": name, "text": "Hello"})
        case "jira":
            cls = catalog.load("jira.issues.create")
            return cls.model_validate({"project": name, "summary": "Hello", "type": "Bug"})
        case _:
            return CreateIssue(repo=name, title="Hello")


@pytest.fixture(scope="module")
def stage() -> ThreeStages:
    return ThreeStages(reply=Reply(yes=False))


@pytest.mark.parametrize(("source", "goal"), FLOWS)
def test_every_flow_between_two_places_says_who_can_see_them(
    stage: ThreeStages, source: str, goal: str
) -> None:
    stage = replace(stage, events=[], previews=[])
    acts = acts_of(reading(source), writing(goal))
    carry_out("do it", acts, rules(), stage.services(), wanted=None)

    said = stage.previews[-1].items[1].crossing
    within = source.partition(":")[0] == goal.partition(":")[0] or (":" not in source + goal)
    is_said = not within or (PLACES[source], PLACES[goal]) == ("private", "public")
    wanted = f"The plan reads {source} ({PLACES[source]}); this goes to {goal} ({PLACES[goal]})"
    assert said.partition(",")[0].rstrip(".") == (wanted if is_said else "")


@pytest.mark.parametrize(
    ("source", "goal", "said"),
    [
        (
            reading("acme/infra"),
            CASES["gists.create_public"].call,
            "The plan reads acme/infra (private); this goes to GitHub (privacy unknown).",
        ),
        (reading("acme/web"), CASES["gists.create_public"].call, ""),
        (
            CASES["issues.list_mine"].call,
            writing("acme/web"),
            "The plan reads GitHub (privacy unknown); this goes to acme/web (public).",
        ),
        (
            ListIssues(repo="acme/gone"),
            writing("acme/web"),
            "The plan reads acme/gone (privacy unknown); this goes to acme/web (public).",
        ),
        (ListIssues(repo="acme/gone"), writing("acme/infra"), ""),
        (CASES["users.get_me"].call, writing("acme/web"), ""),
    ],
    ids=[
        "to no place",
        "of a public one",
        "from anywhere",
        "from unknown",
        "to private",
        "of whom",
    ],
)
def test_what_may_be_private_is_said_of_whatever_has_no_known_place(
    stage: ThreeStages, source: Action[Any], goal: Action[Any], said: str
) -> None:
    stage = replace(stage, events=[], previews=[])
    carry_out("do it", acts_of(source, goal), rules(), stage.services(), wanted=None)

    assert said == stage.previews[-1].items[1].crossing


def channel(name: str, **more: Any) -> TargetSnapshot:
    show = writing(f"slack:{name}").provider.show_place
    assert show is not None
    return TargetSnapshot(show(name), {"id": "C1", "name": name[1:], "is_private": True, **more})


def test_a_private_channel_that_another_workspace_sees_is_no_private_goal() -> None:
    acts = acts_of(reading("slack:#board"), writing("slack:#partners"))
    alone, shared = (
        crossings(acts, {}, (channel("#board"), channel("#partners", is_ext_shared=is_shared)))
        for is_shared in (False, True)
    )

    assert {} == alone
    goal = "slack:#partners (private, shared with another workspace)"
    assert [f"The plan reads slack:#board (private); this goes to {goal}."] == [*shared.values()]


def test_a_channel_that_people_of_another_workspace_see_is_told_from_others() -> None:
    def is_shared(**more: bool) -> bool:
        answer = {"id": "C1", "name": "partners", "is_private": False}
        return CHANNEL.shared(SlackChannel.model_validate(answer | more).model_dump())

    assert is_shared(is_ext_shared=True)
    assert is_shared(is_org_shared=True)
    assert is_shared(is_pending_ext_shared=True)
    assert not is_shared(is_ext_shared=False)
