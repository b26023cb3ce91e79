"""No process of the same user copies what a child is told, however early it takes hold of it.

The attack is in `copying`, and runs as somebody without any capability. It has to work on a child
behind pipes first, as children were until November 2026, or what it shows is nothing.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.support import ROOT

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/PID/fd"),
]

ROUNDS = 20
WAYS = ("reopen", "duplicate")
NOBODY = "65534"

# Root's interpreter may be where nobody can go; a mount of our own shows it there all the same.
BECOME = f"""\
set -e
if [ -n "$COVERED" ]; then
    mount --bind "$BASE" "$KEPT"
    mount -t tmpfs -o mode=755 tmpfs "$COVERED"
    mkdir -p "$BASE"
    mount --bind "$KEPT" "$BASE"
fi
exec setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups --no-new-privs \
    --bounding-set=-all "$@"
"""


def covered() -> str:
    """Return the folder on the way to the interpreter that others may not enter, if any."""
    base = Path(sys.base_prefix).resolve()
    shut = [path for path in (*reversed(base.parents), base) if not path.stat().st_mode & 0o001]
    return str(shut[0]) if shut else ""


def attacked(kind: str, ways: Sequence[str], rounds: int, folder: Path) -> "list[list[str]] | str":
    """Return by which ways secrets were copied in each round, or why that cannot be tried."""
    command = [sys.executable, "-m", "tests.security.copying", kind, str(rounds), *ways]
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    if os.geteuid() == 0:
        if not all(map(shutil.which, ("unshare", "setpriv", "mount"))):
            return "unshare, setpriv or mount is not installed"
        base = str(Path(sys.base_prefix).resolve())
        environment |= {"COVERED": covered(), "BASE": base, "KEPT": str(folder)}
        command = ["unshare", "--mount", "/bin/sh", "-c", BECOME, "sh", *command]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=300
    )
    if done.returncode != 0:
        return done.stderr.decode()[-500:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@cache
def control() -> "list[list[str]] | str":
    """Attack a child behind pipes."""
    folder = Path(os.environ.get("TMPDIR", "/tmp"), f"aegis-control-{os.getpid()}")  # noqa: S108
    folder.mkdir()
    try:
        return attacked("old", WAYS, 5, folder)
    finally:
        folder.rmdir()


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("embedded", WAYS),
        ("forked", WAYS),
        ("printed", ("reopen",)),  # a duplicate would only keep its output open
    ],
    ids=["embedded", "forked", "printed"],
)
def test_nothing_is_copied_of_what_a_process_is_told(
    kind: str, ways: Sequence[str], tmp_path: Path
) -> None:
    works = control()
    if isinstance(works, str):
        pytest.skip(f"nobody can attack a child here: {works}")

    found = attacked(kind, ways, ROUNDS, tmp_path)

    assert [[]] * ROUNDS == found
    if missing := {*ways}.difference(*works):
        pytest.skip(f"on a child behind pipes, these ways do not work here: {missing}")
