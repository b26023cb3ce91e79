"""A year of commits up to this week, generated from a fixed seed, and its statistics.

Statistics are answered with 202 at the first request, and with 204 where there are no commits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import pairwise, zip_longest
from operator import itemgetter
from random import Random
from typing import Any, TypeAlias

from aegis_cli.sandbox.github.api import queries
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import simple_user
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import Activity, Share

WEEKS = 52
_HOURS = (*[0] * 8, 1, 3, 5, 6, 3, 5, 8, 9, 8, 6, 3, 1, 1, 2, 1, 0)
"""The relative number of commits in each hour of a day."""
_Week: TypeAlias = tuple[int, ...]
_RHYTHM = (0.1, 1.0, 1.2, 1.1, 1.0, 0.8, 0.1)
"""The relative number of commits on each day, Sunday first."""


def first_commit(author: Person, now: datetime) -> Activity:
    """Return the history of a repository that was initialized just now."""
    weeks, today = _calendar(now)
    this_week = tuple(int(day == today) for day in range(7))
    days = [*[(0,) * 7] * (WEEKS - 1), this_week]
    return Activity(weeks, (Share(author, tuple(days), (*[0] * (WEEKS - 1), 1)),))


@dataclass(frozen=True, slots=True)
class Year:
    """A year of commits that is generated when somebody asks for it: most never do."""

    paces: tuple[tuple[Person, float], ...]
    """Each person's average number of commits a week."""
    now: datetime
    seed: str

    def __call__(self) -> Activity:
        """Generate it."""
        weeks, today = _calendar(self.now)
        shares = []
        for person, pace in self.paces:
            days, lines = _generate(f"{self.seed}:{person.login}", pace, today)
            shares.append(Share(person, days, lines))
        return Activity(weeks, tuple(shares))


def contributors(activity: Activity, _: Person) -> list[dict[str, Any]]:
    """Return `/stats/contributors`; GitHub lists the person with the most commits last."""
    entries = []
    for share in activity.shares:
        counts = share.weekly()
        columns = zip(activity.weeks, share.additions, counts, strict=True)
        weeks = [{"w": week, "a": a, "d": a // 3, "c": count} for week, a, count in columns]
        entries.append({"total": sum(counts), "weeks": weeks, "author": share.author})
    return sorted(entries, key=itemgetter("total"))


def commit_activity(activity: Activity, _: Person) -> list[dict[str, Any]]:
    """Return `/stats/commit_activity`: commits by day, for each week."""
    by_week = zip(*(share.days for share in activity.shares), strict=True)
    summed = [[sum(day) for day in zip(*shares, strict=True)] for shares in by_week]
    return [
        {"total": sum(days), "week": week, "days": days}
        for week, days in zip_longest(activity.weeks, summed)
    ]


def participation(activity: Activity, owner: Person) -> dict[str, list[int]]:
    """Return `/stats/participation`: commits by week, of everybody and of the owner."""
    everybody = [week["total"] for week in commit_activity(activity, owner)]
    own = [share.weekly() for share in activity.shares if share.author == owner]
    return {"all": everybody, "owner": list(own[0]) if own else [0] * WEEKS}


def code_frequency(activity: Activity, _: Person) -> list[list[int]]:
    """Return `/stats/code_frequency`: lines added and deleted, for each week."""
    lines = [
        sum(share) for share in zip(*(each.additions for each in activity.shares), strict=True)
    ]
    return [[week, a, -(a // 3)] for week, a in zip(activity.weeks, lines, strict=True)]


def punch_card(activity: Activity, owner: Person) -> list[list[int]]:
    """Return `/stats/punch_card`: commits by day and hour; here most are made in the afternoon."""
    weeks = [week["days"] for week in commit_activity(activity, owner)]
    return [
        [day, hour, commits]
        for day, made in enumerate(map(sum, zip(*weeks, strict=True)))
        for hour, commits in enumerate(_by_hour(made))
    ]


def _by_hour(commits: int) -> list[int]:
    """Share the commits of a day among its hours; none is lost to rounding."""
    all_until = [sum(_HOURS[: at + 1]) * commits // sum(_HOURS) for at in range(len(_HOURS))]
    return [now - before for before, now in pairwise([0, *all_until])]


def list_contributors(call: Call) -> Reply:
    """List who made commits, those with the most first."""
    if call.repo.activity is None:
        return Reply(status=204)
    counts = {share.author: sum(share.weekly()) for share in call.repo.activity().shares}
    people = sorted(counts, key=counts.__getitem__, reverse=True)
    return queries.page_of(
        call,
        people,
        lambda each: {**simple_user(call.base, each), "contributions": counts[each]},
    )


def _calendar(now: datetime) -> tuple[tuple[int, ...], int]:
    today = (now.weekday() + 1) % 7
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    this_week = midnight - timedelta(days=today)
    starts = (this_week - timedelta(weeks=back) for back in reversed(range(WEEKS)))
    return tuple(int(start.timestamp()) for start in starts), today


@cache
def _generate(seed: str, pace: float, today: int) -> tuple[tuple[_Week, ...], tuple[int, ...]]:
    """Generate one person's commits by day, and changed lines by week."""
    draw = Random(seed)  # noqa: S311 - test data, not secret
    means = [pace * part / sum(_RHYTHM) for part in _RHYTHM]
    weeks = [
        tuple(sum(draw.random() < mean / 4 for _ in range(4)) for mean in means)
        for _ in range(WEEKS)
    ]
    weeks[-1] = (*weeks[-1][: today + 1], *[0] * (6 - today))
    lines = (sum(draw.randint(4, 90) for _ in range(sum(week))) for week in weeks)
    return tuple(weeks), tuple(lines)


def _compute(compute: Callable[[Activity, Person], Any], call: Call) -> Reply:
    """Answer with what a function makes of a year of commits and of the owner."""
    repo, name = call.repo, compute.__name__
    if repo.activity is None:
        return Reply(status=204)
    if (repo.id, name) not in call.world.computing:
        call.world.computing.add((repo.id, name))
        return Reply({}, 202)
    return Reply(compute(repo.activity(), repo.owner))


CONTRIBUTORS = partial(_compute, contributors)
COMMIT_ACTIVITY = partial(_compute, commit_activity)
CODE_FREQUENCY = partial(_compute, code_frequency)
PUNCH_CARD = partial(_compute, punch_card)
PARTICIPATION = partial(_compute, participation)
