"""How long a guess takes, and how much it adds to a cold start: `python -m bench.guesses`.

Reads the sentences of the open half that the grammar does not read, warm, with the catalogue and
with three copies of it beside it (see `bench.grammar`), and compares both with saying what a
sentence lacks, which stood in their place before. Some are said again and again, up to 300 and 600
characters, and answered in full: with a plan, or with what is suggested. Then starts fresh
interpreters, of which half guess a sentence with typing errors and half read the same one without
them. Prints milliseconds and ratios of one run. Exits 1 if the catalogue with its copies takes more
than `BAR` times as long.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median
from time import process_time

from aegis_cli.planning.grammar.explain import explain
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.lenient.reader import guess
from aegis_cli.planning.offline import guess_after, instead_of_plan
from aegis_cli.planning.plan import Context
from bench.grammar import with_copies
from bench.understood import FOLDER, NOW, TODAY

BAR = 1.0
_COPIES = 3
_STARTS = 7
_ONE_IN = 5
_PLAIN, _MISSPELLED = "list the open issues of acme/web", "lits the open isues of acme/web"
_COLD = """
import gc
from datetime import date
from time import process_time
from aegis_cli.planning.grammar.grammar import GRAMMAR
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.plan import Context
gc.set_threshold(50_000)  # as in `__main__`
start = process_time()
gap = plan_sentence({text!r}, Context())
if gap.__class__.__name__ == "Gap":
    from aegis_cli.planning.lenient.reader import guess
    assert guess({text!r}, Context(), GRAMMAR, date(2026, 11, 29))
print(process_time() - start)
"""


def gaps() -> Iterator[tuple[str, Context, Gap]]:
    """Yield each sentence that the grammar does not read."""
    for line in (FOLDER / "open.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        context = Context(repo=row["repo"])
        gap = plan_sentence(row["sentence"], context)
        if isinstance(gap, Gap):
            yield row["sentence"], context, gap


def _timed(read: Callable[[], object]) -> float:
    read()
    start = process_time()
    read()
    return 1e3 * (process_time() - start)


def _row(name: str, times: list[float]) -> float:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"{name:34} median {median(ordered):6.2f} ms   95 % within {p95:6.2f} ms")
    return p95


def _guesses(grammar: Grammar) -> list[float]:
    return [
        _timed(lambda text=text, context=context: guess(text, context, grammar, TODAY))  # type: ignore[misc]
        for text, context, _ in gaps()
    ]


def _long(characters: int) -> list[float]:
    """Time the whole answer to sentences that are said again and again."""
    some = islice(gaps(), None, None, _ONE_IN)
    told = (((f"{text} and " * characters)[:characters], context) for text, context, _ in some)
    return [
        _timed(lambda text=text, context=context: _answer(text, context))  # type: ignore[misc]
        for text, context in told
    ]


def _answer(text: str, context: Context) -> object:
    gap = plan_sentence(text, context)
    if not isinstance(gap, Gap):
        return gap
    found = guess_after(gap, text, context, TODAY, now=NOW)
    return found or instead_of_plan(gap, text, context, TODAY)


def _cold() -> Iterator[tuple[float, float]]:
    """Yield the milliseconds of the first reading of a process: of a plain order, and of a guess.

    The modules are compiled before, as those of an installed package are.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        env = {**kept, "PYTHONPYCACHEPREFIX": folder}
        for at in range(_STARTS + 1):
            plain, guessed = (
                subprocess.check_output([sys.executable, "-c", _COLD.format(text=text)], env=env)
                for text in (_PLAIN, _MISSPELLED)
            )
            if at:
                yield 1e3 * float(plain), 1e3 * float(guessed)


def main() -> int:
    """Print the times, and compare."""
    many = with_copies(_COPIES)
    before = _row(
        "what is lacking, as before",
        [_timed(lambda g=gap: explain(g, GRAMMAR)) for _, _, gap in gaps()],  # type: ignore[misc]
    )
    today = _row(f"guesses, {len(GRAMMAR.entries)} actions", _guesses(GRAMMAR))
    then = _row(f"guesses, {len(many.entries)} actions", _guesses(many))
    for characters in (300, 600):
        times = _long(characters)
        _row(f"answers to {characters} characters", times)
        print(f"{'':34} the slowest {max(times):.0f} ms")
    plain, guessed = map(median, zip(*_cold(), strict=True))
    print(
        f"cold: {plain:.0f} ms a plain order, {guessed:.0f} ms a guess: {guessed - plain:.0f} more"
    )
    print(f"{today / before:.2f} x and {then / before:.2f} x of what was before, bar {BAR} x")
    return int(then / before > BAR)


if __name__ == "__main__":
    sys.exit(main())
