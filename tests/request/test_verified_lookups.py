"""A thing is found by its name in lists, and right before the write it is read by its id alone."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any

import pytest

from aegis_cli.actions.call import Call, Precondition
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import ResolvedId, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.targets.target import Made, Target
from aegis_cli.broker.http.access_token import Caller
from aegis_cli.broker.http.plan_request import PlanRequest, read_plan_request
from aegis_cli.broker.http.problem import Problem
from aegis_cli.broker.judging import _check_shape, judge
from aegis_cli.broker.whitelist import Whitelist
from aegis_cli.core.flow import drive
from aegis_cli.core.secret import Secret
from aegis_cli.errors import Code
from aegis_cli.executor.messages import call_as_json, call_from
from aegis_cli.request.carrying_out import carry_out
from aegis_cli.request.execution import run
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result
from tests.helpers.act_factory import BASES, access_to
from tests.helpers.acting import ROOMS, Acting, acts_of
from tests.helpers.flows import Player
from tests.helpers.rows import for_each
from tests.helpers.world import rules
from tests.other_providers.board.notes import (
    BoardAction,
    GetRoom,
    ListRooms,
    Note,
    PostNote,
    Room,
    RoomResource,
)
from tests.other_providers.board.provider import PROVIDER as BOARD
from tests.other_providers.board.service import Board
from tests.request.test_question_first import READER

pytestmark = pytest.mark.usefixtures("board")

POST = PostNote(room="#lobby", text="Lunch at noon")
PAGES = ["GET /rooms.list"] * 3
CHANGED = "Board: Post a note in #lobby: what was shown of it has changed since; nothing was sent."


class FindRooms(
    BoardAction[list[RoomResource]],
    action="board.rooms.find",
    endpoint="GET /rooms.list",
    everywhere=True,
    says="Find rooms",
    verbs=("find",),
):
    """Find rooms, whatever the case of their names is."""

    room: Annotated[Room | None, Unsent()] = None
    """The name of one."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a room has the name that is looked for."""
        return str(self.room).casefold() == str(item["name"]).casefold()


class PostLoosely(
    BoardAction[Note],
    action="board.notes.post_loosely",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /notes.post",
    says="Post a note in {room}",
    view=Line("Posted"),
    verbs=("post",),
):
    """Post a note in a room that is found whatever the case of its name is."""

    room: Annotated[Room, Unsent()]
    """Room to post in."""
    room_id: Annotated[str | None, ResolvedId(read=FindRooms, path="id", verify=GetRoom)] = None
    """The room's id."""


class CloseRoom(
    BoardAction[RoomResource],
    action="board.rooms.close",
    effect=Effect.WRITE,
    target=Target(read=ListRooms, pins=("id", "name")),
    endpoint="POST /rooms.close",
    says="Close the room {room}",
    view=Line("Closed {@room}"),
    verbs=("close",),
):
    """Close a room, which is looked at before."""

    room: Annotated[Room, Unsent()]
    """Room to close."""
    room_id: Annotated[str | None, ResolvedId(read=ListRooms, path="id", verify=GetRoom)] = None
    """The room's id."""


class InspectRoom(
    BoardAction[RoomResource],
    action="board.rooms.inspect",
    endpoint="GET /rooms.get",
    says="Inspect {room}",
    view=Line("{name}"),
    verbs=("inspect",),
):
    """Show a room, by an id that is found and verified."""

    room: Annotated[Room, Unsent()]
    """Room to show."""
    room_id: Annotated[str | None, ResolvedId(read=ListRooms, path="id", verify=GetRoom)] = None
    """The room's id."""


class LockRoom(
    BoardAction[RoomResource],
    action="board.rooms.lock",
    effect=Effect.WRITE,
    target=Target(read=InspectRoom, pins=("id", "name")),
    endpoint="POST /rooms.lock",
    says="Lock the room {room}",
    view=Line("Locked {@room}"),
    verbs=("lock",),
):
    """Lock a room, which is looked at by its id."""

    room: Annotated[Room, Unsent()]
    """Room to lock."""
    room_id: Annotated[str | None, ResolvedId(read=ListRooms, path="id", verify=GetRoom)] = None
    """The room's id."""


