"""Every action on pull requests is answered, and every document on issues and pull requests."""

from aegis_cli.sandbox.github.graphql.graphql_writes import MUTATIONS
from aegis_cli.sandbox.github.operations import BEHAVIOURS
from tests.helpers.rows import for_each
from tools.operations import GRAPHQL, rows

ROWS = rows()
QUERIES = {"query PullRequest.reviewThreads", "query Repository.pullRequests"}
"""What is asked for and not changed; its test is with those of the endpoint."""


@for_each(
    "operation",
    sorted(
        {
            row["operation_id"]
            for row in ROWS
            if row["toolset"] == "pull_requests" and row["method"] != GRAPHQL
        }
    ),
)
def test_an_operation_on_pull_requests_has_state(operation: str) -> None:
    assert operation in BEHAVIOURS


@for_each(
    "operation",
    [
        row["operation_id"]
        for row in ROWS
        if row["toolset"] in {"issues", "pull_requests"} and row["method"] == GRAPHQL
    ],
)
def test_a_document_on_issues_and_pull_requests_has_state(operation: str) -> None:
    assert operation in QUERIES | {f"mutation {name}" for name in MUTATIONS}
