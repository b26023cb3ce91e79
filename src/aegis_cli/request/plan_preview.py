"""What the person is shown of a plan before a question; pure.

It is built from typed actions alone: a model's words are on it only as arguments, and are marked
there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from aegis_cli.actions.facts import Approval, Confirmation, Effect
from aegis_cli.actions.fields.fields import is_cleared, item_of
from aegis_cli.actions.links import text_before
from aegis_cli.actions.provider.performed import FieldChange
from aegis_cli.actions.results.templates import Template, holes
from aegis_cli.actions.targets.target import Target, only
from aegis_cli.planning.expansion import EACH, Act
from aegis_cli.planning.plan import Origin
from aegis_cli.request.crossing import crossings
from aegis_cli.request.linking import names_given_before
from aegis_cli.request.target_snapshot import (
    TargetSnapshot,
    changes_of,
    words_of,
    words_of_change,
)

LINKS_OF_LIST = "<a link of each row of the list>"
"""What stands in a text in the place of the addresses of a list that is not read yet."""
TARGET = "target"
"""The label of an act's target; things that were found beside it have another."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, as it is shown in full."""

    name: str
    values: tuple[tuple[str, Origin], ...]
    """The value, or each item of a list, with where it comes from."""
    is_list: bool = False

    @property
    def is_said(self) -> bool:
        """Whether somebody said it: neither its class nor a read gives it, nor a model."""
        origins = {origin for _, origin in self.values}
        return bool(origins) and not origins & {Origin.DEFAULT, Origin.RESOLVED, Origin.MODEL}


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """One act as it is shown."""

    id: str
    effect: Effect
    action: str
    method: str
    path: str
    says: str
    arguments: tuple[Argument, ...]
    others: tuple[Argument, ...] = ()
    """Those that `says` does not name and the class does not give."""
    phrase: str | None = None
    """What the person types to approve it; `None` if a yes is enough."""
    confirmation: Confirmation | None = None
    kinds: tuple[str, ...] = ()
    """The kinds that its target may have, the first being the one that the action names."""
    shows: tuple[tuple[str, Template], ...] = ()
    """Label and template of what is shown of `found`."""
    found: Mapping[str, Any] | None = None
    """The target as it was just read, with what was read beside it; `None` before that, and where
    there is nothing."""
    things: tuple[tuple[str, str], ...] = ()
    """The things it is about, each in a line behind its label: its target, then found ones."""
    changes: tuple[FieldChange, ...] = ()
    """What it changes of its target."""
    planned: str = ""
    """The action that was planned, where the target is of another kind; "" otherwise."""
    related: tuple[str, ...] = ()
    """The names of its related reads."""
    shown_as: tuple[tuple[str, str], ...] = ()
    """Label and value of how the provider will show a text of it."""
    crossing: str = ""
    """What it comes from and where it goes, if that is another provider; "" otherwise."""
    loop: str = ""
    """The planned step that it does for one row of a list; "" where it is that step itself."""
    is_of_list: bool = False
    """Whether it is done for a row of a list that the plan reads, or for each of them."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that the person is shown before a question."""

    items: tuple[PreviewItem, ...]
    hosts: tuple[tuple[str, str], ...] = ()
    """The use and the URL of every host that is not the default."""
    identity: str | None = None
    """Who signed in; `None` before that."""
    why_asked: str = ""
    """Why `--yes` does not cover the plan, if it was given."""
    command: str = ""
    """The command line and folder of the program that asks for it, in a session; "" for the
    person."""
    asker: str = ""
    """What that program says of itself, and why it asks; "" for nothing."""
    has_read: str = ""
    """What that program has read in the session, from where and when; "" for nothing."""
    again: str = ""
    """Why the person is asked again, if they approved the plan before."""
    notice: str = ""
    """Why what they edited changed nothing."""
    guessed_as: str = ""
    """How the plan was read, where it is a guess; "" where it is none."""
    actors: tuple[tuple[str, str], ...] = ()
    """Who acts at each provider: its title, and what it calls them."""
    told: tuple[str, ...] = ()
    """What was read before the acts were known, a line for each list."""


def preview(
    acts: tuple[Act, ...],
    *,
    hosts: tuple[tuple[str, str], ...] = (),
    identity: str | None = None,
    snapshots: Mapping[str, tuple[TargetSnapshot, ...]] | None = None,
    crossing: Mapping[str, str] | None = None,
) -> Preview:
    """Describe every act of a plan: what it does and sends, and where each value comes from.

    `crossing` says of acts, by their ids, what goes from one place to another.
    """
    numbers = {act.id: number for number, act in enumerate(acts, start=1)}
    links, seen = words_of_links(acts, numbers), snapshots or {}
    crossing = crossings(acts, seen) if crossing is None else crossing
    made = names_given_before(acts)
    items = (
        _item(act, seen.get(act.id, ()), numbers, _Earlier.of(act, links, made[act.id], numbers))
        for act in acts
    )
    told = tuple(replace(item, crossing=crossing.get(item.id, "")) for item in items)
    return Preview(told, hosts, identity)


