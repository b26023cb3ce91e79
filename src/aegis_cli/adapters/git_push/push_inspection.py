"""Looks at a push with git itself: what each reference is, was, brings and loses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aegis_cli.adapters.git_push.confined_git import ConfinedGit
from aegis_cli.core.push_commands import PushCommands, RefUpdate
from aegis_cli.core.push_facts import (
    SHOWN,
    CommitList,
    FileChange,
    PushFacts,
    RefFacts,
    RefWay,
    default_of,
    files_of,
    subjects_of,
)
from aegis_cli.errors import Code, Failed

_DEEP = "--depth=200"
_NO_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The id of a folder without files."""
_COUNTED = 200
"""The most files of which lines are counted: each has to be read for that."""
_MOST_COMMITS = "--max-count=10000"


@dataclass(slots=True)
class PushInspection:
    """One push, beside what there is of its repository."""

    git: ConfinedGit
    commands: PushCommands
    pack: int | None
    """A descriptor of the pack, at its beginning; `None` where there is none."""
    _default: str = ""
    _head: str = ""
    """The commit of the default branch."""
    _is_whole: bool = False
    """Whether all histories were read, to their ends."""

    def facts(self) -> PushFacts:
        """Look at it; raise `Failed` where it cannot be looked at, or is no sound pack."""
        code, listed = self.git("ls-remote", "--symref", "origin", "HEAD", asks=True)
        if code:
            raise _unread()
        self._default, self._head = default_of(listed)
        olds = (each.old for each in self.commands.updates if not each.is_new)
        self._fetch(_DEEP, *dict.fromkeys(filter(None, [self._head, *olds])))
        if self.pack is not None:
            self._index(self.pack)
        return PushFacts(tuple(map(self._of_ref, self.commands.updates)), self._default)

    def _fetch(self, *what: str) -> None:
        if len(what) > 1 and self.git(*_FETCH, what[0], "origin", *what[1:], asks=True)[0]:
            raise _unread()

    def _index(self, pack: int) -> None:
        """Take the objects of the pack. NOTE: what git does not take is in no question."""
        checks = ("--stdin", "--fix-thin", "--fsck-objects")
        code, _ = self.git("index-pack", *checks, stdin=pack, asks=True)
        if code:
            raise Failed("git cannot read the pack of this push.", code=Code.INVALID)
        news = [each.new for each in self.commands.updates if not each.is_deletion]
        self._fetch(_DEEP, *(new for new in dict.fromkeys(news) if not self._has(new)))

    def _has(self, object_id: str) -> bool:
        return self.git("cat-file", "-e", object_id)[0] == 0

    def _of_ref(self, update: RefUpdate) -> RefFacts:
        before, facts = self._before(update), RefFacts(update, self._way(update))
        if facts.way is not RefWay.NEW and not (update.is_tag and update.is_new):
            facts = replace(facts, loses=self._commits(update.old, self._after(update)))
        if update.is_deletion or not self._is_commit(update.new):
            return facts
        facts = replace(facts, brings=self._commits(update.new, before), files=self._files(update))
        differs = self._diff(self._head, update.new) if update.is_new and self._head else ()
        return replace(facts, beside=tuple(each.path for each in differs))

    def _before(self, update: RefUpdate) -> str:
        """Return what a reference is compared with: itself, or the default branch."""
        return self._head if update.is_new else update.old

    def _after(self, update: RefUpdate) -> str:
        """Return what still has its commits: of what is deleted, the default branch."""
        if not update.is_deletion:
            return update.new
        return self._head if self._head != update.old else ""

    def _way(self, update: RefUpdate) -> RefWay:
        if update.is_deletion:
            return RefWay.DELETE
        if not self._is_commit(update.new):
            return RefWay.UNKNOWN
        if update.is_new:
            self._first_zero("merge-base", self._head or update.new, update.new)
            return RefWay.NEW
        if update.is_tag:
            return RefWay.FORCE
        code = self._first_zero("merge-base", "--is-ancestor", update.old, update.new)
        return {0: RefWay.FORWARD, 1: RefWay.FORCE}.get(code, RefWay.UNKNOWN)

    def _first_zero(self, *words: str) -> int:
        """Run a command, and once more with more history where that said no."""
        code = 1
        for _ in self._deeper():
            code, _ = self.git(*words)
            if code == 0:
                break
        return code

    def _is_commit(self, object_id: str) -> bool:
        return self.git("cat-file", "-e", f"{object_id}^{{commit}}")[0] == 0

    def _deeper(self) -> Iterator[None]:
        """Yield for an attempt with what is there, and for one with all commits of all branches.

        NOTE: a history that ends early hides what is before, so only a yes of the first counts.
        """
        yield
        if not self._is_whole:
            self._is_whole = True
            more = ("--unshallow",) if self.git.is_shallow() else ()
            self.git(*_FETCH, *more, "origin", "+refs/heads/*:refs/aegis/*", asks=True)
            yield

    def _commits(self, of: str, *without: str) -> CommitList:
        """Return the commits of one that others have not."""
        about = [of, *(f"^{each}" for each in without if each.strip("0"))]
        for _ in self._deeper():
            code, counted = self.git("rev-list", "--count", _MOST_COMMITS, *about, "--")
            if code == 0:
                _, log = self.git("log", "-z", f"-n{SHOWN}", *_SUBJECTS, *about, "--")
                return CommitList(int(counted), subjects_of(log))
        return CommitList(-1)

    def _files(self, update: RefUpdate) -> tuple[FileChange, ...]:
        """Return what differs from before; of a new branch, from where it left the default one."""
        before = self._before(update) or _NO_TREE
        if update.is_new and self._head:
            code, base = self.git("merge-base", self._head, update.new)
            before = base.decode("ascii", "replace").strip() if code == 0 else before
        return self._diff(before, update.new, counts=True)

    def _diff(self, before: str, after: str, *, counts: bool = False) -> tuple[FileChange, ...]:
        about = (*_PLAIN, before, after)
        code, raw = self.git("diff-tree", "--raw", *about, asks=True)
        if code:
            raise _unread()
        found = files_of(raw)
        if counts and 0 < len(found) <= _COUNTED:
            return files_of(raw, self.git("diff-tree", "--numstat", *about, asks=True)[1])
        return found


_FETCH = ("fetch", "-q", "--no-tags", "--no-write-fetch-head", "--filter=tree:0")
_SUBJECTS = ("--no-show-signature", "--no-decorate", "--encoding=UTF-8", "--format=%h %s")
_PLAIN = ("-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv")


def _unread() -> Failed:
    return Failed("What this push is about could not be read.", code=Code.NETWORK)
