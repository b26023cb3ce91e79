"""The tokenizer: splits a text into words, references, numbers, punctuation and quotations.

Texts are compared after NFKC and case folding, and on token boundaries: "close #12 in
acme/website" contains neither the token `1` nor the token `acme/web`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from urllib.parse import urlsplit

from aegis_cli.actions import catalog
from aegis_cli.actions.provider.containers import Container
from aegis_cli.actions.provider.names import BARE, Place

_WORD_END = r"(?![^\W_])"
_SINGLE = "'\u2018\u2019\u201a\u201b"
"""Quotation marks that are also apostrophes: one closes a quotation only at the end of a word."""
# Both directions: Swedish, for example, opens a quotation with the mark that closes an English one.
_QUOTATIONS = (
    "'' \"\" `` <> "
    "\u2018\u2019 \u2019\u2019 \u201a\u2018\u2019 \u201b\u2019 "
    "\u201c\u201d \u201d\u201d \u201e\u201c\u201d \u201f\u201d "
    "\u00ab\u00bb \u00bb\u00ab\u00bb \u2039\u203a \u203a\u2039\u203a "
    "\u275b\u275c \u275d\u275e "
    "\u3008\u3009 \u300a\u300b \u300c\u300d \u300e\u300f \u301d\u301e\u301f \uff62\uff63"
)
"""Each mark that opens a quotation, with the marks that may close it."""
_CLOSED_BY = {marks[0]: marks[1:] for marks in _QUOTATIONS.split()}
_CLOSING = {
    mark: re.compile(f"[{closing}]{_WORD_END if mark in _SINGLE else ''}")
    for mark, closing in _CLOSED_BY.items()
}
"""The pattern that closes a quotation, by the mark that opens it."""
_ALL_MARKS = "".join(sorted({*_CLOSED_BY, *"".join(_CLOSED_BY.values())}))
QUOTE_MARKS = tuple(_ALL_MARKS)
_DOUBLE = "".join(mark for mark in _ALL_MARKS if mark not in _SINGLE)
"""Quotation marks that never occur inside a word."""
_TYPOGRAPHIC = re.compile(f"[{''.join(mark for mark in _DOUBLE if not mark.isascii())}]")
_QUOTE_MARKS = re.compile(f"[{_ALL_MARKS}]")
_APOSTROPHE = re.compile(r"(?<!\w)'")
"""An apostrophe that may open a quotation."""
_OPENING = re.compile(rf"(?<!\w)[{_DOUBLE}]")
_OPENS = re.compile(rf"(?<!\w)[{''.join(_CLOSED_BY)}]")
_IN_URL = rf"[^\s'{_DOUBLE}()\[\]{{}}|]"
_URL = rf"[a-z]{{2,10}}://{_IN_URL}*(?![,;:.!?]){_IN_URL}"
_PLAIN = rf"[^\s{_DOUBLE},;:!?()\[\]{{}}|]"
_TOKEN = re.compile(rf"{_URL}|{_PLAIN}+(?::{_PLAIN}+)?(?:\[bot\])?|[,;:.!?(]")
_NUMBER = re.compile(r"#?(\d{1,19})", re.ASCII)
_GIT = re.compile(
    r"(?:(?:git\+)?ssh://)?git@(?P<host>[^:/@]+)[:/](?P<path>[^:@]+)|git://(?P<at>[^/@]+)/(?P<of>.+)"
)
"""How git writes the address of a repository, beside that of its page."""

_BEFORE_COUNT = frozenset("first last top limit most".split())
_AFTER_COUNT = frozenset(
    "issues tickets prs pulls comments replies repos repositories projects results".split()
)

_UP_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
)
COUNTS = {word: number for number, word in enumerate(_UP_TO_TWENTY.split(), 1)} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
"""Number words: they give a count, never the number of an issue."""

PUNCTUATION = frozenset(",;:.!?(")
"""The tokens that separate clauses."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, reference or punctuation mark of the sentence, normalised."""

    text: str
    quoted: bool
    """Whether it is inside quotation marks."""
    repo: str | None = None
    """`owner/name` if the token names a repository."""
    number: int | None = None
    """The number of the issue or pull request, or a count."""
    link: Place | None = None
    """What it names if it is a URL of another provider's website."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A text in quotation marks, as the person wrote it."""

    text: str
    start: int
    end: int
    """The position after the closing mark."""


def normal(text: str) -> str:
    """Fold case and compatibility characters, and replace each run of white space by one space."""
    if text.isascii():
        return " ".join(text.casefold().split())
    # NOTE: a character that only resembles a digit is kept: "#12²" has a footnote and is not #122.
    pieces = (
        "".join(chars) if is_kept else _fold("".join(chars))
        for is_kept, chars in groupby(text, _resembles_a_digit)
    )
    return " ".join("".join(pieces).replace("\u2018", "'").replace("\u2019", "'").split())


def _resembles_a_digit(char: str) -> bool:
    """Tell whether NFKC would turn a character that is no digit into one: ², ㉑, 🄁, ½, ㋀."""
    if char.isascii() or char.isdecimal():
        return False
    return any(map(str.isdecimal, unicodedata.normalize("NFKC", char)))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def requote(text: str) -> str:
    """Normalise a quoted text, and put it in plain marks that nothing inside can close."""
    return f'"{without_quote_marks(text)}"'


def normal_between_quotes(text: str) -> str:
    """Normalise text outside quotes, so that no mark in it can pair with one outside of it.

    NOTE: an apostrophe without a partner here could pair with a mark of a later quotation; quoted
    and unquoted text would then change places.
    """
    pieces: list[str] = []
    plain, at = normal(text), 0
    for quote in quotes_in(plain):
        pieces += [_APOSTROPHE.sub(" ", plain[at : quote.start]), requote(quote.text)]
        at = quote.end
    return "".join([*pieces, _APOSTROPHE.sub(" ", plain[at:])])


