"""Starts an interpreter of our own, isolated from the environment, from which nothing leaks in."""

import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from aegis_cli.adapters.process.channel import Channel

ROOT = str(Path(__file__).parents[2])
"""The folder that this package is in: `site-packages`, or `src` where it is installed to edit."""

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
) -> Channel:
    """Start `module.main()` in a fresh interpreter, behind a channel and in a session of its own.

    A session of its own keeps a Ctrl-C on the terminal from reaching it. `-I` ignores every
    PYTHON* variable and the working directory; of our own import path only the folder that this
    package is in is handed over, since anything else on it may be somebody else's choice.
    """
    code = (
        f"import sys; sys.path[:0] = [root] if (root := {ROOT!r}) not in sys.path else []; "
        "from aegis_cli.adapters.process.channel import answer; answer(); "
        f"from {module} import main; main({list(args) if args else ''})"
    )
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-I", "-c", code],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if stderr == "drop" else None,
            env=scrubbed(environment),
            start_new_session=True,
        )
    return Channel(process, ours)
