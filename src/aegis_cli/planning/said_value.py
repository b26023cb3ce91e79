"""Takes the value of a secret out of a sentence, where somebody says one; pure.

A sentence is kept by the shell, the prompt and the log of a session, and a model gets it, also as
an earlier line. So a value that is said is hidden before anything else looks at the sentence.
"""

import re
from collections.abc import Sequence

HIDDEN = "[hidden]"
"""What stands in the place of the value."""


def _compile(pattern: str) -> re.Pattern[str]:
    """Compile a pattern. NOTE: thousands of spaces would be tried from each of them."""
    few = pattern.replace(r"\s+", r"\s{1,9}").replace(r"\s*", r"\s{0,9}")
    return re.compile(few, re.IGNORECASE)


_VERB = (
    r"(?:set|create|add|make|define|store|save|put|update|change|replace|rotate|overwrite|use|give|"
    r"write|configure)"
)
_WORDS = r"(?:\s+(?:the|a|an|new|my|our|its|this|repo|repository|actions|github|value|of|for)){0,6}"
_KIND = r"(?!(?:gists?|teams?|scanning|names?|keys?)\b)"
"""What may be called secret and is none."""
_OPEN, _CLOSE = r"[\"'`\u2018\u201c]?", r"[\"'`\u2019\u201d]?"
_NAME = rf"{_OPEN}{_KIND}[A-Za-z_][A-Za-z0-9_]*{_CLOSE}"
_IN_CAPITALS = rf"{_OPEN}(?-i:[A-Z_][A-Z0-9_]+)\b{_CLOSE}"
_IN_PLACE = r"(?:in|of|for|on|at)\s+(?:(?:the|this|my|our)\s+)?(?:repo(?:sitory)?\s+)?\S+"
_PLACE = rf"(?:\s+{_IN_PLACE})?"
_IS = (
    r"(?:\s*=|\s*:(?=\s*\S)"
    r"|\s+(?:to|as|with|is|be|equals?|being|value)\b(?:\s+(?:the\s+)?value\b)?)"
)
_START = rf"(?:^|[;,.!?\n]\s*|\b(?:and|then|please|you|to)\s+)(?:{_IN_PLACE}\s+)?"
_IN_SECRET = rf"\s+(?:as|in|into|among|to|under|for){_WORDS}\s+secrets?\b"
_PUT = rf"{_START}(?:store|save|put|use|write|add|set)\b{_WORDS}"
_FIELD = r"(?:(?:secret_|plain_|plaintext_|encrypted_)?value|plaintext|secret|body|data|b)"
_SAID = tuple(
    (_compile(head), _compile(tail))
    for head, tail in (
        # set the secret NAME of acme/web to VALUE, set the acme/web secret NAME to VALUE
        (
            (
                rf"{_START}{_VERB}{_WORDS}(?:\s+[^\s/]+/[^\s/]+)?"
                rf"\s+secrets?\s+(?:called\s+|named\s+)?{_NAME}{_PLACE}{_IS}"
            ),
            r"\Z",
        ),
        # set the NAME secret of acme/web to VALUE
        (rf"{_START}{_VERB}{_WORDS}\s+{_IN_CAPITALS}\s+secrets?{_PLACE}{_IS}", r"\Z"),
        # change NAME in the secrets of acme/web to VALUE
        (
            (
                rf"{_START}{_VERB}{_WORDS}\s+{_IN_CAPITALS}"
                rf"\s+(?:in|of|among){_WORDS}\s+secrets{_PLACE}{_IS}"
            ),
            r"\Z",
        ),
        # the secret NAME of acme/web should be VALUE
        (rf"{_START}(?:the\s+)?secret\s+{_IN_CAPITALS}{_PLACE}\s+(?:should|must)\s+be\b", r"\Z"),
        # set NAME to VALUE as a secret of acme/web
        (rf"{_START}{_VERB}{_WORDS}\s+{_IN_CAPITALS}{_IS}", _IN_SECRET),
        # put VALUE into the secret NAME of acme/web
        (_PUT, rf"{_IN_SECRET}\s+(?:called\s+|named\s+)?{_IN_CAPITALS}"),
        # add VALUE as NAME to the secrets of acme/web
        (_PUT, rf"\s+(?:as|under|for)\s+{_IN_CAPITALS}\s+(?:in|into|to|among){_WORDS}\s+secrets\b"),
        # secrets.set --secret-name NAME --value VALUE, secrets.set {"value": VALUE}: no field of
        # ours, and one of others
        (rf"\bsecrets\.set\b(?s:.*?)(?:\s--?{_FIELD}(?:\s+|=)|\"{_FIELD}\":)", r"\Z"),
    )
)
"""What stands before a value, and behind it."""
_LONGEST = 10_000
"""The characters of a command line that are looked at; a sentence has no more."""
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
    # NOTE: a program says how many there are, so each is looked at once. Each may begin a sentence.
    said = "\n".join(words)[:_LONGEST]
    hidden = hide_value(said)
    return [*words] if hidden == said else hidden.split("\n")


def _is_quoted(text: str, at: int) -> bool:
    """Tell whether a place is between quotation marks, as in the title of an issue."""
    is_open = text.count("\u201c", 0, at) > text.count("\u201d", 0, at)
    return is_open or text.count('"', 0, at) % 2 == 1
