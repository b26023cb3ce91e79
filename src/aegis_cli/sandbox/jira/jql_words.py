"""The words of JQL: quoted and unquoted strings, operators and signs, with the errors of Jira.

Source: the lexer of npm @atlaskit/jql-ast, and Jira's list of reserved words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from aegis_cli.sandbox.jira.errors import Problem


class Kind(Enum):
    """What a word is."""

    STRING = auto()
    """A value or a name that stands between quotes."""
    PLAIN = auto()
    """One without quotes, a keyword too."""
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query, with where it begins."""

    kind: Kind
    text: str
    at: int

    def is_keyword(self, *names: str) -> bool:
        """Return whether it is one of these, in whatever case."""
        return self.kind is Kind.PLAIN and self.text.lower() in names

    def is_sign(self, *signs: str) -> bool:
        """Return whether it is one of these signs."""
        return self.kind is Kind.SIGN and self.text in signs


_SIGN = re.compile(r"!=|!~|<=|>=|[=~<>(),\[\]!]|&&|\|\||&|\|")
_PLAIN = re.compile(r"[^\s\"'=!<>()~,\[\]|&{}*/%+^$#@?;\\]+")
_SPACE = re.compile(r"\s+")
_CONTROLS = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([tnr\"'\\ ]))")
_VALID = r"""The valid escape sequences are \', \", \t, \n, \r, \\, '\ ' and \uXXXX."""
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}

KEYWORDS = frozenset(
    {
        *("and", "or", "not", "in", "is", "was", "order", "by", "empty", "null", "cf", "changed"),
        *("after", "before", "from", "to", "on", "during", "asc", "desc"),
    }
)
RESERVED = KEYWORDS | frozenset(
    """
    abort access add alias all alter any array as audit avg begin between bigint boolean break byte
    catch cascade char character check checkpoint collate collation column commit connect continue
    count create cursor current date decimal declare decrement default defaults delete delimiter
    difference distinct divide do double drop else encoding end equals escape exclusive exec execute
    exists explain false fetch file field first float for foreign function go goto grant greater
    group having identified if immediate increment index initial inner inout input insert int
    integer intersect intersection into isempty isnull join last left less like limit lock long max
    min minus mode modify modulo more multiply next noaudit notin nowait number object of option
    outer output power previous prior privileges public raise raw remainder rename resource return
    returns revoke right row rowid rownum rows select session set share size sqrt start strict
    string subtract sum synonym table then trans transaction trigger true uid union unique update
    user validate values view when whenever where while with
    """.split()
)
"""What may not stand without quotes as a value."""


def words(text: str) -> Iterator[Word]:
    """Yield the words of a query, or refuse it."""
    control = _CONTROLS.search(text)
    if control:
        code = f"U+{ord(control[0]):04X}"
        raise wrong(
            f"The character '{code}' is not allowed, escape it. ({_where(control.start())})"
        )
    at = 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space:
            at = space.end()
            continue
        word, at = _next(text, at)
        yield word


def wrong(message: str) -> Problem:
    """Return the refusal of a query."""
    return Problem(400, f"Error in the JQL Query: {message}")


def _next(text: str, at: int) -> tuple[Word, int]:
    if text[at] in "\"'":
        return _string(text, at)
    sign = _SIGN.match(text, at)
    if sign:
        return Word(Kind.SIGN, sign[0], at), sign.end()
    plain = _PLAIN.match(text, at)
    if plain:
        return Word(Kind.PLAIN, plain[0], at), plain.end()
    raise wrong(
        f"The character '{text[at]}' is a reserved JQL character. You must enclose it in a string "
        f"or use the escape '\\u{ord(text[at]):04x}' instead. ({_where(at)})"
    )


def _string(text: str, first: int) -> tuple[Word, int]:
    quote, at = text[first], first + 1
    read: list[str] = []
    while at < len(text):
        if text[at] == quote:
            return Word(Kind.STRING, "".join(read), first), at + 1
        if text[at] == "\\":
            escape = _ESCAPE.match(text, at)
            if not escape:
                said = f"'{text[at : at + 2]}' is an illegal JQL escape sequence. {_VALID}"
                raise wrong(f"{said} ({_where(at)})")
            letter = escape[2]
            read.append(_ESCAPED.get(letter, letter) if letter else chr(int(escape[1], 16)))
            at = escape.end()
        else:
            read.append(text[at])
            at += 1
    raise wrong(
        f"The quoted string '{text[first + 1 :]}' has not been completed. ({_where(first)})"
    )


def _where(at: int) -> str:
    return f"line 1, character {at + 1}"
