"""The words of a language by their classes, and what each part of a sentence may be; pure."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from aegis_cli.planning.lenient.concepts import BRANCH
from aegis_cli.planning.lenient.rows.marked_text import AGES, DAYS, EMOJIS, NOW, QUOTES
from aegis_cli.planning.lenient.rows.right_words import right_word
from aegis_cli.planning.lenient.vocabulary import ordinary, words_of_days
from aegis_cli.planning.sentence.tokens import COUNTS

FILL = frozenset({"fill", "but"})
_NO_NAMES = FILL | frozenset(
    "and no nobody except every it must never by with for since before after more less least"
    " most last any me theirs mine again stop label milestone assignee reviewer title"
    " priority author due relative off".split()
)
"""Classes whose words are never a name that somebody gave."""
_OF_LABELS = frozenset({"label"})
_COMPARE = frozenset(
    {"since", "before", "after", "more", "less", "least", "most", "last", "between"}
)
"""Classes whose words are never left out before an age or a day."""
_SKIPPED = FILL | {"and"}
_BEFORE_NAMES = frozenset(
    "assign assigned assignee author base branch by goal group label labelled made milestone of"
    " reported reporter reviewer title toward unassign".split()
)
"""Classes behind which somebody's name stands."""
_NOUNS = {
    "issue": ("issue", "ticket/project"),
    "all_issues": ("issue!", "ticket!/project", "chat message!"),
    "pull": ("pull",),
    "ticket": ("ticket",),
    "bug": ("issue/label has bug", "ticket/type is Bug"),
    "story": ("ticket/type is Story",),
    "epic": ("ticket/type is Epic",),
    "task": ("ticket/type is Task",),
    "subtask": ("ticket/type is Sub-task",),
    "spike": ("ticket/type is Spike",),
    "run": ("run",),
    "failed_run": ("run!/run is failure",),
    "milestone_thing": ("milestone",),
    "release": ("release",),
    "message": ("chat message",),
    "draft": ("pull/draft is true",),
}
"""What each noun stands for, and what it says of the things."""
_NUMBERED = frozenset({"issue", "pull", "ticket", "run", "issue/label has bug"})
"""Nouns behind which a number says which one is meant."""
_ALSO_STATES = frozenset({"draft"})
"""Nouns that say as well what other things are like."""
_OWNED = frozenset({"open", "closed", "draft", *_NOUNS})
_NOT_OWNED = FILL | frozenset({"and", "must", "every", "it", "go", "made", "reported", "of"})
"""What may stand behind a person whose name ends with "s"."""
_NAME_IN_S = re.compile(
    r".*[aiou]s|(?:jam|charl|mil|gil|jul|yv|agn|in|jen|han|lar|nil|mat)e?s", re.IGNORECASE
)
_KINDS = {
    "state_names": ("STATUS",),
    "status_names": ("KNOWNSTATUS", "STATUS"),
    "priority_names": ("PRIORITY",),
    "branch_names": ("BRANCH", "REF"),
    "label_names": ("NAME", "LABEL"),
    "level_names": ("LABEL",),
    "common_labels": ("KNOWNLABEL",),
    "bot": ("BOT", "PERSON"),
    "emoji_names": ("EMOJI",),
}
"""The kinds of value that the words of some classes are.

A priority is no status, and a common label is none that things have, as "stale" tells an age.
"""
_QUOTED_NAMES = {"status_names": "KNOWNSTATUS", "priority_names": "PRIORITY"}
"""What a quotation may be that everybody knows, by the list of such names."""
_NO_WORDS = frozenset({"label_names", "common_labels", "priority_names"})
"""Classes whose words are names, and so no odder than other names."""
_LABEL = re.compile(
    r"(?:(?:needs?|waiting|awaiting|good|help|area|kind|type|status|priority|team|scope|size|sev)-"
    r"|\w+[:/](?=\w))[\w:/.+-]*\w"
)
"""How labels look that are told from all other names: "needs-review", "area:docs"."""
_WIDE = {0xFF01 + at: 0x21 + at for at in range(0x5E)} | {0x2019: "'", 0x2013: "-", 0x2014: "-"}
"""Signs as wide as a character of Chinese, and those of books, by the plain ones."""
_PIECE = re.compile(
    r"[\ue000-\uf8ff]|->|[<>]=?(?=\d)|[,;()→:+&?!。、]|[^\s,;()→。、\ue000-\uf8ff]+"
)
_SIGNS = {
    **dict.fromkeys(",;、", "comma"),
    **dict.fromkeys("()。!.", "fill"),
    "-": "comma",
    **dict.fromkeys("+&", "and"),
    **dict.fromkeys(("→", "->"), "must"),
    ":": "colon",
    "?": "never",
}
_ALSO_SIGNS = {"-": ("fill", "colon"), "+": ("or_more",)}
"""What some signs may be besides: a dash stands between things and orders, too."""
_SHORT = frozenset({"ve", "re", "d", "ll", "m"})
"""What "have", "are", "would", "will" and "am" are behind an apostrophe."""
_VERSION = re.compile(r"v?\d+", re.IGNORECASE)
"""A version or a number, which is nobody's name here: "v2"."""
_LOGIN = re.compile(r"@?[A-Za-z0-9](?:[\w-]*\w)?(?:\[bot\])?", re.ASCII)
_NAME = re.compile(r"@?\w(?:[\w:/.+-]*[\w+])?|\[\w+\]")
_PLACE = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]*\w", re.ASCII)
_CHANNEL = re.compile(r"#[a-z0-9_-]*[a-z][a-z0-9_-]*")
_PROJECT = re.compile(r"(?!(?:CI|UI|UX|API|QA|PRS?|WIP|CSS|HTML|SQL|DB|IOS|DM)$)[A-Z][A-Z]+")
_MOST_STATUS = 4
_NAMES_OF_PERSON = 2
_NAMED_BY_TWO = frozenset({"label", "milestone"})
"""Classes behind which a word with a capital is a name, whatever else it is."""
_MARKS = (
    (QUOTES, ("TEXT", "NAME", "STATUS")),
    (EMOJIS, ("EMOJI", "NAME")),
    (AGES, ("AGE",)),
    (NOW, ("NOW", "DAY")),
    (DAYS, ("DAY",)),
)


