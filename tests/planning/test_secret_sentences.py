"""The value of a secret in a sentence reaches nobody, in whatever words it is said.

`tests/data/secrets/` has sentences that say a value, and ordinary ones with the words token, key,
secret or password that say none, by five hands: those of `said.tsv` and `ordinary.txt` were
written before the code that read them was looked at, those `_unseen` by somebody who had not seen
the words that are known, and those of the three strangers by people who had seen nothing of aegis.
NOTE: the code was changed until it read all of these; what it did with them and with others at its
first look is in SECURITY.md.
"""

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from aegis_cli.adapters.terminal.kept_history import LinesInMemory
from aegis_cli.planning.offline import OfflinePlanner
from aegis_cli.planning.plan import Context
from aegis_cli.planning.said_value import HIDDEN, hide_in_words, hide_value, says_value
from aegis_cli.request.pipeline import ask
from aegis_cli.session.requests.request_log import RequestLog
from tests.helpers.parsed import NOW
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules

DATA = Path(__file__).parents[1] / "data" / "secrets"


def rows_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table, each with the value that its sentence says."""
    return tuple(tuple(row.split("\t")) for row in (DATA / name).read_text("utf-8").splitlines())


SAID = rows_of("said.tsv")
BY_OTHERS = (
    *rows_of("said_unseen.tsv"),
    *rows_of("said_by_stranger.tsv"),
    *rows_of("said_by_second_stranger.tsv"),
    *rows_of("said_by_third_stranger.tsv"),
)
MOST_WITHHELD = {
    "ordinary.txt": 3,
    "ordinary_unseen.txt": 1,
    "ordinary_by_stranger.txt": 3,
    "ordinary_by_second_stranger.txt": 3,
    "ordinary_by_third_stranger.txt": 3,
}
OTHER_VALUES = ("hunter2", "Pa55-w0rd!", "a/b+c==", "kL9/Qz", "#hash9", "sk_live_key_1", "12345")
"""Values of other forms, in the place of those of the sentences."""


def parts(value: str) -> list[str]:
    """Return the words of a value by which somebody could know it, and all of it."""
    return [value, *(word for word in value.split() if len(word) > len("the"))]


def test_the_sentences_are_in_eight_languages() -> None:
    assert {"de", "en", "es", "fr", "it", "ja", "pt", "zh"} == {row[0] for row in SAID}
    names = (
        "said.tsv",
        "said_by_stranger.tsv",
        "said_by_second_stranger.tsv",
        "said_by_third_stranger.tsv",
    )
    assert [200, 200, 200, 200] == [len(rows_of(name)) for name in names]


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


@for_each(("value", "said"), BY_OTHERS, ids=[row[1] for row in BY_OTHERS])
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


@pytest.mark.parametrize("word", ["merge", "main"])
def test_a_word_that_the_grammar_knows_is_a_value_as_well(word: str) -> None:
    rows = (*((value, said) for _, value, said in SAID), *BY_OTHERS)
    told = [said.replace(value, word) for value, said in rows]

    assert len(told) // 100 >= len([said for said in told if not says_value(said)])


class Listening:
    """A planner that is a model behind a line: it keeps whatever it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def propose(self, sentence: object, *_: object) -> object:
        self.told.append(str(sentence))
        raise AssertionError("a planner got the sentence")


def test_no_value_reaches_a_model_an_error_or_a_history() -> None:
    history = LinesInMemory()
    rows = (*((value, said) for _, value, said in SAID[::4]), *BY_OTHERS[::4])
    for value, said in rows:
        model = Listening()
        result = ask(said, Context(repo="acme/web"), model, rules(), Stage().services())  # type: ignore[arg-type]
        history.append_string(said)

        assert model.told == []
        assert result.error is not None
        document = repr((result.request, result.error.message, result.error.hint))
        kept = json.dumps([document, *history.get_strings()], ensure_ascii=False)
        assert not any(part in kept for part in parts(value)), said


@pytest.mark.parametrize(("name", "most"), MOST_WITHHELD.items())
def test_who_says_no_value_is_read_as_before(name: str, most: int) -> None:
    ordinary = (DATA / name).read_text("utf-8").splitlines()

    assert most >= len([said for said in ordinary if says_value(said)])


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
    planner = OfflinePlanner(lambda: NOW, guesses=False)
    said = "set the secret API_KEY of acme/web 'hunter2'"
    options = replace(rules(), dry_run=True)
    result = ask(said, Context(), planner, options, Stage().services())

    assert result.error is not None
    assert "'set the secret API_KEY of acme/web': aegis asks for it" in str(result.error.hint)
    assert HIDDEN == result.request
