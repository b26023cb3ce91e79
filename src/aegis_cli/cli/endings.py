"""The one place where every end of a command becomes an exit code, and every error its words."""

import errno
import os
import re
import traceback
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

import typer

from aegis_cli.cli.lazy import ClickUsageError, Context, usage_message
from aegis_cli.cli.streams import prepare, takes_output, unwritten, write_err, write_json
from aegis_cli.errors import AegisError, Bug, Code, Failed, Interrupted, UsageError

if TYPE_CHECKING:
    from aegis_cli.session.client.thin_client import Refusal


def code_of(work: Callable[[], int], argv: list[str]) -> int:
    """Do the work of a command line and return its exit code; the one place for every error."""
    try:
        return work()
    except (Exception, KeyboardInterrupt) as problem:  # noqa: BLE001  # a bug is reported, too
        return _write_error(_explain(problem, argv), argv)


def report(refusal: "Refusal", argv: list[str]) -> int:
    """Report why a session did not do a command; return the exit code."""
    from aegis_cli.cli.session_control import error_of

    prepare()
    say_notice(refusal.notice)
    return _write_error(error_of(refusal), argv)


def say_notice(notice: str) -> None:
    """Write what another process has said in part, before all else; nothing if it is empty."""
    if notice:
        from aegis_cli.core.text import visible

        write_err(f"aegis: {visible(notice)}\n")


def _explain(problem: Exception | KeyboardInterrupt, argv: list[str]) -> AegisError:
    """Turn any exception into an error of ours."""
    match problem:
        case Bug(hint=None):
            return _with_report(problem.message, problem)
        case AegisError():
            return problem
        case ClickUsageError():
            return _usage(problem)
        case typer.Abort() | KeyboardInterrupt():
            return Interrupted("Interrupted.", code=Code.INTERRUPTED)
        case OSError() if problem.errno in _UNWRITABLE:
            return unwritten("error" if takes_output() else "output", problem)
        case _:
            return _bug(problem, argv)


_ROOT = frozenset({"--sandbox", "--config", "--plain", "--crash-file", "--debug"})
"""Options of `aegis` itself, which no command has."""
_LOCAL = frozenset(
    "--output -o --yes -y --dry-run --repo -R --json --jq -q --web -w --ids".split(),
)
"""Options of commands, which `aegis` itself does not have."""
BEHIND = "It stands behind the command: `aegis ask … {option}`."
_SHORT_JSON = re.compile(r"-[A-Za-z]*o ?json")
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EBADF})


def _usage(problem: ClickUsageError) -> UsageError:
    context: Context | None = problem.ctx
    path = context.command_path if context else "aegis"
    name = getattr(problem, "option_name", "")
    how = "" if name or context is None else getattr(context.command, "how", "")
    hint = how or f"`{path} --help` says how it is used."
    if name in _ROOT and path != "aegis":
        hint = f"It stands before the command: `aegis {name} {path.removeprefix('aegis ')} …`."
    if name in _LOCAL and path == "aegis":
        hint = BEHIND.format(option=name)
    return UsageError(usage_message(problem), code=Code.BAD_USAGE, hint=hint)


def _bug(problem: BaseException, argv: list[str]) -> Bug:
    """Describe a bug. NOTE: the traceback shows no values of variables; one may be a token."""
    if "--debug" in argv:
        frames = traceback.extract_tb(problem.__traceback__)
        write_err("".join(traceback.StackSummary.from_list(frames).format()))
    return _with_report(f"aegis made a mistake ({type(problem).__name__}).", problem)


def _with_report(message: str, problem: BaseException) -> Bug:
    hint = f"Please report it{_crash_file(problem)}."
    return Bug(message, code=Code.INTERNAL, hint=hint)


def _crash_file(problem: BaseException) -> str:
    """Write the report that the person wants, and say of it, or say how to get one."""
    from aegis_cli.adapters import crash_report
    from aegis_cli.core.text import one_line

    path = os.environ.get(crash_report.VARIABLE, "")
    if not path:
        return ", with the file of the same command with `aegis --crash-file crash.md …`"
    try:
        crash_report.make_report(path, problem)
    except (OSError, ValueError) as reason:
        return f"; {one_line(path)} was not written ({type(reason).__name__})"
    return f", with {one_line(path)}: it has where the code stood, and nothing of yours"


def _write_error(error: AegisError, argv: list[str]) -> int:
    """Write an error that ended the command before it had a result."""
    is_written = wants_json(argv) and _write_document(error, argv)
    if not is_written or error.code is Code.OUTPUT:
        from aegis_cli.cli.emit import write_error

        write_error(error)
    return error.status.exit_code


def _write_document(error: AegisError, argv: list[str]) -> bool:
    """Write an error as the JSON document; return whether that succeeded."""
    from aegis_cli.request.result import failed_result, to_json

    try:
        write_json(to_json(failed_result(" ".join(argv), error)))
    except Failed:
        return False
    return True


def wants_json(argv: list[str]) -> bool:
    """Return whether raw arguments ask for JSON; parsing them may have failed."""
    return any(
        f"{word} {value}" == "--output json"
        or word == "--output=json"
        or _SHORT_JSON.fullmatch(f"{word} {value}")
        or _SHORT_JSON.fullmatch(word)
        for word, value in pairwise([*argv, ""])
    )
