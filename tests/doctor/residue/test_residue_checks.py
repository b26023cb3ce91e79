"""`aegis doctor --residue`: clean on aegis as it is, and a planted leak or a gap is never clean."""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, TypeAlias

import pytest

from aegis_cli.core.secret import Secret
from aegis_cli.doctor.checks import examine, worst
from aegis_cli.doctor.residue import residue_checks
from aegis_cli.doctor.residue.residue_checks import ResidueChecks
from aegis_cli.errors import Code
from aegis_cli.setup.finding import Finding, State
from tests.helpers.console import AEGIS, Ended, Running, environment, from_nothing
from tests.helpers.forked import with_pipes

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root can read another process's memory, on Linux",
    ),
]

COMMAND = [AEGIS, "doctor", "--residue", "--output", "json"]
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
Start: TypeAlias = Callable[[dict[str, str], Path], Running]
RUNS: dict[str, Start] = {
    "clean": lambda known, folder: from_nothing(COMMAND, environment=known, cwd=folder),
    "planted": lambda known, folder: Running(
        with_pipes("tests.doctor.residue.planted", known, folder, stderr=None)
    ),
}

TOKEN = "ghu_K7qWn2ZtRb9XmVd4LsPy8HcJf3GaEu6TwQo1"
DONE: dict[str, Any] = {"error": None}
UNCLEAR = {"error": {"code": "unclear", "message": "What is that?", "hint": "Say it otherwise."}}


class Obedient:
    """A stand-in for the session's process, with one answer."""

    pid = 2**22

    def __init__(self, answer: dict[str, Any]) -> None:
        self.lines = [b"a result"]
        self._answer = answer

    def send(self, **_message: Any) -> dict[str, Any]:
        return self._answer

    def end(self) -> None:
        pass


def looked(folder: Path, answer: dict[str, Any]) -> dict[str, Finding]:
    """Return the findings of the checks, by name, after a request with this answer."""
    (folder / "standard-error").touch()
    made = ResidueChecks({}, lambda _said: None)
    known = {"GitHub token 1": Secret(TOKEN), "access token 1": Secret(TOKEN[::-1])}
    made.__dict__ |= {
        "_session": Obedient(answer),
        "_sandbox": SimpleNamespace(pid=2**22),
        "_folder": folder,
        "_needles": known,
    }
    try:
        return {finding.name: finding for finding in examine(made.all())}
    finally:
        made.__exit__(None)


@pytest.fixture(scope="module")
def ends() -> Iterator[dict[str, Ended]]:
    """The end of each run; they run at the same time, since each mostly waits."""
    with ExitStack() as stack, ThreadPoolExecutor(len(RUNS)) as pool:
        folders = [Path(stack.enter_context(TemporaryDirectory())) for _ in RUNS]
        found = pool.map(_ended, RUNS.values(), folders)
        yield dict(zip(RUNS, found, strict=True))


def _ended(start: Start, folder: Path) -> Ended:
    temp = folder / "tmp"
    temp.mkdir()
    more = {"XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(temp)}
    ended = start(environment(folder, more), folder).ended()
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


def test_a_planted_leak_is_found_in_each_of_its_places(ends: dict[str, Ended]) -> None:
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


def test_a_place_that_cannot_be_searched_is_reported_and_is_not_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(residue_checks, "are_shown", lambda: False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    found = looked(tmp_path, DONE)

    assert PLACES == [*found]
    assert ["memory", "arguments and environment", "processes left", "verdict"] == [
        name for name, finding in found.items() if finding.state is State.SKIPPED
    ]
    assert "the memory of other processes cannot be seen on linux" in found["memory"].message
    assert "not clean" in found["verdict"].message
    error = worst(found.values())
    assert error is not None
    assert (Code.UNSEEN, 7) == (error.code, error.status.exit_code)


def test_a_request_that_fails_ends_with_its_own_error(tmp_path: Path) -> None:
    found = looked(tmp_path, UNCLEAR)

    assert {"request": "failed"} | dict.fromkeys(PLACES[1:], "skipped") == {
        name: finding.state.value for name, finding in found.items()
    }
    error = worst(found.values())
    assert error is not None
    assert (Code.UNCLEAR, 3) == (error.code, error.status.exit_code)


@pytest.mark.parametrize("run", RUNS)
def test_no_secret_is_in_the_output(ends: dict[str, Ended], run: str) -> None:
    said = ends[run].out + ends[run].err

    assert not re.search(r"gh[a-z]_\w{10}|eyJ\w{10}|v1\.\w{10}", said)
