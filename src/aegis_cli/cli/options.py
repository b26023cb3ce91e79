"""The options that several commands share, each defined once, and aegis opened with them."""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from aegis_cli.cli import completion
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import LONGEST_TIMEOUT, Engine, StepUp

if TYPE_CHECKING:
    from aegis_cli.wiring.app import App


class Output(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


CommandFunction: TypeAlias = Callable[..., None]
"""The function of a command."""
Parameter: TypeAlias = tuple[Any, Any]
"""The annotation of a command's parameter, and its default."""
Parameters: TypeAlias = Mapping[str, Parameter]
"""The parameters of a command, by name."""


def option(kind: Any, default: Any, *names: str, **facts: Any) -> Parameter:
    """Return an option; `facts` are what `typer.Option` takes."""
    return Annotated[kind, typer.Option(*names, **facts)], default


def flag(*names: str, says: str, **facts: Any) -> Parameter:
    """Return an option that is there or not."""
    return Annotated[bool, typer.Option(*names, help=says, **facts)], False


def several(name: str, *, metavar: str, says: str, **facts: Any) -> Parameter:
    """Return an option that takes names, and can be given several times."""
    return option(list[str], [], name, metavar=metavar, help=says, **facts)


def number(name: str, default: int, *, most: int, says: str) -> Parameter:
    """Return an option that takes a whole number from 1 on."""
    return option(int, default, name, metavar="N", min=1, max=most, help=says)


def _number(value: float | None) -> float | None:
    """Refuse NaN, which is a `float`."""
    if value is not None and math.isnan(value):
        raise typer.BadParameter("a number of seconds is needed")
    return value


OutputOption: TypeAlias = Annotated[
    Output, typer.Option("--output", "-o", help="How to write the result.")
]
OUTPUT: Parameter = OutputOption, Output.TEXT
STEP_UP = option(
    StepUp | None,
    None,
    "--step-up",
    help="How to sign in again before what cannot be undone: by a code, or in the browser.",
)
NO_BROWSER = flag("--no-browser", says="Print the sign-in page instead of opening it.")
SIGN_IN: Parameters = {
    "no_browser": NO_BROWSER,
    "sign_in_timeout": option(
        float | None,
        None,
        "--sign-in-timeout",
        metavar="SECONDS",
        min=1,
        max=3600,
        callback=_number,
        help="Longest wait for sign-in.",
    ),
    "timeout": option(
        int | None,
        None,
        "--timeout",
        metavar="SECONDS",
        min=1,
        max=LONGEST_TIMEOUT,
        help="How long a server may take to answer; 30 by default.",
    ),
}
"""How the person signs in, and how long servers may take."""
APPROVAL: Parameters = {
    "dry_run": flag("--dry-run", says="Show the plan; never sign in or send anything."),
    "yes": flag(
        "--yes",
        "-y",
        says="Approve what your sentence orders, or the action you typed. Never what destroys or "
        "is always asked about, such as a merge.",
    ),
    "confirm": several(
        "--confirm",
        metavar="NAME",
        says="Approve what --yes does not cover, by the name that you would have to type: "
        "acme/web.",
    ),
    "read_only": flag("--read-only", says="Deny everything that is not a read."),
    "allow": several(
        "--allow",
        metavar="ACTIONS",
        says="Allow only these, as in issues.*,repos.get.",
        autocompletion=completion.rules,
    ),
    "deny": several(
        "--deny",
        metavar="ACTIONS",
        says="Deny these; wins over all else.",
        autocompletion=completion.rules,
    ),
    "places": several(
        "--repos",
        metavar="PATTERNS",
        says="Allow only these, as in acme/*,mona/web.",
        autocompletion=completion.patterns,
    ),
}
"""The options that approve in advance, and those that deny."""
POLICY = ("read_only", "allow", "deny", "places")
"""The options of `APPROVAL` that only deny; they hold for a whole prompt too."""
PLANNER: Parameters = {
    "engine": option(
        Engine | None,
        None,
        "--engine",
        help="What turns the sentence into a plan: a model; the grammar, or else a guess; or the "
        "grammar alone.",
    ),
    "model": option(str, "", "--model", metavar="NAME", help="The Gemini model to ask."),
}
"""What turns a sentence into a plan."""
DOWNLOAD: Parameters = {
    "to": option(
        str | None,
        None,
        "--to",
        metavar="FILE",
        help="Save what is downloaded in this file, once whole.",
    ),
    "force": flag("--force", says="Let --to replace a file."),
}
"""Where a download goes; no sentence and no model says it."""
UPLOAD: Parameters = {
    "source": option(str, "", "--from", metavar="FILE", help="Upload this file."),
}
"""What an upload sends; as before."""
FILES: Parameters = {**DOWNLOAD, **UPLOAD}
"""The files that go in and out."""
SELECTION: Parameters = {
    "json": option(
        str | None,
        None,
        "--json",
        metavar="FIELDS",
        help="Write these fields of what is read, as JSON; without any, list what there is.",
    ),
    "jq": option(
        str | None, None, "--jq", "-q", metavar="EXPR", help="Filter that JSON by a jq expression."
    ),
    "web": flag("--web", "-w", says="Open the page of what is read in your browser."),
}
"""What is written of the result of a read in place of all of it."""
IDS: Parameters = {"ids": flag("--ids", says="Show the ids that a list leaves out.")}
"""How a list is shown."""
PROCEDURE: Parameters = {"output": OUTPUT, "step_up": STEP_UP, **SIGN_IN}
"""How the result is written, and how the person signs in."""


def with_parameters(parameters: Parameters) -> Callable[[CommandFunction], CommandFunction]:
    """Decorate `run(ctx, **values)`, so that Typer makes a command with these parameters of it."""
    complete = {"ctx": (typer.Context, inspect.Parameter.empty), **parameters}
    signature = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in complete.items()
    ]

    def decorate(run: CommandFunction) -> CommandFunction:
        run.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]  # for Typer
        run.__annotations__ = {each.name: each.annotation for each in signature}
        return run

    return decorate


def open_app(ctx: typer.Context, **values: Any) -> "App":
    """Open aegis with the options of a command; `None` leaves the global option as it is."""
    from aegis_cli.wiring.app import App

    chosen = replace(ctx.obj, **given_options(values))
    return (chosen.opens or App.of)(chosen)


def given_options(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a command as `CliOptions` has them, without those that are `None`."""
    return {
        name: split_values(value, whole=name == "confirm") if isinstance(value, list) else value
        for name, value in values.items()
        if value is not None
    }


def split_values(values: list[str], *, whole: bool = False) -> tuple[str, ...]:
    """Return the names in the values of an option, of which each may list several with commas.

    A phrase may have spaces and commas, so that each value is one, as a `whole`.
    NOTE: an option that names nothing is refused; it would allow everything, or nothing.
    """
    parts = tuple(
        part
        for value in values
        for part in ([value.strip()] if whole else value.replace(",", " ").split())
        if part
    )
    if values and not parts:
        raise UsageError(
            "An option that takes names was given none.",
            code=Code.BAD_USAGE,
            hint="Name something, or leave the option out.",
        )
    return parts
