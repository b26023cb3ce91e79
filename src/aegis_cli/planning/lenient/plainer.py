"""Says a sentence plainly that is shaped otherwise: the same words, in the form of an order.

"The topic of #dev should be 'Hi'" is "set the topic of #dev to 'Hi'". What is said beside a request
is left out only where it is one of a short list, and never behind a text. Each plain sentence is
then read as if it had been typed, and the question shows it. A question changes nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from aegis_cli.actions.fields.kinds import TEXTS
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.grammar.lexicon import QUESTION_WORDS
from aegis_cli.planning.lenient.asides import ABOUT_THING, WITH_REASON
from aegis_cli.planning.lenient.everyday_shapes import EVERYDAY
from aegis_cli.planning.lenient.intent import likely_languages
from aegis_cli.planning.lenient.losses import leaves_out, takes_owner_for_name
from aegis_cli.planning.lenient.phrase_forms import without_empty
from aegis_cli.planning.lenient.plain_shapes import (
    ASKS,
    HAS_TEXT,
    INTERJECTION,
    MARKED,
    NO_STATE,
    NO_VALUE,
    OTHERWISE,
    PLACED,
    POLITE_END,
    STANDING,
    TICKET_TO,
    TOLD,
    WANTED,
    Shapes,
)
from aegis_cli.planning.lenient.reader import Guess
from aegis_cli.planning.lenient.told_text import VERBS, is_text
from aegis_cli.planning.plan import MOST_STEPS, Context
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

_FIRST_MARK = 0xE000
"""The first of the characters that stand for a text in quotation marks; nobody types one."""
_MARKS = re.compile(MARKED)
_MOST_CHARACTERS = 300
_MOST_CLAUSES = 3
_MOST_ENDS = 3
"""At so many places at most the first clause of a sentence may end."""
_MOST_SHAPES, _MOST_SHAPES_OF_CLAUSE = 30, 8
_PLACE = "repo"
_BETWEEN = re.compile(
    r"(?:,? and then |,? then |; +(?:and )?|, +and |,? and |,? & |, +|\. +)(?:also |please )?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?P<noun>branch|label|milestone|release|tag|workflow|variable|team)"
    r"(?:(?<!team)(?: called| named))? (?!called|named|from|in|on|of)"
    r"(?P<name>[\w./-]+|'[^']+'|\"[^\"]+\")"
)
"""A thing that has a name, with its noun."""
_PRONOUN = re.compile(r"\b(?:it|that one|this one)\b(?!')", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\bits\b", re.IGNORECASE)
_ABOUT_IT = re.compile(r"[a-z-]+ (?:it|this|that)\b(?!')", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"(?<!\S)#[a-z]|\b(?:to (?!do\b|\S*\d)|should|can|could|will|would|must|may|might|please|pls"
    r"|let's|you|need|want|have to|going to|if|when|once)\b",
    re.IGNORECASE,
)
"""With what others are to do something, or with whom a text is shared."""
_IS_SO = re.compile(
    r"\b(?:that|saying|:) (?:it|this|that|the \w+)(?:'s| is| was| has been) [^,]+$", re.IGNORECASE
)
_VALUES = ("value", "S", "STATUS", "RES", "VALUE", "CODE")
"""The parts that may be of several words, and have quotation marks then."""
_DIGITS = re.compile(r"^\d+$")
_NUMBERED = frozenset({"N", "N2", "T"})
"""The parts that are an issue or a pull request by its number, or may be one."""
_SEVERAL = frozenset({"LS", "PS", "INPUTS", "TOPICS"})
"""The parts that may be several names."""
_ANY_WORDS = frozenset({"TOPICS"})
"""Those that may be words of orders as well, such as the topic "go"."""
_EACH = re.compile(r"(?<![\w-])(?!and(?![\w-]))[\w-]+")
_COMMA = re.compile(r"(?:, and|,| &) ")
_ASKED = re.compile(r"^ask\b.* whether $", re.IGNORECASE)
_SENDING = ("post ", "dm ", "schedule ")
"""How an order begins whose text is sent to people."""
_STATES = frozenset({"open", "closed", "close", "draft"})
"""Words that say how something is, or what is to be done to it."""
_SPOKEN = (*_SENDING, "comment ")
_UNWRITTEN = re.compile(r"(?:an?|some|any|something|anything)(?: [\w-]+){0,2}$", re.IGNORECASE)
"""What somebody is to write: "a joke"."""
_GENERAL = re.compile(r"(?:add|remove|drop|ask|take|put|get|give|set)\b", re.IGNORECASE)
"""Verbs that say nothing of the thing that they are for."""


@dataclass(frozen=True, slots=True)
class Plainly:
    """Reads sentences as other, plain ones."""

    understand: Callable[[str, Context], Guess | None]
    """Reads a sentence as it stands; `None` if it is not clear."""
    grammar: Grammar
    near: Shapes = ()
    """Further shapes, for which a text may be told by its place alone."""
    dares: bool = False
    """Whether it serves a suggestion, so that nobody need know where a text within ends."""

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of the first plain sentence that is understood."""
        if not _is_readable(text):
            return None
        masked = _Masked.of(text)
        for said in islice(self._shapes(masked.text), _MOST_SHAPES):
            if found := self.understand(masked.unmask(said), context):
                return self._unless_asked(masked, found)
        return None

    def orders(self, text: str, context: Context) -> list[Guess]:
        """Return the orders of a sentence one by one; none where a question would change one."""
        if not _is_readable(text):
            return []
        masked = _Masked.of(text)
        one = self._one(masked.text, masked, context)
        found = [one] if one else self._each(_head(masked.text), masked, context) or []
        return found if all(self._unless_asked(masked, each) for each in found) else []

    def shapes(self, text: str) -> Iterator[str]:
        """Yield a sentence in other shapes."""
        masked = _Masked.of(text)
        if _is_readable(text):
            yield from map(masked.unmask, self._shapes(masked.text))

    def guess_each(self, text: str, context: Context) -> Guess | None:
        """Return the plan of a sentence of which each clause is understood by itself."""
        if not _is_readable(text):
            return None
        masked = _Masked.of(text)
        found = self._each(_head(masked.text), masked, context)
        if found is None or len(found) == 1:
            return None
        guess = plan_of(found)
        return self._unless_asked(masked, guess) if guess else None

    def _unless_asked(self, masked: "_Masked", found: Guess) -> Guess | None:
        """Return a plan; `None` for one that would change something where a question is asked.

        NOTE: a text of the plan may ask what it will: "comment on #12 which browser?".
        """
        reads = all(self.grammar.actions[step.action].reads for step in found.plan.steps)
        said = masked.text
        for text in self._texts(found):
            said = said.replace(text, "") if " " in text else said
        return found if reads or not ASKS.search(said) else None

    def has_text(self, found: Guess, said: str) -> bool:
        """Tell whether a plan has a text of a sentence that stands in no quotation marks."""
        return any(text in _Masked.of(said).text for text in self._texts(found))

    @property
    def _leads(self) -> frozenset[str]:
        """The words with which an order begins."""
        leads = self.grammar.lead_words | VERBS
        return leads - QUESTION_WORDS if self.near else leads

    def _shapes(self, said: str) -> Iterator[str]:
        """Yield what a sentence says in other shapes, the nearest first."""
        seen = {said}
        bases = [*_without_asides(said), said]
        once = [shape for base in bases for shape in (base, *self._other_shapes(base))]
        twice = (shape for each in once if each not in bases for shape in self._other_shapes(each))
        for shape in chain(once, twice):
            if shape not in seen:
                seen.add(shape)
                yield shape

    def _other_shapes(self, said: str) -> Iterator[str]:
        for form, order in self.near:
            if match := form.fullmatch(said):
                yield from self._orders_of(order, match, is_sent=False)
        for form, order in chain(WANTED, EVERYDAY, OTHERWISE, PLACED, TOLD):
            if match := form.fullmatch(said):
                yield from self._orders_of(order, match, is_sent=order.startswith(_SENDING))

    def _orders_of(self, order: str, match: re.Match[str], *, is_sent: bool) -> Iterator[str]:
        """Yield an order with the parts of a match; a text has quotation marks, a value may."""
        parts = {name: value or "" for name, value in match.groupdict().items()}
        order = without_empty(order, parts)
        if self.near:  # a number alone may be anything
            parts |= {
                name: _DIGITS.sub(r"#\g<0>", parts[name]) for name in _NUMBERED & parts.keys()
            }
        parts |= {name: _COMMA.sub(" and ", parts[name]) for name in _SEVERAL & parts.keys()}
        parts |= {name: _EACH.sub(r"'\g<0>'", parts[name]) for name in _ANY_WORDS & parts.keys()}
        if "text" in parts and not _MARKS.fullmatch(parts["text"]):
            before = match.string[: match.start("text")]
            quoted = _in_quotes(_text_with_reader(parts, before))
            if order.startswith(_SPOKEN) and self._is_asked_for(parts["text"]):
                return
            if quoted and is_text(parts["text"], before, self._leads, is_sent=is_sent):
                yield order.format_map(_Parts(parts, text=quoted))
            return
        name = next((name for name in _VALUES if name in parts), "value")
        value = parts.get(name, "").strip()
        no_value = NO_STATE if parts.get("what") in STANDING else NO_VALUE
        if order.startswith("set ") and no_value.search(value):
            return
        yield order.format_map(_Parts(parts))
        if quoted := _in_quotes(value):
            yield order.format_map(_Parts(parts, **{name: quoted}))

    def _is_asked_for(self, text: str) -> bool:
        """Tell whether words are no text, but a verb, or a text that somebody is to write."""
        return text.strip().casefold() in self._leads or _UNWRITTEN.match(text.strip()) is not None

    def _each(self, said: str, masked: "_Masked", context: Context) -> list[Guess] | None:
        """Read clauses one by one; what one is about, and where, holds for the next."""
        found: list[Guess] = []
        thing = there = ""
        while len(found) < _MOST_CLAUSES:
            last = self._one(said, masked, context) or self._about(said, thing, masked, context)
            if last and found and self._takes_verb_for_noun(said, last, is_next=True):
                return None
            if last and (found or self.near):
                return [*found, last] if there in {"", _place_of(last)} else None
            first, before, rest = self._first(said, masked, context)
            thing = self._thing_of(first, before, masked)
            follows = self._with_thing(rest, thing)
            if before is None or follows is None:
                return None
            found.append(before)
            place = _place_of(before)
            there = place if follows != rest else ""  # what "it" is, is there alone
            said, context = follows, replace(context, repo=place) if place else context
        return None

    def _thing_of(self, said: str, order: Guess | None, masked: "_Masked") -> str:
        """Return the one thing that an order is about; "" where only its text names one."""
        for text in self._texts(order) if order else ():
            said = said.replace(text, "")
        return _thing_in(masked.unmask(said))

    def _first(
        self, said: str, masked: "_Masked", context: Context
    ) -> tuple[str, Guess | None, str]:
        """Return the first clause, which ends where an order begins, and what follows it.

        NOTE: the first end at which it is understood is that, so that the work stays small.
        """
        ends = (end for end in _BETWEEN.finditer(said) if self._begins_order(said[end.end() :]))
        for end in islice(ends, _MOST_ENDS):
            first, rest = said[: end.start()], said[end.end() :]
            before = self._one(first, masked, context) or self._with_thing_behind(
                first, rest, masked, context
            )
            if before:
                is_sure = _ends_text(end[0], first, rest) and bool(self.near)
                is_bare = not is_sure and self._has_bare_text(first, rest, before, masked)
                return first, None if is_bare else before, rest
        return said, None, ""

    def _has_bare_text(self, first: str, rest: str, found: Guess, masked: "_Masked") -> bool:
        """Tell whether a text has no quotation marks, so that nobody knows where it ends.

        NOTE: "comment lgtm on #12 and …" says where, and a near shape reads just that.
        """
        texts = [text for text in self._texts(found) if text in masked.text]
        if self.dares:
            may_go_on = _ABOUT_IT.match(rest) is not None
            return any(
                first.endswith(text) and (may_go_on or _OF_OTHERS.search(text)) for text in texts
            )
        return any(not self.near or first.endswith(text) for text in texts)

    def _texts(self, found: Guess) -> Iterator[str]:
        """Yield the texts of a plan."""
        for step in found.plan.steps:
            action = self.grammar.actions[step.action]
            yield from (arg.value for arg in step.args if action.reader(arg.name) in TEXTS)

    def _about(self, said: str, thing: str, masked: "_Masked", context: Context) -> Guess | None:
        """Read an order that names no thing as one about that before: "label 12 bug, drop ui"."""
        is_alone = " " not in said.strip()
        if self.near and not self.dares and _GENERAL.match(said):
            return None  # "label #12 bug and drop docs" may drop anything
        if not thing or _thing_in(masked.unmask(said)) or (is_alone and not self.near):
            return None  # a verb alone says too little
        between = (" ",) if is_alone else (" on ", " from ")
        ways = (self._one(f"{said}{word}{thing}", masked, context) for word in between)
        return next(filter(None, ways), None)

    def _with_thing(self, said: str, thing: str) -> str | None:
        """Return a clause with a thing in place of "it"; `None` where nothing is meant by that.

        NOTE: in a text "it" may be anything, so that nothing is put there.
        """
        forms = chain(self.near, TOLD)
        told = [match for form, _ in forms if (match := form.fullmatch(said)) and _text_of(match)]
        if any(_refers(match["text"]) for match in told):
            if not self.dares:
                return None
            start = min(match.start("text") for match in told)
            return f"{_in_place_of_it(said[:start], thing) or said[:start]}{said[start:]}"
        return _in_place_of_it(said, thing)

    def _with_thing_behind(
        self, first: str, rest: str, masked: "_Masked", context: Context
    ) -> Guess | None:
        """Read a verb alone with the thing behind it: "approve and merge #12"."""
        thing = _thing_in(masked.unmask(rest))
        is_verb = re.fullmatch(r"[a-z-]+", first, re.IGNORECASE) and self._begins_order(first)
        return self._one(f"{first} {thing}", masked, context) if thing and is_verb else None

    def _one(self, said: str, masked: "_Masked", context: Context) -> Guess | None:
        text = masked.unmask(said).strip()
        plain = (masked.unmask(each) for each in islice(self._shapes(said), _MOST_SHAPES_OF_CLAUSE))
        found = filter(None, (self.understand(each, context) for each in (text, *plain)))
        return next((each for each in found if self._may_be_meant(said, text, each)), None)

    def _may_be_meant(self, said: str, text: str, found: Guess) -> bool:
        """Tell whether a reading is none that drops something, or takes a verb for a noun."""
        drops = leaves_out(text, found.plan, self.grammar) or takes_owner_for_name(text, found.plan)
        return not ((self.near and drops) or self._takes_verb_for_noun(said, found))

    def _takes_verb_for_noun(self, said: str, found: Guess, *, is_next: bool = False) -> bool:
        """Tell whether a clause begins with an order, and is read as a look: "release v2".

        NOTE: behind another order "open 2.4" is one, too, and no list of what is open.
        """
        first = said.strip().partition(" ")[0].casefold()
        reads = all(self.grammar.actions[step.action].reads for step in found.plan.steps)
        is_noun = first in self.grammar.nouns and first in self._leads
        return reads and (is_noun or (is_next and first in _STATES))

    def _begins_order(self, said: str) -> bool:
        """Tell whether words begin with a verb; else they belong to what is before."""
        first = re.match(r"[\w-]+", said)
        is_verb = first is not None and first[0].casefold() in self._leads
        return is_verb or TICKET_TO.match(said) is not None


