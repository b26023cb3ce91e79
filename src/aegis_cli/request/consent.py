"""What the command line approves in advance, and why it does not cover an act; pure."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.results.templates import holes
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, NotApproved, Unclear
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.grammar.explicit_commands import ExplicitCommands
from aegis_cli.planning.plan import Origin
from aegis_cli.planning.typed import as_typed


@dataclass(frozen=True, slots=True)
class Preapproval:
    """What the command line approves before there is a plan."""

    yes: bool = False
    confirm: tuple[str, ...] = ()
    """Phrases, each of which is the answer to one strict or typed act, if exactly the same."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person approved or asked for before they saw a plan."""

    preapproval: Preapproval
    asked: ExplicitCommands | None
    """What their sentence asks for; `None` if they typed the action itself."""
    granted: frozenset[str] = frozenset()
    """The ids of the acts that a grant of their session covers."""

    @property
    def guessed_as(self) -> str:
        """How the plan was read, where it is a guess; "" where it is none."""
        return self.asked.guessed_as if self.asked else ""


def acts_to_ask(acts: tuple[Act, ...], consent: Consent) -> tuple[Act, ...]:
    """Return the acts that nothing covers, so that the person must be asked.

    A strict or typed act is covered only by `--confirm` with exactly its phrase. A plain act
    needs `--yes` or a grant, and the person must have ordered it. NOTE: nothing covers a guess, an
    act about a row of an answer, or one with a link.
    """
    ordered = {act.id for act in ordered_acts(acts, consent.asked)}
    phrases = list(consent.preapproval.confirm)
    return tuple(
        act
        for act in acts
        if act.needs_approval
        and (
            consent.guessed_as
            or not may_be_covered(act)
            or not (
                act.id in ordered and _is_preapproved(act, consent)
                if act.approval is Approval.PLAIN
                else _is_confirmed(act, phrases)
            )
        )
    )


def ordered_acts(acts: tuple[Act, ...], asked: ExplicitCommands | None) -> tuple[Act, ...]:
    """Return the plain acts that a sentence orders, or all of them where somebody typed actions.

    NOTE: each explicit command orders one request, in the order of the sentence, so a model can
    neither repeat nor reorder steps.
    """
    plain = (act for act in acts if act.approval is Approval.PLAIN and may_be_covered(act))
    if asked is None:
        return tuple(plain)
    commands = iter(asked.steps)
    return tuple(
        act
        for act in plain
        for said in [act.planned or act.step]
        if any((said.action, said.values) == (each.action, each.values) for each in commands)
    )


def may_be_covered(act: Act) -> bool:
    """Tell whether an act needs approval, and something else than an answer may give it.

    NOTE: whoever opens issues chooses what a row of an answer names, and a link is sent to others
    before anybody has seen it.
    """
    return act.needs_approval and not (act.step.fields_from(Origin.RESULT) or act.links)


def _is_confirmed(act: Act, phrases: list[str]) -> bool:
    """Tell whether a phrase of `phrases` is the answer to an act, and take it out.

    NOTE: each phrase answers for one act and for what it names, so that a model can neither repeat
    an act nor add to it.
    """
    phrase = next((each for each in phrases if act.action.is_target(each)), None)
    if phrase is None or _beyond_phrase(act):
        return False
    phrases.remove(phrase)
    return True


def _beyond_phrase(act: Act) -> tuple[str, ...]:
    """Return the arguments that the person did not choose and the phrase does not name."""
    confirmation = act.action.facts.confirmation
    named = holes(confirmation.phrase) if confirmation else ()
    origins = Origin.MODEL, Origin.SAID
    loose = [*chain(*map(act.step.fields_from, origins)), *_unnamed_targets(act)]
    return tuple(name for name in dict.fromkeys(loose) if name not in named)


def _is_preapproved(act: Act, consent: Consent) -> bool:
    """Tell whether a grant or an option covers an act that was ordered."""
    if act.id in consent.granted:
        return True
    if consent.asked is not None:
        return consent.preapproval.yes and not _loose_targets(act)
    # A read may send standard input: the person typed the action for that.
    reads = act.effect is Effect.READ
    return reads or (consent.preapproval.yes and not _unnamed_targets(act))


def _unnamed_targets(act: Act) -> tuple[str, ...]:
    """Return the targets of a typed action that the person did not choose themselves."""
    return act.step.targets_beyond(Origin.USER, Origin.CONTEXT)


def _loose_targets(act: Act) -> tuple[str, ...]:
    """Return the targets that a sentence has in another form only, or not at all."""
    return act.step.targets_beyond(*{*Origin} - {Origin.SAID, Origin.MODEL})


