"""The operations on pull requests: list, get, create, update and merge them."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha1
from http import HTTPStatus
from typing import Any

from aegis_cli.sandbox.github import errors, queries
from aegis_cli.sandbox.github.bodies import checked
from aegis_cli.sandbox.github.call import (
    Call,
    Reply,
    not_archived,
    repo_of,
    repo_to_write,
    viewer_of,
)
from aegis_cli.sandbox.github.issue_fields import title_and_body
from aegis_cli.sandbox.github.issues import changed_state
from aegis_cli.sandbox.github.repo_shapes import full_pull_request, merge_commit, pull_request
from aegis_cli.sandbox.github.world import Issue, Pull, Repo, Role


def list_for_repo(call: Call) -> Reply:
    """List the pull requests of a repository."""
    repo = repo_of(call)
    return queries.paged(
        call,
        _sorted(call, _filtered(call, repo)),
        lambda pull: pull_request(call.base, repo, pull, viewer=call.viewer, world=call.world),
        url=call.url(repo),
    )


def get(call: Call) -> Reply:
    """Return one pull request."""
    repo = repo_of(call)
    return _shown(call, repo, _asked(call, repo)[0])


def create(call: Call) -> Reply:
    """Open a pull request between two branches of the repository; any name is a branch here."""
    repo = repo_to_write(call, least=Role.WRITE)
    not_archived(repo)
    body = checked(call)
    if "issue" in body:
        raise errors.Refusal(501, "Nobody wrote pull requests from issues for the sandbox.")
    head, base = _branches(repo, body)
    sent = {"title": body.get("title", ""), "body": body.get("body")}
    texts = title_and_body(sent, resource="PullRequest")
    number = next(call.world.ids)
    sha = sha1(f"{repo.full_name} {head} {number}".encode(), usedforsecurity=False).hexdigest()
    issue = Issue(
        **texts,
        id=number,
        number=repo.next_number(),
        author=viewer_of(call),
        created_at=call.now,
        updated_at=call.now,
        pull=Pull(number, head, sha, base, base_sha=sha[::-1], draft=body.get("draft", False)),
    )
    repo.issues[issue.number] = issue
    return _shown(call, repo, issue, status=201)


def update(call: Call) -> Reply:
    """Change a pull request; a person without push access can change only their own."""
    repo, issue, pull = _to_write(call, least=Role.READ)
    if issue.author != call.viewer and repo.role_of(call.viewer) < Role.WRITE:
        raise errors.forbidden()
    body = checked(call)
    changes = {**title_and_body(body, resource="PullRequest"), **changed_state(call, issue, body)}
    pull = replace(pull, base=body.get("base", pull.base))
    issue = replace(issue, **changes, pull=pull, updated_at=call.now)
    repo.issues[issue.number] = issue
    return _shown(call, repo, issue)


def merge(call: Call) -> Reply:
    """Merge a pull request that is open, no draft, and still at the commit that was sent."""
    repo, issue, pull = _to_write(call, least=Role.WRITE)
    body = checked(call)
    if issue.state == "closed" or pull.draft:
        raise errors.Refusal(405, "Pull Request is not mergeable")
    if body.get("sha", pull.head_sha) != pull.head_sha:
        raise errors.Refusal(409, "Head branch was modified. Review and try the merge again.")
    repo.issues[issue.number] = replace(
        issue,
        state="closed",
        closed_at=call.now,
        closed_by=call.viewer,
        updated_at=call.now,
        pull=replace(pull, merged_at=call.now),
    )
    message = "Pull Request successfully merged"
    return Reply({"sha": merge_commit(pull), "merged": True, "message": message})


def _asked(call: Call, repo: Repo) -> tuple[Issue, Pull]:
    issue = repo.issues.get(call.params["pull_number"])
    if issue is None or issue.pull is None:
        raise errors.not_found()
    return issue, issue.pull


def _to_write(call: Call, *, least: Role) -> tuple[Repo, Issue, Pull]:
    repo = repo_to_write(call, least=least)
    asked = _asked(call, repo)
    not_archived(repo)
    return repo, *asked


def _branches(repo: Repo, body: dict[str, Any]) -> tuple[str, str]:
    """Return head and base of a new pull request; GitHub takes `head` as OWNER:BRANCH too."""
    owner, _, head = body["head"].rpartition(":")
    base = body["base"]
    if owner and owner.casefold() != repo.owner.login.casefold():
        raise errors.invalid(errors.error("PullRequest", "head", "invalid"))
    known = (issue.pull for issue in repo.issues.values() if issue.state == "open")
    if head == base:
        message = f"No commits between {base} and {head}"
    elif any(pull and (pull.head, pull.base) == (head, base) for pull in known):
        message = f"A pull request already exists for {repo.owner.login}:{head}."
    else:
        return head, base
    raise errors.invalid({"resource": "PullRequest", "code": "custom", "message": message})


def _shown(call: Call, repo: Repo, issue: Issue, *, status: int = 200) -> Reply:
    data = full_pull_request(call.base, repo, issue, viewer=call.viewer, world=call.world)
    return Reply(data, status, {"Location": data["url"]} if status == HTTPStatus.CREATED else {})


def _filtered(call: Call, repo: Repo) -> list[Issue]:
    state = queries.choice(call, "state", resource="PullRequest")
    return [
        issue
        for issue in repo.issues.values()
        if issue.pull is not None
        and state in {"all", issue.state}
        and _on_branches(call, repo, issue.pull)
    ]


def _on_branches(call: Call, repo: Repo, pull: Pull) -> bool:
    head, base = call.query.get("head", ""), call.query.get("base", "")
    # GitHub reads `head` as user:branch and ignores it in any other form.
    is_head = ":" not in head or head == f"{repo.owner.login}:{pull.head}"
    return is_head and base in {"", pull.base}


def _sorted(call: Call, pulls: list[Issue]) -> list[Issue]:
    keys: dict[str, Callable[[Issue], float]] = {
        "created": lambda pull: pull.created_at.timestamp(),
        "updated": lambda pull: pull.updated_at.timestamp(),
        "popularity": lambda pull: len(pull.comments),
        "long-running": lambda pull: -pull.created_at.timestamp(),
    }
    sort = queries.choice(call, "sort", resource="PullRequest")
    default = "desc" if sort == "created" else "asc"
    direction = queries.choice(call, "direction", resource="PullRequest", default=default)
    return sorted(pulls, key=keys[sort], reverse=direction == "desc")
