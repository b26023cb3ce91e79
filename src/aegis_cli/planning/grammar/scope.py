"""Resolves the references of a draft: which places and things a step acts on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from aegis_cli.actions.provider.names import BARE, Place
from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexicon import MISSING
from aegis_cli.planning.grammar.slots import IT, THAT_REPO, THEM, THIS_REPO
from aegis_cli.planning.plan import Context


class Referent(NamedTuple):
    """What one step is about: a place and the thing in it; empty if the action takes none."""

    place: Place = Place()
    implied: bool = False
    """Whether the place was not named, and the current one is taken."""


class Unresolved(NamedTuple):
    """A reference that cannot be resolved, or a value that is missing."""

    missing: str
    """The message about it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What references such as "it" and "this repo" resolve to at one point of a sentence.

    They are of one provider: what was named at another is neither "it" nor "there" there.
    """

    provider: str = BARE
    """The provider of what was named last."""
    others: Mapping[str, "Scope"] = field(default_factory=dict)
    """What was named at others, by their names."""
    current_repo: str | None = None
    """The current repository."""
    default_repo: str | None = None
    """The place to take if none is named."""
    earlier_repo: str | None = None
    """The place that was named earlier."""
    earlier_targets: tuple[Referent, ...] = ()
    """The targets that were named earlier."""
    follows_step: bool = False
    """Whether there is an earlier step in the same sentence."""
    follows_repo_step: bool = False
    """Whether an earlier step of the sentence has a place at this provider."""
    follows_write: bool = False
    """Whether the step before is a write; the next write may then leave out its issue."""

    @classmethod
    def of(cls, context: Context, grammar: Grammar) -> "Scope":
        """Return the scope at the start of a sentence."""
        here = cls(current_repo=context.repo, default_repo=context.repo)
        action = grammar.actions.get(context.last.get("action", ""))
        if action is None:
            return here
        place = action.cls.about(context.last.get("arguments", {}))
        place = place if action.takes_it else place._replace(thing="")
        is_known = place.name and (place.thing or grammar.shows_place(action))
        return replace(
            here.at(action.provider),
            earlier_repo=place.name or None,
            earlier_targets=(Referent(place),) if is_known else (),
        )

    def at(self, provider: str) -> "Scope":
        """Return the scope for an action of a provider; nothing that was just named is "it"."""
        if provider == self.provider:
            return self
        known = self.others.get(provider, Scope(provider))
        others = {**self.others, self.provider: replace(self, others={}, earlier_targets=())}
        return replace(known, others=others, follows_step=self.follows_step, follows_write=False)

    def after(
        self, action: ActionFacts, targets: tuple[Referent, ...], grammar: Grammar
    ) -> "Scope":
        """Return the scope after a step."""
        after = replace(
            self.at(action.provider),
            earlier_targets=(),
            follows_step=True,
            follows_write=not action.reads,
        )
        if action.place or action.thing:
            repo = targets[-1].place.name
            after = replace(after, default_repo=repo, earlier_repo=repo, follows_repo_step=True)
        elif not action.reads:
            # NOTE: a new repository has no full name yet; "it" must not mean an older target.
            after = replace(after, default_repo=None, earlier_repo=None)
        is_known = action.takes_it or grammar.shows_place(action)
        return replace(after, earlier_targets=targets) if is_known else after


def targets(draft: Draft, scope: Scope) -> tuple[Referent, ...] | Unresolved:
    """Resolve what a draft acts on: one target for each step."""
    action, numbers = draft.form.action, draft.things
    if not action.place and not action.thing:
        return (Referent(Place(action.provider)),)
    place = _place(draft, scope) if action.place else Referent(Place(action.provider))
    if isinstance(place, Unresolved):
        return place
    if not action.thing:
        return (place,) if place.place.name else Unresolved(action.questions[action.place])
    named = place.place.name if draft.places else ""
    if not numbers or numbers[0].text in {IT, THEM}:
        return _issues_of_pronoun(draft, scope, named)
    resolved: list[Referent] = []
    for number in numbers:
        if number.repo and _differ(number.repo, named):
            return Unresolved(MISSING["two"])
        at = place.place._replace(name=number.repo or place.place.name, thing=number.text)
        place = Referent(at, implied=place.implied and not number.repo)
        resolved.append(place)
    unique = tuple(dict.fromkeys(resolved))
    # What says its place neither by itself nor beside it, as a board by its number, has none.
    is_placed = not action.place or all(target.place.name for target in unique)
    return unique if is_placed else Unresolved(action.questions[action.place])


def _issues_of_pronoun(draft: Draft, scope: Scope, named: str) -> tuple[Referent, ...] | Unresolved:
    """Resolve a pronoun, or no issue at all, to the issues that were named earlier."""
    action, numbers = draft.form.action, draft.things
    if numbers:
        agrees = (len(scope.earlier_targets) > 1) == (numbers[0].text == THEM)
        return _earlier_issues(scope, named) if agrees else Unresolved(MISSING["it"])
    may_omit = scope.follows_write or (scope.follows_step and action.reads)
    if may_omit and action.takes_it and not named:
        return _earlier_issues(scope, "")
    return Unresolved(action.questions[action.thing])


def _earlier_issues(scope: Scope, named: str) -> tuple[Referent, ...] | Unresolved:
    if not scope.earlier_targets or not all(each.place.thing for each in scope.earlier_targets):
        return Unresolved(MISSING["it"])
    has_other = any(_differ(target.place.name, named) for target in scope.earlier_targets)
    return Unresolved(MISSING["two"]) if has_other else scope.earlier_targets


def _differ(repo: str, named: str) -> bool:
    return bool(named) and named.casefold() != repo.casefold()


def _place(draft: Draft, scope: Scope) -> Referent | Unresolved:
    """Resolve the place that a draft names, or the default one."""
    named = draft.places
    if not named:
        default = Place(scope.provider, scope.default_repo or "")
        return Referent(default, implied=not scope.follows_repo_step)
    text = named[0].text
    if text == THIS_REPO:
        return _referent_at(scope, scope.current_repo) or Unresolved(MISSING["here"])
    if text == THAT_REPO:
        return _referent_at(scope, scope.earlier_repo) or Unresolved(MISSING["it"])
    if text != IT:
        return Referent(Place(scope.provider, text))
    is_repo = len(scope.earlier_targets) == 1 and not scope.earlier_targets[0].place.thing
    return scope.earlier_targets[0] if is_repo else Unresolved(MISSING["it"])


def _referent_at(scope: Scope, name: str | None) -> Referent | None:
    return Referent(Place(scope.provider, name)) if name else None