class Edge(NamedTuple):
    """What a part of a sentence may be."""

    end: int
    """The piece behind it."""
    sense: str
    """A class of words, or the kind of a value in capitals."""
    value: str = ""
    cost: int = 0
    start: int = -1
    """Its first piece."""


@dataclass(frozen=True)
class WordTable:
    """The words of a language."""

    name: str
    phrases: Mapping[tuple[str, ...], frozenset[str]]
    """The classes of each phrase."""
    stems: Mapping[str, frozenset[str]]
    longest: int
    enclitics: tuple[str, ...] = ()
    denies_behind: bool = False
    """Whether what denies stands behind what it denies."""
    has_spaces: bool = True
    tells_first: bool = False
    """Whether what things are like may stand before their noun."""
    must_first: bool = True
    """Whether "must" stands before its verb."""
    unaccented: Mapping[tuple[str, ...], frozenset[str]] = field(default_factory=dict)
    asks_politely: str = ""
    """The pattern of a question that is an order: "can you …?"."""

    def senses_of(self, words: tuple[str, ...]) -> frozenset[str]:
        """Return the classes of a phrase."""
        *before, last = words
        stems = (" ".join((*before, last[:length])) for length in range(len(last), 2, -1))
        of_stem = next(filter(None, map(self.stems.get, stems)), frozenset[str]())
        if found := self.phrases.get(words, frozenset()) | of_stem:
            return found
        plain = tuple(map(_without_accents, words))
        return self.unaccented.get(plain, frozenset()) or self._without_enclitic(words)

    def _without_enclitic(self, words: tuple[str, ...]) -> frozenset[str]:
        """Return the classes of a verb with a pronoun at its end: "ciérralas"."""
        (word, *more) = words
        if more:
            return frozenset()
        for ending in self.enclitics:
            verb = word.removesuffix(ending).rstrip("-")
            if verb != word and (found := self.unaccented.get((_without_accents(verb),))):
                return found - FILL
        return frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the phrases."""
        return frozenset(word for phrase in self.phrases for word in phrase)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return all words with more than a few letters."""
        return frozenset(word for word in {*self.words, *self.stems} if len(word) > 3)  # noqa: PLR2004 - no name


