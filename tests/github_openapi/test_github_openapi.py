"""What aegis sends to GitHub, and what it makes of all that GitHub may answer."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.action import Action, Effect
from aegis_cli.actions.fields import is_constant
from aegis_cli.actions.performed import PartlyIgnored
from aegis_cli.adapters.render.output import render_result
from aegis_cli.errors import AegisError
from aegis_cli.request.execution import StepStatus
from tests.adapters.render.samples import PIPE, TERMINAL, result_of
from tests.github_openapi.calls import CALLS, EACH, ISSUE, SENTENCES
from tests.github_openapi.checking import faults
from tests.github_openapi.description import Operation
from tests.github_openapi.instances import Shape, instance
from tests.github_openapi.mock import THERE_ARE, Manner, Mock
from tests.github_openapi.running import Place, called, options, performed, place

pytestmark = pytest.mark.enable_socket

SHAPES = get_args(Shape)
LISTS = [name for name, (_, more) in CALLS.items() if "limit" in more]


@pytest.fixture(scope="module")
def started() -> Iterator[Place]:
    with place() as found:
        yield found


@pytest.fixture
def at(started: Place) -> Place:
    started.console.begin()
    started.mock.begin()
    return started


@pytest.fixture
def mock(started: Place) -> Mock:
    started.mock.begin()
    return started.mock


def operation_of(action: Action[Any], mock: Mock) -> Operation:
    """Return the operation that an action is, as the description has it."""
    request = action.request("")
    found = mock.description.found(request.method, request.path)
    assert found is not None
    return found[0]


def test_every_action_is_called_with_all_that_it_takes() -> None:
    fields = {
        name: {
            field
            for field, info in catalog.load(name).model_fields.items()
            if not is_constant(info)
        }
        for name in catalog.ENTRIES
    }

    assert fields == {name: {*needed, *more} for name, (needed, more) in CALLS.items()}


# As processes


@pytest.mark.parametrize(("name", "arguments"), EACH.values(), ids=EACH)
def test_what_a_command_sends_is_what_github_takes(
    name: str, arguments: dict[str, Any], at: Place
) -> None:
    confirm = ("--confirm", "acme/web") if name == "repos.delete" else ()

    ended = at.run("do", name, *options(arguments), "--output", "json", *confirm)

    assert [] == at.mock.wrong
    assert (0, "done", None) == ended.end
    operation = operation_of(called(name, arguments), at.mock)
    assert operation.id == at.mock.operations[-1]


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

    ended = at.run("do", "issues.create", *options(CALLS["issues.create"][0]), "--labels", "odd", "--output", "json")  # fmt: skip

    assert [] == at.mock.wrong
    assert (7, "failed", "partly_ignored") == ended.end
    assert 1 == ended.document["results"][0]["data"]["number"]


# Within this process


@pytest.mark.parametrize("shape", ["example", *SHAPES])
@pytest.mark.parametrize(("name", "arguments"), EACH.values(), ids=EACH)
def test_every_answer_is_read_and_shown(
    name: str, arguments: dict[str, Any], shape: Any, mock: Mock
) -> None:
    mock.begin(Manner(shape))
    action = called(name, arguments)

    data = performed(action, mock)

    assert [] == mock.wrong
    for device in (TERMINAL, PIPE):
        render_result(result_of((action, StepStatus.DONE, data)), device)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", CALLS)
def test_what_is_made_from_a_schema_is_what_the_schema_allows(
    name: str, shape: Shape, mock: Mock
) -> None:
    schema = operation_of(called(name, CALLS[name][0]), mock).schema

    assert schema is None or [] == faults(schema, instance(schema, shape))


@pytest.mark.parametrize("name", CALLS)
def test_each_example_is_read(name: str, mock: Mock) -> None:
    action = called(name, CALLS[name][0])
    for at in range(len(operation_of(action, mock).examples)):
        mock.begin(Manner(example=at))

        performed(action, mock)

        assert [] == mock.wrong


@pytest.mark.parametrize("name", LISTS)
def test_pages_are_read_to_the_last_or_to_the_limit(name: str, mock: Mock) -> None:
    needed, _ = CALLS[name]
    there = THERE_ARE // 2 if name == "issues.list" else THERE_ARE

    found = [performed(called(name, needed | {"limit": most}), mock) for most in (1000, 60)]

    assert [there, 60] == [len(items) for items in found]
    assert [] == mock.wrong


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", CALLS)
def test_every_documented_refusal_ends_in_an_error_of_ours(
    name: str, shape: Shape, mock: Mock
) -> None:
    action = called(name, CALLS[name][0])
    for status in operation_of(action, mock).refusals:
        mock.begin(Manner(shape, refuses=status))

        with pytest.raises(AegisError):
            performed(action, mock)


def test_labels_that_are_dropped_are_noticed(mock: Mock) -> None:
    mock.begin(Manner(echoes=False))

    with pytest.raises(PartlyIgnored, match="odd"):
        performed(called("issues.add_labels", ISSUE | {"labels": ["odd"]}), mock)


AS_THE_EXAMPLE = {
    "issues.add_comment, least",
    "issues.add_labels, least",
    "issues.remove_label, all",
    "issues.remove_label, least",
    "repos.delete, least",
}
"""What the examples happen to answer."""


@pytest.mark.parametrize("each", EACH)
def test_no_write_is_done_that_was_answered_with_something_else(each: str, mock: Mock) -> None:
    action = called(*EACH[each])
    if action.facts.effect is Effect.READ or each in AS_THE_EXAMPLE:
        return
    mock.begin(Manner(echoes=False))

    with pytest.raises(PartlyIgnored):
        performed(action, mock)
