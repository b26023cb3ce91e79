"""Whether the grammar reads the sentence that is the example of each form.

It is asked where the index of the catalogue is written: only what stands in that is planned, helped
or completed. A class does not ask it when it is imported: it would have to bring the whole grammar
with it, which most commands never need.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.entries import CatalogEntry
from aegis_cli.actions.utterances import action_words
from aegis_cli.planning.grammar.canonical import canonical_sentence
from aegis_cli.planning.grammar.fit import Draft, fit
from aegis_cli.planning.grammar.grammar import CompiledForm, Grammar
from aegis_cli.planning.grammar.lexer import Lexemes, lex
from aegis_cli.planning.grammar.scope import Scope
from aegis_cli.planning.grammar.steps import Gap, missing_field, plan_sentence
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.sentence import Sentence


def grammar_of(classes: Iterable[type[Action[Any]]]) -> Grammar:
    """Return the grammar of classes, whether an index has them or not."""
    actions = {cls.facts.action: cls for cls in classes}
    entries = {
        name: CatalogEntry(name, cls.__module__, cls.__name__, str(cls.facts.effect), "", "")
        for name, cls in actions.items()
    }
    return Grammar(entries, actions.__getitem__, lambda name: action_words(actions[name]))


def unread_examples(grammar: Grammar) -> Iterator[str]:
    """Say of each form that does not read its own example, or not alone, what the fault is."""
    for form in grammar.forms:
        sentence = canonical_sentence(Draft(form), Scope(), stdin=False)
        plan = plan_sentence(sentence, Context(), grammar=grammar)
        if isinstance(plan, Gap) or {step.action for step in plan.steps} != {form.action.name}:
            yield (
                f"{form.action.entry.cls}: the utterance {form.example!r} cannot read its own "
                f"example, {sentence!r}: {_why(form, lex(Sentence(sentence)), grammar)}"
            )


def _why(form: CompiledForm, lexemes: Lexemes, grammar: Grammar) -> str:
    draft = fit(form, lexemes)
    if draft.leftover:
        words = " ".join(lexeme.raw for lexeme in draft.leftover)
        return (
            f"it leaves {words!r} over; say it with other words, give the field's kind an example "
            "that reads well there, or write a Form"
        )
    if missing := missing_field(draft):
        return f"it has no {missing}; write {{{missing}}} where people say it"
    drafts = (fit(other, lexemes) for other in grammar.candidates(lexemes))
    others = {each.form.action.name for each in drafts if each.is_explained} - {form.action.name}
    return f"{', '.join(sorted(others))} reads it too; say what tells them apart"
