"""Reads a sentence about each of many: its things, the list of them, and the orders for each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from aegis_cli.planning.lenient.for_each import RowOf, steps_for_rows
from aegis_cli.planning.lenient.reader import Guess
from aegis_cli.planning.lenient.rows.lists import WantedOfRow, listing_of
from aegis_cli.planning.lenient.rows.marked_text import IT, Marked
from aegis_cli.planning.lenient.rows.orders import RowOrder, orders_in
from aegis_cli.planning.lenient.rows.phrasebook import Phrasebook, phrasebook, values_of
from aegis_cli.planning.lenient.rows.right_words import with_right_words
from aegis_cli.planning.lenient.rows.things import Things, things_in
from aegis_cli.planning.lenient.said_conditions import words_of
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan, WireStep

LANGUAGES = ("en", "de", "fr", "es", "pt", "it")
_MOST_CHARACTERS = 300
_MOST_WAYS = 60
_SPACES = re.compile(r"\s+")
_ONLY = {
    "move {it} to {v}": {"ticket"},
    "move {it} to sprint {v}": {"ticket"},
    "start {it}": {"ticket"},
    "set the priority of {it} to {v}": {"ticket"},
    "log {v} on {it}": {"ticket"},
    "watch {it}": {"ticket"},
    "close {it} with resolution {v}": {"ticket"},
    "set the fix version of {it} to {v}": {"ticket"},
    "convert {it} to draft": {"pull"},
    "mark {it} as ready for review": {"pull"},
    "approve {it}": {"pull"},
    "rerun {it}": {"run"},
}
"""Orders that are of some things alone, whatever the same words say of others."""
_UNDONE = {"theirs": "unassign", "locked": "unlock"}
"""What is said of things that an order undoes, and so leaves out what is not so."""
_POLITE = re.compile(r"(?:please |hey |hi )*(?:can|could|would|will) you\b", re.IGNORECASE)
_OF_PEOPLE = ("assign", "hand", "unassign", "request", "remove {v} as")
_STATES = {
    "convert {it} to draft": WantedOfRow("draft", "is", "false"),
    "mark {it} as ready for review": WantedOfRow("draft", "is", "true"),
    "reopen {it}": WantedOfRow("state", "is", "closed"),
}
_LABEL = WantedOfRow("label", "has")
_TAKES = {
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

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of a sentence about each of many; `None` for any other sentence."""
        if len(text) > _MOST_CHARACTERS:
            return None
        return next(filter(None, (self._in(each, text, context) for each in LANGUAGES)), None)

    def _in(self, language: str, text: str, context: Context) -> Guess | None:
        book = phrasebook(language)
        plain = _plain(text, book)
        ways = dict.fromkeys((plain, with_right_words(plain, book)))
        return next(filter(None, (self._read(each, book, context) for each in ways)), None)

    def _read(self, text: str, book: Phrasebook, context: Context) -> Guess | None:
        marked = Marked.of(text, book.name, self.today)
        if marked is None or book.one("never").search(marked.text):
            return None
        if "?" in marked.text and not _POLITE.match(marked.text):
            return None
        for things in things_in(marked, book)[:_MOST_WAYS]:
            if found := self._of(things, marked, book, context):
                return found
        return None

    def _of(
        self, things: Things, marked: Marked, book: Phrasebook, context: Context
    ) -> Guess | None:
        rest = f"{marked.text[: things.start]}{IT}{marked.text[things.end :]}"
        for where, left in _with_place(things, rest, book):
            if listing_of(where, marked, context) is None:
                continue
            for orders in orders_in(left, book):
                if found := self._plan(where, orders, marked, context):
                    return found
        return None

    def _plan(
        self, things: Things, orders: list[RowOrder], marked: Marked, context: Context
    ) -> Guess | None:
        listing = listing_of(things, marked, context, tuple(_without_words(things, orders, marked)))
        alone = listing_of(things, marked, context)
        if listing is None or alone is None or not (things.is_every or _chooses(alone)):
            return None
        steps = self._steps(things, orders, listing, marked, context)
        if not steps:
            return None
        asked = " ".join(f"{arg.name} {arg.value}" for arg in listing.args)
        said = "; ".join(order.says for order in orders)
        read_as = f"list {things.noun}s, {asked}{words_of(listing.where)}; then for each: {said}"
        return Guess(WirePlan(steps=[listing, *steps]), read_as)

    def _steps(
        self,
        things: Things,
        orders: list[RowOrder],
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
                if not made or (order.values is None and _takes_away(made)):
                    return []
                steps += made
        return steps


def _tells_what_stays(things: Things, orders: list[RowOrder]) -> bool:
    """Tell whether something is said of things that only an order to undo it can leave out."""
    said = {key for key, _ in things.says}
    return any(
        key in said and not all(order.says.startswith(verb) for order in orders)
        for key, verb in _UNDONE.items()
    )


def _takes_away(steps: list[WireStep]) -> bool:
    """Tell whether steps take away what things must have for it, of which nothing is known here."""
    return any(".remove_" in step.action or step.action.endswith("reopen") for step in steps)


def _plain(text: str, book: Phrasebook) -> str:
    """Write a sentence without contractions, and with single spaces."""
    for said, meant in book.data.get("instead", {}).items():
        text = re.sub(said, meant, text, flags=re.IGNORECASE)
    return _SPACES.sub(" ", text).strip()


def _with_place(things: Things, rest: str, book: Phrasebook) -> Iterator[tuple[Things, str]]:
    """Yield the things, and once more in the place that is said apart from them."""
    yield things, rest
    if things.place or things.project:
        return
    for match in (*book.one("here").finditer(rest), *book.one("at_end").finditer(rest)):
        apart = rest[: match.start()].rstrip(" (,") + " " + rest[match.end() :].lstrip(" ),")
        found = replace(things, place=values_of(match).get("p", "here"))
        yield found, apart.strip()


def _chooses(listing: WireStep) -> bool:
    """Tell whether a list says more than its place and a state."""
    beside = {"repo", "project", "state"}
    return bool(listing.where) or any(arg.name not in beside for arg in listing.args)


def _without_words(things: Things, orders: list[RowOrder], marked: Marked) -> Iterator[WantedOfRow]:
    """Yield what an order says of the things without words."""
    for order in orders:
        if state := _STATES.get(order.says):
            yield state
        said = (order.values or {}).get("v", "")
        taken = next((its for verb, its in _TAKES.items() if order.says.startswith(verb)), None)
        if taken and things.noun in {"issue", "pull"} and not re.search(r"[,&\s]", said):
            value = marked.text_of(said).removeprefix("@")
            is_me = value == "me" and taken != _LABEL
            yield taken._replace(value="@me" if is_me else value)


def _in_english(order: RowOrder, things: Things, marked: Marked) -> Iterator[str]:
    """Yield an order in English, with its values; a few are two."""
    if order.values is None:
        yield _in_quotes(order.says, marked)
        return
    for one in order.says.split("|"):
        says, _, only = one.partition("/")
        is_moved = any(key.startswith("milestone is") for key, _ in things.says)
        if things.noun not in _ONLY.get(says, {things.noun}) or (only and not is_moved):
            yield ""
            return
        given = {name: _value(value, says, marked) for name, value in order.values.items()}
        if says == "hand {it} to {v}":
            yield from (f"unassign {each} from {IT}" for each in _assignees_of(things))
            says = "assign {v} to {it}"
        yield says.format(it=IT, **{"v": "", "w": ""} | given)


def _assignees_of(things: Things) -> Iterator[str]:
    """Yield to whom issues are assigned, as is said of them; a ticket has one assignee alone."""
    if things.noun != "ticket":
        yield from (dict(values)["v"] for key, values in things.says if key == "assignee has")


def _value(said: str, says: str, marked: Marked) -> str:
    """Return a value as the order in English has it: people bare, and all else quoted."""
    if says.startswith(_OF_PEOPLE) or re.fullmatch(r"\d[\d-]*[hmdw]?", said):
        return said
    parts = re.split(r"\s*(?:,|&|\band\b)\s*", said)
    return " and ".join(_in_marks(marked.text_of(each)) for each in parts if each)


def _in_marks(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'


def _in_quotes(text: str, marked: Marked) -> str:
    return "".join(
        _in_marks(marked.values[char]) if "\ue000" <= char < "\ue100" else char for char in text
    )