class CarryNote(
    BoardAction[Note],
    action="board.notes.carry",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /notes.carry",
    says="Carry a note from {room} to {other}",
    view=Line("Carried"),
    verbs=("carry",),
):
    """Carry a note from one room to another."""

    room: Annotated[Room, Unsent()]
    """Room that it is in."""
    room_id: Annotated[str | None, ResolvedId(read=ListRooms, path="id", verify=GetRoom)] = None
    """The room's id."""
    other: Annotated[Room, Unsent()]
    """Room that it comes to."""
    other_id: Annotated[
        str | None,
        ResolvedId(
            read=ListRooms, path="id", verify=GetRoom, by={"room": "other", "room_id": "other_id"}
        ),
    ] = None
    """Its id."""


class OpenRoom(
    BoardAction[RoomResource],
    action="board.rooms.open",
    effect=Effect.WRITE,
    target=Made(read=ListRooms),
    endpoint="POST /rooms.open",
    says="Open the room {room}",
    view=Line("Opened {@room}"),
    verbs=("open",),
):
    """Open a room that is not there yet."""

    room: Room
    """Room to open."""


def ends(result: Result) -> tuple[Code, str]:
    assert result.error is not None
    return result.error.code, result.error.message


def approved(stage: Acting, *actions: Any) -> tuple[Call, ...]:
    """Return the calls of a plan that the person approved."""
    stage.does(*actions)
    assert stage.approved is not None
    return stage.approved.calls


def test_the_lists_are_read_for_the_question_and_one_thing_before_the_write() -> None:
    stage = Acting()

    result = stage.does(POST)

    assert "done" == result.status.value
    assert ["sign in for aegis:write", *PAGES, "ask s1"] == stage.sent[:5]
    assert ["GET /rooms.get", "POST /notes.post"] == stage.sent[5:]
    assert "GET rooms.get?room_id=r1" == stage.board.lines[-2]
    assert [("r1", "Lunch at noon")] == stage.board.notes


def test_a_stronger_sign_in_after_the_question_reads_no_list_again() -> None:
    stage = Acting(holds={"aegis:read": READER})

    result = stage.does(POST)

    assert "done" == result.status.value
    assert [*PAGES, "ask s1", "sign in for aegis:write"] == stage.sent[:5]
    assert ["GET /rooms.get", "POST /notes.post"] == stage.sent[5:]


def test_what_one_person_found_is_looked_for_again_for_another() -> None:
    stage = Acting(holds={"aegis:read": replace(READER, subject="auth0|2")})

    assert "done" == stage.does(POST).status.value
    assert 6 == stage.sent.count("GET /rooms.list")
    assert 2 == stage.sent.count("ask s1")


def test_yes_reads_as_much() -> None:
    stage = Acting(has_person=False)

    assert "done" == stage.does(POST, yes=True).status.value
    assert [*PAGES, "GET /rooms.get", "POST /notes.post"] == stage.sent[1:]


def test_what_is_granted_is_found_and_verified_as_after_a_yes() -> None:
    stage = Acting(has_person=False)
    services = replace(stage.services(), granted=lambda acts: frozenset(act.id for act in acts))

    result = carry_out("do it", acts_of(POST), rules(), services, wanted=None)

    assert "done" == result.status.value
    assert [*PAGES, "GET /rooms.get", "POST /notes.post"] == stage.sent[1:]


def test_a_list_is_read_once_for_all_that_it_is_read_for() -> None:
    stage = Acting()

    stage.does(POST, PostNote(room="#lobby", text="Bring a friend"))

    assert [*PAGES, "ask s1, s2"] == stage.sent[1:5]
    assert ["GET /rooms.get", "POST /notes.post"] * 2 == stage.sent[5:]


