"""Projects, people, boards and sprints."""

from typing import Any

from tests.helpers.rows import for_each
from tests.sandbox.jira.conftest import ADA, Jira


def names(page: dict[str, Any]) -> list[str]:
    return [each["name"] for each in page["values"]]


def in_sprint(jira: Jira, number: int) -> list[str]:
    shown = jira.get(f"/sprint/{number}/issue", fields="summary")["issues"]
    return [each["key"] for each in shown]


def test_who_is_signed_in_is_shown(jira: Jira) -> None:
    me = jira.get("/myself")

    assert (ADA, "Ada Lovelace", "Europe/Berlin") == (
        me["accountId"],
        me["displayName"],
        me["timeZone"],
    )


@for_each(
    ("query", "found"),
    [
        ({}, ["Documentation", "Operations", "Website"]),
        ({"orderBy": "-key"}, ["Website", "Operations", "Documentation"]),
        ({"query": "web"}, ["Website"]),
        ({"query": "OPS"}, ["Operations"]),
        ({"query": "Plans"}, []),
        ({"keys": "WEB,OPS,SECRET"}, ["Operations", "Website"]),
        ({"id": "10000"}, ["Website"]),
        ({"action": "create"}, ["Operations", "Website"]),
        ({"typeKey": "business"}, []),
    ],
)
def test_projects_are_listed_as_far_as_they_are_visible(
    query: dict[str, str], found: list[str], jira: Jira
) -> None:
    assert found == names(jira.get("/project/search", **query))


def test_the_sandbox_does_not_order_by_everything(jira: Jira) -> None:
    assert 400 == jira.refusal("GET", "/project/search", orderBy="owner")[0]


def test_projects_come_in_pages(jira: Jira) -> None:
    first = jira.get("/project/search", maxResults=2)
    last = jira.get("/project/search", maxResults=2, startAt=2)

    assert ([False, True], [2, 1], 3) == (
        [first["isLast"], last["isLast"]],
        [len(first["values"]), len(last["values"])],
        first["total"],
    )


@for_each("asked", ["OPS", "ops", "10001"])
def test_a_project_is_shown(asked: str, jira: Jira) -> None:
    project = jira.get(f"/project/{asked}")

    assert ("OPS", True, "Bob Kahn") == (
        project["key"],
        project["isPrivate"],
        project["lead"]["displayName"],
    )
    assert ["Task", "Bug"] == [each["name"] for each in project["issueTypes"]]


@for_each("asked", ["SECRET", "10003", "NOPE"])
def test_a_project_that_is_not_visible_is_not_there(asked: str, jira: Jira) -> None:
    for path in ("", "/createmeta"):
        where = f"/project/{asked}" if not path else f"/issue/createmeta/{asked}/issuetypes"
        assert 404 == jira.refusal("GET", where)[0]


def test_the_types_and_fields_of_a_new_issue_are_listed(jira: Jira) -> None:
    types = jira.get("/issue/createmeta/WEB/issuetypes")["issueTypes"]
    subtask = next(each for each in types if each["subtask"])
    fields = jira.get(f"/issue/createmeta/WEB/issuetypes/{subtask['id']}")["fields"]

    assert ["Epic", "Story", "Task", "Bug", "Subtask"] == [each["name"] for each in types]
    needed = [each["fieldId"] for each in fields if each["required"]]
    assert ["summary", "issuetype", "project", "reporter", "parent"] == needed
    allowed = {each["fieldId"]: each.get("allowedValues", []) for each in fields}
    assert ["Login", "Shop"] == [each["name"] for each in allowed["components"]]


def test_every_field_that_is_listed_is_taken(jira: Jira) -> None:
    task = jira.get("/issue/createmeta/WEB/issuetypes/10002", maxResults=200)["fields"]
    epic = jira.get("/issue/createmeta/WEB/issuetypes/10000", maxResults=200)["fields"]

    for each in task:
        if each["fieldId"] not in ("project", "issuetype"):
            body = {"fields": {each["fieldId"]: {"wrong": True}}}
            assert "cannot be set" not in jira.refusal("PUT", "/issue/WEB-9", body)[1]
    assert {"parent"} == {each["fieldId"] for each in task} - {each["fieldId"] for each in epic}


