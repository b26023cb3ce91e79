"""The outcomes of a plan as its result tells them: all acts in order, and their changes; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aegis_cli.planning.expansion import Act
from aegis_cli.request.execution import Outcome, StepStatus, answers_of
from aegis_cli.request.linking import needs_of
from aegis_cli.request.plan_state import PlanSnapshot
from aegis_cli.request.target_snapshot import changes_since, not_looked_at

LEFT_OUT = "You left it out."
"""The reason of an act that the person struck out."""
NEEDED_LEFT_OUT = "It needs a step that was left out or edited."
"""The reason of an act that was struck out with the one that it needs."""
NOT_DONE = "Step {}, which it needs, was not done."
"""Why an act is skipped that needs one that was not done."""


def told_outcomes(
    seen: PlanSnapshot,
    sent: frozenset[str],
    ended: Mapping[str, Outcome],
    edited: frozenset[str] = frozenset(),
) -> Iterator[Outcome]:
    """Yield the outcomes in the order of the plan, also those of acts that were left out.

    `edited` has the ids of the acts whose texts the person changed.
    """
    needs = needs_of(seen.acts)
    numbers = {act.id: number for number, act in enumerate(seen.acts, start=1)}
    for act in seen.acts:
        if act.id in seen.already:
            why = seen.already[act.id]
            yield Outcome(act.id, StepStatus.SKIPPED, already=True, reason=why)
        elif act.id not in sent:
            is_needing = not needs[act.id] <= sent - edited
            reason = NEEDED_LEFT_OUT if is_needing else LEFT_OUT
            yield Outcome(act.id, StepStatus.SKIPPED, reason=reason)
        elif act.id in ended:
            lacking = [numbers[of] for of in needs[act.id] - answers_of(ended.values()).keys()]
            yield _with_reason(with_target(ended[act.id], act, seen), lacking)


def _with_reason(outcome: Outcome, lacking: Sequence[int]) -> Outcome:
    """Return an outcome that says so where it was skipped for the steps that it needs.

    NOTE: it is worked out here, since an executor that says why it skips an act is not trusted.
    """
    is_skipped = outcome.status is StepStatus.SKIPPED and outcome.error is None
    is_for_others = is_skipped and lacking
    return replace(outcome, reason=NOT_DONE.format(min(lacking))) if is_for_others else outcome


def with_target(outcome: Outcome, act: Act, seen: PlanSnapshot) -> Outcome:
    """Return the outcome of a write with what it changed of its target, as that was seen before.

    If the target was not read, the result says so, but only of a write that was approved without a
    question.
    """
    snapshots = seen.snapshots.get(act.id, ())
    if (
        outcome.status is not StepStatus.DONE
        or act.action.facts.target_read is None
        or not snapshots
    ):
        return outcome
    unseen = not_looked_at(snapshots[0]) if act.id in seen.preapproved else ""
    note = " ".join(filter(None, (unseen, outcome.note)))
    return replace(
        outcome, note=note, changes=() if outcome.already else changes_since(act, snapshots[0])
    )
