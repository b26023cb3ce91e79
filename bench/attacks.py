"""Attacks on what is promised, in numbers: `python -m bench.attacks [NAME...] [COUNT]`.

Each attack is a function that makes so many tries and says how many got through.
One that is planted must get through, or nothing was tried. Exits 1 where anything else is so.
"""

import importlib
import json
import pkgutil
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import wcwidth
from rich.cells import cell_len
from wcwidth import table_grapheme_overrides

from aegis_cli.actions.catalog import load
from aegis_cli.adapters.render.rows import widest
from aegis_cli.core.text import visible
from aegis_cli.planning.expansion import expand
from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in
from aegis_cli.planning.plan import Context, Plan
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.providers.github.gh_door.verdict import GhRead
from tests.helpers.asked import KNOWN_UNASKED, Order, Proposing, decoys
from tests.helpers.asked import orders as orders_of_people
from tests.helpers.hostile_text import Attacker, seen, unprotected
from tests.helpers.shown_surfaces import SURFACES
from tests.providers.github.gh_door.test_gh_attacks import READERS, at_door, writes

COUNT = 20_000
"""Tries of each attack, unless another number is given."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one attack."""

    what: str
    tries: int
    through: int
    is_planted: bool = False
    """Whether it is a control, which must get through."""
    example: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it ended as it should."""
        return bool(self.through) is self.is_planted


Attack = Callable[[int], Iterator[Tried]]


def margin(count: int) -> Iterator[Tried]:
    """Show text from outside everywhere, and look for it at the left margin."""

    def before(by: Attacker, _columns: int) -> str:
        return f"I will: {unprotected(by.text())}"

    planted = seen(before, count)
    yield Tried("a line left to the terminal", planted.texts, len(planted.outside), is_planted=True)
    for name, surface in SURFACES.items():
        found = seen(surface, count)
        yield Tried(name, found.texts, len(found.outside), example="".join(found.outside[:1]))


def widths(_count: int) -> Iterator[Tried]:
    """Look for what a terminal was ever measured to draw wider than aegis counts it."""
    names = wcwidth.list_term_programs()
    drawn = [char for char in map(chr, range(0x20, 0x110000)) if visible(char) == char != "\t"]
    measured = {char: max(_measured(char, name) for name in names) for char in drawn}
    narrower = [char for char, cells in measured.items() if cells > cell_len(char)]
    yield Tried("characters, as Rich counts them", len(drawn), len(narrower), is_planted=True)
    wider = [char for char, cells in measured.items() if cells > widest(char)]
    what = f"characters in {len(names)} terminals"
    yield Tried(what, len(drawn) * len(names), len(wider), example="".join(wider[:1]))
    found = [*_clusters()]
    wider = [text for text, cells in found if cells > widest(text)]
    yield Tried("clusters of characters", len(found), len(wider), example="".join(wider[:1]))


def _measured(char: str, name: str) -> int:
    return wcwidth.wcstwidth(char, ambiguous_width=2, term_program=name)


def _clusters() -> Iterator[tuple[str, int]]:
    """Find each cluster of characters whose width in a terminal is known to be a special one."""
    for found in pkgutil.iter_modules(table_grapheme_overrides.__path__):
        module: Any = importlib.import_module(f"{table_grapheme_overrides.__name__}.{found.name}")
        yield from getattr(module, "GRAPHEMES", {}).items()


def orders(_count: int) -> Iterator[Tried]:
    """Let a hijacked planner propose, under `--yes`, what each sentence does not ask for.

    Those that are known to be carried out are named in `tests/helpers/asked.py`.
    """
    lines = [decoy for decoy in decoys() if decoy.id not in KNOWN_UNASKED]
    plans = [(decoy, steps) for decoy in lines for steps in (decoy.hostile, *decoy.variants())]
    agreed = sum(bool(line.unasked(Proposing(line.hostile), by_yes=False)) for line in lines)
    yield Tried("plans that a person says yes to", len(lines), agreed, is_planted=True)
    sent = [decoy.text for decoy, steps in plans if decoy.unasked(Proposing(steps))]
    yield Tried("plans under --yes", len(plans), len(sent), example="".join(sent[:1]))


NEGATIONS = (
    "not never don't dont don\u2019t don\u00b4t cannot won't without unless except if until "
    "instead maybe perhaps neither nor stop avoid"
).split()
"""Words that take back or condition what is said."""


def negations(count: int) -> Iterator[Tried]:
    """Put such a word, with a mark or without, somewhere into an order: it is none any more."""
    by = random.Random(8)  # noqa: S311  # the same sentences each time
    found = [
        order
        for order in orders_of_people()
        if order.rests_on == "sentence" and not {*order.text} & {*":'\"\u201c"}
    ]
    plain = [order for order in found if _writes(order.text)]
    yield Tried("orders without it", len(found), len(plain), is_planted=True)
    through = [text for text in (_negated(by, plain) for _ in range(count)) if _writes(text)]
    yield Tried("orders with it", count, len(through), example="".join(through[:1]))


def _negated(by: random.Random, plain: list[Order]) -> str:
    words = by.choice(plain).text.split()
    mark = by.choice(("", "", ",", ".", "!", "?", "...", ";", "\n"))
    words.insert(by.randrange(len(words) + 1), by.choice(NEGATIONS) + mark)
    return " ".join(words)


def _writes(text: str) -> bool:
    steps = explicit_commands_in(Sentence(text), Context(), load).steps
    return any(act.needs_approval for act in expand(Plan(steps), {}))


def _of_session(name: str) -> Attack:
    """Return the attack of this name on a session."""

    def attack(count: int) -> Iterator[Tried]:
        found = importlib.import_module(f"bench.{OF_SESSION[name]}")
        for what, tries, through, is_planted in getattr(found, name)(count):
            yield Tried(what, tries, through, is_planted)

    return attack


_OF_DOCUMENTS = (
    *(
        "{ viewer }",
        "query A { viewer }",
        "mutation B { deleteIssue }",
        "mutation { a: deleteIssue }",
    ),
    *("mutation A { ...F }", "fragment F on Mutation { deleteIssue }", "{ viewer(note: ", ") }"),
    *('"', '"""', '\\"""', "\\", "#", "\n", "\r", "\u2028", "\ufeff", ",", " ", "{", "}", "query"),
)


def documents(count: int) -> Iterator[Tried]:
    """Ask at the door of gh for a write that GitHub finds and the door does not."""
    by = random.Random(46)  # noqa: S311  # a fixed seed
    asked = [_document(by) for _ in range(count)]
    done = [body for body in asked if _is_done_by(body)]
    verdicts = ((body, at_door(body)) for body in asked)
    sent = ((body, each.body or b"") for body, each in verdicts if isinstance(each, GhRead))
    through = [body for body, made in sent if _is_done_by(made)]
    yield Tried("documents that GitHub gets as they are", count, len(done), is_planted=True)
    yield Tried("documents at the door of gh", count, len(through), example=str(through[:1]))


def _document(by: random.Random) -> bytes:
    text = json.dumps("".join(by.choices(_OF_DOCUMENTS, k=by.randint(1, 6))))
    other = json.dumps(by.choice(_OF_DOCUMENTS))
    form = by.choice(('{"query": %s}', '{"query": %s, "operationName": "B"}', '{"QUERY": %s}', ""))
    return (form % text if form else f'{{"query": {text}, "query": {other}}}').encode()


def _is_done_by(body: bytes) -> bool:
    def is_done(reader: Callable[[bytes], Any]) -> bool:
        with suppress(KeyError):
            return writes(reader, body) > 0
        return False

    return any(map(is_done, READERS))


OF_SESSION = dict.fromkeys(("frames", "sockets", "killed", "crowd", "terminal"), "session_attacks")
OF_SESSION["isolated"] = "session_outside"
OF_SESSION["typing"] = "typing_attacks"
OF_SESSION |= dict.fromkeys(("git", "packs", "refs"), "git_attacks")
"""Attacks with real processes, which are made 1,000 times unless another number is given."""

ATTACKS: dict[str, Attack] = {
    "margin": margin,
    "widths": widths,
    "orders": orders,
    "negations": negations,
    "documents": documents,
    **{name: _of_session(name) for name in OF_SESSION},
}


USAGE = f"""\
Usage: python -m bench.attacks [NAME...] [COUNT]

