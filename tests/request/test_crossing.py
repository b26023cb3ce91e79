"""What is said of a write that goes to another provider than what its plan reads or links to."""

from typing import Any

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.planning.plan import Plan
from aegis_cli.providers.github.nouns.issues.issue_changes import CloseIssue, TransferIssue
from aegis_cli.providers.github.nouns.issues.issues import GetIssue
from aegis_cli.providers.github.nouns.repos.repo_changes import UpdateRepo
from aegis_cli.providers.github.nouns.repos.repos import GetRepo, ListMyRepos
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.crossing import Snapshots, crossings, places_to_read
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.target_snapshot import TargetSnapshot
from tests.helpers.acting import Acting
from tests.helpers.linked import LINKED, OPEN, linked_acts, plan_of, post, step
from tests.helpers.rows import for_each
from tests.helpers.world import rules
from tests.other_providers.board.notes import ListNotes, ListRooms, PostNote

pytestmark = pytest.mark.usefixtures("board")

HELLO = PostNote(room="#lobby", text="Hello")
SHOW = GetIssue(repo="acme/web", issue_number=1)
CLOSE = CloseIssue(repo="acme/web", issue_number=1)
DESCRIBE = UpdateRepo(repo="acme/web", description="A website")
NOTES = ListNotes(room="#eng")
ISSUE = {"number": 1, "title": "Crash", "state": "open"}
MOVES = TransferIssue(repo="acme/infra", issue_number=1, new_repo="acme/web")
MOVED = TargetSnapshot(GetIssue(repo="acme/infra", issue_number=1), ISSUE)


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
            {
                "s2": "The plan reads acme/web (privacy unknown); this goes to board:#lobby (privacy unknown)."
            },
        ),
        (
            plan(HELLO, SHOW),
            {},
            {
                "s1": "The plan reads acme/web (privacy unknown); this goes to board:#lobby (privacy unknown)."
            },
        ),
        (
            plan(SHOW, HELLO),
            {"s2": (room(people=312, hidden=True),)},
            {
                "s2": "The plan reads acme/web (privacy unknown); this goes to board:#lobby (private), 312 members."
            },
        ),
        (
            plan(NOTES, OPEN),
            {},
            {
                "s2": "The plan reads board:#eng (privacy unknown); this goes to acme/web (privacy unknown)."
            },
        ),
        (
            plan(NOTES, OPEN, HELLO),
            {"s3": (room("#eng", hidden=True),)},
            {
                "s2": "The plan reads board:#eng (private); this goes to acme/web (privacy unknown).",
                "s3": "The plan reads board:#eng (private); this goes to board:#lobby (privacy unknown).",
            },
        ),
        (
            plan(NOTES, OPEN),
            {"s1": (room("#eng", hidden=False),)},
            {"s2": "The plan reads board:#eng (public); this goes to acme/web (privacy unknown)."},
        ),
        (
            plan(ListMyRepos(), SHOW, SHOW, HELLO),
            {},
            {
                "s4": "The plan reads GitHub (privacy unknown), acme/web (privacy unknown); this goes to board:#lobby (privacy unknown)."
            },
        ),
        (
            plan(CLOSE, HELLO),
            {"s1": (TargetSnapshot(SHOW, ISSUE), repo())},
            {
                "s2": "The plan reads acme/web (private); this goes to board:#lobby (privacy unknown)."
            },
        ),
        (plan(CLOSE, HELLO), {"s1": (TargetSnapshot(SHOW, why_not="was not looked at"),)}, {}),
        (plan(CLOSE, HELLO), {}, {}),
        (plan(DESCRIBE, HELLO), {"s1": (repo(),)}, {}),
        (
            plan(SHOW, HELLO),
            {"s2": (TargetSnapshot(ListRooms(room="#lobby"), []),)},
            {
                "s2": "The plan reads acme/web (privacy unknown); this goes to board:#lobby (privacy unknown)."
            },
        ),
        (
            plan(SHOW, HELLO),
            {"s2": (room(people=3), room())},
            {
                "s2": "The plan reads acme/web (privacy unknown); this goes to board:#lobby (public), 3 members."
            },
        ),
        (
            plan(MOVES),
            {"s1": (MOVED, repo("acme/infra"), repo(private=False))},
            {"s1": "The plan reads acme/infra (private); this goes to acme/web (public)."},
        ),
        (plan(MOVES), {"s1": (MOVED, repo("acme/infra"), repo())}, {}),
        (plan(MOVES), {"s1": (MOVED, repo("acme/infra", private=False), repo())}, {}),
        (
            LINKED,
            {"s2": (room(people=1),)},
            {
                "s2": "The plan links to acme/web (privacy unknown); this goes to board:#lobby (public), 1 member."
            },
        ),
        (
            plan_of((OPEN, ""), (post(), "s1"), (SHOW, "")),
            {},
            {
                "s2": "The plan reads acme/web (privacy unknown) and links to acme/web (privacy unknown); this goes to board:#lobby (privacy unknown)."
            },
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
    goes = "The plan reads board:#eng ({}); this goes to acme/web (privacy unknown)."
    assert ["", goes.format("privacy unknown"), ""] == first
    assert ["", goes.format("private"), ""] == asked


def test_the_members_of_a_room_are_counted_where_its_look_up_tells_them() -> None:
    world = Acting()
    world.board.about = {"r1": {"people": 312, "hidden": False}}

    world.carries_out(linked_acts(LINKED))

    said = "The plan links to acme/web (privacy unknown); this goes to board:#lobby (public), 312 members."
    assert ["", said] == [item.crossing for item in world.previews[-1].items]


def test_made_public_since_the_question_is_asked_again() -> None:
    def publish(stage: Acting) -> None:
        stage.board.about = {"r1": {"hidden": False}, "r2": {"hidden": False}}

    world = Acting(meanwhile=publish)
    world.board.about = {"r1": {"hidden": True}, "r2": {"hidden": True}}

    world.carries_out(linked_acts(plan(NOTES, OPEN)))

    asked = [preview for preview in world.previews[1:] if preview.items[1].crossing]
    goes = "The plan reads board:#eng ({}); this goes to acme/web (privacy unknown)."
    assert [goes.format("private"), goes.format("public")] == [
        preview.items[1].crossing for preview in asked
    ]
    assert asked[1].again.startswith("Who can see where something comes from")


def test_what_a_policy_keeps_from_being_read_is_called_unknown() -> None:
    world = Acting()
    world.board.about = {"r2": {"hidden": True}}

    policy = Policy((Layer("the options", deny=("board.rooms.*",)),))
    carry_out("do it", linked_acts(plan(NOTES, OPEN)), rules(policy), world.services(), wanted=None)

    assert "board:#eng (privacy unknown)" in world.previews[-1].items[1].crossing


def test_no_place_is_read_for_what_nobody_is_asked_about() -> None:
    acts = linked_acts(plan(NOTES, OPEN))

    assert places_to_read(acts, {}, frozenset({"s2"}))
    assert () == places_to_read(acts, {}, frozenset())
