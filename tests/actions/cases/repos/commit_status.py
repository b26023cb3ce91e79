"""The cases of the statuses of a commit."""

from aegis_cli.providers.github.nouns.repos.commit_status import CreateCommitStatus, GetCommitStatus
from tests.actions.case import Case
from tests.actions.cases.repos.commits import COMMIT

CASES = (
    Case(
        GetCommitStatus(repo="acme/web", ref="release/1.x"),
        sends="GET /repos/acme/web/commits/release%2F1.x/status",
        said="show the status of the commit release/1.x in acme/web",
        answer={
            "state": "failure",
            "sha": COMMIT["sha"],
            "total_count": 2,
            "statuses": [
                {"state": "success", "context": "deploy/preview", "description": "It is up"},
                {"state": "failure", "context": "coverage"},
            ],
        },
        in_sandbox={"release/1.x": "982e9afe225210d3e0699f91c3419dd06c7695bb"},
    ),
    Case(
        CreateCommitStatus(repo="acme/web", ref="main", state="success", context="ci/build"),
        sends=f"POST /repos/acme/web/statuses/{COMMIT['sha']}",
        body={"state": "success", "context": "ci/build"},
        said="set the status of the commit main to success in the context ci/build in acme/web",
        more={
            "state": "error",
            "context": "build / test (3.11)",
            "description": "The runner went away",
            "target_url": "https://ci.acme.example/7",
        },
        answer={"state": "success", "context": "ci/build"},
        target=COMMIT,
    ),
)
