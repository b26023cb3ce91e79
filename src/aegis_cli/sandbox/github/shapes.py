"""People, labels, milestones, issues and comments as GitHub's JSON, version 2022-11-28."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aegis_cli.sandbox.github.world import Comment, Issue, Label, Milestone, Person, Repo, World

WEB = "https://github.com"
_REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")


def moment(when: datetime) -> str:
    """Write a time as GitHub does."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_or_null(when: datetime | None) -> str | None:
    """Write a time, or `null` where there is none."""
    return None if when is None else moment(when)


def node_id(prefix: str, number: int) -> str:
    """Return the opaque identifier that GraphQL would use."""
    return f"{prefix}_{urlsafe_b64encode(number.to_bytes(8, 'big')).decode().rstrip('=')}"


def simple_user(base: str, person: Person) -> dict[str, Any]:
    """Return a `simple-user`."""
    url = f"{base}/users/{quote(person.login)}"
    page = f"apps/{person.login.removesuffix('[bot]')}" if person.kind == "Bot" else person.login
    return {
        "login": person.login,
        "id": person.id,
        "node_id": node_id({"Bot": "BOT", "Organization": "O"}.get(person.kind, "U"), person.id),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{person.id}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{WEB}/{page}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": person.kind,
        "user_view_type": "public",
        "site_admin": False,
    }


def private_user(base: str, world: World) -> dict[str, Any]:
    """Return the `private-user` that the token belongs to."""
    own = [repo for repo in world.repos.values() if repo.owner == world.me]
    private = sum(repo.private for repo in own)
    return {
        **simple_user(base, world.me),
        "user_view_type": "private",
        "name": world.me.name,
        "company": "@acme",
        "blog": "",
        "location": "San Francisco",
        "email": None,
        "notification_email": None,
        "hireable": None,
        "bio": "Half of the web team.",
        "twitter_username": None,
        "public_repos": len(own) - private,
        "public_gists": 0,
        "followers": 42,
        "following": 9,
        "created_at": moment(world.me.joined),
        "updated_at": moment(world.me.joined),
        "private_gists": 0,
        "total_private_repos": private,
        "owned_private_repos": private,
        "disk_usage": sum(repo.size for repo in own),
        "collaborators": 0,
        "two_factor_authentication": True,
        "plan": {"name": "free", "space": 976562499, "collaborators": 0, "private_repos": 10000},
    }


def label(base: str, repo: Repo, shown: Label) -> dict[str, Any]:
    """Return a `label`."""
    return {
        "id": shown.id,
        "node_id": node_id("LA", shown.id),
        "url": f"{base}/repos/{repo.full_name}/labels/{quote(shown.name, safe='')}",
        "name": shown.name,
        "color": shown.color,
        "default": shown.default,
        "description": shown.description,
    }


def progress(repo: Repo, shown: Milestone) -> tuple[int, int]:
    """Return the numbers of open and of closed issues of a milestone."""
    inside = [issue.state for issue in repo.issues.values() if issue.milestone == shown.number]
    return inside.count("open"), inside.count("closed")


def milestone(base: str, repo: Repo, shown: Milestone) -> dict[str, Any]:
    """Return a `milestone`."""
    open_issues, closed_issues = progress(repo, shown)
    url = f"{base}/repos/{repo.full_name}/milestones/{shown.number}"
    return {
        "url": url,
        "html_url": f"{WEB}/{repo.full_name}/milestone/{shown.number}",
        "labels_url": f"{url}/labels",
        "id": shown.id,
        "node_id": node_id("MI", shown.id),
        "number": shown.number,
        "title": shown.title,
        "description": shown.description,
        "creator": simple_user(base, shown.creator),
        "open_issues": open_issues,
        "closed_issues": closed_issues,
        "state": shown.state,
        "created_at": moment(shown.created_at),
        "updated_at": moment(shown.updated_at),
        "due_on": moment_or_null(shown.due_on),
        "closed_at": moment_or_null(shown.closed_at),
    }


