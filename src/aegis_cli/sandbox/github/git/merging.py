"""Moves a branch to another commit, and merges one commit into a branch."""

from dataclasses import replace

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.description.objects import moment
from aegis_cli.sandbox.github.git.commits import history_of
from aegis_cli.sandbox.github.runs import workflow_files
from aegis_cli.sandbox.github.world.development import Branch, Commit, sha_of
from aegis_cli.sandbox.github.world.world import Repo


def is_ahead(call: Call, repo: Repo, sha: str, of: str) -> bool:
    """Return whether a commit follows another one, or is the same."""
    return of in {each.sha for each in history_of(call, repo, sha)}


def merge(call: Call, repo: Repo, branch: Branch, sha: str, message: str) -> str:
    """Merge a commit into a branch; return whether that was a `merge`, a `fast-forward` or `none`.

    Whoever wants a commit of its own for each merge does not move the branch forward.
    """
    if is_ahead(call, repo, branch.sha, sha):
        return "none"
    workflow_files.require_to_merge(call, repo, workflow_files.changes(repo, sha, branch.sha))
    if is_ahead(call, repo, sha, branch.sha):
        move(call, repo, branch, sha)
        return "fast-forward"
    commit(call, repo, branch, sha, message)
    return "merge"


def commit(call: Call, repo: Repo, branch: Branch, sha: str, message: str) -> Commit:
    """Put a commit on a branch that merges another one."""
    made = sha_of(branch.sha, sha, moment(call.now))
    repo.commits[made] = Commit(made, message, call.me, call.now, (branch.sha, sha))
    move(call, repo, branch, made)
    return repo.commits[made]


def move(call: Call, repo: Repo, branch: Branch, sha: str) -> None:
    """Move a branch and its open pull requests to a commit, with the files of a branch there."""
    there = (name for name, each in repo.branches.items() if each.sha == sha)
    repo.files[branch.name] = dict(repo.files.get(next(there, branch.name), {}))
    repo.branches[branch.name] = replace(branch, sha=sha)
    repo.pushed_at = call.now
    for issue in [*repo.issues.values()]:
        if issue.pull and issue.pull.head == branch.name and issue.state == "open":
            call.keep(repo, issue, pull=replace(issue.pull, head_sha=sha))
