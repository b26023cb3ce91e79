"""What leads the gh of a session's command to the session: a folder of settings, and variables."""

from collections.abc import Mapping
from pathlib import Path

from aegis_cli.actions import catalog

FOLDER = "gh-settings"
"""The name of the folder in that of the session's socket."""
_USER = "aegis"
"""Whom gh names as signed in. NOTE: it is no login, which nobody has asked for yet."""


def lay_gh(socket: str, variables: Mapping[str, str]) -> dict[str, str]:
    """Write the settings of a gh that asks at a socket; return the variables of a command."""
    folder = Path(socket).with_name(FOLDER)
    program = catalog.load_of_door("gh.read").provider.door_program
    assert program is not None
    made = program().folder(str(folder), socket, _USER)
    folder.mkdir(0o700)
    for name, text in made.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    folder.chmod(0o500)
    kept = {name: value for name, value in variables.items() if name not in made.without}
    return {**kept, **made.variables}
