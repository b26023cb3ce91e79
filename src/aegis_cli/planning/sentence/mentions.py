"""Tells what a sentence contains in another form: in an address, behind an arrow, with other marks.

What is found so is in the person's words, and is no name that they wrote as it stands.
"""

import re
from urllib.parse import unquote

from aegis_cli.planning.sentence.sentence import Sentence

_ARROWS = re.compile("-+>|=+>|[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MARKS = re.compile('[\u2018\u2019\u201a\u201b\u201c-\u201f\u00ab\u00bb\u2039\u203a"`]')
_HASH = re.compile(r"(?<!\w)#(?=[^\W\d])")


def holds_in_another_form(sentence: Sentence, text: str) -> bool:
    """Tell whether a sentence contains a text with other dashes, marks, arrows or a sign before it.

    NOTE: the text is whole: "bug" is not in "bug-fix".
    """
    return Sentence(_plain(sentence.text), sentence.host).holds(_plain(text))


def names_in_another_form(sentence: Sentence, name: str) -> bool:
    """Tell the same of a name, which stands outside quotation marks or is all of a quotation."""
    if _plain(name) not in _plain(unquote(sentence.text)):
        return False  # NOTE: a label in full-width letters is another label
    outside = Sentence(_ARROWS.sub(" ", sentence.text), sentence.host).outside.text
    return (
        Sentence(_plain(outside), sentence.host).holds(_plain(name))
        or any(_plain(quote.text).strip() == _plain(name) for quote in sentence.quotes)
        or any(_is_in_address(token.text, name) for token in sentence.tokens if not token.quoted)
    )


def _plain(text: str) -> str:
    """Write a text with plain dashes and marks, without arrows and the sign before a word."""
    text = _DASHES.sub("-", _ARROWS.sub(" ", text))
    # NOTE: not case-folded: `#straße` is another channel than `#strasse`.
    return _HASH.sub(" ", _MARKS.sub("'", text)).lower()


def _is_in_address(word: str, name: str) -> bool:
    """Tell whether a name is one whole part of an address, or several that its path ends with."""
    if "://" not in word:
        return False
    after = "[?#]|$" if "/" in name else "[/?#&]|$"
    return re.search(rf"[/=#]{re.escape(name.casefold())}(?={after})", unquote(word)) is not None
