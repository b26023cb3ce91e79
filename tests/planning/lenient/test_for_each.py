"""An order for each of many is read whole: the list, what its things are like, and each write."""

from collections.abc import Iterator

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.plan import Plan, Suggestions
from tests.helpers.loop_rows import Loop, loop, looped_steps, reading, told
from tests.helpers.rows import for_each, some_of


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    """Know the words of each provider."""
    catalog.enable_providers(catalog.known_providers())
    yield
    catalog.enable_providers(())


ISSUES = "issues.list repo=acme/web"
STALE = f"{ISSUES} labels=stale"
BUGS = f"{ISSUES} labels=bug"
TICKETS = "jira.issues.search project=WEB"
CLOSE = ("issues.close",)
OLD = ("updated before 90 days ago",)

LOOPS: list[tuple[str, Loop]] = [
    ("close all of my issues in acme/web", Loop(f"{ISSUES} assignee=@me", (), CLOSE)),
    (
        'close every issue in acme/web labelled "help wanted"',
        Loop(f"{ISSUES} labels=help wanted", (), CLOSE),
    ),
    (
        "close all issues in acme/web as not planned",
        Loop(ISSUES, (), ("issues.close state_reason=not_planned",)),
    ),
    (
        "close every issue in acme/web labelled stale that nobody touched for 90 days",
        Loop(STALE, OLD, CLOSE),
    ),
    ("close all issues labelled stale in acme/web", Loop(STALE, (), CLOSE)),
    (
        "label every merged pull request of acme/web 'done'",
        Loop("pulls.search repo=acme/web state=merged", (), ("issues.add_labels labels=done",)),
    ),
    (
        "kommentiere 'x' auf alle gemergten Pull Requests in acme/web",
        Loop("pulls.search repo=acme/web state=merged", (), ("issues.add_comment body=x",)),
    ),
    ("close every issue labelled merged in acme/web", Loop(f"{ISSUES} labels=merged", (), CLOSE)),
    (
        "for each issue labelled stale in acme/web, comment 'Closing as stale' and close it",
        Loop(STALE, (), ("issues.add_comment body=Closing as stale", "issues.close")),
    ),
    (
        "for all issues in acme/web assigned to @octo: remove the label wip and comment 'freed'",
        Loop(
            f"{ISSUES} labels=wip assignee=octo",
            (),
            ("issues.remove_label name=wip", "issues.add_comment body=freed"),
        ),
    ),
    ("close the issues in acme/web that nobody touched for 90 days", Loop(ISSUES, OLD, CLOSE)),
    ("close everything labelled stale in acme/web", Loop(STALE, (), CLOSE)),
    ("close all my open issues in acme/web", Loop(f"{ISSUES} state=open assignee=@me", (), CLOSE)),
    (
        "add the label needs-triage to every issue in acme/web without a label",
        Loop(ISSUES, ("without any label",), ("issues.add_labels labels=needs-triage",)),
    ),
    (
        "label all issues in acme/web that have no assignee as needs-owner",
        Loop(ISSUES, ("without any assignee",), ("issues.add_labels labels=needs-owner",)),
    ),
    (
        "comment 'any news?' on every open issue in acme/web not updated since 2026-01-01",
        Loop(
            f"{ISSUES} state=open",
            ("updated before 2026-01-01",),
            ("issues.add_comment body=any news?",),
        ),
    ),
    (
        "comment 'still relevant?' on each issue in acme/web opened more than a year ago",
        Loop(ISSUES, ("created before 1 year ago",), ("issues.add_comment body=still relevant?",)),
    ),
    (
        "assign every issue labelled bug in acme/web to @octo",
        Loop(BUGS, (), ("issues.add_assignees assignees=octo",)),
    ),
    (
        "assign all issues labelled bug in acme/web to me",
        Loop(BUGS, (), ("issues.add_assignees assignees=@me",)),
    ),
    ("lock every closed issue in acme/web", Loop(f"{ISSUES} state=closed", (), ("issues.lock",))),
    (
        "close all issues in acme/web except those labelled keep",
        Loop(ISSUES, ("label is not keep",), CLOSE),
    ),
    (
        "close every issue in acme/web by @dependabot",
        Loop(f"{ISSUES} creator=dependabot", (), CLOSE),
    ),
    (
        "close all pull requests in acme/web by dependabot that are older than 30 days",
        Loop(
            "pulls.search repo=acme/web author=dependabot state=open",
            ("created before 30 days ago",),
            ("pulls.close",),
        ),
    ),
    (
        "close each draft pull request in acme/web that was not updated for 60 days",
        Loop(
            "pulls.search repo=acme/web state=open draft=True",
            ("updated before 60 days ago",),
            ("pulls.close",),
        ),
    ),
    (
        "put every issue labelled bug in acme/web into the milestone v3",
        Loop(BUGS, (), ("issues.update milestone=v3",)),
    ),
    (
        "remove the label stale from all issues in acme/web updated in the last 7 days",
        Loop(STALE, ("updated after 7 days ago",), ("issues.remove_label name=stale",)),
    ),
    (
        "reopen every issue in acme/web closed after 2026-11-01",
        Loop(f"{ISSUES} state=closed", ("closed after 2026-11-01",), ("issues.reopen",)),
    ),
    (
        "close every issue in acme/web with more than 20 comments",
        Loop(ISSUES, ("comments more than 20",), CLOSE),
    ),
    (
        "close all issues in acme/web whose title contains 'test'",
        Loop(ISSUES, ("title contains test",), CLOSE),
    ),
    (
        "comment 'Please rebase' on all open PRs in acme/web",
        Loop("pulls.list repo=acme/web state=open", (), ("issues.add_comment body=Please rebase",)),
    ),
    (
        "go through all open issues in acme/web and add the label triage to each",
        Loop(f"{ISSUES} state=open", (), ("issues.add_labels labels=triage",)),
    ),
    (
        "close every issue labelled stale but not keep in acme/web",
        Loop(STALE, ("label is not keep",), CLOSE),
    ),
    (
        "star every repository of acme",
        Loop("repos.list_for_user username=acme", (), ("stars.add",)),
    ),
    ("take every issue in acme/web with the label stale and close it", Loop(STALE, (), CLOSE)),
    ("alle Issues mit dem Label bug in acme/web schließen", Loop(BUGS, (), CLOSE)),
    ("schließe alle Issues in acme/web mit dem Label bug", Loop(BUGS, (), CLOSE)),
    ("ferme toutes les issues avec le label bug dans acme/web", Loop(BUGS, (), CLOSE)),
    ("cierra todas las issues con la etiqueta bug en acme/web", Loop(BUGS, (), CLOSE)),
    ("chiudi tutte le issue con l'etichetta bug in acme/web", Loop(BUGS, (), CLOSE)),
    ("feche todas as issues com a etiqueta bug em acme/web", Loop(BUGS, (), CLOSE)),
    ("acme/web の stale ラベルの issue をすべて閉じて", Loop(STALE, (), CLOSE)),
    ("关闭 acme/web 中所有带 stale 标签的 issue", Loop(STALE, (), CLOSE)),
    (
        "move all tickets in project WEB with the label stale to Done",
        Loop(TICKETS, ("label is stale",), ("jira.issues.transition to=Done",)),
    ),
    (
        "comment 'ping' on every ticket in project WEB that was not updated for 30 days",
        Loop(TICKETS, ("updated before 30 days ago",), ("jira.comments.add body=ping",)),
    ),
    ("close all issues in acme/web except #12", Loop(ISSUES, ("number is not 12",), CLOSE)),
    ("close every issue in acme/web but not #12", Loop(ISSUES, ("number is not 12",), CLOSE)),
    (
        "close all issues in acme/web not assigned to alice",
        Loop(ISSUES, ("assignee is not alice",), CLOSE),
    ),
    (
        "close issues in acme/web older than two weeks",
        Loop(ISSUES, ("created before 2 weeks ago",), CLOSE),
    ),
    ("close the issues in acme/web labelled stale", Loop(STALE, (), CLOSE)),
    (
        "lock all issues in acme/web closed more than a year ago",
        Loop(f"{ISSUES} state=closed", ("closed before 1 year ago",), ("issues.lock",)),
    ),
    (
        "close every issue in acme/web older than 30 days and not labelled keep",
        Loop(ISSUES, ("created before 30 days ago", "label is not keep"), CLOSE),
    ),
    (
        "close all issues in acme/web that are unassigned and unlabelled",
        Loop(ISSUES, ("without any assignee", "without any label"), CLOSE),
    ),
    (
        "for every open issue in acme/web without an assignee, assign it to alice and add the label triage to it",
        Loop(
            f"{ISSUES} state=open",
            ("without any assignee",),
            ("issues.add_assignees assignees=alice", "issues.add_labels labels=triage"),
        ),
    ),
    ("find all issues labelled stale in acme/web and close them", Loop(STALE, (), CLOSE)),
    (
        "go through the issues in acme/web older than 90 days, comment 'too old' on each of them and close them",
        Loop(
            ISSUES,
            ("created before 90 days ago",),
            ("issues.add_comment body=too old", "issues.close"),
        ),
    ),
    (
        "close each issue in acme/web labelled stale with a comment 'closing'",
        Loop(STALE, (), ("issues.close", "issues.add_comment body=closing")),
    ),
    (
        "rerun every failed run in acme/web",
        Loop("runs.list repo=acme/web status=failure", (), ("runs.rerun",)),
    ),
    ("unstar all my starred repos", Loop("stars.list_mine", (), ("stars.remove",))),
    ("join all channels", Loop("slack.channels.list", (), ("slack.channels.join",))),
    (
        "close every milestone in acme/web due before 2026-01-01",
        Loop(
            "milestones.list repo=acme/web",
            ("due before 2026-01-01",),
            ("milestones.update state=closed",),
        ),
    ),
    (
        "disable all workflows in acme/web",
        Loop("workflows.list repo=acme/web", (), ("workflows.disable",)),
    ),
    (
        "assign every ticket in project WEB labelled urgent to me",
        Loop(TICKETS, ("label is urgent",), ("jira.issues.assign assignee=@me",)),
    ),
    (
        "move all tickets in project WEB to sprint 7",
        Loop(TICKETS, (), ("jira.sprints.move_issues sprint=7",)),
    ),
    (
        "reopen all issues in acme/web closed in the last week",
        Loop(f"{ISSUES} state=closed", ("closed after 1 week ago",), ("issues.reopen",)),
    ),
]

