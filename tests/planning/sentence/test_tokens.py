"""A text as tokens: normalised once, and each knows what it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.sentence.tokens import Token, normal


def token(text: str, sentence: str) -> Token:
    (found,) = (token for token in Sentence(sentence).tokens if token.text == text)
    return found


@given(st.text())
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


def test_a_token_knows_what_it_names() -> None:
    sentence = 'Close acme/web#12 "now"'

    whole = Token("acme/web#12", quoted=False, repo="acme/web", number=12)
    assert whole == token("acme/web#12", sentence)
    assert token("now", sentence).quoted
    assert not token("close", sentence).quoted


def test_a_pull_request_behind_brackets_keeps_its_number() -> None:
    assert {12} == Sentence("see (https://github.com/acme/web/issues/12).").numbers
