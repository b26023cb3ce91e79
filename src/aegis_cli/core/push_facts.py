"""What git itself says of a push, by its objects: which way each reference goes. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aegis_cli.core.push_commands import RefUpdate

SHOWN = 40
"""The most commits, and as many files, of one reference that are named."""


class RefWay(StrEnum):
    """Which way a reference goes."""

    NEW = "new"
    FORWARD = "fast-forward"
    FORCE = "FORCE"
    """Commits that it has are lost there."""
    DELETE = "DELETE"
    UNKNOWN = "unknown, so as FORCE"
    """Git could not tell, with all that there is to read."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file that differs."""

    path: str
    status: str
    """A letter, as git has it: added, modified, deleted or another type."""
    added: int | None = None
    """The lines that come; `None` where they were not counted."""
    removed: int | None = None


@dataclass(frozen=True, slots=True)
class CommitList:
    """Commits, of which there may be more than are named."""

    count: int = 0
    subjects: tuple[str, ...] = ()
    """The short id and the subject of each."""


@dataclass(frozen=True, slots=True)
class RefFacts:
    """One reference of a push."""

    update: RefUpdate
    way: RefWay
    brings: CommitList = CommitList()  # frozen
    """The commits that are new on it."""
    loses: CommitList = CommitList()  # frozen
    """The commits that are no longer on it."""
    files: tuple[FileChange, ...] = ()
    beside: tuple[str, ...] = ()
    """The paths that differ from the default branch, of a reference that is new."""


@dataclass(frozen=True, slots=True)
class PushSheet:
    """One push, as a provider has it shown and weighed."""

    action: str
    """The action that it is."""
    request: str
    """What is asked for, in a few words."""
    values: Mapping[str, str]
    """The values of the action's fields."""
    found: frozenset[str]
    """The fields that say what git found."""


@dataclass(frozen=True, slots=True)
class PushFacts:
    """All of a push."""

    refs: tuple[RefFacts, ...]
    default: str
    """The reference of the default branch; "" where there is none yet."""


def files_of(raw: bytes, counted: bytes = b"") -> tuple[FileChange, ...]:
    """Read what `git diff-tree --raw -z` prints, and `--numstat -z` of the same."""
    lines = dict(_counts(counted))
    return tuple(FileChange(path, how, *lines.get(path, ())) for path, how in _rows(raw))


def _rows(raw: bytes) -> Iterator[tuple[str, str]]:
    parts = iter(raw.split(b"\0"))
    for head in parts:
        if head.startswith(b":"):
            yield _path(next(parts, b"")), head.split(b" ")[-1][:1].decode("ascii", "replace")


def _counts(counted: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    for row in counted.split(b"\0"):
        added, _, rest = row.partition(b"\t")
        removed, _, path = rest.partition(b"\t")
        if added.isdigit() and removed.isdigit():  # of what is binary there are none
            yield _path(path), (int(added), int(removed))


def _path(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def subjects_of(log: bytes) -> tuple[str, ...]:
    """Read what `git log -z --format='%h %s'` prints."""
    return tuple(row.decode("utf-8", "replace") for row in log.split(b"\0") if row)


def default_of(listed: bytes) -> tuple[str, str]:
    """Return the default branch and its commit, by `git ls-remote --symref`; "" for none."""
    rows = [row.partition("\t") for row in listed.decode("utf-8", "replace").splitlines()]
    name = next((at.removeprefix("ref: ") for at, _, of in rows if at.startswith("ref: ")), "")
    return name, next((at for at, _, of in rows if of == "HEAD" and " " not in at), "")
