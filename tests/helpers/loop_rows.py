"""What a sentence about each of many is read as, without a model, in a form for rows."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import OfflinePlanner, guess_after
from aegis_cli.planning.plan import Context, EachRow, Literal, Plan, Reading, Step
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep

NOW = datetime(2026, 12, 2, 9, tzinfo=UTC)
PLANNER = OfflinePlanner(lambda: NOW, guesses=True)


class Loop(NamedTuple):
    """What is listed, what each thing must be like, and what is done for each row."""

    listing: str
    where: tuple[str, ...]
    each: tuple[str, ...]


def reading(text: str) -> Reading:
    """Read a sentence without a model."""
    sentence, context = Sentence(text), Context()
    found = PLANNER.propose(
        sentence, context, lambda wire: read(wire, sentence, context, catalog.load)
    )
    assert isinstance(found, Reading)
    return found


def told(step: Step) -> str:
    """Say a step: its action, and the values that a sentence gives it."""
    defaults = {name: info.default for name, info in step.action.model_fields.items()}
    values = {name: _plain(its) for name, its in step.values.items()}
    given = {name: its for name, its in values.items() if its not in (None, defaults[name])}
    return " ".join((step.action.facts.action, *(f"{name}={its}" for name, its in given.items())))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return ",".join(str(_plain(each)) for each in value)
    return value.value if isinstance(value, Literal) else None


def loop(text: str) -> Loop | None:
    """Return the loop that a sentence is read as; `None` if it is none."""
    found = reading(text)
    if not isinstance(found, Plan) or not any(step.over for step in found.steps):
        return None
    listing, *each = found.steps
    assert {listing.id} == {step.over for step in each}
    assert all(EachRow() in step.values.values() for step in each)
    return Loop(told(listing), tuple(w.words() for w in listing.where), tuple(map(told, each)))


def looped_steps(text: str) -> list[WireStep]:
    """Return the steps that a sentence has for each row; nothing is suggested in their place."""
    wire = plan_sentence(text, Context())
    if isinstance(wire, Gap):
        guess = guess_after(wire, text, Context(), NOW.date(), now=NOW)
        wire = guess.plan if guess else WirePlan(steps=[])
    return [step for step in wire.steps if step.each]