def test_fields_are_of_a_type_of_the_project_in_which_one_may_create(jira: Jira) -> None:
    assert 400 == jira.refusal("GET", "/issue/createmeta/OPS/issuetypes/10000")[0]
    assert 403 == jira.refusal("GET", "/issue/createmeta/DOCS/issuetypes")[0]


@for_each(
    ("query", "found"),
    [
        ({"query": "sam"}, ["Sam Lee", "Sam Ortiz"]),
        ({"query": "sam l"}, ["Sam Lee"]),
        ({"query": "kahn"}, ["Bob Kahn"]),
        ({"query": "bob@acme"}, ["Bob Kahn"]),
        ({"query": "dan"}, []),
        ({"accountId": ADA}, ["Ada Lovelace"]),
        ({"maxResults": "2"}, ["Ada Lovelace", "Bob Kahn"]),
        ({"startAt": "4"}, ["Sam Ortiz"]),
    ],
)
def test_who_can_be_assigned_is_found_by_the_beginnings_of_words(
    query: dict[str, str], found: list[str], jira: Jira
) -> None:
    people = jira.get("/user/assignable/search", project="WEB", **query)

    assert found == [each["displayName"] for each in people]


def test_who_can_be_assigned_depends_on_the_project(jira: Jira) -> None:
    assert [] == jira.get("/user/assignable/search", issueKey="OPS-1", query="sam")
    for query, status in (
        ({}, 400),
        ({"project": "SECRET"}, 404),
        ({"issueKey": "OPS-4"}, 404),
        ({"project": "WEB", "username": "bob"}, 400),
    ):
        assert status == jira.refusal("GET", "/user/assignable/search", **query)[0]


@for_each(
    ("query", "found"),
    [
        ({}, ["WEB board", "OPS board"]),
        ({"projectKeyOrId": "OPS"}, ["OPS board"]),
        ({"type": "scrum"}, ["WEB board"]),
        ({"name": "ops"}, ["OPS board"]),
    ],
)
def test_boards_are_listed(query: dict[str, str], found: list[str], jira: Jira) -> None:
    assert found == names(jira.get("/board", **query))


def test_boards_of_what_is_not_visible_are_not_there(jira: Jira) -> None:
    assert 400 == jira.refusal("GET", "/board", projectKeyOrId="SECRET")[0]
    for path in ("/board/3/sprint", "/board/9/sprint", "/board/x/sprint", "/sprint/4", "/sprint/x"):
        assert 404 == jira.refusal("GET", path)[0]


def test_sprints_are_listed_by_state(jira: Jira) -> None:
    assert ["WEB Sprint 1", "WEB Sprint 2", "WEB Sprint 3"] == names(jira.get("/board/1/sprint"))
    two = jira.get("/board/1/sprint", state="active,future")
    assert ["WEB Sprint 2", "WEB Sprint 3"] == names(two)
    assert 400 == jira.refusal("GET", "/board/1/sprint", state="past")[0]


def test_a_kanban_board_has_no_sprints(jira: Jira) -> None:
    assert (400, "The board does not support sprints") == jira.refusal("GET", "/board/2/sprint")


def test_a_sprint_is_shown(jira: Jira) -> None:
    sprint = jira.get("/sprint/2")

    assert ("WEB Sprint 2", "active", 1, "Ship web 2.4") == (
        sprint["name"],
        sprint["state"],
        sprint["originBoardId"],
        sprint["goal"],
    )
    assert "2026-11-17T10:30:00.000Z" == sprint["startDate"]
    assert "startDate" not in jira.get("/sprint/3")


def test_the_issues_of_a_sprint_are_listed_and_not_searched(jira: Jira) -> None:
    assert ["WEB-2", "WEB-5", "WEB-6", "WEB-8"] == in_sprint(jira, 2)
    assert 501 == jira.refusal("GET", "/sprint/2/issue", jql='issuetype = "Bug"')[0]
    page = jira.get("/sprint/2/issue", maxResults=1, startAt=3)["issues"]
    assert ["WEB-8"] == [each["key"] for each in page]
    assert "comment" not in page[0]["fields"]


