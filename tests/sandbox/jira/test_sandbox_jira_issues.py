"""Issues: reading, making, changing, moving on, and deleting them."""

from typing import Any

from tests.helpers.rows import for_each
from tests.sandbox.jira.conftest import ADA, BOB, CAROL, SAM_LEE, Clock, Jira, words

NEW = {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "summary": "Paint the door"}
DAN = "5b10ac8d82e05b22cc7d4efa"


def create(jira: Jira, **fields: Any) -> str:
    made = jira.send("POST", "/issue", {"fields": NEW | fields})
    assert made.keys() == {"id", "key", "self"}
    return str(made["key"])


def edit(jira: Jira, key: str, **body: Any) -> None:
    assert jira.send("PUT", f"/issue/{key}", body) is None


def ways(jira: Jira, key: str) -> dict[str, str]:
    shown = jira.get(f"/issue/{key}/transitions")["transitions"]
    return {each["name"]: each["id"] for each in shown}


def go(jira: Jira, key: str, name: str) -> None:
    jira.send("POST", f"/issue/{key}/transitions", {"transition": {"id": ways(jira, key)[name]}})


def last_change(jira: Jira, key: str) -> dict[str, Any]:
    items = jira.get(f"/issue/{key}/changelog")["values"][-1]["items"]
    assert 1 == len(items)
    return {name: items[0][name] for name in ("field", "fromString", "toString")}


def test_an_issue_is_shown_with_its_fields(jira: Jira) -> None:
    fields = jira.get("/issue/WEB-5")["fields"]

    assert "The login page times out on slow phones" == fields["summary"]
    assert ("To Do", "High", "Sam Lee", "Bug") == (
        fields["status"]["name"],
        fields["priority"]["name"],
        fields["assignee"]["displayName"],
        fields["issuetype"]["name"],
    )
    assert [3, 3, 5400] == [
        fields["comment"]["total"],
        fields["customfield_10016"],
        fields["timespent"],
    ]
    assert [("WEB Sprint 2", "active", 1)] == [
        (each["name"], each["state"], each["boardId"]) for each in fields["customfield_10020"]
    ]


def test_an_issue_is_shown_by_its_id_and_in_any_case(jira: Jira) -> None:
    number = jira.get("/issue/WEB-5")["id"]

    assert "WEB-5" == jira.get(f"/issue/{number}")["key"]
    assert "WEB-5" == jira.get("/issue/web-5")["key"]


@for_each(
    ("asked", "has", "has_not"),
    [
        ("summary", {"summary"}, {"status", "comment"}),
        ("*all", {"summary", "comment"}, set()),
        ("*navigable", {"summary"}, {"comment", "worklog"}),
        ("*all,-comment", {"summary"}, {"comment"}),
        ("-comment", {"summary"}, {"comment"}),
        ("nothing", set(), {"summary"}),
    ],
)
def test_fields_are_chosen(asked: str, has: set[str], has_not: set[str], jira: Jira) -> None:
    shown = jira.get("/issue/WEB-5", fields=asked)["fields"].keys()

    assert has <= shown
    assert not has_not & shown


def test_a_moved_issue_answers_under_its_present_key(jira: Jira) -> None:
    assert "WEB-7" == jira.get("/issue/OLD-3")["key"]


@for_each("key", ["WEB-99", "OLD-4", "SECRET-1", "OPS-4", "10118", "x"])
@for_each(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/transitions"),
        ("GET", "/comment"),
        ("GET", "/changelog"),
        ("DELETE", ""),
    ],
)
def test_what_is_not_visible_is_not_there(method: str, path: str, key: str, jira: Jira) -> None:
    status, messages = jira.refusal(method, f"/issue/{key}{path}")

    assert (404, "Issue does not exist or you do not have permission to see it.") == (
        status,
        messages,
    )


def test_links_to_what_is_not_visible_are_left_out(jira: Jira) -> None:
    (link,) = jira.fields("WEB-6", "issuelinks")["issuelinks"]

    assert ("WEB-5", "blocks") == (link["outwardIssue"]["key"], link["type"]["outward"])


def test_an_issue_is_expanded(jira: Jira) -> None:
    shown = jira.get("/issue/WEB-5", expand="changelog,transitions")

    newest_first = shown["changelog"]["histories"]
    assert "Sprint" == newest_first[0]["items"][0]["field"]
    assert ["Start work"] == [each["name"] for each in shown["transitions"]]


