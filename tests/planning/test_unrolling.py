"""Each list whose things a plain write can be about, with such a write: a stand-in, then its rows."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from aegis_cli.actions import catalog
from aegis_cli.errors import UsageError
from aegis_cli.planning.expansion import Act, expand
from aegis_cli.planning.plan import Context, Invalid, Literal, Origin, Plan, Reading
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.planning.stand_ins import Row
from aegis_cli.planning.unrolling import lists_of, noun_of_rows, sample_rows, unroll
from aegis_cli.planning.wire import WireArgument, WirePlan, WireStep
from aegis_cli.request.listed_rows import rows_in
from tests.actions.case import Case
from tests.actions.cases import CASES
from tests.helpers.act_factory import BASES
from tests.helpers.rows import for_each
from tests.providers.jira.jira_cases import CASES as JIRA_CASES
from tests.providers.slack.slack_cases import CASES as SLACK_CASES

LISTS: dict[str, Case] = {}
for each in chain(CASES.values(), JIRA_CASES, SLACK_CASES):
    LISTS.setdefault(each.call.facts.action, each)

WEB = {"repo": "acme/web"}
LOOPS: list[tuple[str, str, str, dict[str, str], dict[str, Any]]] = [
    ("issues.list", "issues.close", "issue_number", {}, {**WEB, "issue_number": 128}),
    ("issues.list", "issues.add_comment", "issue_number", {"body": "x"}, {"issue_number": 128}),
    ("issues.list", "issues.lock", "issue_number", {}, {"issue_number": 128}),
    ("issues.list", "issues.add_labels", "issue_number", {"labels": "x"}, {"labels": ["x"]}),
    ("issues.list", "issues.add_assignees", "issue_number", {"assignees": "bob"}, WEB),
    ("issues.list", "issues.update", "issue_number", {"milestone": "v3"}, {"milestone": "v3"}),
    ("issues.list_mine", "issues.close", "issue_number", {}, {**WEB, "issue_number": 12}),
    ("issues.search", "issues.close", "issue_number", {}, {**WEB, "issue_number": 12}),
    ("issues.list_sub_issues", "issues.close", "issue_number", {}, {"issue_number": 14}),
    ("pulls.list", "pulls.close", "pull_number", {}, {**WEB, "pull_number": 34}),
    ("pulls.list", "issues.add_comment", "issue_number", {"body": "x"}, {"issue_number": 34}),
    ("pulls.search", "pulls.close", "pull_number", {}, {"repo": "acme/api", "pull_number": 46}),
    ("pulls.list_standing", "pulls.close", "pull_number", {}, {**WEB, "pull_number": 17}),
    ("branches.list", "branches.rename", "branch", {"new_name": "x"}, {**WEB, "branch": "main"}),
    ("labels.list", "labels.update", "name", {"description": "x"}, {**WEB, "name": "bug"}),
    ("issues.list_labels", "labels.update", "name", {"description": "x"}, {"name": "bug"}),
    ("milestones.list", "milestones.update", "milestone", {"state": "closed"}, {"milestone": 1}),
    ("runs.list", "runs.rerun", "run_id", {}, {**WEB, "run_id": 19700000004}),
    ("workflows.list", "workflows.disable", "workflow", {}, {**WEB, "workflow": "CI"}),
    ("repos.list_mine", "stars.add", "repo", {}, WEB),
    ("repos.list_for_org", "stars.add", "repo", {}, WEB),
    ("repos.list_forks", "stars.add", "repo", {}, {"repo": "mona/web"}),
    ("stars.list_mine", "stars.remove", "repo", {}, WEB),
    ("jira.issues.search", "jira.comments.add", "issue", {"body": "x"}, {"issue": "WEB-12"}),
    ("jira.issues.search", "jira.issues.transition", "issue", {"to": "Done"}, {"issue": "WEB-12"}),
    ("jira.issues.search", "jira.issues.assign", "issue", {"assignee": "@me"}, {"issue": "WEB-12"}),
    ("jira.issues.search", "jira.sprints.move_issues", "issue", {"sprint": "7"}, {"sprint": 7}),
    ("jira.sprints.issues", "jira.comments.add", "issue", {"body": "x"}, {"issue": "WEB-12"}),
    ("slack.channels.list", "slack.channels.join", "channel", {}, {"channel": "#releases"}),
    (
        *("slack.channels.list", "slack.messages.send", "channel"),
        *({"text": "x"}, {"channel": "#releases", "text": "x"}),
    ),
    (
        *("slack.messages.search", "slack.reactions.add", "message", {"emoji": "eyes"}),
        {"channel": "C0RELEASE1", "message": "1763200000.000200"},
    ),
]
"""A list and a write, the field of the row, what else is said, and what the first row makes of it."""

REFUSED = [
    ("branches.list", "branches.delete", "branch"),
    ("pulls.list", "pulls.merge", "pull_number"),
    ("runs.list", "runs.cancel", "run_id"),
    ("slack.channels.list", "slack.channels.archive", "channel"),
    ("issues.list", "issues.get", "issue_number"),
]


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Know the actions of each provider."""
    catalog.enable_providers(catalog.known_providers())
    yield
    catalog.enable_providers(())


