"""The forms of a value that does not fit its field: words around it, a number or a day in words.

Each is only taken where the text does not fit the field and the form does, so that nothing which a
field takes is ever read as something else.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from aegis_cli.actions.fields.fields import choices_of, is_list, kind_of
from aegis_cli.actions.fields.kinds import Kind, Role
from aegis_cli.planning.sentence.tokens import COUNTS

_PAIRS = {mark: mark for mark in "'\"`"} | {"\u201c": "\u201d", "\u2018": "\u2019"}
"""The marks around a value that are none of it, by the one that opens."""
_BRACKETS = {"(": ")", "[": "]"}
_NUMBERED = {"issues": "issue|pull request|pull|pr|ticket|gh"}
"""What else a number is said of, by the reader of the field."""
_IN_ADDRESSES = {"comment": "|issuecomment|discussion_r"}
"""What addresses call a thing beside its noun."""
_OF_NUMBERS = "number|no|nr|id"
_OF_COUNTS = "top|first|last|latest|newest|up to|at most|max|limit"
_NUMBER = r"[#!]?(?P<value>\d{1,3}(?:,\d{3})+|\d+)(?:\.0)?"
_TIMES = "(?:second|minute|hour|day|week|month|quarter|year)s"
_NO_NAMES = frozenset(
    "every each no any all my our your his her its their this that these those same other another"
    " some either neither both whole entire which what first last latest next previous current"
    " default".split()
)
"""Words before a noun that name nothing."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<number>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:of )?{_MONTH},? (?P<year>\d{{4}})",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
    )
)
"""How a day with its year is written. NOTE: 01/02/2027 says two, and is none."""
_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ")
_COLOURS = {
    "red": "ff0000",
    "orange": "ffa500",
    "yellow": "ffff00",
    "green": "008000",
    "blue": "0000ff",
    "purple": "800080",
    "pink": "ffc0cb",
    "brown": "a52a2a",
    "black": "000000",
    "white": "ffffff",
    "gray": "808080",
    "grey": "808080",
}
"""The colors that people name, as the Web has them."""
_KEY = re.compile(rf"\A(?!(?i:{_NUMBERED['issues']}|{_OF_NUMBERS}|mr)s? )([A-Z][A-Z0-9]+) (\d+)\Z")
"""As in "WEB 42"; "PR 7" is a pull request."""
_OF_CHOICES = frozenset(
    "access permission permissions rights role only and merge merging commit state status".split()
)
"""Words beside a choice that say no other."""


def without_marks(text: str) -> str:
    """Return a text without the quotation marks around all of it."""
    first, last = text[:1], text[-1:]
    inner = text[1:-1].strip()
    is_pair = len(text) > len(first + last) and _PAIRS.get(first) == last
    return inner if is_pair and {first, last}.isdisjoint(inner) else text


def nearest_form(info: FieldInfo, text: str) -> str:
    """Return a text that fits its field, or else the one other form of it that does."""
    forms = [*dict.fromkeys(_forms(info, text))]
    if not forms or fits(info, text):
        return text
    fitting = [form for form in forms if fits(info, form)]
    return fitting[0] if len(fitting) == 1 else text


def fits(info: FieldInfo, text: str) -> bool:
    """Tell whether a field, or an item of its list, takes a text."""
    with suppress(ValidationError):
        _adapter(info).validate_python([text] if is_list(info) else text)
        return True
    return False


@cache
def _adapter(info: FieldInfo) -> TypeAdapter[Any]:
    """Return what takes a field's value. It takes thirty times as long to make as to use."""
    typed: Any = Annotated[info.annotation, kind_of(info), *info.metadata]
    return TypeAdapter(typed)


def _forms(info: FieldInfo, text: str) -> Iterator[str]:
    kind, folded = kind_of(info), " ".join(text.casefold().split())
    if choices_of(info):
        yield from _choice(info, folded)
    elif kind.role is Role.BOUND:
        yield from _count(folded)
    elif kind.reads in {"issues", "number"}:
        yield from _number(kind, folded)
    elif kind.noun == "day":
        yield from days_in(folded)
    elif kind.reads == "colour":
        yield from _colour(folded)
    elif kind.reads == "duration":
        yield from _duration(folded)
    else:
        yield from _name(kind, text)


