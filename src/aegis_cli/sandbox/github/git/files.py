"""The files of a repository by branch and path; each write has to know what it replaces."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import unified_diff
from hashlib import sha1
from typing import Any
from urllib.parse import quote

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply
from aegis_cli.sandbox.github.api.shapes import web
from aegis_cli.sandbox.github.description.objects import as_object, moment
from aegis_cli.sandbox.github.world.development import Branch, Commit, sha_of
from aegis_cli.sandbox.github.world.pull_world import File
from aegis_cli.sandbox.github.world.world import Repo, Role


def get(call: Call) -> Reply:
    """Return a file, or the entries of a folder."""
    repo, path = call.repo, call.params.get("path", "").strip("/")
    branch = (call.query.get("ref") or repo.default_branch).removeprefix("refs/heads/")
    named = (each.name for each in repo.branches.values() if branch in {each.name, each.sha})
    files = repo.files.get(next(named, ""), {})
    top = f"{path}/" if path else ""
    if path in files:
        content = b64encode(files[path]).decode()
        data = _entry(call, repo, branch, path=path, content=files[path])
        return Reply({**data, "content": content, "encoding": "base64"})
    below = [name.removeprefix(top) for name in files if name.startswith(top)]
    if not below:
        raise errors.not_found()
    entries = []
    for name in sorted({each.partition("/")[0] for each in below}):
        entry = f"{top}{name}"
        entries.append(_entry(call, repo, branch, path=entry, content=files.get(entry)))
    return Reply(entries)


def get_readme(call: Call) -> Reply:
    """Return the file that tells what the repository is."""
    return get(replace(call, params={**call.params, "path": "README.md"}))


def get_blob(call: Call) -> Reply:
    """Return the content of a file by the SHA of its blob."""
    contents = (each for files in call.repo.files.values() for each in files.values())
    blobs = {blob_sha(content): content for content in contents}
    sha = call.params["file_sha"]
    content = errors.present(blobs.get(sha))
    text, url = b64encode(content).decode(), f"{call.base}{call.path}"
    data = as_object("blob", sha=sha, url=url, size=len(content), content=text, encoding="base64")
    return Reply(data)


def get_tree(call: Call) -> Reply:
    """Return what is in a folder, or in all below it, by its SHA or that of a commit."""
    sha, repo = call.params["tree_sha"], call.repo
    for branch in repo.branches.values():
        files = repo.files.get(branch.name, {})
        places = {sha_of(folder): f"{folder}/" for folder in _folders(files)}
        places |= dict.fromkeys((branch.name, branch.sha), "")
        places |= {"HEAD": ""} if branch.name == repo.default_branch else {}
        if sha in places:
            tree = [*_tree(files, places[sha], whole="recursive" in call.query)]
            url = f"{call.base}{call.path}"
            return Reply(as_object("git-tree", sha=sha, url=url, tree=tree, truncated=False))
    raise errors.not_found()


def _folders(files: Iterable[str]) -> set[str]:
    """Return each folder that holds a file, or a folder."""
    above = (path.split("/")[:-1] for path in files)
    return {"/".join(parts[: at + 1]) for parts in above for at in range(len(parts))}


def _tree(files: dict[str, bytes], folder: str, *, whole: bool) -> Iterator[dict[str, Any]]:
    """Return the entries of a folder, and those of its folders too if all are wanted."""
    names = {path.removeprefix(folder) for path in files if path.startswith(folder)}
    names |= _folders(names)
    for name in sorted(names if whole else {path.partition("/")[0] for path in names}):
        content = files.get(f"{folder}{name}")
        if content is None:
            yield {"path": name, "mode": "040000", "type": "tree", "sha": sha_of(f"{folder}{name}")}
        else:
            known = {"sha": blob_sha(content), "size": len(content)}
            yield {"path": name, "mode": "100644", "type": "blob", **known}


def put(call: Call) -> Reply:
    """Write a file; one that is there only by the SHA of its blob."""
    repo, branch, body = _to_write(call)
    path = call.params["path"]
    try:
        content = b64decode("".join(body["content"].split()), validate=True)
    except binascii.Error:
        raise errors.Refusal(422, "content is not valid Base64") from None
    if any(part in {"", ".", "..", ".git"} for part in path.split("/")):
        raise errors.Refusal(422, "path contains a malformed path component")
    files = repo.files[branch.name]
    is_new = path not in files
    _require_sha(path, files.get(path), body.get("sha"))
    change = _change(path, files.get(path), content)
    files[path] = content
    entry = _entry(call, repo, branch.name, path=path, content=content)
    return Reply(_commit(call, repo, branch, entry, change), 201 if is_new else 200)


def delete(call: Call) -> Reply:
    """Delete a file, by the SHA of its blob."""
    repo, branch, body = _to_write(call)
    path, files = call.params["path"], repo.files[branch.name]
    before = errors.present(files.get(path))
    _require_sha(path, before, body["sha"])
    del files[path]
    return Reply(_commit(call, repo, branch, None, _change(path, before, None)))


def push(call: Call, repo: Repo, name: str, message: str, contents: dict[str, bytes]) -> Commit:
    """Write several files of a branch with one commit."""
    branch = _branch_to_write(call, repo, name)
    files = repo.files[branch.name]
    changes = [_change(path, files.get(path), content) for path, content in contents.items()]
    files.update(contents)
    return _move(call, repo, branch, message, tuple(changes))


def blob_sha(content: bytes) -> str:
    """Return the name that Git gives a content."""
    return sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()


def _to_write(call: Call) -> tuple[Repo, Branch, dict[str, Any]]:
    repo = call.to_write(Role.WRITE)
    body = check_body(call)
    name = body.get("branch", repo.default_branch).removeprefix("refs/heads/")
    return repo, _branch_to_write(call, repo, name), body


def _branch_to_write(call: Call, repo: Repo, name: str) -> Branch:
    """Return a branch that takes a commit from the viewer."""
    if not repo.branches and name == repo.default_branch:  # the first commit of a repository
        repo.branches[name] = Branch(name, sha_of(repo.full_name, name))
        repo.files[name] = {}
    branch = repo.branches.get(name)
    if branch is None:
        raise errors.Refusal(404, f"Branch {name} not found")
    rules, is_admin = branch.protection or {}, repo.role_of(call.viewer) >= Role.ADMIN
    is_exempt = is_admin and not rules.get("enforce_admins")
    if rules.get("required_pull_request_reviews") and not is_exempt:
        message = "Changes must be made through a pull request."
        raise errors.Refusal(409, f"Could not update file: {message}")
    repo.files.setdefault(name, dict(repo.files.get(repo.default_branch, {})))
    return branch


def _require_sha(path: str, there: bytes | None, sha: str | None) -> None:
    if there is not None and sha is None:
        raise errors.invalid_request('"sha" wasn\'t supplied.')
    if sha is not None and (there is None or sha != blob_sha(there)):
        raise errors.Refusal(409, f"{path} does not match {sha}")


def _change(path: str, before: bytes | None, after: bytes | None) -> File:
    """Return what is other in a file."""
    old, new = ((each or b"").decode(errors="replace").splitlines() for each in (before, after))
    _, _, *patch = [*unified_diff(old, new, lineterm="")] or ["", ""]
    status = "removed" if after is None else "added" if before is None else "modified"
    return File(path, "\n".join(patch), status)


def _move(
    call: Call, repo: Repo, branch: Branch, message: str, changes: tuple[File, ...]
) -> Commit:
    """Move a branch and its open pull requests to a new commit."""
    patches = (each.patch or "" for each in changes)
    sha = sha_of(branch.sha, *patches, moment(call.now))
    made = Commit(sha, message, call.me, call.now, (branch.sha,), changes)
    repo.commits[sha] = made
    repo.branches[branch.name] = replace(branch, sha=sha)
    repo.pushed_at = call.now
    for issue in [*repo.issues.values()]:
        if issue.pull and issue.pull.head == branch.name and issue.state == "open":
            call.keep(repo, issue, pull=replace(issue.pull, head_sha=sha))
    return made


def _commit(
    call: Call, repo: Repo, branch: Branch, entry: dict[str, Any] | None, change: File
) -> dict[str, Any]:
    """Commit the change of one file; return a `file-commit`."""
    sha = _move(call, repo, branch, call.body["message"], (change,)).sha
    assert call.viewer is not None
    person = {"name": call.viewer.name, "date": moment(call.now)}
    commit = {
        "sha": sha,
        "url": f"{call.base}/repos/{repo.full_name}/git/commits/{sha}",
        "html_url": web(repo, f"commit/{sha}"),
        "message": call.body["message"],
        "parents": [{"sha": branch.sha}],
        **dict.fromkeys(("author", "committer"), person),
    }
    return {"content": entry, "commit": commit}


def _entry(call: Call, repo: Repo, ref: str, *, path: str, content: bytes | None) -> dict[str, Any]:
    """Return a file or a folder (`content` is `None`) as in the entries of a folder."""
    kind, sha = ("tree", sha_of(path)) if content is None else ("blob", blob_sha(content))
    root = f"{call.base}/repos/{repo.full_name}"
    url = f"{root}/contents/{quote(path)}?ref={quote(ref, safe='')}"
    page, git = web(repo, f"{kind}/{ref}/{quote(path)}"), f"{root}/git/{kind}s/{sha}"
    raw = f"https://raw.githubusercontent.com/{repo.full_name}/{ref}/{quote(path)}"
    return {
        "type": "dir" if content is None else "file",
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": len(content or b""),
        "url": url,
        "html_url": page,
        "git_url": git,
        "download_url": None if content is None else raw,
        "_links": {"self": url, "git": git, "html": page},
    }
