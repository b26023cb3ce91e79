"""What the commands of aegis, as processes, send to GitHub."""

from collections.abc import Iterator
from typing import Any

import pytest

from aegis_cli.actions.action import Action
from tests.actions.case import given_to, with_commitment
from tests.actions.cases import CALLS, CASES
from tests.github_openapi.mock import Manner
from tests.github_openapi.running import Place, options, place
from tests.helpers.console import Ended
from tests.helpers.rows import for_each

pytestmark = pytest.mark.enable_socket

SENTENCES: dict[str, list[str]] = {
    "show the contributors of acme/web": ["repos/get-contributors-stats"] * 2,
    "list 40 closed issues in acme/web labelled bug assigned to me": [
        "users/get-authenticated",
        "issues/list-for-repo",
        "issues/list-for-repo",
    ],
    "close acme/web#12 as not planned and comment 'Superseded by #31'": [
        "issues/get",
        "issues/get",
        "issues/update",
        "issues/create-comment",
    ],
    "assign me to acme/web#12": [
        "users/get-authenticated",
        "issues/get",
        "issues/get",
        "issues/add-assignees",
    ],
    "show the first 120 comments on acme/web#12": ["issues/list-comments"] * 2,
}
"""Sentences that come to several operations."""


def manner_of(call: Action[Any]) -> tuple[object, ...]:
    """Return what decides how a request is written and approved: each other part is its content."""
    request, asked = call.with_login("octocat").request(""), CASES[call.facts.action]
    is_document, is_text = request.path == "/graphql", isinstance(asked.wrapped, str)
    body, query = request.body is not None, bool(request.query)
    related = tuple(each.name for each in call.facts.related)
    return request.method, body, query, is_document, is_text, call.facts.approval, related


MANNERS = {
    manner_of(call): call for call in reversed(CALLS.values()) if not call.facts.needs_descriptor
}
"""The first call of each manner; files come from other hosts, and go there."""


@pytest.fixture(scope="module")
def started() -> Iterator[Place]:
    with place() as found:
        yield found


@pytest.fixture
def at(started: Place) -> Place:
    started.console.begin()
    started.mock.begin()
    return started


@pytest.fixture(scope="module")
def planned(started: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    folder = tmp_path_factory.mktemp("taken")
    commands = {
        name: [*command(call), *given_to(call, folder), "--dry-run"] for name, call in CALLS.items()
    }
    return started.console.run_in_one(commands)


def command(call: Action[Any]) -> list[str]:
    """Write a call as a person types it."""
    arguments = call.model_dump(mode="json", exclude_unset=True)
    return ["do", call.facts.action, *options(arguments), "--output", "json"]


def operation_of(call: Action[Any], at: Place) -> str:
    """Return the id of the operation that a call is, as the description has it."""
    request = call.request("")
    found = at.mock.description.found(request.method, request.path, request.body)
    assert found is not None
    return found[0].id


@for_each("name", CALLS)
def test_a_command_means_exactly_the_call(name: str, planned: dict[str, Ended]) -> None:
    (step,) = planned[name].document["plan"]["steps"]

    assert (0, "planned", None) == planned[name].end
    assert CALLS[name].facts.action == step["action"]
    call = CALLS[name]
    # For the value of a secret nobody is asked in a dry run.
    expected = call if call.facts.takes == "secret" else with_commitment(call)
    assert expected == type(call).from_arguments(step["arguments"])


@pytest.mark.parametrize("call", MANNERS.values(), ids=lambda call: call.facts.action)
def test_what_a_command_sends_is_what_github_takes(call: Action[Any], at: Place) -> None:
    phrase = call.phrase()
    confirm = () if phrase is None else ("--confirm", phrase)
    if call.facts.method == "DELETE":
        at.mock.begin(Manner(assigned="octocat"))  # else it would be so already

    ended = at.run(*command(call), *confirm)

    assert [] == at.mock.wrong
    assert (0, "done", None) == ended.end
    related = {operation_of(each.before_answer(call), at) for each in call.facts.related}
    *_, last = (operation for operation in at.mock.operations if operation not in related)
    assert operation_of(call, at) == last
    assert related <= {*at.mock.operations}


@pytest.mark.parametrize(("sentence", "operations"), SENTENCES.items(), ids=SENTENCES)
def test_what_a_sentence_sends_is_what_github_takes(
    sentence: str, operations: list[str], at: Place
) -> None:
    ended = at.run("ask", sentence, "--engine", "offline", "--output", "json")

    assert [] == at.mock.wrong
    assert (0, "done", None) == ended.end
    assert operations == at.mock.operations


def test_an_answer_that_does_not_echo_is_told_from_success(at: Place) -> None:
    at.mock.begin(Manner(echoes=False))

    ended = at.run("do", "issues.create", *options(CASES["issues.create"].needed), "--labels", "odd", "--output", "json")  # fmt: skip

    assert [] == at.mock.wrong
    assert (7, "failed", "partly_ignored") == ended.end
    assert 1 == ended.document["results"][0]["data"]["number"]
