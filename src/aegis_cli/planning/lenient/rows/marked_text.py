"""Puts one character for each quotation, age and day of a sentence."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from aegis_cli.planning.lenient.days import day_at
from aegis_cli.planning.lenient.vocabulary import vocabulary
from aegis_cli.planning.sentence.ages import AGE, ages_in
from aegis_cli.planning.sentence.sentence import Sentence

_QUOTE, _EMOJI, _AGE, _NOW, _DAY = 0xE000, 0xE080, 0xE100, 0xE200, 0xE280
IT = "\uf8ff"
"""What stands for each of the things in the orders."""
QUOTES, EMOJIS, AGES = "\ue000-\ue07f", "\ue080-\ue0ff", "\ue100-\ue1ff"
NOW, DAYS = "\ue200-\ue27f", "\ue200-\ue2ff"
_ANY = re.compile("[\ue000-\uf8ff]")
_DATE = re.compile(
    r"(?<![\d一二三四五六七八九十])(?=20\d\d年|\d{1,2}月)(?:(20\d\d)年)?(?:(\d{1,2})月)?(?:(?<=月)(\d{1,2})[日号])?"
)
_MONTH_IN_LETTERS = re.compile(
    r"(?<![一二三四五六七八九十个])(十[一二]?|[一二三四五六七八九])(?=月)"
)
_LETTERS = "一二三四五六七八九十"
_LONGEST = 5
_WORD = re.compile(r"[^\s,;:()]+")
_EMOJI_NAME = re.compile(r"(?<!\S):([a-z0-9_+-]+):(?!\S)|(?<!\S)([+-]1)(?!\S)")
"""An emoji by its name: ":eyes:", or "+1"."""
_EMOJI_SIGNS = {
    "👍": "thumbsup",
    "👎": "thumbsdown",
    "👀": "eyes",
    "❤": "heart",
    "🎉": "tada",
    "🚀": "rocket",
    "🔥": "fire",
    "👏": "clap",
    "🙏": "pray",
    "🙌": "raised_hands",
    "💯": "100",
    "✅": "white_check_mark",
}
_SHORT_AGE = re.compile(
    r"(?<![\w.#/-])(\d{1,3})(?:([dwy])|\s?(wks?|mos?|mths?|yrs?|gg))\b(?!')", re.IGNORECASE
)
"""An age as it is written in haste: "90d", "2w", "6 mo"; "10 y" is "10 and" in Spanish."""
_SHORT_UNITS = {"d": "day", "g": "day", "w": "week", "m": "month", "y": "year"}
_ODD_AGE = re.compile(r"\b(\d{1,4})(\+?)[ -](?=(?:day|week|month|year)s?\b)", re.IGNORECASE)
"""An age as a word before a noun: "30+ day old", "90-day"."""
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_BEHIND_PAST = r"(?:(?<=\bthe last )|(?<=\bthe past )|(?<=\bthis past ))"
_OTHER_AGES = (
    (re.compile(r"\b(?:a |one )?(?:full |whole )?quarter\b", re.IGNORECASE), (3, "month")),
    (re.compile(r"\bhalf a year\b", re.IGNORECASE), (6, "month")),
    (re.compile(r"\ba fortnight\b", re.IGNORECASE), (2, "week")),
    (re.compile(r"\b24 ?(?:h|hours|horas|heures|ore|stunden)\b", re.IGNORECASE), (1, "day")),
    (re.compile(r"\b48 ?(?:h|hours|horas|heures|ore|stunden)\b", re.IGNORECASE), (2, "day")),
    (re.compile(r"半年間?"), (6, "month")),
    (re.compile(r"\b(?:einem|ein) halbe[ns]? jahr\b", re.IGNORECASE), (6, "month")),
    (re.compile(r"\b(?:medio año|meio ano|mezzo anno)\b", re.IGNORECASE), (6, "month")),
    (re.compile(r"\bu[nm] semestre\b", re.IGNORECASE), (6, "month")),
    (
        re.compile(r"\bu[nm] trimestre\b|\beine[mn]? (?:quartal|vierteljahr)\b", re.IGNORECASE),
        (3, "month"),
    ),
    (re.compile(r"[一1]个?季度|[一1]?四半期"), (3, "month")),
    (re.compile(rf"{_BEHIND_PAST}week\b", re.IGNORECASE), (1, "week")),
    (re.compile(rf"{_BEHIND_PAST}month\b", re.IGNORECASE), (1, "month")),
    (re.compile(rf"{_BEHIND_PAST}year\b", re.IGNORECASE), (1, "year")),
)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A day, or some that follow one another; up to now where it has no end."""

    start: date
    end: date | None
    """The first day after it."""


