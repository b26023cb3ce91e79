"""The lexer: splits a sentence into the lexemes that the grammar reads.

A `Token` is normalised, and serves to compare. A `Lexeme` also keeps what the person wrote, and
a whole quotation is one lexeme.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.names import BARE, Place
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.sentence.own_repos import OwnRepo, repo_of_mine
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import (
    QUOTE_MARKS,
    Token,
    has_inner_punctuation,
    has_unpaired_mark,
    link_of,
    marks_outside_tokens,
    normal,
)

_SEPARATE = re.compile(r"[;()]|,(?!(?<=\d,)\d{3}(?!\d))")
"""Punctuation that needs no space around it; the comma of "1,200" is part of the number."""
_NEVER_AFTER_ARTICLE = lexicon.DELIMITERS | lexicon.CONJUNCTIONS
_PULL_PATH = "/pull/"
_PART = re.compile(r"://.*#.")
"""An address of a part of a page."""
_URL_SUFFIX = re.compile(r"/?(?:[?#]|\Z)")
_NO_MARK = re.compile(r"[-=]+>|[<>]=?\d+")
"""An arrow or a comparison, which has no quotation mark: "rename main -> trunk", ">5 comments"."""
_SINGLE_CHARACTERS = frozenset({*lexicon.DELIMITERS, *QUOTE_MARKS, "(", ")"})


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word, reference, punctuation mark or quoted text."""

    raw: str
    """As the person wrote it; for a quotation, the text inside."""
    text: str = ""
    """Normalised; empty for a quotation, so that no keyword matches it."""
    quoted: bool = False
    repo: str | None = None
    """The repository that it names, as written."""
    number: int | None = None
    link: Place | None = None
    """What it names if it is a URL of another provider's website."""
    article: str = ""
    """The article before it."""
    after_colon: bool = False
    """Whether it is a text without quotation marks that follows a colon."""
    moved: bool = False
    """Whether it stood elsewhere in the sentence: "#12: close it"."""

    @property
    def is_name(self) -> bool:
        """Whether it can be a name: neither punctuation nor a reference."""
        return self.text not in lexicon.DELIMITERS and self.repo is None and self.number is None


Lexemes: TypeAlias = Sequence[Lexeme]


def lex(sentence: Sentence) -> tuple[Lexeme, ...]:
    """Split a sentence into lexemes; leave out articles and words such as "please"."""
    all_lexemes = _without_brackets(_with_noun_of_address(_with_own_repos(_lex(sentence))))
    lexemes = [lexeme for lexeme in all_lexemes if lexeme.text not in lexicon.POLITE]
    # An article needs a word after it: in "label #12 a", `a` may be meant as a label.
    following = [*lexemes, Lexeme(".", ".")][1:]
    kept: list[Lexeme] = []
    article = ""
    for lexeme, after in zip(lexemes, following, strict=True):
        if lexeme.text in lexicon.ARTICLES and after.text not in _NEVER_AFTER_ARTICLE:
            article = lexeme.text
        else:
            kept.append(replace(lexeme, article=article) if article else lexeme)
            article = ""
    return tuple(kept)


def _without_brackets(lexemes: Iterable[Lexeme]) -> Iterator[Lexeme]:
    """Leave out each bracket that closes an open one; another, as in ";)", stays."""
    opened = 0
    for lexeme in lexemes:
        closes = lexeme.text == lexicon.CLOSE_PARENTHESIS and opened > 0
        opened += (lexeme.text == lexicon.OPEN_PARENTHESIS) - closes
        if not closes:
            yield lexeme


def is_polite(sentence: Sentence) -> bool:
    """Tell whether a sentence has "please", thanks or "for me" outside quotes."""
    phrases = (*map(" ".join, lexicon.THANKS), *lexicon.POLITE, "for me")
    return any(map(sentence.holds_word, phrases))


def has_ambiguous_quote(sentence: Sentence) -> bool:
    """Tell whether a quotation may end elsewhere, or is a placeholder, as in "to <title>"."""
    return any(
        has_unpaired_mark(quote.text) or sentence.text[quote.start] == "<"
        for quote in sentence.quotes
    )


def is_half_quoted(lexeme: Lexeme) -> bool:
    """Tell whether a lexeme has a quotation mark at one end, without its partner."""
    return not lexeme.quoted and _has_mark_at_end(lexeme.raw)


def _has_mark_at_end(chunk: str) -> bool:
    if _NO_MARK.fullmatch(chunk):
        return False
    return chunk.startswith(QUOTE_MARKS) or chunk.rstrip(".,;:!?)").endswith(QUOTE_MARKS)


def is_exact_reference(lexeme: Lexeme) -> bool:
    """Tell whether a lexeme refers to the repository or issue itself, not to a branch in it."""
    repo, number = (lexeme.repo or "").casefold(), lexeme.number
    if number is not None and _PART.search(lexeme.text):
        return False  # NOTE: ".../issues/12#issuecomment-5001" is a comment, and no issue to delete
    address = _URL_SUFFIX.split(lexeme.text.removesuffix("'s"))[0].removesuffix(".git")
    if "/" not in address.removesuffix(repo).removeprefix("/"):
        return True
    path = rf"/{re.escape(repo)}" + (rf"/(?:issues|pulls?)/0*{number}" if number else "")
    return re.search(rf"{path}\Z", address) is not None and address.count(f"/{repo}") == 1


