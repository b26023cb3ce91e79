"""The actions of the board."""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import BaseModel, StringConstraints

from aegis_cli.actions.action import Action, R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Kind, Role, named_kind
from aegis_cli.actions.fields.marks import OfTarget, ResolvedId, SentAs, Unsent
from aegis_cli.actions.provider.provider import Provider
from aegis_cli.actions.results.views import Column, Line, Listing
from aegis_cli.actions.targets.target import Headline, Made, Target
from tests.other_providers.board.provider import PROVIDER, ROOM

Room: TypeAlias = Annotated[
    str,
    named_kind("room", "#lobby", reads="place", container=ROOM),
    StringConstraints(pattern=r"^#[a-z0-9-]{1,40}$"),
]
NoteName: TypeAlias = Annotated[
    str,
    named_kind("note", "lobby-12", reads="thing", inside=ROOM),
    StringConstraints(pattern=r"^[a-z0-9-]{1,40}-[0-9]{1,6}$"),
]
Author: TypeAlias = Annotated[str, named_kind("person", "mona", reads="person", may_be_me=True)]


def without_marks(text: str) -> str:
    """Return a text as the board takes it, in which no character is a mark of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


Text: TypeAlias = Annotated[
    str,
    SentAs(without_marks),
    Kind(
        role=Role.PAYLOAD,
        reads="text",
        takes_file=True,
        noun="text",
        question="Give the text in quotation marks, as in 'Lunch at noon'.",
        example="Lunch at noon",
    ),
    StringConstraints(min_length=1, max_length=4_000),
]


class BoardAction(Action[R]):
    """An action of the board."""

    provider: ClassVar[Provider[Any]] = PROVIDER


class Member(BaseModel):
    """A person at the board."""

    handle: str


class RoomResource(BaseModel):
    """A room, with its id."""

    headline: ClassVar = Headline(kind="room", name="{name}", identity=("id",))
    listing: ClassVar = Listing(
        "room|rooms", columns=(Column("NAME", "{name}", style="bold"),), piped=("{name}",)
    )

    id: str
    name: str
    hidden: bool = False
    people: int | None = None


class Note(BaseModel):
    """A note on the board, whose name says the room that it is in."""

    headline: ClassVar = Headline(kind="note", name="{name}", title="{text}", identity=("id",))
    listing: ClassVar = Listing(
        "note|notes", columns=(Column("TEXT", "{text}", flexible=True),), piped=("{id}", "{text}")
    )

    id: int
    name: str = ""
    text: str


class WhoAmI(
    BoardAction[Member],
    action="board.members.get_me",
    endpoint="POST /members.me",
    effect=Effect.READ,
    because="the board reads by POST",
    says="Ask who it is",
    view=Line("{handle}"),
    utterances=("who_am_i",),
):
    """Show who is signed in at the board."""


class ListRooms(
    BoardAction[list[RoomResource]],
    action="board.rooms.list",
    endpoint="GET /rooms.list",
    everywhere=True,
    says="List the rooms",
    utterances=("show the rooms",),
):
    """List the rooms of the board, or the one of a name."""

    room: Annotated[Room | None, Unsent()] = None
    """Only the room of this name."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a room has the name that is looked for."""
        return self.room in {None, item["name"]}


class GetRoom(
    BoardAction[RoomResource],
    action="board.rooms.get",
    endpoint="GET /rooms.get",
    says="Show the room {room}",
    view=Line("{name}"),
    utterances=("show the room {room:itself}",),
):
    """Show a room."""

    room: Annotated[Room, Unsent()]
    """Room to show."""
    room_id: Annotated[str | None, ResolvedId(read=ListRooms, path="id")] = None
    """The room's id."""


class ListNotes(
    BoardAction[list[Note]],
    action="board.notes.list",
    endpoint="GET /notes.list",
    says="List the notes in {room}",
    utterances=("show the notes in {room}",),
):
    """List the notes of a room."""

    room: Room
    """Room whose notes to list."""
    author: Author | None = None
    """Only those of this person."""
    limit: Limit = 20


class PostNote(
    BoardAction[Note],
    action="board.notes.post",
    effect=Effect.WRITE,
    target=Made(),
    endpoint="POST /notes.post",
    says="Post a note in {room}",
    view=Line("Posted a note in {@room}"),
    utterances=("post {text} in {room}",),
):
    """Post a note in a room."""

    room: Annotated[Room, Unsent()]
    """Room to post in."""
    room_id: Annotated[str | None, ResolvedId(read=ListRooms, path="id", verify=GetRoom)] = None
    """The room's id."""
    text: Text
    """What the note says."""


class GetNote(
    BoardAction[Note],
    action="board.notes.get",
    endpoint="GET /notes.get",
    says="Show the note {note}",
    view=Line("{name}: {text}"),
    utterances=("show the note {note}",),
):
    """Show a note."""

    note: NoteName
    """Note to show, as its list has it."""


class EditNote(
    BoardAction[Note],
    action="board.notes.edit",
    effect=Effect.WRITE,
    target=Target(read=GetNote, kinds=("note",)),
    endpoint="POST /notes.edit",
    says="Change the note {note}",
    view=Line("Changed the note {@note}"),
    utterances=("change the note {note} to {text}",),
):
    """Change what a note says."""

    note: NoteName
    """Note to change, as its list has it."""
    text: Annotated[Text, OfTarget("text")]
    """What it says from now on."""


class CloseNote(
    BoardAction[Note],
    action="board.notes.close",
    effect=Effect.WRITE,
    target=Target(read=GetNote, kinds=("note",)),
    endpoint="POST /notes.close",
    says="Close the note {note}",
    view=Line("Closed the note {@note}"),
    utterances=("close the note? {note}",),
):
    """Close a note, which stays in its room."""

    note: NoteName
    """Note to close, as its list has it."""
