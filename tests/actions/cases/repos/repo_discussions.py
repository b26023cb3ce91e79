"""The case of whether a repository has discussions."""

from aegis_cli.providers.github.nouns.repos.repo_discussions import SetDiscussions
from tests.actions.case import Case
from tests.actions.cases.repos.repos import repository

CASES = (
    Case(
        SetDiscussions(repo="acme/web", has_discussions=True),
        sends="POST /graphql",
        body={"repositoryId": "R_kgDOABC", "hasDiscussionsEnabled": True},
        said="turn on the discussions in acme/web",
        answer={
            "nameWithOwner": "acme/web",
            "hasDiscussionsEnabled": True,
            "url": "https://github.com/acme/web",
        },
        target=repository("web", node_id="R_kgDOABC"),
    ),
)
