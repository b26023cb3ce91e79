"""`aegis do ACTION`: one action by its name, with an option for each of its fields.

Help and completion come from the catalogue alone; the class is imported to do the action.
"""

from collections.abc import Callable, Iterable
from copy import copy
from functools import cache
from inspect import Parameter
from itertools import groupby
from typing import Annotated, Any, Literal, get_args

import typer
from typer._click.exceptions import MissingParameter

from aegis_cli.actions import catalog
from aegis_cli.actions.entries import FieldEntry, NamedFile
from aegis_cli.cli import completion, form, lazy
from aegis_cli.cli.options import (
    APPROVAL,
    DOWNLOAD,
    IDS,
    PROCEDURE,
    SELECTION,
    UPLOAD,
    Parameters,
    open_app,
    with_parameters,
)
from aegis_cli.errors import Code, UsageError

_WIDEST = 74
"""The letters of an option and its choices that fit in a line of help."""


class Do(lazy.LazyGroup):
    """Every action of the catalogue, as a command."""

    how = "`aegis actions` lists the actions; `aegis do --help` says how one is done."

    def parse_args(self, ctx: lazy.Context, args: list[str]) -> list[str]:
        """Parse the options; without any word, say what is missing."""
        if not args and not ctx.resilient_parsing:
            ctx.fail("Name an action, as in `aegis do issues.list --repo acme/web`.")
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: lazy.Context) -> list[str]:
        """Name every action."""
        return list(catalog.ENTRIES)

    def get_command(self, ctx: lazy.Context, cmd_name: str) -> lazy.Command | None:
        """Make the command of one action."""
        if cmd_name not in catalog.ENTRIES:
            return None
        return _build(cmd_name)

    def similar(self, name: str) -> Iterable[str]:
        """Return the actions that may be meant by a name that there is not.

        Raises `UsageError` where it is of a provider that is not configured.
        """
        if catalog.not_configured(name) is not None:
            raise catalog.unknown(name, self.how)
        return catalog.similar(name)

    def format_commands(self, ctx: lazy.Context, formatter: lazy.HelpFormatter) -> None:
        """List the actions by noun."""
        for noun, entries in groupby(catalog.ENTRIES.values(), key=lambda entry: entry.noun):
            with formatter.section(noun):
                formatter.write_dl([(entry.name, entry.summary) for entry in entries])


@cache
def _build(name: str) -> lazy.Command:
    """Build the command of an action; once in a process, as in lazy.py."""
    single = lazy.sub_app()
    summary = catalog.ENTRIES[name].summary
    single.command(name=name, help=summary, cls=FieldsCommand)(_function(name))
    command: Any = typer.main.get_command(single)
    return command  # type: ignore[no-any-return]  # see lazy.py


class FieldsCommand(lazy.SelectingCommand):
    """The command of one action, whose required fields may be asked for on a terminal."""

    def parse_args(self, ctx: lazy.Context, args: list[str]) -> list[str]:
        """Parse the options; where a person can answer, none is missing yet."""
        try:
            return super().parse_args(ctx, [*args])
        except MissingParameter:
            if not form.can_ask():
                raise
        for parameter in self.params:
            parameter.required = False
        return super().parse_args(ctx, args)


app = lazy.sub_app(
    cls=Do,
    help="Do one action, by its name and fields. The same rules and questions as for `ask`.",
    epilog=lazy.examples("do"),
    subcommand_metavar="ACTION [FIELDS]",
)


@app.callback()
def do() -> None:
    """Do one action."""


def _function(
    name: str, take: Callable[[dict[str, Any], dict[str, Any]], None] | None = None
) -> Callable[..., None]:
    """Make a function whose parameters are the action's fields and the shared options.

    It does the action, or gives the fields that were typed to `take`.
    """
    shared = {} if take else {**APPROVAL, **_selection(name), **_ids(name), **PROCEDURE}
    files = _files(name)

    @with_parameters({**_options(catalog.fields_of(name)), **files, **shared})
    def run(ctx: typer.Context, **values: Any) -> None:
        options = {key: values.pop(key) for key in shared}
        named = {key: values.pop(key) for key in files}
        given = {key: value for key, value in values.items() if value not in (None, [])}
        fields = form.ask_missing(name, _with_files(given, catalog.fields_of(name)))
        if take is not None:
            take(fields, named)
        else:
            raise typer.Exit(_run(ctx, name, fields, options | {"files": named}))

    return run


def _files(name: str) -> Parameters:
    """Return the options of the files that go in and out of an action."""
    entry = catalog.ENTRIES[name]
    return {**(DOWNLOAD if entry.downloads else {}), **(UPLOAD if entry.takes == "file" else {})}


def _selection(name: str) -> Parameters:
    """Return the options that select of a result; those of a write are in no help, and refused."""
    is_read = catalog.ENTRIES[name].effect == "read"

    def check(value: Any) -> Any:
        if value is not None and value is not False:
            from aegis_cli.cli.selected import require

            require(name, value)
        return value

    parameters = {}
    for key, (annotation, default) in SELECTION.items():
        kind, shared = get_args(annotation)
        option = copy(shared)
        option.hidden = not is_read
        if key != "jq":
            # It is looked at before a field is missed.
            option.callback, option.is_eager = check, True
        if key == "json":
            option.autocompletion = completion.fields_of(name)
        parameters[key] = Annotated[kind, option], default
    return parameters


def _ids(name: str) -> Parameters:
    """Return the option of how what a read brings is shown."""
    return IDS if catalog.ENTRIES[name].effect == "read" else {}


