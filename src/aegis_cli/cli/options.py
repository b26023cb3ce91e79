"""The options that several commands share, each defined once."""

import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from aegis_cli.errors import Code, UsageError


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
    """Refuse what Python calls a number and is none."""
    if value is not None and math.isnan(value):
        raise typer.BadParameter("a number of seconds is needed")
    return value


OutputOption: TypeAlias = Annotated[
    Output, typer.Option("--output", "-o", help="How to write the result.")
]
DryRunOption: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Show the plan; never sign in or send anything.")
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


def split(values: list[str]) -> tuple[str, ...]:
    """Take an option that was given several times, or with commas, apart.

    NOTE: a list that names nothing is refused; it would allow everything, or nothing.
    """
    parts = tuple(part for value in values for part in value.replace(",", " ").split())
    if values and not parts:
        raise UsageError(
            "An option that takes names was given none.",
            code=Code.BAD_USAGE,
            hint="Name something, or leave the option out.",
        )
    return parts
