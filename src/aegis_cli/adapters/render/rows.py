"""Breaks all text for a terminal into rows that fit, and keeps the left margin aegis's own.

- A line begins with words or a mark of aegis's own; its author sees to that.
- A line that is too long is broken here, never by the terminal: each further row starts with a bar.
- A width in doubt counts as the largest that any terminal draws, of legacy terminals too.
- Right-to-left text is isolated, so that it does not move the text beside it.

So text from outside stands behind words of aegis, or behind a bar, in every row.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from unicodedata import bidirectional, east_asian_width

from aegis_cli.adapters.render import links
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.core.text import one_line, visible

BAR = "| "
"""The start of a row that continues a line, or that people elsewhere wrote."""

TAB = 4
_LEAST_WITH_DOTS = 5

_WORDS = re.compile(r" +|[^ ]+")
_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")
_PLAIN = "\x1b[0m"
_ADDRESS = re.compile(r"https?://[!-~]+")

_ISOLATE, _END = "\u2068", "\u2069"
_LEFTWARD = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks of Unicode for scripts that are written from right to left."""
_RUN = re.compile(r"R(?:(?:(?!  )[^L])*[RN])?")
"""From one such letter to the last, with the neutral characters between; never across a gap."""

_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mc", "Nd"})
_COMBINING = frozenset({"Mn", "Me"})
"""Marks that combine with the letter before; some terminals give each a column."""
_NARROW = frozenset({"N", "Na", "H"})
_JOINER = "\u200d"
"""Some terminals draw it instead of joining its neighbours."""
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_ODD = {"\u2e3b": 3, "\u17a4": 2}
"""A dash as wide as three letters, and a Khmer vowel that one terminal draws as two."""

_MARKS = "▏▎▍▌▋▊▉█▁▂▃▄▅▆▇"
_GLYPHS = {chr(0xE000 + at): mark for at, mark in enumerate(_MARKS)}
"""The marks of aegis's charts as private characters, which `visible` lets no other text keep."""
_TO_GLYPHS = str.maketrans({mark: glyph for glyph, mark in _GLYPHS.items()})
_TO_MARKS = str.maketrans(_GLYPHS)
_OTHERS = re.compile(f"[^{''.join(_GLYPHS)}]+")


def rows(text: str, device: Device) -> str:
    """Return a text as it is written: in rows that fit on a terminal, elsewhere unchanged."""
    if not device.is_terminal:
        return text
    return "\n".join(row for line in text.split("\n") for row in _rows(line, device))


def address(url: str, device: Device) -> str:
    """Return the line of an address that aegis asks the person to open.

    NOTE: it is not broken, because people copy it. So it must be an address without a space, since
    a sentence could run on at the left margin.
    """
    line = f"  {one_line(url)}"
    return line if _ADDRESS.fullmatch(url) else rows(line, device)


def drawn_with(marks: str) -> str:
    """Return the marks of a chart as private characters, each of which counts as one column.

    NOTE: terminals set to Chinese, Japanese or Korean may draw the marks wide. In text from outside
    they count as wide; a chart of aegis's own has nothing behind its marks that could run on.
    """
    return marks.translate(_TO_GLYPHS)


