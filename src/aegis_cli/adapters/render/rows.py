"""The one way to a terminal: lines become rows that surely fit, and the left margin is aegis's own.

- A line begins with words or a mark of aegis's own; whoever composes it sees to that.
- Where it is too long it is broken here, and never by the terminal: each further row has a bar.
- A width in doubt counts as the widest that any terminal draws, joined and legacy ones alike.
- Letters that run from right to left are isolated, so that nothing beside them changes its place.

So what comes from outside stands behind words of aegis, or behind a bar, in every row.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from unicodedata import bidirectional, east_asian_width

from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.core.text import one_line, visible

BAR = "| "
"""What begins a row that goes on with something, or that people elsewhere wrote."""

TAB = 4
_DOTS = "..."
_LEAST_WITH_DOTS = 5

_WORDS = re.compile(r" +|[^ ]+")
_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")
_PLAIN = "\x1b[0m"
_ADDRESS = re.compile(r"https?://[!-~]+")

_ISOLATE, _END = "\u2068", "\u2069"
_LEFTWARD = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Where Unicode keeps what is written from right to left."""
_RUN = re.compile(r"R(?:(?:(?!  )[^L])*[RN])?")
"""From one such letter to the last, with what takes their direction; never across a gap."""

_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mc", "Nd"})
_UPON = frozenset({"Mn", "Me"})
"""Marks upon the letter before, for which some terminals take a column."""
_NARROW = frozenset({"N", "Na", "H"})
_JOINER = "\u200d"
"""Some terminals draw it instead of obeying it."""
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_ODD = {"\u2e3b": 3, "\u17a4": 2}
"""A dash as wide as three letters, and a Khmer vowel that one terminal draws as two."""

_MARKS = "▏▎▍▌▋▊▉█▁▂▃▄▅▆▇"
_GLYPHS = {chr(0xE000 + at): mark for at, mark in enumerate(_MARKS)}
"""What aegis draws charts with, as private characters, which no text from outside keeps."""
_TO_GLYPHS = str.maketrans({mark: glyph for glyph, mark in _GLYPHS.items()})
_TO_MARKS = str.maketrans(_GLYPHS)
_OTHERS = re.compile(f"[^{''.join(_GLYPHS)}]+")


def rows(text: str, device: Device) -> str:
    """Return a text as it is written: on a terminal in rows that fit, elsewhere unchanged."""
    if not device.is_terminal:
        return text
    return "\n".join(row for line in text.split("\n") for row in _rows(line, device))


def address(url: str, device: Device) -> str:
    """Return the line of an address that aegis asks the person to open.

    NOTE: it is left whole, since it is copied; so it must be one, without a blank to be a sentence.
    """
    line = f"  {one_line(url)}"
    return line if _ADDRESS.fullmatch(url) else rows(line, device)


def drawn_with(marks: str) -> str:
    """Return marks of a chart in the form that only aegis can give them: one column each.

    NOTE: where people write Chinese, Japanese or Korean they may be drawn wide. So they are counted
    in what comes from outside; aegis's own hold nothing that could run on.
    """
    return marks.translate(_TO_GLYPHS)


def widest(text: str) -> int:
    """Return the most columns that a terminal may give a text.

    NOTE: terminals disagree: about joined emoji and skin tones, about flags, about marks that some
    do not put upon the letter before, about Hangul in parts, about what is wide where people write
    Chinese, Japanese or Korean, about new symbols, and about isolates, which old ones draw.
    """
    if text.isascii():
        return len(text)
    return sum(map(_cells, text)) + 2 * len(_runs(text))


@cache
def _cells(char: str) -> int:
    if char <= "\x7f" or char == _JOINER or char in _GLYPHS:
        return 1
    if char in _ODD:
        return _ODD[char]
    width, kind = east_asian_width(char), unicodedata.category(char)
    if kind in _UPON and width != "W":
        return 1
    # Of symbols, emoji or not, each version of Unicode makes more of them wide.
    is_letter = kind in _LETTERS and not _JAMO.match(char)
    return 1 if is_letter and width in _NARROW else 2


def start(text: str, width: int) -> str:
    """Return as much of a text as surely fits."""
    if widest(text) <= width:
        return text
    whole = accumulate(map(_cells, text))
    most = next((at for at, size in enumerate(whole) if size > width), len(text))
    while widest(text[:most]) > width:
        most -= 1
    return text[:most]


