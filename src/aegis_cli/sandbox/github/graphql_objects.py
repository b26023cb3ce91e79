"""The objects of GraphQL: each is its fields, and a field with arguments is a function of them."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from aegis_cli.sandbox.github import errors, pull_shapes
from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.objects import moment, node_id
from aegis_cli.sandbox.github.pull_world import ReviewComment
from aegis_cli.sandbox.github.shapes import WEB, web_url
from aegis_cli.sandbox.github.world import Comment, Issue, Person, Repo, Role

Fields: TypeAlias = dict[str, Any]

_MOST = 100
_NODES: dict[str, Callable[[Repo], Iterable[tuple[int, Any]]]] = {
    "R": lambda repo: [(repo.id, repo)],
    "I": lambda repo: ((each.id, each) for each in repo.issues.values() if not each.pull),
    "PR": lambda repo: ((each.pull.id, each) for each in repo.issues.values() if each.pull),
    "IC": lambda repo: (
        (each.id, each) for issue in repo.issues.values() for each in issue.comments
    ),
    "PRR": lambda repo: repo.reviews.items(),
    "PRRC": lambda repo: repo.review_comments.items(),
    "PRRT": lambda repo: threads(repo).items(),
}
"""For each beginning of a node id, the things in a repository by number."""


def node(call: Call, wanted: str, kinds: Iterable[str]) -> tuple[Repo, Any]:
    """Find a thing of one of some kinds, with its repository, by its node id."""
    kind = wanted.partition("_")[0]
    repos = call.world.repos.values() if kind in kinds else ()
    for repo in repos:
        if repo.role_of(call.viewer) is Role.NONE or not call.may_see(repo):
            continue
        for number, thing in _NODES[kind](repo):
            if node_id(kind, number) == wanted:
                return repo, thing
    raise errors.Refusal(404, f"Could not resolve to a node with the global id of '{wanted}'.")


def query(call: Call) -> Fields:
    """Return what a query begins with."""

    def named(owner: str, name: str) -> Fields:
        full_name = f"{owner}/{name}"
        repo = call.world.repo(full_name)
        if repo is None or repo.role_of(call.viewer) is Role.NONE or not call.may_see(repo):
            message = f"Could not resolve to a Repository with the name '{full_name}'."
            raise errors.Refusal(404, message)
        return repository(call, repo)

    return {"repository": named, "viewer": actor(call.viewer)}


def repository(call: Call, repo: Repo) -> Fields:
    """Return a `Repository`."""

    def numbered(kind: str, number: int) -> Fields:
        issue = repo.issues.get(number)
        if issue is None or (issue.pull is None) == (kind == "PullRequest"):
            message = f"Could not resolve to {_an(kind)} with the number of {number}."
            raise errors.Refusal(404, message)
        return conversation(call, repo, issue)

    return {
        "__typename": "Repository",
        "id": node_id("R", repo.id),
        "name": repo.name,
        "nameWithOwner": repo.full_name,
        "url": f"{WEB}/{repo.full_name}",
        "issue": lambda number: numbered("Issue", number),
        "pullRequest": lambda number: numbered("PullRequest", number),
    }


def conversation(call: Call, repo: Repo, shown: Issue) -> Fields:
    """Return an `Issue` or a `PullRequest`."""
    reason = shown.state_reason
    fields = {
        "__typename": "Issue",
        "id": node_id("I", shown.id),
        "number": shown.number,
        "title": shown.title,
        "body": shown.body or "",
        "state": shown.state.upper(),
        "stateReason": reason and reason.upper(),
        "isPinned": shown.number in repo.pinned,
        "url": web_url(repo, shown),
        "author": actor(shown.author),
        "repository": repository(call, repo),
    }
    pull, wish = shown.pull, shown.pull and shown.pull.auto_merge
    if pull is None:
        return fields
    each = [one for one in threads(repo).values() if one[0].pull == shown.number]
    return fields | {
        "__typename": "PullRequest",
        "id": node_id("PR", pull.id),
        "state": "MERGED" if pull.merged_at else shown.state.upper(),
        "isDraft": pull.draft,
        "headRefName": pull.head,
        "headRefOid": pull.head_sha,
        "autoMergeRequest": wish
        and {"mergeMethod": wish.method.upper(), "enabledAt": moment(wish.at)},
        "reviewThreads": connection("reviewThreads", each, lambda one: thread(call, repo, one)),
    }


def threads(repo: Repo) -> dict[int, list[ReviewComment]]:
    """Return the comments of each thread, by the id of its first comment."""
    found: dict[int, list[ReviewComment]] = {}
    for comment in repo.review_comments.values():
        found.setdefault(comment.thread or comment.id, []).append(comment)
    return found


def thread(call: Call, repo: Repo, shown: list[ReviewComment]) -> Fields:
    """Return a `PullRequestReviewThread`."""
    first = shown[0]
    issue = repo.issues[first.pull]
    number = first.thread or first.id
    return {
        "__typename": "PullRequestReviewThread",
        "id": node_id("PRRT", number),
        "path": first.path,
        "line": first.line,
        "isResolved": number in repo.resolved,
        "isOutdated": issue.pull is not None and first.commit_id != issue.pull.head_sha,
        "comments": connection("comments", shown, lambda each: review_comment(call, repo, each)),
        "pullRequest": lambda: conversation(call, repo, issue),
    }


def review_comment(call: Call, repo: Repo, shown: ReviewComment) -> Fields:
    """Return a `PullRequestReviewComment`."""
    return {
        **comment(call, "PRRC", shown),
        "url": pull_shapes.review_comment(call, repo, shown)["html_url"],
        "createdAt": moment(shown.created_at),
    }


def comment(call: Call, kind: str, shown: Comment | ReviewComment | Any) -> Fields:
    """Return what all that can be hidden has: a comment, a comment of a review, and a review."""
    number = node_id(kind, shown.id)
    names = {"IC": "IssueComment", "PRRC": "PullRequestReviewComment", "PRR": "PullRequestReview"}
    return {
        "__typename": names[kind],
        "id": number,
        "databaseId": shown.id,
        "body": shown.body,
        "author": actor(shown.author),
        "isMinimized": number in call.world.minimized,
        "minimizedReason": call.world.minimized.get(number),
    }


def actor(person: Person | None) -> Fields | None:
    """Return an `Actor`."""
    return {"__typename": person.kind, "login": person.login} if person else None


def connection(
    name: str, things: Sequence[Any], shape: Callable[[Any], Fields]
) -> Callable[..., Fields]:
    """Return a field that shows one page of things."""

    def page(first: int | None = None, after: str | None = None) -> Fields:
        told = f"`{name}` connection"
        if first is None:
            message = f"You must provide a `first` or `last` value to properly paginate the {told}."
            raise errors.Refusal(422, message, type="MISSING_PAGINATION_BOUNDARIES")
        if not 0 <= first <= _MOST:
            limit = f"exceeds the `first` limit of {_MOST} records."
            message = f"Requesting {first} records on the {told} {limit}"
            raise errors.Refusal(422, message, type="EXCESSIVE_PAGINATION")
        cursors = [b64encode(f"cursor:{at}".encode()).decode() for at in range(len(things) + 1)]
        if after is not None and after not in cursors:
            message = f"`{after}` does not appear to be a valid cursor."
            raise errors.Refusal(422, message, type="INVALID_CURSOR_ARGUMENTS")
        start = cursors.index(after) if after else 0
        end = min(start + first, len(things))
        return {
            "__typename": f"{name[:1].upper()}{name[1:]}Connection",
            "totalCount": len(things),
            "nodes": [shape(each) for each in things[start:end]],
            "pageInfo": {
                "__typename": "PageInfo",
                "hasNextPage": end < len(things),
                "endCursor": cursors[end] if end > start else None,
            },
        }

    return page


def _an(kind: str) -> str:
    return f"{'an' if kind == 'Issue' else 'a'} {kind}"
