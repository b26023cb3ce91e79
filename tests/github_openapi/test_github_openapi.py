"""What each action sends to GitHub, and what it makes of all that GitHub may answer."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from aegis_cli.actions.action import Action
from aegis_cli.actions.provider.performed import PartlyIgnored
from aegis_cli.cli.output import render_result
from aegis_cli.errors import AegisError
from aegis_cli.providers.github.client import perform
from aegis_cli.providers.github.nouns.issues.issue_labels import AddLabels
from aegis_cli.request.execution import StepStatus
from tests.actions.case import Case
from tests.actions.cases import CASES, WRITES
from tests.adapters.render.samples import PIPE, TERMINAL, result_of
from tests.github_openapi.checking import faults
from tests.github_openapi.description import Operation, the_description
from tests.github_openapi.instances import Shape, instance
from tests.github_openapi.mock import THERE_ARE, Manner, Mock
from tests.github_openapi.running import performed
from tests.helpers.canned import BASE, Canned, answer
from tests.helpers.rows import for_each, some_of

SHAPES = get_args(Shape)
LISTS = {name: case for name, case in CASES.items() if "limit" in case.more}

SAYS_NO_MORE = {
    *("comments.unminimize", "pulls.merge", "pulls.revert", "pulls.update_branch"),
    *("releases.publish", "repos.sync_fork", "runs.review_deployments", "workflows.run"),
}
"""Writes whose answer is one switch, which may be as it was asked to be, or something new."""
SAYS_NO_MORE_OF_LEAST = {"branches.merge", "gists.create"}
"""Those of which that is so as long as nothing is said that need not be."""

every_case = for_each(
    "case", [each for each in CASES.values() if not each.call.facts.needs_descriptor]
)


@pytest.fixture(scope="module")
def started() -> Mock:
    return Mock(the_description())


@pytest.fixture
def mock(started: Mock) -> Mock:
    started.begin()
    return started


def ready(call: Action[Any]) -> Action[Any]:
    """Return a call as it is approved: with a login, and what reads found."""
    return CASES[call.facts.action].ready(call.with_login("octocat"))


def operation_of(action: Action[Any], mock: Mock) -> Operation:
    """Return the operation that an action is, as the description has it."""
    request = action.request("")
    found = mock.description.found(request.method, request.path, request.body)
    assert found is not None
    return found[0]


@for_each("shape", some_of(["example", *SHAPES], one_in=2))  # and the one with every null
@every_case
def test_every_answer_is_read_and_shown(case: Case, shape: Any, mock: Mock) -> None:
    for action in map(ready, case.calls.values()):
        mock.begin(Manner(shape))
        data = performed(action, mock)
        assert [] == mock.wrong

    # How much a call asks for changes nothing of what an answer looks like.
    for device in (TERMINAL, PIPE):
        render_result(result_of((action, StepStatus.DONE, data)), device)


@for_each("shape", SHAPES)
@every_case
def test_what_is_made_from_a_schema_is_what_the_schema_allows(
    case: Case, shape: Shape, mock: Mock
) -> None:
    schema = operation_of(case.call, mock).schema

    assert schema is None or [] == faults(schema, instance(schema, shape))


@every_case
def test_each_example_is_read(case: Case, mock: Mock) -> None:
    for at in range(len(operation_of(case.call, mock).examples)):
        mock.begin(Manner(example=at))

        performed(ready(case.call), mock)

        assert [] == mock.wrong


@for_each("case", LISTS.values(), ids=LISTS)
def test_pages_are_read_to_the_last_or_to_the_limit(case: Case, mock: Mock) -> None:
    mock.begin()
    cls = type(case.call)
    repo = case.needed.get("repo")
    at = {"repository_url": f"{BASE}/repos/{repo}", "repository": {"full_name": repo}}
    kinds: tuple[dict[str, Any], ...] = ({}, {"pull_request": {}})
    kept = [case.call.keeps(at | kind) for kind in kinds]
    there = THERE_ARE * sum(kept) // 2

    calls = [ready(cls.model_validate(case.needed | {"limit": most})) for most in (1000, 60)]
    found = [performed(call, mock) for call in calls]

    assert [there, 60] == [len(items) for items in found]
    assert [] == mock.wrong


@for_each("shape", SHAPES)
@every_case
def test_every_documented_refusal_ends_in_an_error_of_ours(
    case: Case, shape: Shape, mock: Mock
) -> None:
    for status in operation_of(case.call, mock).refusals:
        mock.begin(Manner(shape, refuses=status))

        with pytest.raises(AegisError):
            performed(ready(case.call), mock)


@every_case
def test_the_answer_that_the_golden_files_show_is_one_to_the_call(case: Case, mock: Mock) -> None:
    answered = answer(case.wrapped, operation_of(case.call, mock).status)
    if isinstance(case.wrapped, str):  # a diff is no JSON
        answered = replace(answered, body=case.wrapped.encode())

    found = Canned(answered).run(perform(ready(case.call), BASE))
    related = {name: case.data[name] for name in case.related}
    assert case.data == (found | related if related else found)


def test_labels_that_are_dropped_are_noticed(mock: Mock) -> None:
    mock.begin(Manner(echoes=False))

    with pytest.raises(PartlyIgnored, match="odd"):
        performed(AddLabels(repo="acme/web", issue_number=12, labels=["odd"]), mock)


@for_each(
    "call",
    [
        call
        for case in WRITES.values()
        if case.body and case.answer is not None and case.name not in SAYS_NO_MORE
        for call in [*case.ready_calls.values()][case.name in SAYS_NO_MORE_OF_LEAST :]
    ],
    ids=lambda call: call.facts.action,
)
def test_no_write_is_done_that_was_answered_with_something_else(
    call: Action[Any], mock: Mock
) -> None:
    mock.begin(Manner(echoes=False))

    with pytest.raises(PartlyIgnored):
        performed(ready(call), mock)
