"""The shapes of sentences that are read without a model, and what must never come of one."""

from typing import Any

import pytest

from aegis_cli.actions.catalog import load
from aegis_cli.planning.grammar.explicit_commands import explicit_commands_in
from aegis_cli.planning.plan import Context
from aegis_cli.planning.sentence.sentence import Sentence
from bench.understood import planned, validated
from tests.helpers.rows import for_each

REPO = "acme/web"
AT = f"https://github.com/{REPO}"


def issue(number: int, **more: Any) -> dict[str, Any]:
    return {"repo": REPO, "issue_number": number, **more}


def pull(number: int, **more: Any) -> dict[str, Any]:
    return {"repo": REPO, "pull_number": number, **more}


@for_each(
    ("sentence", "meant"),
    [
        (
            "label #12 bug and #13 wontfix",
            [
                ["issues.add_labels", issue(12, labels=["bug"])],
                ["issues.add_labels", issue(13, labels=["wontfix"])],
            ],
        ),
        (
            "label #12 bug, #13 wontfix and #14 duplicate",
            [
                ["issues.add_labels", issue(12, labels=["bug"])],
                ["issues.add_labels", issue(13, labels=["wontfix"])],
                ["issues.add_labels", issue(14, labels=["duplicate"])],
            ],
        ),
        (
            "assign #12 to alice and #13 to bob",
            [
                ["issues.add_assignees", issue(12, assignees=["alice"])],
                ["issues.add_assignees", issue(13, assignees=["bob"])],
            ],
        ),
    ],
)
def test_what_leaves_its_verb_out_has_that_of_the_request_before(
    sentence: str, meant: list[Any]
) -> None:
    assert validated(meant) == planned(sentence, REPO)


@for_each("verb", ["add", "remove", "drop", "ask", "take", "put"])
def test_a_general_verb_with_names_alone_is_no_request(verb: str) -> None:
    assert planned(f"label #12 bug and {verb} docs", REPO) is None


@for_each(
    ("sentence", "action", "arguments"),
    [
        ("find issues mentioning timeout", "issues.search", {"repo": REPO, "words": ["timeout"]}),
        ("issues mentioning @alice", "issues.list", {"repo": REPO, "mentioned": "alice"}),
        ("prs waiting for me", "pulls.search", {"repo": REPO, "review_requested": "@me"}),
        ("prs I need to look at", "pulls.search", {"repo": REPO, "review_requested": "@me"}),
        ("last failed run", "runs.list", {"repo": REPO, "status": "failure", "limit": 1}),
        ("show the latest build", "runs.list", {"repo": REPO, "limit": 1}),
        ("which workflow is running", "runs.list", {"repo": REPO, "status": "in_progress"}),
        ("mark PR 11 in acme/web as ready", "pulls.mark_ready", pull(11)),
        ("asign bob 2 #12", "issues.add_assignees", issue(12, assignees=["bob"])),
        ("comment looks good on #12", "issues.add_comment", issue(12, body="looks good")),
        ("open an issue about the login", "issues.create", {"repo": REPO, "title": "the login"}),
        ("issues without labels", "issues.search", {"repo": REPO, "without": "label"}),
        ("approved prs", "pulls.search", {"repo": REPO, "review": "approved"}),
        ("turn off the wiki", "repos.update", {"repo": REPO, "has_wiki": False}),
    ],
)
def test_a_shape_is_read(sentence: str, action: str, arguments: dict[str, Any]) -> None:
    assert validated([[action, arguments]]) == planned(sentence, REPO)


@for_each(
    ("sentence", "action", "arguments"),
    [
        (f"close {AT}/pull/11", "pulls.close", pull(11)),
        (f"rerun {AT}/actions/runs/5", "runs.rerun", {"repo": REPO, "run_id": 5}),
        (
            f"show {AT}/actions/runs/5/job/1016000002",
            "jobs.get",
            {"repo": REPO, "job_id": 1016000002},
        ),
        (f"delete {AT}/tree/fix-x", "branches.delete", {"repo": REPO, "branch": "fix-x"}),
        (
            f"delete {AT}/issues/12#issuecomment-5001",
            "issues.delete_comment",
            {"repo": REPO, "comment_id": 5001},
        ),
        (f"close {AT}/issues/12", "issues.close", issue(12)),
    ],
)
def test_an_address_says_what_it_is_of(
    sentence: str, action: str, arguments: dict[str, Any]
) -> None:
    assert validated([[action, arguments]]) == planned(sentence, None)


@for_each(
    "sentence",
    [
        "rerun the last failed run",
        "cancel the running workflow",
        "close all stale issues",
        f"delete https://evil.example/{REPO}/tree/x",
        f"delete {AT}/tree/fix/x",
        f"delete {AT}/blob/develop/package.json",
        f"show {AT}/blob/release/2.3/docs/a.md",
        f"publish {AT}/releases/tag/v1.5.0, it's still a draft",
        'add to the body of #185: "Decision: go with option B"',
        f"comment 'see {AT}/actions/runs/5' on it",
    ],
)
def test_what_says_too_little_is_not_planned(sentence: str) -> None:
    assert planned(sentence, REPO) is None


