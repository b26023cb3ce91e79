"""A text as tokens: references, numbers, words, and what stands in quotes.

Everything is compared after NFKC and case folding, and on token boundaries: in
"close #12 in acme/website" there is neither a `1` nor an `acme/web`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

_WORD_END = r"(?![^\W_])"
_SINGLE = "'\u2018\u2019\u201a\u201b"
"""Marks that are apostrophes too: one closes only at the end of a word, as in 'don't panic'."""
# In any direction: Swedish, for one, opens a quotation with the mark that closes an English one.
_CLOSED_BY = {
    "'": "'",
    '"': '"',
    "`": "`",
    "\u2018": "\u2019",
    "\u2019": "\u2019",
    "\u201a": "\u2018\u2019",
    "\u201b": "\u2019",
    "\u201c": "\u201d",
    "\u201d": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u201f": "\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab\u00bb",
    "\u2039": "\u203a",
    "\u203a": "\u2039\u203a",
    "\u275b": "\u275c",
    "\u275d": "\u275e",
    "\u3008": "\u3009",
    "\u300a": "\u300b",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\u301d": "\u301e\u301f",
    "\uff62": "\uff63",
    "<": ">",
}
_CLOSING = {
    mark: re.compile(f"[{closing}]{_WORD_END if mark in _SINGLE else ''}")
    for mark, closing in _CLOSED_BY.items()
}
"""What closes a quotation, by what opens it."""
_ALL_MARKS = "".join(sorted({*_CLOSED_BY, *"".join(_CLOSED_BY.values())}))
QUOTE_MARKS = tuple(_ALL_MARKS)
_DOUBLE = "".join(mark for mark in _ALL_MARKS if mark not in _SINGLE)
"""Marks that stand inside no word."""
_TYPOGRAPHIC = re.compile(f"[{''.join(mark for mark in _DOUBLE if not mark.isascii())}]")
_QUOTE_MARKS = re.compile(f"[{_ALL_MARKS}]")
_APOSTROPHE = re.compile(r"(?<!\w)'")
"""One that opens a quotation if another closes it."""
_OPENING = re.compile(rf"(?<!\w)[{_DOUBLE}]")
_IN_URL = rf"[^\s'{_DOUBLE}()\[\]{{}}|]"
_URL = rf"[a-z]{{2,10}}://{_IN_URL}*(?![,;:.!?]){_IN_URL}"
_PLAIN = rf"[^\s{_DOUBLE},;:!?()\[\]{{}}|]"
_MARK = re.compile(rf"{_URL}|{_PLAIN}+(?::{_PLAIN}+)?(?:\[bot\])?|[,;:.!?(]")
_REFERENCE = re.compile(
    r"(?P<repo>[a-z0-9][a-z0-9_-]*/[a-z0-9._-]*[a-z0-9_-])(?:#(?P<number>\d{1,10}))?", re.ASCII
)
GITHUB = "github.com"
_URL_PATH = re.compile(
    r"(?:(?:/api/v3)?/repos(?=/[^/]+/[^/]))?"
    r"/([^/\s]+/[^/\s#?]+)(?:/(?:issues|pull|pulls)/(\d{1,10}))?(?:[/#?]|\Z)"
)
_NUMBER = re.compile(r"#?(\d{1,10})", re.ASCII)

_COUNTING = frozenset("first last top limit most".split())
_COUNTED = frozenset(
    "issues tickets prs pulls comments replies repos repositories projects results".split()
)

COUNTS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
"""Words for how many of something; no issue is named by one."""

MARKS = frozenset(",;:.!?(")
"""What stands between clauses, and is no word."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, reference or mark of the sentence, normalised."""

    text: str
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
    if text.isascii():
        return " ".join(text.casefold().split())
    # NOTE: what only looks like a digit stays what it is: "#12²" has a footnote and is not #122.
    pieces = (
        "".join(piece) if is_kept else _folded("".join(piece))
        for is_kept, piece in groupby(text, _hides_a_digit)
    )
    return " ".join("".join(pieces).replace("\u2018", "'").replace("\u2019", "'").split())


