"""The cases of actions on forks."""

from aegis_cli.providers.github.nouns.repos.repo_forks import ForkRepo, ListForks, SyncFork
from tests.actions.case import Case
from tests.actions.cases.repos.repos import repository

_FORK = repository("web", full_name="mona/web", fork=True, html_url="https://github.com/mona/web")

CASES = (
    Case(
        ListForks(repo="acme/web"),
        sends="GET /repos/acme/web/forks?per_page=30",
        said="list the forks of acme/web",
        more={"sort": "stargazers", "limit": 1000},
        sends_more="GET /repos/acme/web/forks?sort=stargazers&per_page=100",
        answer=[_FORK],
        in_sandbox={"acme/web": "octo-org/handbook"},
    ),
    Case(
        ForkRepo(repo="acme/web"),
        sends="POST /repos/acme/web/forks",
        body={},
        said="fork acme/web",
        more={"organization": "octo-org", "name": "shop", "default_branch_only": True},
        body_more={"organization": "octo-org", "name": "shop", "default_branch_only": True},
        answer=_FORK,
    ),
    Case(
        SyncFork(repo="mona/web"),
        sends="POST /repos/mona/web/merge-upstream",
        body={"branch": "main"},
        said="sync the fork mona/web",
        more={"branch": "release/1.x"},
        body_more={"branch": "release/1.x"},
        target=_FORK,
        answer={
            "message": "Successfully fetched and fast-forwarded from upstream acme:main.",
            "merge_type": "fast-forward",
            "base_branch": "acme:main",
        },
        in_sandbox={"mona/web": "mona/handbook"},
    ),
)
