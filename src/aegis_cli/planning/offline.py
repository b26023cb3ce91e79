"""The offline planners: a deterministic grammar over the catalogue, and a guess after it. No I/O.

They emit what a model emits, and the same checks follow. A sentence becomes a plan only if every
word of it is explained; otherwise the person gets suggestions. What the grammar does not read, the
lenient reader may: that plan is a guess, and says so.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.planning.grammar.explain import explain
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.steps import AtSeveral, Gap, lacks_value, plan_sentence
from aegis_cli.planning.plan import Context, Invalid, Plan, Reading, Suggestions
from aegis_cli.planning.read import Planner, Understand
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

if TYPE_CHECKING:
    from aegis_cli.planning.lenient.reader import Guess

_MOST_CHARACTERS = 5_000
"""A longer sentence is not read a second time."""


def is_whole(sentence: str, context: Context) -> bool:
    """Tell whether the grammar understands each word of a sentence, so that it lacks nothing."""
    return isinstance(plan_sentence(sentence, context), WirePlan)


def guess_after(  # noqa: PLR0913  # the grammar is another one in tests
    gap: Gap,
    text: str,
    context: Context,
    today: date,
    grammar: Grammar = GRAMMAR,
    *,
    now: datetime | None = None,
) -> "Guess | None":
    """Guess what a sentence means that the grammar does not read; `None` if nothing is clear.

    `now` is for a time in words, such as "9am"; without it none is read.

    NOTE: where the grammar reads all of it and lacks a value, that is asked for, and nothing else
    is looked at in its place: "list issues" in no repository means no other action. A write is
    still a guess there, since it is asked before it acts. What has no words, or too many, is left.
    """
    if isinstance(gap, AtSeveral) or not _is_readable(gap, text):
        return None
    from aegis_cli.planning.lenient.losses import (
        leaves_out,
        takes_day_for_since,
        takes_doer_for_author,
        takes_otherwise,
        takes_somebody_for_nobody,
        takes_two_lists_for_one,
    )
    from aegis_cli.planning.lenient.near_orders import NearOrders
    from aegis_cli.planning.lenient.plainer import Plainly
    from aegis_cli.planning.lenient.segmenting import with_addresses_in_words

    understand = _understanding(grammar, today, now)
    if looped := _for_each(text, context, grammar, today):
        return looped
    plainly, near = Plainly(understand, grammar), NearOrders(understand, grammar, today)
    found = (
        understand(text, context)
        or plainly.guess(text, context)
        or plainly.guess_each(text, context)
        or _with_text(text, context, grammar, today)
        or near.guess(text, context)
        or near.guess_beside(text, context)
        or _list_of(gap, text, context, today)
    )
    if found and takes_otherwise(text, found.plan, grammar):
        found = near.guess(text, context)
    if found and leaves_out(text, found.plan, grammar):
        return None
    mistakes = (
        takes_day_for_since,
        takes_somebody_for_nobody,
        takes_doer_for_author,
        takes_two_lists_for_one,
    )
    if found and any(is_mistaken(text, found.plan) for is_mistaken in mistakes):
        return None
    only_reads = found and all(grammar.actions[step.action].reads for step in found.plan.steps)
    is_named = with_addresses_in_words(text, context.host) != text
    return None if only_reads and lacks_value(gap, grammar) and not is_named else found


def _understanding(
    grammar: Grammar, today: date, now: datetime | None = None
) -> "Callable[[str, Context], Guess | None]":
    """Return what reads a sentence as it stands, each once; `None` for one that is not clear."""
    from aegis_cli.planning.lenient.reader import Guess, guess

    known: dict[tuple[str, str | None], Guess | None] = {}

    def understand(said: str, where: Context) -> "Guess | None":
        key = said, where.repo
        if key not in known:
            known[key] = understand_anew(said, where)
        return known[key]

    def understand_anew(said: str, where: Context) -> "Guess | None":
        read = plan_sentence(said, where, grammar=grammar)
        plain = Guess(read, said) if isinstance(read, WirePlan) else None
        timed = None if plain else at_a_time(said, where)
        return plain or timed or guess(said, where, grammar, today)

    def at_a_time(said: str, where: Context) -> "Guess | None":
        if now is not None:
            return _with_time(said, where, now, grammar)
        from aegis_cli.planning.lenient import moments

        noon = datetime.combine(today, time(12), UTC)  # a day is the same at any time of it
        readers = (moments.guess_with_day, moments.guess_day_of_field)
        return next(filter(None, (read(said, where, noon, grammar) for read in readers)), None)

    return understand


def _for_each(text: str, context: Context, grammar: Grammar, today: date) -> "Guess | None":
    """Guess an order about many things, of which the grammar reads every word.

    It is done for each of them, or its text has the links of all.
    """
    from aegis_cli.planning.lenient.for_each import ForEach
    from aegis_cli.planning.lenient.list_links import ListLinks
    from aegis_cli.planning.lenient.losses import leaves_out
    from aegis_cli.planning.lenient.reader import guess
    from aegis_cli.planning.lenient.rows.rows_reader import RowsReader

    def understand(said: str, where: Context) -> WirePlan | None:
        read = plan_sentence(said, where, grammar=grammar)
        if isinstance(read, WirePlan):
            return read
        found = guess(said, where, grammar, today)
        return found.plan if found else None

    lists = ForEach(understand)
    looped = (
        ListLinks(lists).guess(text, context)
        or RowsReader(understand, today).guess(text, context)
        or lists.guess(text, context)
    )
    return None if looped and leaves_out(text, looped.plan, grammar) else looped


def _list_of(gap: Gap, text: str, context: Context, today: date) -> "Guess | None":
    """Guess which of many somebody asks to see, by what they are like."""
    from aegis_cli.planning.lenient.intent import asks, asks_about_words, is_statement
    from aegis_cli.planning.lenient.rows.rows_reader import RowsReader

    words = gap.sentence or gap.lexemes
    if asks_about_words(words) or (is_statement(words) and not asks(text, words)):
        return None
    return RowsReader(lambda *_: None, today, orders=False).guess(text, context)


def _with_text(text: str, context: Context, grammar: Grammar, today: date) -> "Guess | None":
    """Guess which words are a text that lacks its quotation marks."""
    from aegis_cli.planning.lenient.suggestions import guess_text

    return guess_text(text, context, grammar, today)


def _with_time(text: str, context: Context, now: datetime, grammar: Grammar) -> "Guess | None":
    """Guess what a sentence means that says a time in words."""
    from aegis_cli.planning.lenient import moments

    return (
        moments.guess_with_day(text, context, now, grammar)
        or moments.guess_day_of_field(text, context, now, grammar)
        or moments.guess_with_time(text, context, now, grammar)
    )


def _is_readable(gap: Gap, text: str) -> bool:
    return bool(gap.sentence or gap.lexemes) and len(text) <= _MOST_CHARACTERS


def instead_of_plan(
    gap: Gap, text: str, context: Context, today: date, grammar: Grammar = GRAMMAR
) -> Impossible | Suggestions:
    """Return the reply to a sentence that is not planned: the missing value, or the reason."""
    missing = explain(gap, grammar)
    if isinstance(gap, AtSeveral) or not _is_readable(gap, text):
        return Suggestions((), missing)
    from aegis_cli.planning.lenient import suggestions
    from aegis_cli.planning.lenient.near_orders import NearOrders
    from aegis_cli.planning.lenient.reasons import reason_in

    near = NearOrders(_understanding(grammar, today), grammar, today)
    if lacks_value(gap, grammar):
        known = reason_in(text, context, grammar, today) or near.suggest(text, context)
        return known or Suggestions((), missing)
    found = suggestions.suggest(text, context, near, today)
    if isinstance(found, Impossible):
        return found
    sentences = tuple(s for s in found.sentences if _is_near(s, text, context, grammar))
    return Suggestions(sentences, found.missing or missing)


def _is_near(sentence: str, text: str, context: Context, grammar: Grammar) -> bool:
    """Tell whether a sentence may be suggested: it destroys nothing, and leaves nothing out."""
    from aegis_cli.planning.lenient.losses import leaves_out

    plan = plan_sentence(sentence, context, grammar=grammar)
    if not isinstance(plan, WirePlan):
        return True
    effects = {grammar.actions[step.action].entry.effect for step in plan.steps}
    return "destructive" not in effects and not leaves_out(text, plan, grammar)


class OfflinePlanner:
    """Plans with the grammar; what that does not read is guessed, where guesses are wanted."""

    def __init__(self, now: Callable[[], datetime], *, guesses: bool) -> None:
        """Take what tells the time, for "yesterday" and "9am", and whether guesses are wanted."""
        self._now = now
        self._guesses = guesses

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Return the plan of the sentence, or suggestions."""
        wire = plan_sentence(sentence.text, context)
        if isinstance(wire, Gap):
            guessed = self._guess(wire, sentence, context, understand)
            return guessed or instead_of_plan(wire, sentence.text, context, self._now().date())
        reading = understand(wire)
        return Suggestions((), reading.reason) if isinstance(reading, Invalid) else reading

    def _guess(
        self, gap: Gap, sentence: Sentence, context: Context, understand: Understand
    ) -> Plan | None:
        if not self._guesses:
            return None
        now = self._now()
        found = guess_after(gap, sentence.text, context, now.date(), now=now)
        reading = understand(found.plan) if found else None
        if found is None or not isinstance(reading, Plan):
            return None
        return Plan(tuple(step.as_guess() for step in reading.steps), found.read_as)


class GrammarFirst:
    """Plans with the grammar, and asks another planner if the grammar gives no plan."""

    def __init__(self, otherwise: Callable[[], Planner]) -> None:
        """Take a function that makes the other planner; it is called only if needed."""
        self._otherwise = otherwise

    def propose(self, sentence: Sentence, context: Context, understand: Understand) -> Reading:
        """Return the grammar's plan, or else what the other planner proposes.

        Which of two providers is meant is asked, and no other planner is.
        """
        # No suggestions: they would take time, and nobody sees them.
        wire = plan_sentence(sentence.text, context)
        if isinstance(wire, AtSeveral):
            return Suggestions((), wire.missing)
        reading = None if isinstance(wire, Gap) else understand(wire)
        if isinstance(reading, Plan):
            return reading
        return self._otherwise().propose(sentence, context, understand)
