"""The commits of a repository: those of its branches and tags, those of pulls, and comparisons."""

from datetime import datetime
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.api.repo_shapes import repository
from aegis_cli.sandbox.github.api.shapes import web
from aegis_cli.sandbox.github.description.objects import as_object, moment
from aegis_cli.sandbox.github.pulls import pull_shapes
from aegis_cli.sandbox.github.pulls.pull_target import target
from aegis_cli.sandbox.github.world.development import Commit
from aegis_cli.sandbox.github.world.pull_world import Status
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role

_LONGEST_STATUS = 140


def list_for_repo(call: Call) -> Reply:
    """List a commit and those that it follows, the newest first, as far as the query wants them."""
    sha = require_sha(call.repo, call.query.get("sha") or call.repo.default_branch)
    wanted = [each for each in history_of(call, call.repo, sha) if _is_wanted(call, each)]
    return queries.list_page(call, [each.sha for each in wanted], commit)


def list_for_pull(call: Call) -> Reply:
    """List the commits of a pull request, oldest first."""
    at = target(call)
    return queries.list_page(call, at.pull.commits, commit)


def get(call: Call) -> Reply:
    """Return one commit with its files, by its SHA or by the name of a branch or a tag."""
    repo, sha = call.repo, _requested_ref(call)
    files = [
        pull_shapes.file(call, repo, sha, each) for each in known_commit(call, repo, sha).files
    ]
    added, removed = (sum(each[key] for each in files) for key in ("additions", "deletions"))
    stats = {"additions": added, "deletions": removed, "total": added + removed}
    return Reply({**commit(call, repo, sha), "stats": stats, "files": files})


def get_part(call: Call) -> Reply:
    """Return what Git has of a commit; none is signed here."""
    sha, root = _requested_ref(call), f"{call.base}/repos/{call.repo.full_name}"
    whole = commit(call, call.repo, sha)
    names = ("author", "committer", "message", "tree")
    verification = dict.fromkeys(("signature", "payload", "verified_at"))
    parents = [
        {
            "sha": each["sha"],
            "url": f"{root}/git/commits/{each['sha']}",
            "html_url": web(call.repo, f"commit/{each['sha']}"),
        }
        for each in whole["parents"]
    ]
    data = as_object(
        "git-commit",
        sha=sha,
        url=f"{root}/git/commits/{sha}",
        html_url=whole["html_url"],
        parents=parents,
        verification={"verified": False, "reason": "unsigned", **verification},
        **{name: whole["commit"][name] for name in names},
    )
    return Reply(data)


def get_status(call: Call) -> Reply:
    """Return the statuses of a commit; the worst of them is that of all together."""
    repo, sha = call.repo, _requested_ref(call)
    newest = {each.context: each for each in repo.statuses if each.sha == sha}
    statuses = [*newest.values()]
    states = {each.state for each in statuses}
    if states & {"failure", "error"}:
        state = "failure"
    else:
        state = "success" if states == {"success"} else "pending"
    url = f"{call.base}/repos/{repo.full_name}/commits/{sha}"
    data = as_object(
        "combined-commit-status",
        state=state,
        sha=sha,
        total_count=len(statuses),
        statuses=[
            as_object("simple-commit-status", each, url=f"{url}/{each.id}") for each in statuses
        ],
        repository=repository(call, repo, call.viewer),
        commit_url=url,
        url=f"{url}/status",
    )
    return Reply(data)


def create_status(call: Call) -> Reply:
    """Say of a commit how something ended; the newest of each context is what counts."""
    repo, body = call.to_write(Role.WRITE), check_body(call)
    sha, told = call.params["sha"], body.get("description") or ""
    if sha not in _shas_by_name(repo).values():
        raise errors.Refusal(422, f"No commit found for SHA: {sha}")
    if problems := errors.text_problems("Status", "description", told, most=_LONGEST_STATUS):
        raise errors.invalid(*problems)
    given = {name: body.get(name) for name in ("description", "target_url")}
    context = body.get("context") or "default"
    made = Status(next(call.world.ids), sha, context, call.now, call.now, body["state"], **given)
    repo.statuses += (made,)
    url = f"{call.base}/repos/{repo.full_name}/statuses/{sha}"
    return creation(as_object("status", made, url=url, creator=call.me))


def create_comment(call: Call) -> Reply:
    """Comment on a commit; whoever may read may do that."""
    repo, body = call.to_write(Role.READ), check_body(call)
    sha = _requested_ref(call)
    repo.commit_comments[sha] = repo.commit_comments.get(sha, 0) + 1
    made = next(call.world.ids)
    sent = {name: body.get(name) for name in ("body", "path", "position", "line")}
    data = as_object(
        "commit-comment",
        id=made,
        url=f"{call.base}/repos/{repo.full_name}/comments/{made}",
        html_url=f"{web(repo, f'commit/{sha}')}#commitcomment-{made}",
        commit_id=sha,
        user=call.me,
        **dict.fromkeys(("created_at", "updated_at"), call.now),
        **sent,
    )
    return creation(data)


