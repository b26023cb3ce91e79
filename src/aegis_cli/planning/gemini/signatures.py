"""Writes the signatures of all actions for the model, so that each fact stands there once.

What the actions of a noun begin with, such as the repository, is in the heading over them. What the
values of an argument are is in one list, if they are the same wherever the argument stands.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, Self

from aegis_cli.actions.entries import CatalogEntry

_ACTION = re.compile(r"(.+)\.(\w+)\((.*)\)")
_ARGUMENT = re.compile(r"(\w+)((?:\[\])?\??)(=[^,{}()]+)?")
_BETWEEN = re.compile(r", (?![^{]*\})")
_READ = "read"
_MARKS = {_READ: "-", "write": "+"}
_LISTS, _STRICT = "*", "!"
_SWITCH = "true|false"
_FEWEST = {2: 4, 1: 2}
"""How many arguments a heading has, and how many actions of a noun begin so at least."""
_FORM = """\
Under `## NOUN(a, ...)`, `- VERB(b, c?): what it does` is the action NOUN.VERB with the arguments a,
b and c; ? may be left out, [] takes several."""


class ActionRow(NamedTuple):
    """What the model is told of an action."""

    signature: str
    effect: str
    summary: str
    conditions: str = ""
    """What each thing of its list may be asked for, as `label:list updated:day`."""

    @classmethod
    def of(cls, entry: CatalogEntry) -> Self:
        """Take it from the catalogue."""
        return cls(entry.signature, entry.effect, entry.summary, entry.conditions)


@dataclass(frozen=True, slots=True)
class _Line:
    """An action, taken apart."""

    noun: str
    verb: str
    arguments: tuple[str, ...]
    effect: str
    summary: str

    @classmethod
    def of(cls, row: ActionRow) -> Self:
        match = _ACTION.fullmatch(row.signature)
        if match is None:
            raise ValueError(f"{row.signature!r} is no signature")
        arguments = _BETWEEN.split(_in_small_letters(match[3])) if match[3] else ()
        return cls(match[1], match[2], tuple(arguments), row.effect, _what_it_does(row.summary))

    @property
    def beginnings(self) -> tuple[tuple[str, ...], ...]:
        """What a heading may say of its arguments: as many of the first as must be there."""
        parts = (self.arguments[:size] for size in _FEWEST if size <= len(self.arguments))
        return tuple(part for part in parts if all(map(str.isidentifier, part)))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is said once of all actions."""

    values: Mapping[str, str]
    """The values of each argument that has the same ones in several places."""
    of_lists: str
    """The argument that lists take; "" if there is none."""

    @classmethod
    def by(cls, actions: Sequence[_Line]) -> Self:
        said: defaultdict[str, list[str]] = defaultdict(list)
        for action in actions:
            for name, _, values in _ARGUMENT.findall(", ".join(action.arguments)):
                said[name].append(values.removeprefix("="))
        shared = {
            name: values[0]
            for name, values in sorted(said.items())
            if len(values) > 1 and len({*values}) == 1 and "|" in values[0]
        }
        reads = [action for action in actions if action.effect == _READ]
        optional = Counter(name for each in reads for name in each.arguments if name[-1:] == "?")
        most, count = next(iter(optional.most_common(1)), ("", 0))
        return cls(shared, most if count > 1 else "")

    def legend(self) -> str:
        """Say how the actions are written, and what is shared."""
        lists = f"{_LISTS} reads and takes `{self.of_lists}` too, " if self.of_lists else ""
        marks = (
            f"{_MARKS[_READ]} reads, {lists}{_MARKS['write']} writes, and {_STRICT} can hardly be"
        )
        values = "".join(f"{name} is one of {of}.\n" for name, of in self.values.items())
        return f"{_FORM}\n{marks}\nundone, or changes who may do what.\n{values}"

    def line(self, action: _Line, heading: tuple[str, ...]) -> str:
        """Write an action without the fields it shares, and without the words of its heading."""

        def short(match: re.Match[str]) -> str:
            return match[1] + match[2] if match[1] in self.values else match[0]

        lists = action.effect == _READ and self.of_lists in action.arguments
        mark = _LISTS if lists else _MARKS.get(action.effect, _STRICT)
        own = action.arguments[len(heading) :]
        text = _ARGUMENT.sub(short, ", ".join(a for a in own if not lists or a != self.of_lists))
        inside = f"({text})" if text else ""
        return f"{mark} {action.verb}{inside}: {action.summary}"


def catalogue(rows: Iterable[ActionRow]) -> str:
    """Write all actions: how they are written, and each noun with its actions."""
    actions = [*map(_Line.of, rows)]
    shared = _Shared.by(actions)
    lines = [shared.legend()]
    for noun, its in groupby(actions, key=lambda action: action.noun):
        for heading, under_it in _headings([*its]):
            lines.append(f"## {noun}({', '.join([*heading, '...'])})")
            lines += (shared.line(action, heading) for action in under_it)
            lines.append("")
    return "\n".join(lines)


def _what_it_does(summary: str) -> str:
    """Return an action's description without its consequences, which concern the approver."""
    return summary.partition(";")[0].removesuffix(".")


def _in_small_letters(arguments: str) -> str:
    """Write all values in small letters, and those of a switch as one word."""

    def write(match: re.Match[str]) -> str:
        name, marks, values = match.groups("")
        said = values.lower()
        is_switch = said.removesuffix("|@none") == f"={_SWITCH}"
        return name + marks + (said.replace(_SWITCH, "bool") if is_switch else said)

    return _ARGUMENT.sub(write, arguments)


def _headings(actions: Sequence[_Line]) -> Iterator[tuple[tuple[str, ...], Sequence[_Line]]]:
    """Yield what headings of one noun say of arguments, and the actions under each."""
    common = Counter(beginning for action in actions for beginning in action.beginnings)
    headed: defaultdict[tuple[str, ...], list[_Line]] = defaultdict(list)
    for action in actions:
        fitting = (it for it in action.beginnings if common[it] >= _FEWEST[len(it)])
        headed[next(fitting, ())].append(action)
    yield from headed.items()
