"""How the grammar's time depends on the size of the catalogue: `python -m bench.grammar`.

Reads each sentence with the catalogue as it is, and with nine copies of it beside it that have the
same verbs and other nouns. Prints the fastest of many readings and the ratio of both; the readings
alternate, and processor time counts, so that a busy machine slows both. Also prints how long the
forms take to be indexed, once for a process. Exits 1 if a ratio is over `BAR`, or if the copies
change what a sentence means.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from time import process_time

from aegis_cli.actions.catalog import ENTRIES, load
from aegis_cli.actions.words.forms import Form
from aegis_cli.planning.grammar.grammar import GRAMMAR, Grammar
from aegis_cli.planning.grammar.patterns import literals
from aegis_cli.planning.grammar.steps import plan_sentence
from aegis_cli.planning.plan import Context

BAR = 1.3
_COPIES = 9
_ROUNDS = 15
_SECONDS = 0.02
"""The least time of one reading: a short one is repeated."""

_LABELS = " and ".join(f"area-{at}" for at in range(24))
_LONG = " and ".join(f"label acme/web#{number} {_LABELS}" for number in range(1, 5))
"""199 words in four requests; the grammar reads no more than 200."""

SENTENCES = {
    "label a release": "label acme/web#12 release",
    "close and comment": "close #12 in acme/web as not planned and comment 'x'",
    "200 words": _LONG,
}

NO_PLAN = {
    "suggestions": "frobnicate the build of acme/web#12",
    "200 words, suggestions": "close #12 " + "every word of this " * 49,
}
"""Sentences that give suggestions; they are measured, and have no bar."""


def with_copies(count: int = _COPIES) -> Grammar:
    """Return the catalogue with nine copies: the same verbs, and other names and nouns."""
    copies = range(1, count + 1)
    names = {f"{name}{at}": name for at in copies for name in ENTRIES}
    known = {name: GRAMMAR.words_of_action(name) for name in ENTRIES}
    known |= {
        f"{name}{at}": words._replace(forms=tuple(_copy(form, name, at) for form in words.forms))
        for at in copies
        for name, words in [*known.items()]
    }
    return Grammar(
        {**ENTRIES, **{copy: ENTRIES[name]._replace(name=copy) for copy, name in names.items()}},
        lambda name: load(names.get(name, name)),
        known.__getitem__,
    )


def _copy(form: Form, name: str, at: int) -> Form:
    """Return a form of the same verbs for another noun; one without an object gets one."""
    words = sorted(word for pattern in form.objects for word in literals(pattern))
    nouns = words or [name.partition(".")[0]]
    return replace(form, objects=("|".join(f"{noun}{at}" for noun in nouns),))


def _timed(read: Callable[[], object]) -> float:
    """Return the seconds of one reading."""
    start, count = process_time(), 0
    while (spent := process_time() - start) < _SECONDS:
        read()
        count += 1
    return spent / count


def _ratios(sentences: Mapping[str, str], many: Grammar) -> Iterator[float]:
    for name, text in sentences.items():
        readings = [_reading(text, grammar) for grammar in (GRAMMAR, many)]
        if readings[0]() != readings[1]():
            print(f"{name}: the copies change what it means")
            yield float("inf")
        rounds = [[_timed(read) for read in readings] for _ in range(_ROUNDS)]
        today, then = map(min, zip(*rounds, strict=True))
        print(f"{name}: {today * 1e3:.2f} ms, {then * 1e3:.2f} ms tenfold: {then / today:.2f} x")
        yield then / today


def _reading(text: str, grammar: Grammar) -> Callable[[], object]:
    return lambda: plan_sentence(text, Context(), grammar=grammar)


def _index(grammar: Grammar) -> None:
    replace(grammar).candidates(())


def main() -> int:
    """Print the ratio of each sentence, and the time of the index."""
    many = with_copies()
    worst = max(_ratios(SENTENCES, many))
    for _ in _ratios(NO_PLAN, many):
        pass
    for grammar in (GRAMMAR, many):
        indexed = min(_timed(partial(_index, grammar)) for _ in range(5))
        print(f"index of {len(grammar.forms)} forms: {indexed * 1e3:.2f} ms")
    print(f"worst {worst:.2f} x, bar {BAR} x")
    return int(worst > BAR)


if __name__ == "__main__":
    sys.exit(main())
