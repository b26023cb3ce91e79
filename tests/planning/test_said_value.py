"""The value of a secret that somebody says in a sentence."""

import time

import pytest

from aegis_cli.planning.said_value import HIDDEN, hide_in_words, hide_value, says_value
from tests.helpers.rows import for_each

VALUE = "hunter2 x"
_NOT_LONG = 1.0


@for_each(
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
        "set the API_KEY secret to {}",
        "please update the API_KEY secret of acme/web to {}",
        "set the acme/web secret API_KEY to {}",
        "in acme/web set the secret API_KEY to {}",
        "for the repository acme/web set secret API_KEY={}",
        "set the secret API_KEY in the repo acme/web to {}",
        "set the secret API_KEY of the repository acme/web to {}",
        "set the secret API_KEY for this repo to {}",
        "the secret API_KEY of acme/web should be {}",
        "add {} as API_KEY to the secrets of acme/web",
        "change API_KEY in the secrets of acme/web to {}",
        "/do secrets.set --repo acme/web --secret-name API_KEY --value {}",
        "aegis do secrets.set -R acme/web --secret-name API_KEY --body={}",
        "do secrets.set -R acme/web --secret-name API_KEY -b {}",
        'secrets.set {{"repo": "acme/web", "secret_name": "API_KEY", "value": "{}"}}',
        'issues.get {{"issue_number": 1}}; secrets.set {{"encrypted_value": "{}", "repo": "a/b"}}',
    ],
)
def test_a_value_that_is_said_is_hidden(said: str) -> None:
    hidden = hide_value(said.format(VALUE))

    assert "hunter2" not in hidden
    assert HIDDEN in hidden
    assert says_value(hidden), "what was hidden stays known as such"


@for_each(
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
        "show the secret API_KEY of acme/web as JSON",
        "delete the API_KEY secret of acme/web",
        "/do secrets.set --repo acme/web --secret-name API_KEY",
        "do secrets.set -R acme/web --secret-name VALUE --confirm 'set secret VALUE of acme/web'",
    ],
)
def test_what_says_no_value_stays_as_it_is(said: str) -> None:
    assert (said, False) == (hide_value(said), says_value(said))


@for_each(
    "again",
    [
        "to set a ",
        "for ",
        "set the ",
        "to the ",
        "in a/b ",
        "A_B ",
        " ",
        "secrets.set ",
        "secret A_B in ",
        "x-",
        "d'",
        "a=",
        "'",
        "鍵を",
        "ひ",
        "into the secret ",
    ],
)
def test_a_long_sentence_takes_no_long(again: str) -> None:
    said = "set the secret " + again * (10_000 // len(again))

    began = time.process_time()
    hide_value(said)

    assert time.process_time() - began < _NOT_LONG


@pytest.mark.parametrize(
    "marks", ["``", "„“", "“”", "«»", "\u2018\u2019", "「」", "『』", "''", '""']
)
@pytest.mark.parametrize("space", ["", " "])
def test_a_name_and_a_value_are_found_in_any_quotation_marks(marks: str, space: str) -> None:
    name, value = (f"{marks[0]}{space}{word}{space}{marks[1]}" for word in ("A_TOKEN", VALUE))

    assert VALUE not in hide_value(f"put {value} into {name} of acme/web")


@pytest.mark.parametrize("words", [["secret", *["a"] * 200_000], ["secret " + "for " * 200_000]])
def test_no_words_of_a_program_keep_an_agent_busy(words: list[str]) -> None:
    began = time.process_time()
    hide_in_words(words)

    assert time.process_time() - began < _NOT_LONG


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("ask -R acme/web set the secret API_KEY to x", "ask [hidden]"),
        ("aegis ask put 'a b' into the secret A", "aegis ask [hidden]"),
        ("set the secret A to x", "[hidden]"),
        ("do secrets.set -R acme/web --value=x", "do secrets.set -R acme/web --value= [hidden]"),
        ("do secrets.list -R acme/web", "do secrets.list -R acme/web"),
    ],
)
def test_of_the_words_of_a_command_line_no_sentence_that_says_a_value_is_left(
    words: str, kept: str
) -> None:
    assert kept == " ".join(hide_in_words(words.split(" ")))


