"""The port of a planner, and how its answer becomes a typed plan."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import choices_of, collect, is_list, item_of, kinds_of
from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.normal_forms import Known, normal_form
from aegis_cli.planning.normal_names import action_named
from aegis_cli.planning.normal_step import normal_step
from aegis_cli.planning.plan import Context, Invalid, Plan, Question, Reading, Step, Unsupported
from aegis_cli.planning.provenance import label, label_link
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep
from aegis_cli.planning.wire_links import ReadLinks, read_links

Load: TypeAlias = Callable[[str], type[Action[Any]]]
"""Returns the class of an action by its name; raises `KeyError` if there is none."""

Understand: TypeAlias = Callable[[WirePlan], Reading | Invalid]
"""Turns a planner's answer into a typed plan, or says why it is none."""

STDIN_IN_PLACE = "standard input"
"""The placeholder with which an argument from standard input is checked."""


class Planner(Protocol):
    """Turns words into a plan."""

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Propose a plan, or return a question, a refusal or suggestions."""
        ...


def read(wire: WirePlan, sentence: Sentence, context: Context, load: Load) -> Reading | Invalid:
    """Turn a planner's answer into a plan, a question or a refusal.

    A step that takes standard input is checked with a placeholder. What cannot be done is never
    asked about, and what is known to be impossible is said in aegis's own words.
    """
    if wire.unsupported.strip():
        return _impossible(wire.unsupported) or Unsupported(wire.unsupported)
    if wire.question.strip():
        return Question(wire.question)
    if wire.uses_stdin and not context.stdin:
        return Invalid("Standard input is not available; take no argument from it.")
    steps: list[Step] = []
    reader = _StepReader(sentence, context, load)
    for at, wire_step in enumerate(_with_lists(wire), start=1):
        step = reader.read(wire_step, at)
        if isinstance(step, Invalid):
            return step
        steps.append(step)
    return Plan(tuple(steps))


def _with_lists(wire: WirePlan) -> Sequence[WireStep]:
    """Return the steps, with each list and its conditions in their normal form."""
    if not wire.has_loops:
        return wire.steps
    from aegis_cli.planning.near_loops import with_lists  # a plan without one needs none of it

    return with_lists(wire.steps)


def _impossible(said: str) -> Impossible | None:
    """Return the row that a planner answers with, by the wish that it is."""
    wish = said.strip().removesuffix(".").casefold()
    return next((known for known in catalog.impossible() if known.wish.casefold() == wish), None)


@dataclass(frozen=True, slots=True)
class _StepReader:
    """Reads the steps of one plan."""

    sentence: Sentence
    context: Context
    load: Load
    before: dict[str, list[Step]] = field(default_factory=dict)
    """The steps so far, by the planner's ids."""

    def read(self, wire: WireStep, at: int) -> Step | Invalid:
        """Read the next step."""
        try:
            name = action_named(wire.action)
            cls = self.load(name)
        except KeyError:
            nearest = ", ".join(catalog.nearest(wire.action))
            return Invalid(
                f"Step {at}: there is no action {wire.action!r}; the nearest are {nearest}."
            )
        step = self._read_typed(normal_step(cls, wire, self._known), cls, f"s{at}")
        if isinstance(step, Invalid):
            return Invalid(f"Step {at}, {name}: {step.reason}")
        self.before.setdefault(wire.id.strip() or step.id, []).append(step)
        return step

    def _read_typed(self, wire: WireStep, cls: type[Action[Any]], step_id: str) -> Step | Invalid:
        """Return a step in its normal form as a typed one."""
        if not wire.has_loop:
            return self._read_linked(wire, cls, step_id)
        from aegis_cli.planning.wire_loops import read_loop  # a plan without one needs none of it

        loop = read_loop(wire, cls, self.before, self.sentence)
        if isinstance(loop, Invalid):
            return loop
        step = self._read_linked(loop.step, cls, step_id)
        return step if isinstance(step, Invalid) else loop.of(step)

    def _read_linked(self, wire: WireStep, cls: type[Action[Any]], step_id: str) -> Step | Invalid:
        """Return a step without rows and conditions as a typed one."""
        found = read_links(wire, cls, self.before)
        return found if isinstance(found, Invalid) else self._with_values(step_id, cls, found)

    def _with_values(
        self, step_id: str, cls: type[Action[Any]], found: ReadLinks
    ) -> Step | Invalid:
        """Check the arguments of a step by its class; return it with the origin of each."""
        try:
            action = cls.model_validate(_arguments(cls, found.step))
        except ValidationError as error:
            return Invalid(explain(error, kinds=kinds_of(cls)))
        return self._with_origins(step_id, action, found)

    @property
    def _known(self) -> Known:
        """What the person named, which the words of a planner may leave out."""
        last = self.context.last.get("arguments", {}).get("repo")
        known = (each for each in (self.context.repo, last) if isinstance(each, str))
        places = tuple(each for each in known if not self._names_another(each))
        is_emptied = any(not quote.text for quote in self.sentence.quotes)
        here = self.context.repo or ""
        said = self.sentence
        return Known(
            places, here, self.context.host, said.quotes_exactly, said.holds_word, is_emptied
        )

    def _names_another(self, place: str) -> bool:
        """Tell whether the sentence has another place of the same name, as evil/web for acme/web.

        NOTE: also in quotation marks.
        """
        _, slash, name = place.casefold().rpartition("/")
        said = {token.repo for token in self.sentence.tokens if token.repo} - {place.casefold()}
        return any(each.endswith(f"{slash}{name}") for each in said)

    def _with_origins(self, step_id: str, action: Action[Any], found: ReadLinks) -> Step:
        """Return a step with the origin of each value, of a link by the text before it."""
        piped = _stdin_arguments(found.step)
        origins = label(action, self.sentence, self.context, from_stdin=piped)
        links = {
            name: replace(
                link, origin=label_link(action, name, link.text, self.sentence, self.context)
            )
            for name, link in found.links.items()
        }
        return Step.of(step_id, action, origins, links)


