"""What GitHub is reported to want of an App's token where it documents something else: data.

`live_permissions.tsv` of the GitHub provider is read as data, as `operations.json` is. A row is of
one operation, or of every write (`*`), and says when GitHub wants the permission.
"""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[3] / "providers" / "github" / "live_permissions.tsv"

ALWAYS = "always"
ON_A_PULL = "on a pull request"
OF_A_WORKFLOW = "for a file below .github/workflows"
OF_A_TEAM = "where a team is named"
AT_DESTINATION = "at the destination, in all its repositories"
IN_PRIVATE = "in a private repository"
UNNAMED = "though no schema names it"
BRINGING = (
    "for a merge that brings a workflow",
    "for a commit that changes a workflow",
    "for a release of a commit that changes a workflow",
)
"""When a permission is wanted, in the words of the file."""

ANY_WRITE = "*"
WORKFLOWS = "workflows=write"


@cache
def permission_when(operation: str, when: str) -> str:
    """Return what an operation wants then, as GitHub's header writes it; "" where nothing more."""
    return as_header(_rows().get((operation, when), ""))


@cache
def levels_beyond_schema() -> dict[str, tuple[str, ...]]:
    """Return the permissions that a manifest and a token can name, though no schema does."""
    rows = (permission for (_, when), permission in _rows().items() if when == UNNAMED)
    return {each.partition(":")[0]: ("read", "write") for each in rows}


def as_header(permission: str) -> str:
    """Write `issues:write or pull_requests:write` as GitHub's header does."""
    return permission.replace(":", "=").replace(" or ", "; ").replace("+", ",")


@cache
def _rows() -> dict[tuple[str, str], str]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {(row["operation"], row["when"]): row["permission"] for row in rows}
