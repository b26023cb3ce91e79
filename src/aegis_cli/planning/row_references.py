"""Reads which rows of a list a sentence names, and puts stand-ins in their place.

"close row 3" is planned as "close row/3#900000003"; `stand_ins` says what becomes of that. A number
that does not stand behind "row" or "rows" is none. What is said of rows in any other way is an
error, and no planner guesses at it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from aegis_cli.errors import Code, Unclear
from aegis_cli.planning.plan import MOST_STEPS
from aegis_cli.planning.sentence.tokens import COUNTS, quotes_in, unclosed_quote
from aegis_cli.planning.stand_ins import MADE, Row, Spelling, StandIns

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = f"{'|'.join(_ORDINALS)}|last"
_COUNT = "|".join(COUNTS)
_NO_TIME = r"(?!\s+(?:second|minute|hour|day|week|month|quarter|year)s?\b)"
_NUMBER = r"[0-9]{1,9}"
_DASH = "[-\u2010-\u2015]"
_END = r"(?![\w/#]|[.-]\w)"
_GOES_ON = rf"(?:\b(?:and|or|plus|then|through|till|until)\b|[&|+]|\.\.+|{_DASH})"
_ALONE = rf"{_END}(?![\s,(]*{_GOES_ON}\s*#?\d+(?!\w)|\s+#?\d+(?!\w))"
"""No other number follows: "row 2 or 3" and "rows 1 to 3 and 5" are read in no way."""
_JOIN = r"\s*(?:,\s*and\b|,|\band\b|&)\s*"


def _list(number: str) -> str:
    item = rf"{number}(?:\s*{_DASH}\s*{number})?(?!\d){_NO_TIME}"
    return rf"{number}\s+to\s+{number}|{item}(?:{_JOIN}{item})*"


_LIST = rf"(?>{_list(_NUMBER)}|{_list(f'#{_NUMBER}')})"
"""NOTE: with or without the sign, not both: "rows 1, 2 and #12" names an issue, too."""
_RANGE = re.compile(rf"#?([0-9]+)(?:\s*(?:{_DASH}|to)\s*#?([0-9]+))?", re.IGNORECASE)
_IN_PLACE = rf"(?:\s+(?:in|of|from|at|on)\s+(?P<place>[\w.-]+/[\w.-]*\w){_END})?"
_NTH = re.compile(rf"\bthe\s+({_ORDINAL})\s+(?:one|row)\b{_NO_TIME}", re.IGNORECASE)
_SOME = re.compile(
    rf"\bthe\s+(first|last)\s+([0-9]{{1,9}}|{_COUNT})\s+(?:ones|rows)\b", re.IGNORECASE
)
_SAID = re.compile(
    rf"\brows?\s++(?:number\s++|no\.?\s*+)?(?:(?:#\s*+)?\d+(?!\w)|(?:{_COUNT})\b)"
    rf"|\bthe\s+(?:{_ORDINAL})\s+(?:(?:\d+|{_COUNT})\s+)?(?:ones?|rows?)\b{_NO_TIME}",
    re.IGNORECASE,
)
"""What can mean nothing but rows, however it is spelled."""
_EXCEPT = re.compile(
    rf"\b(?:except|excluding|but|besides|not)\s+(?:for\s+)?(?:{_SAID.pattern})", re.IGNORECASE
)
"""NOTE: a planner that sees one stand-in there may do just the opposite."""
_SHOWS = r"(?i:\b(?:show|view|see|open|get)\s+(?:me\s+)?)"
"""What stands before a thing that is only to be shown."""
_WHO = r"(?i:\bwho(?:\s+is|\s+are|'s)\s+)"
_COLON = re.compile(r":(?![\w/.-])")
_ENDS_CLAUSE = re.compile(r"[,;.]|\b(?:and|then)\b", re.IGNORECASE)
_BEGINS_ORDER = re.compile(r"(?:^|[,;.]|\b(?:and|then|please|now|you)\b)\s*\Z", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:(?:and|then|now|ok|okay|please)\b[\s,]*)*", re.IGNORECASE)
_NAME_IT = "A row has a number before it. Say the name instead, as the answer shows it."
_HINT = "Say 'row 3', 'rows 1-3' or 'rows 1 and 3', and put texts into quotation marks."


@dataclass(frozen=True, slots=True)
class ListedRows:
    """The rows of the list that the person saw last."""

    rows: tuple[Row, ...] = ()
    is_last_answer: bool = True
    """Whether nothing was answered since: only then "them" and "the second one" mean rows."""
    made: Row | None = None
    """What the last answer made, if that is one thing: "that ticket", "the message I just sent"."""


def replace_rows(text: str, listed: ListedRows) -> tuple[str, StandIns]:
    """Put stand-ins in place of rows: outside quotation marks, and before the first colon.

    Raises `Unclear` for a row that is not there, and for what is said of rows in another way.
    """
    pieces, spelling = [*_pieces(text)], Spelling.for_sentence(text)
    said = "\n".join(piece for piece, is_read in pieces if is_read)
    reader = _RowReader(listed, spelling, said)
    read = "".join(reader.read(piece) if is_read else piece for piece, is_read in pieces)
    return read, StandIns(reader.named, spelling)


def order_end(text: str) -> int:
    """Return where the order in a sentence ends: at the first colon, behind which texts are."""
    quotes = [range(quote.start, quote.end) for quote in quotes_in(text)]
    colons = (found.start() for found in _COLON.finditer(text))
    colon = next((at for at in colons if not any(at in quote for quote in quotes)), len(text))
    return min(colon, unclosed_quote(text))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, each with whether rows are looked for in it."""
    at, end = 0, order_end(text)
    for quote in quotes_in(text):
        if quote.start >= end:
            break
        yield text[at : quote.start], True
        yield text[quote.start : quote.end], False
        at = quote.end
    yield text[at:end], True
    yield text[end:], False


