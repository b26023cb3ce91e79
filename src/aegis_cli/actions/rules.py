"""The rules for every class of action, checked when it is defined.

- the facts (name, effect, permission, endpoint, sentence, view, verbs) are class keywords;
- an action that names no effect reads; a GET reads, a POST, PUT or PATCH writes, a DELETE destroys;
  a weaker effect needs a reason, and only a GET or a POST can read;
- a write says what it is about: how that is looked at before approval, or that it is made;
- what is always asked about, or destroys, names what is at stake, and nothing else does.
"""

from collections.abc import Set as AbstractSet
from types import GenericAlias
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from aegis_cli.actions.action import Action, declared, found_in
from aegis_cli.actions.asking import words_of
from aegis_cli.actions.facts import Effect, Facts, Needs, Stake
from aegis_cli.actions.fields import described, kinds_of, may_be_cleared
from aegis_cli.actions.placing import place_of_value
from aegis_cli.actions.target import Target, has_glance
from aegis_cli.actions.templates import holes
from aegis_cli.actions.views import Listing, View
from aegis_cli.core.http import variables

_IMPLIED: dict[str, Effect] = {
    "GET": Effect.READ,
    "POST": Effect.WRITE,
    "PUT": Effect.WRITE,
    "PATCH": Effect.WRITE,
    "DELETE": Effect.DESTRUCTIVE,
}


def facts_of(
    cls: type[Action[Any]],
    *,
    endpoint: str,
    needs: str = "none",
    because: str = "",
    **facts: Any,
) -> Facts:
    """Make the facts of a class; raise `TypeError` if it breaks a rule."""
    facts = {"effect": Effect.READ, **facts}
    if facts["effect"] is not Effect.READ:
        facts.setdefault("target", cls.target)
    method, _, path = endpoint.partition(" ")
    result = _result_type(cls)
    made = Facts(
        method=method,  # type: ignore[arg-type]  # checked below
        path=path,
        needs=Needs.read(needs),
        result=result,
        view=facts.pop("view", None) or _listed(cls, result, variables(path)),
        **facts | words_of(cls, **facts, is_list=get_origin(result) is list),
    )
    for problem, is_there in _problems(cls, made, because).items():
        if is_there:
            raise TypeError(f"{cls.__name__}: {problem}")
    kinds_of(cls)
    listing = _listing_of(result)
    for name, info in cls.model_fields.items():
        info.description = described(cls, name, listing.many if listing else "")
        if not info.description:
            raise TypeError(f"{cls.__name__}.{name}: a docstring is missing")
    return made


def _listing_of(result: Any) -> Listing | None:
    listing = getattr(next(iter(get_args(result)), None), "listing", None)
    return listing if isinstance(listing, Listing) else None


def _listed(cls: type[Action[Any]], result: Any, in_path: tuple[str, ...]) -> View:
    """Return the view of a list, from how its things are listed and what it is a list of."""
    listing = _listing_of(result)
    if listing is None:
        raise TypeError(f"{cls.__name__}: say how the result is shown, as in view=Line(…)")
    marks = ("#" if name.endswith("_number") else "/" for name in in_path)
    place = "".join(f"{mark}{{{name}}}" for mark, name in zip(marks, in_path, strict=True))
    filters = frozenset(cls.model_fields) - {*in_path, "limit"}
    return listing.table(f"in {place[1:]}" if place else "", filters)


def _result_type(cls: type[Action[Any]]) -> Any:
    for base in cls.__dict__.get("__orig_bases__", ()):
        if isinstance(base, GenericAlias):
            return base.__args__[0]
    raise TypeError(f"{cls.__name__}: say what comes back, as in Action[Issue]")


def _defined_at(cls: type[Action[Any]]) -> tuple[str, str]:
    """Return where a class is defined: after a Ctrl-C, another import defines it there again."""
    return cls.__module__, cls.__qualname__


def _problems(cls: type[Action[Any]], facts: Facts, because: str) -> dict[str, bool]:
    """Return the problems that a class can have, and whether it has them."""
    fields = cls.model_fields.keys()
    places = {place_of_value(name, info) for name, info in cls.model_fields.items()}
    return {
        **_stake_problems(facts, facts.stake or Stake(), fields),
        **_target_problems(cls, facts, fields),
        **_beside_problems(cls, facts),
        **_method_problems(facts, fields, because),
        "a query has no null": (
            facts.method == "GET" and any(map(may_be_cleared, cls.model_fields.values()))
        ),
        **_found_problems(cls),
        "a success has a status from 200 to 299": not set(facts.statuses) <= set(range(200, 300)),
        f"the name {facts.action!r} is used twice": any(
            other.facts.action == facts.action and _defined_at(other) != _defined_at(cls)
            for other in declared()
        ),
        "an action has verbs, in lower case": (
            not facts.verbs or any(verb != verb.lower() for verb in facts.verbs)
        ),
        "a docstring is missing": not cls.__doc__,
        "a path variable has no field": not set(variables(facts.path)) <= places,
        "a field shadows a fact": bool(_TAKEN & fields),
        "a sentence names no field": not {*holes(facts.says)} <= fields,
    }


