"""The tools as clients list them: fixed, small, frozen; reads and writes apart."""

import json
import re
from pathlib import Path

import pytest

from aegis_cli.actions import catalog
from aegis_cli.errors import UsageError
from aegis_cli.mcp.opening import INSTRUCTIONS
from aegis_cli.mcp.tools import Tool, tools
from tests.helpers.golden import agreed

GOLDEN = Path(__file__).parent.parent / "golden" / "mcp"
NOUNS = catalog.nouns()


def written(listed: tuple[Tool, ...]) -> str:
    shown = [
        {
            "name": tool.name,
            "description": tool.description,
            "inputSchema": tool.schema(),
            "hints": [
                name
                for name in ("is_read", "is_destructive", "is_idempotent", "is_open_world")
                if getattr(tool, name)
            ],
        }
        for tool in listed
    ]
    return json.dumps({"instructions": INSTRUCTIONS, "tools": shown}, indent=1) + "\n"


@pytest.mark.parametrize(("name", "nouns"), [("fixed", []), ("issues", ["issues"])])
def test_the_tools_are_as_agreed(name: str, nouns: list[str]) -> None:
    text = written(tools(nouns))

    assert agreed(GOLDEN / f"{name}.json", text) == text


def test_five_tools_are_there_and_four_without_writes() -> None:
    names = [tool.name for tool in tools()]

    assert names == ["find_actions", "read_action", "propose_writes", "outcome", "plan"]
    assert [name for name in names if name != "propose_writes"] == [
        tool.name for tool in tools(is_read_only=True)
    ]


def test_every_action_can_be_a_tool_with_the_hints_of_its_effect() -> None:
    typed = {tool.action: tool for tool in tools(NOUNS) if tool.action}

    assert typed.keys() == catalog.ENTRIES.keys()
    for name, tool in typed.items():
        effect = catalog.ENTRIES[name].effect
        assert re.fullmatch(r"[a-z0-9_]{1,40}", tool.name)
        assert tool.is_read == tool.is_idempotent == (effect == "read")
        assert tool.is_destructive == (effect in {"asked", "destructive"})
        assert {*tool.required} <= tool.properties.keys()
        assert {*tool.properties} == {field.name for field in catalog.fields_of(name)}
    assert not any(tool.action and not tool.is_read for tool in tools(NOUNS, is_read_only=True))


def test_a_noun_that_no_action_has_is_refused() -> None:
    with pytest.raises(UsageError, match="'tickets'") as refused:
        catalog.require_nouns(["issues", "tickets"])

    assert "issues" in str(refused.value.hint)
