"""The cases of actions that move a branch."""

from aegis_cli.providers.github.nouns.repos.ref_updates import ForceBranch, MoveBranch
from tests.actions.case import Case
from tests.actions.cases.repos.branches import branch, branch_and_commit
from tests.actions.cases.repos.commits import COMMIT

_MOVED = {"ref": "refs/heads/feature/x", "object": {"sha": COMMIT["sha"]}}

CASES = (
    Case(
        MoveBranch(repo="acme/web", branch="feature/x", source="release/1.x"),
        sends="PATCH /repos/acme/web/git/refs/heads%2Ffeature%2Fx",
        body={"sha": COMMIT["sha"]},
        said="fast-forward the branch feature/x of acme/web to release/1.x",
        answer=_MOVED,
        target=COMMIT,
        sees={"commit": branch("feature/x")["commit"] | {"sha": "0" * 40}},
        in_sandbox={"acme/web": "mona/handbook", "feature/x": "drafts", "release/1.x": "v1.1"},
    ),
    Case(
        ForceBranch(repo="acme/web", branch="feature/x", source="release/1.x"),
        sends="PATCH /repos/acme/web/git/refs/heads%2Ffeature%2Fx",
        body={"sha": COMMIT["sha"], "force": True},
        said="force the branch feature/x of acme/web to release/1.x",
        answer=_MOVED,
        target=branch_and_commit("feature/x"),
        in_sandbox={"acme/web": "acme/website", "feature/x": "new-logo"},
    ),
)
