"""What people say to Jira, and that nothing of GitHub is read otherwise because Jira is there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aegis_cli.actions import catalog
from aegis_cli.planning.grammar.steps import Gap, plan_sentence
from aegis_cli.planning.plan import Context
from tests.actions.cases import CASES
from tests.helpers.rows import for_each

ASKED = Path(__file__).parents[2] / "data" / "asked" / "plain_writes.jsonl"
CONTEXT = Context(repo="acme/site")


def steps(sentence: str, context: Context = CONTEXT) -> list[str]:
    """Return what a sentence is read as, one line for each step; or why it is not."""
    plan = plan_sentence(sentence, context)
    if isinstance(plan, Gap):
        return [plan.missing]
    return [
        " ".join([step.action, *(f"{arg.name}={arg.value}" for arg in step.args)])
        for step in plan.steps
    ]


@pytest.mark.usefixtures("jira")
@for_each(
    ("sentence", "expected"),
    [
        ("show PROJ-12", "jira.issues.get issue=PROJ-12"),
        ("show ticket PROJ-12", "jira.issues.get issue=PROJ-12"),
        ("show the jira issue PROJ-12", "jira.issues.get issue=PROJ-12"),
        (
            "create a Jira ticket in PROJ titled 'Login fails'",
            "jira.issues.create project=PROJ summary=Login fails",
        ),
        (
            "create a ticket in PROJ titled 'Login fails' of type Bug assigned to bob",
            "jira.issues.create project=PROJ summary=Login fails type=Bug assignee=bob",
        ),
        (
            "open a new ticket in project PROJ 'Login fails' with description 'It says 500'",
            "jira.issues.create project=PROJ summary=Login fails description=It says 500",
        ),
        ("move PROJ-12 to Done", "jira.issues.transition issue=PROJ-12 to=Done"),
        (
            "move PROJ-12 to Done with resolution Won't Do and comment 'Too late'",
            "jira.issues.transition issue=PROJ-12 to=Done resolution=Won't Do comment=Too late",
        ),
        (
            "create a ticket in PROJ titled 'Crash' in component Login and fix version 2.4",
            "jira.issues.create project=PROJ summary=Crash components=Login fix_versions=2.4",
        ),
        (
            "create a ticket in PROJ titled 'Crash' and add the label flaky to it",
            "jira.issues.create project=PROJ summary=Crash labels=flaky",
        ),
        (
            "file a bug in PROJ 'Crash' and label it flaky",
            "jira.issues.create project=PROJ summary=Crash type=bug labels=flaky",
        ),
        (
            "create a new epic 'Sign-in' in PROJ and add the web label",
            "jira.issues.create project=PROJ summary=Sign-in type=Epic labels=web",
        ),
        ("i want to follow PROJ-12", "jira.watchers.add issue=PROJ-12"),
        ("create a bug of type Story in PROJ titled 'Crash'", ""),
        (
            "create a ticket in PROJ titled 'Crash' with 3 story points due 2026-12-24",
            "jira.issues.create project=PROJ summary=Crash due=2026-12-24 points=3",
        ),
        (
            "download the attachment report.pdf of PROJ-12",
            "jira.attachments.download issue=PROJ-12 name=report.pdf",
        ),
        (
            "move ticket PROJ-12 to 'In Review'",
            "jira.issues.transition issue=PROJ-12 to=In Review",
        ),
        ("set the status of PROJ-12 to Done", "jira.issues.transition issue=PROJ-12 to=Done"),
        ("my open jira tickets", "jira.issues.search state=open assignee=@me"),
        ("show my open tickets", "jira.issues.search state=open assignee=@me"),
        ("show my open tickets in PROJ", "jira.issues.search project=PROJ state=open assignee=@me"),
        ("show my open tickets at jira", "jira.issues.search state=open assignee=@me"),
        ("list the tickets in PROJ", "jira.issues.search project=PROJ"),
        (
            "show tickets in PROJ assigned to bob",
            "jira.issues.search project=PROJ assignee=bob",
        ),
        ("search Jira for 'login'", "jira.issues.search text=login"),
        ("search jira for 'login' in PROJ", "jira.issues.search text=login project=PROJ"),
        ("comment on PROJ-12: looks good", "jira.comments.add issue=PROJ-12 body=looks good"),
        ("comment 'looks good' on PROJ-12", "jira.comments.add issue=PROJ-12 body=looks good"),
        ("add a comment to PROJ-12: 'x'", "jira.comments.add issue=PROJ-12 body=x"),
        ("assign PROJ-12 to bob", "jira.issues.assign issue=PROJ-12 assignee=bob"),
        ("assign PROJ-12 to me", "jira.issues.assign issue=PROJ-12 assignee=@me"),
        ("assign PROJ-12 to 'Sam Stone'", "jira.issues.assign issue=PROJ-12 assignee=Sam Stone"),
        (
            "remove the assignee from PROJ-12",
            "jira.issues.assign issue=PROJ-12 assignee=@none",
        ),
        ("log 2h on PROJ-12", "jira.worklogs.add issue=PROJ-12 time=2h"),
        ("log '3h 30m' on ticket PROJ-12", "jira.worklogs.add issue=PROJ-12 time=3h 30m"),
        ("what changed on PROJ-12", "jira.issues.changelog issue=PROJ-12"),
        ("show the history of PROJ-12", "jira.issues.changelog issue=PROJ-12"),
        ("add PROJ-12 to sprint 7", "jira.sprints.move_issues issue=PROJ-12 sprint=7"),
        ("show the sprints of board 1", "jira.sprints.list board=1"),
        ("show the active sprints of board 1", "jira.sprints.list board=1 state=active"),
        ("show the issues in sprint 7", "jira.sprints.issues sprint=7"),
        (
            "link PROJ-12 to PROJ-13 as blocks",
            "jira.links.add issue=PROJ-12 other=PROJ-13 type=blocks",
        ),
        ("link PROJ-12 to OPS-3 as blocks", "jira.links.add issue=PROJ-12 other=OPS-3 type=blocks"),
        ("unlink PROJ-12 from PROJ-13", "jira.links.remove issue=PROJ-12 other=PROJ-13"),
        ("delete PROJ-12", "jira.issues.delete issue=PROJ-12"),
        ("delete the ticket PROJ-12", "jira.issues.delete issue=PROJ-12"),
        ("watch PROJ-12", "jira.watchers.add issue=PROJ-12"),
        ("count the open tickets in PROJ", "jira.issues.count project=PROJ state=open"),
        ("rename PROJ-12 to 'Login'", "jira.issues.edit issue=PROJ-12 summary=Login"),
        (
            "set the labels of PROJ-12 to x and y",
            "jira.issues.edit issue=PROJ-12 labels=x labels=y",
        ),
        ("label PROJ-12 with x and y", "jira.issues.add_labels issue=PROJ-12 labels=x labels=y"),
        ("move PROJ-12 to In Progress", "jira.issues.transition issue=PROJ-12 to=In Progress"),
        ("move PROJ-12 to todo", "jira.issues.transition issue=PROJ-12 to=To Do"),
        ("which tickets are in sprint 7", "jira.sprints.issues sprint=7"),
        ("list the projects at jira", "jira.projects.search"),
        ("close sprint 7", "jira.sprints.close sprint=7"),
        ("who can be assigned in PROJ", "jira.users.assignable within=PROJ"),
    ],
)
def test_a_sentence_is_read_at_jira(sentence: str, expected: str) -> None:
    assert [expected] == steps(sentence)


@pytest.mark.usefixtures("jira")
@for_each(
    ("sentence", "expected"),
    [
        (
            "show PROJ-12 and comment 'x' on it",
            ["jira.issues.get issue=PROJ-12", "jira.comments.add issue=PROJ-12 body=x"],
        ),
        (
            "comment 'done' on PROJ-12 and move it to Done",
            [
                "jira.comments.add issue=PROJ-12 body=done",
                "jira.issues.transition issue=PROJ-12 to=Done",
            ],
        ),
        (
            "move PROJ-12 and PROJ-13 to Done",
            [
                "jira.issues.transition issue=PROJ-12 to=Done",
                "jira.issues.transition issue=PROJ-13 to=Done",
            ],
        ),
        (
            "close acme/web#7 and move PROJ-12 to Done",
            [
                "issues.close repo=acme/web issue_number=7",
                "jira.issues.transition issue=PROJ-12 to=Done",
            ],
        ),
    ],
)
def test_several_things_are_read_one_after_another(sentence: str, expected: list[str]) -> None:
    assert expected == steps(sentence)


@pytest.mark.usefixtures("jira")
@for_each(
    ("sentence", "missing"),
    [
        ("show my open tickets in acme/web", ""),
        ("create a ticket titled 'x' at jira", "Name the project, as in PROJ."),
        ("move it to Done", "It is not clear what this refers to"),
        ("move proj-12 to Done", ""),
        ("delete 'PROJ-12'", ""),
        ("comment 'x' on UTF-", ""),
        ("show the tickets in web at jira", ""),
        ("delete PROJ-12 and everything", ""),
        ("don't delete PROJ-12", ""),
    ],
)
def test_what_is_not_clear_is_not_read(sentence: str, missing: str) -> None:
    (found,) = steps(sentence)

    assert missing == found[: len(missing)]
    assert missing or not found.startswith("jira.")


def github_sentences() -> Iterator[tuple[str, str]]:
    """Yield the sentences that people say to GitHub, with where each is from."""
    yield from ((name, case.said) for name, case in CASES.items())
    writes = ASKED.read_text(encoding="utf-8").splitlines()
    yield from ((row["id"], row["text"]) for row in map(json.loads, writes))


@pytest.mark.whole
def test_no_sentence_of_github_is_read_otherwise_because_jira_is_there() -> None:
    sentences = [*github_sentences()]
    catalog.enable_providers([])
    before = [steps(said) for _, said in sentences]
    catalog.enable_providers(["jira"])
    try:
        after = [steps(said) for _, said in sentences]
    finally:
        catalog.enable_providers([])

    rows = zip(sentences, before, after, strict=True)
    assert [] == [(where, said, old, new) for (where, said), old, new in rows if old != new]
    assert len(sentences) > 500
