"""A short way to write the shapes of sentences: words, names of word classes, and slots.

A form is a regular expression in which a word in capitals stands for a class of words (`WORDS`),
`<name>` for a value (`SLOTS`), and each space for one with words between that change nothing. In an
order, what stands in brackets goes where its slot is empty. `everyday.toml` has them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from aegis_cli.planning.lenient.losses import with_whether
from aegis_cli.planning.lenient.plain_shapes import MARKED

_DATA = tomllib.loads((Path(__file__).parent / "everyday.toml").read_text(encoding="utf-8"))
WORDS: Mapping[str, str] = _DATA["words"]
"""Classes of words that say the same in the forms that name them."""
_NO_PERSON = (
    r"(?!(?:me|us|them|him|her|you|it|everyone|everybody|someone|somebody|anyone|nobody|people"
    r"|folks|the|an?|my|our|all|team|whether|if|that|this|to|on|in|as|by|of|off|and|or|not|no|so"
    r"|please|label|labels|review|reviewer|reviewers|assignee|owner|link|links|status|issue|ticket"
    r"|pr|prs|bug|pull|draft|tests?|code|docs?|some|more|new|when|how|what|who|where|why|once|until"
    r"|high|low|highest|lowest|medium|done|ready|today|tomorrow|at|is|are|was|be|i|we|he|she|they"
    r"|due|sprint|epic|milestone|branch|back|open|closed|next|last|priority|points?|up|down"
    r"|jira|slack|comment|note|type|project|version|component|title|description)\b)"
)
_PERSON = rf"@?{_NO_PERSON}(?!\w+-\d)[a-z](?:[a-z0-9_.-]*[a-z0-9])?"
_USUAL = (
    r"(?:(?:bug|question|enhancement|duplicate|invalid|wontfix|documentation|ui|ux|api|frontend"
    r"|backend|urgent|stale|blocked|blocker|regression|security|performance|flaky|needs-[a-z-]+"
    r"|good-first-issue|help-wanted|infra|p\d)\b)"
)
_OTHER_LABELS = _USUAL.replace("(?:", "(?!", 1)
_KEY = r"(?:(?:jira )?(?:ticket|issue|story|task|bug|card) )?(?-i:[A-Z][A-Z0-9]+)-\d+"
_NUMBER = (
    r"(?:(?:issue|pr|pull request|ticket|bug) )?"
    r"(?:[\w.-]+/[\w.-]+)?#?\d+"
)
_LABEL = (
    r"(?!(?:labels?|as|with|the|an?|it|me|to|on|ready|draft|done|closed|merged|open|fixed|resolved"
    r"|milestone|comment|note|review|reviewer|assignee|mine|not|in|for|for-review)\b"
    r"|[\w-]+\.[a-z]{2,4}\b)[a-z][\w./-]*"
)
_NO_ORDER = (
    r"(?!(?:when|once|until|whenever|unless|as soon as|who|whose|what|how|where|why|which|about|and"
    r"|or|but|know|back|later|again|today|tonight|tomorrow|next|(?:on )?(?:mon|tues|wednes"
    r"|thurs|fri|satur|sun)day|at \d|to|in|on|for|off|into|from|with|of|asap|please|soon)\b"
    r"|(?:the )?(?:link|url|address) (?:to|of|for)\b|.*\bon line \d+ of "
    r"|(?:an?|some|any|the (?:status|link|number|state|title|name|list|url|result)s?)"
    r"(?: \w+){0,2}$"
    r"|(?:it|this|that|them|its (?:link|url|address|number|title|key|state|status|name))$)"
)
"""How no text goes on: with what is asked for, when it is to be told, or where."""
_BARE = r"[^\ue000-\uf8ff\"]*\w[^\ue000-\uf8ff\"]*"
_NO_NOUN = (
    r"(?!(?:the|an?|my|history|count|list|thread|template|diff|code|files?|reviews?|summary"
    r"|something|anything|suggestions?|its|it|this|that|them)\b|\W)"
)
"""How a text does not begin right behind the verb: what is written about, and no text."""
_NOT_NEW = (
    r"(?!(?:title to|name to|its|his|her|their|something|anything|be|better|more|less|match"
    r"|reflect|include|mention|describe|the (?:old|new|same|original|right|correct|title|name))\b"
    r"|[a-z]+er$)"
)
"""How nothing begins that a title or a description is to be: how it is to be made."""
SLOTS = {
    "T": rf"(?:{_KEY}|{_NUMBER})",
    "K": _KEY,
    "N": _NUMBER,
    "P": _PERSON,
    "TO": _PERSON,
    "WHO": rf"(?:{_PERSON}|me)",
    "NOT_LABEL": f"{_OTHER_LABELS}{_PERSON}",
    "PS": rf"{_PERSON}(?:(?:, and|,| and| &) {_PERSON}){{0,3}}",
    "C": r"#[a-z][\w-]*",
    "COLOUR": r"(?:#?[0-9a-f]{6}|[a-z]+)",
    "SPAN": r"\d{1,3} (?:day|week|month)s?",
    "CID": r"\d{3,}",
    "CHAN": r"(?!(?:and|with|called|named|for)\b)[a-z0-9][\w-]*",
    "MID": r"\d{10}\.\d{6}",
    "SID": r"(?-i:Q[0-9A-Z]{6,})",
    "L": _LABEL,
    "USUAL": _USUAL,
    "LS": rf"{_LABEL}(?:(?:, and|,| and| &) {_LABEL}){{0,3}}",
    "B": r"(?!(?:it|them|now|today|gist|repo|issue|pr|label|milestone|release|tag|file)\b(?![/-]))"
    r"[a-z][\w./-]*",
    "V": r"v?\d+(?:\.\d+)+[\w.+-]*",
    "M": r"(?!milestone\b|sprint\b)[\w.-]+",
    "LEVEL": r"(?:highest|high|medium|low|lowest)",
    "PTS": r"\d+(?:\.5)?",
    "S": r"(?:to ?do|backlog|open|in[ -]?progress|in[ -]?review|(?:code|peer) ?review|review"
    r"|in qa|qa|in test(?:ing)?|testing|blocked|on hold|done|closed|resolved|canceled|cancelled"
    r"|deployed|released|ready(?: for \w+)?|selected for development|in dev(?:elopment)?|verified)",
    "STATUS": r"(?!(?:\w+ )*(?:sprint|epic|milestone|board|project|top|bottom|backlog)\b)"
    r"(?!.*\b(?:and|n|then|also|but|it|prio|priority)\b)[a-z][\w-]*(?: [\w-]+){0,2}",
    "WHEN": r"(?:(?:since |on |from )?(?:(?:last |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|yesterday|today|this week|last week|this month|last month|1?\d days ago|\d{4}-\d\d-\d\d))",
    "FILE": r"(?:README|[\w/-]+\.[a-z]{1,5}|(?:[\w.-]+/){2,}[\w.-]+|Dockerfile|Makefile|CHANGELOG)",
    "PATH": r"(?:[\w.-]+/)*(?:[\w-]*(?:\.[\w-]+)+|README|Dockerfile|Makefile|CHANGELOG|LICENSE"
    r"|CODEOWNERS)",
    "LONE": r"(?:[\w.-]+/)*(?:\.nvmrc|\.[a-z]+-version|VERSION|CNAME|(?:version|runtime)\.txt)",
    "NAME": r"[\w-][\w.-]*\.[a-z]\w{0,5}",
    "DIR": r"(?!(?:this|that|which|what|root|home|main|current|same|a|an|my|our)\b)[\w.-]+"
    r"(?:/[\w.-]+)*",
    "REPO": r"[\w.-]+/[\w.-]+",
    "ORG": r"(?!(?:this|that|which|all|any|of|in|org|organi[sz]ation|every)\b)@?[a-z0-9][\w-]*",
    "VAR": r"(?!(?:called|named|to|in|on|of)\b)[a-z_]\w*",
    "VALUE": r"[^\s,;\"\ue000-\uf8ff]+",
    "INPUTS": r"[a-z_][\w-]*=[\w./:@-]+(?:(?:, and|,| and| &) [a-z_][\w-]*=[\w./:@-]+){0,9}",
    "TOPICS": r"(?!(?:be|the|a|an)\b)[a-z0-9][\w-]*(?:(?:, and|,| and| &) [a-z0-9][\w-]*){0,9}",
    "RUN": r"\d{5,}",
    "COMMENT": r"#?\d{6,}",
    "ROLE": r"(?:read|write|push|triage|maintain|maintainer|admin|pull)",
    "ENV": r"(?!(?:the|a|this|that|pending|waiting|prod|stage|stg|dev|which)\b)[a-z][\w-]*",
    "CODE": r"(?:[\w$][\w$.:/-]*(?:\(\))?|[\ue000-\uf8ff])",
    "ANY": r"[\w.'/@-]+(?: [\w.'/@-]+){0,5}?",
    "RES": r"[a-z][\w']*(?: [\w']+){0,3}",
    "PROJ": r"(?-i:[A-Z][A-Z0-9]{1,9})",
    "TYPE": rf"(?:{WORDS['TYPE_WORD']})",
    "WORDS": r"[\w.'/-]+(?: [\w.'/-]+){0,4}",
    "W": r"(?!(?:the|last|latest|failed|current|of|for|on|my)\b)[a-z][\w.-]*",
    "DAY": r"[a-z0-9][\w ./-]{1,24}",
    "EMOJI": r"(?::[\w+-]+:|thumbs?[ -]?(?:up|down)|eyes|heart|tada|rocket|check ?mark|fire"
    r"|clap|party|[a-z\d]+(?:_[a-z\d]+)+|[+-]1)",
    "text": f"(?:{MARKED}|{_NO_ORDER}{_BARE})",
    "any": f"(?:{MARKED}|{_BARE})",
    "said": f"(?:{MARKED}|{_NO_NOUN}{_NO_ORDER}{_BARE})",
    "new": f"(?:{MARKED}|{_NOT_NEW}{_NO_ORDER}{_BARE})",
    "clause": rf"(?:{MARKED}|[^\ue000-\uf8ff\",]*\w[^\ue000-\uf8ff\",]*)",
    "quoted": MARKED,
    "msg": MARKED,
    "value": r"[^\ue000-\uf8ff\"]+",
}
"""What stands for a value; with a digit behind its name, it is a second one."""
_BEFORE_SLOT = dict.fromkeys("TN", r"(?:draft |number |no\.? )?")
"""What says nothing of a value before it."""
_TEXTS = frozenset({"text", "any", "clause", "said", "new"})
"""The slots of what somebody is told: their parts are all called `text`."""
_AHEAD = (
    "(?:the|an?|my|all|jira|please|pls|plz|(?:can|could|would|will) you|go ahead and|let's|lets"
    "|i want you to|i'd like you to|i need you to|i want to|i'd like to|just|also|quickly)"
)
_BEHIND = "(?:now|please|pls|plz|again|for me|asap|right now|rn|atm|today)"
_BEHIND_NO_TEXT = "(?:thanks|thx)"
"""What may be a part of a text, where there is one."""
_GAP = r",? (?:(?:the|an?|my|our|now|just|please|pls|jira|kindly|also) )*"
_BEFORE_TEXT = re.compile(r" (?=(?:\)\?)?<(?:text|any|clause|value|said|new)>)")
"""Where no word is passed over: it may belong to the text."""
_SLOT = re.compile(r"(?<!\?P)<([A-Za-z_]+)(\d?)>")
_CLASS = re.compile(rf"(?<!<)(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})")
_DIGITS = tuple("0123456789")
_NEEDED_OF_SLOT = {
    **dict.fromkeys(("T", "N", "V", "PTS"), (_DIGITS,)),
    "K": (_DIGITS, ("-",)),
    "C": (("#",),),
}
"""The characters of which a value has one each."""
_OPTIONAL_CHARACTER = re.compile(r"\\?.[?*]|\[[^\]]*\][?*+]?|\\.|<\w+>")
_WORD = re.compile(r"[a-z]{2,}")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{(\w+)\}[^\[\]]*)\]")


@dataclass(frozen=True)
class SaidForm:
    """A form, which is compiled when a sentence has all that it cannot do without."""

    text: str

    def fullmatch(self, said: str) -> re.Match[str] | None:
        """Match a whole sentence."""
        folded = said.casefold()
        if all(any(each in folded for each in needed) for needed in self._needs):
            return self._pattern.fullmatch(said)
        return None

    @cached_property
    def _needs(self) -> tuple[tuple[str, ...], ...]:
        """What a sentence has in any case: of each group, one of its words."""
        return tuple(_needed_in(self._said))

    @cached_property
    def _said(self) -> str:
        """The form with the words of its classes."""
        return _CLASS.sub(lambda name: f"(?:{WORDS[name[0]]})", self.text)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        marked = _BEFORE_TEXT.sub("\x00", self._said).replace(" ?", "\x01")
        spaced = marked.replace(" ", _GAP).replace("\x00", " ").replace("\x01", f"(?:{_GAP})?")
        slots = _SLOT.sub(lambda slot: _slot(slot[1], slot[2]), spaced)
        behind = _BEHIND if "(?P<text>" in slots else f"(?:{_BEHIND}|{_BEHIND_NO_TEXT})"
        return re.compile(rf"(?:{_AHEAD} )*(?:{slots})(?:,? {behind})*[.!?]*", re.IGNORECASE)


def _needed_in(form: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of which a sentence has one each: those of no group that may be left out."""
    bare = list[str]()
    for part, quantity in _parts_of(form):
        if slot := _SLOT.fullmatch(part):
            yield from () if quantity else _NEEDED_OF_SLOT.get(slot[1], ())
        elif not part.startswith("("):
            bare.append(part)
        elif not quantity and not part.startswith(("(?!", "(?=", "(?<")):
            alternatives = ["".join(each) for each in _alternatives(part)]
            words = tuple(map(_longest_word, alternatives))
            yield from [words] if all(words) else []
    yield from ((word,) for word in _WORD.findall(_OPTIONAL_CHARACTER.sub("\n", "\n".join(bare))))


