"""Actions on the parts of an issue, which are issues."""

import re
from dataclasses import replace
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from aegis_cli.actions.action import R
from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.field_types import Limit
from aegis_cli.actions.fields.kinds import Synonyms
from aegis_cli.actions.fields.marks import CountsAs, InPlace, ResolvedId, Unsent
from aegis_cli.actions.results.templates import text_at
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Lasting, Undo
from aegis_cli.providers.github.github_types import IssueNumber, RepoName
from aegis_cli.providers.github.nouns.issues.issues import GetIssue, IssueWrite
from aegis_cli.providers.github.resources import Issue
from aegis_cli.providers.github.targets import IssueAction


def _name_of(issue: Any) -> str:
    """Return an issue's name with its repository, which may be another one than was asked about."""
    link = re.search(r"([^/]+/[^/]+)/(?:issues|pull)/([0-9]+)$", text_at(issue, "html_url"))
    return f"{link[1]}#{link[2]}" if link else f"#{text_at(issue, 'number')}"


def id_of(number: str, repo: str, *, when: str = "") -> ResolvedId[Any]:
    """Return how the id of an issue is found by the fields of its number and its repository."""
    return ResolvedId(
        read=GetIssue, by={"repo": repo, "issue_number": number}, path="id", when=when
    )


LINKED_ISSUES = Issue.listing.named_by(_name_of)
_OTHER_REPO = "Repository of that issue, as OWNER/NAME, if it is another one."

RepoOfOther: TypeAlias = Annotated[RepoName | None, Unsent(), Field(description=_OTHER_REPO)]
_Beside: TypeAlias = Annotated[IssueNumber | None, Unsent(), InPlace("beside_repo")]
MostLinked: TypeAlias = Annotated[Limit, Field(description="How many to show at most.")]


class _PartAction(IssueWrite[R]):
    """An action on an issue and one of its parts."""

    sub_issue: Annotated[IssueNumber, Unsent(), InPlace("sub_repo")]
    """Number of the part."""
    sub_repo: RepoOfOther = None
    sub_issue_id: Annotated[int | None, id_of("sub_issue", "sub_repo")] = None
    """Id of the part, which is read."""


class AddSubIssue(
    _PartAction[Issue],
    op="issues/add-sub-issue",
    action="issues.add_sub_issue",
    effect=Effect.WRITE,
    undo=Undo(action="issues.remove_sub_issue"),
    says="Make {sub_repo}#{sub_issue} a sub-issue of {repo}#{issue_number}",
    view=Line("{@repo}#{number} now has the sub-issue {@sub_repo}#{@sub_issue}: {html_url}"),
    utterances=(
        "add|make|put {sub_issue} as? a sub-issue|subissue of|to {issue_number} [{replace_parent}]",
        "add|put the sub-issue|subissue {sub_issue} to|under {issue_number} [{replace_parent}]",
        "put|move {sub_issue} under {issue_number} [{replace_parent}]",
    ),
):
    """Make an issue a part of another one; it may be in another repository of the same owner."""

    replace_parent: Annotated[
        Annotated[bool, Synonyms(true=("instead",))] | None, CountsAs(("issues.remove_sub_issue",))
    ] = None
    """Whether to take it away from the issue that it is a part of now."""


class RemoveSubIssue(
    _PartAction[Issue],
    op="issues/remove-sub-issue",
    action="issues.remove_sub_issue",
    effect=Effect.WRITE,
    undo=Undo(action="issues.add_sub_issue"),
    because="the part stays an issue and can be added again",
    says="Take the sub-issue {sub_repo}#{sub_issue} off {repo}#{issue_number}",
    view=Line("{@sub_repo}#{@sub_issue} is no sub-issue of {@repo}#{number} any more: {html_url}"),
    utterances=(
        "remove|take|drop {sub_issue} as a sub-issue|subissue of|from|off {issue_number}",
        "remove|take|drop the sub-issue|subissue {sub_issue} of|from|off {issue_number}",
    ),
):
    """Take a part off an issue; it stays an issue."""


class ReprioritizeSubIssue(
    _PartAction[Issue],
    op="issues/reprioritize-sub-issue",
    action="issues.reprioritize_sub_issue",
    effect=Effect.WRITE,
    undo=Lasting("Where it stood before is not known."),
    says="Move the sub-issue {sub_repo}#{sub_issue} of {repo}#{issue_number}",
    view=Line(
        "Moved the sub-issue {@sub_repo}#{@sub_issue} of {@repo}#{number}: {html_url}",
        already="The sub-issue {@sub_repo}#{@sub_issue} of {@repo}#{number} stood there before",
    ),
    utterances=(
        "move|put sub-issue? {sub_issue} after|behind {after_issue} in|under|of {issue_number}",
        "move|put sub-issue? {sub_issue} before {before_issue} in|under|of {issue_number}",
    ),
):
    """Move a part of an issue behind or before another part of it."""

    after_issue: _Beside = None
    """Number of the part behind which to move it."""

    before_issue: _Beside = None
    """Number of the part before which to move it, if it is not moved behind one."""

    beside_repo: RepoOfOther = None

    after_id: Annotated[int | None, id_of("after_issue", "beside_repo", when="after_issue")] = None
    """Id of the part behind which to move it, which is read."""

    before_id: Annotated[int | None, id_of("before_issue", "beside_repo", when="before_issue")] = (
        None
    )
    """Id of the part before which to move it, which is read."""


class ListSubIssues(
    IssueAction[list[Issue]],
    op="issues/list-sub-issues",
    action="issues.list_sub_issues",
    of_others=True,
    says="List the sub-issues of {repo}#{issue_number}",
    view=replace(LINKED_ISSUES, noun="sub-issue|sub-issues").table("of {repo}#{issue_number}"),
    utterances=(
        "SHOW? the [first|top {limit}] sub-issues|subissues of|in|for|under {issue_number}",
    ),
):
    """List the parts of an issue, in their order."""

    limit: MostLinked = 30