def _one(noun: str) -> str:
    return re.escape(noun)


def _many(noun: str) -> str:
    return f"{re.escape(noun.removesuffix('y'))}ies" if noun.endswith("y") else rf"{noun}e?s"


def _behind_noun(noun: str, word: str, numbers: str) -> re.Pattern[str]:
    """Return the pattern of rows with what they are before them: "delete branch row 2"."""
    return re.compile(
        rf"(?:\b(?P<noun>(?:the\s+)?{noun}\s+)(?:(?:in|of)\s+)?)?"
        rf"\b{word}\s+(?P<numbers>{numbers}){_ALONE}{_IN_PLACE}",
        re.IGNORECASE,
    )


def _them(noun: str) -> re.Pattern[str]:
    """Return the pattern of what means all rows; "these tests" are none."""
    return re.compile(
        r"\b(?:all\s+of\s+)?them\b(?:\s+all\b)?|\b(?:all|every|each)\s+(?:the\s+)?rows?\b"
        rf"|\b(?:all\s+(?:of\s+)?)?(?:these|those)(?:\s+(?:{noun}|ones|rows)\b"
        r"|(?=\s*[.!?]?\s*$|\s+(?:in|as|to|with|from|of|by|now|please)\b))",
        re.IGNORECASE | re.MULTILINE,
    )


_MADE_BY_ME = (
    r"(?:that\s+)?(?:i|we)(?:'ve|\s+have)?\s+just\s+"
    r"(?:sent|posted|wrote|written|made|created|opened|filed|added)"
)
_OTHER_NOUNS = {"message": "message|reply|post|dm", "ticket": "ticket|issue"}
"""What else people call a thing that they made."""


def _pattern_of_made(noun: str) -> re.Pattern[str]:
    """Return the pattern of what means the thing that was made last."""
    nouns = _OTHER_NOUNS.get(noun, re.escape(noun))
    return re.compile(
        rf"\b(?:(?:the|that|my)\s+)?(?:{nouns})\s+{_MADE_BY_ME}\b|\bthat\s+(?:{nouns})\b(?!\s+\S*\d)",
        re.IGNORECASE,
    )


_ITS_THREAD = {"message": re.compile(r"\bits\s+(?:thread|replies)\b", re.IGNORECASE)}
"""What means the thread of a thing that was made, where it may have one."""


