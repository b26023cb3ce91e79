"""What each write needs: every combination of a rule, `max_effect`, the scope and a section.

The golden file says it as it was before a write could be *asked*, and is never written again.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.actions.facts import Effect
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.errors import Denied
from aegis_cli.planning.plan import Origin
from aegis_cli.request.plan_judge import PlanJudge
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.preflight import lookups
from tests.actions.cases import READY, WRITES
from tests.helpers.act_factory import act_of
from tests.helpers.rows import for_each

GOLDEN = Path(__file__).parent.parent / "golden" / "rungs.txt"

OTHER = "users.get_me"
"""What a rule allows that allows another action."""

BEFORE = ("", "read", "write", "destructive")
"""What `max_effect` could be before; "" where no rule says it."""

SCOPES = {
    "read": "aegis:read",
    "write": "aegis:read aegis:write",
    "admin": "aegis:read aegis:write aegis:admin",
    "admin alone": "aegis:read aegis:admin",
}
CALLERS = {
    name: Caller("github|1", "cli", frozenset(scope.split()), None, 0.0, 0.0, frozenset({"here"}))
    for name, scope in SCOPES.items()
}
WHO = {
    frozenset[str](): ".",
    frozenset({"admin"}): "a",
    frozenset({"admin", "admin alone"}): "A",
    frozenset({"write", "admin"}): "w",
}
"""The letter for the scopes of which each is enough."""

ROLES = 'roles_claim = "https://acme.example/roles"\n'
SECTIONS = ("[everyone]\n", f"{ROLES}[role.here]\n", f"{ROLES}[role.elsewhere]\n")


def layers(action: Action[Any]) -> Iterator[Layer]:
    """Yield the rules about an action: none, allow it, deny it, allow another; each alone.

    Whoever allows it allows all that it counts as.
    """
    yield Layer("a rule")
    yield Layer("a rule", allow=action.counts_as())
    yield Layer("a rule", deny=(action.facts.action,))
    yield Layer("a rule", allow=(OTHER,))


def effect_of(most: str) -> Effect | None:
    return next((effect for effect in Effect if str(effect) == most), None)


def by_policy(action: Action[Any], layer: Layer, most: str) -> str:
    """Return a mark for whether the policy of a person permits an action."""
    rule = Layer(layer.name, layer.allow, layer.deny, max_effect=effect_of(most))
    act = act_of("s1", action, dict.fromkeys(action.sent_arguments(), Origin.USER))
    try:
        PlanJudge(Policy((rule,))).allow((act,))
    except Denied:
        return "."
    return "x"


def at_broker(action: Action[Any], layer: Layer, most: str, section: str) -> str:
    """Return a letter for the scopes with which a broker permits an action."""
    text = section
    text += f"allow = {list(layer.allow)}\n" if layer.allow else ""
    text += f"deny = {list(layer.deny)}\n" if layer.deny else ""
    text += f"max_effect = {most!r}\n" if most else ""
    whitelist = Whitelist.load(text, "policy.toml")
    return WHO[frozenset(name for name in SCOPES if not whitelist.judge(CALLERS[name], (action,)))]


def row(action: Action[Any], most: tuple[str, ...]) -> str:
    """Return all marks of an action: by rule, then by `max_effect`, then by section."""
    rules = [*layers(action)]
    person = ("".join(by_policy(action, rule, each) for each in most) for rule in rules)
    broker = (
        "".join(at_broker(action, rule, each, section) for each in most for section in SECTIONS)
        for rule in rules
    )
    return f"{' '.join(person)} | {' '.join(broker)}"


def let_in(mark: str) -> frozenset[str]:
    """Return the scopes that a letter stands for; any other mark stands for itself."""
    scopes = {letter: who for who, letter in WHO.items()}
    return scopes.get(mark, frozenset({mark}))


def test_nothing_is_permitted_that_was_not_before_a_write_could_be_asked() -> None:
    before = dict(line.split(": ") for line in GOLDEN.read_text(encoding="utf-8").splitlines())

    assert before.keys() <= WRITES.keys()
    for name, marks in before.items():
        now = row(READY[f"{name}, least"], BEFORE)

        assert len(marks) == len(now)
        assert all(map(frozenset.issuperset, map(let_in, marks), map(let_in, now))), name


RUNGS = {
    Effect.WRITE: ("x.xxx", "ww....ww.ww.ww."),
    Effect.ASKED: ("x..xx", "aa.......aw.aa."),
    Effect.DESTRUCTIVE: ("x...x", "AA..........AA."),
}
"""The marks of each effect, by the policy of a person and at a broker."""


@for_each("name", WRITES)
def test_what_is_always_asked_about_has_a_rung_of_its_own(name: str) -> None:
    most = ("", "read", "write", "asked", "destructive")
    call = READY[f"{name}, least"]
    person, broker = RUNGS[call.facts.effect]
    # A rule that allows the write alone denies the read that its approval needs.
    act = act_of("s1", call, dict.fromkeys(call.sent_arguments(), Origin.USER))
    alone = "....." if [*lookups((act,))] else person
    none = "..............."

    marks = f"{person} {alone} ..... ..... | {broker} {broker} {none} {none}"
    assert marks == row(call, most)
