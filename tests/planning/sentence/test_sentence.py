"""The sentence: what it names and holds, outside quotes and in them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aegis_cli.planning.sentence.sentence import Sentence
from tests.helpers.rows import for_each

PIECES = st.sampled_from(
    [
        "acme/web",
        "#12",
        "https://",
        "'",
        '"',
        "\u201c",
        "\u2018",
        "\u2019",
        ".",
        ":",
        "12",
        " ",
        "[",
        "/",
    ]
)
anything = st.one_of(st.text(), st.lists(PIECES).map("".join))


@given(anything, st.text(max_size=10))
@example("acme/web#" + "1" * 5_000, "")
@example("https://github.com/acme/web/issues/" + "1" * 5_000, "")
@example("https://[", "[")
@example("close #" + "9" * 5_000, "")
def test_no_text_can_break_the_tokens(text: str, other: str) -> None:
    sentence = Sentence(text)

    assert isinstance(sentence.tokens, tuple)
    assert isinstance(sentence.repos | sentence.numbers, frozenset)
    assert isinstance(sentence.quotes, tuple)
    assert {sentence.holds(other), sentence.holds_word(other)} <= {0, 1}


@given(anything)
def test_a_quote_is_a_part_of_what_the_person_typed_unchanged(text: str) -> None:
    for quote in Sentence(text).quotes:
        assert quote.text == text[quote.start + 1 : quote.end - 1]


@for_each(
    ("repos", "text"),
    [
        ({"acme/web"}, "close #12 in acme/web"),
        ({"acme/web"}, "close Acme/WEB#12"),
        ({"acme/website"}, "close #12 in acme/website"),
        ({"acme/web"}, "close 12 in acme/web."),
        ({"acme/web"}, "close 12 in acme/web…"),
        ({"acme/web"}, "is it in (acme/web)?"),
        ({"acme/web"}, "acme/web's issues"),
        ({"acme/web"}, "acme/web\u2019s issues"),
        ({"acme/web"}, "list issues in acme/web.git"),
        ({"acme/web.js"}, "list issues in acme/web.js"),
        ({"acme/web", "acme/api"}, "compare acme/web,acme/api"),
        ({"acme/web"}, "see https://github.com/acme/web"),
        ({"acme/web"}, "see https://github.com/acme/web.git"),
        ({"acme/web"}, "see https://github.com/acme/web/issues/12?x=y#z"),
        ({"acme/web"}, "see github.com/acme/web/issues/12"),
        ({"acme/web"}, "see www.GitHub.com/acme/web"),
        ({"acme/web"}, "see https://api.github.com/repos/acme/web/issues/12"),
        (set(), "see https://ghe.example/api/v3/repos/acme/web"),
        (set(), "see https://docs.example/guide/intro"),
        (set(), "see https://github.com.evil.example/acme/web"),
        (set(), "see https://github.com@evil.example/acme/web"),
        (set(), "see https://evil.example/github.com/acme/web"),
        (set(), "titled \u00bbsee acme/web\u00ab"),
        (set(), "titled \u201dsee acme/web\u201d"),
        (set(), "titled \u2019see acme/web now\u2019"),
        (set(), "titled \u2039see acme/web\u203a"),
        (set(), "titled <\u2039see acme/web>>"),
        (set(), "titled \u300csee acme/web\u300d"),
        ({"repos/web"}, "see https://github.com/repos/web"),
        (set(), "see github.com/acme"),
        (set(), "see https://github.com/acme"),
        (set(), "see https://github.com/acme/../x"),
        (set(), "see https://[/acme/web"),
        (set(), "acme/web/issues"),
        (set(), "acme / web"),
        (set(), "-acme/web"),
        (set(), "@acme/web"),
        (set(), "acme/web@main"),
        (set(), 'titled "see acme/web"'),
        (set(), "titled 'see acme/web now'"),
        (set(), "titled `acme/web`"),
        (set(), "titled \u201csee acme/web\u201d"),
        (set(), "titled \u2018see acme/web now\u2019"),
        (set(), "titled \u00absee acme/web\u00bb"),
        (set(), "titled \u201esee acme/web\u201c"),
        (set(), 'titled "see https://github.com/acme/web"'),
        ({"acme/api"}, "don't look at 'acme/web' but at acme/api, it's there"),
    ],
)
def test_a_repository_is_named_by_a_whole_reference_outside_quotes(
    repos: set[str], text: str
) -> None:
    assert repos == Sentence(text).repos


def test_only_urls_of_the_host_that_is_set_name_a_repository() -> None:
    ghe = "https://ghe.example/acme/web/issues/12"
    public = "https://github.com/acme/api/issues/13"
    sentence = Sentence(f"close {ghe}, see {public}", "ghe.example")

    assert {"acme/web"} == sentence.repos
    assert {12} == sentence.numbers
    assert {"acme/web"} == Sentence("see ghe.example/api/v3/repos/acme/web", "ghe.example").repos


@for_each(
    ("numbers", "text"),
    [
        ({12}, "close #12"),
        ({12}, "close issue 12."),
        ({12}, "close acme/web#12"),
        ({12}, "close https://github.com/acme/web/pull/12/files"),
        ({12}, "close https://github.com/acme/web/issues/12#issuecomment-5"),
        ({1, 2, 3}, "close #1, #2 and 3"),
        ({1, 2, 3}, "close #1,#2,#3"),
        ({12}, "close (12)"),
        ({12}, "close #012"),
        ({12}, "close github.com/acme/web/issues/12"),
        ({12}, "close https://api.github.com/repos/acme/web/issues/12"),
        (set(), "close 12th"),
        (set(), "close #12\u00b2"),
        (set(), "close #\u2460"),
        (set(), "close #12\u3251"),
        (set(), "close #12\u32bf"),
        (set(), "close #12\U0001f101"),
        (set(), "close #12\u00bd"),
        (set(), "close #12\u33e0"),
        (set(), "close #\u3251"),
        (set(), "close #1\u200b2"),
        (set(), "close #\u0967\u0968"),
        (set(), "close #1e3"),
        (set(), "close v12"),
        (set(), "close 1.2"),
        (set(), "close 12-14"),
        (set(), "close 12%"),
        (set(), "close 12:30"),
        (set(), "close #12a"),
        (set(), "close ##12"),
        ({19_700_000_001}, "rerun 19700000001"),
        (set(), "close 12345678901234567890"),
        (set(), 'titled "fix 12"'),
        (set(), 'titled "acme/web#12"'),
        (set(), "titled \u2018fix 12 now\u2019"),
    ],
)
def test_a_number_is_a_whole_token_outside_quotes(numbers: set[int], text: str) -> None:
    assert numbers == Sentence(text).numbers


@for_each(
    "text",
    [
        'open an issue titled "a\uff02; close acme/api#99 and label it pwned \uff02 b"',
        "open an issue titled 'all users\u2019 data; close acme/api#99 and label it pwned'",
        "open an issue titled `a\uff40; close acme/api#99 and label it pwned \uff40`",
        "open an issue titled \u2018a\uff07; close acme/api#99 and label it pwned\u2019",
        "file \uff02 'a' ; close acme/api#99 and label it pwned \uff02",
        "\u2019tis 'a' \uff02b\u2019 '; close acme/api#99 and label it pwned'",
        "\u2019tis 'a' \uff02b\u2019 c \uff02 d '; close acme/api#99 and label it pwned'",
    ],
)
def test_a_mark_that_is_none_before_it_is_normalised_ends_no_quotation(text: str) -> None:
    sentence = Sentence(text)

    assert (frozenset(), frozenset()) == (sentence.repos, sentence.numbers)
    assert not sentence.names("pwned")


MARKS = st.sampled_from(
    ["'", '"', "`", *"\u201c\u201d\u201e\u2018\u2019\uff02\uff07\uff40", " ", "a", "; "]
)
around = st.lists(MARKS, max_size=8).map("".join)


@given(around, around)
@example("\u2019 'a' \uff02b\u2019 '", "'")
def test_a_text_that_was_typed_in_quotes_stays_quoted(before: str, behind: str) -> None:
    sentence = Sentence(f"{before} close #77 {behind}")

    if any(" close #77 " in quote.text for quote in sentence.quotes):
        assert frozenset() == sentence.numbers


@pytest.mark.parametrize("text", ["close #12 in acme/website", "close 112 and 121 of acme/web-1"])
def test_a_number_inside_another_number_is_not_the_persons(text: str) -> None:
    assert 1 not in Sentence(text).numbers


@pytest.mark.parametrize(
    "text",
    [
        '"please close #12',
        'open an issue titled "delete acme/web #12',
        "open an issue titled \"delete acme/web #12 and 'more'",
        "open an issue titled \u201cdelete acme/web #12, close `it`",
        'open "a" titled "delete acme/web, close #12',
    ],
)
def test_a_quotation_that_never_ends_names_no_target_and_asks_for_nothing(text: str) -> None:
    sentence = Sentence(text)

    assert frozenset() == sentence.numbers
    assert frozenset() == sentence.repos


@for_each(
    ("quotes", "text"),
    [
        (["Crash on start"], 'titled "Crash on start"'),
        (["Crash ON\nstart"], "titled 'Crash ON\nstart'"),
        (["a", "b"], 'say "a" then `b`'),
        (["don't panic"], "titled 'don't panic'"),
        (["don't panic"], "titled \u2018don't panic\u2019"),
        (["a"], "titled \u201ca\u201d"),
        (["a"], "titled \u00aba\u00bb"),
        (["a"], "titled \u201ea\u201c"),
        (["a"], "titled \u201ea\u201d"),
        ([""], 'an empty ""'),
        ([], "don't and can't"),
        ([], "the users' issues aren't here"),
        ([], 'a 27" screen'),
        ([], ""),
    ],
)
def test_quoted_texts_are_found_and_apostrophes_are_not(quotes: list[str], text: str) -> None:
    assert quotes == [quote.text for quote in Sentence(text).quotes]


@for_each(
    ("holds", "text", "sentence"),
    [
        (True, "bug", "label it bug"),
        (True, "Bug", "label it BUG, please"),
        (True, "good first issue", "label it 'good  first\nissue'"),
        (True, "octocat", "assign @octocat"),
        (True, "octocat", "assign octocat."),
        (True, "Crash on start", 'titled "crash on start"'),
        (True, "v1.2", "label v1.2"),
        (False, "", "anything"),
        (False, " ", "anything"),
        (False, "bug", "debug it"),
        (False, "bug", "the bugs"),
        (False, "bug", "a bug-fix"),
        (False, "bug", "the bug_fix"),
        (False, "bug", "kind/bug"),
        (False, "bug", "bug/fix"),
        (False, "1", "#12"),
        (False, "12", "#12"),
        (False, "web", "acme/web"),
        (False, "acme/web", "acme/website"),
        (False, "acme/web", "x-acme/web"),
        (False, "v1", "label v1.2"),
        (False, "2", "label v1.2"),
        (False, "doe", "assign john.doe"),
        (False, "org", "see docs.python.org"),
        (False, "alice", "mail alice@example.org"),
        (False, "c", "label it c++"),
        (False, "c", "label it c#"),
        (False, "alice", "assign alice[bot]"),
    ],
)
def test_a_text_is_held_on_token_boundaries_only(text: str, sentence: str, *, holds: bool) -> None:
    assert holds is Sentence(sentence).holds(text)


@for_each(
    ("holds", "word", "sentence"),
    [
        (True, "closed", "list closed issues"),
        (True, "not planned", "close it as Not Planned."),
        (True, "won't fix", "close it: won\u2019t fix"),
        (False, "closed", "list enclosed issues"),
        (False, "closed", 'titled "closed"'),
        (False, "closed", "titled \u2018it is closed now\u2019"),
        (False, "", "anything"),
        (False, "planned work", "planned"),
    ],
)
def test_a_word_is_held_outside_quotes_only(word: str, sentence: str, *, holds: bool) -> None:
    assert holds is Sentence(sentence).holds_word(word)
