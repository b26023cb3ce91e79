"""What a sentence can turn into: a plan, a question, or a plain no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from aegis_cli.core.action import Action, Effect, roles_of
from aegis_cli.core.names import Role

MOST_STEPS = 12


class Origin(StrEnum):
    """Where an argument comes from. Aegis decides this, never the model."""

    USER = "user"
    """It stands in the sentence, or was typed as an option."""

    CONTEXT = "context"
    """It is the current repository, or a target of the last approved action."""

    STDIN = "stdin"
    """It was read from standard input."""

    DEFAULT = "default"
    """It is what the action sends unless told otherwise."""

    MODEL = "model"
    """Nobody said it: the model made it up."""


Provenance: TypeAlias = Mapping[str, Origin | tuple[Origin, ...]]
"""The origin of each argument; of a list, the origin of each item."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a plan."""

    id: str
    action: Action[Any]
    provenance: Provenance
    planned: Action[Any] | None = None
    """The action as it was planned, where `@me` was bound to a login since."""

    @property
    def effect(self) -> Effect:
        """How much the step can change."""
        return self.action.facts.effect

    @property
    def takes_stdin(self) -> bool:
        """Whether a value comes from standard input."""
        return any(
            Origin.STDIN in self._origins(name, value) for name, value in self.action.sent().items()
        )

    def targets_beyond(self, *origins: Origin) -> tuple[str, ...]:
        """Name the targets of the step that have another origin than these."""
        roles = roles_of(type(self.action))
        return tuple(
            name
            for name, value in self.action.sent().items()
            if roles[name] is Role.TARGET and not self._origins(name, value) <= set(origins)
        )

    def _origins(self, name: str, value: Any) -> set[Origin]:
        """Return where an argument comes from. NOTE: what has no label is the model's."""
        found = self.provenance.get(name, Origin.MODEL)
        if not isinstance(value, list):
            return {found} if isinstance(found, Origin) else {Origin.MODEL}
        is_whole = isinstance(found, tuple) and len(found) == len(value) > 0
        return set(found) if isinstance(found, tuple) and is_whole else {Origin.MODEL}


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, in order: at most twelve steps with literal arguments."""

    steps: tuple[Step, ...]

    @property
    def effect(self) -> Effect:
        """The strongest effect of any step: what to sign in for."""
        return max(step.effect for step in self.steps)

    @property
    def writes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.effect > Effect.READ)


@dataclass(frozen=True, slots=True)
class Question:
    """What the planner must know before it can plan; the model's own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The request is understood, and no action does it; the planner's own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the offline grammar thinks was meant, best first, and what it misses."""

    sentences: tuple[str, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Invalid:
    """The proposal is not a plan; the reason goes back to the planner."""

    reason: str


Reading: TypeAlias = Plan | Question | Unsupported | Suggestions


@dataclass(frozen=True, slots=True)
class Context:
    """What the planner may know besides the sentence. Never a result, a login or a token."""

    repo: str | None = None
    """The current repository, as OWNER/NAME."""
    stdin: bool = False
    """Whether standard input has something to read; not what it is."""
    earlier: tuple[str, ...] = ()
    """The person's earlier lines in this session."""
    last: Mapping[str, Any] = field(default_factory=dict)
    """The last approved action: `action` and its `arguments`."""
