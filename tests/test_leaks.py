"""What a test leaves open is charged to that test."""

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.support import ROOT

LEAKS = """\
import gc, tempfile
gc.disable()
class Kept: pass
def leave():
    kept = Kept()
    kept.itself, kept.open = kept, tempfile.TemporaryFile()
def test_clean(): pass
def test_leaks(): leave()
def test_clean_too(): pass
"""


def test_what_a_test_leaves_open_is_its_own_error(tmp_path: Path) -> None:
    (tmp_path / "test_these.py").write_text(LEAKS)
    options = ("-p", "tests.helpers.leaks", "-W", "error", "--rootdir", str(tmp_path), "-rA")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, *options, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "3 passed, 1 error" in done.stdout
    (error,) = (line for line in done.stdout.splitlines() if line.startswith("ERROR "))
    assert error.endswith("test_these.py::test_leaks") or "::test_leaks - " in error
