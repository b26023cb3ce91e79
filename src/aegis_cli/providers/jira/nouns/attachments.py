"""Actions that show the files at tickets."""

from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import IssueKey
from aegis_cli.providers.jira.resources import Attachment


class ListAttachments(
    JiraAction[list[Attachment]],
    op="getIssue",
    asks={"fields": "attachment"},
    action="jira.attachments.list",
    envelope="fields.attachment",
    says="List the attachments of {issue}",
    utterances=(f"SHOW the attachments|files of|on|at|in {phrases.TICKET}? {{issue}}",),
):
    """List the files that are attached to a ticket."""

    issue: IssueKey
    """Ticket, as PROJ-12."""
