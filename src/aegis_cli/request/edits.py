"""What a person changes at the question: texts of single acts, which make a new plan; pure.

Nothing is approved by an edit. The new plan is judged, shown and asked about like the one before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import is_cleared, kinds_of, never_given
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.results.templates import holes
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.plan import Literal, Origin


@dataclass(frozen=True, slots=True)
class Edits:
    """What the person changed in place of an answer; it says neither yes nor no."""

    texts: Mapping[str, Mapping[str, str]]
    """The new text of each field that was edited, by the act's id and the field's name."""
    left_out: frozenset[str] = frozenset()
    """The ids of the acts that the person had struck out by then."""


def texts_of(act: Act) -> Mapping[str, str]:
    """Return the texts of an act that a person may edit, by field: what people will read of it.

    NOTE: four things cannot be edited: what names the target of a strict or typed act, what aegis
    found before the approval, standard input that a read sends, and a text with a link.
    """
    if act.effect is Effect.READ:
        return {}
    cls, confirmation = type(act.action), act.action.facts.confirmation
    named = {*(holes(confirmation.phrase) if confirmation else ()), *never_given(cls)}
    named |= {link.field for link in act.links}
    return {
        name: value
        for name, value in act.action.sent_arguments().items()
        if kinds_of(cls)[name].role is Role.PAYLOAD
        and name not in named
        and isinstance(value, str)
        and not is_cleared(cls.model_fields[name], value)
    }


def with_edits(acts: tuple[Act, ...], edits: Edits) -> tuple[Act, ...]:
    """Return a plan with edited texts; their origin is the person from now on.

    Raises `UsageError` if a text does not fit its field.
    """
    edited = [act for act in acts if act.step.loop and act.id in edits.texts]
    of_rows = {(act.step.loop, repr(edits.texts[act.id])) for act in edited}
    if len(of_rows) > len({act.step.loop for act in edited}):
        message = "Two rows of one step were edited in two ways, and a text is that of every row."
        raise UsageError(message, code=Code.BAD_INPUT)
    of_loops = {act.step.loop: edits.texts[act.id] for act in acts if act.id in edits.texts}
    looped = {name: texts for name, texts in of_loops.items() if name}
    texts = {act.id: looped[act.step.loop] for act in acts if act.step.loop in looped}
    texts |= {name: each for name, each in edits.texts.items() if name not in texts}
    return tuple(_with(act, texts[act.id]) if act.id in texts else act for act in acts)


def _with(act: Act, texts: Mapping[str, str]) -> Act:
    if not texts.keys() <= texts_of(act).keys():
        raise ValueError(f"{act.id}: only a text that is sent can be edited")
    try:
        action = act.action.from_arguments({**act.action.sent_arguments(), **texts})
    except ValidationError as error:
        reason = explain(error)
    else:
        written = {name: Literal(text, Origin.USER) for name, text in texts.items()}
        step = replace(act.step, values={**act.step.values, **written})
        return replace(act, step=step, action=action)
    raise UsageError(f"What you wrote does not fit: {reason}.", code=Code.BAD_INPUT)
