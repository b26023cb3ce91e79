"""The permissions of a GitHub App, derived from the needs of the catalogue's actions.

`app_permissions.toml` has the names that GitHub gives its permissions, and the profiles. Pure.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from aegis_cli.actions import catalog
from aegis_cli.actions.facts import Effect, Needs
from aegis_cli.actions.provider.names import BARE
from aegis_cli.providers.github.live_permissions import of_action

Together: TypeAlias = tuple[tuple[str, str], ...]
"""Key and level of permissions that are needed together."""
Alternatives: TypeAlias = tuple[Together, ...]

_TABLE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("app_permissions.toml").read_text(encoding="utf-8")
)
LEVELS: dict[str, str] = _TABLE["levels"]
"""What GitHub calls each level, the least first."""

_RANKS = (*LEVELS,)
_BASIS = {"metadata": "read"}
"""What GitHub gives every App that has any other permission of a repository."""


@dataclass(frozen=True, slots=True)
class AppPermission:
    """One permission of a GitHub App, by its two spellings."""

    key: str
    """As in a manifest and in the API: `pull_requests`."""
    title: str
    """As on the settings page: `Pull requests`."""
    section: str
    """The part of that page: `repository`, `organization` or `account`."""
    is_in_schema: bool
    """Whether a manifest or a derived token can name it."""

    def at(self, level: str) -> str:
        """Return it with a level, as the settings page says it."""
        return f"{self.title} ({LEVELS.get(level, level)})"


_PERMISSIONS = {
    key: AppPermission(key, title, section, key not in _TABLE["outside"]["schema"])
    for section, names in _TABLE["names"].items()
    for key, title in names.items()
}

EXPRESSIBLE = frozenset(
    each.key for each in _PERMISSIONS.values() if each.is_in_schema and each.section != "account"
)
"""The permissions that a derived token can name: of repositories, and of their organization."""


@dataclass(frozen=True, slots=True)
class AppProfile:
    """The purpose of an App, which decides its permissions."""

    name: str
    says: str
    """What it is for, behind "to"; it adds to that of the profiles before it."""
    writes: tuple[str, ...]
    """The actions that may change something, by globs."""
    needs_owner: bool
    """Whether only an owner of an organization may grant what it needs."""
    cannot: str = ""
    """The things that its name suggests and it cannot do, behind "cannot"; "" if there is none."""

    def actions(self) -> tuple[str, ...]:
        """Return the names of its actions."""
        return tuple(name for name, needs in _needs().items() if self._has(name, needs))

    def _has(self, name: str, needs: Alternatives) -> bool:
        is_read = catalog.ENTRIES[name].effect == str(Effect.READ) and _only_reads(needs)
        if not is_read and not any(fnmatchcase(name, pattern) for pattern in self.writes):
            return False
        return self.needs_owner or not needs or not all(map(_is_of_last, needs))


PROFILES = tuple(
    AppProfile(
        each["name"],
        each["says"],
        tuple(each["writes"]),
        each.get("owner", False),
        each.get("cannot", ""),
    )
    for each in _TABLE["profiles"]
)
"""All profiles; each is all that the ones before it are."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A permission that an App does not have, and what it cannot do without it."""

    permission: AppPermission
    level: str
    actions: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """The permission, as the settings page calls it."""
        return self.permission.at(self.level)


def permission_of(key: str) -> AppPermission:
    """Return a permission by its key; one that the table does not have is called by its key."""
    return _PERMISSIONS.get(key) or AppPermission(key, key, "repository", is_in_schema=True)


def accepted_in_words(header: str) -> str:
    """Write what GitHub says that it accepts, as far as an App can have it; "" for nothing of that.

    It separates alternatives by `;` and what belongs together by `,`, as in `issues=write`.
    """
    sets = (each.split(",") for each in header.split(";"))
    known = [each for each in sets if all(map(_is_permission, each))]
    return " or ".join("+".join(part.strip().replace("=", ":") for part in each) for each in known)


def _is_permission(said: str) -> bool:
    key, _, level = said.strip().partition("=")
    return key in _PERMISSIONS and level in LEVELS


def profile(name: str) -> AppProfile:
    """Return a profile by its name; `KeyError` if there is none."""
    return {each.name: each for each in PROFILES}[name]


def needs_of_profile(profile: AppProfile) -> dict[str, str]:
    """Return the permissions of a profile, key and level, in the order of their keys.

    The last one has what its actions need only for some things too.
    """
    return dict(_needs_of(profile))


@cache
def _needs_of(profile: AppProfile) -> dict[str, str]:
    actions = profile.actions()
    needs = [*(_needs()[name] for name in actions), *((_more(profile, each),) for each in actions)]
    return dict(sorted(least(needs).items()))


