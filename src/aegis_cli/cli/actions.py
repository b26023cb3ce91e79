"""`aegis actions`: lists the catalogue, or describes one action in full."""

import shutil
import sys
import textwrap
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aegis_cli.actions import catalog
from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.words.weights import WEIGHTS
from aegis_cli.cli import completion
from aegis_cli.cli.lazy import examples, nearest, sub_app
from aegis_cli.cli.options import Output, OutputOption
from aegis_cli.cli.streams import write_err, write_local, write_long
from aegis_cli.errors import Code, UsageError

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action

app = sub_app()

_NARROWEST = 20
"""The least number of columns for a summary."""
_ALIKE = 0.8
"""How much a word is like the noun that may be meant."""
_SPACES = str.maketrans("_-", "  ")
"""What stands for a space in a name: "sub-issue" finds `issues.add_sub_issue`."""


class Weighs(StrEnum):
    """What actions are chosen by: their effect, or the word that the list has for it."""

    READ = "read"
    WRITE = "write"
    ASKED = "asked"
    DESTROYS = "destroys"


@app.command(epilog=examples("actions"))
def actions(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="Describe this one; of a noun, such as issues, list what there is.",
            autocompletion=completion.actions_and_nouns,
        ),
    ] = "",
    effect: Annotated[Weighs | None, typer.Option(help="List only those with this effect.")] = None,
    search: Annotated[
        str, typer.Option(metavar="WORD", help="List only those whose name or summary has it.")
    ] = "",
    output: OutputOption = Output.TEXT,
) -> None:
    """List the actions, or describe one with its fields, permission and request."""
    known = _all_entries()
    is_one = name in known
    if name and not is_one and name not in catalog.nouns():
        raise _unknown(name)
    if is_one and (effect or search):
        raise UsageError(
            f"{name} is one action: --effect and --search choose some of a list.",
            code=Code.BAD_USAGE,
            hint=f"Leave them out, or say `aegis actions {name.rpartition('.')[0]}`.",
        )
    entries = [entry for entry in known.values() if _fits(entry, name, effect, search)]
    if output is Output.JSON:
        data = _describe(name) if is_one else [_list_row(entry) for entry in entries]
        write_local(f"actions {name}".strip(), "actions", data)
    elif is_one:
        write_long(_text(name))
    elif entries:
        write_long(_table(entries))
    else:
        write_err("No action fits that; `aegis actions` lists them all.\n")


def _all_entries() -> dict[str, CatalogEntry]:
    """Return all actions by name, also those that only a door of a session makes."""
    known = {**catalog.ENTRIES, **catalog.of_doors()}
    return {name: known[name] for name in sorted(known)}


def _class_of(name: str) -> "type[Action[Any]]":
    return (catalog.load_of_door if name in catalog.of_doors() else catalog.load)(name)


def _unknown(name: str) -> UsageError:
    """Make the error of what is neither an action nor a noun, such as `issue` for `issues`."""
    for noun in nearest(name, catalog.nouns(), cutoff=_ALIKE)[:1]:
        return UsageError(
            f"There is no noun {name[:80]!r}.",
            code=Code.BAD_USAGE,
            hint=f"Did you mean `aegis actions {noun}`?",
        )
    return catalog.unknown(
        name, "`aegis actions` lists them; `aegis actions --search WORD` lists those with a word."
    )


def _fits(entry: CatalogEntry, noun: str, effect: Weighs | None, search: str) -> bool:
    """Tell whether an action is of a noun, has an effect, and is called or described by a word."""
    weighs = effect is None or effect in {entry.effect, WEIGHTS[entry.effect].word}
    text, word = (
        each.translate(_SPACES).casefold() for each in (f"{entry.name} {entry.summary}", search)
    )
    return noun in {"", entry.noun} and weighs and word in text


def _list_row(entry: CatalogEntry) -> dict[str, str]:
    return {
        "action": entry.name,
        "effect": entry.effect,
        "signature": entry.signature,
        "summary": entry.summary,
    }


def _describe(name: str) -> dict[str, Any]:
    cls = _class_of(name)
    facts = cls.facts
    return _list_row(_all_entries()[name]) | {
        "method": facts.method,
        "path": facts.path,
        "permission": str(facts.needs),
        "verbs": list(facts.verbs),
        "schema": cls.model_json_schema(),
    }


def _table(entries: Iterable[CatalogEntry]) -> str:
    """Write name, weight and summary: aligned on a terminal, tab-separated in a pipe."""
    rows = [_row(entry) for entry in entries]
    if not sys.stdout.isatty():
        return "".join("\t".join(row) + "\n" for row in rows)
    widths = [max(len(row[at]) for row in rows) for at in (0, 1)]
    indent = sum(widths) + 4
    room = max(shutil.get_terminal_size().columns - indent, _NARROWEST)
    return "".join(
        f"{name:<{widths[0]}}  {word:<{widths[1]}}  "
        + f"\n{'':<{indent}}".join(textwrap.wrap(summary, room, break_on_hyphens=False))
        + "\n"
        for name, word, summary in rows
    )


def _row(entry: CatalogEntry) -> tuple[str, str, str]:
    word, always = WEIGHTS[entry.effect]
    return entry.name, word, f"{entry.summary} {always.capitalize()}." if always else entry.summary


def _text(name: str) -> str:
    action = _describe(name)
    lines = [
        f"{name}: {action['summary']}",
        "",
        f"  effect      {WEIGHTS[action['effect']]}",
        f"  request     {action['method']} {action['path']}",
        f"  permission  {action['permission']}",
        f"  verbs       {', '.join(action['verbs'])}",
        "",
    ]
    cls = _class_of(name)
    fields = cls.model_fields.items()
    lines += [f"  {_field(field, info)}\n      {info.description}" for field, info in fields]
    use = (
        f"session --{name.partition('.')[0]} -- COMMAND"
        if cls.facts.converses
        else f"do {name} --help"
    )
    return "\n".join(lines) + f"\n\nUse it: aegis {use}\n"


def _field(name: str, info: Any) -> str:
    """Write a field with what it takes, as in `labels, several (optional)`."""
    from aegis_cli.actions.fields.fields import choices_of, is_constant, is_list, mark_of
    from aegis_cli.actions.fields.marks import ResolvedId

    if mark_of(info, ResolvedId) is not None:
        return f"{name}: read before approval"
    if is_constant(info):
        return f"{name}: always {info.default}"
    choices = " or ".join(choices_of(info))
    takes = (f": {choices}" if choices else "") + (", several" if is_list(info) else "")
    return f"{name}{takes}" + ("" if info.is_required() else " (optional)")
