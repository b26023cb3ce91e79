"""The transitions of a ticket: how its status can change, which differs from ticket to ticket."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from aegis_cli.actions.fields.marks import A_co, Doc, ResolvedId, Unsent
from aegis_cli.actions.results.templates import pick
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.field_resources import Transition
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import IssueKey, StatusName


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

    usual: Annotated[bool, Unsent()] = False
    """Of several to a status of this kind, only that which is called as people say it."""

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether a transition has the name, or leads to the status, that is looked for."""
        if self.category not in {None, category_of(item)}:
            return False
        if self.status is None:
            return True
        return self.status.casefold() in _names_of(item)

    def settle(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return the usual one alone, if that is asked for and there is one."""
        usual = _USUAL.get(self.category or "", frozenset()) if self.usual else frozenset()
        called = [each for each in items if usual & _names_of(each)]
        return called if len(called) == 1 else items


def _names_of(transition: Any) -> frozenset[str]:
    """Return what a transition and the status to which it leads are called."""
    names = (transition.get("name"), (transition.get("to") or {}).get("name"))
    return frozenset(str(name).casefold() for name in names if name)


_USUAL: Mapping[str, frozenset[str]] = {
    "indeterminate": frozenset({"in progress"}),
    "done": frozenset({"done", "close", "closed"}),
}
"""What people call a kind of status, where a ticket could go to several of it."""


class TransitionToKind(ResolvedId[A_co]):
    """The transition to a kind of status, whatever that is called; of several the usual one."""

    def given_to(self, read: Any, action: Any) -> dict[str, Any]:
        """Ask for the usual one."""
        return super().given_to(read, action) | {"usual": True}
