"""Lists: columns as `gh` has them, widths that hold, and every value where a program reads it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from aegis_cli.adapters.render_page import Page
from aegis_cli.adapters.render_table import lines, table, thread
from aegis_cli.core.action import Action
from aegis_cli.core.views import Column, Table, Thread
from tests.adapters.rendering import COLOUR, GOLDEN, HOSTILE, NARROW, PIPE, TERMINAL, page_of

VIEW = Table(
    title="Showing {count:thing|things}",
    columns=(
        Column("ID", "#{id}", style="state"),
        Column("NAME", "{name}", flexible=True),
        Column("NOTES", "{notes}"),
        Column("WHEN", "{when}", style="dim"),
    ),
    piped=("{id}", "{name}", "{notes}", "{when}"),
    empty="nothing",
)

texts = st.one_of(st.none(), st.text(max_size=40), st.sampled_from(HOSTILE))
rows = st.lists(
    st.fixed_dictionaries({"id": st.integers(0, 999), "name": texts, "notes": texts, "when": texts}),
    min_size=1,
    max_size=4,
)


def view_of(name: str) -> Any:
    from aegis_cli import catalog  # noqa: PLC0415

    return catalog.load(name).facts.view


# The data behind the golden files of `gh` 2.46, in the shape of GitHub's REST API. `gh` knows no
# state for these issues, and says how many there are in all, which GitHub's lists do not.
OURS = {
    "issue_list": (
        "issues.list",
        [
            {"number": 1, "title": "number won", "updated_at": "2022-08-24T22:01:12Z"},
            {"number": 2, "title": "number too", "updated_at": "2022-07-20T19:01:12Z"},
            {"number": 4, "title": "number fore", "updated_at": "2020-01-26T19:01:12Z"},
        ],
    ),
    "pr_list": (
        "pulls.list",
        [
            {
                "number": 32,
                "title": "New feature",
                "head": {"ref": "feature", "label": "OWNER:feature"},
                "state": "open",
                "draft": True,
                "created_at": "2022-08-24T20:01:12Z",
            },
            {
                "number": 29,
                "title": "Fixed bad bug",
                "head": {"ref": "bug-fix", "label": "hubot:bug-fix"},
                "state": "open",
                "created_at": "2022-07-20T19:01:12Z",
            },
            {
                "number": 28,
                "title": "Improve documentation",
                "head": {"ref": "docs", "label": "OWNER:docs"},
                "state": "closed",
                "merged_at": "2020-01-26T19:01:12Z",
                "created_at": "2020-01-26T19:01:12Z",
            },
        ],
    ),
    "repo_list": (
        "repos.list_mine",
        [
            {
                "full_name": "octocat/hello-world",
                "description": "My first repository",
                "visibility": "public",
                "pushed_at": "2021-02-19T06:34:58Z",
            },
            {
                "full_name": "octocat/cli",
                "description": "GitHub CLI",
                "private": False,
                "fork": True,
                "pushed_at": "2021-02-19T06:06:06Z",
            },
            {
                "full_name": "octocat/testing",
                "description": None,
                "private": True,
                "pushed_at": "2021-02-11T22:32:05Z",
            },
        ],
    ),
}
COMMON = {"labels": [{"name": "label", "color": ""}], "base": {"label": "OWNER:main"}}


def ours(name: str) -> tuple[Table, list[dict[str, Any]]]:
    """Return our view and our data for a golden file of `gh`."""
    action, data = OURS[name]
    return view_of(action), [COMMON | row for row in data]
