"""What each tool does, in one process, with an agent that answers as a test says."""

import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError

from aegis_cli.errors import Code, error_for
from aegis_cli.mcp import desk as desk_module
from aegis_cli.mcp import proposals as proposals_module
from aegis_cli.mcp.desk import Desk, ToolCall
from aegis_cli.mcp.documents import error_document
from aegis_cli.mcp.server import _server
from aegis_cli.mcp.tools import FIND, OUTCOME, PLAN, PROPOSE, READ, Tool, tools
from aegis_cli.request.result import local_json
from tests.helpers.patience import PATIENCE
from tests.helpers.support import until

CLOSE: dict[str, Any] = {
    "action": "issues.close",
    "fields": {"repo": "acme/web", "issue_number": 12},
}
OPEN = {"action": "issues.create", "fields": {"repo": "acme/web", "title": "T"}}
DONE = local_json("x", "x", [])
INTERRUPTED = error_document("x", error_for(Code.INTERRUPTED, "Interrupted."))


class Call:
    """A call to the agent, which a test answers."""

    def __init__(self, agent: "AgentOf", order: bytes) -> None:
        self.order = json.loads(order)
        self.is_withdrawn = False
        self.waits: list[bool] = []
        self.answer: dict[str, Any] = DONE
        self.may_end = threading.Event()
        if not agent.waits:
            self.may_end.set()
        agent.calls.append(self)

    def document(self) -> dict[str, Any]:
        self.was_in_daemon = threading.current_thread().daemon
        assert self.may_end.wait(PATIENCE)
        return self.answer

    def await_end(self, *, waits: bool) -> None:
        self.waits.append(waits)

    def withdraw(self) -> None:
        self.is_withdrawn = True
        self.end(INTERRUPTED)

    def end(self, answer: Mapping[str, Any]) -> None:
        self.answer = {**answer}
        self.may_end.set()


