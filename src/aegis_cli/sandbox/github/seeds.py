"""The world of a new sandbox: always the same, with a year of commits that ends now."""

from datetime import UTC, datetime, timedelta
from itertools import count

from aegis_cli.sandbox.github.activity import year
from aegis_cli.sandbox.github.default_labels import default_labels
from aegis_cli.sandbox.github.furnishing import furnish
from aegis_cli.sandbox.github.seed_repos import PLANS, Plan
from aegis_cli.sandbox.github.stories import build_issues
from aegis_cli.sandbox.github.world import Label, Milestone, Person, Repo, World

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
_MEMBERS = {"acme": frozenset({"mona", "hubot", "alice", "bob"}), "octo-org": frozenset({"carol"})}
_MORE_LABELS = (
    ("dependencies", "0366d6", "Pull requests that update a dependency file"),
    ("needs-triage", "fbca04", "Nobody has looked at this yet"),
    ("priority", "b60205", "Before anything else"),
)


def seeded(now: datetime) -> World:
    """Build the world."""
    first = datetime(2011, 1, 25, 18, 44, 36, tzinfo=UTC)
    people = {
        login: Person(number, login, name, first + timedelta(days=97 * place), kind)
        for place, (number, login, name, kind) in enumerate(_ACCOUNTS)
    }
    world = World(people["mona"], count(_FIRST_ID), people, members=dict(_MEMBERS))
    world.repos = {plan.id: _repo(plan, world, now) for plan in PLANS}
    website = world.repo("acme/website")
    assert website is not None
    world.renamed["acme/site"] = website.id
    furnish(world, now)
    return world


def _repo(plan: Plan, world: World, now: datetime) -> Repo:
    owner, _, name = plan.full_name.partition("/")
    labels = _labels(world)
    paces = {world.people[login]: pace for login, pace in plan.paces.items()}
    pushed_at = now - timedelta(days=plan.pushed)
    return Repo(
        id=plan.id,
        owner=world.people[owner],
        name=name,
        created_at=now - timedelta(days=plan.age),
        updated_at=pushed_at,
        pushed_at=pushed_at,
        description=plan.description,
        roles=dict(plan.roles),
        labels=labels,
        milestones={1: _milestone(world, plan.milestone, now)} if plan.milestone else {},
        issues=build_issues(plan.stories, world.people, labels, now=now, ids=world.ids),
        activity=year(paces, now=now, seed=plan.full_name) if paces else None,
        **plan.fields,
    )


def _labels(world: World) -> dict[str, Label]:
    labels = (Label(next(world.ids), *label) for label in _MORE_LABELS)
    return {**default_labels(world.ids), **{label.name: label for label in labels}}


def _milestone(world: World, title: str, now: datetime) -> Milestone:
    creator: Person = world.people["alice"]
    return Milestone(
        id=next(world.ids),
        number=1,
        title=title,
        creator=creator,
        created_at=now - timedelta(days=60),
        updated_at=now - timedelta(days=60),
        due_on=now + timedelta(days=30),
        description="The new checkout.",
    )
