"""The bare repositories of the sandbox: git has what the state says, and the state what was pushed.

What is in the state when git is asked for the first time is made in git, where a name follows from
the content: the state takes these names for its own. Forks share their objects, as at GitHub.
"""

import asyncio
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.git import branches, commits, merging
from aegis_cli.sandbox.github.smart_http import importing, reading
from aegis_cli.sandbox.github.smart_http.program import run
from aegis_cli.sandbox.github.smart_http.rewriting import rename
from aegis_cli.sandbox.github.world.development import Branch, Commit
from aegis_cli.sandbox.github.world.world import Repo, World

_HOOK = Path(__file__).with_name("update.sh")
_SETTINGS = """\
[core]
\tbare = true
\trepositoryformatversion = 0
[gc]
\tauto = 0
[receive]
\tautogc = false
\tadvertisePushOptions = true
\thideRefs = refs/pull
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[transfer]
\thideRefs = refs/aegis
"""
_HEADS, _TAGS = "refs/heads/", "refs/tags/"


@dataclass(frozen=True, slots=True)
class Moved:
    """A reference that a push made, moved or deleted."""

    ref: str
    before: str
    """The commit, or the tag, that it was at; "" where it is new."""
    after: str
    """As `before`; "" where it is deleted."""


@dataclass(eq=False, slots=True, weakref_slot=True)
class Repositories:
    """The repositories of a world, each made when it is first asked for."""

    world: World
    _root: Path | None = None
    _shown: dict[int, dict[str, str]] = field(default_factory=dict)
    """What each reference in git is at, by the number of the repository."""
    _known: set[str] = field(default_factory=set)
    """The commits and tags that git has."""
    _changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, call: Call, repo: Repo) -> Path:
        """Return the folder of a repository, whose references are those of the state."""
        async with self._changing:
            folder = self._folder(repo)
            shown = self._shown.setdefault(repo.id, {})
            made = await self._add_missing(call, repo, folder)
            wanted = dict(_refs(repo))
            moved = {ref: sha for ref, sha in wanted.items() if shown.get(ref) != sha}
            lines = [f"update {ref} {sha}\n" for ref, sha in moved.items()]
            lines += [f"delete {ref}\n" for ref in shown.keys() - wanted.keys()]
            if lines:
                await run(folder, "update-ref", "--stdin", sent="".join(lines).encode())
            self._shown[repo.id] = wanted
            for ref in moved.keys() - {ref for ref, sha in moved.items() if sha in made}:
                if ref.startswith(_HEADS):
                    files = await reading.files_at(folder, moved[ref])
                    repo.files[ref.removeprefix(_HEADS)] = files
            head = f"ref: {_HEADS}{repo.default_branch}\n"
            if (folder / "HEAD").read_text() != head:
                await run(folder, "symbolic-ref", "HEAD", f"{_HEADS}{repo.default_branch}")
            return folder

    async def take(self, call: Call, repo: Repo) -> list[Moved]:
        """Let the state say what was pushed, and return that."""
        async with self._changing:
            folder, shown = self._folder(repo), self._shown[repo.id]
            now = await reading.refs(folder)
            before = {ref: sha for ref, sha in shown.items() if not ref.startswith("refs/pull/")}
            moved = [
                Moved(ref, before.get(ref, ""), now.get(ref, ""))
                for ref in sorted(before.keys() | now.keys())
                if before.get(ref) != now.get(ref)
            ]
            tips = [each.after for each in moved if each.after]
            if tips:
                people, me = self.world.people, call.me
                made = await reading.commits(folder, tips, [*shown.values()], people, me)
                repo.commits.update({each.sha: each for each in reversed(made)})
                self._known |= {*tips, *(each.sha for each in made)}
            for each in moved:
                await _apply(call, repo, folder, each)
            pulls = {ref: sha for ref, sha in shown.items() if ref not in before}
            self._shown[repo.id] = now | pulls
            return moved

    def _folder(self, repo: Repo) -> Path:
        """Return the folder of a repository, which is made if it is not there."""
        if self._root is None:
            self._root = Path(tempfile.mkdtemp(prefix="aegis-sandbox-git-"))
            weakref.finalize(self, shutil.rmtree, self._root, ignore_errors=True)
        folder = self._root / f"{repo.id}.git"
        if not folder.exists():
            objects = self._root / f"{self._first_of(repo).id}.objects"
            objects.mkdir(exist_ok=True)
            (folder / "refs").mkdir(parents=True)
            (folder / "objects").symlink_to(objects)
            (folder / "config").write_text(_SETTINGS)
            (folder / "HEAD").write_text(f"ref: {_HEADS}main\n")
            (folder / "hooks").mkdir()
            shutil.copy(_HOOK, folder / "hooks" / "update")
            (folder / "hooks" / "update").chmod(0o700)
        return folder

    def _first_of(self, repo: Repo) -> Repo:
        """Return the repository from which a fork, or a fork of a fork, was made."""
        parent = self.world.repos.get(repo.fork_of or 0)
        return repo if parent is None else self._first_of(parent)

    async def _add_missing(self, call: Call, repo: Repo, folder: Path) -> set[str]:
        """Make in git what only the state has, and return the names that this has from now on."""
        missing = self._missing_commits(call, repo)
        tags = {
            name: (told, repo.tags[name])
            for name, told in repo.annotations.items()
            if told.sha not in self._known
        }
        if not missing and not tags:
            return set()
        tips = {each.sha: repo.files.get(name, {}) for name, each in repo.branches.items()}
        marks = folder / "marks"
        stream = b"".join(importing.write(missing, tips, tags))
        await run(
            folder, "fast-import", "--quiet", "--force", f"--export-marks={marks}", sent=stream
        )
        lines = sorted(marks.read_text().splitlines(), key=lambda line: int(line.split()[0][1:]))
        old = [*(each.sha for each in missing), *(told.sha for told, _ in tags.values())]
        new = [line.split()[1] for line in lines]
        repo.commits |= {each.sha: each for each in missing}
        self._known |= {*new}
        self._shown[repo.id] |= {
            f"{_TAGS}{name}": sha for name, sha in zip(tags, new[len(missing) :], strict=True)
        }
        rename(self.world, dict(zip(old, new, strict=True)))
        return {*new}

    def _missing_commits(self, call: Call, repo: Repo) -> list[Commit]:
        """Return the commits of the state that git has not, each after its parents."""
        found: dict[str, Commit] = {}
        pulls = (sha for each in repo.issues.values() if each.pull for sha in each.pull.commits)
        heads = (each.sha for each in repo.branches.values())
        waiting = [*repo.tags.values(), *pulls, *heads]
        while waiting:
            sha = waiting[-1]
            if sha in found or sha in self._known:
                waiting.pop()
                continue
            commit = commits.known_commit(call, repo, sha)
            before = [each for each in commit.parents if each not in {*found, *self._known}]
            waiting += before
            if not before:
                found[sha] = commit
        return [*found.values()]


