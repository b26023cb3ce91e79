"""The case of the action that comments on a commit."""

from aegis_cli.providers.github.nouns.repos.commit_comments import CommentOnCommit
from tests.actions.case import Case
from tests.actions.cases.repos.commits import COMMIT

CASES = (
    Case(
        CommentOnCommit(repo="acme/web", ref="main", body="Nice"),
        sends=f"POST /repos/acme/web/commits/{COMMIT['sha']}/comments",
        body={"body": "Nice"},
        said="comment 'Nice' on the commit main in acme/web",
        more={"path": "src/pay.ts", "position": 3},
        answer={
            "id": 1,
            "html_url": f"https://github.com/acme/web/commit/{COMMIT['sha']}#commitcomment-1",
            "body": "Nice",
            "commit_id": COMMIT["sha"],
        },
        target=COMMIT,
    ),
)
