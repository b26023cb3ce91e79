"""One sentence whose later step names what an earlier one makes, on the sandbox."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.console import GEMINI, Console, plan
from tests.helpers.on_one_sandbox import at, served
from tests.helpers.rows import for_each
from tests.session.held import held

__all__ = ["at", "served"]

pytestmark = pytest.mark.enable_socket

HERE = {"repo": "acme/web"}
MILESTONE = "create the milestone v3 in acme/web and put #12 in it"
LABEL = "create the label fresh in acme/web and use it on #12"
BRANCH = (
    "create a branch fix-login from main in acme/web and open a pull request from it into main "
    "titled 'Fix the login'"
)
PLANS: dict[str, dict[str, Any]] = {
    MILESTONE: plan(
        ("milestones.create", HERE | {"title": "v3"}),
        ("issues.update", HERE | {"issue_number": 12, "milestone": "v3"}),
    ),
    LABEL: plan(
        ("labels.create", HERE | {"name": "fresh"}),
        ("issues.add_labels", HERE | {"issue_number": 12, "labels": ["fresh"]}),
    ),
    BRANCH: plan(
        ("branches.create", HERE | {"branch": "fix-login", "source": "main"}),
        (
            "pulls.create",
            HERE | {"title": "Fix the login", "head": "fix-login", "base": "main"},
        ),
    ),
}
SENT: dict[str, tuple[str, dict[str, Any]]] = {
    MILESTONE: ("/repos/acme/web/issues/12", {"milestone": 3}),
    LABEL: ("/repos/acme/web/issues/12/labels", {"labels": ["fresh"]}),
    BRANCH: (
        "/repos/acme/web/pulls",
        {"title": "Fix the login", "head": "fix-login", "base": "main"},
    ),
}
NAMED = {MILESTONE: "milestone (", LABEL: "labels (", BRANCH: "head ("}


def writes(at: Console) -> list[tuple[str, dict[str, Any]]]:
    """Return the path and the body of each write that GitHub got."""
    seen = (each for each in at.sandbox.seen("github") if each["method"] != "GET")
    return [(each["path"], each["body"]) for each in seen]


def said(at: Console, sentence: str, *more: str, model: bool, answer: str = "y") -> tuple[str, str]:
    """Answer the question about a sentence; return what was asked, and all that was shown."""
    at.sandbox.script(PLANS[sentence])
    engine = {} if model else {"AEGIS_ENGINE": "offline"}
    with at.terminal("ask", sentence, *more, more=GEMINI if model else engine) as terminal:
        asked = terminal.expect("[y/")
        terminal.answer(answer)
        terminal.ended()
        return asked, terminal.seen


@for_each("sentence", [*PLANS])
@for_each("model", [False, True])
def test_what_is_made_is_named_by_the_step_behind_it(
    at: Console, sentence: str, *, model: bool
) -> None:
    at.begin()
    asked, shown = said(at, sentence, model=model)

    assert SENT[sentence] == writes(at)[1], shown
    assert 2 == shown.count("✓"), shown
    (named,) = (line for line in asked.split("\n") if line.strip().startswith(NAMED[sentence]))
    assert named.rstrip().endswith(", made by step 1")


@for_each("sentence", [*PLANS])
def test_without_the_first_step_nothing_names_it(at: Console, sentence: str) -> None:
    at.begin()
    at.sandbox.fault("github", "POST", "/repos/acme/web/(milestones|labels|git/refs)", status=422)

    _, shown = said(at, sentence, "--keep-going", model=False)

    assert "Step 1, which it needs, was not done." in " ".join(shown.replace("|", " ").split())
    assert 1 == len(writes(at))


@for_each("sentence", [*PLANS])
def test_what_is_struck_out_strikes_what_names_it(at: Console, sentence: str) -> None:
    at.begin()
    at.sandbox.script(PLANS[sentence])
    with at.terminal("ask", sentence, "--engine", "offline") as terminal:
        terminal.expect("[y/")
        terminal.answer("1")
        terminal.ended()

    assert [] == writes(at)


def test_yes_covers_no_number_that_nobody_knows(at: Console) -> None:
    plain = "create the milestone v3 in acme/web and put #12 in milestone v3"
    alone = at.run("ask", plain, "--engine", "offline", "--yes", "--output", "json")
    with at.terminal("ask", plain, "--engine", "offline", "--yes") as terminal:
        asked = terminal.expect("[y/")

    assert (6, "needs_approval", "needs_approval") == alone.end
    assert "--yes does not cover this: What an earlier step makes is always asked about." in asked


def test_in_a_session_its_executor_fills_the_number_in(at: Console) -> None:
    with held(at) as session:
        plain = "create the milestone v3 in acme/web and put #12 in milestone v3"
        ended = session.answered("ask", plain, "--engine", "offline", "--output", "json")

    assert (0, "done", None) == ended.end
    step = ended.document["plan"]["steps"][1]
    assert {"text": "v3", "made_by": "s1"} == step["arguments"]["milestone"]
    assert SENT[MILESTONE] == writes(at)[1]


def test_the_example_is_in_the_manual() -> None:
    usage = (Path(__file__).parents[2] / "docs/usage.md").read_text(encoding="utf-8")

    assert "and put #12 in it" in usage
    assert json.dumps({"text": "v3", "made_by": "s1"}) in usage
