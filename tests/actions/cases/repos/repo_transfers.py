"""The case of the action that gives a repository to another owner."""

from aegis_cli.providers.github.nouns.repos.repo_transfers import TransferRepo
from tests.actions.case import Case
from tests.actions.cases.repos.repos import repository

CASES = (
    Case(
        TransferRepo(repo="acme/old", new_owner="alice"),
        sends="POST /repos/acme/old/transfer",
        body={"new_owner": "alice"},
        said="transfer the repo acme/old to alice",
        more={"new_name": "older"},
        target=repository("old"),
        answer=repository("old"),
        in_sandbox={"acme/old": "acme/website"},
    ),
)
