"""Actions on what has to be done before an issue."""

from typing import Annotated

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import InPlace, Unsent
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.github.github_types import IssueNumber
from aegis_cli.providers.github.nouns.issues.issues import IssueWrite
from aegis_cli.providers.github.nouns.issues.sub_issues import (
    LINKED_ISSUES,
    MostLinked,
    RepoOfOther,
    id_of,
)
from aegis_cli.providers.github.resources import Issue
from aegis_cli.providers.github.targets import IssueAction


class _BlockerAction(IssueWrite[R]):
    """An action on an issue and one that has to be done before it."""

    blocking_issue: Annotated[IssueNumber, Unsent(), InPlace("blocking_repo")]
    """Number of the issue that has to be done before."""
    blocking_repo: RepoOfOther = None
    issue_id: Annotated[int | None, id_of("blocking_issue", "blocking_repo")] = None
    """Id of that issue, which is read."""


class ListBlockedBy(
    IssueAction[list[Issue]],
    op="issues/list-dependencies-blocked-by",
    action="issues.list_blocked_by",
    of_others=True,
    says="List the issues that {repo}#{issue_number} waits for",
    view=LINKED_ISSUES.table("that {repo}#{issue_number} waits for"),
    verbs=("list", "show"),
    utterances=(
        "SHOW the issues blocking {issue_number}",
        "SHOW? the [first|top {limit}] blockers|dependencies of|for {issue_number}",
        "what blocks {issue_number}",
    ),
):
    """List the issues that have to be done before an issue."""

    limit: MostLinked = 30


class ListBlocking(
    IssueAction[list[Issue]],
    op="issues/list-dependencies-blocking",
    action="issues.list_blocking",
    of_others=True,
    says="List the issues that wait for {repo}#{issue_number}",
    view=LINKED_ISSUES.table("that wait for {repo}#{issue_number}"),
    verbs=("list", "show"),
    utterances=(
        "SHOW the [first|top {limit}] issues blocked by {issue_number}",
        "SHOW the issues waiting|that_wait for {issue_number}",
        "what does {issue_number} block",
    ),
):
    """List the issues that wait for an issue."""

    limit: MostLinked = 30


class AddBlockedBy(
    _BlockerAction[Issue],
    op="issues/add-blocked-by-dependency",
    action="issues.add_blocked_by",
    effect=Effect.WRITE,
    undo=Undo(action="issues.remove_blocked_by"),
    says="Let {repo}#{issue_number} wait for {blocking_repo}#{blocking_issue}",
    view=Line("{@repo}#{number} now waits for {@blocking_repo}#{@blocking_issue}: {html_url}"),
    utterances=(
        "mark {issue_number} as? blocked by|on {blocking_issue}",
        "block {issue_number} by|on {blocking_issue}",
        "add the blocker {blocking_issue} to|for {issue_number}",
    ),
):
    """Let an issue wait for another one, which has to be done before."""


class RemoveBlockedBy(
    _BlockerAction[Issue],
    op="issues/remove-dependency-blocked-by",
    action="issues.remove_blocked_by",
    effect=Effect.WRITE,
    undo=Undo(action="issues.add_blocked_by"),
    because="both issues stay, and the one can be made to wait again",
    says="Let {repo}#{issue_number} no longer wait for {blocking_repo}#{blocking_issue}",
    view=Line("{@repo}#{number} no longer waits for {@blocking_repo}#{@blocking_issue}"),
    utterances=(
        "unblock {issue_number} from|by {blocking_issue}",
        "remove|drop the blocker {blocking_issue} of|from {issue_number}",
    ),
):
    """Let an issue no longer wait for another one."""
