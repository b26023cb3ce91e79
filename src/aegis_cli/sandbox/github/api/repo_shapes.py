"""Repositories as GitHub's JSON, version 2022-11-28."""

from typing import Any

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.shapes import WEB
from aegis_cli.sandbox.github.description.described import FACTS
from aegis_cli.sandbox.github.description.objects import as_object, node_id
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.world import PERMISSIONS, Repo, Role

LICENSES: dict[str, list[str]] = FACTS["licenses"]
"""GitHub's key for a license, with its SPDX identifier and its name."""
_ALWAYS = ("has_downloads", "has_pull_requests", "allow_forking")
_NEVER = ("web_commit_signoff_required",)


def repository(call: Call, repo: Repo, viewer: Person | None) -> dict[str, Any]:
    """Return a `repository`, as in lists; without a viewer nothing is said of permissions."""
    path = f"github.com/{repo.full_name}.git"
    role = repo.role_of(viewer)
    # GitHub counts pull requests too.
    is_open = sum(issue.state == "open" for issue in repo.issues.values())
    permissions = {name: role >= least for name, least in reversed(PERMISSIONS.items())}
    return as_object(
        "repository",
        repo,
        url=f"{call.base}/repos/{repo.full_name}",
        **dict.fromkeys(("html_url", "svn_url"), f"{WEB}/{repo.full_name}"),
        git_url=f"git://{path}",
        ssh_url=f"git@github.com:{repo.full_name}.git",
        clone_url=f"https://{path}",
        full_name=repo.full_name,
        fork=repo.fork_of is not None,
        language=max(repo.languages, key=repo.languages.__getitem__, default=None),
        license=_license(call, repo.license),
        visibility="private" if repo.private else "public",
        default_branch=repo.default_branch,
        has_projects=repo.has_projects,
        has_wiki=repo.has_wiki,
        **dict.fromkeys(_ALWAYS, True),
        **dict.fromkeys(_NEVER, False),
        pull_request_creation_policy="all",
        **dict.fromkeys(("stargazers_count", "watchers_count", "watchers"), repo.stars),
        **dict.fromkeys(("forks_count", "forks"), repo.forks),
        **dict.fromkeys(("open_issues_count", "open_issues"), is_open),
        **({"permissions": permissions} if viewer else {}),
    )


def full_repository(call: Call, repo: Repo) -> dict[str, Any]:
    """Return a `full-repository`, as `GET /repos/{owner}/{repo}` answers."""
    pushes = repo.role_of(call.viewer) >= Role.WRITE
    parent = call.world.repos.get(repo.fork_of or 0)
    origin = repository(call, parent, call.viewer) if parent and call.may_see(parent) else None
    return {
        **repository(call, repo, call.viewer),
        **({"temp_clone_token": ""} if pushes and repo.private else {}),
        **(FACTS["merging"] if pushes else {}),
        **({"organization": repo.owner} if repo.owner.kind == "Organization" else {}),
        **(dict.fromkeys(("parent", "source"), origin) if origin else {}),
        "custom_properties": {},
        "network_count": repo.forks,
        "subscribers_count": 1 + repo.stars // 10,
    }


def _license(call: Call, key: str | None) -> dict[str, Any] | None:
    if key is None:
        return None
    spdx_id, name = LICENSES[key]
    return {
        "key": key,
        "name": name,
        "spdx_id": spdx_id,
        "url": f"{call.base}/licenses/{key}",
        "node_id": node_id("L", list(LICENSES).index(key)),
    }
