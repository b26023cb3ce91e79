"""The transitions of a ticket: how its status can change, which differs from ticket to ticket."""

from typing import Annotated, Any

from aegis_cli.actions.marks import Unsent
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import IssueKey, StatusName
from aegis_cli.providers.jira.resources import Transition


class ListTransitions(
    JiraAction[list[Transition]],
    op="getTransitions",
    action="jira.transitions.list",
    envelope="transitions",
    says="List how the status of {issue} can change",
    utterances=(f"SHOW the transitions of|on|for {phrases.TICKET}? {{issue}}",),
):
    """List to which statuses a ticket can move."""

    issue: IssueKey
    """Ticket, as PROJ-12."""
    status: Annotated[StatusName | None, Unsent()] = None
    """Only those of this name, or to this status."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a transition has the name, or leads to the status, that is looked for."""
        if self.status is None:
            return True
        names = {item.get("name"), (item.get("to") or {}).get("name")}
        return self.status.casefold() in {str(name).casefold() for name in names if name}
