"""What a read found is shown as what it is, by one more read; or as it came."""

from typing import Any

import pytest

from aegis_cli.actions.call import Call
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.pull_requests.pulls import GetPull
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.shown_kind import ShownKind
from tests.helpers.act_factory import act_of
from tests.helpers.world import ME, Stage, wire

ORIGINS = {"repo": Origin.USER, "issue_number": Origin.USER}
ISSUE = act_of("s1", GetIssue(repo="acme/web", issue_number=11), ORIGINS)
CLOSE = act_of("s2", CloseIssue(repo="acme/web", issue_number=11), ORIGINS)
PULL = {"number": 11, "pull_request": {"merged_at": None}}
RESOLVED = Outcome("s1", StepStatus.DONE, {"number": 11, "title": "the pull request"})
ISSUE_11 = {"repo": "acme/web", "issue_number": 11}
FAILED = error_for(Code.NETWORK, "No.")


class Reader:
    """A run that answers one read."""

    tokens: dict[str, Any] = {}  # noqa: RUF012  # a port's

    def __init__(self, answer: Outcome | AegisError) -> None:
        self.answer, self.calls = answer, list[Call]()

    def read(self, calls: tuple[Call, ...], *, anew: bool = False) -> tuple[Outcome, ...]:
        self.calls += calls
        if isinstance(self.answer, AegisError):
            raise self.answer
        return (self.answer,)

    def write(self, approved: Any) -> tuple[Outcome, ...]:
        raise AssertionError(approved)


def denying(*names: str) -> PlanJudge:
    """PlanJudge by a policy that denies these actions."""
    return PlanJudge(Policy((Layer("[policy]", deny=names),)))


def test_a_pull_request_is_shown_as_one_with_what_the_policy_lets_stand_beside_it() -> None:
    reader = Reader(RESOLVED)
    kinds = ShownKind(reader, denying("reviews.list"))
    done = Outcome("s1", StepStatus.DONE, PULL), Outcome("s2", StepStatus.DONE, PULL)

    (read, close), outcomes = kinds.read_other_kind((ISSUE, CLOSE), done)

    assert read.action == GetPull(repo="acme/web", pull_number=11)
    assert read.step.values["pull_number"] == ISSUE.step.values["issue_number"]
    assert (close, outcomes) == (CLOSE, (RESOLVED, done[1]))
    assert [(call.action, call.related) for call in reader.calls] == [(read.action, ("checks",))]


@pytest.mark.parametrize(
    ("data", "answer", "denies"),
    [
        ({"number": 11}, RESOLVED, False),
        (None, RESOLVED, False),
        (PULL, RESOLVED, True),
        (PULL, FAILED, False),
        (PULL, Outcome("s1", StepStatus.FAILED, error=FAILED), False),
    ],
)
def test_else_it_is_shown_as_it_came(
    data: Any, answer: Outcome | AegisError, *, denies: bool
) -> None:
    judge = denying("pulls.get") if denies else denying()
    outcomes = (Outcome("s1", StepStatus.DONE, data),)

    assert ShownKind(Reader(answer), judge).read_other_kind((ISSUE,), outcomes) == (
        (ISSUE,),
        outcomes,
    )


def test_what_failed_or_was_left_out_is_not_read_again() -> None:
    outcomes = (Outcome("s1", StepStatus.FAILED, error=FAILED),)
    kinds = ShownKind(Reader(RESOLVED), denying())

    assert kinds.read_other_kind((ISSUE, CLOSE), outcomes) == ((ISSUE, CLOSE), outcomes)


class Leaving(dict[str, Any]):
    """Answers of reads, of which the person waits for one no longer."""

    def get(self, name: str, default: Any = None) -> Any:
        """Give the answer of an action."""
        if name == "pulls.get":
            raise KeyboardInterrupt
        return super().get(name, default)


def test_ctrl_c_while_it_is_read_once_more_leaves_what_was_done_before_known() -> None:
    plan = (("labels.create", {"repo": "acme/web", "name": "x"}), ("issues.get", ISSUE_11))
    done = {"s1": Outcome("s1", StepStatus.DONE, {}), "s2": Outcome("s2", StepStatus.DONE, PULL)}
    stage = Stage(wire(*plan), answers=Leaving({"users.get_me": ME}), written=done)

    result = stage.hears("create the label x in acme/web and show acme/web#11")

    assert ["done", "done"] == [outcome.status.value for outcome in result.outcomes]
    assert ("done", None) == (result.status.value, result.error)
