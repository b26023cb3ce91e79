"""How each kind of value is read from the items of a sentence: a reader takes some and says which.

Nothing is guessed: a word that the grammar uses itself is never taken for a label or a login.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from aegis_cli.actions.kinds import ME as ME_LOGIN
from aegis_cli.planning.grammar.action_facts import choices, reads
from aegis_cli.planning.grammar.lexer import Word, is_whole
from aegis_cli.planning.grammar.lexicon import (
    GROUPS,
    HERE,
    LINKS,
    ME,
    NUMBER_NOUNS,
    PRONOUNS,
    SEVERAL,
    STOPS,
    THERE,
)
from aegis_cli.planning.sentence.tokens import COUNTS

_TOLD = frozenset({"title", "body"})
"""What a colon alone can give: "label #12: as discussed" names no label."""
_LOGIN = re.compile(r"@?[a-z0-9][a-z0-9_-]*(?:\[bot\])?", re.ASCII)
_REPO_NAME = re.compile(r"[a-z0-9._-]{1,100}", re.ASCII)
_VERSION = re.compile(r"v?[0-9]+(?:\.[0-9]+)*", re.ASCII)

IT = "it"
"""The value of a reference to what was named before."""
THEM = "them"
"""The value of a reference to several that were named before."""
THIS_PLACE = "this repository"
"""The value of a reference to the current repository."""
THAT_PLACE = "that repository"
"""The value of a reference to the repository that was named before."""


class SlotValue(NamedTuple):
    """A value that the sentence gives to a field."""

    field: str
    text: str
    repo: str = ""
    """The repository that stands with the number of an issue."""
    stdin: bool = False
    """Whether the value is what standard input holds."""


class Slot(NamedTuple):
    """A place in a pattern where a value stands."""

    action: str
    field: str
    kind: str
    reserved: frozenset[str]
    """Words that are no names here, because the grammar uses them."""


Items: TypeAlias = Sequence[Word]
Taken: TypeAlias = tuple[int, tuple[SlotValue, ...]]
"""Where the reader stopped, and what it found."""


def take(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read a value of the slot's kind at a place; nothing if there is none."""
    return _READERS[slot.kind](slot, items, at) if at < len(items) else None


def phrase_at(phrase: Sequence[str], items: Items, at: int) -> bool:
    """Tell whether a phrase stands at a place, outside quotes."""
    if at >= len(items) or items[at].text != phrase[0]:
        return False
    rest = items[at + 1 : at + len(phrase)]
    return tuple(item.text for item in rest) == tuple(phrase[1:])


def _text(slot: Slot, items: Items, at: int) -> Taken | None:
    item = items[at]
    is_text = item.quoted and not (item.told and slot.field not in _TOLD)
    return (at + 1, (SlotValue(slot.field, item.raw),)) if is_text else None


