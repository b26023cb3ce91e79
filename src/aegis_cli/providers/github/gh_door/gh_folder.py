"""What gh finds at its start: a folder of settings, and variables; pure.

With `version: "1"` and a user in hosts.yml, neither of gh 2.46 and 2.103 writes in the folder, so
that it may be read-only. The placeholder is sent by gh, and goes no further than the door.
Source: `gh help environment`, and github.com/cli/go-gh for `http_unix_socket`.
"""

import json

from aegis_cli.actions.provider.door_program import DoorProgram, ProgramFolder
from aegis_cli.actions.provider.provider import parts_of

PLACEHOLDER = "held-by-aegis"
"""What gh holds for a token; `gh auth token` prints it."""
_CONFIG = """\
version: "1"
git_protocol: https
http_unix_socket: {socket}
"""
_HOSTS = """\
github.com:
    users:
        {user}:
            oauth_token: {token}
    user: {user}
    oauth_token: {token}
    git_protocol: https
"""
_QUIET = {
    "GH_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
    "GH_NO_UPDATE_NOTIFIER": "1",
    "GH_NO_EXTENSION_UPDATE_NOTIFIER": "1",
}
OTHER_TOKENS = (
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
    "GH_HOST",
)
"""Variables by which gh would send another token than the placeholder, or ask another host."""


def door_program() -> DoorProgram:
    """Return what a session knows of gh."""
    speak = parts_of("aegis_cli.providers.github.gh_door", "gh_conversation")
    return DoorProgram(gh_folder, speak("GhConversation"))


def gh_folder(folder: str, socket: str, user: str) -> ProgramFolder:
    """Return what makes gh ask at a socket; `folder` is where the files will be.

    A text in JSON is one in YAML too, whatever is in it.
    """
    said, token = json.dumps(user), json.dumps(PLACEHOLDER)
    return ProgramFolder(
        files={
            "config.yml": _CONFIG.format(socket=json.dumps(socket)),
            "hosts.yml": _HOSTS.format(user=said, token=token),
        },
        variables={"GH_CONFIG_DIR": folder, **_QUIET},
        without=OTHER_TOKENS,
    )