def without_quote_marks(text: str) -> str:
    """Normalise a text, and replace each quotation mark in it by `_`."""
    return _QUOTE_MARKS.sub("_", normal(text))


def quotes_in(text: str) -> Iterator[Quote]:
    """Find the quoted texts; an apostrophe inside a word opens no quotation."""
    closing, at = dict(_CLOSING), 0
    while opens := _OPENS.search(text, at):
        mark, at = opens.group(), opens.end()
        if mark not in closing:
            continue
        if close := closing[mark].search(text, at):
            yield Quote(text[at : close.start()], opens.start(), close.end())
            at = close.end()
        elif mark in _SINGLE:
            del closing[mark]  # the rest of the text has no closing mark for it
        else:
            return


def outside_quotes(text: str) -> list[str]:
    """Return the pieces of a text before, between and after its quotations."""
    pieces: list[str] = []
    at = 0
    for quote in quotes_in(text):
        pieces.append(text[at : quote.start])
        at = quote.end
    return [*pieces, text[at:]]


def tokenize(text: str, host: str) -> Iterator[Token]:
    """Split normalised text into tokens; URLs of `host` name repositories."""
    # The positions where quoted text starts and ends, in turn.
    edges = [edge for quote in quotes_in(text) for edge in (quote.start, quote.end)]
    edges.append(unclosed_quote(text))
    for match in _TOKEN.finditer(text):
        word = match.group()
        is_quoted = bisect_right(edges, match.start()) % 2 == 1
        bare = word.strip("'").rstrip(".") or word
        yield _token(bare, host, quoted=is_quoted)
        if len(word) > 1 and word.rstrip("'").endswith("."):
            yield Token(".", is_quoted)


def has_inner_punctuation(text: str) -> bool:
    """Tell whether a word has punctuation before or inside it, as in "!#13" (not #13)."""
    core = normal(text).rstrip("'.,;:!?)")
    return any(match.group() in PUNCTUATION for match in _TOKEN.finditer(core))


def is_count(tokens: tuple[Token, ...], at: int) -> bool:
    """Tell whether the number at a position is a count: "the last 5", "5 issues"."""
    before, after = tokens[at - 1 : at], tokens[at + 1 : at + 2]
    return tokens[at].text.isdecimal() and (
        any(token.text in _BEFORE_COUNT for token in before)
        or any(token.text in _AFTER_COUNT for token in after)
    )


def unclosed_quote(text: str) -> int:
    """Return where a quotation starts that is never closed, or the length of the text.

    NOTE: everything after it counts as quoted, since its end is unknown.
    """
    at = max((quote.end for quote in quotes_in(text)), default=0)
    match = _OPENING.search(text, at)
    return match.start() if match else len(text)


def has_unpaired_mark(text: str) -> bool:
    """Tell whether a text has a typographic quotation mark without a partner."""
    return bool(_TYPOGRAPHIC.search("".join(outside_quotes(text))))


def marks_outside_tokens(text: str) -> str:
    """Return the characters of a normalised text that belong to no token, such as brackets."""
    return "".join(_TOKEN.sub("", text).split()).replace(")", "")


def _token(word: str, host: str, *, quoted: bool) -> Token:
    if git := _GIT.fullmatch(word):
        return _git_token(word, git, host, quoted=quoted)
    if "://" in word or word.startswith((f"{host}/", f"www.{host}/")):
        return _url_token(word, host, quoted=quoted)
    number = _NUMBER.fullmatch(word)
    if number:
        return Token(word, quoted, number=int(number.group(1)))
    place, thing = _here().word(word.removesuffix("'s")) or (None, "")
    return Token(word, quoted, place, int(thing) if thing else None)


def _url_token(word: str, host: str, *, quoted: bool) -> Token:
    """Read the repository and the number from a URL of the host; any other URL is text."""
    path = urlsplit(word if "://" in word else f"//{word}").path
    place, thing = (_here().address(path) if is_at(word, host) else None) or (None, "")
    return Token(word, quoted, place, int(thing) if thing else None, link_of(word))


def _git_token(word: str, git: re.Match[str], host: str, *, quoted: bool) -> Token:
    """Read the repository from an address of git at the host; that at any other is text."""
    path = f"/{git['path'] or git['of']}"
    is_here = (git["host"] or git["at"]) == host
    place, thing = (_here().address(path) if is_here else None) or (None, "")
    return Token(word, quoted, None if thing else place)


def is_at(word: str, host: str) -> bool:
    """Tell whether a URL, with or without its scheme, is one of the website of a host."""
    url = urlsplit(word if "://" in word else f"//{word}")
    is_web = url.scheme in {"", "http", "https"} and "@" not in url.netloc
    return is_web and url.hostname in {host, f"www.{host}", f"api.{host}"}


def link_of(word: str) -> Place | None:
    """Return what a URL of the website of another provider names; `None` for any other word."""
    url = urlsplit(word) if "://" in word and len(catalog.providers()) > 1 else None
    if url is None or url.scheme not in {"http", "https"} or "@" in url.netloc:
        return None
    provider = catalog.provider_at(url.hostname or "")
    named = provider.places.address(url.path) if provider else None
    return Place(provider.name, *named) if provider and named else None


def usual_host() -> str:
    """Return the host of URLs that name repositories, where no settings name one."""
    provider = catalog.provider_named(BARE)
    return provider.web_host(provider.base)


@cache
def _here() -> Container:
    """Return what "here" fills in: the places of names without a prefix."""
    return catalog.provider_named(BARE).places
