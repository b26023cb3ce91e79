"""One action becomes requests, answers become data: reads persist, no write is sent twice."""

import json
from typing import Any

import pytest

from aegis_cli.core.http import Response, Stored, Unreachable
from aegis_cli.errors import Code, Failed, OutcomeUnknown
from aegis_cli.providers.api import ATTEMPTS, LONGEST_WAIT
from aegis_cli.providers.jira.client import HEADERS, perform_action
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.nouns.attachments import DownloadAttachment
from aegis_cli.providers.jira.nouns.comments import AddComment, EditComment, ListComments
from aegis_cli.providers.jira.nouns.issue_changes import AssignIssue, CreateIssue, EditIssue
from aegis_cli.providers.jira.nouns.issue_types import FindFields
from aegis_cli.providers.jira.nouns.issues import CountIssues, GetIssue, SearchIssues
from aegis_cli.providers.jira.nouns.project_reads import GetProject, SearchProjects
from aegis_cli.providers.jira.nouns.sprints import CloseSprint, GetSprint
from aegis_cli.providers.jira.nouns.transitions import ListTransitions
from aegis_cli.providers.jira.nouns.users import GetMe, ListAssignable
from tests.helpers.canned import LOST, REFUSED, Canned, answer
from tests.helpers.rows import for_each

BASE = "https://api.atlassian.com/ex/jira/1f2e3d4c-0000-4000-8000-0123456789ab"
FIELDS = {
    "summary": "Login fails",
    "status": {"name": "To Do", "statusCategory": {"key": "new"}},
    "updated": "2026-11-25T10:14:29.000+0000",
    "description": {
        "version": 1,
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Steps"}]}],
    },
}
ISSUE = {"id": "10012", "key": "WEB-12", "fields": FIELDS, "self": "https://x"}
ME = {"accountId": "5b10ac8d82e05b22cc7d4ef5", "displayName": "Ada", "timeZone": "Etc/UTC"}

READ = GetIssue(issue="WEB-12")
SEARCH = SearchIssues(project="WEB", limit=3)
CREATE = CreateIssue(project="WEB", summary="Crash")
EDIT = EditIssue.from_arguments({"issue": "WEB-12", "issue_id": "10012", "summary": "Crash"})
COMMENT = AddComment.from_arguments({"issue": "WEB-12", "issue_id": "10012", "body": "Done"})
ASSIGN = AssignIssue.from_arguments({"issue": "WEB-12", "issue_id": "10012", "assignee": "@none"})
MADE = {"id": "10013", "key": "WEB-13", "self": "https://x"}
WRITES: list[tuple[JiraAction[Any], Response]] = [
    (CREATE, answer(MADE, 201)),
    (EDIT, Response(204)),
    (ASSIGN, Response(204)),
    (COMMENT, answer({"id": "7", "body": FIELDS["description"]}, 201)),
]
READS: list[tuple[JiraAction[Any], Any]] = [
    (READ, ISSUE),
    (GetMe(), ME),
    (CountIssues(project="WEB"), {"count": 3}),
]
"""Reads by GET and one by POST, each with its answer."""


def issue(number: int, project: str = "WEB") -> dict[str, Any]:
    return ISSUE | {"id": str(10_000 + number), "key": f"{project}-{number}"}


def perform(action: JiraAction[Any], **more: Any) -> Any:
    return perform_action(action, BASE, **more)


def test_a_read_is_one_request_for_few_fields_and_gives_the_typed_result() -> None:
    jira = Canned(answer(ISSUE | {"unknown": 1}))

    data = jira.run(perform(READ)).data

    (request,) = jira.requests
    assert ["GET /rest/api/3/issue/WEB-12"] == jira.lines
    assert HEADERS == request.headers
    assert "description" in dict(request.query)["fields"]
    assert "Steps" == data["fields"]["description"]
    assert "Login fails" == data["fields"]["summary"]
    assert "unknown" not in data


@for_each(("action", "said"), READS)
@for_each("fault", [LOST, REFUSED, *(answer(None, s) for s in (500, 502, 503, 504))])
def test_a_read_is_tried_again_after_a_fault(
    action: JiraAction[Any], said: Any, fault: Response | Unreachable
) -> None:
    jira = Canned(fault, fault, answer(said))

    assert said.items() >= jira.run(perform(action)).data.items() or action is READ
    assert [0.5, 1.0] == jira.waits


