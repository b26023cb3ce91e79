"""Actions that open, change, close, lock, pin, move and delete issues."""

from dataclasses import replace
from typing import Annotated, Literal

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Confirmation, Effect
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import (
    At,
    Clear,
    CountsAs,
    OfTarget,
    ResolvedId,
    SentAs,
    Unsent,
)
from aegis_cli.actions.results.new_page import NewPage
from aegis_cli.actions.results.views import Line, line_with_link
from aegis_cli.actions.targets.target import Made
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.github import phrases
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.github_types import Body, IssueNumber, Label, Login, RepoName, Title
from aegis_cli.providers.github.nouns.issues.comments import Emoji, Reaction, reacting
from aegis_cli.providers.github.nouns.issues.issues import (
    EITHER,
    ISSUE,
    EitherWrite,
    GetIssue,
    IssueWrite,
    ItsMilestone,
)
from aegis_cli.providers.github.nouns.issues.milestones import MilestoneName
from aegis_cli.providers.github.nouns.repos.repos import GetRepo
from aegis_cli.providers.github.resources import Issue, Resource
from aegis_cli.providers.github.targets import IssueNodeAction, NodeId


class CreateIssue(
    GitHubAction[Issue],
    op="issues/create",
    action="issues.create",
    effect=Effect.WRITE,
    undo=Undo(action="issues.close", answered={"issue_number": "number"}),
    target=Made(),
    says="Open issue {title!r} in {repo}",
    view=line_with_link("Opened {@repo}#{number}"),
    page=NewPage(noun="issue", path="/{repo}/issues/"),
    verbs=(
        *("open", "create", "file", "report", "raise", "new"),
        *("add an issue", "make an issue", "submit an issue"),
    ),
    utterances=(
        Form(
            ("VERB", "add|make|submit"),
            ("ISSUE", "{labels:bug} ISSUE|report?"),
            (
                *phrases.TO_REPO,
                "against REPO? {repo}",
                "and? with? title|TITLED {title}",
                "{title}",
                "and? described_as|saying {body}",
                *phrases.BODY,
                "and? LABELLED with|as? {labels}",
                "and? with? LABELS it? with|as? {labels}",
                "and? add|give it? LABELS {labels} to_it?",
                "and? add|give it? {labels} LABELS to_it?",
                "and? assigned|assign it? to? {assignees}",
                "and? assign {assignees} to_it",
                "and? in|with|for|under milestone {milestone}",
                "for_me",
            ),
            ("new",),
            makes=True,
            example="open an issue in {repo} titled {title} [with body {body}] "
            "[labelled {labels}] [assigned to {assignees}] [in milestone {milestone}]",
        ),
    ),
):
    """Open an issue in a repository."""

    repo: RepoName
    """Repository to open it in, as OWNER/NAME."""

    title: Title
    """What the issue is about, in one line."""

    body: Body | None = None
    """The details, in Markdown."""

    labels: Annotated[tuple[Label, ...] | None, CountsAs(("issues.add_labels",))] = None
    """Labels to give it."""

    assignees: Annotated[tuple[Login, ...] | None, CountsAs(("issues.add_assignees",))] = None
    """People to assign it to; @me is you."""

    milestone: Annotated[MilestoneName | None, Unsent()] = None
    """Title or number of the milestone to put it into."""

    milestone_number: ItsMilestone = None


def _as_list(names: list[str] | Literal["@none"]) -> list[str]:
    """Return names as GitHub takes them, of whom none are an empty list."""
    return [] if isinstance(names, str) else names


