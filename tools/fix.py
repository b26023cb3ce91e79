"""Format, sort, and rewrite all that is generated, and every golden file; say what is left to mend.

python -m tools.fix

It goes on past a lint error, since what is generated has nothing to do with it. The tests whose
golden files are rewritten are those that compare with one; a failure of theirs is told at the end.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_COMPARES = re.compile(r"\b(?:agreed|assert_golden|golden)\(")
_BY_NAME = "test_first_tenant.py"
"""What rewrites a page of the documents, by running every line of it: that is asked for alone."""


def golden_tests() -> list[str]:
    """Return the test files that compare with golden files."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [
        file.relative_to(ROOT).as_posix()
        for file in files
        if file.name != _BY_NAME and _COMPARES.search(file.read_text(encoding="utf-8"))
    ]


def commands() -> Iterator[list[str]]:
    """Yield the modules to run, in order, with their arguments."""
    yield ["ruff", "format", "--quiet"]
    yield ["ruff", "check", "--quiet", "--fix"]
    yield ["tools.generate"]
    yield ["pytest", "-q", "-n", "2", "--dist", "loadfile", *golden_tests()]


def main() -> int:
    """Run them all; return 1 if one has something to say that only a person can mend."""
    environment = os.environ | {"AEGIS_UPDATE_GOLDEN": "1"}
    codes = {
        each[0]: subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-m", *each], cwd=ROOT, env=environment, check=False
        ).returncode
        for each in commands()
    }
    left = [name for name, code in codes.items() if code]
    if left:
        print(f"All is rewritten that can be; {' and '.join(left)} say what is left to mend.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
