"""The kinds of value that an action can hold: the rules for each, and its role."""

import re
import unicodedata
from enum import Enum
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from aegis_cli.errors import Code, UsageError

ME = "@me"
"""The signed-in person. The executor puts the login in its place; the model never sees it."""

_OWNER = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,37}[A-Za-z0-9])?"
_NAME = r"[A-Za-z0-9._-]{1,100}"
_REPO = re.compile(rf"{_OWNER}/{_NAME}", re.ASCII)
_LOGIN = re.compile(rf"@me|{_OWNER}(?:\[bot\])?", re.ASCII)


class Role(Enum):
    """What a field is for; policy, `--yes` and provenance depend on it."""

    TARGET = "target"
    """What is acted on: a repository, a number, a login, a label."""

    CHOICE = "choice"
    """One of a few values that the provider defines."""

    PAYLOAD = "payload"
    """A text that people will read: a title, a body."""

    BOUND = "bound"
    """How many results to show."""


class Symbolic:
    """Marks a kind whose value may be `@me`."""


class Synonyms:
    """Other words for the values of a choice."""

    def __init__(self, **words: tuple[str, ...]) -> None:
        """Take the words for each value, as in `closed=("merged",)`."""
        self.words = words


def _repo(value: str) -> str:
    name = value.removesuffix(".git")
    if not _REPO.fullmatch(name) or name.split("/")[1] in {".", ".."}:
        raise ValueError("a repository is written OWNER/NAME, as in acme/web")
    return name


def repo_name(text: str) -> str:
    """Return a repository's name as OWNER/NAME; raise `UsageError` if it is none."""
    try:
        return _repo(text)
    except ValueError as problem:
        message = f"{text!r} is not a repository: {problem}."
    raise UsageError(message, code=Code.BAD_USAGE, hint="Check -R and GH_REPO.")


def _login(value: str) -> str:
    name = ME if value.lower() == ME else value.removeprefix("@")
    if not _LOGIN.fullmatch(name):
        raise ValueError("a login has letters, digits and hyphens only")
    return name


def _digits(value: object) -> object:
    """Refuse texts that Python reads as numbers although they are not plain digits."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,10}", value):
        raise ValueError("a number is written in digits")
    return value


def _label(value: str) -> str:
    if "," in value or value in {".", ".."} or any(unicodedata.category(c) == "Cc" for c in value):
        raise ValueError("a label has no commas and no control characters")
    return value


def _new_name(value: str) -> str:
    if value in {".", ".."}:
        raise ValueError("a repository cannot have this name")
    return value


def _printable(value: str) -> str:
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("the text holds a character that GitHub does not accept")
    return value


RepoName: TypeAlias = Annotated[str, Role.TARGET, AfterValidator(_repo)]
NewRepoName: TypeAlias = Annotated[
    str,
    Role.TARGET,
    StringConstraints(pattern=rf"^{_NAME}$", max_length=100),
    AfterValidator(_new_name),
]
IssueNumber: TypeAlias = Annotated[
    int, Role.TARGET, BeforeValidator(_digits), Field(ge=1, le=2_147_483_647)
]
Login: TypeAlias = Annotated[str, Role.TARGET, Symbolic(), AfterValidator(_login)]
Label: TypeAlias = Annotated[
    str, Role.TARGET, StringConstraints(min_length=1, max_length=50), AfterValidator(_label)
]
Branch: TypeAlias = Annotated[
    str, Role.TARGET, StringConstraints(min_length=1, max_length=244), AfterValidator(_printable)
]

# GitHub's own limits: a title has 256 characters, a body 65,536.
Title: TypeAlias = Annotated[
    str,
    Role.PAYLOAD,
    StringConstraints(min_length=1, max_length=256, pattern=r"\S"),
    AfterValidator(_printable),
]
Body: TypeAlias = Annotated[
    str, Role.PAYLOAD, StringConstraints(max_length=65_536), AfterValidator(_printable)
]
CommentBody: TypeAlias = Annotated[
    str,
    Role.PAYLOAD,
    StringConstraints(min_length=1, max_length=65_536, pattern=r"\S"),
    AfterValidator(_printable),
]
Description: TypeAlias = Annotated[
    str, Role.PAYLOAD, StringConstraints(max_length=350), AfterValidator(_printable)
]
Limit: TypeAlias = Annotated[int, Role.BOUND, Field(ge=1, le=1_000)]

Direction: TypeAlias = Annotated[
    Literal["asc", "desc"],
    Synonyms(asc=("oldest", "ascending"), desc=("newest", "latest", "descending")),
]
