"""Statistics: 202 at first, a year up to this week, and equal sums."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

STATISTICS = ("contributors", "commit_activity", "participation")


def computed(github: TestClient, statistic: str, name: str = "acme/web") -> Any:
    path = f"/repos/{name}/stats/{statistic}"
    github.get(path)
    return github.get(path).json()


@pytest.mark.parametrize("statistic", STATISTICS)
def test_the_first_request_is_answered_202_and_the_second_200(
    github: TestClient, statistic: str
) -> None:
    first, second = (github.get(f"/repos/acme/web/stats/{statistic}") for _ in range(2))

    assert (first.status_code, first.json()) == (202, {})
    assert (second.status_code, bool(second.json())) == (200, True)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_an_empty_repository_has_no_statistics(github: TestClient, statistic: str) -> None:
    answer = github.get(f"/repos/mona/empty/stats/{statistic}")

    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("name", ["acme/web", "acme/api", "mona/dotfiles", "acme/legacy"])
def test_the_three_statistics_agree(github: TestClient, name: str) -> None:
    contributors = computed(github, "contributors", name)
    weeks = computed(github, "commit_activity", name)
    everybody = computed(github, "participation", name)["all"]

    by_person = [[week["c"] for week in each["weeks"]] for each in contributors]
    assert [sum(week) for week in zip(*by_person, strict=True)] == everybody
    assert [week["total"] for week in weeks] == everybody
    assert [sum(week["days"]) for week in weeks] == everybody
    assert sum(each["total"] for each in contributors) == sum(everybody)
    assert {week["w"] for each in contributors for week in each["weeks"]} == {
        week["week"] for week in weeks
    }


def test_the_year_has_52_weeks_from_sunday_and_ends_today(github: TestClient, clock: Any) -> None:
    weeks = computed(github, "commit_activity")

    starts = [datetime.fromtimestamp(week["week"], UTC) for week in weeks]
    assert len(weeks) == 52
    assert {(start.strftime("%a"), start.hour) for start in starts} == {("Sun", 0)}
    assert 0 <= clock.at - weeks[-1]["week"] < 7 * 86_400
    assert weeks[-1]["days"][3:] == [0, 0, 0, 0]  # today is a Tuesday


def test_the_busiest_contributor_comes_last(github: TestClient) -> None:
    contributors = computed(github, "contributors")

    totals = [each["total"] for each in contributors]
    assert totals == sorted(totals)
    assert contributors[-1]["author"]["login"] == "alice"


def test_only_a_person_has_commits_as_the_owner(github: TestClient) -> None:
    own = computed(github, "participation", "mona/dotfiles")

    assert own["owner"] == own["all"] != [0] * 52
    assert computed(github, "participation")["owner"] == [0] * 52
