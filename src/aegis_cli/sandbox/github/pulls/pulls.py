"""The operations on pull requests: list, get, create, update, merge, and bring up to date."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from aegis_cli.sandbox.github.api import errors, queries
from aegis_cli.sandbox.github.api.bodies import check_body
from aegis_cli.sandbox.github.api.call import Call, Reply, creation
from aegis_cli.sandbox.github.issues.closing import close_named
from aegis_cli.sandbox.github.issues.issue_fields import title_and_body
from aegis_cli.sandbox.github.issues.issues import changed_state
from aegis_cli.sandbox.github.pulls.pull_shapes import full_pull_request, merge_commit, pull_request
from aegis_cli.sandbox.github.pulls.pull_state import refusal_to_merge
from aegis_cli.sandbox.github.pulls.pull_target import target
from aegis_cli.sandbox.github.runs import workflow_files
from aegis_cli.sandbox.github.world.development import Commit, sha_of
from aegis_cli.sandbox.github.world.pull_world import Pull
from aegis_cli.sandbox.github.world.world import Issue, Repo, Role

_DIFF = "application/vnd.github.diff"
_OLD_DIFF = "application/vnd.github.v3.diff"
"""The name of that media type which gh still uses."""
_KEYS: dict[str, Callable[[Issue], float]] = {
    "created": lambda pull: pull.created_at.timestamp(),
    "updated": lambda pull: pull.updated_at.timestamp(),
    "popularity": lambda pull: len(pull.comments),
    "long-running": lambda pull: -pull.created_at.timestamp(),
}
"""What pull requests are sorted by."""


def list_for_repo(call: Call) -> Reply:
    """List the pull requests of a repository."""
    repo, head, base = call.repo, call.query.get("head", ""), call.query.get("base", "")
    state = queries.choice(call, "state", resource="PullRequest")
    pulls = [
        issue
        for issue in repo.issues.values()
        if issue.pull is not None
        and state in {"all", issue.state}
        and base in {"", issue.pull.base}
        # GitHub reads `head` as user:branch and ignores it in any other form.
        and (":" not in head or head == f"{repo.owner.login}:{issue.pull.head}")
    ]
    directions = {"created": "desc", "": "asc"}
    ordered = queries.sort(call, pulls, _KEYS, resource="PullRequest", directions=directions)
    return queries.list_page(call, ordered, pull_request)


def get(call: Call) -> Reply:
    """Return one pull request, or its diff where that is what is accepted."""
    at = target(call)
    if _DIFF in call.accept or _OLD_DIFF in call.accept:
        text = "".join(file.diff() for file in at.pull.files)
        return Reply(text, media=f"{_DIFF}; charset=utf-8")
    return Reply(full_pull_request(call, at.repo, at.issue))


def create(call: Call) -> Reply:
    """Open a pull request between two branches of the repository; any name is a branch here."""
    repo = call.to_write(Role.WRITE)
    body = check_body(call)
    head, base = _branches(repo, body)
    sent = {"title": body.get("title", ""), "body": body.get("body")}
    texts = title_and_body(sent, resource="PullRequest")
    issue = open_pull(call, repo, head=head, base=base, draft=body.get("draft", False), **texts)
    return creation(full_pull_request(call, repo, issue))


def open_pull(call: Call, repo: Repo, *, head: str, base: str, draft: bool, **texts: Any) -> Issue:
    """Open a pull request with a title and a body."""
    issue, branch = call.open_issue(repo, **texts), repo.branches.get(head)
    sha = branch.sha if branch else sha_of(repo.full_name, head, str(issue.id))
    pull = Pull(issue.id, head, sha, base, base_sha=sha[::-1], draft=draft)
    return call.keep(repo, issue, pull=pull)


def update(call: Call) -> Reply:
    """Change a pull request; a person without push access can change only their own."""
    at = target(call, least=Role.READ)
    call.require_own(at.issue)
    body = check_body(call)
    texts = title_and_body(body, resource="PullRequest")
    changes = {**texts, **changed_state(call, at.issue, body)}
    wish = at.pull.auto_merge if changes.get("state") != "closed" else None
    pull = replace(at.pull, base=body.get("base", at.pull.base), auto_merge=wish)
    return Reply(full_pull_request(call, at.repo, at.keep(**changes, pull=pull)))


def merge(call: Call) -> Reply:
    """Merge a pull request that can be merged and is still at the commit that was sent."""
    at = target(call, least=Role.WRITE)
    body = check_body(call)
    reason = refusal_to_merge(at.repo, at.issue)
    if reason:
        raise errors.Refusal(405, reason)
    if body.get("sha", at.pull.head_sha) != at.pull.head_sha:
        raise errors.Refusal(409, "Head branch was modified. Review and try the merge again.")
    brought = [each.filename for each in at.pull.files]
    brought += workflow_files.changes(at.repo, at.pull.head, at.pull.base)
    workflow_files.require_to_merge(call, at.repo, brought)
    merged = replace(at.pull, merged_at=call.now, auto_merge=None)
    at.keep(state="closed", closed_at=call.now, closed_by=call.viewer, pull=merged)
    base, new = _head_of(at.repo, merged.base), merge_commit(merged)
    title = f"Merge pull request #{at.number} from {at.repo.owner.login}/{merged.head}"
    made = Commit(new, f"{title}\n\n{at.issue.title}", call.me, call.now, (*base, merged.head_sha))
    at.repo.commits[new] = made
    at.move(merged.base, new)
    if merged.base == at.repo.default_branch:
        close_named(call, at.repo, at.issue)
    message = "Pull Request successfully merged"
    return Reply({"sha": merge_commit(merged), "merged": True, "message": message})


def _head_of(repo: Repo, name: str) -> tuple[str, ...]:
    """Return the commit that a branch is at; nothing if there is no such branch."""
    return (repo.branches[name].sha,) if name in repo.branches else ()


def update_branch(call: Call) -> Reply:
    """Merge the base branch into the head of a pull request."""
    at = target(call, least=Role.WRITE)
    pull, base = at.pull, at.repo.branches.get(at.pull.base)
    if check_body(call).get("expected_head_sha", pull.head_sha) != pull.head_sha:
        raise errors.Refusal(422, "expected head sha didn't match current head ref.")
    if pull.conflicts or at.issue.state == "closed":
        raise errors.Refusal(422, "merge conflict between base and head")
    if base is None or base.sha == pull.base_sha:
        raise errors.Refusal(422, "There are no new commits on the base branch.")
    workflow_files.require_to_merge(
        call, at.repo, workflow_files.changes(at.repo, pull.base, pull.head)
    )
    sha = sha_of(at.repo.full_name, *pull.commits)
    at.change(head_sha=sha, base_sha=base.sha, earlier=pull.commits)
    message = f"Merge branch '{pull.base}'"
    parents = (pull.head_sha, base.sha)
    at.repo.commits[sha] = Commit(sha, message, call.me, call.now, parents)
    at.move(pull.head, sha)
    url = f"{call.base}/repos/{at.repo.full_name}/pulls/{at.number}"
    return Reply({"message": "Updating pull request branch.", "url": url}, 202)


def _branches(repo: Repo, body: dict[str, Any]) -> tuple[str, str]:
    """Return head and base of a new pull request; GitHub takes `head` as OWNER:BRANCH too."""
    owner, _, head = body["head"].rpartition(":")
    base = body["base"]
    if owner and owner.casefold() != repo.owner.login.casefold():
        raise errors.invalid_field("PullRequest", "head", "invalid")
    known = (issue.pull for issue in repo.issues.values() if issue.state == "open")
    if head == base:
        message = f"No commits between {base} and {head}"
    elif any(pull and (pull.head, pull.base) == (head, base) for pull in known):
        message = f"A pull request already exists for {repo.owner.login}:{head}."
    else:
        return head, base
    raise errors.invalid({"resource": "PullRequest", "code": "custom", "message": message})
