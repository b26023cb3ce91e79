"""The pager: the one that the person named, without a shell, and without any secret."""

import os
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from aegis_cli.adapters.terminal.pager import pager_in, shown_in_pager
from tests.helpers.console import Terminal, on_terminal
from tests.helpers.rows import for_each
from tests.helpers.support import ROOT


@for_each(
    ("words", "environment"),
    [
        ((), {}),
        (("less", "-S"), {"PAGER": "less -S"}),
        (("most",), {"AEGIS_PAGER": "most", "PAGER": "less"}),
        ((), {"AEGIS_PAGER": "", "PAGER": "less"}),
        ((), {"PAGER": "cat"}),
        ((), {"PAGER": "less 'of it"}),
        (("a b", "$(id)"), {"PAGER": "'a b' $(id)"}),
    ],
)
def test_the_pager_is_what_the_person_named(
    words: tuple[str, ...], environment: dict[str, str]
) -> None:
    assert words == pager_in(environment)


_LINK = "\x1b]8;id=1;https://github.com/\x1b\\https://github.com/\x1b]8;;\x1b\\"
_SHOW = """
import os, sys
from aegis_cli.adapters.terminal.pager import shown_in_pager
print("shown:", shown_in_pager(sys.argv[1], sys.stdout, os.environ), flush=True)
"""
_NOTE = "import os, sys; open(sys.argv[1], 'w').write(sys.stdin.read() + repr(dict(os.environ)))"


def shown(text: str, environment: dict[str, str], *, lines: int = 2) -> str:
    """Show a text in a process that has a terminal with so many lines; return what it says."""

    known = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment}

    def start(terminal: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", _SHOW, text]
        return on_terminal(command, terminal, environment=known, cwd=ROOT)

    screen = Terminal(start, size=(lines, 80))
    try:
        assert 0 == screen.ended()
        return screen.seen
    finally:
        screen.close()


def noting(path: Path) -> dict[str, str]:
    """Return an environment with a pager that notes its input and its variables."""
    return {
        "PAGER": f"'{sys.executable}' -c \"{_NOTE}\" '{path}'",
        "LESS": "R",
        "GEMINI_API_KEY": "hunter2",
        "AEGIS_VAULT_CLIENT_SECRET": "hunter2",
    }


def test_a_long_text_goes_to_the_pager_without_links_and_secrets(tmp_path: Path) -> None:
    text = f"é\n\x1b[32m2\x1b[0m\n{_LINK}\n"

    assert "shown: True\n" == shown(text, noting(tmp_path / "seen"))

    seen = (tmp_path / "seen").read_text()
    assert seen.startswith("é\n\x1b[32m2\x1b[0m\nhttps://github.com/\n")
    assert "hunter2" not in seen
    assert "'LESS': 'R'" in seen
    assert "'LV': '-c'" in seen


def test_what_fits_on_the_terminal_is_shown_there(tmp_path: Path) -> None:
    assert "shown: False\n" == shown("1\n2\n3\n", noting(tmp_path / "seen"), lines=4)
    assert not (tmp_path / "seen").exists()


@pytest.mark.parametrize("pager", ["", "/nowhere/less"])
def test_without_a_pager_that_starts_the_text_is_shown_on_the_terminal(pager: str) -> None:
    assert "shown: False\n" == shown("1\n2\n3\n", {"PAGER": pager})


def test_a_pager_that_is_left_early_is_no_error() -> None:
    assert "shown: True\n" == shown("1\n" * 30_000, {"PAGER": "true"})


def test_on_a_terminal_that_is_not_its_own_a_process_starts_no_pager(tmp_path: Path) -> None:
    here, there = os.openpty()
    termios.tcsetwinsize(there, (2, 80))
    with os.fdopen(here, "rb", buffering=0), os.fdopen(there, "w") as stream:
        assert not shown_in_pager("1\n2\n3\n", stream, noting(tmp_path / "seen"))

    assert not (tmp_path / "seen").exists()
