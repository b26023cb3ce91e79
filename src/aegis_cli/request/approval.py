"""What the person approves, and `approve()`, which alone makes an `Approved`; pure.

The sheet is built from typed actions alone: a model's words are on it only as arguments, and are
marked there. What is approved is a set of fingerprints of the requests that will be sent.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field, replace
from typing import Any, NoReturn

from aegis_cli.actions.call import Call, Precondition, digest_of
from aegis_cli.actions.facts import Approval, Effect, Stake
from aegis_cli.actions.fields import item_of
from aegis_cli.actions.placing import is_cleared
from aegis_cli.actions.views import holes
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
    stake: Stake | None = None
    """What is shown of what is at stake."""
    found: Mapping[str, Any] | None = None
    """What is at stake, as it was just read; `None` before that."""


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
    """Phrases, each of which is the answer to one strict or typed step, if exactly the same."""


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
    """What was typed for each typed step, by step id."""


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


def _item(step: Step, base: str, found: Mapping[str, Any] | None) -> SheetItem:
    request = step.action.request(base)
    return SheetItem(
        id=step.id,
        effect=step.effect,
        action=step.action.facts.action,
        method=request.method,
        path=request.path,
        says=step.action.says(),
        arguments=tuple(_arguments(step)),
        phrase=step.action.phrase() if step.approval is Approval.TYPED else None,
        stake=step.action.facts.stake,
        found=found,
    )


def _arguments(step: Step) -> Iterator[Argument]:
    """Yield each argument, and each part of an object in a list as one of its own."""
    for name, value in step.action.sent().items():
        origin = step.provenance[name]
        info = type(step.action).model_fields[name]
        origins = origin if isinstance(origin, tuple) else (origin,)
        if value and item_of(info) is not None and isinstance(value, list):
            for at, item in enumerate(value):
                label = f"{name}, {at + 1} of {len(value)}"
                for part, text in item.items():
                    yield Argument(f"{label}, {part}", (_text(text),), origins[at : at + 1])
            continue
        is_list = isinstance(value, list)
        values = tuple(_text(item) for item in (value if is_list else [value]))
        yield Argument(
            name, ("(none)",) if is_cleared(info, value) else values, origins, is_list=is_list
        )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def uncovered(plan: Plan, consent: Consent) -> tuple[Step, ...]:
    """Return the steps that the command line does not cover, so that the person must be asked.

    A strict or typed step is covered only by `--confirm` with exactly its phrase. A plain step
    needs `--yes`, and the person must have asked for it: they typed the action with its targets, or
    their sentence orders these steps, in this order and as often.
    """
    ordered = iter(consent.asked.steps if consent.asked else ())
    phrases = list(consent.preapproval.confirm)
    return tuple(
        step
        for step in plan.to_approve
        if not (
            _is_covered(step, consent, ordered)
            if step.approval is Approval.PLAIN
            else _is_confirmed(step, phrases)
        )
    )


def _is_confirmed(step: Step, phrases: list[str]) -> bool:
    """Tell whether a phrase of `phrases` is the answer to a step, and take it out.

    NOTE: each phrase answers for one step and for what it names, so that a model can neither repeat
    a step nor add to it.
    """
    phrase = next((each for each in phrases if step.action.is_target(each)), None)
    if phrase is None or _beyond_phrase(step):
        return False
    phrases.remove(phrase)
    return True


def _beyond_phrase(step: Step) -> tuple[str, ...]:
    """Return what the person did not choose themselves and the phrase does not name."""
    stake = step.action.facts.stake
    named = holes(stake.phrase) if stake else ()
    loose = dict.fromkeys((*step.made_up, *_unnamed(step)))
    return tuple(name for name in loose if name not in named)


def _is_covered(step: Step, consent: Consent, ordered: Iterator[Step]) -> bool:
    if consent.asked is None:
        # A read may send standard input: the person typed the action for that.
        reads = step.effect is Effect.READ
        return reads or (consent.preapproval.yes and not _unnamed(step))
    # NOTE: each order covers one step, so that a model can neither repeat nor reorder steps.
    return consent.preapproval.yes and any(step.as_planned == each.as_planned for each in ordered)


def _unnamed(step: Step) -> tuple[str, ...]:
    """Return the targets of a typed action that the person did not choose themselves."""
    return step.targets_beyond(Origin.USER, Origin.CONTEXT, Origin.FOUND)


def approve(
    plan: Plan,
    base: str,
    reply: Reply | None,
    *,
    consent: Consent,
    pinned: Mapping[str, tuple[Precondition, ...]] | None = None,
) -> Approved:
    """Seal a plan that the person or the command line approved; raise `NotApproved` otherwise.

    `pinned` holds what must not change of what steps put at stake, by step id.
    """
    to_ask = uncovered(plan, consent)
    for step in to_ask:
        if reply is None:
            raise needs_approval(to_ask, consent)
        is_typed = step.approval is Approval.TYPED
        if not is_typed and not reply.yes:
            raise NotApproved("You did not approve it; nothing was sent.", code=Code.DECLINED)
        if is_typed and not step.action.is_target(reply.typed.get(step.id, "")):
            phrase = step.action.phrase()
            raise NotApproved(
                f"What you typed is not {phrase}; nothing was sent.", code=Code.DECLINED
            )
    calls = tuple(_sealed(step, base, (pinned or {}).get(step.id, ())) for step in plan.steps)
    return Approved(calls, digest(plan, base, pinned), _ONLY_HERE)


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
    return f" (the model made up the {_listed(made_up)})" if made_up else ""


def _listed(fields: Iterable[str]) -> str:
    """Write the names of fields after "the", as a person says them."""
    return " and the ".join(fields).replace("_", " ")


def why_uncovered(to_ask: tuple[Step, ...], consent: Consent) -> str:
    """Say why `--yes` does not cover steps that it could cover; "" if it was not given."""
    plain = [step for step in to_ask if step.approval is Approval.PLAIN]
    if not consent.preapproval.yes:
        return ""
    if not plain:
        return _ALWAYS if any(step.approval is Approval.STRICT for step in to_ask) else ""
    if consent.asked is not None:
        return consent.asked.why_none() or _NOT_THE_ORDER
    unnamed = dict.fromkeys(name for step in plain for name in _unnamed(step))
    return f"You did not name the {_listed(unnamed)} yourself."


_NOT_THE_ORDER = "The plan is not word for word what your sentence orders."
_ALWAYS = "It is asked about each time."


def _options(step: Step, consent: Consent) -> Iterator[str]:
    """Yield what must be added to the command line so that it alone approves a step."""
    if step.approval is not Approval.PLAIN:
        yield f"add --confirm {shlex.quote(step.action.phrase() or '')}"
        if beyond := _beyond_phrase(step):
            yield f"say the {_listed(beyond)} yourself"
        return
    if not consent.preapproval.yes:
        yield "add --yes"
    elif consent.asked is not None:
        yield f"say it as a plain order. {why_uncovered((step,), consent)}".removesuffix(".")
    if consent.asked is None and (unnamed := _unnamed(step)):
        yield f"name the {_listed(unnamed)}, as in -R acme/web"


def _sealed(step: Step, base: str, pinned: tuple[Precondition, ...]) -> Call:
    call = Call(step.id, step.action, preconditions=pinned)
    if not call.is_pinned:
        raise ValueError(f"{step.id}: what is pinned is what the action names, and nothing else")
    if step.effect is Effect.READ:
        return call
    return replace(call, seal=call.fingerprint(step.action.request(base)))


def digest(
    plan: Plan, base: str, pinned: Mapping[str, tuple[Precondition, ...]] | None = None
) -> str:
    """Return the digest of a plan, of which `pinned` must not change."""
    calls = (
        Call(step.id, step.action, preconditions=(pinned or {}).get(step.id, ()))
        for step in plan.steps
    )
    return digest_of(call.fingerprint(call.action.request(base)) for call in calls)
