"""What the tests of the renderer share: devices, results, and golden files.

`AEGIS_UPDATE_GOLDEN=1` rewrites the golden files; look at the difference before you keep it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import settings

from aegis_cli.actions.action import Action
from aegis_cli.adapters.render.capabilities import Device
from aegis_cli.errors import Status
from aegis_cli.planning.expansion import Act
from aegis_cli.planning.plan import Origin
from aegis_cli.request.execution import Outcome, StepStatus
from aegis_cli.request.result import Result
from tests.actions.cases import CASES
from tests.helpers.act_factory import act_of
from tests.helpers.golden import agreed

UNHURRIED = settings(deadline=None)
"""A slow machine is no failure."""

GOLDEN = Path(__file__).parents[2] / "golden"

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TERMINAL = Device(is_terminal=True, width=100, colour=False, now=NOW)
NARROW = replace(TERMINAL, width=60)
COLOUR = replace(TERMINAL, colour=True, palette="rgb")
PIPE = Device(is_terminal=False, width=80, colour=False, now=NOW)

_OUR_ISOLATES = re.compile("\u2068([^\u2066-\u2069\n]*)\u2069")
_OUR_COLOURS = re.compile(r"\x1b\[[0-9;]+m")


def golden(path: str, text: str) -> str:
    """Return what a golden file holds, after rewriting it if that is wanted."""
    return agreed(GOLDEN / path, text)


def assert_golden(folder: str, texts: Mapping[str, str]) -> None:
    """Hold a text of each action to the golden files of a folder, of which each noun has one."""
    by_noun: dict[str, str] = {}
    for name, text in texts.items():
        noun = name.partition(".")[0]
        by_noun[noun] = by_noun.get(noun, "") + text

    assert {noun: golden(f"{folder}/{noun}.txt", text) for noun, text in by_noun.items()} == by_noun
    assert {file.stem for file in (GOLDEN / folder).iterdir()} == by_noun.keys()


def action_of(name: str) -> Action[Any]:
    """Return the call of an action's case."""
    return CASES[name].call


def data_of(name: str) -> Any:
    """Return the answer of an action's case as the executor brings it."""
    return CASES[name].data


def step_of(action: Action[Any], number: int = 1) -> Act:
    """Make a step whose arguments are all the person's."""
    origins = {
        name: (Origin.USER,) * len(value) if isinstance(value, list) else Origin.USER
        for name, value in action.sent_arguments().items()
    }
    return act_of(f"s{number}", action, origins)


def result_of(*ended: tuple[Action[Any], StepStatus, Any]) -> Result:
    """Make a result of steps that ended in some way with some data."""
    steps = tuple(step_of(action, at) for at, (action, _, _) in enumerate(ended, start=1))
    outcomes = tuple(
        Outcome(step.id, status, data) for step, (_, status, data) in zip(steps, ended, strict=True)
    )
    return Result(Status.DONE, "a request", steps, "digest", outcomes)


def uncoloured(text: str) -> str:
    """Take aegis's own colours out of a text."""
    return _OUR_COLOURS.sub("", text)


def controls(text: str) -> set[str]:
    """Return what does something to a terminal, beside line ends, tabs and aegis's own isolates."""
    text = _OUR_ISOLATES.sub(r"\1", text)
    found = {char for char in text if unicodedata.category(char).startswith("C")}
    return found - {"\n", "\t", JOINER}


JOINER = "\u200d"
"""Stays in emoji; where it may stand is a matter of `visible()`."""

HOSTILE = (
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "over\rwritten",
    "back\x08space\x7f\x9b2J",
    "abc\u202edef\u2066",
    "zero\u200bwidth\ufeff",
    "tag\U000e0041",
    "surrogate\ud800",
    "[red]markup[/red] [link=https://evil.example]x[/link]",
    "several\nlines\tand\ttabs\r\n",
    "{title} {@repo} {title!r}",
    "界" * 90,
    "\U0001f469\u200d\U0001f4bb" * 40,
    "x" * 3_000,
    " " * 300,
    "",
)
