"""The package that is published: the same bytes each time, with what a system's tools look for."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from aegis_cli import __version__
from tests.supply_chain.test_lock import PROJECT
from tools.lock import ROOT
from tools.shared_data import shared_data

pytestmark = pytest.mark.whole

NAMES = {
    f"aegis_stateless-{__version__}.tar.gz",
    f"aegis_stateless-{__version__}-py3-none-any.whl",
}


def built(source: Path, into: Path, *, umask: int, zone: str) -> dict[str, str]:
    """Build as `publish.yml` does; return the SHA-256 of each file by its name."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", into],
        cwd=source,
        check=True,
        capture_output=True,
        env=os.environ | {"TZ": zone},
        umask=umask,
    )
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in into.iterdir()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    built(ROOT, folder, umask=0o022, zone="UTC")
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_two_builds_at_two_places_have_the_same_bytes(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
    for place in ("one", "another place"):
        for name in names:
            (tmp_path / place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / place / name)  # as of now, and not of a commit
    (tmp_path / "one" / "broker.env").write_text("AEGIS_VAULT_CLIENT_SECRET=hunter2")

    first = built(tmp_path / "one", tmp_path / "a", umask=0o022, zone="UTC")
    second = built(tmp_path / "another place", tmp_path / "b", umask=0o077, zone="Asia/Kathmandu")

    assert NAMES == first.keys()
    assert first == second
    (package,) = (tmp_path / "a").glob("*.tar.gz")
    with tarfile.open(package) as files:
        brought = {name.partition("/")[2] for name in files.getnames()}
    assert {*names, "PKG-INFO"} == brought


def test_the_wheel_has_the_manual_page_and_the_completions_where_tools_look_for_them(
    wheel: zipfile.ZipFile,
) -> None:
    data = f"aegis_stateless-{__version__}.data/data/"

    brought = {
        name.removeprefix(data): wheel.read(name).decode()
        for name in wheel.namelist()
        if name.startswith(data)
    }

    assert dict(shared_data()) == brought
    assert {
        "share/man/man1/aegis.1",
        "share/bash-completion/completions/aegis",
        "share/zsh/site-functions/_aegis",
        "share/fish/vendor_completions.d/aegis.fish",
    } == brought.keys()


def test_the_wheel_asks_for_what_the_project_needs_and_is_a_beta(wheel: zipfile.ZipFile) -> None:
    name = f"aegis_stateless-{__version__}.dist-info/METADATA"
    said = Parser().parsestr(wheel.read(name).decode())

    needed = [line for line in said.get_all("Requires-Dist", []) if "extra ==" not in line]

    wanted = {
        canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]
    }
    assert wanted == {canonicalize_name(Requirement(line).name) for line in needed}
    assert wanted.isdisjoint({"starlette", "uvicorn", "graphql-core"})
    assert re.fullmatch(r"\d+\.\d+\.\d+b\d+", said["Version"])
