"""Says to a program what a result says to the person: who declined what, or left it out; pure."""

from dataclasses import replace

from aegis_cli.request.approval import Declined
from aegis_cli.request.attempt import LEFT_OUT
from aegis_cli.request.execution import Outcome
from aegis_cli.request.result import Result


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
    return replace(result, error=error, outcomes=tuple(map(_told, result.outcomes)))


def _told(outcome: Outcome) -> Outcome:
    is_left_out = outcome.reason == LEFT_OUT
    return replace(outcome, reason="The person left it out.") if is_left_out else outcome