def planned(listed: str, write: str, field: str, more: dict[str, str]) -> Reading | Invalid:
    """Return what a planner's list with a write for each of its rows is read as."""
    said = [WireArgument(name=name, value=str(its)) for name, its in LISTS[listed].needed.items()]
    texts = [WireArgument(name=name, value=its) for name, its in more.items()]
    row = WireArgument(name=field, source="row")
    steps = [
        WireStep(id="s1", action=listed, args=said),
        WireStep(id="s2", action=write, args=[row, *texts], each="s1"),
    ]
    return read(WirePlan(steps=steps), Sentence("do it"), Context(), catalog.load)


def acts_of(plan: Plan, listed: str) -> tuple[Act, ...]:
    """Return the acts that the answer of a list makes of a plan."""
    case = LISTS[listed]
    data = getattr(case, "data", None)
    rows = rows_in(case.call, data if isinstance(data, list) else case.answer)
    return expand(unroll(plan, {"s1": rows}), BASES)


@for_each(("listed", "write", "field", "more", "first"), LOOPS, ids=lambda *row: " ".join(row[:2]))
def test_a_write_for_each_row_is_one_for_its_thing(
    listed: str, write: str, field: str, more: dict[str, str], first: dict[str, Any]
) -> None:
    plan = planned(listed, write, field, more)
    assert isinstance(plan, Plan), plan
    sent = acts_of(plan, listed)[0].action.sent_arguments()
    assert first == {name: sent.get(name) for name in first}


@for_each(("listed", "write", "field", "more", "first"), LOOPS, ids=lambda *row: " ".join(row[:2]))
def test_before_the_list_is_read_one_row_stands_for_all(
    listed: str, write: str, field: str, more: dict[str, str], first: dict[str, Any]
) -> None:
    plan = planned(listed, write, field, more)
    assert isinstance(plan, Plan), plan
    (sample,) = expand(unroll(plan, sample_rows(plan)), BASES)
    assert write == sample.action.facts.action
    assert sample.action.sent_arguments()[field] not in {None, first.get(field)}


@pytest.mark.parametrize(("listed", "write", "field"), REFUSED)
def test_what_is_no_plain_write_is_done_for_no_row(listed: str, write: str, field: str) -> None:
    found = planned(listed, write, field, {})
    assert isinstance(found, Invalid)
    assert "is not done for each row" in found.reason


