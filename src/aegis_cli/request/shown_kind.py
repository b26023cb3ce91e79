"""Shows what a read found as the kind of thing that it is, such as pull request #11 of "show #11".

The other read is made in the same run, with the same token, and only if the policy allows it.
Whatever goes wrong with it leaves the first answer, which is true too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.targets.target import has_headline, headline_of
from aegis_cli.errors import AegisError
from aegis_cli.planning.expansion import Act
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.ports import Run
from aegis_cli.request.target_reads import on_other


@dataclass(frozen=True, slots=True)
class ShownKind:
    """The reads that may stand in place of a plan's."""

    run: Run
    judge: PlanJudge

    def read_other_kind(
        self, acts: tuple[Act, ...], outcomes: tuple[Outcome, ...]
    ) -> tuple[tuple[Act, ...], tuple[Outcome, ...]]:
        """Return requests and outcomes; an issue that is a pull request is read again as one."""
        ended = {outcome.id: outcome for outcome in outcomes}
        told = {act.id: (act, ended[act.id]) for act in acts if act.id in ended}
        told |= {each.id: (each, found) for each, found in self._instead(told.values())}
        return (
            tuple(told[act.id][0] if act.id in told else act for act in acts),
            tuple(told[outcome.id][1] for outcome in outcomes),
        )

    def _instead(self, told: Any) -> Iterator[tuple[Act, Outcome]]:
        for act, outcome in told:
            other = _other(act, outcome)
            if other is None or self.judge.why_denied(other):
                continue
            instead = replace(on_other(act, other), related=self.judge.allowed_related(other))
            try:
                (found,) = self.run.read((instead.call,))
            except AegisError:
                continue
            if found.status is StepStatus.DONE:
                yield instead, found


def _other(act: Act, outcome: Outcome) -> Action[Any] | None:
    """Return the read of what was found, where that is a thing of another kind."""
    read, thing = act.action, outcome.data
    if outcome.status is not StepStatus.DONE or read.facts.effect is not Effect.READ:
        return None
    other = read.provider.other_kind(read)
    if other is None or not isinstance(thing, dict) or not has_headline(type(read)):
        return None
    is_of_other = headline_of(type(read)).kind_of(thing) == headline_of(type(other)).kind_of(thing)
    return other if is_of_other and not headline_of(type(read)).is_one_kind() else None
