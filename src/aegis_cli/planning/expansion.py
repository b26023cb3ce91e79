"""Turns a plan into acts: the concrete requests that a person approves and an executor sends; pure.

From the policy to the seals, everything looks at acts. Each step becomes one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, Precondition, digest_of
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields import commitments, from_stdin, resolved_ids
from aegis_cli.core.http import Request
from aegis_cli.errors import Code, UsageError
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.plan import Origin, Plan, Provenance, Stdin, Step, Value

_TAKEN = {"file": Origin.FILE, "secret": Origin.RESOLVED}
"""Where a commitment comes from, by what the call takes: a secret is typed or piped in."""


@dataclass(frozen=True, slots=True)
class Act:
    """One concrete request."""

    step: Step
    """The step that it does, with the origin of each value."""
    action: Action[Any]
    """Complete: with the standard input and, once it is bound, the login of `@me`."""
    base: str
    """The root of the API that it goes to."""
    preconditions: tuple[Precondition, ...] = ()
    related: tuple[str, ...] = ()
    """The names of the related reads that the policy lets through; none before it is judged."""
    planned: Step | None = None
    """The step that was planned, where its target is of another kind than that says."""

    @property
    def id(self) -> str:
        """What names it in a plan."""
        return self.step.id

    @property
    def effect(self) -> Effect:
        """How much it can change."""
        return self.action.facts.effect

    @property
    def approval(self) -> Approval:
        """How a person approves it."""
        return self.action.facts.approval

    @property
    def provenance(self) -> Provenance:
        """The origin of each argument: of the step's values, and of what aegis found."""
        found = dict.fromkeys(resolved_ids(type(self.action)), Origin.RESOLVED)
        takes = _TAKEN.get(self.action.facts.takes, Origin.RESOLVED)
        taken = dict.fromkeys(commitments(type(self.action)), takes)
        origins = {**found, **taken, **self.step.provenance}
        return {name: origins[name] for name in self.action.sent_arguments()}

    @property
    def needs_approval(self) -> bool:
        """Whether somebody must approve it: it changes something, or sends standard input."""
        return self.effect > Effect.READ or bool(self.step.fields_from(Origin.STDIN))

    @property
    def call(self) -> Call:
        """What the executor gets, without a seal."""
        return Call(self.id, self.action, None, self.preconditions, related=self.related)

    @property
    def request(self) -> Request:
        """What is sent; of a list, the first page."""
        return self.action.request(self.base)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 over all that a person approves of it."""
        return self.call.fingerprint(self.request)


def expand(plan: Plan, bases: Mapping[str, str], stdin: str = "") -> tuple[Act, ...]:
    """Make the acts of a plan, at the bases of their providers; `stdin` is its whole content.

    Raises `UsageError` if standard input, or a row of a list, does not fit a field: no
    planner can correct that.
    """
    return tuple(
        Act(step, _action(step, stdin), step.action.provider.base_in(bases)) for step in plan.steps
    )


def digest(acts: Iterable[Act]) -> str:
    """Return the digest of acts: it covers all that they send, and what is pinned."""
    return digest_of(act.fingerprint for act in acts)


_SEND_LESS = "Send less, or cut it first, as in `head -c 60000 crash.log | aegis ask …`."


def _action(step: Step, stdin: str) -> Action[Any]:
    values = {
        name: [_fill_value(step, name, item, stdin) for item in value]
        if isinstance(value, tuple)
        else _fill_value(step, name, value, stdin)
        for name, value in step.values.items()
    }
    try:
        return step.action.model_validate(values)
    except ValidationError as error:
        wrong = {each["loc"][0] for each in error.errors() if each["loc"]}
        is_row = not wrong.isdisjoint(step.fields_from(Origin.RESULT))
        what, hint = ("A row of the list", None) if is_row else ("Standard input", _SEND_LESS)
        reason = f"{what} does not fit {step.action.facts.action}: {explain(error)}"
    raise UsageError(reason, code=Code.BAD_INPUT, hint=hint)


def _fill_value(step: Step, name: str, value: Value, stdin: str) -> Any:
    if isinstance(value, Stdin):
        return from_stdin(step.action.model_fields[name], stdin)
    return value.value
