"""`aegis doctor --residue` in a fork, with a request that leaves a token behind everywhere.

The leak is made when it is asked what was issued: before that nobody knows the tokens. The sandbox
is a fork as well; what is searched, the process that makes the request, starts from nothing.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aegis_cli import __main__ as aegis
from aegis_cli.doctor.residue import residue_checks
from aegis_cli.doctor.residue.places import needles_of
from aegis_cli.doctor.residue.search import Needles

HOLDER = "import sys; sys.stdin.read()"


def main() -> None:
    """Search, with one request."""
    residue_checks.needles_of = _leaky  # type: ignore[attr-defined]
    residue_checks.SENTENCES = residue_checks.SENTENCES[:1]  # type: ignore[assignment]
    sys.argv = ["aegis", "doctor", "--residue", "--output", "json"]
    aegis.main()


def _leaky(issued: Mapping[str, Any], vault_secret: str) -> Needles:
    folder = Path(os.environ["XDG_CACHE_HOME"], "aegis")
    folder.mkdir(parents=True)
    (folder / "last").write_text(issued["access"][0])
    now = time.time()  # the system's own clock may be another one
    os.utime(folder / "last", (now, now))
    command = [sys.executable, "-c", HOLDER, "--token", issued["github"][0]]
    subprocess.Popen(command, stdin=subprocess.PIPE)
    return needles_of(issued, vault_secret)
