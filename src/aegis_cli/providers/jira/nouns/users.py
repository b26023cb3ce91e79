"""Actions that show people."""

from typing import Annotated, Any

from aegis_cli.actions.fields.marks import At, Unsent
from aegis_cli.actions.results.views import Card, Line
from aegis_cli.actions.words.forms import Form
from aegis_cli.providers.jira.jira_action import JiraAction
from aegis_cli.providers.jira.jira_types import Person, PlaceOfPeople, SaidAccount, is_account
from aegis_cli.providers.jira.projects import project_of
from aegis_cli.providers.jira.resources import JiraAccount, Me


class GetMe(
    JiraAction[Me],
    op="getCurrentUser",
    action="jira.users.get_me",
    of_service=True,
    says="Show who is signed in",
    view=Line("{displayName} ({accountId})", piped="{accountId}"),
    utterances=(Form(("who_am_i in|at|on jira",), example="who_am_i at jira"),),
    verbs=("show", "get"),
):
    """Show who is signed in at Jira."""


class GetUser(
    JiraAction[JiraAccount],
    op="getUser",
    action="jira.users.get",
    says="Show the person {person}",
    view=Card(
        heading="{displayName}",
        reference="{accountId}",
        facts=(),
        piped=(("name", "{displayName}"), ("account", "{accountId}")),
    ),
    utterances=("SHOW the jira user|person {person}",),
    verbs=("show", "get", "view"),
):
    """Show a person, by the id of the account."""

    person: Annotated[SaidAccount, At("accountId")]
    """Person, by the id of the account, as the lists of people have it."""


class ListAssignable(
    JiraAction[list[JiraAccount]],
    op="findAssignableUsers",
    asks={"maxResults": "1000"},
    action="jira.users.assignable",
    says="List the people to whom a ticket of {within} can be assigned",
    utterances=(
        "SHOW? the people|jira_people in|of|for|at {within} [called|named {person}]",
        "who can_be_assigned to|in|at {within}",
    ),
):
    """List who can be assigned in a project, or to a ticket."""

    within: Annotated[PlaceOfPeople, Unsent()]
    """Project or ticket."""
    person: Annotated[Person | None, Unsent()] = None
    """Only those of this name."""

    def body_values(self) -> dict[str, Any]:
        """Return what is sent: the project or the issue, and the account or a part of the name."""
        where = "issueKey" if project_of(self.within) else "project"
        person = {} if self.person is None else {_asked_by(self.person): self.person}
        return {where: self.within, **person}

    def keeps(self, item: dict[str, Any]) -> bool:
        """Tell whether somebody is who is looked for: by the whole name, a word of it, or the id.

        Jira finds those too whose name only begins so, as Bobby for Bob.
        """
        if self.person is None or item.get("accountId") == self.person:
            return True
        wanted, name = self.person.casefold(), str(item.get("displayName", "")).casefold()
        return not is_account(self.person) and wanted in {name, *name.split()}


def _asked_by(person: str) -> str:
    return "accountId" if is_account(person) else "query"