def widest(text: str) -> int:
    """Return the most columns that any terminal gives a text.

    NOTE: terminals disagree about joined emoji and skin tones, flags, combining marks, Hangul in
    parts, characters that are wide in Chinese, Japanese or Korean, new symbols, and isolates, which
    old terminals draw.
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
    if kind in _COMBINING and width != "W":
        return 1
    # Each version of Unicode makes more symbols wide, emoji or not.
    is_letter = kind in _LETTERS and not _JAMO.match(char)
    return 1 if is_letter and width in _NARROW else 2


def start(text: str, width: int) -> str:
    """Return the longest start of a text that fits on any terminal."""
    if widest(text) <= width:
        return text
    sizes = accumulate(map(_cells, text))
    end = next((at for at, size in enumerate(sizes) if size > width), len(text))
    while widest(text[:end]) > width:
        end -= 1
    return text[:end]


def dots(width: int) -> str:
    """Return the three dots behind a text that is cut to a width, if there is room for them."""
    return "..." if width >= _LEAST_WITH_DOTS else ""


def shorten(text: str, width: int) -> str:
    """Cut a text to a width, with three dots if there is room for them."""
    if widest(text) <= width:
        return text
    return start(text, width - len(dots(width))) + dots(width)


def shorten_middle(text: str, width: int) -> str:
    """Cut the middle out of a text, so that its beginning and its end fit into a width."""
    if widest(text) <= width:
        return text
    room = width - len(dots(width))
    behind = text[-(room // 2) :]
    return start(text, room - widest(behind)) + dots(width) + behind


def wrap(text: str, width: int) -> list[str]:
    """Break one line into lines that fit on any terminal; joined, they are the text again."""
    limit = width
    lines = _break_at_spaces(text, limit)
    # Isolates take room too, and how many there are depends on the breaks.
    while (most := max(map(widest, lines))) > width and limit > 1:
        limit = max(min(limit * width // most, limit - 1), 1)
        lines = _break_at_spaces(text, limit)
    return lines


def hung(text: str, width: int, bar: str = BAR) -> Iterator[str]:
    """Break a line that aegis begins; each further row starts with the bar."""
    for at, piece in enumerate(_pieces(text, width, len(bar))):
        yield f"{bar}{piece}".rstrip(" ") if at else piece.rstrip(" ")


def _pieces(text: str, width: int, indent: int) -> Sequence[str]:
    """Break a line; all pieces but the first leave room for an indent."""
    if widest(text) <= width:
        return [text]
    first, *rest = wrap(text, width)
    return [first, *wrap("".join(rest), width - indent)] if rest else [first]


def _break_at_spaces(text: str, width: int) -> list[str]:
    """Break one line at its spaces, without room for isolates."""
    lines = [""]
    left = width - 1  # the last column is for a space at the end of a line
    for word in _WORDS.findall(text):
        size = sum(map(_cells, word))
        if size > left and word != " ":
            if word.isspace() or size >= width or not lines[-1].strip():
                left = _split_word(word, lines, left, width)
                continue
            lines.append("")
            left = width - 1
        lines[-1] += word
        left -= size
    return lines


def _split_word(word: str, lines: list[str], left: int, width: int) -> int:
    """Add a word to the lines, breaking it where a line is full; return the columns left."""
    for char in word:
        if _cells(char) > left:
            lines.append("")
            left = width - 1
        lines[-1] += char
        left -= _cells(char)
    return left


def _rows(line: str, device: Device) -> Iterator[str]:
    """Break one line; a colour that is on at the end of a row is on again in the next row."""
    pieces = _COLOUR.split(line)
    texts = [_make_displayable(piece, device) for piece in pieces[::2]]
    colours = deque(zip(accumulate(map(len, texts)), pieces[1::2], strict=False))
    whole = "".join(texts)
    parts = _pieces(whole, device.columns, len(BAR))
    linked = [*links.find_addresses(whole, device.linked)] if device.shows_links else []
    at, ink = 0, ""
    for number, part in enumerate(parts, start=1):
        is_last = number == len(parts)
        shown = part if is_last else part.rstrip(" ")
        inserts = [(0, ink), *_isolates(shown, device), *_links(linked, at, len(shown))]
        while colours and (is_last or _is_within(colours[0], at + len(part))):
            place, ink = colours.popleft()
            inserts.append((place - at, ink))
        if ink == _PLAIN:
            ink = ""
        row = _insert(shown, inserts) + (_PLAIN if ink and not is_last else "")
        yield (BAR + row if number > 1 else row).translate(_TO_MARKS)
        at += len(part)


def _links(linked: Sequence[tuple[int, int, str]], at: int, size: int) -> Iterator[tuple[int, str]]:
    """Open and close in a row each link that has a part there; the row begins at a place."""
    for begin, end, opening in linked:
        if begin < at + size and at < end:
            yield max(begin - at, 0), opening
            yield min(end - at, size), links.END


def _is_within(colour: tuple[int, str], end: int) -> bool:
    """Tell whether a colour begins before the end of a row, or ends there."""
    place, code = colour
    return place < end or (place == end and code == _PLAIN)


def _make_displayable(text: str, device: Device) -> str:
    """Expand the tabs of a text; spell out what is unsafe, or not in the device's encoding."""
    text = text.expandtabs(TAB)
    text = _OTHERS.sub(lambda match: visible(match[0]), text)
    if text.isascii() or device.unicode:
        return text
    return text.encode(device.encoding, "backslashreplace").decode(device.encoding)


def _insert(text: str, inserts: Sequence[tuple[int, str]]) -> str:
    """Insert codes without width into a text, each at its place."""
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
    """Find right-to-left runs, with the numbers in them; a left-to-right letter ends a run."""
    if not _LEFTWARD.search(text):
        return []
    return [run.span() for run in _RUN.finditer("".join(map(_direction, text)))]


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
