"""The help texts, against golden files; AEGIS_UPDATE_GOLDEN=1 rewrites them."""

from pathlib import Path

import pytest

from aegis_cli.actions import catalog
from aegis_cli.actions.fields.fields import is_constant, never_given
from aegis_cli.cli.lazy import context_of
from aegis_cli.cli.main import root_command, run
from aegis_cli.cli.manual import commands_of
from tests.helpers.console import Ended, run_in
from tests.helpers.golden import agreed
from tests.helpers.rows import for_each

GOLDEN = Path(__file__).parent.parent / "golden" / "help"

COMMANDS = tuple(
    path.removeprefix("aegis").lstrip()
    for path, _, _ in commands_of(root_command(), context_of(root_command(), "aegis"))
    if path != "aegis do"
)
ACTIONS = tuple(f"do {name}" for name in catalog.ENTRIES)
LISTS = ("do", *(f"do {noun}" for noun in catalog.nouns()))
"""The help of `do` in parts: the list of each noun has a golden file of its own."""
WIDTH = 80


def golden(command: str) -> Path:
    return GOLDEN / f"{command.replace(' ', '-') or 'aegis'}.txt"


def helped(folder: Path, command: str, option: str) -> Ended:
    return run_in(folder, *command.split(), option, more={"COLUMNS": str(WIDTH)})


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_is_as_agreed(tmp_path: Path, command: str) -> None:
    ended = helped(tmp_path, command, "--help")

    assert Ended(0, agreed(golden(command), ended.out), "") == ended


def test_the_list_of_all_actions_is_as_agreed(tmp_path: Path) -> None:
    ended = helped(tmp_path, "do", "--help")
    parts = ended.out.split("\n\n")
    first = next(at for at, part in enumerate(parts) if part.startswith(f"{catalog.nouns()[0]}:"))
    behind = first + len(catalog.nouns())
    rest = "\n\n".join([*parts[:first], *parts[behind:]])

    assert Ended(0, ended.out, "") == ended
    for command, text in zip(LISTS, [rest, *parts[first:behind]], strict=True):
        assert agreed(golden(command), text) == text


@for_each("command", ACTIONS, ids=ACTIONS)
def test_the_help_of_an_action_is_as_agreed(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))

    code = run([*command.split(), "--help"])
    out, err = capsys.readouterr()

    assert (0, agreed(golden(command), out), "") == (code, out, err)


@for_each("command", [*COMMANDS, *LISTS, *ACTIONS])
def test_help_fits_the_screen_and_is_plain(command: str) -> None:
    text = golden(command).read_text(encoding="utf-8")

    assert "\x1b" not in text
    assert [] == [line for line in text.splitlines() if len(line) > WIDTH]


@for_each("name", catalog.ENTRIES, ids=catalog.ENTRIES)
def test_the_help_of_an_action_names_what_it_does_and_each_of_its_fields(name: str) -> None:
    text = " ".join(golden(f"do {name}").read_text(encoding="utf-8").split())
    action = catalog.load(name)
    fields, found = action.model_fields, never_given(action)
    asked_for = [f for f, info in fields.items() if not is_constant(info) and f not in found]

    assert catalog.ENTRIES[name].summary in text
    assert [] == [field for field in asked_for if f"--{field.replace('_', '-')} " not in text]


def test_every_golden_file_belongs_to_a_command() -> None:
    expected = {golden(command) for command in (*COMMANDS, *LISTS, *ACTIONS)}

    assert expected == set(GOLDEN.iterdir())


def test_short_help_is_help(tmp_path: Path) -> None:
    assert helped(tmp_path, "ask", "--help") == helped(tmp_path, "ask", "-h")
