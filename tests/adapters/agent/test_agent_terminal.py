"""The person of a session: what the agent is told of their answer, and what the request gets."""

import io
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from aegis_cli.adapters.agent.agent_terminal import AgentTerminal
from aegis_cli.adapters.agent.link import Link
from aegis_cli.adapters.terminal.interactive import InteractiveTerminal
from aegis_cli.adapters.terminal.progress import Progress
from aegis_cli.adapters.terminal.tty import NoTerminal
from aegis_cli.errors import AegisError, Code
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.providers.github.nouns.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.repos import DeleteRepo
from aegis_cli.request.approval import Reply
from aegis_cli.request.edits import Edits
from aegis_cli.request.plan_sheet import sheet
from tests.acts import act_of

FIRST = act_of(
    "s1",
    CloseIssue(repo="acme/web", issue_number=12),
    {"repo": Origin.AGENT, "issue_number": Origin.AGENT, "state": Origin.DEFAULT},
)
OTHER = act_of(
    "s2",
    CloseIssue(repo="acme/web", issue_number=13),
    {"repo": Origin.AGENT, "issue_number": Origin.AGENT, "state": Origin.DEFAULT},
)
TYPED = act_of("s1", DeleteRepo(repo="acme/web"), {"repo": Origin.AGENT})
CLOSES, CLOSES_OTHER = "Close issue acme/web#12", "Close issue acme/web#13"
DELETES = "Delete the repository acme/web, with its issues, pull requests and settings"


class LinkHere:
    """Hands out a descriptor, and notes what it is told."""

    def __init__(self, *, stands: bool) -> None:
        self.told: dict[str, Any] = {}
        self.stands = stands

    def call(self, name: str, **values: Any) -> Any:
        if name == "terminal":
            value = {"waiting": 0, "named": [], "within_line": False}
            return SimpleNamespace(value=value, descriptor=os.open(os.devnull, os.O_RDWR))
        assert name == "answered"
        self.told = values
        return SimpleNamespace(value=self.stands and values["answer"] == "yes")


Asked = Callable[..., tuple[Reply | Edits, dict[str, Any]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Have acts asked about, and answered so; return the reply, and what the agent was told."""

    def ask(acts: tuple[Act, ...], answer: Any, *, stands: bool = True) -> Any:
        def answered(*_: Any) -> Any:
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(InteractiveTerminal, "ask", answered)
        link = LinkHere(stands=stands)
        here = io.StringIO()
        terminal = AgentTerminal(
            here,
            cast("Any", None),
            Progress(here, is_terminal=False),
            cast("Any", None),
            {},
            link=cast("Link", link),
        )
        try:
            return terminal.ask(sheet(acts), acts), link.told
        except AegisError as error:
            return error, link.told

    return ask


@pytest.mark.parametrize(
    ("acts", "reply", "told"),
    [
        ((FIRST, OTHER), Reply(yes=True), ("yes", [CLOSES, CLOSES_OTHER], False)),
        (
            (FIRST, OTHER),
            Reply(yes=True, left_out=frozenset({"s1"})),
            ("yes", [CLOSES_OTHER], True),
        ),
        ((FIRST,), Reply(), ("no", [], False)),
        ((FIRST,), Reply(yes=True, left_out=frozenset({"s1"})), ("no", [], False)),
        ((TYPED,), Reply(typed={"s1": "acme/web"}), ("yes", [DELETES], False)),
        ((TYPED,), Reply(typed={"s1": ""}), ("no", [], False)),
        ((TYPED,), Reply(typed={"s1": "acme/website"}), ("no", [], False)),
        ((FIRST,), Edits({"s1": {}}, frozenset()), ("edited", [], True)),
    ],
)
def test_the_agent_is_told_what_exactly_was_approved(
    asked: Asked,
    acts: tuple[Act, ...],
    reply: Reply | Edits,
    told: tuple[str, list[str], bool],
) -> None:
    got, values = asked(acts, reply)

    assert got == reply
    assert dict(zip(("answer", "approves", "changed"), told, strict=True)) | {"named": []} == values


def test_a_yes_that_the_agent_does_not_take_is_none(asked: Asked) -> None:
    got, _ = asked((FIRST,), Reply(yes=True), stands=False)

    assert got == Reply()


@pytest.mark.parametrize("problem", [NoTerminal(), OSError()])
def test_a_terminal_that_takes_no_question_is_no_answer_of_a_person(
    asked: Asked, problem: Exception
) -> None:
    got, told = asked((FIRST,), problem)

    assert isinstance(got, AegisError)
    assert (got.code, told["answer"]) == (Code.NEEDS_APPROVAL, "")
