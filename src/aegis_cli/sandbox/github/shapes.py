"""People, labels, milestones, issues and comments as GitHub's JSON, version 2022-11-28."""

from typing import Any
from urllib.parse import quote

from aegis_cli.sandbox.github.call import Call
from aegis_cli.sandbox.github.objects import laid, moment, moment_or_null, node_id
from aegis_cli.sandbox.github.organizations import IssueType
from aegis_cli.sandbox.github.world import (
    Comment,
    Issue,
    Label,
    Milestone,
    Person,
    Reaction,
    Repo,
    World,
)

WEB = "https://github.com"
_REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")


def simple_user(base: str, person: Person) -> dict[str, Any]:
    """Return a `simple-user`."""
    page = f"apps/{person.login.removesuffix('[bot]')}" if person.kind == "Bot" else person.login
    prefix = {"Bot": "BOT", "Organization": "O"}.get(person.kind, "U")
    return laid(
        "simple-user",
        login=person.login,
        id=person.id,
        node_id=node_id(prefix, person.id),
        avatar_url=f"https://avatars.githubusercontent.com/u/{person.id}?v=4",
        gravatar_id="",
        url=f"{base}/users/{quote(person.login)}",
        html_url=f"{WEB}/{page}",
        type=person.kind,
        user_view_type="public",
    )


def user_or_null(base: str, person: Person | None) -> dict[str, Any] | None:
    """Return a `simple-user`, or `null` where there is nobody."""
    return simple_user(base, person) if person else None


def private_user(base: str, world: World) -> dict[str, Any]:
    """Return the `private-user` that the token belongs to."""
    own = [repo for repo in world.repos.values() if repo.owner == world.me]
    private = sum(repo.private for repo in own)
    return laid(
        "private-user",
        **{**simple_user(base, world.me), "user_view_type": "private"},
        name=world.me.name,
        company="@acme",
        blog="",
        location="San Francisco",
        bio="Half of the web team.",
        public_repos=len(own) - private,
        followers=42,
        following=9,
        created_at=moment(world.me.joined),
        updated_at=moment(world.me.joined),
        **dict.fromkeys(("total_private_repos", "owned_private_repos"), private),
        disk_usage=sum(repo.size for repo in own),
        two_factor_authentication=True,
    )


def label(base: str, repo: Repo, shown: Label) -> dict[str, Any]:
    """Return a `label`."""
    url = f"{base}/repos/{repo.full_name}/labels/{quote(shown.name, safe='')}"
    return laid("label", shown, url=url)


def progress(repo: Repo, shown: Milestone) -> tuple[int, int]:
    """Return the numbers of open and of closed issues of a milestone."""
    inside = [issue.state for issue in repo.issues.values() if issue.milestone == shown.number]
    return inside.count("open"), inside.count("closed")


def milestone(base: str, repo: Repo, shown: Milestone) -> dict[str, Any]:
    """Return a `milestone`."""
    open_issues, closed_issues = progress(repo, shown)
    return laid(
        "milestone",
        shown,
        url=f"{base}/repos/{repo.full_name}/milestones/{shown.number}",
        html_url=f"{WEB}/{repo.full_name}/milestone/{shown.number}",
        creator=simple_user(base, shown.creator),
        open_issues=open_issues,
        closed_issues=closed_issues,
    )


def association(call: Call, repo: Repo, person: Person) -> str:
    """Return the `author_association` of a person."""
    if person == repo.owner:
        return "OWNER"
    if call.world.is_member(person, repo.owner):
        return "MEMBER"
    if person.login in repo.roles:
        return "COLLABORATOR"
    shares = repo.activity().shares if repo.activity else ()
    return "CONTRIBUTOR" if any(share.author == person for share in shares) else "NONE"


def issue(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return an `issue`; a pull request also has the key `pull_request`."""
    base, url = call.base, _url(call.base, repo, shown)
    return laid(
        "issue",
        shown,
        url=url,
        html_url=web_url(repo, shown),
        repository_url=f"{base}/repos/{repo.full_name}",
        node_id=node_id("PR", shown.pull.id) if shown.pull else node_id("I", shown.id),
        **conversation(call, repo, shown),
        comments=len(shown.comments),
        closed_by=user_or_null(base, shown.closed_by),
        timeline_url=f"{url}/timeline",
        reactions=reaction_rollup(url, shown.reactions),
        performed_via_github_app=None,
        **(_pull_request(base, repo, shown) if shown.pull else _issue_only(call, shown)),
    )


def conversation(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return what an `issue` and a `pull-request-simple` share, beside the fields of both."""
    base = call.base
    assignees = [simple_user(base, person) for person in shown.assignees]
    goal = repo.milestones.get(shown.milestone or 0)
    return {
        "user": simple_user(base, shown.author),
        "labels": [label(base, repo, each) for each in shown.labels],
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": milestone(base, repo, goal) if goal else None,
        "active_lock_reason": shown.lock_reason,
        "author_association": association(call, repo, shown.author),
    }


def comment(call: Call, repo: Repo, number: int, shown: Comment) -> dict[str, Any]:
    """Return an `issue-comment` of the issue `number`."""
    root = f"{call.base}/repos/{repo.full_name}/issues"
    reason = call.world.minimized.get(node_id("IC", shown.id))
    return laid(
        "issue-comment",
        shown,
        url=f"{root}/comments/{shown.id}",
        html_url=f"{WEB}/{repo.full_name}/issues/{number}#issuecomment-{shown.id}",
        issue_url=f"{root}/{number}",
        user=simple_user(call.base, shown.author),
        author_association=association(call, repo, shown.author),
        reactions=reaction_rollup(f"{root}/comments/{shown.id}", shown.reactions),
        performed_via_github_app=None,
        minimized={"reason": reason} if reason else None,
    )


def web_url(repo: Repo, shown: Issue) -> str:
    """Return the page of an issue or a pull request."""
    return f"{WEB}/{repo.full_name}/{'pull' if shown.pull else 'issues'}/{shown.number}"


def issue_type(shown: IssueType) -> dict[str, Any]:
    """Return an `issue-type`."""
    return laid("issue-type", shown, is_enabled=True)


def _issue_only(call: Call, shown: Issue) -> dict[str, Any]:
    others = {each.id: (repo, each) for repo, each in call.world.issues()}
    parts = [others[number][1].state for number in shown.sub_issues if number in others]
    before = [others[number][1].state for number in shown.blocked_by if number in others]
    after = [each.state for _, each in others.values() if shown.id in each.blocked_by]
    parent = next((pair for pair in others.values() if shown.id in pair[1].sub_issues), None)
    done = parts.count("closed")
    return {
        "type": None,
        "sub_issues_summary": {
            "total": len(parts),
            "completed": done,
            "percent_completed": 100 * done // len(parts) if parts else 0,
        },
        "issue_dependencies_summary": {
            "blocked_by": before.count("open"),
            "total_blocked_by": len(before),
            "blocking": after.count("open"),
            "total_blocking": len(after),
        },
        **({"parent_issue_url": _url(call.base, *parent)} if parent else {}),
    }


def _url(base: str, repo: Repo, shown: Issue) -> str:
    return f"{base}/repos/{repo.full_name}/issues/{shown.number}"


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


def reaction_rollup(url: str, given: tuple[Reaction, ...]) -> dict[str, Any]:
    """Return a `reaction-rollup`."""
    contents = [reaction.content for reaction in given]
    each = {content: contents.count(content) for content in _REACTIONS}
    return {"url": f"{url}/reactions", "total_count": len(contents), **each}
