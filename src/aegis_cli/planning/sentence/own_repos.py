"""Reads "my repo dotfiles" and "my dotfiles repo", of which `@me` is the owner."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.actions.fields.kinds import ME

_NOUNS = frozenset({"repo", "repository"})
_CALLED = frozenset({"called", "named"})
_NAME = re.compile(r"[a-z0-9._-]*[a-z0-9_-]", re.ASCII)
_OF_ANY = frozenset(
    "another archived best big biggest busiest client company current empty entire favorite"
    " favourite first forked friend here hidden internal largest last latest main new newest next"
    " old oldest only other own personal popular previous primary private public recent same second"
    " secret small starred team template test that there this whole work".split()
)
"""Words that say which repository is meant, or how it is, and are no name of one."""


class OwnRepo(NamedTuple):
    """A repository of the person's own, as they say it."""

    words: int
    """How many words say it."""
    repo: str
    """Its name, as @me/dotfiles."""


def repo_of_mine(words: Sequence[str]) -> OwnRepo | None:
    """Read the repository that words begin with, the first of which is "my"; `None` for none."""
    match [*words[1:4], "", "", ""]:
        case [noun, called, name, *_] if noun in _NOUNS and called in _CALLED:
            found = OwnRepo(4, name)
        case [noun, name, *_] if noun in _NOUNS:
            found = OwnRepo(3, name)
        case [name, noun, *_] if noun in _NOUNS:
            found = OwnRepo(3, name)
        case _:
            return None
    is_name = _NAME.fullmatch(found.repo) and found.repo not in _OF_ANY | _things()
    return found._replace(repo=f"{ME}/{found.repo}") if is_name else None


@cache
def _things() -> frozenset[str]:
    """Return the words for what a repository has, such as its issues or its readme."""
    words = (word for name in ENTRIES for word in re.split(r"[._]", name))
    return frozenset(each for word in words for each in (word, word.removesuffix("s")))
