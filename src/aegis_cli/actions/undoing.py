"""How what an action did is taken back, as a fact of its class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The action that takes back what one did, and where the values of its fields are.

    A field that nothing here names has the value of the call's own field of that name.
    """

    action: str = ""
    """Its name; "" for the same action, with the values that it replaced."""
    by: Mapping[str, str] = field(default_factory=dict)
    """Fields of it, and the call's fields whose values they take, where those are given."""
    answered: Mapping[str, str] = field(default_factory=dict)
    """Fields of it, and the paths in the answer to the write that have their values."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Fields of it, and what the write changed there, as the preview calls it."""
    without: frozenset[str] = frozenset()
    """Fields of it that get no value, though the call has a field of that name."""
    made: str = ""
    """The action that takes it back where the write made its target, which was not there before."""
    changed: str = ""
    """The change that the write must have made, by its label in the preview; else it stays."""
    left: Mapping[str, str] = field(default_factory=dict)
    """Paths in the answer about its target, and what the write left there: a path in the answer to
    the write, or `@` and a field of the call. Nothing is sent where it is not so any more."""


@dataclass(frozen=True, slots=True)
class Lasting:
    """What an action did stays."""

    why: str
    """Why, in a whole sentence."""


Undoing: TypeAlias = Undo | Lasting