def _parts_of(form: str) -> Iterator[tuple[str, str]]:
    """Yield the groups, the slots and the other characters of a form, and what says how often."""
    depth = start = 0
    for at, char in enumerate(form):
        is_escaped = form[at - 1 : at] == "\\"
        if char in "(<" and not is_escaped and depth == 0 and form[at - 2 : at] != "?P":
            yield form[start:at], ""
            start = at
        depth += {"(": 1, ")": -1}.get(char, 0) if not is_escaped else 0
        is_end = char == ")" or (char == ">" and form[start] == "<")
        if is_end and depth == 0 and not is_escaped and form[start] in "(<":
            quantity = form[at + 1 : at + 2]
            yield form[start : at + 1], quantity if quantity in {"?", "*"} else ""
            start = at + 1
    yield form[start:], ""


def _alternatives(group: str) -> Iterator[list[str]]:
    """Yield the alternatives of a group, without the groups in them."""
    inside = re.sub(r"^\((?:\?:|\?P<\w+>)?|\)$", "", group)
    found = list[str]()
    for part, _ in _parts_of(inside):
        if part.startswith("("):
            found.append("\n")
            continue
        first, *others = part.split("|")
        found.append(first)
        for each in others:
            yield found
            found = [each]
    yield found


def _longest_word(said: str) -> str:
    return max(_WORD.findall(_OPTIONAL_CHARACTER.sub("\n", said)), key=len, default="")