def _quote(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read a text in quotation marks: "edit the body of #12: too long" tells what is wrong."""
    return None if items[at].told else _text(slot, items, at)


def _stdin(slot: Slot, items: Items, at: int) -> Taken | None:
    for phrase in GROUPS["STDIN"].split("|"):
        words = phrase.split("_")
        if phrase_at(words, items, at):
            return at + len(words), (SlotValue(slot.field, "", stdin=True),)
    return None


def _choice(slot: Slot, items: Items, at: int) -> Taken | None:
    for phrase, value in choices(slot.action, slot.field).items():
        if phrase_at(phrase, items, at):
            return at + len(phrase), (SlotValue(slot.field, value),)
    return None


def _age(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read `newest` where GitHub sorts by something else than age unless told otherwise."""
    taken = _choice(slot._replace(field="direction"), items, at)
    return (taken[0], (SlotValue(slot.field, "created"), *taken[1])) if taken else None


def _number(slot: Slot, items: Items, at: int) -> Taken | None:
    item = items[at]
    number = COUNTS.get(item.text, item.number)
    if item.repo or number is None or item.text.startswith("#"):
        return None
    return at + 1, (SlotValue(slot.field, str(number)),)


def _issues(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read issues or pull requests: numbers, references, or a word for those named before."""
    is_both = items[at].text == "both" and at + 1 < len(items)
    begins = at + 1 if is_both and items[at + 1].text not in LINKS else at
    first = next((i for i in range(begins, len(items)) if items[i].text not in NUMBER_NOUNS), at)
    if items[at].text in PRONOUNS and not (first > at and items[first].number):
        noun = items[at + 1].text if at + 1 < len(items) else ""
        which = THEM if items[at].text in SEVERAL else IT
        return at + (2 if noun in NUMBER_NOUNS else 1), (SlotValue(slot.field, which),)
    # NOTE: in "comment 3" and "close 3 in acme/web", the number may say how many, or which one.
    has_noun = first > begins or items[max(0, first - 1)].text in {"bug", "bugs"}
    is_bare = items[first].text.isdecimal() and not has_noun
    return None if is_bare and not reads(slot.action) else _listed(slot, items, first, _issue)


def _issue(slot: Slot, item: Word) -> SlotValue | None:
    if item.number is None or item.quoted or not (reads(slot.action) or is_whole(item)):
        return None
    return SlotValue(slot.field, str(item.number), item.repo or "")


def _repo(slot: Slot, items: Items, at: int) -> Taken | None:
    item, after = items[at], items[at + 1].text if at + 1 < len(items) else ""
    words = item.text.split("/")
    # NOTE: "close #12 and/or" names no repository, nor does a date such as 12/25.
    is_name = not slot.reserved.issuperset(words) and not all(map(str.isdecimal, words))
    is_target = reads(slot.action) or is_whole(item)
    if item.repo and item.number is None and is_name and is_target:
        return at + 1, (SlotValue(slot.field, item.repo),)
    is_noun = after.removesuffix("'s") in GROUPS["REPO"].split("|")
    for nouns, value in ((HERE, THIS_PLACE), (PRONOUNS, THAT_PLACE)):
        if item.text in nouns and is_noun:
            return at + 2, (SlotValue(slot.field, value),)
    alone = {"here": THIS_PLACE, **dict.fromkeys(THERE, THAT_PLACE), **dict.fromkeys(PRONOUNS, IT)}
    return (at + 1, (SlotValue(slot.field, alone[item.text]),)) if item.text in alone else None


def _itself(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read a repository that is meant itself.

    NOTE: "delete https://github.com/acme/web/tree/old" speaks of a branch.
    """
    return _repo(slot, items, at) if not items[at].repo or is_whole(items[at]) else None


def _labels(slot: Slot, items: Items, at: int) -> Taken | None:
    # "Label #12 as discussed" says which without naming it.
    is_manner = items[at - 1].text == "as" and items[at].text.endswith("ed")
    return None if is_manner and not reads(slot.action) else _listed(slot, items, at, _label)


def _several(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read more labels than one: in "add better labels", the word says which they are."""
    taken = _labels(slot, items, at)
    return taken if taken and len(taken[1]) > 1 else None


def _label(slot: Slot, item: Word) -> SlotValue | None:
    # NOTE: "tag #12 with @mona" means somebody, and what nobody can see is no name.
    plain = item.is_name and item.text.isprintable() and not item.text.startswith(("@", "#"))
    # "Label #12 properly" says how, and "-bug" takes one away.
    says_how = not reads(slot.action) and item.text.endswith("ly")
    plain = plain and item.text[:1].isalnum() and not says_how
    is_label = (item.quoted and not item.told) or (plain and item.text not in slot.reserved)
    return SlotValue(slot.field, item.raw) if is_label else None


def _word(slot: Slot, items: Items, at: int, *, word: str, value: str) -> Taken | None:
    """Read one word that stands for a value."""
    return (at + 1, (SlotValue(slot.field, value),)) if items[at].text == word else None


def _people(slot: Slot, items: Items, at: int) -> Taken | None:
    return _listed(slot, items, at, _login)


def _handles(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read people who can be nothing else: "give status #12" asks about it."""
    is_handle = items[at].text.startswith("@") or items[at].text in ME
    return _people(slot, items, at) if is_handle else None


def _person(slot: Slot, items: Items, at: int) -> Taken | None:
    found = _login(slot, items[at])
    return (at + 1, (found,)) if found else None


def _login(slot: Slot, item: Word) -> SlotValue | None:
    if item.text in ME:
        return SlotValue(slot.field, ME_LOGIN)
    named = item.is_name and _LOGIN.fullmatch(item.text) and item.text not in slot.reserved
    return SlotValue(slot.field, item.raw.removeprefix("@")) if named else None


def _who(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read somebody who is only mentioned."""
    return (at + 1, ()) if _login(slot, items[at]) else None


def _version(_slot: Slot, items: Items, at: int) -> Taken | None:
    """Read the number of a version that is only mentioned."""
    return (at + 1, ()) if _VERSION.fullmatch(items[at].text) else None


def _name(slot: Slot, items: Items, at: int) -> Taken | None:
    """Read the name of a repository that does not exist yet, which has no owner."""
    item = items[at]
    named = item.repo is None and _REPO_NAME.fullmatch(item.text or item.raw.casefold())
    return (at + 1, (SlotValue(slot.field, item.raw),)) if named else None


def _branch(slot: Slot, items: Items, at: int) -> Taken | None:
    item = items[at]
    named = item.quoted or (item.text not in slot.reserved and item.number is None)
    return (at + 1, (SlotValue(slot.field, item.raw),)) if named else None


def _listed(
    slot: Slot, items: Items, at: int, read: Callable[[Slot, Word], SlotValue | None]
) -> Taken | None:
    """Read `a`, `a and b` or `a, b, and c`; a separator with nothing behind it is not taken."""
    found: list[SlotValue] = []
    end = at
    for place in _places(items, at):
        one = read(slot, items[place])
        if one is None or (place > at and _may_be_aside(slot, items, place)):
            break
        found.append(one)
        end = place + 1
    return (end, tuple(found)) if found else None


def _may_be_aside(slot: Slot, items: Items, at: int) -> bool:
    """Tell whether the end of a request may be no member: "label #12 bug, kidding", "#1, 2024"."""
    item = items[at]
    is_named = item.quoted or item.text.startswith(("@", "#")) or item.repo is not None
    behind = next((item.text for item in items[at + 1 :] if item.text != ","), ".")
    is_last = behind in STOPS
    is_joined = items[at - 1].text in LINKS
    return not (reads(slot.action) or is_named or is_joined) and is_last


def _places(items: Items, at: int) -> Iterator[int]:
    """Return the places of a list's members, as long as separators stand between them."""
    while at < len(items):
        yield at
        after = at + 1
        while after < len(items) and items[after].text in LINKS | {","}:
            after += 1
        if after == at + 1:
            return
        at = after


_READERS: dict[str, Callable[[Slot, Items, int], Taken | None]] = {
    "text": _text,
    "quote": _quote,
    "stdin": _stdin,
    "choice": _choice,
    "age": _age,
    "number": _number,
    "issues": _issues,
    "repo": _repo,
    "itself": _itself,
    "labels": _labels,
    "several": _several,
    "bug": partial(_word, word="bug", value="bug"),
    "bugs": partial(_word, word="bugs", value="bug"),
    "people": _people,
    "handles": _handles,
    "person": _person,
    "who": _who,
    "version": _version,
    "my": partial(_word, word="my", value=ME_LOGIN),
    "i": partial(_word, word="i", value=ME_LOGIN),
    "name": _name,
    "branch": _branch,
}