def test_of_a_sentence_that_may_say_a_value_nothing_is_kept() -> None:
    """What is kept of it might be the value: "update the secret WORD to update"."""
    assert HIDDEN == hide_value("update the secret WORD to update")


@pytest.mark.parametrize(
    "said",
    [
        "save ghp_Zx81FAKEfake0192nds",
        "the file is at https://mona:hunter2@example.com/a",
        "curl -H 'x: eyJhbGciOiJub25lIn0.e30.fake'",
    ],
)
def test_what_begins_as_a_known_value_is_hidden_without_a_noun(said: str) -> None:
    assert HIDDEN == hide_value(said)


@for_each(
    "said",
    [
        "read secret FOO from sunflower",
        "type sunflower into secret FOO",
        "frobnicate sunflower as the API key",
        "comment on #12 'done' and store zebra37 in secret FOO",
        "close #12 and set API_KEY to sunflower",
        "list my repos and then set the secret FOO to sunflower",
        "save sunflower as the token for the deploy workflow",
        "wpisz sunflower do sekretu FOO",
        "typ sunflower in het geheim FOO",
        "set API_KEY to sunflower, not from stdin",
        "limit API_KEY to acme/web and set it to sunflower",
        "make the secret API_KEY available to acme/web as sunflower",
        "the variable API_TOKEN should be blossom",
        "tell #dev that the password is blossom",
        "remind @bob that the API key is sunflower",
        "comment on #12 that the token is blossom",
        "the API_TOKEN variable should be blossom",
    ],
)
def test_a_plain_word_is_hidden_whatever_the_verb_and_whatever_else_is_asked(said: str) -> None:
    assert HIDDEN == hide_value(said)


@for_each(
    "said",
    [
        "set the secret KEY_PATH to /etc/ssl/private/web.pem",
        "add the secret KEY_PATH to ~/keys/web.pem",
        "let's make GATE_KEY main in acme/tools",
        "merge should be the value of GATE_KEY",
        "make close the value of the secret FOO",
        "fermer, c'est la valeur pour GATE_KEY",
        "sluiten wordt het nieuwe wachtwoord",
        "zamknij ma być wartością GATE_KEY",
        "set password rotate",
        "set the password rotate",
        "secret FOO rotate",
        "use rotate for DB_PASSWORD",
        "make renew the password",
        "replace DB_PASSWORD by renew",
        "setze das Passwort auf erneuern",
    ],
)
def test_a_path_and_a_word_of_the_grammar_are_hidden_where_they_are_the_value(said: str) -> None:
    assert HIDDEN == hide_value(said)


@for_each(
    "said",
    [
        "make the secret NPM_TOKEN available to acme/web",
        "limit the secret NPM_TOKEN to web and api",
        "add NPM_TOKEN to .env.example",
        "add reaction :key: to the last message",
        "create the environment canary, no secrets yet",
        "set DEPLOY_KEY in rechnungen, Wert kommt über stdin",
        "ustaw sekret DD_API_KEY ze standardowego wejścia",
        "rappelle-moi lundi de changer le mot de passe du wifi",
        "recuérdame renovar la clave de firma",
        "pergunta ao Leo se ele tem a chave do servidor",
        "rotate all our tokens",
        "please rotate the token of the deploy bot",
        "we have to renew API_KEY in acme/web",
        "bitte den API_KEY rotieren",
        "das Token erneuern",
        "set the variable NODE_ENV to production",
        "tell #dev that the token is expired",
        "tell bob that the password is wrong",
        "comment on #12 that the token is invalid",
    ],
)
def test_what_says_where_who_or_from_which_input_is_no_value(said: str) -> None:
    assert said == hide_value(said)
