"""Write what is generated from the code, or with `--check` say what is out of step.

python -m tools.generate           rewrite
python -m tools.generate --check   exit 1 and name the files that differ
"""

import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from pathlib import Path
from typing import Any, TypeAlias

from pydantic.fields import FieldInfo

from aegis_cli import providers
from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action, declared_actions
from aegis_cli.actions.entries import FLAGS, FieldEntry
from aegis_cli.actions.facts import Approval, Effect, Facts
from aegis_cli.actions.fields.fields import (
    choices_of,
    counted_actions,
    here_of,
    is_constant,
    is_list,
    item_of,
    kind_of,
    mark_of,
    may_be_cleared,
    never_given,
)
from aegis_cli.actions.fields.marks import FileContent, ListItem, ResolvedId
from aegis_cli.actions.provider.names import BARE
from aegis_cli.actions.replaced_values import labels
from aegis_cli.actions.results.conditions import conditions_of
from aegis_cli.actions.targets.target import WHOLE, Made
from aegis_cli.actions.undoing import Lasting
from aegis_cli.actions.utterances import action_words
from aegis_cli.actions.words.weights import WEIGHTS
from aegis_cli.errors import Code, Status
from aegis_cli.planning.grammar.examples import grammar_of, unread_examples
from aegis_cli.providers.github.live_permissions import always_needed, in_words, of_action
from aegis_cli.request.undo_plan import undoing_of
from tools.app_page import app_page
from tools.claims_page import claims_page, with_counts
from tools.contracts import contracts
from tools.promised import file_of_this_version
from tools.shared_data import shared_data
from tools.vocabulary import INDEX, said, way_index, word_index

ROOT = Path(__file__).resolve().parent.parent
ENDPOINTS = "src/aegis_cli/providers/github/endpoints"
_REPOSITORY = re.compile(r"\{((?:template_)?)owner\}/\{\1repo\}")
"""What of a path is one repository."""
PACKAGES = {**providers.PACKAGES, "board": "tests.other_providers.board"}
"""The packages of providers: those of aegis, and the one of its tests."""
TABLES = ("index", "field_index", "utterance_index")
PAGES = "docs/actions"

Actions: TypeAlias = Iterable[type[Action[Any]]]


def classes(provider: str = BARE) -> Iterator[type[Action[Any]]]:
    """Find every action class of a provider that can be asked for, in the order of their names."""
    return (cls for cls in _classes(provider) if not cls.facts.converses)


def door_classes(provider: str) -> tuple[type[Action[Any]], ...]:
    """Return the action classes of a provider of which a door of a session makes calls."""
    return tuple(cls for cls in _classes(provider) if cls.facts.converses)


def _classes(provider: str) -> Iterator[type[Action[Any]]]:
    package = importlib.import_module(PACKAGES[provider])
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    known = dict.fromkeys(declared_actions())  # one with two bases is found below both
    ours = (cls for cls in known if cls.__module__.startswith(f"{package.__name__}."))
    return iter(sorted(ours, key=lambda cls: cls.facts.action))


def packages() -> Iterator[tuple[str, str]]:
    """Yield each provider, and the folder of its package."""
    for name, package in PACKAGES.items():
        file = Path(str(importlib.import_module(package).__file__))
        yield name, file.parent.relative_to(ROOT).as_posix()


def folders() -> Iterator[str]:
    """Yield what holds nothing but generated files: one for each noun, or namespace."""
    yield from (ENDPOINTS, PAGES, INDEX)
    yield from (f"{package}/{table}" for _, package in packages() for table in TABLES)
    yield from (f"{package}/way_index" for _, package in packages() if _ways(package))


def fields(cls: type[Action[Any]]) -> list[FieldEntry]:
    """Return what can be typed for an action."""
    return [
        FieldEntry(
            name,
            is_required=info.is_required(),
            is_place=name == here_of(cls),
            is_list=is_list(info),
            takes_file=kind_of(info).takes_file,
            choices=choices_of(info),
            default=None if _is_unset(info) else str(info.default).lower(),
            description=(info.description or "") + _form(info),
        )
        for name, info in cls.model_fields.items()
        if not is_constant(info) and name not in never_given(cls)
    ]


def _form(info: FieldInfo) -> str:
    """Say how a value is written that is no plain text."""
    item = item_of(info)
    notes = {
        "@none takes it away.": may_be_cleared(info),
        "@notes.md reads a file, - standard input; @@ begins a text that starts with @.": (
            mark_of(info, FileContent) is not None
        ),
        f"Each is a JSON object: {_object(item)}." if item else "": item is not None,
    }
    return "".join(f" {note}" for note, is_so in notes.items() if is_so)


