"""The reads that approval needs: who `@me` is, the target of an act, and ids that names stand for.

Each of them is a request like any other, and the policy judges it before the sign-in.
"""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action, command_of, ids_to_resolve
from aegis_cli.actions.call import (
    Call,
    Pinned,
    pinned_reads,
    preconditions_of,
    value_in,
    verifications,
)
from aegis_cli.actions.catalog import load
from aegis_cli.actions.fields.marks import ResolvedId
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.templates import fill, pick
from aegis_cli.actions.targets.target import has_headline, headline_of, only
from aegis_cli.actions.targets.verification import verification
from aegis_cli.core.text import excerpt, quote
from aegis_cli.errors import Code, Failed
from aegis_cli.planning.expansion import Act
from aegis_cli.request.execution import Outcome
from aegis_cli.request.near_names import NothingFits
from aegis_cli.request.ports import Run

_MOST_NAMES = 5
"""Things that are named where only one should fit."""
MakeRead: TypeAlias = Callable[[Action[Any]], Any]
"""Performs a read and returns its data; raises its error."""


def lookups(acts: tuple[Act, ...]) -> Iterator[Action[Any]]:
    """Yield the reads that are needed before acts can be approved."""
    yield from (provider.bind_me() for provider in _with_me(acts))
    for act in acts:
        yield from (each.read for each in pinned_reads(act.action) if each.is_needed)
        yield from (each.before_id() for each in verifications(act.action).values())


_NOTHING: Mapping[Action[Any], Any] = {}


@dataclass(slots=True)
class Reads:
    """The reads for an approval; what several acts need is read once, also if it fails.

    NOTE: these begin anew, for the ones before may be from before a question.
    """

    run: Callable[[], Run]
    """Returns the run of the plan; it is called once for each read."""
    _outcomes: dict[Action[Any], Outcome] = field(default_factory=dict, init=False)

    def __call__(self, action: Action[Any], seen: Mapping[Action[Any], Any] = _NOTHING) -> Any:
        """Perform a read and return its data; raise its error."""
        outcome = self.outcome(action, seen)
        if outcome.error is not None:
            raise outcome.error
        return outcome.data

    def outcome(self, action: Action[Any], seen: Mapping[Action[Any], Any] = _NOTHING) -> Outcome:
        """Perform a read and return how it ended; raise what ends the run.

        `seen` has the answers of the look-ups that found the ids which it has.

        NOTE: the policy checked the repository that was named; following a redirect would return an
        id
        from another one.
        """
        if action not in self._outcomes:
            pins = preconditions_of(action, seen)
            call = Call(action.facts.action, action, preconditions=pins, in_place=True)
            (self._outcomes[action],) = self.run().read((call,), anew=not self._outcomes)
        return self._outcomes[action]


def replace_me(acts: tuple[Act, ...], make_read: MakeRead) -> tuple[Act, ...]:
    """Replace `@me` by the login that it is at each provider, before anybody approves anything."""
    for provider in _with_me(acts):
        login = pick(make_read(provider.bind_me()), provider.me)
        with suppress(ValueError):
            acts = tuple(
                replace(act, action=act.action.with_login(login))
                if act.action.provider is provider
                else act
                for act in acts
            )
        if provider in _with_me(acts):
            raise Failed(
                f"{provider.title} says that you are {excerpt(login)!r}, which is no login.",
                code=Code.PROTOCOL,
            )
    return acts


def _with_me(acts: tuple[Act, ...]) -> tuple[Provider[Any], ...]:
    """Return the providers where an act is about `@me`."""
    return tuple(dict.fromkeys(act.action.provider for act in acts if act.action.uses_me()))


def resolve_ids(acts: tuple[Act, ...], make_read: MakeRead) -> tuple[Act, ...]:
    """Resolve ids by reads before anybody approves anything, such as an issue's id."""
    return tuple(_resolve(act, make_read) for act in acts)


def _resolve(act: Act, make_read: MakeRead) -> Act:
    return replace(act, action=with_ids(act.action, make_read, act.call.made_fields))


def with_ids(
    action: Action[Any], make_read: MakeRead, made: AbstractSet[str] = frozenset()
) -> Action[Any]:
    """Return an action with the ids that reads find; raise `Failed` where one is not found.

    `made` has the fields of what an earlier call makes, for which nothing is looked for.
    """
    found = action
    for name, mark in ids_to_resolve(action).items():
        if name in made:
            continue
        # What is found may be what the next look-up looks for.
        value = _resolve_id(found, name, mark, make_read)
        try:
            found = found.from_arguments(found.sent_arguments() | {name: value})
        except ValueError:
            raise _lacking(action, name) from None
    return found