def _with_own_repos(lexemes: Iterable[Lexeme]) -> Iterator[Lexeme]:
    """Yield lexemes, and one in place of those that say a repository of the person's own.

    NOTE: "create my repo demo" names a new one.
    """
    known, at = [*lexemes], 0
    while at < len(known):
        before, words = known[max(at - 1, 0)].text, [each.text for each in known[at : at + 5]]
        own = repo_of_mine(words) if words[0] == "my" else None
        if own is None or before in lexicon.CREATING_VERBS or not _is_name(own, words):
            yield known[at]
            at += 1
        else:
            yield Lexeme(own.repo, own.repo, repo=own.repo)
            at += own.words


def _is_name(own: OwnRepo, words: Sequence[str]) -> bool:
    """Tell whether a repository is said by its name, and by no word of the request.

    NOTE: in "close the bugs of my repo about tests", it has no name.
    """
    name, after = own.repo.partition("/")[2], words[own.words :]
    ends = not after or after[0] in lexicon.KEYWORDS | lexicon.CONNECTIVES | {"", "?"}
    return ends and name not in lexicon.KEYWORDS


def _with_noun_of_address(lexemes: Iterable[Lexeme]) -> Iterator[Lexeme]:
    """Yield lexemes, and before the address of a pull request the noun that it is one.

    NOTE: "close .../pull/11" closes no issue, and "close .../pull/11 and #12" one pull request.
    """
    known, before = [*lexemes], ""
    has_pull = any(map(_is_pull, known))
    for lexeme in known:
        is_reference = lexeme.number is not None and not lexeme.text.isdecimal()
        if has_pull and is_reference and before not in lexicon.ISSUE_NOUNS:
            noun = "pr" if _is_pull(lexeme) else "issue"
            yield Lexeme(noun, noun)
        yield lexeme
        before = lexeme.text


def _is_pull(lexeme: Lexeme) -> bool:
    return lexeme.number is not None and _PULL_PATH in lexeme.text


def _lex(sentence: Sentence) -> Iterator[Lexeme]:
    at = 0
    for quote in sentence.quotes:
        yield from _lex_unquoted(sentence.text[at : quote.start], sentence.host)
        yield Lexeme(quote.text, quoted=True)
        at = quote.end
    yield from _lex_unquoted(sentence.text[at:], sentence.host)


def _lex_unquoted(text: str, host: str) -> Iterator[Lexeme]:
    for chunk in _SEPARATE.sub(r" \g<0> ", text).split():
        if chunk in _SINGLE_CHARACTERS or _NO_MARK.fullmatch(chunk):
            yield Lexeme(chunk, chunk)
            continue
        if has_inner_punctuation(chunk):
            yield Lexeme(chunk, normal(chunk))
            continue
        folded = chunk.casefold()  # only once: a chunk can have a token for each of its characters
        tokens = Sentence(chunk, host).tokens
        yield from (_lexeme(token, chunk, folded) for token in tokens)
        # NOTE: a bracket without a meaning here may have one for the person, so it is kept.
        yield from (Lexeme(mark, mark) for mark in marks_outside_tokens(normal(chunk)))
        if chunk.endswith(":") and tokens and tokens[-1].number is not None:
            yield Lexeme(":", ":")  # "acme/web#12: close it"
        if lexicon.QUESTION_MARK in chunk:
            yield Lexeme(lexicon.QUESTION_MARK, lexicon.QUESTION_MARK)
        if chunk.rstrip("!?").endswith("."):
            yield Lexeme(".", ".")
        if chunk.rstrip("?").endswith("!"):
            yield Lexeme("!", "!")


def _lexeme(token: Token, chunk: str, folded: str) -> Lexeme:
    """Make a lexeme of a token, with the spelling of the chunk that contains it."""
    raw = chunk if _has_mark_at_end(chunk) else _as_written(token.text, chunk, folded)
    is_place = token.repo and not (token.number is None and _names_thing(raw))
    repo = _as_written(token.repo, chunk, folded) if token.repo and is_place else None
    link = link_of(raw) if token.link else None
    return Lexeme(raw, token.text, repo=repo, number=token.number, link=link)


def _names_thing(raw: str) -> bool:
    """Tell whether an address names a thing in a repository, such as a run, and not that alone.

    NOTE: "list artifacts of .../actions/runs/5" is not about all artifacts of the repository.
    """
    if "://" not in raw:
        return False
    url = urlsplit(raw)
    return bool(catalog.provider_named(BARE).places.spoken(url.path, url.fragment))


def _as_written(text: str, chunk: str, folded: str) -> str:
    at = folded.find(text)
    is_same_length = len(chunk) == len(folded) and at >= 0
    return chunk[at : at + len(text)] if is_same_length else text
