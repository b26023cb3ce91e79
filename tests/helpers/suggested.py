"""Sentences that are not understood in full, what their authors ask for, and what is suggested."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan, WireStep
from tests.actions.cases import CASES
from tests.helpers.asked import decoys, orders
from tests.helpers.parsed import parse
from tests.helpers.rows import some_of

DATA = Path(__file__).parents[1] / "data"
HERE = Context(repo="acme/web")
WEIGHTS = {"none": -1, "read": 0, "write": 1, "asked": 1, "destroys": 2, "destructive": 2}
"""How much an effect may change, as the data has it and as the catalogue does."""
TEXTS = (
    "Me too",
    "Works for me now, thanks",
    "looks good to me",
    "fixed in the nightly build",
    "The page is blank on Safari",
    "please have another look",
    "why is the build red?",
    "don't merge this yet",
    "see the docs, and close it",
    "Crash (again) on start",
    "50 % faster",
    "\u65e5\u672c\u8a9e \U0001f600",
)
"""Texts that people give without quotation marks."""
_QUOTED = re.compile("'[^']*'")


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence, and how much the person who wrote it asks for."""

    text: str
    weight: int
    case: str = ""
    """The sentence that it is made from, if it is; a suggestion may have its steps alone."""
    given: str = ""
    """The text that was put into it, if one was: a suggestion has it as it stands, or none."""
    context: Context = field(default=HERE)

    @property
    def meant(self) -> tuple[WireStep, ...]:
        """The steps of the sentence that it is made from."""
        if not self.case:
            return ()
        meant = plan_sentence(self.case, HERE)
        assert isinstance(meant, WirePlan)
        return tuple(meant.steps)


@cache
def suggested() -> tuple[tuple[Asked, str], ...]:
    """Return each sentence of a share with each suggestion that it gets: all take a minute."""
    asked = some_of([*_asked()], one_in=90)
    found = ((each, parse(each.text, each.context)) for each in asked)
    return tuple(
        (each, sentence)
        for each, answer in found
        if isinstance(answer, Suggestions)
        for sentence in answer.sentences
    )


def _asked() -> Iterator[Asked]:
    for row in _rows("suggested/sentences.jsonl"):
        yield Asked(row["sentence"], WEIGHTS[row["effect"]])
    for row in _rows("understood/open.jsonl"):
        effects = [catalog.ENTRIES[name].effect for name, _ in row["steps"]]
        weight = max((WEIGHTS[effect] for effect in effects), default=0)
        yield Asked(row["sentence"], weight, context=Context(repo=row["repo"]))
    for decoy in decoys()[::3]:  # which order no write plainly, and may wish for one
        yield Asked(decoy.text, WEIGHTS["write"], context=decoy.context)
    for order in orders()[::3]:
        yield Asked(order.text, WEIGHTS["destroys"], context=order.context)
    for case in CASES.values():
        effect = WEIGHTS[catalog.ENTRIES[case.name].effect]
        yield from (Asked(text, effect, case.said) for text in _changed(case.said))
        if case.said.count("'") == 2:
            for given in TEXTS:
                yield Asked(_QUOTED.sub(given, case.said), effect, given=given)


def _rows(path: str) -> Iterator[dict[str, Any]]:
    for line in (DATA / path).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _changed(text: str) -> Iterator[str]:
    """Yield a sentence with a word that nobody knows, and without its quotation marks."""
    words = text.split(" ")
    for at in (1, len(words)):
        yield " ".join([*words[:at], "frobnicated", *words[at:]])
    if "'" in text:
        yield text.replace("'", "")
