"""The person's sentence: its tokens, and the names, numbers and texts that it contains."""

import re
from functools import cached_property, lru_cache

from aegis_cli.actions.provider.names import Place
from aegis_cli.planning.sentence.own_repos import repo_of_mine
from aegis_cli.planning.sentence.tokens import (
    PUNCTUATION,
    Quote,
    Token,
    is_count,
    normal,
    normal_between_quotes,
    outside_quotes,
    quotes_in,
    requote,
    tokenize,
    unclosed_quote,
    usual_host,
    without_quote_marks,
)


class Sentence:
    """What the person typed; each part is computed once, when it is first used."""

    def __init__(self, text: str, host: str = "") -> None:
        """Keep the text; URLs of `host`, or of the usual one, name repositories."""
        self.text = text
        self.host = host or usual_host()

    @cached_property
    def normal(self) -> str:
        """The normalised text."""
        return normal(self.text)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quoted text, in order, unchanged."""
        return tuple(quotes_in(self.text))

    @cached_property
    def _requoted(self) -> str:
        """The normalised text, with the same quotations as the original.

        NOTE: normalisation turns some characters (a full-width quotation mark, a typographic
        apostrophe) into quotation marks. Inside a quotation they must not close it.
        """
        pieces: list[str] = []
        at = 0
        for quote in self.quotes:
            pieces.append(normal_between_quotes(self.text[at : quote.start]))
            if unclosed_quote(pieces[-1]) < len(pieces[-1]):
                return " ".join([*pieces, without_quote_marks(self.text[quote.start :])])
            pieces.append(requote(quote.text))
            at = quote.end
        return " ".join([*pieces, normal_between_quotes(self.text[at:])])

    @cached_property
    def _tokens_and_punctuation(self) -> tuple[Token, ...]:
        return tuple(tokenize(self._requoted, self.host))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every token except punctuation."""
        return tuple(t for t in self._tokens_and_punctuation if t.text not in PUNCTUATION)

    @cached_property
    def repos(self) -> frozenset[str]:
        """The repositories that are named outside quotes, in lower case."""
        words = ["" if token.quoted else token.text for token in self.tokens]
        mine = (repo_of_mine(words[at:]) for at, word in enumerate(words) if word == "my")
        named = (t.repo for t in self.tokens if t.repo and not t.quoted)
        return frozenset({*named, *(each.repo for each in mine if each)})

    @cached_property
    def links(self) -> frozenset[Place]:
        """What URLs outside quotes name at other providers, in lower case."""
        return frozenset(t.link for t in self.tokens if t.link and not t.quoted)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers outside quotes."""
        return frozenset(t.number for t in self.tokens if t.number is not None and not t.quoted)

    def numbers_of(self, repo: str) -> frozenset[int]:
        """Return the numbers that may be issues of `repo`.

        Leaves out a number of another repository, and a count, as in "the last 5 comments".
        """
        tokens = self._tokens_and_punctuation
        return frozenset(
            token.number
            for at, token in enumerate(tokens)
            if token.number is not None and not token.quoted
            if token.repo in {None, repo.casefold()} and not is_count(tokens, at)
        )

    @cached_property
    def lookalikes(self) -> tuple[str, ...]:
        """The characters outside quotes that normalise to others, such as full-width digits."""
        chars = dict.fromkeys("".join(outside_quotes(self.text)))
        return tuple(
            char
            for char in chars
            if not (char.isascii() or char.isspace() or normal(char) in {char.casefold(), "'"})
        )

    def holds(self, text: str) -> bool:
        """Tell whether the sentence contains a text, on token boundaries."""
        wanted = normal(text)
        if not wanted:
            return False
        before, after = r"(?<![\w/#-])(?<!\w[.@])", r"(?![\w/#@+\[-]|\.\w)"
        return re.search(f"{before}{re.escape(wanted)}{after}", self.normal) is not None

    def names(self, text: str) -> bool:
        """Tell whether the sentence contains a name outside quotes, or as a whole quoted text.

        NOTE: a person who is mentioned inside a title is not a target of the request.
        """
        return self.quotes_exactly(text) or self.outside.holds(text)

    def quotes_exactly(self, text: str) -> bool:
        """Tell whether one of the quoted texts is exactly this text."""
        return normal(text) in {normal(quote.text) for quote in self.quotes}

    @cached_property
    def outside(self) -> "Sentence":
        """The part of the sentence outside quotes."""
        text = self._requoted[: unclosed_quote(self._requoted)]
        return Sentence(", ".join(outside_quotes(text)), self.host)

    def holds_word(self, word: str) -> bool:
        """Tell whether the sentence contains a word or a phrase outside quotes."""
        wanted = _texts_of(word)
        words = tuple(token.text for token in self.tokens if not token.quoted)
        return bool(wanted) and any(
            words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)
        )


@lru_cache(maxsize=1024)
def _texts_of(word: str) -> tuple[str, ...]:
    """Return the tokens of a word or a phrase; the same few are looked for in every sentence."""
    return tuple(token.text for token in Sentence(word).tokens)


def without_quotations(text: str) -> str:
    """Return a text with a dash in place of each character between quotation marks."""
    out = text
    for quote in Sentence(text).quotes:
        out = out[: quote.start] + "-" * (quote.end - quote.start) + out[quote.end :]
    return out
