"""What a session knows of a program that speaks its own protocol at a door, such as gh."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Protocol


@dataclass(frozen=True, slots=True)
class ProgramFolder:
    """What is written for a program, and what it is started with."""

    files: Mapping[str, str]
    """Text by name, in one folder that the program only reads."""
    variables: Mapping[str, str]
    without: tuple[str, ...]
    """The variables that are taken away."""


@dataclass(frozen=True, slots=True)
class ProgramRead:
    """A request that reads."""

    said: str
    """What the log has of it, as in `GET /user`."""
    values: Mapping[str, str]
    """What the action of the door is called with: the place of the request."""
    asked: bytes
    """What is sent for it, as that action takes it."""


@dataclass(frozen=True, slots=True)
class ProgramRefusal:
    """A request that is not handed on."""

    said: str
    """What the log has of it; "" for what is no request."""
    told: str
    """What the program is told."""


class ProgramTalk(Protocol):
    """One request of a program, and its answer."""

    def read(self, base: str) -> ProgramRead | ProgramRefusal:
        """Return what is asked, at a root of the API; raise `OSError` where nothing comes."""
        ...

    def answer(self, told: bytes, file: IO[bytes]) -> None:
        """Answer as the action was told, whose body may be in a file."""
        ...

    def refuse(self, told: str) -> None:
        """Refuse in the form of the program's own service, unless an answer has begun."""
        ...


@dataclass(frozen=True, slots=True)
class DoorProgram:
    """What a session knows of a program."""

    folder: Callable[[str, str, str], ProgramFolder]
    """Returns what leads it to a socket: the path of its folder, the socket, whom it names."""
    conversation: Callable[[Callable[[int], bytes], Callable[[bytes], object]], ProgramTalk]
    """Begins a conversation, by what receives and sends bytes."""