NO_LOOPS = [
    "issues updated since monday assigned to me",
    "close all tickets in WEB with resolution Duplicate",
    "move all tickets in WEB with the comment 'stale' to Done",
    "close all issues labelled stale or wontfix in acme/web",
    "close all open issues in acme/web but leave #12 open",
    "close all issues in acme/web with the label stale, except #12 and #13",
    "close all issues in acme/web except #12 and those labelled keep",
    "close every issue in acme/web not labelled keep or pinned",
    "close all issues in acme/web assigned to alice or bob",
    "close all prs in acme/web not from bots",
    "close all issues in acme/web older than 90 days or untouched for 30 days",
    "close the issues in acme/web labelled stale and the PRs",
    "close all issues in acme/web and comment 'x' on acme/api#3",
    "close every issue in acme/web without label or assignee",
    "close all issues in acme/web except mine",
    "close all issues in acme/web created 30 days ago",
    "close all issues in acme/web with more than 5 comments by mona",
    "close almost all issues in acme/web labelled stale",
    "schließe nicht alle Issues in acme/web",
    "acme/web の issue をすべて閉じないで",
    "hast du alle issues in acme/web geschlossen",
    "show all issues in acme/web",
    "list every open pull request in acme/web",
    "close all",
    "delete every branch in acme/web",
    "merge all PRs in acme/web",
    "did you close every issue in acme/web?",
    "comment 'close every issue labelled stale' on acme/web#12",
    "don't close all issues in acme/web",
    "close no issue in acme/web",
    "remind me every day to close #12",
    "is all good in acme/web?",
    "close #12 any time",
    "send 'all hands at 10' to #general",
    "close both issues in acme/web",
    "close all issues in acme/web that are annoying",
    "close every second issue in acme/web",
    "close all issues in acme/web and delete the repository",
    "close all but one issue in acme/web",
    "close every issue in acme/web unless it is important",
    "close the issue that nobody touched for 90 days",
    "never close all issues labelled stale",
    "close all issues in acme/web tomorrow",
    "close the oldest 5 issues in acme/web",
    "close all of the last 5 issues in acme/web",
    "close the issues in acme/web",
    "close issues 3 and 4 in acme/web",
    "archive all repos of acme",
    "delete all labels in acme/web without a description",
    "was every issue in acme/web closed",
    "why are all issues in acme/web open",
    "close all issues in acme/web if the build is green",
    "close all issues in every repository",
    "remove all labels from acme/web#12",
    "close all issues in acme/web but ask me before each",
    "close some issues in acme/web",
    "close all issues in acme/web except the important ones",
    "close all issues in acme/web that look like spam",
    "comment 'close all of them' on acme/web#3",
    "create an issue 'Test every page' in acme/web",
    "close every other issue in acme/web",
    "close all issues in acme/web and acme/api",
    "close none of the issues in acme/web older than 90 days",
    "close only some of the issues in acme/web labelled stale",
    "not all issues in acme/web should be closed",
    "stop closing every issue in acme/web",
    "close all issues in acme/web labelled stale except the first",
    "close all stale-labelled issues in acme/web and lock them",
    "sluit alle issues met het label stale in acme/web",
]


