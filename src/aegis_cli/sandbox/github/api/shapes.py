"""People, labels, milestones, issues and comments as GitHub's JSON, version 2022-11-28.

People and times stand in them as the state has them, until `write_value` writes the answer.
"""

from functools import cache
from typing import Any
from urllib.parse import quote

from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.description.objects import as_object, moment, node_id, properties_of
from aegis_cli.sandbox.github.world.development import Artifact, Asset, Release, Run, Workflow
from aegis_cli.sandbox.github.world.person import Person, Reaction
from aegis_cli.sandbox.github.world.pull_world import Check, Pull, Review, ReviewComment
from aegis_cli.sandbox.github.world.world import Comment, Issue, Label, Milestone, Repo

WEB = "https://github.com"
_REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "eyes", "rocket")


def write_value(base: str, value: Any) -> Any:
    """Write what JSON has no form for: a person as a `simple-user`, a time as GitHub does."""
    return simple_user(base, value) if isinstance(value, Person) else moment(value)


@cache
def simple_user(base: str, person: Person) -> dict[str, Any]:
    """Return a `simple-user`."""
    page = f"apps/{person.login.removesuffix('[bot]')}" if person.kind == "Bot" else person.login
    prefix = {"Bot": "BOT", "Organization": "O"}.get(person.kind, "U")
    return as_object(
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


def private_user(call: Call, person: Person) -> dict[str, Any]:
    """Return the `private-user` that a token belongs to."""
    own = [repo for repo in call.world.repos.values() if repo.owner == person]
    private = sum(repo.private for repo in own)
    return as_object(
        "private-user",
        **{**simple_user(call.base, person), "user_view_type": "private"},
        name=person.name,
        company="@acme",
        blog="",
        location="San Francisco",
        bio="Half of the web team.",
        public_repos=len(own) - private,
        followers=42,
        following=9,
        created_at=person.joined,
        updated_at=person.joined,
        **dict.fromkeys(("total_private_repos", "owned_private_repos"), private),
        disk_usage=sum(repo.size for repo in own),
        two_factor_authentication=True,
    )


def public_user(call: Call, person: Person) -> dict[str, Any]:
    """Return what everybody may see of an account."""
    own = [repo for repo in call.world.repos.values() if repo.owner == person]
    following = call.world.following
    return as_object(
        "public-user",
        **simple_user(call.base, person),
        name=person.name,
        blog="",
        followers=sum(person.login in each for each in following.values()),
        following=len(following.get(person.login, ())),
        public_repos=sum(not repo.private for repo in own),
        created_at=person.joined,
        updated_at=person.joined,
    )


def web(repo: Repo, path: str) -> str:
    """Return a page of a repository."""
    return f"{WEB}/{repo.full_name}/{path}"


_PLACES: dict[type, tuple[str, str, str]] = {
    Milestone: ("milestone", "milestones/{0.number}", "milestone/{0.number}"),
    Issue: ("issue", "issues/{0.number}", "issues/{0.number}"),
    Comment: ("issue-comment", "issues/comments/{0.id}", ""),
    Pull: ("pull-request-simple", "pulls/{0.number}", "pull/{0.number}"),
    Check: ("check-run", "check-runs/{0.id}", "runs/{0.id}"),
    Review: ("pull-request-review", "", "pull/{0.pull}#pullrequestreview-{0.id}"),
    ReviewComment: (
        "pull-request-review-comment",
        "pulls/comments/{0.id}",
        "pull/{0.pull}#discussion_r{0.id}",
    ),
    Workflow: ("workflow", "actions/workflows/{0.id}", ""),
    Run: ("workflow-run", "actions/runs/{0.id}", "actions/runs/{0.id}"),
    Artifact: ("artifact", "actions/artifacts/{0.id}", ""),
    Release: ("release", "releases/{0.id}", "releases/tag/{0.tag_name}"),
    Asset: ("release-asset", "releases/assets/{0.id}", ""),
}
"""The schema of a kind of thing, and where one is below the repository and below its page."""


def in_repository(
    call: Call, repo: Repo, thing: Any, /, kind: type | None = None, **values: Any
) -> dict[str, Any]:
    """Return a thing of a repository, with what is said of all of them.

    Whoever wrote it stands there as its user, with what that person is to the repository, and
    reactions are counted.
    """
    schema, place, page = _PLACES[kind or type(thing)]
    url = f"{call.base}/repos/{repo.full_name}/{place.format(thing)}"
    common: dict[str, Any] = {"url": url, "html_url": web(repo, page.format(thing))}
    if hasattr(thing, "author"):
        common |= {"user": thing.author, "author_association": _association(call, repo, thing)}
    if hasattr(thing, "reactions"):
        common["reactions"] = _rollup(url, thing.reactions)
    known = {key: value for key, value in common.items() if key in properties_of(schema)}
    return as_object(schema, thing, **{**known, **values})


def label(call: Call, repo: Repo, shown: Label) -> dict[str, Any]:
    """Return a `label`."""
    url = f"{call.base}/repos/{repo.full_name}/labels/{quote(shown.name, safe='')}"
    return as_object("label", shown, url=url)


def progress(repo: Repo, shown: Milestone) -> tuple[int, int]:
    """Return the numbers of open and of closed issues of a milestone."""
    inside = [issue.state for issue in repo.issues.values() if issue.milestone == shown.number]
    return inside.count("open"), inside.count("closed")


def milestone(call: Call, repo: Repo, shown: Milestone) -> dict[str, Any]:
    """Return a `milestone`."""
    open_issues, closed_issues = progress(repo, shown)
    return in_repository(call, repo, shown, open_issues=open_issues, closed_issues=closed_issues)


def issue(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return an `issue`; a pull request also has the key `pull_request`."""
    root = f"{call.base}/repos/{repo.full_name}"
    return in_repository(
        call,
        repo,
        shown,
        html_url=page_of(repo, shown),
        repository_url=root,
        node_id=node_id("PR", shown.pull.id) if shown.pull else node_id("I", shown.id),
        **conversation(call, repo, shown),
        comments=len(shown.comments),
        timeline_url=f"{root}/issues/{shown.number}/timeline",
        performed_via_github_app=None,
        **(_pull_request(root, repo, shown) if shown.pull else _issue_only(call, shown)),
    )


def conversation(call: Call, repo: Repo, shown: Issue) -> dict[str, Any]:
    """Return what an `issue` and a `pull-request-simple` share, beside the fields of both."""
    goal = repo.milestones.get(shown.milestone or 0)
    return {
        "labels": [label(call, repo, each) for each in shown.labels],
        "assignee": shown.assignees[0] if shown.assignees else None,
        "milestone": milestone(call, repo, goal) if goal else None,
        "active_lock_reason": shown.lock_reason,
    }


def issue_with(repo: Repo, comment: Comment) -> Issue:
    """Return the issue that a comment is below."""
    return next(each for each in repo.issues.values() if comment in each.comments)


def comment(call: Call, repo: Repo, shown: Comment) -> dict[str, Any]:
    """Return an `issue-comment`."""
    at = f"issues/{issue_with(repo, shown).number}"
    reason = call.world.minimized.get(node_id("IC", shown.id))
    return in_repository(
        call,
        repo,
        shown,
        html_url=web(repo, f"{at}#issuecomment-{shown.id}"),
        issue_url=f"{call.base}/repos/{repo.full_name}/{at}",
        performed_via_github_app=None,
        minimized={"reason": reason} if reason else None,
    )


def page_of(repo: Repo, shown: Issue) -> str:
    """Return the page of an issue or a pull request."""
    return web(repo, f"{'pull' if shown.pull else 'issues'}/{shown.number}")


def _association(call: Call, repo: Repo, thing: Any) -> str:
    person = thing.author
    if person == repo.owner:
        return "OWNER"
    if call.world.is_member(person, repo.owner):
        return "MEMBER"
    if person.login in repo.roles:
        return "COLLABORATOR"
    shares = repo.activity().shares if repo.activity else ()
    return "CONTRIBUTOR" if any(share.author == person for share in shares) else "NONE"


def _issue_only(call: Call, shown: Issue) -> dict[str, Any]:
    others = {each.id: (repo, each) for repo, each in call.world.issues()}
    parts = [others[number][1].state for number in shown.sub_issues if number in others]
    before = [others[number][1].state for number in shown.blocked_by if number in others]
    after = [each.state for _, each in others.values() if shown.id in each.blocked_by]
    parent = next((pair for pair in others.values() if shown.id in pair[1].sub_issues), None)
    whole = parent and f"{call.base}/repos/{parent[0].full_name}/issues/{parent[1].number}"
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
        **({"parent_issue_url": whole} if whole else {}),
    }


def _pull_request(root: str, repo: Repo, shown: Issue) -> dict[str, Any]:
    assert shown.pull is not None
    page = page_of(repo, shown)
    links = {
        "url": f"{root}/pulls/{shown.number}",
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "merged_at": shown.pull.merged_at,
    }
    return {"draft": shown.pull.draft, "pull_request": links}


def _rollup(url: str, given: tuple[Reaction, ...]) -> dict[str, Any]:
    """Return a `reaction-rollup`."""
    contents = [reaction.content for reaction in given]
    each = {content: contents.count(content) for content in _REACTIONS}
    return {"url": f"{url}/reactions", "total_count": len(contents), **each}