@cache
def word_table(language: str) -> WordTable:
    """Return the words of a language."""
    data, common = _data(language), _data("common")
    how = data.pop("how", {})
    has_spaces = how.get("spaces", True)
    phrases: dict[tuple[str, ...], set[str]] = {}
    stems: dict[str, set[str]] = {}
    for sense, said in (*data.items(), *common.items()):
        for phrase in filter(None, (each.strip() for each in said.split(","))):
            if phrase.endswith("*"):
                stems.setdefault(phrase[:-1].casefold(), set()).add(sense)
            else:
                parts = phrase.casefold().replace("|", " , ").split()
                parts = [part for word in parts for part in _around_apostrophe(word, language)]
                words = tuple(parts if has_spaces else _in_characters(parts))
                phrases.setdefault(words, set()).add(sense)
    plain: dict[tuple[str, ...], frozenset[str]] = {}
    for words, senses in phrases.items():
        key = tuple(map(_without_accents, words))
        plain[key] = plain.get(key, frozenset()) | senses
    return WordTable(
        language,
        {words: frozenset(senses) for words, senses in phrases.items()},
        {stem: frozenset(senses) for stem, senses in stems.items()},
        max(map(len, phrases)),
        tuple(how.get("enclitics", "").split()),
        how.get("denies") == "behind",
        has_spaces,
        how.get("tells_first", False),
        how.get("must_first", True),
        plain,
        how.get("asks_politely", ""),
    )


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    return "".join(char for char in parts if not unicodedata.combining(char)).replace("ß", "ss")


def pieces_of(text: str, table: WordTable) -> list[str]:
    """Cut a text into words and signs; a colon ends a word where a space follows."""
    out: list[str] = []
    for match in _PIECE.finditer(text.translate(_WIDE)):
        word = match[0]
        bare = word.rstrip(".:!?") if len(word) > 1 else word
        out += _apart(bare, table) if bare else []
        out += [char for char in word[len(bare) :] if char != "."]
    return out if table.has_spaces else [*_in_characters(out)]


def _apart(word: str, table: WordTable) -> Iterator[str]:
    """Yield a word without what is written together with it."""
    compound = re.fullmatch(r"([A-Z]{2,})-([A-Za-z]{4,})", word)
    if compound and table.senses_of((compound[2].casefold(),)):
        yield from compound.groups()
        return
    before, hyphen, after = word.rpartition("-")
    if hyphen and before and table.name == "de" and _is_noun(after, word, table):
        yield from (before, after)
        return
    before, apostrophe, after = word.partition("'")
    if not apostrophe or word.casefold() in table.words:
        yield word
    elif table.name != "en":
        yield from _around_apostrophe(word, table.name)
    elif after == "t" and before.endswith("n"):
        yield from (before[:-1], "n't")
    elif after in _SHORT or (after in {"s", ""} and table.senses_of((before.casefold(),))):
        yield before
    else:
        yield word


def _around_apostrophe(word: str, language: str) -> tuple[str, ...]:
    """Return a word without the article before it: "l'échéance"; English has none."""
    before, apostrophe, after = word.partition("'")
    is_two = bool(before and apostrophe and after) and language != "en"
    return (f"{before}'", after) if is_two else (word,)


def _is_noun(word: str, whole: str, table: WordTable) -> bool:
    """Tell whether a word is one of things, and the compound that ends with it is not."""
    senses = table.senses_of((word.casefold(),))
    return word[:1].isupper() and bool(senses & set(_NOUNS)) and whole.casefold() not in table.words


def _in_characters(words: list[str]) -> Iterator[str]:
    """Yield words of Latin letters as they are, and all else by its characters."""
    for word in words:
        yield from re.findall(r"@?[A-Za-z0-9À-ÿ_](?:[\w:/.#-]*[A-Za-z0-9À-ÿ_])?|.", word, re.ASCII)