def with_beside(shown: Preview, beside: Mapping[str, Mapping[str, Any]]) -> Preview:
    """Return a preview with what was read for the question alone, by the ids of the acts."""
    items = tuple(
        replace(item, found={**(item.found or {}), **beside.get(item.id, {})} or None)
        for item in shown.items
    )
    return replace(shown, items=items)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the arguments of an act have of earlier ones, in words."""

    links: Mapping[str, str]
    """What the link is that a text ends with, by the fields."""
    made: Mapping[tuple[str, Any], str]
    """Which step makes what a value names, by the fields and their values."""

    @classmethod
    def of(
        cls,
        act: Act,
        links: Mapping[str, str],
        made: Mapping[tuple[str, Any], str],
        numbers: Mapping[str, int],
    ) -> "_Earlier":
        """Say it of one act; `links` says what a link of an act is, by its id."""
        ends = {each.field: links[each.of] for each in act.links if not each.is_number}
        return cls(ends, {name: f", made by step {numbers[of]}" for name, of in made.items()})


def _item(
    act: Act,
    snapshots: tuple[TargetSnapshot, ...],
    numbers: Mapping[str, int],
    earlier: _Earlier,
) -> PreviewItem:
    target = act.action.facts.target_read
    snapshot = snapshots[0] if target is not None and snapshots else None
    arguments, named = tuple(_arguments(act, earlier)), {*holes(act.action.facts.says)}
    is_absent = snapshot is not None and snapshot.is_current and snapshot.answer is None
    return PreviewItem(
        id=act.id,
        effect=act.effect,
        action=act.action.facts.action,
        method=act.request.method,
        path=act.path,
        says=act.says,
        arguments=arguments,
        others=tuple(each for each in arguments if each.name not in named and each.is_said),
        phrase=act.action.phrase() if act.approval is Approval.TYPED else None,
        confirmation=act.action.facts.confirmation,
        kinds=target.kinds if target is not None else (),
        shows=act.action.facts.target.shows if act.action.facts.target is not None else (),
        found=None if snapshot is None else only(snapshot.answer),
        things=tuple(_things(snapshots, numbers, target)),
        changes=changes_of(act, snapshot) if snapshot is not None and not is_absent else (),
        planned=act.planned.action.facts.action if act.planned is not None else "",
        related=tuple(each.read.facts.action for each in act.call.related_reads),
        shown_as=act.action.shown_as(),
        loop=act.step.loop,
        is_of_list=bool(act.step.loop or act.step.over or act.step.linked),
    )


def _things(
    snapshots: tuple[TargetSnapshot, ...], numbers: Mapping[str, int], target: Target[Any] | None
) -> Iterator[tuple[str, str]]:
    for at, snapshot in enumerate(snapshots):
        is_target = target is not None and at == 0
        absent = target.absent if target is not None and is_target else ""
        step = None if snapshot.written_by is None else numbers[snapshot.written_by]
        if words := words_of(snapshot, step, absent=absent):
            yield TARGET if is_target else "found", words
        yield from (("stays", words_of_change(change)) for change in snapshot.stays)


def words_of_links(acts: tuple[Act, ...], numbers: Mapping[str, int]) -> Mapping[str, str]:
    """Say of each act what a link of it is, as it stands in a text."""
    return {
        act.id: f"<link of the {act.action.facts.page.noun} that step {numbers[act.id]} makes in "
        f"{act.action.about(act.action.sent_arguments())}>"
        for act in acts
        if act.action.facts.page is not None
    }


def _arguments(act: Act, earlier: _Earlier) -> Iterator[Argument]:
    """Yield each argument, and each part of an object in a list as one of its own."""
    for name, value in act.action.told_arguments().items():
        origin = act.provenance[name]
        if name in act.step.row_fields:
            yield Argument(name, ((EACH, Origin.RESULT),))
            continue
        if words := _with_links(act, name, value, earlier):
            assert not isinstance(origin, tuple)
            yield Argument(name, ((words, origin),))
            continue
        info = type(act.action).model_fields[name]
        is_list = isinstance(value, list)
        items = value if is_list else [value]
        origins = origin if isinstance(origin, tuple) else (origin,) * len(items)
        # NOTE: a value of unknown origin is shown as the model's.
        pairs: list[tuple[Any, Origin]]
        pairs = [*zip_longest(items, origins[: len(items)], fillvalue=Origin.MODEL)]
        if items and is_list and item_of(info) is not None:
            for at, (item, of_item) in enumerate(pairs, start=1):
                label = f"{name}, {at} of {len(items)}"
                for part, text in item.items():
                    yield Argument(f"{label}, {part}", ((_text(text), of_item),))
            continue
        none = "(none)" if is_cleared(info, value) else ""
        values = tuple(
            ((none or _text(item)) + earlier.made.get((name, item), ""), of_item)
            for item, of_item in pairs
        )
        yield Argument(name, values, is_list=is_list)
    for each in act.step.where:
        yield Argument("only those with", ((each.words(), each.origin),))


def _with_links(act: Act, name: str, value: Any, earlier: _Earlier) -> str:
    """Write a text with what its links are in words; "" for one without."""
    if name in earlier.links:
        return f"{text_before(value)} {earlier.links[name]}".lstrip()
    of_list = act.step.links_of_lists.get(name)
    return f"{of_list.text} {LINKS_OF_LIST}".lstrip() if of_list else ""


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
