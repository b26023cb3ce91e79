"""Suggests the order that a sentence is in looser words: a line to type, with all that was said."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice, permutations

from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.steps import Gap, lacks_value, plan_sentence
from aegis_cli.planning.lenient.asides import orders_beside
from aegis_cli.planning.lenient.losses import leaves_out, takes_owner_for_name
from aegis_cli.planning.lenient.near_shapes import BESIDE, LISTED_FIRST, NEAR
from aegis_cli.planning.lenient.phrase_forms import in_full
from aegis_cli.planning.lenient.plainer import Plainly, plan_of
from aegis_cli.planning.lenient.read_as import says_just
from aegis_cli.planning.lenient.reader import Guess, guess
from aegis_cli.planning.lenient.spelling import with_verb_spelled
from aegis_cli.planning.plan import MOST_STEPS, Context, Suggestions
from aegis_cli.planning.wire import WirePlan

_AND = re.compile(r"(?:,? and then |,? then |, and |,? and |; +|, +)(?=[a-z])", re.IGNORECASE)
_MOST_ASKED = 8
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
        self._daring = Plainly(understand, grammar, near=BESIDE, dares=True)
        self.grammar = grammar
        self._today = today

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of a looser sentence of which nothing is left out."""
        near = replace(self._daring, near=NEAR, dares=False)
        ways = (near.orders(each, context) for each in self._spellings(text))
        orders = next(filter(None, ways), None)
        found = plan_of(orders) if orders else None
        if found and not self._only_reads(found) and self._is_listed_first(text, context):
            return None  # "put :eyes: on the last message in #dev" posts nothing
        return found

    def guess_beside(self, text: str, context: Context) -> Guess | None:
        """Return the plan of the order that a sentence says something beside: why, or of what."""
        plain = replace(self._daring, near=(), dares=False)
        for said in orders_beside(in_full(text)):
            orders = plain.orders(said, context)
            found = plan_of(orders) if orders else self.guess(said, context)
            if found and not (
                plain.has_text(found, said) or leaves_out(said, found.plan, self.grammar)
            ):
                return found
        return None

    def suggest(self, text: str, context: Context) -> Suggestions | None:
        """Return the line to type; `None` where the sentence has no such shape."""
        if self._is_guessed(text, context):
            return None  # it is no looser than a guess reads
        said = self._spellings(text)
        whole = (next(self._listed_first(each, context), None) for each in said)
        if listed_first := next(filter(None, whole), None):
            return listed_first
        if line := next(filter(None, (self._orders(each, context) for each in said)), None):
            return Suggestions((line,))
        ways = (*said, *orders_beside(said[0]))
        listed = (self._one_listed_first(each, context) for each in ways)
        return next(filter(None, listed), None) or self._question(said[0], context)

    def _spellings(self, text: str) -> tuple[str, ...]:
        """Return a sentence with its words in full, and that with its verb as it is meant."""
        said = in_full(text)
        return tuple(dict.fromkeys((said, with_verb_spelled(said, self.grammar))))

    def _only_reads(self, found: Guess) -> bool:
        return all(self.grammar.actions[step.action].reads for step in found.plan.steps)

    def _is_listed_first(self, text: str, context: Context) -> bool:
        """Tell whether a sentence is about one of several, which is to be seen first."""
        return next(self._listed_first(in_full(text), context), None) is not None

    def _is_guessed(self, text: str, context: Context) -> bool:
        """Tell whether each order of a sentence is clear, and leaves nothing out."""
        orders = replace(self._daring, near=(), dares=False).orders(text, context)
        return bool(orders) and not any(
            leaves_out(text, each.plan, self.grammar) or takes_owner_for_name(text, each.plan)
            for each in orders
        )

    def _question(self, text: str, context: Context) -> Suggestions | None:
        """Return what is asked where an order lacks nothing but a value."""
        for said in islice(self._daring.shapes(text), _MOST_ASKED):
            gap = plan_sentence(said, context, grammar=self.grammar)
            if isinstance(gap, Gap) and lacks_value(gap, self.grammar):
                return Suggestions((), gap.missing)
        return None

    def _orders(self, text: str, context: Context) -> str | None:
        """Return the orders of a sentence as a line."""
        orders = self._daring.orders(text, context)
        return self._line(orders, text, context) if orders else None

    def _one_listed_first(self, text: str, context: Context) -> Suggestions | None:
        """Return the list that one part of a sentence needs, and the order that another is."""
        if found := next(self._listed_first(text, context), None):
            return found
        for end in _AND.finditer(text):
            for part, rest in permutations((text[: end.start()], text[end.end() :])):
                found = next(self._listed_first(part, context), None)
                line = self._orders(rest, context) if found else None
                if found and line:
                    return Suggestions((*found.sentences, line), found.missing)
        return None

    def _line(self, orders: list[Guess], text: str, context: Context) -> str | None:
        """Return orders as one line that the grammar reads as just these; it leaves out nothing."""
        steps = [step for each in orders for step in each.plan.steps]
        plan = WirePlan(steps=steps[:MOST_STEPS])
        if len(steps) > MOST_STEPS or leaves_out(text, plan, self.grammar):
            return None
        if any(_may_go_on(arg.value, text) for step in steps for arg in step.args):
            return None
        said = [self._in_full(each, context) for each in orders]
        line = " and ".join(filter(None, said)).replace("; then ", " and ")
        return line if all(said) and says_just(line, steps, Context(), self.grammar) else None

    def _in_full(self, order: Guess, context: Context) -> str | None:
        """Return an order as a sentence that means the same everywhere."""
        again = guess(order.read_as, context, self.grammar, self._today)
        placed = f"{order.read_as} in {context.repo}"
        ways = (*([again.read_as] if again else []), order.read_as, placed)
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
        found = self._daring.understand(order, context)
        steps = found.plan.steps if found else []
        is_list = all(self.grammar.actions[step.action].reads for step in steps)
        return self._in_full(found._replace(read_as=order), context) if found and is_list else None


def _may_go_on(value: str, text: str) -> bool:
    """Tell whether a text may be longer than was taken: what follows may as well be its end."""
    return " " in value and f"{value}, and " in text