@for_each(
    ("code", "fault"),
    [(Code.NETWORK, LOST), (Code.NETWORK, REFUSED), (Code.PROVIDER, answer(None, 502))],
)
def test_a_read_gives_up_after_some_attempts(code: Code, fault: Response | Unreachable) -> None:
    jira = Canned(*[fault] * ATTEMPTS)

    assert code is jira.fails(perform(READ)).code


@for_each(("action", "done"), WRITES)
def test_a_write_is_one_request(action: JiraAction[Any], done: Response) -> None:
    jira = Canned(done)

    jira.run(perform(action))

    assert 1 == len(jira.requests)


@for_each("action", [action for action, _ in WRITES])
@for_each("fault", [LOST, *(answer(None, s) for s in (408, 500, 502, 503, 504, 520, 599))])
def test_a_write_without_an_answer_is_unknown_and_not_sent_again(
    action: JiraAction[Any], fault: Response | Unreachable
) -> None:
    jira = Canned(fault)

    error = jira.fails(perform(action))

    assert isinstance(error, OutcomeUnknown)
    assert 1 == len(jira.requests)


@for_each(("action", "done"), WRITES)
def test_a_write_that_never_left_is_sent_again(action: JiraAction[Any], done: Response) -> None:
    jira = Canned(REFUSED, done)

    jira.run(perform(action))

    assert [0.5] == jira.waits


@for_each("action", [action for action, _ in WRITES])
@for_each(
    "wrong",
    [
        Response(200, {}, b"<html>Bad gateway</html>"),
        Response(201, {}, b"<html>Bad gateway</html>"),
        Response(204, {}, b"<html>Bad gateway</html>"),
        answer({"key": 7}, 201),
        answer([], 201),
        answer(None, 202),
        Response(200, {}, b"\xff\xfe"),
        Response(201, {}, b"[" * 100_000),
    ],
)
def test_a_write_that_is_answered_otherwise_than_documented_is_unknown(
    action: JiraAction[Any], wrong: Response
) -> None:
    assert isinstance(Canned(wrong).fails(perform(action)), OutcomeUnknown)


@for_each(
    "wrong",
    [
        Response(200, {}, b"<html>Sign in</html>"),
        Response(200),
        answer([]),
        answer({}),
        answer({"id": "1", "key": "WEB-12", "fields": None}),
        answer({"id": 1, "key": "WEB-12", "fields": {}}),
        answer(ISSUE, 206),
        Response(200, {}, b"[" * 100_000),
    ],
)
def test_a_read_that_is_answered_otherwise_than_documented_is_an_error(wrong: Response) -> None:
    assert Code.PROTOCOL is Canned(wrong).fails(perform(READ)).code


