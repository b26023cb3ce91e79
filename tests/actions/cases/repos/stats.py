"""The cases of statistics."""

from aegis_cli.providers.github.nouns.repos.stats import (
    GetCodeFrequency,
    GetCommitActivity,
    GetContributors,
    GetParticipation,
    GetPunchCard,
)
from tests.actions.case import Case

_FIRST, _WEEK = 1_763_856_000, 604_800
_COMMITS = (
    *(3, 0, 5, 9, 14, 2, 0, 0, 7, 12, 21, 34, 8, 3, 1, 0, 4, 6, 11, 19, 25, 13, 7, 2, 0, 0),
    *(1, 3, 8, 15, 22, 61, 40, 18, 9, 5, 3, 2, 0, 4, 7, 12, 16, 9, 3, 1, 6, 8, 10, 14, 4, 12),
)
"""How many there were in each week."""

CASES = (
    Case(
        GetContributors(repo="acme/web"),
        sends="GET /repos/acme/web/stats/contributors",
        said="show the contributors of acme/web",
        answer=[
            {"author": {"login": "hubot"}, "total": 1, "weeks": []},
            {"author": None, "total": 37, "weeks": []},
            {"author": {"login": "mona"}, "total": 412, "weeks": []},
            {"author": {"login": "octocat"}, "total": 95, "weeks": []},
        ],
    ),
    Case(
        GetCommitActivity(repo="acme/web"),
        sends="GET /repos/acme/web/stats/commit_activity",
        said="show the commit activity of acme/web",
        answer=[
            {"week": _FIRST + at * _WEEK, "total": total, "days": [total, 0, 0, 0, 0, 0, 0]}
            for at, total in enumerate(_COMMITS)
        ],
    ),
    Case(
        GetParticipation(repo="acme/web"),
        sends="GET /repos/acme/web/stats/participation",
        said="show the participation in acme/web",
        answer={"all": [*_COMMITS], "owner": [commits // 3 for commits in _COMMITS]},
    ),
    Case(
        GetCodeFrequency(repo="acme/web"),
        sends="GET /repos/acme/web/stats/code_frequency",
        said="show the code frequency of acme/web",
        answer=[
            [_FIRST + at * _WEEK, lines * 40, -lines * 11] for at, lines in enumerate(_COMMITS)
        ],
    ),
    Case(
        GetPunchCard(repo="acme/web"),
        sends="GET /repos/acme/web/stats/punch_card",
        said="show the punch card of acme/web",
        answer=[
            [day, hour, max(0, 40 - 6 * abs(hour - 14)) * (1 <= day <= 5) * day]
            for day in range(7)
            for hour in range(24)
        ],
    ),
)
