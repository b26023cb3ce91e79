"""Words of a sentence as words of the grammar; what has no meaning there stays as it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes

FILLERS = lexicon.READ_FILLERS | frozenset(
    "do does did have has had be been being was were am who what how many much when where these"
    " those can will would exist exists i you we they our their us up here ever only its asked"
    " should anything anyone anybody right sort order over just".split()
)
"""Words that change nothing in what only looks, beside those of the grammar."""
_EXTENSIONS = (
    "c cc cfg conf cpp cs css csv env gitignore go gradle h hpp html ini java js json jsonl jsx kt"
    " lock lua md mdx php pl py rb rs rst scss sh sql svg swift tf toml ts tsx txt vue xml yaml yml"
    " zig bz2 deb dmg docx exe gif gz jar jpeg jpg log mov mp4 pdf png rpm tar tgz whl xlsx zip"
)
_PATH = re.compile(
    rf"(?:[\w.@+-]+/)*(?:[\w.@+-]*\.(?:{'|'.join(_EXTENSIONS.split())})"
    r"|\.[a-z][\w-]*(?:rc|ignore|version|config|attributes)"
    r"|Dockerfile|Makefile|LICENSE|CODEOWNERS)"
    r"|(?:[\w.@+-]+/){1,20}"
)
_POSSESSIVE = re.compile(r"([#@]?[\w-]{1,39})['\u2019]s", re.ASCII)
BRANCH = re.compile(
    r"(?:feature|feat|fix|bugfix|hotfix|release|chore|spike|docs|test|tests|refactor|dependabot"
    r"|renovate|user|users|topic|wip)/[^/].*"
)
"""How branches are called that look like OWNER/NAME."""
_NOT_OWNERS = frozenset("it that what who how let here there where he she".split())
"""Words behind which "'s" is a verb."""
_IN_FULL = {
    f"{word}s": f"{word}'s" for word in ("what", "who", "how", "where", "when", "that", "there")
} | {
    "ppl": "people",
    "bout": "about",
    "abt": "about",
    "thru": "through",
    "w/": "with",
    "w/o": "without",
}
_IN_FULL |= dict.fromkeys("wot wat wut whut".split(), "what")
"""What people write without its apostrophe, or shorter."""
_OWNED = frozenset("prs pulls pull issues tickets runs builds review".split())
"""What people have."""
_BRANCH_NOUNS = frozenset("branch branches folder directory dir path".split())
"""Nouns behind which a name with a slash is no repository's."""
_NUMBERED = frozenset("sprint iteration phase".split())
"""What milestones are called before a number."""
_HAS_SPRINTS = "jira"
_VALUE = "="
"""What stands before a value among the words of a meaning, as in `for event =push`."""


class Concept(Lexeme):
    """A word of the grammar that stands for what was typed; so it is never a name."""

    __slots__ = ()


class SpokenDay(Concept):
    """A day, as `2026-11-29`, that was said in words."""

    __slots__ = ()


class PathWord(Lexeme):
    """The path of a file, which is told by its shape."""

    __slots__ = ()


def concepts_of(words: tuple[str, ...]) -> tuple[Lexeme, ...]:
    """Return words of the grammar; a value, and a path, among them are what they are."""
    return tuple(map(_concept, words))


def _concept(word: str) -> Lexeme:
    if word.startswith(_VALUE):
        value = word.removeprefix(_VALUE)
        return Lexeme(value, value) if value.startswith("@") else Lexeme(value, quoted=True)
    number = int(word) if word.isdecimal() else None
    is_path = _PATH.fullmatch(word) is not None
    return PathWord(word, word.casefold()) if is_path else Concept(word, word, number=number)


def with_shapes(words: Lexemes) -> list[Lexeme]:
    """Tell paths and branches from repositories by their shape, and names from their "'s".

    What is written shorter, such as "whats" and "ppl", is what it is in full.
    """
    words = [*_with_numbered_names(words)]
    pairs = pairwise((None, *words))
    shaped = [_by_shape(word, before) for before, word in pairs if word is not None]
    return [*chain.from_iterable(_with_owner(shaped, words, at) for at in range(len(words)))]


def _with_numbered_names(words: Lexemes) -> Iterator[Lexeme]:
    """Take "sprint 14" for the one name of a milestone that it is, but for a sprint of Jira."""
    is_ours = any(word.repo or (word.number is not None and "#" in word.text) for word in words)
    if not is_ours and _HAS_SPRINTS in catalog.providers():
        yield from words
        return
    for at, word in enumerate(words):
        before, after = words[max(at - 1, 0)], words[min(at + 1, len(words) - 1)]
        if word.text in _NUMBERED and after.raw.isdecimal():
            yield Lexeme(f"{word.raw} {after.raw}", quoted=True)
        elif not (before.text in _NUMBERED and word.raw.isdecimal() and at):
            yield word


def _with_owner(shaped: list[Lexeme], words: Lexemes, at: int) -> Lexemes:
    """Say of a person with "'s" whose the things behind are: "bob's open PRs"."""
    is_owner = shaped[at].raw != words[at].raw and shaped[at].number is None
    owned = {word.text for word in words[at + 1 : at + 3]}
    has_owner = is_owner and not _OWNED.isdisjoint(owned)
    return (Concept("whose", "whose"), shaped[at]) if has_owner else (shaped[at],)


def _by_shape(word: Lexeme, before: Lexeme | None) -> Lexeme:
    if word.quoted or word.number is not None:
        return word
    if word.text in _IN_FULL:
        return replace(word, text=_IN_FULL[word.text])
    owner = None if word.repo else _POSSESSIVE.fullmatch(word.raw)
    if owner and owner[1].casefold() not in _NOT_OWNERS:
        digits = owner[1].lstrip("#")
        if digits.isdecimal():  # "12's labels" are not twelve
            return replace(word, raw=owner[1], text=f"#{digits}", number=int(digits))
        return replace(word, raw=owner[1], text=owner[1].casefold())
    if _PATH.fullmatch(word.raw):
        return PathWord(word.raw, word.text)
    is_behind_noun = before is not None and before.text in _BRANCH_NOUNS
    is_branch = word.repo and (is_behind_noun or BRANCH.fullmatch(word.raw))
    return replace(word, repo=None) if is_branch else word


def is_value(word: Lexeme) -> bool:
    """Tell whether a word can stand for nothing but itself."""
    is_reference = word.repo is not None or word.number is not None
    return word.quoted or is_reference or isinstance(word, PathWord)
