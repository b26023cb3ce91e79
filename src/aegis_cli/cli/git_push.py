"""A push through the door of a session for git: looked at, asked about, and sent as it was."""

from typing import TYPE_CHECKING

from aegis_cli.actions import catalog
from aegis_cli.adapters.git_push.push_door import PushDoor, WaitingGit
from aegis_cli.errors import AegisError

if TYPE_CHECKING:
    from aegis_cli.adapters.git_pipe import GitPipe
    from aegis_cli.wiring.app import App

READ = "git.read"
"""What is done for a git that fetches, and before one pushes."""
_FILE = "What git pushes"


def push(aegis: "App", pipe: "GitPipe", repo: str) -> AegisError | None:
    """Let git push; return why that was not done, unless git knows it from GitHub."""
    with PushDoor(pipe) as door:
        try:
            name = _look(aegis, door, repo)
            return None if door.commands is None else _send(aegis, door, pipe, name)
        except AegisError as error:
            return error


def _look(aegis: "App", door: PushDoor, repo: str) -> str:
    """Tell git what there is, take its push, and read beside it; return the repository's name."""
    from aegis_cli.planning.typed import act_of_values
    from aegis_cli.session.ports.served import Served

    values = {"repo": repo, "before_push": True}
    act = act_of_values("s1", catalog.load_of_door(READ), values, found=["before_push"])
    (_, place), *_ = act.action.containers()
    assert isinstance(aegis.requests.speaker, Served)
    aegis.requests.speaker.wants(f"read {place}")
    aegis.executors.door = door
    if (error := aegis.requests.do(f"read {place}", act).error) is not None:
        raise error
    return str(place)


def _send(aegis: "App", door: PushDoor, pipe: "GitPipe", repo: str) -> AegisError | None:
    """Have the person asked about a push, and send it; return why that was not done."""
    from aegis_cli.executor.taken_bytes import Given, NamedFiles
    from aegis_cli.planning.typed import act_of_values
    from aegis_cli.session.ports.served import Served

    weigh, speaker = catalog.load_of_door(READ).provider.push_sheet, aegis.requests.speaker
    assert door.commands is not None
    assert weigh is not None
    assert isinstance(speaker, Served)
    sheet = weigh(door.facts(), door.commands, door.size, repo)
    does = catalog.load_of_door(sheet.action)
    act = act_of_values("s1", does, sheet.values, found=sheet.found)
    speaker.wants(sheet.request)
    aegis.executors.door = WaitingGit(pipe, door)
    given = Given(_FILE, door.descriptor, door.sha256)
    return aegis.requests.do(sheet.request, act, files=NamedFiles(given=given)).error
