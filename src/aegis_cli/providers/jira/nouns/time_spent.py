"""Actions on the time that people spend on tickets."""

from typing import Annotated

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import At
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Lasting
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_types import Duration, LongText
from aegis_cli.providers.jira.nouns.issue_changes import IssueWrite
from aegis_cli.providers.jira.nouns.issues import ADDED_TO
from aegis_cli.providers.jira.resources import Worklog


class AddWorklog(
    IssueWrite[Worklog],
    op="addWorklog",
    action="jira.worklogs.add",
    effect=Effect.WRITE,
    undo=Lasting("No action deletes a work log."),
    target=ADDED_TO,
    says="Log {time} on {issue}",
    view=Line("Logged {@time} on {@issue}", piped="{id}"),
    utterances=(f"log {{time}} on|to|for|in {phrases.TICKET}? {{issue}} [saying {{comment}}]",),
):
    """Say that you spent time on a ticket, until now."""

    time: Annotated[Duration, At("timeSpentSeconds")]
    """How long, as 3h 30m."""
    comment: LongText | None = None
    """What you did."""
