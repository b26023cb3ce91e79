"""Reads what is said of the things of a list: "labelled stale, older than 90 days".

Each phrase is taken out of the words of the things, so that what is left is a list that a provider
can be asked for. What a list can ask for itself stays there.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from aegis_cli.planning.wire import WireCondition


class _Phrase(NamedTuple):
    """A phrase that says what each thing must be like."""

    form: re.Pattern[str]
    field: str
    test: str
    value: str
    """A template over the groups of the form."""
    left: str
    """The words that stay in its place."""


def _phrase(form: str, field: str, test: str, value: str = "{v}", left: str = "") -> _Phrase:
    joined = r"(?:\s*,)?\s+(?:(?:and|but)\s+)?"
    pattern = rf"(?:{joined}|^)(?:{form})(?=[\s,.]|$)"
    return _Phrase(re.compile(pattern, re.IGNORECASE), field, test, value, left)


_COUNTED = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {word: str(number) for number, word in enumerate(_COUNTED)} | {"a": "1", "an": "1"}
_COUNT = rf"(?:\d{{1,4}}|{'|'.join(_NUMBERS)})"
_AGE = rf"(?P<v>{_COUNT}\s(?:day|week|month|year)s?)"
_RECENT = r"(?P<v>(?:\d{1,4}\s)?(?:day|week|month|year)s?)"
_DAY = r"(?P<v>\d{4}-\d\d-\d\d)"
_NAME = r"(?P<v>\w(?:[\w:/.-]*\w)?)"
_NOBODY_NAMED = (
    r"(?:me|mine|us|them|others?|any\w*|every\w*|some\w*|no|nobody|bots?|people|humans?)"
)
_LOGIN = rf"(?!{_NOBODY_NAMED}\b)@?(?P<v>[\w-]+)"
_THAT = r"(?:(?:that|which|who)\s+)?"
_IS = r"(?:are\s+|is\s+)?"
_WAS = r"(?:(?:were|was|are|is)\s+)?"
_HAS_NO = r"(?:without|with\s+no|have\s+no|has\s+no)\s+"
_ANY = r"(?:any\s+|a\s+|an\s+)?"
_TOUCHED = r"(?:touched|updated|changed)"
_NOBODY = rf"(?:nobody|no\s?-?one)\s+(?:has\s+)?{_TOUCHED}"
_NOT = r"(?:(?:were|was|are|is|have|has|had)(?:\s+not|n't)(?:\s+been)?|not)"
_UNTOUCHED = (
    rf"(?:{_THAT}(?:{_NOBODY}|{_NOT}\s+{_TOUCHED})|untouched|"
    r"(?:with\s+no|without)\s+(?:any\s+)?(?:activity|updates?))"
)
_FOR = r"(?:for|in|within|since)\s+(?:the\s+)?(?:last\s+|past\s+)?(?:more\s+than\s+|over\s+)?"
_MADE = rf"{_THAT}{_WAS}(?:opened|created|made)"
_LAST = rf"{_THAT}{_WAS}(?:last\s+)?{_TOUCHED}"
_CLOSED = rf"{_THAT}{_WAS}closed"
_LONG_AGO = rf"(?:more\s+than|over)\s+{_AGE}\s+ago"
_SHORT_AGO = rf"less\s+than\s+{_AGE}\s+ago"
_LATELY = rf"(?:in|within)\s+the\s+(?:last|past)\s+{_RECENT}"
_ALL_OF_THEM = r"(?!\s+(?:from|by|of)\b)"
"""No person follows: whose they are is another question than how many."""
_TITLED = r"(?P<q>['\"])(?P<v>[^'\"]{1,200})(?P=q)"
_EXCEPT = r"(?:except|excluding|other\s+than|apart\s+from|but\s+not)\s+(?:for\s+)?"
_THOSE = r"(?:(?:those|the\s+ones|ones)\s+)?(?:(?:that|which)\s+are\s+)?"
_WITH_LABEL = r"(?:labell?ed(?:\s+(?:as|with))?|with\s+(?:the\s+)?label)\s+"
_PHRASES: Sequence[_Phrase] = (
    _phrase(rf"{_EXCEPT}{_THOSE}{_WITH_LABEL}{_NAME}", "label", "has_not"),
    _phrase(rf"{_EXCEPT}{_THOSE}assigned\s+to\s+{_LOGIN}", "assignee", "has_not"),
    _phrase(rf"{_EXCEPT}{_THOSE}(?:by|from)\s+{_LOGIN}", "author", "is_not"),
    _phrase(rf"{_EXCEPT}{_THOSE}drafts?", "draft", "is", "false"),
    _phrase(rf"{_EXCEPT}(?:\w+\s+)?#(?P<v>\d{{1,9}})", "number", "is_not"),
    _phrase(rf"{_EXCEPT}(?:\w+\s+)?(?P<v>[A-Z][A-Z0-9]+-\d{{1,9}})", "key", "is_not"),
    _phrase(
        rf"(?P<o>{_WITH_LABEL}[\w:/.-]+),?\s+but\s+not\s+(?!labell?ed|assigned|with|by|drafts?)"
        rf"{_NAME}",
        *("label", "has_not", "{v}", "{o}"),
    ),
    _phrase(rf"{_UNTOUCHED}\s+{_FOR}{_AGE}", "updated", "before"),
    _phrase(rf"{_UNTOUCHED}\s+since\s+{_DAY}", "updated", "before"),
    _phrase(rf"{_LAST}\s+before\s+{_DAY}", "updated", "before"),
    _phrase(rf"{_LAST}\s+(?:after|since)\s+{_DAY}", "updated", "after"),
    _phrase(rf"{_LAST}\s+{_LONG_AGO}", "updated", "before"),
    _phrase(rf"{_LAST}\s+{_SHORT_AGO}", "updated", "after"),
    _phrase(rf"{_LAST}\s+{_LATELY}", "updated", "after"),
    _phrase(rf"{_THAT}{_IS}older\s+than\s+{_AGE}", "created", "before"),
    _phrase(rf"{_THAT}{_IS}(?:newer|younger)\s+than\s+{_AGE}", "created", "after"),
    _phrase(rf"{_MADE}\s+before\s+{_DAY}", "created", "before"),
    _phrase(rf"{_MADE}\s+(?:after|since)\s+{_DAY}", "created", "after"),
    _phrase(rf"{_MADE}\s+{_LONG_AGO}", "created", "before"),
    _phrase(rf"{_MADE}\s+{_SHORT_AGO}", "created", "after"),
    _phrase(rf"{_MADE}\s+{_LATELY}", "created", "after"),
    _phrase(rf"{_THAT}{_WAS}due\s+before\s+{_DAY}", "due", "before"),
    _phrase(rf"{_THAT}{_WAS}due\s+after\s+{_DAY}", "due", "after"),
    _phrase(rf"{_CLOSED}\s+before\s+{_DAY}", "closed", "before", left="closed"),
    _phrase(rf"{_CLOSED}\s+(?:after|since)\s+{_DAY}", "closed", "after", left="closed"),
    _phrase(rf"{_CLOSED}\s+{_LONG_AGO}", "closed", "before", left="closed"),
    _phrase(rf"{_CLOSED}\s+{_LATELY}", "closed", "after", left="closed"),
    _phrase(
        rf"{_THAT}(?:have|has|with)\s+(?:more\s+than|over)\s+(?P<v>\d{{1,6}})\s+comments?{_ALL_OF_THEM}",
        *("comments", "more_than"),
    ),
    _phrase(
        rf"{_THAT}(?:have|has|with)\s+(?:less|fewer)\s+than\s+(?P<v>\d{{1,6}})\s+comments?{_ALL_OF_THEM}",
        *("comments", "less_than"),
    ),
    _phrase(rf"{_THAT}{_HAS_NO}{_ANY}comments?{_ALL_OF_THEM}", "comments", "less_than", "1"),
    _phrase(rf"{_THAT}{_HAS_NO}{_ANY}labels?(?!\s+(?!in\b|and\b|or\b)\w)", "label", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}unlabell?ed", "label", "has_not", ""),
    _phrase(rf"{_THAT}{_HAS_NO}(?:the\s+)?label\s+{_NAME}", "label", "has_not"),
    _phrase(rf"{_THAT}{_IS}not\s+labell?ed\s+{_NAME}", "label", "has_not"),
    _phrase(rf"{_THAT}{_HAS_NO}{_ANY}assignees?", "assignee", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}(?:unassigned|not\s+assigned)(?!\s+to)", "assignee", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}assigned\s+to\s+(?:nobody|no\s+one)", "assignee", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}not\s+assigned\s+to\s+{_LOGIN}", "assignee", "has_not"),
    _phrase(rf"{_THAT}{_IS}not\s+(?:by|from)\s+{_LOGIN}", "author", "is_not"),
    _phrase(rf"{_THAT}{_IS}not\s+(?:a\s+)?drafts?", "draft", "is", "false"),
    _phrase(rf"{_THAT}(?:are|is)\s+(?:a\s+)?drafts?", "draft", "is", "true"),
    _phrase(
        rf"(?:whose\s+title\s+(?:contains|has)|with\s+(?:the\s+)?title\s+containing)\s+{_TITLED}",
        *("title", "contains"),
    ),
    _phrase(rf"with\s+{_TITLED}\s+in\s+(?:the|their|its)\s+title", "title", "contains"),
)
_OF_TICKETS: Sequence[_Phrase] = (_phrase(rf"{_THAT}{_WITH_LABEL}{_NAME}", "label", "has"),)
"""What a list of Jira cannot be asked for in words."""
_JOINED = re.compile(r"\s*(?:,|&|\+|\b(?:and|or|nor|plus)\b)", re.IGNORECASE)
_SAYS_MORE = re.compile(
    r"(?:(?:and|or|nor|,|&)\s*)?(?:\w+ed|by|from|of|in|with|without|not|no|those|the ones)\b",
    re.IGNORECASE,
)
_TICKETS = re.compile(r"\btickets?\b", re.IGNORECASE)


def without_conditions(phrase: str) -> tuple[str, tuple[WireCondition, ...]]:
    """Take the phrases of conditions out of the words of things; no words are left of a doubt.

    NOTE: what is joined to an exception may be one too: "except those labelled keep and pinned".
    """
    found: list[WireCondition] = []
    left = phrase
    phrases = (*_PHRASES, *(_OF_TICKETS if _TICKETS.search(phrase) else ()))
    if any(_goes_on(each, phrase) for each in phrases):
        return "", ()
    for each in phrases:
        while match := each.form.search(left):
            value = _as_value(each.value.format(**match.groupdict()), each.test)
            found.append(WireCondition(field=each.field, test=each.test, value=value))
            stays = each.left.format(**match.groupdict())
            left = f"{left[: match.start()]} {stays} {left[match.end() :]}"
    left = re.sub(r"\s+and\s*$", "", " ".join(left.split()))
    return re.sub(r"\s+and\s+(?=in\b)", " ", left).strip(" ,"), tuple(found)


def is_cut_short(things: str, tail: str) -> bool:
    """Tell whether what stands behind the words of things says more of an exception in them."""
    ends_in_one = any(
        each.test in {"has_not", "is_not"} and each.value and each.form.search(things)
        for each in _PHRASES
    )
    return ends_in_one and _SAYS_MORE.match(tail) is not None


def _goes_on(exception: _Phrase, phrase: str) -> bool:
    """Tell whether something is joined to an exception that names what it leaves out."""
    if exception.test not in {"has_not", "is_not"} or not exception.value:
        return False
    found = exception.form.finditer(phrase)
    return any(_JOINED.match(phrase, match.end()) for match in found)


def _as_value(said: str, test: str) -> str:
    """Write the number of an age in digits: "a year" is "1 year", and so is the last "year"."""
    if test not in {"before", "after"}:
        return said
    first, _, unit = said.partition(" ")
    if not unit and not first[0].isdigit():
        return f"1 {first}"
    return f"{_NUMBERS.get(first.casefold(), first)} {unit}".strip()


def words_of(conditions: Sequence[WireCondition]) -> str:
    """Say what the things are asked for, in brackets; "" for nothing."""
    words = (
        " ".join(filter(None, (each.field, each.test.replace("_", " "), each.value or "any")))
        for each in conditions
    )
    return f" ({', '.join(words)})" if conditions else ""
