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
    "\u201e": "\u201c",
    "\u2018": "\u2019",
    "\u00ab": "\u00bb",
}
_MARKS_OF_QUOTES = re.compile(f"[{''.join(_QUOTES)}{''.join(_QUOTES.values())}]")
_OPENING = re.compile(r"(?<!\w)[\"`\u201c\u201e\u00ab]")
_URL = r"[a-z]{2,10}://[^\s\"'`<>()\[\]{}|]+"
_PLAIN = r"[^\s\"`\u201c\u201d\u201e\u00ab\u00bb,;:!?()\[\]{}<>|]"
_MARK = re.compile(rf"{_URL}|{_PLAIN}+(?::{_PLAIN}+)?|[,;:.!?(]")
_REFERENCE = re.compile(
    r"(?P<repo>[a-z0-9][a-z0-9_-]*/[a-z0-9._-]*[a-z0-9_-])(?:#(?P<number>\d{1,10}))?", re.ASCII
)
_URL_PATH = re.compile(r"/([^/\s]+/[^/\s#?]+)(?:/(?:issues|pull|pulls)/(\d{1,10}))?(?:[/#?]|\Z)")
_NUMBER = re.compile(r"#?(\d{1,10})", re.ASCII)

_ENDS = frozenset(".!?;")
_MARKS = frozenset(",;:.!?(")

# A single verb counts where a clause starts: behind one of these, or behind a reference.
_STARTERS = _MARKS | frozenset(
    "and then also please just kindly you let's lets aegis hey hi ok okay".split()
)
_WHO_WANTS = frozenset("i we i'd we'd i'm we're you want need".split())
_WANTING = frozenset("want need like have going wish".split())
_NO = frozenset("not never no without cannot dont nor neither nothing unless".split())
_ASKING = frozenset(
    "how what why who when which where whose if is are was were am do does did has have should "
    "shall may might".split()
)

# Words that are verbs only in front of what they act on: "comment 'Thanks'", and not "the title
# and comment count".
_SOME = frozenset(
    "a an one two three another new issue bug label labels the it this that them these those my "
    "stdin standard".split()
)
_LABELS = frozenset("label labels the".split())
_TEXT = frozenset("a comment reply stdin standard".split())
_IN_FRONT_OF: dict[str, frozenset[str]] = {
    **dict.fromkeys(("comment", "reply"), _SOME | {"on", "to"}),
    **dict.fromkeys("label tag mark change update set edit finish rename".split(), _SOME),
    **dict.fromkeys(("write", "post", "say"), _TEXT),
    **dict.fromkeys(("put", "take", "drop"), _LABELS),
    "give": frozenset(),
}
_ON_WORDS = frozenset("write post say put take drop".split())
"""Verbs that act on words, and not on an issue: "put #12 on the screen" asks for nothing."""

_ANY = frozenset("assign reopen re-open unlabel untag".split())
"""Verbs that cannot be anything else, wherever a clause starts."""

_CREATING = frozenset("open file report raise new create make start".split())
_ARTICLES = frozenset("a an one two three another new private public".split())
_KINDS = frozenset("issue bug repo repository".split())
_BEHIND_KINDS = frozenset(
    "in titled called named for on about with saying labelled labeled : ,".split()
)
_VIEWS = frozenset(
    "list look summary overview table chart graph count counts view picture diagram".split()
)
"""What is made to be looked at: "create a list of the issues" reads."""


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
    return " ".join(folded.replace("\u2018", "'").replace("\u2019", "'").split())