@dataclass
class Marked:
    """A sentence with its marks."""

    text: str
    language: str
    today: date
    values: dict[str, str] = field(default_factory=dict)
    """The text of each quotation, and each age as `90 days`."""
    spans: dict[str, DaySpan] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, language: str, today: date) -> "Marked | None":
        """Put the marks; `None` where the text has such characters itself."""
        if _ANY.search(text):
            return None
        made = cls("", language, today)
        pieces, at = list[str](), 0
        for number, quote in enumerate(Sentence(text).quotes):
            pieces += [text[at : quote.start], chr(_QUOTE + number)]
            made.values[pieces[-1]] = quote.text.strip() or quote.text
            at = quote.end
        made._put_emoji("".join([*pieces, text[at:]]))
        if language in {"ja", "zh"}:
            made._put_dates_without_spaces()
        made._put_ages()
        made._put_days()
        return made

    def _put_emoji(self, text: str) -> None:
        for sign, name in _EMOJI_SIGNS.items():
            text = re.sub(f"\\s?{sign}\ufe0f?", f" :{name}: ", text)
        self.text = _EMOJI_NAME.sub(self._emoji, text)

    def _emoji(self, match: re.Match[str]) -> str:
        mark = chr(_EMOJI + len(self.values))
        self.values[mark] = match[1] or match[2]
        return mark

    def _put_dates_without_spaces(self) -> None:
        """Put the marks of "2024年3月1日", "2024年3月", "2024年" and "3月"."""
        said = _MONTH_IN_LETTERS.sub(_month_in_digits, self.text)
        self.text = _DATE.sub(self._date_in, said)

    def _date_in(self, match: re.Match[str]) -> str:
        if (span := _span_of_date(match, self.today)) is None:
            return match[0]
        mark = chr(_DAY + len(self.spans))
        self.spans[mark] = span
        return mark

    def _put_days_without_spaces(self) -> None:
        for said, kind, length in _words_of_days(self.language):
            while said in self.text:
                span = _span_of(kind, length, self.today)
                mark = chr((_DAY if span.end else _NOW) + len(self.spans))
                self.spans[mark] = span
                self.text = self.text.replace(said, mark, 1)

    def text_of(self, value: str) -> str:
        """Return a value as it is meant: what stood in the place of its mark."""
        days = {mark: span.start.isoformat() for mark, span in self.spans.items()}
        return "".join(self.values.get(char, days.get(char, char)) for char in value)

    def _put_ages(self) -> None:
        for form, age in _OTHER_AGES:
            self.text = form.sub(lambda _, age=age: self._age(*age), self.text)  # type: ignore[misc]
        self.text = _SHORT_AGE.sub(
            lambda said: self._age(int(said[1]), _SHORT_UNITS[(said[2] or said[3])[0].casefold()]),
            self.text,
        )
        if self.language == "en":
            self.text = _ODD_AGE.sub(lambda said: f"{'over ' * bool(said[2])}{said[1]} ", self.text)
        self.text = re.sub(AGE, self._age_in, self.text, flags=re.IGNORECASE)

    def _age_in(self, match: re.Match[str]) -> str:
        found = [*ages_in(match[0])]
        return self._age(*found[0]) if found else match[0]

    def _age(self, number: int, unit: str) -> str:
        mark = chr(_AGE + len(self.values))
        self.values[mark] = f"{number} {unit}{'' if number == 1 else 's'}"
        return mark

    def _put_days(self) -> None:
        if self.language in {"ja", "zh"}:
            self._put_days_without_spaces()
        for start, end, span in reversed([*_days_in(self.text, self.language, self.today)]):
            mark = chr((_DAY if span.end else _NOW) + len(self.spans))
            self.spans[mark] = span
            self.text = f"{self.text[:start]}{mark}{self.text[end:]}"


