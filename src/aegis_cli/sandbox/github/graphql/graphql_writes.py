"""The mutations of GraphQL on issues, comments and pull requests."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from aegis_cli.sandbox.github.api import errors, reach, shapes
from aegis_cli.sandbox.github.api.call import Call, not_archived
from aegis_cli.sandbox.github.description.live_permissions import ALWAYS, ON_A_PULL, permission_when
from aegis_cli.sandbox.github.git import files
from aegis_cli.sandbox.github.graphql.connections import Fields
from aegis_cli.sandbox.github.graphql.graphql_objects import (
    comment,
    conversation,
    git_commit,
    node,
    repository,
    thread,
)
from aegis_cli.sandbox.github.issues.issue_fields import labels_named, title_and_body
from aegis_cli.sandbox.github.issues.issues import changed_state
from aegis_cli.sandbox.github.pulls import reviews
from aegis_cli.sandbox.github.pulls.pull_state import merge_state
from aegis_cli.sandbox.github.pulls.pull_target import Target
from aegis_cli.sandbox.github.pulls.pulls import open_pull
from aegis_cli.sandbox.github.runs import workflow_files
from aegis_cli.sandbox.github.world.pull_world import AutoMerge, Review, ReviewComment
from aegis_cli.sandbox.github.world.world import Comment, Issue, Repo, Role

_MOST_PINNED = 3
COMMIT = "createCommitOnBranch"
"""The mutation that is about a branch, which no node id names."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What one mutation does."""

    run: Callable[[Call, Repo, Any, Fields], Fields]
    """Changes the state; takes the repository, the thing, and the input."""
    subject: str
    """The key of the input that names the thing by its node id."""
    kinds: tuple[str, ...]
    """How the node ids of such things begin."""
    permissions: str = "pull_requests=write"
    """What a token of an App needs."""
    least: Role = Role.WRITE
    author: bool = False
    """Whether the author of the thing may do it with a lower role too."""
    needs: tuple[str, ...] = ()
    """What else the input must have."""
    document: str = ""
    """The document of aegis of which GitHub is reported to want other permissions; "" for none."""

    def permissions_for(self, repo: Repo, thing: Any) -> str:
        """Return what a token of an App needs for a thing."""
        if isinstance(thing, Comment) and reach.is_in_pull(repo, comment=thing.id):
            return permission_when(self.document, ON_A_PULL) or self.permissions
        return permission_when(self.document, ALWAYS) or self.permissions


def write(call: Call, name: str, input: Fields) -> Fields:  # noqa: A002  # GraphQL's own word
    """Do what a mutation says, if the viewer may."""
    if name == COMMIT:
        return _commit(call, input)
    known = MUTATIONS[name]
    sent = {key: value for key, value in input.items() if value is not None}
    missing = [key for key in (known.subject, *known.needs) if key not in sent]
    kind = f"{name[:1].upper()}{name[1:]}"
    if missing:
        told = f"Argument '{missing[0]}' on InputObject '{kind}Input' is required."
        raise errors.Refusal(422, told)
    repo, thing = node(call, str(sent[known.subject]), known.kinds)
    reach.require_in(call, repo, known.permissions_for(repo, thing))
    first = thing[0] if isinstance(thing, list) else thing
    is_own = known.author and first.author == call.viewer
    if repo.role_of(call.viewer) < known.least and not is_own:
        told = "does not have the correct permissions to execute"
        raise errors.Refusal(403, f"{call.me.login} {told} `{kind}`")
    not_archived(repo)
    return known.run(call, repo, thing, sent) | {"clientMutationId": sent.get("clientMutationId")}


def _commit(call: Call, sent: Fields) -> Fields:
    """Write files of a branch with one commit, on top of the one that is expected there."""
    full_name, name = sent["branch"]["repositoryNameWithOwner"], sent["branch"]["branchName"]
    repo = call.world.repo(full_name)
    if repo is None or not call.may_see(repo):
        message = f"Could not resolve to a Repository with the name '{full_name}'."
        raise errors.Refusal(404, message)
    reach.require_in(call, repo, "contents=write")
    if repo.role_of(call.viewer) < Role.WRITE:
        raise errors.Refusal(403, f"{call.me.login} does not have the permission to push there")
    not_archived(repo)
    head = repo.branches[name].sha if name in repo.branches else ""
    expected = sent["expectedHeadOid"]
    if head and head != expected:
        told = f'Expected branch to point to "{expected}" but it points to "{head}". Pull first.'
        raise errors.Refusal(422, told, type="STALE_DATA")
    said = sent["message"]
    message = "\n\n".join(filter(None, (said["headline"], said.get("body"))))
    added = (sent.get("fileChanges") or {}).get("additions") or ()
    contents = {each["path"]: b64decode(each["contents"]) for each in added}
    workflow_files.require(call, repo, contents)
    made = files.push(call, repo, name, message, contents)
    shown = git_commit(made) | {"url": shapes.web(repo, f"commit/{made.sha}")}
    return {"commit": shown, "ref": {"__typename": "Ref", "name": name}}


