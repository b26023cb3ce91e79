"""`aegis help`, `aegis version` and the manual page: all from the source of `--help`."""

import re
import shutil
import subprocess
from typing import Any

import pytest
import typer

from aegis_cli import __version__
from aegis_cli.cli.main import Root, app, run
from aegis_cli.cli.manual import manual
from tests.cli.test_help import COMMANDS, golden


def page() -> str:
    root: Any = typer.main.get_command(app)
    return manual(root)


def rendered(text: str) -> str:
    """Return the page as man(1) shows it, in plain text."""
    groff = ["groff", "-man", "-Tutf8", "-P-cbou", "-ww", "-rLL=100n", "-rCHECKSTYLE=0"]
    ended = subprocess.run(groff, input=text, capture_output=True, check=True, text=True)
    assert ended.stderr == ""
    return ended.stdout


@pytest.mark.parametrize("command", ["", "ask", "setup auth0", "do issues.close", "config check"])
def test_help_is_what_the_option_shows(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    assert 0 == run(["help", *command.split()])
    assert golden(command).read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("asks", "Did you mean ask?"),
        ("ask x", "lists the commands"),
        ("do x", ""),
        ("do labels.new", "labels.create"),
    ],
)
def test_help_for_what_is_no_command_says_so(
    words: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == run(["help", *words.split()])
    assert hint in capsys.readouterr().err


def test_the_version_is_a_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert (0, f"aegis {__version__}\n") == (run(["version"]), capsys.readouterr().out)


def test_the_manual_page_is_written_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run(["help", "--man"])
    assert capsys.readouterr().out.startswith('.TH "AEGIS" "1" ')


def test_the_manual_page_has_every_command_and_each_of_its_options() -> None:
    text = page()

    headings = re.findall(r'^\.SH "(.*)"$', text, re.MULTILINE)
    assert ["NAME", "AEGIS", *(f"AEGIS {name}".upper() for name in Root.table)] == [
        heading.replace("\\-", "-") for heading in headings if heading.count(" ") < 2
    ]
    plain = text.replace("\\-", "-")
    options = {
        option
        for command in COMMANDS
        for option in re.findall(r"--[a-z][a-z-]+", golden(command).read_text(encoding="utf-8"))
    }
    assert set() == {option for option in options if option not in plain}


def test_what_roff_would_obey_is_text_on_the_page() -> None:
    assert [] == [
        line
        for line in page().splitlines()
        if line[:1] in {".", "'"} and not re.match(r"\.(TH|SH|SS|B|TP|PP|nf|fi)\b", line)
    ]


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_page_can_be_read_without_a_warning() -> None:
    text = rendered(page())

    assert f"aegis {__version__}" in text
    assert 'aegis ask "list my repositories"' in text
    assert "AEGIS DOCTOR" in text
