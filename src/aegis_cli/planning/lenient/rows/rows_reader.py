"""Reads a sentence about each of many: its things, the list of them, and the orders for each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from aegis_cli.planning.lenient.asides import order_behind_remark, orders_beside
from aegis_cli.planning.lenient.for_each import RowOf, steps_for_rows
from aegis_cli.planning.lenient.reader import Guess
from aegis_cli.planning.lenient.rows.lists import WantedOfRow, listing_of
from aegis_cli.planning.lenient.rows.marked_text import IT, Marked
from aegis_cli.planning.lenient.rows.parsing import Parser, RowReading, SaidPart
from aegis_cli.planning.lenient.rows.typed_rows import SHORT, is_typed, labels_of
from aegis_cli.planning.lenient.rows.word_tables import WordTable, edges_of, pieces_of, word_table
from aegis_cli.planning.lenient.said_conditions import words_of
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.letters import CJK
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan, WireStep

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "ja", "zh")
_MOST_CHARACTERS = 300
_MOST_WAYS = 60
_MOST_WORDS_OF_NAME = 3
_SAYS = "comment {v} on {it}"
_OTHER_QUOTES = re.compile(
    '[\u201e\u201a\u300c\u300e\u201c]([^\u201c\u201d"\u201e\u300d\u300f]*)[\u201c\u201d"\u300d\u300f]'
)
"""Quotations of German, Japanese and Chinese."""
_THEM = re.compile(r"(?<!\S)['\u2019]em\b", re.IGNORECASE)
"""No quotation: "close 'em"."""
_UNDONE = {"theirs": "unassign", "locked": "unlock"}
"""What is said of things that an order undoes, and so leaves out what is not so."""
_POLITE = r"(?:please |hey,? |hi,? )*(?:can|could|would|will) (?:you|all|every|each)\b"
_QUOTED = re.compile('"([^"]*)"')
_OF_PEOPLE = ("assign", "hand", "unassign", "request", "remove {v} as")
_OF_ALL_ASSIGNEES = frozenset({"unassign {it}", "remove all assignees from {it}"})
_OF_TICKET, _OF_ISSUE = "remove the assignee of {it}", "remove all assignees from {it}"
"""How everybody is taken off a ticket, and off an issue."""
_EMOJI_IN_WORDS = {
    **dict.fromkeys(("thumbs up", "thumbs-up"), "thumbsup"),
    **dict.fromkeys(("checkmark", "check mark"), "white_check_mark"),
}
_STATES = {
    "convert {it} to draft": WantedOfRow("draft", "is", "false"),
    "mark {it} as ready for review": WantedOfRow("draft", "is", "true"),
    "reopen {it}": WantedOfRow("state", "is", "closed"),
}
_LABEL = WantedOfRow("label", "has")
_TAKES = {
    "remove the milestone of {it}": WantedOfRow("milestone", "is"),
    "remove the label {v}": _LABEL,
    "unassign {v}": WantedOfRow("assignee", "has"),
    "remove {v} as reviewer": WantedOfRow("reviewer", "has"),
}
"""What things must be like for an order to be about them: they have what it takes away."""


@dataclass(frozen=True, slots=True)
class RowsReader:
    """Reads an order for each of many."""

    understand: Callable[[str, Context], WirePlan | None]
    """Plans an order about one thing, each word of which must be understood."""
    today: date
    orders: bool = True
    """Whether something is ordered for each; else the things are looked at alone."""

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of a sentence about each of many, or about which there are.

        `None` is for any other sentence.
        """
        if len(text) > _MOST_CHARACTERS:
            return None
        text = _OTHER_QUOTES.sub(r'"\1"', _THEM.sub("them", text))
        if CJK.search(text):
            text = _QUOTED.sub(r' "\1" ', text)
        found = (self._in(each, text, context) for each in _languages_of(text))
        return next(filter(None, found), None) or self._beside_remark(text, context)

    def _beside_remark(self, text: str, context: Context) -> Guess | None:
        orders = (order_behind_remark(text), *orders_beside(text)) if self.orders else ()
        found = (self._in("en", order, context) for order in orders if order)
        return next(filter(None, found), None)

    def _in(self, language: str, text: str, context: Context) -> Guess | None:
        table = word_table(language)
        ways = (text, *_with_text_behind_colon(text, table))
        return next(filter(None, (self._read(each, table, context) for each in ways)), None)

    def _read(self, text: str, table: WordTable, context: Context) -> Guess | None:
        if not self.orders or re.match(table.asks_politely or _POLITE, text, re.IGNORECASE):
            text = text.strip("¿?\uff1f ").removesuffix("吗")
        marked = Marked.of(text, table.name, self.today)
        edges = edges_of(pieces_of(marked.text, table), table, marked.values) if marked else None
        if marked is None or edges is None:
            return None
        found = [each for each in Parser(edges, table, self.orders).readings() if is_typed(each)]
        least = min((each.rank for each in found), default=None)
        plainest = [*_without_rivals([each for each in found if each.rank == least], marked)]
        plans = {
            guess.plan.model_dump_json(): guess
            for each in plainest
            if (guess := self._plan(each, marked, context))
        }
        is_untold = any(said.says == "no_list" for each in plainest for said in each.says)
        return None if is_untold or len(plans) != 1 else next(iter(plans.values()))

    def _plan(self, things: RowReading, marked: Marked, context: Context) -> Guess | None:
        orders = things.orders
        listing = listing_of(things, marked, context, tuple(_without_words(things, orders, marked)))
        if listing is None or not (_chooses(listing) or (things.is_every and self.orders)):
            return None
        if not self.orders:
            is_told = any(each.says != "owned" for each in things.says)
            told = Guess(WirePlan(steps=[listing]), _said_of_list(things, listing))
            return told if is_told else None
        steps = self._steps(things, orders, listing, marked, context)
        if not steps:
            return None
        said = "; ".join(order.says for order in orders)
        read_as = f"{_said_of_list(things, listing)}; then for each: {said}"
        return Guess(WirePlan(steps=[listing, *steps]), read_as)

    def _steps(
        self,
        things: RowReading,
        orders: tuple[SaidPart, ...],
        listing: WireStep,
        marked: Marked,
        context: Context,
    ) -> list[WireStep]:
        """Return the steps of all orders; none where one is not understood."""
        if _tells_what_stays(things, orders):
            return []
        steps: list[WireStep] = []
        for order in orders:
            for one in _in_english(order, things, marked):
                row = RowOf(things.noun, listing, len(steps))
                made = steps_for_rows(one, row, self.understand, context)
                if not made:
                    return []
                steps += made
        return steps


