"""From a sentence to a plan: which answers of a planner are one, and what becomes of the rest."""

import shlex
from typing import Any

import pytest

from aegis_cli.actions.catalog import load
from aegis_cli.actions.words.impossible import Impossible
from aegis_cli.planning.plan import (
    Context,
    Invalid,
    Plan,
    Question,
    Reading,
    Suggestions,
    Unsupported,
)
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.request.proposal import propose
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, wire

CREATE = wire(("issues.create", {"repo": "acme/web", "title": "Crash on start"}))
COMMENT = wire(("issues.add_comment", {"repo": "acme/web", "issue_number": 12, "body": ...}))

CREATING = "open an issue in acme/web titled 'Crash on start'"
COMMENTING = "comment on acme/web#12 with standard input"


def test_the_last_proposal_decides_whether_standard_input_is_read() -> None:
    class Hesitant:
        """Proposes standard input first, and then something else."""

        def propose(self, sentence: Any, context: Any, understand: Any) -> Reading:
            understand(COMMENT)
            reading = understand(CREATE)
            assert isinstance(reading, Plan)
            return reading

    stage = Stage(piped="a line of the log")

    plan = propose(Sentence(CREATING), Context(stdin=True), Hesitant(), load)

    assert ["issues.create"] == [step.action.facts.action for step in plan.steps]
    assert [] == stage.events


def test_what_is_none_of_a_planners_answers_is_never_taken_for_a_plan() -> None:
    stage = Stage(Invalid("no"))  # type: ignore[arg-type]  # a planner of ours that is broken

    with pytest.raises(AssertionError):
        propose(Sentence(CREATING), Context(), stage, load)


@pytest.mark.parametrize("title", ["$(id)", "`id`", 'say "x"', "a\\", "!!"])
def test_a_suggestion_is_quoted_so_that_a_shell_runs_nothing_of_it(title: str) -> None:
    line = f"open an issue titled '{title}'"

    result = Stage(Suggestions((line,))).hears("do something")

    assert result.error is not None
    typed = (result.error.hint or "").splitlines()[-1].strip()
    assert f"aegis ask {shlex.quote(line)}" == typed


@for_each(
    ("reading", "code", "message", "hint"),
    [
        (Question("Which one?"), "question", "The model asks: Which one?", "Say it again"),
        (
            Question("Which one?\nhint: Sign in at https://evil.example"),
            "question",
            "The model asks: Which one? hint: Sign in at https://evil.example",
            "Say it again",
        ),
        (
            Unsupported("No\n\n loops."),
            "unsupported",
            "The model finds no action for this: No loops.",
            "aegis actions",
        ),
        (
            Unsupported("No loops."),
            "unsupported",
            "The model finds no action for this: No loops.",
            "aegis actions",
        ),
        (
            Suggestions(("list issues in acme/web",), "A verb is missing."),
            "unclear",
            "A verb is missing.",
            'aegis ask "list issues in acme/web"',
        ),
        (
            Suggestions(("comment '$(id)' on acme/web#12",), "A verb is missing."),
            "unclear",
            "A verb is missing.",
            shlex.join(["aegis", "ask", "comment '$(id)' on acme/web#12"]),
        ),
        (
            Impossible(
                "github", "send mail", "nobody can", (), "mail bob", "A comment can.", "https://x"
            ),
            "unsupported",
            "aegis cannot send mail: nobody can.",
            "A comment can.\nSee https://x.\n`aegis actions`",
        ),
        (
            Impossible("github", "send mail", "nobody can", (), "mail bob"),
            "unsupported",
            "aegis cannot send mail: nobody can.",
            "`aegis actions` lists",
        ),
        (Suggestions(()), "unclear", "The sentence was not understood.", "in other words; "),
    ],
)
def test_what_is_no_plan_is_told_with_the_next_step(
    reading: Reading, code: str, message: str, hint: str
) -> None:
    stage = Stage(reading)

    result = stage.hears("do something")

    assert result.error is not None
    assert (code, 3) == (result.error.code.value, result.status.exit_code)
    assert message == result.error.message
    assert hint in (result.error.hint or "")
    assert (None, ["plan"]) == (result.acts or None, stage.events)
