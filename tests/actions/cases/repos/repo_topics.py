"""The cases of actions on the topics of a repository."""

from aegis_cli.providers.github.nouns.repos.repo_topics import GetTopics, SetTopics
from tests.actions.case import Case

CASES = (
    Case(
        GetTopics(repo="acme/web"),
        sends="GET /repos/acme/web/topics",
        said="show the topics of acme/web",
        answer={"names": ["frontend", "shop"]},
    ),
    Case(
        SetTopics(repo="acme/web", names=("shop", "react")),
        sends="PUT /repos/acme/web/topics",
        body={"names": ["shop", "react"]},
        said="set topics of acme/web to shop and react",
        answer={"names": ["shop", "react"]},
        in_sandbox={"acme/web": "acme/website"},
    ),
)
