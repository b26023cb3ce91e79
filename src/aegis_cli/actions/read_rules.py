"""The rules for the reads that a class names: of resolved ids, of its target, and related reads.

Each stays in a container of the action, since no policy would judge another one.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from aegis_cli.actions.facts import Confirmation, Effect, Facts
from aegis_cli.actions.fields.fields import kinds_of, resolved_ids
from aegis_cli.actions.fields.marks import ResolvedId
from aegis_cli.actions.results.shapes import (
    Problems,
    in_braces,
    join_names,
    misshapen,
    unfilled_paths,
)
from aegis_cli.actions.results.templates import holes
from aegis_cli.actions.targets.related_reads import RelatedRead
from aegis_cli.actions.targets.target import Target, has_headline, resource_of
from aegis_cli.actions.targets.verification import found_by, name_paths


def problems_of_reads(cls: Any, facts: Facts[Any]) -> Problems:
    """Return the problems that a class can have with what is read for it."""
    problems = {**_confirmation_problems(cls, facts), **_target_problems(cls, facts)}
    for name, mark in resolved_ids(cls).items():
        problems |= _problems_of_resolved_id(cls, name, mark)
        if mark.verify is not None and not any(problems.values()):
            problems |= _problems_of_verification(cls, name, mark)
    return problems | _related_problems(cls, facts)


def _elsewhere(cls: Any, read: Any, own: Mapping[str, str]) -> str:
    """Name the containers of a read that are none of the action: no policy would judge them."""
    kinds = kinds_of(cls)
    return join_names(
        name
        for name, kind in kinds_of(read).items()
        if kind.container is not None and kinds.get(own.get(name, name)) != kind
    )


def _is_of_another(cls: Any, read: Any) -> bool:
    """Tell whether a read is of another provider: it would get the token and host of the action."""
    return getattr(read, "provider", None) is not getattr(cls, "provider", None)


def _problems_of_resolved_id(cls: Any, name: str, mark: ResolvedId[Any]) -> Problems:
    read: Any = mark.read
    elsewhere = _elsewhere(cls, read, mark.by)
    verified_by = mark.verify.model_fields.keys() if mark.verify else set()
    not_of_read = mark.by.keys() - read.model_fields.keys() - verified_by
    unread = unfilled_paths(read.facts.result, (), [mark.path])
    what = f"the field {name} has ResolvedId(read={read.__name__})"
    return {
        f"{what}, and must be given: write `| None` in its type, and `= None` behind that": (
            cls.model_fields[name].is_required()
        ),
        f"{what}, which is no read: name one with effect=Effect.READ": (
            read.facts.effect is not Effect.READ
        ),
        f"{what}, which is of another provider: name a read of the same": _is_of_another(cls, read),
        f"{what}, which has to find {join_names(resolved_ids(read))} itself: name a read that has "
        "nothing to find": resolved_ids(read),
        f"{what}, which has no field {join_names(not_of_read)}: write in by= one of "
        f"{join_names(read.model_fields)}": not_of_read,
        f"{what}, whose answer has no {join_names(unread)}: write in path= what it has": unread,
        f"{what} and when={mark.when!r}, and no field is called so: write one of "
        f"{join_names(cls.model_fields)}": mark.when and mark.when not in cls.model_fields,
        f"{what}, which is in its {elsewhere}, and the action names no such place: add a field of "
        "that type, and say in by= which it is": elsewhere,
    }


def _problems_of_verification(cls: Any, name: str, mark: ResolvedId[Any]) -> Problems:
    verify: Any = mark.verify
    taken, others = mark.takes(verify), resolved_ids(verify).keys()
    ids = {each for each, own in taken.items() if own == name}
    needed = {each for each, info in verify.model_fields.items() if info.is_required()}
    missing = {taken[each] for each in needed} - cls.model_fields.keys()
    elsewhere, by = _elsewhere(cls, verify, mark.by), found_by(cls, mark)
    thing = resource_of(mark.read.facts.result)
    of = getattr(thing, "__name__", "thing")
    names = {*name_paths(mark)} - {mark.path} if has_headline(mark.read) else set()
    what = f"the field {name} has ResolvedId(verify={verify.__name__})"
    return {
        f"{what}, which is no read: name one with effect=Effect.READ": (
            verify.facts.effect is not Effect.READ
        ),
        f"{what} and or_absent=, and a list has no answer for what is not there: take one of "
        "them away": mark.or_absent,
        f"{what}, which does not show one {of} as {mark.read.__name__} does: name a read whose "
        "result is that class": verify.facts.result is not thing,
        f"{what}, which has no field of that name: name a read of one thing by it, or say with "
        "by= which of its fields it is": not ids,
        f"{what}, which needs {join_names(missing)}: add that field, or say with by= which of the "
        "action's fields it is": missing,
        f"{what}, which has to find {join_names(others - ids)} itself: name a read that has "
        "nothing else to find": others - ids,
        f"{what}, which is in its {elsewhere}, and the action names no such place: add a field of "
        "that type, and say in by= which it is": elsewhere,
        f"{what}, and the headline of {of} has no name that is told from it alone: write in name= "
        'what it is looked for by, as in name="#{name}"': not names,
        f"{what}, and {mark.read.__name__} looks for it by {join_names(by) or 'no field'} that "
        "the verification does not send: let that be the one field that has its name": (
            len(by) != 1
        ),
    }


def _confirmation_problems(cls: Any, facts: Facts[Any]) -> Problems:
    effect, confirmation, fields = (
        facts.effect,
        facts.confirmation or Confirmation(),
        cls.model_fields.keys(),
    )
    is_plain, said = effect < Effect.ASKED, holes(confirmation.phrase)
    unknown = {*said} - fields
    of_call = {hole[1:] for hole in holes(confirmation.same) if hole.startswith("@")} - fields
    return {
        f"effect= is {effect}, and confirmation= is set, which is for what is always asked about "
        "or destroys: take confirmation= away, or write effect=Effect.ASKED": (
            is_plain and facts.confirmation is not None
        ),
        f"effect= is {effect}, and confirmation= is missing: write it with the words that name "
        'what is at stake, as in confirmation=Confirmation(phrase="{repo}")': (
            not is_plain and facts.confirmation is None
        ),
        f"the phrase of confirmation= is {confirmation.phrase!r}, and has no field: write what "
        'names the target, as in phrase="{repo}#{issue_number}"': not is_plain and not said,
        f"the phrase of confirmation= has {in_braces(unknown)}, and no field is called so: write "
        f"one of {in_braces(fields)}": unknown,
        f"same= of confirmation= has {in_braces(f'@{name}' for name in of_call)}, and no field is "
        f"called so: write one of {in_braces(f'@{name}' for name in fields)}": of_call,
    }


def _target_problems(cls: Any, facts: Facts[Any]) -> Problems:
    target, confirmation, is_read = (
        facts.target,
        facts.confirmation or Confirmation(),
        facts.effect is Effect.READ,
    )
    return {
        "target= is missing: write target=Target(read=…) with the read that shows what the action "
        "is about, or target=Made() if the action makes it": not is_read and target is None,
        "target= is set, and a read is about nothing that is looked at before: take it away": (
            is_read and target is not None
        ),
        "confirmation= has same=, and nothing is read that could be compared with it: write "
        "target=Target(read=…), or take same= away": confirmation.same
        and not isinstance(target, Target),
        **(_target_read_problems(cls, target, confirmation) if isinstance(target, Target) else {}),
    }


def _target_read_problems(cls: Any, target: Target[Any], confirmation: Confirmation) -> Problems:
    if wrong := [*misshapen(target)]:
        return {f"target= {wrong[0]}": True}
    read, fields = target.read, cls.model_fields.keys()
    what = f"target= has read={read.__name__}"
    missing, elsewhere = target.needs - fields - {""}, _elsewhere(cls, read, target.by)
    not_of_read = target.by.keys() - read.model_fields.keys()
    aside = {*target.aside} - fields
    thing = getattr(resource_of(read.facts.result), "__name__", "its result")
    paths = [*target.pins, *target.watched, *(path for _, path, _ in target.leaves)]
    of_call = {f"@{name}" for name in fields}
    unread = (
        unfilled_paths(
            read.facts.result, (confirmation.same, confirmation.other, target.shows), paths
        )
        - of_call
    )
    return {
        f"{what}, which is no read: name one with effect=Effect.READ": (
            read.facts.effect is not Effect.READ
        ),
        f"{what}, which is of another provider: name a read of the same": _is_of_another(cls, read),
        f"{what}, which has no field {join_names(not_of_read)}: write in by= one of "
        f"{join_names(read.model_fields)}": not_of_read,
        f"{what}, which needs {join_names(missing)}: add that field, or say with by= which of the "
        "action's fields it is": missing,
        f"{what}, and by= leaves out what that needs: take it out of by=": "" in target.needs,
        f"{what}, which is in its {elsewhere}, and the action names no such place: add a field of "
        "that type, and say in by= which it is": elsewhere,
        f"{what}, and {thing} has no headline: write headline: ClassVar = Headline(kind=…, name=…) "
        "in that class, or name another read": not has_headline(read),
        f"aside= of target= has {join_names(aside)}, and no field is called so: write one of "
        f"{join_names(fields)}": aside,
        "target= has pins=, and confirmation= has no same= with which the answer is compared: "
        'write a template of the answer that gives the phrase, as in same="{@repo}#{number}"': (
            target.pins and confirmation.phrase and not confirmation.same
        ),
        f"{what}, and {thing} has no {join_names(unread)}: write in pins=, watched=, leaves=, "
        "shows= and same= what it has": unread,
    }


def _related_problems(cls: Any, facts: Facts[Any]) -> Problems:
    names = [each.name for each in facts.related]
    is_one = isinstance(facts.result, type) and issubclass(facts.result, BaseModel)
    own = {*names} & (facts.result.model_fields.keys() if is_one else set())
    problems: Problems = {
        "related= is set, and the action is no read of one thing: take it away, or write "
        "effect=Effect.READ and a resource that comes back": names
        and not (is_one and facts.effect is Effect.READ),
        f"related= has a name twice in {join_names(names)}: give each read a name of its own": (
            len({*names}) < len(names)
        ),
        f"related= has {join_names(own)}, which is a field of what comes back: write another "
        "name": own,
    }
    for each in facts.related:
        problems |= _problems_of_one_related(cls, each)
    return problems


def _problems_of_one_related(cls: Any, each: RelatedRead[Any]) -> Problems:
    read: Any = each.read
    has = read.model_fields
    what = f"related= has read={read.__name__} for {each.name!r}"
    needed = {name for name, info in has.items() if info.is_required()}
    missing, unknown = needed - {*cls.model_fields, *each.given}, each.given - has.keys()
    elsewhere = _elsewhere(cls, read, dict.fromkeys(each.given, ""))
    return {
        f"{what}, which is no read: name one with effect=Effect.READ": (
            read.facts.effect is not Effect.READ
        ),
        f"{what}, which looks everywhere: name one that stays in a place": read.facts.everywhere,
        f"{what}, which has to find {join_names(resolved_ids(read))} itself: name a read that has "
        "nothing to find": resolved_ids(read),
        f"{what}, which is of another provider: name a read of the same": _is_of_another(cls, read),
        f"{what}, which needs {join_names(missing)}: add that field, or say in from_answer= where "
        "the first answer has it, or in fixed= what it is": missing,
        f"{what}, which has no field {join_names(unknown)}: take it out of from_answer= and "
        "fixed=": unknown,
        f"{what}, which is in its {elsewhere}, and the call does not say where that is: add a "
        "field of that name and type, and take it out of from_answer= and fixed=": elsewhere,
    }
