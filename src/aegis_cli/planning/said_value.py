"""Takes the value of a secret out of a sentence, where somebody says one; pure.

A sentence is kept by the shell, the prompt and the log of a session, and a model gets it, also as
an earlier line. So a value that is said is hidden before anything else looks at the sentence.

It fails closed: where a sentence sets something secret, every word that is not known to be none is
taken for the value. What is known is data, in `secret_words.toml`.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path

HIDDEN = "[hidden]"
"""What stands in the place of the value."""
_LONGEST = 10_000
"""The characters of a command line that are looked at; a sentence has no more."""
_LONGEST_SENTENCE = 1_000
"""The characters of a sentence that the grammar is asked about."""
_FIRST_WORDS = 20
"""The words of a command line among which the name of the command is."""
_CJK = r"\u3040-\u30ff\u3400-\u9fff"
"""What is written without spaces."""
_JOINED = re.compile(f"[{_CJK}]+")
_MARKS = r"\u3001\u3002\uff0c\uff1a\uff1b\uff01\uff1f\uff08\uff09"
"""Their punctuation."""
_QUOTED = (
    r"'[^'\n]*'(?=\W|$)"
    r'|"[^"\n]*"'
    r"|`[^`\n]*`"
    r"|\u00ab[^\u00bb\n]*\u00bb"
    r"|\u201c[^\u201d\n]*\u201d"
    r"|\u2018[^\u2019\n]*\u2019"
    r"|\u300c[^\u300d\n]*\u300d"
)
_IN_WORD = rf"[^\s=\u2192{_CJK}{_MARKS}\u300c\u201c]+"
_WORD = re.compile(
    rf"(?:(?<=[\s(:={_MARKS}{_CJK}])|^)(?P<quoted>{_QUOTED})"
    rf"|(?P<joined>[{_CJK}]+)"
    r"|(?P<sign>:=|=|\u2192)"
    # A value in base64 ends with signs of equality, which assign nothing.
    rf"|(?P<word>{_IN_WORD}=*(?=$|[\s{_MARKS}])|{_IN_WORD})"
)
_AROUND = ".,;:!?()[]{}\u00bf\u00a1"
_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_OPTION = re.compile(r"--?[a-zA-Z][a-z-]*")
_THING = re.compile(r"(?:[\w.-]+/[\w.-]+)?#[0-9]+|[A-Z][A-Z0-9]+-[0-9]+")
_PIECES = frozenset(
    {"secret", "token", "key", "pass", "password", "passwd", "pwd", "passphrase", "cred", "creds"}
    | {"credential", "credentials", "pat", "jwt", "apikey", "secrets", "tokens"}
)
"""Parts of a name that make it the name of a secret."""
_LIKE_PLACE = frozenset({"to", "as", "=", ":=", "is", "be", "value", "\u2192", "with"})
"""What looks like a place is a value behind one of these."""
_FIELD = r"(?:(?:secret_|plain_|plaintext_|encrypted_)?value|plaintext|secret|body|data|b)"
_TYPED = re.compile(
    rf"\bsecrets\.set\b(?s:.*?)(?:\s--?{_FIELD}(?:\s{{1,9}}|=)|\"{_FIELD}\":)", re.IGNORECASE
)
"""Options of other programs for a value, and none of ours, in a command line or a call."""
_COMMAND = re.compile(r"\bdo\s{1,9}secrets\.set\b")


class _Says(Enum):
    """What a word says of a sentence that may set a secret."""

    SECRET = auto()
    SETS = auto()
    THING = auto()
    """Something else that could be set, or the name of such a thing: #12, WEB-12."""
    PLACE = auto()
    """OWNER/NAME."""
    NAME = auto()
    """A name in capitals, as secrets have."""
    PLAIN = auto()
    OTHER = auto()
    """Anything else: it may be a value."""


@dataclass(frozen=True, slots=True)
class _SaidWord:
    """A word of a sentence, or a quoted text, and where it stands."""

    text: str
    start: int
    end: int
    says: _Says


