"""The case of the search for repositories."""

from aegis_cli.providers.github.nouns.repos.repo_search import SearchRepos
from tests.actions.case import Case
from tests.actions.cases.repos.repos import SHOP, repository

CASES = (
    Case(
        SearchRepos(language="python"),
        sends="GET /search/repositories?q=language%3Apython&per_page=30",
        said="search for repositories written in python",
        more={
            "words": ["machine learning"],
            "owner": "acme",
            "topics": ["shop", "react"],
            "min_stars": 100,
            "visibility": "public",
            "archived": False,
            "created_since": "2025-01-31",
            "pushed_since": "2026-01-31",
            "sort": "stars",
            "direction": "desc",
            "limit": 5,
        },
        sends_more="GET /search/repositories?q=%22machine+learning%22+user%3Aacme"
        "+language%3Apython+topic%3Ashop+topic%3Areact+stars%3A%3E%3D100+is%3Apublic"
        "+archived%3Afalse+created%3A%3E%3D2025-01-31+pushed%3A%3E%3D2026-01-31&sort=stars"
        "&order=desc&per_page=5",
        answer=[repository("web", description=SHOP), repository("api", description=None)],
    ),
)
