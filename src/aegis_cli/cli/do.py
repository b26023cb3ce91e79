"""`aegis do ACTION`: one action by its name; the options are derived from the action's class."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Annotated, Any, Literal

import typer

from aegis_cli.actions import catalog
from aegis_cli.cli.lazy import ClickUsageError, Command, Context, HelpFormatter, LazyGroup, sub_app
from aegis_cli.cli.options import (
    AllowOption,
    ConfirmOption,
    DenyOption,
    DryRunOption,
    NoBrowserOption,
    Output,
    OutputOption,
    ReadOnlyOption,
    ReposOption,
    StepUpOption,
    TimeoutOption,
    YesOption,
    split,
)
from aegis_cli.errors import Code, UsageError
from aegis_cli.settings.cli_options import CliOptions

_EPILOG = """\
Examples:

\b
  aegis do issues.list --repo acme/web --labels bug --limit 10
  aegis do issues.create -R acme/web --title "Crash" --body - < crash.log
  aegis do repos.delete --repo mona/scratch
  aegis do issues.close --help
"""


class Do(LazyGroup):
    """Every action of the catalogue, as a command."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Name every action."""
        return list(catalog.ENTRIES)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Make the command of one action from its class."""
        if cmd_name not in catalog.ENTRIES:
            return None
        one = sub_app()
        one.command(name=cmd_name, help=catalog.ENTRIES[cmd_name].summary)(_function(cmd_name))
        command: Any = typer.main.get_command(one)
        return command  # type: ignore[no-any-return]  # see lazy.py

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """List the actions by noun."""
        for noun, entries in groupby(catalog.ENTRIES.values(), key=lambda entry: entry.noun):
            with formatter.section(noun):
                formatter.write_dl([(entry.name, entry.summary) for entry in entries])


app = typer.Typer(
    cls=Do,
    help="Do one action, by its name and fields. The same rules and questions as for `ask`.",
    epilog=_EPILOG,
    subcommand_metavar="ACTION [FIELDS]",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def do() -> None:
    """Do one action."""


def _function(name: str, take: Callable[[dict[str, Any]], None] | None = None) -> Any:
    """Make a function whose parameters are the action's fields and the shared options.

    It does the action, or gives the fields that were typed to `take`.
    """
    cls = catalog.load(name)

    def run(ctx: typer.Context, **values: Any) -> None:
        shared = {key: values.pop(key) for key in _SHARED if key in values}
        given = {key: value for key, value in values.items() if value not in (None, [])}
        if take is not None:
            take(given)
        else:
            raise typer.Exit(_run(ctx, cls, given, shared))

    fields = _fields(cls) | ({} if take else dict(_SHARED))
    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context),
        *(
            inspect.Parameter(
                key, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default
            )
            for key, (annotation, default) in fields.items()
        ),
    ]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # for Typer
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


_SHARED: Mapping[str, tuple[Any, Any]] = {
    "dry_run": (DryRunOption, False),
    "yes": (YesOption, False),
    "confirm": (ConfirmOption, []),
    "read_only": (ReadOnlyOption, False),
    "allow": (AllowOption, []),
    "deny": (DenyOption, []),
    "repos": (ReposOption, []),
    "output": (OutputOption, Output.TEXT),
    "step_up": (StepUpOption, None),
    "no_browser": (NoBrowserOption, False),
    "sign_in_timeout": (TimeoutOption, None),
}


def _fields(cls: Any) -> dict[str, tuple[Any, Any]]:
    """Turn the fields of an action into options: (annotation, default)."""
    from aegis_cli.actions.fields import choices_of, is_constant, is_list  # noqa: PLC0415  # pydantic

    options: dict[str, tuple[Any, Any]] = {}
    for name, info in cls.model_fields.items():
        if is_constant(info):
            continue
        flag = f"--{name.replace('_', '-')}"
        names = [flag, "-R"] if name == "repo" else [flag]
        required, choices = info.is_required(), choices_of(info)
        note = "" if required or info.default is None else f" Default: {str(info.default).lower()}."
        option = typer.Option(
            *names,
            help=f"{info.description}{note}",
            show_default=False,
            metavar=None if choices else "OWNER/NAME" if name == "repo" else name.upper(),
        )
        if is_list(info):
            options[name] = (Annotated[list[str], option], ... if required else [])
        elif choices == ("true", "false"):
            option = typer.Option(f"{flag}/--no-{flag[2:]}", help=option.help, show_default=False)
            options[name] = (Annotated[bool | None, option], None)
        elif choices:
            options[name] = (Annotated[Literal[choices] | None, option], None)
        else:
            # The repository may come from the context; all else that is required must be given.
            must = required and name != "repo"
            options[name] = (Annotated[str if must else str | None, option], ... if must else None)
    return {
        name: (annotation, inspect.Parameter.empty if default is ... else default)
        for name, (annotation, default) in options.items()
    }


def _run(ctx: typer.Context, cls: Any, given: dict[str, Any], shared: dict[str, Any]) -> int:
    from aegis_cli.cli.emit import emit  # noqa: PLC0415  # not for --help
    from aegis_cli.wiring.app import App  # noqa: PLC0415  # not for --help

    base: CliOptions = ctx.obj
    output, step_up = shared.pop("output"), shared.pop("step_up")
    lists = {key: split(shared.pop(key)) for key in ("confirm", "allow", "deny", "repos")}
    options: dict[str, Any] = {**shared, **lists, "repo": given.get("repo", "")}
    options["step_up"] = step_up.value if step_up else base.step_up
    typed = (f"--{key.replace('_', '-')} {_shown(value)}" for key, value in given.items())
    request = " ".join([cls.facts.action, *typed])
    with App(replace(base, **options)) as wired:
        step = wired.typed_step(cls, given)
        return emit(wired.do(request, step), output, wired)


def parsed(words: list[str]) -> tuple[Any, dict[str, Any]] | None:
    """Parse the words of `/do` into an action's class and the fields that were typed.

    `None` where the words only asked for help, which was shown.
    """
    if not words or words[0] not in catalog.ENTRIES:
        raise UsageError(
            "Name an action, as in /do issues.list --repo acme/web.",
            code=Code.BAD_USAGE,
            hint="/actions lists them.",
        )
    one = sub_app()
    found: list[dict[str, Any]] = []
    one.command()(_function(words[0], found.append))
    command: Any = typer.main.get_command(one)
    try:
        command.main(args=words[1:], prog_name=words[0], standalone_mode=False)
    except ClickUsageError as problem:
        raise UsageError(problem.format_message(), code=Code.BAD_USAGE) from None
    return (catalog.load(words[0]), found[0]) if found else None


def _shown(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)
