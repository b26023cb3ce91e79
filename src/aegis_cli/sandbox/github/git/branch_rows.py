"""Branches and their protection, as far as plain rules keep them."""

from aegis_cli.sandbox.github.api.changes import Change
from aegis_cli.sandbox.github.api.collection import Collection
from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.git import branches
from aegis_cli.sandbox.github.world.development import (
    Branch,
)

_REPO = "/repos/{owner}/{repo}"

BRANCHES = Collection(
    path=f"{_REPO}/branches", kind=Branch, store="branches", find=branches.branch_of
)


ROWS: tuple[Row, ...] = (
    BRANCHES,
    Change(
        operation="repos/update-branch-protection",
        of=BRANCHES,
        keeps="protection",
        times=(),
        shape=branches.protection_of,
    ),
)
