"""The case of the action that merges a branch."""

from aegis_cli.providers.github.nouns.repos.merge_branches import MergeBranch
from tests.actions.case import Case
from tests.actions.cases.repos.branches import branch_and_commit
from tests.actions.cases.repos.commits import COMMIT

CASES = (
    Case(
        MergeBranch(repo="acme/web", base="main", head="release/1.x"),
        sends="POST /repos/acme/web/merges",
        body={"base": "main", "head": "release/1.x"},
        said="merge release/1.x into main in acme/web",
        more={"commit_message": "Take the fixes of 1.x"},
        answer=COMMIT,
        target=branch_and_commit("main"),
    ),
)
