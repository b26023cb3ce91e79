"""Takes the value of a secret out of what somebody says; pure.

A sentence is kept by the shell, the prompt and the log of a session, and a model gets it, also as
an earlier line. So what may say a value is hidden before anything else looks at it, and as a whole:
of what is kept in part, nobody could tell that it is not the value.
"""

import re
from collections.abc import Sequence

from aegis_cli.planning.withheld.nouns import names_secret

HIDDEN = "[hidden]"
"""The text that replaces a sentence which may say a value."""
_LONGEST = 10_000
"""The characters of a command line that are looked at; a sentence has no more."""
_FIRST_WORDS = 20
"""The words of a command line among which the name of the command is."""
_FIELD = r"(?:(?:secret_|plain_|plaintext_|encrypted_)?value|plaintext|secret|body|data|b)"
_TYPED = re.compile(
    rf"\bsecrets\.set\b(?s:.*?)(?:\s--?{_FIELD}(?:\s{{1,9}}|=)|\"{_FIELD}\":)", re.IGNORECASE
)
"""Options of other programs for a value, and none of ours, in a command line or a call."""
_COMMAND = re.compile(r"\bdo\s{1,9}secrets\.set\b")


def hide_value(text: str) -> str:
    """Return a sentence, or what stands in its place where it may say the value of a secret."""
    typed = _TYPED.search(text)
    if typed:
        head = text[: typed.end()].rstrip(" ")
        return f"{head} {HIDDEN}" if text[typed.end() :].strip() else text
    is_said = not _COMMAND.search(text) and names_secret(text)  # its other options hold no value
    return HIDDEN if is_said and _may_say_value(text) else text


def says_value(text: str) -> bool:
    """Tell whether a sentence says the value of a secret."""
    return HIDDEN in hide_value(text)


def hide_in_words(words: Sequence[str]) -> list[str]:
    """Return the words of a command line without the value that the sentence in them says."""
    # NOTE: a program says how many there are, so each is looked at once. Each may begin a sentence.
    begins = words.index("ask") + 1 if "ask" in words[:_FIRST_WORDS] else 0
    hidden: list[str] = []
    for part in (words[:begins], words[begins:]):
        said = " ".join(part)[:_LONGEST]
        kept = hide_value(said)
        hidden += part if kept == said else [kept]
    return hidden


def _may_say_value(text: str) -> bool:
    # NOTE: whoever says nothing of secrets, and each client of a session, needs no grammar.
    from aegis_cli.planning.withheld.judgement import may_say_value  # noqa: PLC0415  # as above

    return may_say_value(text)
