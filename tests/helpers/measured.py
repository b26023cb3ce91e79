"""Which lines and branches of aegis run in the tests, and in the forks that they start.

    pytest -p tests.helpers.measured        with MEASURE_AEGIS naming a folder that is there

Each process leaves what it saw in that folder; `tools.coverage` adds it up. A tracer, as coverage.py
has before Python 3.14, makes the tests half as slow again; SlipCover's probes cost a tenth of that.
"""

import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = "MEASURE_AEGIS"
CODE = "code"
"""The folder in it where modules with probes are kept."""
SOURCE = "src/aegis_cli"
_NEVER = 2**31 - 1
"""After so many hits of a probe it would be taken out, which costs a short process more."""


@cache
def begin() -> tuple[Any, str] | None:
    """Have what is imported from now on watched, if that is asked for; also say where it goes."""
    if FOLDER not in os.environ:
        return None
    import slipcover  # type: ignore[import-untyped]  # noqa: PLC0415  # only where it is used

    from tests.helpers import coverage_probes  # noqa: PLC0415  # as above

    folder = Path(os.environ[FOLDER]).resolve()
    watching = slipcover.Slipcover(branch=True, d_miss_threshold=_NEVER)
    coverage_probes.watch(watching, [SOURCE], folder / CODE)
    return watching, str(folder)


def leave() -> None:
    """Leave what this process saw, and see no more of it."""
    if (begun := begin()) is None:
        return
    watching, folder = begun
    names = {*watching.all_seen, *watching.newly_seen}
    found = {name: {*watching.all_seen[name], *watching.newly_seen[name]} for name in names}
    seen = {name: [*map(_listed, found[name])] for name in names}
    watching.signal_child_process()
    handle, name = tempfile.mkstemp(".part", dir=folder)
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(seen))  # `json.dump` takes ten times as long
    Path(name).rename(f"{name}.json")  # a process that is killed meanwhile leaves no half of it


def _listed(seen: "int | tuple[int, int]") -> list[int]:
    """Write a line as one number, and a branch as two."""
    return list(seen) if isinstance(seen, tuple) else [seen]


def pytest_sessionfinish() -> None:
    """Leave what a worker saw."""
    leave()


begin()
