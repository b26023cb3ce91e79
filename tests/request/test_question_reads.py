"""What is read for the question alone, and what ends before it since there is nothing to do."""

from typing import Any

from aegis_cli.actions.action import Action
from aegis_cli.adapters.terminal.preview import render_preview
from aegis_cli.errors import Status
from aegis_cli.providers.github.nouns.actions.run_changes import (
    CancelRun,
    RerunFailedJobs,
    RerunRun,
)
from aegis_cli.providers.github.nouns.labels.labels import CreateLabel
from aegis_cli.providers.github.nouns.pull_requests.pull_changes import MergePull
from aegis_cli.providers.github.nouns.pull_requests.pulls import checks_of
from aegis_cli.providers.github.nouns.repos.release_changes import CreateRelease, commits_since
from aegis_cli.request.policy import Layer, Policy
from aegis_cli.request.result import Result
from tests.adapters.render.samples import TERMINAL
from tests.helpers.direct_github import ASKED
from tests.helpers.rows import for_each
from tests.request.test_undo_plan import Person

ELEVEN: dict[str, Any] = {"repo": "acme/web", "pull_number": 11}
ONE: dict[str, Any] = {"repo": "acme/web", "run_id": 16000002}

SHOWN: dict[str, tuple[Action[Any], tuple[str, ...]]] = {
    "a merge says its checks, its reviews and its method": (
        MergePull(**ELEVEN),
        (
            "method: a merge commit, unless told otherwise",
            "merging: can be merged",
            "checks: 2 passed",
            "reviews: bob approved, alice commented, mona is asked",
        ),
    ),
    "a check that is no success has its name": (
        MergePull(repo="acme/web", pull_number=15, merge_method="squash"),
        (
            "merge_method (your words): squash",
            "merging: is a draft",
            'checks: failed: "test"',
            "reviews: alice changes requested, mona pending",
        ),
    ),
    "a rerun says which jobs": (
        RerunRun(**ONE),
        ("jobs: lint (success), test (failure), package (skipped)",),
    ),
    "a rerun of what failed says what that is": (
        RerunFailedJobs(**ONE),
        ("failed jobs: test (failure)",),
    ),
}

ENDED: dict[str, tuple[Action[Any], Status, str]] = {
    "a run that has ended": (
        CancelRun(repo="acme/web", run_id=16000001),
        Status.ALREADY,
        "run 16000001 of acme/web has ended already.",
    ),
    "a release whose name is taken": (
        CreateRelease(repo="acme/web", tag_name="v2.0"),
        Status.FAILED,
        'There is a release "v2.0" of acme/web already; nothing was sent.',
    ),
    "a label whose name is taken": (
        CreateLabel(repo="acme/web", name="bug"),
        Status.FAILED,
        'There is a label "bug" of acme/web already; nothing was sent.',
    ),
}

ENDS_LIKE_A_SUMMARY = [
    {"name": "lint; 12 passed", "status": "completed", "conclusion": "failure"},
    {"name": 'a", "b', "status": "completed", "conclusion": "failure"},
    {"name": "test", "status": "completed", "conclusion": "success"},
]

COMMITS = [
    {"sha": f"{number:07d}abc", "commit": {"message": f"Change {number}\n\nWhy."}}
    for number in range(23)
]
LATEST = {"tag_name": "v1.0"}
SINCE: dict[str, tuple[Any, str]] = {
    "nothing was released": ({"latest": None, "since": None}, "no release before it is known"),
    "not to be compared": ({"latest": LATEST, "since": None}, "those since v1.0 are not known"),
    "none": (
        {"latest": LATEST, "since": {"commits": [], "total_commits": 0}},
        "there are none since v1.0",
    ),
    "two": (
        {"latest": LATEST, "since": {"commits": COMMITS[:2], "total_commits": 2}},
        "2 since v1.0: 0000000 Change 0, 0000001 Change 1",
    ),
}


def does(action: Action[Any], **options: Any) -> tuple[Result, Person]:
    person = Person(None)
    return person.does(action, **options), person


@for_each("case", SHOWN.values(), ids=SHOWN)
def test_a_question_says_what_stands_in_its_way(case: tuple[Action[Any], tuple[str, ...]]) -> None:
    action, lines = case
    _, person = does(action)
    shown = render_preview(person.previews[-1], TERMINAL)

    assert [] == [line for line in lines if f"{line}\n" not in shown]


@for_each("case", ENDED.values(), ids=ENDED)
def test_what_is_so_or_taken_ends_before_the_question(
    case: tuple[Action[Any], Status, str],
) -> None:
    action, status, message = case
    result, person = does(action)

    said = result.error.message if result.error else result.outcomes[0].reason
    assert (status, message, False) == (result.status, said, ASKED in person.log)


@for_each("case", SINCE.values(), ids=SINCE)
def test_a_release_says_the_commits_since_the_one_before(case: tuple[Any, str]) -> None:
    found, words = case

    assert words == commits_since(found)


def test_of_many_commits_the_last_are_named() -> None:
    found = {"latest": LATEST, "since": {"commits": COMMITS, "total_commits": 40}}

    words = commits_since(found)

    assert words.startswith("40 since v1.0: 20 more, then 0000003 Change 3, ")
    assert words.endswith("0000022 Change 22")


def test_what_policy_hides_is_not_known_and_ends_nothing() -> None:
    policy = Policy((Layer("mine", deny=("reviews.list", "commits.list_check_runs")),))

    result, person = does(MergePull(**ELEVEN), policy=policy)

    shown = render_preview(person.previews[-1], TERMINAL)
    assert Status.DONE is result.status
    assert "checks: not known\n" in shown
    assert not [line for line in person.log if "check-runs" in line]


def test_whether_a_name_is_taken_is_looked_for_once() -> None:
    result, person = does(CreateLabel(repo="acme/web", name="flaky"))

    reads = [line for line in person.log if line.startswith("GET /repos/acme/web/labels")]
    assert (Status.DONE, 1) == (result.status, len(reads))


def test_no_name_of_a_check_reads_like_a_word_of_aegis() -> None:
    said = checks_of({"checks": ENDS_LIKE_A_SUMMARY})

    assert 'failed: "lint; 12 passed", "a\\", \\"b"' in said
    assert "1 passed" in said
