"""What is searched for: no value of a field can be anything else than its own term."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.providers.github.client import perform
from aegis_cli.providers.github.nouns.issues.issues import SearchIssues
from aegis_cli.providers.github.nouns.pull_requests.pull_search import SearchPulls
from tests.helpers.canned import BASE, Canned, answer
from tests.helpers.rows import for_each

_TERM = re.compile(r'(-?)(?:([a-z-]+):(>=)?)?("(?:[^"\\]|\\.)*"|[^\s"]+)(?:\s|\Z)')
"""One term of GitHub's syntax: a minus, a qualifier, a comparison, and a word or a quotation."""


def terms(text: str) -> Iterator[tuple[str, str, str]]:
    """Take a search apart as GitHub reads it; fail at whatever is not a term."""
    at = 0
    while at < len(text):
        match = _TERM.match(text, at)
        assert match is not None, text[at:]
        minus, qualifier, compared, value = match.groups()
        is_quoted = value.startswith('"')
        # A bare word with one of these marks would be a term of its own.
        assert is_quoted or value not in {"AND", "OR", "NOT"} or qualifier
        assert not minus
        assert is_quoted or not set(value) & set('():"\\*@,')
        inside = re.sub(r"\\(.)", r"\1", value[1:-1]) if is_quoted else value
        yield qualifier or "", compared or "", inside
        at = match.end()


def query_of(call: SearchIssues | SearchPulls) -> str:
    return dict(call.request(BASE).query)["q"]


HOSTILE = (
    'x" repo:evil/y is:public',
    'x\\" repo:evil/y',
    "\\",
    '"',
    '\\\\"',
    "-label:bug",
    "NOT",
    "a OR b",
    "repo:evil/y",
    "(is:public)",
    "user:evil",
)


@for_each("text", HOSTILE)
def test_a_hostile_text_stays_inside_its_quotation_marks(text: str) -> None:
    call = SearchIssues(words=(text,), repo="acme/web", labels=(text,), milestone=text)

    assert [
        ("is", "", "issue"),
        ("", "", text),
        ("repo", "", "acme/web"),
        ("label", "", text),
        ("milestone", "", text),
    ] == [*terms(query_of(call))]


LINE = st.text(
    st.one_of(
        st.sampled_from('"\\:- ()@*<>=,/.abORNTD'),
        st.characters(exclude_categories=("Cc", "Cs")),
    ),
    min_size=1,
    max_size=40,
)
LABEL = LINE.filter(lambda text: "," not in text and text not in {".", ".."})
LOGIN = st.sampled_from(["mona", "alice-b", "dependabot[bot]", "@me", "NOT"])
DAY = st.dates(date(1970, 1, 1), date(2999, 12, 31)).map(str)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "words": st.lists(LINE, min_size=1, max_size=3).map(tuple),
            "repo": st.sampled_from(["acme/web", "a-b/c.d_e", "OR/AND"]),
            "owner": st.sampled_from(["acme", "NOT"]),
            "state": st.sampled_from(["open", "closed"]),
            "author": LOGIN,
            "assignee": LOGIN,
            "mentions": LOGIN,
            "involves": LOGIN,
            "labels": st.lists(LABEL, max_size=3).map(tuple),
            "milestone": LINE,
            "where": st.sampled_from(["title", "body", "comments"]),
            "visibility": st.sampled_from(["public", "private"]),
            "created_since": DAY,
            "updated_since": DAY,
        },
    ),
    st.sampled_from([SearchIssues, SearchPulls]),
)
def test_a_search_is_read_as_exactly_its_fields(
    fields: dict[str, Any], cls: type[SearchIssues | SearchPulls]
) -> None:
    names = {"words": "", "owner": "user", "state": "is", "visibility": "is", "where": "in"}
    names |= {"labels": "label", "created_since": "created", "updated_since": "updated"}
    call = cls.model_validate(fields)

    expected = [("is", "", cls.fixed.removeprefix("is:"))]
    for name, value in call.sent_arguments().items():
        if name in fields:
            compared = ">=" if name.endswith("_since") else ""
            values = value if isinstance(value, list) else [value]
            expected += [(names.get(name, name), compared, each) for each in values]
    assert expected == [*terms(query_of(call))]


@pytest.mark.parametrize("words", ["", "a\nb", "a\x00", "x" * 257])
def test_what_cannot_be_searched_for_is_no_argument(words: str) -> None:
    with pytest.raises(ValueError, match="words"):
        SearchIssues(words=(words,))


def item(repo: str, **more: Any) -> dict[str, Any]:
    at = {"repository_url": f"{BASE}/repos/{repo}", "html_url": f"https://github.com/{repo}/x"}
    return {"number": 1, "title": "A", "state": "open", **at, **more}


def test_what_is_found_outside_of_an_organisation_or_of_the_other_kind_is_left_out() -> None:
    found = [item("ACME/web"), item("evil/y"), item("acme/api", pull_request={}), item("acme2/x")]
    github = Canned(answer({"total_count": 4, "incomplete_results": False, "items": found}))

    data = github.run(perform(SearchIssues(owner="acme", words=("a",)), BASE))

    assert ["ACME/web"] == ["/".join(each["repository_url"].split("/")[-2:]) for each in data]


def test_an_answer_from_another_repository_than_the_asked_one_is_refused() -> None:
    github = Canned(answer({"total_count": 1, "items": [item("evil/y")]}))

    with pytest.raises(Exception, match="evil/y"):
        github.run(perform(SearchIssues(repo="acme/web", words=("a",)), BASE))