class UpdateIssue(
    IssueWrite[Issue],
    op="issues/update",
    action="issues.update",
    effect=Effect.WRITE,
    # Labels, people and milestones of pull requests are changed as those of issues are.
    target=replace(ISSUE, kinds=("issue", "pull request")),
    says="Change issue {repo}#{issue_number}",
    view=line_with_link(
        "Changed {@repo}#{number} ({@changes})", already="{@repo}#{number} was already so"
    ),
    utterances=(
        "CHANGE the title OF? {issue_number} to {title} [{title:quote}]",
        "rename|retitle {issue_number} [OF {issue_number:issues}] to|as {title} [{title:quote}]",
        (
            "CHANGE the BODY OF? {issue_number} to|with {body}"
            " [{body:quote}] [to|with|from {body:stdin}]"
        ),
        Form(("update|change|edit",), phrases.CHANGES, phrases.OF),
        "set|change the labels OF? {issue_number} to {labels}",
        "replace the labels OF? {issue_number} with|by {labels}",
        "set|replace|change the assignees|assignee OF? {issue_number} to|with|by {assignees}",
        "set|change the milestone OF? {issue_number} to {milestone}",
        "move|put|add {issue_number} to|into|in|under|on milestone {milestone}",
        Form(
            ("remove|take|drop",),
            ("{milestone:cleared}",),
            phrases.FROM,
            needs=("milestone",),
            example="remove the milestone from {issue_number}",
        ),
        Form(
            ("remove|take|drop",),
            ("all? {assignees:cleared}",),
            phrases.FROM,
            needs=("assignees",),
            example="remove all assignees from {issue_number}",
        ),
        Form(
            ("remove|take|drop",),
            ("all {labels:cleared}",),
            phrases.FROM,
            needs=("labels",),
            example="remove all labels from {issue_number}",
        ),
    ),
):
    """Change an issue: title, description, milestone, or all its labels or assignees."""

    title: Title | None = None
    """The new title."""

    body: Body | None = None
    """The new description, in Markdown; it replaces the old one."""

    labels: Annotated[
        tuple[Label, ...] | Clear | None,
        CountsAs(("issues.set_labels", "issues.add_labels", "issues.remove_label")),
        SentAs(_as_list),
    ] = None
    """The labels it has from now on; they replace those it had."""

    assignees: Annotated[
        tuple[Login, ...] | Clear | None,
        CountsAs(("issues.add_assignees", "issues.remove_assignees")),
        SentAs(_as_list),
    ] = None
    """The people it is assigned to from now on; they replace those before."""

    milestone: Annotated[MilestoneName | Clear | None, Unsent()] = None
    """Title or number of the milestone it is in from now on."""

    milestone_number: ItsMilestone = None


class CloseIssue(
    IssueWrite[Issue],
    op="issues/update",
    action="issues.close",
    effect=Effect.WRITE,
    undo=Undo(action="issues.reopen", changed="state"),
    says="Close issue {repo}#{issue_number}",
    view=line_with_link("Closed {@repo}#{number}", already="{@repo}#{number} was already closed"),
    utterances=(
        (
            "close|resolve|finish bug|bugs? {issue_number} [again]"
            " [as|because_it_is|because_it's|since_it_is {state_reason}]"
        ),
    ),
):
    """Close an issue."""

    state: Literal["closed"] = "closed"
    """The state that closing means."""

    state_reason: (
        Annotated[
            Literal["completed", "not_planned", "duplicate"],
            Synonyms(
                completed=("done", "fixed", "resolved"),
                not_planned=("not planned", "wontfix", "won't fix"),
            ),
        ]
        | None
    ) = None
    """Why it is closed; GitHub takes it as completed unless told otherwise."""


class ReopenIssue(
    IssueWrite[Issue],
    op="issues/update",
    action="issues.reopen",
    effect=Effect.WRITE,
    undo=Lasting("Why it was closed is not known; issues.close closes it with a reason."),
    says="Reopen issue {repo}#{issue_number}",
    view=line_with_link("Reopened {@repo}#{number}", already="{@repo}#{number} was already open"),
    utterances=("reopen|re-open bug|bugs? {issue_number} [again]",),
):
    """Open a closed issue again."""

    state: Literal["open"] = "open"
    """The state that reopening means."""


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
    undo=Undo(action="issues.unlock", changed="locked"),
    target=replace(EITHER, leaves=(("locked", "locked", True),)),
    says="Lock the conversation of {repo}#{issue_number}",
    view=Line("Locked {@repo}#{@issue_number}", piped="{@repo}#{@issue_number}"),
    utterances=(
        "lock {issue_number} [as|because_it_is {lock_reason}]",
        "lock the conversation|discussion on|of|in {issue_number} [as|because_it_is {lock_reason}]",
    ),
):
    """Lock the conversation of an issue or a pull request, so that few can comment."""

    lock_reason: (
        Annotated[
            Literal["off-topic", "too heated", "resolved", "spam"],
            Synonyms(
                **{"off-topic": ("off topic", "offtopic"), "too heated": ("heated", "too-heated")}
            ),
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
    undo=Undo(action="issues.lock", before={"lock_reason": "lock_reason"}, changed="locked"),
    target=replace(
        EITHER,
        leaves=(("locked", "locked", False), ("lock_reason", "active_lock_reason", None)),
    ),
    because="a conversation can be locked again",
    says="Unlock the conversation of {repo}#{issue_number}",
    view=Line("Unlocked {@repo}#{@issue_number}", piped="{@repo}#{@issue_number}"),
    utterances=(
        "unlock {issue_number}",
        "unlock the conversation|discussion on|of|in {issue_number}",
    ),
):
    """Unlock the conversation of an issue or a pull request."""


class _ThisIssue(IssueNodeAction[R]):
    """An action on an issue itself."""

    target = ISSUE

    issue_id: Annotated[NodeId | None, At("issueId"), ResolvedId(read=GetIssue, path="node_id")] = (
        None
    )
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
    undo=Lasting("Whether it was pinned before is not known; issues.unpin takes it off."),
    says="Pin issue {repo}#{issue_number}",
    view=line_with_link("Pinned {@repo}#{number}", url="{url}"),
    utterances=("pin {issue_number}",),
):
    """Pin an issue above the list of a repository's issues."""