def edges_of(
    pieces: list[str], table: WordTable, quoted: Mapping[str, str] | None = None
) -> list[list[Edge]] | None:
    """Return what begins at each piece; `None` where a word makes no sense of the whole.

    What is quoted may be a status or a priority that everybody knows, so that no word must say
    what it is.
    """
    known = {mark: _senses_of_quotation(text, table) for mark, text in (quoted or {}).items()}
    out: list[list[Edge]] = []
    times = [*(any(m[0] <= each <= m[2] for m in (AGES, DAYS)) for each in pieces), False]
    right = [
        piece if _is_english(piece, table) else right_word(piece, table.vocabulary)
        for piece in pieces
    ]
    ends: set[int] = set()
    within = frozenset(_within_names(pieces, table))
    covered = 0
    for at in range(len(pieces)):
        found = [each._replace(start=at) for each in _at(pieces, right, at, table)]
        if pieces[at] == "?" and _tells_of_it(pieces[at + 1 :], table):
            found = [Edge(at + 1, "comma", "", 0, at)]
        found += (Edge(at + 1, sense, pieces[at], 0, at) for sense in known.get(pieces[at], ()))
        longest = max((each.end for each in found if each.sense == "never"), default=0)
        if longest > covered and longest == max(each.end for each in found):
            return None
        covered = max(covered, *(each.end for each in found)) if table.has_spaces and found else 0
        if table.has_spaces and pieces[at].isdecimal() and at in ends:
            return None
        ends = {each.end for each in found if each.sense == "noun" and each.value in _NUMBERED}
        compares = {each.end for each in found if each.sense in _COMPARE and times[each.end]}
        whole = [each for each in found if not (each.sense.isupper() and {at, each.end} & within)]
        out.append([each for each in whole if not _is_left_out(each, compares)])
    return out


def _within_names(pieces: list[str], table: WordTable) -> Iterator[int]:
    """Yield the places within a name of two words, such as "Dana Wu" or "Sprint 42"."""
    for at in range(1, len(pieces) if table.has_spaces else 0):
        first, second = pieces[at - 1], pieces[at]
        before = table.senses_of((pieces[at - 2].casefold(),)) if at > 1 else frozenset[str]()
        is_named = not _senses_of_name(first, table) or bool(before & _NAMED_BY_TWO)
        is_second = _is_capital(second) and _senses_of_name(second, table) <= FILL
        if at > 1 and _is_capital(first) and is_named and (is_second or _VERSION.fullmatch(second)):
            yield at


def _senses_of_name(word: str, table: WordTable) -> frozenset[str]:
    return table.senses_of((word.casefold(),))


def _is_capital(word: str) -> bool:
    """Tell whether a word is written as a name is, and not as a project."""
    return word[:1].isupper() and word[1:2].islower()


def _tells_of_it(pieces: list[str], table: WordTable) -> bool:
    """Tell whether words speak of things that were asked about: "any old drafts? close them"."""
    return any("it" in table.senses_of((piece.casefold(),)) for piece in pieces)


def _senses_of_quotation(text: str, table: WordTable) -> list[str]:
    """Return whether a quotation is the name of a status, such as "In Review", or of a priority."""
    words = text.casefold().split()
    said = tuple(words if table.has_spaces else _in_characters(words))
    senses = table.senses_of(said) if said else frozenset()
    return [sense for names, sense in _QUOTED_NAMES.items() if names in senses]


def _is_left_out(edge: Edge, compares: set[int]) -> bool:
    """Tell whether an edge would leave out what compares a time."""
    return edge.sense == "never" or (edge.sense in _SKIPPED and edge.end in compares)


def _is_english(piece: str, table: WordTable) -> bool:
    """Tell whether a word of English is right as it is, in a sentence of another language."""
    return table.name != "en" and bool(word_table("en").senses_of((piece.casefold(),)))


def _at(pieces: list[str], right: list[str], at: int, table: WordTable) -> Iterator[Edge]:
    piece = pieces[at]
    for marks, kinds in _MARKS:
        if marks[0] <= piece <= marks[2]:
            yield from (Edge(at + 1, kind, piece) for kind in kinds)
            return
    if sign := _SIGNS.get(piece):
        yield Edge(at + 1, sign)
        yield from (Edge(at + 1, more) for more in _ALSO_SIGNS.get(piece, ()))
        return
    for end, senses in _phrases(pieces, at, table):
        yield from _of_table(pieces, at, end, senses)
    yield from _of_errors(pieces, right, at, table)
    # NOTE: "assigned to marek" names somebody, and "mark" is nearly that; "from hered" is unclear.
    is_name = _wants_name(pieces, at, table) and not FILL & table.senses_of((right[at].casefold(),))
    if right[at] == piece or is_name:
        yield from _of_value(pieces, at, table.senses_of((piece.casefold(),)), table)
    elif _is_beside_label(pieces, at, table) and _NAME.fullmatch(piece):
        yield Edge(at + 1, "NAME", piece)