def test_an_issue_is_made(jira: Jira) -> None:
    key = create(
        jira,
        description=words("It is green."),
        assignee={"accountId": BOB},
        labels=["house"],
        priority={"name": "Low"},
        parent={"key": "WEB-1"},
        components=[{"name": "Shop"}],
        fixVersions=[{"id": "10301"}],
        duedate="2027-02-28",
        customfield_10016=2.5,
        customfield_10020=2,
    )

    fields = jira.get(f"/issue/{key}")["fields"]
    assert "WEB-13" == key
    assert ("To Do", "Ada Lovelace", "Bob Kahn", "Low") == (
        fields["status"]["name"],
        fields["reporter"]["displayName"],
        fields["assignee"]["displayName"],
        fields["priority"]["name"],
    )
    assert (["house"], "WEB-1", "2027-02-28", 2.5) == (
        fields["labels"],
        fields["parent"]["key"],
        fields["duedate"],
        fields["customfield_10016"],
    )
    assert (["Shop"], ["2.4"]) == (
        [each["name"] for each in fields["components"]],
        [each["name"] for each in fields["fixVersions"]],
    )
    assert words("It is green.") == fields["description"]
    assert fields["watches"]["isWatching"]


def test_a_new_issue_can_be_given_labels_one_by_one(jira: Jira) -> None:
    body = {"fields": NEW, "update": {"labels": [{"add": "a"}, {"add": "b"}]}}

    key = jira.send("POST", "/issue", body)["key"]

    assert ["a", "b"] == jira.fields(key, "labels")["labels"]


def test_an_issue_is_made_by_ids_too(jira: Jira) -> None:
    key = create(jira, project={"id": "10001"}, issuetype={"id": "10003"})

    assert "OPS-5" == key
    assert "Bug" == jira.fields(key, "issuetype")["issuetype"]["name"]


def test_a_number_is_not_used_again(jira: Jira) -> None:
    first = create(jira)
    jira.send("DELETE", f"/issue/{first}")

    assert ["WEB-13", "WEB-14"] == [first, create(jira)]


@for_each(
    ("fields", "wrong"),
    [
        ({"summary": ""}, "summary: You must specify a summary of the issue."),
        ({"summary": "a\nb"}, "summary: The summary is invalid because it contains newline"),
        ({"summary": "x" * 256}, "summary: Summary can't exceed 255 characters."),
        ({"summary": None}, "summary: You must specify a summary"),
        ({"project": {"key": "SECRET"}}, "project: valid project is required"),
        ({"project": "WEB"}, "project: valid project is required"),
        ({"issuetype": {"name": "Wish"}}, "issuetype: Specify a valid issue type"),
        ({"issuetype": None}, "issuetype: Specify an issue type"),
        ({"description": "text"}, "description: Operation value must be an Atlassian Document"),
        ({"assignee": {"accountId": DAN}}, f"assignee: User '{DAN}' cannot be assigned issues."),
        ({"assignee": {"name": "bob"}}, "assignee: data was not an object"),
        ({"labels": ["a b"]}, "labels: The label 'a b' contains spaces which is invalid."),
        ({"labels": "a"}, "labels: expected an array of texts"),
        ({"priority": {"name": ""}}, "priority: expected a text as id, key or name"),
        ({"priority": {"name": "Urgent"}}, "priority: The priority selected is invalid."),
        ({"parent": {"key": "SECRET-1"}}, "parent: Could not find issue by id or key."),
        ({"parent": {"key": "WEB-5"}}, "parent: Given parent work item does not belong"),
        ({"issuetype": {"name": "Subtask"}}, "parent: Issue type is a sub-task but parent"),
        (
            {"issuetype": {"name": "Subtask"}, "parent": {"key": "WEB-1"}},
            "parent: Given parent work item does not belong",
        ),
        ({"components": [{"name": "Bar"}]}, "components: Component name 'Bar' is not valid"),
        ({"fixVersions": {"name": "2.4"}}, "fixVersions: expected an array of objects"),
        ({"duedate": "28.2.2027"}, "duedate: Error parsing date string: 28.2.2027"),
        ({"duedate": "2027-02-29"}, "duedate: Error parsing date string: 2027-02-29"),
        ({"customfield_10016": "5"}, "customfield_10016: Operation value must be a number"),
        ({"customfield_10020": "2"}, "customfield_10020: Number value expected as the Sprint id."),
        ({"customfield_10020": 1}, "customfield_10020: Sprint does not exist or is closed."),
        ({"status": {"name": "Done"}}, "status: Field 'status' cannot be set."),
        ({"reporter": {"accountId": "nobody"}}, "reporter: The reporter specified is not a user."),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], wrong: str, jira: Jira) -> None:
    status, messages = jira.refusal("POST", "/issue", {"fields": NEW | fields})

    assert 400 == status
    assert messages.startswith(wrong)