def _options(fields: Iterable[FieldEntry]) -> Parameters:
    """Turn the fields of an action into options."""
    options: dict[str, tuple[Any, Any]] = {}
    has_file = False
    for name, required, is_place, several, takes_file, choices, default, description in fields:
        flag = f"--{name.replace('_', '-')}"
        names = [flag, "-R"] if is_place else [flag]
        is_long = len(flag) + sum(len(choice) + 1 for choice in choices) > _WIDEST
        note = f" One of: {', '.join(choices)}." if is_long else ""
        note += "" if default is None else f" Default: {default}."
        note += f"  [required, or {flag}-file]" if takes_file and required else ""
        option = typer.Option(
            *names,
            help=f"{description}{note}",
            show_default=False,
            autocompletion=completion.repositories if is_place else None,
            metavar="OWNER/NAME" if is_place else None if choices and not is_long else name.upper(),
        )
        if several:
            options[name] = (Annotated[list[str], option], Parameter.empty if required else [])
        elif choices == ("true", "false"):
            option = typer.Option(f"{flag}/--no-{flag[2:]}", help=option.help, show_default=False)
            options[name] = (Annotated[bool | None, option], None)
        elif choices:
            options[name] = (Annotated[Literal[choices] | None, option], None)
        else:
            # The repository may come from the context, and a text from a file; any other required
            # field must be typed.
            must = required and not (is_place or takes_file)
            options[name] = (
                Annotated[str if must else str | None, option],
                Parameter.empty if must else None,
            )
        if takes_file:
            options[_of_file(name)] = _file_option(name, f"{flag}-file", is_first=not has_file)
            has_file = True
    return options


def _of_file(field: str) -> str:
    """Return the parameter of the option that names a file for a field."""
    return f"{field}_file"


def _file_option(field: str, flag: str, *, is_first: bool) -> tuple[Any, Any]:
    names = [flag, "-F"] if is_first else [flag]
    text = f"Read {field.upper()} from this file; - is standard input."
    return Annotated[str | None, typer.Option(*names, metavar="FILE", help=text)], None


def _with_files(given: dict[str, Any], fields: Iterable[FieldEntry]) -> dict[str, Any]:
    """Put the files that were named in the places of their fields; refuse one beside a value."""
    values = dict(given)
    for field in fields:
        path = values.pop(_of_file(field.name), None) if field.takes_file else None
        if path is None:
            continue
        if field.name in values:
            flag = f"--{field.name.replace('_', '-')}"
            raise UsageError(
                f"{flag} and {flag}-file are given; which one is meant?",
                code=Code.BAD_USAGE,
                hint="Leave one of them out.",
            )
        values[field.name] = NamedFile(path)
    return values


def _run(ctx: typer.Context, name: str, fields: dict[str, Any], options: dict[str, Any]) -> int:
    from aegis_cli.cli.emit import Presentation, emit, files_of
    from aegis_cli.cli.selected import prepare, take_selection

    selection = take_selection(options)
    output, jq, shows_ids = options.pop("output"), options.pop("jq"), options.pop("ids", False)
    files = files_of(output, **options.pop("files"))
    place = next((field.name for field in catalog.fields_of(name) if field.is_place), "")
    with (
        open_app(ctx, **options, repo=fields.get(place)) as aegis,
        prepare(selection, jq, aegis) as chosen,
    ):
        fields = form.with_place(name, fields, aegis.environment)
        typed = (_type_name(f"--{key.replace('_', '-')}", value) for key, value in fields.items())
        request = " ".join([name, *typed])
        act = aegis.requests.typed_act(catalog.load(name), fields)
        result = aegis.requests.do(request, act, files=files, selection=selection)
        command = aegis.requests.speaker.undo_command
        spooled = aegis.requests.take_spooled()
        presentation = Presentation(spooled, chosen, shows_ids=shows_ids, undo=command)
        return emit(result, output, aegis.screen.progress, presentation)


def parse(words: list[str]) -> tuple[Any, dict[str, Any], dict[str, Any]] | None:
    """Parse the words of `/do` into an action's class, its fields, and the files that it names.

    Return `None` if the words only asked for help, which was shown.
    """
    if words and catalog.not_configured(words[0]) is not None:
        raise catalog.unknown(words[0], "")
    if not words or words[0] not in catalog.ENTRIES:
        similar = " or ".join(catalog.similar(words[0])) if words else ""
        raise UsageError(
            f"There is no action {words[0]!r}. Did you mean {similar}?"
            if similar
            else "Name an action, as in /do issues.list --repo acme/web.",
            code=Code.BAD_USAGE,
            hint="/actions lists them.",
        )
    single = lazy.sub_app()
    calls: list[tuple[dict[str, Any], dict[str, Any]]] = []
    single.command(cls=FieldsCommand)(
        _function(words[0], lambda fields, files: calls.append((fields, files)))
    )
    command: Any = typer.main.get_command(single)
    try:
        command.main(args=words[1:], prog_name=f"/do {words[0]}", standalone_mode=False)
    except lazy.ClickUsageError as problem:
        raise UsageError(lazy.usage_message(problem), code=Code.BAD_USAGE) from None
    return (catalog.load(words[0]), *calls[0]) if calls else None


def _type_name(flag: str, value: Any) -> str:
    if isinstance(value, NamedFile):
        return f"{flag}-file {value.path}"
    return f"{flag} {','.join(value) if isinstance(value, list) else value}"
