"""The person's sentence: what it names, what it holds, and what it asks for."""

import re
from functools import cached_property

from aegis_cli.planning.sentence.tokens import (
    GITHUB,
    MARKS,
    Quote,
    Token,
    is_count,
    marked,
    normal,
    quoted,
    quotes_in,
    unclosed,
    unmarked,
    unquoted,
)


class Sentence:
    """What the person typed, taken apart once."""

    def __init__(self, text: str, host: str = GITHUB) -> None:
        """Keep the text; it is taken apart when first asked about.

        `host` is the host whose URLs name repositories.
        """
        self.text = text
        self.host = host

    @cached_property
    def normal(self) -> str:
        """The normalised text."""
        return normal(self.text)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quoted text, in order, unchanged."""
        return tuple(quotes_in(self.text))

    @cached_property
    def _told(self) -> str:
        """The normalised text, in which the same is quoted as in what the person wrote.

        NOTE: some characters (a full-width quotation mark, the apostrophe of typographers) become
        marks when they are normalised. Inside a quotation they must not be its end.
        """
        told: list[str] = []
        at = 0
        for quote in self.quotes:
            told.append(unquoted(self.text[at : quote.start]))
            if unclosed(told[-1]) < len(told[-1]):
                return " ".join([*told, unmarked(self.text[quote.start :])])
            told.append(quoted(quote.text))
            at = quote.end
        return " ".join([*told, unquoted(self.text[at:])])

    @cached_property
    def _marks(self) -> tuple[Token, ...]:
        return tuple(marked(self._told, self.host))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every token without the marks between clauses; those inside quotes say so."""
        return tuple(mark for mark in self._marks if mark.text not in MARKS)

    @cached_property
    def repos(self) -> frozenset[str]:
        """The repositories that are named outside quotes, in lower case."""
        return frozenset(t.repo for t in self.tokens if t.repo and not t.quoted)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers that stand outside quotes."""
        return frozenset(t.number for t in self.tokens if t.number is not None and not t.quoted)

    def numbers_of(self, repo: str) -> frozenset[int]:
        """Return the numbers of issues that may be of one repository.

        None that stands with another; and none that says how many, as in "the last 5 comments".
        """
        return frozenset(
            token.number
            for at, token in enumerate(self._marks)
            if token.number is not None and not token.quoted
            if token.repo in {None, repo.casefold()} and not is_count(self._marks, at)
        )

    @cached_property
    def strange(self) -> tuple[str, ...]:
        """The characters outside quotes that stand for others, such as full-width digits."""
        ends = [0, *(quote.end for quote in self.quotes)]
        starts = [*(quote.start for quote in self.quotes), len(self.text)]
        pieces = (self.text[end:start] for end, start in zip(ends, starts, strict=True))
        once = dict.fromkeys(char for piece in pieces for char in piece if not char.isascii())
        return tuple(c for c in once if not c.isspace() and normal(c) not in {c.casefold(), "'"})

    def holds(self, text: str) -> bool:
        """Tell whether a text stands in the sentence on token boundaries."""
        wanted = normal(text)
        if not wanted:
            return False
        before, after = r"(?<![\w/#-])(?<!\w[.@])", r"(?![\w/#@+\[-]|\.\w)"
        return re.search(f"{before}{re.escape(wanted)}{after}", self.normal) is not None

    def names(self, text: str) -> bool:
        """Tell whether a name stands outside quotes, or is the whole of a quoted text.

        NOTE: somebody who is mentioned in a title is not somebody the person aims at.
        """
        return self.quotes_exactly(text) or self._outside.holds(text)

    def quotes_exactly(self, text: str) -> bool:
        """Tell whether a text is the whole of a quoted text."""
        return normal(text) in self._quoted

    @cached_property
    def _quoted(self) -> frozenset[str]:
        return frozenset(normal(quote.text) for quote in self.quotes)

    @cached_property
    def _outside(self) -> "Sentence":
        """What is not quoted."""
        text = self._told[: unclosed(self._told)]
        ends = [0, *(quote.end for quote in quotes_in(text))]
        starts = [*(quote.start for quote in quotes_in(text)), len(text)]
        pieces = (text[end:start] for end, start in zip(ends, starts, strict=True))
        return Sentence(", ".join(pieces), self.host)

    def holds_word(self, word: str) -> bool:
        """Tell whether a word, or a phrase, stands in the sentence outside quotes."""
        wanted = [token.text for token in Sentence(word).tokens]
        words = [token.text for token in self.tokens if not token.quoted]
        return bool(wanted) and any(
            words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)
        )
