"""The data of the offline grammar: it agrees with the catalogue and with itself."""

from aegis_cli.actions.catalog import ENTRIES, load_all
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.fields import question_of
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.doubts import negations
from aegis_cli.planning.grammar.grammar import GRAMMAR, CompiledForm
from aegis_cli.planning.grammar.patterns import literals
from tests.helpers.rows import for_each

WRITES = [form for form in GRAMMAR.forms if not form.action.reads]


def named(form: CompiledForm) -> str:
    return f"{form.action.name} {form.text.leads[0]}"


def test_every_action_has_a_form_and_an_example() -> None:
    assert set(ENTRIES) == {form.action.name for form in GRAMMAR.forms}
    assert all(form.example for form in GRAMMAR.forms)


@for_each("form", WRITES, ids=named)
def test_a_write_is_asked_for_only_with_its_own_verbs(form: CompiledForm) -> None:
    verbs = {verb.split()[0] for verb in form.action.cls.facts.verbs}

    assert form.starts <= verbs
    assert not form.may_omit_lead


def test_every_verb_of_a_write_starts_a_way_to_ask_for_it() -> None:
    for action in load_all():
        if action.facts.effect > Effect.READ:
            forms = (form for form in GRAMMAR.forms if form.action.cls is action)
            leads = {word for form in forms for word in form.starts}

            assert {verb.split()[0] for verb in action.facts.verbs} == leads


def test_what_says_no_is_written_as_people_type_it_and_is_no_keyword_anyway() -> None:
    words = negations()

    assert {word for word in words if word.isascii() and word.isalpha() and word.islower()} == words
    assert set() == words & lexicon.KEYWORDS


def test_the_things_of_the_catalogue_are_known_alone_and_as_several() -> None:
    assert {"issue", "issues", "branch", "reviewer", "reviewers", "repo"} <= GRAMMAR.nouns
    assert {"review", "reviews", "milestone", "release", "user"} <= GRAMMAR.nouns
    assert GRAMMAR.nouns.isdisjoint({"bug", "mona", "urgent", "docs", "title", "body"})


def test_a_pattern_takes_only_fields_of_its_action() -> None:
    for form in GRAMMAR.forms:
        patterns = (*form.leads, *form.objects, *form.phrases, *form.adjectives)
        slots = [element.slot for pattern in patterns for element in pattern.elements]

        assert {slot.field for slot in slots if slot} <= form.action.fields.keys()
        assert set(form.text.needs) <= form.action.fields.keys()


def test_every_word_is_in_lower_case_and_every_group_is_known() -> None:
    patterns = (pattern for form in GRAMMAR.forms for pattern in form.text.patterns)
    words = {word for pattern in patterns for word in literals(pattern)}

    assert not {word for word in words if word != word.lower()}
    assert not [group for group in lexicon.GROUPS.values() if group != group.lower()]


def test_every_required_value_is_asked_for_in_words() -> None:
    for action in load_all():
        for name, info in action.model_fields.items():
            told = (
                f"{action.__name__}.{name} has no question: write question= in the Kind of its type"
            )
            assert not info.is_required() or question_of(info), told


@for_each(
    "word", ["and", "the", "close", "assign", "with", "in", "not", "it", "me", "please", "everyone"]
)
def test_a_word_that_the_grammar_uses_is_no_label_and_no_login(word: str) -> None:
    assert word in lexicon.KEYWORDS


@for_each("word", ["bug", "ui", "api", "documentation", "stale", "wontfix", "alice"])
def test_a_usual_label_or_login_needs_no_quotes(word: str) -> None:
    assert word not in lexicon.KEYWORDS
