"""What a repository has for its code: commits, branches, runs of workflows, and releases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from typing import Any

from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.pull_world import File


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, with what it changes."""

    sha: str
    message: str
    author: Person
    created_at: datetime
    parents: tuple[str, ...] = ()
    """The SHAs of the commits that it follows."""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """The object of a tag that has a message."""

    sha: str
    message: str
    tagger: Person
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, and what was asked for to protect it; `None` while nothing was."""

    name: str
    sha: str
    protection: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class JobPlan:
    """A job as its workflow describes it."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow, and the jobs that each run of it has."""

    id: int
    name: str
    path: str
    created_at: datetime
    updated_at: datetime
    state: str = "active"
    jobs: tuple[JobPlan, ...] = ()
    inputs: tuple[str, ...] | None = None
    """What may be given to whoever starts it by hand; `None` where nobody can."""


@dataclass(frozen=True, slots=True)
class GatedEnvironment:
    """Where a run deploys to, and the logins of those who may approve it."""

    id: int
    name: str
    reviewers: tuple[str, ...] = ()


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
    kept: Mapping[str, datetime] = field(default_factory=dict)
    """The jobs that are not run again, and when the run that they are of began."""
    waits_for: tuple[GatedEnvironment, ...] = ()
    """Where it may deploy to once somebody approves that."""
    has_logs: bool = True
    steps_done: int | None = None
    """How many steps of all its jobs are done; `None` where its status says how far it is."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """What a run kept."""

    id: int
    name: str
    run_id: int
    size_in_bytes: int
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    expired: bool = False
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Cache:
    """What workflows kept to be faster the next time."""

    id: int
    key: str
    ref: str
    version: str
    size_in_bytes: int
    created_at: datetime
    last_accessed_at: datetime


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a release."""

    id: int
    name: str
    uploader: Person
    created_at: datetime
    updated_at: datetime
    size: int = 0
    content_type: str = "application/octet-stream"
    label: str | None = None
    download_count: int = 0
    state: str = "uploaded"
    digest: str | None = None
    content: bytes | None = field(default=None, repr=False)
    """What was uploaded; `None` where it is made up."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release; a draft is not published yet, and only those who may push see it."""

    id: int
    tag_name: str
    author: Person
    created_at: datetime
    updated_at: datetime
    target_commitish: str = "main"
    name: str | None = None
    body: str | None = None
    draft: bool = False
    prerelease: bool = False
    published_at: datetime | None = None
    make_latest: str = "true"
    latest_at: datetime | None = None
    """When it was made the latest one, if that was later than its publication."""
    assets: tuple[Asset, ...] = ()


def sha_of(*texts: str) -> str:
    """Return a SHA that stands for texts."""
    return sha1("\0".join(texts).encode(), usedforsecurity=False).hexdigest()
