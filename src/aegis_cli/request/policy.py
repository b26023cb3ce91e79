"""Decides whether an action may run, by rules in layers; pure.

Every layer must allow an action: if one denies it, no other can allow it again. Within a layer,
deny wins over allow. Without any layer everything is allowed, and a person confirms each write.

A layer grants nothing at a provider that it does not name: its `allow` and its `places` are of the
providers whose names they begin with, and of GitHub where they begin with none (`actions.names`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import is_me
from aegis_cli.actions.provider.names import BARE, Place, forbids, permits, places_at, provider_of
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
    places: tuple[str, ...] | None = None
    """Patterns of places, such as `acme/*` or `slack:#eng-*`. Each container of an action must
    match one of its provider: a repository in full, an organisation the owner of one."""
    max_effect: Effect | None = None
    max_writes: int | None = None
    """How many writes a sentence about each of many may come to."""
    is_grant: bool = False
    """Whether nothing is allowed but what it names, as in a section of a broker: its `max_effect`
    alone is then of GitHub."""


@dataclass(frozen=True, slots=True)
class Policy:
    """All layers; each must allow an action."""

    layers: tuple[Layer, ...] = ()

    def most_writes(self, wanted: int) -> int:
        """Return how many writes one sentence may come to, of so many that are wanted."""
        limits = (each.max_writes for each in self.layers)
        return min([wanted, *(limit for limit in limits if limit is not None)])


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


def judge(action: Action[Any], policy: Policy, *, ahead: bool = False) -> Decision:
    """Decide whether an action may run; collect every reason against it.

    What is of `@me` is judged `ahead` if a rule may allow it once that is bound, and then again.
    """
    reasons = tuple(
        reason for layer in policy.layers for reason in _against(action, layer, ahead=ahead)
    )
    if reasons:
        return Deny(reasons)
    return Allow() if action.facts.effect is Effect.READ else Confirm()


def _against(action: Action[Any], layer: Layer, *, ahead: bool) -> list[str]:
    name, effect = action.facts.action, action.facts.effect
    reasons = [*_against_names(action, layer)]
    if layer.max_effect is not None and effect > layer.max_effect:
        reasons.append(f"{layer.name} allows nothing above {layer.max_effect}; {name} is {effect}")
    if layer.places is not None:
        allowed = f"{layer.name} allows only {_join_patterns(layer.places)}"
        by_name = _allows_by_name(layer, name)
        outside = _outside(action, layer.places, by_name=by_name, ahead=ahead)
        reasons += [f"{allowed}, and not {each}" for each in outside]
    elif layer.is_grant and layer.allow is None and provider_of(name) != BARE:
        reasons.append(f"{layer.name} allows nothing at {action.provider.title}")
    return reasons


def _against_names(action: Action[Any], layer: Layer) -> Iterator[str]:
    """Yield the reasons against what an action is called.

    NOTE: what it counts as is judged like itself, or one action would get around the rule about
    another.
    """
    own = action.facts.action
    for name in action.counts_as():
        said = name if name == own else f"{name}, which this {own} does too"
        if any(forbids(glob, name) for glob in layer.deny):
            yield f"{layer.name} denies {said}"
        if layer.allow is not None and not any(permits(glob, name) for glob in layer.allow):
            yield f"{layer.name} allows only {_join_patterns(layer.allow)}, and not {said}"


def _allows_by_name(layer: Layer, name: str) -> bool:
    """Tell whether a layer allows an action by its whole name, and not by a glob."""
    return name in {glob.removeprefix(f"{BARE}.") for glob in layer.allow or ()}


def _outside(
    action: Action[Any], places: Sequence[str], *, by_name: bool, ahead: bool
) -> Iterator[str]:
    """Yield what of an action no pattern of places covers; `by_name` if its name is allowed.

    NOTE: a search looks in all repositories of an organisation, so that it needs the whole of it,
    and one without a container looks everywhere: it would read around the rule. What is in no
    place at all, such as a gist, is outside of every place.
    """
    provider, containers, everywhere = action.provider, action.containers(), action.facts.everywhere
    patterns = places_at(provider.name, places)
    if everywhere and not containers:
        yield f"every {provider.places.noun}, where {action.facts.action} looks if none is named"
    elif not patterns and not containers:
        yield f"what is at {provider.title}"
    elif not (containers or by_name or action.facts.of_service):
        yield f"{action.facts.action}, which is in no {provider.places.noun}"
    for name, place in containers:
        covers = partial(provider.places.covers, container=place.name, whole=everywhere)
        is_later = ahead and is_me(place.name)
        known = map(provider.places.of_any_owner, patterns) if is_later else patterns
        if not (any(map(covers, known)) if place.name else by_name and place.is_own_account):
            yield _in_words(action, name, place)


def _in_words(action: Action[Any], field: str, place: Place) -> str:
    """Say of the place in a field of an action what a rule does not allow."""
    places = action.provider.places
    if not place.name and not place.is_own_account:
        return f"{place.thing}, whose {places.noun} nothing says"
    container = kinds_of(type(action))[field].container
    is_all = action.facts.everywhere and container is not None and container is places.parent
    return f"all of {place}" if is_all else str(place)


def _join_patterns(patterns: Sequence[str]) -> str:
    return ", ".join(patterns) or "nothing"


def providers_without_rules(layer: Layer) -> Iterator[str]:
    """Yield a sentence for each provider of which a layer names nothing, so that it allows nothing.

    There is nothing to say of a layer of denies alone, or where one provider exists.
    """
    for name in catalog.providers() if len(catalog.providers()) > 1 else ():
        actions = [each for each in catalog.ENTRIES if provider_of(each) == name]
        allow, places = layer.allow, layer.places
        is_unnamed = (
            allow is not None and not any(permits(g, each) for g in allow for each in actions)
        ) or (places is not None and not places_at(name, places))
        if is_unnamed or (layer.is_grant and allow is None and places is None and name != BARE):
            title = catalog.provider_named(name).title
            yield f"{layer.name} names nothing of {title}, so it allows nothing there."


def check_layer(layer: Layer) -> Layer:
    """Return the layer; raise `UsageError` for a rule that can match nothing.

    A name of a provider that is known and not configured may be denied, and nothing else.
    """
    for glob in layer.allow or ():
        if not any(permits(glob, name) for name in catalog.names_for_rules()):
            _require_configured(glob, layer)
            raise _no_action(glob, layer)
    for glob in layer.deny:
        names = catalog.names_for_rules()
        if not (catalog.not_configured(glob) or any(forbids(glob, name) for name in names)):
            raise _no_action(glob, layer)
    for pattern in layer.places or ():
        _check_place(pattern, layer)
    return layer


def _no_action(glob: str, layer: Layer) -> UsageError:
    return _mistake(
        f"No action is called {glob!r}, which {layer.name} names.",
        "`aegis actions` lists the names.",
    )


def _check_place(pattern: str, layer: Layer) -> None:
    _require_configured(pattern, layer)
    for name in catalog.providers():
        places = catalog.provider_named(name).places
        for own in places_at(name, [pattern]):
            if places.is_pattern(own):
                return
            raise _mistake(
                f"The {places.noun} pattern {pattern!r} of {layer.name} is not {places.form}.",
                f"Write it as in {places.examples}.",
            )
    raise _mistake(f"{pattern!r}, which {layer.name} names, is a place of no provider.", None)


def _require_configured(said: str, layer: Layer) -> None:
    provider = catalog.not_configured(said)
    if provider is not None:
        raise _mistake(
            f"{provider} is not configured, and {layer.name} names {said!r}.",
            f"Add [providers.{provider}] to the configuration, or take the rule away.",
        )


def _mistake(message: str, hint: str | None) -> UsageError:
    return UsageError(message, code=Code.BAD_SETTINGS, hint=hint)