@for_each(
    ("said", "limit", "read_to"),
    [
        ("close the oldest 5", 5, 5),
        ("close the five oldest", 5, 5),
        ("close all", 5, 1_000),
        ("close the 30 newest", 30, 30),
        ("close each of the first 30", 30, 30),
        ("close all", 30, 1_000),
        ("close all created in 5 days", 5, 1_000),
        ("close all older than 30 days", 30, 1_000),
        ("close all with more than 5 comments", 5, 1_000),
        ("close all in milestone 5", 5, 1_000),
        ("close all like #5", 5, 1_000),
        ("close the 5 newest of the last 5 days", 5, 5),
    ],
)
def test_a_list_is_read_whole_unless_the_person_said_how_many(
    said: str, limit: int, read_to: int
) -> None:
    bound = WireArgument(name="limit", value=str(limit))
    args = [WireArgument(name="repo", value="acme/web"), bound]
    row = [WireArgument(name="issue_number", source="row")]
    steps = [
        WireStep(id="s1", action="issues.list", args=args),
        WireStep(id="s2", action="issues.close", args=row, each="s1"),
    ]
    plan = read(WirePlan(steps=steps), Sentence(said), Context(), catalog.load)
    assert isinstance(plan, Plan)
    (listing,) = expand(Plan(lists_of(plan)), BASES)
    assert read_to == listing.action.sent_arguments()["limit"]


NUMBER = 900_000_000


@for_each(
    ("listed", "write", "field", "more", "row"),
    [
        (
            *("issues.list", "issues.close", "issue_number", {}),
            Row("issue", "acme/web", NUMBER, has_number_sign=True),
        ),
        (
            *("issues.list_mine", "issues.close", "issue_number", {}),
            Row("issue", "row/1", NUMBER, has_number_sign=True),
        ),
        ("repos.list_mine", "stars.add", "repo", {}, Row("repository", "row/1")),
        (
            *("branches.list", "branches.rename", "branch", {"new_name": "x"}),
            Row("branch", "acme/web", "row-0"),
        ),
        (
            *("slack.messages.search", "slack.reactions.add", "message", {"emoji": "eyes"}),
            Row("message", "#row-1", "1900000000.000000", provider="slack"),
        ),
        (
            *("jira.sprints.issues", "jira.comments.add", "issue", {"body": "x"}),
            Row("ticket", "", "ROW1-900000000", provider="jira"),
        ),
    ],
    ids=lambda *row: row[0],
)
def test_the_row_that_stands_for_all_is_one_that_nobody_means(
    listed: str, write: str, field: str, more: dict[str, str], row: Row
) -> None:
    plan = planned(listed, write, field, more)
    assert isinstance(plan, Plan), plan
    assert {"s1": (row,)} == sample_rows(plan)


def test_the_noun_of_a_row_is_that_of_what_its_name_names() -> None:
    assert "person" == noun_of_rows(catalog.load("slack.channels.members"))


@for_each(("count", "is_taken"), [(200, True), (201, False)])
def test_two_hundred_rows_are_the_most(count: int, *, is_taken: bool) -> None:
    plan = planned("issues.list", "issues.close", "issue_number", {})
    assert isinstance(plan, Plan), plan
    rows = [Row("issue", "acme/web", n + 1, has_number_sign=True) for n in range(count)]

    if is_taken:
        steps = unroll(plan, {"s1": rows}).steps
        assert (count, {""}) == (len(steps), {step.over for step in steps})
        return
    with pytest.raises(UsageError, match="201 that fit; one sentence changes 200") as refused:
        unroll(plan, {"s1": rows})
    assert "Say more of them, such as a label or how old they are." == refused.value.hint


def test_a_bound_that_is_said_in_another_form_is_the_persons() -> None:
    plan = planned("issues.list", "issues.close", "issue_number", {})
    assert isinstance(plan, Plan), plan
    listing, closing = plan.steps
    bounded = replace(listing, values={**listing.values, "limit": Literal(12, Origin.SAID)})

    (whole,) = lists_of(Plan((bounded, closing)))

    assert Literal(12, Origin.SAID) == whole.values["limit"]
