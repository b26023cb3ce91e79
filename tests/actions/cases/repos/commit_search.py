"""The case of the search for commits."""

from aegis_cli.providers.github.nouns.repos.commit_search import SearchCommits
from tests.actions.case import Case
from tests.actions.cases.repos.commits import COMMIT

FOUND = {
    "html_url": "https://github.com/acme/web/commit/1",
    "repository": {"full_name": "acme/web"},
}

CASES = (
    Case(
        SearchCommits(repo="acme/web", author="alice"),
        sends="GET /search/commits?q=repo%3Aacme%2Fweb+author%3Aalice&per_page=30",
        said="search for commits by alice in acme/web",
        more={
            "owner": "acme",
            "words": ["fix the tax"],
            "committer": "@me",
            "authored_since": "2026-01-31",
            "sort": "author-date",
            "direction": "asc",
            "limit": 5,
        },
        sends_more="GET /search/commits?q=%22fix+the+tax%22+repo%3Aacme%2Fweb+user%3Aacme"
        "+author%3Aalice+committer%3A%22%40me%22+author-date%3A%3E%3D2026-01-31&sort=author-date"
        "&order=asc&per_page=5",
        answer=[COMMIT | FOUND],
    ),
)
