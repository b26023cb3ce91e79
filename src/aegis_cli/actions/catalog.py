"""The catalogue: every action by name, without importing one before it is needed.

What start-up shows (names, effects, one-line signatures) comes from `actions/index.py`, which
`python -m tools.generate` writes from the classes and the check command compares with them.
"""

import importlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from aegis_cli.actions.index import ROWS

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action


class CatalogEntry(NamedTuple):
    """What start-up knows of an action, without its class."""

    name: str
    """Canonical name, `noun.verb`."""
    module: str
    """Name of the module that defines its class."""
    cls: str
    """Name of the class."""
    effect: str
    """`read`, `write` or `destructive`."""
    signature: str
    """Name and fields in one line: `?` may be left out, `[]` takes several, `=` one of."""
    summary: str
    """What it does, in one sentence."""

    @property
    def noun(self) -> str:
        """The part of the name before the dot."""
        return self.name.partition(".")[0]


ENTRIES: dict[str, CatalogEntry] = {row[0]: CatalogEntry(*row) for row in ROWS}


def load(name: str) -> "type[Action[Any]]":
    """Import the class of an action; `KeyError` if there is no such name."""
    entry = ENTRIES[name]
    module = importlib.import_module(entry.module)
    cls: type[Action[Any]] = getattr(module, entry.cls)
    return cls


def load_all() -> "Iterator[type[Action[Any]]]":
    """Import every action, in the order of their names."""
    return (load(name) for name in ENTRIES)


def matching(pattern: str) -> tuple[str, ...]:
    """Return the names that a glob such as `issues.*` covers."""
    return tuple(name for name in ENTRIES if fnmatchcase(name, pattern))


def similar(name: str) -> tuple[str, ...]:
    """Return up to three names that look like a mistyped one."""
    difflib = importlib.import_module("difflib")
    return tuple(difflib.get_close_matches(name, ENTRIES, n=3, cutoff=0.5))
