"""What a person is shown of a push, and how it weighs: by the strongest of its references. Pure."""

import shlex
from collections.abc import Iterable, Iterator

from aegis_cli.core.push_commands import PushCommands
from aegis_cli.core.push_facts import (
    SHOWN,
    CommitList,
    FileChange,
    PushFacts,
    PushSheet,
    RefFacts,
    RefWay,
)
from aegis_cli.core.text import excerpt, one_line
from aegis_cli.errors import Code, Failed
from aegis_cli.providers.github.automation_paths import runs_with_secrets

PLAIN, ASKED, FORCE = "git.push", "git.push_asked", "git.push_force"
"""The actions, by how a push weighs."""
LARGE = 20 * 1000**2
"""Bytes of a push above which it is always asked about."""

_NAMED = 4
_SUBJECT = 100
_BAR = 20
_SHORT = 7


def sheet_of(facts: PushFacts, commands: PushCommands, size: int, repo: str) -> PushSheet:
    """Say what a push is; raise `Failed` for one that destroys more than one reference names."""
    refs = facts.refs
    marked = sorted({path for each in refs for path in _paths_with_secrets(each)})
    values = {
        "repo": repo,
        "ref": _names(refs),
        "what": "\n".join(map(_what, refs)),
        "commits": _commits((each, each.brings) for each in refs),
        "files": _files(refs),
        "runs_with_secrets": "\n".join(map(one_line, marked)),
        "lost": _commits((each, each.loses) for each in refs),
        "brings_back": "\n".join(_back(each) for each in refs if not each.update.is_new)
        if any(each.loses.count or each.update.is_deletion for each in refs)
        else "",
        "push_options": "\n".join(map(one_line, commands.options)),
    }
    action = _action(facts, is_marked=bool(marked or commands.options), size=size)
    if action == FORCE and len(refs) > 1:
        raise Failed(
            "A push with FORCE, or of a tag that is there, has one reference.",
            code=Code.INVALID,
            hint="Push each of them by itself.",
        )
    said = {name: text for name, text in values.items() if text}
    return PushSheet(
        action, f"push {values['ref']} to {repo}", said, frozenset(said.keys() - {"repo"})
    )


def _action(facts: PushFacts, *, is_marked: bool, size: int) -> str:
    if any(_destroys(each, facts.default) for each in facts.refs):
        return FORCE
    is_plain = len(facts.refs) == 1 and not is_marked and size <= LARGE
    return PLAIN if is_plain and _is_plain(facts.refs[0], facts.default) else ASKED


def _destroys(facts: RefFacts, default: str) -> bool:
    """Tell whether something is lost. NOTE: what git could not tell counts as that."""
    update = facts.update
    if facts.way in {RefWay.FORCE, RefWay.UNKNOWN} or (update.is_tag and not update.is_new):
        return True
    return facts.way is RefWay.DELETE and (not update.is_branch or update.ref == default)


def _is_plain(facts: RefFacts, default: str) -> bool:
    """Tell whether a reference is a branch beside the default one, and is not deleted.

    NOTE: the first branch of a repository becomes the default one.
    """
    is_other = facts.update.is_branch and default not in {"", facts.update.ref}
    return is_other and facts.way is not RefWay.DELETE and facts.brings.count >= 0


def _paths_with_secrets(facts: RefFacts) -> Iterator[str]:
    """Yield the files that run with secrets: what changes, and what a new branch has otherwise.

    NOTE: a branch at an old commit brings back what ran then.
    """
    paths = (*(each.path for each in facts.files), *facts.beside)
    return filter(runs_with_secrets, paths)


def _names(refs: Iterable[RefFacts]) -> str:
    names = [each.update.name for each in refs]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _what(facts: RefFacts) -> str:
    update = facts.update
    old, new = update.old[:_SHORT], update.new[:_SHORT]
    told = {RefWay.NEW: f"at {new}", RefWay.DELETE: f"which was at {old}"}
    commits = _count(facts.brings.count, "commit")
    more = "" if facts.way is RefWay.DELETE else f", {commits}"
    return f"{update.name}: {facts.way}, {told.get(facts.way, f'{old}..{new}')}{more}"


def _count(count: int, noun: str) -> str:
    if count < 0:
        return f"{noun}s not known"
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _commits(of: Iterable[tuple[RefFacts, CommitList]]) -> str:
    return "\n".join(line for facts, commits in of for line in _commit_lines(facts, commits))


def _commit_lines(facts: RefFacts, commits: CommitList) -> Iterator[str]:
    if commits.count < 0:
        yield f"{facts.update.name}: not known"
    yield from (excerpt(each, _SUBJECT) for each in commits.subjects)
    if commits.count > len(commits.subjects):
        yield f"and {commits.count - len(commits.subjects)} more of {facts.update.name}"


def _files(refs: Iterable[RefFacts]) -> str:
    """Write the files of all references, what runs with secrets first."""
    changes = dict.fromkeys(change for each in refs for change in each.files)
    files = sorted(changes, key=lambda each: not runs_with_secrets(each.path))
    lines = [_file(each) for each in files[:SHOWN]]
    more = len(files) - len(lines)
    return "\n".join([*lines, *([f"and {_count(more, 'file')} more"] if more else [])])


_STATUSES = {"A": "new", "D": "deleted", "T": "another type"}


def _file(change: FileChange) -> str:
    status = _STATUSES.get(change.status, "")
    bar = ""
    if change.added is not None and change.removed is not None:
        bar = f"+{change.added} -{change.removed} {_bar(change.added, change.removed)}".strip()
    told = ", ".join(filter(None, (status, bar)))
    return f"{one_line(change.path)}: {told or 'binary, or not counted'}"


def _bar(added: int, removed: int) -> str:
    """Draw lines that come and go: one sign for each, or in proportion where there are many."""
    scale = max(1.0, (added + removed) / _BAR)
    return "+" * -int(-added // scale) + "-" * -int(-removed // scale)


def _back(facts: RefFacts) -> str:
    update = facts.update
    return f"git push origin {shlex.quote(f'{update.old}:{update.ref}')} --force"
