"""Pull requests, their commits, files, checks and reviews as GitHub's JSON."""

from hashlib import sha1
from typing import Any

from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.objects import laid, moment, moment_or_null, node_id
from aegis_cli.sandbox.github.pull_state import merge_state
from aegis_cli.sandbox.github.pull_target import Target
from aegis_cli.sandbox.github.pull_world import AutoMerge, Check, File, Pull, Review, ReviewComment
from aegis_cli.sandbox.github.repo_shapes import repository
from aegis_cli.sandbox.github.shapes import (
    WEB,
    association,
    conversation,
    reaction_rollup,
    simple_user,
    user_or_null,
    web_url,
)
from aegis_cli.sandbox.github.teams import team
from aegis_cli.sandbox.github.world import Issue, Repo


def pull_request(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return a `pull-request-simple`."""
    pull = shown.pull
    assert pull is not None
    return laid(
        "pull-request-simple",
        shown,
        **_pull_links(call.base, repo, shown, pull),
        id=pull.id,
        node_id=node_id("PR", pull.id),
        **conversation(call, repo, shown),
        merged_at=moment_or_null(pull.merged_at),
        merge_commit_sha=merge_commit(pull) if pull.merged_at else None,
        requested_reviewers=[simple_user(call.base, person) for person in pull.reviewers],
        requested_teams=teams(call, repo, pull),
        draft=pull.draft,
        head=_branch(call, repo, pull.head, sha=pull.head_sha),
        base=_branch(call, repo, pull.base, sha=pull.base_sha),
        auto_merge=_auto_merge(call, pull.auto_merge),
    )


def full_pull_request(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return a `pull-request`."""
    pull = shown.pull
    assert pull is not None
    state = merge_state(repo, shown)
    merged = pull.merged_at is not None
    comments = [each for each in repo.review_comments.values() if each.pull == shown.number]
    return {
        **pull_request(call, repo, shown),
        "merged": merged,
        "mergeable": None if state == "unknown" else state != "dirty",
        "rebaseable": None if state == "unknown" else state != "dirty",
        "mergeable_state": state,
        "merged_by": user_or_null(call.base, shown.closed_by if merged else None),
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


def commit(at: Target, sha: str) -> dict[str, Any]:
    """Return a `commit` of a pull request; those after the first brought it up to date."""
    author, pull = at.issue.author, at.pull
    root = f"{at.call.base}/repos/{at.repo.full_name}"
    is_first = sha == (*pull.earlier, pull.head_sha)[0]
    person = {
        "name": author.name,
        "email": f"{author.login}@example.com",
        "date": moment(at.issue.created_at),
    }
    return laid(
        "commit",
        sha=sha,
        node_id=f"C_{sha}",
        url=f"{root}/commits/{sha}",
        html_url=f"{WEB}/{at.repo.full_name}/commit/{sha}",
        commit={
            "url": f"{root}/git/commits/{sha}",
            "message": at.issue.title if is_first else f"Merge branch '{pull.base}'",
            "author": person,
            "committer": person,
            "comment_count": 0,
            "tree": {"sha": sha, "url": f"{root}/git/trees/{sha}"},
        },
        author=simple_user(at.call.base, author),
        committer=simple_user(at.call.base, author),
    )


def file(at: Target, shown: File) -> dict[str, Any]:
    """Return a `diff-entry`."""
    page, sha = f"{WEB}/{at.repo.full_name}", at.pull.head_sha
    contents = f"{at.call.base}/repos/{at.repo.full_name}/contents"
    return laid(
        "diff-entry",
        shown,
        sha=sha1(shown.patch.encode(), usedforsecurity=False).hexdigest(),
        additions=shown.count("+"),
        deletions=shown.count("-"),
        changes=shown.count("+") + shown.count("-"),
        blob_url=f"{page}/blob/{sha}/{shown.filename}",
        raw_url=f"{page}/raw/{sha}/{shown.filename}",
        contents_url=f"{contents}/{shown.filename}?ref={sha}",
    )


def check_run(call: Call, repo: Repo, shown: Check) -> dict[str, Any]:
    """Return a `check-run`."""
    is_over = shown.conclusion is not None
    return laid(
        "check-run",
        shown,
        url=f"{call.base}/repos/{repo.full_name}/check-runs/{shown.id}",
        html_url=f"{WEB}/{repo.full_name}/runs/{shown.id}",
        head_sha=shown.sha,
        status="completed" if is_over else "in_progress",
        started_at=moment(shown.created_at),
        completed_at=moment(shown.updated_at) if is_over else None,
    )


def review(call: Call, repo: Repo, shown: Review) -> dict[str, Any]:
    """Return a `pull-request-review`; a pending one was not submitted yet."""
    url, page = _addresses(call, repo, shown.pull)
    html = f"{page}#pullrequestreview-{shown.id}"
    data = laid(
        "pull-request-review",
        shown,
        user=simple_user(call.base, shown.author),
        html_url=html,
        pull_request_url=url,
        _links={"html": {"href": html}, "pull_request": {"href": url}},
        author_association=association(call, repo, shown.author),
    )
    return _without_null(data)


def review_comment(call: Call, repo: Repo, shown: ReviewComment) -> dict[str, Any]:
    """Return a `pull-request-review-comment`."""
    pull, page = _addresses(call, repo, shown.pull)
    url = f"{call.base}/repos/{repo.full_name}/pulls/comments/{shown.id}"
    html = f"{page}#discussion_r{shown.id}"
    data = laid(
        "pull-request-review-comment",
        shown,
        url=url,
        html_url=html,
        pull_request_url=pull,
        pull_request_review_id=shown.review,
        original_commit_id=shown.commit_id,
        original_line=shown.line,
        in_reply_to_id=shown.thread or None,
        diff_hunk=_hunk(repo, shown),
        user=simple_user(call.base, shown.author),
        author_association=association(call, repo, shown.author),
        reactions=reaction_rollup(url, shown.reactions),
        _links={"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull}},
    )
    return _without_null(data)


def _without_null(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def teams(call: Call, repo: Repo, pull: Pull) -> list[dict[str, Any]]:
    """Return the `team` of each that is asked to review."""
    org = repo.owner.login
    return [team(call, org, call.world.teams[org][slug]) for slug in pull.teams]


def _addresses(call: Call, repo: Repo, number: int) -> tuple[str, str]:
    """Return the URL and the page of a pull request."""
    page = f"{WEB}/{repo.full_name}/pull/{number}"
    return f"{call.base}/repos/{repo.full_name}/pulls/{number}", page


def _hunk(repo: Repo, shown: ReviewComment) -> str:
    pull = repo.issues[shown.pull].pull
    files = pull.files if pull else ()
    return next((each.patch for each in files if each.filename == shown.path), "")


def _auto_merge(call: Call, wish: AutoMerge | None) -> dict[str, Any] | None:
    if wish is None:
        return None
    return {
        "enabled_by": simple_user(call.base, wish.by),
        "merge_method": wish.method,
        "commit_title": wish.title,
        "commit_message": wish.message,
    }


def _branch(call: Call, repo: Repo, ref: str, *, sha: str) -> dict[str, Any]:
    return {
        "label": f"{repo.owner.login}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": simple_user(call.base, repo.owner),
        "repo": repository(call.base, repo, call.viewer),
    }


def _pull_links(base: str, repo: Repo, shown: Issue, pull: Pull) -> dict[str, Any]:
    root = f"{base}/repos/{repo.full_name}"
    url, page = f"{root}/pulls/{shown.number}", web_url(repo, shown)
    links = {
        "self": url,
        "issue": f"{root}/issues/{shown.number}",
        "comments": f"{root}/issues/{shown.number}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{root}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{root}/statuses/{pull.head_sha}",
    }
    return {
        "url": url,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        **{f"{name}_url": link for name, link in links.items() if name != "self"},
        "_links": {name: {"href": link} for name, link in {"html": page, **links}.items()},
    }
