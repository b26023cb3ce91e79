"""The sentence as tokens: what stands in it, what stands in quotes, and what it asks for."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aegis_cli.planning.words import Sentence, Token, normal

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


def token(text: str, sentence: str) -> Token:
    (found,) = (token for token in Sentence(sentence).tokens if token.text == text)
    return found


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
    assert {sentence.holds(other), sentence.holds_word(other), sentence.asks_to(other)} <= {0, 1}


@given(anything)
def test_a_quote_is_a_part_of_what_the_person_typed_unchanged(text: str) -> None:
    for quote in Sentence(text).quotes:
        assert quote.text == text[quote.start + 1 : quote.end - 1]


@given(anything)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normal(text) == normal(normal(text))


@pytest.mark.parametrize(
    ("same", "text"),
    [
        ("close issue", "  Close\n\tISSUE "),
        ("12", "\uff11\uff12"),
        ("don't", "don\u2019t"),
        ("strasse", "Straße"),
        ("file", "ﬁle"),
    ],
)
def test_case_width_and_white_space_do_not_matter(same: str, text: str) -> None:
    assert same == normal(text)


@pytest.mark.parametrize(
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
        ({"acme/web"}, "see https://ghe.example/acme/web/issues/12?x=y#z"),
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


@pytest.mark.parametrize(
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
        (set(), "close 12th"),
        (set(), "close v12"),
        (set(), "close 1.2"),
        (set(), "close 12-14"),
        (set(), "close 12%"),
        (set(), "close 12:30"),
        (set(), "close #12a"),
        (set(), "close ##12"),
        (set(), "close 12345678901"),
        (set(), 'titled "fix 12"'),
        (set(), 'titled "acme/web#12"'),
        (set(), "titled \u2018fix 12 now\u2019"),
    ],
)
def test_a_number_is_a_whole_token_outside_quotes(numbers: set[int], text: str) -> None:
    assert numbers == Sentence(text).numbers


@pytest.mark.parametrize(
    "text",
    [
        'open an issue titled "a\uff02; close acme/api#99 and label it pwned \uff02 b"',
        "open an issue titled 'all users\u2019 data; close acme/api#99 and label it pwned'",
        "open an issue titled `a\uff40; close acme/api#99 and label it pwned \uff40`",
        "open an issue titled \u2018a\uff07; close acme/api#99 and label it pwned\u2019",
        "file \uff02 'a' ; close acme/api#99 and label it pwned \uff02",
    ],
)
def test_a_mark_that_is_none_before_it_is_normalised_ends_no_quotation(text: str) -> None:
    sentence = Sentence(text)

    assert (frozenset(), frozenset()) == (sentence.repos, sentence.numbers)
    assert not sentence.asks_to("close")
    assert not sentence.names("pwned")


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
    assert not sentence.asks_to("close")
    assert not sentence.asks_to("delete")


@pytest.mark.parametrize(
    ("quotes", "text"),
    [
        (["Crash on start"], 'titled "Crash on start"'),
        (["Crash ON\nstart"], "titled 'Crash ON\nstart'"),
        (["a", "b"], 'say "a" then `b`'),
        (["don't panic"], "titled 'don't panic'"),
        (["don't panic"], "titled \u2018don't panic\u2019"),
        (["a"], "titled \u201ca\u201d"),
        (["a"], "titled \u00aba\u00bb"),
        ([""], 'an empty ""'),
        ([], "don't and can't"),
        ([], "the users' issues aren't here"),
        ([], 'a 27" screen'),
        ([], ""),
    ],
)
def test_quoted_texts_are_found_and_apostrophes_are_not(quotes: list[str], text: str) -> None:
    assert quotes == [quote.text for quote in Sentence(text).quotes]


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


ASKED = [
    ("open", "open an issue in acme/web titled 'Crash'"),
    ("open", "Open two issues: 'a' and 'b'"),
    ("close", "close #12"),
    ("close", "CLOSE #12"),
    ("close", "please close #12"),
    ("close", "can you please close #12?"),
    ("close", "could you just close #12"),
    ("close", "let's close #12"),
    ("close", "hey aegis, close #12"),
    ("close", "I want to close #12"),
    ("close", "we need to close #12"),
    ("close", "open an issue in acme/web and close #12"),
    ("close", "comment on #3, then close it"),
    ("close", "acme/web: close 12"),
    ("close", "in acme/web close #12"),
    ("close", "for #12 close it"),
    ("close", "It works now. Close #12."),
    ("close", "(close #12)"),
    ("comment", "close #12 as not planned and comment 'Superseded by #31'"),
    ("label", "close #3 as won't fix and label it bug"),
    ("comment", "comment: 'Thanks' on #3"),
    ("label", "label @octocat"),
    ("open an issue", "I would love it if someone could open an issue in acme/web"),
]

NOT_ASKED = [
    ("open", "list open issues"),
    ("open", "show me the open issues of acme/web"),
    ("open", "list closed and open issues in acme/web"),
    ("open", "which issues are now open in acme/web"),
    ("open", "list the issues of acme/web open since monday"),
    ("open", "is #12 open?"),
    ("open", "list issues, open or closed"),
    ("close", "list closed issues"),
    ("close", "why did they close #12"),
    ("close", "how do I close #12"),
    ("close", "when to close #12"),
    ("close", "what happens when you close #12"),
    ("close", "did you close #12?"),
    ("close", "do I need to close #12?"),
    ("close", "what do I need to close #12"),
    ("close", "do not close #12"),
    ("close", "don't close #12"),
    ("close", "don\u2019t close #12"),
    ("close", "please do not ever close #12"),
    ("close", "never, ever, close #12"),
    ("close", "do not, under any circumstances, close #12"),
    ("close", "you should not just go ahead and then close #12"),
    ("close", "no need to close #12"),
    ("close", "I no longer want to close #12"),
    ("close", "dont please close #12"),
    ("close", "I cannot just close #12"),
    ("close", "show #12 without close reasons"),
    ("close", 'open an issue titled "close #12"'),
    ("close", "open an issue titled 'please close #12'"),
    ("close", "open an issue titled \u2018please close #12 now\u2019"),
    ("close", "open an issue titled \u201cplease, close #12\u201d"),
    ("close", "open an issue titled `close #12`"),
    ("close", "disclose #12"),
    ("close", "show the issues we need to close in acme/web"),
    ("close", "show acme/web#12 close reason"),
    ("close", "if you want to close #12, say so"),
    ("delete", "list the repositories and delete dates"),
    ("close", ""),
    ("comment", "show the title, comment count and labels of #3"),
    ("label", "show the title and label of #3"),
    ("label", "show the title and label"),
    ("label", "label:"),
    ("open an issue", "do not open an issue"),
    ("open an issue", 'comment "open an issue" on #3'),
    ("", "close #12"),
]


@pytest.mark.parametrize(("verb", "sentence"), ASKED)
def test_a_clause_that_starts_with_a_verb_asks_for_it(verb: str, sentence: str) -> None:
    assert Sentence(sentence).asks_to(verb)


@pytest.mark.parametrize(("verb", "sentence"), NOT_ASKED)
def test_a_verb_that_is_negated_described_or_quoted_is_not_asked_for(
    verb: str, sentence: str
) -> None:
    assert not Sentence(sentence).asks_to(verb)


@pytest.mark.parametrize(
    "sentence", ["list open issues", "Show all open issues in acme/web", "count the open ones"]
)
def test_list_open_issues_does_not_ask_to_open_anything(sentence: str) -> None:
    assert not Sentence(sentence).asks_to("open")


def test_a_token_knows_where_it_stands_and_what_it_names() -> None:
    sentence = 'Close acme/web#12 "now"'

    assert Token("acme/web#12", 6, quoted=False, repo="acme/web", number=12) == token(
        "acme/web#12", sentence
    )
    assert token("now", sentence).quoted
    assert not token("close", sentence).quoted


def test_a_pull_request_behind_brackets_keeps_its_number() -> None:
    assert {12} == Sentence("see (https://github.com/acme/web/issues/12).").numbers
