"""The transitions of a ticket: how its status can change, which differs from ticket to ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from aegis_cli.actions.facts import Effect
from aegis_cli.actions.fields.marks import A_co, At, CountsAs, Doc, OfTarget, ResolvedId, Unsent
from aegis_cli.actions.results.templates import pick
from aegis_cli.actions.results.views import Line
from aegis_cli.actions.undoing import Undo
from aegis_cli.providers.jira import phrases
from aegis_cli.providers.jira.field_resources import Transition
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import IssueKey, Remark, ResolutionName, StatusName
from aegis_cli.providers.jira.nouns.issue_changes import IssueWrite
from aegis_cli.providers.jira.nouns.issues import CHANGED

_COMMENTING = CountsAs(("jira.comments.add",))


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


_MOVED = f"{phrases.TICKET}? {{issue}}"
_AS = "[as {resolution:choice}] [as {resolution:quote}]"
_RESOLVED = (
    "[with|and the? resolution {resolution:choice}] [with|and the? resolution {resolution}]"
    " [with|and? the? comment {comment:quote}]"
    " [saying {comment}]"
)
_MOVED_BACK = Undo(
    action="jira.issues.transition",
    before={"to": "status"},
    left={"fields.status.name": "@leads_to"},
    without=frozenset({"resolution", "comment"}),
)


class TransitionIssue(
    IssueWrite[None],
    op="doTransition",
    action="jira.issues.transition",
    effect=Effect.WRITE,
    undo=_MOVED_BACK,
    target=replace(CHANGED, aside=("leads_to",)),
    says="Move the ticket {issue} to {to!r}",
    view=Line("Moved {@issue} to {@to}", piped="{@issue}", already="{@issue} was already so"),
    verbs=("move", "transition", "set the status"),
    utterances=(
        f"move|transition {_MOVED} to|into {{to:choice}} [to|into {{to}}] {_RESOLVED}",
        f"CHANGE the status OF {_MOVED} to {{to:choice}} [to {{to}}] {_RESOLVED}",
    ),
):
    """Move a ticket to another status."""

    to: Annotated[StatusName, Unsent()]
    """Status, or the name of the transition to it."""
    transition_id: Annotated[
        str | None,
        At("transition.id"),
        ResolvedId(read=ListTransitions, path="id", by={"status": "to"}, when="to"),
        OfTarget("fields.status.name", called="status"),
    ] = None
    """The transition's id, which differs from ticket to ticket."""
    leads_to: Annotated[
        str | None,
        Unsent(),
        ResolvedId(read=ListTransitions, path="to.name", by={"status": "to"}, when="to"),
    ] = None
    """The status that it leads to, whatever the transition is called."""
    resolution: Annotated[ResolutionName | None, At("fields.resolution.name")] = None
    """How it is resolved, where the transition asks for that."""
    comment: Annotated[Remark | None, At("update.comment"), _COMMENTING] = None
    """A comment to add."""


def _to_kind(field: str, path: str) -> ResolvedId[Any]:
    """Find of the transition to the kind of status in a field what stands at a path."""
    by = {"category": field, "status": ""}
    return TransitionToKind(read=ListTransitions, path=path, by=by, when=field)


_STATUS_OF_KIND = OfTarget("fields.status.statusCategory.key", called="status")


class StartIssue(
    IssueWrite[None],
    op="doTransition",
    action="jira.issues.start",
    effect=Effect.WRITE,
    undo=_MOVED_BACK,
    target=replace(CHANGED, aside=("leads_to",)),
    says="Start the ticket {issue}",
    view=Line("Moved {@issue} to {@leads_to}", piped="{@issue}", already="{@issue} was already so"),
    verbs=("start", "begin"),
    utterances=(
        f"start|begin {phrases.TICKET}? {{issue}}",
        f"start|begin work|working on {phrases.TICKET}? {{issue}}",
    ),
):
    """Move a ticket to the status in which it is worked on, whatever that is called."""

    begun: Annotated[Literal["indeterminate"], Unsent()] = "indeterminate"
    """The kind of that status."""
    transition_id: Annotated[
        str | None, At("transition.id"), _to_kind("begun", "id"), _STATUS_OF_KIND
    ] = None
    """The transition's id, which differs from ticket to ticket."""
    leads_to: Annotated[str | None, Unsent(), _to_kind("begun", "to.name")] = None
    """The status that it leads to."""


class CloseIssue(
    IssueWrite[None],
    op="doTransition",
    action="jira.issues.close",
    effect=Effect.WRITE,
    undo=_MOVED_BACK,
    target=replace(CHANGED, aside=("leads_to",)),
    says="Close the ticket {issue}",
    view=Line(
        "Moved {@issue} to {@leads_to}", piped="{@issue}", already="{@issue} was done already"
    ),
    verbs=("close", "finish", "resolve"),
    utterances=(f"close|finish|resolve|complete {_MOVED} {_AS} {_RESOLVED}",),
):
    """Move a ticket to a status in which it is done; of several, to Done or Closed."""

    done: Annotated[Literal["done"], Unsent()] = "done"
    """The kind of that status."""
    transition_id: Annotated[
        str | None, At("transition.id"), _to_kind("done", "id"), _STATUS_OF_KIND
    ] = None
    """The transition's id, which differs from ticket to ticket."""
    leads_to: Annotated[str | None, Unsent(), _to_kind("done", "to.name")] = None
    """The status that it leads to."""
    resolution: Annotated[ResolutionName | None, At("fields.resolution.name")] = None
    """How it is resolved, where the transition asks for that."""
    comment: Annotated[Remark | None, At("update.comment"), _COMMENTING] = None
    """A comment to add."""
