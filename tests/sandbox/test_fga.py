"""The sandbox's OpenFGA decides as OpenFGA itself does."""

import random
from itertools import combinations
from pathlib import Path
from typing import Any

from aegis_cli.broker.authorization import models
from aegis_cli.sandbox.fga.evaluator import Checking, Model, Tuple, ValidationError
from tests.helpers.openfga import NOW, World, verdicts

MODEL = Model.of(models.definition())
PEOPLE = ("user:ann", "user:ben", "user:*")
WHO = (*PEOPLE, "team:a#member", "team:b#member", "role:r#assignee")
CONTAINERS = ("container:g", "container:g/o", "container:g/o/w")
ACTIONS = ("action:g", "action:g/i", "action:g/i.c")
ENDS = ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")
FOREVER = None


def some_world(chance: random.Random) -> World:
    """Make tuples that the model allows, and checks of them."""
    possible = [
        *(
            Tuple(who, "member", team)
            for who in WHO
            for team in ("team:a", "team:b")
            if who != f"{team}#member"  # which OpenFGA takes for granted
        ),
        *(Tuple(who, "assignee", "role:r") for who in WHO),
        *(
            Tuple(who, relation, container, end)
            for who in WHO
            for relation in ("reader", "writer", "destroyer", "suspended")
            for container in CONTAINERS
            for end in (FOREVER, *ENDS)
        ),
        *(
            Tuple(who, relation, action, end)
            for who in WHO
            for relation in ("granted", "switched_off")
            for action in ACTIONS
            for end in (FOREVER, *ENDS)
        ),
        # NOTE: nothing is in itself, which the broker never says; OpenFGA denies then.
        *(Tuple(a, "parent", b) for a, b in combinations(CONTAINERS, 2)),
        *(Tuple(a, "group", b) for a, b in combinations(ACTIONS, 2)),
    ]
    structure = [Tuple("container:g", "parent", "container:g/o")]
    structure += [Tuple("container:g/o", "parent", "container:g/o/w")]
    structure += [
        Tuple("action:g", "group", "action:g/i"),
        Tuple("action:g/i", "group", "action:g/i.c"),
    ]
    allowed = [one for one in possible if _is_allowed(one)]
    chosen = {(one.user, one.relation, one.object): one for one in chance.sample(allowed, 12)}
    chosen |= {(one.user, one.relation, one.object): one for one in structure}
    checks = [
        (user, relation, container)
        for user in ("user:ann", "user:ben")
        for container in CONTAINERS[1:]
        for relation in ("can_read", "can_write", "can_destroy")
    ]
    checks += [(user, "can_use", "action:g/i.c") for user in ("user:ann", "user:ben")]
    return World([_as_json(one) for one in chosen.values()], checks)


def _is_allowed(one: Tuple) -> bool:
    try:
        MODEL.require(one)
    except ValidationError:
        return False
    return True


def _as_json(one: Tuple) -> dict[str, Any]:
    key: dict[str, Any] = {"user": one.user, "relation": one.relation, "object": one.object}
    if one.valid_until is not None:
        key["condition"] = {"name": "while_valid", "context": {"valid_until": one.valid_until}}
    return key


def own_verdict(world: World, check: tuple[str, str, str]) -> bool | None:
    """Return what the sandbox says; `None` for an error."""
    tuples = [
        Tuple(
            each["user"],
            each["relation"],
            each["object"],
            each.get("condition", {}).get("context", {}).get("valid_until"),
        )
        for each in world.tuples
    ]
    try:
        return Checking(MODEL, tuples, NOW).has(*check)
    except ValidationError:
        return None


def test_the_sandbox_decides_as_openfga_in_every_world(tmp_path: Path) -> None:
    chance = random.Random(20261201)  # noqa: S311  # no secret
    worlds = [some_world(chance) for _ in range(60)]

    found = verdicts(worlds, tmp_path)

    assert {True, False} <= {verdict for world in found for verdict in world}
    own = [[own_verdict(world, check) for check in world.checks] for world in worlds]
    assert own == found