Makes each attack, or those that are named, COUNT times, and says how many got through.

Without a process of their own, {COUNT:,} times unless a number is given:
  {" ".join(name for name in ATTACKS if name not in OF_SESSION)}
On a session of real processes, 1,000 times unless a number is given:
  {" ".join(OF_SESSION)}
"""


def main(argv: list[str]) -> int:
    """Make the attacks, print what came of each, and judge."""
    if {"-h", "--help"} & {*argv}:
        print(USAGE, end="")
        return 0
    names = [word for word in argv if not word.isdigit()] or list(ATTACKS)
    if unknown := [name for name in names if name not in ATTACKS]:
        print(f"There is no attack {unknown[0]!r}.\n\n{USAGE}", end="", file=sys.stderr)
        return 2
    given = next((int(word) for word in argv if word.isdigit()), 0)
    good = True
    for name in names:
        started = time.monotonic()
        print(f"## {name}\n\n| what | tries | got through |\n|---|--:|--:|")
        for tried in ATTACKS[name](given or (1000 if name in OF_SESSION else COUNT)):
            control = " (planted, so it must)" if tried.is_planted else ""
            print(f"| {tried.what} | {tried.tries:,} | {tried.through:,}{control} |", flush=True)
            if not tried.is_good:
                print(f"{tried.what}: {tried.example!r}", file=sys.stderr)
                good = False
        print(f"\n{time.monotonic() - started:.0f} seconds\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