def association(repo: Repo, person: Person, world: World) -> str:
    """Return the `author_association` of a person."""
    if person == repo.owner:
        return "OWNER"
    if world.is_member(person, repo.owner):
        return "MEMBER"
    if person.login in repo.roles:
        return "COLLABORATOR"
    shares = repo.activity.shares if repo.activity else ()
    return "CONTRIBUTOR" if any(share.author == person for share in shares) else "NONE"


def issue(base: str, repo: Repo, shown: Issue, world: World) -> dict[str, Any]:
    """Return an `issue`; a pull request also has the key `pull_request`."""
    url = f"{base}/repos/{repo.full_name}/issues/{shown.number}"
    return {
        **_issue_links(base, repo, shown),
        "id": shown.id,
        "node_id": node_id("PR", shown.pull.id) if shown.pull else node_id("I", shown.id),
        "number": shown.number,
        **conversation(base, repo, shown, world),
        "comments": len(shown.comments),
        "closed_by": simple_user(base, shown.closed_by) if shown.closed_by else None,
        "state_reason": shown.state_reason,
        "reactions": _reactions(url),
        "performed_via_github_app": None,
        **(_pull_request(base, repo, shown) if shown.pull else _issue_only()),
    }


def conversation(base: str, repo: Repo, shown: Issue, world: World) -> dict[str, Any]:
    """Return the properties that an `issue` and a `pull-request-simple` share."""
    assignees = [simple_user(base, person) for person in shown.assignees]
    goal = repo.milestones.get(shown.milestone or 0)
    return {
        "title": shown.title,
        "user": simple_user(base, shown.author),
        "body": shown.body,
        "state": shown.state,
        "labels": [label(base, repo, each) for each in shown.labels],
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": milestone(base, repo, goal) if goal else None,
        "locked": shown.locked,
        "active_lock_reason": shown.lock_reason,
        "created_at": moment(shown.created_at),
        "updated_at": moment(shown.updated_at),
        "closed_at": moment_or_null(shown.closed_at),
        "author_association": association(repo, shown.author, world),
    }


def comment(base: str, repo: Repo, shown: Comment, *, number: int, world: World) -> dict[str, Any]:
    """Return an `issue-comment` of the issue `number`."""
    url = f"{base}/repos/{repo.full_name}/issues/comments/{shown.id}"
    return {
        "url": url,
        "html_url": f"{WEB}/{repo.full_name}/issues/{number}#issuecomment-{shown.id}",
        "issue_url": f"{base}/repos/{repo.full_name}/issues/{number}",
        "id": shown.id,
        "node_id": node_id("IC", shown.id),
        "user": simple_user(base, shown.author),
        "created_at": moment(shown.created_at),
        "updated_at": moment(shown.updated_at),
        "body": shown.body,
        "author_association": association(repo, shown.author, world),
        "reactions": _reactions(url),
        "performed_via_github_app": None,
    }


def web_url(repo: Repo, shown: Issue) -> str:
    """Return the page of an issue or a pull request."""
    return f"{WEB}/{repo.full_name}/{'pull' if shown.pull else 'issues'}/{shown.number}"


def _issue_links(base: str, repo: Repo, shown: Issue) -> dict[str, str]:
    url = f"{base}/repos/{repo.full_name}/issues/{shown.number}"
    return {
        "url": url,
        "repository_url": f"{base}/repos/{repo.full_name}",
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": web_url(repo, shown),
    }


def _issue_only() -> dict[str, Any]:
    return {
        "type": None,
        "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
        "issue_dependencies_summary": {
            "blocked_by": 0,
            "total_blocked_by": 0,
            "blocking": 0,
            "total_blocking": 0,
        },
    }


def _pull_request(base: str, repo: Repo, shown: Issue) -> dict[str, Any]:
    assert shown.pull is not None
    page = web_url(repo, shown)
    links = {
        "url": f"{base}/repos/{repo.full_name}/pulls/{shown.number}",
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "merged_at": moment_or_null(shown.pull.merged_at),
    }
    return {"draft": shown.pull.draft, "pull_request": links}


def _reactions(url: str) -> dict[str, Any]:
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)}