def _is_beside_label(pieces: list[str], at: int, table: WordTable) -> bool:
    """Tell whether "label" is right beside, so that a word is no typing error but a name."""
    beside = (*pieces[max(at - 1, 0) : at], *pieces[at + 1 : at + 2])
    return any(_OF_LABELS & table.senses_of((each.casefold(),)) for each in beside)


def _of_slashed(pieces: list[str], at: int, table: WordTable) -> Iterator[Edge]:
    """Yield what "acme/web" may be: a repository, a branch, or behind "label" a label."""
    word = pieces[at]
    if _is_behind_label(pieces, at, table):
        yield Edge(at + 1, "NAME", word)
        return
    kinds = ("REF",) if BRANCH.fullmatch(word) else ("place", "REF")
    yield from (Edge(at + 1, kind, word, int(kind == "REF")) for kind in kinds)


def _is_behind_label(pieces: list[str], at: int, table: WordTable) -> bool:
    """Tell whether "label" is right before, so that no repository is meant: "severity/high"."""
    return at > 0 and bool(_OF_LABELS & table.senses_of((pieces[at - 1].casefold(),)))


def _of_errors(pieces: list[str], right: list[str], at: int, table: WordTable) -> Iterator[Edge]:
    """Yield what begins here where typing errors are corrected."""
    if right[at : at + table.longest] == pieces[at : at + table.longest]:
        return
    for end, senses in _phrases(right, at, table):
        if right[at:end] != pieces[at:end]:
            is_word = not ordinary().isdisjoint(each.casefold() for each in pieces[at:end])
            is_kept = (is_word and table.name == "en") or _wants_name(pieces, at, table)
            no = FILL | {"never"} if is_kept else {"never"}
            found = _of_table(right, at, end, senses - no)
            yield from (each._replace(cost=2) for each in found)


def _wants_name(pieces: list[str], at: int, table: WordTable) -> bool:
    """Tell whether a name may stand here, so that no word is an error for one that says nothing."""
    return at > 0 and not _BEFORE_NAMES.isdisjoint(table.senses_of((pieces[at - 1].casefold(),)))


def _phrases(pieces: list[str], at: int, table: WordTable) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield each phrase of the table that begins here, the longest first."""
    for end in range(min(len(pieces), at + table.longest), at, -1):
        if found := table.senses_of(tuple(each.casefold() for each in pieces[at:end])):
            yield end, found
            if not table.has_spaces:
                return


def _of_table(pieces: list[str], at: int, end: int, senses: frozenset[str]) -> Iterator[Edge]:
    said = ("" if all(len(p) == 1 for p in pieces[at:end]) else " ").join(pieces[at:end])
    for sense in sorted(senses):
        if sense in _NOUNS:
            yield from (Edge(end, "noun", noun) for noun in _NOUNS[sense])
        if sense in _KINDS:
            # NOTE: what is not done is any but the statuses of what is.
            price = int(sense == "status_names" and "done" in senses)
            yield from (Edge(end, kind, said, price) for kind in _KINDS[sense])
        elif sense == "it":
            yield Edge(end, sense, said, int("every" in senses))
        elif sense == "me":
            yield Edge(end, "PERSON", "me")
        elif sense not in _NOUNS or sense in _ALSO_STATES:
            yield Edge(end, sense, "my" if sense == "mine" else said)


def _of_value(
    pieces: list[str], at: int, senses: frozenset[str], table: WordTable
) -> Iterator[Edge]:
    """Yield what a word may be the name of."""
    word, end = pieces[at], at + 1
    if not table.has_spaces and not word.isascii():
        yield from _without_spaces(pieces, at, table)
        return
    if word.isdecimal() or word.casefold() in COUNTS:
        yield Edge(end, "COUNT", word)
    if word[:1].isupper():
        yield from _with_capital(pieces, at, senses)
    if owner := re.fullmatch(r"@?([\w-]+)'s?", word):
        yield Edge(end, "OWNER", owner[1])
    elif _CHANNEL.fullmatch(word):
        yield Edge(end, "place", word)
    elif _PLACE.fullmatch(word) and not senses:
        yield from _of_slashed(pieces, at, table)
    elif not senses & _NO_NAMES and _NAME.fullmatch(word) and not _is_of_time(word):
        yield from _of_name(pieces, at, senses, table)


def _of_name(
    pieces: list[str], at: int, senses: frozenset[str], table: WordTable
) -> Iterator[Edge]:
    """Yield what a word may be that somebody may have given as a name."""
    word, end = pieces[at], at + 1
    ref = "FILE" if word.endswith((".yml", ".yaml")) else "REF"
    kinds = ("NAME",) if word.isdecimal() else (ref, "NAME")
    if not senses and _is_before_run(pieces, end, table):
        kinds = ("FILE",)
    is_word = bool(senses - _NO_WORDS)
    yield from (Edge(end, kind, word, is_word) for kind in kinds)
    if not is_word and _LABEL.fullmatch(word):
        yield Edge(end, "LABEL", word)
    is_known = table.name != "en" and word.casefold() in table.words
    if not (senses or is_known) and _LOGIN.fullmatch(word) and not _VERSION.fullmatch(word):
        yield from _of_person(pieces, at, table)


def _is_before_run(pieces: list[str], end: int, table: WordTable) -> bool:
    """Tell whether a run is right behind, so that a name is of its workflow: "deploy runs"."""
    behind = pieces[end].casefold() if end < len(pieces) else ""
    return table.has_spaces and "run" in table.senses_of((behind,)) if behind else False


def _is_of_time(word: str) -> bool:
    """Tell whether a word is of a day or a time, or a number in letters: nobody's name."""
    folded = word.casefold()
    return folded.isalpha() and (folded in words_of_days() or folded in COUNTS)


