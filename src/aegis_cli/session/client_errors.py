"""Turns what a client of a session was refused with into an error; another may have refused it."""

from aegis_cli.errors import AegisError, Code, error_for
from aegis_cli.session.thin_client import Refusal


def error_of(refusal: Refusal) -> AegisError:
    """Return the error that a refusal says."""
    try:
        code = Code.named(refusal.code)
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
