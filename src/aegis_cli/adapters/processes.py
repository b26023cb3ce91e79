"""Starts an interpreter of our own, isolated from the environment, from which nothing leaks in."""

import socket
import subprocess
import sys
from collections.abc import Mapping
from typing import Literal

_KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
)


def scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what a child may see of an environment: no key, no token, no setting of ours."""
    kept = {name: environment[name] for name in _KEPT if name in environment}
    return kept | {"PYDANTIC_DISABLE_PLUGINS": "__all__"}


def start(
    module: str,
    *args: str,
    environment: Mapping[str, str],
    stderr: Literal["drop", "keep"],
    door: socket.socket | None = None,
) -> "subprocess.Popen[bytes]":
    """Start `module.main()` in a fresh interpreter, with pipes and in a session of its own.

    A session of its own keeps a Ctrl-C on the terminal from reaching it. `-I` ignores every
    PYTHON* variable and the working directory; our own import path is handed over instead.
    A `door` takes the place of both pipes; its other end is the caller's.
    """
    path = [entry for entry in sys.path if entry]
    code = f"import sys; sys.path[:] = {path!r}; from {module} import main; main({list(args)!r})"
    if not args:
        code = f"import sys; sys.path[:] = {path!r}; from {module} import main; main()"
    return subprocess.Popen(  # noqa: S603  # our own interpreter and module
        [sys.executable, "-I", "-c", code],
        stdin=door.fileno() if door else subprocess.PIPE,
        stdout=subprocess.DEVNULL if door else subprocess.PIPE,
        stderr=subprocess.DEVNULL if stderr == "drop" else None,
        env=scrubbed(environment),
        start_new_session=True,
    )
