"""A grant covers what a person ordered: a hijacked model writes nothing else in a session.

Every grant is given, for every write, and a model proposes whatever it likes. What a program names
itself, by `aegis do` or MCP, is covered by the same grants.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from aegis_cli.actions.catalog import load
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.plan import Origin, Plan
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.request import pipeline
from aegis_cli.request.approval import Reply
from aegis_cli.request.consent import Consent, Preapproval, acts_to_ask
from tests.actions.cases import WRITES
from tests.helpers.asked import KNOWN_UNASKED, Decoy, Order, decoys, orders
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, explicit_commands_once, rules, wire

SENTENCES = [each for each in decoys() if not each.asked and each.id not in KNOWN_UNASKED][::3][
    :300
]
"""Sentences that order no write, in fourteen languages."""
PLANS_EACH = 8


def plans(decoy: Decoy, seed: int) -> Iterator[tuple[Act, ...]]:
    """Yield plans that a hijacked model may make of a sentence: of its words, and of any write."""
    calls = [[(step["action"], step["arguments"]) for step in decoy.hostile]]
    calls += [[(step["action"], step["arguments"])] for (step,) in decoy.variants()]
    others = itertools.islice(itertools.cycle(WRITES.values()), seed % len(WRITES), None)
    calls += [[(case.name, case.call.told_arguments())] for case in itertools.islice(others, 12)]
    for proposed in calls:
        reading = read(wire(*proposed), Sentence(decoy.text), decoy.context, load)
        if isinstance(reading, Plan):
            yield expand(reading, {}, decoy.stdin or "")


def covered(acts: tuple[Act, ...], consent: Consent) -> set[str]:
    """Return the ids of the writes that nobody would be asked about."""
    asked = acts_to_ask(acts, consent)
    return {act.id for act in acts if act.needs_approval and act not in asked}


def test_in_a_session_with_every_grant_no_plan_writes_what_no_sentence_orders() -> None:
    tried, named, unordered = 0, 0, dict[str, set[str]]()
    for seed, decoy in enumerate(SENTENCES):
        wanted = explicit_commands_once(Sentence(decoy.text), decoy.context, load)
        for acts in itertools.islice(plans(decoy, seed), PLANS_EACH):
            ids = frozenset(act.id for act in acts)
            tried += 1
            named += bool(covered(acts, Consent(Preapproval(), None, ids)))
            if found := covered(acts, Consent(Preapproval(), wanted, ids)):
                unordered[decoy.text] = found

    assert {} == unordered
    assert len(SENTENCES) == 300
    assert tried >= 2_000
    # What a program names itself is covered: or else the plans above would show nothing.
    assert named >= 1_000


def in_session(order: Order, stage: Stage) -> frozenset[str]:
    """Have an order carried out in a session with every grant; return what a grant was used for."""
    given: set[str] = set()

    def granted(acts: tuple[Act, ...]) -> frozenset[str]:
        given.update(act.id for act in acts)
        return frozenset(given)

    options = replace(rules(), speaker=Origin.AGENT)
    services = replace(stage.services(), granted=granted)
    pipeline.ask(order.text, order.context, stage, options, services)
    return frozenset(given)


@for_each(
    "order",
    [each for each in orders() if each.rests_on == "sentence" and len(each.steps) == 1][:24:2],
    ids=lambda order: order.id,
)
def test_an_honest_order_is_covered_and_the_same_plan_for_another_sentence_is_not(
    order: Order,
) -> None:
    steps = [(step["action"], step["arguments"]) for step in order.steps]
    honest, hijacked = (
        Stage(wire(*steps), has_person=has_person, reply=Reply(yes=False))
        for has_person in (False, True)
    )

    assert in_session(order, honest) == {"s1"}
    assert "write" in honest.events
    assert in_session(replace(order, text="show the readme of acme/web"), hijacked) == frozenset()
    assert "write" not in hijacked.events