@for_each(("text", "meant"), LOOPS, ids=lambda text, _: text)
def test_an_order_for_each_of_many_is_read_whole(text: str, meant: Loop) -> None:
    assert meant == loop(text)


@for_each("text", some_of(NO_LOOPS, one_in=4), ids=str)
def test_what_is_not_understood_whole_loops_over_nothing(text: str) -> None:
    assert [] == looped_steps(text)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("list issues in acme/web that nobody touched for 90 days", OLD),
        ("show me every issue in acme/web without labels", ("without any label",)),
        ("show all issues in acme/web older than a year", ("created before 1 year ago",)),
    ],
)
def test_a_list_alone_takes_conditions(text: str, where: tuple[str, ...]) -> None:
    found = reading(text)
    assert isinstance(found, Plan)
    (step,) = found.steps
    assert (ISSUES, where) == (told(step), tuple(each.words() for each in step.where))


@pytest.mark.parametrize("verb", ["delete", "merge"])
def test_what_is_not_looped_says_why_and_lists_the_things_first(verb: str) -> None:
    found = reading(f"{verb} all prs in acme/web")
    assert isinstance(found, Suggestions)
    assert ("show prs in acme/web",) == found.sentences
    assert found.missing.startswith("Only a plain write is done for each of many")
    assert f"'{verb} rows 1 to 5'" in found.missing


@for_each(
    "text",
    [
        "close all issues in acme/web labelled stale except those labelled keep and pinned",
        "close all issues in acme/web labelled stale but not keep and pinned",
        "close all issues in acme/web labelled stale and not labelled keep, pinned",
        "close all issues in acme/web without the label keep, pinned",
        "close all issues in acme/web labelled stale except those assigned to bob and mona",
        "close all issues in acme/web labelled bug but not by bob and carol",
        "close all issues in acme/web by bob except those labelled keep and assigned to mona",
        "close every ticket in WEB assigned to bob except those labelled keep and labelled hold",
    ],
)
def test_what_is_joined_to_an_exception_is_never_asked_for(text: str) -> None:
    assert not isinstance(reading(text), Plan)
