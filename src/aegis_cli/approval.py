"""What the person approves, and the only way to an `Approved`; pure.

The sheet is built from typed actions alone: no word of a model is on it unless it is an argument,
and then it is marked. What is approved is a set of fingerprints of the very requests to be sent.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from typing import Any, NoReturn

from aegis_cli.core.action import Effect
from aegis_cli.core.call import Call
from aegis_cli.errors import Code, NotApproved
from aegis_cli.planning.plan import Origin, Plan, Step
from aegis_cli.planning.words import Sentence


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as it is shown, in full."""

    name: str
    values: tuple[str, ...]
    """The value; of a list, each item."""
    origins: tuple[Origin, ...]
    """Where each value comes from."""
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One step as it is shown."""

    id: str
    effect: Effect
    action: str
    method: str
    path: str
    says: str
    arguments: tuple[Argument, ...]
    phrase: str | None = None
    """What the person types to approve it; `None` where a yes is enough."""
    stake: Mapping[str, Any] | None = None
    """What would be destroyed, as GitHub described it a moment ago."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the person is shown before a question."""

    items: tuple[Item, ...]
    hosts: tuple[tuple[str, str], ...] = ()
    """Every host that is not the default: what it is for, and its URL."""
    identity: str | None = None
    """Who acts; `None` before sign-in."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line approves in advance."""

    yes: bool = False
    confirm: tuple[str, ...] = ()
    """Names that stand for exactly what a person would type."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person said before they saw a plan."""

    options: Options
    sentence: Sentence | None
    """What they want done; `None` where they typed the action itself."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person answered on the terminal."""

    yes: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    """What was typed for each destructive step, by step id."""


_ONLY_HERE = object()


@dataclass(frozen=True, slots=True)
class Approved:
    """A plan that may run, each write sealed. Only `approve()` makes one."""

    calls: tuple[Call, ...]
    digest: str
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        """Refuse to exist unless `approve()` made it."""
        if key is not _ONLY_HERE:
            raise TypeError("only approve() makes an Approved")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        # NOTE: a copy that was changed would be a plan that nobody approved.
        raise TypeError("an Approved is neither copied nor stored")


def sheet(
    plan: Plan,
    base: str,
    *,
    hosts: tuple[tuple[str, str], ...] = (),
    identity: str | None = None,
    stakes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Sheet:
    """Describe every step of a plan: what it is, what it sends, and where each value comes from."""
    items = tuple(_item(step, base, (stakes or {}).get(step.id)) for step in plan.steps)
    return Sheet(items, hosts, identity)


def _item(step: Step, base: str, stake: Mapping[str, Any] | None) -> Item:
    request = step.action.request(base)
    return Item(
        id=step.id,
        effect=step.effect,
        action=step.action.facts.action,
        method=request.method,
        path=request.path,
        says=step.action.says(),
        arguments=tuple(_argument(step, name) for name in step.action.sent()),
        phrase=step.action.phrase(),
        stake=stake,
    )


def _argument(step: Step, name: str) -> Argument:
    value = step.action.sent()[name]
    origin = step.provenance[name]
    many = isinstance(value, list)
    values = tuple(_text(item) for item in (value if many else [value]))
    return Argument(name, values, origin if isinstance(origin, tuple) else (origin,), is_list=many)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_covered(step: Step, consent: Consent) -> bool:
    """Tell whether the command line alone approves a write."""
    return not lacking(step, consent)


def lacking(step: Step, consent: Consent) -> tuple[str, ...]:
    """Return what else must be typed before the command line alone approves a write.

    `--yes` needs every target from the person or the context, and in the sentence a verb of the
    action, and standard input if that is sent; without a sentence the person typed the action
    itself. What destroys is covered by `--confirm` with exactly the name that would be typed, and
    by nothing else.
    """
    phrase = step.action.phrase()
    if phrase is not None:
        is_named = any(_is_same(phrase, name) for name in consent.options.confirm)
        return () if is_named else (f"add --confirm {phrase}",)
    found = [] if consent.options.yes else ["add --yes"]
    if strange := step.targets_beyond(Origin.USER, Origin.CONTEXT):
        found.append(f"name the {' and the '.join(strange).replace('_', ' ')} in the sentence")
    said, verbs = consent.sentence, step.action.facts.verbs
    # NOTE: a verb that the person did not use is a write that nobody asked for.
    if said is not None and not any(map(said.asks_to, verbs)):
        found.append(f"ask in the sentence to {verbs[0]}")
    # NOTE: what is piped in may be private, or the list that a loop around aegis reads.
    if said is not None and step.takes_stdin and not said.speaks_of_stdin:
        found.append("speak of standard input in the sentence")
    return tuple(found)


def _is_same(phrase: str, typed: str) -> bool:
    """Compare as GitHub does: names are the same whatever their case."""
    return typed.strip().casefold() == phrase.casefold()


def uncovered(plan: Plan, consent: Consent) -> tuple[Step, ...]:
    """Return the writes that somebody must be asked about."""
    return tuple(step for step in plan.writes if not is_covered(step, consent))


def approve(
    plan: Plan,
    base: str,
    reply: Reply | None,
    *,
    consent: Consent,
    targets: Mapping[str, int] | None = None,
) -> Approved:
    """Seal a plan that the person approved, or said before that they would; else `NotApproved`.

    `targets` are the numeric ids of what destructive steps destroy.
    """
    asked = uncovered(plan, consent)
    for step in asked:
        if reply is None:
            raise needs_approval(asked, consent)
        phrase = step.action.phrase()
        if phrase is None and not reply.yes:
            raise NotApproved("You did not approve it; nothing was sent.", code=Code.DECLINED)
        if phrase is not None and not _is_same(phrase, reply.typed.get(step.id, "")):
            raise NotApproved(
                f"What you typed is not {phrase}; nothing was sent.", code=Code.DECLINED
            )
    calls = tuple(_sealed(step, base, (targets or {}).get(step.id)) for step in plan.steps)
    return Approved(calls, digest(plan, base, targets), _ONLY_HERE)


def needs_approval(asked: tuple[Step, ...], consent: Consent) -> NotApproved:
    """Say that a write needs somebody to approve it, and how it can be done from here."""
    missing = dict.fromkeys(need for step in asked for need in lacking(step, consent))
    hint = f"Run it on a terminal, or {' and '.join(missing)}."
    return NotApproved(
        f"{asked[0].action.says()}: this needs your approval, and nobody can be asked here.",
        code=Code.NEEDS_APPROVAL,
        hint=hint,
    )


def _sealed(step: Step, base: str, target_id: int | None) -> Call:
    if step.effect is Effect.READ:
        return Call(step.id, step.action)
    if (step.effect is Effect.DESTRUCTIVE) != (target_id is not None):
        raise ValueError(f"{step.id}: what destroys has a target that was read, nothing else has")
    seal = step.action.request(base).fingerprint(target_id)
    return Call(step.id, step.action, seal=seal, target_id=target_id)


def digest(plan: Plan, base: str, targets: Mapping[str, int] | None = None) -> str:
    """Return the SHA-256 over the fingerprints of all requests of a plan, in order."""
    prints = [
        step.action.request(base).fingerprint((targets or {}).get(step.id)) for step in plan.steps
    ]
    return hashlib.sha256(json.dumps(prints).encode()).hexdigest()