def test_issues_are_moved_into_a_sprint(jira: Jira) -> None:
    assert jira.send("POST", "/sprint/3/issue", {"issues": ["WEB-9", "WEB-5"]}) is None

    assert ["WEB-5", "WEB-9", "WEB-10"] == in_sprint(jira, 3)
    assert "WEB-5" not in in_sprint(jira, 2)
    change = jira.get("/issue/WEB-5/changelog")["values"][-1]["items"][0]
    assert ("Sprint", "WEB Sprint 2", "WEB Sprint 3") == (
        change["field"],
        change["fromString"],
        change["toString"],
    )


def test_a_closed_sprint_stays_in_the_past_of_an_issue(jira: Jira) -> None:
    jira.send("POST", "/sprint/2/issue", {"issues": ["WEB-7"]})

    shown = jira.fields("WEB-7", "customfield_10020")["customfield_10020"]
    assert ["closed", "active"] == [each["state"] for each in shown]


@for_each(
    ("sprint", "body", "status"),
    [
        (1, {"issues": ["WEB-9"]}, 400),
        (2, {"issues": []}, 400),
        (2, {}, 400),
        (2, {"issues": ["WEB-9"] * 51}, 400),
        (2, {"issues": ["WEB-9", "WEB-99"]}, 400),
        (2, {"issues": ["OPS-4"]}, 400),
        (2, {"issues": ["WEB-1"]}, 400),
        (2, {"issues": ["WEB-4"]}, 400),
        (2, {"issues": ["DOCS-1"]}, 403),
        (2, {"issues": "WEB-9"}, 400),
        (2, {"issues": ["WEB-9"], "colour": "red"}, 400),
        (4, {"issues": ["WEB-9"]}, 404),
    ],
)
def test_not_everything_is_moved(
    sprint: int, body: dict[str, Any], status: int, jira: Jira
) -> None:
    assert status == jira.refusal("POST", f"/sprint/{sprint}/issue", body)[0]
    assert "WEB-9" not in in_sprint(jira, 2)


def test_a_sprint_is_changed_in_part(jira: Jira) -> None:
    sprint = jira.send("POST", "/sprint/2", {"goal": "Ship it"})

    assert ("Ship it", "WEB Sprint 2", "active") == (
        sprint["goal"],
        sprint["name"],
        sprint["state"],
    )


def test_a_sprint_is_started_and_closed(jira: Jira) -> None:
    times = {"startDate": "2026-11-24T10:00:00.000Z", "endDate": "2026-12-08T10:00:00.000Z"}
    assert "active" == jira.send("POST", "/sprint/3", {"state": "active", **times})["state"]

    closed = jira.send("POST", "/sprint/3", {"state": "closed"})

    assert ("closed", "2026-11-24T10:30:00.000Z") == (closed["state"], closed["completeDate"])


def test_what_is_open_falls_out_of_a_sprint_that_is_closed(jira: Jira) -> None:
    number = jira.get("/issue/WEB-6/transitions")["transitions"][0]["id"]
    jira.send("POST", "/issue/WEB-6/transitions", {"transition": {"id": number}})

    jira.send("POST", "/sprint/2", {"state": "closed"})

    assert ["WEB-6"] == in_sprint(jira, 2)
    assert jira.fields("WEB-5", "customfield_10020")["customfield_10020"] is None


@for_each(
    ("sprint", "body"),
    [
        (1, {"name": "x"}),
        (2, {"name": " "}),
        (2, {"state": "future"}),
        (2, {"state": "over"}),
        (3, {"state": "closed"}),
        (3, {"state": "active"}),
        (3, {"startDate": "soon"}),
        (3, {"startDate": "2026-11-24T10:00:00"}),
        (3, {"startDate": "2026-12-24T10:00:00Z", "endDate": "2026-12-08T10:00:00Z"}),
        (3, {"originBoardId": 2}),
        (3, {"colour": "red"}),
        (3, {"name": 1}),
    ],
)
def test_not_every_change_is_made_to_a_sprint(
    sprint: int, body: dict[str, Any], jira: Jira
) -> None:
    before = jira.get(f"/sprint/{sprint}")

    assert 400 == jira.refusal("POST", f"/sprint/{sprint}", body)[0]
    assert before == jira.get(f"/sprint/{sprint}")
