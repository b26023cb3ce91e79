"""The world as it is when a sandbox starts: the same one every time, except that a year of it ends now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from aegis_cli.sandbox.github import seed_others
from aegis_cli.sandbox.github.activity import year
from aegis_cli.sandbox.github.default_labels import default_labels
from aegis_cli.sandbox.github.seed_api import api_stories
from aegis_cli.sandbox.github.seed_web import WEB
from aegis_cli.sandbox.github.stories import Story, told
from aegis_cli.sandbox.github.world import Label, Milestone, Person, Repo, Role, World

_FIRST_ID = 3_100_000_000
_ACCOUNTS = (
    (583231, "mona", "Mona Lisa", "User"),
    (480938, "hubot", "Hubot", "User"),
    (1042271, "alice", "Alice Liddell", "User"),
    (1042306, "bob", "Bob Okonkwo", "User"),
    (2278103, "carol", "Carol García", "User"),
    (9917452, "mallory", "Mallory Finch", "User"),
    (49699333, "dependabot[bot]", "dependabot", "Bot"),
    (761456, "acme", "Acme, Inc.", "Organization"),
    (811954, "octo-org", "Octo Org", "Organization"),
)
_ACME = frozenset({"mona", "hubot", "alice", "bob"})
_TEAM = {
    "mona": Role.WRITE,
    "hubot": Role.WRITE,
    "bob": Role.WRITE,
    "alice": Role.ADMIN,
}
_OWN = {"mona": Role.ADMIN}
_OCTO = {"carol": Role.ADMIN, "bob": Role.TRIAGE}
_TEAM_LABELS = (
    ("dependencies", "0366d6", "Pull requests that update a dependency file"),
    ("needs-triage", "fbca04", "Nobody has looked at this yet"),
    ("priority", "b60205", "Before anything else"),
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One repository to make."""

    id: int
    full_name: str
    description: str
    roles: Mapping[str, Role]
    paces: Mapping[str, float]
    """About how often a week each person commits; nobody means no commit at all."""
    stories: tuple[Story, ...]
    languages: Mapping[str, int]
    age: int
    """How many days ago it was created."""
    pushed: float
    """How many days ago somebody pushed."""
    more: Mapping[str, Any]


def seeded(now: datetime) -> World:
    """Make the world."""
    joined = datetime(2011, 1, 25, 18, 44, 36, tzinfo=UTC)
    people = {
        login: Person(number, login, name, joined + timedelta(days=place * 97), kind)
        for place, (number, login, name, kind) in enumerate(_ACCOUNTS)
    }
    world = World(me=people["mona"], ids=count(_FIRST_ID), people=people)
    world.members = {"acme": _ACME, "octo-org": frozenset({"carol"})}
    for plan in _plans():
        world.repos[plan.id] = _repo(plan, world, now)
    website = world.repo("acme/website")
    assert website is not None
    world.renamed["acme/site"] = website.id
    return world


def _plans() -> tuple[_Plan, ...]:
    team = {"mona": 4.0, "alice": 6.0, "bob": 3.0, "hubot": 1.0, "dependabot[bot]": 0.8}
    web = {"TypeScript": 412_907, "CSS": 58_120, "HTML": 31_544, "JavaScript": 12_009, "Shell": 840}
    api = {"Python": 690_411, "PLpgSQL": 44_002, "Dockerfile": 2_310, "Makefile": 1_104}
    return (
        _plan(
            704_120_001,
            "acme/web",
            "The shop that customers see",
            _TEAM,
            team,
            WEB,
            web,
            pushed=0.3,
            license="mit",
            topics=("frontend", "shop", "typescript"),
            homepage="https://shop.acme.example",
            stars=128,
            forks=17,
            size=18_230,
            has_discussions=True,
        ),
        *_plans_of_acme(team, api),
        *_plans_of_people(),
    )
