"""The case of the search for people."""

from typing import Any

from aegis_cli.providers.github.nouns.context.user_search import SearchUsers
from tests.actions.case import Case

MORE = {
    "words": ["mona"],
    "location": "San Francisco",
    "created_since": "2025-01-31",
    "sort": "followers",
    "direction": "desc",
    "limit": 5,
}
SENT_MORE = (
    "+location%3A%22San+Francisco%22+created%3A%3E%3D2025-01-31{language}&sort=followers&order=desc"
    "&per_page=5"
)


def account(login: str, of: str) -> dict[str, Any]:
    return {"login": login, "id": 1, "type": of, "html_url": f"https://github.com/{login}"}


CASES = (
    Case(
        SearchUsers(location="Berlin"),
        sends="GET /search/users?q=type%3Auser+location%3ABerlin&per_page=30",
        said="search for users in Berlin",
        more=MORE | {"language": "Go"},
        sends_more="GET /search/users?q=type%3Auser+%22mona%22"
        + SENT_MORE.format(language="+language%3AGo"),
        answer=[account("mona", "User"), account("monalisa", "User")],
    ),
)
