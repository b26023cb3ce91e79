"""Side by side with `gh` 2.46: the same data gives the same rows, on a terminal and in a pipe.

The golden files are `gh`'s own output. What differs, differs on purpose:
`gh` says how many there are in all ("3 of 3 open"), which GitHub's lists do not tell; its view of an
issue has reactions and projects, and renders Markdown; ours has the address where programs read it;
columns that `gh` has not stand behind its own, where nothing is cut for them;
a table says `2d` where `gh` says "about 2 days ago", so that titles have the room.
A line that would begin with what comes from outside has a bar before it.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import adapter_of
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.cli.output import render_result
from aegis_cli.request.execution import StepStatus
from tests.adapters.render.samples import GOLDEN, PIPE, TERMINAL, result_of

LISTS = ["issue_list", "pr_list", "repo_list"]
_WIDTHS = {"issue_list": 40, "pr_list": 62, "repo_list": 80}
DATA = json.loads((GOLDEN / "gh" / "data.json").read_text(encoding="utf-8"))
THEN = datetime(2026, 9, 1, tzinfo=UTC)
"""About when `gh` wrote its files."""


def gh(name: str) -> list[str]:
    """Return the lines that `gh` wrote."""
    return (GOLDEN / "gh" / name).read_text(encoding="utf-8").splitlines()


def ours(name: str, device: Device) -> list[str]:
    """Return the lines that aegis writes for the same data."""
    sample: dict[str, Any] = DATA[name]
    cls = catalog.load(sample["action"])
    adapter = adapter_of(cls)
    data = adapter.dump_python(adapter.validate_python(sample["data"]), mode="json")
    action = cls.model_validate(sample["arguments"])
    return render_result(
        result_of((action, StepStatus.DONE, data)), replace(device, now=THEN)
    ).splitlines()


@pytest.mark.parametrize("name", LISTS)
def test_a_table_has_the_columns_the_widths_and_the_words_of_gh(name: str) -> None:
    theirs = gh(f"{name}.tty.txt")
    # Where nothing is left for further columns.
    found = ours(name, replace(TERMINAL, width=_WIDTHS[name]))

    expected = [re.sub(r"about (\d+) (mo|.)\w* ago", r"\1\2", line) for line in theirs]
    barred = [line.removeprefix("| ") for line in found]
    assert expected[2:] == [line.removeprefix("  ") for line in barred][2:]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Showing 3 issues in OWNER/REPO", "issue_list"),
        ("Showing 3 pull requests in OWNER/REPO", "pr_list"),
        ("Showing 3 repositories", "repo_list"),
    ],
)
def test_a_title_counts_what_is_shown(title: str, name: str) -> None:
    assert ["", title, ""] == ours(name, TERMINAL)[:3]


@pytest.mark.parametrize("name", LISTS)
def test_a_program_gets_the_very_lines_of_gh(name: str) -> None:
    assert gh(f"{name}.piped.txt") == ours(name, PIPE)


def test_an_issue_has_the_lines_of_gh_on_a_terminal_but_for_projects_and_reactions() -> None:
    theirs, found = gh("issue_view_123.tty.txt"), ours("issue_view_123", TERMINAL)

    assert [f"| {line}" for line in theirs[:2]] == found[:2]
    assert [theirs[3], theirs[4], theirs[6]] == found[2:5]
    assert ["", "| **bold story**", "", theirs[-1]] == found[5:]


def test_an_issue_has_the_lines_of_gh_in_a_pipe_but_for_projects_and_the_address() -> None:
    theirs, found = gh("issue_view_123.piped.txt"), ours("issue_view_123", PIPE)

    without_projects = [line for line in theirs if not line.startswith("projects:")]
    without_address = [line for line in found if not line.startswith("url:")]
    assert without_projects == without_address