def compare(call: Call) -> Reply:
    """Compare two commits: what the second has that the first has not, and the other way round."""
    repo = call.repo
    names = call.params["basehead"].split("...")
    base, head = (require_sha(repo, name.rpartition(":")[2]) for name in names)
    before, after = history_of(call, repo, base), history_of(call, repo, head)
    ahead = [each for each in reversed(after) if each not in before]
    behind = [each for each in before if each not in after]
    shared = [each.sha for each in after if each in before]
    files = {each.filename: each for one in ahead for each in one.files}
    page = web(repo, f"compare/{call.params['basehead']}")
    if ahead and behind:
        status = "diverged"
    else:
        status = "ahead" if ahead else "behind" if behind else "identical"
    data = as_object(
        "commit-comparison",
        url=f"{call.base}{call.path}",
        **dict.fromkeys(("html_url", "permalink_url"), page),
        diff_url=f"{page}.diff",
        patch_url=f"{page}.patch",
        base_commit=commit(call, repo, base),
        merge_base_commit=commit(call, repo, next(iter(shared), base)),
        status=status,
        ahead_by=len(ahead),
        behind_by=len(behind),
        total_commits=len(ahead),
        commits=[commit(call, repo, each.sha) for each in ahead],
        files=[pull_shapes.file(call, repo, head, each) for each in files.values()],
    )
    return Reply(data)


def list_pulls(call: Call) -> Reply:
    """List the pull requests that a commit is part of."""
    return queries.list_page(call, _with(call.repo, _requested_ref(call)), pull_shapes.pull_request)


def commit(call: Call, repo: Repo, sha: str) -> dict[str, Any]:
    """Return a `commit`."""
    shown = known_commit(call, repo, sha)
    root = f"{call.base}/repos/{repo.full_name}"
    signature = {
        "name": shown.author.name,
        "email": f"{shown.author.login}@example.com",
        "date": moment(shown.created_at),
    }
    return as_object(
        "commit",
        url=f"{root}/commits/{sha}",
        html_url=web(repo, f"commit/{sha}"),
        sha=sha,
        node_id=f"C_{sha}",
        commit={
            "url": f"{root}/git/commits/{sha}",
            "message": shown.message,
            "comment_count": repo.commit_comments.get(sha, 0),
            "tree": {"sha": sha, "url": f"{root}/git/trees/{sha}"},
            **dict.fromkeys(("author", "committer"), signature),
        },
        parents=[{"sha": each, "url": f"{root}/commits/{each}"} for each in shown.parents],
        **dict.fromkeys(("author", "committer"), shown.author),
    )


def known_commit(call: Call, repo: Repo, sha: str) -> Commit:
    """Return a commit: as it is kept, or what the pull request says that it is of.

    Those of a pull request after the first brought it up to date.
    """
    if sha in repo.commits:
        return repo.commits[sha]
    issue = next(iter(_with(repo, sha)), None)
    if issue is None or issue.pull is None:
        return Commit(sha, "Update README.md", call.world.me, repo.pushed_at)
    pull, at = issue.pull, issue.pull.commits.index(sha)
    if at > 0:
        message = f"Merge branch '{pull.base}'"
        before = tuple(each for each in (pull.commits[at - 1], pull.base_sha) if each)
        return Commit(sha, message, issue.author, issue.created_at, before)
    base = repo.branches.get(pull.base)
    parents = (base.sha,) if base else ()
    return Commit(sha, issue.title, issue.author, issue.created_at, parents, pull.files)


def require_sha(repo: Repo, ref: str) -> str:
    """Return the SHA that is named, or that a branch or tag is at; refuse what is not there."""
    known = _shas_by_name(repo)
    if ref not in known:
        raise errors.Refusal(404, f"No commit found for SHA: {ref}")
    return known[ref]


def _shas_by_name(repo: Repo) -> dict[str, str]:
    """Return the SHA of each name of a commit."""
    if not repo.branches:
        raise errors.Refusal(409, "Git Repository is empty.")
    known = {"HEAD": repo.branches[repo.default_branch].sha}
    pulls = [issue.pull for issue in repo.issues.values() if issue.pull]
    known |= {sha: sha for pull in pulls for sha in pull.commits}
    known |= dict(zip(repo.commits, repo.commits, strict=True))
    for name, sha in repo.tags.items():
        known |= dict.fromkeys((name, f"tags/{name}", f"refs/tags/{name}"), sha)
    for branch in repo.branches.values():
        names = (branch.name, f"heads/{branch.name}", f"refs/heads/{branch.name}")
        known |= dict.fromkeys((branch.sha, *names), branch.sha)
    return known


def _requested_ref(call: Call) -> str:
    return require_sha(call.repo, call.params.get("ref") or call.params["commit_sha"])


def history_of(call: Call, repo: Repo, sha: str) -> list[Commit]:
    """Return a commit and all that it follows, the newest first."""
    found: dict[str, Commit] = {}
    waiting = [sha]
    while waiting:
        each = known_commit(call, repo, waiting.pop())
        if each.sha not in found:
            found[each.sha] = each
            waiting += each.parents
    return sorted(found.values(), key=lambda each: each.created_at, reverse=True)


def _is_wanted(call: Call, each: Commit) -> bool:
    """Return whether a commit is what the query of a list says."""
    path = call.query.get("path", "").strip("/")
    names = [name for name in (call.query.get("author"), call.query.get("committer")) if name]
    since, until = (_time(call, name) for name in ("since", "until"))
    return (
        any(f"{file.filename}/".startswith(f"{path}/") for file in each.files) or not path
    ) and (
        {each.author.login.casefold()} >= {name.casefold() for name in names}
        and (since is None or since <= each.created_at)
        and (until is None or each.created_at <= until)
    )


def _time(call: Call, name: str) -> datetime | None:
    text = call.query.get(name, "")
    return datetime.fromisoformat(text) if text else None


def _with(repo: Repo, sha: str) -> list[Issue]:
    """Return the pull requests that a commit is part of."""
    return [each for each in repo.issues.values() if each.pull and sha in each.pull.commits]
