"""`aegis doctor --residue`: clean on aegis as it is, and a planted leak or a gap is never clean."""

import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.cli.console import Ended, environment, from_nothing

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]

PLACES = [
    "request",
    "looked for",
    "memory",
    "arguments and environment",
    "output and log",
    "files",
    "processes left",
    "verdict",
]
RUN = """\
from aegis_cli.__main__ import main
sys.argv = ["aegis", "doctor", "--residue", "--output", "json"]
main()
"""
HOLDER = "import sys; sys.stdin.read()"
# The leak is made when it is asked what was issued: before that nobody knows the tokens.
PLANT = f"""\
import os, subprocess, sys
from pathlib import Path
from aegis_cli.residue import inquiry
known = inquiry.needles_of
def leaky(issued, secret):
    folder = Path(os.environ["XDG_CACHE_HOME"], "aegis")
    folder.mkdir(parents=True)
    (folder / "last").write_text(issued["access"][0])
    command = [sys.executable, "-c", {HOLDER!r}, "--token", issued["github"][0]]
    subprocess.Popen(command, stdin=subprocess.PIPE)
    return known(issued, secret)
inquiry.needles_of = leaky
"""
BLIND = """\
import sys
from aegis_cli.residue import inquiry
inquiry.are_shown = lambda: False
"""
UNABLE = """\
import sys
from aegis_cli.residue import inquiry
inquiry.SENTENCES = ("fly me to the moon",)
"""
RUNS = {"clean": "import sys\n", "planted": PLANT, "blind": BLIND, "unable": UNABLE}


@pytest.fixture(scope="module")
def ends() -> Iterator[dict[str, Ended]]:
    """How each of the runs ends; side by side, since most of each is waiting."""
    with ExitStack() as stack, ThreadPoolExecutor(len(RUNS)) as pool:
        folders = [Path(stack.enter_context(TemporaryDirectory())) for _ in RUNS]
        found = pool.map(_ended, RUNS.values(), folders)
        yield dict(zip(RUNS, found, strict=True))


def _ended(code: str, folder: Path) -> Ended:
    temp = folder / "tmp"
    temp.mkdir()
    more = {"XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(temp)}
    command = [sys.executable, "-c", code + RUN]
    ended = from_nothing(command, environment=environment(folder, more), cwd=folder).ended()
    assert [] == [*temp.iterdir()]
    return ended


def findings(ended: Ended) -> dict[str, dict[str, Any]]:
    (result,) = ended.document["results"]
    return {finding["check"]: finding for finding in result["data"]}


def states(ended: Ended) -> dict[str, str]:
    return {name: finding["state"] for name, finding in findings(ended).items()}


def test_aegis_leaves_nothing_behind_and_says_where_it_looked(ends: dict[str, Ended]) -> None:
    found = findings(ends["clean"])

    assert (0, "done", None) == ends["clean"].end
    assert dict.fromkeys(PLACES, "ok") == states(ends["clean"])
    # A token for the read and one for the write, and one that was derived from each.
    assert (
        "4 GitHub tokens, 2 access tokens, 1 refresh token, 2 device"
        in (found["looked for"]["message"])
    )
    assert re.match(r"1 process, \d\d+ MB, the sandbox", found["memory"]["message"])
    assert re.search(r"\d kB on standard output, \d+ \w+ with", found["output and log"]["message"])
    assert "clean: nothing was left behind in 5 places" in found["verdict"]["message"]


def test_a_planted_leak_is_found_everywhere_where_it_is(ends: dict[str, Ended]) -> None:
    ended = ends["planted"]
    found = findings(ended)

    assert (7, "failed", "residue") == ended.end
    assert ["memory", "arguments and environment", "files", "processes left", "verdict"] == [
        name for name, state in states(ended).items() if state == "failed"
    ]
    assert "GitHub token 1 is in the memory of process" in found["memory"]["message"]
    assert "GitHub token 1 is in the arguments" in found["arguments and environment"]["message"]
    assert "access token 1 is in " in found["files"]["message"]
    assert "cache/aegis/last" in found["files"]["message"]
    assert ended.document["error"]["hint"]


def test_what_cannot_be_seen_is_said_and_is_not_clean(ends: dict[str, Ended]) -> None:
    ended = ends["blind"]
    found = findings(ended)

    assert (7, "failed", "unseen") == ended.end
    assert ["memory", "arguments and environment", "processes left", "verdict"] == [
        name for name, state in states(ended).items() if state == "skipped"
    ]
    assert "the memory of other processes cannot be seen on linux" in found["memory"]["message"]
    assert "not clean" in found["verdict"]["message"]


def test_a_request_that_fails_ends_with_its_own_error(ends: dict[str, Ended]) -> None:
    ended = ends["unable"]

    assert (3, "unclear") == ended.end[:2]
    assert {"request": "failed"} | dict.fromkeys(PLACES[1:], "skipped") == states(ended)


@pytest.mark.parametrize("run", RUNS)
def test_no_secret_is_in_what_it_says(ends: dict[str, Ended], run: str) -> None:
    said = ends[run].out + ends[run].err

    assert not re.search(r"gh[a-z]_\w{10}|eyJ\w{10}|v1\.\w{10}", said)