def _month_in_digits(match: re.Match[str]) -> str:
    return str(sum(_LETTERS.index(char) + 1 for char in match[1]))


def _words_of_days(language: str) -> Iterator[tuple[str, str, int]]:
    """Yield the words of days that no space tells apart, the longest first."""
    days = vocabulary(language).days
    found = [(phrase[0], kind, its) for kind in _SAID for phrase, its in days[kind].items()]
    said = [each for each in found if len(each[0]) > 1 and each[2] in _SAID[each[1]]]
    said = [each for each in said if not each[0].isascii()]
    yield from sorted(said, key=lambda each: -len(each[0]))


_SAID = {"day": {0, -1}, "this": {7, 30, 365}, "weekday": {*range(7)}}


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _days_in(text: str, language: str, today: date) -> Iterator[tuple[int, int, DaySpan]]:
    words = [*_WORD.finditer(text)]
    folded = tuple(_without_accents(word[0].casefold().rstrip(".!")) for word in words)
    at = 0
    while at < len(words):
        found = _last_at(folded, at, today) if language == "en" else None
        found = found or _week_before_at(folded, at, today)
        found = found or _span_at(folded, at, language, today)
        if found is None:
            at += 1
            continue
        end, span = found
        last = words[end - 1]
        yield words[at].start(), last.start() + len(last[0].rstrip(".!")), span
        at = end