def _object(item: type[ListItem]) -> str:
    """Write the fields of an object in a list as in a signature."""
    names = (
        f"{name}{'' if info.is_required() else '?'}" + _choice("|".join(choices_of(info)))
        for name, info in item.model_fields.items()
    )
    return "{" + ", ".join(names) + "}"


def _choice(words: str) -> str:
    return f"={words}" if words else ""


def _is_unset(info: FieldInfo) -> bool:
    return info.is_required() or info.default is None


def signature(cls: type[Action[Any]]) -> str:
    """Write an action's name and fields in one line."""
    written = []
    for field in fields(cls):
        many = "[]" if field.is_list else ""
        optional = "" if field.is_required else "?"
        info = cls.model_fields[field.name]
        item, none = item_of(info), "|@none" if may_be_cleared(info) else ""
        choices = _object(item) if item else "|".join(field.choices)
        written.append(f"{field.name}{many}{optional}{_choice(choices)}{none}")
    return f"{cls.facts.action}({', '.join(written)})"


def summary(cls: type[Action[Any]]) -> str:
    """Return the first line of the docstring."""
    return (cls.__doc__ or "").strip().splitlines()[0]


def endpoints() -> Iterator[tuple[str, str]]:
    """Write `endpoints/`: a row for each operation, and for each document.

    It has method and path, permission, envelope and the statuses of success. In a path, `repo` is
    OWNER/NAME, and stands for both. The permission is what others saw, where somebody did.
    """
    facts = json.loads((ROOT / ENDPOINTS).with_name("operations.json").read_bytes())
    rows = {
        op: (f"{one['method']} {_REPOSITORY.sub('{repo}', one['path'])}", one)
        for op, one in facts["operations"].items()
    }
    for name, one in facts["documents"].items():
        rows[f"graphql:{name.replace('.', '_')}"] = "POST /graphql", one
    for of, ops in groupby(sorted(rows), key=lambda op: re.split("[/:]", op)[0]):
        of_each = ((op, *rows[op]) for op in ops)
        text = _table(
            (
                op,
                path,
                always_needed(op, one["permission"]),
                _envelope(one),
                " ".join(one.get("success", ["200"])),
            )
            for op, path, one in of_each
        )
        yield f"{ENDPOINTS}/{of}.tsv", text


def of_classes() -> Iterator[tuple[str, str]]:
    """Write what a class needs to be imported at all: what the services document."""
    yield from endpoints()
    yield from contracts()


def _envelope(facts: Mapping[str, Any]) -> str:
    """Return the keys that lead to the result; of a mutation, to the one thing that it answers."""
    if facts.get("kind") != "mutation":
        return str(facts.get("envelope", ""))
    ((mutation, answer),) = facts["data"]["properties"].items()
    things = [*answer["properties"]]
    return ".".join(["data", mutation, *(things if len(things) == 1 else ())])


def index(actions: Actions) -> str:
    """Write a `CatalogEntry` a row."""
    return _table(
        (
            cls.facts.action,
            cls.__module__,
            cls.__name__,
            str(cls.facts.effect),
            signature(cls),
            summary(cls),
            *_beside(cls),
        )
        for cls in actions
    )


def _beside(cls: type[Action[Any]]) -> list[str]:
    """Return what no signature says: what it downloads and takes, and what its list is asked for.

    NOTE: most have none of it, and no column for what they have not.
    """
    of_list = conditions_of(cls.facts.result) if cls.facts.effect is Effect.READ else ()
    asked = " ".join(f"{each.name}:{each.kind}" for each in of_list)
    said = [cls.facts.downloads, cls.facts.takes, asked]
    return said[: max((at for at, text in enumerate(said, start=1) if text), default=0)]


def field_index(actions: Actions) -> str:
    """Write an action and one of its fields a row."""
    return _table(
        (
            cls.facts.action,
            field.name,
            "".join(flag for flag, is_so in zip(FLAGS, field[1:5], strict=True) if is_so),
            "|".join(field.choices),
            field.default or "",
            field.description,
        )
        for cls in actions
        for field in fields(cls)
    )


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def utterance_index(actions: Actions) -> str:
    """Write verbs, words of choices, readers and forms of an action a line."""
    rows = []
    for cls in actions:
        verbs, words, readers, forms = action_words(cls)
        row = json.dumps([verbs, words, readers, [*map(said, forms)]], ensure_ascii=False)
        rows.append(f'"{cls.facts.action}": {row}')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _ways(package: str) -> list[Path]:
    """Return the files of further ways to ask, of a provider that has some."""
    return sorted((ROOT / package / "ways").glob("*.toml"))


