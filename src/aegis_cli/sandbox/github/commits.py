"""The commits that a repository is known to have: the heads of branches, and those of pulls."""

from dataclasses import replace
from typing import Any

from aegis_cli.sandbox.github import documented, errors, pull_shapes, queries
from aegis_cli.sandbox.github.call import Call, Reply
from aegis_cli.sandbox.github.objects import as_object, moment
from aegis_cli.sandbox.github.pull_target import target
from aegis_cli.sandbox.github.shapes import web
from aegis_cli.sandbox.github.world import Issue, Repo


def list_for_repo(call: Call) -> Reply:
    """List the commits of a branch that are known, the newest first."""
    sha = _require_sha(call.repo, call.query.get("sha") or "main")
    issue = next(iter(_with(call.repo, sha)), None)
    shas = issue.pull.commits[::-1] if issue and issue.pull else (sha,)
    return queries.list_page(call, shas, commit)


def list_for_pull(call: Call) -> Reply:
    """List the commits of a pull request, oldest first."""
    at = target(call)
    return queries.list_page(call, at.pull.commits, commit)


def get(call: Call) -> Reply:
    """Return one commit, by its SHA or by the name of a branch."""
    return Reply(commit(call, call.repo, _requested_ref(call)))


def get_part(call: Call) -> Reply:
    """Return what Git has of a commit, or what statuses say of it, as in GitHub's example."""
    example = documented.read(call)
    return replace(example, data={**example.data, "sha": _requested_ref(call)})


def compare(call: Call) -> Reply:
    """Compare two commits or branches, as in GitHub's example."""
    for ref in call.params["basehead"].split("..."):
        _require_sha(call.repo, ref)
    return documented.read(call)


def list_pulls(call: Call) -> Reply:
    """List the pull requests that a commit is part of."""
    return queries.list_page(call, _with(call.repo, _requested_ref(call)), pull_shapes.pull_request)


def commit(call: Call, repo: Repo, sha: str) -> dict[str, Any]:
    """Return a `commit`; those of a pull request after the first brought it up to date."""
    issue = next(iter(_with(repo, sha)), None)
    author, when, message = call.world.me, repo.pushed_at, "Update README.md"
    if issue and issue.pull:
        author, when, message = issue.author, issue.created_at, issue.title
        if sha != issue.pull.commits[0]:
            message = f"Merge branch '{issue.pull.base}'"
    root = f"{call.base}/repos/{repo.full_name}"
    signature = {
        "name": author.name,
        "email": f"{author.login}@example.com",
        "date": moment(when),
    }
    return as_object(
        "commit",
        url=f"{root}/commits/{sha}",
        html_url=web(repo, f"commit/{sha}"),
        sha=sha,
        node_id=f"C_{sha}",
        commit={
            "url": f"{root}/git/commits/{sha}",
            "message": message,
            "comment_count": 0,
            "tree": {"sha": sha, "url": f"{root}/git/trees/{sha}"},
            **dict.fromkeys(("author", "committer"), signature),
        },
        **dict.fromkeys(("author", "committer"), author),
    )


def _requested_ref(call: Call) -> str:
    return _require_sha(call.repo, call.params.get("ref") or call.params["commit_sha"])


def _require_sha(repo: Repo, ref: str) -> str:
    """Return the SHA that is named, or that a branch is at; refuse what is not there."""
    if not repo.branches:
        raise errors.Refusal(409, "Git Repository is empty.")
    pulls = [issue.pull for issue in repo.issues.values() if issue.pull]
    known = {sha: sha for pull in pulls for sha in pull.commits}
    for branch in repo.branches.values():
        names = (branch.sha, branch.name, f"heads/{branch.name}")
        known |= dict.fromkeys(names, branch.sha)
    if ref not in known:
        raise errors.Refusal(404, f"No commit found for SHA: {ref}")
    return known[ref]


def _with(repo: Repo, sha: str) -> list[Issue]:
    """Return the pull requests that a commit is part of."""
    return [each for each in repo.issues.values() if each.pull and sha in each.pull.commits]
