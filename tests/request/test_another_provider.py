"""What carries requests out goes by the provider of the action, whichever that is."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.kinds import Login, RepoName
from aegis_cli.actions.performed import PartlyIgnored, Performed, ProviderClient
from aegis_cli.actions.views import Line
from aegis_cli.adapters.executor.messages import outcome_as_json
from aegis_cli.adapters.executor.remote import carried_out
from aegis_cli.core.flow import Flow
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Failed
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.provider import GITHUB
from aegis_cli.request.execution import Outcome, StepStatus, run
from aegis_cli.request.preflight import bound, lookups
from tests.acts import act_of
from tests.canned import BASE, answer
from tests.flows import Player


def _performed(action: Action[Any], base: str) -> Flow[Performed]:
    yield from ()
    return Performed(f"{action.facts.action} at {base}")


def _compare(_action: Action[Any], _body: Any, data: Any) -> None:
    raise PartlyIgnored("Elsewhere ignored it.", data)


class Greet(
    Action[dict[str, Any]],
    action="tests.greet",
    effect=Effect.WRITE,
    endpoint="POST /rooms/{repo}",
    says="Greet",
    view=Line("Greeted"),
    verbs=("greet",),
):
    """Greet somebody."""

    provider = replace(
        GITHUB,
        title="Elsewhere",
        client=lambda: ProviderClient(_performed, _compare),
        bind_me=lambda: Who(repo="acme/web"),
    )

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

    repo: RepoName
    """Where."""


GREET = Greet(repo="acme/web", assignee="@me")
PLAN = (act_of("s1", GREET, dict.fromkeys(GREET.sent(), Origin.USER)),)


@dataclass
class Reader:
    """A run that answers each read with one login."""

    login: str
    token = None

    def read(self, calls: tuple[Call, ...]) -> tuple[Outcome, ...]:
        assert [Who(repo="acme/web")] == [call.action for call in calls]
        return (Outcome("me", StepStatus.DONE, {"login": self.login}),)

    def write(self, approved: Any) -> tuple[Outcome, ...]:
        raise AssertionError(approved)


def test_an_action_is_performed_by_the_client_of_its_provider() -> None:
    (outcome,) = Player().run(run((Call("s1", GREET),), BASE, Secret("xoxp-1")))

    assert f"tests.greet at {BASE}" == outcome.data


def test_me_is_whom_the_actions_provider_says() -> None:
    (step,) = bound(PLAN, Reader("ada"))

    assert [Who(repo="acme/web")] == list(lookups(PLAN))
    assert {"repo": "acme/web", "assignee": "ada"} == step.action.sent()


def test_an_impossible_login_is_told_of_the_actions_provider() -> None:
    with pytest.raises(Failed, match=r"^Elsewhere says that you are 'no login', which"):
        bound(PLAN, Reader("no login"))


def test_a_brokers_result_is_compared_as_the_actions_provider_does() -> None:
    call = Call("s1", GREET, seal="seal")
    done = outcome_as_json(Outcome("s1", StepStatus.DONE, {"ok": True}))

    flow = carried_out("https://broker.example", Secret("session"), (call,), digest="digest")
    (outcome,) = Player(answer({"outcomes": [done]})).run(flow).outcomes

    assert StepStatus.FAILED is outcome.status
    assert "Elsewhere ignored it." == str(outcome.error)
