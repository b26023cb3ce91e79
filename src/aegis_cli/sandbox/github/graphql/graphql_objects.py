"""The objects of GraphQL, from those of REST: a field with arguments is a function of them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from aegis_cli.sandbox.github.api import errors, repo_shapes
from aegis_cli.sandbox.github.api.call import Call
from aegis_cli.sandbox.github.api.shapes import comment as show_comment
from aegis_cli.sandbox.github.api.shapes import issue
from aegis_cli.sandbox.github.description.objects import moment, node_id
from aegis_cli.sandbox.github.git import commits
from aegis_cli.sandbox.github.graphql.connections import Fields, as_graphql, connection
from aegis_cli.sandbox.github.graphql.public_schema import introspect
from aegis_cli.sandbox.github.graphql.repository_lists import labels_of, releases_of
from aegis_cli.sandbox.github.people.teams import team
from aegis_cli.sandbox.github.pulls import pull_shapes
from aegis_cli.sandbox.github.pulls.pull_state import review_decision
from aegis_cli.sandbox.github.search.search import find_issues, terms_of
from aegis_cli.sandbox.github.world.development import Commit
from aegis_cli.sandbox.github.world.person import Person
from aegis_cli.sandbox.github.world.pull_world import ReviewComment
from aegis_cli.sandbox.github.world.world import Issue, Repo

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
        for number, thing in _NODES[kind](repo) if call.may_see(repo) else ():
            if node_id(kind, number) == wanted:
                return repo, thing
    raise errors.Refusal(404, f"Could not resolve to a node with the global id of '{wanted}'.")


def query(call: Call) -> Fields:
    """Return what a query begins with."""

    def repo_name(
        owner: str,
        name: str,
        followRenames: bool = True,  # noqa: N803, FBT001, FBT002  # GraphQL's name and default
    ) -> Fields:
        full_name = f"{owner}/{name}"
        repo = call.world.repo(full_name)
        if repo is None and followRenames:
            repo = call.world.repos.get(call.world.renamed.get(full_name.casefold(), 0))
        if repo is None or not call.may_see(repo):
            message = f"Could not resolve to a Repository with the name '{full_name}'."
            raise errors.Refusal(404, message)
        return repository(call, repo)

    def user(login: str) -> Fields:
        person = call.world.person(login)
        if person is None or person.kind != "User":
            message = f"Could not resolve to a User with the login of '{login}'."
            raise errors.Refusal(404, message)
        orgs = [each for each in call.world.people.values() if call.world.is_member(person, each)]
        seen = [each for each in orgs if call.world.is_member(call.me, each)]
        shown = [_organization(call, each) for each in seen]
        own = as_graphql(call, "User", person)
        return own | {"organizations": connection("organizations", shown)}

    def search(
        query: str,
        type: str,  # noqa: A002  # GraphQL's name
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
    ) -> Fields:
        if type not in {"ISSUE", "ISSUE_ADVANCED"}:
            raise errors.Refusal(501, f"{type}: Nobody wrote this search for the sandbox.")
        found = find_issues(call, terms_of(call, query))
        newest = sorted(found, key=lambda pair: pair[1].updated_at, reverse=True)
        shown = [conversation(call, repo, one) for repo, one in newest]
        page: Fields = connection("search", shown)(first, after, last)
        return page | {"issueCount": len(found)}

    return {
        "repository": repo_name,
        "repositoryOwner": lambda login: _account(call, login),
        "user": user,
        "search": search,
        "viewer": call.viewer and _with_repositories(call, call.viewer),
        "node": partial(_node, call),
        "__type": introspect,
    }


def _node(call: Call, id: str) -> Fields:  # noqa: A002  # GraphQL's name
    """Return a repository, an issue or a pull request by its node id."""
    repo, thing = node(call, id, ("R", "I", "PR"))
    return repository(call, repo) if thing is repo else conversation(call, repo, thing)


def _account(call: Call, login: str) -> Fields | None:
    """Return a `RepositoryOwner`; nothing where there is none."""
    person = call.world.person(login)
    return None if person is None else _with_repositories(call, person)


def _with_repositories(call: Call, person: Person) -> Fields:
    """Return an account with its repositories and gists, those last changed first."""

    def repositories(
        isFork: bool | None = None,  # noqa: N803, FBT001  # GraphQL's name
        privacy: str | None = None,
        ownerAffiliations: Sequence[str] = (),  # noqa: N803, ARG001
        **paging: Any,
    ) -> Fields:
        owned = [each for each in call.world.repos.values() if each.owner.login == person.login]
        found = [
            repository(call, each)
            for each in sorted(owned, key=lambda one: one.pushed_at, reverse=True)
            if call.lists(each)
            and call.may_see(each)
            and isFork in {None, each.fork_of is not None}
            and privacy in {None, "PRIVATE" if each.private else "PUBLIC"}
        ]
        shown: Fields = connection("repositories", found)(**paging)
        return shown

    return as_graphql(call, person.kind, person) | {
        "name": person.name,
        "repositories": repositories,
    }


def _organization(call: Call, org: Person) -> Fields:
    """Return an `Organization` with its teams, of which those of some people may be asked for."""

    def teams(first: int | None = None, userLogins: list[str] | None = None) -> Fields:  # noqa: N803
        wanted = {*(userLogins or ())}
        found = [
            as_graphql(call, "Team", team(call, org.login, each))
            for each in call.world.teams.get(org.login, {}).values()
            if userLogins is None or wanted & {*each.members}
        ]
        page: Fields = connection("teams", found)(first)
        return page

    return as_graphql(call, "Organization", org) | {"teams": teams}


def repository(call: Call, repo: Repo) -> Fields:
    """Return a `Repository`."""

    def by_number(kind: str, number: int) -> Fields:
        issue = repo.issues.get(number)
        if issue is None or (issue.pull is None) == (kind == "PullRequest"):
            message = f"Could not resolve to a {kind} with the number of {number}."
            raise errors.Refusal(404, message.replace("a Issue", "an Issue"))
        return conversation(call, repo, issue)

    return as_graphql(call, "Repository", repo_shapes.repository(call, repo, call.viewer)) | {
        "issue": lambda number: by_number("Issue", number),
        "pullRequest": lambda number: by_number("PullRequest", number),
        "issueOrPullRequest": lambda number: by_number(
            "PullRequest" if number in repo.issues and repo.issues[number].pull else "Issue", number
        ),
        "issues": _conversations(call, repo, "Issue"),
        "pullRequests": _conversations(call, repo, "PullRequest"),
        "labels": partial(labels_of, call, repo),
        **releases_of(call, repo),
        "viewerPermission": repo.role_of(call.viewer).name,
        "defaultBranchRef": repo.branches.get(repo.default_branch)
        and _ref(call, repo, repo.default_branch, repo.branches[repo.default_branch].sha),
        "object": lambda expression: _git_object(call, repo, expression),
        "refs": partial(_refs, call, repo),
        "viewerHasStarred": repo.id in call.world.starred.get(call.me.login, ()),
        "stargazerCount": repo.stars,
        "hasDiscussionsEnabled": repo.has_discussions,
    }


def _conversations(call: Call, repo: Repo, kind: str) -> Callable[..., Fields]:
    """Return the field that shows pages of issues or of pull requests, the oldest first."""

    def page(
        states: Sequence[str] = ("OPEN", "CLOSED", "MERGED"),
        headRefName: str | None = None,  # noqa: N803  # GraphQL's names
        baseRefName: str | None = None,  # noqa: N803
        labels: Sequence[str] = (),
        filterBy: Fields | None = None,  # noqa: N803
        **paging: Any,
    ) -> Fields:
        wanted = {"headRefName": headRefName, "baseRefName": baseRefName}
        found = [
            conversation(call, repo, each)
            for each in sorted(repo.issues.values(), key=lambda one: one.created_at)
            if (each.pull is None) == (kind == "Issue")
            and {*labels} <= {label.name for label in each.labels}
            and _is_about(each, filterBy or {})
        ]
        kept = [
            each
            for each in found
            if each["state"] in states
            and all(each[key] == name for key, name in wanted.items() if name is not None)
        ]
        shown: Fields = connection(f"{kind[:1].lower()}{kind[1:]}s", kept)(**paging)
        return shown

    return page


def _is_about(issue: Issue, wanted: Fields) -> bool:
    """Return whether an issue is as a filter says; one that is not known is refused."""
    tests: dict[str, Callable[[Any], bool]] = {
        "assignee": lambda login: login in {each.login for each in issue.assignees},
        "createdBy": lambda login: issue.author.login == login,
        "mentioned": issue.mentions,
        "states": lambda states: issue.state.upper() in states,
    }
    if unknown := wanted.keys() - tests.keys():
        raise errors.Refusal(501, f"{min(unknown)}: Nobody wrote this filter for the sandbox.")
    return all(tests[name](value) for name, value in wanted.items() if value is not None)


def _last_commit(repo: Repo, sha: str) -> Callable[..., Fields]:
    """Return the field with the last commit of a pull request, and its checks as one state."""
    ended = {check.name: check.conclusion for check in repo.checks if check.sha == sha}
    good = {"success", "neutral", "skipped"}
    state = "PENDING" if None in ended.values() else "SUCCESS"
    state = "FAILURE" if {*ended.values()} - good - {None} else state
    checks = [
        {
            "__typename": "CheckRun",
            "name": each.name,
            "status": "COMPLETED" if each.conclusion else "IN_PROGRESS",
            "conclusion": each.conclusion and each.conclusion.upper(),
        }
        for each in repo.checks
        if each.sha == sha
    ]
    told = {"state": state, "contexts": connection("statusCheckRollupContext", checks)}
    rollup = {"__typename": "StatusCheckRollup", **told} if ended else None
    commit = {"__typename": "Commit", "oid": sha, "statusCheckRollup": rollup}
    node = {"__typename": "PullRequestCommit", "commit": commit}
    return connection("pullRequestCommit", [node])


def _refs(
    call: Call,
    repo: Repo,
    refPrefix: str,  # noqa: N803  # GraphQL's name
    first: int | None = None,
    after: str | None = None,
) -> Fields:
    """Return one page of the branches, or of the tags; other refs there are none."""
    branches = {each.name: each.sha for each in repo.branches.values()}
    found = {"refs/heads/": branches, "refs/tags/": repo.tags}.get(refPrefix, {})
    page: Fields = connection("refs", [_ref(call, repo, *each) for each in found.items()])(
        first, after
    )
    return page


def _ref(call: Call, repo: Repo, name: str, sha: str) -> Fields:
    """Return a `Ref`, which can be compared with another as the base of it."""

    def compare(headRef: str) -> Fields:  # noqa: N803  # GraphQL's name
        own, other = (
            {each.sha for each in commits.history_of(call, repo, at)}
            for at in (sha, commits.require_sha(repo, headRef))
        )
        known = {"aheadBy": len(other - own), "behindBy": len(own - other)}
        return {"__typename": "Comparison", **known}

    target = git_commit(commits.known_commit(call, repo, sha))
    return {"__typename": "Ref", "name": name, "target": target, "compare": compare}


def _git_object(call: Call, repo: Repo, expression: str) -> Fields | None:
    """Return the `Commit` that a branch, a tag or a SHA names; nothing where none does."""
    name = repo.default_branch if expression == "HEAD" else expression
    try:
        sha = commits.require_sha(repo, name)
    except errors.Refusal:
        return None
    branch = next((each for each in repo.branches.values() if name in {each.name, each.sha}), None)
    content = repo.files.get(branch.name if branch else repo.default_branch, {})
    return git_commit(commits.known_commit(call, repo, sha)) | {
        "blame": lambda path: _blame(call, repo, sha, path, content.get(path)),
    }


def git_commit(made: Commit) -> Fields:
    """Return a `Commit`, as Git has it."""
    return {
        "__typename": "Commit",
        "oid": made.sha,
        "messageHeadline": made.message.partition("\n")[0],
        "committedDate": moment(made.created_at),
        "author": {"__typename": "GitActor", "name": made.author.name, "user": None},
    }


def _blame(call: Call, repo: Repo, sha: str, path: str, content: bytes | None) -> Fields:
    """Return a `Blame`, as if each commit wrote all of the files that it changes."""
    if content is None:
        raise errors.Refusal(404, f"Could not resolve to a file with the path '{path}'.")
    before = commits.history_of(call, repo, sha)
    made = next((e for e in before if path in {file.filename for file in e.files}), before[-1])
    lines = len(content.splitlines())
    part = {"startingLine": 1, "endingLine": lines, "commit": git_commit(made)}
    ranges = [{"__typename": "BlameRange", **part}] if lines else []
    return {"__typename": "Blame", "ranges": ranges}


def conversation(call: Call, repo: Repo, shown: Issue) -> Fields:
    """Return an `Issue` or a `PullRequest`."""
    reason, pull = shown.state_reason, shown.pull
    own = {
        "state": "MERGED" if pull and pull.merged_at else shown.state.upper(),
        "stateReason": reason and reason.upper(),
        "isPinned": shown.number in repo.pinned,
        "repository": lambda: repository(call, repo),
        "comments": connection("comments", [comment(call, repo, "IC", e) for e in shown.comments]),
    }
    if pull is None:
        fields = as_graphql(call, "Issue", issue(call, repo, shown))
        return fields | own | {"issueType": fields.get("type")} | _links(call, shown)
    wish = pull.auto_merge
    each = [one for one in threads(repo).values() if one[0].pull == shown.number]
    return {
        **as_graphql(call, "PullRequest", pull_shapes.full_pull_request(call, repo, shown)),
        **own,
        "headRefOid": pull.head_sha,
        "headRefName": pull.head,
        "baseRefName": pull.base,
        "headRepository": lambda: repository(call, repo),
        "headRepositoryOwner": as_graphql(call, repo.owner.kind, repo.owner),
        "mergeable": "CONFLICTING" if pull.conflicts else "MERGEABLE",
        "reviewDecision": review_decision(repo, shown),
        "commits": _last_commit(repo, pull.head_sha),
        "autoMergeRequest": wish
        and {
            "__typename": "AutoMergeRequest",
            "mergeMethod": wish.merge_method.upper(),
            "enabledAt": wish.enabled_at,
        },
        "reviewThreads": connection("reviewThreads", [thread(call, repo, one) for one in each]),
    }


def _links(call: Call, shown: Issue) -> Fields:
    """Return the fields of an issue with those that it waits for, and that wait for it."""

    def those(ids: Iterable[int], **paging: Any) -> Fields:
        pairs = filter(None, map(call.world.issue, ids))
        found = [conversation(call, *pair) for pair in pairs if call.may_see(pair[0])]
        page: Fields = connection("issues", found)(**paging)
        return page

    waiting = [each.id for _, each in call.world.issues() if shown.id in each.blocked_by]
    return {"blockedBy": partial(those, shown.blocked_by), "blocking": partial(those, waiting)}


def threads(repo: Repo) -> dict[int, list[ReviewComment]]:
    """Return the comments of each thread, by the id of its first comment."""
    found: dict[int, list[ReviewComment]] = {}
    for comment in repo.review_comments.values():
        found.setdefault(comment.thread or comment.id, []).append(comment)
    return found


def thread(call: Call, repo: Repo, shown: list[ReviewComment]) -> Fields:
    """Return a `PullRequestReviewThread`."""
    first = shown[0]
    pull = repo.issues[first.pull]
    number = first.thread or first.id
    return {
        "__typename": "PullRequestReviewThread",
        "id": node_id("PRRT", number),
        "path": first.path,
        "line": first.line,
        "isResolved": number in repo.resolved,
        "isOutdated": pull.pull is not None and first.commit_id != pull.pull.head_sha,
        "comments": connection("comments", [comment(call, repo, "PRRC", one) for one in shown]),
        "pullRequest": lambda: conversation(call, repo, pull),
    }


def comment(call: Call, repo: Repo, kind: str, shown: Any) -> Fields:
    """Return what can be hidden: a comment of an issue (IC) or of a review (PRRC), or one (PRR)."""
    number, names = node_id(kind, shown.id), {"IC": "IssueComment", "PRR": "PullRequestReview"}
    data = {"id": shown.id, "node_id": number, "user": shown.author}
    if kind == "IC":
        data = show_comment(call, repo, shown)
    if kind == "PRRC":
        data = pull_shapes.review_comment(call, repo, shown)
    fields = as_graphql(call, names.get(kind, "PullRequestReviewComment"), data)
    if kind == "PRRC":  # its `databaseId` is past the date of its removal; a BigInt is a text
        fields["fullDatabaseId"] = str(fields.pop("databaseId"))
    return fields | {
        "isMinimized": number in call.world.minimized,
        "minimizedReason": call.world.minimized.get(number),
    }
