"""Reads an order for each of many: "close every issue labelled stale, older than 90 days".

The words of the things are planned as "list …", and the rest as an order about one thing that
stands for each. Both are read whole, so that nothing is left out.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from aegis_cli.actions.catalog import load
from aegis_cli.actions.results.conditions import conditions_of
from aegis_cli.planning.lenient.reader import Guess
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.stand_ins import Spelling
from aegis_cli.planning.wire import WireArgument, WireCondition, WirePlan, WireStep

_EACH = re.compile(r"\b(?:every|each|all|any)\b(?:\s+(?:of\s+)?(?:the|my|our))?", re.IGNORECASE)
_SINGULAR = r"(?:issue|pull request|pr|ticket|bug|branch|label|milestone|release|run|repo)"
_MOST_WORDS = 40
_NUMBER = Spelling().first + 1
"""What stands for each thing in the order about it."""

Understand = Callable[[str, Context], WirePlan | None]
"""Plans a sentence, each word of which must be understood."""


class _Condition(NamedTuple):
    """A phrase that says what each thing must be like."""

    form: re.Pattern[str]
    field: str
    test: str
    value: str
    """A template over the groups of the form."""


def _phrase(form: str, field: str, test: str, value: str = "{v}") -> _Condition:
    return _Condition(
        re.compile(rf"(?:\s+|^)(?:{form})(?=[\s,.]|$)", re.IGNORECASE), field, test, value
    )


_AGE = r"(?P<v>\d{1,4}\s(?:day|week|month|year)s?)"
_DAY = r"(?P<v>\d{4}-\d\d-\d\d)"
_THAT = r"(?:,?\s*(?:that|which)\s+)?"
_IS = r"(?:are\s+|is\s+)?"
_WAS = r"(?:(?:were|was|are|is)\s+)?"
_HAS_NO = r"(?:without|with\s+no|have\s+no|has\s+no)\s+"
_ANY = r"(?:any\s+|a\s+|an\s+)?"
_TOUCHED = r"(?:touched|updated|changed)"
_NOBODY = rf"(?:nobody|no\s?-?one)\s+(?:has\s+)?{_TOUCHED}"
_NOT = r"(?:(?:were|was|are|is|have|has|had)(?:\s+not|n't)(?:\s+been)?|not)"
_UNTOUCHED = (
    rf"(?:{_THAT}(?:{_NOBODY}|{_NOT}\s+{_TOUCHED})|untouched|"
    r"(?:with\s+no|without)\s+(?:any\s+)?(?:activity|updates?))"
)
_FOR = r"(?:for|in|within|since)\s+(?:the\s+)?(?:last\s+|past\s+)?(?:more\s+than\s+|over\s+)?"
_MADE = rf"{_THAT}{_WAS}(?:opened|created|made)"
_LAST = rf"{_THAT}{_WAS}(?:last\s+)?{_TOUCHED}"
_TITLED = r"(?P<q>['\"])(?P<v>[^'\"]{1,200})(?P=q)"
_CONDITIONS: Sequence[_Condition] = (
    _phrase(rf"{_UNTOUCHED}\s+{_FOR}{_AGE}", "updated", "before"),
    _phrase(rf"{_UNTOUCHED}\s+since\s+{_DAY}", "updated", "before"),
    _phrase(rf"{_LAST}\s+(?:before|over)\s+{_DAY}", "updated", "before"),
    _phrase(rf"{_LAST}\s+after\s+{_DAY}", "updated", "after"),
    _phrase(rf"{_THAT}{_IS}older\s+than\s+{_AGE}", "created", "before"),
    _phrase(rf"{_THAT}{_IS}(?:newer|younger)\s+than\s+{_AGE}", "created", "after"),
    _phrase(rf"{_MADE}\s+before\s+{_DAY}", "created", "before"),
    _phrase(rf"{_MADE}\s+after\s+{_DAY}", "created", "after"),
    _phrase(
        rf"{_THAT}(?:have|has|with)\s+(?:more\s+than|over)\s+(?P<v>\d{{1,6}})\s+comments?",
        "comments",
        "more_than",
    ),
    _phrase(
        rf"{_THAT}(?:have|has|with)\s+(?:less|fewer)\s+than\s+(?P<v>\d{{1,6}})\s+comments?",
        "comments",
        "less_than",
    ),
    _phrase(rf"{_THAT}{_HAS_NO}{_ANY}comments?", "comments", "less_than", "1"),
    _phrase(rf"{_THAT}{_HAS_NO}{_ANY}labels?(?!\s+\w)", "label", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}unlabell?ed", "label", "has_not", ""),
    _phrase(rf"{_THAT}{_HAS_NO}(?:the\s+)?label\s+(?P<v>[\w:/.-]+)", "label", "has_not"),
    _phrase(rf"{_THAT}{_IS}not\s+labell?ed\s+(?P<v>[\w:/.-]+)", "label", "has_not"),
    _phrase(rf"{_THAT}{_HAS_NO}{_ANY}assignees?", "assignee", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}(?:unassigned|not\s+assigned)(?!\s+to)", "assignee", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}assigned\s+to\s+(?:nobody|no\s+one)", "assignee", "has_not", ""),
    _phrase(rf"{_THAT}{_IS}not\s+assigned\s+to\s+@?(?P<v>[\w-]+)", "assignee", "has_not"),
    _phrase(rf"{_THAT}{_IS}not\s+(?:a\s+)?drafts?", "draft", "is", "false"),
    _phrase(rf"{_THAT}(?:are|is)\s+(?:a\s+)?drafts?", "draft", "is", "true"),
    _phrase(
        rf"(?:whose\s+title\s+(?:contains|has)|with\s+(?:the\s+)?title\s+containing)\s+{_TITLED}",
        "title",
        "contains",
    ),
    _phrase(rf"with\s+{_TITLED}\s+in\s+(?:the|their|its)\s+title", "title", "contains"),
)


@dataclass(frozen=True, slots=True)
class ForEach:
    """Reads an order for each of many."""

    understand: Understand

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of a sentence about each of many; `None` for any other sentence.

        NOTE: a second "every" is another loop, and is not read.
        """
        outside = _masked(text)
        found = [*_EACH.finditer(outside)]
        if len(found) != 1 or len(text.split()) > _MOST_WORDS:
            return None
        head, rest = text[: found[0].start()], text[found[0].end() :].strip()
        for phrase, tail in _splits(rest):
            if guessed := self._guess(head.strip(), phrase, tail, context):
                return guessed
        return None

    def _guess(self, head: str, phrase: str, tail: str, context: Context) -> Guess | None:
        listed, conditions = _without_conditions(phrase)
        found = self._listing(listed, conditions, context)
        if found is None:
            return None
        listing, said = found
        place = next((a.value for a in listing.args if a.name == "repo"), None)
        there = replace(context, repo=place) if place and "/" in place else context
        for thing in _things(listed):
            order = " ".join(filter(None, (head, thing, tail)))
            plan = self.understand(order, there)
            if plan is not None and (steps := _looped(plan, listing.id)):
                told = ", ".join(
                    f"{c.field} {c.test.replace('_', ' ')} {c.value}" for c in conditions
                )
                behind = f" ({told})" if told else ""
                read_as = (
                    f"{said}{behind}; then for each of them: {' '.join(filter(None, (head, tail)))}"
                )
                return Guess(WirePlan(steps=[listing, *steps]), read_as)
        return None

    def _listing(
        self, listed: str, conditions: Sequence[WireCondition], context: Context
    ) -> tuple[WireStep, str] | None:
        """Return the step that lists the things, and its sentence."""
        for way in _several(listed):
            said = f"list {way}"
            plan = self.understand(said, context)
            if plan is None or len(plan.steps) != 1:
                continue
            (step,) = plan.steps
            declared = {each.name for each in conditions_of(load(step.action).facts.result)}
            if not conditions or {each.field for each in conditions} <= declared:
                made = step.model_copy(update={"id": "s1", "where": [*conditions]})
                return made, said
        return None


