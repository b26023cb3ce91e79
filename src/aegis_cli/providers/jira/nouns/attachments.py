"""Actions on the files at tickets."""

from typing import Annotated, Any, TypeAlias

from pydantic import StringConstraints

from aegis_cli.actions.fields.kinds import named_kind
from aegis_cli.actions.fields.marks import At, ResolvedId, Unsent
from aegis_cli.actions.results.download import Download
from aegis_cli.actions.results.views import Line
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import IssueId, IssueKey
from aegis_cli.providers.jira.resources import Attachment

AttachmentName: TypeAlias = Annotated[
    str,
    named_kind("attachment", "report.pdf"),
    StringConstraints(min_length=1, max_length=255),
]


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
    name: Annotated[AttachmentName | None, Unsent()] = None
    """Only those of this name, or of this id."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a file is the one that is looked for."""
        return self.name in {None, item.get("filename"), item.get("id")}


class DownloadAttachment(
    JiraAction[Download],
    op="getAttachmentContent",
    asks={"redirect": "false"},
    action="jira.attachments.download",
    downloads="file",
    says="Download the attachment {name!r} of {issue}",
    view=Line("Saved the attachment {@name!r} of {@issue} as {path}", piped="{path}"),
    utterances=(
        (
            "download|fetch|get the attachment|file {name} of|from|on|at|in"
            f" {phrases.TICKET}? {{issue}}"
        ),
        f"save the attachment|file {{name}} of|from {phrases.TICKET}? {{issue}}",
    ),
):
    """Save a file that is attached to a ticket."""

    issue: Annotated[IssueKey, Unsent()]
    """Ticket, as PROJ-12."""
    name: Annotated[AttachmentName, Unsent()]
    """The file, by its name; by its id where several are called so."""
    attachment_id: Annotated[
        IssueId | None, At("id"), ResolvedId(read=ListAttachments, path="id")
    ] = None
    """Its id."""
