"""Pull requests of a repository."""

import pytest
from starlette.testclient import TestClient

PULLS = "/repos/acme/web/pulls"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [17, 15, 11]),
        ({"direction": "asc"}, [11, 15, 17]),
        ({"state": "closed"}, [4, 2]),
        ({"state": "all", "per_page": "2"}, [17, 15]),
        ({"sort": "updated"}, [11, 15, 17]),
        ({"sort": "popularity", "direction": "desc", "per_page": "1"}, [11]),
        ({"sort": "long-running", "direction": "desc"}, [11, 15, 17]),
        ({"head": "acme:checkout"}, [15]),
        ({"head": "bob:checkout"}, []),
        ({"head": "checkout"}, [17, 15, 11]),
        ({"base": "main"}, [17, 15, 11]),
        ({"base": "release"}, []),
    ],
)
def test_a_listing_holds_what_the_query_asks_for(
    github: TestClient, query: dict[str, str], expected: list[int]
) -> None:
    pulls = github.get(PULLS, params=query).json()

    assert [pull["number"] for pull in pulls] == expected


@pytest.mark.parametrize("query", [{"state": "merged"}, {"sort": "votes"}, {"direction": "up"}])
def test_values_that_do_not_exist_are_refused(github: TestClient, query: dict[str, str]) -> None:
    answer = github.get(PULLS, params=query)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["resource"] == "PullRequest"


def test_drafts_and_merges_are_marked(github: TestClient) -> None:
    pulls = {pull["number"]: pull for pull in github.get(PULLS, params={"state": "all"}).json()}

    assert (pulls[15]["draft"], pulls[11]["draft"]) == (True, False)
    assert pulls[4]["merged_at"] == pulls[4]["closed_at"] is not None
    assert pulls[11]["merged_at"] is None
    assert pulls[11]["requested_reviewers"][0]["login"] == "mona"
    assert pulls[17]["user"]["type"] == "Bot"


def test_a_pull_request_that_was_closed_is_no_longer_open(github: TestClient) -> None:
    github.patch("/repos/acme/web/issues/17", json={"state": "closed"})

    assert [pull["number"] for pull in github.get(PULLS).json()] == [15, 11]
