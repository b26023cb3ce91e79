"""The data of the offline grammar: it agrees with the catalogue and with itself."""

import pytest

from aegis_cli.actions.action import Effect
from aegis_cli.actions.catalog import ENTRIES, load, load_all
from aegis_cli.planning.grammar import lexicon
from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.examples import EXAMPLES
from aegis_cli.planning.grammar.fit import Draft
from aegis_cli.planning.grammar.forms import FORMS, Form
from aegis_cli.planning.grammar.offline import parse
from aegis_cli.planning.grammar.patterns import compiled, literals, patterns_of, reserved
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.plan import Context
from aegis_cli.planning.wire import WirePlan

WRITES = [form for form in FORMS if ENTRIES[form.action].effect != "read"]


def test_every_action_has_a_form_and_an_example() -> None:
    assert set(ENTRIES) == {form.action for form in FORMS}
    assert set(ENTRIES) <= EXAMPLES.keys()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.action} {form.leads[0]}")
def test_an_example_asks_for_just_its_action(form: Form) -> None:
    sentence = canonical_sentence(Draft(form), Scope(), stdin=False)

    found = parse(sentence, Context())

    assert isinstance(found, WirePlan), sentence
    assert [form.action] == [step.action for step in found.steps]


@pytest.mark.parametrize("form", WRITES, ids=lambda form: f"{form.action} {form.leads[0]}")
def test_a_write_is_asked_for_only_with_its_own_verbs(form: Form) -> None:
    verbs = {verb.split()[0] for verb in load(form.action).facts.verbs}
    first = {
        word for lead in form.leads for word in compiled(lead, form.action).elements[0].phrases
    }

    assert first <= verbs
    assert "" not in form.leads


def test_every_verb_of_a_write_starts_a_way_to_ask_for_it() -> None:
    for action in load_all():
        if action.facts.effect > Effect.READ:
            leads = {
                word
                for form in FORMS
                if form.action == action.facts.action
                for lead in form.leads
                for word in compiled(lead, form.action).elements[0].phrases
            }

            assert {verb.split()[0] for verb in action.facts.verbs} == leads


def test_a_pattern_takes_only_fields_of_its_action() -> None:
    for form in FORMS:
        fields = load(form.action).model_fields.keys()
        for pattern in patterns_of(form):
            slots = [
                element.slot for element in compiled(pattern, form.action).elements if element.slot
            ]

            assert {slot.field for slot in slots} <= fields
        assert set(form.needs) <= fields


def test_every_word_is_in_lower_case_and_every_group_is_known() -> None:
    words = {word for form in FORMS for pattern in patterns_of(form) for word in literals(pattern)}

    assert not {word for word in words if word != word.lower()}
    assert not [group for group in lexicon.GROUPS.values() if group != group.lower()]


def test_every_required_value_has_a_word_for_its_absence() -> None:
    for action in load_all():
        required = {n for n, info in action.model_fields.items() if info.is_required()}

        assert required <= lexicon.MISSING.keys()


@pytest.mark.parametrize(
    "word", ["and", "the", "close", "assign", "with", "in", "not", "it", "me", "please", "everyone"]
)
def test_a_word_that_the_grammar_uses_is_no_label_and_no_login(word: str) -> None:
    assert word in reserved()


@pytest.mark.parametrize("word", ["bug", "ui", "api", "documentation", "stale", "wontfix", "alice"])
def test_a_usual_label_or_login_needs_no_quotes(word: str) -> None:
    assert word not in reserved()
