"""Actions of those who look after a repository: lock, pin, move and delete its issues."""

from dataclasses import replace
from typing import Annotated, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect, Stake
from aegis_cli.actions.field_types import IssueNumber, RepoName
from aegis_cli.actions.kinds import Synonyms
from aegis_cli.actions.marks import At, Found, OfTarget, Unsent
from aegis_cli.actions.views import Line, linked
from aegis_cli.providers.github.nouns.issues import EITHER, ISSUE, EitherWrite, GetIssue
from aegis_cli.providers.github.nouns.repos import GetRepo
from aegis_cli.providers.github.resources import Resource
from aegis_cli.providers.github.targets import IssueNodeAction, NodeId

_AT_STAKE = (
    ("author", "{user.login}"),
    ("comments", "{comments}"),
    ("opened", "{created_at:ago}"),
)


class LockIssue(
    EitherWrite[None],
    op="issues/lock",
    action="issues.lock",
    effect=Effect.WRITE,
    target=replace(EITHER, leaves=(("locked", "locked", True),)),
    says="Lock the conversation of {repo}#{issue_number}",
    view=Line("Locked {@repo}#{@issue_number}", piped="{@repo}#{@issue_number}"),
    asks=(
        "lock {issue_number} [as|because_it_is {lock_reason}]",
        "lock the conversation|discussion on|of|in {issue_number} [as|because_it_is {lock_reason}]",
    ),
):
    """Lock the conversation of an issue or a pull request, so that few can comment."""

    lock_reason: (
        Annotated[
            Literal["off-topic", "too heated", "resolved", "spam"],
            Synonyms(**{"off-topic": ("off topic",), "too heated": ("heated", "too-heated")}),
            OfTarget("active_lock_reason"),
        ]
        | None
    ) = None
    """Why it is locked."""


class UnlockIssue(
    EitherWrite[None],
    op="issues/unlock",
    action="issues.unlock",
    effect=Effect.WRITE,
    target=replace(EITHER, leaves=(("locked", "locked", False),)),
    because="a conversation can be locked again",
    says="Unlock the conversation of {repo}#{issue_number}",
    view=Line("Unlocked {@repo}#{@issue_number}", piped="{@repo}#{@issue_number}"),
    asks=("unlock {issue_number}", "unlock the conversation|discussion on|of|in {issue_number}"),
):
    """Unlock the conversation of an issue or a pull request."""


class _ThisIssue(IssueNodeAction[R]):
    """An action on an issue itself."""

    target = ISSUE

    issue_id: Annotated[NodeId | None, At("issueId"), Found(read=GetIssue, path="node_id")] = None
    """Its node id."""


class Home(Resource):
    """The repository that an answer is about."""

    nameWithOwner: str  # noqa: N815  # GitHub's name


class Deleted(Resource):
    """What an answer says of an issue that is no more."""

    repository: Home


class IssueNode(Resource):
    """An issue, as a mutation answers it."""

    id: str
    number: int
    url: str
    repository: Home


class PinIssue(
    _ThisIssue[IssueNode],
    op="graphql:issues_pin",
    action="issues.pin",
    effect=Effect.WRITE,
    says="Pin issue {repo}#{issue_number}",
    view=linked("Pinned {@repo}#{number}", url="{url}"),
    asks=("pin {issue_number}",),
):
    """Pin an issue above the list of a repository's issues."""


class UnpinIssue(
    _ThisIssue[IssueNode],
    op="graphql:issues_unpin",
    action="issues.unpin",
    effect=Effect.WRITE,
    says="Unpin issue {repo}#{issue_number}",
    view=linked("Unpinned {@repo}#{number}", url="{url}"),
    asks=("unpin {issue_number}",),
):
    """Take an issue off the top of the list of a repository's issues."""


class CloseAsDuplicate(
    _ThisIssue[IssueNode],
    op="graphql:issues_close_as_duplicate",
    action="issues.close_as_duplicate",
    effect=Effect.WRITE,
    target=replace(ISSUE, leaves=(("state", "state", "closed"),)),
    says="Close issue {repo}#{issue_number} as a duplicate of #{duplicate_of}",
    view=linked("Closed {@repo}#{number} as a duplicate of #{@duplicate_of}", url="{url}"),
    asks=("close|mark {issue_number} as a duplicate|dup|dupe of {duplicate_of}",),
):
    """Close an issue as a duplicate of another one in the same repository."""

    duplicate_of: Annotated[IssueNumber, Unsent()]
    """Number of the issue that says the same."""

    state_reason: Annotated[Literal["DUPLICATE"], At("stateReason")] = "DUPLICATE"
    """Why it is closed."""

    duplicate_issue_id: Annotated[
        NodeId | None,
        At("duplicateIssueId"),
        Found(read=GetIssue, by={"issue_number": "duplicate_of"}, path="node_id"),
    ] = None
    """Node id of the issue that says the same."""


class TransferIssue(
    _ThisIssue[IssueNode],
    op="graphql:issues_transfer",
    moves_to="new_repo",
    action="issues.transfer",
    effect=Effect.DESTRUCTIVE,
    says="Transfer issue {repo}#{issue_number} to {new_repo}",
    view=Line("Transferred {@repo}#{@issue_number} to {repository.nameWithOwner}#{number}: {url}"),
    target=replace(ISSUE, pins=("node_id",), shows=_AT_STAKE),
    stake=Stake(
        phrase="transfer {repo}#{issue_number} to {new_repo}",
        same="transfer {@repo}#{number} to {@new_repo}",
        heading="This would leave the repository:",
    ),
    asks=("transfer|move {issue_number} to the REPO? {new_repo}",),
):
    """Transfer an issue to another repository of the same owner, where it gets another number."""

    new_repo: Annotated[RepoName, Unsent()]
    """Repository to move it to, as OWNER/NAME."""

    create_labels: Annotated[
        Annotated[bool, Synonyms(true=("its labels", "labels"))] | None, At("createLabelsIfMissing")
    ] = None
    """Whether labels that it has are created there; otherwise those that are missing are lost."""

    repository_id: Annotated[
        NodeId | None,
        At("repositoryId"),
        Found(read=GetRepo, by={"repo": "new_repo"}, path="node_id"),
    ] = None
    """Node id of that repository."""


class DeleteIssue(
    _ThisIssue[Deleted],
    op="graphql:issues_delete",
    action="issues.delete",
    effect=Effect.DESTRUCTIVE,
    envelope="data.deleteIssue",
    says="Delete issue {repo}#{issue_number}, with its comments",
    view=Line("Deleted {@repo}#{@issue_number}", piped="{@repo}#{@issue_number}"),
    target=replace(ISSUE, pins=("node_id",), shows=_AT_STAKE),
    stake=Stake(
        phrase="delete {repo}#{issue_number}",
        same="delete {@repo}#{number}",
        heading="This would be lost for good:",
    ),
    asks=("delete|destroy {issue_number}",),
):
    """Delete an issue for good, with its comments."""