class UnpinIssue(
    _ThisIssue[IssueNode],
    op="graphql:issues_unpin",
    action="issues.unpin",
    effect=Effect.WRITE,
    undo=Lasting("Whether it was pinned before is not known; issues.pin pins it again."),
    says="Unpin issue {repo}#{issue_number}",
    view=line_with_link("Unpinned {@repo}#{number}", url="{url}"),
    utterances=("unpin {issue_number}",),
):
    """Take an issue off the top of the list of a repository's issues."""


class CloseAsDuplicate(
    _ThisIssue[IssueNode],
    op="graphql:issues_close_as_duplicate",
    action="issues.close_as_duplicate",
    effect=Effect.WRITE,
    also=("issues.close",),
    undo=Undo(action="issues.reopen", changed="state"),
    target=replace(ISSUE, leaves=(("state", "state", "closed"),)),
    says="Close issue {repo}#{issue_number} as a duplicate of #{duplicate_of}",
    view=line_with_link("Closed {@repo}#{number} as a duplicate of #{@duplicate_of}", url="{url}"),
    utterances=("close|mark {issue_number} as a duplicate|dup|dupe of {duplicate_of}",),
):
    """Close an issue as a duplicate of another one in the same repository."""

    duplicate_of: Annotated[IssueNumber, Unsent()]
    """Number of the issue that says the same."""

    state_reason: Annotated[Literal["DUPLICATE"], At("stateReason")] = "DUPLICATE"
    """Why it is closed."""

    duplicate_issue_id: Annotated[
        NodeId | None,
        At("duplicateIssueId"),
        ResolvedId(read=GetIssue, by={"issue_number": "duplicate_of"}, path="node_id"),
    ] = None
    """Node id of the issue that says the same."""


class TransferIssue(
    _ThisIssue[IssueNode],
    op="graphql:issues_transfer",
    moves_to="new_repo",
    action="issues.transfer",
    effect=Effect.DESTRUCTIVE,
    because=(
        "it leaves the repository with its number, and loses labels, milestone and whoever "
        "cannot see the other one"
    ),
    undo=Lasting("It has another number there, and can be transferred back by that."),
    says="Transfer issue {repo}#{issue_number} to {new_repo}",
    view=Line("Transferred {@repo}#{@issue_number} to {repository.nameWithOwner}#{number}: {url}"),
    target=replace(ISSUE, pins=("node_id",), shows=_AT_STAKE),
    confirmation=Confirmation(
        phrase="transfer {repo}#{issue_number} to {new_repo}",
        same="transfer {@repo}#{number} to {@new_repo}",
        heading="This would leave the repository:",
    ),
    utterances=("transfer|move {issue_number} to the REPO? {new_repo}",),
):
    """Transfer an issue to another repository of the same owner, where it gets another number."""

    new_repo: Annotated[RepoName, Unsent()]
    """Repository to move it to, as OWNER/NAME."""

    create_labels: Annotated[
        Annotated[bool, Synonyms(true=("its labels", "labels"))] | None,
        At("createLabelsIfMissing"),
        CountsAs(("labels.create",)),
    ] = None
    """Whether labels that it has are created there; otherwise those that are missing are lost."""

    repository_id: Annotated[
        NodeId | None,
        At("repositoryId"),
        ResolvedId(read=GetRepo, by={"repo": "new_repo"}, path="node_id"),
    ] = None
    """Node id of that repository."""


class DeleteIssue(
    _ThisIssue[Deleted],
    op="graphql:issues_delete",
    action="issues.delete",
    effect=Effect.DESTRUCTIVE,
    because="an issue and all its comments are gone for good",
    envelope="data.deleteIssue",
    says="Delete issue {repo}#{issue_number}, with its comments",
    view=Line("Deleted {@repo}#{@issue_number}", piped="{@repo}#{@issue_number}"),
    target=replace(ISSUE, pins=("node_id",), shows=_AT_STAKE),
    confirmation=Confirmation(
        phrase="delete {repo}#{issue_number}",
        same="delete {@repo}#{number}",
        heading="This would be lost for good:",
    ),
    utterances=("delete|destroy {issue_number}",),
):
    """Delete an issue for good, with its comments."""


class ReactToIssue(
    EitherWrite[Reaction],
    op="reactions/create-for-issue",
    action="issues.react",
    effect=Effect.WRITE,
    undo=Lasting("No action takes a reaction back."),
    says="React to {repo}#{issue_number} with {content}",
    view=Line("Reacted to {@repo}#{@issue_number} with {content}", piped="{id}"),
    utterances=reacting("{issue_number}"),
):
    """React to an issue or a pull request."""

    repo: RepoName
    """Repository that it is in, as OWNER/NAME."""
    content: Emoji
