"""What a sentence can turn into: a plan, a question, a refusal or suggestions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any, Self, TypeAlias

from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import kinds_of
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.results.conditions import Comparand, Condition, Test, stamp_of_things
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.words.impossible import Impossible

MOST_STEPS = 12
HERE = "@here"
"""What a model gets, and gives, in place of the repository that only the clone names."""


class Origin(StrEnum):
    """Where an argument comes from. Aegis decides this, never the model."""

    USER = "user"
    """The person wrote it in the sentence, or typed it as an option."""
    SAID = "said"
    """It stands in the sentence in another form: in an address, behind an arrow, as a part of a
    name. Nothing covers such a target."""
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
    RESOLVED = "found"
    """A read found it before the approval, from other arguments."""
    RESULT = "result"
    """A row of the last answer has it, so that others may have chosen what it names."""
    AGENT = "agent"
    """A program of a session said it: in its sentence, as an option, or by its environment."""
    GUESSED = "guessed"
    """The lenient reader took it from words that do not say it as it is, such as "this month"."""
    MODEL = "model"
    """The model made it up."""


class Grade(IntEnum):
    """How directly a sentence orders what the grammar reads in it; each includes the lower ones.

    `--yes` covers the lowest grade only, so any new kind of sentence needs a higher one.
    """

    IMPERATIVE = 1
    """It is an order in plain words."""
    INDIRECT = 2
    """It is a question or a wish: "can you close #12", "I want to close #12", "close #12?"; or a
    word of it may mean something else: "then close #12", "label #12 nicht"."""
    CORRECTED = 3
    """It has characters that normalise to others, such as full-width digits."""
    FROM_CONTEXT = 4
    """It relies on the git remotes, or on an earlier line."""
    GUESSED = 5
    """The grammar does not read it; the lenient reader does."""


Provenance: TypeAlias = Mapping[str, Origin | tuple[Origin, ...]]
"""The origin of each argument; of a list, the origin of each item."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that the plan names. Two are the same wherever they come from."""

    value: Any
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True)
class Stdin:
    """The whole of standard input, which no planner sees."""

    origin: Origin = field(default=Origin.STDIN, init=False)


@dataclass(frozen=True, slots=True)
class Link:
    """The address of what an earlier step makes, behind a text or alone.

    The executor makes it, once that step is done: no planner, and nobody who is asked, has it.
    Those of the rows of an earlier list come into the plan once that is read, and are approved.
    """

    of: str
    """The id of that step."""
    text: str = ""
    """What stands before it."""
    origin: Origin = field(default=Origin.MODEL, compare=False)
    is_of_list: bool = False
    """Whether that step lists things: then it is the addresses of all, one to a line."""


@dataclass(frozen=True, slots=True)
class EachRow:
    """What names one row of an earlier list: its place or its key, by the field that has it.

    Both come into the plan together, once the list is read; no planner sees either.
    """

    origin: Origin = field(default=Origin.RESULT, init=False)


Value: TypeAlias = Literal | Stdin | Link | EachRow


@dataclass(frozen=True, slots=True)
class Where:
    """What each thing of a list must be like, as aegis finds in the answer."""

    condition: Condition
    test: Test
    wanted: Comparand
    origin: Origin = field(default=Origin.MODEL, compare=False)

    def fits(self, thing: Any, now: datetime) -> bool:
        """Tell whether a thing is like that."""
        return self.condition.fits(thing, self.test, self.wanted, now)

    def words(self, now: datetime | None = None) -> str:
        """Say it in words of aegis."""
        return self.condition.words(self.test, self.wanted, now)


@dataclass(frozen=True, slots=True)
class ListedThing:
    """One thing of a list, as the answer has it; no planner sees it."""

    thing: Any
    by: Action[Any]
    """The list."""

    @property
    def stamp(self) -> tuple[tuple[str, Any], ...]:
        """Where it changes with whatever is changed of it, and what is there."""
        paths = stamp_of_things(self.by.facts.result)
        return tuple((path, pick(self.thing, path)) for path in paths)