def _stdin_arguments(wire: WireStep) -> dict[str, frozenset[int]]:
    """Return the arguments that standard input fills: names, and positions in a list."""
    sources: dict[str, list[str]] = {}
    for arg in wire.args:
        sources.setdefault(arg.name, []).append(arg.source)
    return {
        name: frozenset(at for at, source in enumerate(listed) if source == "stdin")
        for name, listed in sources.items()
        if "stdin" in listed
    }


def _arguments(cls: type[Action[Any]], wire: WireStep) -> dict[str, Any]:
    """Collect the arguments; the items of a list come as separate arguments."""
    values: dict[str, Any] = {}
    for arg in wire.args:
        value = STDIN_IN_PLACE if arg.source == "stdin" else arg.value
        info = cls.model_fields.get(arg.name)
        if info is not None and is_list(info):
            values.setdefault(arg.name, []).append(_item(info, value))
        else:
            # A repeated name becomes an unknown field, which the class refuses.
            values[f"second {arg.name}" if arg.name in values else arg.name] = value
    return {
        name: collect(cls.model_fields[name], value) if isinstance(value, list) else value
        for name, value in values.items()
    }


def _item(info: FieldInfo, value: str) -> Any:
    """Return an item of a list: of objects, one with its choices in their normal form."""
    item = item_of(info)
    if item is None:
        return value
    try:
        parts = json.loads(value)
    except (ValueError, RecursionError):
        return value
    if not isinstance(parts, dict):
        return value
    return {
        name: normal_form(item.model_fields[name], part)
        if isinstance(part, str)
        and name in item.model_fields
        and choices_of(item.model_fields[name])
        else part
        for name, part in parts.items()
    }
