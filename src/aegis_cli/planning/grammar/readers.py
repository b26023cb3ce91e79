"""The readers of slots: how each kind of value is read from the lexemes of a sentence.

Nothing is guessed: a keyword of the grammar is never taken for a label or a login.
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from aegis_cli.actions.fields.kinds import ME as ME_LOGIN
from aegis_cli.actions.fields.marks import CLEAR
from aegis_cli.actions.provider.names import BARE, Place
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.lexer import Lexeme, Lexemes, is_exact_reference
from aegis_cli.planning.grammar.slots import (
    IT,
    THAT_REPO,
    THEM,
    THIS_REPO,
    Match,
    Slot,
    SlotValue,
    phrase_at,
)
from aegis_cli.planning.sentence.tokens import COUNTS

_LOGIN = re.compile(r"@?[a-z0-9][a-z0-9_-]*(?:\[bot\])?", re.ASCII)
_REPO_NAME = re.compile(r"[a-z0-9._-]{1,100}", re.ASCII)
_NAMED_ELSEWHERE = re.compile(r"@?\w[\w.+-]*(?:@[\w-]+(?:\.[\w-]+)+)?")
"""A handle with dots, an e-mail address, or an id: who people are at another provider."""
_TICKET = re.compile(r"[A-Z][A-Z0-9]+-[0-9]+", re.ASCII)
"""The key of a ticket: nobody is called so, wherever there are tickets or none."""
_VERSION = re.compile(r"v?[0-9]+(?:\.[0-9]+)*", re.ASCII)
_COLOUR = re.compile(r"#?[0-9a-f]{6}")
_IDENTIFIER = re.compile(
    r"[A-Z]{2}[A-Z0-9]*|\w*[a-z][A-Z]\w*|[^\W\d]\w*_\w+|[^\W\d]\w*(?:\.[^\W\d]\w*)+", re.ASCII
)
"""What is so written in code: `TODO`, `parseUrl`, `get_user`, `os.path`."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DURATION = re.compile(
    r"[0-9]{1,3} ?h(?:ours?|rs?)?(?:(?: and)? ?[0-9]{1,4} ?m(?:in(?:ute)?s?)?)?"
    r"|[0-9]{1,4} ?m(?:in(?:ute)?s?)?|[0-9]{3,7}",
    re.ASCII,
)
_PAIR = re.compile(r"(?P<name>[a-z_][\w-]*)=(?P<value>[^\s,;=]+)", re.ASCII | re.IGNORECASE)
_LONGEST_DURATION = 5
"""Words of "2 hours and 30 minutes"."""
_OF_IT = ("'s", "\u2019s")
"""How a word ends whose own thing is meant."""
LIST_SEPARATORS = lexicon.CONJUNCTIONS | {","}
STDIN_PHRASES = tuple(tuple(p.split("_")) for p in lexicon.GROUPS["STDIN"].split("|"))
_PLACE_REFERENCES = {
    **dict.fromkeys(lexicon.THERE, THAT_REPO),
    **dict.fromkeys(lexicon.PRONOUNS, IT),
}
_REPO_REFERENCES = {"here": THIS_REPO, **_PLACE_REFERENCES}

_Reader: TypeAlias = Callable[[Slot, Lexemes, int], Match | None]
_LexemeReader: TypeAlias = Callable[[Slot, Lexeme], SlotValue | None]


