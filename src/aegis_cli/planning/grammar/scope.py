"""Resolves the references of a draft: which repositories and issues a step acts on."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from aegis_cli.planning.grammar.action_facts import ActionFacts
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexicon import MISSING
from aegis_cli.planning.grammar.slots import IT, THAT_REPO, THEM, THIS_REPO
from aegis_cli.planning.plan import Context


class Referent(NamedTuple):
    """The repository of one step, and the thing in it; empty if the action takes none."""

    repo: str = ""
    number: str = ""
    implied: bool = False
    """Whether the repository was not named, and the current one is taken."""


class Unresolved(NamedTuple):
    """A reference that cannot be resolved, or a value that is missing."""

    missing: str
    """The message about it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What references such as "it" and "this repo" resolve to at one point of a sentence."""

    current_repo: str | None = None
    """The current repository."""
    default_repo: str | None = None
    """The repository to take if none is named."""
    earlier_repo: str | None = None
    """The repository that was named earlier."""
    earlier_targets: tuple[Referent, ...] = ()
    """The targets that were named earlier."""
    follows_step: bool = False
    """Whether there is an earlier step in the same sentence."""
    follows_repo_step: bool = False
    """Whether an earlier step of the sentence has a repository."""
    follows_write: bool = False
    """Whether the step before is a write; the next write may then leave out its issue."""

    @classmethod
    def of(cls, context: Context, grammar: Grammar) -> "Scope":
        """Return the scope at the start of a sentence."""
        last = context.last.get("arguments", {})
        action = grammar.actions.get(context.last.get("action", ""))
        repo = str(last.get(action.place) or "") if action else ""
        number = str(last.get(action.thing) or "") if action and action.takes_it else ""
        is_known = repo and (number or (action and grammar.shows_place(action)))
        return cls(
            current_repo=context.repo,
            default_repo=context.repo,
            earlier_repo=repo or None,
            earlier_targets=(Referent(repo, number),) if is_known else (),
        )

    def after(
        self, action: ActionFacts, targets: tuple[Referent, ...], grammar: Grammar
    ) -> "Scope":
        """Return the scope after a step."""
        after = replace(self, earlier_targets=(), follows_step=True, follows_write=not action.reads)
        if action.place:
            repo = targets[-1].repo
            after = replace(after, default_repo=repo, earlier_repo=repo, follows_repo_step=True)
        elif not action.reads:
            # NOTE: a new repository has no full name yet; "it" must not mean an older target.
            after = replace(after, default_repo=None, earlier_repo=None)
        is_known = action.takes_it or grammar.shows_place(action)
        return replace(after, earlier_targets=targets) if is_known else after


def targets(draft: Draft, scope: Scope) -> tuple[Referent, ...] | Unresolved:
    """Resolve what a draft acts on: one target for each step."""
    action = draft.form.action
    if not action.place:
        return (Referent(),)
    place = _place(draft, scope)
    if isinstance(place, Unresolved):
        return place
    if not action.thing:
        return (place,) if place.repo else Unresolved(action.questions[action.place])
    numbers = draft.things
    named = place.repo if draft.places else ""
    if not numbers or numbers[0].text in {IT, THEM}:
        return _issues_of_pronoun(draft, scope, named)
    resolved: list[Referent] = []
    for number in numbers:
        if number.repo and _differ(number.repo, named):
            return Unresolved(MISSING["two"])
        place = Referent(number.repo) if number.repo else place
        resolved.append(place._replace(number=number.text))
    unique = tuple(dict.fromkeys(resolved))
    return unique if all(t.repo for t in unique) else Unresolved(action.questions[action.place])


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
    if not scope.earlier_targets or not all(target.number for target in scope.earlier_targets):
        return Unresolved(MISSING["it"])
    has_other = any(_differ(target.repo, named) for target in scope.earlier_targets)
    return Unresolved(MISSING["two"]) if has_other else scope.earlier_targets


def _differ(repo: str, named: str) -> bool:
    return bool(named) and named.casefold() != repo.casefold()


def _place(draft: Draft, scope: Scope) -> Referent | Unresolved:
    """Resolve the repository that a draft names, or the default one."""
    named = draft.places
    if not named:
        return Referent(scope.default_repo or "", implied=not scope.follows_repo_step)
    text = named[0].text
    if text == THIS_REPO:
        return Referent(scope.current_repo) if scope.current_repo else Unresolved(MISSING["here"])
    if text == THAT_REPO:
        return Referent(scope.earlier_repo) if scope.earlier_repo else Unresolved(MISSING["it"])
    if text != IT:
        return Referent(text)
    is_repo = len(scope.earlier_targets) == 1 and not scope.earlier_targets[0].number
    return Referent(scope.earlier_targets[0].repo) if is_repo else Unresolved(MISSING["it"])