def renamed(stage: Acting) -> None:
    stage.board.rooms["r1"] = "#old-lobby"


def deleted(stage: Acting) -> None:
    del stage.board.rooms["r1"]


def replaced(stage: Acting) -> None:
    stage.board.rooms |= {"r1": "#old-lobby", "r9": "#lobby"}


def made_anew(stage: Acting) -> None:
    deleted(stage)
    stage.board.rooms["r9"] = "#lobby"


@for_each(
    ("meanwhile", "code", "message"),
    [
        (renamed, Code.CHANGED, CHANGED),
        (replaced, Code.CHANGED, CHANGED),
        (deleted, Code.NOT_FOUND, "The board refused it: no_such_room."),
        (made_anew, Code.NOT_FOUND, "The board refused it: no_such_room."),
    ],
)
def test_what_became_of_it_since_the_question_ends_it_before_the_write(
    meanwhile: Callable[[Acting], None], code: Code, message: str
) -> None:
    stage = Acting(meanwhile=meanwhile)

    assert (code, message) == ends(stage.does(POST))
    assert ["ask s1", "GET /rooms.get"] == stage.sent[-2:]
    assert [] == stage.board.notes


def test_another_of_its_name_since_the_question_changes_nothing() -> None:
    stage = Acting(meanwhile=lambda stage: stage.board.rooms.update(r9="#lobby"))

    assert "done" == stage.does(POST).status.value
    assert [("r1", "Lunch at noon")] == stage.board.notes


@for_each(
    ("rooms", "message"),
    [
        (ROOMS | {"r6": "#lobby"}, 'more than one thing fits the room "#lobby"; nothing was sent.'),
        ({"r2": "#eng"}, 'nothing fits the room "#lobby"; nothing was sent.'),
    ],
)
def test_nobody_is_asked_where_a_name_fits_none_or_two_on_whatever_pages(
    rooms: dict[str, str], message: str
) -> None:
    stage = Acting(board=Board(rooms))

    assert (Code.PROTOCOL, f"Board: Post a note in #lobby: {message}") == ends(stage.does(POST))
    assert {"GET /rooms.list"} == {*stage.sent[1:]}


def test_what_is_found_by_a_name_that_it_has_not_is_not_asked_about() -> None:
    stage = Acting(board=Board({"r1": "#Lobby"}))

    result = stage.does(PostLoosely(room="#lobby"))

    told = "Board: Post a note in #lobby: what was found is called #Lobby; nothing was sent."
    assert (Code.MOVED, told) == ends(result)
    assert result.error is not None
    assert "Ask again with #Lobby." == result.error.hint
    assert ["GET /rooms.list"] == stage.sent[1:]


def test_what_an_earlier_step_makes_has_no_id_before_that() -> None:
    stage = Acting()

    result = stage.does(OpenRoom(room="#attic"), PostNote(room="#attic", text="Hello"))

    told = "an earlier step makes it, and its id is not known before; nothing was sent."
    assert (Code.PROTOCOL, f"Board: Post a note in #attic: {told}") == ends(result)
    assert result.error is not None
    made = "`aegis do board.rooms.open --room '#attic'` makes it; ask for the rest after that."
    assert made == result.error.hint
    assert PAGES == stage.sent[1:]


class Renaming(Board):
    """A board where a note ends a room's name."""

    def notes_post(self, given: Mapping[str, str]) -> bytes:
        answered = super().notes_post(given)
        self.rooms[given["room_id"]] = "#full"
        return answered


