"""The options `--json`, `--jq` and `--web`: what they take, and how it is written."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from aegis_cli.actions import catalog
from aegis_cli.adapters.installation import lacks_extra
from aegis_cli.cli.options import Output
from aegis_cli.cli.streams import json_text, write_err, write_long, write_out, write_value
from aegis_cli.core.http import is_loopback
from aegis_cli.core.text import visible
from aegis_cli.errors import Code, UsageError
from aegis_cli.request.execution import StepStatus

if TYPE_CHECKING:
    from aegis_cli.adapters.jq.line import JqLine
    from aegis_cli.planning.expansion import Act
    from aegis_cli.request.result import Result
    from aegis_cli.request.selection import Selection
    from aegis_cli.wiring.app import App
    from aegis_cli.wiring.speaker import Speaker


@dataclass(frozen=True, slots=True)
class Selected:
    """What a command line selects of the result of a read, and where that goes."""

    selection: "Selection"
    speaker: "Speaker"
    jq: "JqLine | None" = None
    """The line to the child that has the expression already."""
    opens_browser: bool = True
    """Whether the person lets a browser be opened."""

    def write(self, result: "Result") -> None:
        """Write it, if the read was done."""
        for act, outcome in zip(result.acts, result.outcomes, strict=False):
            if outcome.status is not StepStatus.DONE:
                continue
            if self.selection.is_page:
                self._show_page(act, outcome.data)
            elif self.jq is None:
                write_value(self.selection.of(outcome.data))
            else:
                _write_results(self.jq.results(self.selection.of(outcome.data)))

    def _show_page(self, act: "Act", data: Any) -> None:
        """Open the page of a result; write its address where that is not to be, or fails."""
        from aegis_cli.request.selection import page_of

        address = page_of(act, data)
        is_to_open = self.opens_browser and sys.stdout.isatty() and not is_loopback(act.base)
        if is_to_open and self.speaker.open_page(address):
            write_err(f"Opening {address.removeprefix('https://')} in your browser.\n")
        else:
            write_out(f"{address}\n")


def require(name: str, value: str | Literal[True]) -> None:
    """Raise `UsageError` where an action has no such fields, or page, to select."""
    from aegis_cli.request.selection import Selection

    action = catalog.load(name)
    if value is True:
        Selection(is_page=True).require_read(action)
    else:
        selection = Selection(split_fields(value))
        selection.require_read(action)
        selection.require_fields(action)


def take_selection(options: dict[str, Any]) -> "Selection | None":
    """Take what is selected out of the options of a command, but for the jq expression.

    Raises `UsageError` for what does not go together; `None` is for all of a result.
    """
    fields, is_page, jq = options.pop("json"), options.pop("web"), options["jq"]
    if jq is not None and fields is None:
        raise _refusal("--jq", "without specifying `--json`")
    if fields is None and not is_page:
        return None
    option = "--web" if is_page else "--json"
    others = {
        "with `--json`": is_page and fields is not None,
        "with `--output json`": options["output"] is Output.JSON,
        "with `--dry-run`": options["dry_run"],
    }
    for other, is_given in others.items():
        if is_given:
            raise _refusal(option, other)
    from aegis_cli.request.selection import Selection

    return Selection(split_fields(fields or ""), is_page=is_page)


def split_fields(text: str) -> tuple[str, ...]:
    """Return the names of a list that is separated by commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _refusal(option: str, why: str) -> UsageError:
    return UsageError(f"Cannot use `{option}` {why}.", code=Code.BAD_USAGE)


@contextmanager
def prepare(
    selection: "Selection | None", jq: str | None, aegis: "App"
) -> "Iterator[Selected | None]":
    """Prepare what is to be written; raise `UsageError` for no jq expression, before all else."""
    with ExitStack() as stack:
        if selection is None:
            yield None
        else:
            speaker, options = aegis.requests.speaker, aegis.environment.options
            line = None if jq is None else stack.enter_context(_line_with(jq, speaker))
            yield Selected(selection, speaker, line, opens_browser=not options.no_browser)


@contextmanager
def _line_with(expression: str, speaker: "Speaker") -> "Iterator[JqLine]":
    """Open the line to a child that has the expression; raise `UsageError` if it cannot be read."""
    from aegis_cli.adapters.jq.line import JqLine, NotInstalled

    with JqLine(speaker.start_jq()) as line:
        try:
            line.take(expression)
        except NotInstalled:
            raise lacks_extra("jq", "An expression of jq") from None
        yield line


def _write_results(results: list[Any]) -> None:
    """Write results as `gh` does: texts as they are, on a terminal without what it would obey."""
    try:
        text = "".join(f"{_raw(each)}\n" for each in results)
    except RecursionError:
        raise UsageError("A result of jq has too many levels.", code=Code.BAD_USAGE) from None
    if sys.stdout.isatty():
        write_long(visible(text))
    else:
        write_out(text.encode("utf-8", errors="replace"))


def _raw(result: Any) -> str:
    if result is None:
        return ""
    return result if isinstance(result, str) else json_text(result)
