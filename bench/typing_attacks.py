"""Somebody types for a program while questions come: with a clock that stands, and for real.

With the clock that stands, each try is 60 words and a question at any time, which nobody answers.
For real, questions come one after another behind the proxy of a session while 60 words are typed to
its command; each is taken back after up to three seconds.
"""

import os
import random
import select
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from tests.helpers import typist
from tests.helpers.person import Proxied, proxies

PACES = (0.06, 0.1, 0.2)
"""Seconds between two keys."""
PAUSES: dict[str, tuple[float, ...]] = {
    "without a pause": (),
    "with pauses of 0.6 s": (0.6,),
}
"""What one word in six begins with."""
LONG = (0.6, 1.2, 2.0, 3.0, 8.0)
_CONTROLS = 200
_AT_ONCE = 10
_LONGEST = 3.0

Count = tuple[str, int, int, bool]
"""As in `session_attacks`."""


def typing(count: int) -> Iterator[Count]:
    """Type, and have questions come; none is to be approved or refused."""
    few = min(count, _CONTROLS)
    for pace in PACES:
        what = f"{pace * 1000:.0f} ms a key"
        control = Counter(came.said for came in typist.trials(few, pace, (), typist.asked_at_once))
        yield f"{what}, a question that listens at once", few, few - control[""], True
        for name, pauses in PAUSES.items():
            found = Counter(came.said for came in typist.trials(count, pace, pauses))
            yield f"{what}, {name}: approved", count, found["yes"], False
            yield f"{what}, {name}: refused", count, found["no"], False
        cut = [*typist.trials(count, pace, LONG)]
        sentences = sum(came.is_sentence for came in cut)
        words = sum(bool(came.said) for came in cut) - sentences
        name = f"{what}, with pauses of up to 8 s: a part of a sentence answers"
        yield f"{name} (a line of one word: {words})", count, sentences, False
    for pace in PACES:
        tries, answered = for_real(pace, max(count // _AT_ONCE, 1))
        yield f"{pace * 1000:.0f} ms a key, for real: answered", tries, answered, False


def for_real(pace: float, count: int) -> tuple[int, int]:
    """Type in several terminals while so many questions come; return how many, and the answers."""
    with ExitStack() as stack, ThreadPoolExecutor(_AT_ONCE) as pool:
        run = stack.enter_context(proxies())
        terminals = [run("/bin/cat") for _ in range(_AT_ONCE)]
        each = max(count // _AT_ONCE, 1)
        told = [*pool.map(lambda at: _typed_to(at, pace, each), terminals)]
    return each * len(told), sum(told)


def _typed_to(at: Proxied, pace: float, count: int) -> int:
    """Type to a command while so many questions come; return how many were answered."""
    chance = random.Random(f"{at.folder} {pace}")  # noqa: S311  # no secret
    at.noted("pid")
    ends = time.monotonic() + chance.uniform(0.0, _LONGEST)
    asked, stands = 0, False
    while True:
        for _, key in typist.text(chance, pace):
            if time.monotonic() > ends:
                at.tell("withdraw" if stands else f"decide {typist.QUESTION.replace(chr(10), '|')}")
                asked, stands = asked + (not stands), not stands
                if not stands and asked == count:
                    return sum(line != "withdrawn" for line in at.noted("answers", count))
                ends = time.monotonic() + chance.uniform(0.0, _LONGEST)
            at.type(key.decode())
            _look(at, pace)


def _look(at: Proxied, seconds: float) -> None:
    """Wait, and read what the terminal shows meanwhile."""
    ends = time.monotonic() + seconds
    master = at.terminal._master  # noqa: SLF001  # nobody looks for anything in it
    while (left := ends - time.monotonic()) > 0:
        if select.select([master], [], [], left)[0]:
            os.read(master, 65536)
