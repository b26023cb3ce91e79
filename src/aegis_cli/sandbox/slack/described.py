"""Slack's methods as Slack describes them: `methods.json` of the Slack provider, read as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aegis_cli.sandbox.slack.world import SCOPE_PREFIX

_FILE = Path(__file__).parents[2] / "providers" / "slack" / "methods.json"


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API."""

    name: str
    verb: str
    takes_json: bool
    scopes: tuple[str, ...]
    """Any of these is enough, but for a conversation that is of another kind."""
    schema: Mapping[str, Any]
    """The schema of its arguments."""
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
            if scope.startswith(prefix) or not scope.startswith((*SCOPE_PREFIX.values(),))
        )


def _kinds(argument: Mapping[str, Any]) -> list[str]:
    return [kind for kind in argument["type"] if kind not in ("null", "")] or ["string"]


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
            schema={
                "properties": {key: {"type": _kinds(one)} for key, one in each["args"].items()},
                "required": each["required"],
                "additionalProperties": False,
            },
            errors=frozenset(each["errors"]),
            tier=each["tier"],
        )
        for name, each in described.items()
    }


@cache
def all_scopes() -> tuple[str, ...]:
    """Return every scope that a method needs."""
    return tuple(sorted({scope for each in methods().values() for scope in each.scopes}))
