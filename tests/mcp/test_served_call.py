"""A tool call in the process that the agent forked for it: what is planned, asked for and marked."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from aegis_cli.core.text import visible
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.mcp.served_call import ServedCall, document_of
from aegis_cli.mcp.tool_arguments import (
    PlanSentence,
    ProposeWrites,
    ReadAction,
    ToolArguments,
    as_order,
)
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import Result, failed_result, finished_result
from tests.helpers.rows import for_each

READ = ReadAction(action="issues.list", fields={"repo": "acme/web"})
SET = ReadAction(action="secrets.set", fields={"repo": "acme/web", "secret_name": "API_KEY"})
CLOSE = ReadAction(action="issues.close", fields={"repo": "acme/web", "issue_number": 12})


class AppHere:
    """Does what it is asked at once, and notes it."""

    def __init__(self, data: Any = None, **visibilities: str) -> None:
        self.data = [] if data is None else data
        self.repo: Any = {"full_name": "acme/web", "private": False}
        self.asked: list[tuple[Any, ...]] = []
        self.wanted: list[str] = []
        self.wants = self.wanted.append
        known = {place.replace("__", "/"): seen for place, seen in visibilities.items()}
        self.asks = SimpleNamespace(visibilities=known)

    def ask(self, sentence: str) -> Result:
        self.asked.append(("ask", sentence))
        return failed_result(sentence, error_for(Code.UNCLEAR, "What?"))

    def do(self, request: str, *acts: Act) -> Result:
        self.asked.append((request, acts))
        data = self.repo if request in {"repos.get", "board.rooms.get"} else self.data
        outcomes = tuple(Outcome(act.id, StepStatus.DONE, data) for act in acts)
        return finished_result(request, acts, "d", outcomes)


def done(wanted: ToolArguments, app: AppHere) -> tuple[dict[str, Any], int]:
    found: Any = app
    return document_of(wanted, found, found)


@pytest.mark.parametrize(
    "wanted",
    [READ, ProposeWrites(steps=[CLOSE, CLOSE], why="w"), PlanSentence(sentence="close #12")],
)
def test_an_order_is_read_as_it_was_written(wanted: ToolArguments) -> None:
    names = {ReadAction: "read_action", ProposeWrites: "propose_writes", PlanSentence: "plan"}

    assert ServedCall.read(as_order(names[type(wanted)], wanted, "codex")) == ServedCall(
        wanted, "codex"
    )


@for_each(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'"plan"',
        b'{"tool": "plan"}',
        b'{"tool": [], "arguments": {}, "client": ""}',
        b'{"tool": "plan", "arguments": 1, "client": ""}',
        b'{"tool": "plan", "arguments": {"sentence": "x"}}',
        b'{"tool": "outcome", "arguments": {"id": "x"}, "client": ""}',
        b'{"tool": "find_actions", "arguments": {"words": "x"}, "client": ""}',
        b'{"tool": "approve", "arguments": {}, "client": ""}',
    ],
)
def test_what_is_no_call_is_refused(data: bytes) -> None:
    with pytest.raises(AegisError, match="no call of a tool") as caught:
        ServedCall.read(data)
    assert caught.value.code is Code.BAD_USAGE


@pytest.mark.parametrize(
    "order",
    [
        {"tool": "plan", "arguments": {"sentence": "x", "yes": True}},
        {"tool": "read_action", "arguments": {"action": ""}},
        {"tool": "propose_writes", "arguments": {"steps": []}},
    ],
)
def test_arguments_are_read_again_here(order: dict[str, Any]) -> None:
    with pytest.raises(AegisError, match="do not fit"):
        ServedCall.read(json.dumps({**order, "client": ""}).encode())


@pytest.mark.parametrize(
    ("wanted", "client", "says"),
    [
        (READ, "", "a coding agent by aegis mcp"),
        (READ, "gemini-cli", 'a coding agent by aegis mcp, which calls itself "gemini-cli"'),
        (
            ProposeWrites(steps=[CLOSE], why="a\nb\x1b[2J"),
            'x"',
            'a coding agent by aegis mcp, which calls itself "x\\""; it says: "a b\\\\x1b[2J"',
        ),
    ],
)
def test_who_asks_is_said_in_one_line_as_its_claim(
    wanted: ToolArguments, client: str, says: str
) -> None:
    assert ServedCall(wanted, client).says() == says


@pytest.mark.parametrize("client", [None, 7, ["x"], {}])
def test_a_name_that_is_no_text_is_no_call(client: Any) -> None:
    order = {"tool": "plan", "arguments": {"sentence": "x"}, "client": client}
    with pytest.raises(AegisError, match="no call of a tool"):
        ServedCall.read(json.dumps(order).encode())


def test_a_name_is_shown_in_one_row() -> None:
    order = ServedCall.read(as_order("plan", PlanSentence(sentence="x"), "a\n" * 1_000))

    assert order.client == ("a " * 30)


def test_only_a_plan_runs_nothing() -> None:
    assert PlanSentence(sentence="x").runs_nothing
    assert not READ.runs_nothing
    assert not ProposeWrites(steps=[CLOSE]).runs_nothing


def test_a_sentence_is_asked_and_the_log_is_told() -> None:
    app = AppHere()
    document, code = done(PlanSentence(sentence="close #12"), app)

    assert app.asked == [("ask", "close #12")]
    assert app.wanted == ["plan close #12"]
    assert (document["status"], code) == ("unclear", 3)


def test_steps_are_one_request_whose_values_are_the_programs() -> None:
    app = AppHere()
    document, code = done(ProposeWrites(steps=[CLOSE, CLOSE]), app)

    one = 'issues.close {"repo": "acme/web", "issue_number": 12}'
    [(request, acts)] = app.asked
    assert request == app.wanted[0] == f"{one}; {one}"
    assert [act.id for act in acts] == ["s1", "s2"]
    assert acts[0].action.sent_arguments()["issue_number"] == 12
    assert {*acts[0].step.provenance.values()} <= {Origin.AGENT, Origin.DEFAULT, Origin.USER}
    assert (document["status"], code, document["request"]) == ("done", 0, request)
    titled = ReadAction(action="issues.create", fields={"repo": "acme/web", "title": "é"})
    assert 'title": "é"' in done(ProposeWrites(steps=[titled]), AppHere())[0]["request"]


@for_each(
    ("wanted", "message", "hint"),
    [
        (CLOSE, "issues.close changes something.", "Use the tool propose_writes for it."),
        (ProposeWrites(steps=[READ]), "issues.list reads.", "Use the tool read_action for it."),
        (
            ProposeWrites(steps=[CLOSE, READ]),
            "issues.list reads.",
            "Use the tool read_action for it.",
        ),
        (
            ProposeWrites(steps=[SET]),
            "No tool takes the value of a secret, so secrets.set is for the person alone.",
            "with aegis do secrets.set.",
        ),
        (
            ReadAction(action="issues.lst"),
            "There is no action 'issues.lst'.",
            "Did you mean issues.list",
        ),
        (
            ReadAction(action="x\x1b" + "y" * 200),
            "There is no action 'x\\x1b" + "y" * 78 + "'.",
            "find_actions finds the names.",
        ),
    ],
)
def test_an_action_that_does_not_belong_to_the_tool_is_not_done(
    wanted: ToolArguments, message: str, hint: str
) -> None:
    app = AppHere()
    document, code = done(wanted, app)

    assert app.asked == []
    assert len(app.wanted) == 1
    assert (document["status"], code) == ("usage", 2)
    assert document["request"] == visible(app.wanted[0])
    assert document["error"]["message"] == message
    assert hint in document["error"]["hint"]


def test_what_was_read_is_marked_with_what_is_known_of_its_place() -> None:
    app = AppHere(acme__web="private")
    document, _ = done(READ, app)

    data = document["results"][0]["data"]
    assert data == {
        "untrusted": True,
        "from": "acme/web",
        "visibility": "private",
        "value": [],
    }
    assert len(app.asked) == 1  # it was known


@pytest.mark.parametrize(
    ("private", "seen"), [(False, "public"), (True, "private"), (None, "unknown")]
)
def test_whether_everybody_sees_a_place_is_asked_for_once_where_nobody_knows(
    *, private: bool | None, seen: str
) -> None:
    app = AppHere()
    app.repo = {"full_name": "Acme/Web", "private": private}
    document, _ = done(ReadAction(action="issues.list", fields={"repo": "Acme/Web"}), app)

    assert document["results"][0]["data"]["visibility"] == seen
    assert [request for request, _ in app.asked] == [
        'issues.list {"repo": "Acme/Web"}',
        "repos.get",
    ]
    [act] = app.asked[1][1]
    assert act.action.sent_arguments() == {"repo": "Acme/Web"}


def test_a_place_that_this_session_has_seen_is_not_asked_for_in_other_letters() -> None:
    app = AppHere(acme__web="public")
    document, _ = done(ReadAction(action="issues.list", fields={"repo": "Acme/Web"}), app)

    assert document["results"][0]["data"]["visibility"] == "public"
    assert len(app.asked) == 1


def test_what_has_no_repository_or_says_it_itself_or_writes_asks_for_nothing() -> None:
    mine = AppHere()
    assert done(ReadAction(action="users.get_me"), mine)[1] == 0
    itself = AppHere()
    itself.data = itself.repo
    read = ReadAction(action="repos.get", fields={"repo": "acme/web"})
    document, _ = done(read, itself)
    writes = AppHere([{"number": 1}])
    done(ProposeWrites(steps=[CLOSE]), writes)

    assert document["results"][0]["data"]["visibility"] == "public"
    assert [len(app.asked) for app in (mine, itself, writes)] == [1, 1, 1]


@pytest.mark.usefixtures("board")
@pytest.mark.parametrize(("hidden", "seen"), [(False, "public"), (True, "private")])
@pytest.mark.parametrize(
    "read",
    [
        ReadAction(action="board.notes.list", fields={"room": "#lobby"}),
        ReadAction(action="board.notes.get", fields={"note": "lobby-12"}),
    ],
)
def test_whether_everybody_sees_a_place_is_asked_of_its_own_provider(
    read: ReadAction, *, hidden: bool, seen: str
) -> None:
    app = AppHere()
    app.repo = {"id": "R1", "name": "#lobby", "hidden": hidden}
    document, _ = done(read, app)

    data = document["results"][0]["data"]
    assert ("board:#lobby", seen) == (data["from"], data["visibility"])
    assert "board.rooms.get" == app.asked[1][0]
    [act] = app.asked[1][1]
    assert {"room": "#lobby"} == act.action.sent_arguments()


def test_a_tool_watches_nothing_and_names_the_action_that_looks_once() -> None:
    app = AppHere()
    fields = {"repo": "acme/web", "run_id": 16000005}

    document, code = done(ReadAction(action="runs.watch", fields=fields), app)

    assert (2, "bad_usage") == (code, document["error"]["code"])
    assert "Use runs.get, and call it again." == document["error"]["hint"]
    assert [] == app.asked
