"""The kinds of fields: the purpose of a value, and how people say, read and ask for it."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from aegis_cli.actions.provider.containers import Container

ME = "@me"
"""The signed-in person. The executor puts the login in its place; the model never sees it."""


def is_me(value: Any) -> bool:
    """Tell whether a value is the signed-in person, or a place of theirs, as `@me/dotfiles` is."""
    return isinstance(value, str) and value.partition("/")[0] == ME


_NUMBER_SIGN = "#([0-9]+)"

TEXTS = frozenset({"code", "quote", "quotes", "text"})
"""The readers of texts, which stand in quotation marks; a word of code may stand without them."""


class Role(Enum):
    """What a field is for; policy, `--yes` and provenance depend on it."""

    TARGET = "target"
    """What is acted on: a repository, a number, a login, a label."""

    CHOICE = "choice"
    """One of a few values that the provider defines."""

    PAYLOAD = "payload"
    """A text that people will read: a title, a body."""

    BOUND = "bound"
    """How many results to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The purpose of a field's value, and how people say it; it stands in `Annotated[…]`."""

    role: Role
    reads: str = "choice"
    """The reader of `planning.grammar.readers` that finds a value in a sentence."""
    noun: str = ""
    """What a value is called, such as "label"; its plural has an s."""
    question: str = ""
    """What is asked if it is missing; of a field with several values, with the plural noun."""
    example: str = ""
    """A value, for the sentences that help shows."""
    also: tuple[str, ...] = ()
    """In which other forms a value is written, as regular expressions: the last group of each is
    the value, as `#([0-9]+)` is of a number; one before it, called `owner`, is whose it is."""
    cues: tuple[str, ...] = ()
    """How a value is given where the action's own words do not say it, as patterns (see
    `actions.utterances`): `{}` is the value, and `{:stdin}` is standard input in its place."""
    container: Container | None = None
    """Which container it is, if it is one."""
    inside: Container | None = None
    """What it is a thing of, if it is one: "it" refers to a thing. It is in the action's place, as
    acme/web#12 is, unless its own name says another."""
    has_slashes: bool = False
    """Whether a value may look like OWNER/NAME, as the branch feature/x does."""
    ignores_case: bool = False
    """Whether values that differ in case alone name one thing, as Bug and bug are one label."""
    may_be_me: bool = False
    """Whether a value may be `@me`; of a container, its owner."""
    says_plural: bool = False
    """Whether the plural of a value says it where things are looked for, as "bugs" says bug."""
    takes_stdin: bool = False
    """Whether standard input may be the value."""
    takes_file: bool = False
    """Whether the text of a file may be the value, which only the command line can name."""


CHOICE = Kind(role=Role.CHOICE)
"""The kind of a field that lists its values and says nothing else."""

RESOLVED = Kind(role=Role.TARGET)
"""The kind of a field that aegis finds before approval, which nobody says."""


def named_kind(noun: str, *examples: str, reads: str = "branch", **more: Any) -> Kind:
    """Return the kind of a target that has a name, such as a tag; its question has the examples.

    `more` is what else a `Kind` says.
    """
    question = f"Name the {noun}, as in {' or '.join(examples)}."
    kind = Kind(role=Role.TARGET, reads=reads, noun=noun, question=question, example=examples[0])
    return replace(kind, **more)


def numbered_kind(noun: str, example: str, question: str = "", **more: Any) -> Kind:
    """Return the kind of a target that has an id, such as a run: people read it in a list of them.

    `more` is what else a `Kind` says.
    """
    where = f"Say which {noun}, by its id in the list or in its address, as in {example}."
    kind = Kind(role=Role.TARGET, reads="number", noun=noun, question=question or where)
    also = (_NUMBER_SIGN, *more.pop("also", ()))
    return replace(kind, example=example, also=also, **more)


class Synonyms:
    """Other words for the values of a choice."""

    def __init__(self, **words: tuple[str, ...]) -> None:
        """Take the words for each value, as in `closed=("merged",)`."""
        self.words = words
