"""The `aegis` command. `--version` is answered before anything is imported."""

import gc
import os
import sys

from aegis_cli import NO_PLUGINS, __version__

TYPE_CHECKING = False  # NOTE: `typing` takes longer than all that a client of a session imports
if TYPE_CHECKING:
    from aegis_cli.session.client.found_session import ByItself
    from aegis_cli.session.client.thin_client import Ended, Refusal


_NO_WINDOWS = "aegis: It runs on Linux and macOS; on Windows, install it in WSL and run it there.\n"


def main() -> None:
    """Run the command line and exit."""
    if sys.platform == "win32":  # before all that is not there
        sys.stderr.write(_NO_WINDOWS)
        sys.exit(2)
    _open_standard_streams()
    is_refused = "PYTHONPATH" in os.environ and _has_unsafe_path()
    if sys.argv[1:] == ["--version"] and not is_refused and sys.stdout is not None:
        try:
            sys.stdout.write(f"aegis {__version__}\n")
            sys.stdout.flush()
        except OSError:
            pass  # `run` below gets the same error, and reports it
        else:
            return
    notice = "" if is_refused else _unless_served()
    # Start-up makes many objects and no garbage; collections would take a twentieth of its time.
    gc.set_threshold(50_000)
    os.environ.update(NO_PLUGINS)
    import signal

    # Ctrl-C is blocked during the imports and reported after them; `run` unblocks it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    from aegis_cli.cli.main import run

    code = run(sys.argv[1:], notice=notice)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the result was reported already
    gc.freeze()  # the end would look at every object several times: 0.45 s with Gemini's SDK
    sys.exit(code)


def _unless_served() -> str:
    """Have a session's agent do the command and exit; else return what is to be said first."""
    from aegis_cli.session.client.thin_client import Ended, Refusal

    try:
        answer = _answer(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)  # before the agent was asked for anything, or while it was
    if isinstance(answer, Ended):
        os._exit(answer.code)  # it has written nothing, and Python takes 2 ms to take itself apart
    if isinstance(answer, Refusal):
        from aegis_cli.cli.endings import report

        sys.exit(report(answer, sys.argv[1:]))
    return answer.notice if answer else ""


def _answer(words: list[str]) -> "Ended | Refusal | ByItself | None":
    """Return how the session that is named did a command, or the one that is found."""
    if "AEGIS_SESSION" in os.environ:
        from aegis_cli.session.client.thin_client import request

        return request(words)
    from aegis_cli.session.client import found_session

    return found_session.request(words)


def _open_standard_streams() -> None:
    """Open each of standard input, output and error that is closed, as after `>&-`.

    NOTE: otherwise the first file or socket that is opened would get that number, and receive
    what is printed. Standard output is opened for reading only, so that writing to it fails, as on
    a full disk; whatever is written to standard error is dropped.
    """
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, flags), True)  # noqa: FBT003  # its only form


def _has_unsafe_path() -> bool:
    """Return whether PYTHONPATH names the working directory; stop loading modules from there.

    `run` reports the error.
    """
    from aegis_cli.cli.import_path import leave_out, unsafe_entry

    if not unsafe_entry():
        return False
    leave_out()
    return True


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # NOTE: `python -m` has put the working directory there
    main()
