"""Further ways to ask: each reads the sentence that is its own example, and belongs to its noun."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.examples import grammar_of
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.grammar import GRAMMAR, CompiledForm
from aegis_cli.planning.grammar.lexer import Lexeme, lex
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.lenient.any_order import AnyOrder
from aegis_cli.planning.lenient.concepts import with_shapes
from aegis_cli.planning.lenient.loose_forms import LooseForm, loose_grammar
from aegis_cli.planning.lenient.ways import ways_of
from aegis_cli.planning.sentence.sentence import Sentence
from tests.helpers.rows import some_of
from tests.helpers.sources import SOURCE
from tools.generate import classes, packages
from tools.vocabulary import way_of

WAYS = SOURCE / "providers" / "github" / "ways"

UNREAD: dict[str, tuple[int, str]] = {
    "labels.update": (1, "a colour alone is a name as well"),
    "releases.update": (2, "the example of a flag is 'true', and nobody says that"),
    "repos.create": (1, "the example of a flag is 'true', and nobody says that"),
}
"""Of how many ways of an action the reader cannot read the example, and why. It only shrinks."""


def example_of(form: CompiledForm) -> str:
    return canonical_sentence(Draft(form), Scope(), stdin=False)


def words_of(sentence: str) -> tuple[Lexeme, ...]:
    return tuple(with_shapes(lex(Sentence(sentence))))


def reads_own_example(form: CompiledForm) -> bool:
    words = words_of(example_of(form))
    return AnyOrder(loose_grammar(GRAMMAR)).fit(LooseForm(form), words) is not None


def test_each_way_reads_its_own_example() -> None:
    unread: dict[str, list[str]] = {}
    for form in ways_of(GRAMMAR):
        if not reads_own_example(form):
            unread.setdefault(form.action.name, []).append(example_of(form))

    assert {name: len(its) for name, its in unread.items()} == {
        name: count for name, (count, _) in UNREAD.items()
    }, unread


def test_no_form_is_left_out_that_reads_a_sentence() -> None:
    grammar = loose_grammar(GRAMMAR)
    examples = [words_of(example_of(form.form)) for form in some_of(grammar.forms[::12])]
    left_out = [
        (form.form.example, words)
        for words in examples
        for form in {*grammar.forms} - {*grammar.candidates(words)}
        if not form.form.example.startswith("{")  # whose verb is one choice of several
        if AnyOrder(grammar).fit(form, words)
    ]

    assert [] == left_out


def rows() -> Iterator[tuple[Path, str, list[str]]]:
    for path in sorted(WAYS.glob("*.toml")):
        for name, utterances in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield path, name, utterances


def test_each_way_stands_in_the_file_of_its_noun_and_once() -> None:
    for path, name, utterances in rows():
        assert catalog.ENTRIES[name].noun == path.stem
        assert utterances, name
        assert len({*utterances}) == len(utterances), name


def test_the_index_has_the_forms_that_the_utterances_mean() -> None:
    for _, name, utterances in rows():
        forms = tuple(way_of(each, catalog.load(name)) for each in utterances)
        assert catalog.ways_of_action(name) == forms


def test_the_owner_of_the_repository_need_not_be_said() -> None:
    (form, *_) = catalog.ways_of_action("teams.add_repo")

    assert "org" not in form.needs
    assert not any("{org" in pattern for pattern in form.patterns)


def test_a_provider_or_an_action_without_ways_has_none() -> None:
    assert catalog.ways_of_action("issues.set_field_values") == ()
    assert catalog.ways_of_action("reviews.create") == ()
    assert catalog.ways_of_action("nowhere.at_all") == ()
    assert not [package for name, package in packages() if name == "board" and _has_ways(package)]
    assert [*ways_of(grammar_of(classes("board")))] == []


def _has_ways(package: str) -> bool:
    return (SOURCE.parents[1] / package / "ways").exists()
