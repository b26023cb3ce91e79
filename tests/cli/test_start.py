"""A start imports no action, and no more than before when there are 300 of them.

What is counted are modules: a time would depend on the load of the machine.
"""

import os
import subprocess
from typing import NamedTuple

import pytest

from aegis_cli.actions.catalog import ENTRIES, of_doors
from aegis_cli.cli import lazy
from aegis_cli.cli.main import run
from bench.many import copy_with

COMPLETING = {
    "_AEGIS_COMPLETE": "complete_bash",
    "COMP_WORDS": "aegis do issues.list --la",
    "COMP_CWORD": "3",
}
"""What bash tells a program that is to complete the last of these words."""


class Start(NamedTuple):
    """What a command wrote, and what it imported."""

    code: int
    out: str
    modules: frozenset[str]


def started(command: list[str], *words: str, **environment: str) -> Start:
    python, *rest = command
    ended = subprocess.run(
        [python, "-X", "importtime", *rest, *words],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "COLUMNS": "80", **environment},
    )
    lines = [line for line in ended.stderr.splitlines() if line.startswith("import time:")]
    modules = frozenset(line.rpartition("|")[2].strip() for line in lines)
    return Start(ended.returncode, ended.stdout, modules)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return copy_with(len(ENTRIES), tmp_path_factory.mktemp("few"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return copy_with(300, tmp_path_factory.mktemp("many"))


def inside(start: Start, *packages: str) -> list[str]:
    return sorted(module for module in start.modules if module.startswith(packages))


@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_help_and_version_look_at_no_catalogue(few: list[str], words: list[str]) -> None:
    start = started(few, *words)

    assert (0, True) == (start.code, "aegis" in start.out)
    assert [] == inside(start, "aegis_cli.actions", "aegis_cli.providers", "pydantic")


@pytest.mark.parametrize(
    ("words", "environment", "out"),
    [
        (["do", "issues.list", "--help"], {}, "--labels LABELS"),
        ([], COMPLETING, "--labels"),
    ],
)
def test_the_options_of_an_action_need_no_class(
    few: list[str], words: list[str], environment: dict[str, str], out: str
) -> None:
    start = started(few, *words, **environment)

    assert (0, True) == (start.code, out in start.out)
    assert [] == inside(start, "aegis_cli.actions.action", "aegis_cli.providers", "pydantic")


def test_which_providers_exist_is_read_without_what_else_the_settings_need(few: list[str]) -> None:
    code = """if True:
        import aegis_cli.adapters.configuration
        from aegis_cli.settings.file_table import providers_in
    """
    start = started([few[0], "-c", code])

    assert 0 == start.code
    assert [] == inside(start, "aegis_cli.actions.action", "aegis_cli.request", "pydantic")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["do", "issues.list", "--help"]])
def test_with_300_actions_a_start_says_and_imports_the_same(
    few: list[str], many: list[str], words: list[str]
) -> None:
    assert started(few, *words) == started(many, *words)


def test_a_copy_has_as_many_actions_as_it_should(many: list[str]) -> None:
    listed = started(many, "actions").out.splitlines()

    assert 300 + len(of_doors()) == len(listed) == len(set(listed))


def test_a_name_that_exists_is_not_compared_with_all_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lazy, "get_close_matches", None)

    assert 0 == run(["do", "issues.list", "--help"])
    assert "Usage: aegis do issues.list" in capsys.readouterr().out
