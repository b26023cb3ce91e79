"""Issues: list, open and change them, and refuse wrong requests."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.helpers.rows import for_each

WEB = "/repos/acme/web/issues"
LIMITED = "/repos/octo-org/handbook/issues"


def numbers(github: TestClient, path: str = WEB, **query: str) -> list[int]:
    return [issue["number"] for issue in github.get(path, params=query).json()]


@for_each(
    ("query", "expected"),
    [
        ({}, [19, 18, 17, 16, 15, 14, 13, 12, 11, 8, 7, 5]),
        ({"state": "closed"}, [10, 9, 6, 4, 3, 2, 1]),
        ({"state": "all", "direction": "asc"}, list(range(1, 20))),
        ({"labels": "bug,needs-triage"}, [16, 12]),
        ({"labels": "Good First Issue"}, [19, 8, 7]),
        ({"labels": "no such label"}, []),
        ({"assignee": "alice"}, [12]),
        ({"assignee": "*"}, [18, 14, 12]),
        ({"assignee": "none", "labels": "bug"}, [16, 7, 5]),
        ({"creator": "Mona"}, [19, 12]),
        ({"mentioned": "mona"}, [14, 11]),
        ({"milestone": "1"}, [18, 15]),
        ({"milestone": "*"}, [18, 15]),
        ({"milestone": "none", "creator": "bob"}, [5]),
        ({"sort": "comments", "per_page": "2"}, [12, 5]),
        ({"sort": "updated", "direction": "asc", "per_page": "2"}, [5, 7]),
    ],
)
def test_a_listing_holds_what_the_query_asks_for(
    github: TestClient, query: dict[str, str], expected: list[int]
) -> None:
    assert numbers(github, **query) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "merged"),
        ("sort", "votes"),
        ("direction", "up"),
        ("assignee", "nobody-here"),
        ("creator", "nobody-here"),
        ("mentioned", "nobody-here"),
        ("milestone", "9"),
    ],
)
def test_values_that_do_not_exist_are_refused(github: TestClient, field: str, value: str) -> None:
    answer = github.get(WEB, params={field: value})

    error = {"value": value, "resource": "Issue", "code": "invalid", "field": field}
    assert answer.status_code == 422
    assert (answer.json()["message"], answer.json()["errors"]) == ("Validation Failed", [error])


def test_pull_requests_are_among_the_issues_and_marked(github: TestClient) -> None:
    issues = github.get(WEB, params={"state": "all"}).json()

    pulls = {issue["number"] for issue in issues if "pull_request" in issue}
    assert pulls == {2, 4, 11, 15, 17}
    assert len(issues) - len(pulls) == 14


@pytest.mark.parametrize(
    ("path", "association"),
    [
        ("acme/web/issues/12", "MEMBER"),
        ("acme/web/issues/17", "CONTRIBUTOR"),
        ("acme/web/issues/13", "NONE"),
        ("alice/recipes/issues/1", "OWNER"),
        ("octo-org/handbook/issues/3", "COLLABORATOR"),
    ],
)
def test_an_author_is_associated_with_the_repository(
    github: TestClient, path: str, association: str
) -> None:
    assert github.get(f"/repos/{path}").json()["author_association"] == association


def test_links_lead_through_every_page_once(github: TestClient) -> None:
    url, seen, pages = "/repos/acme/api/issues?state=all&per_page=10", [], 0
    while url:
        answer = github.get(url)
        seen += [issue["number"] for issue in answer.json()]
        pages += 1
        url = answer.links.get("next", {}).get("url", "")

    assert (pages, seen) == (5, list(range(48, 0, -1)))


def test_links_name_the_repository_by_number(github: TestClient) -> None:
    number = github.get("/repos/acme/api").json()["id"]
    query = {"state": "all", "per_page": "10", "page": "2"}

    links = github.get("/repos/acme/api/issues", params=query).links

    root = f"http://127.0.0.1:8123/repositories/{number}/issues?state=all&per_page=10&page="
    assert {rel: link["url"] for rel, link in links.items()} == {
        "prev": f"{root}1",
        "next": f"{root}3",
        "last": f"{root}5",
        "first": f"{root}1",
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [({}, 30), ({"per_page": "1000"}, 48), ({"per_page": "0"}, 30), ({"page": "9"}, 0)],
)
def test_a_page_has_thirty_and_at_most_a_hundred(
    github: TestClient, query: dict[str, str], count: int
) -> None:
    query = {"state": "all", **query}

    assert len(numbers(github, "/repos/acme/api/issues", **query)) == count


def test_an_issue_that_was_opened_is_listed_and_found(github: TestClient) -> None:
    body = {
        "title": "Crash on start",
        "body": "It crashes.",
        "labels": ["BUG", {"name": "brand new"}],
        "assignees": ["alice"],
        "milestone": 1,
    }

    created = github.post(WEB, json=body)

    issue = created.json()
    assert (created.status_code, issue["number"], issue["state"]) == (201, 20, "open")
    assert created.headers["Location"] == issue["url"]
    assert [label["name"] for label in issue["labels"]] == ["bug", "brand new"]
    assert [person["login"] for person in issue["assignees"]] == ["alice"]
    assert issue["milestone"]["title"] == "v2.0"
    assert issue["user"]["login"] == "mona"
    assert github.get(f"{WEB}/20").json() == issue
    assert numbers(github)[0] == 20


def test_without_push_access_labels_assignees_and_milestone_are_dropped(
    github: TestClient,
) -> None:
    body = {"title": "Typo", "labels": ["bug"], "assignees": ["carol"], "milestone": 7}

    issue = github.post(LIMITED, json=body).json()

    assert (issue["labels"], issue["assignees"], issue["milestone"]) == ([], [], None)
    assert issue["author_association"] == "NONE"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, '"title" wasn\'t supplied.'),
        ({"title": None}, "For 'properties/title', nil is not a string or an integer."),
        (
            {"title": "x", "labels": "bug"},
            "For 'properties/labels', \"bug\" is not an array.",
        ),
        (
            {"title": "x", "labels": {"name": "bug"}},
            'For \'properties/labels\', {"name" => "bug"} is not an array.',
        ),
        ({"title": "x", "labels": [1]}, "For 'properties/labels/items', 1 is not a string."),
        (
            {"title": "x", "body": ["a"]},
            "For 'properties/body', [\"a\"] is not a string or null.",
        ),
    ],
)
def test_wrong_types_are_refused_in_rubys_words(
    github: TestClient, body: dict[str, Any], complaint: str
) -> None:
    answer = github.post(WEB, json=body)

    assert answer.status_code == 422
    assert answer.json()["message"] == f"Invalid request.\n\n{complaint}"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"title": "  "}, {"code": "missing_field", "field": "title"}),
        (
            {"title": "x" * 257},
            {
                "message": "title is too long (maximum is 256 characters)",
                "code": "custom",
                "field": "title",
            },
        ),
        (
            {"title": "x", "body": "y" * 65_537},
            {
                "message": "body is too long (maximum is 65536 characters)",
                "code": "custom",
                "field": "body",
            },
        ),
        (
            {"title": "x", "assignees": ["carol"]},
            {"value": "carol", "code": "invalid", "field": "assignees"},
        ),
        ({"title": "x", "milestone": 9}, {"value": 9, "code": "invalid", "field": "milestone"}),
    ],
)
def test_invalid_values_are_refused(
    github: TestClient, body: dict[str, Any], error: dict[str, Any]
) -> None:
    answer = github.post(WEB, json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"resource": "Issue", **error}]
    assert numbers(github)[0] == 19


def test_the_longest_title_and_body_are_accepted(github: TestClient) -> None:
    answer = github.post(WEB, json={"title": "é" * 256, "body": "y" * 65_536})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", ""), ("GET", "/7"), ("PATCH", "/7"), ("POST", "/7/comments")],
)
def test_where_issues_are_disabled_they_are_gone(
    github: TestClient, method: str, path: str
) -> None:
    answer = github.request(method, f"/repos/acme/infra/issues{path}", json={"title": "x"})

    assert answer.status_code == 410
    assert answer.json()["message"] == "Issues are disabled for this repo"


def test_where_issues_are_disabled_a_listing_still_holds_pull_requests(github: TestClient) -> None:
    (issue,) = github.get("/repos/acme/infra/issues").json()

    assert "pull_request" in issue


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ""),
        ("PATCH", "/1"),
        ("POST", "/1/comments"),
        ("POST", "/1/labels"),
        ("DELETE", "/1/labels/bug"),
        ("POST", "/1/assignees"),
    ],
)
def test_an_archived_repository_is_read_only(github: TestClient, method: str, path: str) -> None:
    body = {"title": "x", "body": "x", "labels": ["bug"], "assignees": ["mona"]}

    answer = github.request(method, f"/repos/acme/legacy/issues{path}", json=body)

    assert answer.status_code == 403
    assert answer.json()["message"] == "Repository was archived so is read-only."


def test_an_issue_that_does_not_exist_is_not_found(github: TestClient) -> None:
    answers = [github.get(f"{WEB}/999"), github.patch(f"{WEB}/999", json={"title": "x"})]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "completed"),
        ({"state_reason": None}, "completed"),
        ({"state_reason": "not_planned"}, "not_planned"),
        ({"state_reason": "duplicate"}, "duplicate"),
    ],
)
def test_closing_says_why_and_who(github: TestClient, sent: dict[str, Any], reason: str) -> None:
    issue = github.patch(f"{WEB}/12", json={"state": "closed", **sent}).json()

    assert (issue["state"], issue["state_reason"]) == ("closed", reason)
    assert issue["closed_by"]["login"] == "mona"
    assert issue["closed_at"] == issue["updated_at"] == "2026-11-24T10:30:00Z"
    assert 12 not in numbers(github)


def test_reopening_clears_the_fields_of_the_closing(github: TestClient) -> None:
    issue = github.patch(f"{WEB}/6", json={"state": "open"}).json()

    assert (issue["state"], issue["state_reason"]) == ("open", "reopened")
    assert (issue["closed_at"], issue["closed_by"]) == (None, None)


def test_a_reason_without_a_change_of_state_is_ignored(github: TestClient) -> None:
    body = {"state": "closed", "state_reason": "duplicate"}

    assert github.patch(f"{WEB}/6", json=body).json()["state_reason"] == "not_planned"


@pytest.mark.parametrize(
    "body",
    [
        {"state": "merged"},
        {"state": "closed", "state_reason": "boring"},
        {"state": "closed", "state_reason": "reopened"},
    ],
)
def test_states_and_reasons_are_closed_sets(github: TestClient, body: dict[str, str]) -> None:
    answer = github.patch(f"{WEB}/12", json=body)

    assert answer.status_code == 422
    assert github.get(f"{WEB}/12").json()["state"] == "open"


def test_what_is_not_a_member_of_a_set_is_named_with_the_set(github: TestClient) -> None:
    answer = github.patch(f"{WEB}/12", json={"state": "merged"})

    assert answer.json()["message"] == (
        "Invalid request.\n\nFor 'properties/state', \"merged\" is not a member of "
        '["open", "closed"].'
    )


def test_a_pull_request_is_closed_like_an_issue_but_a_merged_one_stays(github: TestClient) -> None:
    closed = github.patch(f"{WEB}/11", json={"state": "closed"}).json()
    merged = github.patch(f"{WEB}/2", json={"state": "open"})

    assert (closed["state"], closed["state_reason"]) == ("closed", None)
    assert merged.status_code == 422
    assert merged.json()["errors"][0]["resource"] == "PullRequest"


def test_updating_replaces_labels_and_assignees(github: TestClient) -> None:
    body = {
        "title": "Flicker",
        "body": None,
        "labels": ["priority"],
        "assignees": [{"login": "bob"}],
    }

    issue = github.patch(f"{WEB}/12", json=body).json()

    assert (issue["title"], issue["body"]) == ("Flicker", None)
    assert [label["name"] for label in issue["labels"]] == ["priority"]
    assert [person["login"] for person in issue["assignees"]] == ["bob"]
    assert issue["assignee"]["login"] == "bob"


def test_a_milestone_is_set_and_taken_away(github: TestClient) -> None:
    with_one = github.patch(f"{WEB}/12", json={"milestone": "1"}).json()
    without = github.patch(f"{WEB}/12", json={"milestone": None}).json()

    assert with_one["milestone"]["open_issues"] == 3
    assert without["milestone"] is None


def test_an_update_without_content_changes_nothing(github: TestClient) -> None:
    before = github.get(f"{WEB}/12").json()

    assert github.patch(f"{WEB}/12").json() == before
    assert github.patch(f"{WEB}/12", json={"title": None}).json() == before


def test_without_triage_access_only_the_author_may_edit(github: TestClient) -> None:
    others = github.patch(f"{LIMITED}/1", json={"state": "closed"})
    own = github.patch(f"{LIMITED}/2", json={"state": "closed", "labels": []})

    assert others.status_code == 403
    assert others.json()["message"] == "Must have admin rights to Repository."
    assert own.json()["state"] == "closed"
    assert [label["name"] for label in own.json()["labels"]] == ["bug"]