def _languages_of(text: str) -> tuple[str, ...]:
    return LANGUAGES[-2:] if CJK.search(text) else LANGUAGES[:-2]


def _tells_what_stays(things: RowReading, orders: tuple[SaidPart, ...]) -> bool:
    """Tell whether something is said of things that only an order to undo it can leave out."""
    said = {each.says for each in things.says}
    return any(
        key in said and not all(order.says.startswith(verb) for order in orders)
        for key, verb in _UNDONE.items()
    )


def _without_rivals(readings: list[RowReading], marked: Marked) -> Iterator[RowReading]:
    """Yield the readings but those in which a quoted name is a text, or a text is a name.

    NOTE: "add 'help wanted' to all" adds a label, and "add 'we look into it' to all" a comment.
    """
    orders = [order for each in readings for order in each.orders]
    named = {order.values for order in orders if order.says.endswith(f"/{SHORT}")}
    names = {values for values in named if not _is_text(values, marked)}
    for each in readings:
        texts = {order.values for order in each.orders if order.says == _SAYS}
        others = {order.values for order in each.orders if order.says.startswith("move")}
        if texts.isdisjoint(names) and others.isdisjoint(named - names):
            yield each


def _is_text(values: tuple[tuple[str, str], ...], marked: Marked) -> bool:
    return len(marked.text_of(dict(values).get("v", "")).split()) > _MOST_WORDS_OF_NAME


def _with_text_behind_colon(text: str, table: WordTable) -> Iterator[str]:
    """Yield a sentence with quotation marks around the text of a comment that lacks them."""
    before, colon, behind = text.partition(": ")
    said = {sense for word in before.split() for sense in table.senses_of((word.casefold(),))}
    if colon and said & {"comment", "say"} and not Sentence(text).quotes:
        yield f'{before}: "{behind}"'


