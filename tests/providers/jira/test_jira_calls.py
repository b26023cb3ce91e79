"""How many requests a command is at Jira: an id needs no list, and a name needs it once."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.errors import Status
from aegis_cli.providers.jira.nouns.comments import ListComments
from aegis_cli.providers.jira.nouns.issue_changes import AssignIssue, CreateIssue, EditIssue
from aegis_cli.providers.jira.nouns.issue_types import ListFields, ListTypes
from aegis_cli.providers.jira.nouns.issues import CountIssues, GetIssue, ListChanges, SearchIssues
from aegis_cli.providers.jira.nouns.project_reads import GetProject
from aegis_cli.providers.jira.nouns.sprints import (
    CloseSprint,
    GetBoard,
    GetSprint,
    ListSprintIssues,
    ListSprints,
    MoveIssues,
)
from aegis_cli.providers.jira.nouns.transitions import CloseIssue, ListTransitions
from aegis_cli.providers.jira.nouns.users import GetMe, GetUser
from tests.helpers.direct_github import ASKED
from tests.helpers.direct_jira import JiraStage
from tests.helpers.rows import for_each

BOB = "5b10ac8d82e05b22cc7d4ef6"
PEOPLE, TYPES, ISSUE, WAYS = "assignable/search", "issuetypes", "issue", "transitions"


def calls_of(*actions: Action[Any]) -> tuple[list[str], list[str]]:
    """Do actions; return what was sent before the question, and after it."""
    at = JiraStage()
    result = at.does(*actions)
    assert Status.DONE is result.status, result
    asked = at.log.index(ASKED) if ASKED in at.log else len(at.log)
    return at.log[:asked], at.log[asked + 1 :]


@for_each(
    ("read", "count"),
    [
        (GetMe(), 1),
        (GetUser(person=BOB), 1),
        (GetIssue(issue="WEB-2"), 1),
        (GetProject(project="WEB"), 1),
        (GetBoard(board=1), 1),
        (GetSprint(sprint=2), 1),
        (ListSprints(board=1), 1),
        (ListSprintIssues(sprint=2), 1),
        (ListTypes(project="WEB"), 1),
        (SearchIssues(project="WEB", state="open"), 1),
        (CountIssues(project="WEB"), 1),
        # A name is looked for in one list.
        (SearchIssues(project="WEB", assignee="bob"), 2),
        (SearchIssues(project="WEB", assignee="bob", reporter="bob"), 2),
        (ListFields(project="WEB", type="Bug"), 2),
        # What does not say which ticket, or which project, it is of is compared with that.
        (ListTransitions(issue="WEB-2"), 2),
        (ListComments(issue="WEB-2"), 2),
        (ListChanges(issue="WEB-2"), 2),
        (GetSprint(sprint=2, project="WEB"), 2),
    ],
)
def test_a_read_is_one_call_with_an_id_and_two_with_a_name(read: Action[Any], count: int) -> None:
    sent, _ = calls_of(read)

    assert count == len(sent), sent


@for_each(
    ("writes", "before", "after"),
    [
        ([EditIssue(issue="WEB-2", summary="New")], ["GET issue"], ["GET issue", "PUT issue"]),
        (
            [AssignIssue(issue="WEB-9", assignee="bob")],
            ["GET issue", "GET people"],
            ["GET issue", "GET people", "PUT assignee"],
        ),
        (
            [AssignIssue(issue=f"WEB-{at}", assignee="bob") for at in (9, 11, 12)],
            ["GET issue", "GET people", "GET issue", "GET issue"],
            ["GET issue", "GET people", "PUT assignee"] * 3,
        ),
        (
            [CreateIssue(project="WEB", summary=each, assignee="bob") for each in ("A", "B")],
            ["GET types", "GET people"],
            ["GET types", "GET people", "POST issue"] * 2,
        ),
        (
            [CloseIssue(issue="WEB-2")],
            ["GET issue", "GET issue", "GET ways"],
            ["GET issue", "GET issue", "GET ways", "POST ways"],
        ),
        (
            [CloseSprint(sprint=2, project="WEB")],
            ["GET sprint", "GET board"],
            ["GET sprint", "GET board", "POST sprint"],
        ),
        (
            [MoveIssues(issue="WEB-9", sprint=2)],
            ["GET issue", "GET sprint", "GET board"],
            ["GET issue", "GET sprint", "GET board", "POST sprint"],
        ),
    ],
)
def test_a_write_lists_once_before_the_question_and_looks_once_more_right_before_it_is_sent(
    writes: list[Action[Any]], before: list[str], after: list[str]
) -> None:
    asked, sent = calls_of(*writes)

    assert (before, after) == ([*map(_word, asked)], [*map(_word, sent)])


_WORDS = {
    "/user/assignable/": "people",
    "/createmeta/": "types",
    "/transitions": "ways",
    "/assignee": "assignee",
    "/sprint/": "sprint",
    "/board/": "board",
    "/issue": "issue",
}


def _word(line: str) -> str:
    method, _, path = line.partition(" ")
    return f"{method} {next(word for part, word in _WORDS.items() if part in path)}"
