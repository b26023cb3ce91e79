"""Side by side with `gh` 2.46: the same data gives the same rows, on a terminal and in a pipe.

The golden files are `gh`'s own output. What differs, differs on purpose:
`gh` says how many there are in all ("3 of 3 open"), which GitHub's lists do not tell; its view of an
issue has reactions and projects, and renders Markdown; ours has the address where programs read it;
columns that `gh` has not stand behind its own, where nothing is cut for them, but for the state of a
pull request, which `gh` says by a colour alone;
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
from tests.helpers.rows import for_each

LISTS = ["issue_list", "pr_list", "repo_list"]
_WIDTHS = {"issue_list": 40, "repo_list": 80}
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


@pytest.mark.parametrize("name", ["issue_list", "repo_list"])
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


_AGO = "2026-08-20T12:00:00Z"
_AGE = "about 12 days ago"
_LABELS = ("bug", "good first issue", "needs-triage", "help wanted")
_PERSON = {"login": "mona"}


def _title(length: int) -> str:
    return ("Keep the session while the tab sleeps, and say so where it ended " * 3)[:length]


def _branch(length: int) -> str:
    return ("dependabot/npm_and_yarn/multi-3f5a2b1c9d-and-more" * 2)[:length]


def _pull(title: int, other: int) -> tuple[dict[str, Any], list[str]]:
    """Return a pull request, and the cells that `gh` has of it."""
    side = {"ref": _branch(other), "label": f"acme:{_branch(other)}"}
    data = {"number": 17, "title": _title(title), "state": "open", "draft": True, "user": _PERSON}
    found = data | {"head": side, "base": side, "html_url": "https://x", "created_at": _AGO}
    return found, ["#17", _title(title), _branch(other), _AGE]


def _issue(title: int, other: int) -> tuple[dict[str, Any], list[str]]:
    labels = _LABELS[: other // 10]
    data = {"number": 17, "title": _title(title), "state": "open", "user": _PERSON}
    shown = [{"name": name, "color": "d73a4a"} for name in labels]
    found = data | {"labels": shown, "html_url": "https://x", "updated_at": _AGO}
    return found | {"created_at": _AGO, "comments": 0}, [
        "#17",
        _title(title),
        ", ".join(labels),
        _AGE,
    ]


def _run(title: int, other: int) -> tuple[dict[str, Any], list[str]]:
    data = {"id": 16_000_001, "name": "CI", "display_title": _title(title), "status": "completed"}
    data |= {"conclusion": "success", "event": "push", "head_branch": _branch(other)}
    times = dict.fromkeys(("created_at", "run_started_at", "updated_at"), _AGO)
    cells = ["✓", _title(title), "CI", _branch(other), "push", "16000001", "0s", _AGE]
    return data | times | {"html_url": "https://x"}, cells


ROWS = {"pulls.list": _pull, "issues.list": _issue, "runs.list": _run}
HEADINGS = {
    "pulls.list": {"ID", "TITLE", "BRANCH", "AGE", "STATE"},
    "issues.list": {"ID", "TITLE", "LABELS", "UPDATED"},
    "runs.list": {"STATUS", "TITLE", "BRANCH", "ID", "STARTED"},
}
"""What is there at 80 columns; `gh` calls the age of a pull request CREATED AT."""
FURTHER = {
    "pulls.list": {"AUTHOR"},
    "runs.list": {"WORKFLOW", "EVENT", "ELAPSED"},
}
"""What is there too where a title is short."""


def widths_of_gh(cells: list[str], width: int) -> list[int]:
    """Return how wide `gh` makes its columns of one row: go-gh's `calculateColumnWidths`."""
    natural, room = [*map(len, cells)], width - 2 * (len(cells) - 1)
    fixed = [each if each < room // len(cells) else 0 for each in natural]
    flexible = fixed.count(0)
    share = (room - sum(fixed)) // flexible if flexible else 0
    found = [each or min(whole, share) for each, whole in zip(fixed, natural, strict=True)]
    left = room - sum(found)
    for at, whole in enumerate(natural):
        more = min(left, whole - found[at])
        found[at], left = found[at] + more, left - more
    return found


def drawn(name: str, data: Any, width: int) -> list[str]:
    cls = catalog.load(name)
    adapter = adapter_of(cls)
    shown = adapter.dump_python(adapter.validate_python([data]), mode="json")
    result = result_of((cls.model_validate({"repo": "acme/web"}), StepStatus.DONE, shown))
    return render_result(result, replace(TERMINAL, width=width, now=THEN)).splitlines()


@for_each("width", [80, 120])
@for_each("name", ROWS)
def test_no_title_is_cut_earlier_than_ghs(name: str, width: int) -> None:
    for title in range(10, 121, 5):
        for other in range(0 if name == "issues.list" else 4, 45, 5):
            data, cells = ROWS[name](title, other)
            room = widths_of_gh(cells, width)[1]

            row = drawn(name, data, width)[-1]

            assert _title(title)[: room - 3 if room < title else title] in row, (title, other)


@pytest.mark.parametrize("name", ROWS)
def test_every_column_of_gh_is_there(name: str) -> None:
    narrow = drawn(name, ROWS[name](60, 20)[0], 80)
    wide = drawn(name, ROWS[name](20, 10)[0], 120)

    assert HEADINGS[name] <= {*re.split("  +", narrow[3].strip())}
    assert HEADINGS[name] | FURTHER.get(name, set()) <= {*re.split("  +", wide[3].strip())}
    assert [] == [line for line in narrow if "A wider terminal" in line]
