"""Takes the value of a secret out of a sentence, where somebody says one; pure.

A sentence is kept by the shell, the prompt and the log of a session, and a model gets it, also as
an earlier line. So a value that is said is hidden before anything else looks at the sentence.
"""

import re
from collections.abc import Sequence

HIDDEN = "[hidden]"
"""What stands in the place of the value."""


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_VERB = (
    r"(?:set|create|add|make|define|store|save|put|update|change|replace|rotate|overwrite|use|give|"
    r"write|configure)"
)
_WORDS = r"(?:\s+(?:the|a|an|new|my|our|its|this|repo|repository|actions|github|value|of|for))*"
_KIND = r"(?!(?:gists?|teams?|scanning|names?|keys?)\b)"
"""What may be called secret and is none."""
_NAME = rf"[\"'`\u2018\u201c]?{_KIND}[A-Za-z_][A-Za-z0-9_]*[\"'`\u2019\u201d]?"
_IN_CAPITALS = r"[\"'`\u2018\u201c]?(?-i:[A-Z_][A-Z0-9_]+)\b"
_PLACE = r"(?:\s+(?:in|of|for|on|at)\s+\S+)?"
_IS = (
    r"(?:\s*=|\s*:(?=\s*\S)"
    r"|\s+(?:to|as|with|is|be|equals?|being|value)\b(?:\s+(?:the\s+)?value\b)?)"
)
_START = r"(?:^|[;,.!?\n]\s*|\b(?:and|then|please|you|to)\s+)"
_IN_SECRET = rf"\s+(?:as|in|into|among|to|under|for){_WORDS}\s+secrets?\b"
_SAID = tuple(
    (_compile(head), _compile(tail))
    for head, tail in (
        # set the secret NAME of acme/web to VALUE
        (
            rf"{_START}{_VERB}{_WORDS}\s+secrets?\s+(?:called\s+|named\s+)?{_NAME}{_PLACE}{_IS}",
            r"\Z",
        ),
        # set NAME to VALUE as a secret of acme/web
        (rf"{_START}{_VERB}{_WORDS}\s+{_IN_CAPITALS}{_IS}", _IN_SECRET),
        # put VALUE into the secret NAME of acme/web
        (
            rf"{_START}(?:store|save|put|use|write|add|set)\b{_WORDS}",
            rf"{_IN_SECRET}\s+(?:called\s+|named\s+)?{_IN_CAPITALS}",
        ),
    )
)
"""What stands before a value, and behind it."""
_STDIN = re.compile(
    r"(?:from\s+|the\s+|what\s+is\s+)*(?:standard input|stdin|piped(?: in)?)\W*", re.IGNORECASE
)


def hide_value(text: str) -> str:
    """Return a sentence without the value that it says of a secret; the same if it says none.

    NOTE: it knows how people say it in English, and cannot know every way; a model would get what
    it does not know.
    """
    if "secret" not in text.lower():
        return text
    for head, tail in _SAID:
        behind = tail.search(text)
        for before in head.finditer(text, 0, behind.start()) if behind else ():
            value = text[before.end() : behind.start()] if behind else ""
            is_named = value.strip() and not _STDIN.fullmatch(value.strip())
            if is_named and not _is_quoted(text, before.start()):
                return f"{text[: before.end()]} {HIDDEN}{text[before.end() + len(value) :]}"
    return text


def says_value(text: str) -> bool:
    """Tell whether a sentence says the value of a secret."""
    return HIDDEN in hide_value(text)


def hide_in_words(words: Sequence[str]) -> list[str]:
    """Return the words of a command line without the value that the sentence in them says."""
    for at in range(len(words)):
        said = " ".join(words[at:])
        if says_value(said):
            return [*words[:at], hide_value(said)]
    return [*words]


def _is_quoted(text: str, at: int) -> bool:
    """Tell whether a place is between quotation marks, as in the title of an issue."""
    is_open = text.count("\u201c", 0, at) > text.count("\u201d", 0, at)
    return is_open or text.count('"', 0, at) % 2 == 1
