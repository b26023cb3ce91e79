"""The outcomes of a plan as its result tells them: all acts in order, and their changes; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from aegis_cli.planning.expansion import Act
from aegis_cli.request.execution import Outcome, StepStatus, answers_of
from aegis_cli.request.linking import NOT_DONE, is_broken
from aegis_cli.request.plan_state import PlanSnapshot
from aegis_cli.request.target_snapshot import changes_since, not_looked_at

LEFT_OUT = "You left it out."
"""The reason of an act that the person struck out."""
LINK_LEFT_OUT = "It has the link of a step that was left out or edited."
"""The reason of an act that was struck out with the one that its link is of."""


def told_outcomes(
    seen: PlanSnapshot,
    sent: frozenset[str],
    ended: Mapping[str, Outcome],
    edited: frozenset[str] = frozenset(),
) -> Iterator[Outcome]:
    """Yield the outcomes in the order of the plan, also those of acts that were left out.

    `edited` has the ids of the acts whose texts the person changed.
    """
    for act in seen.acts:
        if act.id in seen.already:
            why = seen.already[act.id]
            yield Outcome(act.id, StepStatus.SKIPPED, already=True, reason=why)
        elif act.id not in sent:
            is_for_link = any(link.of not in sent or link.of in edited for link in act.links)
            reason = LINK_LEFT_OUT if is_for_link else LEFT_OUT
            yield Outcome(act.id, StepStatus.SKIPPED, reason=reason)
        elif act.id in ended:
            yield _with_reason(with_target(ended[act.id], act, seen), act, ended)


def _with_reason(outcome: Outcome, act: Act, ended: Mapping[str, Outcome]) -> Outcome:
    """Return an outcome that says so where it was skipped for its link.

    NOTE: it is worked out here, since an executor that says why it skips an act is not trusted.
    """
    is_skipped = outcome.status is StepStatus.SKIPPED and outcome.error is None
    is_for_link = is_skipped and is_broken(act.call, answers_of(ended.values()))
    return replace(outcome, reason=NOT_DONE) if is_for_link else outcome


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
