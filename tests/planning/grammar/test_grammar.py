"""The grammar as a value: forms of other nouns take no word and no time from each other."""

from dataclasses import replace

import pytest

from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.words.forms import ActionWords, Form
from aegis_cli.planning.grammar.clauses import clauses
from aegis_cli.planning.grammar.fit import can_start, fit
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.lexer import Lexemes, lex
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context, Grade, Suggestions
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from bench.grammar import NO_PLAN, SENTENCES, with_copies
from tests.helpers.asked import decoys, orders
from tests.helpers.parsed import parse
from tests.helpers.rows import for_each

OTHER_NOUNS = {
    "releases.create": "issues.create",
    "workflows.run": "issues.create",
    "pulls.merge": "issues.close",
}
"""Actions that the catalogue does not have, and the one whose class each borrows."""

OTHER_FORMS = {
    "releases.create": Form(
        ("merge|create|draft",),
        ("release|workflow",),
        ("in {repo}", "titled {title}", "labelled {labels}", "assigned_to {assignees}"),
        example="draft a release in {repo} titled {title}",
    ),
    "workflows.run": Form(
        ("run",),
        ("workflow",),
        ("on {repo}", "titled {title}", "{labels}"),
        example="run the workflow on {repo} titled {title}",
    ),
    "pulls.merge": Form(
        ("merge",),
        phrases=("{issue_number}", "in {repo}", "as {state_reason}"),
        example="merge {issue_number}",
    ),
}


def words_of_action(name: str) -> ActionWords:
    own, words = OTHER_FORMS.get(name), GRAMMAR.words_of_action(OTHER_NOUNS.get(name, name))
    return words._replace(verbs=("merge", "create", "close"), forms=(own,)) if own else words


WIDER = replace(
    GRAMMAR,
    words_of_action=words_of_action,
    entries={
        **ENTRIES,
        **{name: ENTRIES[like]._replace(name=name) for name, like in OTHER_NOUNS.items()},
    },
    load=lambda name: load(OTHER_NOUNS.get(name, name)),
)
TENFOLD = with_copies()

ASKED = [*(order.text for order in orders()), *(decoy.text for decoy in decoys())][::3]
"""Sentences of every kind, which nobody wrote for a grammar."""


def plan(sentence: str, grammar: Grammar) -> WirePlan | Gap:
    return plan_sentence(sentence, Context(), Grade.IMPERATIVE, grammar)


def steps(sentence: str, grammar: Grammar) -> list[tuple[str, list[str | None]]]:
    wire = plan(sentence, grammar)
    assert isinstance(wire, WirePlan), wire
    return [(step.action, [argument.value for argument in step.args]) for step in wire.steps]


def lexemes(text: str) -> Lexemes:
    return lex(Sentence(text, Context().host))


@for_each(
    "sentence",
    [
        "label acme/web#12 release",
        "label acme/web#12 workflow",
        "label acme/web#12 draft and release",
        "label acme/web#12 as merge",
        "add the labels release and workflow to acme/web#12",
        "remove the label draft from acme/web#12",
        "set the labels of acme/web#12 to workflow and release",
        "assign merge to acme/web#12",
        "open an issue in acme/web titled 'Crash' labelled release",
        "list the issues in acme/web labelled draft opened by merge",
        "list the pull requests in acme/web from branch release into draft",
    ],
)
def test_a_word_of_another_form_is_still_a_name(sentence: str) -> None:
    before = steps(sentence, GRAMMAR)

    after = steps(sentence, WIDER)

    assert before == after


@pytest.mark.parametrize("word", ["release", "workflow", "draft", "merge"])
def test_a_word_of_a_form_itself_is_no_name_in_it(word: str) -> None:
    sentence = "draft a release in acme/web titled 'One' labelled"

    assert steps(f"{sentence} bug", WIDER) == [("releases.create", ["acme/web", "One", "bug"])]
    assert isinstance(plan(f"{sentence} {word}", WIDER), Gap)


def test_the_verb_of_any_form_may_start_the_next_clause() -> None:
    label, merge = (
        ("issues.add_labels", ["acme/web", "12", "bug"]),
        ("pulls.merge", ["acme/web", "13"]),
    )

    assert [label, merge] == steps("label acme/web#12 bug and merge acme/web#13", WIDER)


@pytest.mark.parametrize(
    "sentence",
    [
        "label acme/web#12 bug and draft",
        "label acme/web#12 bug, ui, and merge",
        "label acme/web#12, draft",
        "assign mona and merge to acme/web#12",
        "list the issues in acme/web assigned to mona, opened by, run",
    ],
)
def test_after_a_connective_a_verb_is_no_name(sentence: str) -> None:
    assert isinstance(plan(sentence, WIDER), Gap)


def test_more_forms_leave_every_plan_as_it_is_and_read_no_more() -> None:
    for sentence in ASKED:
        before, wider, tenfold = (plan(sentence, g) for g in (GRAMMAR, WIDER, TENFOLD))

        assert isinstance(before, Gap) or before == wider == tenfold
        assert isinstance(before, WirePlan) or isinstance(tenfold, Gap)


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_forms_of_other_nouns_are_not_tried(sentence: str) -> None:
    tried = [
        [form.action.name for form in grammar.candidates(lexemes(sentence))]
        for grammar in (GRAMMAR, TENFOLD)
    ]

    assert len(TENFOLD.forms) == 10 * len(GRAMMAR.forms)
    assert tried[0] == tried[1]
    assert isinstance(parse(sentence, Context(), grammar=TENFOLD), WirePlan)


@pytest.mark.parametrize("sentence", NO_PLAN.values(), ids=NO_PLAN)
def test_only_the_forms_that_words_point_to_are_suggested(sentence: str) -> None:
    clause = lexemes(sentence)

    tried = TENFOLD.likeliest(clause, 10)

    assert len(tried) == 10
    assert set(TENFOLD.candidates(clause)) <= set(tried)
    assert parse(sentence, Context()) == parse(sentence, Context(), grammar=TENFOLD)


def test_every_form_that_explains_a_clause_is_a_candidate() -> None:
    for sentence in ASKED:
        whole = lexemes(sentence)
        for part in clauses(whole, GRAMMAR):
            clause = whole[part.start : part.stop]
            explaining = {
                form
                for form in GRAMMAR.forms
                if can_start(form, clause) and fit(form, clause).is_explained
            }

            assert explaining <= set(GRAMMAR.candidates(clause))


def test_a_suggestion_is_written_in_the_grammar_that_reads_it() -> None:
    found = parse("comment great on acme/web#12", Context(), grammar=TENFOLD)

    assert isinstance(found, Suggestions)
    assert ("comment 'great' on acme/web#12",) == found.sentences


def test_a_choice_that_leads_is_said_by_the_verbs_of_its_action() -> None:
    form = Form(
        ("{state_reason:choice}",),
        phrases=("{issue_number}", "in {repo}"),
        example="{state_reason} {issue_number}",
    )
    words = GRAMMAR.words_of_action("issues.close")
    grammar = replace(
        GRAMMAR,
        words_of_action=lambda _: words._replace(verbs=("duplicate", "not"), forms=(form,)),
        entries={"issues.close": ENTRIES["issues.close"]},
    )

    assert {"duplicate", "not"} == grammar.forms[0].starts
    found = plan_sentence("duplicate #12 in acme/web", Context(), Grade.FROM_CONTEXT, grammar)
    assert isinstance(found, WirePlan)
    assert "duplicate" in {arg.value for arg in found.steps[0].args}
    assert isinstance(plan_sentence("done #12 in acme/web", Context(), grammar=grammar), Gap)
