"""The transitions of a ticket: how its status can change, which differs from ticket to ticket."""

from typing import Annotated, Any, Literal

from aegis_cli.actions.marks import Doc, Unsent
from aegis_cli.actions.templates import pick
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import IssueKey, StatusName
from aegis_cli.providers.jira.resources import Transition


def category_of(transition: Any) -> Any:
    """Return of what kind the status is to which a transition leads; `None` if it is not said."""
    return pick(transition, "to.statusCategory.key")


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
    category: Annotated[
        Literal["new", "indeterminate", "done"] | None,
        Unsent(),
        Doc(
            "Only those to a status of this kind, whatever it is called; `indeterminate` is begun."
        ),
    ] = None

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a transition has the name, or leads to the status, that is looked for."""
        if self.category not in {None, category_of(item)}:
            return False
        if self.status is None:
            return True
        names = {item.get("name"), (item.get("to") or {}).get("name")}
        return self.status.casefold() in {str(name).casefold() for name in names if name}
