"""The value of a secret that somebody says in a sentence."""

import pytest

from aegis_cli.planning.said_value import HIDDEN, hide_in_words, hide_value, says_value

VALUE = "hunter2 x"


@pytest.mark.parametrize(
    "said",
    [
        "set the secret API_KEY of acme/web to {}",
        "Set the secret API_KEY to {}",
        "set secret api_key={}",
        "set the secret 'API_KEY' in acme/web to '{}'",
        "please create a new secret called API_KEY in acme/web with the value {}",
        "can you update my repository secret API_KEY of acme/web to be {}",
        "list the issues of acme/web, then set the secret API_KEY to {}",
        "close #12 and add the secret API_KEY: {}",
        "I want to change the value of the secret API_KEY for acme/web to {}",
        "set API_KEY to {} as a secret of acme/web",
        "put {} into the secret API_KEY of acme/web",
        "store {} as the repository secret API_KEY",
        "use {} for the secret API_KEY in acme/web",
    ],
)
def test_a_value_that_is_said_is_hidden(said: str) -> None:
    hidden = hide_value(said.format(VALUE))

    assert "hunter2" not in hidden
    assert HIDDEN in hidden
    assert says_value(hidden), "what was hidden stays known as such"


@pytest.mark.parametrize(
    "said",
    [
        "set the secret API_KEY of acme/web",
        "set the secret API_KEY in acme/web to standard input",
        "update the secret API_KEY from stdin",
        "list the secrets of acme/web",
        "delete the secret API_KEY of acme/web",
        "create a secret gist with the description notes",
        "create a secret team called web with the description notes",
        "add alice to the secret team",
        "set the variable NODE_ENV to production in acme/web",
        'open an issue titled "set the secret API_KEY to a new value" in acme/web',
        "open an issue titled \u201cplease, set the secret API_KEY to a new one\u201d in acme/web",
        "comment on #12 that we rotate the secrets today",
    ],
)
def test_what_says_no_value_stays_as_it_is(said: str) -> None:
    assert (said, False) == (hide_value(said), says_value(said))


def test_a_long_sentence_takes_no_long() -> None:
    said = "set the secret " + "to set a " * 1_100

    assert said == hide_value(said)


@pytest.mark.parametrize(
    "words", ["ask -R acme/web set the secret API_KEY to x", "set the secret A to x"]
)
def test_of_the_words_of_a_command_line_the_value_is_hidden(words: str) -> None:
    hidden = hide_in_words(words.split())

    assert words.removesuffix("x") + HIDDEN == " ".join(hidden)
    assert ["do", "secrets.list"] == hide_in_words(["do", "secrets.list"])