@dataclass(frozen=True, slots=True)
class _Masked:
    """A sentence in which one character stands for each text in quotation marks."""

    text: str
    quotes: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Masked":
        pieces, quotes, at = list[str](), list[str](), 0
        for quote in Sentence(text).quotes:
            pieces += [text[at : quote.start], chr(_FIRST_MARK + len(quotes))]
            quotes.append(text[quote.start : quote.end])
            at = quote.end
        return cls("".join([*pieces, text[at:]]).strip(), tuple(quotes))

    def unmask(self, said: str) -> str:
        """Write the quotations again where they stood."""
        return _MARKS.sub(lambda mark: self.quotes[ord(mark[0]) - _FIRST_MARK], said)


class _Parts(dict[str, str]):
    """The parts of an order; what its form does not name is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def plan_of(orders: list[Guess]) -> Guess | None:
    """Return orders as one plan; `None` if it has too many steps."""
    steps = [step for each in orders for step in each.plan.steps]
    if len(steps) > MOST_STEPS:
        return None
    numbered = [step.model_copy(update={"id": f"s{at}"}) for at, step in enumerate(steps, 1)]
    return Guess(WirePlan(steps=numbered), "; then ".join(each.read_as for each in orders))


def _is_readable(text: str) -> bool:
    """Tell whether a sentence is short, and of no other language: the shapes are English."""
    if len(text) > _MOST_CHARACTERS or _MARKS.search(text):
        return False
    language, is_sure = likely_languages(text)[0]
    return language == "en" or not is_sure


def _head(said: str) -> str:
    """Return a sentence without the first of what is said beside the request."""
    return next(_without_asides(said), said)


def _without_asides(said: str) -> Iterator[str]:
    """Yield a sentence without what is said beside the request, and says nothing of it."""
    bare = INTERJECTION.sub("", said).strip()
    if bare and bare != said:
        yield bare
    if HAS_TEXT.search(bare):
        return  # NOTE: it may be a part of the text
    polite = POLITE_END.sub("", bare).strip()
    if polite and polite != bare:
        yield polite
    match = ABOUT_THING.fullmatch(polite)
    if match and _PRONOUN.search(match["order"]):
        yield _PRONOUN.sub(match["thing"], match["order"], count=1)
    if match := WITH_REASON.fullmatch(polite):
        yield match["order"].strip()


def _in_quotes(text: str) -> str:
    """Return a text in quotation marks; "" where some stand in it."""
    is_plain = text.strip() and '"' not in text and not _MARKS.search(text)
    return f'"{text.strip()}"' if is_plain else ""


def _thing_in(text: str) -> str:
    """Return the one thing that a clause names, as it stands there; "" where there are others."""
    tokens = [
        token
        for token in Sentence(text).tokens
        if not token.quoted and (token.number is not None or token.link is not None)
    ]
    words = [word.strip(",.;:") for word in text.split()]
    keys = [word for word in words if re.fullmatch(r"[A-Z][A-Z0-9]+-\d+|#[a-z][\w-]*", word)]
    numbered = [word for word in words if word.casefold() in {token.text for token in tokens}]
    named = (f"{each['noun']} {each['name']}" for each in _NAMED.finditer(text))
    found = [*dict.fromkeys([*numbered, *keys])] or [*named]
    return found[0] if len(found) == 1 else ""


def _place_of(guess: Guess) -> str:
    """Return the one repository that a plan is about; "" where it is about none, or several."""
    steps = guess.plan.steps
    places = {arg.value for step in steps for arg in step.args if arg.name == _PLACE}
    return places.pop() if len(places) == 1 else ""


def _ends_text(between: str, first: str, rest: str) -> bool:
    """Tell whether what is written on a thing ends where an order about "it" begins.

    NOTE: "comment on 12 that they should rebase and merge it" asks others to.
    """
    is_of_it = _ABOUT_IT.match(rest) and not _OF_OTHERS.search(first)
    return bool(is_of_it) and ("then" in between or between[0] == "," or bool(_IS_SO.search(first)))


def _text_with_reader(parts: dict[str, str], before: str) -> str:
    """Return a text; who is to read it is mentioned in it, and what is asked is a question."""
    text = parts["text"].rstrip("?") + "?" if _ASKED.search(before) else parts["text"]
    return f"@{reader.lstrip('@')} {text}" if (reader := parts.get("TO")) else text


def _text_of(match: re.Match[str]) -> str:
    """Return the text that a match has; "" where it has none."""
    return match.groupdict().get("text") or ""


def _refers(said: str) -> bool:
    return bool(_PRONOUN.search(said) or _POSSESSIVE.search(said))


def _in_place_of_it(said: str, thing: str) -> str | None:
    """Return words with a thing in the place of "it"; `None` where there is none to put there."""
    if _POSSESSIVE.search(said):
        said = _POSSESSIVE.sub("the", said) + f" of {thing}" if thing else said
    if not _PRONOUN.search(said):
        return said
    return _PRONOUN.sub(thing, said) if thing else None
