"""Files below .github/workflows, which take a permission of their own to write or to bring along.

Reported of Apps: 403 for a merge, which names the file, and for a reference; 404 for a release.
"""

from collections.abc import Iterable

from aegis_cli.sandbox.github.api import errors, reach
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.description.live_permissions import WORKFLOWS
from aegis_cli.sandbox.github.world.world import Repo


def require(call: Call, repo: Repo, paths: Iterable[str]) -> None:
    """Refuse a commit that writes a workflow to a token that may not."""
    if any(map(reach.is_workflow, paths)) and not reach.holds(call, repo, WORKFLOWS):
        raise errors.not_accessible()


def require_to_merge(call: Call, repo: Repo, changed: Iterable[str]) -> None:
    """Refuse a merge that brings a workflow to a token that may not write one."""
    path = next(filter(reach.is_workflow, changed), None)
    if path is not None and not reach.holds(call, repo, WORKFLOWS):
        told = f"refusing to allow a GitHub App to create or update workflow `{path}` "
        raise errors.Refusal(403, f"{told}without `workflows` permission")


def changes(repo: Repo, ref: str, since: str) -> list[str]:
    """Return the paths that are other at a branch or commit than at another one.

    Only what a branch is at has files here; of another commit nothing is known.
    """
    there, here = _files(repo, ref), _files(repo, since)
    return [path for path, content in there.items() if here.get(path) != content]


def _files(repo: Repo, ref: str) -> dict[str, bytes]:
    names = (each.name for each in repo.branches.values() if ref in {each.name, each.sha})
    return repo.files.get(next(names, ""), {})
