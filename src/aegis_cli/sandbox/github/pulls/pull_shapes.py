"""Pull requests, their commits, files, checks and reviews as GitHub's JSON."""

from hashlib import sha1
from typing import Any

from aegis_cli.sandbox.github.api import errors
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.repo_shapes import repository
from aegis_cli.sandbox.github.api.shapes import conversation, in_repository, page_of, web
from aegis_cli.sandbox.github.description.objects import as_object, node_id
from aegis_cli.sandbox.github.people.teams import team
from aegis_cli.sandbox.github.pulls.pull_state import merge_state
from aegis_cli.sandbox.github.world.pull_world import Check, File, Pull, Review, ReviewComment
from aegis_cli.sandbox.github.world.world import Issue, Repo


def pull_request(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return a `pull-request-simple`."""
    pull = shown.pull
    assert pull is not None
    return in_repository(
        call,
        repo,
        shown,
        Pull,
        **_links(call, repo, shown, pull),
        id=pull.id,
        node_id=node_id("PR", pull.id),
        **conversation(call, repo, shown),
        merged_at=pull.merged_at,
        merge_commit_sha=merge_commit(pull) if pull.merged_at else None,
        requested_reviewers=pull.reviewers,
        requested_teams=teams(call, repo, pull),
        draft=pull.draft,
        head=_branch(call, repo, pull.head, sha=pull.head_sha),
        base=_branch(call, repo, pull.base, sha=pull.base_sha),
        auto_merge=pull.auto_merge and as_object("auto-merge", pull.auto_merge),
    )


def full_pull_request(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return a `pull-request`."""
    pull = shown.pull
    assert pull is not None
    state = merge_state(repo, shown)
    merged = pull.merged_at is not None
    comments = [each for each in repo.review_comments.values() if each.pull == shown.number]
    can_be_merged = None if state == "unknown" else state != "dirty"
    return {
        **pull_request(call, repo, shown),
        "merged": merged,
        "mergeable": can_be_merged,
        "rebaseable": can_be_merged,
        "mergeable_state": state,
        "merged_by": shown.closed_by if merged else None,
        "comments": len(shown.comments),
        "review_comments": len(comments),
        "maintainer_can_modify": False,
        "commits": len(pull.earlier) + 1,
        "additions": sum(each.count("+") for each in pull.files),
        "deletions": sum(each.count("-") for each in pull.files),
        "changed_files": len(pull.files),
    }


def merge_commit(pull: Pull) -> str:
    """Return the SHA of the commit that merges a pull request."""
    return pull.head_sha[::-1]


def file(call: Call, repo: Repo, sha: str, shown: File) -> dict[str, Any]:
    """Return a `diff-entry` of a commit."""
    contents = f"{call.base}/repos/{repo.full_name}/contents"
    added, removed = shown.count("+"), shown.count("-")
    return as_object(
        "diff-entry",
        shown,
        sha=sha1(shown.patch.encode(), usedforsecurity=False).hexdigest(),
        additions=added,
        deletions=removed,
        changes=added + removed,
        blob_url=web(repo, f"blob/{sha}/{shown.filename}"),
        raw_url=web(repo, f"raw/{sha}/{shown.filename}"),
        contents_url=f"{contents}/{shown.filename}?ref={sha}",
    )


def check_run(call: Call, repo: Repo, shown: Check) -> dict[str, Any]:
    """Return a `check-run`."""
    is_over = shown.conclusion is not None
    return in_repository(
        call,
        repo,
        shown,
        head_sha=shown.sha,
        status="completed" if is_over else "in_progress",
        started_at=shown.created_at,
        completed_at=shown.updated_at if is_over else None,
    )


def review(call: Call, repo: Repo, shown: Review) -> dict[str, Any]:
    """Return a `pull-request-review`; a pending one was not submitted yet."""
    return _of_pull(call, repo, shown, in_repository(call, repo, shown))


def review_comment(call: Call, repo: Repo, shown: ReviewComment) -> dict[str, Any]:
    """Return a `pull-request-review-comment`."""
    pull = repo.issues[shown.pull].pull
    files = pull.files if pull else ()
    data = in_repository(
        call,
        repo,
        shown,
        pull_request_review_id=shown.review,
        original_commit_id=shown.commit_id,
        original_line=shown.line,
        in_reply_to_id=shown.thread or None,
        diff_hunk=next((each.patch for each in files if each.filename == shown.path), ""),
    )
    return _of_pull(call, repo, shown, data, self=data["url"])


def invalid_comment(message: str) -> errors.Refusal:
    """Refuse a comment of a review."""
    return errors.invalid_field("PullRequestReviewComment", "path", "custom", message=message)


def teams(call: Call, repo: Repo, pull: Pull) -> list[dict[str, Any]]:
    """Return the `team` of each that is asked to review."""
    org = repo.owner.login
    return [team(call, org, call.world.teams[org][slug]) for slug in pull.teams]


def _of_pull(
    call: Call, repo: Repo, shown: Review | ReviewComment, data: dict[str, Any], **links: str
) -> dict[str, Any]:
    """Add links to the parts of a pull request, without those that it lacks."""
    pull = f"{call.base}/repos/{repo.full_name}/pulls/{shown.pull}"
    hrefs = {"html": data["html_url"], "pull_request": pull, **links}
    known = {key: value for key, value in data.items() if value is not None}
    return {**known, "pull_request_url": pull, "_links": _as_links(hrefs)}


def _as_links(hrefs: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"href": href} for name, href in hrefs.items()}


def _branch(call: Call, repo: Repo, ref: str, *, sha: str) -> dict[str, Any]:
    return {
        "label": f"{repo.owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": repo.owner,
        "repo": repository(call, repo, call.viewer),
    }


def _links(call: Call, repo: Repo, shown: Issue, pull: Pull) -> dict[str, Any]:
    root = f"{call.base}/repos/{repo.full_name}"
    url, page = f"{root}/pulls/{shown.number}", page_of(repo, shown)
    links = {
        "issue": f"{root}/issues/{shown.number}",
        "comments": f"{root}/issues/{shown.number}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{root}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{root}/statuses/{pull.head_sha}",
    }
    return {
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        **{f"{name}_url": link for name, link in links.items()},
        "_links": _as_links({"html": page, "self": url, **links}),
    }
