"""One tool call, in the process that a session's agent forked for it: from JSON to JSON.

    {"tool": "read_action", "arguments": {…}}  ──►  a document `aegis.result/1`

It is a request like any other: the same policy, sign-in, approval at the agent's terminal, seals
and child. What was read comes back marked.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.names import Place
from aegis_cli.core.text import one_line, quote
from aegis_cli.errors import AegisError, Code, UsageError
from aegis_cli.mcp.marked import mark
from aegis_cli.mcp.program_words import for_program
from aegis_cli.mcp.tool_arguments import (
    PlanSentence,
    ProposeWrites,
    ReadAction,
    ToolArguments,
    read_arguments,
)
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.typed import act_of_values
from aegis_cli.request.consent import not_understood
from aegis_cli.request.result import Result, failed_result
from aegis_cli.request.sources import UNKNOWN, sources_of
from aegis_cli.session.ports.served import Served
from aegis_cli.wiring.requests import Requests

_LONGEST_NAME = 60
"""Characters of a client's name that are shown."""

_SERVED: Mapping[str, type[ToolArguments]] = {
    "read_action": ReadAction,
    "propose_writes": ProposeWrites,
    "plan": PlanSentence,
}


@dataclass(frozen=True, slots=True)
class ServedCall:
    """A call, and who makes it."""

    wanted: ToolArguments
    client: str
    """The name that the client gave itself; "" for none."""

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read a call; raise `UsageError` for anything else."""
        try:
            order = json.loads(data)
            wanted = read_arguments(_SERVED[order["tool"]], order["arguments"])
            return cls(wanted, one_line(order["client"])[:_LONGEST_NAME])
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
        raise UsageError("This is no call of a tool.", code=Code.BAD_USAGE)

    def says(self) -> str:
        """Say for the person who asks; all of it is what a program claims."""
        calls_itself = f", which calls itself {quote(self.client)}" if self.client else ""
        why = one_line(self.wanted.why) if isinstance(self.wanted, ProposeWrites) else ""
        reason = f"; it says: {quote(why)}" if why else ""
        return f"a coding agent by aegis mcp{calls_itself}{reason}"


def document_of(
    wanted: ToolArguments, requests: Requests, served: Served
) -> tuple[dict[str, Any], int]:
    """Do what a call wants; return its document and exit code, whatever happens."""
    result = for_program(_perform(wanted, requests, served))
    visibilities = served.asks.visibilities
    known = {**visibilities, **_asked_for(wanted, result, requests, visibilities)}
    return mark(result, known), result.status.exit_code


def _asked_for(
    wanted: ToolArguments, result: Result, requests: Requests, known: Mapping[str, str]
) -> dict[str, str]:
    """Ask whether everybody can see what was read, where no answer of this session has said it."""
    if not isinstance(wanted, ReadAction):
        return {}
    unknown = [source for source in sources_of(result) if source.visibility == UNKNOWN]
    read = next(filter(None, map(_read_of_place, result.acts)), None) if unknown else None
    if read is None or str(_about(read)).lower() in known:
        return {}
    name = read.facts.action
    get = act_of_values("s1", type(read), read.sent_arguments())
    return {each.place: each.visibility for each in sources_of(requests.do(name, get))}


def _read_of_place(act: Act) -> Action[Any] | None:
    """Return the read that shows the place that an act is about; `None` if there is none."""
    show, place = act.action.provider.show_place, _about(act.action).name
    return show(place) if show is not None and place else None


def _about(action: Action[Any]) -> Place:
    return action.about(action.sent_arguments())


def _perform(wanted: ToolArguments, requests: Requests, served: Served) -> Result:
    match wanted:
        case PlanSentence(sentence=sentence):
            served.wants(f"plan {sentence}")
            return _without_guess(requests.ask(sentence))
        case ReadAction():
            steps, is_read = [wanted], True
        case ProposeWrites(steps=steps):
            is_read = False
    request = "; ".join(map(_write_step, steps))
    served.wants(request)
    try:
        acts = [_act(f"s{at}", step, is_read=is_read) for at, step in enumerate(steps, start=1)]
    except AegisError as error:
        return failed_result(request, error)
    return requests.do(request, *acts)


def _without_guess(result: Result) -> Result:
    """Return a result without a plan that was guessed, for a program would take it as the plan."""
    if not result.guessed_as or result.error is not None:
        return result
    return failed_result(result.request, not_understood(result.acts, result.guessed_as))


def _act(step_id: str, step: ReadAction, *, is_read: bool) -> Act:
    """Make an act; raise `UsageError` for an action that does not belong to the tool."""
    name = step.action
    if name not in catalog.ENTRIES:
        raise catalog.unknown(name, "find_actions finds the names.")
    cls = catalog.load(name)
    if (cls.facts.effect is Effect.READ) is not is_read:
        does, tool = (
            ("changes something", "propose_writes") if is_read else ("reads", "read_action")
        )
        message = f"{name} {does}."
        raise UsageError(message, code=Code.BAD_USAGE, hint=f"Use the tool {tool} for it.")
    if (how := cls.facts.watches) is not None:
        message = f"{name} watches until something ends, and a tool answers once."
        raise UsageError(message, code=Code.BAD_USAGE, hint=f"Use {how.once}, and call it again.")
    if cls.facts.takes == "secret":
        raise UsageError(
            f"No tool takes the value of a secret, so {name} is for the person alone.",
            code=Code.BAD_USAGE,
            hint=f"Ask them to do it in a terminal of theirs, with aegis do {name}.",
        )
    return act_of_values(step_id, cls, step.fields)


def _write_step(step: ReadAction) -> str:
    return f"{step.action} {json.dumps(step.fields, ensure_ascii=False)}"
