"""What a repository has for its code: branches, and runs of workflows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from typing import Any

from aegis_cli.sandbox.github.person import Person


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, and what was asked for to protect it; `None` while nothing was."""

    name: str
    sha: str
    protection: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a workflow."""

    id: int
    name: str
    path: str
    """The file of the workflow."""
    workflow_id: int
    run_number: int
    display_title: str
    head_branch: str
    head_sha: str
    event: str
    actor: Person
    created_at: datetime
    updated_at: datetime
    run_started_at: datetime
    status: str = "completed"
    conclusion: str | None = "success"
    run_attempt: int = 1


def sha_of(*texts: str) -> str:
    """Return a SHA that stands for texts."""
    return sha1("\0".join(texts).encode(), usedforsecurity=False).hexdigest()
