"""Further ways to ask, for the lenient reader alone, as data of the providers."""

from collections.abc import Iterator

from aegis_cli.actions.catalog import ways_of_action
from aegis_cli.planning.grammar.grammar import CompiledForm, Grammar


def ways_of(grammar: Grammar) -> Iterator[CompiledForm]:
    """Yield the ways to ask for the actions of a grammar; no class is imported for them."""
    for name, action in grammar.actions.items():
        for form in ways_of_action(name):
            yield CompiledForm(form, action, grammar.lead_words)
