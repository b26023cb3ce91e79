"""The cases of Jira's actions, at the sandbox's site; its keys and people stand in its `world.json`."""

from typing import Any
from urllib.parse import urlencode

from aegis_cli.providers.jira.issue_values import fields_of
from aegis_cli.providers.jira.nouns.attachments import DownloadAttachment, ListAttachments
from aegis_cli.providers.jira.nouns.comments import (
    AddComment,
    DeleteComment,
    EditComment,
    ListComments,
)
from aegis_cli.providers.jira.nouns.issue_changes import (
    AddLabels,
    AssignIssue,
    CreateIssue,
    DeleteIssue,
    DescribeIssue,
    EditIssue,
)
from aegis_cli.providers.jira.nouns.issue_fields import ClearField, ListIssueFields, SetField
from aegis_cli.providers.jira.nouns.issue_types import FindFields, ListFields, ListTypes
from aegis_cli.providers.jira.nouns.issues import CountIssues, GetIssue, ListChanges, SearchIssues
from aegis_cli.providers.jira.nouns.project_reads import GetProject, SearchProjects
from aegis_cli.providers.jira.nouns.sites import ListSites
from aegis_cli.providers.jira.nouns.sprints import (
    CloseSprint,
    GetBoard,
    GetSprint,
    ListBoards,
    ListSprintIssues,
    ListSprints,
    MoveIssues,
)
from aegis_cli.providers.jira.nouns.ticket_links import (
    AddLink,
    AddRemoteLink,
    ListLinks,
    ListLinkTypes,
    RemoveLink,
)
from aegis_cli.providers.jira.nouns.time_spent import AddWorklog
from aegis_cli.providers.jira.nouns.transitions import (
    CloseIssue,
    ListTransitions,
    StartIssue,
    TransitionIssue,
)
from aegis_cli.providers.jira.nouns.users import GetMe, GetUser, ListAssignable
from aegis_cli.providers.jira.nouns.watchers import AddWatcher
from tests.actions.case import Case, typed
from tests.helpers.downloaded import downloaded

ADA = {"accountId": "5b10ac8d82e05b22cc7d4ef5", "displayName": "Ada"}
BOB = {"accountId": "5b10ac8d82e05b22cc7d4ef6", "displayName": "Bob"}
SAM = {"accountId": "5b10ac8d82e05b22cc7d4ef7", "displayName": "Sam Stone"}
ODD = '" OR project = "SECRET" ~*?\n\n- *b* @ada 你好 👩‍💻'
DOCUMENT = {
    "version": 1,
    "type": "doc",
    "content": [
        {
            "type": "paragraph",
            "content": [{"type": "text", "text": '" OR project = "SECRET" ~*?'}],
        },
        {
            "type": "bulletList",
            "content": [
                {
                    "type": "listItem",
                    "content": [
                        {
                            "type": "paragraph",
                            "content": [{"type": "text", "text": "*b* @ada 你好 👩‍💻"}],
                        }
                    ],
                }
            ],
        },
    ],
}
"""What is sent for it."""