def _span_at(
    words: tuple[str, ...], at: int, language: str, today: date
) -> tuple[int, DaySpan] | None:
    if (iso := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", words[at])) is not None:
        return _one_day(at + 1, *map(int, iso.groups()))
    if (dotted := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", words[at])) is not None:
        day, month, year = map(int, dotted.groups())
        return _one_day(at + 1, year, month, day)
    days = vocabulary(language).days
    phrase = words[at : at + 1]
    if (offset := days.get("day", {}).get(phrase)) in {0, -1}:
        start = today + timedelta(offset or 0)
        return at + 1, DaySpan(start, today if offset else None)
    for length in (3, 2, 1):
        this = words[at : at + length]
        if len(this) == length and days.get("this", {}).get(this):
            found = day_at(words[: at + length], at, days, today)
            if found and found[0] == at + length:
                return at + length, DaySpan(date.fromisoformat(found[1]), None)
    is_weekday = any(words[at : at + length] in days.get("weekday", {}) for length in (1, 2))
    is_weekday &= len(words[at]) > _SHORT or words[at - 1] in _BEFORE_YEAR
    in_month = any((word,) in days.get("month", {}) for word in words[at : at + 3])
    found = day_at(words, at, days, today) if is_weekday or in_month else None
    if found is not None:
        start = date.fromisoformat(found[1])
        return found[0], DaySpan(start, start + timedelta(1))
    return (
        _month_at(words, at, days, today)
        or _year_at(words, at)
        or (_ordinal_at(words, at, today) if language == "en" else None)
    )


def _last_at(words: tuple[str, ...], at: int, today: date) -> tuple[int, DaySpan] | None:
    """Read the week, month or year before this one: "last month", but no "the last month"."""
    unit = words[at + 1] if at + 1 < len(words) else ""
    if words[at] != "last" or (at and words[at - 1] in {"the", "this"}):
        return None
    spans = _spans_before(today)
    return (at + 2, spans[unit]) if unit in spans else None


def _spans_before(today: date) -> dict[str, DaySpan]:
    """Return the week, month and year before this one."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    week = today - timedelta(today.weekday())
    return {
        "week": DaySpan(week - timedelta(7), week),
        "month": DaySpan((month - timedelta(1)).replace(day=1), month),
        "year": DaySpan(year.replace(year=year.year - 1), year),
    }


_BEFORE_THIS = {
    "week": "letzte woche,letzter woche,vergangene woche,vorige woche,semaine derniere"
    ",semaine passee,semana pasada,settimana scorsa,scorsa settimana,semana passada",
    "month": "letzten monat,vergangenen monat,vorigen monat,mois dernier,mois passe,mes pasado"
    ",mese scorso,scorso mese,mes passado",
    "year": "letztes jahr,vergangenes jahr,annee derniere,an dernier,l'an dernier"
    ",l'annee derniere,ano pasado,anno scorso,l'anno scorso,ano passado",
}
"""How other languages than English say it, by its unit, without accents."""


def _week_before_at(words: tuple[str, ...], at: int, today: date) -> tuple[int, DaySpan] | None:
    """Read the week, month or year before this one, but no "in der letzten Woche"."""
    said = " ".join(words[at : at + 2])
    unit = next((unit for unit, its in _BEFORE_THIS.items() if said in its.split(",")), "")
    is_span = not unit or words[at - 1 : at] in {("der",), ("im",)}
    return None if is_span else (at + 2, _spans_before(today)[unit])


_SHORT = 2
"""Letters of "Do" and "Mo", which are days of the week behind a word such as "since" alone."""
_BEFORE_YEAR = frozenset(
    "in from since before after seit vor von aus depuis avant de desde antes dal da di prima em en"
    " nel del than during between until back".split()
)


def _month_at(
    words: tuple[str, ...], at: int, days: Mapping[str, Mapping[tuple[str, ...], int]], today: date
) -> tuple[int, DaySpan] | None:
    """Read a month alone behind a word that goes back to it: "since March"."""
    month = days.get("month", {}).get(words[at : at + 1])
    if month and (year := re.fullmatch(r"20[0-4]\d", "".join(words[at + 1 : at + 2]))):
        start = date(int(year[0]), month, 1)
        return at + 2, DaySpan(start, (start + timedelta(31)).replace(day=1))
    if month is None or not at or words[at - 1] not in _BEFORE_YEAR:
        return None
    start = date(today.year - (month > today.month), month, 1)
    return at + 1, DaySpan(start, (start + timedelta(31)).replace(day=1))


def _year_at(words: tuple[str, ...], at: int) -> tuple[int, DaySpan] | None:
    """Read a year alone: "closed in 2022"."""
    if at and words[at - 1] in _BEFORE_YEAR and re.fullmatch(r"20[0-4]\d", words[at]):
        year = int(words[at])
        return at + 1, DaySpan(date(year, 1, 1), date(year + 1, 1, 1))
    return None


def _ordinal_at(words: tuple[str, ...], at: int, today: date) -> tuple[int, DaySpan] | None:
    """Read a day of a month that nobody named, which is the last one: "since the 12th"."""
    start = at + (words[at] == "the")
    said = _ORDINAL.fullmatch("".join(words[start : start + 1]))
    if said is None or not at or words[at - 1] not in _BEFORE_YEAR | {"on"}:
        return None
    if "".join(words[start + 1 : start + 2]) == "of":
        return None
    number, first = int(said[1]), today.replace(day=1)
    month = first if number <= today.day else first - timedelta(1)
    return _one_day(start + 1, month.year, month.month, number)


def _span_of(kind: str, length: int, today: date) -> DaySpan:
    if kind == "day":
        return DaySpan(today + timedelta(length), today if length else None)
    if kind == "weekday":
        start = today - timedelta((today.weekday() - length) % 7 or 7)
        return DaySpan(start, start + timedelta(1))
    if length == 7:  # noqa: PLR2004 - a week
        return DaySpan(today - timedelta(today.weekday()), None)
    return DaySpan(today.replace(day=1) if length == 30 else today.replace(month=1, day=1), None)  # noqa: PLR2004


def _span_of_date(match: re.Match[str], today: date) -> DaySpan | None:
    """Return the day, month or year of a date; of a month without its year it is the last one."""
    said, month, day = (int(each) if each else 0 for each in match.groups())
    year = said or today.year - (month > today.month)
    try:
        start = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return DaySpan(start, start + timedelta(1))
    if month:
        return DaySpan(start, (start + timedelta(31)).replace(day=1))
    return DaySpan(start, date(year + 1, 1, 1))


def _one_day(end: int, year: int, month: int, day: int) -> tuple[int, DaySpan] | None:
    try:
        start = date(year, month, day)
    except ValueError:
        return None
    return end, DaySpan(start, start + timedelta(1))
