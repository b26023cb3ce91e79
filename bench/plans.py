"""How many answers of a model are planned as they are meant: `python -m bench.plans FILE`.

Each line of the file is a JSON object: the `sentence`, the current `repo` or null, the `answer`
(the arguments of `submit_plan`), what is `meant` (steps, each an action with its arguments, and of
a loop a third part, `where` and `each`; none where nothing is to be planned), whether the answer is
`right`, and its `form`. An answer goes the way of a real one, through the dialogue and the reading;
one that is nearly right is planned without a further call, or not at all. `--list` shows what is
not planned as meant, and which values are marked as the model's. Exits 1 if a right one is not
planned, if fewer than 9 of 10 nearly right ones are, or if no action takes what a row says is
meant: it is named, and not counted.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.planning.gemini.dialogue import Answer, FunctionCall, converse
from aegis_cli.planning.plan import Context, Origin, Plan, Reading
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.wire import FUNCTION
from bench.understood import arguments_of, validated

BAR = 0.9
"""The share of the answers that are nearly right which are planned without a further call."""
_PLAIN = ("action", "arguments")
"""The parts of a step that is no loop."""
_PLAIN_LOOP: dict[str, Any] = {"where": [], "each": ""}
SITES = {"jira": "acme.atlassian.net"}
"""Whose addresses the answers have."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer, and what came of it."""

    row: dict[str, Any]
    reading: Reading | None
    """`None` where the model would have been called again."""

    @property
    def is_as_meant(self) -> bool:
        """Whether it is planned as it is meant, argument for argument."""
        loops = [step[2] if len(step) > len(_PLAIN) else {} for step in self.row["meant"]]
        is_same = self.loops == [_PLAIN_LOOP | loop for loop in loops]
        return is_same and self.planned == self._meant

    @property
    def _meant(self) -> list[tuple[str, dict[str, Any]]]:
        return validated([step[: len(_PLAIN)] for step in self.row["meant"]])

    @property
    def why_not_meant(self) -> str:
        """Why no action takes what the row says is meant, so that it judges nothing."""
        try:
            _ = self._meant
        except (KeyError, ValueError) as problem:
            return " ".join(str(problem).split())
        return ""

    @property
    def planned(self) -> list[tuple[str, dict[str, Any]]]:
        """The steps with their arguments; none where there is no plan."""
        steps = self.reading.steps if isinstance(self.reading, Plan) else ()
        return [(step.action.facts.action, arguments_of(step)) for step in steps]

    @property
    def loops(self) -> list[dict[str, Any]]:
        """The conditions of each step, and the list for each row of which it is done."""
        steps = self.reading.steps if isinstance(self.reading, Plan) else ()
        return [
            {
                "where": [[one.condition.name, one.test, str(one.wanted)] for one in step.where],
                "each": step.over,
            }
            for step in steps
        ]

    @property
    def made_up(self) -> list[str]:
        """The arguments and conditions with a value that is marked as made up by the model."""
        steps = self.reading.steps if isinstance(self.reading, Plan) else ()
        asked = [each for step in steps for each in step.where if each.origin is Origin.MODEL]
        fields = [name for step in steps for name in step.fields_from(Origin.MODEL)]
        return fields + [each.condition.name for each in asked]


def judged(row: dict[str, Any]) -> Judged:
    """Take an answer the way of a real one, up to where the model would be called again."""
    context = Context(repo=row["repo"], stdin=bool(row.get("stdin")))
    sentence = Sentence(row["sentence"])
    understand = partial(read, sentence=sentence, context=context, load=catalog.load)
    dialogue = converse(understand, jitter=lambda: 1.0)
    next(dialogue)
    try:
        dialogue.send(Answer("STOP", (FunctionCall(FUNCTION, row["answer"]),)))
    except StopIteration as end:
        return Judged(row, end.value)
    return Judged(row, None)


def judge_all(path: Path) -> Iterator[Judged]:
    """Judge each answer of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield judged(json.loads(line))


def main() -> int:
    """Judge a file, print, and compare with the bars."""
    (path,) = (Path(word) for word in sys.argv[1:] if not word.startswith("--"))
    catalog.enable_providers(catalog.known_providers(), SITES)
    every = [*judge_all(path)]
    results = [each for each in every if not each.why_not_meant]
    for each in every:
        if each.why_not_meant:
            print(f"not counted: {each.row['sentence']!r} can mean no {each.row['meant']}")
            print(f"  {each.why_not_meant}")
    good = Counter(each.row["right"] for each in results if each.is_as_meant)
    all_of = Counter(each.row["right"] for each in results)
    for name, is_right in (("right", True), ("nearly right", False)):
        print(f"{name:12} planned as meant, in one call: {good[is_right]} of {all_of[is_right]}")
    for each in results if "--list" in sys.argv else ():
        if not each.is_as_meant:
            print(f"{each.row['form']}: {each.row['sentence']!r}\n  meant {each.row['meant']}")
            print(f"  read  {each.planned or each.reading}")
        elif each.made_up:
            print(f"made up by the model: {', '.join(each.made_up)} of {each.row['sentence']!r}")
    is_enough = good[False] >= BAR * all_of[False]
    return int(good[True] < all_of[True] or not is_enough or len(results) < len(every))


if __name__ == "__main__":
    sys.exit(main())
