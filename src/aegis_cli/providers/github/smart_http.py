"""How git speaks with GitHub by HTTP: where, as whom, by which requests. It knows no action.

Source: git-scm.com/docs/http-protocol and gitprotocol-v2; docs.github.com, "Authenticating as a
GitHub App installation", for the user name.
"""

import re

from aegis_cli.core.http import Request

SERVICE = "git-upload-pack"
"""What git fetches from. NOTE: it writes nothing, whatever it is asked for."""
ASKED = f"application/x-{SERVICE}-request"
PUSHES = "git-receive-pack"
"""What git pushes to. NOTE: it writes, and whoever may send to it needs a seal."""
PROTOCOL_2 = ("git-protocol", "version=2")
GIT_USER = "x-access-token"
"""The user name of HTTP Basic whose password is a token of the API."""

_REPO = r"/[A-Za-z0-9_-]+/[A-Za-z0-9._-]+\.git"
_REFERENCES = re.compile(rf"{_REPO}/info/refs")
_PACK = re.compile(rf"{_REPO}/{SERVICE}")
_PUSH = re.compile(rf"{_REPO}/{PUSHES}")
_OF_SERVICES = ((("service", SERVICE),), (("service", PUSHES),))


def git_base(base: str) -> str:
    """Return where git's requests go, by the root of the API: to the host of the web pages.

    NOTE: it is worked out, as the origin of an upload is, and no answer says it.
    """
    scheme, _, host = base.partition("://")
    return f"{scheme}://{host.removeprefix('api.')}"


def is_of_git(path: str) -> bool:
    """Tell whether a path is one of git's, and none of the API."""
    return any(each.fullmatch(path) for each in (_REFERENCES, _PACK, _PUSH))


def is_fetch(request: Request) -> bool:
    """Tell whether a request is one with which git fetches, or learns what there is."""
    if _REFERENCES.fullmatch(request.path):
        return request.method == "GET" and request.query in _OF_SERVICES
    is_whole = request.media == ASKED and not request.query
    return bool(_PACK.fullmatch(request.path)) and request.method == "POST" and is_whole
