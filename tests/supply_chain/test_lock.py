"""The lock files hold hashes and nothing else, and fit pyproject.toml."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.rows import for_each
from tools.lock import ALL, FOLDER, LOCKS, ROOT, faults, read

HASH = "--hash=sha256:" + "ab" * 32
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXTS = {name: (FOLDER / f"{name}.txt").read_text(encoding="utf-8") for name in LOCKS}


def test_the_lock_files_fit() -> None:
    assert [] == list(faults(PROJECT, TEXTS))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_has_something_in_it_and_names_no_place(name: str) -> None:
    pins, _ = read(TEXTS[name])

    assert len(pins) > 3
    assert "://" not in TEXTS[name]


@for_each(
    "line",
    [
        "typer",
        "typer==0.28.0",
        f"typer>=0.28 {HASH}",
        f"typer @ https://example.com/typer.whl {HASH}",
        f"typer==0.28.0 --hash=md5:{'ab' * 16}",
        f"typer==0.28.0 {HASH[:-2]}",
        f"typer==0.28.0 ; python_version > '3' {HASH} -i https://example.com",
        "--index-url https://example.com/simple",
        "--extra-index-url https://example.com/simple",
        "--trusted-host example.com",
        "-r other.txt",
        "-e .",
    ],
)
def test_a_line_that_is_no_version_with_its_hashes_is_refused(line: str) -> None:
    pins, strange = read(f"# a comment\n{line}\n")

    assert (set(), [line]) == (pins, strange)


def test_a_version_with_extras_and_a_marker_is_one() -> None:
    pins, strange = read(f"a-b[c,d]==1.0 ; sys_platform == 'win32' \\\n    {HASH} \\\n    {HASH}\n")

    assert [] == strange
    assert [("a-b", "1.0", (HASH, HASH))] == [(pin.name, pin.version, pin.hashes) for pin in pins]


def changed(section: str, value: list[str]) -> dict[str, Any]:
    return PROJECT | {"project": PROJECT["project"] | {section: value}}


def test_a_dependency_more_is_noticed() -> None:
    more = [*PROJECT["project"]["dependencies"], "left-pad>=1"]

    said = list(faults(changed("dependencies", more), TEXTS))

    assert "broker.txt: made for another pyproject.toml; run make lock" in said
    assert "broker.txt: has no fitting version of left-pad>=1" in said
    assert not [line for line in said if line.startswith("build.txt")]


def test_a_dependency_less_is_noticed() -> None:
    fewer = PROJECT["project"]["dependencies"][1:]

    said = list(faults(changed("dependencies", fewer), TEXTS))

    assert [
        f"{name}.txt: made for another pyproject.toml; run make lock"
        for name in (ALL, "dev", "broker", "sandbox")
    ] == said


def test_a_version_that_the_project_does_not_allow_is_noticed() -> None:
    text = TEXTS["broker"].replace("\ntyper==0.28.", "\ntyper==0.29.")

    said = list(faults(PROJECT, TEXTS | {"broker": text}))

    assert "broker.txt: has no fitting version of typer==0.28.*" in said
    assert [line for line in said if "typer 0.29" in line and "is not the one of all.txt" in line]


def test_another_hash_in_one_of_the_files_is_noticed() -> None:
    start, mark, hashes = TEXTS["build"].partition("--hash=sha256:")
    text = start + mark + ("1" if hashes[0] == "0" else "0") + hashes[1:]

    (said,) = faults(PROJECT, TEXTS | {"build": text})

    assert said.startswith("build.txt: hatchling ")


def test_the_readme_installs_for_its_tests_what_is_locked() -> None:
    readme = Path(ROOT / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if line.startswith("python3 -m venv --clear"))

    assert "pip install -q --require-hashes -r requirements/dev.txt" in line
    assert "pip install -q --no-deps --no-build-isolation -e ." in line
