"""The options that several commands share, each defined once, and aegis opened with them."""

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from aegis_cli.errors import Code, UsageError

if TYPE_CHECKING:
    from aegis_cli.wiring.app import App


class Output(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


class EngineName(StrEnum):
    """What turns a sentence into a plan."""

    GEMINI = "gemini"
    OFFLINE = "offline"


class StepUpName(StrEnum):
    """Where a person proves that they are there, for what cannot be undone."""

    DEVICE = "device"
    BROWSER = "browser"


def _number(value: float | None) -> float | None:
    """Refuse NaN, which is a `float`."""
    if value is not None and math.isnan(value):
        raise typer.BadParameter("a number of seconds is needed")
    return value


OutputOption: TypeAlias = Annotated[
    Output, typer.Option("--output", "-o", help="How to write the result.")
]
DryRunOption: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Show the plan; never sign in or send anything.")
]
KeepGoingOption: TypeAlias = Annotated[
    bool, typer.Option("--keep-going", "-k", help="After a step that failed, do the others too.")
]
YesOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--yes",
        "-y",
        help="Approve what your sentence orders, or the action you typed. Never what destroys.",
    ),
]
ConfirmOption: TypeAlias = Annotated[
    list[str],
    typer.Option(
        "--confirm", metavar="NAME", help="Stands for typing exactly this name, as in acme/web."
    ),
]
ReadOnlyOption: TypeAlias = Annotated[
    bool, typer.Option("--read-only", help="Deny everything that is not a read.")
]
AllowOption: TypeAlias = Annotated[
    list[str],
    typer.Option("--allow", metavar="ACTIONS", help="Allow only these, as in issues.*,repos.get."),
]
DenyOption: TypeAlias = Annotated[
    list[str], typer.Option("--deny", metavar="ACTIONS", help="Deny these; wins over all else.")
]
ReposOption: TypeAlias = Annotated[
    list[str],
    typer.Option("--repos", metavar="PATTERNS", help="Allow only these, as in acme/*,mona/web."),
]
RepoOption: TypeAlias = Annotated[
    str, typer.Option("--repo", "-R", metavar="OWNER/REPO", help="What 'this repo' means.")
]
EngineOption: TypeAlias = Annotated[
    EngineName | None, typer.Option("--engine", help="What turns the sentence into a plan.")
]
ModelOption: TypeAlias = Annotated[
    str, typer.Option("--model", metavar="NAME", help="The Gemini model to ask.")
]
StepUpOption: TypeAlias = Annotated[
    StepUpName | None,
    typer.Option("--step-up", help="How you sign in anew for what cannot be undone."),
]
NoBrowserOption: TypeAlias = Annotated[
    bool, typer.Option("--no-browser", help="Print the sign-in page instead of opening it.")
]
TimeoutOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--sign-in-timeout",
        metavar="SECONDS",
        min=1,
        max=3600,
        callback=_number,
        help="Longest wait for sign-in.",
    ),
]
SandboxOption: TypeAlias = Annotated[
    bool,
    typer.Option("--sandbox", help="Use Auth0, GitHub and Gemini look-alikes; no account needed."),
]
DebugOption: TypeAlias = Annotated[
    bool, typer.Option("--debug", help="Show requests and tracebacks, without secrets.")
]
ConfigOption: TypeAlias = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this configuration file.")
]


CommandFunction: TypeAlias = Callable[..., None]
"""The function of a command."""
Parameters: TypeAlias = Mapping[str, tuple[Any, Any]]
"""The parameters of a command by name: the annotation and the default of each."""

APPROVAL: Parameters = {
    "dry_run": (DryRunOption, False),
    "yes": (YesOption, False),
    "confirm": (ConfirmOption, []),
    "read_only": (ReadOnlyOption, False),
    "allow": (AllowOption, []),
    "deny": (DenyOption, []),
    "repos": (ReposOption, []),
}
"""What is approved in advance, and what is denied."""
PROCEDURE: Parameters = {
    "output": (OutputOption, Output.TEXT),
    "step_up": (StepUpOption, None),
    "no_browser": (NoBrowserOption, False),
    "sign_in_timeout": (TimeoutOption, None),
}
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


def opened(ctx: typer.Context, **values: Any) -> "App":
    """Open aegis with the options of a command; `None` leaves the global option as it is."""
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    options = {
        name: split(value) if isinstance(value, list) else value
        for name, value in values.items()
        if value is not None
    }
    return App(replace(ctx.obj, **options))


def split(values: list[str]) -> tuple[str, ...]:
    """Return the names in the values of an option, of which each may list several with commas.

    NOTE: an option that names nothing is refused; it would allow everything, or nothing.
    """
    parts = tuple(part for value in values for part in value.replace(",", " ").split())
    if values and not parts:
        raise UsageError(
            "An option that takes names was given none.",
            code=Code.BAD_USAGE,
            hint="Name something, or leave the option out.",
        )
    return parts