def way_indexes(provider: str, package: str) -> Iterator[tuple[str, str]]:
    """Write `way_index/`: forms of an action a line, for the lenient reader alone."""
    of_name = {cls.facts.action: cls for cls in classes(provider)}
    for path in _ways(package):
        yield f"{package}/way_index/{path.stem}.json", way_index(path.read_text("utf-8"), of_name)


def overview() -> str:
    """Write `docs/actions.md`: the pages of the nouns, in the folders of their classes."""
    places = sorted({(cls.__module__.split(".")[-2], _noun(cls)) for cls in classes()})
    lines = [
        "# Actions",
        "",
        "Everything that aegis can do at GitHub, Slack and Jira, with a page for each noun.",
        "A page says how each action is approved, its request, its permission, words and fields.",
        "`aegis actions` lists them all, with what each changes.",
        "These pages are generated from the action classes by `python -m tools.generate`.",
        "",
    ]
    for toolset, its in groupby(places, key=lambda place: place[0]):
        lines += [f"## {toolset.replace('_', ' ').capitalize()}", ""]
        lines += [*(f"- [{noun}](actions/{noun}.md)" for _, noun in its), ""]
    for title, provider in _others():
        lines += [f"## {title}", "", "Where it is configured, and in the sandbox.", ""]
        for noun in dict.fromkeys(map(_noun, classes(provider))):
            full = _full(provider, noun)
            lines.append(f"- [{full}](actions/{full}.md)")
        lines.append("")
    return "\n".join([*lines, *_judged(), *_counted(), *_undone(), *_impossible()])


def shipped() -> list[str]:
    """Return the providers that are shipped; that of the tests is none."""
    return [name for name, package in PACKAGES.items() if package.startswith("aegis_cli.")]


def _others() -> Iterator[tuple[str, str]]:
    """Yield title and name of each provider beside GitHub."""
    for name in shipped():
        if name != BARE:
            yield catalog.provider_named(name).title, name


_JUDGED = {Effect.ASKED: "asked", Effect.DESTRUCTIVE: "destroys"}


def _judged() -> Iterator[str]:
    """Write which actions are always asked about or destroy, and why."""
    yield from ("## What is always asked about, and what destroys", "")
    yield "How each is approved says [ADR 10](adr/0010-what-is-asked-and-what-destroys.md)."
    yield from ("", "| action | is | because |", "|---|---|---|")
    for cls in chain.from_iterable(map(classes, shipped())):
        if is_ := _JUDGED.get(cls.facts.effect):
            yield f"| `{cls.facts.action}` | {is_} | {cls.facts.because} |"
    yield ""


def _counted() -> Iterator[str]:
    """List what counts as another action too."""
    yield from ("## What counts as another action too", "")
    says = "[ADR 22](adr/0022-a-call-counts-as-all-that-it-does.md)"
    yield f"Rules and grants judge such a call by its own name and by each of these: {says}."
    yield from ("", "| action | with | counts as |", "|---|---|---|")
    for cls in chain.from_iterable(map(classes, shipped())):
        if cls.facts.also:
            yield f"| `{cls.facts.action}` | | {_in_code(cls.facts.also)} |"
        for name, names in counted_actions(cls).items():
            yield f"| `{cls.facts.action}` | `{name}` | {_in_code(names)} |"
    yield ""


def _undone() -> Iterator[str]:
    """Write how each write is taken back, or why it is not."""
    yield from ("## What can be undone", "")
    yield "After a write one line says how it is taken back; `/undo` at the prompt proposes it."
    yield from ("", "| action | taken back by |", "|---|---|")
    for provider in shipped():
        for cls in classes(provider):
            if cls.facts.effect > Effect.READ:
                yield f"| `{cls.facts.action}` | {_undone_by(cls)} |"
    yield ""


def _undone_by(cls: type[Action[Any]]) -> str:
    undo = undoing_of(cls)
    if isinstance(undo, Lasting):
        return undo.why
    made = f"; what it made, `{undo.made}`" if undo.made else ""
    before = ", with what was there before" if not undo.action else ""
    return f"`{undo.action or cls.facts.action}`{before}{made}"


