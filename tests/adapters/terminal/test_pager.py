"""The pager: the one that the person named, without a shell, and without any secret."""

import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pytest

from aegis_cli.adapters.terminal.pager import pager_in, shown_in_pager


@pytest.mark.parametrize(
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


@contextmanager
def terminal(lines: int) -> Iterator[TextIO]:
    """Open a terminal with so many lines."""
    here, there = os.openpty()
    termios.tcsetwinsize(there, (lines, 80))
    with os.fdopen(here, "rb", buffering=0), os.fdopen(there, "w", encoding="utf-8") as stream:
        yield stream


def noting(path: Path) -> dict[str, str]:
    """Return an environment with a pager that notes its input and its variables."""
    code = "import os, sys; open(sys.argv[1], 'w').write(sys.stdin.read() + repr(dict(os.environ)))"
    return {
        "PAGER": f"'{sys.executable}' -c \"{code}\" '{path}'",
        "LESS": "R",
        "GEMINI_API_KEY": "hunter2",
        "AEGIS_VAULT_CLIENT_SECRET": "hunter2",
    }


def test_a_long_text_goes_to_the_pager_without_links_and_secrets(tmp_path: Path) -> None:
    link = "\x1b]8;id=1;https://github.com/\x1b\\https://github.com/\x1b]8;;\x1b\\"
    with terminal(lines=2) as stream:
        assert shown_in_pager(f"é\n\x1b[32m2\x1b[0m\n{link}\n", stream, noting(tmp_path / "seen"))

    seen = (tmp_path / "seen").read_text()
    assert seen.startswith("é\n\x1b[32m2\x1b[0m\nhttps://github.com/\n")
    assert "hunter2" not in seen
    assert "'LESS': 'R'" in seen
    assert "'LV': '-c'" in seen


def test_what_fits_on_the_terminal_is_shown_there(tmp_path: Path) -> None:
    with terminal(lines=4) as stream:
        assert not shown_in_pager("1\n2\n3\n", stream, noting(tmp_path / "seen"))

    assert not (tmp_path / "seen").exists()


@pytest.mark.parametrize("pager", ["", "/nowhere/less"])
def test_without_a_pager_that_starts_the_text_is_shown_on_the_terminal(pager: str) -> None:
    with terminal(lines=2) as stream:
        assert not shown_in_pager("1\n2\n3\n", stream, {"PAGER": pager})


def test_a_pager_that_is_left_early_is_no_error() -> None:
    with terminal(lines=2) as stream:
        assert shown_in_pager(
            "1\n" * 100_000, stream, {"PAGER": "true", "PATH": os.environ["PATH"]}
        )
