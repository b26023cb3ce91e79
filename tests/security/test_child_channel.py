"""No process of the same user copies what a child is told, however early it takes hold of it.

The attack is in `copying`, and runs as somebody without any capability. It has to work on a child
behind pipes first, as children were until November 2026, or what it shows is nothing.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.patience import PATIENCE
from tests.helpers.support import ROOT
from tests.security.copying import BOTH, PLANS

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/PID/fd"),
]

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


def attacked(folder: Path) -> "dict[str, list[list[str]]] | str":
    """Return by which ways secrets were copied in each round, or why that cannot be tried."""
    command = [sys.executable, "-m", "tests.security.copying"]
    environment = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    if os.geteuid() == 0:
        if not all(map(shutil.which, ("unshare", "setpriv", "mount"))):
            return "unshare, setpriv or mount is not installed"
        base = str(Path(sys.base_prefix).resolve())
        environment |= {"COVERED": covered(), "BASE": base, "KEPT": str(folder)}
        command = ["unshare", "--mount", "/bin/sh", "-c", BECOME, "sh", *command]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=PATIENCE
    )
    found = {kind: list[list[str]]() for kind in PLANS}
    for kind, ways in map(json.loads, done.stdout.splitlines()):
        found[kind].append(ways)
    # Once the attack works on the control, an error of any other kind is one of aegis.
    is_possible = len(found["old"]) == PLANS["old"][1]
    assert done.returncode == 0 or not is_possible, done.stderr.decode()
    return found if is_possible else done.stderr.decode()[-500:]


def test_nothing_is_copied_of_what_a_process_is_told(tmp_path: Path) -> None:
    found = attacked(tmp_path)
    if isinstance(found, str):
        pytest.skip(f"nobody can attack a child here: {found}")

    control = found.pop("old")

    assert {"embedded": [[]] * 20, "forked": [[]] * 20, "printed": [[]] * 20} == found
    if missing := {*BOTH}.difference(*control):
        pytest.skip(f"on a child behind pipes, these ways do not work here: {missing}")
