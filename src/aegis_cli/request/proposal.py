"""Turns a sentence into a plan with a planner; any other reading is raised as an error."""

import re
import shlex
from typing import assert_never

from aegis_cli.actions import catalog
from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.core.text import one_line
from aegis_cli.errors import Code, Unclear
from aegis_cli.planning.plan import (
    Context,
    Invalid,
    Plan,
    Question,
    Reading,
    Suggestions,
    Unsupported,
)
from aegis_cli.planning.read import Load, Planner, read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import WirePlan
from aegis_cli.request.consent import SAY_OTHERWISE


def propose(sentence: Sentence, context: Context, planner: Planner, load: Load) -> Plan:
    """Turn a sentence into a plan; raise `Unclear` if the planner returns anything else."""

    def understand(wire: WirePlan) -> Reading | Invalid:
        return read(wire, sentence, context, load)

    reading = planner.propose(sentence, context, understand)
    if not isinstance(reading, Plan | Question) and (title := _not_set_up(sentence.text)):
        # NOTE: what another provider cannot do says nothing of the one that is meant.
        hint = f"`aegis setup {title.lower()}` says how that is done."
        raise Unclear(f"{title} is not set up here.", code=Code.UNSUPPORTED, hint=hint)
    match reading:
        case Plan():
            return reading
        case Question(text):
            raise Unclear(f"The model asks: {one_line(text)}", code=Code.QUESTION, hint=_SAY_MORE)
        case Unsupported(text):
            raise Unclear(f"{_CANNOT} {one_line(text)}", code=Code.UNSUPPORTED, hint=_ACTIONS)
        case Impossible() as known:
            told = (known.instead, known.page and f"See {known.page}.", _ACTIONS)
            hint = "\n".join(filter(None, told))
            raise Unclear(known.message, code=Code.UNSUPPORTED, hint=hint)
        case Suggestions(sentences, missing):
            lines = "\n".join(f"  aegis ask {_as_typed(one_line(line))}" for line in sentences)
            hint = f"Did you mean one of these?\n{lines}" if lines else SAY_OTHERWISE
            raise Unclear(
                missing or "The sentence was not understood.",
                code=Code.UNCLEAR,
                hint=hint,
                sentences=sentences,
            )
        case _:
            assert_never(reading)


def _not_set_up(text: str) -> str:
    """Return the title of a provider that a sentence names and that is not configured, or ""."""
    words = _WORD.findall(_QUOTED.sub(" ", text))
    for name in catalog.known_providers():
        if name in catalog.providers():
            continue
        provider = catalog.provider_named(name)
        if any(w.lower() == name or re.fullmatch(provider.own_names, w) for w in words):
            return provider.title
    return ""


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_WORD = re.compile(r"#?\w[\w-]*")


def _as_typed(sentence: str) -> str:
    """Quote a sentence for a shell.

    NOTE: it holds words that the person may have copied from elsewhere: `$(…)` must stay text.
    """
    return shlex.quote(sentence) if _SHELL & {*sentence} else f'"{sentence}"'


_SHELL = frozenset('"$`\\!')
"""The characters that a shell interprets between double quotation marks."""
_SAY_MORE = "Say it again with what is missing."
_ACTIONS = "`aegis actions` lists what can be done."
_CANNOT = "The model finds no action for this:"