def _bare(text: str) -> str:
    """Normalise a text that is quoted, and leave no mark in it that could end that."""
    return _MARKS_OF_QUOTES.sub("_", normal(text))


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
    def _told(self) -> str:
        """The normalised text, in which the same is quoted as in what the person wrote.

        NOTE: some characters (a full-width quotation mark, the apostrophe of typographers) become
        marks when they are normalised. Inside a quotation they must not be its end.
        """
        told, at = "", 0
        for quote in self.quotes:
            told += normal(self.text[at : quote.start])
            if _unclosed(told) < len(told):
                return f"{told} {_bare(self.text[quote.start :])}"
            told += f' "{_bare(quote.text)}" '
            at = quote.end
        return told + normal(self.text[at:])

    @cached_property
    def _marks(self) -> tuple["Token", ...]:
        return tuple(_marked(self._told))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every token without the marks between clauses; those inside quotes say so."""
        return tuple(mark for mark in self._marks if mark.text not in _MARKS)

    @cached_property
    def repos(self) -> frozenset[str]:
        """The repositories that are named outside quotes, in lower case."""
        return frozenset(t.repo for t in self.tokens if t.repo and not t.quoted)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers that stand outside quotes."""
        return frozenset(t.number for t in self.tokens if t.number is not None and not t.quoted)

    def numbers_of(self, repo: str) -> frozenset[int]:
        """Return the numbers that may be of one repository: none that stands with another."""
        return frozenset(
            token.number
            for token in self.tokens
            if token.number is not None and not token.quoted
            if token.repo in {None, repo.casefold()}
        )

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
        return self.quotes_exactly(text) or Sentence(self._outside).holds(text)

    def quotes_exactly(self, text: str) -> bool:
        """Tell whether a text is the whole of a quoted text."""
        return any(normal(quote.text) == normal(text) for quote in self.quotes)

    @cached_property
    def _outside(self) -> str:
        """The normalised text without what is quoted."""
        text = self._told[: _unclosed(self._told)]
        for quote in reversed(tuple(_quotes(text))):
            text = f"{text[: quote.start]}, {text[quote.end :]}"
        return text

    def holds_word(self, word: str) -> bool:
        """Tell whether a word, or a phrase, stands in the sentence outside quotes."""
        wanted = [token.text for token in Sentence(word).tokens]
        words = [token.text for token in self.tokens if not token.quoted]
        return bool(wanted) and any(
            words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)
        )

    def asks_to(self, verb: str) -> bool:
        """Tell whether the sentence, outside quotes, asks for a verb.

        A phrase ("open an issue") counts anywhere; a single verb only where a clause starts, and
        if it is also a noun, only in front of what it acts on. What is negated or asked about is
        not asked for: in "list open issues", "do not close #12" and "how do I close #12" nobody
        asks to open or close anything.
        """
        wanted = verb.split()
        marks = self._marks
        return bool(wanted) and any(
            [mark.text for mark in marks[at : at + len(wanted)]] == wanted
            and not any(mark.quoted for mark in marks[at : at + len(wanted)])
            and _is_asked(marks, at, len(wanted))
            for at in range(len(marks) - len(wanted) + 1)
        )


def _is_asked(marks: tuple[Token, ...], at: int, length: int) -> bool:
    before = [mark for mark in marks[:at] if not mark.quoted]
    ends = [place for place, mark in enumerate(before) if mark.text in _ENDS]
    clause = before[ends[-1] + 1 :] if ends else before
    words = [mark.text for mark in clause]
    # NOTE: a refusal earlier in the sentence covers all that follows: it fails closed.
    if any(_refuses(words, place) for place in range(len(words))):
        return False
    opening = next((word for word in words if word not in _STARTERS), "")
    if opening in _ASKING or {"how", "why", "when", "what"} & set(words):
        return False
    if length > 1:
        return True
    if not opening:
        return _has_an_object(marks, at, None)
    last = clause[-1]
    is_reference = last.repo is not None or last.text.startswith("#")
    if is_reference or last.text in _STARTERS or _is_wanted(words, opening):
        return _has_an_object(marks, at, None if marks[at].text in _ANY else _SOME)
    return False


def _refuses(words: list[str], place: int) -> bool:
    """Tell whether a word refuses; "not planned" and "won't fix" are reasons and do not."""
    pair = tuple(words[place : place + 2])
    if pair in {("not", "planned"), ("won't", "fix"), ("wont", "fix")}:
        return False
    return words[place] in _NO or words[place].endswith("n't")


def _is_wanted(before: list[str], opening: str) -> bool:
    """Tell whether words such as "I want you to" lead up to a verb."""
    return (
        before[-1] == "to"
        and opening in _WHO_WANTS
        and any(word in _WANTING for word in before[-3:-1])
    )


