"""Takes a sentence as things with what they are like, and orders for each, by classes of words.

A part of the sentence is one thing that is said: a bag of classes that `grammar.toml` has, in any
order. Each word is in one, or is said to carry nothing; a word that is left over is no reading.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple, TypeAlias

from aegis_cli.planning.lenient.rows.marked_text import QUOTES
from aegis_cli.planning.lenient.rows.word_tables import FILL, Edge, WordTable

Bag: TypeAlias = tuple[str, ...]
"""Classes, sorted."""
MOST_STEPS, _MOST_NAMES = 8_000, 7
_LISTED = {"NAMES": "NAME", "PERSONS": "PERSON", "SECOND": "NAME", "LABELS": "LABEL"}
_DENIES = {"no": "no", "nobody": "no", "except": "no"}
_AFTER_MUST = frozenset(
    "close reopen lock unlock pin unpin approve rerun retarget assign tag request say watch"
    " remove".split()
)
"""Verbs before which "must" carries nothing."""
_NOUN_FIRST = frozenset({"fr", "es", "pt", "it"})
"""Languages in which what things are like stands behind their noun."""
_OF_LABELS, _LABEL = frozenset({"label"}), "label"
_OF_TITLES = frozenset({"title"})
_OF_ASSIGNEES = frozenset({"assigned", "assignee"})
_BEFORE_NAMES = frozenset({"milestone", "title"})
"""Classes before which no name stands that is a word itself."""
_SAYS_MORE = {"assign": "hand", "add": "swap", "move": "swap", "make": "swap"}
"""The class of verbs that say what another class does, and more."""
_NO_WORDS_OF_THINGS = FILL | {"NAME", "REF", "PERSON", "OWNER", "BOT", "COUNT"}
_NO_WORDS_OF_THINGS |= {"place", "noun", "every"}
"""Classes that say nothing of the things: names, amounts, and what carries nothing."""
_TELL_BEHIND = frozenset({("must", "that"), ("tag", "with")})
"""Words that may begin an order and, behind another one, tell of the things."""
_BEFORE_NOUNS = frozenset({"PRIORITY", "KNOWNLABEL", "LABEL"})
"""What tells of the things that are named right behind it: "the wontfix issues"."""
_OF_CLOSING = frozenset({"completed", "unplanned"})
"""What says why things are closed, unless it is being told what they are like."""
_JOINS = frozenset({"and", "comma", "colon"})
_BEFORE_COLONS = frozenset({"label", "milestone"})
"""Classes between which and their value a colon may stand."""

_ALSO_GOALS = frozenset({"status is", "priority is"})
"""What things are like, and what they may go to."""
_SAID_FIRST = frozenset({"owned", "author is bot", "author is", "reporter is"})
"""What is said before a noun in every language."""


class _Rule(NamedTuple):
    says: str
    head: str
    takes_list: bool
    is_status: bool = False


@dataclass(frozen=True)
class RuleTable:
    """Rules by their bags, and all that may become one."""

    rules: Mapping[Bag, _Rule]
    parts: frozenset[Bag]


def _ways_of(rule: str) -> Iterator[tuple[str, ...]]:
    ways = [
        [*word.rstrip("?").split("/"), *([""] if word.endswith("?") else [])]
        for word in rule.split()
    ]
    for way in product(*ways):
        yield tuple(word for word in way if word)


def _table(said: Mapping[str, str]) -> RuleTable:
    rules: dict[Bag, _Rule] = {}
    for rule, says in said.items():
        for words in _ways_of(rule):
            bag = tuple(sorted(_LISTED.get(word, word) for word in words))
            head = next((word for word in words if word != "no"), "")
            rules.setdefault(
                bag, _Rule(says, head, any(w in {"NAMES", "PERSONS", "LABELS"} for w in words))
            )
    parts = {
        part for bag in rules for size in range(1, len(bag) + 1) for part in combinations(bag, size)
    }
    return RuleTable(rules, frozenset(parts))


@cache
def grammar() -> tuple[RuleTable, RuleTable]:
    """Return the rules of conditions, and those of orders."""
    data = tomllib.loads(Path(__file__).with_name("grammar.toml").read_text(encoding="utf-8"))
    return _table(data["conditions"]), _table(data["orders"])


class SaidPart(NamedTuple):
    """One thing that is said: a condition, or an order."""

    says: str
    values: tuple[tuple[str, str], ...]
    """Its values, each by the letter of its kind."""
    denied: str = ""
    """The class of the word that denies it."""


@dataclass(frozen=True, slots=True)
class RowReading:
    """One way to take a sentence."""

    noun: str = ""
    is_every: bool = False
    says: tuple[SaidPart, ...] = ()
    place: str = ""
    project: str = ""
    orders: tuple[SaidPart, ...] = ()
    cost: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """How plain it is: what is odd in it, and how much is said."""
        return self.cost, len(self.says) + len(self.orders)


@dataclass(frozen=True, slots=True)
class _State:
    """What was taken until a place of the sentence."""

    reading: RowReading = RowReading()
    order: tuple[Edge, ...] = ()
    """The words of the order that is not yet closed."""
    runs: int = 0
    """How often the things were begun."""
    in_things: bool = False
    joined: str = ""
    """What stands right before: `and`, `comma`, or `colon`."""
    last_name: int = -1
    """Where a name in an order ends."""
    is_list: bool = False
    """Whether a name of an order was right before, to which more may be joined."""
    is_open: bool = False
    """Whether "every" waits for its noun."""
    is_over: bool = False
    """Whether an exception was said, behind which nothing more may be said of the things."""
    in_clause: bool = False
    """Whether it is being told what the things are like: "that has …"."""


@dataclass
class Parser:
    """Reads the parts of a sentence."""

    edges: list[list[Edge]]
    table: WordTable
    orders: bool = True
    """Whether something is ordered for each of the things; else they are looked at alone."""
    steps: int = 0
    seen: set[tuple[int, "_State"]] = field(default_factory=set)
    found: dict[RowReading, None] = field(default_factory=dict)

    def readings(self) -> list[RowReading]:
        """Return each way to take the sentence, the plainest first; none if it takes too long.

        NOTE: of a search that was cut off, nobody knows whether a plainer one was left.
        """
        if self._names() <= _MOST_NAMES:
            self._go(0, _State())
        found = [] if self.steps > MOST_STEPS else self.found
        return sorted(found, key=lambda each: each.rank)

    def _names(self) -> int:
        """Return how many words must be names; a sentence of another language has many."""
        most = len(self.edges) + 1
        least = [0, *([most] * len(self.edges))]
        for at, edges in enumerate(self.edges):
            for edge in edges:
                cost = least[at] + (edge.sense in {"NAME", "PERSON", "REF", "OWNER"})
                least[edge.end] = min(least[edge.end], cost)
        has_noun = any(edge.sense == "noun" for edges in self.edges for edge in edges)
        return least[-1] if has_noun else most + _MOST_NAMES

    def _go(self, at: int, state: _State) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS or (at, state) in self.seen:
            return
        self.seen.add((at, state))
        if at == len(self.edges):
            self._end(state)
            return
        for edge in self.edges[at]:
            if edge.sense in FILL:
                self._pass_over(at, edge, state)
            elif edge.sense in _JOINS and not self._ends_order_of_nothing(edge, state):
                self._go(edge.end, self._join(state, edge.sense))
                if self._ends_clause_alone(edge, state):
                    self._go(edge.end, replace(state, in_clause=False))
        self._things(at, state)
        for edge in self.edges[at] if self.orders else ():
            self._order(at, edge, state)

    @staticmethod
    def _ends_order_of_nothing(edge: Edge, state: _State) -> bool:
        """Tell whether all is said of an order before a colon, but of no things: 'label "x": …'."""
        _, orders = grammar()
        is_whole = not state.reading.noun and _bag(state.order) in orders.rules
        return edge.sense == "colon" and is_whole

    def _ends_clause_alone(self, edge: Edge, state: _State) -> bool:
        """Tell whether a comma may end a clause in the midst of an order, as in German."""
        is_amid = bool(state.order) and state.in_things
        return edge.sense == "comma" and is_amid and self.table.name == "de"

    def _pass_over(self, at: int, edge: Edge, state: _State) -> None:
        """Go on behind a word that carries nothing, but may begin to tell of the things."""
        senses = {each.sense for each in self.edges[at] if each.end == edge.end}
        tells = bool(senses & {"relative", "with"})
        if state.is_open and "relative" in senses:
            return
        if edge.sense == "but" and self._leaves_out(at, edge.end, state.reading.noun):
            return
        joined = "with" if "with" in senses else "that" if tells else state.joined
        in_clause = state.in_clause or (tells and state.in_things)
        self._go(edge.end, replace(state, joined=joined, in_clause=in_clause))

    def _leaves_out(self, at: int, end: int, noun: str) -> bool:
        """Tell whether "but" may leave some of the things out: "all drafts but mine"."""
        before = (each for edges in self.edges[:at] for each in edges if each.end == at)
        is_behind_noun = any(
            each.sense in {"place", "project"}
            or (each.sense == "noun" and each.value.partition("/")[0].removesuffix("!") == noun)
            for each in before
        )
        end = self._behind_fill(end)
        behind = {each.sense for each in self._at(end)}
        tells = bool(behind & {"relative", "no"}) and not self._begins_noun(end + 1)
        return (is_behind_noun and not tells) or behind <= _NO_WORDS_OF_THINGS

    def _behind_fill(self, at: int) -> int:
        """Return the place behind words that carry nothing: "but still open"."""
        while (edges := self._at(at)) and {each.sense for each in edges} <= FILL:
            at = max(each.end for each in edges)
        return at

    def _begins_noun(self, at: int) -> bool:
        """Tell whether a noun is at a place, or behind words there that carry nothing."""
        return any(
            each.sense == "noun" or (each.sense in FILL and self._begins_noun(each.end))
            for each in self._at(at)
        )

    def _join(self, state: _State, sense: str) -> _State:
        """Return the state behind a sign; a colon behind things ends them."""
        strongest = "colon" if "colon" in {state.joined, sense} else sense
        return replace(state, joined=strongest, in_clause=False)

    def _end(self, state: _State) -> None:
        closed = self._close_order(state)
        if closed is None or closed.is_open or not closed.reading.noun:
            return
        if bool(closed.reading.orders) is self.orders:
            self.found[closed.reading] = None

    # The things.

    def _things(self, at: int, state: _State) -> None:
        for edge in self.edges[at]:
            if edge.sense == "place" and not state.reading.place:
                self._go(edge.end, self._with(state, place=edge.value))
            elif edge.sense == "project" and not state.reading.project:
                self._go(edge.end, self._begun(state, 0, project=edge.value))
            elif edge.sense == "every":
                self._every(edge, state)
            elif edge.sense == "noun":
                self._noun(at, edge, state)
        is_over = state.joined == "colon" and state.reading.noun and not state.order
        is_of_order = self._is_of_order(state)
        if not (state.is_over or is_over or is_of_order or self._is_named_before(at, state)):
            self._tell(at, state)

    def _is_of_order(self, state: _State) -> bool:
        """Tell whether a verb is right before: in "passe en Terminé" no thing is done as yet."""
        is_begun = state.reading.noun or state.reading.is_every
        return self.table.name in _NOUN_FIRST and bool(state.order) and not is_begun

    def _tell(self, at: int, state: _State) -> None:
        """Take each condition that begins here."""
        is_early = not state.reading.noun and not self.table.tells_first
        for end, said, cost in self._grow(at, (), state):
            is_done = said[0].says == "state is done" and bool(state.reading.noun)
            if (is_done or said[0].says in _ALSO_GOALS) and self._is_where_to(at):
                continue
            if self._goes_on_list(at, end, state):
                continue
            is_named = dict(said[0].values).get("v") and said[0].says not in _SAID_FIRST
            price = cost + bool(is_early and is_named) + self._is_loose(at, state, said[0])
            price += self._may_be_order(at, state)
            begun = self._begun(state, price, says=(*state.reading.says, *said))
            self._go(end, replace(begun, is_over=said[0].denied == "except"))

    def _goes_on_list(self, at: int, end: int, state: _State) -> bool:
        """Tell whether a bare label may be one more of an order, or of those that are denied."""
        last = state.reading.says[-1:]
        is_denied = bool(last and last[0].denied and last[0].says.startswith("label"))
        is_label = any(each.sense == "LABEL" and each.end == end for each in self._at(at))
        is_of_order = state.is_list and state.joined in {"and", "comma"}
        return is_label and (is_denied or is_of_order)

    def _may_be_order(self, at: int, state: _State) -> bool:
        """Tell whether a verb behind the noun may as well order something, as in Chinese."""
        is_behind = self.table.name == "zh" and bool(state.reading.noun)
        return is_behind and any(each.sense == "close" for each in self.edges[at])

    def _is_where_to(self, at: int) -> bool:
        """Tell whether a status is where the things go: "back to To Do"."""
        before = (each for edges in self.edges[:at] for each in edges if each.end == at)
        return any(each.sense == "goal" for each in before)

    def _is_loose(self, at: int, state: _State, said: SaidPart) -> bool:
        """Tell whether a label is behind a comma, where it may as well be the first order."""
        is_first = not state.order and not state.reading.orders
        begins = any(each.sense in _OF_LABELS for each in self.edges[at])
        return is_first and begins and state.joined == "comma" and said.says == "label has"

    def _every(self, edge: Edge, state: _State) -> None:
        is_again = bool(state.reading.noun)
        if not (is_again and state.reading.is_every):
            begun = self._begun(state, 0, is_every=True)
            self._go(
                edge.end, replace(begun, is_open=not is_again, runs=max(begun.runs - is_again, 1))
            )

    def _noun(self, at: int, edge: Edge, state: _State) -> None:
        noun, _, says = edge.value.partition("/")
        name = noun.removesuffix("!")
        is_named = state.reading.noun
        if self._is_named_before(at, state) or (is_named and (is_named != name or says)):
            return
        if says.startswith(_LABEL) and self._is_name_of_label(at, state):
            return
        told = (*state.reading.says, *((SaidPart(says, ()),) if says else ()))
        every = state.reading.is_every or noun.endswith("!")
        begun = self._begun(state, 0, noun=name, says=told, is_every=every)
        self._go(edge.end, replace(begun, is_open=False))

    def _is_name_of_label(self, at: int, state: _State) -> bool:
        """Tell whether "label" is right before what is then its name: "the label bug"."""
        before = (each for edges in self.edges[:at] for each in edges if each.end == at)
        return not state.reading.is_every and any(each.sense in _OF_LABELS for each in before)

    @staticmethod
    def _is_named_before(at: int, state: _State) -> bool:
        """Tell whether a name of an order stands right before: "label flaky issues"."""
        return state.last_name == at

    def _with(self, state: _State, **changes: object) -> _State:
        return replace(state, reading=replace(state.reading, **changes))  # type: ignore[arg-type]

    def _begun(self, state: _State, cost: int, **changes: object) -> _State:
        again = not state.in_things and state.runs > 0
        made = self._with(state, **changes, cost=state.reading.cost + cost + again)
        runs = state.runs + (not state.in_things)
        return replace(made, in_things=True, joined="", runs=runs, is_list=False)

    def _grow(
        self, at: int, taken: tuple[Edge, ...], state: _State
    ) -> Iterator[tuple[int, tuple[SaidPart, ...], int]]:
        conditions, _ = grammar()
        self.steps += 1
        if at >= len(self.edges) or self.steps > MOST_STEPS:
            return
        for edge in self.edges[at]:
            is_joint = _joins_within(edge, taken)
            if taken and (edge.sense in FILL or is_joint):
                is_over = self._tells_of_things(at) or edge.sense == "but"
                yield from () if is_over else self._grow(edge.end, taken, state)
                continue
            now = (*taken, edge)
            bag = _bag(now)
            if bag not in conditions.parts or (edge.sense == "except" and taken):
                continue
            if (rule := conditions.rules.get(bag)) and self._fits(now, rule):
                for said, end in self._with_more_names(edge.end, now, rule):
                    yield end, said, sum(each.cost for each in now) + self._order_cost(now, rule)
            yield from self._grow(edge.end, now, state)

    def _tells_of_things(self, at: int) -> bool:
        """Tell whether a word such as "whose" begins another thing that is said of them."""
        senses = {each.sense for each in self._at(at)}
        return "relative" in senses and "with" not in senses

    def _fits(self, taken: tuple[Edge, ...], rule: _Rule) -> bool:
        """Tell whether a person is said to do something, and what denies is where it must be."""
        senses = [each.sense for each in taken]
        is_named = rule.says.endswith("has ") and self._is_named(taken[-1])
        is_odd = _needs_by(taken, rule) or _names_before_by(taken, self.table)
        is_by_nobody = {"nobody", "PERSON"} <= {*senses}
        if rule.head == "KNOWNLABEL" and not self._is_label_of_noun(taken[-1]):
            return False
        if is_named or is_odd or is_by_nobody or _is_apart(taken, rule, self.table):
            return False
        head = next((n for n, each in enumerate(senses) if each == rule.head), -1)
        for word in ("no", "except"):
            if word in senses:
                behind = senses.index(word) > head
                if not behind and senses[0] in {"NAME", "PERSON"}:
                    return False
                return behind == self.table.denies_behind
        if "nobody" in senses and senses.index("nobody") > head:
            return rule.head in _OF_ASSIGNEES or self.table.denies_behind
        return True

    def _is_named(self, last: Edge) -> bool:
        """Tell whether a name is right behind: "with label x" is not "with any label"."""
        return any(each.sense in {"NAME", "PERSON"} for each in self._at(last.end))

    def _order_cost(self, taken: tuple[Edge, ...], rule: _Rule) -> int:
        """Return 1 where a value stands on the other side of its word than usual."""
        senses = [each.sense for each in taken]
        named = [n for n, each in enumerate(senses) if each in {"NAME", "PERSON", "STATUS"}]
        if not named or rule.head not in senses or self.table.name == "zh":
            return 0
        is_bare = rule.head in _OF_TITLES and not _is_quoted(taken[named[0]].value)
        is_odd = (named[0] < senses.index(rule.head)) != self.table.denies_behind
        return is_odd + is_bare

    def _with_more_names(
        self, at: int, taken: tuple[Edge, ...], rule: _Rule
    ) -> Iterator[tuple[tuple[SaidPart, ...], int]]:
        """Yield a condition, and as well all that more names behind it make: "labelled a and b"."""
        denied = next((each.sense for each in taken if each.sense in _DENIES), "")
        said = (SaidPart(rule.says, _values(taken, rule), denied),)
        yield said, at
        if rule.says != "label has" or taken[-1].sense != "NAME":
            return
        yield from self._with_name_left_out(at, said)
        for joint in (each for each in self._at(at) if each.sense in {"and", "comma"}):
            around = self._at(joint.end)
            is_noun = any(each.sense == "noun" for each in around)
            for name in (each for each in around if each.sense == "NAME"):
                if name.cost and not is_noun:
                    continue
                yield (*said, SaidPart(rule.says, (("v", name.value),))), name.end

    def _with_name_left_out(
        self, at: int, said: tuple[SaidPart, ...]
    ) -> Iterator[tuple[tuple[SaidPart, ...], int]]:
        """Yield a label with the one that things must not have: "labelled a but not b"."""
        if self.table.denies_behind or not self.table.has_spaces:
            return
        for joint in (each for each in self._at(at) if each.sense in {"and", "comma", "but"}):
            for no in (each for each in self._at(joint.end) if each.sense == "no"):
                for name in (each for each in self._at(no.end) if each.sense == "NAME"):
                    if not name.cost:
                        left = SaidPart("label has_not", (("v", name.value),), "no")
                        yield (*said, left), name.end

    def _at(self, at: int) -> list[Edge]:
        return self.edges[at] if at < len(self.edges) else []

    # The orders.

    def _order(self, at: int, edge: Edge, state: _State) -> None:
        if state.is_open:
            return
        if edge.sense == "it":
            priced = self._with(state, cost=state.reading.cost + edge.cost)
            self._go(edge.end, replace(priced, in_things=False, in_clause=False))
            return
        if not state.order and not self._may_begin(edge, state):
            return
        is_of_things = edge.sense in _BEFORE_NOUNS and self._is_noun_at(edge.end)
        if is_of_things or (state.in_clause and edge.sense in _OF_CLOSING):
            return
        for way in self._ways_on(edge, state):
            name_end = edge.end if edge.sense in {"NAME", "PERSON"} else -1
            odd = state.joined == "with" and not edge.sense.isupper()
            price = edge.cost + odd + self._is_less_plain(at, edge)
            priced = self._with(way, cost=way.reading.cost + price)
            is_list = edge.sense in {"NAME", "PERSON", "TEXT", "LABEL"}
            now = replace(priced, in_things=False, joined="", last_name=name_end, is_list=is_list)
            self._go(edge.end, replace(now, in_clause=False))

    def _is_noun_at(self, at: int) -> bool:
        return any(each.sense == "noun" for each in self._at(at))

    def _is_label_of_noun(self, label: Edge) -> bool:
        """Tell whether a noun is behind a usual label, and not as in "stale issues"."""
        senses = {each.sense for each in self._at(label.start) if each.end == label.end}
        return "untouched" not in senses and self._is_noun_at(label.end)

    def _is_less_plain(self, at: int, edge: Edge) -> bool:
        """Tell whether a verb says more than this: that things go over, or that names change."""
        more = _SAYS_MORE.get(edge.sense)
        return any(each.sense == more and each.end == edge.end for each in self.edges[at])

    def _may_begin(self, edge: Edge, state: _State) -> bool:
        """Tell whether an order may begin here, where it may as well be told of the things.

        NOTE: "lock all with the comment x" may be about those that have it.
        """
        is_with = edge.sense == "use" or (edge.sense == "write" and self._may_be(edge, "with"))
        if is_with and state.in_things and state.joined not in {"and", "comma"}:
            orders = state.reading.orders
            return bool(orders) and all(each.says.startswith("close") for each in orders)
        if self._tells(edge, state) or self._is_second_label(edge, state):
            return False
        return not state.in_clause or self._ends_clause(edge)

    def _tells(self, edge: Edge, state: _State) -> bool:
        """Tell whether a word that may begin an order is of what is told of the things."""
        return bool(
            (edge.sense, state.joined) in _TELL_BEHIND
            or (edge.sense == "use" and not state.reading.noun and self._may_be(edge, "with"))
            or (edge.sense == "say" and state.in_things and self._may_be(edge, "relative"))
            or (edge.sense == "NAME" and edge.cost and self.table.has_spaces)
            or (self.table.name == "en" and self._is_behind_article(edge))
        )

    def _is_second_label(self, edge: Edge, state: _State) -> bool:
        """Tell whether a label is told beside another: "with label a and label b, …"."""
        last = state.reading.says[-1:]
        is_beside = state.in_things and state.joined == "and" and self._may_be(edge, "label")
        follows = {each.sense for each in self._at(edge.end)}
        return bool(is_beside and last and last[0].says == "label has" and "it" not in follows)

    def _may_be(self, edge: Edge, sense: str) -> bool:
        """Tell whether a word may as well tell of the things: "with label x", "that says x"."""
        return any(each.sense == sense for each in self._at(edge.start))

    def _is_behind_article(self, edge: Edge) -> bool:
        """Tell whether an article makes a noun of what may be a verb: "and the label x"."""
        before = self.edges[edge.start - 1] if edge.start else []
        is_article = any(each.sense == "article" and each.end == edge.start for each in before)
        return is_article and not edge.sense.isupper()

    def _ends_clause(self, edge: Edge) -> bool:
        """Tell whether a word can only be of an order: "goes to", and a verb with a pronoun."""
        has_pronoun = edge.value.casefold().endswith(self.table.enclitics or ("\n",))
        return edge.sense in {"must", "go", "own"} or (has_pronoun and not edge.sense.isupper())

    def _ways_on(self, edge: Edge, state: _State) -> Iterator[_State]:
        _, orders = grammar()
        last = state.order[-1].sense if state.order else ""
        is_joined = state.joined in {"and", "comma"}
        if last == edge.sense and state.is_list and is_joined:
            more = state.order[-1]._replace(value=f"{state.order[-1].value} & {edge.value}")
            yield replace(state, order=(*state.order[:-1], more))
            return
        is_apart = state.order and (state.joined == "and" or (is_joined and edge.sense.isupper()))
        if (
            is_joined
            and self.table.name == "en"
            and not {*map(_sense_of, state.order)} - {"PERSON"}
        ):
            is_apart = bool(state.order)  # "PRs of a and b, request me": b is no reviewer
        if edge.sense == "must" and any(each.sense != "PERSON" for each in state.order):
            is_apart = self.table.must_first or state.joined == "comma"
        is_split = bool(state.order) and state.joined == "colon" and not edge.sense.isupper()
        if not (is_apart or is_split) and _bag((*state.order, edge)) in orders.parts:
            yield replace(state, order=(*state.order, edge))
        if [each.sense for each in state.order] == ["must"] and edge.sense in _AFTER_MUST:
            yield replace(state, order=(edge,))
        closed = self._close_order(state) if state.order else None
        if closed and self._may_begin(edge, closed) and _bag((edge,)) in orders.parts:
            yield replace(closed, order=(edge,))
        must = next((each for each in state.order if each.sense == "must"), None)
        if closed and must and is_joined and _bag((must, edge)) in orders.parts:
            yield replace(closed, order=(must, edge))

    def _close_order(self, state: _State) -> _State | None:
        """Return the state with its order closed; `None` where it lacks something."""
        _, orders = grammar()
        if not state.order:
            return state
        rule = orders.rules.get(_bag(state.order))
        if rule is None:
            return None
        is_list = any(" & " in each.value for each in state.order)
        if is_list and not rule.takes_list:
            return None
        values = tuple(
            ("v" if letter == "d" else letter, its) for letter, its in _values(state.order, rule)
        )
        made = SaidPart(rule.says, values)
        told = self._with(state, orders=(*state.reading.orders, made))
        return replace(told, order=())


_ACTIVE = ("ó", "ò", "ì", "ou", "iu", "eu")
"""Endings of verbs that say what somebody did, such as "creó"."""


def _needs_by(taken: tuple[Edge, ...], rule: _Rule) -> bool:
    """Tell whether a person stands behind what is done by somebody, with no "by" between."""
    senses = [each.sense for each in taken]
    if senses == ["holds", "PERSON"]:
        return True
    if rule.head not in {"made", "reported", "triggered"} or "PERSON" not in senses:
        return False
    if taken[senses.index(rule.head)].value.endswith(_ACTIVE):
        return False
    return "by" not in senses and senses.index("PERSON") > senses.index(rule.head)


def _is_apart(taken: tuple[Edge, ...], rule: _Rule, table: WordTable) -> bool:
    """Tell whether a value stands before its word, but not right before it, or is a word itself."""
    if table.denies_behind or not table.has_spaces:
        return False
    first, *more = taken
    if not more or first.sense not in {"NAME", "STATUS"}:
        return False
    return first.end != more[0].start or (first.cost > 0 and rule.head in _BEFORE_NAMES)


def _is_quoted(value: str) -> bool:
    return QUOTES[0] <= value[:1] <= QUOTES[2]


def _names_before_by(taken: tuple[Edge, ...], table: WordTable) -> bool:
    """Tell whether a person stands before "by", which says what others did."""
    senses = [each.sense for each in taken]
    if not table.has_spaces or table.denies_behind or not {"by", "PERSON"} <= {*senses}:
        return False
    return senses.index("PERSON") < senses.index("by")


def _joins_within(edge: Edge, taken: tuple[Edge, ...]) -> bool:
    """Tell whether a sign is part of what is said: "between x and y", "label: x"."""
    if edge.sense == "and":
        return any(each.sense == "between" for each in taken)
    return edge.sense == "colon" and len(taken) == 1 and taken[0].sense in _BEFORE_COLONS


def _sense_of(edge: Edge) -> str:
    return edge.sense


def _bag(taken: tuple[Edge, ...]) -> Bag:
    return tuple(sorted(_DENIES.get(each.sense, each.sense) for each in taken))


def _values(taken: tuple[Edge, ...], rule: _Rule) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for each in taken:
        if each.sense == "AGE":
            found["a"] = each.value
        elif each.sense in {"DAY", "NOW"}:
            letter = "s" if rule.says.endswith(" on") else "e" if "d" in found else "d"
            found[letter] = each.value
        elif each.sense.isupper() or each.sense == "mine":
            found["w" if "v" in found else "v"] = each.value
    return tuple(found.items())