class _RowReader:
    """Collects the rows that one sentence names."""

    def __init__(self, listed: ListedRows, spelling: Spelling, said: str) -> None:
        self.named: dict[int, Row] = {}
        self._listed = listed
        self._rows = listed.rows
        self._spelling = spelling
        noun = self._rows[0].noun if self._rows else "row"
        self._row = _behind_noun(_one(noun), "row", f"(?>#?{_NUMBER})")
        self._some_rows = _behind_noun(_many(noun), "rows", _LIST)
        self._them = _them(_many(noun))
        self._they_are_rows = self._is_last_list and _has_one(self._them, said)
        self._made = listed.made

    @property
    def _is_last_list(self) -> bool:
        return bool(self._rows) and self._listed.is_last_answer

    def read(self, text: str) -> str:
        """Return a piece of the sentence with stand-ins in place of the rows that it names."""
        if said := _EXCEPT.search(text):
            raise self._not_read(said.group())
        if self._made is not None:
            text = self._read_made(self._made, text)
        if self._rows:
            text = self._row.sub(self._put_stand_ins, text)
            text = self._some_rows.sub(self._put_stand_ins, text)
        if self._is_last_list:
            text = _NTH.sub(lambda found: self._stand_ins([self._nth(found[1])]), text)
            text = _SOME.sub(lambda found: self._stand_ins(self._some(found[1], found[2])), text)
        if said := _SAID.search(text):
            raise self._not_read(said.group())
        text = self._them.sub(self._all, text) if self._they_are_rows else text
        return self._with_nouns(text)

    def _with_nouns(self, text: str) -> str:
        """Say that people are that where a sentence only shows them: any word may be a name."""
        people = {number: row for number, row in self.named.items() if row.noun == "person"}
        wholes = {self._spelling.whole(number, row): row for number, row in people.items()}
        if not wholes:
            return text
        one = rf"(?:{'|'.join(map(re.escape, wholes))}){_END}"

        def show_each(found: re.Match[str]) -> str:
            return re.sub(
                one,
                lambda each: f"show the {wholes[each[0]].provider} person {each[0]}",
                found["people"],
            )

        listed = rf"(?P<people>{one}(?:(?:, | and ){one})*)"
        text = re.sub(rf"{_SHOWS}{listed}", show_each, text)
        return re.sub(rf"{_WHO}{listed}(?=\s*\??\s*$)", show_each, text)

    def _read_made(self, made: Row, text: str) -> str:
        """Return a piece of the sentence with a stand-in for the thing that was made last."""
        whole = self._spelling.whole(MADE, made)

        def put(before: str) -> Callable[[re.Match[str]], str]:
            def replace_by_stand_in(_found: re.Match[str]) -> str:
                self.named[MADE] = made
                return f"{before}{whole}"

            return replace_by_stand_in

        text = _pattern_of_made(made.noun).sub(put(""), text)
        its_thread = _ITS_THREAD.get(made.noun)
        return text if its_thread is None else its_thread.sub(put("the thread of "), text)

    def _put_stand_ins(self, found: re.Match[str]) -> str:
        numbers = self._numbers(found["numbers"])
        rows = [self._rows[number - 1] for number in numbers]
        says_noun = all(row.key is not None and not row.has_number_sign for row in rows)
        before = "" if says_noun and not _is_verb(found) else found["noun"] or ""
        place = (found["place"] or "").casefold()
        is_own = all(row.key is not None and row.place.casefold() == place for row in rows)
        behind = "" if is_own else found.string[found.end("numbers") : found.end()]
        return f"{before}{self._stand_ins(numbers)}{behind}"

    def _numbers(self, text: str) -> list[int]:
        """Return the numbers of "2, 4-6 and 9", each once and in their order."""
        numbers: list[int] = []
        for low, high in _RANGE.findall(text):
            first, last = int(low), int(high or low)
            if last < first:
                raise self._not_read(f"rows {text}")
            numbers += range(self._require_row(first), self._require_row(last) + 1)
        return [*dict.fromkeys(numbers)]

    def _nth(self, word: str) -> int:
        return len(self._rows) if word.lower() == "last" else _ORDINALS.index(word.lower()) + 1

    def _some(self, end: str, count: str) -> range:
        wanted = self._require_row(int(count) if count.isdigit() else COUNTS[count.lower()])
        every = range(1, len(self._rows) + 1)
        return every[:wanted] if end.lower() == "first" else every[-wanted:]

    def _all(self, _found: re.Match[str]) -> str:
        return self._stand_ins(range(1, len(self._rows) + 1))

    def _stand_ins(self, numbers: Iterable[int]) -> str:
        rows = {number: self._rows[self._require_row(number) - 1] for number in numbers}
        self.named |= rows
        if len(self.named) > MOST_STEPS:
            raise _unclear(
                f"A plan has at most {MOST_STEPS} steps, and these are more rows.",
                f"Name some of them, as in 'rows 1-{MOST_STEPS}'.",
            )
        *first, last = [self._spelling.whole(number, row) for number, row in rows.items()]
        return f"{', '.join(first)} and {last}" if first else last

    def _require_row(self, number: int) -> int:
        """Return the number of a row; raise `Unclear` where there is none with it."""
        if 1 <= number <= len(self._rows):
            return number
        have = "1 row" if len(self._rows) == 1 else f"{len(self._rows)} rows"
        raise _unclear(f"The last list has {have}; there is no row {number}.")

    def _not_read(self, said: str) -> Unclear:
        """Return the error for what is said of rows, and is not read."""
        if not self._rows:
            return _unclear(f"The last answer has no rows, so it has no {said!r}.", _NAME_IT)
        if not self._listed.is_last_answer and said.lower().startswith("the"):
            return _unclear(f"The last answer is no list, so it has no {said!r}.", _HINT)
        return _unclear(f"It is not clear which rows are {said!r}.", _HINT)


def _is_verb(found: re.Match[str]) -> bool:
    """Tell whether the noun before a row is an order, as in "run row 1" and "label row 2"."""
    begins_order = _BEGINS_ORDER.search(found.string, 0, found.start())
    return begins_order is not None and not found.group().lower().startswith("the ")


def _has_one(them: re.Pattern[str], said: str) -> bool:
    """Tell whether a sentence has one "them", and nothing else that it may mean.

    That would be a reference, a repository, rows that it names, or what a clause before is about.
    """
    found = [*them.finditer(said)]
    if len(found) != 1 or {"/", "#"} & {*said} or _SAID.search(said):
        return False
    opening = _OPENING.match(said)
    begins = opening.end() if opening else 0
    return _ENDS_CLAUSE.search(said, begins, found[0].start()) is None


def _unclear(message: str, hint: str | None = None) -> Unclear:
    return Unclear(message, code=Code.UNCLEAR, hint=hint)
