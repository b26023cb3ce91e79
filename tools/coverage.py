"""How much of aegis ran in the tests: every line and branch of what decides, and most of the rest.

python -m tools.coverage               after `pytest -p tests.helpers.measured`
python -m tools.coverage --anew        before that: forget what was measured
"""

import json
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import slipcover  # type: ignore[import-untyped]  # it has none

from tests.helpers.coverage_probes import probed
from tests.helpers.measured import CODE

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "src/aegis_cli"
FOLDER = ROOT / ".measured"
"""Where each process of the tests leaves what it saw."""

ALL = 95
"""Percent of lines and branches that must run over all."""

DECIDES = [
    f"{SOURCE}/{name}"
    for name in (
        "core/*",
        "actions/*",
        "providers/*",
        "planning/*",
        "request/policy.py",
        "request/approval.py",
        "request/consent.py",
        "oauth/*",
        "request/execution.py",
    )
]
"""What must run whole."""


def main(words: list[str]) -> int:
    """Print what is missing, and return whether it is too much."""
    if words:
        FOLDER.mkdir(exist_ok=True)
        for left in filter(Path.is_file, FOLDER.iterdir()):
            left.unlink()
        return 0
    files = measured(FOLDER)
    lacking = {name: found for name, found in files.items() if _missing(found)}
    for name, found in sorted(lacking.items()):
        print(f"{name}  {_percent([found]):.0f} %  {_places(found)}")
    over_all = _percent(files.values())
    print(f"{len(files)} files: {over_all:.2f} % of lines and branches")
    undecided = [name for name in lacking if any(fnmatch(name, room) for room in DECIDES)]
    for name in undecided:
        print(f"{name} decides, and must be covered whole.")
    if over_all < ALL:
        print(f"At least {ALL} % must be covered over all.")
    return int(bool(undecided) or over_all < ALL)


def measured(folder: Path) -> dict[str, Any]:
    """Add up what each process left in a folder."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    excluded = settings["tool"]["slipcover"]["exclude-also"]
    whole = slipcover.Slipcover(branch=True, exclude_also=excluded)
    for source in (ROOT / SOURCE).rglob("*.py"):
        module = probed(source, folder / CODE)
        whole.code_lines[str(source)] = module.lines
        whole.code_branches[str(source)] = module.branches
    for left in folder.glob("*.json"):
        for name, seen in json.loads(left.read_text(encoding="utf-8")).items():
            whole.all_seen[name].update(tuple(e) if len(e) > 1 else e[0] for e in seen)
    files: dict[str, Any] = whole.get_coverage()["files"]
    return files


def _missing(found: Any) -> int:
    return len(found["missing_lines"]) + len(found["missing_branches"])


def _percent(files: Any) -> float:
    """Return how much ran, of lines and branches together."""
    ran = missing = 0
    for found in files:
        ran += len(found["executed_lines"]) + len(found["executed_branches"])
        missing += _missing(found)
    return 100 * ran / max(ran + missing, 1)


def _places(found: Any) -> str:
    """Name lines, and branches by where they begin and end; 0 is the end of a function."""
    lines = map(str, found["missing_lines"])
    branches = (f"{start}->{end}" for start, end in found["missing_branches"])
    return ", ".join([*lines, *branches])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
