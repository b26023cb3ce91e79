"""A query has exactly the clauses that were typed, whatever stands in their values."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.actions.fields.kinds import ME
from aegis_cli.providers.jira.jql import (
    AnyOf,
    Clause,
    Field,
    Function,
    Operator,
    query,
    quote,
    search_words,
)
from aegis_cli.providers.jira.nouns.issues import CountIssues, SearchIssues
from tests.helpers.rows import for_each
from tests.providers.jira.hostile import HOSTILE
from tests.providers.jira.jql_reader import read

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
VALUES = TEXTS | st.sampled_from(HOSTILE)
CLAUSES = st.builds(
    Clause, st.sampled_from(Field), st.sampled_from(Operator), VALUES | st.sampled_from(Function)
)
GROUPS = st.builds(AnyOf, st.lists(CLAUSES, min_size=2, max_size=3).map(tuple))


def told(clause: Clause) -> tuple[str, str, str, str]:
    """Return a clause as the reader should give it back."""
    value = str(clause.value)
    kind = "quoted"
    if isinstance(clause.value, Function):
        kind = "call" if value.endswith("()") else "word"
    return str(clause.field), str(clause.operator), kind, value


@given(
    st.lists(CLAUSES | GROUPS, min_size=1, max_size=5),
    st.none() | st.sampled_from(Field),
    st.booleans(),
)
def test_a_query_reads_back_as_the_clauses_it_was_made_of(
    parts: list[Clause | AnyOf],
    order: Field | None,
    falling: bool,  # noqa: FBT001  # Hypothesis gives it
) -> None:
    found = read(query(parts, order, falling=falling))

    expected = [
        [told(each) for each in (part.clauses if isinstance(part, AnyOf) else (part,))]
        for part in parts
    ]
    assert expected == found.groups
    assert ([] if order is None else [str(order), "DESC" if falling else "ASC"]) == found.order


@for_each(
    ("value", "written"),
    [
        ("WEB", '"WEB"'),
        ("", '""'),
        ('a"b', '"a\\"b"'),
        ("a\\b", '"a\\\\b"'),
        ("a\nb\rc\td", '"a\\nb\\rc\\td"'),
        ("\x00\x1f\x7f\x85\ufdd0\uffff", '"\\u0000\\u001f\\u007f\\u0085\\ufdd0\\uffff"'),
        ("é 日本 '", '"é 日本 \'"'),
    ],
)
def test_a_value_stands_in_quotation_marks(value: str, written: str) -> None:
    assert written == quote(value)


@for_each(
    ("text", "words"),
    [
        ("login fails", "login fails"),
        ('"login" OR (fails)', "login or fails"),
        ("a~2 b* c? [1 TO 2] d:e f/g", "a 2 b c 1 to 2 d e f g"),
        ("NOT AND", "not and"),
        ("not and or", "not and or"),
        ("-a +b !c ^d \\e {f}", "a b c d e f"),
        ("日本語", "日本語"),
    ],
)
def test_a_text_is_searched_for_by_its_words(text: str, words: str) -> None:
    assert words == search_words(text)


@given(TEXTS)
def test_no_operator_of_the_search_for_texts_is_left(text: str) -> None:
    try:
        words = search_words(text)
    except ValueError:
        return
    assert not re.search(r"""[+\-&|!(){}\[\]^~*?\\:"'/]""", words)
    assert {"AND", "OR", "NOT", "TO"}.isdisjoint(words.split())


@pytest.mark.parametrize("text", ["", " ", '"', "*?", "--"])
def test_a_text_without_words_is_nothing_to_search_for(text: str) -> None:
    with pytest.raises(ValueError, match="no words"):
        search_words(text)


def test_a_query_without_a_clause_is_none() -> None:
    with pytest.raises(ValueError, match="say what to search for"):
        query([])
    with pytest.raises(ValueError, match="say what to search for"):
        SearchIssues()
    with pytest.raises(ValueError, match="say what to search for"):
        CountIssues()


@for_each(
    ("given", "jql"),
    [
        ({"project": "WEB"}, 'project = "WEB"'),
        ({"assignee": ME}, "assignee = currentUser()"),
        ({"assignee": "none"}, "assignee is EMPTY"),
        (
            {"reporter": ME, "state": "open"},
            'statusCategory != "Done" AND reporter = currentUser()',
        ),
        ({"state": "done", "project": "DO"}, 'project = "DO" AND statusCategory = "Done"'),
        ({"status": ["To Do"]}, 'status = "To Do"'),
        (
            {"status": ["To Do", 'x" OR "'], "type": "Bug"},
            'issuetype = "Bug" AND (status = "To Do" OR status = "x\\" OR \\"")',
        ),
        ({"labels": ["a", "b"]}, 'labels = "a" AND labels = "b"'),
        ({"sprint": "open"}, "sprint in openSprints()"),
        ({"sprint": "closed"}, "sprint in closedSprints()"),
        (
            {"updated_since": "2026-01-31", "created_since": "2026-01-01"},
            'updated >= "2026-01-31" AND created >= "2026-01-01"',
        ),
        ({"text": 'login" OR'}, 'text ~ "login or"'),
    ],
)
def test_each_field_of_a_search_is_one_clause(given: dict[str, object], jql: str) -> None:
    assert jql == CountIssues.model_validate(given).jql()
    assert f"{jql} ORDER BY updated DESC" == SearchIssues.model_validate(given).jql()


def test_a_search_says_the_very_query_that_is_sent() -> None:
    search = SearchIssues(text='a" OR "b', project="WEB", sort="created", direction="asc")
    jql = 'project = "WEB" AND text ~ "a or b" ORDER BY created ASC'

    assert f"Jira: Search for tickets: {jql}" == search.says()
    assert ("jql", jql) in search.request("https://api.example").query


def test_somebody_is_looked_for_by_name_in_a_project_alone() -> None:
    with pytest.raises(ValueError, match="name the project too"):
        SearchIssues(assignee="bob")
    found = SearchIssues.from_arguments(
        {"assignee": "bob", "project": "WEB", "assignee_id": "5b10ac8d82e05b22cc7d4ef6"}
    )

    assert (
        'project = "WEB" AND assignee = "5b10ac8d82e05b22cc7d4ef6" ORDER BY updated DESC'
        == found.jql()
    )


@for_each("text", HOSTILE)
def test_a_hostile_search_has_no_more_clauses_than_a_plain_one(text: str) -> None:
    try:
        search = SearchIssues(text=text, status=(text.replace("\n", " "),), project="WEB")
    except ValueError:
        return
    found = read(search.jql())

    assert 3 == len(found.groups)
    assert [1, 1, 1] == [len(group) for group in found.groups]
    assert ["updated", "DESC"] == found.order
