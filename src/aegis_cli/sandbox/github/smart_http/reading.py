"""Reads from git what was pushed: commits, and the files of a branch."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from aegis_cli.sandbox.github.smart_http.importing import MAIL
from aegis_cli.sandbox.github.smart_http.program import run
from aegis_cli.sandbox.github.world.development import Annotation, Commit
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.pull_world import File

_STATUSES = {"A": "added", "D": "removed"}
_SHOWN = 50
"""Of so many new commits, the newest, the state says which files each changes."""
_LARGEST_FILE = 1024**2
_LARGEST_TREE = 16 * 1024**2
"""Larger files, and those after so many bytes, are in git alone."""


async def refs(folder: Path) -> dict[str, str]:
    """Return what each branch and tag is at."""
    told = await run(folder, "for-each-ref", "--format=%(refname) %(objectname)", *_PLACES)
    lines = (line.split(" ") for line in told.decode().splitlines())
    return {line[0]: line[1] for line in lines}


_PLACES = ("refs/heads", "refs/tags")


async def commit_at(folder: Path, name: str) -> str | None:
    """Return the commit that a name leads to; `None` where it leads to something else."""
    told = await run(folder, "cat-file", "--batch-check", sent=f"{name}^{{commit}}\n".encode())
    sha, kind, *_ = told.decode().split()
    return sha if kind == "commit" else None


async def tag(
    folder: Path, sha: str, people: Mapping[str, Person], me: Person
) -> Annotation | None:
    """Return the tag with a message that has this name; `None` for what is none."""
    if (await run(folder, "cat-file", "-t", sha)).strip() != b"tag":
        return None
    head, _, message = (await run(folder, "cat-file", "tag", sha)).decode().partition("\n\n")
    tagger = re.search(r"^tagger .*<(.*)> (\d+)", head, re.MULTILINE)
    mail, at = tagger.groups() if tagger else ("", "0")
    made = datetime.fromtimestamp(int(at), UTC)
    return Annotation(sha, message.rstrip("\n"), _who(mail, people, me), made)


async def commits(
    folder: Path,
    tips: Sequence[str],
    known: Sequence[str],
    people: Mapping[str, Person],
    me: Person,
) -> list[Commit]:
    """Return the commits that tips have and that those known do not, the newest first."""
    form = "--format=%H%x00%P%x00%ae%x00%ct%x00%B"
    wanted = "".join(f"{sha}\n" for sha in (*tips, "--not", *known)).encode()
    told = await run(folder, "log", "-z", "--topo-order", form, "--stdin", sent=wanted)
    fields = told.decode(errors="replace").split("\0")
    found = []
    for at, (sha, parents, mail, made, message) in enumerate(_in_fives(fields)):
        when = datetime.fromtimestamp(int(made), UTC)
        files = await _files_of(folder, sha) if at < _SHOWN else ()
        who, before = _who(mail, people, me), (*parents.split(),)
        found.append(Commit(sha, message.rstrip("\n"), who, when, before, files))
    return found


def _in_fives(fields: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(fields[at : at + 5]) for at in range(0, len(fields) - 4, 5)]


def _who(mail: str, people: Mapping[str, Person], me: Person) -> Person:
    return people.get(mail.removesuffix(MAIL).casefold(), me)


async def _files_of(folder: Path, sha: str) -> tuple[File, ...]:
    """Return what a commit changes; of a merge that is nothing."""
    asked = ("diff-tree", "--root", "-r", "--no-renames", "--no-commit-id")
    told = (await run(folder, *asked, "--name-status", "-z", sha)).decode(errors="replace")
    patches = (await run(folder, *asked, "-p", sha)).decode(errors="replace")
    each = re.split(r"^diff --git ", patches, flags=re.MULTILINE)[1:]
    words = told.split("\0")[:-1]
    return tuple(
        File(path, _hunks(patch), _STATUSES.get(status, "modified"))
        for status, path, patch in zip(words[::2], words[1::2], each, strict=True)
    )


def _hunks(patch: str) -> str:
    _, found, rest = patch.partition("\n@@")
    return f"@@{rest}".rstrip("\n") if found else ""


async def files_at(folder: Path, sha: str) -> dict[str, bytes]:
    """Return the files of a commit, but for the largest."""
    told = (await run(folder, "ls-tree", "-r", "-l", "-z", sha)).decode(errors="replace")
    kept, total = {}, 0
    for entry in told.split("\0")[:-1]:
        facts, _, path = entry.partition("\t")
        _, kind, blob, size = facts.split()
        if kind == "blob" and int(size) <= min(_LARGEST_FILE, _LARGEST_TREE - total):
            kept[path] = blob
            total += int(size)
    asked = "".join(f"{blob}\n" for blob in kept.values()).encode()
    answer = BytesIO(await run(folder, "cat-file", "--batch", sent=asked))
    return {path: _next_content(answer) for path in kept}


def _next_content(answer: BytesIO) -> bytes:
    size = int(answer.readline().split()[2])
    return answer.read(size + 1)[:-1]
