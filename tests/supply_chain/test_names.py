"""Nothing that we write leads anybody to install, under our name, what is not ours."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.helpers.rows import for_each

ROOT = Path(__file__).parent.parent.parent

# An installer and our name with neither a path nor a folder before it: looked up in an index.
_FROM_AN_INDEX = re.compile(
    r"\b(?:(?:pip3?|pipx|uv|poetry|pdm|conda|brew|npm)\b[^\n;&|`]*?\b(?:install|inject|run|add|with)"
    r"|uvx|npx)\b[^\n;&|`]*?\s['\"]?aegis(?:[-_.](?:cli|stateless))?(?![\w./-])",
)


@for_each(
    "line",
    [
        "pip install 'aegis-cli[broker]'",
        "pip install aegis-stateless",
        "python3 -m pip install -q aegis_cli==0.1.0",
        "pipx install aegis",
        "pipx run aegis-cli ask",
        "uv tool install --upgrade aegis-stateless",
        "uv pip install aegis-cli",
        "uvx aegis --sandbox",
        "npx aegis",
    ],
)
def test_an_install_from_an_index_is_recognized(line: str) -> None:
    assert _FROM_AN_INDEX.search(line)


@pytest.mark.parametrize(
    "line",
    [
        "python3 -m venv .venv && .venv/bin/pip install -q '.[sandbox]' && .venv/bin/aegis ask",
        "after `pip install '.[broker]'`, `aegis --sandbox broker` runs one",
        "/opt/build/bin/pip install --no-deps --no-index /wheels/aegis_stateless-0.1.0.whl",
        "pip install -e '/home/mona/aegis[broker]'",
        "pip uninstall aegis-cli",
    ],
)
def test_an_install_from_a_folder_is_none(line: str) -> None:
    assert not _FROM_AN_INDEX.search(line)


def test_no_file_tells_to_install_our_name_from_an_index() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = {ROOT / name.decode() for name in listed.stdout.split(b"\0") if name}

    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in sorted(files - {Path(__file__)})
        if path.exists() and b"\0" not in path.read_bytes()
        for hit in _FROM_AN_INDEX.finditer(path.read_text(encoding="utf-8"))
    ]

    assert [] == found


def test_the_distribution_has_a_name_of_its_own_and_the_module_stays() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert "aegis-stateless" == project["project"]["name"]
    assert {"aegis": "aegis_cli.__main__:main"} == project["project"]["scripts"]


PACKAGES = sorted((ROOT / "tests").glob("*/package.json"))


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parent.name)
def test_a_package_of_npm_is_pinned_and_locked_by_hash(path: Path) -> None:
    asked = json.loads(path.read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((path.parent / "package-lock.json").read_text(encoding="utf-8"))

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    for name, package in locked["packages"].items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name