def purposes(profile: AppProfile) -> dict[str, tuple[str, ...]]:
    """Return for each permission of a profile the actions that need it."""
    held = needs_of_profile(profile)
    found: dict[str, list[str]] = {key: [] for key in held}
    for name in profile.actions():
        for key, _ in dict.fromkeys((*_way(_needs()[name], held), *_more(profile, name))):
            found[key].append(name)
    return {key: tuple(names) for key, names in found.items()}


def intended_profile(held: Mapping[str, str]) -> AppProfile:
    """Return the profile that an App is meant for: the first with all of use that the App has.

    What no action needs, such as another permission or a higher level, tells nothing of it.
    """
    whole = needs_of_profile(PROFILES[-1])
    used = {
        key: level if covers(whole, key, level) else whole[key]
        for key, level in held.items()
        if key in whole
    }
    return next(
        each
        for each in PROFILES
        if all(covers(needs_of_profile(each), key, level) for key, level in used.items())
    )


def lacks(held: Mapping[str, str], profile: AppProfile) -> tuple[Lack, ...]:
    """Return what an App lacks of a profile, with the actions that it cannot do for that."""
    wanted = needs_of_profile(profile)
    blocked: dict[str, list[str]] = {}
    for name in profile.actions():
        needs = _needs()[name]
        is_held = not needs or any(_are_held(each, held) for each in needs)
        together = (*(() if is_held else _way(needs, wanted)), *_more(profile, name))
        for key, level in dict.fromkeys(together):
            if not covers(held, key, level):
                blocked.setdefault(key, []).append(name)
    return tuple(
        Lack(permission_of(key), wanted[key], tuple(names))
        for key, names in sorted(blocked.items())
    )


def least(needs: Iterable[Alternatives]) -> dict[str, str]:
    """Choose permissions that suffice for all needs, adding none if the chosen ones suffice."""
    chosen = dict(_BASIS)
    for alternatives in sorted(needs, key=len):
        lacking = [[pair for pair in each if not covers(chosen, *pair)] for each in alternatives]
        if all(lacking):
            chosen |= dict(chain(*lacking[:1]))
    return chosen


def covers(held: Mapping[str, str], key: str, level: str) -> bool:
    """Return whether a permission is held at this level or a higher one."""
    if level not in _RANKS or held.get(key) not in _RANKS:
        return False  # a level that nobody knows is neither enough nor reached
    return _RANKS.index(held[key]) >= _RANKS.index(level)


def alternatives(needs: Needs) -> Alternatives:
    """Return what an action needs as keys with their levels."""
    return tuple(map(_pairs, needs.any_of))


def _pairs(permissions: tuple[str, ...]) -> Together:
    pairs = (permission.split(":") for permission in permissions)
    return tuple((key, level) for key, level in pairs)


def _only_reads(needs: Alternatives) -> bool:
    """Return whether an App may do it with permissions that only read.

    NOTE: GitHub asks for a permission to write for some reads, such as draft notes of a release.
    """
    return not needs or any(all(level == _RANKS[0] for _, level in each) for each in needs)


def _is_of_last(together: Together) -> bool:
    """Return whether the last profile alone has them: an owner grants one, or it weighs much."""
    return any(
        key == "administration"
        or key in _TABLE["last"]["alone"]
        or permission_of(key).section == "organization"
        for key, _ in together
    )


def _way(needs: Alternatives, held: Mapping[str, str]) -> Together:
    """Return the permissions by which an App that has these may do it."""
    return next((each for each in needs if _are_held(each, held)), ())


def _are_held(together: Together, held: Mapping[str, str]) -> bool:
    return all(covers(held, key, level) for key, level in together)


@cache
def _needs() -> dict[str, Alternatives]:
    """Return what each action of GitHub needs."""
    return {cls.facts.action: alternatives(cls.facts.needs) for cls in catalog.load_all(BARE)}


@cache
def _sometimes() -> dict[str, Together]:
    """Return what each action of GitHub needs for some things only."""
    return {
        cls.facts.action: tuple(chain(*map(_read, of_action(cls).values())))
        for cls in catalog.load_all(BARE)
    }


def _more(profile: AppProfile, action: str) -> Together:
    """Return what an action needs for some things, as far as that is for the profile.

    The last has it all; another one what only reads, and is not of the last alone.
    """
    return tuple(
        pair
        for pair in _sometimes()[action]
        if profile.needs_owner or (pair[1] == _RANKS[0] and not _is_of_last((pair,)))
    )


def _read(permission: str) -> Together:
    (together,) = alternatives(Needs.read(permission))
    return together


def used_permissions(profiles: Iterable[AppProfile] = PROFILES) -> Iterator[AppPermission]:
    """Yield the permissions that any of the profiles has, by section and title."""
    keys = {key for each in profiles for key in needs_of_profile(each)}
    sections = [*_TABLE["names"]]
    yield from sorted(
        map(permission_of, keys), key=lambda one: (sections.index(one.section), one.title)
    )
