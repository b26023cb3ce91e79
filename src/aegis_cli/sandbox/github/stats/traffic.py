"""Two weeks of traffic up to today, generated from a fixed seed; only who may push sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from aegis_cli.sandbox.github.api import queries
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.world.world import Repo, Role

_DAYS = 14
_PAGES = (
    ("", "{name}: {about}", 40, 11),
    ("/issues", "Issues · {name}", 21, 6),
    ("/pulls", "Pull requests · {name}", 12, 4),
    ("/blob/main/README.md", "{title}/README.md at main · {name}", 7, 5),
)
"""Path, title, views and visitors of the popular pages, for a repository with ten stars."""
_SITES = (("Google", 19, 12), ("github.com", 14, 6), ("news.ycombinator.com", 4, 4))


@dataclass(frozen=True, slots=True)
class _Count:
    timestamp: datetime
    count: int
    uniques: int


def _days(repo: Repo, what: str, now: datetime) -> Iterator[_Count]:
    """Yield the last days: a repository with more stars has more of everything."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for back in reversed(range(_DAYS)):
        day = today - timedelta(days=back)
        draw = Random(f"{repo.id}:{what}:{day:%Y-%m-%d}")  # noqa: S311 - test data, not secret
        count = draw.randint(0, 4 + repo.stars)
        yield _Count(day, count, (count + 2) // 3)


def _by_week(days: list[_Count]) -> list[_Count]:
    """Add up the days of each week, which begins on a Monday."""
    weeks: dict[datetime, _Count] = {}
    for day in days:
        start = day.timestamp - timedelta(days=day.timestamp.weekday())
        so_far = weeks.get(start, _Count(start, 0, 0))
        sums = (so_far.count + day.count, so_far.uniques + day.uniques)
        weeks[start] = _Count(start, *sums)
    return list(weeks.values())


def _count(what: str, call: Call) -> Reply:
    repo = call.repo_for_role(Role.WRITE)
    days = list(_days(repo, what, call.now))
    per = queries.choice(call, "per", resource="Traffic")
    shown = _by_week(days) if per == "week" else days
    each = [
        {"timestamp": one.timestamp, "count": one.count, "uniques": one.uniques} for one in shown
    ]
    # Whoever came on several days is one visitor of all of them.
    uniques = sum(day.uniques for day in days) * 2 // 3
    return Reply({"count": sum(day.count for day in days), "uniques": uniques, what: each})


VIEWS = partial(_count, "views")
CLONES = partial(_count, "clones")


def list_paths(call: Call) -> Reply:
    """List the pages that people looked at most."""
    repo = call.repo_for_role(Role.WRITE)
    words = {"name": repo.full_name, "about": repo.description or "", "title": repo.name}
    return Reply(
        [
            {
                "path": f"/{repo.full_name}{path}",
                "title": title.format_map(words),
                "count": count + repo.stars,
                "uniques": uniques,
            }
            for path, title, count, uniques in _PAGES
        ]
    )


def list_referrers(call: Call) -> Reply:
    """List the sites from which people came."""
    stars = call.repo_for_role(Role.WRITE).stars
    return Reply(
        [
            {"referrer": site, "count": count + stars, "uniques": uniques}
            for site, count, uniques in _SITES
        ]
    )
