"""Reads a time that is said in words, such as "tomorrow 9am", and writes it in full.

It is a guess: the question shows the time as it would be sent, in the person's zone.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

from aegis_cli.actions.catalog import load
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.lenient.days import day_at
from aegis_cli.planning.lenient.reader import Guess, guess
from aegis_cli.planning.lenient.vocabulary import vocabulary
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

_MONTHS = "|".join(sorted(" ".join(words) for words in vocabulary("en").days["month"]))
_NUMBER_OF_DAY = r"(?:[012]?\d|3[01])(?:st|nd|rd|th)?"
_DATE = rf"(?:{_NUMBER_OF_DAY} (?:of )?(?:{_MONTHS})|(?:{_MONTHS}) {_NUMBER_OF_DAY})(?:,? 20\d\d)?"
"""A day of a month: "15 May", "june 3rd, 2027"."""
_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_MORNING, _EVENING, _END = 9, 20, 17
"""The hours of a day without one, of tonight, and of the end of a day."""
_NOON = 12
_OF_TIMES = "time"
"""How the kind of a field calls a moment."""
_OF_DAYS = "day"
"""How it calls a day."""
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d))?(?: ?(?P<half>am|pm))?"
_DAY = rf"(?P<day>today|tonight|tomorrow|(?:(?:on|next|this|coming) )?(?:{'|'.join(_WEEK)}))"
_SAID = tuple(
    re.compile(rf"\b(?:at |on |for |by )?(?:{form})\b", re.IGNORECASE)
    for form in (
        rf"{_DAY},?(?: morning)?(?: at)? {_CLOCK}",
        rf"{_CLOCK},? {_DAY}",
        r"in (?P<count>\d{1,3}|an?|half an) (?P<unit>min|h|d)(?:ute|our|r|ay)?s?",
        r"(?P<end>(?:the )?end of (?:the )?day|eod)(?: (?:today|tomorrow))?",
        _DAY,
        r"(?P<hour>0?\d|1[0-2])(?::(?P<minute>[0-5]\d))? ?(?P<half>am|pm)",
    )
)
"""How a time is said; what says most comes first."""


_DAY_WORD = re.compile(
    r"\b(?:(?:(?:next|this|coming|last) )?"
    rf"(?:today|yesterday|tomorrow|{'|'.join(_WEEK)})|{_DATE})\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:(?:since|from|in|within|over|during) (?:the )?)?(?P<span>(?:this|last|past)"
    r" (?:week|month)|\d{1,2} (?:day|week|month)s? ago)\b",
    re.IGNORECASE,
)
"""A time up to now, of which the first day is meant."""
_TO_DAY = re.compile(
    rf"(?P<before>.*\b(?:due date|deadline)\b.* to )(?:{_DAY}|(?P<date>{_DATE}))[.!]?",
    re.IGNORECASE | re.DOTALL,
)


def guess_with_day(text: str, context: Context, now: datetime, grammar: Grammar) -> Guess | None:
    """Return the plan of a sentence that moves what is due to a day in words; `None` for others."""
    match = _TO_DAY.fullmatch(text.strip())
    if match is None or Sentence(text).quotes:
        return None
    said = (match["day"] or match["date"]).casefold()
    full = f"{match['before']}{_day_of(said, now, is_ahead=True)}"
    plan = plan_sentence(full, context, grammar=grammar)
    return Guess(plan, full) if isinstance(plan, WirePlan) else None


def guess_day_of_field(
    text: str, context: Context, now: datetime, grammar: Grammar
) -> Guess | None:
    """Return the plan of a sentence that says the day of a field in a word; `None` for others.

    What is to be done by a day has it before it, and what is looked at has it behind it.
    """
    for day, is_ahead, full in (*_in_days(text, now), *_in_spans(text, now)):
        plan = plan_sentence(full, context, grammar=grammar)
        if isinstance(plan, WirePlan) and any(
            arg.value == day and kinds_of(load(step.action))[arg.name].noun == _OF_DAYS
            for step in plan.steps
            if grammar.actions[step.action].reads is not is_ahead
            for arg in step.args
        ):
            return Guess(plan, full)
    return None


def _in_days(text: str, now: datetime) -> Iterator[tuple[str, bool, str]]:
    """Yield the day that one word of a sentence says, whether it is ahead, and all with it."""
    found = _outside_quotes(_DAY_WORD, text)
    match = found[0] if len(found) == 1 else None
    for is_ahead, before in product((True, False), ("", "on ")) if match else ():
        if match and (day := _day_of(match[0].casefold(), now, is_ahead=is_ahead)):
            yield day, is_ahead, f"{text[: match.start()]}{before}{day}{text[match.end() :]}"


def _in_spans(text: str, now: datetime) -> Iterator[tuple[str, bool, str]]:
    """Yield the first day of the one time up to now that a sentence says, and all with it."""
    found = _outside_quotes(_SPAN, text)
    if len(found) == 1:
        (match,) = found
        if day := _day_of(match["span"].casefold(), now, is_ahead=False):
            yield day, False, f"{text[: match.start()]}since {day}{text[match.end() :]}"


def _day_of(said: str, now: datetime, *, is_ahead: bool) -> str:
    """Return the day that a word says before or behind one, and "" where it says none there."""
    if not is_ahead or any(map(str.isdecimal, said)):
        words = (*(["due"] * is_ahead), *said.replace(",", " ").split())
        found = day_at(words, int(is_ahead), vocabulary("en").days, now.date())
        return found[1] if found and found[0] == len(words) else ""
    if said.startswith(("last ", "yesterday")):
        return ""
    return (now.date() + timedelta(_days_until(said, now))).isoformat()


def _outside_quotes(form: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """Return all that has a form in a text outside quotation marks."""
    quotes = Sentence(text).quotes
    return [
        match
        for match in form.finditer(text)
        if not any(quote.start <= match.start() < quote.end for quote in quotes)
    ]


def guess_with_time(text: str, context: Context, now: datetime, grammar: Grammar) -> Guess | None:
    """Return the plan of a sentence that says a time in words; `None` if no action takes it.

    NOTE: a time is taken by a field for one alone, so that it never gets into a text.
    """
    if (match := _match(text)) is None:
        return None
    moment = f"{_moment(match, now):%Y-%m-%d %H:%M}"
    before, behind = text[: match.start()], text[match.end() :]
    told = f"{before}at '{moment}'{behind}"
    full = told if before.strip() else f"{behind.strip(' ,')} at '{moment}'"
    plan = plan_sentence(full, context, grammar=grammar)
    found = (
        Guess(plan, full)
        if isinstance(plan, WirePlan)
        else guess(full, context, grammar, now.date())
    )
    is_taken = found is not None and any(
        arg.value == moment and kinds_of(load(step.action))[arg.name].noun == _OF_TIMES
        for step in found.plan.steps
        for arg in step.args
    )
    return found if is_taken else None


def _match(text: str) -> re.Match[str] | None:
    """Return the one time that a sentence says outside quotation marks."""
    found = next(filter(None, (_outside_quotes(form, text) for form in _SAID)), [])
    return found[0] if len(found) == 1 else None


def _moment(match: re.Match[str], now: datetime) -> datetime:
    """Return the next moment that the words may mean."""
    said = {name: value.casefold() for name, value in match.groupdict().items() if value}
    if "unit" in said:
        return now + _count(said["count"]) * _UNITS[said["unit"]]
    if "end" in said:
        day = now + timedelta("tomorrow" in match[0].casefold())
        return day.replace(hour=_END, minute=0)
    day = now + timedelta(_days_until(said.get("day", ""), now))
    moment = day.replace(hour=_hour(said), minute=int(said.get("minute", 0)))
    return moment if "day" in said or moment > now else moment + timedelta(days=1)


def _count(said: str) -> float:
    if said.isdecimal():
        return int(said)
    return 1 if said in {"a", "an"} else 1 / 2


def _days_until(day: str, now: datetime) -> int:
    weekday = next((at for at, name in enumerate(_WEEK) if day.endswith(name)), None)
    if weekday is not None:
        return (weekday - now.weekday()) % len(_WEEK) or len(_WEEK)
    return int(day == "tomorrow")


def _hour(said: dict[str, str]) -> int:
    if "hour" not in said:
        return _EVENING if said.get("day") == "tonight" else _MORNING
    hour, half = int(said["hour"]), said.get("half")
    if half is None:
        return hour
    return hour % _NOON + _NOON * (half == "pm")
