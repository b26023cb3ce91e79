"""The questions to the store about a plan's calls, and the facts the broker vouches for; pure.

A call needs the use of each action that it counts as, and what its effect needs of every container
that it names; one that names none is done with the person's own account, which is a container too.
What is in what, which groups an action is in, and the roles of a verified token are given with each
question, so that nobody has to write them down for a new repository or a new person.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.provider.names import Place, own_account
from aegis_cli.broker.authorization.ids import (
    action_id,
    all_actions_id,
    container_ids,
    group_ids,
    role_id,
    user_id,
    with_own_id,
)
from aegis_cli.broker.http.access_token import Caller

_RELATIONS = {
    Effect.READ: ("can_read", "read"),
    Effect.WRITE: ("can_write", "write"),
    Effect.ASKED: ("can_write", "write"),
    Effect.DESTRUCTIVE: ("can_destroy", "destroy"),
}
"""The relation to a container that an effect needs, and the verb for it in a sentence."""


@dataclass(frozen=True, slots=True)
class Tuple:
    """What is so: somebody or something has a relation to an object."""

    user: str
    relation: str
    object: str

    def as_json(self) -> dict[str, str]:
        """Write it as the API does."""
        return {"user": self.user, "relation": self.relation, "object": self.object}


@dataclass(frozen=True, slots=True)
class RuleQuestion:
    """Whether the caller has a relation to an object."""

    relation: str
    object: str
    given: tuple[Tuple, ...]
    """The relations that follow from names alone, beside those that the store holds."""
    says: str
    """What it would allow, as it follows "does not allow you to"."""

    @property
    def asks(self) -> tuple[str, str]:
        """What is asked, whatever it is asked for."""
        return self.relation, self.object


def questions_of(action: Action[Any], purpose: str = "") -> tuple[RuleQuestion, ...]:
    """Return the relations that an action needs; `purpose` says why it is done."""
    relation, verb = _RELATIONS[action.facts.effect]
    end = f" {purpose}" if purpose else ""
    places = [place for _, place in action.containers()]
    if not places:
        name = action.provider.name
        places = [Place(name) if action.facts.everywhere else own_account(name)]
    title = action.provider.title
    others = map(catalog.load, action.counts_as()[1:])
    asked = [(ids, _where(each, title)) for each in places for ids in _ids(action, each)]
    return (
        *(_about_action(each, end) for each in (type(action), *others)),
        *(_about_place(ids, relation, f"{verb} {where}{end}") for ids, where in asked),
    )


def _about_action(action: type[Action[Any]], end: str) -> RuleQuestion:
    own, everything = action_id(action), all_actions_id(action)
    groups = group_ids(action)
    given = (
        *(Tuple(group, "group", own) for group in groups),
        *(Tuple(everything, "group", group) for group in groups),
    )
    return RuleQuestion("can_use", own, given, f"use {action.facts.action}{end}")


def _ids(action: Action[Any], place: Place) -> Iterator[tuple[str, ...]]:
    """Yield the ids of a place of an action, with the one that it keeps if the call has that.

    NOTE: where nothing names the place, as with what goes to a person, all around it is needed too:
    the name of a person may lead to any.
    """
    ids = container_ids(place)
    own = action.sent_arguments().get(action.provider.places.id_field, "")
    has_own = own.lower() not in {"", place.name.lower()}
    if not (has_own and place.name):
        yield ids
    if has_own:
        yield with_own_id(ids, place.provider, own)


def _where(place: Place, title: str) -> str:
    if place.is_own_account:
        return f"with {place} at {title}"
    return f"in {place}" if place.name else f"everywhere at {title}"


def _about_place(ids: tuple[str, ...], relation: str, says: str) -> RuleQuestion:
    given = tuple(Tuple(outer, "parent", inner) for outer, inner in pairwise(ids))
    return RuleQuestion(relation, ids[-1], given, says)


@dataclass(frozen=True, slots=True)
class PlanQuestions:
    """What the calls of a plan need, each question once."""

    needed: tuple[RuleQuestion, ...]
    """Without these, nothing is carried out."""
    beside: tuple[tuple[str, str, tuple[RuleQuestion, ...]], ...]
    """The id of a call, the name of a related read, and what that read needs."""

    @property
    def all(self) -> tuple[RuleQuestion, ...]:
        """Every question once, in order."""
        return _once((*self.needed, *(q for _, _, each in self.beside for q in each)))


def needs_of(calls: Iterable[Call]) -> PlanQuestions:
    """Return what calls need, with the reads that are made for them."""
    calls = tuple(calls)
    needed = (question for call in calls for question in _needs(call))
    beside = tuple(
        (call.id, each.name, questions_of(each.before_answer(call.action)))
        for call in calls
        for each in call.related_reads
    )
    return PlanQuestions(_once(needed), beside)


def _needs(call: Call) -> Iterator[RuleQuestion]:
    yield from questions_of(call.action)
    purpose = f"for {call.action.facts.action}"
    for each in call.preconditions:
        yield from questions_of(each.read, purpose)


def places_by_id(calls: Iterable[Call]) -> Iterator[str]:
    """Yield the places that calls name by ids beside their names, which no rule knows."""
    for call in calls:
        beside = (each.before_answer(call.action) for each in call.related_reads)
        for action in (call.action, *(each.read for each in call.preconditions), *beside):
            is_alias = action.provider.places.is_alias
            yield from (str(place) for _, place in action.containers() if is_alias(place.name))


def _once(questions: Iterable[RuleQuestion]) -> tuple[RuleQuestion, ...]:
    """Return questions each once: two that ask the same are one, whatever they are asked for."""
    found: dict[tuple[str, str], RuleQuestion] = {}
    for question in questions:
        found.setdefault(question.asks, question)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom the questions are about: a person, and the roles that their verified token has."""

    user: str
    roles: tuple[Tuple, ...]

    @classmethod
    def of(cls, caller: Caller) -> Self:
        """Return the caller as the store knows them."""
        user = user_id(caller.subject)
        roles = (Tuple(user, "assignee", role_id(role)) for role in sorted(caller.roles))
        return cls(user, tuple(roles))
