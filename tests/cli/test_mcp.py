"""`aegis mcp` as a command: what it needs, what it refuses, and the call that only an agent runs."""

import sys

import pytest

from aegis_cli.cli.main import run


def test_without_the_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp_types", None)  # as if it were not installed

    code = run(["mcp"])

    said = capsys.readouterr().err
    assert code == 2
    assert "needs the extra `mcp` of aegis, which is not installed." in said
    assert "[mcp]'" in said


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--tools", "tickets"], "No action has the noun 'tickets'."),
        (["--tools", " , "], "An option that takes names was given none."),
        (["--wait", "46"], "46"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_served(
    options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["mcp", *options]) == 2
    assert says in capsys.readouterr().err


def test_a_tool_call_is_for_the_agent_of_a_session_and_in_no_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["mcp-call"]) == 2
    assert "Only the agent of a session runs this." in capsys.readouterr().err
    assert run(["--help"]) == 0
    assert "mcp-call" not in capsys.readouterr().out
