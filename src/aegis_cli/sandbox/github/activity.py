"""A year of commits, drawn from a fixed seed, that ends this week, and the sums GitHub makes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import zip_longest
from random import Random
from typing import Any

from aegis_cli.sandbox.github.shapes import simple_user
from aegis_cli.sandbox.github.world import Activity, Person, Share

WEEKS = 52
_RHYTHM = (0.1, 1.0, 1.2, 1.1, 1.0, 0.8, 0.1)
"""How busy Sunday to Saturday are."""


def first_commit(author: Person, now: datetime) -> Activity:
    """Return the history of a repository that was initialized just now."""
    weeks, today = _calendar(now)
    days = [[0] * 7 for _ in weeks]
    days[-1][today] = 1
    return Activity(weeks, (_share(author, days, lines=[0] * (WEEKS - 1) + [1]),))


def year(paces: Mapping[Person, float], *, now: datetime, seed: str) -> Activity:
    """Draw a year in which each person commits about as often a week as `paces` says."""
    weeks, today = _calendar(now)
    shares = []
    for person, pace in paces.items():
        draw = Random(f"{seed}:{person.login}")  # noqa: S311 - believable, not secret
        days = [[_commits(draw, pace * part / sum(_RHYTHM)) for part in _RHYTHM] for _ in weeks]
        days[-1][today + 1 :] = [0] * (6 - today)
        lines = [sum(draw.randint(4, 90) for _ in range(sum(week))) for week in days]
        shares.append(_share(person, days, lines=lines))
    return Activity(weeks, tuple(shares))


def contributors(activity: Activity, base: str) -> list[dict[str, Any]]:
    """Return `/stats/contributors`: the busiest comes last, as GitHub orders them."""
    entries = [_contributor(activity, share, base) for share in activity.shares]
    return sorted(entries, key=lambda entry: int(entry["total"]))


def commit_activity(activity: Activity) -> list[dict[str, Any]]:
    """Return `/stats/commit_activity`: commits by day, for each week."""
    by_week = zip(*(share.days for share in activity.shares), strict=True)
    summed = [[sum(day) for day in zip(*shares, strict=True)] for shares in by_week]
    return [
        {"total": sum(days), "week": week, "days": days}
        for week, days in zip_longest(activity.weeks, summed)
    ]


def participation(activity: Activity, owner: Person) -> dict[str, list[int]]:
    """Return `/stats/participation`: commits by week, of everybody and of the owner."""
    everybody = [week["total"] for week in commit_activity(activity)]
    own = [share.weekly() for share in activity.shares if share.author == owner]
    return {"all": everybody, "owner": list(own[0]) if own else [0] * WEEKS}


def _contributor(activity: Activity, share: Share, base: str) -> dict[str, Any]:
    counts = share.weekly()
    columns = zip(activity.weeks, share.additions, share.deletions, counts, strict=True)
    weeks = [{"w": w, "a": a, "d": d, "c": c} for w, a, d, c in columns]
    return {
        "total": sum(counts),
        "weeks": weeks,
        "author": simple_user(base, share.author),
    }


def _calendar(now: datetime) -> tuple[tuple[int, ...], int]:
    today = (now.weekday() + 1) % 7
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    this_week = midnight - timedelta(days=today)
    starts = (this_week - timedelta(weeks=back) for back in reversed(range(WEEKS)))
    return tuple(int(start.timestamp()) for start in starts), today


def _commits(draw: Random, mean: float) -> int:
    return sum(draw.random() < mean / 4 for _ in range(4))


def _share(author: Person, days: list[list[int]], *, lines: list[int]) -> Share:
    deletions = tuple(added // 3 for added in lines)
    return Share(author, tuple(tuple(week) for week in days), tuple(lines), deletions)