@dataclass(frozen=True, slots=True)
class _KnownWords:
    """The words of all languages."""

    secret: frozenset[str]
    pairs: frozenset[tuple[str, ...]]
    compounds: frozenset[str]
    sets: frozenset[str]
    things: frozenset[str]
    marks: frozenset[str]
    being: frozenset[str]
    asks: frozenset[str]
    naming: frozenset[str]
    looks: frozenset[str]
    adjectives: frozenset[str]
    plain: frozenset[str]
    without_spaces: re.Pattern[str]
    """A known word of a language that puts no spaces between them."""


@cache
def _table() -> _KnownWords:
    """Read the table, once somebody says something that may be secret."""
    text = Path(__file__).with_name("secret_words.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text).values()

    def words(name: str) -> frozenset[str]:
        return frozenset(word for table in tables for word in table.get(name, "").split())

    every = [
        words(name) for name in ("nouns", "sets", "things", "looks", "asks", "plain", "compounds")
    ]
    joined = sorted({word for each in every for word in each if _JOINED.match(word)}, key=len)
    pairs = (pair for table in tables for pair in table["two"].split("|"))
    return _KnownWords(
        secret=words("nouns"),
        pairs=frozenset(tuple(pair.split()) for pair in pairs if pair),
        compounds=words("compounds"),
        sets=words("sets"),
        things=words("things"),
        marks=words("marks"),
        being=words("being"),
        asks=words("asks"),
        naming=words("naming"),
        looks=words("looks"),
        adjectives=words("adjectives"),
        plain=frozenset(
            {HIDDEN.strip(_AROUND)}.union(*map(words, ("plain", "adjectives", "looks", "asks")))
        ),
        without_spaces=re.compile("|".join(map(re.escape, reversed(joined)))),
    )


def hide_value(text: str) -> str:
    """Return a sentence without what may be the value of a secret; the same if it says none."""
    typed = _TYPED.search(text)
    if typed:
        head = text[: typed.end()].rstrip(" ")
        return f"{head} {HIDDEN}" if text[typed.end() :].strip() else text
    if _COMMAND.search(text):
        return text  # its other options hold no value
    words = [*_words(text.lower() if text.isupper() and text.isascii() else text)]
    values = [*_values(words)] if _sets_secret(words) else []
    return _without(text, values) if values and not _is_read_in_full(text) else text


def says_value(text: str) -> bool:
    """Tell whether a sentence says the value of a secret."""
    return HIDDEN in hide_value(text)


def hide_in_words(words: Sequence[str]) -> list[str]:
    """Return the words of a command line without the value that the sentence in them says."""
    # NOTE: a program says how many there are, so each is looked at once. Each may begin a sentence.
    begins = words.index("ask") + 1 if "ask" in words[:_FIRST_WORDS] else 0
    hidden: list[str] = []
    for part in (words[:begins], words[begins:]):
        said = "\n".join(part)[:_LONGEST]
        kept = hide_value(said)
        hidden += part if kept == said else kept.split("\n")
    return hidden


def _is_read_in_full(text: str) -> bool:
    """Tell whether the grammar knows what every word of a sentence is, so that none is a value."""
    # NOTE: whoever says nothing of secrets, and each client of a session, needs no grammar.
    from aegis_cli.planning.grammar.steps import plan_sentence  # noqa: PLC0415  # as above
    from aegis_cli.planning.plan import Context, Grade  # noqa: PLC0415  # as above
    from aegis_cli.planning.wire import WirePlan  # noqa: PLC0415  # as above

    if len(text) > _LONGEST_SENTENCE:
        return False
    somewhere = Context(repo="acme/web", stdin=True)
    return isinstance(plan_sentence(text, somewhere, Grade.INDIRECT), WirePlan)


def _words(text: str) -> Iterator[_SaidWord]:
    """Yield the words of a sentence, with what each says."""
    for match in _WORD.finditer(text):
        found, start = match[0], match.start()
        if match.lastgroup == "joined":
            yield from _split_joined(found, start)
        elif match.lastgroup == "quoted":
            is_name = _NAME.fullmatch(found[1:-1])
            says = _Says.NAME if is_name else _Says.OTHER
            yield _SaidWord(found[1:-1] if is_name else found, start, match.end(), says)
        else:
            yield _SaidWord(found, start, match.end(), _says(found))


def _split_joined(text: str, start: int) -> Iterator[_SaidWord]:
    """Yield the known words of a text without spaces, and what is between them."""
    at = 0
    for match in _table().without_spaces.finditer(text):
        if match.start() > at:
            yield _SaidWord(
                text[at : match.start()], start + at, start + match.start(), _Says.OTHER
            )
        yield _SaidWord(match[0], start + match.start(), start + match.end(), _says(match[0]))
        at = match.end()
    if at < len(text):
        yield _SaidWord(text[at:], start + at, start + len(text), _Says.OTHER)


def _says(found: str) -> _Says:
    """Return what a word says by itself."""
    word = found.strip(_AROUND)
    if not word or _OPTION.fullmatch(word):
        return _Says.PLAIN
    return _by_shape(word) or _by_tables(word.casefold())


def _by_shape(word: str) -> _Says | None:
    """Return what the form of a word says; `None` where that says nothing."""
    if _THING.fullmatch(word):
        return _Says.THING
    if _PLACE.fullmatch(word.removesuffix("'s")):
        return _Says.PLACE
    is_name = _NAME.fullmatch(word) is not None and len(word) > 1
    if (is_name or "_" in word) and _is_secret_name(word):
        return _Says.SECRET
    return _Says.NAME if is_name else None


def _by_tables(word: str) -> _Says:
    """Return what the words that are known say of a casefolded word."""
    known, parts = _table(), word.split("-")
    if len(parts) > 1 and all(each in known.secret | known.sets for each in parts):
        return _Says.SECRET
    tables = {
        _Says.SECRET: known.secret,
        _Says.SETS: known.sets,
        _Says.THING: known.things,
        _Says.PLAIN: known.plain,
    }
    return next((says for says, words in tables.items() if word in words), _Says.OTHER)


def _is_secret_name(word: str) -> bool:
    return not _PIECES.isdisjoint(word.casefold().split("_"))


def _sets_secret(words: Sequence[_SaidWord]) -> bool:
    """Tell whether a sentence sets something secret.

    A secret noun is about what is named before it, if that is another thing: "create an issue
    about the token". Else it is what is set, where the sentence has a word for that.
    """
    secret = [at for at in range(len(words)) if _is_secret(words, at)]
    return any(_is_set(words, at) or _may_be_set(words, at) for at in secret)


def _is_secret(words: Sequence[_SaidWord], at: int) -> bool:
    """Tell whether a word is a noun for something secret, and no part of another noun."""
    pair = tuple(each.text.strip(_AROUND).casefold() for each in words[at : at + 2])
    if words[at].says is not _Says.SECRET and pair not in _table().pairs:
        return False
    behind = words[at + 1] if at + 1 < len(words) else None
    if behind is None or _NAME.fullmatch(words[at].text):
        return True
    is_thing = behind.says is _Says.THING and not _THING.match(behind.text)
    is_name = behind.says is _Says.NAME
    is_compound = not is_name and behind.text.strip(_AROUND).casefold() in _table().compounds
    return not (is_thing or is_compound)


def _is_set(words: Sequence[_SaidWord], at: int) -> bool:
    """Tell whether a noun is what is set: no other thing stands between it and the word for it."""
    before, behind = words[:at], words[at:]
    named = itertools.dropwhile(lambda each: each.says in {_Says.SECRET, _Says.NAME}, behind[1:])
    if any(each.text.casefold() in _table().being for each in itertools.islice(named, 1)):
        return not any(
            each.says is _Says.THING or each.text.casefold() in _table().asks for each in before
        )
    for part in (reversed(before), behind):
        first = next((each for each in part if each.says in {_Says.SETS, _Says.THING}), None)
        if first is not None:
            return first.says is _Says.SETS
    return False


def _may_be_set(words: Sequence[_SaidWord], at: int) -> bool:
    """Tell whether a noun is that of a secret with a name, with which nothing else is done.

    NOTE: nobody knows every word for setting something, so what is known is what does not.
    """
    is_name = words[at].says is _Says.SECRET and _NAME.fullmatch(words[at].text.strip(_AROUND))
    if not (is_name or _has_name(words, at)):
        return False
    does_else = _table().looks | _table().asks
    is_about = any(each.says is _Says.THING for each in words[:at])
    return not (is_about or any(_plain(each) in does_else for each in words))


def _has_name(words: Sequence[_SaidWord], at: int) -> bool:
    """Tell whether the nearest word that says something, before a noun or behind it, is a name."""
    before, behind = (
        next((word for word in part if word.says is not _Says.PLAIN), None)
        for part in (reversed(words[:at]), words[at + 1 :])
    )
    if behind is not None and behind.says is _Says.NAME:
        return True
    if before is not None and before.says is _Says.NAME:
        return _plain(before) not in _table().adjectives  # "the API key" has no name
    return at + 1 < len(words) and _is_named(words, at + 1)


def _plain(word: _SaidWord) -> str:
    return word.text.strip(_AROUND).casefold()


def _values(words: Sequence[_SaidWord]) -> Iterator[tuple[int, int]]:
    """Yield where something may be a value stands in a sentence that sets something secret."""
    is_one_place = sum(word.says is _Says.PLACE for word in words) == 1
    for at, word in enumerate(words):
        before = words[at - 1].text.casefold() if at else ""
        match word.says:
            case _Says.OTHER:
                is_value = not _is_named(words, at)
            case _Says.NAME:
                is_value = not _is_beside_secret(words, at)
            case _Says.PLACE:
                adds = before == "to" and words[0].text.casefold() == "add"
                is_value = not is_one_place or (before in _LIKE_PLACE and not adds)
            case _Says.SECRET:
                is_value = "_" in word.text and (
                    before in _table().marks or not (word.text.isupper() or _is_named(words, at))
                )
            case _Says.THING:
                is_value = _THING.match(word.text) is not None and before in _table().marks
            case _:
                is_value = False
        if is_value or _is_assigned(words, at):
            yield word.start, word.end


def _is_assigned(words: Sequence[_SaidWord], at: int) -> bool:
    """Tell whether a known word stands where only a value can: last, behind what assigns."""
    before = words[at - 1].text.casefold() if at else ""
    is_last = at + 1 == len(words)
    if _plain(words[at]) in _table().adjectives:
        ends = is_last or _plain(words[at + 1]) in {"in", "of", "for", "as", "into"}
        return ends and (before in _table().marks | _table().sets or before.endswith(":"))
    assigns = {"=", ":="} if words[at].says is _Says.SETS else {"to", "=", ":=", "\u2192"}
    is_added = _plain(words[0]) == "add"
    return is_last and not is_added and (before in assigns or before.endswith(":"))


def _is_beside_secret(words: Sequence[_SaidWord], at: int) -> bool:
    """Tell whether a name in capitals is that of the secret, and no value."""
    before, behind = words[max(at - 1, 0) : at], words[at + 1 : at + 2]
    is_called = any(each.text.casefold() in _table().naming for each in before)
    nouns = (each for each in (*before, *behind) if not _NAME.fullmatch(each.text))
    return is_called or any(each.says is _Says.SECRET for each in nouns)


def _is_named(words: Sequence[_SaidWord], at: int) -> bool:
    """Tell whether a word is the name of a secret, as the grammar reads it: "the secret x in"."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", words[at].text) or not at:
        return False
    ends = at + 1 == len(words) or words[at + 1].text.casefold() in {"in", "of", "for"}
    return ends and words[at - 1].text.casefold() == "secret"


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with one mark in the place of what may be a value, however many words."""
    pieces, at = list[str](), 0
    for start, end in spans:
        between = text[at:start]
        if not (pieces and not between.strip()):
            pieces += [between, HIDDEN]
        at = end
    return "".join([*pieces, text[at:]])