def _impossible() -> Iterator[str]:
    """Write what people ask for and no action does, by the reason."""
    yield from ("## What aegis cannot do", "")
    yield "A sentence that asks for one of these is answered with the reason."
    yield ""
    for because, its in groupby(catalog.impossible(), key=lambda each: each.because):
        yield from (f"Because {because}:", "")
        for each in its:
            more = f" {each.instead}" if each.instead else ""
            wish = f"[{each.wish}]({each.page})" if each.page else each.wish
            yield f"- {wish}.{more}"
        yield ""


_SENDS = {
    "file": "the file that `--from` names",
    "secret": "a value that is typed unseen, or piped in, and sealed",
}


def page(provider: str, noun: str, actions: Actions) -> str:
    """Write the page of a noun."""
    needs = "GitHub App permission" if provider == BARE else "scope"
    lines = [
        f"# The actions of {_full(provider, noun)}",
        "",
        "All others are in [the overview](../actions.md).",
        "",
    ]
    for cls in actions:
        facts = cls.facts
        lines += [
            f"## {facts.action}",
            "",
            f"{summary(cls)}",
            "",
            f"- effect: {_effect_of(facts)}",
            *([f"- because {facts.because}"] if facts.because else ()),
            f"- request: `{facts.method} {facts.path}`",
            f"- {needs}: {in_words(cls, of_action(cls))}",
            "- no words ask for it; a program does, at a door of a session"
            if facts.converses
            else f"- words that ask for it: {', '.join(facts.verbs)}",
        ]
        if facts.also:
            lines.append(f"- counts in rules and grants as {_in_code(facts.also)} too")
        if facts.takes:
            lines.append(f"- sends: {_SENDS[facts.takes]}")
        lines += _reads_of(cls)
        if facts.confirmation:
            by = "typing its phrase" if facts.approval is Approval.TYPED else "a yes"
            lines.append(f"- approved by {by}, or by `--confirm '{facts.confirmation.phrase}'`")
        if cls.model_fields:
            lines += ["", "| field | | what it is |", "|---|---|---|"]
        lines += _field_rows(cls)
        lines.append("")
    return "\n".join(lines)


def _field_rows(cls: type[Action[Any]]) -> Iterator[str]:
    """Yield the row of each field of an action."""
    for name, info in cls.model_fields.items():
        found = mark_of(info, ResolvedId)
        kind = "required" if info.is_required() else _default(info.default)
        if found is not None:
            kind = f"read before approval: `{found.path}` of `{found.read.facts.action}`"
        elif name in never_given(cls):
            kind = f"of the {cls.facts.takes} that it takes, found before approval"
        choices = choices_of(info)
        words = f" One of: {', '.join(choices)}." if choices and not is_constant(info) else ""
        many = " May be given several times." if is_list(info) else ""
        counted = counted_actions(cls).get(name)
        many += f" With it, the action counts as {_in_code(counted)} too." if counted else ""
        yield f"| `{name}` | {kind} | {info.description}{_form(info)}{words}{many} |"


