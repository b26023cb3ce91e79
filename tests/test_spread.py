"""What runs the tests side by side loses none of them, and takes no worker's end for a success."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from tests.helpers.spread import Rooms
from tests.helpers.support import ROOT

TESTS = """\
import os, signal
def test_good(): pass
def test_bad(): assert 1 == 2
def test_end():
    if os.environ["END"] == "never": signal.pause()
    if os.environ["END"]: os._exit(int(os.environ["END"]))
"""


@pytest.mark.parametrize("workers", [1, 2, 6])
@pytest.mark.parametrize("sizes", [[1], [5], [40, 1, 2], [3] * 9])
def test_each_test_is_given_to_one_worker(workers: int, sizes: list[int]) -> None:
    files = [Mock(path=f"f{at}") for at, size in enumerate(sizes) for _ in range(size)]
    rooms, given = Rooms(files), list[int]()
    rows: list[Any] = [rooms.enter() for _ in range(workers)]

    while rows:
        rows = [room or rooms.enter() for room in rows]
        rows = [room for room in rows if room]
        given += [room.popleft() for room in rows]

    assert [*range(len(files))] == sorted(given)
    assert len(files) == rooms.unreported


@pytest.mark.parametrize(
    ("end", "code", "said", "where"),
    [
        ("", 1, "1 failed, 2 passed", ""),
        ("3", 2, "a worker ended with 3", ""),
        ("0", 2, "1 tests were not reported", ""),
        ("never", 2, "a worker ended with 1", "line 5 in test_end"),
    ],
)
def test_a_failure_and_the_end_of_a_worker_fail_the_run(
    end: str, code: int, said: str, where: str, tmp_path: Path
) -> None:
    (tmp_path / "test_these.py").write_text(TESTS)
    options = ("-p", "tests.helpers.spread", "--side-by-side", "1", "--rootdir", str(tmp_path))
    longest = ("-o", "faulthandler_timeout=2") if end == "never" else ()

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, *options, *longest, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "END": end, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert code == done.returncode
    assert said in done.stdout
    assert where in done.stderr


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