@pytest.mark.parametrize(
    "sentence",
    [
        f"delete {AT}/issues/12#issuecomment-5001",
        f"delete {AT}/pull/11#discussion_r5",
        f"close {AT}/issues/12#issuecomment-5001",
    ],
)
def test_no_option_covers_the_issue_of_an_address_of_a_comment(sentence: str) -> None:
    assert () == explicit_commands_in(Sentence(sentence), Context(repo=REPO), load).steps


@for_each(
    "sentence",
    [
        "approve #11 and #12 request changes",
        "comment on #12 close",
        "approve #11 and #12 approve",
        "approve #11 and #12 approved",
    ],
)
def test_a_verb_or_a_choice_is_no_text_without_quotation_marks(sentence: str) -> None:
    assert planned(sentence, REPO) is None


@for_each(
    ("sentence", "action", "arguments"),
    [
        ("assign bob 2 #12", "issues.add_assignees", issue(12, assignees=["bob"])),
        ("merge pr 2 acme/web", "pulls.merge", pull(2)),
    ],
)
def test_a_digit_means_to_behind_a_name_alone(
    sentence: str, action: str, arguments: dict[str, Any]
) -> None:
    assert validated([[action, arguments]]) == planned(sentence, REPO)


@for_each("sentence", ["close 2 #12", "please close 2 #12", "close issue 2 #12"])
def test_a_number_behind_a_verb_or_a_noun_is_not_lost(sentence: str) -> None:
    steps = planned(sentence, REPO) or []

    assert 1 != len(steps)


@for_each(
    "sentence",
    [
        f"close {AT}/pull/11 and {AT}/issues/12",
        f"close {AT}/issues/12 and {AT}/pull/11",
        f"close {AT}/pull/11, {AT}/issues/12",
        f"close {AT}/pull/11 and #12",
    ],
)
def test_the_address_of_a_pull_request_says_nothing_of_another_address(sentence: str) -> None:
    meant = {("pulls.close", 11), ("issues.close", 12)}
    steps = planned(sentence, REPO) or []

    assert {("pulls.close", 12), ("issues.close", 11)}.isdisjoint(
        (action, given.get("pull_number", given.get("issue_number"))) for action, given in steps
    )
    assert not steps or len(meant) == len(steps)


def test_several_addresses_of_pull_requests_are_closed_as_such() -> None:
    meant = validated([["pulls.close", pull(11)], ["pulls.close", pull(12)]])

    assert meant == planned(f"close {AT}/pull/11 and {AT}/pull/12", None)


@for_each(
    "sentence",
    [
        "merge PR 11 and delete the branch after",
        "merge PR 11 and delete the branch afterwards",
        "merge PR 11 and delete branch when done",
        "merge PR 11 and delete the branch too",
        "merge PR 11, delete the branch as well",
        "merge la PR 11 et supprime sa branche",
        "merge PR 11 und lösche ihren Branch",
        "mergia la PR 11 ed elimina il suo branch",
    ],
)
def test_the_branch_of_what_is_merged_is_deleted_and_none_that_is_called_after(
    sentence: str,
) -> None:
    meant = [["pulls.merge", pull(11)], ["pulls.delete_branch", pull(11)]]

    assert validated(meant) == planned(sentence, REPO)


@for_each(
    "sentence",
    [
        "delete the branch after",
        "delete the branch right after",
        "delete branch tonight",
        "delete the milestone sometime",
        "delete the tag afterwards",
        "delete branch danach",
        "delete branch sua",
        "delete branch friday",
        "lösche dein Label",
        "lösche den Branch danach",
        "crée sa branche depuis main",
        "supprime ton tag",
        "borra tu etiqueta",
        "elimina il tuo tag",
        "apaga a tua tag",
    ],
)
def test_no_word_of_whose_or_when_is_a_name(sentence: str) -> None:
    assert planned(sentence, REPO) is None


def test_any_word_in_quotation_marks_is_a_name() -> None:
    meant = [["branches.delete", {"repo": REPO, "branch": "after"}]]

    assert validated(meant) == planned("delete the branch 'after'", REPO)


@for_each(
    "sentence",
    [
        "open an issue titled 'X' and add the label bug to it",
        "open an issue 'X', add the label bug",
        "create an issue 'X' and add the bug label",
        "create an issue 'X' and give it the label bug",
        "crée une issue 'X' et ajoute le label bug",
        "erstelle ein Issue 'X' und füge das Label bug hinzu",
        "abre un issue 'X' y añade la etiqueta bug",
        "abre uma issue 'X' e adiciona o label bug",
        "ラベル bug を付けて Issue 'X' を作成",
        "创建一个 issue 'X' 并加上标签 bug",
    ],
)
def test_a_label_that_is_added_to_a_new_issue_is_made_for_no_repository(sentence: str) -> None:
    meant = [["issues.create", {"repo": REPO, "title": "X", "labels": ["bug"]}]]

    assert validated(meant) == planned(sentence, REPO)


def test_a_sprint_that_is_started_is_no_workflow() -> None:
    assert planned("start sprint Web 24", REPO) is None