def _in_code(names: Iterable[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _effect_of(facts: Facts[Any]) -> str:
    """Return the effect in people's words, and its name where that is another."""
    name, weight = str(facts.effect), WEIGHTS[str(facts.effect)]
    return str(weight) if name == weight.word else f"{weight} (`{name}` in JSON and in a policy)"


def _reads_of(cls: type[Action[Any]]) -> Iterator[str]:
    """Yield what else is read for an action."""
    facts = cls.facts
    if facts.related:
        names = (f"`{each.read.facts.action}` (`{each.name}`)" for each in facts.related)
        yield f"- read beside it, where the policy allows: {', '.join(names)}"
    if (how := facts.watches) is not None:
        yield (
            f"- made again every `{how.interval}` seconds until `{how.path}` is `{how.end}`, for "
            f"{how.longest / 60:g} minutes at most; not at a broker, and not in a plan of several"
        )
    if isinstance(facts.target, Made):
        yield "- shown of it before it is approved: nothing, since it is made then"
    target = facts.target_read
    if target is None:
        return
    named = [f"`{label}`" for label in labels(cls)]
    more = f", and {' and '.join(named)} before and after" if named else ""
    yield f"- shown before it is approved: its target, by `{target.read.facts.action}`{more}"
    if target.pins:
        pins = " and ".join("all of it" if path == WHOLE else f"`{path}`" for path in target.pins)
        yield f"- needed for approval, and the same right before it runs: {pins}"


def _default(value: Any) -> str:
    return "optional" if value is None else f"default {str(value).lower()}"


_DOCTOR_ENDS = (
    "## What `aegis doctor` ends with",
    "",
    "Each check has a `state`, in the JSON as in the text:",
    "",
    "| `state` | meaning | exit code |",
    "|---|---|---|",
    "| `ok` | It works. | 0 |",
    "| `warning` | It works today, and deserves a look: its hint says what to do. | 0 |",
    "| `failed` | It does not work. | of the check's `code`; of several, the largest |",
    "| `skipped` | It was not looked at. | 0, or that of its `code` if it has one |",
    "",
    "With `--live`, each claim has a `result` ([claims.md](claims.md)):",
    "",
    "| `result` | meaning | exit code |",
    "|---|---|---|",
    "| `yes` | It is as the documents say. | 0 |",
    "| `no` | It is not. | 7, with the code `protocol` |",
    "| `untried` | It could not be tried, or says nothing: a limit, a fault, a no of yours. | 0 |",
)


def exit_codes_page() -> str:
    """Write `docs/exit-codes.md`."""
    lines = [
        "# Statuses, exit codes and error codes",
        "",
        "One enum decides the status in the JSON, the exit code, and what `error.code` means.",
        "This page is generated from it by `python -m tools.generate`.",
        "",
        "| status | exit code |",
        "|---|---|",
        *(f"| `{status.value}` | {status.exit_code} |" for status in Status),
        "",
        "| `error.code` | status | exit code | meaning |",
        "|---|---|---|---|",
        *(
            f"| `{code.value}` | `{code.status.value}` | {code.status.exit_code} | {code.meaning} |"
            for code in Code
        ),
        "",
        *_DOCTOR_ENDS,
        "",
    ]
    return "\n".join(lines)


def readme() -> str:
    """Write in `README.md` the counts of claims, and leave all else as it is."""
    return with_counts((ROOT / "README.md").read_text(encoding="utf-8"))


def files() -> Iterator[tuple[str, str]]:
    """Yield each file and its text; one that is read to make another comes before that."""
    yield from of_classes()
    for provider, package in packages():
        doors = door_classes(provider)
        for noun, of_noun in groupby(classes(provider), key=_noun):
            actions = tuple(of_noun)
            yield f"{package}/index/{noun}.tsv", index(actions)
            yield f"{package}/field_index/{noun}.tsv", field_index(actions)
            yield f"{package}/utterance_index/{noun}.json", utterance_index(actions)
            if provider in shipped():
                more = (each for each in doors if _noun(each) == noun)
                yield f"{PAGES}/{_full(provider, noun)}.md", page(provider, noun, (*actions, *more))
        if doors:
            yield f"{package}/door_index.tsv", index(doors)
        yield from way_indexes(provider, package)
    yield from word_index()
    yield f"{PAGES}.md", overview()
    yield "docs/exit-codes.md", exit_codes_page()
    yield "docs/github-app.md", app_page()
    yield "docs/claims.md", claims_page()
    yield "README.md", readme()
    yield from shared_data()
    yield file_of_this_version()


def _full(provider: str, noun: str) -> str:
    return noun if provider == BARE else f"{provider}.{noun}"


def _noun(cls: type[Action[Any]]) -> str:
    return cls.facts.action.rsplit(".", 2)[-2]


def stale(*, rewrites: bool) -> Iterator[str]:
    """Yield the names of the files that are out of step or left over; put each right first."""
    made = set()
    for name, text in files():
        made.add(ROOT / name)
        if _differs(name, text, rewrites=rewrites):
            yield name
    for path in {path for each in folders() for path in (ROOT / each).iterdir()} - made:
        if rewrites:
            path.unlink()
        yield path.relative_to(ROOT).as_posix()


def _differs(name: str, text: str, *, rewrites: bool) -> bool:
    """Tell whether a file is out of step, and put it right."""
    path = ROOT / name
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if rewrites:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return True


def main(argv: list[str]) -> int:
    """Rewrite the files, or check them; write nothing of a form that reads not even its example."""
    checks = "--check" in argv
    names: list[str] = []
    if not checks:
        names += (name for name, text in of_classes() if _differs(name, text, rewrites=True))
    every = [grammar_of(classes(provider)) for provider in PACKAGES]
    every.append(grammar_of(chain.from_iterable(map(classes, shipped()))))
    if unread := [line for grammar in every for line in unread_examples(grammar)]:
        print(*unread, sep="\n")
        return 1
    names += stale(rewrites=not checks)
    for name in names:
        print(f"{name}: {'out of step' if checks else 'rewritten'}")
    return 1 if names and checks else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
