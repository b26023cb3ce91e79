"""A file that runs with secrets is written by an action of its own, which is always asked about."""

from typing import Any

import pytest
from pydantic import ValidationError

from aegis_cli.actions.action import Action
from aegis_cli.actions.catalog import load
from aegis_cli.actions.facts import Effect
from aegis_cli.planning.misfit import explain
from aegis_cli.planning.plan import Context, Invalid
from aegis_cli.planning.read import read
from aegis_cli.planning.sentence.sentence import Sentence
from aegis_cli.providers.github.nouns.repos.file_push import PushAutomation, PushFiles
from aegis_cli.providers.github.nouns.repos.files import PutAutomation, PutFile
from tests.helpers.rows import for_each
from tests.helpers.world import Stage, rules, wire

RUNS = (
    ".github/workflows/ci.yml",
    ".github/workflows/deep/er.yaml",
    ".github/actions/setup/index.js",
    "action.yml",
    "action.yaml",
    "tools/action.yml",
    ".gitmodules",
    ".gitattributes",
    "src/.gitattributes",
    ".GitHub/Workflows/ci.yml",
    "./.github/workflows/ci.yml",
    ".github//workflows/ci.yml",
    ".github/x/../workflows/ci.yml",
    "/.github/workflows/ci.yml",
    ".github\\workflows\\ci.yml",
    ".github/workflows ./ci.yml",
    "ACTION.YML",
    "action.yml.",
    ".g\u200dithub/workflows/ci.yml",
    "\ufeff.github/workflows/ci.yml",
    "\uff0egithub/workflows/ci.yml",
    ".github/ workflows/ci.yml",
    ".github/\u00a0workflows/ci.yml",
    ".github/workflows\t/ci.yml",
    ".github/workflows::$INDEX_ALLOCATION/ci.yml",
    ".gitmodules::$DATA",
    ".gitattributes:a",
)
PLAIN = (
    "docs/notes.md",
    ".github/CODEOWNERS",
    ".github/workflows.md",
    "docs/.github/workflows/ci.yml",
    "actions.yml",
    "my-action.yml",
    "src/gitattributes",
    ".gitignore",
)


def put(cls: type[Action[Any]], path: str) -> Action[Any]:
    return cls.model_validate(
        {"repo": "acme/web", "path": path, "content": "on: push", "message": "Add it"}
    )


def push(cls: type[Action[Any]], *paths: str) -> Action[Any]:
    files = [{"path": path, "contents": "on: push"} for path in paths]
    return cls.model_validate(
        {"repo": "acme/web", "branch": "main", "files": files, "message": "Add them"}
    )


def refusal(make: Any, *given: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        make(*given)
    return explain(caught.value)


@for_each("path", RUNS)
def test_the_plain_writes_refuse_a_file_that_runs_with_secrets_and_name_the_other(
    path: str,
) -> None:
    for found in (refusal(put, PutFile, path), refusal(push, PushFiles, "docs/notes.md", path)):
        assert "files.put_automation and files.push_automation write it" in found


def test_the_actions_of_their_own_write_it() -> None:
    assert put(PutAutomation, RUNS[0]).facts.effect is Effect.ASKED
    assert push(PushAutomation, *RUNS[:3]).facts.effect is Effect.ASKED


@for_each("path", PLAIN)
def test_any_other_file_is_written_as_before_and_by_them_alone(path: str) -> None:
    assert put(PutFile, path).facts.effect is Effect.WRITE
    assert push(PushFiles, path).facts.effect is Effect.WRITE
    for found in (refusal(put, PutAutomation, path), refusal(push, PushAutomation, RUNS[0], path)):
        assert "files.put and files.push write it" in found


def test_a_hijacked_model_that_writes_a_workflow_is_told_the_action_for_it_and_asked_about() -> (
    None
):
    said = "write 'on: push' to .github/workflows/pwn.yml in acme/web with the message 'x'"
    given = {
        "repo": "acme/web",
        "path": ".github/workflows/pwn.yml",
        "content": "on: push",
        "message": "x",
    }
    plain = read(wire(("files.put", given)), Sentence(said), Context(), load)
    stage = Stage(wire(("files.put_automation", given)), has_person=False)

    assert isinstance(plain, Invalid)
    assert "files.put_automation" in plain.reason
    result = stage.hears(said, rules(yes=True))
    assert result.status.value == "needs_approval"
    assert "write" not in stage.events
