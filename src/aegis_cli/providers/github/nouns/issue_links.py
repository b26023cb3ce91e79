"""Actions on how issues hang together: the parts of an issue, and what has to be done before it."""

from typing import Annotated

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.kinds import IssueNumber, Kind, RepoName, Role, Synonyms
from aegis_cli.actions.marks import Found, InRepo, Unsent
from aegis_cli.actions.views import Line
from aegis_cli.providers.github.github_action import GitHubAction
from aegis_cli.providers.github.nouns.issues import GetIssue, ItsNumber, ItsRepo
from aegis_cli.providers.github.resources import Issue

_ID = Kind(role=Role.TARGET, noun="id")
_PART = Found(read=GetIssue, by={"repo": "sub_repo", "issue_number": "sub_issue"}, path="id")


class AddSubIssue(
    GitHubAction[Issue],
    op="issues/add-sub-issue",
    action="issues.add_sub_issue",
    effect=Effect.WRITE,
    needs="issues:write",
    statuses=(201,),
    says="Make {sub_repo}#{sub_issue} a sub-issue of {repo}#{issue_number}",
    view=Line("{@repo}#{number} now has the sub-issue {@sub_repo}#{@sub_issue}: {html_url}"),
    asks=(
        "add|make|put {sub_issue} as? a sub-issue|subissue of|to {issue_number} [{replace_parent}]",
        "add|put the sub-issue|subissue {sub_issue} to|under {issue_number} [{replace_parent}]",
        "put|move {sub_issue} under {issue_number} [{replace_parent}]",
    ),
):
    """Make an issue a part of another one; it may be in another repository of the same owner."""

    repo: ItsRepo
    issue_number: ItsNumber

    sub_issue: Annotated[IssueNumber, Unsent(), InRepo("sub_repo")]
    """Number of the issue that becomes its part."""

    sub_repo: Annotated[RepoName | None, Unsent()] = None
    """Repository of that part, as OWNER/NAME, if it is another one."""

    sub_issue_id: Annotated[int | None, _ID, _PART] = None
    """Id of the part, which is read."""

    replace_parent: Annotated[bool, Synonyms(true=("instead",))] | None = None
    """Whether to take it away from the issue that it is a part of now."""