def _told(conditions: Sequence[WireCondition]) -> str:
    """Say what the things are asked for."""
    told = ", ".join(
        " ".join(filter(None, (each.field, each.test.replace("_", " "), each.value or "any")))
        for each in conditions
    )
    return f" with {told}" if told else ""


def _masked(text: str) -> str:
    """Return a text with a dash in place of each character between quotation marks."""
    out = text
    for quote in Sentence(text).quotes:
        out = out[: quote.start] + "-" * (quote.end - quote.start) + out[quote.end :]
    return out


def _splits(rest: str) -> Iterator[tuple[str, str]]:
    """Yield the words of the things, and what stands behind them: the longest first."""
    masked = _masked(rest)
    ends = [match.end() for match in re.finditer(r"\S+", masked)]
    for end in reversed(ends):
        yield rest[:end].strip(" ,"), rest[end:].strip(" ,")


def _without_conditions(phrase: str) -> tuple[str, tuple[WireCondition, ...]]:
    """Take the phrases of conditions out of the words of things."""
    found: list[WireCondition] = []
    left = phrase
    for each in _CONDITIONS:
        while match := each.form.search(left):
            value = each.value.format(**match.groupdict())
            found.append(WireCondition(field=each.field, test=each.test, value=value))
            left = f"{left[: match.start()]} {left[match.end() :]}"
    left = re.sub(r"\s+(?:and|,)\s*$", "", " ".join(left.split()))
    return re.sub(r"\s+(?:and)\s+(?=in\b)", " ", left).strip(" ,"), tuple(found)


def _several(listed: str) -> Iterator[str]:
    """Yield the words with their first noun in the plural, as a list is asked for."""
    plural = re.sub(rf"\b({_SINGULAR})(e?s)?\b", _plural, listed, count=1, flags=re.IGNORECASE)
    yield plural
    if plural != listed:
        yield listed


def _plural(match: re.Match[str]) -> str:
    return match[0] if match[2] else match[1] + ("es" if match[1].lower() == "branch" else "s")


def _things(listed: str) -> Iterator[str]:
    """Yield what stands for each thing in the order about it."""
    noun = re.search(rf"\b{_SINGULAR}(?:e?s)?\b", listed, re.IGNORECASE)
    if noun:
        one = re.sub(r"(?<=branch)es$|s$", "", noun[0], flags=re.IGNORECASE)
        yield f"{one} #{_NUMBER}"
    yield f"#{_NUMBER}"


def _looped(plan: WirePlan, over: str) -> list[WireStep]:
    """Return the steps of an order for each row of a list; none where one is about no row."""
    steps = [_for_row(step, over, f"s{at}") for at, step in enumerate(plan.steps, start=2)]
    return [step for step in steps if step] if all(steps) else []


def _for_row(step: WireStep, over: str, step_id: str) -> WireStep | None:
    rows = [arg for arg in step.args if arg.value == str(_NUMBER)]
    if not rows or any(str(_NUMBER) in arg.value for arg in step.args if arg not in rows):
        return None
    others = [arg for arg in step.args if arg not in rows and arg.name != "repo"]
    each = [WireArgument(name=arg.name, source="row") for arg in rows]
    return step.model_copy(update={"id": step_id, "args": [*each, *others], "each": over})
