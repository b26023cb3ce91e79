"""Reads an order for each of many: "close every issue labelled stale, older than 90 days".

The words of the things are planned as "list …", and the rest as an order about one thing that
stands for each. Both are read whole, so that nothing is left out.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from aegis_cli.actions.catalog import load
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import kinds_of, place_of, thing_of
from aegis_cli.actions.fields.kinds import Role
from aegis_cli.actions.results.conditions import conditions_of
from aegis_cli.actions.results.views import listing_of
from aegis_cli.planning.lenient.losses import says_later
from aegis_cli.planning.lenient.reader import Guess
from aegis_cli.planning.lenient.said_conditions import is_cut_short, without_conditions, words_of
from aegis_cli.planning.lenient.translated_conditions import ALMOST, in_english, says_more
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.ages import AGO
from aegis_cli.planning.sentence.sentence import without_quotations
from aegis_cli.planning.stand_ins import Spelling
from aegis_cli.planning.wire import WireArgument, WireCondition, WirePlan, WireStep

_LIST, _SEARCH = "list {}", "search {}"
_EVERY = {
    _LIST: r"(?<!with )(?<!without )(?<!have )(?<!has )(?:every|each|all|any)(?: of)?"
    r"(?: (?:the|these|those|our)\b)?",
    "liste {}": r"all(?:e|er|en)|sämtliche[nr]?|jede[snmr]?|tous les|toutes les|chaque",
    "lista {}": r"tod[oa]s (?:l[oa]s|[oa]s)|cada",
    "elenca {}": r"tutt[ei] (?:le|i|gli)|ogni",
}
"""How "every" is said, by the sentence that lists in the same language."""
_EACH = {verb: re.compile(rf"\b(?:{form})\b(?=\s)", re.IGNORECASE) for verb, form in _EVERY.items()}
_IN_JAPANESE = re.compile("(?:すべて|全て|全部)の?")
_IN_CHINESE = re.compile("所有的?|全部的?|每个|每一个")
_PARTICLE = re.compile("[をにへ]|から")
"""What stands between a thing and a verb in Japanese."""
_LONGEST_CHINESE_VERB = 4
_CHINESE_OBJECT = re.compile(
    r"\s*(?P<head>[给把将為为])\s*(?P<things>.+?)\s*"
    r"(?P<tail>(?:都\s*)?(?:添加|加上|打上|关闭|分配|指派|锁定|移除|删除).*)"
)
_EVERYTHING = re.compile(
    r"\beverything\b(?=\s+(?:labell?ed|with|in|that|older|assigned)\b)", re.IGNORECASE
)
_ALSO_EACH = re.compile(
    r"\b(?:to|on|from|in)\s+(?P<one>each|all|every\s+one)(?:\s+of\s+them)?(?=\s*(?:$|,|and\b))"
    r"|\b(?P<them>them\s+all|all\s+of\s+them|each\s+of\s+them|them)\b",
    re.IGNORECASE,
)
"""How an order behind speaks of each of the things."""
_SINGULAR = (
    r"(?:issue|pull request|pr|ticket|bug|branch|label|milestone|release|run|workflow|channel"
    r"|sprint|repository|repo)"
)
_NOUN = re.compile(rf"\b({_SINGULAR})(ie)?(e?s)?\b", re.IGNORECASE)
_ADJECTIVE = r"(?:(?:my|open|closed|draft|unassigned|unlabell?ed|failed)\s+)"
_PLURAL = re.compile(
    rf"(?:\b(?:the|those|all)\s+)?\b(?P<things>{_ADJECTIVE}*"
    r"(?:issues|pull\s+requests|prs|tickets|bugs|branches|milestones|releases|runs|repos"
    r"|repositories)\b)(?!\s+as\b)",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:please\s+)?(?:for|take|find|get|go\s+through|look\s+(?:at|through))", re.IGNORECASE
)
"""What stands before the things, where the orders stand behind them."""
_PARTICIPLE = re.compile(r"\w+ed", re.IGNORECASE)
"""What tells what things are like, and orders nothing: "unassigned bugs in WEB"."""
_LIKENESS = re.compile(r"(?:assigned|labell?ed|tagged|opened|created|closed)\b", re.IGNORECASE)
"""What says of things what they are like: "issues assigned to me" is no order."""
_URGENT = re.compile(r"\burgent(?:es?|i)\b", re.IGNORECASE)
"""What no list can be asked for, and is said in an order as if it were nothing: "urgently"."""
_MERGED = re.compile(
    r"\bmerged\b|\bgemerge?[td]|\bzusammengef\w{1,2}hrt|\bfusion|\bmescla|\bunit[ei]\b|\bintegrad"
    "|合并|合入|マージ",
    re.IGNORECASE,
)
"""How pull requests are said to be merged, by those who name many of them."""
_OF_WHICH = re.compile(
    r"\s*with\s+(?:an?\s+|the\s+)?(?:resolution\b|comment\b.*\bto\b)", re.IGNORECASE
)
"""What may say which of the things are meant, where it stands right behind them."""
_ONE_DAY = re.compile(
    r"(?<!since )(?<!after )(?<!before )"
    r"\b(?:yesterday|last\s+(?:night|week|month|year|\w+day)|on\s+\w+day)\b",
    re.IGNORECASE,
)
"""A day in words, or a time that is over: "created yesterday"."""
_CLAUSE = re.compile(r"\s*(?:,\s*(?:and\s+)?(?:then\s+)?|;\s*|\s(?:and\s+)?then\s|\sand\s)\s*")
_JOINED = re.compile(r"^(?:and\s+)?(?:then\s+)?")
_IT = re.compile(r"\b(?:it|its?\s+one)\b", re.IGNORECASE)
_MOST_WORDS, _MOST_CLAUSES = 40, 4
_SPELLING = Spelling()
_ROW = 1
_NUMBER = _SPELLING.first + _ROW
"""What stands for each thing in the order about it."""
_OF_OTHERS = frozenset(
    "branch label milestone release run workflow channel sprint repository repo".split()
)
"""Nouns that may be said of other things: "issues without a label"."""
_WITH_NUMBER_SIGN = frozenset({"issue", "pull request"})
_NAME = f"{_SPELLING.name}-{_ROW}"

_THINGS = {
    "issue": f"issue #{_NUMBER}",
    "pull": f"PR #{_NUMBER}",
    "run": f"run {_NUMBER}",
    "milestone": f"milestone {_NAME}",
    "release": f"release {_NAME}",
    "ticket": "",
    "chat message": f"{_NUMBER}1.000001",
}
"""What stands for each thing in an order about it."""

PlanOf = Callable[[str, Context], WirePlan | None]
"""Plans a sentence, each word of which must be understood."""


class _Said(NamedTuple):
    """A sentence about each of many, in its parts."""

    lists: str
    """The sentence that lists, in its language, with a hole for the things."""
    head: str
    """What stands before the things."""
    things: str
    tail: str
    """What stands behind them."""
    must_choose: bool = False
    """Whether it is about many only where it says which: a plural alone may be about others."""


class _Order(NamedTuple):
    """An order about one thing that stands for each."""

    steps: list[WireStep]
    said: str


@dataclass(frozen=True, slots=True)
class ForEach:
    """Reads an order for each of many."""

    understand: PlanOf

    def guess(self, text: str, context: Context) -> Guess | None:
        """Return the plan of a sentence about each of many; `None` for any other sentence.

        NOTE: a second "every" is another loop, and is not read.
        """
        text = in_english(text) if _is_in_another_language(text) else text
        said = without_quotations(text)
        if ALMOST.search(said):
            return None
        if len(text.split()) > _MOST_WORDS or "?" in said or says_later(said):
            return None
        return next(filter(None, (self._guess(part, context) for part in _parts(text))), None)

    def listing_of(self, things: str, context: Context) -> tuple[WireStep, str] | None:
        """Return the step that lists the things of a phrase, and its sentence; `None` for none."""
        listed, conditions = without_conditions(things)
        if conditions and says_more(without_quotations(listed), ""):
            return None
        return None if tells_one_day(listed) else self._listing(_LIST, listed, conditions, context)

    def _guess(self, said: _Said, context: Context) -> Guess | None:
        if is_cut_short(said.things, said.tail) or _URGENT.search(without_quotations(said.things)):
            return None
        listed, conditions = without_conditions(said.things)
        is_half_read = conditions and says_more(without_quotations(listed), said.tail)
        if is_half_read or _OF_WHICH.match(said.tail) or tells_one_day(listed):
            return None
        found = self._listing(said.lists, listed, conditions, context)
        if found is None or (said.must_choose and not _chooses(found[0])):
            return None
        listing, asked = found
        if not said.tail and self._asks_to_see(said.head, listed, listing, context):
            seen = Guess(WirePlan(steps=[listing]), asked + words_of(conditions))
            return seen if conditions else None  # without them it is read elsewhere
        place = _place(listing)
        there = replace(context, repo=place) if place and "/" in place else context
        things = tuple(_things(listed, listing))
        order = self._order(said, things, listing, there)
        if order is None:
            return None
        read_as = f"{asked}{words_of(conditions)}; then for each of them: {order.said}"
        return Guess(WirePlan(steps=[listing, *order.steps]), read_as)

    def _listing(
        self, lists: str, listed: str, conditions: Sequence[WireCondition], context: Context
    ) -> tuple[WireStep, str] | None:
        """Return the step that lists the things, and its sentence."""
        for way in _several(listed):
            said, plan = self._list(lists, way, context)
            if plan is None or len(plan.steps) != 1:
                continue
            (step,) = plan.steps
            action = load(step.action)
            declared = {each.name for each in conditions_of(action.facts.result)}
            if {each.field for each in conditions} <= declared and not _is_bounded(step):
                made = step.model_copy(update={"id": "s1", "where": [*conditions]})
                return made, said
        return None

    def _list(self, lists: str, way: str, context: Context) -> tuple[str, WirePlan | None]:
        """Return the sentence that lists things, and its plan.

        NOTE: a list of pull requests has merged ones among all that are closed; a search tells.
        """
        said = lists.format(way)
        plan = self.understand(said, context)
        is_closed = plan is not None and plan.steps[0].action == "pulls.list"
        if not (is_closed and _MERGED.search(without_quotations(way))):
            return said, plan
        said = _SEARCH.format(way)
        plan = self.understand(said, context)
        is_merged = plan and any(arg.value == "merged" for arg in plan.steps[0].args)
        return said, plan if is_merged else None

    def _asks_to_see(self, head: str, listed: str, listing: WireStep, context: Context) -> bool:
        """Tell whether the words before the things only ask to see them: "show all issues"."""
        plans = (self.understand(f"{head} {way}", context) for way in _several(listed) if head)
        seen = [(each.action, each.args) for plan in plans if plan for each in plan.steps]
        return (listing.action, listing.args) in seen

    def _order(
        self, said: _Said, things: Sequence[str], listing: WireStep, there: Context
    ) -> _Order | None:
        """Return the order for each: the words around the things, or those behind them alone."""
        if _PLURAL.search(without_quotations(said.tail)):
            return None  # it is about other things, too
        if _PARTICIPLE.fullmatch(said.head) or (not said.head and _LIKENESS.match(said.tail)):
            return None
        behind = _ALSO_EACH.sub(_as_it, said.tail)
        for thing in things:
            plan = self.understand(" ".join(filter(None, (said.head, thing, behind))), there)
            if plan is not None and (steps := _for_rows(plan, listing, thing)):
                return _Order(steps, " ".join(filter(None, (said.head, said.tail))))
        if behind and (not said.head or _LEADS.fullmatch(said.head)):
            return self._clauses(behind, said.tail, things, listing, there)
        return None

    def _clauses(
        self, behind: str, tail: str, things: Sequence[str], listing: WireStep, there: Context
    ) -> _Order | None:
        """Return the orders behind the things, each of which is about the thing."""
        clauses = _cut(behind)
        if len(clauses) > _MOST_CLAUSES:
            return None
        steps: list[WireStep] = []
        for clause in clauses:
            made = next(
                (
                    found
                    for thing in things
                    for way in _about(clause, thing)
                    if (plan := self.understand(way, there))
                    and (found := _for_rows(plan, listing, thing, len(steps)))
                ),
                None,
            )
            if made is None:
                return None
            steps += made
        return _Order(steps, tail)


def tells_one_day(listed: str) -> bool:
    """Tell whether the words of things name a day, or one so long ago, and no time until now.

    NOTE: a list can be asked for what is so since then, which is more.
    """
    said = without_quotations(listed)
    return bool(AGO.search(said) or _ONE_DAY.search(said))


def _is_in_another_language(text: str) -> bool:
    """Tell whether a sentence says "every" in another language than English."""
    others = (_IN_JAPANESE, _IN_CHINESE, *(each for lists, each in _EACH.items() if lists != _LIST))
    return any(each.search(text) for each in others)


def _parts(text: str) -> Iterator[_Said]:
    """Yield the ways to tell what a sentence is about, and what stands around that."""
    outside = _ALSO_EACH.sub(lambda match: "-" * len(match[0]), without_quotations(text))
    found = {lists: [*each.finditer(outside)] for lists, each in _EACH.items()}
    for lists, (one,) in ((lists, its) for lists, its in found.items() if len(its) == 1):
        yield from _around(lists, text, one.start(), text[one.end() :])
    yield from _without_spaces(text, outside)
    if any(found.values()):
        return
    if whole := _EVERYTHING.search(outside):
        yield from _around(_LIST, text, whole.start(), f"issues {text[whole.end() :].strip()}")
    elif several := _PLURAL.search(outside):
        rest = text[several.start("things") :]
        parts = _around(_LIST, text, several.start(), rest)
        yield from (part._replace(must_choose=True) for part in parts)


def _around(lists: str, text: str, start: int, rest: str) -> Iterator[_Said]:
    head = text[:start].strip()
    yield from (_Said(lists, head, *each) for each in splits(rest.strip()))


def _without_spaces(text: str, outside: str) -> Iterator[_Said]:
    """Yield the same of Japanese and Chinese, whose verbs and things no space tells apart."""
    if len(its := [*_IN_JAPANESE.finditer(outside)]) == 1:
        left = text[: its[0].start()] + text[its[0].end() :]
        for particle in _PARTICLE.finditer(without_quotations(left)):
            yield _Said("{}を一覧", "", left[: particle.start()], left[particle.start() :])
    if len(its := [*_IN_CHINESE.finditer(outside)]) == 1:
        left = text[: its[0].start()] + text[its[0].end() :]
        if parts := _CHINESE_OBJECT.fullmatch(left):
            yield _Said("列出 {}", parts["head"], parts["things"], parts["tail"])
        for end in range(1, _LONGEST_CHINESE_VERB + 1):
            yield _Said("列出 {}", left[:end], left[end:].strip(), "")


def splits(rest: str) -> Iterator[tuple[str, str]]:
    """Yield the words of the things, and what stands behind them: the longest first."""
    masked = without_quotations(rest)
    ends = [match.end() for match in re.finditer(r"\S+", masked)]
    for end in reversed(ends):
        yield rest[:end].strip(" ,:"), rest[end:].strip(" ,:")


def _several(listed: str) -> Iterator[str]:
    """Yield the words with their first noun in the plural, as a list is asked for."""
    noun = _NOUN.search(without_quotations(listed))
    plural = f"{listed[: noun.start()]}{_plural(noun)}{listed[noun.end() :]}" if noun else listed
    yield plural
    if plural != listed:
        yield listed


def _plural(match: re.Match[str]) -> str:
    one = match[1]
    if match[3]:
        return match[0]
    if one.lower() == "repository":
        return f"{one[:-1]}ies"
    return f"{one}es" if one.lower().endswith("ch") else f"{one}s"


def _things(listed: str, listing: WireStep) -> Iterator[str]:
    """Yield what stands for each thing in the order about it, by its number, key or name."""
    action = load(listing.action)
    places = action.provider.places
    noun, listed_as = _NOUN.search(listed), listing_of(action.facts.result)
    one = noun[1] if noun else ""
    if listed_as is not None and one.casefold() in _OF_OTHERS - {listed_as.one}:
        one = listed_as.one
    if places.thing_stand_in is not None:
        yield places.thing_stand_in(places.stand_in(_SPELLING.name, _ROW), _NUMBER)
    if one:
        yield from (f"{one} {key}" for key in (f"#{_NUMBER}", str(_NUMBER), _NAME))
    if listed_as is not None and listed_as.one in _WITH_NUMBER_SIGN:
        yield f"#{_NUMBER}"
    yield places.stand_in(_SPELLING.name, _ROW)


def _about(clause: str, thing: str) -> Iterator[str]:
    """Yield an order with the thing that it is about."""
    if _IT.search(clause):
        yield _IT.sub(thing, clause)
        return
    yield from (f"{clause} {word} {thing}" for word in ("on", "to", "from"))
    yield f"{clause} {thing}"


def _cut(text: str) -> list[str]:
    """Cut a text into its clauses, but in no quotation."""
    masked, out, start = (
        without_quotations(text),
        list[str](),
        len(text) - len(_JOINED.sub("", text)),
    )
    for match in _CLAUSE.finditer(masked):
        out.append(text[start : match.start()])
        start = match.end()
    return [each.strip(" .") for each in (*out, text[start:])]


def _as_it(match: re.Match[str]) -> str:
    """Return the words before "each of them", with "it" in place of that."""
    before = match.start("one") - match.start() if match["one"] else 0
    return f"{match[0][:before]}it"


def _is_bounded(step: WireStep) -> bool:
    """Tell whether a list is of some of the things: which of them is for nobody to guess."""
    kinds = kinds_of(load(step.action))
    return any(arg.name in kinds and kinds[arg.name].role is Role.BOUND for arg in step.args)


def _chooses(step: WireStep) -> bool:
    """Tell whether a list says more than its place and a state."""
    beside = {place_of(load(step.action)), "state"}
    return bool(step.where) or any(arg.name not in beside for arg in step.args)


def _for_rows(plan: WirePlan, listing: WireStep, thing: str, before: int = 0) -> list[WireStep]:
    """Return the steps of an order for each row of a list; none where one is about no row."""
    row = thing.rpartition(" ")[2].removeprefix("#")
    steps = [
        _for_row(step.model_copy(update={"id": f"s{at}"}), listing, row)
        for at, step in enumerate(plan.steps, start=2 + before)
    ]
    return [step for step in steps if step] if all(steps) else []


def _for_row(step: WireStep, listing: WireStep, row: str) -> WireStep | None:
    """Return a step with the row in place of what stands for it; `None` where it is no plain write.

    The place of a row is its own, so that it is left out, and no order names another. What is about
    that place alone, such as a new branch there, is not done to a row.
    """
    action = load(step.action)
    kinds, place = kinds_of(action), place_of(action)
    rows = [arg for arg in step.args if arg.value.removeprefix("#") == row]
    others = [arg for arg in step.args if arg not in rows]
    is_place = {arg.name for arg in rows} == {place} and place_of(load(listing.action)) is not None
    is_about_row = not is_place and thing_of(action) in {None, *(arg.name for arg in rows)}
    is_target = all(kinds[arg.name].role is Role.TARGET for arg in rows)
    if not (rows and is_about_row and is_target and action.facts.effect is Effect.WRITE):
        return None
    kept = [arg for arg in others if arg.name != place]
    named = {arg.value for arg in others if arg.name == place}
    if any(row in arg.value for arg in kept) or not named <= {_place(listing)}:
        return None
    each = [WireArgument(name=arg.name, source="row") for arg in rows]
    return step.model_copy(update={"args": [*each, *kept], "each": listing.id})


class RowOf(NamedTuple):
    """What an order is about: each row of a list."""

    noun: str
    listing: WireStep
    before: int
    """How many orders are done for it already."""


def steps_for_rows(order: str, row: RowOf, understand: PlanOf, context: Context) -> list[WireStep]:
    """Return the steps of an order in English for each row of a list; none where it is none."""
    listing = row.listing
    places = load(listing.action).provider.places
    place = _place(listing)
    there = replace(context, repo=place) if place and "/" in place else context
    thing = _THINGS[row.noun]
    if row.noun == "ticket" and places.thing_stand_in is not None:
        thing = places.thing_stand_in(places.stand_in(_SPELLING.name, _ROW), _NUMBER)
    where = f" in {place}" if row.noun == "chat message" else ""
    plan = understand(order.replace("\uf8ff", thing) + where, there) if order else None
    return _for_rows(plan, listing, thing, row.before) if plan else []


def _place(step: WireStep) -> str | None:
    """Return the place that a list is of; `None` for all."""
    place = place_of(load(step.action)) or "repo"
    return next((arg.value for arg in step.args if arg.name == place), None)
