"""Under `--sandbox` whatever names a service says that a stand-in for it answers."""

import re
import sys

import pytest

from aegis_cli.cli.main import run
from tests.helpers.console import Console, Ended

pytestmark = pytest.mark.enable_socket

_NAMED = re.compile(r"(?<!stand-in for )\b(?:Token Vault|gemini-\d|Gemini\b)")


@pytest.fixture(scope="module")
def ends(started: Console) -> dict[str, Ended]:
    """Run what names services, on a sandbox of each command's own."""
    return started.run_all(
        {
            "doctor": ("--sandbox", "doctor"),
            "whoami": ("--sandbox", "whoami", "--github"),
            "connect": ("--sandbox", "connect"),
            "disconnect": ("--sandbox", "disconnect", "--yes"),
        }
    )


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("doctor", "asked directly, the sandbox's stand-in for gemini-"),
        ("doctor", "GEMINI_API_KEY from the sandbox"),
        ("doctor", "exchange: the sandbox's stand-in for Token Vault gives a token, and the "),
        ("doctor", "the sandbox's stand-in for GitHub knows it as mona"),
        ("doctor", "and the sandbox's stand-in for Slack knows it as"),
        ("whoami", "at the sandbox's stand-in for GitHub: mona"),
        ("connect", "connected: mona at the sandbox's stand-in for GitHub"),
        ("disconnect", "does not revoke at the sandbox's stand-in for GitHub"),
    ],
)
def test_it_says_that_a_stand_in_answered(command: str, line: str, ends: dict[str, Ended]) -> None:
    ended = ends[command]

    assert 0 == ended.code
    assert line in ended.out + ended.err


def test_nothing_else_is_said_to_be_of_a_model_or_of_token_vault(ends: dict[str, Ended]) -> None:
    assert _NAMED.search("gemini: asked directly, gemini-3.8-flash answers with a plan")
    assert [] == [
        line
        for ended in ends.values()
        for line in (ended.out + ended.err).splitlines()
        if _NAMED.search(line)
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["--sandbox", "ask", "list labels in acme/web"],
        ["--sandbox", "do", "labels.list", "--repo", "acme/web"],
        ["--sandbox", "doctor"],
        ["--sandbox", "broker"],
        ["sandbox"],
        ["demo"],
    ],
    ids=" ".join,
)
def test_without_the_extra_every_command_that_needs_it_ends_before_it_begins(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)  # as if it were not installed

    code = run(words)

    said = capsys.readouterr()
    problem, hint = said.err.splitlines()
    assert (2, "") == (code, said.out)
    assert (
        "aegis: The sandbox needs the extra `sandbox` of aegis, which is not installed." == problem
    )
    assert "[sandbox]'" in hint
