"""The commands of the prompt: each function is called like its command, and says what `/help` says.

What `aegis` does by the same name as well, has one line of help there and here.
"""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias, get_args

import typer

from aegis_cli.actions import catalog
from aegis_cli.adapters.render.capabilities import is_plain
from aegis_cli.adapters.terminal.editor import edit
from aegis_cli.adapters.terminal.tty import Tty
from aegis_cli.cli import command_table
from aegis_cli.cli.emit import files_of
from aegis_cli.cli.form import with_place
from aegis_cli.cli.lazy import ClickUsageError, usage_message
from aegis_cli.cli.options import Output
from aegis_cli.cli.prompt_lines import UNDO, Prompt, SlashCommand
from aegis_cli.cli.selected import prepare, split_fields
from aegis_cli.cli.streams import write_err, write_out
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.row_references import ListedRows
from aegis_cli.planning.same_for import LineBefore
from aegis_cli.request.result import done_parts
from aegis_cli.request.selection import Selection
from aegis_cli.request.undo_plan import undo_plan
from aegis_cli.settings.cli_options import Engine

_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
_KEYS = """\
Alt-Enter, or a backslash at the end of a line, begins another line. Tab completes commands.
Ctrl-C cancels, Ctrl-D leaves. At a question, ? says what you can answer.
"close row 3" and "label rows 1-3 bug" mean rows of the last list, and right after it "show the
second one" and "close them" do, too. "same for acme/api" is the sentence before for another
repository. /json, /jq and /web show the last answer in another way, and ask for nothing again.
"""


Does: TypeAlias = Callable[[Prompt, str], None]

COMMANDS: dict[str, SlashCommand] = {}
"""By name, in the order of the help."""


def _command(
    *examples: str, says: str = "", offers: Callable[[], Iterable[str]] = tuple
) -> Callable[[Does], Does]:
    """Make a function a command, with examples of what stands behind its name."""

    def register(does: Does) -> Does:
        name = f"/{does.__name__.removeprefix('_')}"
        text = (says or does.__doc__ or "").partition("\n")[0].removesuffix(".")
        shown = ", ".join(f"{name} {each}" for each in examples)
        COMMANDS[name] = SlashCommand(f"{text}: {shown}" if shown else text, does, offers)
        return does

    return register


@_command()
def _help(_prompt: Prompt, _rest: str) -> None:
    """Show this."""
    width = max(map(len, COMMANDS))
    write_out("".join(f"  {name:<{width}}  {each.says}\n" for name, each in COMMANDS.items()))
    write_out(_KEYS)


@_command(
    *("runs", "issues.create"),
    says=command_table.COMMANDS["actions"][1],
    offers=lambda: (*catalog.nouns(), *catalog.ENTRIES),
)
def _actions(_prompt: Prompt, rest: str) -> None:
    """List actions, or describe one, with the options of `aegis actions`."""
    from aegis_cli.cli.actions import app

    command: Any = typer.main.get_command(app)
    try:
        command.main(args=_words(rest), prog_name="/actions", standalone_mode=False)
    except ClickUsageError as problem:
        raise UsageError(usage_message(problem), code=Code.BAD_USAGE) from None


def _words(rest: str) -> list[str]:
    """Take a line apart as a shell does."""
    try:
        return shlex.split(rest)
    except ValueError as problem:
        raise UsageError(f"The line cannot be read: {problem}.", code=Code.BAD_USAGE) from None


@_command(
    "issues.list --repo acme/web",
    says=command_table.COMMANDS["do"][1],
    offers=lambda: catalog.ENTRIES,
)
def _do(prompt: Prompt, rest: str) -> None:
    from aegis_cli.cli.do import parse

    action = parse(_words(rest))
    if action is not None:
        requests = prompt.app.requests
        cls, fields, saving = action
        fields = with_place(cls.facts.action, fields, prompt.app.environment)
        prompt.before = LineBefore()
        act, files = requests.typed_act(cls, fields), files_of(prompt.output, **saving)
        prompt.emit(requests.do(rest, act, files=files))


@_command()
def _undo(prompt: Prompt, _rest: str) -> None:
    """Take back the last plan that changed something; you are asked.

    It is a new plan.
    """
    if prompt.written is None:
        raise UsageError(
            "Nothing was changed yet, so there is nothing to take back.",
            code=Code.BAD_USAGE,
            hint="/undo takes back the last plan that changed something.",
        )
    plan = undo_plan(prompt.written)
    write_err("".join(f"This stays: {one_line(each)}\n" for each in plan.stays))
    if plan.acts:
        prompt.before = LineBefore()
        prompt.emit(prompt.app.requests.do(UNDO, *plan.acts))


@_command("acme/web", "none")
def _repo(prompt: Prompt, rest: str) -> None:
    """Show or set what 'this repo' means.

    What was set stands in the prompt.
    """
    environment = prompt.app.environment
    if rest:
        environment.set_repo("" if rest == "none" else rest)
    if rest in {"", "none"}:
        found = environment.repo()
        write_out(f"'this repo' is {found[0]}\n" if found else _NO_REPO)


_NO_REPO = "'this repo' is no repository now; /repo acme/web sets it.\n"


_ENGINES: tuple[str, ...] = get_args(Engine)