def _choice(info: FieldInfo, folded: str) -> Iterator[str]:
    """Yield the choices among words that else say none, as of "write access" and ":rocket:"."""
    words = {*re.split(r"[\s_-]+", folded.strip(":"))}
    rest = words - _OF_CHOICES
    yield from (choice for choice in choices_of(info) if {choice} == rest)


def _count(folded: str) -> Iterator[str]:
    """Yield the number of "twelve", "top 10" and "10 issues"."""
    words = "|".join(COUNTS)
    form = (
        rf"(?:(?:the )?(?:{_OF_COUNTS}) )?(?:{_NUMBER}|(?P<word>{words}))(?: (?!{_TIMES})[a-z]+s)?"
    )
    if match := re.fullmatch(form, folded):
        said = match["word"]
        yield str(COUNTS[said]) if said else match["value"].replace(",", "")


def _number(kind: Kind, folded: str) -> Iterator[str]:
    """Yield the number of "issue 205", "PR #7", "(#7)" and "pull/7"."""
    nouns = "|".join(filter(None, (kind.noun, _NUMBERED.get(kind.reads, ""))))
    inner = folded[1:-1] if _BRACKETS.get(folded[:1]) == folded[-1:] else folded
    nouns += _IN_ADDRESSES.get(kind.noun, "")
    form = rf"(?:(?:the )?(?:{nouns})s?[ /:-]*)?(?:(?:{_OF_NUMBERS})\.?[ :]*)?{_NUMBER}"
    if (match := re.fullmatch(form, inner)) and match["value"].isascii():
        yield match["value"]


def days_in(folded: str) -> Iterator[str]:
    """Yield the day that is written in another order, or with the name of its month."""
    weekday = _WEEKDAY.match(folded)
    said = folded[weekday.end() :] if weekday else folded
    for match in filter(None, (form.fullmatch(said) for form in _DAYS)):
        parts = match.groupdict()
        month = _MONTHS.index(parts["month"]) + 1 if "month" in parts else int(parts["number"])
        with suppress(ValueError):
            day = date(int(parts["year"]), month, int(parts["day"]))
            if weekday is None or _WEEKDAYS[day.weekday()] == weekday[0][:3]:
                yield day.isoformat()


def _colour(folded: str) -> Iterator[str]:
    """Yield the six digits of a color that is named, or written with three."""
    digits = folded.removeprefix("#").removeprefix("0x")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        yield "".join(2 * digit for digit in digits)
    yield _COLOURS.get(folded, digits)


def _duration(folded: str) -> Iterator[str]:
    """Yield the hours and minutes of "two hours", "1.5h", "2:30" and "PT2H"."""
    said = re.sub(rf"\b(?:{'|'.join(COUNTS)})\b", lambda word: str(COUNTS[word[0]]), folded)
    said = said.removeprefix("pt")
    if match := re.fullmatch(r"(\d{1,3})[.,](\d{1,2}) ?h(?:ours?|rs?)?", said):
        yield f"{match[1]}h {round(float(f'0.{match[2]}') * 60)}m"
    elif match := re.fullmatch(r"(\d{1,3}):([0-5]\d)(?: ?h)?", said):
        yield f"{match[1]}h {match[2]}m"
    elif said != folded:
        yield said


def _name(kind: Kind, text: str) -> Iterator[str]:
    """Yield the name beside its noun, or between brackets, as its container writes it."""
    inner = text[1:-1] if _BRACKETS.get(text[:1]) == text[-1:] else text
    noun = rf"(?:{kind.noun})"
    match = re.fullmatch(rf"(?:the )?{noun}:? (\S+)|(?:the )?(\S+) {noun}", inner, re.IGNORECASE)
    bare = (match[1] or match[2]) if match else inner
    if bare.casefold() in _NO_NAMES:
        return
    spelled = kind.container.spelled if kind.container else str
    plain = bare.lstrip("# ")
    forms = (bare, plain, spelled(plain), _KEY.sub(r"\1-\2", plain) if kind.inside else plain)
    yield from (form for form in forms if form != text)