def document(text: str) -> dict[str, Any]:
    """Return the document of one line."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"version": 1, "type": "doc", "content": [paragraph]}


_LISTED = {
    "summary": "Login fails",
    "status": {"name": "To Do", "statusCategory": {"key": "new"}},
    "assignee": ADA,
    "updated": "2026-11-25T10:14:29.000+0000",
    "issuetype": {"name": "Bug"},
    "priority": {"name": "High"},
}
RAW = {
    "id": "10012",
    "key": "WEB-12",
    "fields": {
        **_LISTED,
        "description": document("It says 500."),
        "reporter": BOB,
        "labels": ["flaky", "login"],
        "created": "2026-11-20T10:14:29.000+0000",
        "parent": {"key": "WEB-1"},
        "subtasks": [{"key": "WEB-3"}, {"key": "WEB-4"}],
        "duedate": "2027-01-31",
        "components": [{"name": "Login"}],
        "fixVersions": [{"name": "2.3"}, {"name": "2.4"}],
        "resolution": None,
    },
}
OTHER = RAW | {"id": "10011", "key": "WEB-11"}
DONE = RAW | {
    "key": "OPS-2",
    "fields": {**_LISTED, "status": {"name": "Done", "statusCategory": {"key": "done"}}},
}
DOING = RAW | {
    "key": "WEB-2",
    "fields": {
        **_LISTED,
        "summary": "界面 is wide",
        "assignee": None,
        "status": {"name": "In Review", "statusCategory": {"key": "indeterminate"}},
    },
}
ISSUE = typed(GetIssue, RAW)
TRANSITION = {
    "id": "31",
    "name": "Finish",
    "to": {"name": "Done", "statusCategory": {"key": "done"}},
}
BEGINS = {
    "id": "21",
    "name": "Start",
    "to": {"name": "In Progress", "statusCategory": {"key": "indeterminate"}},
}
COMMENT = {
    "id": "10100",
    "author": BOB,
    "body": document("Seen here too."),
    "created": "2026-11-24T10:14:29.000+0000",
    "updated": "2026-11-24T10:14:29.000+0000",
}
BLOCKS = {"id": "10000", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
LINK = {
    "id": "10200",
    "type": BLOCKS,
    "outwardIssue": {"key": "WEB-11", "fields": {"summary": "Sessions are lost"}},
}
LINK_BACK = {"id": "10201", "type": BLOCKS, "inwardIssue": {"key": "OPS-1"}}
BOARD = {"id": 1, "name": "Website", "type": "scrum", "location": {"projectKey": "WEB"}}
SPRINT = {
    "id": 7,
    "name": "Sprint 7",
    "state": "active",
    "startDate": "2026-11-20T09:00:00.000Z",
    "endDate": "2026-12-04T09:00:00.000Z",
    "goal": "Log in again",
    "originBoardId": 1,
}
_OF_LISTS = "summary,status,assignee,updated,issuetype,priority,labels,created,duedate"
_FIELDS = urlencode({"fields": _OF_LISTS})
_WHOLE = _FIELDS + "%2Cdescription%2Creporter%2Cparent%2Csubtasks"
_WHOLE += "%2Ccomponents%2CfixVersions%2Cresolution"
_SEARCHED = "GET /rest/api/3/search/jql?" + _FIELDS
_ORDERED = " ORDER BY updated DESC"
_ALL = {
    "text": ODD,
    "project": "WEB",
    "state": "open",
    "status": ["To Do", 'x" OR "y'],
    "assignee": "none",
    "reporter": "@me",
    "type": "Bug",
    "labels": ["a", 'b"'],
    "sprint": "open",
    "updated_since": "2026-01-31",
    "created_since": "2026-01-01",
}
_JQL_OF_ALL = (
    'project = "WEB" AND issuetype = "Bug" AND statusCategory != "Done"'
    ' AND (status = "To Do" OR status = "x\\" OR \\"y") AND assignee is EMPTY'
    ' AND reporter = currentUser() AND labels = "a" AND labels = "b\\""'
    ' AND sprint in openSprints() AND updated >= "2026-01-31" AND created >= "2026-01-01"'
    ' AND text ~ "or project = SECRET b @ada 你好 👩‍💻"'
)
POINTS = "customfield_10016"
_EDITED = {"key": "key", "required": False, "operations": ["set"]}
HELD = {
    "id": "10012",
    "key": "WEB-12",
    "fields": {POINTS: 5.0, "components": [{"id": "1", "name": "Login"}], "duedate": None},
    "editmeta": {
        "fields": {
            POINTS: {"name": "Story Points", "schema": {"type": "number"}, **_EDITED},
            "components": {
                "name": "Components",
                "schema": {"type": "array", "items": "component", "system": "components"},
                "allowedValues": [{"id": "1", "name": "Login"}, {"id": "2", "name": "Shop"}],
                **_EDITED,
            },
            "duedate": {"name": "Due date", "schema": {"type": "date"}, **_EDITED},
        }
    },
}
"""A ticket with what an edit takes."""
PEOPLE = {"jira.users.assignable": typed(ListAssignable, [BOB])}
_BY_ID = {"target": ISSUE}

SITE = {
    "id": "1f2e3d4c-0000-4000-8000-0123456789ab",
    "url": "https://acme.atlassian.net",
    "name": "acme",
    "scopes": ["read:jira-work"],
}

WRITTEN = {
    "fieldId": "components, fixVersions, customfield_10016",
    "name": "",
    "written": '{"components": [{"id": "10301"}], "fixVersions": [{"id": "10201"}], '
    f'"{POINTS}": 5}}',
}
"""The values of a new ticket as Jira takes them."""

CASES = (
    Case(
        GetMe(),
        sends="GET /rest/api/3/myself",
        said="who am i at jira",
        answer=ADA | {"timeZone": "Europe/Zurich"},
    ),
    Case(
        ListSites(),
        sends="GET /oauth/token/accessible-resources",
        said="show my jira sites",
        answer=[SITE],
    ),
    Case(
        ListAssignable(within="WEB"),
        sends="GET /rest/api/3/user/assignable/search?maxResults=1000&project=WEB",
        said="show the people in WEB",
        more={"within": "WEB-12", "person": "Sam Stone"},
        sends_more="GET /rest/api/3/user/assignable/search?maxResults=1000&issueKey=WEB-12"
        "&query=Sam+Stone",
        answer=[ADA, BOB, SAM],
    ),
    Case(
        SearchProjects(),
        sends="GET /rest/api/3/project/search?maxResults=50",
        said="show my jira projects",
        more={"query": "a&b c", "limit": 3},
        sends_more="GET /rest/api/3/project/search?query=a%26b+c&maxResults=3",
        answer=[
            {"id": "1", "key": "WEB", "name": "Website", "projectTypeKey": "software"},
            {"id": "2", "key": "OPS", "name": "Operations", "projectTypeKey": "service_desk"},
        ],
    ),
    Case(
        GetProject(project="WEB"),
        sends="GET /rest/api/3/project/WEB?expand=lead%2CissueTypes",
        said="show the project WEB",
        answer={
            "id": "1",
            "key": "WEB",
            "name": "Website",
            "projectTypeKey": "software",
            "isPrivate": True,
            "lead": ADA,
            "issueTypes": [{"name": "Bug"}, {"name": "Task"}],
        },
    ),
    Case(
        SearchIssues(assignee="@me", state="open"),
        sends=f"{_SEARCHED}&"
        + urlencode({"jql": f'statusCategory != "Done" AND assignee = currentUser(){_ORDERED}'})
        + "&maxResults=30",
        said="show my open jira tickets",
        more={**_ALL, "sort": "created", "direction": "asc", "limit": 7},
        sends_more=f"{_SEARCHED}&{urlencode({'jql': f'{_JQL_OF_ALL} ORDER BY created ASC'})}"
        "&maxResults=7",
        answer=[RAW, DONE, DOING],
    ),
    Case(
        CountIssues(project="WEB"),
        sends="POST /rest/api/3/search/approximate-count",
        body={"jql": 'project = "WEB"'},
        said="count tickets in WEB",
        more=_ALL,
        body_more={"jql": _JQL_OF_ALL},
        answer={"count": 1_234},
    ),
    Case(
        GetIssue(issue="WEB-12"),
        sends=f"GET /rest/api/3/issue/WEB-12?{_WHOLE}",
        said="show WEB-12",
        answer=RAW,
    ),
    Case(
        ListIssueFields(issue="WEB-12"),
        sends="GET /rest/api/3/issue/WEB-12?fields=%2Anavigable&expand=editmeta",
        said="show the fields of WEB-12",
        more={"field": "Story points", "value": ["8"]},
        answer=[*fields_of(HELD)],
        raw=HELD,
    ),
    Case(
        ListChanges(issue="WEB-12"),
        sends="GET /rest/api/3/issue/WEB-12/changelog?maxResults=30",
        said="what changed on WEB-12",
        more={"limit": 1_000},
        sends_more="GET /rest/api/3/issue/WEB-12/changelog?maxResults=50",
        answer=[
            {
                "id": "1",
                "author": BOB,
                "created": "2026-11-24T10:14:29.000+0000",
                "items": [{"field": "status", "fromString": "To Do", "toString": "In Review"}],
            },
            {
                "id": "2",
                "created": "2026-11-25T10:14:29.000+0000",
                "items": [
                    {"field": "labels", "fromString": "", "toString": "flaky"},
                    {"field": "assignee", "toString": "Ada"},
                ],
            },
        ],
    ),
    Case(
        ListTransitions(issue="WEB-12"),
        sends="GET /rest/api/3/issue/WEB-12/transitions",
        said="show the transitions of WEB-12",
        more={"status": "Done", "category": "done", "usual": True},
        answer=[TRANSITION, {"id": "21", "name": "Start", "to": {"name": "In Progress"}}],
    ),
    Case(
        ListComments(issue="WEB-12"),
        sends="GET /rest/api/3/issue/WEB-12/comment?maxResults=50",
        said="show the comments on WEB-12",
        more={"comment": 10_100, "limit": 3},
        sends_more="GET /rest/api/3/issue/WEB-12/comment?maxResults=3",
        answer=[COMMENT],
    ),
    Case(
        ListTypes(project="WEB"),
        sends="GET /rest/api/3/issue/createmeta/WEB/issuetypes?maxResults=50",
        said="show the ticket types of WEB",
        more={"type": "Bug", "usual": True, "limit": 3},
        sends_more="GET /rest/api/3/issue/createmeta/WEB/issuetypes?maxResults=3",
        answer=[
            {"id": "10001", "name": "Bug", "subtask": False},
            {"id": "10002", "name": "Subtask", "subtask": True},
        ],
    ),
    Case(
        ListFields(project="WEB", type="Bug"),
        sends="GET /rest/api/3/issue/createmeta/WEB/issuetypes/10001?maxResults=50",
        said="show the fields of type Bug in WEB",
        more={"limit": 3},
        sends_more="GET /rest/api/3/issue/createmeta/WEB/issuetypes/10001?maxResults=3",
        target=typed(ListTypes, [{"id": "10001", "name": "Bug"}]),
        answer=[
            {
                "fieldId": "summary",
                "key": "summary",
                "name": "Summary",
                "required": True,
                "operations": ["set"],
                "schema": {"type": "string"},
            }
        ],
    ),
    Case(
        FindFields(project="WEB", type_id="10001"),
        sends="GET /rest/api/3/issue/createmeta/WEB/issuetypes/10001?maxResults=50",
        said="show the fields of the type id 10001 in WEB",
        more={"components": ["Login"], "fix_versions": ["2.4"], "points": 5, "limit": 3},
        sends_more="GET /rest/api/3/issue/createmeta/WEB/issuetypes/10001?maxResults=3",
        answer=[
            {
                "fieldId": "components",
                "key": "components",
                "name": "Components",
                "required": False,
                "operations": ["set"],
                "schema": {"type": "array", "items": "component"},
            }
        ],
    ),
    Case(
        ListBoards(),
        sends="GET /rest/agile/1.0/board?maxResults=50",
        said="show my boards",
        more={"project": "WEB", "type": "scrum", "limit": 3},
        sends_more="GET /rest/agile/1.0/board?projectKeyOrId=WEB&type=scrum&maxResults=3",
        answer=[
            BOARD,
            {"id": 2, "name": "界面", "type": "kanban"},
        ],
    ),
    Case(
        ListSprints(board=1),
        sends="GET /rest/agile/1.0/board/1/sprint?maxResults=50",
        said="show the sprints of board 1",
        more={"state": "active", "limit": 3},
        sends_more="GET /rest/agile/1.0/board/1/sprint?state=active&maxResults=3",
        answer=[SPRINT],
    ),
    Case(
        GetSprint(sprint=7),
        sends="GET /rest/agile/1.0/sprint/7",
        said="show sprint 7",
        more={"project": "WEB"},
        answer=SPRINT,
    ),
    Case(
        GetBoard(board=1),
        sends="GET /rest/agile/1.0/board/1",
        said="show board 1",
        answer=BOARD,
    ),
    Case(
        GetUser(person=BOB["accountId"]),
        sends=f"GET /rest/api/3/user?accountId={BOB['accountId']}",
        said=f"show the jira person {BOB['accountId']}",
        answer=BOB,
    ),
    Case(
        ListSprintIssues(sprint=7),
        sends=f"GET /rest/agile/1.0/sprint/7/issue?{_FIELDS}&maxResults=50",
        said="show the tickets in sprint 7",
        more={"limit": 3},
        sends_more=f"GET /rest/agile/1.0/sprint/7/issue?{_FIELDS}&maxResults=3",
        answer=[RAW],
    ),
    Case(
        ListAttachments(issue="WEB-12"),
        sends="GET /rest/api/3/issue/WEB-12?fields=attachment",
        said="show the attachments of WEB-12",
        answer=[
            {
                "id": "10500",
                "filename": "slow phone.har",
                "size": 48_213,
                "author": BOB,
                "created": "2026-11-24T10:14:29.000+0000",
            },
            {"id": "10501", "filename": "界面.png"},
        ],
        more={"name": "界面.png"},
        sends_more="GET /rest/api/3/issue/WEB-12?fields=attachment",
    ),
    Case(
        DownloadAttachment(issue="WEB-12", name="slow-phone.har"),
        sends="GET /rest/api/3/attachment/content/10500?redirect=false",
        said="download the attachment slow-phone.har of WEB-12",
        target=[{"id": "10500", "filename": "slow-phone.har"}],
        answer=downloaded("slow-phone.har", 48_213),
    ),
    Case(
        ListLinkTypes(),
        sends="GET /rest/api/3/issueLinkType",
        said="show the types of links at jira",
        more={"type": "blocks"},
        answer=[BLOCKS],
    ),
    Case(
        ListLinks(issue="WEB-12"),
        sends="GET /rest/api/3/issue/WEB-12?fields=issuelinks",
        said="show the links of WEB-12",
        more={"other": "WEB-11", "type": "blocks"},
        answer=[LINK, LINK_BACK],
    ),
    Case(
        CreateIssue(project="WEB", summary="Login fails"),
        sends="POST /rest/api/3/issue",
        body={
            "fields": {
                "project": {"key": "WEB"},
                "summary": "Login fails",
                "issuetype": {"id": "10001"},
            }
        },
        said="create a ticket in WEB titled 'Login fails'",
        more={
            "type": "Bug",
            "description": ODD,
            "priority": "High",
            "labels": ["flaky"],
            "due": "2027-01-31",
            "components": ["login"],
            "fix_versions": ["2.4"],
            "points": 5,
            "parent": "WEB-1",
            "assignee": "bob",
        },
        body_more={
            "fields": {
                "project": {"key": "WEB"},
                "summary": "Login fails",
                "issuetype": {"id": "10001"},
                "description": DOCUMENT,
                "priority": {"name": "High"},
                "labels": ["flaky"],
                "duedate": "2027-01-31",
                "parent": {"id": "10012"},
                "assignee": {"accountId": BOB["accountId"]},
                "components": [{"id": "10301"}],
                "fixVersions": [{"id": "10201"}],
                POINTS: 5,
            }
        },
        found=PEOPLE | {"jira.issues.get": ISSUE, "jira.types.find_fields": [WRITTEN]},
        target=typed(ListTypes, [{"id": "10001", "name": "Task"}]),
        answer={"id": "10013", "key": "WEB-13"},
    ),
    Case(
        EditIssue(issue="WEB-12", summary="Login fails again"),
        sends="PUT /rest/api/3/issue/10012",
        body={"fields": {"summary": "Login fails again"}},
        said="change the summary of WEB-12 to 'Login fails again'",
        more={"priority": "Low", "labels": ["a", "b"]},
        body_more={
            "fields": {
                "summary": "Login fails again",
                "priority": {"name": "Low"},
                "labels": ["a", "b"],
            }
        },
        **_BY_ID,
    ),
    Case(
        SetField(issue="WEB-12", field="Story points", value=("8",)),
        sends="PUT /rest/api/3/issue/10012",
        body={"fields": {POINTS: 8}},
        said="set the story points of WEB-12 to 8",
        more={"value": ["8.0"]},
        body_more={"fields": {POINTS: 8}},
        in_sandbox={"WEB-12": "WEB-5"},
        target=[next(fields_of(HELD)) | {"written": "8"}],
    ),
    Case(
        ClearField(issue="WEB-12", field="Story points"),
        sends="PUT /rest/api/3/issue/10012",
        body={"fields": {POINTS: None}},
        said="clear the story points of WEB-12",
        more={"value": "@none"},
        body_more={"fields": {POINTS: None}},
        in_sandbox={"WEB-12": "WEB-5"},
        target=[next(fields_of(HELD)) | {"written": "null"}],
    ),
    Case(
        DescribeIssue(issue="WEB-12", description="It says 500"),
        sends="PUT /rest/api/3/issue/10012",
        body={"fields": {"description": document("It says 500")}},
        said="change the description of WEB-12 to 'It says 500'",
        more={"description": ODD},
        body_more={"fields": {"description": DOCUMENT}},
        **_BY_ID,
    ),
    Case(
        AddLabels(issue="WEB-12", labels=("flaky",)),
        sends="PUT /rest/api/3/issue/10012",
        body={"update": {"labels": [{"add": "flaky"}]}},
        said="label WEB-12 with flaky",
        **_BY_ID,
    ),
    Case(
        AssignIssue(issue="WEB-12", assignee="bob"),
        sends="PUT /rest/api/3/issue/10012/assignee",
        body={"accountId": BOB["accountId"]},
        said="assign WEB-12 to bob",
        found=PEOPLE,
        **_BY_ID,
    ),
    Case(
        TransitionIssue(issue="WEB-12", to="Done"),
        sends="POST /rest/api/3/issue/10012/transitions",
        body={"transition": {"id": "31"}},
        said="move WEB-12 to Done",
        more={"resolution": "Duplicate", "comment": ODD},
        body_more={
            "transition": {"id": "31"},
            "fields": {"resolution": {"name": "Duplicate"}},
            "update": {"comment": [{"add": {"body": DOCUMENT}}]},
        },
        in_sandbox={"Done": "'In Progress'"},
        found={"jira.transitions.list": typed(ListTransitions, [TRANSITION])},
        **_BY_ID,
    ),
    Case(
        StartIssue(issue="WEB-12"),
        sends="POST /rest/api/3/issue/10012/transitions",
        body={"transition": {"id": "21"}},
        said="start WEB-12",
        found={"jira.transitions.list": typed(ListTransitions, [BEGINS])},
        **_BY_ID,
    ),
    Case(
        CloseIssue(issue="WEB-12"),
        sends="POST /rest/api/3/issue/10012/transitions",
        body={"transition": {"id": "31"}},
        said="close WEB-12",
        more={"resolution": "Won't Do", "comment": "Seen before"},
        body_more={
            "transition": {"id": "31"},
            "fields": {"resolution": {"name": "Won't Do"}},
            "update": {"comment": [{"add": {"body": document("Seen before")}}]},
        },
        found={"jira.transitions.list": typed(ListTransitions, [TRANSITION])},
        **_BY_ID,
    ),
    Case(
        AddComment(issue="WEB-12", body="Seen here too"),
        sends="POST /rest/api/3/issue/10012/comment",
        body={"body": document("Seen here too")},
        said="comment 'Seen here too' on WEB-12",
        more={"body": ODD},
        body_more={"body": DOCUMENT},
        answer=COMMENT,
        **_BY_ID,
    ),
    Case(
        EditComment(issue="WEB-12", comment=10_100, body="Only once"),
        sends="PUT /rest/api/3/issue/10012/comment/10100",
        body={"body": document("Only once")},
        said="change the comment 10100 on WEB-12 to 'Only once'",
        in_sandbox={"WEB-12": "WEB-5", "10100": "20002"},
        more={"body": ODD},
        body_more={"body": DOCUMENT},
        found={"jira.comments.list": typed(ListComments, [COMMENT])},
        answer=COMMENT,
        **_BY_ID,
    ),
    Case(
        AddWorklog(issue="WEB-12", time="2h"),
        sends="POST /rest/api/3/issue/10012/worklog",
        body={"timeSpentSeconds": 7_200},
        said="log 2h on WEB-12",
        more={"comment": ODD},
        body_more={"timeSpentSeconds": 7_200, "comment": DOCUMENT},
        answer={"id": "10300", "timeSpent": "2h", "timeSpentSeconds": 7_200},
        **_BY_ID,
    ),
    Case(
        AddWatcher(issue="WEB-12", person="bob"),
        sends="POST /rest/api/3/issue/10012/watchers",
        body=BOB["accountId"],  # type: ignore[arg-type]  # the body is the text alone
        body_more=BOB["accountId"],  # type: ignore[arg-type]  # as above
        said="add bob as watcher to WEB-12",
        found=PEOPLE,
        **_BY_ID,
    ),
    Case(
        AddLink(issue="WEB-12", other="WEB-11", type="blocks"),
        sends="POST /rest/api/3/issueLink",
        body={
            "inwardIssue": {"id": "10012"},
            "outwardIssue": {"id": "10012"},
            "type": {"name": "Blocks"},
        },
        said="link WEB-12 to WEB-11 as blocks",
        found={"jira.links.types": typed(ListLinkTypes, [BLOCKS])},
        **_BY_ID,
    ),
    Case(
        AddRemoteLink(issue="WEB-12", url="https://acme.example/x", title="Log"),
        sends="POST /rest/api/3/issue/10012/remotelink",
        body={"object": {"url": "https://acme.example/x", "title": "Log"}},
        said="add the page 'https://acme.example/x' to WEB-12 titled 'Log'",
        answer={"id": 10_400},
        **_BY_ID,
    ),
    Case(
        MoveIssues(issue="WEB-12", sprint=7),
        sends="POST /rest/agile/1.0/sprint/7/issue",
        body={"issues": ["10012"]},
        said="add WEB-12 to sprint 7",
        more={"project": "OPS"},
        in_sandbox={"sprint 7": "sprint 2"},
        found={"jira.sprints.get": typed(GetSprint, SPRINT)},
        **_BY_ID,
    ),
    Case(
        DeleteComment(issue="WEB-12", comment=10_100),
        sends="DELETE /rest/api/3/issue/10012/comment/10100",
        said="delete the comment 10100 on WEB-12",
        in_sandbox={"WEB-12": "WEB-5", "10100": "20002"},
        found={"jira.comments.list": typed(ListComments, [COMMENT])},
        **_BY_ID,
    ),
    Case(
        RemoveLink(issue="WEB-12", other="WEB-11"),
        sends="DELETE /rest/api/3/issueLink/10200",
        said="unlink WEB-12 from WEB-11",
        in_sandbox={"WEB-12": "WEB-8", "WEB-11": "DOCS-1"},
        more={"type": "blocks"},
        target=typed(ListLinks, [LINK]),
    ),
    Case(
        CloseSprint(sprint=7),
        sends="POST /rest/agile/1.0/sprint/7",
        body={"state": "closed"},
        said="close sprint 7",
        more={"project": "WEB"},
        in_sandbox={"sprint 7": "sprint 2"},
        target=typed(GetSprint, SPRINT),
        answer=SPRINT | {"state": "closed"},
    ),
    Case(
        DeleteIssue(issue="WEB-12"),
        sends="DELETE /rest/api/3/issue/10012",
        said="delete WEB-12",
        more={"subtasks": True},
        sends_more="DELETE /rest/api/3/issue/10012?deleteSubtasks=true",
        **_BY_ID,
    ),
)
