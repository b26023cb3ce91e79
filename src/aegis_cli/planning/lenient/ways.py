"""Further ways to ask, for the lenient reader alone."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from aegis_cli.actions.fields import kinds_of, place_of, thing_of
from aegis_cli.actions.utterances import Fields, form_of
from aegis_cli.planning.grammar.grammar import CompiledForm, Grammar


def ways_of(grammar: Grammar) -> Iterator[CompiledForm]:
    rows = tomllib.loads(Path(__file__).with_name("ways.toml").read_text(encoding="utf-8"))
    for name, utterances in rows.items():
        action = grammar.actions[name]
        model = action.cls
        required = tuple(
            n for n, info in model.model_fields.items() if info.is_required() and n != "org"
        )
        fields = Fields(
            kinds_of(model),
            required,
            place_of(model) or "",
            thing_of(model) or "",
            reads=action.reads,
        )
        for utterance in utterances:
            yield CompiledForm(form_of(utterance, fields), action, grammar.lead_words)
