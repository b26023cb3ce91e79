"""What a sentence can turn into: a plan, a question, or a plain no."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

from aegis_cli.actions.action import Action, Effect, roles_of
from aegis_cli.actions.kinds import Role
from aegis_cli.planning.sentence.tokens import GITHUB

MOST_STEPS = 12


class Origin(StrEnum):
    """Where an argument comes from. Aegis decides this, never the model."""

    USER = "user"
    """It stands in the sentence, or was typed as an option."""

    CONTEXT = "context"
    """It is the repository of `-R` or `GH_REPO`, or a target of the last approved action."""

    REMOTE = "remote"
    """Only the git remotes of the working directory say so, and anybody may have written them."""

    STDIN = "stdin"
    """It was read from standard input."""

    DEFAULT = "default"
    """It is what the action sends unless told otherwise."""

    MODEL = "model"
    """Nobody said it: the model made it up."""


class Grade(IntEnum):
    """How directly a sentence says what the grammar reads in it; each grade takes in those before.

    A grammar that understands more sentences does so at a higher grade: `--yes` trusts the first.
    """

    IMPERATIVE = 1
    """It orders it in plain words."""

    INDIRECT = 2
    """It asks or wishes for it: "can you close #12", "I want to close #12", "close #12?"."""

    CORRECTED = 3
    """It has characters that stand for others, such as full-width digits."""

    FROM_CONTEXT = 4
    """It leaves something to the git remotes, or to the line before."""


Provenance: TypeAlias = Mapping[str, Origin | tuple[Origin, ...]]
"""The origin of each argument; of a list, the origin of each item."""


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a plan."""

    id: str
    action: Action[Any]
    provenance: Provenance
    planned: Action[Any] | None = None
    """The action as it was planned, where standard input was read or `@me` was bound since."""

    @property
    def effect(self) -> Effect:
        """How much the step can change."""
        return self.action.facts.effect

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
        """The fields whose value, or an item of it, is the model's."""
        return self._from(Origin.MODEL)

    def _from(self, origin: Origin) -> tuple[str, ...]:
        sent = self.action.sent().items()
        return tuple(name for name, value in sent if origin in self._origins(name, value))

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

    @property
    def to_approve(self) -> tuple[Step, ...]:
        """The steps that somebody must approve."""
        return tuple(step for step in self.steps if step.needs_approval)


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
    repo_origin: Origin = Origin.CONTEXT
    """`REMOTE` where only the git remotes name the repository."""
    host: str = GITHUB
    """The host whose URLs name repositories: GitHub's, as it is configured."""
    stdin: bool = False
    """Whether standard input has something to read; not what it is."""
    earlier: tuple[str, ...] = ()
    """The person's earlier lines in this session."""
    last: Mapping[str, Any] = field(default_factory=dict)
    """The last approved action: `action` and its `arguments`."""

    @property
    def chosen(self) -> "Context":
        """What of it the person chose: nothing that was inferred, and no earlier line."""
        repo = None if self.repo_origin is Origin.REMOTE else self.repo
        return replace(self, repo=repo, earlier=(), last={})
