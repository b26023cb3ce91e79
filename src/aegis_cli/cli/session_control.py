"""`aegis session status`, `lock`, `unlock`, `end`, `panic` and `log`: messages to an agent."""

import json
from typing import Any

import typer

from aegis_cli.cli import lazy
from aegis_cli.cli.options import OUTPUT, Output, with_parameters
from aegis_cli.cli.streams import write_local, write_out
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, error_for
from aegis_cli.session.thin_client import Refusal, connected, controlled

app = lazy.sub_app()


def _span(seconds: float) -> str:
    hours, minutes = divmod(max(round(seconds / 60), 0), 60)
    return " ".join([f"{hours} h"] * (hours > 0) + [f"{minutes} min"] * (minutes > 0 or not hours))


def text_of(told: dict[str, Any]) -> str:
    """Write what an agent told, for a person."""
    if "lines" in told:
        return "".join(f"{one_line(line)}\n" for line in told["lines"])
    is_ended = told["state"] == "ended"
    lines = ["The session has ended." if is_ended else f"The session is {told['state']}."]
    if told["state"] == "open":
        lines.append(f"It locks after {_span(told['locks_in'])} without a request.")
    if not is_ended:
        lines.append(f"It ends in {_span(told['ends_in'])}.")
    if told["questions"]:
        lines.append(f"Questions that wait at its terminal: {told['questions']}.")
    if told["grant_writes_left"]:
        lines.append(f"Writes that are granted in advance: {told['grant_writes_left']}.")
    lines += [f"Granted: {one_line(use)}" for use in told["grant_uses"]]
    if told["not_revoked"]:
        lines.append(one_line(told["not_revoked"]))
    return "".join(f"{line}\n" for line in lines)


@app.command()
@with_parameters({"output": OUTPUT})
def control(ctx: typer.Context, *, output: Output) -> None:
    """Send a message to the session's agent, and show what it tells."""
    name = ctx.info_name or ""
    line = connected()
    if line is None:
        raise error_for(
            Code.NO_SESSION, "There is no session.", hint="Begin one with `aegis session`."
        )
    told = line if isinstance(line, Refusal) else controlled(line, name)
    if isinstance(told, Refusal):
        raise error_for(Code.named(told.code), told.message, hint=told.hint or None)
    document = json.loads(told)
    if output is Output.JSON:
        write_local(f"session {name}", f"session.{name}", document)
    else:
        write_out(text_of(document))
