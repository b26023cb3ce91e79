"""The root of the command line, and the one boundary where every end becomes an exit code."""

import errno
import json
import os
import re
import signal
import sys
import traceback
from datetime import UTC, datetime
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from aegis_cli import __version__
from aegis_cli.choices import Choices
from aegis_cli.cli.lazy import ClickUsageError, Context, LazyGroup
from aegis_cli.cli.options import ConfigOption, DebugOption, SandboxOption, StepUpOption
from aegis_cli.errors import AegisError, Bug, Code, Failed, Interrupted, UsageError

_EPILOG = """\
Examples:

\b
  aegis --sandbox ask "list the open issues in acme/web"
  aegis ask "open an issue in acme/web titled 'Crash on start'"
  cat crash.log | aegis ask "open an issue in acme/web titled 'Nightly'
    with standard input as the body" --yes --output json
  aegis do issues.close --repo acme/web --issue-number 12
  aegis            a prompt that stays signed in until you leave it
"""


class Root(LazyGroup):
    """The commands of aegis."""

    table = {  # noqa: RUF012  # a ClassVar of the base
        "ask": ("aegis_cli.cli.ask", "Do what a sentence asks for."),
        "do": ("aegis_cli.cli.do", "Do one action, by its name and fields."),
        "actions": ("aegis_cli.cli.actions", "List the actions, or describe one."),
        "whoami": ("aegis_cli.cli.whoami", "Sign in, show who you are, and forget it."),
        "connect": ("aegis_cli.cli.connect", "Connect your GitHub account at Auth0."),
        "accounts": ("aegis_cli.cli.accounts", "List the accounts that are connected."),
        "disconnect": ("aegis_cli.cli.disconnect", "Disconnect your GitHub account at Auth0."),
        "doctor": ("aegis_cli.cli.doctor", "Check everything that a request needs."),
        "setup": ("aegis_cli.cli.setup", "Set up an Auth0 tenant for aegis."),
        "broker": ("aegis_cli.cli.broker", "Carry out plans for others, as a service."),
        "sandbox": ("aegis_cli.cli.sandbox", "Keep a sandbox running, for other commands."),
        "demo": ("aegis_cli.cli.demo", "Take a guided tour on a sandbox."),
    }


