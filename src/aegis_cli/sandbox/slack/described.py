"""Slack's methods as Slack describes them: `methods.json` of the Slack provider, read as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[2] / "providers" / "slack" / "methods.json"

_OF_KINDS = ("channels:", "groups:", "im:", "mpim:")
"""How a scope begins that is for one kind of conversations."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API."""

    name: str
    verb: str
    takes_json: bool
    scopes: tuple[str, ...]
    """Any of these is enough, but for a conversation that is of another kind."""
    arguments: Mapping[str, Mapping[str, Any]]
    """The types and the form of each."""
    required: tuple[str, ...]
    errors: frozenset[str]
    tier: str
    """How often it answers in a minute, such as `t2` for about twenty times."""

    @property
    def writes(self) -> bool:
        """Return whether it changes something: a read by POST needs no scope, or one to read."""
        return self.verb == "POST" and any(":write" in scope for scope in self.scopes)

    def scopes_for(self, prefix: str) -> tuple[str, ...]:
        """Return the scopes that are enough for a kind of conversations, such as `groups:`."""
        return tuple(
            scope
            for scope in self.scopes
            if scope.startswith(prefix) or not scope.startswith(_OF_KINDS)
        )


@cache
def methods() -> Mapping[str, Method]:
    """Return every method by its name."""
    described = json.loads(_FILE.read_bytes())
    return {
        name: Method(
            name=name,
            verb=each["verb"],
            takes_json=each["json"],
            scopes=tuple(each["user_scopes"]),
            arguments=each["args"],
            required=tuple(each["required"]),
            errors=frozenset(each["errors"]),
            tier=each["tier"],
        )
        for name, each in described.items()
    }


@cache
def all_scopes() -> tuple[str, ...]:
    """Return every scope that a method needs."""
    return tuple(sorted({scope for each in methods().values() for scope in each.scopes}))
