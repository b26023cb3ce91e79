"""What a request refers to: the repositories and issues it names, and those named before it."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from aegis_cli.planning.grammar.action_facts import fields, reads
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.slots import IT, THAT_PLACE, THEM, THIS_PLACE
from aegis_cli.planning.plan import Context


class Target(NamedTuple):
    """What one step acts on; both are empty for an action on neither."""

    repo: str = ""
    number: str = ""
    implied: bool = False
    """Whether nothing but the current repository says which repository is meant."""


class Unknown(NamedTuple):
    """A reference that cannot be resolved."""

    missing: str
    """A key of `lexicon.MISSING`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What words such as "it" and "this repo" stand for, and what need not be said."""

    here: str | None = None
    """The current repository."""
    default: str | None = None
    """The repository that is meant where none is named."""
    there: str | None = None
    """The repository that was named before."""
    it: tuple[Target, ...] = ()
    """What was named before."""
    follows: bool = False
    """Whether a step of the same sentence came before."""
    settled: bool = False
    """Whether such a step was about a repository."""
    wrote: bool = False
    """Whether the step before changed something: another that does may go without saying."""

    @classmethod
    def of(cls, context: Context) -> "Scope":
        """Return what holds at the start of a sentence."""
        last = context.last.get("arguments", {})
        repo, number = str(last.get("repo") or ""), str(last.get("issue_number") or "")
        known = repo and (number or context.last.get("action") == "repos.get")
        it = (Target(repo, number),) if known else ()
        return cls(context.repo, default=context.repo, there=repo or None, it=it)

    def after(self, action: str, targets: tuple[Target, ...]) -> "Scope":
        """Return what holds behind a step."""
        names = fields(action)
        if "repo" not in names:
            # NOTE: what a step creates has no name yet; "it" must not fall back to anything older.
            made = replace(self, default=None, there=None) if "name" in names else self
            return replace(made, it=(), follows=True, wrote=not reads(action))
        repo = targets[-1].repo
        known = "issue_number" in names or action == "repos.get"
        it = targets if known else ()
        was = Scope(self.here, default=repo, there=repo, it=it, follows=True, settled=True)
        return replace(was, wrote=not reads(action))


def targets(draft: Draft, scope: Scope) -> tuple[Target, ...] | Unknown:
    """Resolve what a draft acts on: one target for each step."""
    names = fields(draft.form.action)
    if "repo" not in names:
        return (Target(),)
    place = _place(draft, scope)
    if isinstance(place, Unknown):
        return place
    if "issue_number" not in names:
        return (place,) if place.repo else Unknown("repo")
    numbers = draft.of("issue_number")
    named = place.repo if draft.of("repo") else ""
    if not numbers or numbers[0].text in {IT, THEM}:
        return _referred(draft, scope, named)
    found: list[Target] = []
    for number in numbers:
        if number.repo and _differ(number.repo, named):
            return Unknown("two")
        place = Target(number.repo) if number.repo else place
        found.append(place._replace(number=number.text))
    once = tuple(dict.fromkeys(found))
    return once if all(target.repo for target in once) else Unknown("repo")


def _referred(draft: Draft, scope: Scope, named: str) -> tuple[Target, ...] | Unknown:
    """Return the issues of the step before, where a word stands for them, or where none need."""
    numbers = draft.of("issue_number")
    if numbers:
        are_as_many = (len(scope.it) > 1) == (numbers[0].text == THEM)
        return _named_before(scope, named) if are_as_many else Unknown("it")
    may_be_unsaid = scope.wrote or (scope.follows and reads(draft.form.action))
    return _named_before(scope, "") if may_be_unsaid and not named else Unknown("issue_number")


def _named_before(scope: Scope, named: str) -> tuple[Target, ...] | Unknown:
    if not scope.it or not all(target.number for target in scope.it):
        return Unknown("it")
    return Unknown("two") if any(_differ(one.repo, named) for one in scope.it) else scope.it


def _differ(repo: str, named: str) -> bool:
    return bool(named) and named.casefold() != repo.casefold()


def _place(draft: Draft, scope: Scope) -> Target | Unknown:
    """Resolve the repository that a draft names, or the one that need not be named."""
    named = draft.of("repo")
    if not named:
        return Target(scope.default or "", implied=not scope.settled)
    text = named[0].text
    if text == THIS_PLACE:
        return Target(scope.here) if scope.here else Unknown("here")
    if text == THAT_PLACE:
        return Target(scope.there) if scope.there else Unknown("it")
    if text != IT:
        return Target(text)
    is_repo = len(scope.it) == 1 and not scope.it[0].number
    return Target(scope.it[0].repo) if is_repo else Unknown("it")