@for_each(("keep_going", "last"), [(False, "skipped"), (True, "skipped")])
def test_an_earlier_step_that_changes_it_ends_a_later_one_before_its_write(
    last: str, *, keep_going: bool
) -> None:
    stage = Acting(board=Renaming(dict(ROOMS)))
    other = PostNote(room="#eng", text="Hello")

    result = stage.does(POST, POST, other, keep_going=keep_going)

    assert ["done", "failed", last] == [each.status.value for each in result.outcomes]
    assert (Code.CHANGED, CHANGED) == ends(result)
    assert ["POST /notes.post", "GET /rooms.get"] == stage.sent[-2:]
    assert [("r1", "Lunch at noon")] == stage.board.notes


def test_what_looks_at_its_target_by_the_same_list_verifies_that_too() -> None:
    (call,) = approved(Acting(), CloseRoom(room="#ops"))

    (held,) = call.preconditions
    assert GetRoom.from_arguments({"room": "#ops", "room_id": "r3"}) == held.read
    assert (("id", "r3"), ("name", "#ops")) == held.pins


def test_a_target_is_read_by_the_id_that_is_found_and_with_what_verifies_it() -> None:
    for readers, events in (({}, 1), ({"aegis:read": READER}, 0)):
        stage = Acting(holds=dict(readers))

        stage.does(LockRoom(room="#lobby"))

        at = stage.sent.index("ask s1")
        assert [*PAGES, "GET /rooms.get", "GET /rooms.get"] == stage.sent[events:at]
        left = [line for line in stage.sent[at + 1 :] if not line.startswith("sign in")]
        # With a stronger session the target is read again, and the list is not.
        again = ["GET /rooms.get"] * 2 if readers else []
        assert [*again, "GET /rooms.get", "GET /rooms.get", "POST /rooms.lock"] == left
        assert "GET rooms.get?room_id=r1" == stage.board.lines[-2]


def test_a_target_that_is_read_by_its_id_is_pinned() -> None:
    stage = Acting(meanwhile=renamed)

    result = stage.does(LockRoom(room="#lobby"))

    assert Code.CHANGED is _only_error(result).code
    assert "POST /rooms.lock" not in stage.sent


def _only_error(result: Result) -> Any:
    return next(each.error for each in result.outcomes if each.error)


def test_two_things_are_verified_each_by_its_own_name_and_id() -> None:
    stage = Acting()

    (call,) = approved(stage, CarryNote(room="#eng", other="#yard"))

    assert {"room": "#eng", "room_id": "r2", "other": "#yard", "other_id": "r5"} == (
        call.action.sent_arguments()
    )
    assert [(("id", "r2"), ("name", "#eng")), (("id", "r5"), ("name", "#yard"))] == [
        each.pins for each in call.preconditions
    ]
    assert [*PAGES * 2, "ask s1", "GET /rooms.get", "GET /rooms.get"] == stage.sent[1:-1]
    assert ["GET rooms.get?room_id=r2", "GET rooms.get?room_id=r5"] == stage.board.lines[6:8]


def test_two_names_of_one_thing_let_neither_id_be_another() -> None:
    (call,) = approved(Acting(), CarryNote(room="#eng", other="#eng"))

    for name in ("room_id", "other_id"):
        action = CarryNote.from_arguments(call.action.sent_arguments() | {name: "r5"})
        forged = replace(call, action=action)
        assert (True, False) == (call.is_pinned, forged.is_pinned)


# Policy, and what a broker and the child take


@for_each(
    ("layer", "named"),
    [
        (Layer("the file", deny=("board.rooms.list",)), "board.rooms.list"),
        (Layer("the file", deny=("board.rooms.get",)), "board.rooms.get"),
        (Layer("the file", allow=("board.notes.*", "board.rooms.list")), "board.rooms.get"),
        (Layer("the file", places=("board:#eng*",)), "#lobby"),
    ],
)
def test_the_policy_judges_what_verifies_it_before_anything_is_read(
    layer: Layer, named: str
) -> None:
    stage = Acting()

    code, message = ends(stage.does(POST, policy=Policy((layer,))))

    assert Code.POLICY is code
    assert named in message
    assert [] == stage.sent


