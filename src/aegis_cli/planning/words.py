"""The person's sentence as tokens: references, numbers, words, and what stands in quotes.

Everything is compared after NFKC and case folding, and on token boundaries: in
"close #12 in acme/website" there is neither a `1` nor an `acme/web`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

_QUOTES = {
    '"': '"',
    "'": "'",
    "`": "`",
    "\u201c": "\u201d",
    "\u2018": "\u2019",
    "\u00ab": "\u00bb",
}
_WORD = re.compile(r"[^\s\"`\u201c\u201d\u00ab\u00bb,;:!?()\[\]{}<>|]+(?::[^\s,;\"]+)?")
_REFERENCE = re.compile(
    r"(?P<repo>[a-z0-9][a-z0-9_-]*/[a-z0-9._-]*[a-z0-9_-])(?:#(?P<number>\d+))?",
    re.ASCII,
)
_URL_PATH = re.compile(r"/([^/\s]+/[^/\s#?]+)(?:/(?:issues|pull|pulls)/(\d+))?(?:[/#?]|\Z)")
_NUMBER = re.compile(r"#?(\d{1,10})", re.ASCII)

# A single verb counts where a clause starts: "list open issues" does not ask to open anything.
_STARTERS = frozenset(
    "and then also please now just kindly you lets let's aegis hey hi ok okay , ; : . ! (".split()
)
_BREAKS = frozenset(",;:.!")
_REFUSING = frozenset("not never without how why who when did was".split())
_WANTING = frozenset("want need like have going wish".split())


@dataclass(frozen=True, slots=True)
class Token:
    """One word, reference or mark of the sentence, normalised."""

    text: str
    start: int
    """Where it starts in the normalised sentence."""
    quoted: bool
    """Whether it stands inside quotation marks."""
    repo: str | None = None
    """`owner/name` where the token names a repository."""
    number: int | None = None
    """The number that the token names."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A text in quotation marks, as the person wrote it."""

    text: str
    start: int
    end: int
    """Where it ends in the sentence, behind the closing mark."""


def normal(text: str) -> str:
    """Fold case and compatibility forms, and make every run of white space one space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.replace("\u2019", "'").split())


class Sentence:
    """What the person typed, taken apart once."""

    def __init__(self, text: str) -> None:
        """Keep the text; it is taken apart when first asked about."""
        self.text = text

    @cached_property
    def normal(self) -> str:
        """The normalised text."""
        return normal(self.text)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quoted text, in order, unchanged."""
        return tuple(_quotes(self.text))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every token, those inside quotes marked."""
        return tuple(_tokens(self.normal))

    @cached_property
    def repos(self) -> frozenset[str]:
        """The repositories that are named outside quotes, in lower case."""
        return frozenset(t.repo for t in self.tokens if t.repo and not t.quoted)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers that stand outside quotes."""
        return frozenset(t.number for t in self.tokens if t.number is not None and not t.quoted)

    def holds(self, text: str) -> bool:
        """Tell whether a text stands in the sentence on token boundaries."""
        wanted = normal(text)
        if not wanted:
            return False
        pattern = rf"(?<![\w/#-]){re.escape(wanted)}(?![\w/#-]|\.\w)"
        return re.search(pattern, self.normal) is not None

    def holds_word(self, word: str) -> bool:
        """Tell whether a word, or a phrase, stands in the sentence outside quotes."""
        wanted = [token.text for token in _tokens(normal(word))]
        words = [token.text for token in self.tokens if not token.quoted]
        return bool(wanted) and any(
            words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)
        )

    def asks_to(self, verb: str) -> bool:
        """Tell whether the sentence, outside quotes, asks for a verb.

        A phrase ("open an issue") counts anywhere, unless it is negated; a single verb only where
        a clause starts: in "list open issues" and "do not close #12" nobody asks to open or close.
        """
        wanted = verb.split()
        marks = list(_marks(self.normal))
        words = [mark.text for mark in marks]
        return any(
            words[at : at + len(wanted)] == wanted
            and not any(mark.quoted for mark in marks[at : at + len(wanted)])
            and _is_asked(marks, at, phrase=len(wanted) > 1)
            for at in range(len(words) - len(wanted) + 1)
        )


def _is_asked(marks: list[Token], at: int, *, phrase: bool) -> bool:
    clause = [mark.text for mark in marks[:at]]
    for mark in _BREAKS & set(clause):
        clause = clause[len(clause) - clause[::-1].index(mark) :] if mark in clause else clause
    before = clause[-4:]
    if any(word in _REFUSING or word.endswith("n't") for word in before):
        return False
    if phrase or not before:
        return True
    last = marks[at - 1]
    if last.repo or (last.number is not None and last.text.startswith("#")):
        return True
    if last.text == "to":
        return len(before) > 1 and before[-2] in _WANTING
    return last.text in _STARTERS


def _quotes(text: str) -> Iterator[Quote]:
    """Find quoted texts; an apostrophe inside a word opens nothing."""
    at = 0
    while at < len(text):
        close = _QUOTES.get(text[at])
        end = _end_of_quote(text, at, close) if close else -1
        if end < 0:
            at += 1
            continue
        yield Quote(text[at + 1 : end], at, end + 1)
        at = end + 1


def _end_of_quote(text: str, at: int, close: str) -> int:
    if at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_"):
        return -1
    end = text.find(close, at + 1)
    # A single quote closes only at the end of a word: 'don't panic' is one quote.
    while end >= 0 and close in {"'", "\u2019"} and text[end + 1 : end + 2].isalnum():
        end = text.find(close, end + 1)
    return end


def _tokens(text: str) -> Iterator[Token]:
    return (mark for mark in _marks(text) if mark.text not in _BREAKS | {"("})


def _marks(text: str) -> Iterator[Token]:
    """Split normalised text into tokens and the marks between clauses."""
    quotes = [(quote.start, quote.end) for quote in _quotes(text)]
    for match in re.finditer(rf"{_WORD.pattern}|[,;:.!(]", text):
        word, start = match.group(), match.start()
        quoted = any(begin <= start < end for begin, end in quotes)
        bare = word.strip("'").rstrip(".") or word
        yield _token(bare, start, quoted=quoted)
        if len(word) > 1 and word.rstrip("'").endswith("."):
            yield Token(".", match.end() - 1, quoted)


def _token(word: str, start: int, *, quoted: bool) -> Token:
    if "://" in word:
        return _url_token(word, start, quoted=quoted)
    number = _NUMBER.fullmatch(word)
    if number:
        return Token(word, start, quoted, number=int(number.group(1)))
    reference = _REFERENCE.fullmatch(word.removesuffix("'s"))
    if reference:
        digits = reference["number"]
        return Token(word, start, quoted, reference["repo"], int(digits) if digits else None)
    return Token(word, start, quoted)


def _url_token(word: str, start: int, *, quoted: bool) -> Token:
    """Read the repository and the number out of a GitHub URL, whatever its host."""
    try:
        path = urlsplit(word).path
    except ValueError:
        return Token(word, start, quoted)
    match = _URL_PATH.match(path)
    if not match or not _REFERENCE.fullmatch(match[1].removesuffix(".git")):
        return Token(word, start, quoted)
    number = int(match[2]) if match[2] else None
    return Token(word, start, quoted, match[1].removesuffix(".git"), number)
