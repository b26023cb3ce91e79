"""Accounts, and their reactions to texts of others."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """An account: a person, a bot or an organization."""

    id: int
    login: str
    name: str
    joined: datetime
    kind: str = "User"
    """`User`, `Bot` or `Organization`, as GitHub's `type`."""
    location: str | None = None
    """Where it says that it is."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one person feels about an issue or a comment, as `+1`."""

    id: int
    user: Person
    content: str
    created_at: datetime