def needs_approval(to_ask: tuple[Act, ...], consent: Consent) -> NotApproved:
    """Return the error for acts that nobody can approve here, with what helps as its hint."""
    options = dict.fromkeys(option for act in to_ask for option in _options(act, consent))
    typeable = to_ask if all(map(may_be_covered, to_ask)) else ()
    lines = "\n".join(f"  {line}" for act in typeable if (line := as_typed(act)))
    typed = f"\nThe plan as an action, if that is what you want{_caution(to_ask)}:\n{lines}"
    return NotApproved(
        f"{to_ask[0].action.says()}: this needs your approval, and nobody can be asked here.",
        code=Code.NEEDS_APPROVAL,
        hint=f"Run it on a terminal, or {' and '.join(options)}.{typed if lines else ''}",
    )


def not_understood(acts: tuple[Act, ...], guessed_as: str) -> Unclear:
    """Return the error for a guess that does not count here, with the actions that it names.

    NOTE: a line of a guess approves nothing, whoever runs it.
    """
    lines = [as_typed(act).removesuffix(" --yes") for act in acts]
    typed = "\n".join(f"  {line}" for line in lines)
    return Unclear(
        f"The sentence is not understood word for word. It may mean: {one_line(guessed_as)}",
        code=Code.UNCLEAR,
        hint=f"As an action, if that is what you want:\n{typed}" if all(lines) else SAY_OTHERWISE,
    )


SAY_OTHERWISE = "Say it again in other words; `aegis actions` lists what can be done."


def _caution(to_ask: tuple[Act, ...]) -> str:
    """Name what the model made up: a person who copies a line of its plan approves that too."""
    made_up = dict.fromkeys(name for act in to_ask for name in act.step.fields_from(Origin.MODEL))
    return f" (the model made up the {_name_fields(made_up)})" if made_up else ""


def _name_fields(fields: Iterable[str]) -> str:
    """Write the names of fields after "the", as a person says them."""
    return " and the ".join(fields).replace("_", " ")


def why_not_preapproved(to_ask: tuple[Act, ...], consent: Consent) -> str:
    """Say why `--yes` does not cover acts that it could cover; "" if it was not given."""
    plain = [act for act in to_ask if act.approval is Approval.PLAIN]
    if not consent.preapproval.yes:
        return ""
    if not plain and not consent.guessed_as:
        return _ALWAYS if any(act.approval is Approval.STRICT for act in to_ask) else ""
    if consent.asked is not None:
        links = [link for act in plain for link in act.links]
        of_earlier = _NUMBER if all(link.is_number for link in links) else _LINK
        said = dict.fromkeys(
            name
            for act in plain
            for name in _loose_targets(act)
            if name in act.step.fields_from(Origin.SAID)
        )
        reworded = f"Your sentence names the {_name_fields(said)} otherwise." if said else ""
        of_list = _LINK if any(act.step.linked for act in plain) else ""
        why = (of_earlier if links else "") or of_list or reworded or _NOT_THE_ORDER
        return consent.asked.why_none() or why
    unnamed = dict.fromkeys(name for act in plain for name in _unnamed_targets(act))
    return f"You did not name the {_name_fields(unnamed)} yourself."


_NOT_THE_ORDER = "The plan is not word for word what your sentence orders."
_LINK = "A link is always asked about."
_NUMBER = "What an earlier step makes is always asked about."
_ALWAYS = "It is always asked about."


def _options(act: Act, consent: Consent) -> Iterator[str]:
    """Yield what must be added to the command line so that it alone approves an act."""
    if consent.guessed_as and consent.asked:
        yield f"say it as a plain order. {consent.asked.why_none()}".removesuffix(".")
        return
    if unseen := (*act.step.fields_from(Origin.RESULT), *(each.field for each in act.links)):
        yield f"say the {_name_fields(unseen)} yourself"
        return
    if act.approval is not Approval.PLAIN:
        yield f"add --confirm {shlex.quote(act.action.phrase() or '')}"
        if beyond := _beyond_phrase(act):
            yield f"say the {_name_fields(beyond)} yourself"
        return
    if not consent.preapproval.yes:
        yield "add --yes"
    elif consent.asked is not None:
        yield f"say it as a plain order. {why_not_preapproved((act,), consent)}".removesuffix(".")
    if consent.asked is None and (unnamed := _unnamed_targets(act)):
        yield f"name the {_name_fields(unnamed)}, as in -R acme/web"