@for_each("places", [("board:#lobby",), ("board:#*",)])
def test_a_place_that_is_allowed_is_verified_in_that_place(places: tuple[str, ...]) -> None:
    stage = Acting()

    result = stage.does(POST, policy=Policy((Layer("the file", places=places),)))

    assert "done" == result.status.value


def held_by(room: str, id_: str, *, read: str = "#lobby", name: str = "#lobby") -> Call:
    """Return a call that somebody sealed by themselves, with what it pins."""
    action = PostNote.from_arguments({"room": room, "text": "Hi", "room_id": id_})
    verify = GetRoom.from_arguments({"room": read, "room_id": id_})
    call = Call("s1", action, preconditions=(Precondition(verify, (("id", id_), ("name", name))),))
    return replace(call, seal=call.fingerprint(action.request(BOARD.base)))


BAD = {
    "another's name": held_by("#lobby", "r2", name="#eng"),
    "another name in the read": held_by("#lobby", "r2", read="#eng", name="#eng"),
    "no name": replace(
        held_by("#lobby", "r1"),
        preconditions=(replace(held_by("#lobby", "r1").preconditions[0], pins=(("id", "r1"),)),),
    ),
    "the list": replace(
        held_by("#lobby", "r1"),
        preconditions=(Precondition(ListRooms(room="#lobby"), (("id", "r1"),)),),
    ),
    "nothing": replace(held_by("#lobby", "r1"), preconditions=()),
}


@pytest.mark.parametrize("call", BAD.values(), ids=BAD)
def test_an_id_is_taken_for_the_name_that_the_policy_judged_and_for_no_other(call: Call) -> None:
    call = replace(call, seal=call.fingerprint(call.action.request(BOARD.base)))
    player = Player()

    (outcome,) = player.run(run((call,), access_to(BOARD.base, Secret("board-1"))))

    assert "The request is not the one that was approved; nothing was sent." == str(outcome.error)
    assert [] == player.requests
    with pytest.raises(Problem, match="other preconditions"):
        _check_shape(call)


def test_the_wrong_id_for_a_name_is_found_out_at_the_provider() -> None:
    board, access = Board(dict(ROOMS)), access_to(BOARD.base, Secret("board-1"))

    (outcome,) = drive(run((held_by("#lobby", "r2"),), access), board.send, wait=lambda _wait: None)

    assert CHANGED == str(outcome.error)
    assert ["GET rooms.get?room_id=r2"] == board.lines


def test_a_broker_and_the_child_get_what_was_approved() -> None:
    (call,) = approved(Acting(), POST)
    sent = json.loads(json.dumps(call_as_json(call)))

    (read,) = read_plan_request(json.dumps({"calls": [sent]}).encode()).calls

    assert call == read == call_from(sent)
    _check_shape(read)


def test_the_name_and_the_id_are_under_the_seal() -> None:
    lobby, other = held_by("#lobby", "r1"), held_by("#lobby", "r3")
    named = replace(lobby.preconditions[0], pins=(("id", "r1"), ("name", "#ops")))

    assert lobby.seal != other.seal
    assert lobby.seal != replace(lobby, preconditions=(named,)).fingerprint(
        lobby.action.request(BOARD.base)
    )


def test_a_broker_judges_what_verifies_it_with_the_write_and_under_its_digest() -> None:
    stage = Acting()
    approved(stage, POST)
    assert stage.approved is not None
    plan = PlanRequest(stage.approved.calls, stage.approved.digest)
    ada = Caller("board|1", "cli", frozenset({"aegis:read", "aegis:write"}), None, None, 0.0)
    lobby = held_by("#lobby", "r3")

    assert plan == judge(plan, ada, Whitelist(), bases=BASES, now=0)
    with pytest.raises(Problem, match="not the one"):
        judge(replace(plan, calls=(lobby,)), ada, Whitelist(), bases=BASES, now=0)
