"""The functions that do what rows do not: `behaviours.tsv` of a noun names one for each.

A line has the operation, the page of its documentation and, where there is one, the function as
`folder.module:name` below the service; its module is imported when it is first asked for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote of one operation."""

    id: str
    """The name of the operation, as `issues/create-label`."""
    page: str
    """The path of its documentation."""
    function: str = ""
    """What does it, as `issues.issues:create`; "" if a row does."""

    def resolve(self, package: str) -> Callable[..., Any]:
        """Return the function, of the service in a package."""
        found: Callable[..., Any] = resolve_name(f"{package}.{self.function}")
        return found


def read_behaviours(files: Iterable[Path]) -> dict[str, Written]:
    """Return the operations that somebody wrote something of, by name."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return {line.split("\t")[0]: Written(*line.split("\t")) for line in lines}
