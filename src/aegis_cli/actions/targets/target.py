"""The target of an action: how it is read before approval, and which of its values are pinned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, get_args, get_origin

from pydantic import BaseModel

from aegis_cli.actions.fields.marks import A_co, ResolvedId
from aegis_cli.actions.results.templates import Template, fill
from aegis_cli.actions.targets.related_reads import RelatedRead

WHOLE = "."
"""The path of all that an answer holds, which is pinned by its SHA-256; so is all that is at a path
that ends with it, such as `title.`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A thing in one line: its kind, its key, its title, its state."""

    kind: Template
    """What it is, in words of aegis such as `issue`; a function where the read has several kinds of
    things."""
    name: Template
    """Which one, as in `{@repo}#{number}`."""
    title: Template = ""
    """What people call it, or how it begins."""
    state: Template = ""
    own_name: Template = ""
    """The same as `name`, of values of the answer alone; "" where it does not say where it is."""
    identity: tuple[str, ...] = ()
    """Paths in the answer that tell it from any other thing of this name."""

    def is_one_kind(self) -> bool:
        """Tell whether the read has things of one kind only."""
        return isinstance(self.kind, str)

    def kind_of(self, thing: Any) -> str:
        """Return what a thing is."""
        return fill(self.kind, thing, now=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Generic[A_co]):
    """How the thing that an action is about is looked at before approval.

    What is seen is shown. Where the policy denies the read, or it fails, that is shown instead,
    unless something of `pins` is needed of it.
    """

    read: type[A_co]
    """The read that shows it, from the fields that both have."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Fields of the read, and the action's fields that they take their values from instead; ""
    leaves a field out."""
    found: str = ""
    """The field that is found by what also shows the target: the read of a call is its look-up."""
    kinds: tuple[str, ...] = ()
    """Its kinds, such as `issue`, the first being the one that the action names; any if empty."""
    pins: tuple[str, ...] = ()
    """Paths in the answer, such as `head.sha`: what is there is approved with the request, and must
    be the same right before the write. Without it, nothing is approved."""
    watched: tuple[str, ...] = ()
    """Paths that are pinned too if it was looked at, such as what a deletion loses."""
    leaves: tuple[tuple[str, str, Any], ...] = ()
    """Label, path and value of what is so afterwards and no field of the action says."""
    aside: tuple[str, ...] = ()
    """Fields that say how something is done, and not what is so afterwards."""
    shows: tuple[tuple[str, Template], ...] = ()
    """Label and template of what else the person is shown of it."""
    beside: tuple[RelatedRead[A_co], ...] = ()
    """What is read for the question alone, each with the answers before it: `shows` has it under
    its name, null where it is not known."""
    over: tuple[Template, str, str] | None = None
    """How it is, as a template; the value that leaves nothing to do; and what is said then behind
    the thing's name, as in "has ended already"."""
    absent: str = ""
    """What the person is told in place of its state where there is nothing to read, and nothing may
    be right before the write; "" if there must be something. Its name is then that of the call."""
    made_by: str = ""
    """The action with the same fields that makes it, and that is done instead where there is none:
    each call counts as that too. "" where there must be one."""

    @property
    def takes(self) -> Mapping[str, str]:
        """The fields of the read, each with the action's field that has its value."""
        names = {name: self.by.get(name, name) for name in self.read.model_fields}
        return {name: own for name, own in names.items() if own}

    @property
    def needs(self) -> frozenset[str]:
        """The fields that an action must have, so that this can be read."""
        fields = self.read.model_fields.items()
        needed = (name for name, info in fields if info.is_required() or self.by.get(name))
        return frozenset(self.takes.get(name, "") for name in needed)

    def reading(self, action: BaseModel) -> A_co:
        """Return the read for a call."""
        fields, read = type(action).model_fields, self.read
        if self.found:
            look_up: A_co = _mark_of(type(action), self.found).reading(action)
            return look_up
        given = {
            name: value
            for name, own in self.takes.items()
            if own in fields
            and ((value := getattr(action, own)) is not None or not _is_found(read, name))
        }
        # What is found for the action is found for the read of its target too.
        made: A_co = read.from_arguments(given)  # type: ignore[attr-defined]  # of every action
        return made


def _mark_of(model: type[BaseModel], name: str) -> ResolvedId[Any]:
    """Return how a field is found that a read finds."""
    marks = model.model_fields[name].metadata
    return next(mark for mark in marks if isinstance(mark, ResolvedId))


def _is_found(read: type[BaseModel], name: str) -> bool:
    """Tell whether a field of a read is found by another, so that nobody gives it."""
    return any(isinstance(mark, ResolvedId) for mark in read.model_fields[name].metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(Generic[A_co]):
    """The action makes what it is about, so that there is nothing to look at before."""

    read: type[A_co] | None = None
    """The read that shows it afterwards, for a later step of a plan about it, and before the
    question whether its name is taken; `None` where nothing can name it, as an issue that has no
    number yet."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Fields of the read, and the action's fields that they take their values from instead."""
    beside: tuple[RelatedRead[A_co], ...] = ()
    """What is read for the question alone, as beside a target."""
    shows: tuple[tuple[str, Template], ...] = ()
    """Label and template of what the person is shown of that."""

    def reading(self, action: BaseModel) -> A_co | None:
        """Return that read for a call."""
        return None if self.read is None else Target(read=self.read, by=self.by).reading(action)


def has_headline(read: type[Any]) -> bool:
    """Tell whether the resource that a read brings says how a thing of it is named."""
    return isinstance(getattr(resource_of(read.facts.result), "headline", None), Headline)


def headline_of(read: type[Any]) -> Headline:
    """Return how what a read brings is named."""
    headline: Headline = resource_of(read.facts.result).headline  # type: ignore[union-attr]  # a rule
    return headline


def resource_of(result: Any) -> type[BaseModel] | None:
    """Return the class of what is returned, or of each item of a list; `None` if it has none."""
    one = get_args(result)[0] if get_origin(result) is list else result
    return one if isinstance(one, type) and issubclass(one, BaseModel) else None


def is_many(read: Any) -> bool:
    """Tell whether a read lists things."""
    return get_origin(type(read).facts.result) is list


def only(answer: Any) -> Any:
    """Return the thing of an answer: of a list, its only item, and `None` without exactly one."""
    if not isinstance(answer, list):
        return answer
    return answer[0] if len(answer) == 1 else None