def _said_of_list(things: RowReading, listing: WireStep) -> str:
    """Return the words for a list."""
    asked = " ".join(f"{arg.name} {arg.value}" for arg in listing.args)
    return f"list {things.noun}s, {asked}{words_of(listing.where)}"


def _chooses(listing: WireStep) -> bool:
    """Tell whether a list says more than its place and a state."""
    beside = {"repo", "project", "state"}
    return bool(listing.where) or any(arg.name not in beside for arg in listing.args)


def _without_words(
    things: RowReading, orders: tuple[SaidPart, ...], marked: Marked
) -> Iterator[WantedOfRow]:
    """Yield what an order says of the things without words."""
    for order in orders:
        if state := _STATES.get(order.says):
            yield state
        said = dict(order.values).get("v", "")
        taken = next((its for verb, its in _TAKES.items() if order.says.startswith(verb)), None)
        if taken and said and things.noun in {"issue", "pull"} and not re.search(r"[,&\s]", said):
            value = marked.text_of(said).removeprefix("@")
            is_me = value == "me" and taken != _LABEL
            yield taken._replace(value="@me" if is_me else value)


def _sayings_of(order: SaidPart, marked: Marked) -> Iterator[str]:
    """Yield what an order says; a text where a name may stand is a comment."""
    for one in order.says.split("|"):
        says, _, only = one.partition("/")
        yield _SAYS if only == SHORT and _is_text(order.values, marked) else says


def _in_english(order: SaidPart, things: RowReading, marked: Marked) -> Iterator[str]:
    """Yield an order in English, with its values; a few are two."""
    for one in _sayings_of(order, marked):
        says = one
        given = {name: _value(value, says, marked) for name, value in order.values}
        if says == "unassign {it}" and (assignees := [*_assignees_of(things)]):
            yield from (f"unassign {each} from {IT}" for each in assignees)
            continue
        if says in _OF_ALL_ASSIGNEES:
            says = _OF_TICKET if things.noun == "ticket" else _OF_ISSUE
        if "{l}" in says:
            labels = [_value(each, "", marked) for each in labels_of(things)]
            yield says.format(it=IT, l=" and ".join(labels)) if labels else ""
            continue
        if says == "relabel {it} to {v}":
            yield from _label_swap(given["v"], things, marked)
            continue
        if says == "hand {it} to {v}":
            yield from (f"unassign {each} from {IT}" for each in _assignees_of(things))
            says = "assign {v} to {it}"
        if things.noun == "chat message":
            says = says.replace("comment {v} on", "reply {v} to")
        yield says.format(it=IT, **{"v": "", "w": ""} | given)


def _label_swap(label: str, things: RowReading, marked: Marked) -> Iterator[str]:
    """Yield the orders that put a label in the place of the one that things are said to have."""
    labels = labels_of(things)
    if len(labels) == 1:
        yield f"remove the label {_value(labels[0], '', marked)} from {IT}"
        yield f"add the label {label} to {IT}"
    else:
        yield ""


def _assignees_of(things: RowReading) -> Iterator[str]:
    """Yield to whom issues are assigned, as is said of them; a ticket has one assignee alone."""
    if things.noun != "ticket":
        said = {"assignee has", "owned"} if things.noun == "issue" else {"assignee has"}
        yield from (dict(each.values)["v"] for each in things.says if each.says in said)


def _value(said: str, says: str, marked: Marked) -> str:
    """Return a value as the order in English has it: people bare, and all else quoted."""
    if says.startswith("react"):
        name = marked.text_of(said)
        return _EMOJI_IN_WORDS.get(name.casefold(), name)
    is_bare = says.startswith(_OF_PEOPLE) and (" & " in said or " " not in said)
    if is_bare or re.fullmatch(r"\d[\d-]*[hmdw]?", said):
        return said
    parts = re.split(r"\s*(?:,|&|\band\b)\s*", said)
    return " and ".join(_in_marks(marked.text_of(each)) for each in parts if each)


def _in_marks(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'
