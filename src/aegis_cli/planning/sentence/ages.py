"""How long ago something was, as people say it in eight languages: "90 Tage", "2週間", "un an"."""

import re
from collections.abc import Iterator, Mapping

_UNITS: Mapping[str, str] = {
    "day": r"(?:days?|tag(?:e[ns]?)?|jours?|d[ií]as?|giorn[io])\b|日間?|天",
    "week": r"(?:weeks?|wochen?|semaines?|semanas?|settiman[ae])\b|週間?|周|[个個]?星期",
    "month": (
        r"(?:months?|monat(?:e[ns]?|s)?|mois|m[eê]s(?:es)?|mes[ei])\b"
        r"|[かヶケカ箇]月間?|[个個]月"
    ),
    "year": r"(?:years?|jahr(?:e[ns]?|s)?|an(?:née)?s?|años?|ann[io]|anos?)\b|年間?",
}
_WORDS = (
    "a an one ein eine einen einem einer un une uno una um uma 一",
    "two zwei deux dos due dois duas 二 两 兩",
    "three drei trois tres tre três 三",
    "four vier quatre cuatro quattro quatro 四",
    "five fünf cinq cinco cinque 五",
    "six sechs seis sei 六",
    "seven sieben sept siete sette sete 七",
    "eight acht huit ocho otto oito 八",
    "nine neun neuf nueve nove 九",
    "ten zehn dix diez dieci dez 十",
    "eleven elf onze once undici",
    "twelve zwölf douze doce dodici doze",
)
_MORE_WORDS = {
    14: "vierzehn quatorze catorce quattordici 十四",
    15: "fünfzehn quinze quince quindici 十五",
    20: "twenty zwanzig vingt veinte venti vinte 二十",
    30: "thirty dreißig trente treinta trenta trinta 三十",
    60: "sixty sechzig soixante sesenta sessanta sessenta 六十",
    90: "ninety neunzig noventa novanta 九十",
}
_NUMBERS = {
    word: count
    for count, words in (*enumerate(_WORDS, 1), *_MORE_WORDS.items())
    for word in words.split()
}
_COUNT = rf"(?:\d{{1,4}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_LAST = r"(?:\s(?:derni[eè]re?s|últim[oa]s|ultim[ei]|letzten))?\s?"
_IN_WORD = "0-9A-Za-zÀ-ÿ一二三四五六七八九十百两第几数"
AGE = rf"(?<![{_IN_WORD}]){_COUNT}{_LAST}(?:{'|'.join(_UNITS.values())})"
"""How an age is written, as a pattern without groups, whose letters have no case."""
AGO = re.compile(
    rf"{AGE}\s+(?:ago|fa)\b|\b(?:vor|il\s+y\s+a|hace|há|faz)\s+{AGE}|{AGE}\s*[以之]?前",
    re.IGNORECASE,
)
"""An age ago, without "more than" or "less than"."""
_PARTS = re.compile(
    rf"({_COUNT}){_LAST}(?:{'|'.join(f'(?P<{name}>{said})' for name, said in _UNITS.items())})",
    re.IGNORECASE,
)


def ages_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield each age in a text: a count, and `day`, `week`, `month` or `year`."""
    for match in re.finditer(AGE, text, re.IGNORECASE):
        if (parts := _PARTS.fullmatch(match[0])) and (unit := parts.lastgroup):
            said = parts[1].casefold()
            yield int(said) if said.isdecimal() else _NUMBERS[said], unit
