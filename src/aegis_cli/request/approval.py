"""What the person approves, and `approve()`, which alone makes an `Approved`; pure.

The sheet is built from typed actions alone: a model's words are on it only as arguments, and are
marked there. What is approved is a set of fingerprints of the requests that will be sent.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import InitVar, dataclass, field
from typing import Any, NoReturn

from aegis_cli.actions.action import Effect
from aegis_cli.actions.call import Call
from aegis_cli.actions.views import Template
from aegis_cli.errors import Code, NotApproved
from aegis_cli.planning.grammar.orders import Orders
from aegis_cli.planning.plan import Origin, Plan, Step
from aegis_cli.planning.typed import as_typed


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, as it is shown in full."""

    name: str
    values: tuple[str, ...]
    """The value, or each item of a list."""
    origins: tuple[Origin, ...]
    """Where each value comes from."""
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One step as it is shown."""

    id: str
    effect: Effect
    action: str
    method: str
    path: str
    says: str
    arguments: tuple[Argument, ...]
    phrase: str | None = None
    """What the person types to approve it; `None` if a yes is enough."""
    stake: Mapping[str, Any] | None = None
    """What would be destroyed, as GitHub has just described it."""
    stake_facts: tuple[tuple[str, Template], ...] = ()
    """Label and template of what is shown of it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the person is shown before a question."""

    items: tuple[SheetItem, ...]
    hosts: tuple[tuple[str, str], ...] = ()
    """The use and the URL of every host that is not the default."""
    identity: str | None = None
    """Who acts; `None` before sign-in."""
    uncovered: str = ""
    """Why `--yes` does not cover the plan, if it was given."""


@dataclass(frozen=True, slots=True)
class Preapproval:
    """What the command line approves before there is a plan."""

    yes: bool = False
    confirm: tuple[str, ...] = ()
    """Names that count as typed by the person, if they are exactly the same."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person approved or asked for before they saw a plan."""

    preapproval: Preapproval
    asked: Orders | None
    """What their sentence asks for; `None` if they typed the action itself."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person answered on the terminal."""

    yes: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    """What was typed for each destructive step, by step id."""


_ONLY_HERE = object()


@dataclass(frozen=True, slots=True)
class Approved:
    """A plan that may run, with a seal on each write. Only `approve()` makes one."""

    calls: tuple[Call, ...]
    digest: str
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        """Refuse to exist unless `approve()` made it."""
        if key is not _ONLY_HERE:
            raise TypeError("only approve() makes an Approved")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        # NOTE: somebody could change a copy, and nobody would have approved that plan.
        raise TypeError("an Approved is neither copied nor stored")