def test_every_wrong_field_is_named(jira: Jira) -> None:
    fields = {"project": {"key": "WEB"}, "issuetype": {"name": "Task"}, "labels": "a", "x": 1}

    _, messages = jira.refusal("POST", "/issue", {"fields": fields})

    assert ["x", "labels", "summary"] == [each.partition(":")[0] for each in messages.split("; ")]


def test_a_create_has_fields(jira: Jira) -> None:
    assert 400 == jira.refusal("POST", "/issue", {"update": {}})[0]


@for_each(
    ("method", "path", "body"),
    [
        ("POST", "/issue", {"fields": NEW | {"project": {"key": "DOCS"}}}),
        ("PUT", "/issue/DOCS-1", {"fields": {"summary": "x"}}),
        ("PUT", "/issue/DOCS-1/assignee", {"accountId": ADA}),
        ("POST", "/issue/DOCS-1/transitions", {"transition": {"id": "11"}}),
        ("POST", "/issue/DOCS-1/comment", {"body": words("x")}),
        ("DELETE", "/issue/DOCS-1", None),
    ],
)
def test_a_project_that_one_only_reads_is_not_written(
    method: str, path: str, body: Any, jira: Jira
) -> None:
    assert 403 == jira.refusal(method, path, body)[0]
    assert "Describe the login page" == jira.fields("DOCS-1", "summary")["summary"]


def test_an_edit_changes_fields_and_the_time(jira: Jira) -> None:
    before = jira.fields("WEB-5", "updated")["updated"]

    edit(jira, "WEB-5", fields={"summary": "It times out", "priority": {"name": "Low"}})

    after = jira.fields("WEB-5", "summary", "priority", "updated")
    assert ("It times out", "Low") == (after["summary"], after["priority"]["name"])
    assert after["updated"] > before


def test_no_two_edits_are_of_the_same_time(jira: Jira) -> None:
    times = []
    for summary in ("one", "two", "three"):
        edit(jira, "WEB-5", fields={"summary": summary})
        times.append(jira.fields("WEB-5", "updated")["updated"])

    assert sorted(set(times)) == times


def test_an_edit_is_in_the_history(jira: Jira) -> None:
    edit(jira, "WEB-5", fields={"priority": {"name": "Lowest"}})

    assert {"field": "priority", "fromString": "High", "toString": "Lowest"} == last_change(
        jira, "WEB-5"
    )


@for_each(
    ("fields", "change"),
    [
        ({"labels": ["a", "b"]}, ("labels", "login mobile", "a b")),
        ({"assignee": None}, ("assignee", "Sam Lee", None)),
        ({"duedate": "2027-01-01"}, ("duedate", "2027-03-01", "2027-01-01")),
        ({"components": []}, ("Component", "Login", None)),
        ({"fixVersions": [{"name": "2.4"}]}, ("Fix Version", None, "2.4")),
        ({"customfield_10016": 8}, ("Story point estimate", "3", "8")),
        ({"customfield_10020": 3}, ("Sprint", "WEB Sprint 2", "WEB Sprint 3")),
        ({"issuetype": {"name": "Task"}}, ("issuetype", "Bug", "Task")),
        ({"reporter": {"id": BOB}}, ("reporter", "Sam Lee", "Bob Kahn")),
        ({"parent": None}, ("IssueParentAssociation", "WEB-1", None)),
        ({"duedate": None}, ("duedate", "2027-03-01", None)),
        ({"customfield_10020": None}, ("Sprint", "WEB Sprint 2", "")),
        ({"description": None}, None),
    ],
)
def test_every_field_is_changed_with_its_words(
    fields: dict[str, Any], change: tuple[str, str | None, str | None] | None, jira: Jira
) -> None:
    key = jira.send("POST", "/issue", {"fields": NEW | {"issuetype": {"name": "Bug"}}})["key"]
    edit(
        jira,
        key,
        fields={
            "labels": ["login", "mobile"],
            "assignee": {"id": SAM_LEE},
            "reporter": {"id": SAM_LEE},
            "components": [{"name": "Login"}],
            "customfield_10016": 3,
            "customfield_10020": 2,
            "parent": {"key": "WEB-1"},
            "duedate": "2027-03-01",
            "description": words("old"),
        },
    )

    edit(jira, key, fields=fields)

    expected = change or ("description", "old", None)
    assert dict(zip(("field", "fromString", "toString"), expected, strict=True)) == last_change(
        jira, key
    )


