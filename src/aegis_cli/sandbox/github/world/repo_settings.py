"""What the settings of a repository hold, such as webhooks, deploy keys and variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aegis_cli.sandbox.github.world.person import Person


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook."""

    id: int
    config: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    name: str = "web"
    type: str = "Repository"
    active: bool = True
    events: tuple[str, ...] = ("push",)


@dataclass(frozen=True, slots=True)
class DeployKey:
    """A deploy key; GitHub takes one that may write, unless it is told otherwise."""

    id: int
    key: str
    created_at: datetime
    title: str = ""
    read_only: bool = False
    verified: bool = True
    enabled: bool = True
    added_by: str | None = None
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that workflows read."""

    name: str
    value: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that workflows use, without its value."""

    name: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has accepted yet."""

    id: int
    invitee: Person
    inviter: Person
    permissions: str
    """What the person may do afterwards, as `write`."""
    created_at: datetime
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a ruleset, for the branches that it names."""

    type: str
    ruleset_id: int
    ruleset_source: str
    branches: tuple[str, ...]
    ruleset_source_type: str = "Repository"
    parameters: Mapping[str, Any] | None = None
