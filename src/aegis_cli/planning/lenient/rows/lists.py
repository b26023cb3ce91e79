"""Makes the list of things that are told apart: its arguments, and conditions for the rest."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.results.conditions import conditions_of
from aegis_cli.planning.lenient.rows.marked_text import DaySpan, Marked
from aegis_cli.planning.lenient.rows.parsing import RowReading
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.tokens import COUNTS
from aegis_cli.planning.wire import MOST_CONDITIONS, WireArgument, WireCondition, WireStep


class WantedOfRow(NamedTuple):
    """One thing that each must be like."""

    field: str
    test: str
    value: str = ""


class _List(NamedTuple):
    action: str
    place: str
    arguments: Mapping[tuple[str, str], str]
    """What it can be asked for itself."""
    states: str = ""
    """Its state where none is said; "" where it shows open ones by itself, or has none."""


_OF_SEARCH = {
    ("state", "is"): "state",
    ("label", "has"): "labels",
    ("assignee", "has"): "assignee",
    ("author", "is"): "author",
    ("milestone", "is"): "milestone",
    ("milestone", "is_none"): "without",
    ("created", "since"): "created_since",
    ("updated", "since"): "updated_since",
    ("closed", "since"): "closed_since",
}
_OF_RUNS = {("status", "is"): "status", ("branch", "is"): "branch", ("actor", "is"): "actor"}
_LISTS: Mapping[str, tuple[_List, ...]] = {
    "issue": (
        _List(
            "issues.list",
            "repo",
            {
                ("state", "is"): "state",
                ("label", "has"): "labels",
                ("assignee", "has"): "assignee",
                ("author", "is"): "creator",
                ("milestone", "is"): "milestone",
            },
        ),
        _List("issues.search", "repo", _OF_SEARCH, "open"),
    ),
    "pull": (
        _List("pulls.list", "repo", {("state", "is"): "state", ("base", "is"): "base"}),
        _List(
            "pulls.search",
            "repo",
            {
                **_OF_SEARCH,
                ("draft", "is"): "draft",
                ("base", "is"): "base",
                ("reviewer", "has"): "review_requested",
                ("review", "is"): "review",
                ("checks", "is"): "status",
                ("merged", "since"): "merged_since",
            },
            "open",
        ),
    ),
    "ticket": (
        _List(
            "jira.issues.search",
            "project",
            {
                ("state", "is"): "state",
                ("status", "is"): "status",
                ("assignee", "has"): "assignee",
                ("reporter", "is"): "reporter",
                ("type", "is"): "type",
                ("sprint", "is"): "sprint",
                ("created", "since"): "created_since",
                ("updated", "since"): "updated_since",
            },
        ),
    ),
    "run": (_List("runs.list", "repo", _OF_RUNS),),
    "milestone": (_List("milestones.list", "repo", {("state", "is"): "state"}),),
    "release": (_List("releases.list", "repo", {}),),
    "chat message": (_List("slack.messages.list", "channel", {("created", "since"): "oldest"}),),
}
_NOBODY = "none"


def listing_of(
    things: RowReading, marked: Marked, context: Context, implied: tuple[WantedOfRow, ...] = ()
) -> WireStep | None:
    """Return the step that lists things; `None` where no list tells all that is said of them."""
    wanted = [*_wishes(things, marked)]
    if None in wanted:
        return None
    said = [*dict.fromkeys(each for each in wanted if each)]
    fields = {(each.field, each.test) for each in said}
    said += [each for each in implied if each not in said and not _is_told(each, fields)]
    place = _place(things, context)
    if place is None or _contradicts(said):
        return None
    lists = (each for each in _LISTS[things.noun] if each.action in ENTRIES)
    ways = [way for each in lists if (way := _step(each, said, place))]
    return min(ways, key=lambda step: len(step.where), default=None)


_STATE, _SEVERAL = "state", "labels"
_STATES = frozenset({_STATE, "draft"})
"""What an order says of things only where its sentence does not."""


def _is_told(implied: WantedOfRow, fields: set[tuple[str, str]]) -> bool:
    return implied.field in _STATES and (implied.field, "is") in fields


def _contradicts(said: list[WantedOfRow]) -> bool:
    """Tell whether things are said to be two at once, or so much that no list has it."""
    single = [each.field for each in said if each.test in {"is", "contains"}]
    return len(single) != len(set(single)) or len(said) > MOST_CONDITIONS + len(single)


def _place(things: RowReading, context: Context) -> str | None:
    """Return where the things are; `None` where nobody knows, or another kind of place is said."""
    if things.noun == "ticket":
        is_type = any(key.startswith(("type is ", "project")) for key, *_ in things.says)
        return None if things.place or (is_type and not things.project) else things.project
    if things.project:
        return None
    if things.noun == "chat message":
        return things.place or None
    said = "" if things.place == "here" else things.place
    return said or context.repo


def _step(way: _List, said: list[WantedOfRow], place: str) -> WireStep | None:
    args = [WireArgument(name=way.place, value=place)] if place else []
    where: list[WireCondition] = []
    declared = {each.name for each in conditions_of(load(way.action).facts.result)}
    for each in said:
        if argument := _argument(way, each, {arg.name for arg in args}):
            args.append(argument)
        elif each.field in declared and _is_compared(way, each):
            where.append(_condition(each, _TESTS.get(each.test, each.test)))
        else:
            return None
    if way.states and _STATE not in {arg.name for arg in args}:
        args.append(WireArgument(name=_STATE, value=way.states))
    is_short = len(where) <= MOST_CONDITIONS
    return WireStep(id="s1", action=way.action, args=args, where=where) if is_short else None


_WITHOUT = "without"
"""An argument whose value is what things have not."""
_MERGED = WantedOfRow("state", "is", "merged")


def _argument(way: _List, each: WantedOfRow, taken: set[str]) -> WireArgument | None:
    """Return the argument that asks a list for it; `None` where it cannot be asked so.

    NOTE: a list of pull requests has the merged ones among all that are closed.
    """
    name = way.arguments.get((each.field, each.test), "")
    if not name or (name in taken and name != _SEVERAL) or not (each.value or name == _WITHOUT):
        return None
    if each == _MERGED and way.action == "pulls.list":
        return None
    return WireArgument(name=name, value=each.field if name == _WITHOUT else each.value)


def _is_compared(way: _List, each: WantedOfRow) -> bool:
    """Tell whether a value can be compared: an answer has no word for the person."""
    is_merged = each == _MERGED and way.action == "pulls.list"
    return each.value != "@me" and each.test != "is_none" and not is_merged


_TESTS = {"since": "after"}


def _condition(each: WantedOfRow, test: str) -> WireCondition:
    value = each.value
    if each.test in _TESTS:
        value = (date.fromisoformat(value) - timedelta(1)).isoformat()
    return WireCondition(field=each.field, test=test, value=value)


def _wishes(things: RowReading, marked: Marked) -> Iterator[WantedOfRow | None]:
    """Yield what each thing must be like; `None` for what no list tells."""
    if things.noun in {"issue", "pull"}:
        of_time = {
            key.partition(" ")[0] for key, *_ in things.says if key.startswith(("closed", "merged"))
        }
        states = {key for key, *_ in things.says if key.startswith("state")}
        if of_time and not states - {"state is closed"}:
            yield WantedOfRow("state", "is", "merged" if "merged" in of_time else "closed")
    before = ""
    for key, values, _ in things.says:
        if key.startswith(_OF_NO_TIME) and before.startswith(_OF_A_TIME):
            yield None
        yield from _meaning(key, dict(values), things, marked)
        if key.startswith("comments") and before.startswith(_OF_NO_TIME):
            yield None
        before = key


_OF_NO_TIME = ("made", "aged", "done")
"""What says a time, but of nothing."""
_OF_A_TIME = (
    "state is done",
    "status",
    "review",
    "run is q",
    "run is in",
    "locked",
    "assignee",
    "label",
    "draft is f",
    "comments",
)
"""What a time right behind it may be of."""


class _SaidOfRow(NamedTuple):
    """What a phrase says of things."""

    field: str
    test: str
    value: str
    given: Mapping[str, str]
    """The values of its match, by the letter of their kind."""
    things: RowReading
    marked: Marked


_Meant: TypeAlias = Iterator[WantedOfRow | None]


def _meaning(key: str, given: Mapping[str, str], things: RowReading, marked: Marked) -> _Meant:
    field, _, rest = key.partition(" ")
    test, _, fixed = rest.partition(" ")
    value = fixed if rest.count(" ") else marked.text_of(given.get("v", ""))
    phrase = _SaidOfRow(field, test, value, given, things, marked)
    made = _OF_KEY.get(key) or _OF_FIELD.get(field) or _OF_TEST.get(test) or _plainly
    yield from made(phrase)


def _nothing(_: _SaidOfRow) -> _Meant:
    """Say nothing of a list: an order must be to take them from that person, or to unlock them."""
    yield from ()


def _no_list_tells(_: _SaidOfRow) -> _Meant:
    yield None


def _of_owner(said: _SaidOfRow) -> _Meant:
    login = _login(said.marked.text_of(said.given["v"]))
    is_handed = any(order.says.startswith(_HANDED) for order in said.things.orders)
    if said.things.noun == "issue" and is_handed:
        yield WantedOfRow("assignee", "has", login)
    else:
        yield _of_whom(login, said.things.noun)


def _of_bot(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow("author", "is", said.given["v"])


def _overdue(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow("due", "before", said.marked.today.isoformat())


def _of_open(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow("state", "is", "open") if said.things.noun == "ticket" else None


def _of_run(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow("status", "is", said.value) if said.things.noun == "run" else None


def _of_status(said: _SaidOfRow) -> _Meant:
    field = "checks" if said.things.noun == "pull" else "status"
    yield WantedOfRow(field, said.test, said.value)


def _as_made(said: _SaidOfRow) -> _Meant:
    """Yield when things were made, where a day alone is said of no other time of them."""
    done = ("state is closed", "state is merged", "closed", "merged", "updated")
    if any(each.startswith(done) for each, *_ in said.things.says):
        yield None
    else:
        yield from _OF_TEST[said.test](said._replace(field="created"))


def _as_done(said: _SaidOfRow) -> _Meant:
    """Yield when somebody made things, or when they were merged.

    NOTE: of a day alone nobody knows what was done on it: "every PR from 2022".
    """
    keys = " ".join(each for each, *_ in said.things.says)
    if said.things.noun == "run":
        yield from _as_made(said)
        return
    if "state is merged" in keys:
        yield from _OF_TEST[said.test](said._replace(field="merged"))
    elif "author is " in keys:
        yield from _as_made(said)
    else:
        yield None


def _when_made(said: _SaidOfRow) -> _Meant:
    """Yield when things were made; "from the last day" says when closed ones were closed."""
    is_closed = said.test == "after" and any(
        key == "state is closed" for key, _, _ in said.things.says
    )
    yield from _OF_TEST[said.test](said._replace(field="closed" if is_closed else "created"))


def _of_run_branch(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow("branch", "is", said.value) if said.things.noun == "run" else None


_HANDED = "hand {it}"
"""An order by which things are no longer theirs to whom they were assigned."""
_PEOPLE = {("run", "author"): "actor", ("ticket", "author"): "reporter"}
"""What a person is to some things, whom the same words call otherwise."""


def _of_person(said: _SaidOfRow) -> _Meant:
    if said.value:
        field = _PEOPLE.get((said.things.noun, said.field), said.field)
        yield WantedOfRow(field, said.test, _login(said.value))
    elif said.things.noun == "ticket" and said.test == "has_not":
        yield WantedOfRow(said.field, "has", _NOBODY)
    else:
        yield WantedOfRow(said.field, said.test)


def _on_days(said: _SaidOfRow) -> _Meant:
    yield from _days_of(said.field, said.marked.spans[said.given["s"]])


def _between(said: _SaidOfRow) -> _Meant:
    first, last = (said.marked.spans[said.given[each]] for each in "de")
    start = first.start
    if start > last.start:  # the year is said once, behind both
        start = start.replace(year=last.start.year)
    yield WantedOfRow(said.field, "since", start.isoformat()) if start <= last.start else None
    yield WantedOfRow(said.field, "before", _after(last))


def _at_moment(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow(said.field, said.test, _moment(said.given, said.marked))


def _of_count(said: _SaidOfRow) -> _Meant:
    field = "replies" if said.things.noun == "chat message" else said.field
    yield WantedOfRow(field, said.test, _number(said.value))


def _at_least(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow(said.field, "more_than", str(int(_number(said.value)) - 1))


def _at_most(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow(said.field, "less_than", str(int(_number(said.value)) + 1))


def _of_title(said: _SaidOfRow) -> _Meant:
    field = "name" if said.things.noun == "release" else "title"
    yield WantedOfRow(field, said.test, said.value)


def _plainly(said: _SaidOfRow) -> _Meant:
    yield WantedOfRow(said.field, said.test, said.value)


_OF_KEY: Mapping[str, Callable[[_SaidOfRow], _Meant]] = {
    "theirs": _nothing,
    "project": _nothing,
    "locked": _nothing,
    "unlocked": _no_list_tells,
    "no_list": _no_list_tells,
    "owned": _of_owner,
    "author is bot": _of_bot,
    "overdue": _overdue,
    "resolved no": _of_open,
}
_OF_FIELD: Mapping[str, Callable[[_SaidOfRow], _Meant]] = {
    "run": _of_run,
    "status": _of_status,
    "made": _as_made,
    "done": _as_done,
    "aged": _when_made,
    "run_branch": _of_run_branch,
    "title": _of_title,
    **dict.fromkeys(("assignee", "author", "reviewer", "reporter", "actor"), _of_person),
}
_OF_TEST: Mapping[str, Callable[[_SaidOfRow], _Meant]] = {
    "on": _on_days,
    "between": _between,
    **dict.fromkeys(("before", "after", "since"), _at_moment),
    **dict.fromkeys(("more_than", "less_than"), _of_count),
    "at_least": _at_least,
    "at_most": _at_most,
}


def _of_whom(login: str, noun: str) -> WantedOfRow | None:
    """Return whose things are meant by "my" and "bob's"."""
    if noun in {"pull", "chat message"}:
        return WantedOfRow("author", "is", login)
    if noun == "ticket" or (noun == "issue" and login == "@me"):
        return WantedOfRow("assignee", "has", login)
    return None


def _login(said: str) -> str:
    return (
        "@me"
        if said.casefold() in {"me", "my", "i", "@me", "moi", "mir", "mich", "mí", "mim"}
        else said.removeprefix("@")
    )


def _number(said: str) -> str:
    return str(COUNTS.get(said.casefold(), said))


def _moment(given: Mapping[str, str], marked: Marked) -> str:
    if "a" in given:
        return marked.text_of(given["a"])
    return marked.spans[given["d"]].start.isoformat()


def _days_of(field: str, span: DaySpan) -> Iterator[WantedOfRow]:
    yield WantedOfRow(field, "since", span.start.isoformat())
    if span.end is not None:
        yield WantedOfRow(field, "before", span.end.isoformat())


def _after(span: DaySpan) -> str:
    return (span.end or span.start + timedelta(1)).isoformat()
