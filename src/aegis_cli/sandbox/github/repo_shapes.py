"""Repositories as GitHub's JSON, version 2022-11-28."""

from typing import Any

from aegis_cli.sandbox.github.described import FACTS
from aegis_cli.sandbox.github.objects import laid, node_id
from aegis_cli.sandbox.github.shapes import WEB, simple_user
from aegis_cli.sandbox.github.world import PERMISSIONS, Person, Repo, Role

LICENSES: dict[str, list[str]] = FACTS["licenses"]
"""GitHub's key for a license, with its SPDX identifier and its name."""


def repository(base: str, repo: Repo, viewer: Person | None) -> dict[str, Any]:
    """Return a `repository`, as in lists."""
    url = f"{base}/repos/{repo.full_name}"
    path = f"github.com/{repo.full_name}.git"
    is_open = repo.open_issues()
    return laid(
        "repository",
        repo,
        url=url,
        html_url=f"{WEB}/{repo.full_name}",
        svn_url=f"{WEB}/{repo.full_name}",
        git_url=f"git://{path}",
        ssh_url=f"git@github.com:{repo.full_name}.git",
        clone_url=f"https://{path}",
        full_name=repo.full_name,
        owner=simple_user(base, repo.owner),
        language=max(repo.languages, key=repo.languages.__getitem__, default=None),
        license=_license(base, repo.license),
        visibility="private" if repo.private else "public",
        default_branch="main",
        has_projects=True,
        has_wiki=True,
        has_downloads=True,
        has_pull_requests=True,
        pull_request_creation_policy="all",
        is_template=False,
        allow_forking=True,
        web_commit_signoff_required=False,
        **dict.fromkeys(("stargazers_count", "watchers_count", "watchers"), repo.stars),
        **dict.fromkeys(("forks_count", "forks"), repo.forks),
        **dict.fromkeys(("open_issues_count", "open_issues"), is_open),
        **({"permissions": _permissions(repo.role_of(viewer))} if viewer else {}),
    )


def full_repository(base: str, repo: Repo, viewer: Person | None) -> dict[str, Any]:
    """Return a `full-repository`, as `GET /repos/{owner}/{repo}` answers."""
    pushes = repo.role_of(viewer) >= Role.WRITE
    return {
        **repository(base, repo, viewer),
        **({"temp_clone_token": ""} if pushes and repo.private else {}),
        **(FACTS["merging"] if pushes else {}),
        **({"organization": simple_user(base, repo.owner)} if _is_organization(repo) else {}),
        "custom_properties": {},
        "network_count": repo.forks,
        "subscribers_count": 1 + repo.stars // 10,
    }


def _permissions(role: Role) -> dict[str, bool]:
    return {name: role >= least for name, least in reversed(PERMISSIONS.items())}


def _license(base: str, key: str | None) -> dict[str, Any] | None:
    if key is None:
        return None
    spdx_id, name = LICENSES[key]
    return {
        "key": key,
        "name": name,
        "spdx_id": spdx_id,
        "url": f"{base}/licenses/{key}",
        "node_id": node_id("L", list(LICENSES).index(key)),
    }


def _is_organization(repo: Repo) -> bool:
    return repo.owner.kind == "Organization"
