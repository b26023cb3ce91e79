"""Runs a program that prints a secret, such as a password manager, without a shell."""

import re
import selectors
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import IO

from aegis_cli.core.echoes import show
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code, UsageError

LONGEST = 60.0
"""Seconds that the program may take: a person may have to unlock something."""

LARGEST = 4096
"""Bytes of the secret, and of what is kept of the program's standard error."""

_PLAIN = re.compile(r"[\x21-\x7e]+")
_OURS = ("AEGIS_", "GEMINI_", "GOOGLE_API_KEY")


def secret_of(
    arguments: Sequence[str], environment: Mapping[str, str], *, longest: float = LONGEST
) -> Secret:
    """Run a program and return the one line that it prints.

    The program gets the environment without our own settings, and no standard input. If it fails,
    a `UsageError` repeats its standard error. It prints into a socket, because other processes can
    open a pipe through /proc and empty it. NOTE: it stays in our session and process group, so that
    it can ask the person on the terminal; so after the time limit only the program is killed, and
    not its children.
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
            output = _read(program, printed, time.monotonic() + longest)
        finally:
            program.kill()  # does nothing after a successful wait
    if output is None:
        raise _bad(name, f"did not end within {longest:g} seconds, or printed too much")
    out, err = output
    text = out.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
    if program.returncode != 0:
        secrets = [Secret(text)] if text else []
        reason = show(err.decode("utf-8", "replace"), secrets, most=300) or "it said nothing"
        raise _bad(name, f"failed with {program.returncode}: {reason}")
    if not _PLAIN.fullmatch(text):
        raise _bad(name, "did not print one line with a secret and nothing else")
    return Secret(text)


def _read(
    program: "subprocess.Popen[bytes]", printed: IO[bytes], ends: float
) -> tuple[bytes, bytes] | None:
    """Read both outputs to their end, and wait; return `None` beyond the time or size limit."""
    assert program.stderr is not None
    out, err = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(printed, selectors.EVENT_READ, out)
        selector.register(program.stderr, selectors.EVENT_READ, err)
        while selector.get_map():
            ready = selector.select(max(ends - time.monotonic(), 0))
            is_late = time.monotonic() >= ends  # NOTE: also while the program keeps printing
            if not ready or is_late or len(out) > LARGEST:
                return None
            for key, _ in ready:
                chunk = key.fileobj.read1(LARGEST)  # type: ignore[union-attr]  # a buffered reader
                if not chunk:
                    selector.unregister(key.fileobj)
                elif len(key.data) <= LARGEST:  # only the beginning is kept
                    key.data.extend(chunk)
    try:
        program.wait(max(ends - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        return None
    return bytes(out), bytes(err)


def _bad(name: str, problem: str) -> UsageError:
    return UsageError(
        f"The program {name!r} of vault_secret_command {problem}.",
        code=Code.BAD_SETTINGS,
        hint="Run it by hand: it must print the secret of the Custom API Client, and nothing else.",
    )
