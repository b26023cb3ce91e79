"""The catalogue: every action by name, without importing one before it is needed.

What start-up shows (names, effects, one-line signatures) comes from `actions/index.py`, and what
the options of `aegis do` are from `actions/field_index.py`. `python -m tools.generate` writes both
from the classes, and the check command compares them.
"""

import importlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from aegis_cli.actions.entries import CatalogEntry, FieldEntry
from aegis_cli.actions.forms import Asked, Form
from aegis_cli.actions.index import ROWS

if TYPE_CHECKING:
    from aegis_cli.actions.action import Action


ENTRIES: dict[str, CatalogEntry] = {row[0]: CatalogEntry(*row) for row in ROWS}


def fields_of(name: str) -> tuple[FieldEntry, ...]:
    """Return the fields of an action in the order of its class, without those that are constant.

    `KeyError` if there is no such name.
    """
    from aegis_cli.actions.field_index import FIELDS  # noqa: PLC0415  # grows with the catalogue

    return tuple(FieldEntry(*row) for row in FIELDS[name])


def asked(name: str) -> Asked:
    """Return the words of an action, without its class; `KeyError` if there is no such name."""
    from aegis_cli.actions.ask_index import ASKED  # noqa: PLC0415  # grows with the catalogue

    verbs, words, forms = ASKED[name]
    return Asked(verbs, words, tuple(Form(*form) for form in forms))


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
