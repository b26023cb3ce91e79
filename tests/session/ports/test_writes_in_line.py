"""What a request in a session tells the agent of its writes, for the log."""

from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest

from aegis_cli.errors import Code, Interrupted, OutcomeUnknown, error_for
from aegis_cli.request.approval import Approved
from aegis_cli.request.ports import Run
from aegis_cli.session.ports.link import Link
from aegis_cli.session.ports.writes_in_line import RunInLine

CLOSE = SimpleNamespace(id="s1", seal="sealed", action=SimpleNamespace(says=lambda: "Close it"))
READ = SimpleNamespace(id="s2", seal=None, action=SimpleNamespace(says=lambda: "Show it"))
APPROVED = cast("Approved", SimpleNamespace(calls=(CLOSE, READ), digest="3f2a"))


class LinkHere:
    """Notes what the agent is told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []

    def call(self, name: str, **values: Any) -> None:
        self.said.append((name, values))

    def tell(self, what: str, **values: Any) -> None:
        self.said.append((what, values))


class Raising:
    """An executor whose run ends with an exception."""

    def __init__(self, problem: BaseException) -> None:
        self.problem = problem

    def write(self, _approved: Approved) -> NoReturn:
        raise self.problem


@pytest.mark.parametrize(
    ("problem", "ends"),
    [
        (error_for(Code.NOT_CONNECTED, "No account is connected."), {"s1": "not sent"}),
        (error_for(Code.STEP_UP, "A fresh proof is needed."), {"s1": "not sent"}),
        (OutcomeUnknown("The answer never came.", code=Code.OUTCOME_UNKNOWN), {}),
        (KeyboardInterrupt(), {}),
    ],
)
def test_a_run_that_was_refused_is_told_as_not_sent_and_no_other_that_broke_off(
    problem: BaseException, ends: dict[str, str]
) -> None:
    link = LinkHere()
    run = RunInLine(cast("Run", Raising(problem)), cast("Link", link))

    with pytest.raises(type(problem)):
        run.write(APPROVED)

    assert link.said == [
        ("turn", {"plan": "3f2a", "sends": [["s1", "Close it"]]}),
        ("written", {"ends": ends}),
    ]


def test_a_ctrl_c_before_its_turn_has_sent_nothing() -> None:
    class Waiting(LinkHere):
        def call(self, name: str, **values: Any) -> None:
            raise KeyboardInterrupt

    link = Waiting()
    run = RunInLine(cast("Run", Raising(AssertionError())), cast("Link", link))

    with pytest.raises(Interrupted, match="nothing of this was"):
        run.write(APPROVED)

    assert link.said == []