def _keep(call: Call, repo: Repo, issue: Issue, **changes: Any) -> Fields:
    return {"issue": conversation(call, repo, call.keep(repo, issue, **changes))}


def _close(call: Call, repo: Repo, issue: Issue, sent: Fields) -> Fields:
    reason = sent.get("stateReason", "COMPLETED").lower()
    if "duplicateIssueId" in sent and node(call, sent["duplicateIssueId"], ("I",))[1] == issue:
        raise errors.Refusal(422, "An issue cannot be a duplicate of itself")
    changes = changed_state(call, issue, {"state": "closed", "state_reason": reason})
    return _keep(call, repo, issue, **changes)


def _pin(call: Call, repo: Repo, issue: Issue, _: Fields, *, on: bool) -> Fields:
    others = tuple(number for number in repo.pinned if number != issue.number)
    if on and len(others) >= _MOST_PINNED:
        raise errors.Refusal(422, f"Maximum {_MOST_PINNED} pinned issues per repository")
    repo.pinned = (*others, issue.number) if on else others
    return {"issue": conversation(call, repo, issue)}


def _transfer(call: Call, repo: Repo, issue: Issue, sent: Fields) -> Fields:
    there, _ = node(call, sent["repositoryId"], ("R",))
    reach.require_in(call, there, "issues=write")
    if there.role_of(call.viewer) < Role.WRITE:
        raise errors.Refusal(403, "You do not have permission to transfer issues there")
    if there.owner != repo.owner or there is repo or not there.has_issues:
        raise errors.Refusal(422, "The issue cannot be transferred to this repository")
    if repo.private and not there.private:
        raise errors.Refusal(422, "Issues of a private repository stay in private ones")
    not_archived(there)
    names = [label.name for label in issue.labels]
    if not sent.get("createLabelsIfMissing"):
        names = [name for name in names if name.casefold() in there.labels]
    labels = labels_named(call, there, names)
    moved = replace(issue, number=there.next_number(), labels=labels, milestone=None)
    _remove(repo, issue, (there, moved.number))
    return _keep(call, there, moved)


def _delete(call: Call, repo: Repo, issue: Issue, _: Fields) -> Fields:
    _remove(repo, issue, None)
    for where, other in list(call.world.issues()):
        parts = tuple(each for each in other.sub_issues if each != issue.id)
        others = tuple(each for each in other.blocked_by if each != issue.id)
        if (parts, others) != (other.sub_issues, other.blocked_by):
            where.issues[other.number] = replace(other, sub_issues=parts, blocked_by=others)
    return {"repository": repository(call, repo)}


def _remove(repo: Repo, issue: Issue, place: tuple[Repo, int] | None) -> None:
    del repo.issues[issue.number]
    repo.gone[issue.number] = place
    repo.pinned = tuple(number for number in repo.pinned if number != issue.number)


def _minimize(call: Call, repo: Repo, thing: Any, sent: Fields, *, answer: str) -> Fields:
    """Hide a comment for a reason, or show it where there is none."""
    subject = sent["subjectId"]
    call.world.minimized.pop(subject, None)
    if "classifier" in sent:
        call.world.minimized[subject] = sent["classifier"].lower().replace("_", "-")
    return {answer: comment(call, repo, subject.partition("_")[0], thing)}


def _change(call: Call, repo: Repo, issue: Issue, **changes: Any) -> Fields:
    changed = Target(call, repo, issue).change(**changes)
    return {"pullRequest": conversation(call, repo, changed)}


def _draft(call: Call, repo: Repo, issue: Issue, _: Fields, *, draft: bool) -> Fields:
    if issue.state == "closed":
        raise errors.Refusal(422, "Pull request is closed")
    return _change(call, repo, issue, draft=draft)


def _enable(call: Call, repo: Repo, issue: Issue, sent: Fields) -> Fields:
    at, state = Target(call, repo, issue), merge_state(repo, issue)
    if state in {"clean", "unstable", "unknown"}:
        raise errors.Refusal(422, f"Pull request Pull request is in {state} status")
    if sent.get("expectedHeadOid", at.pull.head_sha) != at.pull.head_sha:
        raise errors.Refusal(422, "The head of the pull request is not the expected one")
    wish = AutoMerge(
        enabled_by=call.me,
        enabled_at=call.now,
        merge_method=sent.get("mergeMethod", "MERGE").lower(),
        commit_title=sent.get("commitHeadline", f"{issue.title} (#{issue.number})"),
        commit_message=sent.get("commitBody", ""),
    )
    return _change(call, repo, issue, auto_merge=wish)