def test_what_does_not_change_is_not_in_the_history(jira: Jira) -> None:
    before = jira.get("/issue/WEB-5/changelog")["total"]

    edit(jira, "WEB-5", fields={"priority": {"name": "High"}})

    assert before == jira.get("/issue/WEB-5/changelog")["total"]


def test_labels_are_added_and_removed(jira: Jira) -> None:
    edit(jira, "WEB-5", update={"labels": [{"add": "ios"}, {"remove": "login"}, {"add": "mobile"}]})

    assert ["mobile", "ios"] == jira.fields("WEB-5", "labels")["labels"]


def test_components_are_added_and_removed_by_name(jira: Jira) -> None:
    operations = [{"add": {"name": "Shop"}}, {"remove": {"name": "Login"}}]

    edit(jira, "WEB-5", update={"components": operations})

    shown = jira.fields("WEB-5", "components")["components"]
    assert ["Shop"] == [each["name"] for each in shown]


def test_one_field_is_set_by_an_operation(jira: Jira) -> None:
    edit(jira, "WEB-5", update={"summary": [{"set": "It times out"}]})

    assert "It times out" == jira.fields("WEB-5", "summary")["summary"]


def test_an_edit_can_comment(jira: Jira) -> None:
    edit(jira, "WEB-5", update={"comment": [{"add": {"body": words("seen")}}]})

    assert (
        words("seen") == jira.get("/issue/WEB-5/comment", orderBy="-created")["comments"][0]["body"]
    )


@for_each(
    "body",
    [
        {},
        {"fields": {}},
        {"fields": {"labels": []}, "update": {"labels": [{"add": "x"}]}},
        {"update": {"labels": [{"add": "x", "remove": "y"}]}},
        {"update": {"summary": [{"add": "x"}]}},
        {"update": {"comment": [{"add": {"body": "text"}}]}},
        {"update": {"comment": [{"remove": {"id": "1"}}]}},
        {"fields": {"project": {"key": "OPS"}}},
        {"fields": {"issuetype": {"name": "Epic"}}},
        {"fields": {"issuetype": {"name": "Wish"}}},
        {"transition": {"id": "511"}, "fields": {"summary": "x"}},
    ],
)
def test_not_everything_is_an_edit(body: dict[str, Any], jira: Jira) -> None:
    before = jira.get("/issue/WEB-5")

    assert 400 == jira.refusal("PUT", "/issue/WEB-5", body)[0]
    assert before == jira.get("/issue/WEB-5")


def test_an_edit_can_return_the_issue(jira: Jira) -> None:
    answer = jira.ask(
        "PUT",
        "/issue/WEB-5",
        json={"fields": {"summary": "x"}},
        params={"returnIssue": "true"},
    )

    assert (200, "x") == (answer.status_code, answer.json()["fields"]["summary"])


@for_each(("said", "who"), [(BOB, "Bob Kahn"), (None, None), ("-1", None)])
def test_an_issue_is_assigned(said: str | None, who: str | None, jira: Jira) -> None:
    assert jira.send("PUT", "/issue/WEB-5/assignee", {"accountId": said}) is None

    shown = jira.fields("WEB-5", "assignee")["assignee"]
    assert who == (shown and shown["displayName"])


@for_each(
    "body",
    [
        {},
        {"accountId": DAN},
        {"accountId": "x" * 129},
        {"accountId": "x"},
        {"name": "bob"},
        {"accountId": 1},
    ],
)
def test_not_everybody_is_assigned(body: dict[str, Any], jira: Jira) -> None:
    assert 400 == jira.refusal("PUT", "/issue/WEB-5/assignee", body)[0]


def test_the_ids_of_transitions_differ_from_issue_to_issue(jira: Jira) -> None:
    assert {"Start work"} == ways(jira, "WEB-5").keys() == ways(jira, "WEB-8").keys()
    assert ways(jira, "WEB-5") != ways(jira, "WEB-8")


