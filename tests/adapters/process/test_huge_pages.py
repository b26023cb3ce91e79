"""What a process has in memory is in huge pages afterwards, and the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COLLAPSED = """
import sys
from pathlib import Path
from aegis_cli.adapters.process.huge_pages import collapse

def huge():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("AnonHugePages:"))

kept = [bytearray(b"x" * 4096) for _ in range(8192)]
before = huge()
collapse()
print(huge() - before, {bytes(each[:2]) for each in kept})
"""


def why_not() -> str:
    """Say why memory cannot be collapsed here; nothing if it can."""
    if not Path("/sys/kernel/mm/transparent_hugepage").exists():
        return "this system has no huge pages"
    release = tuple(map(int, os.uname().release.split(".")[:2]))
    return "" if release >= (6, 1) else "Linux before 6.1 has no MADV_COLLAPSE"


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_what_a_process_has_is_in_huge_pages_afterwards() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COLLAPSED], capture_output=True, text=True, check=True
    )

    gained, kept = done.stdout.split(maxsplit=1)
    assert "{b'xx'}\n" == kept
    assert int(gained) >= 16 * 1024
