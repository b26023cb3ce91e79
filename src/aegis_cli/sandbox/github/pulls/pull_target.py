"""The pull request that a request is about, with its repository, and how it is changed."""

from dataclasses import dataclass, replace
from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call, not_archived
from aegis_cli.sandbox.github.world.pull_world import Pull
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role


@dataclass(frozen=True, slots=True)
class Target:
    """A pull request and where it is."""

    call: Call
    repo: Repo
    issue: Issue

    @property
    def pull(self) -> Pull:
        """What it has and an issue has not."""
        assert self.issue.pull is not None
        return self.issue.pull

    @property
    def number(self) -> int:
        """Its number."""
        return self.issue.number

    def keep(self, **changes: Any) -> Issue:
        """Change fields of its issue in the state."""
        return self.call.keep(self.repo, self.issue, **changes)

    def change(self, **changes: Any) -> Issue:
        """Change its own fields in the state."""
        return self.keep(pull=replace(self.pull, **changes))

    def move(self, branch: str, sha: str) -> None:
        """Let a branch that the repository has point to a commit."""
        if branch in self.repo.branches:
            there = self.repo.branches[branch]
            self.repo.branches[branch] = replace(there, sha=sha)


def target(call: Call, *, least: Role | None = None) -> Target:
    """Find the pull request of a read, or of a write that takes the role `least`."""
    repo = call.repo if least is None else call.repo_for_role(least)
    issue = repo.issues.get(call.params["pull_number"])
    if issue is None or issue.pull is None:
        raise errors.not_found()
    if least is not None:
        not_archived(repo)
    return Target(call, repo, issue)