@for_each("action", [READ, CREATE, SEARCH])
@for_each("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(action: JiraAction[Any], status: int) -> None:
    jira = Canned(answer(None, status, location="https://evil.example/rest/api/3/issue/WEB-12"))

    assert Code.PROTOCOL is jira.fails(perform(action)).code
    assert 1 == len(jira.requests)


# Pages


def test_a_search_follows_the_token_of_the_next_page() -> None:
    jira = Canned(
        answer({"issues": [issue(1), issue(2)], "nextPageToken": "t1"}),
        answer({"issues": [issue(3), issue(4)], "isLast": True}),
    )

    found = jira.run(perform(SEARCH)).data

    assert ["WEB-1", "WEB-2", "WEB-3"] == [each["key"] for each in found]
    assert "t1" == dict(jira.requests[1].query)["nextPageToken"]
    assert "nextPageToken" not in dict(jira.requests[0].query)
    assert "startAt" not in dict(jira.requests[1].query)


@for_each(
    "pages",
    [
        [{"issues": [issue(1)], "nextPageToken": "t", "isLast": True}],
        [{"issues": [], "nextPageToken": "t"}],
        [{"issues": [issue(1)], "nextPageToken": None}],
        [{"issues": [issue(1)], "isLast": False}],
        [{"issues": [issue(1)], "nextPageToken": ""}],
        [{"issues": [issue(1)], "nextPageToken": 7}],
    ],
)
def test_a_search_ends(pages: list[Any]) -> None:
    jira = Canned(*map(answer, pages))

    jira.run(perform(SEARCH))

    assert len(pages) == len(jira.requests)


def test_a_token_that_comes_back_is_an_error_and_no_end() -> None:
    pages = [answer({"issues": [issue(at)], "nextPageToken": "t"}) for at in (1, 2)]

    error = Canned(*pages).fails(perform(SEARCH))

    assert Code.PROTOCOL is error.code
    assert "go round in circles" in error.message


def test_a_list_without_an_end_is_cut() -> None:
    pages = [answer({"issues": [issue(1, "OPS")], "nextPageToken": f"t{at}"}) for at in range(100)]
    jira = Canned(*pages)

    found = jira.run(perform(SEARCH))

    assert ([], "Jira has more than the 100 pages that aegis reads.") == (found.data, found.note)
    assert 100 == len(jira.requests)


def test_what_a_search_finds_in_another_project_is_left_out() -> None:
    jira = Canned(answer({"issues": [issue(1), issue(2, "OPS")], "isLast": True}))

    assert ["WEB-1"] == [each["key"] for each in jira.run(perform(SEARCH)).data]


def test_a_numbered_list_goes_on_where_the_page_ended() -> None:
    project = {"id": "1", "key": "WEB", "name": "Website"}
    jira = Canned(
        answer({"values": [project] * 50, "isLast": False}),
        answer({"values": [project], "isLast": False}),
        answer({"values": [], "isLast": False}),
    )

    assert 51 == len(jira.run(perform(SearchProjects(limit=60))).data)
    assert [None, "50", "51"] == [dict(r.query).get("startAt") for r in jira.requests]


def test_a_list_with_a_total_ends_there_and_says_what_it_leaves_out() -> None:
    comment = {"id": "1", "body": None}
    jira = Canned(answer(ISSUE), answer({"comments": [comment] * 2, "total": 2}))
    cut = Canned(answer(ISSUE), answer({"comments": [comment] * 50, "total": 1_070}))

    assert "" == jira.run(perform(ListComments(issue="WEB-12"))).note
    assert "Jira counts 1,070 in all." == cut.run(perform(ListComments(issue="WEB-12"))).note


@for_each("wrong", [{}, {"issues": {}}, {"issues": ["x"]}, {"issues": [{"key": "WEB-1"}]}, []])
def test_a_page_of_another_form_is_an_error(wrong: Any) -> None:
    assert Code.PROTOCOL is Canned(answer(wrong)).fails(perform(SEARCH)).code


# Issues that moved


def test_an_issue_that_has_another_key_is_moved() -> None:
    moved = Canned(answer(issue(7))).fails(perform(GetIssue(issue="OLD-3")))

    assert Code.MOVED is moved.code
    assert "WEB-7 is where OLD-3 went; nothing was sent." == moved.message
    assert "Ask again with WEB-7." == moved.hint


def test_a_project_that_has_another_key_is_moved() -> None:
    project = {"id": "1", "key": "WEB", "name": "Website"}

    assert Code.MOVED is Canned(answer(project)).fails(perform(GetProject(project="OLD"))).code


@for_each("in_place", [False, True])
def test_what_is_in_an_issue_is_read_only_if_that_is_there(*, in_place: bool) -> None:
    transitions = {"transitions": [{"id": "31", "name": "Done", "to": {"name": "Done"}}]}
    action = ListTransitions(issue="OLD-3")
    moved = Canned(answer(issue(7)))
    there = Canned(answer(issue(3, "OLD")), answer(transitions))

    assert Code.MOVED is moved.fails(perform(action, in_place=in_place)).code
    assert ["31"] == [each["id"] for each in there.run(perform(action, in_place=in_place)).data]
    assert "GET /rest/api/3/issue/OLD-3" == there.lines[0]


def test_what_was_made_elsewhere_is_said() -> None:
    error = Canned(answer(MADE | {"key": "OPS-1"}, 201)).fails(perform(CREATE))

    assert Code.PARTLY_IGNORED is error.code
    assert "OPS-1" in error.message


# People and transitions by name


PEOPLE = [
    {"displayName": name, "accountId": f"{at:024x}"}
    for at, name in enumerate(["Bob", "Bobby Tables", "Sam Rivers", "Sam Stone"])
]


@for_each(
    ("person", "names"),
    [
        (None, ["Bob", "Bobby Tables", "Sam Rivers", "Sam Stone"]),
        ("bob", ["Bob"]),
        ("sam", ["Sam Rivers", "Sam Stone"]),
        ("sam stone", ["Sam Stone"]),
        ("Stone", ["Sam Stone"]),
        ("to", []),
        (f"{3:024x}", ["Sam Stone"]),
    ],
)
def test_a_person_is_found_by_the_name_a_word_of_it_or_the_account(
    person: str | None, names: list[str]
) -> None:
    jira = Canned(answer(PEOPLE))

    found = jira.run(perform(ListAssignable(within="WEB", person=person))).data

    assert names == [each["displayName"] for each in found]


@for_each(
    ("within", "person", "query"),
    [
        ("WEB", None, {"project": "WEB"}),
        ("WEB-12", "Sam", {"issueKey": "WEB-12", "query": "Sam"}),
        ("WEB", f"{3:024x}", {"project": "WEB", "accountId": f"{3:024x}"}),
    ],
)
def test_people_are_asked_for_by_project_or_issue(
    within: str, person: str | None, query: dict[str, str]
) -> None:
    request = ListAssignable(within=within, person=person).request(BASE)

    assert {"maxResults": "1000", **query} == dict(request.query)


@for_each(
    ("name", "ids"),
    [(None, ["11", "21", "31"]), ("done", ["31"]), ("start", ["21"]), ("In Progress", ["21"])],
)
def test_a_transition_is_found_by_its_name_or_by_where_it_leads(
    name: str | None, ids: list[str]
) -> None:
    rows = [("11", "Back", "To Do"), ("21", "Start", "In Progress"), ("31", "Done", "Done")]
    listed = [{"id": at, "name": called, "to": {"name": to}} for at, called, to in rows]
    jira = Canned(
        answer(ISSUE), answer({"transitions": [*listed, {"id": "99", "name": "Nowhere"}][:3]})
    )

    found = jira.run(perform(ListTransitions(issue="WEB-12", status=name))).data

    assert ids == [each["id"] for each in found]


# Refusals


@for_each(
    ("sprint", "board", "says"),
    [
        (
            {"originBoardId": 1},
            {"location": {"projectKey": "OPS"}},
            "a board in OPS, and not in WEB",
        ),
        (
            {"originBoardId": 1},
            {"location": {"userId": 7}},
            "a board in no project, and not in WEB",
        ),
        ({"originBoardId": 1}, {}, "a board in no project, and not in WEB"),
        ({}, None, "a board in no project, and not in WEB"),
    ],
)
def test_a_sprint_whose_board_is_in_no_project_is_in_none_that_anybody_names(
    sprint: dict[str, Any], board: dict[str, Any] | None, says: str
) -> None:
    jira = Canned(
        answer({"id": 2, "name": "Two"} | sprint), *([] if board is None else [answer(board)])
    )

    error = jira.fails(perform(GetSprint(sprint=2, project="WEB")))

    assert Code.MOVED is error.code
    assert says in error.message
    assert "of WEB" not in (error.hint or "")


def refused(status: int, body: Any = None, **headers: str) -> Response:
    return answer(body, status, **headers)


SCOPE = {"code": 401, "message": "Unauthorized; scope does not match"}


@for_each(
    ("response", "code", "says"),
    [
        (
            refused(400, {"errorMessages": ["No"], "errors": {"summary": "is too long"}}),
            Code.INVALID,
            "Jira rejected a value (400): summary: is too long; No",
        ),
        (refused(400), Code.INVALID, "Jira rejected a value (400): no explanation."),
        (refused(401, {"code": 401, "message": "Unauthorized"}), Code.BAD_CREDENTIALS, "(401)"),
        (refused(401, SCOPE), Code.FORBIDDEN, "The token lacks a scope of Jira: read:jira-work."),
        (
            refused(401, {"errorMessages": ["Unauthorized; scope does not match"]}),
            Code.FORBIDDEN,
            "lacks a scope",
        ),
        (refused(403, {"errorMessages": ["No permission"]}), Code.FORBIDDEN, "No permission"),
        (
            refused(404, {"errorMessages": ["Issue does not exist"], "errors": {}}),
            Code.NOT_FOUND,
            "WEB-12 is not there, or you cannot see it (404): Issue does not exist",
        ),
        (refused(404), Code.NOT_FOUND, "(404)"),
        (refused(404, {"errors": {"issue": "None"}}), Code.NOT_FOUND, "(404): issue: None"),
        (Response(404, {}, b"<html>nothing</html>"), Code.NOT_FOUND, "(404)"),
        (
            refused(
                404, {"timestamp": "x", "status": 404, "error": "Not Found", "message": "gone"}
            ),
            Code.MISCONFIGURED,
            "no site of yours with the configured `cloud_id` (404): gone",
        ),
        (refused(405), Code.CONFLICT, "(405)"),
        (refused(409, {"errorMessages": ["Someone was faster"]}), Code.CONFLICT, "faster"),
        (refused(410, {"errorMessages": ["Removed"]}), Code.GONE, "Removed"),
        (refused(413), Code.INVALID, "(413)"),
        (refused(422, {"errorMessages": ["Misconfigured"]}), Code.INVALID, "Misconfigured"),
        (refused(415), Code.PROVIDER, "Jira failed (415)"),
        (refused(418, {"message": 7, "errors": [], "errorMessages": "x"}), Code.PROVIDER, "(418)"),
        (Response(403, {}, b"<html>blocked</html>"), Code.FORBIDDEN, "no explanation."),
        (
            refused(400, {"errors": {"a\x1b[31m": "b\u202e" + "c" * 999}}),
            Code.INVALID,
            "a\\x1b[31m: b\\u202e",
        ),
    ],
)
def test_a_refusal_says_what_it_means(response: Response, code: Code, says: str) -> None:
    error = Canned(response).fails(perform(READ))

    assert code is error.code
    assert says in error.message
    assert error.hint
    assert len(error.message) < 1_000
    assert "html" not in error.message


def test_a_missing_scope_is_no_reason_to_send_anything_again() -> None:
    jira = Canned(refused(401, SCOPE))

    error = jira.fails(perform(EDIT))

    assert isinstance(error, Failed)
    assert "write:jira-work" in error.message
    assert "aegis connect jira" in str(error.hint)


@for_each("action", [READ, CREATE])
@for_each("reason", ["jira-quota-global-based", "jira-quota-tenant-based"])
def test_nobody_waits_for_the_quota_of_an_hour(action: JiraAction[Any], reason: str) -> None:
    jira = Canned(
        refused(
            429,
            ratelimit_reason=reason,
            retry_after="5",
            x_ratelimit_reset="2026-11-30T04:00:00Z",
        )
    )

    error = jira.fails(perform(action))

    assert Code.RATE_LIMITED is error.code
    assert "Try again after 04:00:00 UTC." == error.hint
    assert [] == jira.waits


@for_each(("action", "done"), [(READ, answer(ISSUE)), *WRITES])
@for_each("reason", ["jira-burst-based", "jira-per-issue-on-write", ""])
def test_a_burst_is_waited_for(action: JiraAction[Any], done: Response, reason: str) -> None:
    jira = Canned(refused(429, ratelimit_reason=reason, retry_after="2"), done)

    jira.run(perform(action))

    assert [2.0] == jira.waits


@for_each("action", [READ, CREATE])
def test_nobody_waits_longer_than_is_told(action: JiraAction[Any]) -> None:
    jira = Canned(refused(429, retry_after=str(int(LONGEST_WAIT) + 1)))

    assert "Try again in 16 seconds." == jira.fails(perform(action)).hint
    assert [] == jira.waits


@pytest.mark.parametrize("reset", ["", "soon", "9" * 40, "2026-13-01"])
def test_a_time_of_another_form_is_not_shown(reset: str) -> None:
    jira = Canned(refused(429, ratelimit_reason="jira-quota-x", x_ratelimit_reset=reset))

    assert "Try again in some minutes." == jira.fails(perform(READ)).hint


def test_no_error_holds_what_jira_sent() -> None:
    secret = "s3cr3t-in-a-body"  # what must not come out
    for body in (json.dumps({"id": secret}).encode(), f"<p>{secret}</p>".encode()):
        error = Canned(Response(200, {}, body)).fails(perform(READ))
        assert secret not in repr((error, error.__context__, error.__cause__))


CLOSE = CloseSprint(sprint=3)
EDIT_COMMENT = EditComment.from_arguments(
    {"issue": "WEB-12", "issue_id": "10012", "comment": 7, "body": "Done"}
)


@for_each(
    ("action", "body", "told"),
    [
        (CLOSE, {"id": 4, "name": "Sprint 4", "state": "closed"}, "the sprint 4"),
        (CLOSE, {"id": 3, "name": "Sprint 3", "state": "active"}, "it is active"),
        (EDIT_COMMENT, {"id": "8", "body": FIELDS["description"]}, "the comment 8"),
    ],
)
def test_an_answer_about_another_thing_or_another_state_is_no_success(
    action: JiraAction[Any], body: dict[str, Any], told: str
) -> None:
    error = Canned(answer(body)).fails(perform_action(action, BASE))

    assert Code.PARTLY_IGNORED is error.code
    assert told in error.message


DOWNLOAD = DownloadAttachment.from_arguments(
    {"issue": "WEB-12", "name": "report.pdf", "attachment_id": "10500"}
)


def test_a_file_is_asked_for_itself_and_streamed_to_its_place() -> None:
    jira = Canned(LOST, Response(200, stored=Stored(3, "5d" * 32)))

    data = jira.run(perform(DOWNLOAD)).data

    assert {"size": 3, "sha256": "5d" * 32, "path": None} == data
    again, sent = jira.requests
    assert again == sent
    assert "/rest/api/3/attachment/content/10500" == sent.path
    assert ((("redirect", "false"),), (("accept", "*/*"),), True) == (
        sent.query,
        sent.headers,
        sent.streamed,
    )


@for_each(
    ("given", "code"),
    [
        (answer({"errorMessages": ["no"]}, 404), Code.NOT_FOUND),
        (Response(303, {"location": "/elsewhere"}), Code.PROTOCOL),
        (Response(204), Code.PROTOCOL),
        (answer({"id": "10500"}), Code.PROTOCOL),
    ],
)
def test_what_is_no_file_is_never_taken_for_one(given: Response, code: Code) -> None:
    jira = Canned(given)

    with pytest.raises(Failed) as failed:
        jira.run(perform(DOWNLOAD))

    assert code is failed.value.code
    assert 1 == len(jira.requests)


COMPONENTS = {
    "fieldId": "components",
    "name": "Components",
    "schema": {"type": "array", "items": "component"},
    "allowedValues": [{"id": "7", "name": "Login"}, {"id": "8", "name": "Shop"}],
}
ESTIMATE = {
    "fieldId": "customfield_10042",
    "name": "Story point estimate",
    "schema": {"type": "number"},
}


def find(fields: list[dict[str, Any]], **values: Any) -> Any:
    jira = Canned(answer({"fields": fields, "startAt": 0, "maxResults": 50, "total": len(fields)}))
    return jira.run(perform(FindFields(project="WEB", type_id="10001", **values))).data


def test_the_values_of_a_new_ticket_get_the_ids_of_its_project_in_one_read() -> None:
    (found,) = find([COMPONENTS, ESTIMATE], components=("login",), points=3)

    assert {"components": [{"id": "7"}], "customfield_10042": 3} == json.loads(found["written"])


@for_each(
    ("fields", "values", "told"),
    [
        (
            [COMPONENTS],
            {"components": ("Nope",)},
            "does not take that: it takes one of Login, Shop.",
        ),
        (
            [COMPONENTS],
            {"points": 3},
            "The field Story points of a new ticket in WEB is not there.",
        ),
        (
            [ESTIMATE, ESTIMATE],
            {"points": 3},
            "Story points of a new ticket in WEB is there twice.",
        ),
    ],
)
def test_a_value_that_a_new_ticket_cannot_have_is_named(
    fields: list[dict[str, Any]], values: dict[str, Any], told: str
) -> None:
    with pytest.raises(Failed) as failed:
        find(fields, **values)

    assert told in str(failed.value)
    assert Code.INVALID is failed.value.code