app = typer.Typer(
    cls=Root,
    name="aegis",
    help="Act on GitHub in plain language, and leave no token behind.",
    epilog=_EPILOG,
    invoke_without_command=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:  # noqa: FBT001  # Typer's callback
    if value:
        typer.echo(f"aegis {__version__}")
        raise typer.Exit


@app.callback()
def root(  # noqa: PLR0913  # each is an option of its own
    ctx: typer.Context,
    *,
    sandbox: SandboxOption = False,
    config: ConfigOption = None,
    step_up: StepUpOption = None,
    debug: DebugOption = False,
    version: Annotated[  # noqa: ARG001  # its callback has answered
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep the global options; without a command, open the prompt."""
    said = step_up.value if step_up else ""
    ctx.obj = Choices(sandbox=sandbox, config=config, debug=debug, step_up=said)
    if ctx.invoked_subcommand is None:
        _prompt(ctx)


def _prompt(ctx: typer.Context) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        typer.echo(ctx.get_usage(), err=True)
        raise UsageError(
            "Without a command, aegis is a prompt, and that needs a terminal.",
            code=Code.NO_TERMINAL,
            hint='Use `aegis ask "…"`; `aegis --help` lists the commands.',
        )
    from aegis_cli.cli.repl import repl  # noqa: PLC0415  # only the prompt needs it

    raise typer.Exit(repl(ctx.obj))


def run(argv: list[str]) -> int:
    """Run a command line and return its exit code; every error ends here, and only here."""
    _open_what_is_closed()
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return _command(argv)
    except (Exception, KeyboardInterrupt) as problem:  # noqa: BLE001  # the boundary: a bug is an end
        return _failed(_explained(problem, argv), argv)


def _command(argv: list[str]) -> int:
    if sys.flags.optimize > 1:
        raise UsageError(
            "Python was told to drop docstrings, and aegis describes its actions by them.",
            code=Code.BAD_SETTINGS,
            hint="Leave out -OO, or `unset PYTHONOPTIMIZE`.",
        )
    command: Any = typer.main.get_command(app)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What the terminal's encoding cannot write is spelled out, rather than a crash.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = command.main(args=argv, prog_name="aegis", standalone_mode=False)
    except SystemExit:
        return 0  # Typer's own end where the reader of a help text has left
    write_out("")
    return code if isinstance(code, int) else 0


def _explained(problem: Exception | KeyboardInterrupt, argv: list[str]) -> AegisError:
    """Turn whatever ended the command into an error of ours."""
    match problem:
        case AegisError():
            return problem
        case ClickUsageError():
            return _usage(problem)
        case typer.Abort() | KeyboardInterrupt():
            return Interrupted("Interrupted.", code=Code.INTERRUPTED)
        case OSError() if problem.errno in _UNWRITABLE:
            return _unwritten("error" if _flushes() else "output", problem)
        case _:
            return _bug(problem, argv)


_BEFORE = frozenset({"--sandbox", "--config", "--debug"})
"""The options of `aegis` itself, which no command has."""
_SHORT_JSON = re.compile(r"-[A-Za-z]*o ?json")
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG})


def _open_what_is_closed() -> None:
    """Open a stream that was closed, as by `>&-`: a socket would take its place."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def write_out(text: str | bytes) -> None:
    """Write to standard output, and past Python's buffer; a reader who left is no failure."""
    try:
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
    except KeyboardInterrupt:
        if not sys.stdout.isatty():
            _discard(sys.stdout)  # nothing follows half a document
        raise
    except OSError as problem:
        _discard(sys.stdout)
        raise _unwritten("output", problem) from None


def _discard(stream: TextIO) -> None:
    """Send what is still in the buffer nowhere; the flush at exit would complain once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _flushes() -> bool:
    """Tell whether standard output takes what is still in its buffer."""
    try:
        sys.stdout.flush()
    except OSError:
        _discard(sys.stdout)
        return False
    return True


def _unwritten(stream: str, problem: OSError) -> Failed:
    return Failed(
        f"Standard {stream} cannot be written: {problem.strerror or problem}.",
        code=Code.OUTPUT,
        hint="Whatever was asked for may have happened; look before you try again.",
    )


def _usage(problem: ClickUsageError) -> UsageError:
    context: Context | None = problem.ctx
    path = context.command_path if context else "aegis"
    option = getattr(problem, "option_name", "")
    hint = f"`{path} --help` says how it is used."
    if option in _BEFORE and path != "aegis":
        hint = f"It stands before the command: `aegis {option} {path.removeprefix('aegis ')} …`."
    return UsageError(problem.format_message(), code=Code.BAD_USAGE, hint=hint)


def _bug(problem: BaseException, argv: list[str]) -> Bug:
    """Describe a mistake of ours. NOTE: no value and no local is shown; one may be a token."""
    if "--debug" in argv:
        frames = traceback.extract_tb(problem.__traceback__)
        sys.stderr.write("".join(traceback.StackSummary.from_list(frames).format()))
    return Bug(
        f"aegis made a mistake ({type(problem).__name__}).",
        code=Code.INTERNAL,
        hint="Please report it, with the output of the same command with `aegis --debug …`.",
    )


def _failed(error: AegisError, argv: list[str]) -> int:
    """Write an error that ended the command before it had a result."""
    documented = wants_json(argv) and _documented(error, argv)
    if not documented or error.code is Code.OUTPUT:
        from aegis_cli.adapters.render import device_of, render_error  # noqa: PLC0415  # as below

        device = device_of(sys.stderr, os.environ, datetime.now(UTC))
        try:
            sys.stderr.write(render_error(error, device))
            sys.stderr.flush()
        except OSError:
            _discard(sys.stderr)  # the exit code alone tells it
    return error.status.exit_code


def _documented(error: AegisError, argv: list[str]) -> bool:
    """Write an error as the one document; tell whether standard output took it."""
    from aegis_cli.result import failed, to_json  # noqa: PLC0415  # pydantic, on this path only

    try:
        write_json(to_json(failed(" ".join(argv), error)))
    except Failed:
        return False
    return True


def wants_json(argv: list[str]) -> bool:
    """Tell from raw arguments whether JSON was asked for, since they may not parse."""
    return any(
        f"{word} {value}" == "--output json"
        or word == "--output=json"
        or _SHORT_JSON.fullmatch(f"{word} {value}")
        or _SHORT_JSON.fullmatch(word)
        for word, value in pairwise([*argv, ""])
    )


def escaped(text: str) -> str:
    """Escape in JSON what a terminal would act on or not draw; it stays the same JSON."""
    from aegis_cli.core.text import visible  # noqa: PLC0415  # not for --help

    if visible(text) == text:
        return text
    shown = (char if visible(char) == char else json.dumps(char)[1:-1] for char in text)
    return "".join(shown)


def write_json(document: dict[str, Any]) -> None:
    """Write one JSON document on standard output: UTF-8, on one line unless a person reads it."""
    indent = 2 if sys.stdout.isatty() else None
    text = escaped(json.dumps(document, ensure_ascii=False, indent=indent))
    write_out(text.encode("utf-8", errors="replace") + b"\n")
