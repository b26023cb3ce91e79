"""Slots: the places of a pattern for a value, and the values that a sentence gives to them."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from aegis_cli.actions.provider.containers import Container
from aegis_cli.actions.provider.names import BARE
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.action_facts import Choices
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes

# The values of references, until `scope` resolves them.
IT = "it"
THEM = "them"
THIS_REPO = "this repository"
THAT_REPO = "that repository"
REFERENCES = frozenset({IT, THEM, THIS_REPO, THAT_REPO})


@dataclass(frozen=True, slots=True)
class SlotValue:
    """A value that the sentence gives to a field."""

    field: str
    text: str
    repo: str = ""
    """The repository before the number of an issue."""
    stdin: bool = False
    """Whether standard input is the value."""
    link: bool = False
    """Whether the link of what the request before makes stands behind it."""
    word: Lexeme | None = dataclasses.field(default=None, compare=False)
    """The very lexeme that is read as a name; `None` for any other value."""


class Keywords(NamedTuple):
    """The words that are no names without quotation marks at a place of one form."""

    reserved: frozenset[str] = lexicon.KEYWORDS
    """Those that never are: the lexicon's, and the form's own."""
    lead_words: frozenset[str] = frozenset()
    """Those that start another clause after a connective: the verbs of every form."""
    has_remarks: bool = False
    """Whether a word may be a remark on the noun before it and no name."""

    def holds(self, word: str) -> bool:
        """Tell whether a word is no name at some place of the form."""
        return word in self.reserved or word in self.lead_words

    def is_remark(self, lexeme: Lexeme) -> bool:
        """Tell whether a word says something of a noun: "delete the branch protection"."""
        is_word = lexeme.text in lexicon.REMARKS or lexeme.text.endswith("ly")
        return self.has_remarks and is_word

    def starts_clause(self, lexemes: Lexemes, at: int) -> bool:
        """Tell whether a word may be the verb of another clause: "bug and close", not "close"."""
        is_joined = at > 0 and lexemes[at - 1].text in lexicon.CONNECTIVES
        return is_joined and lexemes[at].text in self.lead_words


class Slot(NamedTuple):
    """A place in a pattern for a value."""

    field: str
    kind: str
    keywords: Keywords
    reads: bool = False
    """Whether the action changes nothing."""
    is_target: bool = False
    """Whether it is for the thing that the action is about."""
    provider: str = BARE
    """The provider of the action."""
    container: Container | None = None
    """Which container its value is, or is in."""
    choices: Mapping[str, Choices] = MappingProxyType({})
    """The phrases of each field of the action that takes a choice."""


Match: TypeAlias = tuple[int, tuple[SlotValue, ...]]
"""The position after what was read, and its values."""


def phrase_at(phrase: Sequence[str], lexemes: Lexemes, at: int) -> bool:
    """Tell whether a phrase stands at a position, outside quotes."""
    if at >= len(lexemes) or lexemes[at].text != phrase[0]:
        return False
    rest = lexemes[at + 1 : at + len(phrase)]
    return tuple(lexeme.text for lexeme in rest) == tuple(phrase[1:])
