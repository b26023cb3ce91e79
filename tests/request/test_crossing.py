"""What is said of a write that goes to another provider than what its plan reads or links to."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.planning.plan import Plan
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import UpdateRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo, ListMyRepos
from aegis_cli.request.crossing import Snapshots, crossings
from aegis_cli.request.target_snapshot import TargetSnapshot
from tests.helpers.acting import Acting
from tests.helpers.linked import LINKED, OPEN, linked_acts, plan_of, post, step
from tests.helpers.rows import for_each
from tests.other_providers.board.notes import ListNotes, ListRooms, PostNote

pytestmark = pytest.mark.usefixtures("board")

HELLO = PostNote(room="#lobby", text="Hello")
SHOW = GetIssue(repo="acme/web", issue_number=1)
CLOSE = CloseIssue(repo="acme/web", issue_number=1)
DESCRIBE = UpdateRepo(repo="acme/web", description="A website")
NOTES = ListNotes(room="#eng")
ISSUE = {"number": 1, "title": "Crash", "state": "open"}


def plan(*actions: Action[Any]) -> Plan:
    return Plan(tuple(step(at, action) for at, action in enumerate(actions, start=1)))


def room(name: str = "#lobby", **more: Any) -> TargetSnapshot:
    return TargetSnapshot(
        ListRooms(room=name), [{"id": "r1", "name": name, "hidden": False, **more}]
    )


def repo(name: str = "acme/web", *, private: Any = True) -> TargetSnapshot:
    return TargetSnapshot(GetRepo(repo=name), {"full_name": name, "private": private})


@for_each(
    ("steps", "seen", "said"),
    [
        (plan(OPEN), {}, {}),
        (plan(OPEN, CLOSE, SHOW), {"s2": (TargetSnapshot(SHOW, ISSUE),)}, {}),
        (plan(HELLO), {"s1": (room(people=3),)}, {}),
        (plan(NOTES, HELLO), {}, {}),
        (plan(SHOW, NOTES), {}, {}),
        (
            plan(SHOW, HELLO),
            {},
            {"s2": "The plan reads acme/web; this goes to board:#lobby."},
        ),
        (
            plan(HELLO, SHOW),
            {},
            {"s1": "The plan reads acme/web; this goes to board:#lobby."},
        ),
        (
            plan(SHOW, HELLO),
            {"s2": (room(people=312, hidden=True),)},
            {"s2": "The plan reads acme/web; this goes to board:#lobby, 312 members."},
        ),
        (
            plan(NOTES, OPEN),
            {},
            {"s2": "The plan reads board:#eng; this goes to acme/web."},
        ),
        (
            plan(NOTES, OPEN, HELLO),
            {"s3": (room("#eng", hidden=True),)},
            {"s2": "The plan reads board:#eng (private); this goes to acme/web."},
        ),
        (
            plan(NOTES, OPEN),
            {"s1": (room("#eng", hidden=False),)},
            {"s2": "The plan reads board:#eng; this goes to acme/web."},
        ),
        (
            plan(ListMyRepos(), SHOW, SHOW, HELLO),
            {},
            {"s4": "The plan reads GitHub, acme/web; this goes to board:#lobby."},
        ),
        (
            plan(CLOSE, HELLO),
            {"s1": (TargetSnapshot(SHOW, ISSUE), repo())},
            {"s2": "The plan reads acme/web (private); this goes to board:#lobby."},
        ),
        (plan(CLOSE, HELLO), {"s1": (TargetSnapshot(SHOW, why_not="was not looked at"),)}, {}),
        (plan(CLOSE, HELLO), {}, {}),
        (plan(DESCRIBE, HELLO), {"s1": (repo(),)}, {}),
        (
            plan(SHOW, HELLO),
            {"s2": (TargetSnapshot(ListRooms(room="#lobby"), []),)},
            {"s2": "The plan reads acme/web; this goes to board:#lobby."},
        ),
        (
            plan(SHOW, HELLO),
            {"s2": (room(people=3), room())},
            {"s2": "The plan reads acme/web; this goes to board:#lobby, 3 members."},
        ),
        (
            LINKED,
            {"s2": (room(people=1),)},
            {"s2": "The plan links to acme/web; this goes to board:#lobby, 1 member."},
        ),
        (
            plan_of((OPEN, ""), (post(), "s1"), (SHOW, "")),
            {},
            {"s2": "The plan reads acme/web and links to acme/web; this goes to board:#lobby."},
        ),
    ],
)
def test_a_write_says_what_of_elsewhere_the_plan_reads_and_how_many_see_it(
    steps: Plan, seen: Snapshots, said: dict[str, str]
) -> None:
    assert said == crossings(linked_acts(steps), seen)


def test_it_is_said_before_the_question() -> None:
    world = Acting()
    world.board.about = {"r1": {"people": 312, "hidden": True}, "r2": {"hidden": True}}

    world.carries_out(linked_acts(plan(NOTES, OPEN, HELLO)))

    first, *_, asked = ([item.crossing for item in preview.items] for preview in world.previews)
    assert ["", "The plan reads board:#eng; this goes to acme/web.", ""] == first == asked


def test_the_members_of_a_room_are_counted_where_its_look_up_tells_them() -> None:
    world = Acting()
    world.board.about = {"r1": {"people": 312, "hidden": False}}

    world.carries_out(linked_acts(LINKED))

    said = "The plan links to acme/web; this goes to board:#lobby, 312 members."
    assert ["", said] == [item.crossing for item in world.previews[-1].items]
