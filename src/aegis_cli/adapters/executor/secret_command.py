"""Has a program print a secret: a password manager's, run without a shell and within limits."""

import re
import selectors
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import IO

from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError
from aegis_cli.oauth.safe_text import shown

LONGEST = 60.0
"""Seconds that the program may take: a person may have to unlock something."""

LARGEST = 4096
"""Bytes of the secret, and of what is kept of the program's words."""

_PLAIN = re.compile(r"[\x21-\x7e]+")
_OURS = ("AEGIS_", "GEMINI_", "GOOGLE_API_KEY")


def secret_of(
    arguments: Sequence[str], environment: Mapping[str, str], *, longest: float = LONGEST
) -> Secret:
    """Run a program and return the one line that it prints.

    It gets the environment without our own settings, and no standard input. Raises `UsageError`
    with what it said on standard error. It prints into a socket, since a pipe can be opened through
    /proc and emptied by others. NOTE: it stays in our session and group, where it may ask the
    person on the terminal; so a program too late is ended, and what it started is not.
    """
    ours, theirs = socket.socketpair()
    with ours, ours.makefile("rb") as out:
        try:
            with theirs:
                program = subprocess.Popen(  # noqa: S603  # what the person configured, no shell
                    list(arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=theirs.fileno(),
                    stderr=subprocess.PIPE,
                    env={n: value for n, value in environment.items() if not n.startswith(_OURS)},
                )
        except (OSError, ValueError) as problem:
            reason = problem.strerror if isinstance(problem, OSError) else "it cannot be started"
        else:
            return _secret(program, out, arguments[0], longest)
    raise _bad(arguments[0], f"cannot be run: {reason}")


def _secret(
    program: "subprocess.Popen[bytes]", printed: IO[bytes], name: str, longest: float
) -> Secret:
    with program:
        try:
            said = _read(program, printed, time.monotonic() + longest)
        finally:
            program.kill()  # does nothing to one that has ended and was waited for
    if said is None:
        raise _bad(name, f"did not end within {longest:g} seconds, or printed too much")
    out, err = said
    text = out.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
    secret = Secret(text) if _PLAIN.fullmatch(text) else None
    if program.returncode != 0:
        secrets = [Secret(text)] if text else []
        words = shown(err.decode("utf-8", "replace"), secrets, most=300) or "it said nothing"
        raise _bad(name, f"failed with {program.returncode}: {words}")
    if secret is None:
        raise _bad(name, "did not print one line with a secret and nothing else")
    return secret


def _read(
    program: "subprocess.Popen[bytes]", printed: IO[bytes], ends: float
) -> tuple[bytes, bytes] | None:
    """Read both to their end and wait; `None` where it takes too long or is too much."""
    assert program.stderr is not None
    pipes = (printed, program.stderr)
    found = {pipe: bytearray() for pipe in pipes}
    with selectors.DefaultSelector() as selector:
        for pipe in pipes:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(max(ends - time.monotonic(), 0))
            is_late = time.monotonic() >= ends  # NOTE: one that never stops talking, too
            if not ready or is_late or len(found[printed]) > LARGEST:
                return None
            for key, _ in ready:
                _take(key.fileobj, found, selector)  # type: ignore[arg-type]  # a pipe of ours
    try:
        program.wait(max(ends - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        return None
    return bytes(found[printed]), bytes(found[program.stderr])


def _take(
    pipe: IO[bytes], found: dict[IO[bytes], bytearray], selector: selectors.BaseSelector
) -> None:
    """Take what a pipe holds; of a flood, only the beginning is kept."""
    chunk = pipe.read1(LARGEST)  # type: ignore[attr-defined]  # a buffered reader
    if not chunk:
        selector.unregister(pipe)
    elif len(found[pipe]) <= LARGEST:
        found[pipe] += chunk


def _bad(name: str, what: str) -> UsageError:
    return UsageError(
        f"The program {name!r} of vault_secret_command {what}.",
        code=Code.BAD_SETTINGS,
        hint="Run it by hand: it must print the secret of the vault's client, and nothing else.",
    )
