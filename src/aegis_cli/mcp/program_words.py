"""Says to a program what a result says to the person: who declined what, or left it out; pure.

A command line in a hint becomes the tool that does it. What only the person can do stays a command.
"""

import re
from dataclasses import replace

from aegis_cli.actions import catalog
from aegis_cli.errors import AegisError, error_for
from aegis_cli.mcp.tools import FIND, PROPOSE, READ
from aegis_cli.request.approval import Declined
from aegis_cli.request.execution import Outcome
from aegis_cli.request.result import Result
from aegis_cli.request.told_outcomes import LEFT_OUT


def for_program(result: Result) -> Result:
    """Return a result that speaks of the person, and not to them."""
    error = result.error
    if isinstance(error, Declined):
        acts = "; ".join(act.action.says() for act in result.acts if act.needs_approval)
        error = Declined(
            f"The person at the session's terminal declined this, and nothing was sent: {acts}.",
            code=error.code,
            hint="Tell them that nothing was sent, and do not ask again unless they ask for it.",
        )
    outcomes = tuple(map(_for_program, result.outcomes))
    return replace(result, error=error and _with_tools(error), outcomes=outcomes)


def _for_program(outcome: Outcome) -> Outcome:
    is_left_out = outcome.reason == LEFT_OUT
    reason = "The person left it out." if is_left_out else outcome.reason
    error = outcome.error and _with_tools(outcome.error)
    return replace(outcome, reason=reason, error=error)


_COMMAND = re.compile(
    r"`aegis (?:actions|do(?: (?P<action>[\w.]+))?(?P<help> --help)?(?: --[^`]+)?)`"
)
"""A command line that a tool stands for."""


def _with_tools(error: AegisError) -> AegisError:
    """Return an error whose hint names tools where a tool does what the command line does."""
    hint = _COMMAND.sub(_tool, error.hint or "")
    return error_for(error.code, error.message, hint=hint) if hint != (error.hint or "") else error


def _tool(command: re.Match[str]) -> str:
    entry = catalog.ENTRIES.get(command["action"] or "")
    if entry is None or command["help"]:
        return f"{FIND.name} with detail" if entry else FIND.name
    tool = READ if entry.effect == "read" else PROPOSE
    return f"{tool.name} with the action {entry.name}"