class AgentOf:
    """The calls that have come to an agent."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.waits = False

    @property
    def orders(self) -> list[dict[str, Any]]:
        return [call.order for call in self.calls]


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Iterator[AgentOf]:
    agent = AgentOf()
    for module in (desk_module, proposals_module):
        monkeypatch.setattr(module, "AgentCall", lambda order: Call(agent, order))
    yield agent
    for call in agent.calls:
        call.may_end.set()


def done(desk: Desk, tool: Tool, given: Mapping[str, Any], call: ToolCall | None = None) -> Any:
    return desk.document(call or ToolCall(), tool, given)


def test_a_read_and_a_plan_are_one_call_each(agent: AgentOf) -> None:
    desk = Desk(tools(), 0.0)
    fields = {"repo": "acme/web"}
    read = done(desk, READ, {"action": " issues.list ", "fields": fields})
    planned = done(desk, PLAN, {"sentence": " close #12 "})

    assert agent.orders == [
        {
            "tool": "read_action",
            "arguments": {"action": "issues.list", "fields": fields},
            "client": "",
        },
        {"tool": "plan", "arguments": {"sentence": "close #12"}, "client": ""},
    ]
    assert read == planned == DONE


def test_a_read_that_is_cancelled_is_withdrawn(agent: AgentOf) -> None:
    agent.waits = True
    call = ToolCall()
    ended: list[Any] = []
    thread = threading.Thread(
        target=lambda: ended.append(done(Desk(tools(), 0.0), PLAN, {"sentence": "x"}, call))
    )
    thread.start()
    until(lambda: agent.calls)
    until(lambda: call._withdraw == agent.calls[0].withdraw)
    call.cancel()
    thread.join(PATIENCE)

    assert agent.calls[0].is_withdrawn
    assert ended[0]["status"] == "interrupted"
    assert ended[0]["next"].startswith("Nothing was sent")


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        (READ, {"action": "issues.list", "fields": {"repo": "acme/web"}}),
        (PROPOSE, {"steps": [CLOSE]}),
    ],
)
def test_a_call_that_is_cancelled_before_there_is_anything_to_take_back_is_withdrawn(
    agent: AgentOf, tool: Tool, given: dict[str, Any]
) -> None:
    agent.waits = True
    call = ToolCall()
    call.cancel()
    assert not call.is_wanted
    done(Desk(tools(), 0.0), tool, given, call)

    assert agent.calls[0].is_withdrawn


def test_actions_are_found_without_the_agent(agent: AgentOf) -> None:
    desk = Desk(tools(), 0.0)
    short = done(desk, FIND, {"words": "close issue"})
    long = done(desk, FIND, {"words": "close issue", "detail": True})

    assert short["status"] == "done"
    assert short["results"][0]["data"][0]["signature"].startswith("issues.close(")
    assert "fields" not in short["results"][0]["data"][0]
    assert long["results"][0]["data"][0]["fields"]["required"] == ["repo", "issue_number"]
    assert short["request"] == "find_actions close issue"
    assert short["results"][0]["action"] == "actions.find"
    assert agent.calls == []


def test_what_waits_for_a_person_has_an_id_and_is_told_once(agent: AgentOf) -> None:
    agent.waits = True
    desk = Desk(tools(), 0.0)
    waiting = done(desk, PROPOSE, {"steps": [CLOSE, OPEN], "why": "it is solved"})
    reordered = {**CLOSE, "fields": dict(reversed(CLOSE["fields"].items()))}
    again = done(desk, PROPOSE, {"steps": [reordered, OPEN], "why": "another reason"})
    other = done(desk, PROPOSE, {"steps": [OPEN, CLOSE]})

    assert waiting["status"] == again["status"] == "waiting"
    assert waiting["next"].startswith("Tell the person now that a question waits")
    assert waiting == {
        "schema": "aegis.result/1",
        "status": "waiting",
        "request": "issues.close; issues.create",
        "plan": None,
        "results": [],
        "error": None,
        "id": waiting["id"],
        "next": waiting["next"],
    }
    assert waiting["id"] == again["id"] != other["id"]
    assert len(waiting["id"]) == 32
    assert agent.orders[0] == {
        "tool": "propose_writes",
        "arguments": {"steps": [CLOSE, OPEN], "why": "it is solved"},
        "client": "",
    }
    assert len(agent.calls) == 2

    still = done(desk, OUTCOME, {"id": waiting["id"]})
    assert still == waiting
    agent.calls[0].end(DONE)
    told = until(
        lambda: (
            found
            if (found := done(desk, OUTCOME, {"id": waiting["id"]}))["status"] != "waiting"
            else None
        )
    )
    assert told == DONE
    unknown = done(desk, OUTCOME, {"id": waiting["id"]})
    assert (unknown["status"], unknown["error"]["code"]) == ("usage", "bad_usage")
    assert "No proposal of this server has this id" in unknown["error"]["message"]
    assert unknown["error"]["hint"].startswith("Look with read_action")
    assert unknown["request"] == "outcome"
    assert not any(call.is_withdrawn for call in agent.calls)


@pytest.mark.parametrize("withdraws", [True, False])
def test_a_question_that_ended_unanswered_was_withdrawn_or_expired(
    agent: AgentOf, *, withdraws: bool
) -> None:
    agent.waits = True
    desk = Desk(tools(), 0.0)
    waiting = done(desk, PROPOSE, {"steps": [CLOSE]})
    if not withdraws:
        agent.calls[0].end(INTERRUPTED)
    desk._proposals.wait = 10.0
    ended = done(desk, OUTCOME, {"id": waiting["id"], "withdraw": withdraws})

    assert agent.calls[0].is_withdrawn is withdraws
    assert ended["status"] == ("withdrawn" if withdraws else "expired")
    assert "id" not in ended
    assert len(agent.calls) == 1


@pytest.mark.parametrize("withdraws", [True, False])
def test_what_was_interrupted_after_its_first_step_is_not_told_as_unsent(
    agent: AgentOf, *, withdraws: bool
) -> None:
    agent.waits = True
    desk = Desk(tools(), 0.0)
    waiting = done(desk, PROPOSE, {"steps": [CLOSE, OPEN]})
    steps = [{"id": "s1", "status": "done", "data": None}, {"id": "s2", "status": "skipped"}]
    agent.calls[0].is_withdrawn = withdraws
    agent.calls[0].end({**INTERRUPTED, "results": steps})
    desk._proposals.wait = 10.0
    ended = done(desk, OUTCOME, {"id": waiting["id"]})

    assert ended["status"] == "interrupted"
    assert ended["next"].startswith("Read which steps were done")


def test_the_agent_knows_whether_a_call_of_the_client_waits_for_the_end(agent: AgentOf) -> None:
    agent.waits = True
    desk = Desk(tools(), 0.0)
    waiting = done(desk, PROPOSE, {"steps": [CLOSE]})
    assert agent.calls[0].waits == [True, False]

    desk._proposals.wait = 10.0
    thread = threading.Thread(target=lambda: done(desk, OUTCOME, {"id": waiting["id"]}))
    thread.start()
    until(lambda: len(agent.calls[0].waits) == 3)
    desk._proposals.wait = 0.0
    done(desk, OUTCOME, {"id": waiting["id"]})  # another one waits still
    assert agent.calls[0].waits == [True, False, True, True, True]
    agent.calls[0].end(DONE)
    thread.join(PATIENCE)
    assert agent.calls[0].waits[-1] is False


def test_what_was_withdrawn_is_handed_over_anew_when_it_is_proposed_again(agent: AgentOf) -> None:
    agent.waits = True
    desk = Desk(tools(), 0.0)
    first = done(desk, PROPOSE, {"steps": [CLOSE]})
    assert done(desk, PROPOSE, {"steps": [CLOSE]})["id"] == first["id"]
    done(desk, OUTCOME, {"id": first["id"], "withdraw": True})
    proposal = desk._proposals.by_id(first["id"])
    assert proposal is None or until(lambda: proposal.was_withdrawn)

    assert done(desk, PROPOSE, {"steps": [CLOSE]})["id"] != first["id"]
    assert len(agent.calls) == 2


def test_a_proposal_that_is_cancelled_is_withdrawn_and_its_outcome_is_kept(
    agent: AgentOf,
) -> None:
    agent.waits = True
    desk = Desk(tools(), 10.0)
    call, ended = ToolCall(), list[Any]()
    thread = threading.Thread(
        target=lambda: ended.append(done(desk, PROPOSE, {"steps": [CLOSE]}, call))
    )
    thread.start()
    until(lambda: agent.calls)
    until(lambda: call._withdraw.__name__ == "withdraw")
    call.cancel()
    thread.join(PATIENCE)

    assert agent.calls[0].is_withdrawn
    assert ended[0]["id"]
    kept = done(desk, OUTCOME, {"id": ended[0]["id"]})
    assert kept["status"] == "withdrawn"


def test_typed_tools_read_or_propose_one_step(agent: AgentOf) -> None:
    desk = Desk(tools(["issues"]), 10.0)
    done(desk, desk.tools["issues_list"], {"repo": "acme/web"})
    closed = done(desk, desk.tools["issues_close"], CLOSE["fields"])

    assert agent.orders == [
        {
            "tool": "read_action",
            "arguments": {"action": "issues.list", "fields": {"repo": "acme/web"}},
            "client": "",
        },
        {"tool": "propose_writes", "arguments": {"steps": [CLOSE], "why": ""}, "client": ""},
    ]
    assert closed["status"] == "done"
    assert agent.calls[1].was_in_daemon  # or the server would wait for the person at its end


@pytest.mark.parametrize(
    ("tool", "given", "says"),
    [
        (READ, {"action": "", "fields": {}}, "action"),
        (READ, {"action": "issues.list", "fields": []}, "fields"),
        (READ, {"action": "issues.list", "yes": True}, "yes"),
        (PROPOSE, {"steps": []}, "steps"),
        (PROPOSE, {"steps": [CLOSE] * 13}, "steps"),
        (PROPOSE, {"steps": [{**CLOSE, "approved": True}]}, "approved"),
        (PROPOSE, {"steps": [CLOSE], "why": "x" * 301}, "why"),
        (OUTCOME, {"id": " "}, "id"),
        (OUTCOME, {"id": "x", "withdraw": "yes"}, "withdraw"),
        (OUTCOME, {"id": "x", "approve": True}, "approve"),
        (PLAN, {"sentence": "x" * 10_001}, "sentence"),
        (PLAN, {}, "sentence"),
        (FIND, {"words": "x" * 301}, "words"),
        (FIND, {"words": "x", "detail": 1}, "detail"),
    ],
)
def test_what_does_not_fit_reaches_nobody_and_says_what(
    agent: AgentOf, tool: Tool, given: dict[str, Any], says: str
) -> None:
    answer = done(Desk(tools(), 0.0), tool, given)

    assert (answer["status"], answer["request"]) == ("usage", tool.name)
    assert says in answer["error"]["message"]
    assert answer["next"].startswith("Mend")
    assert agent.calls == []


def test_the_longest_texts_are_taken(agent: AgentOf) -> None:
    desk = Desk(tools(), 10.0)
    done(desk, PLAN, {"sentence": "x" * 10_000})
    done(desk, PROPOSE, {"steps": [CLOSE] * 12, "why": "x" * 300})

    assert len(agent.calls) == 2


def in_client(desk: Desk, work: Any) -> None:
    async def run() -> None:
        async with Client(_server(desk), read_timeout_seconds=10) as client:
            await work(client)

    anyio.run(run)


def test_the_server_lists_the_tools_with_their_hints_and_tells_results_twice(
    agent: AgentOf,
) -> None:
    async def work(client: Client) -> None:
        listed = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert [*listed] == [tool.name for tool in tools()]
        proposes, reads = listed["propose_writes"], listed["find_actions"]
        for tool, hints in (
            (proposes, (False, True, False, True)),
            (reads, (True, False, True, False)),
        ):
            hint = tool.annotations
            assert hint is not None
            given = (
                hint.read_only_hint,
                hint.destructive_hint,
                hint.idempotent_hint,
                hint.open_world_hint,
            )
            assert given == hints
        assert proposes.title == PROPOSE.title
        assert proposes.description == PROPOSE.description
        assert proposes.input_schema == PROPOSE.schema()

        result = await client.call_tool("find_actions", {"words": "close issue"})
        [content] = result.content
        assert json.loads(content.text)["status"] == "done"  # type: ignore[union-attr]
        assert result.structured_content is None
        assert not result.is_error
        assert result.meta is not None
        assert result.meta["ifc"] == {"integrity": "trusted", "confidentiality": "public"}

    in_client(Desk(tools(), 0.0), work)
    assert agent.calls == []


def test_the_server_refuses_what_does_not_fit_and_what_is_no_tool(agent: AgentOf) -> None:
    async def work(client: Client) -> None:
        wrong = await client.call_tool("plan", {})
        assert wrong.is_error
        bare = await client.call_tool("find_actions")
        assert "words" in str(bare.content)
        with pytest.raises(MCPError) as unknown:
            await client.call_tool("approve", {})
        assert unknown.value.error.code == -32602

    in_client(Desk(tools(), 0.0), work)
    assert agent.calls == []


def test_a_call_that_the_client_cancels_is_withdrawn(agent: AgentOf) -> None:
    agent.waits = True

    async def work(client: Client) -> None:
        async with anyio.create_task_group() as group:

            async def call() -> None:
                await client.call_tool("propose_writes", {"steps": [CLOSE]})

            group.start_soon(call)
            await anyio.to_thread.run_sync(lambda: until(lambda: agent.calls))
            group.cancel_scope.cancel()
        await anyio.to_thread.run_sync(lambda: until(lambda: agent.calls[0].is_withdrawn))

    in_client(Desk(tools(), 60.0), work)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_of_ours_is_an_error_of_the_protocol(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[threading.Thread] = []

    def wrong(*_: Any) -> Any:
        threads.append(threading.current_thread())
        raise ZeroDivisionError

    desk = Desk(tools(), 0.0)
    monkeypatch.setattr(desk, "document", wrong)

    async def work(client: Client) -> None:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("plan", {"sentence": "x"})
        assert caught.value.error.message == "aegis made a mistake."

    in_client(desk, work)
    threads[0].join(PATIENCE)
    assert threads[0].daemon
