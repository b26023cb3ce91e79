"""Suggests the order that a sentence is in looser words: a line to type, with all that was said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.lenient.losses import leaves_out
from aegis_cli.planning.lenient.near_shapes import LISTED_FIRST
from aegis_cli.planning.lenient.plainer import Plainly
from aegis_cli.planning.lenient.read_as import says_just
from aegis_cli.planning.lenient.reader import Guess, guess
from aegis_cli.planning.plan import MOST_STEPS, Context, Suggestions
from aegis_cli.planning.wire import WirePlan

_FIRST = "List them first, then say '{then}' at the prompt, with the number that you see."


class NearOrders:
    """Finds what to type where a sentence says an order in looser words."""

    def __init__(
        self,
        understand: Callable[[str, Context], Guess | None],
        grammar: Grammar,
        today: date,
    ) -> None:
        """Take what reads a sentence as it stands, and the day on which it is said."""
        self._plainly = Plainly(understand, grammar)
        self.grammar = grammar
        self._today = today

    def suggest(self, text: str, context: Context) -> Suggestions | None:
        """Return the line to type; `None` where the sentence has no such shape."""
        if self._plainly.orders(text, context):
            return None  # it is no looser than a guess reads
        if orders := replace(self._plainly, dares=True).orders(text, context):
            sentence = self._line(orders, text, context)
            return Suggestions((sentence,)) if sentence else None
        return next(self._listed_first(text.strip(), context), None)

    def _line(self, orders: list[Guess], text: str, context: Context) -> str | None:
        """Return orders as one line that the grammar reads as just these; it leaves out nothing."""
        steps = [step for each in orders for step in each.plan.steps]
        plan = WirePlan(steps=steps[:MOST_STEPS])
        if len(steps) > MOST_STEPS or leaves_out(text, plan, self.grammar):
            return None
        said = [self._in_full(each, context) for each in orders]
        line = " and ".join(filter(None, said)).replace("; then ", " and ")
        return line if all(said) and says_just(line, steps, Context(), self.grammar) else None

    def _in_full(self, order: Guess, context: Context) -> str | None:
        """Return an order as a sentence that means the same everywhere."""
        again = guess(order.read_as, context, self.grammar, self._today)
        ways = (*([again.read_as] if again else []), order.read_as)
        said = (way for way in ways if says_just(way, order.plan.steps, Context(), self.grammar))
        return next(said, None)

    def _listed_first(self, text: str, context: Context) -> Iterator[Suggestions]:
        """Yield the list of what a sentence tells from others by how it is."""
        for form, listing, then in LISTED_FIRST:
            if match := form.fullmatch(text):
                parts = {name: value or "" for name, value in match.groupdict().items()}
                if line := self._listing(listing.format(**parts), context):
                    yield Suggestions((line,), _FIRST.format(then=then.format(**parts)))

    def _listing(self, order: str, context: Context) -> str | None:
        plan = plan_sentence(order, context, grammar=self.grammar)
        return self._in_full(Guess(plan, order), context) if isinstance(plan, WirePlan) else None