def _resolve_id(
    action: Action[Any], field: str, mark: ResolvedId[Any], make_read: MakeRead
) -> Pinned:
    """Return what a read finds; `None` if there is nothing, where that may be."""
    read = mark.reading(action)
    answer = unless_absent(make_read, read, may_be_absent=mark.or_absent)
    if answer is None and mark.or_absent:
        return None
    if isinstance(answer, list) and len(answer) != 1:
        many = "more than one thing fits" if answer else "nothing fits"
        message = (
            f"{action.says()}: {many} {_named_in(read)}{_those(read, answer)}; nothing was sent."
        )
        if mark.made_by and not answer:
            message = f"{action.says()}: there is nothing yet where it could go; nothing was sent."
            hint = f"`{_making(action, mark.made_by)}` makes it."
            raise Failed(message, code=Code.PROTOCOL, hint=hint)
        hint = f"`{command_of(read)}` lists what there is; name one of those."
        if not answer:
            raise NothingFits(message, hint, field=field, look_up=read)
        raise Failed(message, code=Code.PROTOCOL, hint=hint)
    _require_named(action, mark, only(answer))
    try:
        return value_in(answer, mark.path)
    except ValueError as missing:
        raise _lacking(action, str(missing)) from None


def _making(action: Action[Any], name: str) -> str:
    """Write the line that makes what a call needs and is not there."""
    cls = load(name)
    given = {
        key: value for key, value in action.sent_arguments().items() if key in cls.model_fields
    }
    return command_of(cls.from_arguments(given))


def _require_named(action: Action[Any], mark: ResolvedId[Any], thing: Any) -> None:
    """Raise `Failed` where a found thing has not exactly the name that was looked for."""
    verified = verification(action, mark)
    if verified is not None and not verified.is_name(pick(thing, verified.at)):
        name = excerpt(fill(verified.template, thing, now=None))
        raise Failed(
            f"{action.says()}: what was found is called {name or 'nothing'}; nothing was sent.",
            code=Code.MOVED,
            hint=f"Ask again with {name or 'its name'}.",
        )


def _named_in(read: Action[Any]) -> str:
    """Say by what a list is searched: `the milestone "v9"`."""
    said = read.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    names = sorted(name for name in said.keys() - _places(read) if said[name] is not True)
    named = (f"the {name.replace('_', ' ')} {quote(_in_words(said[name]))}" for name in names)
    return " and ".join(named) or "what you named"


def _in_words(said: Any) -> str:
    """Write a value as a person says it, several with commas between."""
    return ", ".join(map(str, said)) if isinstance(said, list) else str(said)


def _those(read: Action[Any], answer: list[Any]) -> str:
    """Name what fits, if names tell it apart: ` (Sam Rivers, Sam Stone)`."""
    if not answer or not has_headline(type(read)):
        return ""
    name, call = headline_of(type(read)).name, read.sent_arguments()
    names = [excerpt(fill(name, each, now=None, call=call), 60) for each in answer[:_MOST_NAMES]]
    are_told_apart = len({*names}) == len(names)
    more = ", …" if len(answer) > _MOST_NAMES else ""
    return f" ({', '.join(names)}{more})" if are_told_apart else ""


def _places(read: Action[Any]) -> frozenset[str]:
    """Return the fields of a list that say where it is."""
    fields = type(read).model_fields
    return frozenset(name for name, info in fields.items() if info.is_required())


def require_same(act: Act, answer: Any) -> Any:
    """Return the answer about what an act puts at stake; raise `Failed` if it is about another.

    NOTE: a renamed thing redirects; the name that the person approves must be its current name.
    """
    name = None if answer is None else act.action.name_in(only(answer))
    if name is not None and not act.action.is_target(name):
        if other := act.action.other_than_named(only(answer)):
            raise Failed(f"{other}; nothing was sent.", code=Code.MOVED)
        name = excerpt(name)
        raise Failed(
            f"{act.action.phrase()} is now {name or 'something else'}; nothing was sent.",
            code=Code.MOVED,
            hint=f"Ask again with {name or 'its name'}.",
        )
    return answer


def pin(act: Act, seen: Mapping[Action[Any], Any], *, loosely: bool, stamped: bool = False) -> Act:
    """Return an act with the values pinned that must not change until it is sent.

    `seen` has the answers of the reads that were made.
    """
    try:
        conditions = preconditions_of(
            act.action, seen, made=act.call.made_fields, loosely=loosely, stamped=stamped
        )
    except ValueError as missing:
        raise _lacking(act.action, str(missing)) from None
    return replace(act, preconditions=conditions)


def unless_absent(make_read: MakeRead, read: Action[Any], *, may_be_absent: bool) -> Any:
    """Return what a read brings; `None` if there is nothing, where that may be."""
    try:
        return make_read(read)
    except Failed as error:
        if may_be_absent and error.code is Code.NOT_FOUND:
            return None
        raise


def _lacking(action: Action[Any], path: str) -> Failed:
    return Failed(
        f"{action.says()}: the answer about it lacks {path}; nothing was sent.", code=Code.PROTOCOL
    )