@dataclass(frozen=True, slots=True)
class Step:
    """One action of a plan with its values, as the planner made it."""

    id: str
    action: type[Action[Any]]
    values: Mapping[str, Value | tuple[Value, ...]]
    """The value of each field that is sent; of a list, those of its items."""
    where: tuple[Where, ...] = ()
    """What each thing of its answer must be like, where it lists things."""
    over: str = ""
    """The id of the earlier list for each row of which it is done; "" for once."""
    loop: str = ""
    """The id of the planned step that it does for one row; "" where it is that step itself."""
    row: int = 0
    """The number of that row, in all lists of the plan."""
    listed: ListedThing | None = None
    """What the list says of the row."""
    linked: tuple[str, ...] = ()
    """The ids of the lists whose addresses its texts have, once these are read."""

    @classmethod
    def of(
        cls,
        step_id: str,
        action: Action[Any],
        provenance: Provenance,
        links: Mapping[str, Link] = MappingProxyType({}),
    ) -> Self:
        """Take an action apart into its values, with the link of each field that ends with one.

        NOTE: a value without a label is the model's.
        """
        values = {
            name: _with_origin(value, provenance.get(name))
            for name, value in action.sent_arguments().items()
        }
        return cls(step_id, type(action), {**values, **links})

    def told_by(self, speaker: Origin) -> Self:
        """Return the step with `speaker` as the origin of what it has from the person's words."""
        if speaker is Origin.USER:
            return self  # what the person took from the context stays told as that
        return self._change_origin({Origin.USER, Origin.SAID, Origin.CONTEXT}, speaker)

    def as_guess(self) -> Self:
        """Return the step of a guess: no model made anything of it up."""
        return self._change_origin({Origin.MODEL}, Origin.GUESSED)

    def _change_origin(self, old: set[Origin], new: Origin) -> Self:
        def relabel(value: Value | Where) -> Any:
            is_one = isinstance(value, Literal | Link | Where) and value.origin in old
            return replace(value, origin=new) if is_one else value

        values = {
            name: tuple(map(relabel, value)) if isinstance(value, tuple) else relabel(value)
            for name, value in self.values.items()
        }
        return replace(self, values=values, where=tuple(map(relabel, self.where)))

    @property
    def links(self) -> Mapping[str, Link]:
        """The links of what earlier steps make, by the fields that end with them."""
        return {name: value for name, value in self._links if not value.is_of_list}

    @property
    def links_of_lists(self) -> Mapping[str, Link]:
        """The links of earlier lists, by the fields that end with them."""
        return {name: value for name, value in self._links if value.is_of_list}

    @property
    def linked_lists(self) -> tuple[str, ...]:
        """The ids of the lists whose addresses its texts have, or will have."""
        return self.linked or tuple(dict.fromkeys(each.of for each in self.links_of_lists.values()))

    @property
    def _links(self) -> Iterator[tuple[str, Link]]:
        yield from ((name, each) for name, each in self.values.items() if isinstance(each, Link))

    @property
    def row_fields(self) -> tuple[str, ...]:
        """The fields that a row of its list fills, once that is read."""
        return tuple(name for name, value in self.values.items() if isinstance(value, EachRow))

    @property
    def provenance(self) -> Provenance:
        """The origin of each value."""
        return {
            name: tuple(item.origin for item in value) if isinstance(value, tuple) else value.origin
            for name, value in self.values.items()
        }

    def fields_from(self, origin: Origin) -> tuple[str, ...]:
        """Return the fields with a value, or a list item, of this origin."""
        return tuple(name for name in self.values if origin in self._origins(name))

    def targets_beyond(self, *origins: Origin) -> tuple[str, ...]:
        """Return the target fields that have another origin than these.

        What has the default of its class is nobody's choice.
        """
        kinds, fields = kinds_of(self.action), self.action.model_fields
        return tuple(
            name
            for name, value in self.values.items()
            if kinds[name].role is Role.TARGET
            and not self._origins(name) <= set(origins)
            and value != Literal(fields[name].default, Origin.DEFAULT)
        )

    def _origins(self, name: str) -> set[Origin]:
        """Return where a value comes from. NOTE: nobody wrote an empty list; it is the model's."""
        value = self.values[name]
        items = value if isinstance(value, tuple) else (value,)
        return {item.origin for item in items} or {Origin.MODEL}


def _with_origin(
    value: Any, origin: Origin | tuple[Origin, ...] | None
) -> Value | tuple[Value, ...]:
    if not isinstance(value, list):
        return _value(value, origin if isinstance(origin, Origin) else Origin.MODEL)
    known = isinstance(origin, tuple) and len(origin) == len(value)
    origins = origin if known and isinstance(origin, tuple) else (Origin.MODEL,) * len(value)
    return tuple(map(_value, value, origins))


def _value(value: Any, origin: Origin) -> Value:
    return Stdin() if origin is Origin.STDIN else Literal(value, origin)


@dataclass(frozen=True, slots=True)
class Plan:
    """At most twelve steps, in order: fixed before any provider's text is seen."""

    steps: tuple[Step, ...]
    read_as: str = ""
    """How it was read, as a plain sentence, where it is a guess; "" where it is none."""

    @property
    def reads_first(self) -> bool:
        """Whether a list must be read before its acts are known, or before its answer is whole."""
        return any(step.over or step.where or step.links_of_lists for step in self.steps)

    @property
    def uses_stdin(self) -> bool:
        """Whether a value is standard input."""
        return any(step.fields_from(Origin.STDIN) for step in self.steps)


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


Reading: TypeAlias = Plan | Question | Unsupported | Suggestions | Impossible


@dataclass(frozen=True, slots=True)
class Context:
    """What the planner may know besides the sentence. Never a result, a login or a token."""

    repo: str | None = None
    """The current repository, as OWNER/NAME."""
    repo_origin: Origin = Origin.CONTEXT
    """`REMOTE` if only the git remotes name the repository."""
    host: str = ""
    """The configured host whose URLs name repositories; the usual one if it is empty."""
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