def _has_an_object(marks: tuple[Token, ...], at: int, otherwise: frozenset[str] | None) -> bool:
    """Tell whether a verb stands in front of what it acts on, if it must."""
    verb, rest = marks[at].text, marks[at + 1 : at + 5]
    rest = rest[1:] if rest and rest[0].text == ":" else rest
    objects = _IN_FRONT_OF.get(verb, otherwise)
    if not rest:
        return objects is None and verb not in _CREATING
    if any(mark.text in _VIEWS and not mark.quoted for mark in rest[:3]):
        return False
    if rest[0].quoted:
        return True
    if verb in _CREATING:
        return _is_created(rest)
    is_target = rest[0].repo or rest[0].number is not None or rest[0].text.startswith("@")
    if is_target and verb not in _ON_WORDS:
        return True
    return objects is None or rest[0].text in objects


def _is_created(rest: tuple[Token, ...]) -> bool:
    """Tell whether something new is asked for: "open issue 12" only wants to see it."""
    if rest[0].text in _ARTICLES:
        return True
    if rest[0].text not in _KINDS:
        return False
    behind = rest[1] if len(rest) > 1 else None
    return behind is None or behind.quoted or behind.text in _BEHIND_KINDS


def _quotes(text: str) -> Iterator[Quote]:
    """Find quoted texts; an apostrophe inside a word opens nothing."""
    at = 0
    while at < len(text):
        close = _QUOTES.get(text[at])
        end = _end_of_quote(text, at, close) if close else _NOT_A_QUOTE
        if end == _NEVER and close != "'":
            return
        if end < 0:
            at += 1
            continue
        yield Quote(text[at + 1 : end], at, end + 1)
        at = end + 1


_NOT_A_QUOTE, _NEVER = -2, -1


def _end_of_quote(text: str, at: int, close: str) -> int:
    if at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_"):
        return _NOT_A_QUOTE
    end = text.find(close, at + 1)
    # A single quote closes only at the end of a word: 'don't panic' is one quote.
    while end >= 0 and close in {"'", "\u2019"} and text[end + 1 : end + 2].isalnum():
        end = text.find(close, end + 1)
    return end


def _marked(text: str) -> Iterator[Token]:
    """Split normalised text into tokens and the marks between clauses."""
    quoted = [(quote.start, quote.end) for quote in _quotes(text)]
    unclosed = _unclosed(text)
    for match in _MARK.finditer(text):
        word, start = match.group(), match.start()
        inside = start >= unclosed or any(begin <= start < end for begin, end in quoted)
        bare = word.strip("'").rstrip(".") or word
        yield _token(bare, start, quoted=inside)
        if len(word) > 1 and word.rstrip("'").endswith("."):
            yield Token(".", match.end() - 1, inside)


def _unclosed(text: str) -> int:
    """Return where a quotation starts that never ends; all behind it counts as quoted.

    NOTE: with its mark lost, nobody can tell the person's words from what they quote.
    """
    at = max((quote.end for quote in _quotes(text)), default=0)
    found = _OPENING.search(text, at)
    return found.start() if found else len(text)


def _token(word: str, start: int, *, quoted: bool) -> Token:
    if "://" in word:
        return _url_token(word, start, quoted=quoted)
    number = _NUMBER.fullmatch(word)
    if number:
        return Token(word, start, quoted, number=int(number.group(1)))
    reference = _REFERENCE.fullmatch(word.removesuffix("'s").removesuffix(".git"))
    if reference:
        digits = reference["number"]
        return Token(word, start, quoted, reference["repo"], int(digits) if digits else None)
    return Token(word, start, quoted)


def _url_token(word: str, start: int, *, quoted: bool) -> Token:
    """Read the repository and the number out of a GitHub URL, whatever its host."""
    path = urlsplit(word).path
    match = _URL_PATH.match(path)
    if not match or not _REFERENCE.fullmatch(match[1].removesuffix(".git")):
        return Token(word, start, quoted)
    number = int(match[2]) if match[2] else None
    return Token(word, start, quoted, match[1].removesuffix(".git"), number)