def _disable(call: Call, repo: Repo, issue: Issue, _: Fields) -> Fields:
    if Target(call, repo, issue).pull.auto_merge is None:
        raise errors.Refusal(422, "Can't disable auto-merge for this pull request.")
    return _change(call, repo, issue, auto_merge=None)


def _revert(call: Call, repo: Repo, issue: Issue, sent: Fields) -> Fields:
    at = Target(call, repo, issue)
    if at.pull.merged_at is None:
        raise errors.Refusal(422, "Pull request is not merged")
    texts = {
        "title": sent.get("title", f'Revert "{issue.title}"'),
        "body": sent.get("body", f"Reverts {repo.full_name}#{issue.number}"),
    }
    texts = title_and_body(texts, resource="PullRequest")
    head = f"revert-{issue.number}-{at.pull.head}"
    draft = sent.get("draft", False)
    new = open_pull(call, repo, head=head, base=at.pull.base, draft=draft, **texts)
    return {
        "pullRequest": conversation(call, repo, issue),
        "revertPullRequest": conversation(call, repo, new),
    }


def _add_thread(call: Call, repo: Repo, review: Review, sent: Fields) -> Fields:
    """Add a thread to a pending review; the thread is null where its place is not in the diff."""
    if (review.state, review.author) != ("PENDING", call.viewer):
        raise errors.Refusal(422, "Review has already been submitted")
    names = {"startLine": "start_line", "startSide": "start_side"}
    body = {names.get(key, key): value for key, value in sent.items()}
    body["subject_type"] = sent.get("subjectType", "LINE").lower()
    at = Target(call, repo, repo.issues[review.pull])
    try:
        reviews.require_place(at, body, errors.unprocessable)
    except errors.Refusal:
        return {"thread": None}
    return {"thread": thread(call, repo, [reviews.add_comment(at, review, body)])}


def _resolve(
    call: Call, repo: Repo, shown: list[ReviewComment], _: Fields, *, done: bool
) -> Fields:
    number = shown[0].thread or shown[0].id
    others = tuple(each for each in repo.resolved if each != number)
    repo.resolved = (*others, number) if done else others
    return {"thread": thread(call, repo, shown)}


def _update_repo(call: Call, repo: Repo, _: Repo, sent: Fields) -> Fields:
    """Take whether it has discussions; aegis sends no other member."""
    repo.has_discussions = sent.get("hasDiscussionsEnabled", repo.has_discussions)
    return {"repository": repository(call, repo)}


_issue = partial(Mutation, subject="issueId", kinds=("I",), permissions="issues=write")
_pull = partial(Mutation, subject="pullRequestId", kinds=("PR",))
_comment = partial(
    Mutation,
    subject="subjectId",
    kinds=("IC", "PRRC", "PRR"),
    permissions="issues=write; pull_requests=write",
)
_thread = partial(Mutation, subject="threadId", kinds=("PRRT",))
_MERGING = "pull_requests=write,contents=write"

MUTATIONS = {
    "closeIssue": _issue(_close, least=Role.TRIAGE, author=True),
    "updateRepository": Mutation(
        _update_repo, "repositoryId", ("R",), "administration=write", Role.ADMIN
    ),
    "pinIssue": _issue(partial(_pin, on=True)),
    "unpinIssue": _issue(partial(_pin, on=False)),
    "transferIssue": _issue(_transfer, needs=("repositoryId",)),
    "deleteIssue": _issue(_delete, least=Role.ADMIN),
    "minimizeComment": _comment(
        partial(_minimize, answer="minimizedComment"),
        needs=("classifier",),
        document="graphql:comments_minimize",
    ),
    "unminimizeComment": _comment(
        partial(_minimize, answer="unminimizedComment"), document="graphql:comments_unminimize"
    ),
    "markPullRequestReadyForReview": _pull(
        partial(_draft, draft=False), author=True, document="graphql:pulls_mark_ready"
    ),
    "convertPullRequestToDraft": _pull(
        partial(_draft, draft=True), author=True, document="graphql:pulls_convert_to_draft"
    ),
    "enablePullRequestAutoMerge": _pull(_enable, permissions=_MERGING),
    "disablePullRequestAutoMerge": _pull(_disable, permissions=_MERGING),
    "revertPullRequest": _pull(_revert, permissions=_MERGING),
    "addPullRequestReviewThread": Mutation(
        _add_thread, "pullRequestReviewId", ("PRR",), least=Role.READ, needs=("path", "body")
    ),
    "resolveReviewThread": _thread(
        partial(_resolve, done=True), author=True, document="graphql:review_threads_resolve"
    ),
    "unresolveReviewThread": _thread(
        partial(_resolve, done=False), author=True, document="graphql:review_threads_unresolve"
    ),
}
"""The mutations that the sandbox knows, by name."""
