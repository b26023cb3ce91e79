"""The one check command: every part in order, stopping where one fails.

python -m tools.check                all of it
python -m tools.check types tests    only these parts
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.coverage import FOLDER

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

SIDE_BY_SIDE = ("-n", "auto", "--dist", "loadfile")

PARTS: dict[str, list[list[str]]] = {
    "format": [[sys.executable, "-m", "ruff", "format", "--check", "--quiet"]],
    "lint": [[sys.executable, "-m", "ruff", "check", "--quiet"]],
    "imports": [[str(BIN / "lint-imports"), "--no-logo"]],
    "spelling": [[str(BIN / "typos")]],
    "manifests": [[sys.executable, "-m", "tools.manifests"]],
    "lock": [[sys.executable, "-m", "tools.lock", "--check"]],
    "workflows": [[sys.executable, "-m", "tools.workflows"]],
    "generated": [[sys.executable, "-m", "tools.generate", "--check"]],
    "recordings": [[sys.executable, "-m", "tools.recordings"]],
    "types": [[sys.executable, "-m", "mypy"]],
    "tests": [
        [sys.executable, "-m", "tools.coverage", "--anew"],
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.helpers.measured",
            "--whole",
            *SIDE_BY_SIDE,
        ],
    ],
    "coverage": [[sys.executable, "-m", "tools.coverage"]],
}

BESIDE = ("types", "tests")
"""Parts that run at once: the types need one core for as long as the tests are collected by one."""


def main(names: list[str]) -> int:
    """Run the parts that were named, or all."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]!r}; the parts are {', '.join(PARTS)}.")
        return 2
    # Each worker would compile every test anew; whoever set this cannot have meant that.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["MEASURE_AEGIS"] = str(FOLDER)
    chosen = [name for name in PARTS if name in (names or PARTS)]
    for stage in dict.fromkeys(BESIDE if name in BESIDE else (name,) for name in chosen):
        with ThreadPoolExecutor() as pool:
            if any([*pool.map(_run, [name for name in stage if name in chosen])]):
                return 1
    return 0


def _run(name: str) -> int:
    """Run one part and say how it ended; return the exit code of its first command that fails."""
    started = time.monotonic()
    for command in PARTS[name]:
        code = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603
        if code != 0:
            print(f"{name}: failed ({' '.join(command)})", flush=True)
            return code
    print(f"{name}: good ({time.monotonic() - started:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
