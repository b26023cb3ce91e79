"""Reads "same for acme/api": the line before, about another repository or another thing.

Both lines are the person's own words. NOTE: a repository takes the place of one only where the line
before names no number: #12 of another repository is another issue.
"""

import re

from aegis_cli.errors import Code, Unclear
from aegis_cli.planning.sentence.tokens import quotes_in

_REPO = r"[A-Za-z0-9][\w-]*/[\w.-]*\w"
_THING = rf"(?:{_REPO})?#\d+|\brows?\s+\d+\b"
_SAME = re.compile(
    rf"\s*(?:and\s+|now\s+)?(?:do\s+)?(?:the\s+)?same(?:\s+thing)?\s+(?:for|in|on|with|to)\s+"
    rf"(?P<other>{_THING}|{_REPO})\s*[.!]?\s*",
    re.IGNORECASE | re.ASCII,
)
_NAMED = re.compile(
    rf"(?<![\w/])(?:(?P<thing>{_THING})|(?P<repo>{_REPO}))(?![\w/])", re.ASCII | re.IGNORECASE
)
_HINT = "Say the whole sentence again."


def same_for(text: str, before: str) -> str:
    """Return the sentence that is meant; `text` itself where it does not refer to the line before.

    Raises `Unclear` where nothing, or more than one thing, of that line can be replaced.
    """
    said = _SAME.fullmatch(text)
    if said is None:
        return text
    quotes = [(quote.start, quote.end) for quote in quotes_in(before)]
    named = [
        found
        for found in _NAMED.finditer(before)
        if not any(start <= found.start() < end for start, end in quotes)
    ]
    other = said["other"]
    is_thing = re.fullmatch(_THING, other, re.ASCII | re.IGNORECASE) is not None
    if not named and before and not is_thing:
        return f"{before} in {other}"
    if len(named) != 1 or (named[0]["thing"] is not None) != is_thing:
        raise Unclear(_why(before, other), code=Code.UNCLEAR, hint=_HINT)
    (found,) = named
    return f"{before[: found.start()]}{other}{before[found.end() :]}"


def _why(before: str, other: str) -> str:
    if not before:
        return "There is no line before this one."
    return f"It is not clear what {other} takes the place of in: {before}"