def _of_person(pieces: list[str], at: int, table: WordTable) -> Iterator[Edge]:
    """Yield the person that a word may be, or whose it is: "bobs PRs", but never "james PRs"."""
    word, end = pieces[at], at + 1
    before = table.senses_of((pieces[at - 1].casefold(),)) if at else frozenset[str]()
    if "article" in before or word.casefold() in ordinary():
        return
    follows = table.senses_of((pieces[end].casefold(),)) if end < len(pieces) else frozenset[str]()
    is_whole = not word.endswith("s") or _NAME_IN_S.fullmatch(word)
    if table.name != "en" or is_whole or not follows - _NOT_OWNED:
        yield Edge(end, "PERSON", word, int(word[0].isupper()))
    elif follows & _OWNED and not _NAME_IN_S.fullmatch(word):
        yield Edge(end, "OWNER", word[:-1], 1)


def _without_spaces(pieces: list[str], at: int, table: WordTable) -> Iterator[Edge]:
    """Yield the names that may begin at a character: as long as no other word does."""
    known = [*_phrases(pieces, at, table)]
    if any(senses & _NO_NAMES for _, senses in known):
        return
    end = max((end for end, _ in known), default=at + 1)
    if known:
        yield Edge(end, "NAME", "".join(pieces[at:end]), 1)
    while end < len(pieces) and not pieces[end].isascii() and not _is_mark(pieces[end]):
        if _is_word(pieces, end, table):
            break
        end += 1
    yield Edge(end, "NAME", "".join(pieces[at:end]), bool(known))


def _is_mark(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff"


def _is_word(pieces: list[str], at: int, table: WordTable) -> bool:
    return any(_phrases(pieces, at, table)) or pieces[at] in _SIGNS


def _with_capital(pieces: list[str], at: int, senses: frozenset[str]) -> Iterator[Edge]:
    """Yield a project, such as WEB, or a status, such as "Ready for Release"."""
    word = pieces[at]
    around = [*pieces[at + 1 : at + 2], *(pieces[at - 1 : at] if at else [])]
    if _PROJECT.fullmatch(word):
        yield Edge(at + 1, "project", word)
    elif not senses and not any(each.istitle() for each in around):
        yield Edge(at + 1, "STATUS", word, 1)
    for end in range(at + 2, min(len(pieces), at + _MOST_STATUS) + 1):
        words = pieces[at:end]
        if not all(word[:1].isupper() or word in {"for", "of"} for word in words[1:-1]):
            return
        if words[-1][:1].isupper():
            yield from (Edge(end, kind, " ".join(words), 1) for kind in ("STATUS", "NAME"))
        if all(map(_is_capital, words)) and len(words) == _NAMES_OF_PERSON and not senses:
            yield Edge(end, "PERSON", " ".join(words), 1)
        if len(words) == _NAMES_OF_PERSON and _VERSION.fullmatch(words[-1]):
            yield Edge(end, "NAME", " ".join(words), 1)
