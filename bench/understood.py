"""How many sentences the offline engine plans as they are meant: `python -m bench.understood`.

`--kept` scores the half that is kept from whoever writes the readers, by numbers alone; `--list`
shows what is not planned as meant, of the open half; `--language de` scores one language. A plan is
right if it is one of those of the sentence, argument for argument. What must not act and is planned
is a fault, be it a read: that would run at once. Exits 1 if there is one.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.fields.fields import is_list, kinds_of
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.offline import guess_after
from aegis_cli.planning.plan import Context, EachRow, Origin, Plan
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "understood"
LINK = "link"
"""The key of what stands for the link of an earlier step, which is its value."""
LATER = "<found later>"
"""Stands for what no sentence says: standard input, and the link of an earlier step."""
ROW = "row"
"""The key of what stands for the row of an earlier list."""
TODAY = date(2026, 11, 29)
"""The day on which the sentences are said."""
NOW = datetime.combine(TODAY, time(12), UTC)


@dataclass(frozen=True, slots=True)
class Scored:
    """One sentence, and what came of it."""

    row: dict[str, Any]
    plan: list[tuple[str, dict[str, Any]]] | None

    @property
    def is_loop(self) -> bool:
        """Whether it goes over a list, which nothing could do when the sentences were written."""
        given = {str(value) for _, its in self.plan or () for value in its.values()}
        return self.row["why"] == "impossible" and not given.isdisjoint({f"{ROW}/1", f"{ROW}-1"})

    @property
    def end(self) -> str:
        """Whether it is planned right, planned wrong, or not planned; a fault acts nevertheless."""
        if not self.row["steps"]:
            return "silent" if self.plan is None or self.is_loop else "FAULT"
        if self.plan is None:
            return "none"
        meant = [self.row["steps"], *self.row.get("or", [])]
        return "right" if any(self.plan == validated(steps) for steps in meant) else "wrong"


def validated(steps: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return steps that are written as data with all arguments that are sent."""
    return [(name, _action(catalog.load(name), given).sent_arguments()) for name, given in steps]


def _action(cls: type[Action[Any]], given: dict[str, Any]) -> Action[Any]:
    """Make an action of arguments: a list of one may be written as its item, a link as `LINK`."""

    def value(name: str, written: Any) -> Any:
        if isinstance(written, dict) and LINK in written:
            return LATER
        if isinstance(written, dict) and ROW in written:
            return _row(cls, name)
        return (
            [written] if isinstance(written, str) and is_list(cls.model_fields[name]) else written
        )

    return cls.from_arguments({name: value(name, written) for name, written in given.items()})


def _row(cls: type[Action[Any]], name: str) -> int | str:
    """Return what stands for a row in a field."""
    if kinds_of(cls)[name].container is not None:
        return cls.provider.places.stand_in(ROW, 1)
    return 1 if cls.model_fields[name].annotation is int else f"{ROW}-1"


def planned(text: str, repo: str | None) -> list[tuple[str, dict[str, Any]]] | None:
    """Return the steps that the offline engine plans for a sentence."""
    context = Context(repo=repo, repo_origin=Origin.CONTEXT)
    wire = plan_sentence(text, context)
    if isinstance(wire, Gap):
        guessed = guess_after(wire, text, context, TODAY, now=NOW)
        if guessed is None:
            return None
        wire = guessed.plan
    plan = read(wire, Sentence(text, context.host), context, catalog.load)
    if not isinstance(plan, Plan):
        return None
    return [(step.action.facts.action, arguments_of(step)) for step in plan.steps]


def arguments_of(step: Any) -> dict[str, Any]:
    """Return all arguments that a step sends."""

    def value(name: str, each: Any) -> Any:
        is_row = isinstance(each, EachRow)
        return _row(step.action, name) if is_row else getattr(each, "value", LATER)

    given = {
        name: [value(name, item) for item in its] if isinstance(its, tuple) else value(name, its)
        for name, its in step.values.items()
    }
    sent: dict[str, Any] = step.action.from_arguments(given).sent_arguments()
    return sent


def scored(half: str) -> Iterator[Scored]:
    """Score each sentence of a half."""
    for line in (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Scored(row, planned(row["sentence"], row["repo"]))


def _table(name: str, results: list[Scored], key: str) -> Iterator[str]:
    counts = Counter((str(each.row[key]), each.end) for each in results)
    yield f"{name:14} right  of  share  wrong   must not act: planned  of"
    for group in sorted({group for group, _ in counts}):
        ends = {end: counts[group, end] for end in ("right", "wrong", "none", "silent", "FAULT")}
        acts = ends["right"] + ends["wrong"] + ends["none"]
        rest = ends["silent"] + ends["FAULT"]
        share = f"{100 * ends['right'] / acts:4.0f} %" if acts else "   -  "
        figures = (
            f"{ends['right']:5} {acts:3} {share} {ends['wrong']:6} {ends['FAULT']:23} {rest:3}"
        )
        yield f"{group:14} {figures}"


def main() -> int:
    """Score, print, and judge."""
    half = "kept" if "--kept" in sys.argv else "open"
    only = sys.argv[sys.argv.index("--language") + 1] if "--language" in sys.argv else ""
    results = [each for each in scored(half) if only in {"", each.row["language"]}]
    print(f"The {half} half: {len(results)} sentences\n")
    for key in ("language", "style"):
        print("\n".join(_table(key, results, key)) + "\n")
    if "--list" in sys.argv and half == "open":
        for each in results:
            if each.end in {"wrong", "none", "FAULT"}:
                print(f"{each.end:6} {each.row['language']} {each.row['sentence']!r}")
                print(f"         meant {each.row['steps']}\n         read  {each.plan}")
    return int(any(each.end == "FAULT" for each in results))


if __name__ == "__main__":
    sys.exit(main())
