"""All rows, which stand in the folders of their nouns."""

from aegis_cli.sandbox.github.api.row import Row
from aegis_cli.sandbox.github.git import branch_rows
from aegis_cli.sandbox.github.issues import issue_rows
from aegis_cli.sandbox.github.people import team_rows
from aegis_cli.sandbox.github.pulls import pull_rows
from aegis_cli.sandbox.github.repos import repo_rows
from aegis_cli.sandbox.github.runs import run_rows

ROWS: tuple[Row, ...] = (
    *issue_rows.ROWS,
    *pull_rows.ROWS,
    *run_rows.ROWS,
    *branch_rows.ROWS,
    *repo_rows.ROWS,
    *team_rows.ROWS,
)
"""What the sandbox keeps state of without a function for each operation."""
