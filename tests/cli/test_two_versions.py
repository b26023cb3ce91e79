"""A client, a session's agent and a broker of today, each with one of the commit before.

They work together, or end with one sentence that names both.
"""

import io
import re
import shlex
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pexpect  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.helpers.console import environment
from tests.helpers.patience import PATIENCE
from tools.lock import ROOT

pytestmark = [pytest.mark.whole, pytest.mark.enable_socket]

READ = ("do", "labels.list", "-R", "acme/web", "--json", "name")


class Versions(NamedTuple):
    """The commands that run aegis, from the wheel of today and from that of the commit before."""

    today: tuple[str, ...]
    before: tuple[str, ...]


def installed(source: Path, into: Path) -> tuple[str, ...]:
    """Build a wheel and install it for itself, beside the packages that are there."""
    dist = into / "dist"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    venv.create(into / "venv", symlinks=True)
    packages = into / "venv" / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    (wheel,) = dist.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(packages)  # noqa: S202  # built two lines above
    (packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return str(into / "venv" / "bin" / "python"), "-m", "aegis_cli"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    folder = tmp_path_factory.mktemp("versions")
    archive = subprocess.run(
        ["git", "archive", "HEAD^"], cwd=ROOT, capture_output=True, check=False
    )
    if archive.returncode != 0:
        pytest.skip("the commit before is not here")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder / "source", filter="data")
    return Versions(
        today=installed(ROOT, folder / "today"), before=installed(folder / "source", folder / "old")
    )


@pytest.fixture(params=["today serves", "the commit before serves"])
def ends(versions: Versions, request: pytest.FixtureRequest) -> tuple[tuple[str, ...], ...]:
    """Return the command that serves, and the one that is served."""
    return versions if request.param == "today serves" else versions[::-1]


@pytest.fixture
def broker(ends: tuple[tuple[str, ...], ...], tmp_path: Path) -> Iterator[str]:
    """Run a broker on a sandbox; give its address."""
    served, _ = ends
    words = [*served, "--sandbox", "broker", "--port", "0"]
    known = environment(tmp_path)
    with subprocess.Popen(
        words, env=known, cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        yield next(line.partition("=")[2].strip() for line in lines if "AEGIS_BROKER=" in line)
        process.terminate()


def test_a_client_and_a_broker_work_together_or_say_why_not(
    ends: tuple[tuple[str, ...], ...], broker: str, tmp_path: Path
) -> None:
    _, client = ends
    known = environment(tmp_path, {"AEGIS_BROKER": broker})

    ended = subprocess.run(
        [*client, *READ], env=known, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert_together(ended.returncode, ended.stdout + ended.stderr)


def test_a_client_and_an_agent_work_together_or_say_why_not(
    ends: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    agent, client = ends
    asked = [READ, ("session", "status"), ("session", "log"), ("session", "lock")]
    lines = (f"{shlex.join([*client, *words])}; echo code $?" for words in asked)

    said = held(agent, ["sh", "-c", "; ".join(lines)], tmp_path)

    first, *others = re.findall(r"(.*?)code (\d+)\r\n", said, re.DOTALL)
    assert_together(int(first[1]), first[0])
    assert len(asked) == 1 + len(others)
    for text, code in others:
        assert code == "0" or "The session runs aegis" in text
        assert "Traceback" not in text


def held(agent: Sequence[str], command: Sequence[str], folder: Path) -> str:
    """Hold a session for a command; return what the terminal showed."""
    python, *words = agent
    terminal = pexpect.spawn(
        python,
        [*words, "--sandbox", "session", "--read-only", "--", *command],
        env=environment(folder, {"TERM": "dumb"}),
        cwd=str(folder),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    terminal.expect(pexpect.EOF)
    terminal.close()
    return str(terminal.before)


def assert_together(code: int, said: str) -> None:
    """Assert that a read was done, or that one sentence says which versions there are."""
    named = [line for line in said.splitlines() if "aegis: " in line]
    assert "Traceback" not in said
    if code == 0:
        assert "good first issue" in said
    else:
        assert 1 == len(named), said
        assert "protocol" in said or "The session runs aegis" in said