def sheet(
    plan: Plan,
    base: str,
    *,
    hosts: tuple[tuple[str, str], ...] = (),
    identity: str | None = None,
    stakes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Sheet:
    """Describe every step of a plan: what it does and sends, and where each value comes from."""
    items = tuple(_item(step, base, (stakes or {}).get(step.id)) for step in plan.steps)
    return Sheet(items, hosts, identity)


def _item(step: Step, base: str, stake: Mapping[str, Any] | None) -> SheetItem:
    request = step.action.request(base)
    at_stake = step.action.facts.stake
    return SheetItem(
        id=step.id,
        effect=step.effect,
        action=step.action.facts.action,
        method=request.method,
        path=request.path,
        says=step.action.says(),
        arguments=tuple(
            _argument(name, value, step.provenance[name])
            for name, value in step.action.sent().items()
        ),
        phrase=step.action.phrase(),
        stake=stake,
        stake_facts=at_stake.facts if at_stake else (),
    )


def _argument(name: str, value: Any, origin: Origin | tuple[Origin, ...]) -> Argument:
    is_list = isinstance(value, list)
    values = tuple(_text(item) for item in (value if is_list else [value]))
    origins = origin if isinstance(origin, tuple) else (origin,)
    return Argument(name, values, origins, is_list=is_list)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def uncovered(plan: Plan, consent: Consent) -> tuple[Step, ...]:
    """Return the steps that the command line does not cover, so that the person must be asked.

    A destructive step is covered only by `--confirm` with exactly the name that would be typed. Any
    other step needs `--yes`, and the person must have asked for it: they typed the action with its
    targets, or their sentence orders these steps, in this order and as often.
    """
    ordered = iter(consent.asked.steps if consent.asked else ())
    return tuple(step for step in plan.to_approve if not _is_covered(step, consent, ordered))


def _is_covered(step: Step, consent: Consent, ordered: Iterator[Step]) -> bool:
    phrase = step.action.phrase()
    if phrase is not None:
        return any(_is_same(phrase, name) for name in consent.preapproval.confirm)
    if consent.asked is None:
        # A read may send standard input: the person typed the action for that.
        reads = step.effect is Effect.READ
        return reads or (consent.preapproval.yes and not _unnamed(step))
    # NOTE: each order covers one step, so that a model can neither repeat nor reorder steps.
    return consent.preapproval.yes and any(step.as_planned == each.as_planned for each in ordered)


def _unnamed(step: Step) -> tuple[str, ...]:
    """Return the targets of a typed action that the person did not choose themselves."""
    return step.targets_beyond(Origin.USER, Origin.CONTEXT)


def _is_same(phrase: str, typed: str) -> bool:
    """Compare names as GitHub does, which ignores their case."""
    return typed.strip().casefold() == phrase.casefold()


def approve(
    plan: Plan,
    base: str,
    reply: Reply | None,
    *,
    consent: Consent,
    targets: Mapping[str, int] | None = None,
) -> Approved:
    """Seal a plan that the person or the command line approved; raise `NotApproved` otherwise.

    `targets` holds the numeric ids of what destructive steps destroy, by step id.
    """
    to_ask = uncovered(plan, consent)
    for step in to_ask:
        if reply is None:
            raise needs_approval(to_ask, consent)
        phrase = step.action.phrase()
        if phrase is None and not reply.yes:
            raise NotApproved("You did not approve it; nothing was sent.", code=Code.DECLINED)
        if phrase is not None and not _is_same(phrase, reply.typed.get(step.id, "")):
            raise NotApproved(
                f"What you typed is not {phrase}; nothing was sent.", code=Code.DECLINED
            )
    calls = tuple(_sealed(step, base, (targets or {}).get(step.id)) for step in plan.steps)
    return Approved(calls, digest(plan, base, targets), _ONLY_HERE)


def needs_approval(to_ask: tuple[Step, ...], consent: Consent) -> NotApproved:
    """Return the error for steps that nobody can approve here, with what helps as its hint."""
    options = dict.fromkeys(option for step in to_ask for option in _options(step, consent))
    lines = "\n".join(f"  {line}" for step in to_ask if (line := as_typed(step)))
    typed = f"\nThe plan as an action, if that is what you want{_caution(to_ask)}:\n{lines}"
    return NotApproved(
        f"{to_ask[0].action.says()}: this needs your approval, and nobody can be asked here.",
        code=Code.NEEDS_APPROVAL,
        hint=f"Run it on a terminal, or {' and '.join(options)}.{typed if lines else ''}",
    )


def _caution(to_ask: tuple[Step, ...]) -> str:
    """Name what the model made up: a person who copies a line of its plan approves that too."""
    made_up = dict.fromkeys(name for step in to_ask for name in step.made_up)
    names = " and the ".join(made_up).replace("_", " ")
    return f" (the model made up the {names})" if names else ""


def why_uncovered(to_ask: tuple[Step, ...], consent: Consent) -> str:
    """Say why `--yes` does not cover steps that it could cover; "" if it was not given."""
    plain = [step for step in to_ask if step.action.phrase() is None]
    if not plain or not consent.preapproval.yes:
        return ""
    if consent.asked is not None:
        return consent.asked.why_none() or _NOT_THE_ORDER
    unnamed = dict.fromkeys(name for step in plain for name in _unnamed(step))
    return f"You did not name the {' and the '.join(unnamed).replace('_', ' ')} yourself."


_NOT_THE_ORDER = "The plan is not word for word what your sentence orders."


def _options(step: Step, consent: Consent) -> Iterator[str]:
    """Yield what must be added to the command line so that it alone approves a step."""
    phrase = step.action.phrase()
    if phrase is not None:
        yield f"add --confirm {phrase}"
        return
    if not consent.preapproval.yes:
        yield "add --yes"
    elif consent.asked is not None:
        yield f"say it as a plain order. {why_uncovered((step,), consent)}".removesuffix(".")
    if consent.asked is None and (unnamed := _unnamed(step)):
        yield f"name the {' and the '.join(unnamed).replace('_', ' ')}, as in -R acme/web"


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
