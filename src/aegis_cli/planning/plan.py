"""What a sentence can turn into: a plan, a question, a refusal or suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Approval, Effect
from aegis_cli.actions.fields import kinds_of
from aegis_cli.actions.kinds import Role
from aegis_cli.planning.sentence.tokens import HOST

MOST_STEPS = 12


class Origin(StrEnum):
    """Where an argument comes from. Aegis decides this, never the model."""

    USER = "user"
    """The person wrote it in the sentence, or typed it as an option."""
    CONTEXT = "context"
    """It is the repository of `-R` or `GH_REPO`, or a target of the last approved action."""
    REMOTE = "remote"
    """It comes from the git remotes of the working directory, which anybody may have written."""
    STDIN = "stdin"
    """It was read from standard input."""
    FILE = "file"
    """It was read from a file that the person named."""
    DEFAULT = "default"
    """It is the default of the action's field."""
    FOUND = "found"
    """A read found it before the approval, from other arguments."""
    MODEL = "model"
    """The model made it up."""


class Grade(IntEnum):
    """How directly a sentence orders what the grammar reads in it; each includes the lower ones.

    `--yes` covers the lowest grade only, so any new kind of sentence needs a higher one.
    """

    IMPERATIVE = 1
    """It is an order in plain words."""
    INDIRECT = 2
    """It is a question or a wish: "can you close #12", "I want to close #12", "close #12?"."""
    CORRECTED = 3
    """It has characters that normalise to others, such as full-width digits."""
    FROM_CONTEXT = 4
    """It relies on the git remotes, or on an earlier line."""


Provenance: TypeAlias = Mapping[str, Origin | tuple[Origin, ...]]
"""The origin of each argument; of a list, the origin of each item."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a plan."""

    id: str
    action: Action[Any]
    provenance: Provenance
    planned: Action[Any] | None = None
    """The action before standard input was read or `@me` was bound, if either happened."""

    @property
    def effect(self) -> Effect:
        """How much the step can change."""
        return self.action.facts.effect

    @property
    def approval(self) -> Approval:
        """How a person approves the step."""
        return self.action.approval()

    @property
    def as_planned(self) -> tuple[Action[Any], tuple[str, ...]]:
        """The action as it was planned, and the fields that take standard input."""
        return self.planned or self.action, self._from(Origin.STDIN)

    @property
    def needs_approval(self) -> bool:
        """Whether somebody must approve it: it changes something, or sends standard input."""
        return self.effect > Effect.READ or bool(self._from(Origin.STDIN))

    @property
    def made_up(self) -> tuple[str, ...]:
        """The fields with a value, or a list item, that the model made up."""
        return self._from(Origin.MODEL)

    def _from(self, origin: Origin) -> tuple[str, ...]:
        sent = self.action.sent().items()
        return tuple(name for name, value in sent if origin in self._origins(name, value))

    def targets_beyond(self, *origins: Origin) -> tuple[str, ...]:
        """Return the target fields that have another origin than these."""
        kinds = kinds_of(type(self.action))
        return tuple(
            name
            for name, value in self.action.sent().items()
            if kinds[name].role is Role.TARGET and not self._origins(name, value) <= set(origins)
        )

    def _origins(self, name: str, value: Any) -> set[Origin]:
        """Return where an argument comes from. NOTE: a value without a label is the model's."""
        origin = self.provenance.get(name, Origin.MODEL)
        is_list = isinstance(value, list)
        if isinstance(origin, tuple) and is_list and len(origin) == len(value) > 0:
            return set(origin)
        return {origin} if isinstance(origin, Origin) and not is_list else {Origin.MODEL}


@dataclass(frozen=True, slots=True)
class Plan:
    """At most twelve steps with literal arguments, in order."""

    steps: tuple[Step, ...]

    @property
    def effect(self) -> Effect:
        """The strongest effect of any step, which decides the scope to sign in for."""
        return max(step.effect for step in self.steps)

    @property
    def needs_proof(self) -> bool:
        """Whether a step is typed, which takes a fresh proof of who is there."""
        return any(step.approval is Approval.TYPED for step in self.steps)

    @property
    def writes(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.effect > Effect.READ)

    @property
    def to_approve(self) -> tuple[Step, ...]:
        """The steps that somebody must approve."""
        return tuple(step for step in self.steps if step.needs_approval)


@dataclass(frozen=True, slots=True)
class Question:
    """What the planner must know before it can plan, in the model's words."""

    text: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Why no action does what was requested, in the planner's words."""

    text: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The sentences that may have been meant, the likeliest first, and what is missing."""

    sentences: tuple[str, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why a proposal is no plan; the reason goes back to the planner."""

    reason: str


Reading: TypeAlias = Plan | Question | Unsupported | Suggestions


@dataclass(frozen=True, slots=True)
class Context:
    """What the planner may know besides the sentence. Never a result, a login or a token."""

    repo: str | None = None
    """The current repository, as OWNER/NAME."""
    repo_origin: Origin = Origin.CONTEXT
    """`REMOTE` if only the git remotes name the repository."""
    host: str = HOST
    """The configured GitHub host; its URLs name repositories."""
    stdin: bool = False
    """Whether standard input is available; never its content."""
    earlier: tuple[str, ...] = ()
    """The person's earlier lines in this session."""
    last: Mapping[str, Any] = field(default_factory=dict)
    """The last approved action: `action` and its `arguments`."""

    @property
    def chosen(self) -> "Context":
        """The context without what was inferred, and without earlier lines."""
        repo = None if self.repo_origin is Origin.REMOTE else self.repo
        return replace(self, repo=repo, earlier=(), last={})
