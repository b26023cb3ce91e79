"""The search for issues and pull requests: what each qualifier finds, and what is refused."""

import pytest
from starlette.testclient import TestClient

from tests.helpers.rows import for_each


def found(github: TestClient, query: str, **more: str) -> list[int]:
    answer = github.get("/search/issues", params={"q": query, "per_page": "100", **more})
    assert 200 == answer.status_code, answer.text
    data = answer.json()
    assert (len(data["items"]), False) == (data["total_count"], data["incomplete_results"])
    return [item["number"] for item in data["items"]]


@for_each(
    ("query", "numbers"),
    [
        ("is:open is:issue author:mona", [19, 12]),
        ("is:issue is:closed author:mona", [10, 1]),
        ("is:pr is:open", [17, 15, 11]),
        ("is:pr is:merged", [4, 2]),
        ("is:pr draft:true", [15]),
        ("is:pr draft:false is:open", [17, 11]),
        ("is:issue assignee:@me is:open", [18]),
        ('is:issue label:"good first issue"', [19, 8, 7]),
        ("is:issue label:bug label:priority", [18]),
        ("is:issue milestone:v2.0", [18, 10]),
        ('is:issue "login"', [12]),
        ('is:issue "login" in:title', [12]),
        ("is:issue LOGIN flickers", [12]),
        ('is:issue "log in button"', [9]),
        ("is:issue created:>=2026-11-20", [19, 18]),
        ("is:issue updated:>=2026-11-20 is:open", [19, 18]),
    ],
)
def test_a_query_finds_what_it_says(github: TestClient, query: str, numbers: list[int]) -> None:
    assert numbers == found(github, f"repo:acme/web {query}")


def test_scopes_add_up_and_cover_what_the_viewer_sees(github: TestClient) -> None:
    one = len(found(github, "is:issue repo:acme/web"))
    two = len(found(github, "is:issue repo:acme/web repo:mona/dotfiles"))

    assert (14, 16) == (one, two)
    assert len(found(github, "is:issue user:acme")) > two
    assert 2 == len(found(github, "is:issue user:mona Helix")) + 1
    assert [] == found(github, "is:issue launch date")


def test_the_parameters_sort(github: TestClient) -> None:
    query = "repo:acme/web is:issue is:open author:mona"

    assert [12, 19] == found(github, query, sort="created", order="asc")
    assert 12 == found(github, query, sort="comments")[0]


def test_quoted_text_is_no_qualifier(github: TestClient) -> None:
    assert [] == found(github, 'repo:acme/web is:issue "is:open author:mona"')
    assert [] == found(github, r'repo:acme/web is:issue "x\" is:open"')


def test_involves_and_mentions_are_of_people(github: TestClient) -> None:
    github.post("/repos/acme/web/issues", json={"title": "x", "body": "@carol?"})

    assert [20] == found(github, "repo:acme/web is:issue mentions:carol")
    assert 20 in found(github, "repo:acme/web is:issue involves:@me")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Validation Failed"),
        ("crash", "Query must include 'is:issue' or 'is:pull-request'"),
        ("is:issue repo:octo-org/secret-plans", "Validation Failed"),
        ("is:issue user:nobody-at-all", "Validation Failed"),
        ("is:issue&sort=size", "Validation Failed"),
        ("is:issue&order=up", "Validation Failed"),
    ],
)
def test_what_cannot_be_searched_for_is_422(github: TestClient, query: str, message: str) -> None:
    answer = github.get(f"/search/issues?q={query}")

    assert (422, message) == (answer.status_code, answer.json()["message"])


def test_a_qualifier_that_nobody_wrote_is_501(github: TestClient) -> None:
    assert 501 == github.get("/search/issues?q=is:issue reason:completed").status_code


def test_nobody_in_particular_searches_without_a_kind(anonymous: TestClient) -> None:
    assert {12} <= set(found(anonymous, "repo:acme/web login"))


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("filter=all", 30),
        ("filter=subscribed", 5),
        ("filter=created", 5),
        ("filter=mentioned", 0),
        ("labels=bug&filter=all", 5),
    ],
)
def test_my_issues_are_those_that_concern_me(github: TestClient, query: str, least: int) -> None:
    issues = github.get(f"/issues?{query}&per_page=100").json()

    assert len(issues) >= least
    assert all(issue["state"] == "open" and issue["repository"]["full_name"] for issue in issues)
    assert {"octo-org/secret-plans"}.isdisjoint(each["repository"]["full_name"] for each in issues)


def hits(github: TestClient, kind: str, query: str, key: str, **more: str) -> list[str]:
    answer = github.get(f"/search/{kind}", params={"q": query, **more})
    assert 200 == answer.status_code, answer.text
    return [item[key] for item in answer.json()["items"]]


@for_each(
    ("kind", "query", "key", "found"),
    [
        ("code", '"shop" repo:acme/web', "path", ["README.md"]),
        ("code", '"2.0" repo:acme/web path:src filename:version.txt', "path", ["src/version.txt"]),
        ("code", '"shop" repo:acme/web language:python', "path", []),
        ("repositories", '"payments" language:python', "full_name", ["acme/api"]),
        ("repositories", "user:acme topic:shop is:public", "full_name", ["acme/web"]),
        ("users", 'type:user "mona"', "login", ["mona"]),
        ("users", 'type:org "acme"', "login", ["acme"]),
        ("users", "type:user location:Berlin", "login", ["alice"]),
        ("users", "type:org location:berlin", "login", ["acme"]),
    ],
)
def test_each_search_finds_what_its_query_says(
    github: TestClient, kind: str, query: str, key: str, found: list[str]
) -> None:
    assert found == hits(github, kind, query, key)


def test_commits_are_found_by_message_author_and_day(github: TestClient) -> None:
    messages = [
        item["commit"]["message"]
        for item in github.get("/search/commits?q=%22version%22 repo:acme/web").json()["items"]
    ]

    assert ["Say which version this is", "Add a file for the version"] == messages
    assert [] == hits(github, "commits", "repo:acme/web author-date:>=2999-01-01", "sha")


def test_the_text_around_what_was_found_comes_if_it_is_asked_for(github: TestClient) -> None:
    media = {"accept": "application/vnd.github.text-match+json"}
    query = "/search/code?q=%22shop%22 repo:acme/web"

    (plain,) = github.get(query).json()["items"]
    (shown,) = github.get(query, headers=media).json()["items"]

    assert "text_matches" not in plain
    assert "shop" in shown["text_matches"][0]["fragment"]


def test_code_is_not_searched_without_words_nor_where_nobody_may_look(github: TestClient) -> None:
    assert 422 == github.get("/search/code?q=repo:acme/web").status_code
    assert 422 == github.get("/search/code?q=x repo:octo-org/secret-plans").status_code
