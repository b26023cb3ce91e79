"""Repositories and their owners: how they are written, and what a pattern of them covers; pure."""

import re
from fnmatch import fnmatchcase
from typing import Any

from aegis_cli.actions.fields.kinds import ME
from aegis_cli.actions.provider.containers import Container

OWNER_PATTERN = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,37}[A-Za-z0-9])?"
NAME_PATTERN = r"[A-Za-z0-9._-]{1,100}"
_REFERENCE = re.compile(
    rf"(?P<repo>(?:{ME}|[a-z0-9][a-z0-9_-]*)/[a-z0-9._-]*[a-z0-9_-])(?:#(?P<number>\d{{1,10}}))?",
    re.ASCII,
)
_GIT = re.compile(r"(?:\.git)+\Z", re.ASCII | re.IGNORECASE)
_URL_PATH = re.compile(
    r"(?:(?:/api/v3)?/repos(?=/[^/]+/[^/]))?"
    r"/([^/\s]+/[^/\s#?]+)(?:/(?:issues|pull|pulls)/(\d{1,10}))?(?:[/#?]|\Z)"
)
_REPO = re.compile(rf"(?:{ME}|{OWNER_PATTERN})/{NAME_PATTERN}", re.ASCII)
_OF_ME = re.compile(rf"{ME}(?=/)", re.ASCII | re.IGNORECASE)


def _check(value: str) -> str:
    # NOTE: GitHub ends no name so. With it, a name would be another one to who compares it.
    name = _OF_ME.sub(ME, _GIT.sub("", value))
    if not _REPO.fullmatch(name) or name.split("/")[1] in {".", ".."}:
        raise ValueError("a repository is written OWNER/NAME, as in acme/web")
    return name


def _is_pattern(text: str) -> bool:
    owner, slash, name = text.partition("/")
    return bool(owner and slash and name) and "/" not in name


def _covers(pattern: str, container: str, *, whole: bool) -> bool:
    """Compare owner with owner and name with name, so that no `*` crosses the slash.

    An organisation, which has no name of a repository, is compared with the owners alone; `whole`
    asks for a pattern of all its repositories. As long as nobody knows who `@me` is, only a pattern
    of all owners covers what is theirs.
    """
    owner, _, name = container.casefold().partition("/")
    of_owner, of_name = pattern.casefold().split("/")
    is_of_owner = not of_owner.strip("*") if owner == ME else fnmatchcase(owner, of_owner)
    return is_of_owner and (
        fnmatchcase(name, of_name) if name else not whole or not of_name.strip("*")
    )


def _of_any_owner(pattern: str) -> str:
    return f"*/{pattern.partition('/')[2]}"


def _word(word: str) -> tuple[str, str] | None:
    match = _REFERENCE.fullmatch(_GIT.sub("", word))
    return (match["repo"], match["number"] or "") if match else None


def _address(path: str) -> tuple[str, str] | None:
    match = _URL_PATH.match(path)
    name = _GIT.sub("", match[1]) if match else ""
    return (name, match[2] or "") if match and _REFERENCE.fullmatch(name) else None


def _words_of_address(path: str, fragment: str) -> str:
    from aegis_cli.providers.github.spoken_addresses import words_of_address  # noqa: PLC0415  # for a guess

    named = _address(path)
    return words_of_address(named[0], path, fragment) if named else ""


def _repository_in(answer: Any) -> tuple[str, bool | None] | None:
    name = answer.get("full_name") if isinstance(answer, dict) else None
    if not isinstance(name, str):
        return None
    is_private = answer.get("private")
    return name, is_private if isinstance(is_private, bool) else None


OWNER = Container(noun="owner")
"""Who owns repositories: an organisation or a person."""
REPOSITORY = Container(
    noun="repository",
    words="REPO",
    form="OWNER/NAME",
    examples="acme/web, acme/* or */website",
    check=_check,
    is_pattern=_is_pattern,
    covers=_covers,
    of_any_owner=_of_any_owner,
    parent=OWNER,
    is_here=True,
    word=_word,
    address=_address,
    spoken=_words_of_address,
    told=_repository_in,
)
"""A repository, written OWNER/NAME."""
