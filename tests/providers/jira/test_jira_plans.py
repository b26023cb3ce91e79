"""Whole plans at the sandbox's Jira: what is looked at, asked about, sent, and there afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action
from aegis_cli.actions.call import Call, Precondition
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.results.templates import fill
from aegis_cli.core.http import Request, Response
from aegis_cli.errors import Code, Status
from aegis_cli.providers.jira.adf import document_of
from aegis_cli.providers.jira.adf_losses import beside_text
from aegis_cli.providers.jira.nouns.comments import (
    AddComment,
    DeleteComment,
    EditComment,
    ListComments,
)
from aegis_cli.providers.jira.nouns.issue_changes import (
    AssignIssue,
    CreateIssue,
    DeleteIssue,
    DescribeIssue,
    EditIssue,
)
from aegis_cli.providers.jira.nouns.issues import CountIssues, GetIssue, ListChanges, SearchIssues
from aegis_cli.providers.jira.nouns.sprints import (
    CloseSprint,
    GetSprint,
    ListSprintIssues,
    MoveIssues,
)
from aegis_cli.providers.jira.nouns.ticket_links import (
    AddLink,
    AddRemoteLink,
    ListLinks,
    RemoveLink,
)
from aegis_cli.providers.jira.nouns.time_spent import AddWorklog
from aegis_cli.providers.jira.nouns.transitions import CloseIssue, ListTransitions, TransitionIssue
from aegis_cli.providers.jira.nouns.users import GetUser
from aegis_cli.providers.jira.nouns.watchers import AddWatcher
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.undo_plan import undo_plan
from aegis_cli.sandbox.jira.world import IssueType, World
from tests.helpers.canned import answer
from tests.helpers.direct_github import ASKED
from tests.helpers.direct_jira import SITE, TOKEN, JiraStage
from tests.helpers.rows import for_each
from tests.providers.jira.hostile import HOSTILE

AS_ADA = {"authorization": f"Bearer {TOKEN}"}


def done(at: JiraStage, *actions: Action[Any]) -> None:
    result = at.does(*actions)

    assert Status.DONE is result.status, result.error


def refused(at: JiraStage, *actions: Action[Any]) -> Any:
    """Return why nothing that changes anything was sent."""
    result = at.does(*actions)

    assert not [line for line in at.log if not line.startswith(("GET ", ASKED))]
    return result.error or result.outcomes[-1].error


def fields(at: JiraStage, key: str) -> dict[str, Any]:
    found: dict[str, Any] = at.reads(GetIssue(issue=key))["fields"]
    return found


# What is made and changed


def test_a_ticket_is_made_of_what_was_said() -> None:
    at = JiraStage()

    result = at.does(
        CreateIssue(
            project="WEB",
            summary="Crash",
            type="Bug",
            description="Steps:\n\n- a\n- b",
            labels=("flaky",),
            priority="High",
            assignee="Ortiz",
        )
    )
    key = result.outcomes[0].data["key"]
    made = fields(at, key)

    assert "Crash" == made["summary"]
    assert "Steps:\n\n- a\n- b" == made["description"]
    assert ("Bug", "High", ["flaky"]) == (
        made["issuetype"]["name"],
        made["priority"]["name"],
        made["labels"],
    )
    assert "Sam Ortiz" == made["assignee"]["displayName"]
    assert key in [each["key"] for each in at.reads(SearchIssues(project="WEB", text="crash"))]


def _with_another_task(world: World) -> None:
    """Let the project OPS have types of its own, as a team-managed project does."""
    own = IssueType("10099", "Task")
    world.issue_types[own.id] = own
    world.projects["OPS"].issue_types = [own, world.issue_types["10003"]]


def _types(project: str, *ids: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.projects[project].issue_types = [world.issue_types[each] for each in ids]

    return change


@for_each(
    ("change", "call", "kind"),
    [
        (_with_another_task, CreateIssue(project="WEB", summary="x"), "10002"),
        (_with_another_task, CreateIssue(project="WEB", summary="x", type="task"), "10002"),
        (_with_another_task, CreateIssue(project="OPS", summary="x"), "10099"),
        (_with_another_task, CreateIssue(project="OPS", summary="x", type="Bug"), "10003"),
        (_types("OPS", "10003"), CreateIssue(project="OPS", summary="x"), "10003"),
        (_types("OPS", "10003", "10004"), CreateIssue(project="OPS", summary="x"), "10003"),
    ],
)
def test_a_type_is_one_of_the_project_whatever_others_have_of_its_name(
    change: Callable[[World], None], call: CreateIssue, kind: str
) -> None:
    at = JiraStage(change=change)

    result = at.does(call)

    assert Status.DONE is result.status, result.error
    shown = at.client.get(
        f"{SITE}/rest/api/3/issue/{result.outcomes[0].data['key']}", headers=AS_ADA
    ).json()
    assert kind == shown["fields"]["issuetype"]["id"]


@for_each(
    ("call", "words"),
    [
        (CreateIssue(project="OPS", summary="x"), "more than one thing fits what you named"),
        (CreateIssue(project="OPS", summary="x"), "(Story, Bug)"),
        (CreateIssue(project="OPS", summary="x", type="Task"), 'nothing fits the type "Task"'),
    ],
)
def test_without_a_type_that_is_obvious_it_is_asked_for_and_nothing_is_sent(
    call: CreateIssue, words: str
) -> None:
    at = JiraStage(change=_types("OPS", "10001", "10003"))

    error = refused(at, call)

    assert words in error.message
    assert "jira.types.list" in error.hint


def test_a_name_of_a_type_that_two_projects_have_is_refused_by_jira() -> None:
    at = JiraStage(change=_with_another_task)
    fields = {"project": {"key": "WEB"}, "summary": "x", "issuetype": {"name": "Task"}}

    refusal = at.client.post(f"{SITE}/rest/api/3/issue", json={"fields": fields}, headers=AS_ADA)

    assert (400, {"issuetype": "Specify a valid issue type"}) == (
        refusal.status_code,
        refusal.json()["errors"],
    )


def test_an_edit_goes_to_the_id_that_was_read_before_the_question() -> None:
    at = JiraStage()

    done(at, EditIssue(issue="WEB-8", summary="Notes", labels=("a", "b")))

    assert ["GET /rest/api/3/issue/WEB-8", ASKED, "GET /rest/api/3/issue/WEB-8"] == at.log[:3]
    assert ["PUT /rest/api/3/issue/10108"] == at.log[3:]
    changed = fields(at, "WEB-8")
    assert ("Notes", ["a", "b"]) == (changed["summary"], changed["labels"])


RICH = {
    "version": 1,
    "type": "doc",
    "content": [
        {
            "type": "mediaSingle",
            "content": [{"type": "media", "attrs": {"type": "file", "id": "x"}}],
        },
        {
            "type": "mediaSingle",
            "content": [{"type": "media", "attrs": {"type": "file", "id": "y"}}],
        },
        {
            "type": "paragraph",
            "content": [
                {"type": "mention", "attrs": {"id": "5b10ac8d82e05b22cc7d4ef5", "text": "@Ada"}},
                {"type": "text", "text": " looks ", "marks": [{"type": "strong"}]},
            ],
        },
        {"type": "table", "content": [{"type": "tableRow", "content": []}]},
    ],
}
GONE = "2 pictures or files, 1 mention, 1 formatted text, 1 table"


def _rich(world: World) -> None:
    """Give WEB-5 and its comments documents that hold more than text."""
    issue = world.issue("WEB-5")
    assert issue is not None
    issue.description = RICH
    for comment in issue.comments:
        comment.body = RICH


REPLACES = [
    DescribeIssue(issue="WEB-5", description="Short"),
    EditComment(issue="WEB-5", comment=20_002, body="Short"),
]


@for_each(("change", "gone"), [(_rich, GONE), (lambda _world: None, "none")])
@for_each("call", REPLACES)
def test_a_text_that_replaces_a_document_says_what_goes_with_it(
    call: Action[Any], change: Callable[[World], None], gone: str
) -> None:
    at = JiraStage(change=change)

    done(at, call)

    (item,) = at.previews[-1].items
    assert item.found is not None
    assert [gone] == [fill(template, item.found, now=None) for _, template in item.shows]


@for_each("call", REPLACES)
def test_such_a_text_is_always_asked_about_and_needs_the_look_at_what_it_replaces(
    call: Action[Any],
) -> None:
    at = JiraStage(change=_rich)
    target = call.facts.target_read
    assert target is not None
    denied = Policy((Layer("the options", deny=(target.read.facts.action,)),))

    result = at.does(call, policy=denied)

    assert Effect.ASKED is type(call).facts.effect
    assert Status.DENIED is result.status
    assert [] == [line for line in at.log if line.startswith("PUT")]


def test_what_a_document_holds_beside_text_is_bounded_and_named() -> None:
    deep: dict[str, Any] = {"type": "table", "content": []}
    for _ in range(100):
        deep = {"type": "panel", "content": [deep]}

    assert [] == beside_text({"type": "doc", "content": document_of("a\n\n- b")["content"]})
    assert "1 deeper part" in beside_text({"type": "doc", "content": [deep]})
    assert ["1 \\x1b[2J"] == beside_text({"type": "doc", "content": [{"type": "\x1b[2J"}]})
    assert [] == beside_text("a text")
    assert 12 >= len(
        beside_text({"type": "doc", "content": [{"type": f"k{n}"} for n in range(99)]})
    )


def test_what_is_changed_is_shown_before_and_after() -> None:
    at = JiraStage()

    done(at, EditIssue(issue="WEB-8", summary="Notes"))

    shown = str(at.previews[-1])
    assert "Write the release notes for web 2.4" in shown
    assert "Notes" in shown
    assert "WEB-8" in shown


@for_each(
    "action",
    [
        EditIssue(issue="WEB-8", summary="Write the release notes for web 2.4"),
        AssignIssue(issue="WEB-8", assignee="@me"),
        AssignIssue(issue="WEB-8", assignee="ada lovelace"),
        AssignIssue(issue="WEB-9", assignee="@none"),
    ],
)
def test_what_is_so_already_is_not_sent(action: Action[Any]) -> None:
    at = JiraStage()

    assert Status.ALREADY is at.does(action).status
    assert ASKED not in at.log


def test_somebody_is_assigned_by_name_and_nobody_again() -> None:
    at = JiraStage()

    done(at, AssignIssue(issue="WEB-8", assignee="bob"))
    assert "Bob Kahn" == fields(at, "WEB-8")["assignee"]["displayName"]
    done(at, AssignIssue(issue="WEB-8", assignee="@none"))
    assert fields(at, "WEB-8")["assignee"] is None


def test_two_people_of_one_name_are_both_listed_and_nothing_is_sent() -> None:
    at = JiraStage()

    error = refused(at, AssignIssue(issue="WEB-8", assignee="sam"))

    assert 'more than one thing fits the person "sam" (Sam Lee, Sam Ortiz)' in error.message
    assert "aegis do jira.users.assignable --within WEB" in str(error.hint)
    assert ASKED not in at.log


@for_each("name", ["nobody-here", "lovel", "Bo"])
def test_nobody_of_a_name_is_nobody(name: str) -> None:
    error = refused(JiraStage(), AssignIssue(issue="WEB-8", assignee=name))

    assert f'nothing fits the person "{name}"' in error.message


@for_each("to", ["Start work", "in progress"])
def test_a_ticket_moves_by_the_name_of_a_transition_or_of_a_status(to: str) -> None:
    at = JiraStage()

    done(at, TransitionIssue(issue="WEB-8", to=to))

    assert "In Progress" == fields(at, "WEB-8")["status"]["name"]
    change = at.reads(ListChanges(issue="WEB-8"))[-1]["items"][0]
    assert ("status", "To Do", "In Progress") == (
        change["field"],
        change["fromString"],
        change["toString"],
    )


@pytest.mark.parametrize(
    ("move", "stays"),
    [
        (TransitionIssue(issue="WEB-8", to="In Progress"), ()),
        (
            TransitionIssue(issue="WEB-8", to="In Progress", comment="Begun"),
            ("The comment stays.",),
        ),
        (
            CloseIssue(issue="WEB-2", resolution="Duplicate", comment="As WEB-5"),
            ("The resolution and the comment stay.",),
        ),
    ],
)
def test_what_a_move_said_beside_stays_when_it_is_undone(
    move: Action[Any], stays: tuple[str, ...]
) -> None:
    catalog.enable_providers(("jira",))
    plan = undo_plan(JiraStage().does(move))
    catalog.enable_providers(())

    assert ["jira.issues.transition"] == [act.action.facts.action for act in plan.acts]
    assert tuple(f"{move.says()}: {each}" for each in stays) == plan.stays


def test_a_ticket_that_cannot_move_there_stays() -> None:
    error = refused(JiraStage(), TransitionIssue(issue="WEB-8", to="Done"))

    assert 'nothing fits the status "Done"' in error.message
    assert "aegis do jira.transitions.list --issue WEB-8" in str(error.hint)


# Texts


@for_each("text", HOSTILE)
def test_a_hostile_comment_is_a_comment_with_that_text(text: str) -> None:
    at = JiraStage()

    done(at, AddComment(issue="WEB-8", body=text))

    (comment,) = at.reads(ListComments(issue="WEB-8"))
    assert text.replace("\r\n", "\n").replace("\r", "\n") == comment["body"]


@for_each("text", HOSTILE)
def test_a_hostile_search_finds_nothing_more(text: str) -> None:
    at = JiraStage()
    try:
        search = SearchIssues(project="OPS", text=text)
    except ValueError:
        return

    found = at.reads(search)
    named = at.reads(CountIssues(project="OPS"))["count"]

    assert len(found) <= named
    assert all(each["key"].startswith("OPS-") for each in found)


def test_a_comment_is_changed_and_deleted_by_its_id() -> None:
    at = JiraStage()
    done(at, AddComment(issue="WEB-8", body="first"), AddComment(issue="WEB-8", body="second"))
    first, second = (int(each["id"]) for each in at.reads(ListComments(issue="WEB-8")))

    done(at, EditComment(issue="WEB-8", comment=second, body="changed"))
    done(at, DeleteComment(issue="WEB-8", comment=first))

    assert ["changed"] == [each["body"] for each in at.reads(ListComments(issue="WEB-8"))]


# What is added


def test_time_a_page_and_a_watcher_are_added() -> None:
    at = JiraStage()

    done(at, AddWorklog(issue="WEB-8", time="1h 30m", comment="Looked"))
    done(at, AddRemoteLink(issue="WEB-8", url="https://acme.example/x", title="Log"))
    done(at, AddWatcher(issue="WEB-9"))


def test_a_link_says_which_ticket_blocks_which_and_is_removed_again() -> None:
    at = JiraStage()
    link = AddLink(issue="WEB-8", other="WEB-9", type="blocks")

    done(at, link)

    assert "Jira: Link WEB-8 to WEB-9: WEB-8 blocks WEB-9" == link.says()
    (there,) = at.reads(ListLinks(issue="WEB-9"))
    assert ("Blocks", "WEB-8") == (there["type"]["name"], there["inwardIssue"]["key"])
    done(at, RemoveLink(issue="WEB-9", other="WEB-8"))
    assert [] == at.reads(ListLinks(issue="WEB-9"))


def test_a_type_of_link_that_jira_does_not_have_is_refused() -> None:
    error = refused(JiraStage(), AddLink(issue="WEB-8", other="WEB-9", type="is blocked by"))

    assert 'nothing fits the type "is blocked by"' in error.message


def test_a_ticket_moves_into_a_sprint_which_then_ends() -> None:
    at = JiraStage()

    done(at, MoveIssues(issue="WEB-9", sprint=2))
    assert "WEB-9" in [each["key"] for each in at.reads(ListSprintIssues(sprint=2))]
    done(at, CloseSprint(sprint=2))

    assert "closed" == at.reads(GetSprint(sprint=2))["state"]


# What must not be done


@for_each(
    "action",
    [
        GetIssue(issue="OLD-3"),
        ListComments(issue="OLD-3"),
        ListChanges(issue="OLD-3"),
        ListTransitions(issue="OLD-3"),
        ListLinks(issue="OLD-3"),
        EditIssue(issue="OLD-3", summary="x"),
        TransitionIssue(issue="OLD-3", to="Done"),
        AddComment(issue="OLD-3", body="x"),
        DeleteIssue(issue="OLD-3"),
        AddLink(issue="WEB-8", other="OLD-3", type="blocks"),
        CreateIssue(project="WEB", summary="x", parent="OLD-3"),
    ],
)
def test_a_ticket_that_moved_is_not_followed(action: Action[Any]) -> None:
    error = refused(JiraStage(), action)

    assert Code.MOVED is error.code
    assert "WEB-7 is where OLD-3 went; nothing was sent." == error.message


def test_an_edit_is_not_sent_to_a_ticket_that_somebody_changed_meanwhile() -> None:
    at = JiraStage()

    def somebody_edits() -> None:
        body = {"fields": {"summary": "Theirs"}}
        url = f"{SITE}/rest/api/3/issue/WEB-8"
        assert 204 == at.client.put(url, json=body, headers=AS_ADA).status_code

    at.meanwhile = somebody_edits

    error = refused(at, EditIssue(issue="WEB-8", priority="High"))

    assert Code.CHANGED is error.code
    assert "Theirs" == fields(at, "WEB-8")["summary"]


def test_a_ticket_whose_key_is_of_another_ticket_meanwhile_is_left_alone() -> None:
    at = JiraStage()

    def somebody_deletes() -> None:
        at.client.delete(f"{SITE}/rest/api/3/issue/WEB-9", headers=AS_ADA)

    at.meanwhile = somebody_deletes

    assert Code.NOT_FOUND is refused(at, AddComment(issue="WEB-9", body="x")).code


@for_each(
    "actions",
    [
        (AddComment(issue="WEB-8", body="x"), EditIssue(issue="WEB-8", priority="High")),
        (
            EditIssue(issue="WEB-8", priority="High"),
            TransitionIssue(issue="WEB-8", to="Start work"),
        ),
        (AssignIssue(issue="WEB-8", assignee="bob"), EditIssue(issue="WEB-8", summary="y")),
        (AddWorklog(issue="WEB-8", time="60"), AssignIssue(issue="WEB-8", assignee="bob")),
        (MoveIssues(issue="WEB-9", sprint=2), EditIssue(issue="WEB-9", summary="y")),
    ],
)
def test_a_step_is_not_taken_for_somebody_elses_change(actions: tuple[Action[Any], ...]) -> None:
    done(JiraStage(), *actions)


def test_a_ticket_is_deleted_by_its_name_and_with_its_subtasks_only_if_that_was_said() -> None:
    at = JiraStage()

    kept = at.does(DeleteIssue(issue="WEB-2")).outcomes[0].error
    assert kept is not None
    assert "has subtasks" in kept.message
    done(at, DeleteIssue(issue="WEB-2", subtasks=True))
    done(at, DeleteIssue(issue="WEB-9"))

    assert "delete WEB-9" == DeleteIssue(issue="WEB-9").phrase()
    for key in ("WEB-2", "WEB-3", "WEB-9"):
        (outcome,) = at.does(GetIssue(issue=key)).outcomes
        assert outcome.error is not None
        assert Code.NOT_FOUND is outcome.error.code


@pytest.mark.parametrize("key", ["SECRET-1", "WEB-999"])
def test_what_is_not_there_or_not_visible_is_not_found(key: str) -> None:
    assert Code.NOT_FOUND is refused(JiraStage(), AddComment(issue=key, body="x")).code


def test_a_project_without_the_permission_refuses() -> None:
    (outcome,) = JiraStage().does(AddComment(issue="DOCS-1", body="x")).outcomes

    assert outcome.error is not None
    assert Code.FORBIDDEN is outcome.error.code


@for_each(
    "url",
    [
        "https://acme.example@evil.example/",
        "https://acme.example:443@evil.example/",
        "https://acme.example/\u202egnp.page",
        "https://acme.example/\u200bpage",
        "https://",
        "https:///page",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_is_none_or_seems_to_be_another_one_is_not_linked(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        AddRemoteLink(issue="WEB-1", url=url, title="Notes")


@dataclass
class Renamed(JiraStage):
    """A transition that is called as one status leads to another, each time to the next of these."""

    leads: list[str] = field(default_factory=list)

    def send(self, request: Request) -> Response:
        """Answer with that transition alone."""
        found = super().send(request)
        if not (request.is_read and request.path.endswith("/transitions")):
            return found
        (first, *_) = found.json_object()["transitions"]
        return answer(
            {"transitions": [first | {"name": "Done", "to": {"name": self.leads.pop(0)}}]}
        )


def test_a_change_of_status_says_where_the_transition_leads() -> None:
    at = Renamed(leads=["Released", "Released"])

    done(at, TransitionIssue(issue="WEB-1", to="Done"))

    (item,) = at.previews[-1].items
    assert [("status", "Released")] == [(each.field, each.after) for each in item.changes]


def test_a_transition_that_leads_elsewhere_by_now_is_not_made() -> None:
    at = Renamed(leads=["Done", "Released"])

    assert Code.CHANGED is refused(at, TransitionIssue(issue="WEB-1", to="Done")).code


# Who was found for a write is looked for once more


def test_a_person_is_shown_by_the_id_of_the_account_alone() -> None:
    with pytest.raises(ValueError, match="an account is written by its id"):
        GetUser(person="bob")


@for_each(
    ("name", "then"),
    [
        ("Bob Kahn", {"display_name": "Robert Kahn"}),
        ("Bob Kahn", {"active": False}),
        ("Carol Shaw", {"display_name": "Bob Shaw"}),
    ],
)
def test_a_person_whose_name_is_not_theirs_alone_by_then_gets_nothing(
    name: str, then: dict[str, Any]
) -> None:
    worlds: list[World] = []

    def changes() -> None:
        people = worlds[0].people.values()
        person = next(each for each in people if each.display_name == name)
        for member, value in then.items():
            setattr(person, member, value)

    at = JiraStage(change=worlds.append, meanwhile=changes)

    result = at.does(AssignIssue(issue="WEB-9", assignee="bob"))

    (outcome,) = result.outcomes
    assert outcome.error is not None
    assert Code.CHANGED is outcome.error.code
    assert not any(line.startswith("PUT") for line in at.log)


# What closing a ticket means


def test_a_ticket_is_closed_by_the_transition_to_what_is_done() -> None:
    at = JiraStage()

    done(at, CloseIssue(issue="WEB-2"))

    (change,) = at.previews[-1].items[0].changes
    assert ("status", "In Progress", "Done") == (change.field, change.before, change.after)
    assert "Done" == at.reads(GetIssue(issue="WEB-2"))["fields"]["status"]["name"]


def test_a_ticket_that_is_done_is_closed_already_and_one_that_cannot_be_names_the_ways() -> None:
    at = JiraStage()

    assert Status.ALREADY is at.does(CloseIssue(issue="WEB-3")).status

    error = at.does(CloseIssue(issue="WEB-9")).error
    assert error is not None
    assert "nothing fits" in error.message
    assert 'There is "Start work"' in (error.hint or "")
    assert not [line for line in at.log if line.startswith("POST")]


@for_each(
    ("ways", "taken"),
    [
        (["Done"], ["Done"]),
        (["Won't do"], ["Won't do"]),
        (["Won't do", "Done"], ["Done"]),
        (["Duplicate", "closed"], ["closed"]),
        (["Won't do", "Duplicate"], ["Won't do", "Duplicate"]),
        (["Done", "Closed"], ["Done", "Closed"]),
    ],
)
def test_of_several_ways_to_be_done_the_usual_one_is_taken_and_else_the_person_chooses(
    ways: list[str], taken: list[str]
) -> None:
    found = [
        {"name": f"to {way}", "to": {"name": way, "statusCategory": {"key": "done"}}}
        for way in ways
    ]

    usual = ListTransitions(issue="WEB-2", category="done", usual=True).settle(found)

    assert taken == [each["to"]["name"] for each in usual]
    assert found == ListTransitions(issue="WEB-2", category="done").settle(found)


# Sprints are in the project of their board


def within(*places: str) -> Policy:
    return Policy((Layer("the options", places=places),))


MOVED, DENIED = Code.MOVED, Code.POLICY


@for_each(
    ("write", "policy", "code"),
    [
        (CloseSprint(sprint=2), Policy(), None),
        (CloseSprint(sprint=2), within("jira:WEB"), DENIED),
        (CloseSprint(sprint=2), within("jira:*"), DENIED),
        (CloseSprint(sprint=2, project="WEB"), within("jira:WEB"), None),
        (CloseSprint(sprint=2, project="WEB"), within("jira:OPS"), DENIED),
        (CloseSprint(sprint=2, project="OPS"), within("jira:OPS"), MOVED),
        (MoveIssues(issue="WEB-9", sprint=2), within("jira:WEB"), None),
        (MoveIssues(issue="OPS-2", sprint=2), within("jira:OPS"), MOVED),
        (MoveIssues(issue="OPS-2", sprint=2), Policy(), MOVED),
        (MoveIssues(issue="OPS-2", sprint=2, project="WEB"), within("jira:OPS"), DENIED),
        (MoveIssues(issue="OPS-2", sprint=2, project="WEB"), within("jira:WEB", "jira:OPS"), None),
        (MoveIssues(issue="WEB-9", sprint=4, project="SECRET"), within("jira:WEB"), DENIED),
    ],
)
def test_a_rule_by_place_judges_the_project_of_the_sprints_board(
    write: Action[Any], policy: Policy, code: Code | None
) -> None:
    at = JiraStage()

    result = at.does(write, policy=policy)

    assert code is (result.error.code if result.error else None), result.error
    assert (Status.DONE is result.status) is (code is None)
    assert (code is None) is any(line.startswith("POST") for line in at.log)


def test_a_sprint_whose_board_is_elsewhere_by_then_is_left_alone() -> None:
    worlds: list[World] = []

    def moves() -> None:
        worlds[0].boards[1].project = worlds[0].projects["OPS"]

    at = JiraStage(change=worlds.append, meanwhile=moves)

    result = at.does(CloseSprint(sprint=2, project="WEB"))

    (outcome,) = result.outcomes
    assert outcome.error is not None
    assert Code.MOVED is outcome.error.code
    assert "it is of a board in OPS, and not in WEB" in outcome.error.message
    assert "'sprint 2 of OPS'" in (outcome.error.hint or "")
    assert not any(line.startswith("POST") for line in at.log)


def test_the_seal_of_a_sprint_is_of_the_project_that_was_named() -> None:
    def seal(project: str) -> str:
        pins = (("id", 2), ("state", "active"))
        read = GetSprint(sprint=2, project=project)
        write = CloseSprint(sprint=2, project=project)
        call = Call("s1", write, preconditions=(Precondition(read, pins),))
        return call.fingerprint(call.request(SITE))

    assert seal("WEB") == seal("WEB") != seal("OPS")


def test_a_rule_by_place_lets_nobody_look_up_people_of_the_whole_site() -> None:
    person = GetUser(person="5b10ac8d82e05b22cc7d4ef6")

    assert Status.DONE is JiraStage().does(person).status
    assert Status.DENIED is JiraStage().does(person, policy=within("jira:WEB")).status


def test_a_rule_by_place_lets_a_sprint_be_shown_in_its_project_alone() -> None:
    at = JiraStage()

    shown = at.does(GetSprint(sprint=2, project="WEB"), policy=within("jira:WEB"))
    elsewhere = at.does(GetSprint(sprint=4, project="WEB"), policy=within("jira:WEB"))

    assert Status.DONE is shown.status
    assert Status.FAILED is elsewhere.status
    assert all(each.data is None for each in elsewhere.outcomes)