def _method_problems(facts: Facts, fields: AbstractSet[str], because: str) -> dict[str, bool]:
    implied = _IMPLIED.get(facts.method)
    is_read = facts.effect is Effect.READ
    return {
        f"the method {facts.method!r} is unknown": implied is None,
        f"{facts.effect} is weaker than {facts.method} implies, and nothing says why": (
            implied is not None and facts.effect < implied and not because.strip()
        ),
        f"a {facts.method} cannot read": is_read and facts.method not in {"GET", "POST"},
        "the pages of a list are read with GET, or as the nodes of a connection": (
            "limit" in fields
            and facts.method != "GET"
            and not (is_read and facts.envelope.endswith(".nodes"))
        ),
        "an envelope holds a list, or is a path": (
            bool(facts.envelope)
            and get_origin(facts.result) is not list
            and "." not in facts.envelope
        ),
    }


def _found_problems(cls: type[Action[Any]]) -> dict[str, bool]:
    fields, all_found = cls.model_fields, found_in(cls)
    containers = {(name, kind.container) for name, kind in kinds_of(cls).items()}
    return {
        "what is found is optional, and found by a read with nothing to find": any(
            fields[name].is_required()
            or found.read.facts.effect is not Effect.READ
            or bool(found_in(found.read))
            or not {found.when} <= {"", *fields}
            for name, found in all_found.items()
        ),
        "what is found is in a container of the action": any(
            kind.container is not None
            and (found.by.get(name, name), kind.container) not in containers
            for found in all_found.values()
            for name, kind in kinds_of(found.read).items()
        ),
    }


def _stake_problems(facts: Facts, stake: Stake, fields: AbstractSet[str]) -> dict[str, bool]:
    is_plain = facts.effect < Effect.ASKED
    of_call = {hole[1:] for hole in holes(stake.same) if hole.startswith("@")}
    return {
        "a read is about nothing that is looked at": (
            facts.effect is Effect.READ and facts.target is not None
        ),
        "what is asked about or destroys, and nothing else, names what is at stake": (
            is_plain != (facts.stake is None) or is_plain == bool(stake.phrase)
        ),
        "a phrase names no field": (
            not {*holes(stake.phrase), *of_call} <= fields
            or bool(stake.phrase) != bool(holes(stake.phrase))
        ),
    }


def _target_problems(
    cls: type[Action[Any]], facts: Facts, fields: AbstractSet[str]
) -> dict[str, bool]:
    target, stake = facts.target, facts.stake or Stake()
    look = target if isinstance(target, Target) else None
    aside = look.aside if look else ()
    return {
        "a write says what it is about: target=Target(read=…) has the read that shows it, and "
        "target=Made() says that the action makes it": (
            facts.effect > Effect.READ and target is None
        ),
        "a target is shown by a read whose fields the action has": (
            look is not None
            and (look.read.facts.effect is not Effect.READ or not look.needs <= fields)
        ),
        "a target is in a container of the action": look is not None
        and any(
            kind.container is not None and kinds_of(cls).get(look.takes.get(name, "")) != kind
            for name, kind in kinds_of(look.read).items()
        ),
        "a target is shown by a read whose resource has a glance": (
            look is not None and not has_glance(look.read)
        ),
        "what is aside is a field": not {*aside} <= fields,
        "what must be read is compared with the phrase": (
            bool(look and look.pins and stake.phrase) and not stake.same
        ),
        "what is compared with the phrase is read": (bool(stake.same) and look is None),
    }


def _beside_problems(cls: type[Action[Any]], facts: Facts) -> dict[str, bool]:
    names = [each.name for each in facts.beside]
    is_one = isinstance(facts.result, type) and issubclass(facts.result, BaseModel)
    in_result = facts.result.model_fields.keys() if is_one else frozenset()
    return {
        "only a read of one thing has others beside it": (
            bool(names) and not (is_one and facts.effect is Effect.READ)
        ),
        "what stands beside has a name of its own": (
            len({*names}) < len(names) or bool({*names} & in_result)
        ),
        "what stands beside is read there too, in one step": any(
            each.read.facts.effect is not Effect.READ
            or each.read.facts.everywhere
            or bool(found_in(each.read))
            or each.read.provider is not cls.provider
            for each in facts.beside
        ),
        "what stands beside has all that it needs": any(
            not _needed_by(each.read) <= {*cls.model_fields, *each.given}
            or not each.given <= each.read.model_fields.keys()
            for each in facts.beside
        ),
        "what stands beside is in a container of the action": any(
            kind.container is not None and (name in each.given or kinds_of(cls).get(name) != kind)
            for each in facts.beside
            for name, kind in kinds_of(each.read).items()
        ),
    }


def _needed_by(read: type[Action[Any]]) -> AbstractSet[str]:
    return {name for name, info in read.model_fields.items() if info.is_required()}


_TAKEN = frozenset(vars(Action)) - frozenset(vars(BaseModel)) | {"facts", "provider"}
"""The attributes of an action; no field can have one of these names."""
