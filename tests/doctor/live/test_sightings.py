"""What may be written of a trial has no place for a text."""

import json
from dataclasses import fields
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.core.header_names import HeaderName, known_names
from aegis_cli.doctor.live.sightings import (
    EACH,
    LONGEST,
    Fact,
    HttpSighting,
    JsonKind,
    ShapeSighting,
    Sighting,
    Verdict,
    request_in,
    shape_of,
    sighting_of,
)
from aegis_cli.errors import Code
from tests.helpers.rows import for_each

NAMES = frozenset({"login", "id", "owner", "labels", "name"})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(sorted(NAMES)) | st.text(), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_the_form_of_an_answer_has_no_word_but_the_names_that_we_know(data: Any) -> None:
    shape = shape_of(data, NAMES)

    words = {name for place, _ in shape.fields for name in place}
    assert words <= NAMES | {EACH}
    assert {kind for _, kind in shape.fields} <= {*JsonKind}
    allowed = NAMES | {EACH, "others"} | {str(kind) for kind in JsonKind}
    assert set(str(shape).replace(",", "").replace(".", " ").split()) <= allowed


def test_the_form_of_an_answer_says_what_each_field_holds_and_that_there_are_more() -> None:
    data = [
        {"login": "mona", "id": 583231, "owner": {"name": None}, "secret": "ghu_x"},
        {"login": "ada", "labels": ["bug"]},
    ]

    assert (
        "[] object, [].id number, [].labels list, [].labels.[] text, [].login text, "
        "[].owner object, [].owner.name null, others" == str(shape_of(data, NAMES))
    )
    assert "" == str(shape_of("ghu_x", NAMES))


@for_each(
    ("line", "seen"),
    [
        (
            "GET api.github.com/repos/acme/web: 200, 35 ms, with date, etag",
            HttpSighting("GET", 200, 35, (HeaderName.DATE, HeaderName.ETAG)),
        ),
        ("POST mona.eu.auth0.com/oauth/token: 403, 7 ms", HttpSighting("POST", 403, 7)),
        ("GET api.github.com/user: no answer in time, 12 ms", None),
        ("GET h/: 200, 3 ms, with x-mona, date", HttpSighting("GET", 200, 3, (HeaderName.DATE,))),
        ("GET h/: 200, 999999999 ms", HttpSighting("GET", 200, LONGEST)),
        ("GET h/ ghu_x: 200, 3 ms", None),
        (
            "Gemini gemini-3.8-flash, usual form, v1: STOP, tokens: 9 in (0 cached), 3 out, 350 ms",
            HttpSighting("POST", 200, 350),
        ),
        ("Gemini gemini-3.8-flash, plainest form, v1: 429, 20 ms", HttpSighting("POST", 429, 20)),
        ("mona said: 200, 3 ms", None),
    ],
)
def test_of_a_request_only_method_status_time_and_known_headers_are_taken(
    line: str, seen: HttpSighting | None
) -> None:
    assert seen == request_in(line)


@given(st.text())
def test_no_text_of_a_line_is_kept(line: str) -> None:
    seen = request_in(f"GET {line}: 200, 5 ms, with {line}")

    assert seen is None or "GET 200 5 ms" == str(seen).partition(" (")[0]
    assert seen is None or {*seen.headers} <= {*HeaderName}


def _leaves(kind: Any) -> set[Any]:
    """Return the types that a field can hold, at any depth."""
    inner = [each for each in get_args(kind) if each is not Ellipsis]
    if inner:
        return set[Any]().union(*map(_leaves, inner))
    if hasattr(kind, "__dataclass_fields__"):
        hints = get_type_hints(kind)
        return set[Any]().union(*(_leaves(hints[each.name]) for each in fields(kind)))
    return {kind}


def test_the_type_of_a_sighting_holds_texts_in_the_names_of_a_form_alone() -> None:
    leaves = _leaves(Sighting)

    plain = {kind for kind in leaves if isinstance(kind, type) and not issubclass(kind, Enum)}
    methods = {kind for kind in leaves if isinstance(kind, str)}
    assert {int, str, bool, type(None)} == plain
    assert {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} == methods
    assert str in _leaves(ShapeSighting)
    assert str not in _leaves(HttpSighting)


@pytest.mark.parametrize("numbers", [(99, 1), (600, 1), (200, -1), (200, LONGEST + 1)])
def test_a_number_that_is_no_status_or_no_time_has_no_place(numbers: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no answer"):
        HttpSighting("GET", *numbers)


@pytest.mark.parametrize(
    ("code", "status", "verdict", "facts"),
    [
        (Code.NOT_FOUND, 404, Verdict.NO, ()),
        (Code.PROTOCOL, 200, Verdict.NO, ()),
        (Code.GITHUB, 502, Verdict.UNTRIED, (Fact.PASSING,)),
        (Code.NETWORK, None, Verdict.UNTRIED, (Fact.PASSING,)),
        (Code.RATE_LIMITED, 429, Verdict.UNTRIED, (Fact.PASSING,)),
        (Code.DECLINED, None, Verdict.UNTRIED, (Fact.DECLINED,)),
        (Code.NEEDS_APPROVAL, None, Verdict.UNTRIED, (Fact.NOBODY_ASKED,)),
        (Code.MISCONFIGURED, 401, Verdict.NO, ()),
        (Code.NOT_CONNECTED, 401, Verdict.NO, ()),
    ],
    ids=str,
)
def test_what_says_nothing_of_a_service_leaves_its_claim_untried(
    code: Code, status: int | None, verdict: Verdict, facts: tuple[Fact, ...]
) -> None:
    answers = () if status is None else (HttpSighting("GET", status, 1),)

    assert Sighting(verdict, facts, code, answers) == sighting_of(code, answers)


def test_a_header_is_one_of_ours_or_none() -> None:
    assert (HeaderName.DATE, HeaderName.ETAG) == known_names(["ETag", "x-ghu_secret", "Date"])
    assert json.dumps([*known_names(["ghu_x"])]) == "[]"