def shortened(text: str, width: int) -> str:
    """Cut a text to a width, with three dots where there is room for them."""
    if widest(text) <= width:
        return text
    dots = _DOTS if width >= _LEAST_WITH_DOTS else ""
    return start(text, width - len(dots)) + dots


def wrapped(text: str, width: int) -> list[str]:
    """Break one line into lines that surely fit; joined, they are the text again."""
    limit = width
    lines = _broken(text, limit)
    # Isolates take room too, and how many there are is known only then.
    while (most := max(map(widest, lines))) > width and limit > 1:
        limit = max(min(limit * width // most, limit - 1), 1)
        lines = _broken(text, limit)
    return lines


def hung(text: str, width: int, bar: str = BAR) -> Iterator[str]:
    """Break a line that aegis begins: the rest of it goes on behind a bar."""
    for at, piece in enumerate(_pieces(text, width, len(bar))):
        yield f"{bar}{piece}".rstrip(" ") if at else piece.rstrip(" ")


def _pieces(text: str, width: int, hang: int) -> Sequence[str]:
    if widest(text) <= width:
        return [text]
    first, *rest = wrapped(text, width)
    return [first, *wrapped("".join(rest), width - hang)] if rest else [first]


def _broken(text: str, width: int) -> list[str]:
    lines = [""]
    left = width - 1  # a space may hang at the end of a line
    for word in _WORDS.findall(text):
        size = sum(map(_cells, word))
        if size > left and word != " ":
            if word.isspace() or size >= width or not lines[-1].strip():
                left = _spread(word, lines, left, width)
                continue
            lines.append("")
            left = width - 1
        lines[-1] += word
        left -= size
    return lines


def _spread(word: str, lines: list[str], left: int, width: int) -> int:
    """Add a word where the line has no room for it, a character at a time; return what is left."""
    for char in word:
        if _cells(char) > left:
            lines.append("")
            left = width - 1
        lines[-1] += char
        left -= _cells(char)
    return left


def _rows(line: str, device: Device) -> Iterator[str]:
    """Break one line, whose colours go on in each row."""
    pieces = _COLOUR.split(line)
    texts = [_drawn(piece, device) for piece in pieces[::2]]
    colours = deque(zip(accumulate(map(len, texts)), pieces[1::2], strict=False))
    found = _pieces("".join(texts), device.columns, len(BAR))
    at, ink = 0, ""
    for number, piece in enumerate(found, start=1):
        is_last = number == len(found)
        shown = piece if is_last else piece.rstrip(" ")
        inserts = [(0, ink), *_isolates(shown, device)]
        while colours and (is_last or _belongs(colours[0], at + len(piece))):
            place, ink = colours.popleft()
            inserts.append((place - at, ink))
        if ink == _PLAIN:
            ink = ""
        row = _woven(shown, inserts) + (_PLAIN if ink and not is_last else "")
        yield (BAR + row if number > 1 else row).translate(_TO_MARKS)
        at += len(piece)


def _belongs(colour: tuple[int, str], end: int) -> bool:
    """Tell whether a colour begins before the end of a row, or ends with it."""
    place, code = colour
    return place < end or (place == end and code == _PLAIN)


def _drawn(text: str, device: Device) -> str:
    """Return a text as it is drawn, with what the terminal's encoding lacks spelled out."""
    text = text.expandtabs(TAB)
    text = _OTHERS.sub(lambda found: visible(found[0]), text)
    if text.isascii() or device.unicode:
        return text
    return text.encode(device.encoding, "backslashreplace").decode(device.encoding)


def _woven(text: str, inserts: Sequence[tuple[int, str]]) -> str:
    """Put what takes no room into a text, each at its place."""
    shown, at = "", 0
    for place, code in sorted(inserts, key=lambda insert: insert[0]):
        shown += text[at:place] + code
        at = max(at, place)
    return shown + text[at:]


def _isolates(text: str, device: Device) -> Iterator[tuple[int, str]]:
    if device.unicode:
        for begin, end in _runs(text):
            yield begin, _ISOLATE
            yield end, _END


def _runs(text: str) -> list[tuple[int, int]]:
    """Find what runs from right to left, with its numbers; a letter that does not ends it."""
    if not _LEFTWARD.search(text):
        return []
    return [found.span() for found in _RUN.finditer("".join(map(_direction, text)))]


@cache
def _direction(char: str) -> str:
    match bidirectional(char):
        case "R" | "AL" | "AN":
            return "R"
        case "L":
            return "L"
        case "EN":
            return "N"
        case _:
            return " " if char == " " else "o"