def _hides_a_digit(char: str) -> bool:
    """Tell whether a character is no digit but would become one: ², ㉑, 🄁, ½, ㋀."""
    if char.isascii() or char.isdecimal():
        return False
    return any(map(str.isdecimal, unicodedata.normalize("NFKC", char)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def quoted(text: str) -> str:
    """Normalise what is quoted, in marks that nothing in it can end."""
    return f'"{unmarked(text)}"'


def unquoted(text: str) -> str:
    """Normalise what is not quoted, such that no mark in it reaches beyond it.

    NOTE: an apostrophe that opens nothing here would else find its end behind a later quotation,
    and that quotation's marks would then stand the other way round.
    """
    told: list[str] = []
    plain, at = normal(text), 0
    for quote in quotes_in(plain):
        told += [_APOSTROPHE.sub(" ", plain[at : quote.start]), quoted(quote.text)]
        at = quote.end
    return "".join([*told, _APOSTROPHE.sub(" ", plain[at:])])


def unmarked(text: str) -> str:
    """Normalise what is quoted, and leave no mark in it that could end the quotation."""
    return _QUOTE_MARKS.sub("_", normal(text))


def quotes_in(text: str) -> Iterator[Quote]:
    """Find quoted texts; an apostrophe inside a word opens nothing."""
    closing, at = dict(_CLOSING), 0
    while at < len(text):
        opens = text[at] in closing and not _ends_a_word(text, at)
        close = closing[text[at]].search(text, at + 1) if opens else None
        if close:
            yield Quote(text[at + 1 : close.start()], at, close.end())
        elif opens and text[at] not in _SINGLE:
            return
        elif opens:
            del closing[text[at]]  # nothing closes a later one either
        at = close.end() if close else at + 1


def _ends_a_word(text: str, at: int) -> bool:
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")


def marked(text: str, host: str) -> Iterator[Token]:
    """Split normalised text into tokens and the marks between clauses.

    `host` is the one whose URLs name repositories.
    """
    # Where quoted text starts and ends, in turn.
    edges = [edge for quote in quotes_in(text) for edge in (quote.start, quote.end)]
    edges.append(unclosed(text))
    for match in _MARK.finditer(text):
        word = match.group()
        inside = bisect_right(edges, match.start()) % 2 == 1
        bare = word.strip("'").rstrip(".") or word
        yield _token(bare, host, quoted=inside)
        if len(word) > 1 and word.rstrip("'").endswith("."):
            yield Token(".", inside)


def has_inner_mark(text: str) -> bool:
    """Tell whether a word has a mark before or inside it: in "!#13" it may take the number back."""
    core = normal(text).rstrip("'.,;:!?)")
    return any(match.group() in MARKS for match in _MARK.finditer(core))


def is_count(marks: tuple[Token, ...], at: int) -> bool:
    """Tell whether a number says how many: "the last 5", "5 issues"."""
    before, behind = marks[at - 1 : at], marks[at + 1 : at + 2]
    plain = marks[at].text.isdecimal()
    return plain and (
        any(mark.text in _COUNTING for mark in before)
        or any(mark.text in _COUNTED for mark in behind)
    )


def unclosed(text: str) -> int:
    """Return where a quotation starts that never ends; all behind it counts as quoted.

    NOTE: with its mark lost, nobody can tell the person's words from what they quote.
    """
    at = max((quote.end for quote in quotes_in(text)), default=0)
    found = _OPENING.search(text, at)
    return found.start() if found else len(text)


def unpaired(text: str) -> bool:
    """Tell whether a text has a typographic quotation mark that has no partner in it."""
    outside, at = "", 0
    for quote in quotes_in(text):
        outside += text[at : quote.start]
        at = quote.end
    return bool(_TYPOGRAPHIC.search(outside + text[at:]))


def unexplained(text: str) -> str:
    """Return the marks of a normalised text that are part of no token, such as brackets."""
    return "".join(_MARK.sub("", text).split()).replace(")", "")


def _token(word: str, host: str, *, quoted: bool) -> Token:
    if "://" in word or word.startswith((f"{host}/", f"www.{host}/")):
        return _url_token(word, host, quoted=quoted)
    number = _NUMBER.fullmatch(word)
    if number:
        return Token(word, quoted, number=int(number.group(1)))
    reference = _REFERENCE.fullmatch(word.removesuffix("'s").removesuffix(".git"))
    if reference:
        digits = reference["number"]
        return Token(word, quoted, reference["repo"], int(digits) if digits else None)
    return Token(word, quoted)


def _url_token(word: str, host: str, *, quoted: bool) -> Token:
    """Read the repository and the number out of a URL of GitHub's host; any other is text."""
    url = urlsplit(word if "://" in word else f"//{word}")
    is_web = url.scheme in {"", "http", "https"} and "@" not in url.netloc
    is_github = is_web and url.hostname in {host, f"www.{host}", f"api.{host}"}
    match = _URL_PATH.match(url.path) if is_github else None
    if not match or not _REFERENCE.fullmatch(match[1].removesuffix(".git")):
        return Token(word, quoted)
    number = int(match[2]) if match[2] else None
    return Token(word, quoted, match[1].removesuffix(".git"), number)
