"""Where the agent of a session listens, and where a client looks for it.

The socket `s` is in a folder of its own, with a random name, that nobody else can enter. A client
imports this at every start, so it imports no more than it must.
"""

import os
import stat

TYPE_CHECKING = False  # as in `client`
if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "AEGIS_SESSION"
"""Names the socket for the commands of a session. It is an address and no secret; empty means
that no session is used."""

SOCKET = "s"


def folders() -> list[str]:
    """Return the folders in which agents of this user may make theirs; the first is preferred.

    The user's runtime folder is used only if it is really this user's; its name is computed, since
    anybody may have set XDG_RUNTIME_DIR.
    """
    runtime = f"/run/user/{os.geteuid()}"
    usual = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108  # the folder in it is our own
    return [runtime, usual] if is_private(runtime) else [usual]


def prefix() -> str:
    """Return how the name of an agent's folder begins."""
    return f"aegis-{os.geteuid()}-"


def is_private(folder: str) -> bool:
    """Tell whether a folder is this user's, and nobody else can enter it."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    mode = stat.S_IMODE(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not mode & 0o077


def sockets(variables: "Mapping[str, str]") -> list[str]:
    """Return the sockets that a client may use: the one it was given, or all of this user's."""
    given = variables.get(VARIABLE)
    if given is not None:
        return [given] if given else []
    sockets = []
    for folder in folders():
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208  # pathlib is slow to import
        except OSError:
            continue
        paths = (f"{folder}/{name}" for name in names if name.startswith(prefix()))
        sockets += [f"{path}/{SOCKET}" for path in paths if is_private(path)]
    return sockets
