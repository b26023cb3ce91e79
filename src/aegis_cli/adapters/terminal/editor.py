"""Opens a text in the person's own editor; the file that it is in is gone afterwards."""

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from aegis_cli.adapters.process.isolated import without_secrets
from aegis_cli.adapters.terminal.stdin import file_text
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.errors import Code, UsageError

_USUAL = "vi"


def edit(text: str, environment: Mapping[str, str], tty: Tty) -> str:
    """Return what the person made of a text in the editor that `VISUAL` or `EDITOR` names.

    Raises `UsageError` if the editor fails, or if what it left is no text. Only this user can read
    the file, and files that an editor leaves beside it are removed with its folder.
    """
    command = environment.get("VISUAL") or environment.get("EDITOR") or _USUAL
    with tempfile.TemporaryDirectory(prefix="aegis-", dir=_in_memory(environment)) as folder:
        path = Path(folder, "text.md")
        path.touch(mode=0o600)
        path.write_bytes(text.encode())
        try:
            code = _run([*shlex.split(command), str(path)], environment, tty, folder)
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise _unusable(f"The editor {command} cannot be started: {reason}.") from None
        if code:
            raise _unusable(f"The editor {command} ended with {code}, so nothing was changed.")
        return file_text(str(path))


def _in_memory(environment: Mapping[str, str]) -> str | None:
    """Return the folder of this login, which is usually in memory; `None` if there is none."""
    folder = environment.get("XDG_RUNTIME_DIR", "")
    return folder if Path(folder).is_absolute() and os.access(folder, os.W_OK) else None


def _run(command: Sequence[str], environment: Mapping[str, str], tty: Tty, folder: str) -> int:
    """Run a program on the terminal, without our keys; return its exit code.

    NOTE: it runs in the folder of its file; an editor may obey what it finds where it is started.
    """
    own = without_secrets(environment)
    with tty.open() as device, _without_interrupts():
        process = subprocess.Popen(  # noqa: S603  # the person's own setting names it
            command, stdin=device, stdout=device, stderr=device, env=own, cwd=folder
        )
        try:
            return process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Leave Ctrl-C to the editor, which may be running in cooked mode, from before it starts.

    NOTE: a program that is executed has the default in place of our handler; an ignored signal
    would stay ignored.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _unusable(message: str) -> UsageError:
    return UsageError(message, code=Code.BAD_INPUT, hint="Set VISUAL or EDITOR to your editor.")