@_command(*_ENGINES, offers=lambda: _ENGINES)
def _engine(prompt: Prompt, rest: str) -> None:
    """Show or set what plans sentences."""
    if rest not in {"", *_ENGINES}:
        named = " or ".join(f"/engine {name}" for name in _ENGINES)
        raise UsageError(f"Write {named}.", code=Code.BAD_USAGE)
    prompt.app.planners.choose(engine=rest)
    planners, engine = prompt.app.planners, prompt.app.environment.settings.engine
    by = "offline, since no Gemini key is set" if planners.reads_offline else engine
    write_out(f"Sentences are planned by: {by}\n")


@_command("NAME")
def _model(prompt: Prompt, rest: str) -> None:
    """Show or set the Gemini model."""
    prompt.app.planners.choose(model=rest)
    environment = prompt.app.environment
    settings = environment.settings
    note = "" if settings.asks_model else f" (not now: /engine is {settings.engine})"
    write_out(f"The Gemini model is {environment.name_of(settings.values['model'])}{note}\n")


@_command()
def _whoami(prompt: Prompt, _rest: str) -> None:
    """Show who is signed in."""
    identity = prompt.app.identities.whoami()
    prompt.app.screen.progress.clear()
    scope = " ".join(identity["scope"])
    who = one_line(f"{identity['name']} ({identity['subject']})")
    write_out(f"You are {who}, granted: {one_line(scope)}\n")


@_command("number,title")
def _json(prompt: Prompt, rest: str) -> None:
    """Show the last answer as JSON.

    It has the fields that are named, or all.
    """
    if not _FIELDS.fullmatch(rest):
        raise UsageError(
            "/json takes the names of fields, as in /json number,title.",
            code=Code.BAD_USAGE,
            hint="/jq '.[].title' is for an expression of jq; /json alone shows all fields.",
        )
    _show_again(prompt, Selection(split_fields(rest)))


@_command("'.[].title'")
def _jq(prompt: Prompt, rest: str) -> None:
    """Filter the last answer by jq.

    The expression needs no quotation marks.
    """
    quoted = _QUOTED.fullmatch(rest)
    expression = quoted["said"] if quoted else rest
    if not expression:
        raise UsageError("Write /jq with an expression: /jq '.[].title'.", code=Code.BAD_USAGE)
    _show_again(prompt, Selection(), expression)


@_command()
def _web(prompt: Prompt, _rest: str) -> None:
    """Open the page of the last answer in your browser."""
    _show_again(prompt, Selection(is_page=True))


def _show_again(prompt: Prompt, selection: Selection, jq: str | None = None) -> None:
    """Write each part of the last answer, as it came, in another way; nothing is asked for."""
    parts = done_parts(prompt.answer) if prompt.answer else ()
    if not parts:
        raise UsageError(
            "There is no answer to show again.",
            code=Code.BAD_USAGE,
            hint="Say what you want to see first, as in: list my repositories",
        )
    if selection.is_page and len(parts) > 1:
        raise UsageError(
            f"/web opens one page, and the last line had {len(parts)} answers.", code=Code.BAD_USAGE
        )
    if selection.fields:
        for part in parts:
            selection.require_fields(type(part.acts[0].action), "/json alone shows all of it.")
    for part in parts:
        with prepare(selection, jq, prompt.app) as chosen:
            if chosen is not None:
                chosen.write(part)


_FIELDS = re.compile(r"[\w\s,]*", re.ASCII)
_QUOTED = re.compile(r"'(?P<said>[^']*)'")
"""Marks of a shell around an expression; jq itself has none such."""


@_command("json")
def _output(prompt: Prompt, rest: str) -> None:
    """Write all answers as text or json."""
    try:
        prompt.output = Output(rest)
    except ValueError:
        raise UsageError("Write /output text or /output json.", code=Code.BAD_USAGE) from None
    write_out(f"Answers are written as: {rest}\n")


@_command()
def _edit(prompt: Prompt, rest: str) -> None:
    """Write a line in your editor ($VISUAL or $EDITOR), and do it.

    What a person leaves as it was is not done: closing an editor is no order.
    """
    line = edit(f"{rest}\n", os.environ, Tty()).strip()
    if line == rest:
        write_err("Nothing was written, so nothing is done.\n")
        return
    write_out("".join(f"| {one_line(row)}\n" for row in line.split("\n")))
    prompt.lines.remember(line)
    prompt.enter(line)


@_command()
def _history(prompt: Prompt, _rest: str) -> None:
    """Show the lines before."""
    write_out("".join(f"  {one_line(line)}\n" for line in prompt.lines.history()))


@_command()
def _clear(prompt: Prompt, _rest: str) -> None:
    """Forget the lines before, and clear the screen."""
    prompt.app.requests.conversation.forget()
    prompt.listed, prompt.before = ListedRows(), LineBefore()
    prompt.answer = prompt.written = None
    if not is_plain(os.environ):
        sys.stdout.write(_CLEAR)
        sys.stdout.flush()


@_command()
def _quit(prompt: Prompt, _rest: str) -> None:
    """Leave, and forget the session."""
    prompt.has_left = True


def completions(before: str) -> Iterator[tuple[str, str]]:
    """Offer commands at the start of a line, and what may stand behind one."""
    name, space, word = before.partition(" ")
    command = COMMANDS.get(name)
    offered: Iterable[str] = ()
    if space and command:
        offered = command.offers()
    elif before.startswith("/") and not space:
        offered, word = COMMANDS, before
    yield from ((each, word) for each in offered if each.startswith(word))
