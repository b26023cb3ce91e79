"""The sandbox's model: it reads the prompt's request and answers with `submit_plan`'s arguments."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from aegis_cli.planning.gemini.prompt import request
from aegis_cli.planning.plan import Context, Suggestions
from aegis_cli.planning.wire import WirePlan, decode
from aegis_cli.sandbox.gemini.brain import _with_suggestions, answer
from tests.helpers.rows import for_each

NOW = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)
LAST = {"action": "issues.get", "arguments": {"repo": "acme/web", "issue_number": 7}}


def asked(sentence: str, context: Context | None = None) -> dict[str, Any]:
    return answer(json.loads(request(sentence, context or Context(), NOW)), NOW.date())


def argument(name: str, value: str, source: str = "literal") -> dict[str, str]:
    return {"name": name, "source": source, "value": value}


def once(action: str, args: list[dict[str, str]]) -> dict[str, object]:
    """Return a step as a model writes it that goes over no list."""
    return {"id": "s1", "action": action, "args": args, "where": [], "each": ""}


def test_a_sentence_is_answered_with_steps() -> None:
    args = [argument("repo", "acme/web"), argument("issue_number", "12")]
    assert {"steps": [once("issues.close", args)], "question": "", "unsupported": ""} == asked(
        "close acme/web#12"
    )


@pytest.mark.parametrize(
    ("sentence", "context", "expected"),
    [
        ("close #3", Context(repo="acme/web"), [("repo", "acme/web"), ("issue_number", "3")]),
        ("close it", Context(last=LAST), [("repo", "acme/web"), ("issue_number", "7")]),
        (
            "comment on acme/web#3 with stdin",
            Context(stdin=True),
            [("repo", "acme/web"), ("issue_number", "3"), ("body", "")],
        ),
    ],
)
def test_the_context_of_the_prompt_counts(
    sentence: str, context: Context, expected: list[tuple[str, str]]
) -> None:
    (step,) = asked(sentence, context)["steps"]

    assert expected == [(arg["name"], arg["value"]) for arg in step["args"]]


def test_what_the_grammar_does_not_read_is_guessed_as_a_model_would() -> None:
    args = [argument("repo", "acme/web"), argument("issue_number", "1")]

    assert {
        "steps": [once("issues.close", args)],
        "question": "",
        "unsupported": "",
    } == asked("clozse acme/web#1")


def test_a_missing_value_becomes_a_question() -> None:
    question = "Name the repository, as in acme/web."

    assert {"steps": [], "question": question, "unsupported": ""} == asked("list issues")


@for_each(
    ("length", "text"),
    [(20, f"It lacks a text. Did you mean: comment '{'x' * 20}'"), (500, "It lacks a text.")],
)
def test_an_answer_never_ends_in_half_a_suggestion(length: int, text: str) -> None:
    told = Suggestions((f"comment '{'x' * length}'",), "It lacks a text.")

    assert text == _with_suggestions(told)


@pytest.mark.parametrize("sentence", ["clozse the thing", "don't close it", "close 'acme/web#1"])
def test_a_sentence_that_no_answer_can_complete_is_unsupported(sentence: str) -> None:
    found = asked(sentence)

    assert "" == found["question"]
    assert found["unsupported"]


def test_what_is_known_to_be_impossible_is_answered_as_the_prompt_says() -> None:
    assert "delete a pull request" == asked("delete pull request 11")["unsupported"]


@for_each(
    ("sentence", "answer"),
    [
        ("list issues", "in acme/web"),
        ("close issue", "12 in acme/web"),
        ("open an issue in acme/web", "titled 'x'"),
        ("comment on acme/web#1", "'x'"),
        ("label acme/web#1", "bug"),
        ("assign acme/web#1", "to alice"),
        ("create a repo", "named x"),
        ("unlabel acme/web#1", "bug"),
    ],
)
def test_an_answer_is_added_to_the_sentence(sentence: str, answer: str) -> None:
    assert asked(sentence)["question"]
    assert asked(f"{sentence} {answer}")["steps"]


def test_a_request_that_no_action_does_is_unsupported() -> None:
    found = asked("xyzzy")

    assert [] == found["steps"]
    assert "" == found["question"]
    assert found["unsupported"]


@for_each(
    "asked_for",
    [
        {},
        {"request": None},
        {"request": "close it", "context": None},
        {"request": "close it", "context": {"repo": 1, "last_action": []}},
        {"request": "close it", "context": {"last_action": {"arguments": None}}},
        {"request": "list issues " + "labelled 'x' " * 30},
        {"request": "comment '" + "x" * 5_000 + "'"},
    ],
)
def test_every_answer_has_the_declared_shape(asked_for: dict[str, Any]) -> None:
    found = answer(asked_for, NOW.date())

    assert {"steps", "question", "unsupported"} == found.keys()
    assert isinstance(decode(found), WirePlan)
