"""The words of languages: what is written of them can be read, and is read as it is written."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest

from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.patterns import Element
from aegis_cli.planning.lenient.concepts import FILLERS
from aegis_cli.planning.lenient.loose_forms import PREPOSITIONS
from aegis_cli.planning.lenient.vocabulary import (
    LANGUAGES,
    TOLD_BY_WORDS,
    Meaning,
    english,
    languages_of,
    ordinary,
    requests,
    set_apart,
    vocabulary,
    wishes,
)
from aegis_cli.planning.lenient.ways import ways_of
from aegis_cli.planning.sentence.letters import plain
from tests.helpers.rows import for_each
from tools.vocabulary import phrases, source

MEANINGS = ("means", "wished")

VALUE = re.compile(r"=.+|\d+|[0-9a-f]{6}|(?:README|CONTRIBUTING)\.md|Makefile|Dockerfile|LICENSE")
"""What stands for a value."""


def elements() -> Iterator[Element]:
    for form in (*GRAMMAR.forms, *ways_of(GRAMMAR)):
        for pattern in chain(form.leads, form.objects, form.phrases, form.adjectives):
            yield from pattern.elements


@pytest.fixture(scope="module")
def readable() -> frozenset[str]:
    """The words that mean something to the grammar, or to a way."""
    actions = GRAMMAR.actions.values()
    said = (phrase for e in elements() for phrases in e.phrases.values() for phrase in phrases)
    of_choices = (phrase for each in actions for phrase in chain(*each.choices.values()))
    verbs = (word.split("_") for each in actions for word in each.words.words)
    known = lexicon.DELIMITERS | lexicon.CONNECTIVES | FILLERS | PREPOSITIONS | GRAMMAR.words
    return known.union(*said, *of_choices, *verbs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_meaning_is_in_words_that_a_form_has(language: str, readable: frozenset[str]) -> None:
    words = {
        word
        for table in MEANINGS
        for meaning in source(language).get(table, {})
        for word in meaning.split()
        if not VALUE.fullmatch(word)
    }

    assert words - readable == set(), "nothing that reads has these words"


@for_each("language", LANGUAGES)
def test_no_phrase_means_something_and_refuses(language: str) -> None:
    data = source(language)
    means = {
        p for table in MEANINGS for text in data.get(table, {}).values() for p in phrases(text)
    }
    refuses = [each for text in data["refuses"].values() for each in {*phrases(text)}]

    assert means & {*refuses} == set()
    assert [each for each, count in Counter(refuses).items() if count > 1] == []


@for_each("language", LANGUAGES)
def test_no_mark_of_the_index_stands_in_a_word(language: str) -> None:
    for table in (*MEANINGS, "refuses", "days"):
        for name, text in source(language).get(table, {}).items():
            assert "|" not in name
            assert not name.startswith("!")
            assert '"' not in text


@for_each("is_wish", [False, True])
@for_each("language", LANGUAGES)
def test_each_phrase_is_read_as_it_is_written(language: str, *, is_wish: bool) -> None:
    known, data = vocabulary(language, is_wish=is_wish), source(language)

    for table in MEANINGS if is_wish else ("means",):
        for meaning, text in data.get(table, {}).items():
            for phrase in phrases(text):
                words = (*phrase.split(), "x")
                assert known.longest_at(words, 0) is not None, phrase
                end, meanings = known.longest_at(words, 0) or (0, ())
                assert end == len(words) - 1, phrase
                assert Meaning(tuple(meaning.split())) in meanings, phrase
    for reason, text in data["refuses"].items():
        for phrase in phrases(text):
            words = tuple(phrase.split())
            assert known.longest_at(words, 0) == (len(words), (Meaning(refuses=reason),)), phrase


@for_each("language", LANGUAGES)
def test_english_is_understood_beside_each_language(language: str) -> None:
    assert english() - ordinary() <= vocabulary(language).words
    assert {*wishes("en")} <= {*wishes(language)}


def test_what_a_language_says_holds_in_place_of_what_english_says() -> None:
    english_row, german_row = (vocabulary(each).longest_at(("alle",), 0) for each in ("en", "de"))

    assert english_row is None
    assert german_row == (1, (Meaning(),))


def test_the_longest_phrase_is_found_and_all_that_it_may_stand_for() -> None:
    found = vocabulary("es").longest_at(("con", "el", "color", "azul", "#12"), 0)

    assert found == (4, (Meaning(("color", "0000ff")),))
    assert vocabulary("en").longest_at(("acme/web", "#12"), 0) is None


def test_a_wish_gives_a_word_more_meanings() -> None:
    plainly, wished = (vocabulary("en", is_wish=each) for each in (False, True))

    assert plainly.longest_at(("closed",), 0) != wished.longest_at(("closed",), 0)
    assert Meaning(("close",)) in (wished.longest_at(("closed",), 0) or (0, ()))[1]


def test_a_verb_is_found_without_the_pronouns_at_its_end() -> None:
    known = vocabulary("es")
    stem = next(
        text
        for text in known.said
        if " " not in text and known.said[text] == "close" and f"{text}lo" not in known.said
    )

    assert known.longest_at((f"{stem}lo",), 0) == (1, (Meaning(("close",)),))


@pytest.mark.parametrize("language", TOLD_BY_WORDS)
def test_a_language_is_told_by_its_words_and_english_has_none_of_them(language: str) -> None:
    firsts = {phrase.partition(" ")[0] for phrase in vocabulary("en").said}
    singles = {
        phrase
        for table in ("means", "refuses")
        for text in source(language)[table].values()
        for phrase in phrases(text)
        if " " not in phrase
    }

    for word in singles:
        assert languages_of([word, word])[language] == (word not in firsts), word
    assert {*languages_of(firsts).values()} == {0}


def test_languages_are_counted_in_their_order() -> None:
    found = languages_of(["zeig", "offenen", "issues", "", "cierra"])

    assert [*found] == [*TOLD_BY_WORDS]
    assert (found["de"], found["es"]) == (2, 1)


@pytest.mark.parametrize(
    ("language", "text", "cut"),
    [
        ("ja", "クローズして", ["クローズ", "して"]),
        ("zh", "关闭议题", ["关闭", "议题"]),
    ],
)
def test_what_is_written_without_spaces_is_cut_at_the_longest_words(
    language: str, text: str, cut: list[str]
) -> None:
    assert set_apart(f"ゑ{text}", language).split() == ["ゑ", *cut]


def test_words_are_compared_without_case_and_accents() -> None:
    assert [plain(each) for each in ("Äpfel", "GROẞE", "L\u2019été", "ＰＲを")] == [
        "apfel",
        "grosse",
        "l'ete",
        "PRを",
    ]


def test_what_somebody_asks_with_is_of_one_language() -> None:
    assert ("can", "you") in requests("en")
    assert not {*requests("en")} & {*requests("de")}


def test_an_english_sentence_reads_no_other_language_and_imports_no_class() -> None:
    code = (
        "import sys, json\n"
        "from aegis_cli.planning.grammar.grammar import GRAMMAR\n"
        "from aegis_cli.planning.lenient import vocabulary, ways\n"
        "read, loads = [], json.loads\n"
        "vocabulary.json = type('J', (), {'loads': lambda t: read.append(t[:20]) or loads(t)})\n"
        "vocabulary.english(), vocabulary.languages_of(['close', 'issue'])\n"
        "forms = [*ways.ways_of(GRAMMAR)]\n"
        "nouns = [name for name in sys.modules if '.nouns.' in name]\n"
        "print(len(read), len(forms) > 100, nouns)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split("\n")[0] == "2 True []"
