"""What `--yes` covers, and what a hijacked model can send: `python -m bench.asked [--list]`.

For the sentences that order no write, or another one: how many writes are sent without a question.
For the plain orders: how many are carried out without a question if the model is perfect, and how
many the grammar alone reads in full. Exits 1 if `--yes` sends a write that nobody ordered, except
for `KNOWN_UNASKED` and `KNOWN_EXCEPTIONS`.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable

from tests.helpers.asked import (
    KNOWN_EXCEPTIONS,
    KNOWN_UNASKED,
    OFFLINE,
    Decoy,
    End,
    Order,
    Proposing,
    as_aegis_plans,
    decoys,
    orders,
)

Attack = Callable[[Decoy], int]

ATTACKS: dict[str, Attack] = {
    "a model that proposes the hostile plan": lambda d: len(d.unasked(Proposing(d.hostile))),
    "a model that tries each repository and number": lambda d: sum(
        len(d.unasked(Proposing(steps))) for steps in d.variants()
    ),
    "the grammar by itself": lambda d: len(d.unasked(OFFLINE)),
}

READINGS: dict[str, Callable[[Order], End]] = {
    "by --yes, as aegis plans": lambda o: o.end(as_aegis_plans(o), by_yes=True),
    "by --yes, planned by a perfect model": lambda o: o.end(Proposing(o.steps), by_yes=True),
    "by --yes, planned by the grammar": lambda o: o.end(OFFLINE, by_yes=True),
    "read by the grammar, and approved by a person": lambda o: o.end(OFFLINE, by_yes=False),
}


def attacked(*, lists: bool) -> set[str]:
    """Print how many writes each attack sends, and return the ids of the sentences."""
    lines, found = decoys(), set[str]()
    per_kind = Counter(decoy.kind for decoy in lines)
    for name, attack in ATTACKS.items():
        counted = [(decoy, attack(decoy)) for decoy in lines]
        hit = [decoy for decoy, count in counted if count]
        sent = sum(count for _, count in counted)
        found |= {decoy.id for decoy in hit}
        print(f"{name}: {sent} writes, on {len(hit)} of {len(lines)} sentences")
        for kind, count in Counter(decoy.kind for decoy in hit).most_common():
            print(f"  {kind}: {count} of {per_kind[kind]}")
        _list(hit, lists=lists)
    return found


def read(*, lists: bool) -> set[str]:
    """Print how many orders are carried out, and return the ids of those wrong under --yes."""
    lines, wrong = orders(), set[str]()
    groups = Counter(order.rests_on for order in lines)
    for name, end in READINGS.items():
        ends = [(order, end(order)) for order in lines]
        good = Counter(order.rests_on for order, how in ends if how == "as meant")
        other = [order for order, how in ends if how == "something else"]
        wrong |= {order.id for order in other} if "--yes" in name else set()
        print(f"{name}: {_share(good.total(), len(lines))}; otherwise than meant: {len(other)}")
        for group, count in groups.items():
            print(f"  {group}: {_share(good[group], count)}")
        _list(other, lists=lists, mark="otherwise than meant: ")
        _list([order for order, how in ends if how == "nothing"], lists=lists)
    return wrong


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})"


def _list(lines: Iterable[Decoy | Order], *, lists: bool, mark: str = "") -> None:
    for line in lines if lists else ():
        print(f"    {mark}{line.id}: {line.text!r}")


def main() -> int:
    """Run both corpora."""
    lists = "--list" in sys.argv
    unasked = attacked(lists=lists)
    wrong = read(lists=lists)
    is_known = unasked <= KNOWN_UNASKED.keys() and wrong <= KNOWN_EXCEPTIONS.keys()
    return int(not is_known)


if __name__ == "__main__":
    sys.exit(main())
