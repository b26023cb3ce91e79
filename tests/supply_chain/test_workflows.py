"""The workflows run what they name by its content, with as few rights as they need."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it has none

from tools import workflows

ROOT = Path(__file__).parent.parent.parent
FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

_USES = re.compile(r"^\s*(?:- )?uses: (?P<what>\S+)(?P<rest>.*)$", re.MULTILINE)


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.name


def test_there_are_two() -> None:
    assert ["check.yml", "publish.yml"] == [path.name for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_action_is_named_by_its_commit_with_the_version_beside_it(path: Path) -> None:
    found = list(_USES.finditer(path.read_text(encoding="utf-8")))

    assert found
    for use in found:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", use["what"])
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", use["rest"])


def test_one_action_is_one_commit_everywhere() -> None:
    uses = {use["what"] for path in FILES for use in _USES.finditer(path.read_text("utf-8"))}

    assert len(uses) == len({use.partition("@")[0] for use in uses})


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_workflow_may_do_nothing_and_each_job_says_what_it_needs(path: Path) -> None:
    workflow = parsed(path)

    assert {} == workflow["permissions"]
    for job in workflow["jobs"].values():
        allowed = {"id-token": "write"} if job.get("environment") else {"contents": "read"}
        assert allowed == job["permissions"]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_checkout_keeps_the_token(path: Path) -> None:
    for job in parsed(path)["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert {"persist-credentials": False} == step["with"]


def test_only_a_release_publishes_and_only_from_its_environment() -> None:
    workflow = parsed(ROOT / ".github" / "workflows" / "publish.yml")

    assert {"release": {"types": ["published"]}} == workflow[True]  # YAML reads `on` so
    assert "pypi" == workflow["jobs"]["publish"]["environment"]
    assert not [step for step in workflow["jobs"]["publish"]["steps"] if "run" in step]


def test_the_check_runs_on_each_python_and_both_systems() -> None:
    job = parsed(ROOT / ".github" / "workflows" / "check.yml")["jobs"]["check"]

    assert ["3.11", "3.12", "3.13", "3.14"] == job["strategy"]["matrix"]["python"]
    assert ["ubuntu-24.04", "macos-15"] == job["strategy"]["matrix"]["system"]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert [".ci/run", "make setup", ".venv/bin/python -m pip check", "make check"] == commands


def test_the_claims_that_need_root_are_checked_by_root() -> None:
    steps = parsed(ROOT / ".github" / "workflows" / "check.yml")["jobs"]["root"]["steps"]

    copies, runs = [step["run"] for step in steps if "run" in step]
    assert "sudo cp -R . /opt/aegis" == copies
    assert re.fullmatch(r"sudo env .* /opt/aegis/\.ci/run", runs)


def test_what_dependabot_proposes_is_at_least_a_week_old() -> None:
    updates = parsed(ROOT / ".github" / "dependabot.yml")["updates"]

    assert {"pip", "github-actions", "docker"} == {u["package-ecosystem"] for u in updates}
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)


GOOD = """\
name: one
on: push
permissions: {}
concurrency: { group: one, cancel-in-progress: true }
jobs:
  one:
    name: one
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read # why
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with: { persist-credentials: false }
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2", "@v6"),
        ("permissions: {}\n", ""),
        ("permissions: {}\n", "permissions: write-all\n"),
        ("{ persist-credentials: false }", "{ fetch-depth: 0 }"),
        ("on: push", "on: pull_request_target"),
        (
            "      - uses: actions",
            '      - run: echo "${{ github.head_ref }}"\n      - uses: actions',
        ),
    ],
)
def test_the_check_finds_what_lets_a_stranger_in(tmp_path: Path, old: str, new: str) -> None:
    assert old in GOOD
    assert 0 != checked(GOOD.replace(old, new), tmp_path)


def test_the_check_finds_nothing_else(tmp_path: Path) -> None:
    assert 0 == checked(GOOD, tmp_path)


def checked(workflow: str, folder: Path) -> int:
    """Return the exit code of the check of one workflow."""
    file = folder / ".github" / "workflows" / "one.yml"
    file.parent.mkdir(parents=True)
    file.write_text(workflow)
    return workflows.main(folder)
