"""Decides whether an action may run, by rules in layers; pure.

Every layer must allow an action: if one denies it, no other can allow it again. Within a layer,
deny wins over allow. Without any layer everything is allowed, and a person confirms each write.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.errors import Code, UsageError


@dataclass(frozen=True, slots=True)
class Layer:
    """The rules from one place; `None` means that there is no such rule."""

    name: str
    """The place, as it is named to the person: "the configuration", "the options"."""
    allow: tuple[str, ...] | None = None
    """Globs of action names; an empty tuple allows nothing."""
    deny: tuple[str, ...] = ()
    """Globs of action names."""
    repos: tuple[str, ...] | None = None
    """Patterns of OWNER/NAME; `*` does not cross the slash. Each container must match one: a
    repository in full, an organisation the owner of one."""
    max_effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """All layers; each must allow an action."""

    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Allow:
    """The action may run without a question, since it reads."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """The action may run once the person has approved it."""


@dataclass(frozen=True, slots=True)
class Deny:
    """The action may not run, for these reasons."""

    reasons: tuple[str, ...]


Decision: TypeAlias = Allow | Confirm | Deny


def judge(action: Action[Any], policy: Policy) -> Decision:
    """Decide whether an action may run; collect every reason against it."""
    reasons = tuple(reason for layer in policy.layers for reason in _against(action, layer))
    if reasons:
        return Deny(reasons)
    return Allow() if action.facts.effect is Effect.READ else Confirm()


def _against(action: Action[Any], layer: Layer) -> list[str]:
    name, effect = action.facts.action, action.facts.effect
    reasons = []
    if _matches(name, layer.deny):
        reasons.append(f"{layer.name} denies {name}")
    if layer.allow is not None and not _matches(name, layer.allow):
        reasons.append(f"{layer.name} allows only {_listed(layer.allow)}, and not {name}")
    if layer.max_effect is not None and effect > layer.max_effect:
        reasons.append(f"{layer.name} allows nothing above {layer.max_effect}; {name} is {effect}")
    if layer.repos is not None:
        allowed = f"{layer.name} allows only {_listed(layer.repos)}"
        reasons += [f"{allowed}, and not {outside}" for outside in _outside(action, layer.repos)]
    return reasons


def _outside(action: Action[Any], patterns: Sequence[str]) -> Iterator[str]:
    """Yield what of an action no pattern of repositories covers.

    NOTE: a search looks in all repositories of an organisation, so that it needs the whole of it,
    and one without a container looks everywhere: it would read around the rule.
    """
    containers, everywhere = action.containers(), action.facts.everywhere
    if everywhere and not containers:
        yield f"every repository, where {action.facts.action} looks if none is named"
    for _, container in containers:
        if not _covers(patterns, container, whole=everywhere):
            yield f"all of {container}" if everywhere and "/" not in container else container


def _matches(name: str, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def _covers(patterns: Sequence[str], container: str, *, whole: bool) -> bool:
    """Compare owner with owner and name with name, so that no `*` crosses the slash.

    An organisation, which has no name of a repository, is compared with the owners alone; `whole`
    asks for a pattern of all its repositories.
    """
    owner, _, name = container.casefold().partition("/")
    pairs = (pattern.casefold().split("/") for pattern in patterns)
    return any(
        fnmatchcase(owner, of_owner)
        and (fnmatchcase(name, of_name) if name else not whole or not of_name.strip("*"))
        for of_owner, of_name in pairs
    )


def _listed(patterns: Sequence[str]) -> str:
    return ", ".join(patterns) or "nothing"


def checked(layer: Layer, matching: Callable[[str], Sequence[str]]) -> Layer:
    """Return the layer; raise `UsageError` for a rule that can match nothing.

    `matching` returns the names of the actions that a glob matches.
    """
    for glob in (*(layer.allow or ()), *layer.deny):
        if not matching(glob):
            raise UsageError(
                f"No action is called {glob!r}, which {layer.name} names.",
                code=Code.BAD_SETTINGS,
                hint="`aegis actions` lists the names.",
            )
    for pattern in layer.repos or ():
        owner, slash, name = pattern.partition("/")
        if not (owner and slash and name) or "/" in name:
            raise UsageError(
                f"The repository pattern {pattern!r} of {layer.name} is not OWNER/NAME.",
                code=Code.BAD_SETTINGS,
                hint="Write it as in acme/web, acme/* or */website.",
            )
    return layer
