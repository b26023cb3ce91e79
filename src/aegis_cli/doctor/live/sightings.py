"""What may be written of a trial: a closed set of types, none of which can hold a text; pure.

Enums, a status, our own milliseconds, and names of fields that our models have. So a report has no
token, name, id, address or text of anybody, however an answer looks: there is no place for one.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias, get_args

from aegis_cli.core.header_names import HeaderName, known_names
from aegis_cli.core.http import Method
from aegis_cli.errors import Code

LONGEST = 999_999
"""The most milliseconds that are written; more is as much."""

_REQUEST = re.compile(
    r"(GET|POST|PUT|PATCH|DELETE) \S*: ([1-5]\d\d), (\d{1,9}) ms(?:, with ([a-z, -]+))?", re.ASCII
)
_MODEL = re.compile(r"\S.*, (?:usual|plainest) form.*: (\S+?),(?: .*,)? (\d{1,9}) ms", re.ASCII)
_OK, _TOO_MANY, _FAILS = 200, 429, 500
_MOST_ITEMS, _MOST_FIELDS, _DEEPEST = 20, 60, 4
EACH = "[]"
"""What stands in a path for each item of a list."""


class Verdict(StrEnum):
    """How a claim fared."""

    YES = "yes"
    NO = "no"
    UNTRIED = "untried"


class Fact(StrEnum):
    """Something else that a trial saw, or why there was none."""

    USUAL_FORM = "usual form"
    PLAINEST_FORM = "plainest form"
    API_V1 = "version v1 of the API"
    API_V1BETA = "version v1beta of the API"
    NO_PLAN = "an answer without a plan"
    CACHED = "read from the cache"
    NOT_CACHED = "not read from the cache"
    MODEL_LISTED = "the model is in the list"
    MODEL_MISSING = "the model is not in the list"
    SIGNED_RS256 = "a key for RS256"
    NO_RS256 = "no key for RS256"
    CLOCKS_AGREE = "the clocks agree"
    CLOCKS_DIFFER = "the clocks differ"
    NO_CLOCK = "the issuer tells no time"
    SCOPE_GRANTED = "the scope was granted"
    SCOPE_MISSING = "the scope was not granted"
    HOUR = "a token for at most an hour"
    HOURS = "a token for at most eight hours"
    LONGER = "a token for longer than eight hours"
    ENDLESS = "a token without a stated end"
    APP_TOKEN = "a token of an App's user"  # noqa: S105  # words
    OTHER_TOKEN = "a token of another kind"  # noqa: S105  # as above
    NARROWED = "a token for one plan"
    NOT_NARROWED = "the vault's own token acted"
    PROFILE_WHOLE = "the App has all of its profile"
    PROFILE_LACKS = "the App lacks something of its profile"
    NOTHING = "an empty list"
    SEVERAL = "a list that is not empty"
    AS_CLAIMED = "as the claim says"
    OTHERWISE = "otherwise than the claim says"
    ENDED_WELL = "it ended well, and should not have"
    OPENED_AND_CLOSED = "opened, and closed again"
    LEFT_OPEN = "opened, and left open"
    NOT_PUT_BACK = "changed, and not put back"
    NOT_AS_MADE = "it is not as aegis makes it, so it was left alone"
    AS_SEEN = "as the person saw it"
    NOBODY_LOOKED = "nobody looked"
    DECLINED = "the person said no"
    NEEDS_ANOTHER = "a claim that it needs did not hold"
    NEEDS_REPOSITORY = "no --repo was named"
    NEEDS_PUBLIC = "no --public was named"
    NEEDS_TENANT = "no --tenant was given"
    NEEDS_MODEL = "no model is set up"
    NEEDS_PROVIDER = "not set up"
    NEEDS_APP = "no client id and secret of the App are set"
    AT_BROKER = "it is at the broker, which shows nothing of it"
    NOT_INSTALLED = "the App is installed nowhere"
    NOBODY_ASKED = "nobody could be asked"
    PASSING = "a fault that may pass"


class JsonKind(StrEnum):
    """What a value of JSON is."""

    OBJECT = "object"
    LIST = "list"
    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    NULL = "null"


FieldPath: TypeAlias = tuple[str, ...]
"""Names of ours that lead to a value, `EACH` among them."""


@dataclass(frozen=True, slots=True)
class HttpSighting:
    """An answer of a service."""

    method: Method
    status: int
    milliseconds: int
    headers: tuple[HeaderName, ...] = ()

    def __post_init__(self) -> None:
        """Raise `ValueError` for what is no status or no time."""
        if not (self.status in range(100, 600) and self.milliseconds in range(LONGEST + 1)):
            raise ValueError("no answer has these numbers")

    def __str__(self) -> str:
        names = f" ({', '.join(self.headers)})" if self.headers else ""
        return f"{self.method} {self.status} {self.milliseconds} ms{names}"


@dataclass(frozen=True, slots=True)
class ShapeSighting:
    """The form of an answer: the names that we know, what each holds, and whether there are more.

    Only `shape_of` makes one of an answer, and it takes no name but those that it is given.
    """

    fields: tuple[tuple[FieldPath, JsonKind], ...]
    has_others: bool = False

    def __str__(self) -> str:
        known = [f"{'.'.join(place)} {kind}" for place, kind in self.fields]
        return ", ".join([*known, *(["others"] if self.has_others else [])])


@dataclass(frozen=True, slots=True)
class Sighting:
    """How a claim fared, and all that may be written of it."""

    verdict: Verdict
    facts: tuple[Fact, ...] = ()
    code: Code | None = None
    answers: tuple[HttpSighting, ...] = ()
    shape: ShapeSighting | None = None


def request_in(line: str) -> HttpSighting | None:
    """Read what a line of `--debug` says of a request; `None` where no answer came."""
    if found := _REQUEST.fullmatch(line):
        (method,) = (each for each in get_args(Method) if each == found[1])
        names = known_names((found[4] or "").split(", "))
        return HttpSighting(method, int(found[2]), min(int(found[3]), LONGEST), names)
    if found := _MODEL.fullmatch(line):
        status = int(found[1]) if re.fullmatch(r"[1-5]\d\d", found[1], re.ASCII) else _OK
        return HttpSighting("POST", status, min(int(found[2]), LONGEST))
    return None


def shape_of(data: Any, names: Collection[str]) -> ShapeSighting:
    """Return the form of an answer, in names that we know; of a list, that of its items."""
    known = {name: name for name in names}
    found: dict[FieldPath, JsonKind] = {}
    others = False
    for place, kind in _walk(data, known, ()):
        if place is None or (len(found) >= _MOST_FIELDS and place not in found):
            others = True
        else:
            found.setdefault(place, kind)
    return ShapeSighting(tuple(sorted(found.items())), others)


def _walk(
    data: Any, known: Mapping[str, str], place: FieldPath
) -> Iterator[tuple[FieldPath | None, JsonKind]]:
    """Yield the place and the kind of each value; `None` in place of one with a foreign name."""
    kind = kind_of_value(data)
    if place:
        yield place, kind
    if len(place) > _DEEPEST:
        return
    if isinstance(data, list):
        for item in data[:_MOST_ITEMS]:
            yield from _walk(item, known, (*place, EACH))
    elif isinstance(data, dict):
        for name, value in data.items():
            if name in known:
                yield from _walk(value, known, (*place, known[name]))
            else:
                yield None, JsonKind.OBJECT


def kind_of_value(value: Any) -> JsonKind:
    """Return what a value of JSON is."""
    match value:
        case None:
            return JsonKind.NULL
        case bool():
            return JsonKind.TRUTH
        case int() | float():
            return JsonKind.NUMBER
        case str():
            return JsonKind.TEXT
        case list():
            return JsonKind.LIST
        case _:
            return JsonKind.OBJECT


_PASSING = frozenset(
    {
        Code.NETWORK, Code.RATE_LIMITED, Code.PLANNER_QUOTA, Code.BUSY, Code.NOT_READY,
        Code.SIGN_IN_DENIED, Code.SIGN_IN_EXPIRED, Code.DECLINED, Code.NEEDS_APPROVAL,
        Code.NO_TERMINAL, Code.AUTHORIZATION_UNAVAILABLE, Code.POLICY,
        Code.NO_PLANNER, Code.BAD_USAGE, Code.BAD_SETTINGS, Code.BAD_INPUT,
    }
)  # fmt: skip
"""What says nothing of a service: it was not reached, a limit is used up, or nobody was asked."""
_WHY = {
    Code.DECLINED: Fact.DECLINED,
    Code.NEEDS_APPROVAL: Fact.NOBODY_ASKED,
    Code.NO_TERMINAL: Fact.NOBODY_ASKED,
}


def sighting_of(code: Code, answers: tuple[HttpSighting, ...] = ()) -> Sighting:
    """Return what an error says of the claim that was tried when it came.

    NOTE: a service that fails (5xx), or has had enough (429), neither kept a claim nor broke it.
    """
    status = answers[-1].status if answers else _OK
    has_failed = status == _TOO_MANY or status >= _FAILS
    if code not in _PASSING and not has_failed:
        return Sighting(Verdict.NO, code=code, answers=answers)
    return Sighting(Verdict.UNTRIED, (_WHY.get(code, Fact.PASSING),), code, answers)