def _refs(repo: Repo) -> Iterator[tuple[str, str]]:
    """Yield each reference of the state, and what it is at."""
    for name, branch in repo.branches.items():
        yield f"{_HEADS}{name}", branch.sha
    for name, sha in repo.tags.items():
        told = repo.annotations.get(name)
        yield f"{_TAGS}{name}", told.sha if told else sha
    for number, issue in repo.issues.items():
        if issue.pull:
            yield f"refs/pull/{number}/head", issue.pull.head_sha


async def _apply(call: Call, repo: Repo, folder: Path, moved: Moved) -> None:
    """Move one branch or tag of the state."""
    if moved.ref.startswith(_TAGS):
        await _apply_to_tag(call, repo, folder, moved)
        return
    name = moved.ref.removeprefix(_HEADS)
    if not moved.after:
        branches.drop(call, repo, name)
        return
    if not repo.branches:
        repo.default_branch = name
    branch = repo.branches.setdefault(name, Branch(name, moved.after))
    merging.move(call, repo, branch, moved.after)
    repo.files[name] = await reading.files_at(folder, moved.after)


async def _apply_to_tag(call: Call, repo: Repo, folder: Path, moved: Moved) -> None:
    name = moved.ref.removeprefix(_TAGS)
    repo.annotations.pop(name, None)
    repo.tags.pop(name, None)
    sha = await reading.commit_at(folder, moved.after) if moved.after else None
    if sha is None:
        return
    repo.tags[name] = sha
    if told := await reading.tag(folder, moved.after, call.world.people, call.me):
        repo.annotations[name] = told
