"""The cases of actions on people."""

from aegis_cli.providers.github.nouns.context.users import GetMe
from tests.actions.case import Case

CASES = (
    Case(
        GetMe(),
        sends="GET /user",
        said="who am i",
        answer={
            "login": "octocat",
            "id": 1,
            "name": "The Octocat",
            "company": "@github",
            "location": "San Francisco",
            "public_repos": 8,
            "followers": 19203,
            "html_url": "https://github.com/octocat",
            "created_at": "2011-01-25T18:44:36Z",
        },
    ),
)
