"""Writes a result: one JSON document, or text for a person or a pipe."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING

from aegis_cli.actions.facts import Effect
from aegis_cli.cli.options import Output
from aegis_cli.cli.output import render_error, render_notes, render_result
from aegis_cli.cli.streams import (
    device,
    discard,
    write_err,
    write_file,
    write_json,
    write_long,
    write_pieces,
)
from aegis_cli.errors import AegisError, Code, Failed, UsageError
from aegis_cli.executor.downloads import Destination
from aegis_cli.executor.taken_bytes import Given, NamedFiles
from aegis_cli.request.execution import StepStatus
from aegis_cli.request.result import Result, to_json

if TYPE_CHECKING:
    from aegis_cli.adapters.terminal.progress import Progress
    from aegis_cli.cli.selected import Selected


_UNCHANGED = "Nothing was changed; ask again where standard output can be written."
_DONE = "What was asked for was done all the same; do not ask for it again."


def is_watched(output: Output) -> bool:
    """Tell whether a result will be text on the terminal at which it is asked for."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return output is Output.TEXT and all(stream.isatty() for stream in streams)


def files_of(
    output: Output, to: str | None = None, *, force: bool = False, source: str = ""
) -> NamedFiles:
    """Return the files that the command line names, and what can be shown without one.

    A terminal shows a log; a pipe gets any bytes; a JSON document holds neither. Raises
    `UsageError` for a file without a name, as an empty variable of a shell gives one.
    """
    if to == "":
        raise UsageError("--to names no file.", code=Code.BAD_USAGE)
    shown = {"log"} if sys.stdout.isatty() else {"log", "file"}
    destination = Destination(to or "", force, frozenset(shown if output is Output.TEXT else ()))
    return NamedFiles(destination, Given(source))


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a result is written beside what its views say."""

    spooled: Mapping[str, IO[bytes]] = field(default_factory=dict)
    """The files that it shows, by the ids of their steps."""
    selected: "Selected | None" = None
    """What is written of it, where that is not all."""
    is_numbered: bool = False
    """Whether rows have numbers, since a sentence may name them."""
    shows_ids: bool = False
    """Whether a list shows the ids that it leaves out."""
    undo: str = ""
    """The command that takes back what was changed, where there is one; "" for a shell."""


_ALL = Presentation()


def emit(result: Result, output: Output, progress: "Progress", how: Presentation = _ALL) -> int:
    """Write a result and return its exit code.

    The exit code is the same after Ctrl-C, except for a person at a terminal: they end a listing
    with it. If the result cannot be written, that is the error, unless the result has one already.
    """
    try:
        _write(result, output, progress, how)
    except Failed as problem:
        if result.error is None:
            hint = _DONE if _has_written(result) else _UNCHANGED
            raise Failed(problem.message, code=problem.code, hint=hint) from None
        write_error(result.error)
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            raise
    return result.status.exit_code


def _has_written(result: Result) -> bool:
    """Tell whether a request that ended well has changed something."""
    writes = {act.id for act in result.acts if act.effect > Effect.READ}
    return any(
        outcome.id in writes and outcome.status is StepStatus.DONE for outcome in result.outcomes
    )


def write_error(error: AegisError) -> None:
    """Write an error for a person; if that fails, only the exit code tells it."""
    try:
        write_err(render_error(error, device(sys.stderr)))
    except OSError:
        discard(sys.stderr)


def _write_text(result: Result, how: Presentation) -> None:
    named = tuple(each for each in result.outcomes if each.id not in how.spooled)
    hosts = {act.action.provider.web_host(act.base) for act in result.acts}
    shown = replace(result, outcomes=named)
    text = render_result(
        shown, device(sys.stdout), is_numbered=how.is_numbered, shows_ids=how.shows_ids
    )
    write_long(text, frozenset(hosts))
    for file in how.spooled.values():
        with file:
            _show(file)


def _write(result: Result, output: Output, progress: "Progress", how: Presentation) -> None:
    progress.clear()
    if output is Output.JSON:
        write_json(to_json(result))
        return
    if how.selected is not None:
        how.selected.write(result)
    else:
        _write_text(result, how)
    write_err(render_notes(result, device(sys.stderr)))
    if _has_written(result) and sys.stderr.isatty():
        from aegis_cli.cli.undo_line import undo_lines

        write_err("".join(f"{line}\n" for line in undo_lines(result, how.undo)))
    if result.error is not None:
        write_err(render_error(result.error, device(sys.stderr)))


def _show(file: IO[bytes]) -> None:
    """Show what was downloaded: a log on a terminal, and elsewhere its bytes."""
    if not sys.stdout.isatty():
        write_file(file)
        return
    from aegis_cli.adapters.render.log import log_pieces

    write_pieces(log_pieces(file, device(sys.stdout)))
