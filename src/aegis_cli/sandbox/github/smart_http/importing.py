"""Writes commits and tags of the state as `git fast-import` reads them.

A file holds what the patch of a commit shows of it after the change; what a branch is at has the
files of the branch.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from aegis_cli.sandbox.github.world.development import Annotation, Commit
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.pull_world import File

HIDDEN = "refs/aegis"
"""Below it is what no client sees."""
MAIL = "@example.com"


def write(
    commits: Sequence[Commit],
    files: Mapping[str, Mapping[str, bytes]],
    tags: Mapping[str, tuple[Annotation, str]],
) -> Iterator[bytes]:
    """Write commits, each after its parents, then tags by name; `files` are those of some commits.

    The number of a mark is the place of the thing in the order.
    """
    marks = {each.sha: f":{at}" for at, each in enumerate(commits, 1)}
    for commit in commits:
        yield f"reset {HIDDEN}/imported\ncommit {HIDDEN}/imported\n".encode()
        yield f"mark {marks[commit.sha]}\n".encode()
        yield from (_person(role, commit.author, commit.created_at) for role in _ROLES)
        yield _data(commit.message.encode())
        for word, parent in zip(_parent_words(commit), commit.parents, strict=True):
            yield f"{word} {marks.get(parent, parent)}\n".encode()
        yield from _changes(commit.files) if commit.sha not in files else _all(files[commit.sha])
    for at, (name, (told, sha)) in enumerate(tags.items(), len(commits) + 1):
        yield f"tag {name}\nmark :{at}\nfrom {marks.get(sha, sha)}\n".encode()
        yield _person("tagger", told.tagger, told.created_at) + _data(told.message.encode())


_ROLES = ("author", "committer")


def _parent_words(commit: Commit) -> list[str]:
    return [*["from"][: len(commit.parents)], *["merge"] * (len(commit.parents) - 1)]


def _person(role: str, person: Person, at: datetime) -> bytes:
    return f"{role} {person.name} <{person.login}{MAIL}> {at.timestamp():.0f} +0000\n".encode()


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _all(files: Mapping[str, bytes]) -> Iterator[bytes]:
    yield b"deleteall\n"
    yield from (_file(path, content) for path, content in files.items())


def _changes(files: Sequence[File]) -> Iterator[bytes]:
    for each in files:
        if each.status == "removed":
            yield b"D %s\n" % _quote(each.filename)
        else:
            lines = [line[1:] for line in each.patch.splitlines() if line[:1] in {" ", "+"}]
            yield _file(each.filename, "".join(f"{line}\n" for line in lines).encode())


def _file(path: str, content: bytes) -> bytes:
    return b"M 100644 inline %s\n%s" % (_quote(path), _data(content))


def _quote(path: str) -> bytes:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'.encode()
