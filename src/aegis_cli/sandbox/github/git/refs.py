"""What Git calls references, branches and tags: get, make, move and delete them; the tags."""

import re
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.description.objects import as_object, moment
from aegis_cli.sandbox.github.git import branches, merging
from aegis_cli.sandbox.github.git.commits import require_sha
from aegis_cli.sandbox.github.runs import workflow_files
from aegis_cli.sandbox.github.world.development import Branch
from aegis_cli.sandbox.github.world.world import Repo, Role

_NAME = re.compile(r"(?!.*(?:\.\.|//|@\{))[^\x00-\x20\x7f~^:?*\[\\]+(?<![/.])")
"""The form of a name that Git takes (git-scm.com/docs/git-check-ref-format)."""


def get(call: Call) -> Reply:
    """Return what a branch or a tag points to."""
    kind, name, sha = _target_of(call)
    return Reply(_ref(call, call.repo, f"{kind}/{name}", errors.present(sha)))


def get_tag(call: Call) -> Reply:
    """Return the object of a tag that has a message; a tag without one has none."""
    repo, sha = call.repo, call.params["tag_sha"]
    names = (name for name, each in repo.annotations.items() if each.sha == sha)
    name = errors.present(next(names, None))
    told = repo.annotations[name]
    commit = {"sha": repo.tags[name], "type": "commit", "url": f"{call.base}{call.path}"}
    tagger = {
        "name": told.tagger.name,
        "email": f"{told.tagger.login}@example.com",
        "date": moment(told.created_at),
    }
    fields = {"tag": name, "message": told.message, "tagger": tagger, "object": commit}
    url = f"{call.base}{call.path}"
    return Reply(as_object("git-tag", sha=sha, node_id=f"TAG_{sha}", url=url, **fields))


def create(call: Call) -> Reply:
    """Make a branch or a tag that is not there yet, at a commit that is."""
    repo = call.to_write(Role.WRITE)
    body = check_body(call)
    _, _, named = body["ref"].partition("refs/")
    kind, _, name = named.partition("/")
    if kind not in {"heads", "tags"} or not _NAME.fullmatch(name):
        raise errors.Refusal(422, f"{body['ref']} is not a valid ref name.")
    if name in (repo.branches if kind == "heads" else repo.tags):
        raise errors.Refusal(422, "Reference already exists")
    sha = body["sha"]
    if not re.fullmatch("[0-9a-f]{40}", sha) or not _is_commit(repo, sha):
        raise errors.Refusal(422, "Object does not exist")
    _require_workflows(call, repo, sha)
    if kind == "tags":
        repo.tags[name] = sha
    else:
        there = (each.name for each in repo.branches.values() if each.sha == sha)
        files = repo.files.get(next(there, repo.default_branch), {})
        repo.branches[name], repo.files[name] = Branch(name, sha), dict(files)
    return creation(_ref(call, repo, f"{kind}/{name}", sha))


def update(call: Call) -> Reply:
    """Move a branch or a tag: forward, or by force to any commit."""
    repo = call.to_write(Role.WRITE)
    kind, name, before = _target_of(call)
    body = check_body(call)
    if before is None:
        raise errors.Refusal(422, "Reference does not exist")
    if not _is_commit(repo, sha := body["sha"]):
        raise errors.Refusal(422, "Object does not exist")
    if not merging.is_ahead(call, repo, sha, before):
        _allow_force(repo, kind, name, is_forced=body.get("force", False))
    _require_workflows(call, repo, sha)
    if kind == "tags":
        repo.tags[name] = sha
        repo.annotations.pop(name, None)
    else:
        merging.move(call, repo, repo.branches[name], sha)
    return Reply(_ref(call, repo, f"{kind}/{name}", sha))


def _require_workflows(call: Call, repo: Repo, sha: str) -> None:
    """Refuse a reference to a commit whose workflows are others than the default branch has."""
    workflow_files.require(call, repo, workflow_files.changes(repo, sha, repo.default_branch))


def _allow_force(repo: Repo, kind: str, name: str, *, is_forced: bool) -> None:
    if not is_forced:
        raise errors.Refusal(422, "Update is not a fast forward")
    if kind == "heads" and repo.branches[name].protection is not None:
        raise errors.Refusal(422, "Cannot force-push to this branch")


def delete(call: Call) -> Reply:
    """Delete a tag, or a branch that is not protected; its open pull requests are closed."""
    repo = call.to_write(Role.WRITE)
    kind, name, sha = _target_of(call)
    if sha is None:
        raise errors.Refusal(422, "Reference does not exist")
    if kind == "tags":
        del repo.tags[name]
        repo.annotations.pop(name, None)
        return Reply(status=204)
    if name == repo.default_branch or repo.branches[name].protection is not None:
        raise errors.Refusal(422, "Cannot delete this branch")
    branches.drop(call, repo, name)
    return Reply(status=204)


def list_tags(call: Call) -> Reply:
    """List the tags, the last by name first."""
    return queries.list_page(call, sorted(call.repo.tags, reverse=True), _tag)


def _tag(call: Call, repo: Repo, name: str) -> dict[str, Any]:
    root, sha = f"{call.base}/repos/{repo.full_name}", repo.tags[name]
    return as_object(
        "tag",
        name=name,
        node_id=f"REF_{name}",
        commit={"sha": sha, "url": f"{root}/commits/{sha}"},
        **{f"{kind}_url": f"{root}/{kind}/refs/tags/{name}" for kind in ("zipball", "tarball")},
    )


def _target_of(call: Call) -> tuple[str, str, str | None]:
    """Return kind, name and SHA of what the path names; `None` where there is none."""
    kind, _, name = call.params["ref"].partition("/")
    branch = call.repo.branches.get(name) if kind == "heads" else None
    sha = branch.sha if branch else call.repo.tags.get(name) if kind == "tags" else None
    return kind, name, sha


def _is_commit(repo: Repo, sha: str) -> bool:
    try:
        return require_sha(repo, sha) == sha
    except errors.Refusal:
        return False


def _ref(call: Call, repo: Repo, name: str, sha: str) -> dict[str, Any]:
    root = f"{call.base}/repos/{repo.full_name}/git"
    told = repo.annotations.get(name.removeprefix("tags/")) if name.startswith("tags/") else None
    points = {"type": "commit", "sha": sha, "url": f"{root}/commits/{sha}"}
    if told is not None:
        points = {"type": "tag", "sha": told.sha, "url": f"{root}/tags/{told.sha}"}
    return as_object(
        "git-ref",
        ref=f"refs/{name}",
        node_id=f"REF_{name}",
        url=f"{root}/refs/{name}",
        object=points,
    )
