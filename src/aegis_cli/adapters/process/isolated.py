"""Starts a Python interpreter that is isolated from the environment."""

import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from aegis_cli import NO_PLUGINS
from aegis_cli.adapters.process.channel import Channel

ROOT = str(Path(__file__).parents[3])
"""The folder of this package: `site-packages`, or `src` in an editable install."""

NOTHING: Mapping[str, str] = MappingProxyType({})
_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_ANSWER = "from aegis_cli.adapters.process.challenge_answer import answer; answer()"
_KEPT = (*_VARIABLES, *_PROXIES, *map(str.lower, _PROXIES))


def scrub(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a child may see: no key, no token, no setting of ours."""
    kept = {name: environment[name] for name in _KEPT if name in environment}
    return kept | NO_PLUGINS


def clock_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables by which `faketime` gives a program another clock, where it does."""
    if "FAKETIME" not in environment:
        return {}
    return {n: v for n, v in environment.items() if n.startswith("FAKETIME") or n == "LD_PRELOAD"}


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a program of the person's own may see: no key and no secret."""
    return {n: v for n, v in environment.items() if "KEY" not in n and "SECRET" not in n}


def entry(module: str, *args: str, first: str) -> str:
    """Return the code for `-I -c` that does something `first`, and then runs `module.main()`.

    `-I` ignores every PYTHON* variable and the working directory. Of our import path it gets only
    the folder of this package, because somebody else may have chosen the other entries.
    """
    return (
        f"import sys; sys.path[:0] = [root] if (root := {ROOT!r}) not in sys.path else []; "
        f"{first}; from {module} import main; main({list(args) if args else ''})"
    )


def start(
    module: str,
    *args: str,
    environment: Mapping[str, str],
    stderr: Literal["drop", "keep"],
    more: Mapping[str, str] = NOTHING,
) -> Channel:
    """Start `module.main()` in a new interpreter, behind a channel and in a session of its own.

    Because of the session, a Ctrl-C on the terminal does not reach it. Of the environment it gets
    what a child may see, and `more`.
    """
    words = [sys.executable, "-I", "-c", entry(module, *args, first=_ANSWER)]
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            words,
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if stderr == "drop" else None,
            env=scrub(environment) | dict(more),
            start_new_session=True,
        )
    return Channel(process, ours)
