"""Whether a sentence asks for a verb: a clause starts with it, and nothing takes it back."""

import time

import pytest

from aegis_cli.planning.words import Sentence

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


@pytest.mark.parametrize("sentence", ["show close " * 20_000, "a 'close " * 20_000])
def test_however_often_a_verb_is_mentioned_is_found_out_in_a_moment(sentence: str) -> None:
    started = time.perf_counter()

    assert not Sentence(sentence).asks_to("close")
    assert 5 > time.perf_counter() - started
