"""The normal forms of names: which action and which field is meant by what a model calls them."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import ENTRIES
from aegis_cli.actions.fields.fields import kinds_of, never_given
from aegis_cli.actions.provider.names import BARE, provider_of

_APART = re.compile(r"[^a-z0-9]+")
_NAME = re.compile(r"[A-Za-z][\w./ -]*", re.ASCII)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ADDS_NOTHING = frozenset("is name key id number no date branch new list value".split())
"""Parts of a field's name that say nothing of which field it is, as of `tag_name`."""
_ALIKE = (
    frozenset("body text comment message description content".split()),
    frozenset("title summary subject".split()),
    frozenset("repo repository".split()),
    frozenset("person user username login assignee assignees member".split()),
    frozenset("color colour".split()),
    frozenset("ref sha commit".split()),
    frozenset("head from source".split()),
    frozenset("base to target into".split()),
    frozenset("permission role access".split()),
    frozenset("issue ticket key".split()),
    frozenset("words query".split()),
)
"""Names of fields that mean the same; an action has one of them."""


def action_named(said: str) -> str:
    """Return the name of the action that is said, without its arguments and a usual prefix.

    It may be written in another way, such as `issues/addLabels`, if one action alone is so called.
    """
    name = said.strip("` ").partition("(")[0]
    usual = name.lower().removeprefix(f"{BARE}.")
    if name in ENTRIES or usual in ENTRIES:
        return name if name in ENTRIES else usual
    if not _NAME.fullmatch(name):
        return usual
    words = _words(usual if usual != name.lower() else name)
    named = _by_words(with_provider=True).get(words) or _by_words(with_provider=False).get(words)
    return named[0] if named and len(named) == 1 else usual


@cache
def _by_words(*, with_provider: bool) -> dict[tuple[str, ...], list[str]]:
    """Return the names of actions by their words, with their provider or without."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in ENTRIES:
        start = 0 if with_provider or provider_of(name) == BARE else 1
        found.setdefault(_words(name)[start:], []).append(name)
    return found


def _words(name: str) -> tuple[str, ...]:
    words = _APART.split(_CAPITAL.sub("_", name).lower().replace("pull_request", "pull"))
    return tuple(word.removesuffix("s") for word in words if word)


def field_named(cls: type[Action[Any]], name: str, given: Iterable[str]) -> str:
    """Return the field that a name means: in another case, in the plural, or a part of one name.

    `given` are the names that say other fields. The name stays where it means none, or several.
    """
    known = cls.model_fields.keys() - never_given(cls)
    written = _APART.sub("_", _CAPITAL.sub("_", name).lower())
    for each in (written, f"{written}s", written.removesuffix("s")):
        if each in known:
            return each
    free = known - {*given}
    telling = {*written.split("_")} - _ADDS_NOTHING or {*written.split("_")}
    for meant in (
        {each for each in free if written in each.split("_")},
        {each for each in free if telling == {*each.split("_")} - _ADDS_NOTHING},
        {each for each in free if telling <= {*each.split("_")}},
        free & _alike(written),
        {each for each in free if kinds_of(cls)[each].noun in _alike(written)},
    ):
        if meant:
            return meant.pop() if len(meant) == 1 else name
    return name


def _alike(written: str) -> set[str]:
    return {name for names in _ALIKE if written in names for name in names}
