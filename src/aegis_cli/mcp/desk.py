"""What each tool does: reads its arguments, and returns one document whatever happens.

It finds actions by itself; anything else is a call to the session's agent. Nothing here decides.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.errors import AegisError, Code, UsageError
from aegis_cli.mcp.action_search import found_actions, not_served
from aegis_cli.mcp.agent_call import AgentCall
from aegis_cli.mcp.documents import error_document, local_document, with_advice
from aegis_cli.mcp.proposals import Proposal, Proposals
from aegis_cli.mcp.tool_arguments import (
    FindActions,
    OutcomeOf,
    PlanSentence,
    ProposeWrites,
    ReadAction,
    ToolArguments,
    as_order,
    read_arguments,
)
from aegis_cli.mcp.tools import FIND, OUTCOME, PLAN, PROPOSE, READ, Tool

_MODELS: Mapping[str, type[ToolArguments]] = {
    FIND.name: FindActions,
    READ.name: ReadAction,
    PROPOSE.name: ProposeWrites,
    OUTCOME.name: OutcomeOf,
    PLAN.name: PlanSentence,
}
_UNKNOWN_ID = "No proposal of this server has this id, or its outcome was told, or too old."
_LOOK = "Look with read_action what there is, before you propose anything again."


class ToolCall:
    """One call of a client; a client may cancel it while it runs."""

    def __init__(self, client: str = "") -> None:
        """Begin with the name that the client gave itself; there is nothing to withdraw yet."""
        self.client = client
        self.is_wanted = True
        self._withdraw: Callable[[], None] = lambda: None

    def note_withdrawal(self, withdraw: Callable[[], None]) -> None:
        """Note how it is withdrawn, and withdraw it at once if the client has cancelled it.

        NOTE: a cancel comes in another thread, at any time.
        """
        self._withdraw = withdraw
        if not self.is_wanted:
            withdraw()

    def cancel(self) -> None:
        """Withdraw what can be withdrawn, since the client has cancelled."""
        self.is_wanted = False
        self._withdraw()


class Desk:
    """The tools of one server."""

    def __init__(self, tools: Iterable[Tool], wait: float) -> None:
        """Take the tools that are listed, and the seconds that a call waits for a person."""
        self.tools = {tool.name: tool for tool in tools}
        self._proposals = Proposals(wait)

    def document(self, call: ToolCall, tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a tool does."""
        try:
            wanted = _read(tool, given)
        except AegisError as error:
            return with_advice(error_document(tool.name, error))
        match wanted:
            case FindActions(words=words, detail=detail):
                return local_document(words, found_actions(words, detail=detail), not_served(words))
            case ProposeWrites():
                return self._propose(call, wanted)
            case OutcomeOf():
                return self._outcome(call, wanted)
            case _:
                name = PLAN.name if isinstance(wanted, PlanSentence) else READ.name
                agent_call = AgentCall(as_order(name, wanted, call.client))
                call.note_withdrawal(agent_call.withdraw)
                return with_advice(agent_call.document())

    def _propose(self, call: ToolCall, wanted: ProposeWrites) -> dict[str, Any]:
        steps = wanted.model_dump()["steps"]
        key = json.dumps(steps, sort_keys=True).encode()
        request = "; ".join(step.action for step in wanted.steps)
        proposal = self._proposals.propose(
            key, request, as_order(PROPOSE.name, wanted, call.client)
        )
        call.note_withdrawal(proposal.withdraw)
        return self._document_of(call, proposal)

    def _outcome(self, call: ToolCall, wanted: OutcomeOf) -> dict[str, Any]:
        proposal = self._proposals.by_id(wanted.id)
        if proposal is None:
            error = UsageError(_UNKNOWN_ID, code=Code.BAD_USAGE, hint=_LOOK)
            return with_advice(error_document(OUTCOME.name, error))
        if wanted.withdraw:
            proposal.withdraw()
        return self._document_of(call, proposal)

    def _document_of(self, call: ToolCall, proposal: Proposal) -> dict[str, Any]:
        return self._proposals.outcome(proposal, lambda: call.is_wanted)


def _read(tool: Tool, given: Mapping[str, Any]) -> ToolArguments:
    """Read the arguments of a fixed tool, or those of a typed one as its action's fields."""
    if not tool.action:
        return read_arguments(_MODELS[tool.name], given)
    step = {"action": tool.action, "fields": dict(given)}
    if catalog.ENTRIES[tool.action].effect == "read":
        return read_arguments(ReadAction, step)
    return read_arguments(ProposeWrites, {"steps": [step]})
