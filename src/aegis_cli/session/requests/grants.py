"""What a person grants before a command starts: some plain writes, in some places, so many times.

    issues.create@acme/web                   one action in one repository
    issues.*@acme/*                          all actions of a noun, in every repository of an owner
    slack.messages.send@slack:#releases      one action of another provider, in one place of it

A grant never covers what is always asked about, or destroys. What a write counts as beside its own
name, such as a comment with which a ticket is closed, needs a grant too.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from aegis_cli.actions.catalog import load_named, names_for_rules
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.names import BARE, permits, places_at, provider_of
from aegis_cli.errors import Code, UsageError

_WRITTEN = re.compile(
    r"(?P<action>(?:[a-z0-9_]+\.)?[a-z0-9_*]+\.[a-z0-9_*]+)"
    rf"@(?:{BARE}:)?(?P<place>[\w.-]+/(?:[\w.-]+|\*)|(?!{BARE}:)[a-z0-9_]+:[^\s@]+)"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """One pattern of actions, at one pattern of places of their provider."""

    action: str
    place: str

    def __str__(self) -> str:
        return f"{self.action}@{self.place}"

    def covers(self, action: str, places: Iterable[str]) -> bool:
        """Tell whether it covers an action at all the places that it touches."""
        provider, every = provider_of(action), [place.lower() for place in places]
        touched, patterns = places_at(provider, every), places_at(provider, [self.place.lower()])
        return (
            bool(touched and patterns)
            and len(touched) == len(every)
            and permits(self.action, action)
            and all(fnmatchcase(place, patterns[0]) for place in touched)
        )

    def could_cover(self, action: str) -> bool:
        """Tell whether it covers an action at some place: a plain write, where it may happen."""
        own = places_at(provider_of(action), [self.place])
        if not own or not permits(self.action, action):
            return False
        cls = load_named(action)
        return cls.facts.effect is Effect.WRITE and cls.provider.places.is_pattern(own[0])


def grant_of(text: str) -> Grant:
    """Read a grant; raise `UsageError` if it is none."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise UsageError(
            f"{text!r} is no grant.",
            code=Code.BAD_USAGE,
            hint="Write an action and a repository, as in --grant 'issues.create@acme/web'.",
        )
    grant = Grant(match["action"], match["place"])
    if not any(map(grant.could_cover, names_for_rules())):
        raise UsageError(
            f"The grant {text!r} could cover nothing.",
            code=Code.BAD_USAGE,
            hint="A grant is for plain writes: no read needs one, and what destroys or is always "
            "asked about takes your answer each time. `aegis actions` lists what there is.",
        )
    return grant


def from_texts(texts: Iterable[str], writes: int) -> "Grants":
    """Return the grants that a person typed, for so many writes; none are granted without one."""
    grants = tuple(map(grant_of, texts))
    for grant in grants:
        _require_others(grant, grants)
    return Grants(grants, writes if grants else 0)


def _require_others(grant: Grant, grants: tuple[Grant, ...]) -> None:
    """Raise `UsageError` where all that a grant covers counts as what none of them covers."""
    lacking: tuple[str, ...] = ()
    for name in filter(grant.could_cover, names_for_rules()):
        others = load_named(name).facts.also
        lacking = tuple(o for o in others if not any(each.could_cover(o) for each in grants))
        if not lacking:
            return
    raise UsageError(
        f"The grant '{grant}' could cover nothing by itself: it counts as {lacking[0]} too.",
        code=Code.BAD_USAGE,
        hint=f"Add --grant '{replace(grant, action=lacking[0])}'.",
    )


@dataclass(slots=True)
class Grants:
    """The grants of a session, and how many writes they still cover.

    A grant is reserved for a write when its plan is judged, used when that write gets its go, and
    free again where it got none.
    """

    grants: tuple[Grant, ...]
    left: int
    uses: list[str] = field(default_factory=list)
    """Each use, as it is shown."""
    _reserved: dict[Hashable, dict[str, str]] = field(default_factory=dict, compare=False)
    """The use that each write would be, by its id, of each plan that is under way."""

    @property
    def kept(self) -> dict[str, Any]:
        """Each grant and its remaining count, for JSON."""
        return {"grants": [*map(str, self.grants)], "left": self.left, "uses": [*self.uses]}

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Grants":
        """Return the grants that were `kept`."""
        grants = tuple(Grant(*text.split("@")) for text in kept["grants"])
        return cls(grants, kept["left"], [*kept["uses"]])

    def reserve(self, plan: Hashable, acts: Iterable[Mapping[str, Any]]) -> list[str]:
        """Reserve them for the acts of a plan, in order; return the ids of those that they cover.

        Each act says its `id`, the `actions` that it counts as, its own first, its `places`, and
        whether it `is_plain`.
        """
        reserved, covered = self._reserved.setdefault(plan, {}), []
        for act in acts:
            is_covered = act["is_plain"] and self._cover(act["actions"], act["places"])
            if is_covered and (self._free or act["id"] in reserved):
                reserved[act["id"]] = f"{act['actions'][0]} at {', '.join(act['places'])}"
                covered.append(act["id"])
        return covered

    def use(self, plan: Hashable, write: str) -> str:
        """Use what is reserved for a write, which gets its go; return the use, "" for none."""
        use = self._reserved.get(plan, {}).pop(write, "")
        if use:
            self.left -= 1
            self.uses.append(use)
        return use

    def release(self, plan: Hashable) -> None:
        """Let go of what is reserved for a plan and was not used."""
        self._reserved.pop(plan, None)

    def reserved_writes(self, plan: Hashable) -> tuple[str, ...]:
        """Return the ids of the writes of a plan for which something is reserved."""
        return (*self._reserved.get(plan, ()),)

    @property
    def _free(self) -> int:
        """How many writes they cover beside those for which they are reserved."""
        return self.left - sum(map(len, self._reserved.values()))

    def _cover(self, actions: Iterable[str], places: list[str]) -> bool:
        """Tell whether each of these actions is covered at all of these places.

        NOTE: a grant for one action covers no other that the same request does.
        """
        return all(any(grant.covers(each, places) for grant in self.grants) for each in actions)
