"""Tells whether a guess leaves out what its sentence says, so that it must not be made.

A guess is asked about, but whoever reads "merge #12" may not see that "once bob approves" is gone.
Whatever shape a sentence was read in, these hold for every guess that changes something.
"""

import re
from collections.abc import Iterator

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import kinds_of, place_of, thing_of
from aegis_cli.planning.grammar.grammar import Grammar
from aegis_cli.planning.lenient.plain_shapes import ASKS
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan

_CONDITION = re.compile(
    r"\b(?:if(?! (?:you|i|we) (?:can|could|may|don't mind|have time))|unless|as soon as|as long as"
    r"|provided|assuming|whenever|in case|once|until|otherwise)\b",
    re.IGNORECASE,
)
"""What makes an order one for later, or for another case."""
_TAKEN_BACK = re.compile(
    r"\b(?:changed my mind|can wait|kidding|a joke|hold on|never ?mind|take (?:that|it) back"
    r"|i mean|rather not|scratch that|vetoe?s?|wait for|almost|hypothetically|pretend"
    r"|(?:forbid|disallow|delay|postpone|simulate|imagine) [a-z]+ing)\b|(?<=[,;.] )actually\b",
    re.IGNORECASE,
)
"""What denies an order, or is about doing it and no order."""
_LATER = re.compile(
    r"\b(?:tomorrow|tonight|domani|mañana|morgen|demain|amanhã|in an? (?:hour|minute|week)"
    r"|next (?:week|month|mon|tue|wed|thu|fri|sat|sun)\w*|(?:at|by) (?:noon|midnight|eod)"
    r"|(?:at|by) \d{1,2}(?::\d\d|(?::\d\d)? ?[ap]m)"
    r"|by (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{4}-\d\d-\d\d")
"""A day, or a time of a day, as a plan has it."""
_NAMED = re.compile(r"(?<![\w&])#(\d+)\b|\b([A-Z][A-Z0-9]+-\d+)\b")
"""A thing by its number, or by its key."""
_OTHER_THING = re.compile(r"(?<!\w)#(?=[a-z])|\b[A-Z][A-Z0-9]+-\d+\b")
"""A channel, or a ticket."""
_IT = re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_OTHER_NOUN = r"(?i:\b(?:comment|run|job|review|webhook|hook|artifact|deployment|key))"
_WAITS = "pulls.enable_auto_merge"
"""What happens once something else did."""


def leaves_out(text: str, plan: WirePlan, grammar: Grammar) -> bool:
    """Tell whether a plan that changes something has not all that a sentence says of it."""
    writes = [step for step in plan.steps if not grammar.actions[step.action].reads]
    if not writes:
        return False
    names, values = {step.action for step in plan.steps}, [*_values(plan)]
    said = _without_texts(text, values)
    is_later = names.isdisjoint({_WAITS}) and _CONDITION.search(said)
    is_both = {_WAITS, "pulls.merge"} <= names
    is_another_day = _LATER.search(said) and not any(map(_TIME.match, values))
    return bool(
        is_later
        or is_another_day
        or is_both
        or ASKS.match(said)
        or _TAKEN_BACK.search(said)
        or not _things(said) <= {*" ".join(values).split()}
        or _is_of_another(said, plan, grammar)
    )


def _values(plan: WirePlan) -> Iterator[str]:
    return (arg.value for step in plan.steps for arg in step.args)


def _without_texts(text: str, values: list[str]) -> str:
    """Return a sentence without its quotations, and without the texts that a plan has of it."""
    for quote in reversed(Sentence(text).quotes):
        text = text[: quote.start] + text[quote.end :]
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, " ") if " " in value else text
    return text


def _things(said: str) -> set[str]:
    return {number or key for number, key in _NAMED.findall(said)}


def _is_of_another(said: str, plan: WirePlan, grammar: Grammar) -> bool:
    """Tell whether "it" is of a channel or a ticket, and a step is about the repository alone.

    Or whether the number of a comment, a run or their like is taken for that of an issue.
    """
    writes = [(grammar.actions[each.action].cls, each) for each in plan.steps]
    writes = [(cls, step) for cls, step in writes if cls.facts.effect > Effect.READ]
    if _OTHER_THING.search(said) and _IT.search(said):
        # A thing of the repository would be named; what is about all of it takes "it" for that.
        here = [(cls, step) for cls, step in writes if thing_of(cls) is None]
        if any(a.name == place_of(cls) and a.value not in said for cls, s in here for a in s.args):
            return True
    numbers = (
        arg.value
        for cls, step in writes
        for arg in step.args
        if kinds_of(cls)[arg.name].reads == "issues"
    )
    return any(re.search(rf"{_OTHER_NOUN} #?{re.escape(each)}\b", said) for each in numbers)
