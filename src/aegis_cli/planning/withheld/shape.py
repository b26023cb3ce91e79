"""Tells by its shape alone whether a word is the value of a secret; pure."""

import re

_KNOWN = re.compile(
    r"gh[pousr]_|github_pat_|glpat-|npm_|pypi-|rubygems_|oy2[a-z]|[spr]k[-_]|whsec_|xox[abeprs]-"
    r"|xapp-|AKIA|ASIA|AIza|ya29\.|1//|eyJ|hvs\.|dckr_pat_|dop_v1_|hf_|sq[pua]_|sntry[su]?_|ATATT"
    r"|SG\.|-----BEGIN\b|\w+://(?:[^\s/@]+@|hooks\.)"
)
"""How the values of well-known services begin, and an address that has a password, or is one."""
_UNMISTAKABLE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a UUID
    r"|(?=[a-f]*\d)[0-9a-f]{16,}"
    r"|[\w+/-]{7,}={1,2}",  # base64
    re.IGNORECASE,
)
_TURN = re.compile(r"(?<=[^\W\d_])(?<!\bv)\d|(?<=\d)[^\W\d_]")
"""A digit behind a letter, or a letter behind a digit."""
_SIGN_INSIDE = re.compile(r"\w[!$%&*^~|]+\w")
_CAPITAL_INSIDE = re.compile(r"(?=.*\d)(?=.*[a-z]).+[A-Z]")
_SHORTEST, _FEWEST_TURNS = 8, 2
HARMLESS = re.compile(
    r"v?\d+(?:\.\d+)+(?:-\w+(?:\.\w+)*)?|v\d+|\d{4}-\d\d-\d\d|\d{1,3}(?:[a-z%]{1,2})?"
    r"|\d{1,2}:\d\d|\d{1,2}\.\d{1,2}\.|Q[1-4]|1Password|#[0-9a-f]{6}"
)
"""A version, a day, a time, a small number, a color."""
REFERENCE = re.compile(
    r"(?:[\w.-]+/[\w.-]+)?#\d+|[A-Z][A-Z0-9]+-\d+|(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7}"
)
"""The number of an issue, the key of a ticket, or the beginning of a commit's SHA."""
_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_EXTENSIONS = (
    "c cc cfg cpp cs css csv enc env example go gradle h html ini java js json jsx key kt lock lua"
    " md pdf pem php pl png pub py rb rs sh sql svg swift tf toml ts tsx txt xml yaml yml zip"
)
PATH = re.compile(
    rf"~?(?:[\w.@+*-]*/)*[\w.@+*-]*\.(?:{_EXTENSIONS.replace(' ', '|')})|~/\S+|\.\w+"
    r"|(?:feature|feat|fix|hotfix|release|chore|docs|test|tests|user|dependabot|refs)/\S+"
)
"""The path of a file, or of a branch."""


def begins_as_known(word: str) -> bool:
    """Tell whether a word begins as the values of a well-known service do."""
    return _KNOWN.match(word) is not None


def has_shape(word: str) -> bool:
    """Tell whether a word is hardly anything but a value."""
    if begins_as_known(word) or _UNMISTAKABLE.fullmatch(word) or _SIGN_INSIDE.search(word):
        return True
    if HARMLESS.fullmatch(word) or REFERENCE.fullmatch(word) or len(word) < _SHORTEST:
        return False
    if _CAPITAL_INSIDE.match(word):
        return True
    is_named = is_place(word) or PATH.fullmatch(word)
    return not is_named and len(_TURN.findall(word)) >= _FEWEST_TURNS


def is_mixed(word: str) -> bool:
    """Tell whether a word has letters and digits, as few ordinary ones have."""
    return HARMLESS.fullmatch(word) is None and _TURN.search(word) is not None


def is_place(word: str) -> bool:
    """Tell whether a word is OWNER/NAME, as it is written; "kL9/Qz" is none."""
    is_odd = is_mixed(word) and re.search("[a-z][A-Z]", word)
    return _PLACE.fullmatch(word) is not None and not is_odd
