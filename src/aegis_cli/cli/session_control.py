"""`aegis session status`, `lock`, `unlock`, `end`, `panic` and `log`: messages to an agent."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import typer

from aegis_cli.cli import lazy
from aegis_cli.cli.options import OUTPUT, Output, with_parameters
from aegis_cli.cli.streams import write_local, write_out
from aegis_cli.core.text import one_line
from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.session.client.silence import SilenceNotice
from aegis_cli.session.client.thin_client import Refusal, connect, send_control
from aegis_cli.session.line.frames import SPEAKS

app = lazy.sub_app()

EXPLAINED = {
    "status": """Show whose session it is, until when, and what it does.

    It changes nothing, and it does not keep the session from locking.""",
    "log": """Show what happened in the session: each `ask` and `do`, each granted write, each lock.

    The log is in memory, and ends with the session.""",
    "lock": """Drop every token, and serve nobody until you sign in again.

    When this ends, no process holds a token. Questions that wait are withdrawn; a write that is
    being sent gets its answer, and this does not wait for it. Everybody may lock: a screen locker,
    or a program of the session.""",
    "unlock": """Sign in again, at the session's terminal.

    The code is shown there. A program of the session may not unlock it: type this in another
    terminal, or press Ctrl-] and then u at the session's own.""",
    "end": """End the session, and revoke its refresh token.

    A write that is being sent gets its answer. A program of the session may not end it.""",
    "panic": """End the session at once, and say what outlives it.

    The refresh token is revoked. Auth0 cannot revoke an access token, so you are told how long
    the last one is valid; no process holds it any more. Everybody may do this.""",
}
"""What the help of each command says."""


def _about(told: dict[str, Any], name: str) -> Iterator[str]:
    """Yield the lines about a session, for a person who typed this command."""
    is_or_has = "has" if told["state"] == "ended" else "is"
    yield f"The session of {told['identity']} {is_or_has} {told['state']}."
    if told["state"] == "open":
        if name == "unlock":
            yield "It was not locked, so there is nothing to unlock."
        yield f"It locks at {_time(told['locks_in'])} if no request comes before."
        yield _writing(told["writes_for"], has_grants=bool(told["grant_writes_left"]))
    if told["state"] == "locking":
        yield (
            "It serves nobody any more. A write that is being sent gets its answer first, and then "
            "no process holds a token."
        )
    if told["state"] == "locked":
        yield from _unlocking(told)
    if told["state"] != "ended":
        yield f"It ends at {_time(told['ends_in'])}."
        yield f"Requests that run: {told['requests']}. Questions that wait: {told['questions']}."
    if told["grants"]:
        patterns = ", ".join(told["grants"])
        left = told["grant_writes_left"]
        until = ", until the session ends" if left else ""
        yield f"Granted in advance: {patterns}; writes left: {left}{until}."
    yield from (f"Granted, and used: {use}." for use in told["grant_uses"])
    if told["not_revoked"]:
        yield told["not_revoked"]


def _writing(seconds: int, *, has_grants: bool) -> str:
    asked = f"You are asked before each write{' that no grant covers' if has_grants else ''}"
    if seconds:
        return f"{asked}; until {_time(seconds)} without a new sign-in."
    return f"{asked}, and sign in for the next one after your yes."


def _unlocking(told: dict[str, Any]) -> Iterator[str]:
    if not told["is_unlocking"]:
        yield (
            "It serves nobody until you sign in again: `aegis session unlock` shows a code at the "
            "session's own terminal."
        )
        return
    yield (
        "A code is shown at the session's own terminal: confirm it to sign in again. Nothing is "
        "unlocked before; then `aegis session status` says that it is open."
    )
    if told["asks_pin"]:
        yield "This takes no PIN. Yours stays, and is asked there at each approval."


def _time(seconds: float) -> str:
    """Return the time of day in so many seconds."""
    return time.strftime("%H:%M", time.localtime(time.time() + max(seconds, 0)))


@app.command()
@with_parameters({"output": OUTPUT})
def control(ctx: typer.Context, *, output: Output) -> None:
    """Send a message to the session's agent, and show what it tells."""
    name = ctx.info_name or ""
    with SilenceNotice() as notice:
        line = connect()
        if line is None or isinstance(line, Refusal):
            told: bytes | Refusal | None = line
        else:
            told = send_control(line, name, notice.note_sound)
    if told is None:
        raise error_for(
            Code.NO_SESSION, "There is no session.", hint="Begin one with `aegis session`."
        )
    if isinstance(told, Refusal):
        raise error_of(told)
    try:
        document = json.loads(told)
        lines = [*document["lines"]] if name == "log" else [*_about(document, name)]
        text = "".join(f"{one_line(line)}\n" for line in lines)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _another(told) from None
    if output is Output.JSON:
        write_local(f"session {name}", f"session.{name}", document)
    else:
        write_out(text)


def _another(told: bytes) -> AegisError:
    """Return the error for an answer that cannot be read: of another aegis, or of no agent."""
    with suppress(ValueError, KeyError, TypeError, RecursionError):
        speaks = json.loads(told)["aegis"]
        if isinstance(speaks, str) and speaks != SPEAKS:
            return error_for(
                Code.BAD_USAGE,
                f"The session runs aegis {one_line(speaks)}, and this command is aegis {SPEAKS}; "
                "what it answered cannot be shown.",
                hint="Use the aegis that began the session.",
            )
    return no_agent()


def error_of(refusal: Refusal) -> AegisError:
    """Return the error that a refusal says."""
    try:
        code = Code.from_value(refusal.code)
    except ValueError:
        return no_agent()
    return error_for(code, refusal.message, hint=refusal.hint or None)


def no_agent() -> AegisError:
    """Return the error where the answer is none of an agent: another process took its place."""
    return error_for(
        Code.NO_SESSION,
        "What listens at the session's socket is no agent of aegis.",
        hint="Set AEGIS_SESSION to nothing, and look which process made that socket.",
    )
