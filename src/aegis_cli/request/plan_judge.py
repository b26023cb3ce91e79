"""Judges a plan, and each read that is made for it, by every layer of the policy; pure."""

from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.errors import Code, Denied
from aegis_cli.planning.expansion import Act
from aegis_cli.request.policy import Deny, Policy, judge
from aegis_cli.request.preflight import lookups


@dataclass(frozen=True, slots=True)
class PlanJudge:
    """Says what the policy of a request allows."""

    policy: Policy

    def allow(self, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        """Return the acts; raise `Denied` if the policy denies one, or a read that approval needs.

        What is of `@me` is judged again once that is bound, and may be denied then.
        A related read is left out where the policy denies it: the rest can be shown without it.
        NOTE: a broker gets the reads for the approval as requests of their own, and judges all in
        the same way.
        """
        decisions = [
            *((judge(act.action, self.policy, ahead=True), "") for act in acts),
            *(
                (judge(action, self.policy, ahead=True), " (read before it is approved)")
                for action in lookups(acts)
            ),
        ]
        reasons: dict[str, str] = {}
        for decision, why in decisions:
            for reason in decision.reasons if isinstance(decision, Deny) else ():
                # What holds for a step is not said again of what is read for it.
                reasons.setdefault(reason, reason + why)
        if reasons:
            raise Denied(
                f"The policy does not allow this: {'; '.join(reasons.values())}.",
                code=Code.POLICY,
                hint="Change [policy] in the configuration, or the options.",
            )
        return tuple(replace(act, related=self.allowed_related(act.action)) for act in acts)

    def allowed_related(self, action: Action[Any]) -> tuple[str, ...]:
        """Return the names of the related reads that the policy allows."""
        reads = action.facts.related
        return tuple(each.name for each in reads if not self.why_denied(each.before_answer(action)))

    def why_denied(self, read: Action[Any]) -> str:
        """Say why the policy denies a read; "" if it does not."""
        decision = judge(read, self.policy, ahead=True)
        return "; ".join(decision.reasons) if isinstance(decision, Deny) else ""