def test_an_issue_goes_on_until_it_is_done(jira: Jira, clock: Clock) -> None:
    go(jira, "WEB-5", "Start work")
    assert "In Progress" == jira.fields("WEB-5", "status")["status"]["name"]
    assert {"Finish", "Stop work"} == ways(jira, "WEB-5").keys()
    clock.at += 60

    go(jira, "WEB-5", "Finish")

    fields = jira.fields("WEB-5", "status", "resolution", "resolutiondate")
    assert ("Done", "Done", "2026-11-24T10:31:00.000+0000") == (
        fields["status"]["name"],
        fields["resolution"]["name"],
        fields["resolutiondate"],
    )
    go(jira, "WEB-5", "Reopen")
    assert jira.fields("WEB-5", "resolution")["resolution"] is None


def test_a_transition_is_in_the_history(jira: Jira) -> None:
    go(jira, "WEB-5", "Start work")

    assert {"field": "status", "fromString": "To Do", "toString": "In Progress"} == last_change(
        jira, "WEB-5"
    )


def test_a_transition_can_comment(jira: Jira) -> None:
    update = {"comment": [{"add": {"body": words("I begin")}}]}
    transition = {"id": ways(jira, "WEB-5")["Start work"]}

    jira.send("POST", "/issue/WEB-5/transitions", {"transition": transition, "update": update})

    assert words("I begin") == jira.get("/issue/WEB-5/comment")["comments"][-1]["body"]


def test_one_transition_is_shown(jira: Jira) -> None:
    number = ways(jira, "WEB-6")["Finish"]

    shown = jira.get("/issue/WEB-6/transitions", transitionId=number)["transitions"]

    assert ["Finish"] == [each["name"] for each in shown]
    assert "done" == shown[0]["to"]["statusCategory"]["key"]


@for_each(
    "more",
    [
        {"transition": {}},
        {"transition": {"id": "1"}},
        {"transition": {"id": 511}},
        {"transition": {"name": "Start work"}},
        {"fields": {"resolution": {"name": "Done"}}},
        {"update": {"labels": [{"add": "x"}]}},
        {"update": {"comment": [{"add": {"body": "text"}}]}},
        {"colour": "red"},
    ],
)
def test_not_everything_is_a_transition(more: dict[str, Any], jira: Jira) -> None:
    transition = {"id": ways(jira, "WEB-5")["Start work"]}

    body = {"transition": transition} | more
    assert 400 == jira.refusal("POST", "/issue/WEB-5/transitions", body)[0]
    assert "To Do" == jira.fields("WEB-5", "status")["status"]["name"]


def test_an_issue_is_deleted_with_its_links(jira: Jira) -> None:
    assert jira.send("DELETE", "/issue/WEB-6") is None

    assert 404 == jira.refusal("GET", "/issue/WEB-6")[0]
    assert [] == jira.fields("WEB-5", "issuelinks")["issuelinks"]


def test_an_issue_with_subtasks_is_deleted_only_with_them(jira: Jira) -> None:
    status, message = jira.refusal("DELETE", "/issue/WEB-2")
    assert 400 == status
    assert "'deleteSubtasks'" in message

    jira.send("DELETE", "/issue/WEB-2", deleteSubtasks="true")

    for key in ("WEB-2", "WEB-3", "WEB-4"):
        assert 404 == jira.refusal("GET", f"/issue/{key}")[0]


def test_an_epic_is_deleted_without_its_issues(jira: Jira) -> None:
    jira.send("DELETE", "/issue/WEB-1")

    assert "parent" not in jira.get("/issue/WEB-2")["fields"]


def test_subtasks_are_shown_in_their_issue(jira: Jira) -> None:
    fields = jira.fields("WEB-2", "subtasks", "parent")

    assert ["WEB-3", "WEB-4"] == [each["key"] for each in fields["subtasks"]]
    assert "WEB-1" == fields["parent"]["key"]


def test_a_history_has_pages(jira: Jira) -> None:
    first = jira.get("/issue/WEB-5/changelog", maxResults=2)
    last = jira.get("/issue/WEB-5/changelog", maxResults=2, startAt=2)

    assert ([2, 1], [False, True]) == (
        [len(first["values"]), len(last["values"])],
        [first["isLast"], last["isLast"]],
    )
    assert "Bob Kahn" == first["values"][0]["author"]["displayName"]


def test_who_shows_no_address_has_none(jira: Jira) -> None:
    edit(jira, "WEB-5", fields={"assignee": {"id": CAROL}})

    assert "emailAddress" not in jira.fields("WEB-5", "assignee")["assignee"]
