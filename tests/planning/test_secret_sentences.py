"""The value of a secret in a sentence reaches nobody, in whatever words it is said.

`tests/data/secrets/said.tsv` has 200 sentences that say a value, in eight languages, and
`ordinary.txt` 300 with the words token, key, secret or password that say none. Both were written
before the code that reads them was looked at. The two files `_unseen` are by somebody else, who had
not seen the words that are known either.
"""

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from aegis_cli.adapters.terminal.kept_history import LinesInMemory
from aegis_cli.planning.grammar.offline import OfflinePlanner
from aegis_cli.planning.plan import Context
from aegis_cli.planning.said_value import HIDDEN, hide_in_words, hide_value, says_value
from aegis_cli.request.pipeline import ask
from aegis_cli.session.request_log import RequestLog
from tests.helpers.parsed import TODAY
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules

DATA = Path(__file__).parents[1] / "data" / "secrets"
SAID = tuple(
    tuple(line.split("\t")) for line in (DATA / "said.tsv").read_text("utf-8").splitlines()
)
ORDINARY = (DATA / "ordinary.txt").read_text("utf-8").splitlines()
UNSEEN = tuple(
    tuple(line.split("\t")) for line in (DATA / "said_unseen.tsv").read_text("utf-8").splitlines()
)
ORDINARY_UNSEEN = (DATA / "ordinary_unseen.txt").read_text("utf-8").splitlines()
MOST_WITHHELD, MOST_UNSEEN_WITHHELD = 3, 6
OTHER_VALUES = ("hunter2", "Pa55-w0rd!", "a/b+c==", "kL9/Qz", "#hash9", "sk_live_key_1", "12345")
"""Values of other forms, in the place of those of the sentences."""


def parts(value: str) -> list[str]:
    """Return the words of a value by which somebody could know it, and all of it."""
    return [value, *(word for word in value.split() if len(word) > len("the"))]


def test_the_sentences_are_in_eight_languages() -> None:
    assert {"de", "en", "es", "fr", "it", "ja", "pt", "zh"} == {row[0] for row in SAID}
    assert (200, 300) == (len(SAID), len(ORDINARY))


@for_each(("language", "value", "said"), SAID, ids=[row[2] for row in SAID])
def test_a_value_that_is_said_is_hidden_in_every_language(
    language: str,  # noqa: ARG001  # it is for who reads the table
    value: str,
    said: str,
) -> None:
    hidden = hide_value(said)
    log = RequestLog(words=hide_in_words(["ask", *said.split(" ")])).last_line("failed")

    for part in parts(value):
        assert part not in hidden
        assert part not in log


@for_each(("value", "said"), UNSEEN, ids=[row[1] for row in UNSEEN])
def test_a_value_is_hidden_in_words_that_nobody_foresaw(value: str, said: str) -> None:
    hidden = hide_value(said)
    log = RequestLog(words=hide_in_words(["ask", *said.split(" ")])).last_line("failed")

    for part in parts(value):
        assert part not in hidden
        assert part not in log


def test_the_form_of_a_value_does_not_matter() -> None:
    others = zip(SAID, itertools.cycle(OTHER_VALUES), strict=False)
    told = ((other, said.replace(value, other)) for (_, value, said), other in others)

    assert [] == [said for other, said in told if other in hide_value(said)]


class Listening:
    """A planner that is a model behind a line: it keeps whatever it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def propose(self, sentence: object, *_: object) -> object:
        self.told.append(str(sentence))
        raise AssertionError("a planner got the sentence")


def test_no_value_reaches_a_model_an_error_or_a_history() -> None:
    history = LinesInMemory()
    for _, value, said in SAID[::4]:
        model = Listening()
        result = ask(said, Context(repo="acme/web"), model, rules(), Stage().services())  # type: ignore[arg-type]
        history.append_string(said)

        assert model.told == []
        assert result.error is not None
        document = repr((result.request, result.error.message, result.error.hint))
        kept = json.dumps([document, *history.get_strings()], ensure_ascii=False)
        assert not any(part in kept for part in parts(value)), said


def test_who_says_no_value_is_read_as_before() -> None:
    assert MOST_WITHHELD >= len([said for said in ORDINARY if says_value(said)])
    assert MOST_UNSEEN_WITHHELD >= len([said for said in ORDINARY_UNSEEN if says_value(said)])


@pytest.mark.parametrize(
    "said",
    [
        "set the secret API_KEY of acme/web",
        "rotate the secret NPM_TOKEN in acme/web",
        "setze das Secret API_KEY in acme/web",
        "acme/web のシークレット API_KEY を設定して",
    ],
)
def test_what_names_a_secret_alone_goes_to_the_planner(said: str) -> None:
    assert (said, False) == (hide_value(said), says_value(said))


def test_the_person_hears_how_to_type_the_value_unseen() -> None:
    planner = OfflinePlanner(lambda: TODAY, guesses=False)
    said = "set the secret API_KEY of acme/web 'hunter2'"
    options = replace(rules(), dry_run=True)
    result = ask(said, Context(), planner, options, Stage().services())

    assert result.error is not None
    assert "'set the secret API_KEY of acme/web': aegis asks for it" in str(result.error.hint)
    assert f"set the secret API_KEY of acme/web {HIDDEN}" == result.request
