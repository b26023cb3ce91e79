"""What people say of many things in a language, and order for each: the patterns of its file.

In a pattern a space is any white space, `{word}` stands for one of `[words]`, and for a value of
`_VALUES`; brackets take no group.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from aegis_cli.planning.lenient.rows.marked_text import AGES, DAYS, IT, NOW, QUOTES
from aegis_cli.planning.sentence.tokens import COUNTS

_BARE = r"(?:[\w](?:[\w:/.+&-]*[\w+])?)"
_PRIORITY = r"(?:highest|high|medium|low|lowest|critical|urgent|blocker|p\d)"
_STATUS = (
    r"(?:in review|in progress|in development|in qa|in testing|code review|to do|todo|to-do|done"
    r"|closed|open|blocked|resolved|backlog|ready|selected for development"
    r"|won't do|on hold|(?-i:[A-Z][a-z]\w*(?: [A-Z]\w*)?))"
)
_VALUES: Mapping[str, tuple[str, str]] = {
    "name": ("v", rf"(?:[{QUOTES}]|good first issue|help wanted|(?!{{stop}})@?{_BARE})"),
    "names": ("v", rf"(?:[{QUOTES}]|good first issue|help wanted|(?!{{stop}})@?{_BARE})"),
    "name2": ("w", rf"(?:[{QUOTES}]|good first issue|help wanted|(?!{{stop}})@?{_BARE})"),
    "word": ("v", rf"(?:[{QUOTES}]|(?!{{stop}}){_BARE})"),
    "words": ("v", rf"(?:[{QUOTES}]|(?!{{stop}})[\w']+(?: [\w']+)?)"),
    "login": ("v", r"(?:(?!{stop}|{nobody_named}|\d+\b)@?[A-Za-z0-9](?:[\w-]*\w)?(?:\[bot\])?)"),
    "branch": ("v", rf"(?:[{QUOTES}]|(?!{{stop}}){_BARE})"),
    "status": ("v", rf"(?:[{QUOTES}]|{_STATUS})"),
    "priority": ("v", rf"(?:[{QUOTES}]|{_PRIORITY})"),
    "quote": ("v", rf"[{QUOTES}]"),
    "count": ("v", rf"(?:\d{{1,6}}|{'|'.join(COUNTS)})"),
    "iso": ("v", rf"[{DAYS}]"),
    "age": ("a", rf"[{AGES}]"),
    "day": ("d", rf"[{DAYS}]"),
    "day2": ("e", rf"[{DAYS}]"),
    "span": ("s", rf"[{DAYS}]"),
    "now": ("s", rf"[{NOW}]"),
    "place": ("p", r"[A-Za-z0-9][\w.-]*/[\w.-]*\w"),
    "project": (
        "j",
        r"(?-i:(?!(?:CI|UI|UX|API|QA|PR|PRS|WIP|CSS|HTML|SQL|DB|IOS|DM)\b)[A-Z][A-Z]+)",
    ),
}
"""What stands for a value: the name of its group, and how it is written."""
_LISTED = {"logins": "login"}
_MACRO = re.compile(r"\{([a-z]\w*)\}")
_GROUP = re.compile(r"\((?!\?)")
_NAMED = re.compile(r"\(\?P<([a-z])>")


class RowPhrase(NamedTuple):
    """A pattern, and what it says."""

    form: re.Pattern[str]
    says: str


@dataclass(frozen=True)
class Phrasebook:
    """The phrases of a language."""

    name: str
    data: Mapping[str, Any]

    def one(self, key: str) -> re.Pattern[str]:
        """Return a pattern that stands for itself; one that fits nothing if there is none."""
        return _pattern(self, self.data.get(key, "(?!)"))

    @cached_property
    def then(self) -> re.Pattern[str]:
        """What stands between two orders."""
        return re.compile(self.data["then"], re.IGNORECASE)

    @cached_property
    def tail(self) -> re.Pattern[str]:
        """What is said out of politeness at the end."""
        return re.compile(self.data["tail_end"], re.IGNORECASE)

    @cached_property
    def has_spaces(self) -> bool:
        """Whether spaces are between its words."""
        return "space" not in self.data

    @cached_property
    def every(self) -> re.Pattern[str]:
        """How all of something is said."""
        return self.one("every")

    @cached_property
    def again(self) -> re.Pattern[str]:
        """The same behind the things."""
        return self.one("again")

    @cached_property
    def these(self) -> re.Pattern[str]:
        """What stands before some that are told apart."""
        return self.one("these")

    @cached_property
    def here(self) -> re.Pattern[str]:
        """How people say where."""
        return self.one("here")

    @cached_property
    def project(self) -> re.Pattern[str]:
        """How people say of which project."""
        return self.one("project")

    @cached_property
    def joins(self) -> re.Pattern[str]:
        """What stands between two things that are said."""
        return re.compile(
            rf"[)]?\s*[,:(]?\s*(?:[\u2014\u2013-]\s+)?(?:{self.data['join']}{self._gap})*",
            re.IGNORECASE,
        )

    @property
    def _gap(self) -> str:
        return r"\s+" if self.has_spaces else r"\s*"

    @cached_property
    def nouns(self) -> tuple[RowPhrase, ...]:
        """How things are called."""
        return tuple(
            RowPhrase(_pattern(self, form), says) for says, form in self.data["nouns"].items()
        )

    @cached_property
    def conditions(self) -> tuple[RowPhrase, ...]:
        """How people say what things are like."""
        return tuple(self._phrases("conditions"))

    @cached_property
    def writes(self) -> tuple[RowPhrase, ...]:
        """How people order something, by the same order in English."""
        return tuple(self._phrases("writes"))

    def _phrases(self, table: str) -> Iterator[RowPhrase]:
        for says, forms in self.data[table].items():
            yield from (RowPhrase(_pattern(self, form), says) for form in forms)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return all words that a phrase has."""
        return frozenset(re.findall(r"[^\W\d_]{4,}", str(self.data).casefold()))

    def full_form(self, form: str) -> str:
        """Return a pattern in full."""
        numbers = count(1)

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in self.data["words"]:
                return f"(?:{_MACRO.sub(value, self.data['words'][name])})"
            if name == "it":
                return f"(?:{IT}|{_MACRO.sub(value, self.data['pronoun'])})"
            if name in _LISTED:
                group, one = _VALUES[_LISTED[name]]
                joins = rf"(?:, | (?:{self.data['and']}) | ?& ?)(?!(?:{self.data['verbs']})\b)"
                both = f"{one}(?:{joins}{one})*"
                return f"(?P<{group}{next(numbers)}>{_MACRO.sub(value, both)})"
            if name in {"stop", "nobody_named"}:
                return str(self.data[name])
            group, one = _VALUES[name]
            return f"(?P<{group}{next(numbers)}>{_MACRO.sub(value, one)})"

        full = _MACRO.sub(value, form)
        full = _NAMED.sub(lambda match: f"(?P<{match[1]}{next(numbers)}>", full)
        return _GROUP.sub("(?:", full).replace(" ", self.data.get("space", r"\s+"))


@cache
def phrasebook(language: str) -> Phrasebook:
    """Return the phrases of a language."""
    text = Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8")
    return Phrasebook(language, tomllib.loads(text))


def _pattern(book: Phrasebook, form: str) -> re.Pattern[str]:
    begin, end = book.data.get("edges", (r"(?<![\w/])", r"(?![\w/])"))
    return re.compile(f"{begin}(?:{book.full_form(form)}){end}", re.IGNORECASE)


def values_of(match: re.Match[str]) -> Mapping[str, str]:
    """Return the values of a match, by the letter of their kind; the first of each."""
    found: dict[str, str] = {}
    for name, value in match.groupdict().items():
        if value:
            found.setdefault(name[0], value)
    return found
