"""Makes text from outside safe to show: it cannot move the cursor, hide or imitate anything."""

import re
import unicodedata

# Characters that are drawn as nothing, or that change how their neighbours are drawn, although
# Unicode does not file them under "format" or "control": fillers and variation selectors.
_BLANKS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0"
    "\u2028\u2029\u00ad\U00016fe4\U0001d159",
)
_NOT_PLAIN = re.compile(r"[^\x20-\x7e\n\t]+")
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"


def visible(text: str) -> str:
    r"""Return `text` with every control, bidi, zero-width and tag character spelled out.

    Line feeds and tabs stay; any other character that is not drawn becomes `\x1b`, `\u202e` or
    `\U000e0041`. A joiner or a variation selector stays only behind an emoji.

    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return _NOT_PLAIN.sub(_each_visible, text)


def _each_visible(run: re.Match[str]) -> str:
    shown: list[str] = []
    before = run.string[run.start() - 1] if run.start() else ""
    for char in run.group():
        drawn = _is_drawn(char, before)
        shown.append(char if drawn else _spell_out(char))
        # NOTE: a character that is spelled out is no emoji, so a joiner behind it would be hidden.
        before = char if drawn else ""
    return "".join(shown)


def one_line(text: str) -> str:
    """Return `visible(text)` with all white space folded, for a table cell or a status line."""
    return " ".join(visible(text).split())


def excerpt(text: str, most: int = 300) -> str:
    r"""Return `one_line(text)`, cut behind `most` characters with three dots: what a server says.

    >>> excerpt("a\nb c", 3)
    'a b…'
    """
    line = one_line(text)
    return line if len(line) <= most else f"{line[:most]}…"


def with_article(noun: str) -> str:
    """Return a noun with its indefinite article: `an issue`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def quote(text: str) -> str:
    """Return `text` in double quotes and in one line, with quotes and backslashes escaped."""
    inner = visible(text.replace("\\", "\\\\").replace('"', '\\"'))
    return '"' + inner.replace("\n", "\\n").replace("\t", "\\t") + '"'


_THOUSAND = 1000


def in_bytes(size: float) -> str:
    """Return a number of bytes for people.

    >>> in_bytes(1_310_720)
    '1.3 MB'
    """
    for unit in ("bytes", "kB", "MB"):
        if size < _THOUSAND:
            return f"{size:.0f} bytes" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= _THOUSAND
    return f"{size:.1f} GB"


def amount(size: int, of: int | None) -> str:
    """Return how much of a file there is, and how much there will be, if that is known.

    >>> amount(1_310_720, 200_000_000)
    '1.3 MB of 200.0 MB'
    """
    return in_bytes(size) if of is None else f"{in_bytes(size)} of {in_bytes(of)}"


def _is_drawn(char: str, before: str) -> bool:
    if char in {_EMOJI_STYLE, _JOINER}:
        kind = unicodedata.category(before) if before else ""
        if char == _EMOJI_STYLE:
            return kind == "So"
        # So is the emoji itself, Sk its skin tone: a joiner anywhere else hides something.
        return before == _EMOJI_STYLE or kind in {"So", "Sk"}
    if char in _BLANKS or "\ufe00" <= char <= "\ufe0e" or "\U000e0100" <= char <= "\U000e01ef":
        return False
    # Cc control, Cf format (bidi, zero width, tags), Cs surrogate, Co private use, Cn unassigned.
    return not unicodedata.category(char).startswith("C")


def _spell_out(char: str) -> str:
    code = ord(char)
    if code <= 0xFF:  # noqa: PLR2004  # two digits, four or eight
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