def read_slot(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read a value of the slot's kind at a position, if there is one."""
    if at >= len(lexemes):
        return None
    keywords = slot.keywords
    if slot.kind in _BARE_NAMES and (
        keywords.starts_clause(lexemes, at) or keywords.is_remark(lexemes[at])
    ):
        return None
    return _READERS[slot.kind](slot, lexemes, at)


def _single(read: _LexemeReader) -> _Reader:
    """Return a reader of one lexeme."""

    def read_single(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
        value = read(slot, lexemes[at])
        return (at + 1, (value,)) if value else None

    return read_single


def _text(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    return SlotValue(slot.field, lexeme.raw) if lexeme.quoted else None


def _text_or_link(slot: Slot, lexemes: Lexemes, at: int, *, read: _LexemeReader) -> Match | None:
    """Read a text, and behind it or alone the link of what was just made: "post its link".

    NOTE: only at another provider than GitHub, whose sentences mean what they mean without others.
    """
    text = read(slot, lexemes[at])
    is_joined = text is not None and _word_at(lexemes, at + 1) in {"and", "with"}
    start = at if text is None else at + 2 if is_joined else at + 1
    end = None if slot.reads or slot.provider == BARE else _end_of_link(lexemes, start)
    if end is not None:
        return end, (SlotValue(slot.field, text.text if text else "", link=True),)
    return (at + 1, (text,)) if text else None


def _end_of_link(lexemes: Lexemes, at: int) -> int | None:
    """Return where the words for the link of what was just made end, such as "its link"."""
    words = [_word_at(lexemes, at + more) for more in range(3)]
    if words[0] == "its" and words[1] in lexicon.LINKS:
        return at + 2
    if words[0] not in lexicon.LINKS:
        return None
    if words[1] in {"of", "to"} and words[2] in lexicon.PRONOUNS - lexicon.PLURAL_PRONOUNS:
        return at + 3
    return at + 1 if lexemes[at].article == "the" else None


def _word_at(lexemes: Lexemes, at: int) -> str:
    return lexemes[at].text if at < len(lexemes) else ""


def _quote(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    """Read a text in quotation marks: "edit the body of #12: too long" gives no new body."""
    return None if lexeme.after_colon else _text(slot, lexeme)


def _stdin(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    for phrase in STDIN_PHRASES:
        if phrase_at(phrase, lexemes, at):
            return at + len(phrase), (SlotValue(slot.field, "", stdin=True),)
    return None


def _choice(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    for phrase, value in slot.choices[slot.field].items():
        if phrase_at(phrase, lexemes, at):
            return at + len(phrase), (SlotValue(slot.field, value),)
    return None


def _age(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read `newest` for an action that GitHub does not sort by age by default."""
    order = next(field for field, words in slot.choices.items() if "desc" in words.values())
    match = _choice(slot._replace(field=order), lexemes, at)
    return (match[0], (SlotValue(slot.field, "created"), *match[1])) if match else None


def _number(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    number = COUNTS.get(lexeme.text, lexeme.number)
    is_reference = lexeme.repo or lexeme.text.startswith("#")
    return None if is_reference or number is None else SlotValue(slot.field, str(number))


def _issues(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read issues or pull requests: numbers, references or a pronoun."""
    is_both = lexemes[at].text == "both" and at + 1 < len(lexemes)
    start = at + 1 if is_both and lexemes[at + 1].text not in lexicon.CONJUNCTIONS else at
    first = next(
        (i for i in range(start, len(lexemes)) if lexemes[i].text not in lexicon.ISSUE_NOUNS), at
    )
    if lexemes[at].text in lexicon.PRONOUNS and not (first > at and lexemes[first].number):
        noun = lexemes[at + 1].text if at + 1 < len(lexemes) else ""
        pronoun = THEM if lexemes[at].text in lexicon.PLURAL_PRONOUNS else IT
        return at + (2 if noun in lexicon.ISSUE_NOUNS else 1), (SlotValue(slot.field, pronoun),)
    before = lexemes[max(0, first - 1)].text
    has_noun = first > start or before in lexicon.ISSUE_NOUNS or before in {"bug", "bugs"}
    is_bare = lexemes[first].text.isdecimal() and not has_noun
    if is_bare and not slot.reads:
        return _bare_issue(slot, lexemes, first)
    return _list(slot, lexemes, first, _issue)


def _bare_issue(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read one number right behind the verb, as in "close 12", where it can be no count.

    NOTE: "close 3 issues" and "add 2 labels" count, and so may "close 3 of them", "label 3 tasks",
    and what stands elsewhere: "comment 3", "3: close it". A list of bare numbers is none.
    """
    begins = slot.keywords.lead_words | lexicon.CONJUNCTIONS
    is_behind_verb = at > 0 and all(lexeme.text in begins for lexeme in lexemes[:at])
    if not (slot.is_target and is_behind_verb) or lexemes[at].moved:
        return None
    is_count = any(map(_is_counted, lexemes[at + 1 : at + 2]))
    value = None if is_count else _issue(slot, lexemes[at])
    return (at + 1, (value,)) if value else None


def _is_counted(lexeme: Lexeme) -> bool:
    """Tell whether a word behind a number may say what it counts: a plural, or "of"."""
    is_plural = lexeme.text.endswith("s") and lexeme.text not in lexicon.REASON_WORDS
    return lexeme.text == "of" or (is_plural and not lexeme.article)


def _issue(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    if lexeme.number is None or lexeme.quoted or not _may_be_target(slot, lexeme):
        return None
    return SlotValue(slot.field, str(lexeme.number), lexeme.repo or "")


def _may_be_target(slot: Slot, lexeme: Lexeme) -> bool:
    return slot.reads or is_exact_reference(lexeme)


def _repo(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    lexeme, after = lexemes[at], lexemes[at + 1].text if at + 1 < len(lexemes) else ""
    words = lexeme.text.split("/")
    # NOTE: "close #12 and/or" names no repository, nor does a date such as 12/25.
    is_name = not slot.keywords.reserved.issuperset(words) and not all(map(str.isdecimal, words))
    if lexeme.repo and lexeme.number is None and is_name and _may_be_target(slot, lexeme):
        return at + 1, (SlotValue(slot.field, lexeme.repo),)
    if after.removesuffix("'s") in lexicon.REPO_NOUNS:
        for determiners, value in ((lexicon.CURRENT, THIS_REPO), (lexicon.PRONOUNS, THAT_REPO)):
            if lexeme.text in determiners:
                return at + 2, (SlotValue(slot.field, value),)
    reference = _REPO_REFERENCES.get(lexeme.text)
    return (at + 1, (SlotValue(slot.field, reference),)) if reference else None


def _itself(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read a place, but no URL inside a repository: ".../acme/web/tree/old" is a branch."""
    if slot.container is not None and not slot.container.is_here:
        return _place(slot, lexemes, at)
    is_other = lexemes[at].repo and not is_exact_reference(lexemes[at])
    return None if is_other else _repo(slot, lexemes, at)


def _place(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read a place by its shape, or what refers to one that was named."""
    lexeme, link = lexemes[at], _link(slot, lexemes[at])
    name = link.name if link and not link.thing else lexeme.raw
    if slot.container is not None and not lexeme.quoted:
        with suppress(ValueError):
            return at + 1, (SlotValue(slot.field, slot.container.check(name)),)
    reference = _PLACE_REFERENCES.get(lexeme.text)
    return (at + 1, (SlotValue(slot.field, reference),)) if reference else None


def _things(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read things whose own names say where they are, or a pronoun."""
    if lexemes[at].text in lexicon.PRONOUNS:
        pronoun = THEM if lexemes[at].text in lexicon.PLURAL_PRONOUNS else IT
        return at + 1, (SlotValue(slot.field, pronoun),)
    return _list(slot, lexemes, at, _thing)


def _thing(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    link = _link(slot, lexeme)
    name = link.thing if link else lexeme.raw
    if slot.container is None or lexeme.quoted:
        return None
    place = slot.container.place_of(name) or (link.name if link else "")
    return SlotValue(slot.field, name, place) if place or slot.container.is_thing(name) else None


def _link(slot: Slot, lexeme: Lexeme) -> Place | None:
    """Return what a URL names, at the provider of the slot alone."""
    return lexeme.link if lexeme.link and lexeme.link.provider == slot.provider else None


def _labels(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    # "Label #12 as discussed" names no label.
    is_manner = lexemes[at - 1].text == "as" and lexemes[at].text.endswith("ed")
    return None if is_manner and not slot.reads else _list(slot, lexemes, at, _label)


def _several(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read at least two labels: "add better labels" names none."""
    match = _labels(slot, lexemes, at)
    return match if match and len(match[1]) > 1 else None


def _topics(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read labels; behind a first one, a verb that stands alone is one too: "shop and react".

    NOTE: a verb with anything behind it begins another clause, as in "shop and close #12".
    """
    first = _labels(slot, lexemes, at)
    if first is None:
        return None
    end, values = first
    start = end
    while start < len(lexemes) and lexemes[start].text in LIST_SEPARATORS:
        start += 1
    is_alone = end < start < len(lexemes) and lexemes[start].text in slot.keywords.lead_words
    after = start + 1
    if not is_alone or not (after == len(lexemes) or lexemes[after].text in LIST_SEPARATORS):
        return first
    found = SlotValue(slot.field, lexemes[start].raw, word=lexemes[start])
    begun = after + 1 if after < len(lexemes) else after
    rest = _topics(slot, lexemes, begun) if begun < len(lexemes) else None
    more_end, more = rest or (after, ())
    return more_end, (*values, found, *more)


def _label(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    if lexeme.quoted:
        return None if lexeme.after_colon else SlotValue(slot.field, lexeme.raw, word=lexeme)
    # NOTE: "tag #12 with @mona" names a person, "-bug" removes a label, and invisible characters
    # are never part of a name.
    is_plain = lexeme.is_name and lexeme.text.isprintable() and lexeme.text[:1].isalnum()
    # "Label #12 properly" names no label.
    is_adverb = not slot.reads and lexeme.text.endswith("ly")
    is_label = is_plain and not is_adverb and lexeme.text not in slot.keywords.reserved
    return SlotValue(slot.field, lexeme.raw, word=lexeme) if is_label else None


def _keyword(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    return SlotValue(slot.field, KEYWORD_KINDS[slot.kind]) if lexeme.text == slot.kind else None


def _handles(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read people, the first as `@login` or "me": "give status #12" names nobody."""
    is_handle = lexemes[at].text.startswith("@") or lexemes[at].text in lexicon.ME
    return _list(slot, lexemes, at, _login) if is_handle else None


def _login(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    if lexeme.text in lexicon.ME:
        return SlotValue(slot.field, ME_LOGIN)
    may_be = lexeme.is_name and lexeme.text not in slot.keywords.reserved
    is_elsewhere = slot.provider != BARE and _NAMED_ELSEWHERE.fullmatch(lexeme.raw)
    is_ticket = _TICKET.fullmatch(lexeme.raw)
    is_login = may_be and not is_ticket and (_LOGIN.fullmatch(lexeme.text) or is_elsewhere)
    login = lexeme.raw.removeprefix("@")
    return SlotValue(slot.field, login, word=lexeme) if is_login else None


def _who(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Skip a person who is only mentioned."""
    return (at + 1, ()) if _login(slot, lexemes[at]) else None


def _version(_slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Skip a version number that is only mentioned."""
    return (at + 1, ()) if _VERSION.fullmatch(lexemes[at].text) else None


def _name(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    """Read the name of a new repository, without an owner; "its" and "that" refer to another."""
    if lexeme.text in lexicon.PRONOUNS | lexicon.THERE:
        return None
    is_name = lexeme.repo is None and _REPO_NAME.fullmatch(lexeme.text or lexeme.raw.casefold())
    return SlotValue(slot.field, lexeme.raw, word=lexeme) if is_name else None


def _branch(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    """Read a name; "#11's branch" is of #11, and has another name."""
    is_branch = lexeme.quoted or (
        lexeme.text not in slot.keywords.reserved
        and lexeme.number is None
        and not lexeme.text.endswith(_OF_IT)
    )
    return SlotValue(slot.field, lexeme.raw, word=lexeme) if is_branch else None


def _read_by_shape(slot: Slot, lexeme: Lexeme, *, shape: re.Pattern[str]) -> SlotValue | None:
    """Read what is told by its shape: a day, or a colour, even one of decimal digits only."""
    is_shaped = shape.fullmatch(lexeme.raw.casefold())
    return SlotValue(slot.field, lexeme.raw) if is_shaped else None


def _read_code(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    """Read a text in quotation marks, or a word of code without them."""
    is_word = lexeme.is_name and lexeme.text not in slot.keywords.reserved
    is_code = is_word and _IDENTIFIER.fullmatch(lexeme.raw)
    return SlotValue(slot.field, lexeme.raw) if is_code else _text(slot, lexeme)


def _read_name_or_number(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    """Read what is said by its name or its number: "milestone v2", "milestone 3"."""
    number = None if lexeme.quoted else _number(slot, lexeme)
    return number or _branch(slot, lexeme)


def _read_as_typed(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    """Read a value in which no digit and no word is a number: "set the variable PORT to 0080"."""
    is_number = not lexeme.quoted and lexeme.number is not None and lexeme.raw.isdecimal()
    return SlotValue(slot.field, lexeme.raw) if is_number else _branch(slot, lexeme)


def _duration(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read how long: `2h`, `2 hours`, `3h 30m`; or a text in quotation marks."""
    if lexemes[at].quoted:
        return at + 1, (SlotValue(slot.field, lexemes[at].raw),)
    for end in range(min(len(lexemes), at + _LONGEST_DURATION), at, -1):
        said = " ".join(lexeme.raw for lexeme in lexemes[at:end])
        if _DURATION.fullmatch(said.casefold()):
            return end, (SlotValue(slot.field, said),)
    return None


def _pairs(slot: Slot, lexemes: Lexemes, at: int) -> Match | None:
    """Read names with their values as the objects that they are: `dry_run=true, level=3`."""
    pair = None if lexemes[at].quoted else _PAIR.fullmatch(lexemes[at].raw)
    if not pair:
        return None
    first = SlotValue(slot.field, json.dumps(pair.groupdict()))
    start = at + 1
    while start < len(lexemes) and lexemes[start].text in LIST_SEPARATORS:
        start += 1
    more = _pairs(slot, lexemes, start) if at + 1 < start < len(lexemes) else None
    return (more[0], (first, *more[1])) if more else (at + 1, (first,))


def _read_field_to_clear(slot: Slot, lexeme: Lexeme) -> SlotValue | None:
    """Read the name of a field as that it shall have no value: "remove the milestone"."""
    return SlotValue(slot.field, CLEAR) if lexeme.text == slot.field else None


def _list(slot: Slot, lexemes: Lexemes, at: int, read: _LexemeReader) -> Match | None:
    """Read `a`, `a and b` or `a, b, and c`, without a separator at the end."""
    values: list[SlotValue] = []
    start = end = at
    while start < len(lexemes):
        value = read(slot, lexemes[start])
        if value is None or (values and _is_no_member(slot, lexemes, start)):
            break
        values.append(value)
        start = end = start + 1
        while start < len(lexemes) and lexemes[start].text in LIST_SEPARATORS:
            start += 1
        if start == end:
            break
    return (end, tuple(values)) if values else None


def _is_no_member(slot: Slot, lexemes: Lexemes, at: int) -> bool:
    """Tell whether a word after the first may be no list member, but a clause or a remark."""
    return slot.keywords.starts_clause(lexemes, at) or _may_be_remark(slot, lexemes, at)


def _may_be_remark(slot: Slot, lexemes: Lexemes, at: int) -> bool:
    """Tell whether the last word may be no list member: "label #12 bug, kidding", "#1, 2024"."""
    lexeme = lexemes[at]
    is_marked = lexeme.quoted or lexeme.text.startswith(("@", "#")) or lexeme.repo is not None
    following = next((after.text for after in lexemes[at + 1 :] if after.text != ","), ".")
    is_last = following in lexicon.DELIMITERS
    is_joined = lexemes[at - 1].text in lexicon.CONJUNCTIONS
    return not (slot.reads or is_marked or is_joined) and is_last


KEYWORD_KINDS = {
    "bug": "bug",
    "bugs": "bug",
    "story": "Story",
    "epic": "Epic",
    "task": "Task",
    "my": ME_LOGIN,
    "i": ME_LOGIN,
    "last": "1",
}
"""What the word says that each of these kinds is called by, and reads."""

_BARE_NAMES = frozenset(
    {"labels", "topics", "several", "people", "person", "branch", "named", "typed", "who"}
)
"""The kinds that almost any word without quotation marks may be."""

_READERS: dict[str, _Reader] = {
    "text": partial(_text_or_link, read=_text),
    "quote": partial(_text_or_link, read=_quote),
    "quotes": partial(_list, read=_quote),
    "stdin": _stdin,
    "choice": _choice,
    "age": _age,
    "number": _single(_number),
    "issues": _issues,
    "repository": _repo,
    "itself": _itself,
    "place": _place,
    "thing": _things,
    "labels": _labels,
    "several": _several,
    "topics": _topics,
    "people": partial(_list, read=_login),
    "handles": _handles,
    "person": _single(_login),
    "who": _who,
    "version": _version,
    **dict.fromkeys(KEYWORD_KINDS, _single(_keyword)),
    "ownerless": _single(_name),
    "branch": _single(_branch),
    "colour": _single(partial(_read_by_shape, shape=_COLOUR)),
    "date": _single(partial(_read_by_shape, shape=_DATE)),
    "code": _single(_read_code),
    "named": _single(_read_name_or_number),
    "typed": _single(_read_as_typed),
    "duration": _duration,
    "pairs": _pairs,
    "cleared": _single(_read_field_to_clear),
}
