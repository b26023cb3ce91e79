"""`aegis sandbox`: what it prints leads other commands to it, and it ends without remains."""

import json
import os
import shutil
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.helpers import command
from tests.helpers.console import AEGIS, Running, environment, from_nothing
from tests.helpers.forked import aegis
from tests.helpers.support import LOOPBACK, until

pytestmark = pytest.mark.enable_socket


def started(folder: Path, *words: str) -> Running:
    return Running(aegis([AEGIS, *words], environment=environment(folder), cwd=folder))


def first_line(running: Running) -> bytes:
    assert running.process.stdout is not None
    return running.process.stdout.readline()


def printed(running: Running) -> list[str]:
    """Return every line of standard output that stands before the note of standard error."""
    assert running.process.stdout is not None
    assert running.process.stderr is not None
    assert b"runs until Ctrl-C" in running.process.stderr.readline()
    return os.read(running.process.stdout.fileno(), 65_536).decode().splitlines(keepends=True)


def answers(url: str) -> bool:
    try:
        httpx.get(url, **LOOPBACK)
    except httpx.TransportError:
        return False
    return True


def test_the_lines_it_prints_work_in_another_shell(tmp_path: Path) -> None:
    running = started(tmp_path, "sandbox")
    lines = printed(running)
    (tmp_path / "sandbox.env").write_text("".join(lines))
    shell = f". ./sandbox.env && '{command.path()}' ask 'list labels in acme/web'"

    listing = from_nothing(
        ["/bin/sh", "-c", shell], environment=environment(tmp_path), cwd=tmp_path
    ).ended()
    os.kill(running.process.pid, signal.SIGTERM)
    ended = running.ended()

    assert all(line.startswith("export ") for line in lines)
    assert 0 == listing.code
    assert "good first issue\t" in listing.out
    assert (0, "") == (ended.code, ended.out)
    assert "Traceback" not in ended.err


def test_it_names_the_github_app_where_that_is_asked_for(tmp_path: Path) -> None:
    running = started(tmp_path, "sandbox", "--github-app", "-o", "json")
    (result,) = json.loads(first_line(running))["results"]
    os.kill(running.process.pid, signal.SIGTERM)

    assert 0 == running.ended().code
    names = {"AEGIS_GITHUB_APP_CLIENT_ID", "AEGIS_GITHUB_APP_CLIENT_SECRET"}
    assert names <= result["data"]["environment"].keys()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_it_ends_its_doors(tmp_path: Path, number: signal.Signals) -> None:
    running = started(tmp_path, "sandbox", "--output", "json")
    (result,) = json.loads(first_line(running))["results"]
    doors = [result["data"]["control"], result["data"]["environment"]["AEGIS_ISSUER"]]
    before = [answers(url) for url in doors]

    os.kill(running.process.pid, number)
    ended = running.ended()
    until(lambda: not any(answers(url) for url in doors))

    assert [True, True] == before
    assert (-signal.SIGKILL if number is signal.SIGKILL else 0) == ended.code


def test_it_takes_the_ports_it_is_told_and_says_when_it_cannot(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        ended = started(tmp_path, "sandbox", "--port", port, "--output", "json").ended()

    assert (2, "usage") == ended.end[:2]
    assert port in ended.document["error"]["message"] + ended.err


def test_any_command_can_have_a_sandbox_of_its_own_and_says_so(tmp_path: Path) -> None:
    opening = ("do", "issues.create", "-R", "acme/web", "--title", "X", "-y")

    ended = started(tmp_path, "--sandbox", *opening).ended()

    assert 0 == ended.code
    assert ended.out.startswith("https://github.com/acme/web/issues/")
    assert "sandbox" in ended.err.lower()


@pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed")
@pytest.mark.parametrize(
    ("words", "shows"),
    [
        (("--sandbox", "do", "labels.list", "-R", "acme/web"), "good first issue"),
        (("doctor", "--residue"), "ok      request: "),  # whose process is started apart
    ],
)
def test_a_sandbox_has_the_clock_of_the_command_that_starts_it(
    tmp_path: Path, words: tuple[str, ...], shows: str
) -> None:
    ended = from_nothing(
        ["faketime", "+400 days", AEGIS, *words],
        environment=environment(tmp_path),
        cwd=tmp_path,
    ).ended()

    assert shows in ended.out
