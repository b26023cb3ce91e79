"""The normal forms of loops: how planners write a list, a row, a condition and what it compares.

Each is taken only where it can mean one thing, so that no other rows are written to than are said.
`>=` is none: aegis has "more than" alone, and what it compares is shown as it was said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from aegis_cli.actions.results.conditions import Condition, ConditionKind, Test
from aegis_cli.planning.near_forms import days_in, without_marks
from aegis_cli.planning.sentence.tokens import COUNTS
from aegis_cli.planning.wire import WireCondition, WireStep

_OF_LIST = re.compile(
    r"[\s${(<'\"]*(?:steps?[\s._-]*)?(?P<id>[\w-]+?)(?:\[\W*\])?(?:\.[\w.*\[\]]+)?[\s})>'\"]*"
)
"""As in `$s1`, `{{steps.s1.items}}` and `s1[*]`."""
_ROW = re.compile(
    r"[\s${(<]*(?:(?:steps?\.)?(?P<of>[\w-]+)(?:\[\W*0?\W*\])?[.:])?"
    r"(?P<name>row|each|item|current|it|id|key|name|number|repo|repository|[a-z]+_number)"
    r"(?:[.:][\w.]+)?[\s})>]*",
    re.IGNORECASE,
)
_WORDS_FOR_ROW = frozenset("row each item current it this".split())
_WITHIN = re.compile(
    r"[$#]?\{{1,3}[^{}]{1,80}\}{1,3}|<[^<>]{1,80}>|\$\w{1,80}|\brow\.[a-z]\w{0,80}", re.IGNORECASE
)
_LONGEST = 100
"""How long a text is at most that stands for a row: a longer one is not looked at."""


def with_lists(steps: Sequence[WireStep]) -> tuple[WireStep, ...]:
    """Return steps that name each list by its id, and have the conditions of each at the list."""
    named = [
        step.model_copy(update={"each": _list_named(step.each, steps[:at])})
        for at, step in enumerate(steps)
    ]
    ids = _ids(steps)
    return tuple(
        step.model_copy(update={"where": [*_where(known, step, named, ids)]})
        for known, step in zip(ids, named, strict=True)
    )


def _where(
    known: str, step: WireStep, steps: Iterable[WireStep], ids: Sequence[str]
) -> Iterator[WireCondition]:
    """Yield the conditions of a list, with those of the steps that go over it; these have none."""
    own = () if step.each in ids else step.where
    moved = (each for looped in steps if looped.each == known for each in looped.where)
    yield from dict.fromkeys((*own, *moved))


def _ids(steps: Sequence[WireStep]) -> list[str]:
    return [step.id.strip() or f"s{at}" for at, step in enumerate(steps, start=1)]


def _list_named(said: str, earlier: Sequence[WireStep]) -> str:
    """Return the id of the list that is meant; the text where it means none, or several."""
    text, ids = said.strip(), _ids(earlier)
    by_id = {known.casefold(): known for known in ids}
    if text.casefold() in by_id:
        return by_id[text.casefold()]
    by_action = [known for known, step in zip(ids, earlier, strict=True) if step.action == text]
    if len(by_action) == 1:
        return by_action[0]
    match = _OF_LIST.fullmatch(text)
    name = match["id"].casefold() if match else ""
    return by_id.get(name) or by_id.get(f"s{name}") or text


def is_row(text: str, over: str) -> bool:
    """Tell whether a text stands for the row of a list, as `{{row.number}}` and `$s1.number` do."""
    match = _ROW.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return False
    of, name = (match["of"] or "").casefold(), match["name"].casefold()
    return of in {*_WORDS_FOR_ROW, over.casefold()} or (not of and name in _WORDS_FOR_ROW)


def row_in(text: str, over: str) -> str:
    """Return what stands in a text for a part of a row; "" if nothing does."""
    found = (match[0] for match in _WITHIN.finditer(text))
    return next((each for each in found if _is_of_row(each, over)), "")


def _is_of_row(text: str, over: str) -> bool:
    words = re.findall(r"[\w-]+", text.casefold())
    return bool(words) and (words[0] in _WORDS_FOR_ROW or over.casefold() in words[:2])


_YES, _NO, _OVER, _UNDER = "yes", "no", "over", "under"
_SAYS: Mapping[str, str] = {
    **dict.fromkeys(
        "has|have|is|are|=|==|eq|equal|equals|equal to|contain|contains|include|includes|in|any|"
        "any of|with".split("|"),
        _YES,
    ),
    **dict.fromkeys(
        "has not|have not|is not|are not|not|!=|<>|ne|neq|not eq|not equal|not equals|not equal to|"
        "not has|not have|not contain|not contains|not include|not includes|not in|no|none|"
        "none of|without|lacks|excludes|does not have|doesn't have|does not contain|"
        "does not include|does not equal".split("|"),
        _NO,
    ),
    **dict.fromkeys(
        "more|more than|greater|greater than|over|above|exceeds|>|gt|after|later|later than|"
        "newer|newer than|younger|younger than".split("|"),
        _OVER,
    ),
    **dict.fromkeys(
        "less|less than|fewer|fewer than|under|below|<|lt|before|earlier|earlier than|older|"
        "older than".split("|"),
        _UNDER,
    ),
}
"""What the words for a test say, of whatever kind its value is."""
_OF_KIND: Mapping[ConditionKind, Mapping[str, Test]] = {
    ConditionKind.LIST: {_YES: Test.HAS, _NO: Test.HAS_NOT},
    ConditionKind.CHOICE: {_YES: Test.IS, _NO: Test.IS_NOT},
    ConditionKind.COUNT: {_OVER: Test.MORE, _UNDER: Test.LESS},
    ConditionKind.DAY: {_OVER: Test.AFTER, _UNDER: Test.BEFORE},
    ConditionKind.TEXT: {_YES: Test.CONTAINS},
}
_NOT_OF_KIND: Mapping[ConditionKind, frozenset[str]] = {
    ConditionKind.DAY: frozenset(
        "more|more than|less|less than|fewer|fewer than|over|under|above|below|greater|"
        "greater than|exceeds".split("|")
    ),
    # NOTE: what contains a word is more than what is it.
    ConditionKind.TEXT: frozenset("is|are|=|==|eq|equal|equals|equal to|in|any|any of".split("|")),
    ConditionKind.COUNT: frozenset({"after", "before", "older", "newer", "younger"}),
}
"""Words that say two things of a kind, or another than aegis could find."""
_DATE = re.compile(r"\d{4}-")
_SIGNS = frozenset({"<", ">", "lt", "gt"})
"""NOTE: older than so many days is before, and a later day is after; of a date each says one."""
_APART = re.compile(r"[\s_-]+")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def test_meant(said: str, value: str, condition: Condition) -> Test:
    """Return the test that words say with a value; raise `ValueError` with the reason for none."""
    words = " ".join(_APART.split(_CAPITAL.sub(" ", said.strip()).casefold()))
    kind = condition.kind
    for each in (words, words.removeprefix("is ").removeprefix("was ")):
        test = _OF_KIND[kind].get(_SAYS.get(each, ""))
        says_two = each in _SIGNS and kind is ConditionKind.DAY and not _DATE.match(value)
        if test is not None and not says_two and each not in _NOT_OF_KIND.get(kind, ()):
            return test
    allowed = " or ".join(kind.tests)
    raise ValueError(f"{condition.name} is asked with {allowed}, not with {said!r}")


_SAYS_NOTHING = frozenset("is at on date day time last count name login number".split())
_ALIKE: Mapping[str, str] = {
    "creator": "author",
    "opener": "author",
    "owner": "author",
    "assigned": "assignee",
    "modified": "updated",
    "touched": "updated",
    "activity": "updated",
    "changed": "updated",
    "opened": "created",
    "tag": "label",
    "source": "branch",
    "target": "base",
}


def condition_named(said: str, declared: Iterable[Condition]) -> Condition | None:
    """Return the condition that a name means: its path, several of it, or another word for it."""
    known = [*declared]
    words = _telling(said)
    told = ((each, (_telling(each.name), _telling(each.path))) for each in known)
    fitting = [each for each, names in told if words and words in names]
    same = [each for each in known if each.name == said.strip().casefold()]
    found = same or fitting
    return found[0] if len(found) == 1 else None


def _telling(name: str) -> frozenset[str]:
    """Return the words of a name that say which it is."""
    words = re.findall(r"[a-z]+", _CAPITAL.sub("_", name).casefold())
    single = [word.removesuffix("s") if word not in _SAYS_NOTHING else word for word in words]
    telling = {_ALIKE.get(word, word) for word in single if word not in _SAYS_NOTHING}
    return frozenset(telling)


_COUNT = rf"(?P<count>\d{{1,4}}|an?|{'|'.join(COUNTS)})"
_UNITS = {"d": "day", "w": "week", "wk": "week", "mo": "month", "mon": "month", "y": "year"}
_AGES = (
    re.compile(rf"(?:now ?-|-)? ?{_COUNT}[\s-]?(?P<unit>day|week|month|year)s?(?: ago| old)?"),
    re.compile(r"(?:now ?-|-)? ?(?P<count>\d{1,4}) ?(?P<unit>d|wk?|mon?|y)s?(?: ago)?"),
)
_ISO = re.compile(r"-?p(?P<count>\d{1,4})(?P<unit>[dwmy])")
"""NOTE: an `m` alone may be a minute, in `P3M` it is a month."""
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?")


def comparand_in(said: str, condition: Condition) -> str:
    """Return what a value is compared with as `Condition.read` takes it, or else the text."""
    text = without_marks(said.strip())
    folded = " ".join(text.casefold().split())
    match condition.kind:
        case ConditionKind.DAY:
            return next(_days(folded), text)
        case ConditionKind.COUNT:
            return _number(folded, condition.name) or text
        case ConditionKind.LIST:
            return "" if folded in {"any", "*"} else text
        case _:
            return text


def _days(folded: str) -> Iterator[str]:
    if match := _ISO.fullmatch(folded):
        units = {"d": "day", "w": "week", "m": "month", "y": "year"}
        yield _age(match["count"], units[match["unit"]])
    for match in filter(None, (form.fullmatch(folded) for form in _AGES)):
        unit = match["unit"]
        yield _age(match["count"], _UNITS.get(unit, unit))
    if match := _DATE_TIME.fullmatch(folded):
        yield match[1]
    yield from days_in(folded)


def _age(count: str, unit: str) -> str:
    number = int(count) if count.isdecimal() else COUNTS.get(count, 1)
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _number(folded: str, name: str) -> str:
    words = "|".join(COUNTS)
    match = re.fullmatch(rf"(\d{{1,9}}|{words})(?: {name.removesuffix('s')}s?)?", folded)
    said = match[1] if match else ""
    return str(COUNTS.get(said, said))