def _slot(name: str, number: str) -> str:
    called = "text" if name in _TEXTS else f"{name}{number}"
    return rf"{_BEFORE_SLOT.get(name, '')}(?P<{called}>{SLOTS[name]})"


def without_empty(order: str, parts: dict[str, str]) -> str:
    """Return an order without the brackets of what is empty."""
    return _OPTIONAL.sub(lambda part: part[1] if parts.get(part[2]) else "", order)


def table(name: str) -> Mapping[str, Any]:
    """Return a table of the data."""
    found: Mapping[str, Any] = _DATA[name]
    return found


def shapes(name: str) -> tuple[tuple[SaidForm, str], ...]:
    """Return the forms of a table, each with the order that it is."""
    return tuple((form, order) for order, lines in table(name).items() for form in forms_in(lines))


def forms_in(lines: str) -> Iterator[SaidForm]:
    """Yield the forms that stand in lines."""
    yield from (SaidForm(line.strip()) for line in lines.splitlines() if line.strip())


_SHORT = {
    "w/": "with",
    "w/o": "without",
    "whats": "what's",
    "prio": "priority",
    "n": "and",
}
_HEAD = re.compile(r".*?(?=: | that | saying |[\"\u201c]|$)", re.DOTALL)
"""What stands before a text that is marked as one."""
_SHORT_WORD = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, _SHORT))})(?!\S)", re.IGNORECASE)
_SMALL_KEY = re.compile(
    r"(?<![\w/.#@-])(?<!channel )(?<!called )(?<!named )"
    r"(?!(?:release|hotfix|fix|feature|feat|utf|sha|top|pr|issue|sprint|q|v|phase"
    r"|step|part|node|python|ubuntu|windows|java|php|go|version|iso|build|job|run|rc|beta|alpha"
    r"|es|ts|bug|ticket|tier|level|team|group|team|test|option|day|week|covid|ipv|http|tls)-)"
    r"[a-z]{2,9}-[1-9]\d{0,5}(?![\w/.-])"
)
"""The key of a ticket in small letters."""


def in_full(text: str) -> str:
    """Return a sentence with what is written short in full, and keys of tickets in capitals.

    NOTE: it serves a suggestion, which is typed again; what is in quotation marks stays.
    """
    head = _HEAD.match(text.strip())
    said = head[0] if head else ""
    whole = _SHORT_WORD.sub(lambda word: _SHORT[word[0].casefold()], said)
    whole = _SMALL_KEY.sub(lambda key: key[0].upper(), whole)
    return with_whether(whole + text.strip()[len(said) :])
