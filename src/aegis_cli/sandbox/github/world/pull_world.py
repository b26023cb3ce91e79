"""The data of pull requests: files, checks, reviews and their comments. Values are frozen."""

import re
from dataclasses import dataclass
from datetime import datetime

from aegis_cli.sandbox.github.world.person import Person, Reaction


@dataclass(frozen=True, slots=True)
class File:
    """What a pull request changes in one file."""

    filename: str
    patch: str
    """Its hunks in the unified format."""
    status: str = "modified"

    def count(self, sign: str) -> int:
        """Return the number of lines with `+` or with `-`."""
        return sum(line.startswith(sign) for line in self.patch.splitlines())

    def diff(self) -> str:
        """Return the change as `git diff` writes it."""
        before, after = f"a/{self.filename}", f"b/{self.filename}"
        old = "/dev/null" if self.status == "added" else before
        new = "/dev/null" if self.status == "removed" else after
        return f"diff --git {before} {after}\n--- {old}\n+++ {new}\n{self.patch}\n"

    def lines(self, side: str) -> set[int]:
        """Return the numbers of the lines that the patch shows, on the side `LEFT` or `RIGHT`."""
        numbers, at = set(), 0
        for line in self.patch.splitlines():
            hunk = re.match(r"@@ -(\d+)(?:,\d+)? \+(\d+)", line)
            if hunk:
                at = int(hunk[1 if side == "LEFT" else 2])
            elif line[:1] != ("+" if side == "LEFT" else "-"):
                numbers.add(at)
                at += 1
        return numbers


@dataclass(frozen=True, slots=True)
class Check:
    """What a check run says of one commit."""

    id: int
    sha: str
    name: str
    created_at: datetime
    updated_at: datetime
    conclusion: str | None = None
    """`success`, `failure` or another; `None` while it runs."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a service says of one commit."""

    id: int
    sha: str
    context: str
    created_at: datetime
    updated_at: datetime
    state: str = "success"
    """`success`, `failure`, `error` or `pending`."""
    description: str | None = None
    target_url: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A review of a pull request."""

    id: int
    pull: int
    """The number of the pull request."""
    author: Person
    commit_id: str
    body: str = ""
    state: str = "PENDING"
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """A comment on a file of a pull request."""

    id: int
    pull: int
    """The number of the pull request."""
    review: int
    """The id of the review that it is part of."""
    author: Person
    body: str
    created_at: datetime
    updated_at: datetime
    path: str
    commit_id: str
    thread: int = 0
    """The id of the comment that it replies to; 0 if it begins a thread."""
    line: int | None = None
    side: str = "RIGHT"
    start_line: int | None = None
    start_side: str | None = None
    subject_type: str = "line"
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, slots=True)
class AutoMerge:
    """The wish that a pull request is merged as soon as it can be."""

    enabled_by: Person
    enabled_at: datetime
    merge_method: str
    commit_title: str
    commit_message: str


@dataclass(frozen=True, slots=True)
class Pull:
    """The part of a pull request that an issue does not have."""

    id: int
    head: str
    """The branch to be merged, always of the same repository."""
    head_sha: str
    base: str = "main"
    base_sha: str = ""
    draft: bool = False
    merged_at: datetime | None = None
    reviewers: tuple[Person, ...] = ()
    teams: tuple[str, ...] = ()
    """The slugs of the teams that are asked to review."""
    files: tuple[File, ...] = (File("README.md", "@@ -1 +1 @@\n-# Read me\n+# Read me first"),)
    earlier: tuple[str, ...] = ()
    """The SHAs of the commits before the head."""
    conflicts: bool = False
    auto_merge: AutoMerge | None = None

    @property
    def commits(self) -> tuple[str, ...]:
        """The SHAs of its commits, the oldest first."""
        return (*self.earlier, self.head_sha)
