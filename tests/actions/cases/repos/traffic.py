"""The cases of actions on the traffic of a repository."""

from typing import Any

from aegis_cli.providers.github.nouns.repos.traffic import (
    GetClones,
    GetPaths,
    GetReferrers,
    GetViews,
)
from tests.actions.case import Case

_DAYS = ((12, 4), (0, 0), (31, 9), (44, 12), (58, 17), (23, 8), (7, 3))
_MORE_DAYS = ((9, 3), (36, 11), (120, 40), (61, 22), (48, 13), (29, 9), (3, 1))


def _traffic(name: str) -> dict[str, Any]:
    each = [
        {"timestamp": f"2026-11-{10 + at}T00:00:00Z", "count": count, "uniques": uniques}
        for at, (count, uniques) in enumerate((*_DAYS, *_MORE_DAYS))
    ]
    return {"count": 481, "uniques": 96, name: each}


CASES = (
    Case(
        GetViews(repo="acme/web"),
        sends="GET /repos/acme/web/traffic/views",
        said="show the views of acme/web",
        more={"per": "week"},
        sends_more="GET /repos/acme/web/traffic/views?per=week",
        answer=_traffic("views"),
        in_sandbox={"acme/web": "acme/website"},
    ),
    Case(
        GetClones(repo="acme/web"),
        sends="GET /repos/acme/web/traffic/clones",
        said="show the clones of acme/web",
        more={"per": "week"},
        sends_more="GET /repos/acme/web/traffic/clones?per=week",
        answer=_traffic("clones"),
        in_sandbox={"acme/web": "acme/website"},
    ),
    Case(
        GetPaths(repo="acme/web"),
        sends="GET /repos/acme/web/traffic/popular/paths",
        said="list the popular pages of acme/web",
        answer=[
            {"path": "/acme/web", "title": "acme/web: The shop 🛒", "count": 312, "uniques": 77},
            {"path": "/acme/web/issues", "title": "Issues · acme/web", "count": 90, "uniques": 8},
        ],
        in_sandbox={"acme/web": "acme/website"},
    ),
    Case(
        GetReferrers(repo="acme/web"),
        sends="GET /repos/acme/web/traffic/popular/referrers",
        said="list the referrers of acme/web",
        answer=[
            {"referrer": "Google", "count": 41, "uniques": 30},
            {"referrer": "news.example", "count": 3, "uniques": 3},
        ],
        in_sandbox={"acme/web": "acme/website"},
    ),
)
